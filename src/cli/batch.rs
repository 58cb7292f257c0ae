//! Reading a batch: the applicants of a stage and the tables they lean on.

use super::{Stop, files};
use crate::base::tongue::Tongue;
use crate::batch::{Decided, decide_batch};
use crate::data::raw::RawTable;
use crate::data::{Applicants, Finding, read_applicants, read_table};
use crate::diagnostic::Severity;
use crate::driver::Loaded;
use crate::interp::Pins;
use crate::ir::{Policy, StageId, TableId};
use crate::tables::Tables;
use std::path::{Path, PathBuf};

/// How a batch is read and decided: the options that every command with applicants has.
#[derive(clap::Args, Debug, Clone, Default)]
pub struct Options {
    /// The stage; by default the one that the file is named after
    #[arg(long)]
    pub stage: Option<String>,
    /// The folder of tables, one file for each, such as `school.csv`; by default the applicants' own
    #[arg(long, value_name = "DIR")]
    pub tables: Option<PathBuf>,
    /// Read an ambiguity in another way: `name=alternative`, or `name=refer` for all of them; may be given again
    #[arg(long, value_name = "NAME=ALTERNATIVE")]
    pub reading: Vec<String>,
    /// zh or en; by default that of the environment
    #[arg(long)]
    pub lang: Option<String>,
}

/// A policy, and a batch to decide by it.
pub struct Opened {
    /// The texts and places of the policy.
    pub loaded: Loaded,
    /// The policy.
    pub policy: Policy,
    /// The stage that decides.
    pub stage: StageId,
    /// The readings in force.
    pub pins: Pins,
    /// The batch.
    pub batch: Batch,
    /// The tongue of what is printed.
    pub tongue: Tongue,
}

/// Reads a policy that must be sound and a batch, and says on standard error what should be said of them.
pub fn open(policy: &Path, applicants: &Path, options: &Options) -> Result<Opened, Stop> {
    let tongue = super::tongue(options.lang.as_deref())?;
    let (loaded, policy) = super::policy::sound(policy)?;
    let stage = stage(&policy, options.stage.as_deref(), applicants, tongue)?;
    let pins = super::policy::pins(&policy, &options.reading, tongue)?;
    let batch = read(&policy, stage, applicants, options.tables.as_deref(), tongue)?;
    for note in &batch.notes {
        super::say!("{note}");
    }
    Ok(Opened { loaded, policy, stage, pins, batch, tongue })
}

impl Opened {
    /// Decides every applicant of the batch, with a bar on a terminal.
    pub fn decide(&self) -> Decided<'_> {
        let rows = &self.batch.applicants.rows;
        let bar = super::progress(rows.len(), self.tongue.pick("deciding", "判定"));
        let decided = decide_batch(&self.policy, &self.batch.tables, self.stage, rows, &self.pins, &mut || bar.inc(1));
        bar.finish_and_clear();
        decided
    }
}

/// A batch as read.
pub struct Batch {
    /// The file as it came, for the rejected rows.
    pub raw: RawTable,
    /// The good rows and the others.
    pub applicants: Applicants,
    /// The tables.
    pub tables: Tables,
    /// What should be said before anything is decided.
    pub notes: Vec<String>,
}

/// The stage that was asked for, or the one that the file is named after, or the only one.
pub fn stage(policy: &Policy, asked: Option<&str>, applicants: &Path, tongue: Tongue) -> Result<StageId, Stop> {
    let stem = applicants.file_stem().and_then(|s| s.to_str()).unwrap_or("");
    match asked {
        None if policy.stage(stem).is_some() => super::policy::stage(policy, Some(stem), tongue),
        _ => super::policy::stage(policy, asked, tongue),
    }
}

/// Reads the applicants, and each table `NAME` of the policy from `NAME.csv` or `NAME.xlsx` (or its label) in the
/// folder of tables, which is the applicants' own unless another is given.
pub fn read(
    policy: &Policy,
    stage: StageId,
    path: &Path,
    folder: Option<&Path>,
    tongue: Tongue,
) -> Result<Batch, Stop> {
    let (raw, _) = raw(path, tongue)?;
    refuse_other_stage(policy, stage, path, &raw, tongue)?;
    let mut applicants = read_applicants(policy, stage, &raw).map_err(|all| findings(path, &all, tongue))?;
    let mut notes: Vec<String> =
        applicants.notes.iter().map(|n| format!("{}: {}", path.display(), n.text(tongue))).collect();
    let own = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let folder = folder.map_or(own, Path::to_path_buf);
    if !folder.as_os_str().is_empty() && !folder.is_dir() {
        return Err(Stop::failed(format!("there is no folder `{}`", folder.display())));
    }
    let reads = crate::ir::needs::reads_of(policy, stage);
    let mut tables = Tables::new(policy);
    let mut read_tables = Vec::new();
    for (at, table) in policy.tables.iter().enumerate() {
        let id = TableId(at as u16);
        let Some(path) = table_file(&folder, &table.named.name, table.named.label.as_deref()) else {
            continue;
        };
        let (raw, _) = self::raw(&path, tongue)?;
        let read = read_table(policy, id, &raw).map_err(|all| findings(&path, &all, tongue))?;
        // What no rule of the stage looks at is worth no note.
        if reads.tables.contains(&id) {
            notes.extend(read.notes.iter().map(|n| format!("{}: {}", path.display(), n.text(tongue))));
        }
        tables.supply(id, read.rows.clone());
        read_tables.push((id, path, raw, read));
    }
    let mut bad = Vec::new();
    for (id, path, raw, mut read) in read_tables {
        read.check_references(policy, id, &raw, &tables);
        for rejected in &read.rejected {
            let column = rejected.column().map_or(String::new(), |c| format!("{c}: "));
            bad.push(format!("{}:{}: {column}{}", path.display(), rejected.line, rejected.reason(tongue)));
        }
    }
    if !bad.is_empty() {
        // An allocation of seats on half a table would be worse than none.
        let more = bad.len().saturating_sub(20);
        bad.truncate(20);
        if more > 0 {
            bad.push(format!("… and {more} more rows"));
        }
        let bad = bad.join("\n  ");
        return Err(Stop::wrong(tongue.pick(
            format!("rows of tables are wrong; correct them first\n  {bad}"),
            format!("数据表有误，请先改正\n  {bad}"),
        )));
    }
    applicants.check_references(policy, stage, &raw, &tables);
    let claims = policy.claims_of(stage);
    let claims = tongue.join(claims.map(|c| c.named.shown()));
    if raw.fed_back && !claims.is_empty() {
        notes.push(tongue.pick(
            format!("these rows were set aside before: {claims} compares them with one another only, so decide the whole batch once more at the end"),
            format!("这是此前退回的行：“{claims}”只在这些行之间比较，最后请整批重判"),
        ));
    }
    for id in &reads.tables {
        if tables.of(*id).is_none() {
            let name = &policy.tables[id.index()].named;
            notes.push(tongue.pick(
                format!(
                    "no `{0}.csv` in `{1}`: what hangs on the table `{0}` stays unknown",
                    name.name,
                    folder.display()
                ),
                format!(
                    "`{1}` 中没有 `{0}.csv`：凡取决于数据表“{2}”的判断均按未知处理",
                    name.name,
                    folder.display(),
                    name.shown()
                ),
            ));
        }
    }
    Ok(Batch { raw, applicants, tables, notes })
}

/// Refuses a file whose columns are those of another stage.
fn refuse_other_stage(
    policy: &Policy,
    stage: StageId,
    path: &Path,
    raw: &RawTable,
    tongue: Tongue,
) -> Result<(), Stop> {
    let has = |wanted: StageId| {
        let only = policy.form.fields.iter().filter(|f| f.stage == Some(wanted));
        only.filter(|f| raw.headers.iter().any(|h| *h == f.named.name || Some(h) == f.named.label.as_ref())).count()
    };
    let asks = policy.form.fields.iter().any(|f| f.stage == Some(stage));
    let other = (0..policy.stages.len() as u16).map(StageId).find(|s| *s != stage && has(*s) > 0);
    match other {
        Some(other) if asks && has(stage) == 0 => {
            let (asked, found) = (&policy.stages[stage.index()].named, &policy.stages[other.index()].named);
            Err(Stop::wrong(tongue.pick(
                format!(
                    "the columns of `{}` are those of the stage `{}`, not of `{}`",
                    path.display(),
                    found.name,
                    asked.name
                ),
                format!("`{}` 的列属于学段“{}”，不属于“{}”", path.display(), found.shown(), asked.shown()),
            )))
        }
        _ => Ok(()),
    }
}

/// Reads one file of rows, and gives its bytes too; `FILE.xlsx#SHEET` names a sheet.
pub fn raw(path: &Path, tongue: Tongue) -> Result<(RawTable, Vec<u8>), Stop> {
    let text = path.to_string_lossy();
    let (file, sheet) = match text.rsplit_once('#') {
        Some((file, sheet)) if !path.exists() => (PathBuf::from(file), Some(sheet.to_string())),
        _ => (path.to_path_buf(), None),
    };
    let bytes = files::read(&file).map_err(|e| Stop::failed(e.text(tongue)))?;
    match RawTable::read(&file.to_string_lossy(), &bytes, sheet.as_deref()) {
        Ok(raw) => Ok((raw, bytes)),
        Err(finding) => Err(findings(path, &[finding], tongue)),
    }
}

fn table_file(folder: &Path, name: &str, label: Option<&str>) -> Option<PathBuf> {
    let names = std::iter::once(name).chain(label);
    let candidates = names.flat_map(|n| ["csv", "xlsx", "tsv", "txt"].map(|e| folder.join(format!("{n}.{e}"))));
    candidates.into_iter().find(|path| path.is_file())
}

/// What is wrong with a file, as the end of a command.
pub fn findings(path: &Path, all: &[Finding], tongue: Tongue) -> Stop {
    let lines: Vec<String> = all
        .iter()
        .map(|f| {
            let grade = if f.severity == Severity::Error {
                tongue.pick("error", "错误")
            } else {
                tongue.pick("note", "提示")
            };
            format!("{grade}[{}] {}", f.problem.code(), f.text(tongue))
        })
        .collect();
    Stop::wrong(format!("{}\n  {}", path.display(), lines.join("\n  ")))
}
