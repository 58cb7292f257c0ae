//! `ruxue freeze`

use super::{Done, End, Stop, batch, files, print};
use crate::allocation::model::Results;
use crate::base::date::Date;
use crate::base::tongue::Tongue;
use crate::data::raw::RawTable;
use crate::data::{Sheet, write};
use crate::freeze::{Facts, Need, Remade, policy_of, read_sealed, remake, results_rows, tables_read, write_sealed};
use crate::ir::{DrawId, Policy, StageId, TableId};
use crate::record::certificate;
use crate::record::frozen::{self, Sealed, freeze};
use crate::record::{Fault, Files, json, public, results, sums};
use crate::roster::rulings::{FACT, Ruling, Wrong};
use crate::value::Fact;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Freeze a draw: everything that can change a placement, in canonical files, before anyone knows a ticket
///
/// Decides the applicants with the rulings on them, makes the roster of the draw, and writes both into a folder of the
/// year: `public` may be published, `sealed` holds facts about people and is for its owner only. Nothing is frozen
/// while it is open who takes part in a round that says `unsettled: stop`: those it hangs on are listed, with what can be
/// ruled about each, in a file to fill in.
#[derive(clap::Args)]
#[command(after_long_help = "\
What is written into YEAR/DRAW:
  public/   rounds.json, roster.tsv, plan.tsv, lists.tsv, policies/, frozen.json: what an allocation is run on
  sealed/   applicants.tsv, tables/, rulings.tsv with their salts: from which the roster is made again

Rulings are a table with the columns id, key, ruling, reason, who and when (编号, 事项, 裁定, 理由, 裁定人, 裁定日). Only what
the policy leaves open can be ruled. For CATEGORY/refer/N, CATEGORY/on_time/N and claim/NAME the ruling is yes or no (是, 否), for
reading/NAME an alternative, for `undetermined` a way in or no, for fact/FIELD what the missing field is. Where something is open, `YEAR/DRAW-open.csv` lists it in this form.

The results of earlier draws of the stage are taken from their runs in the year's folder; their certificates are frozen with this
draw, so that the year is a chain.

Examples:
  ruxue freeze policies/2024.pol primary.csv 2024 --draw early
  ruxue freeze policies/2024.pol primary.csv 2024 --draw primary_places --rulings rulings.csv --ledger seats.sqlite

Exit codes: 0 frozen; 1 a file could not be written; 2 wrong usage; 3 something is open or wrong, and nothing was frozen")]
pub struct Args {
    /// The policy file
    policy: PathBuf,
    /// The applicants of the draw's stage: CSV or Excel
    applicants: PathBuf,
    /// The folder of the year's draws
    year: PathBuf,
    /// The draw, by its name or label
    #[arg(long, value_name = "NAME")]
    draw: String,
    /// The folder of tables; by default the applicants' own
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
    /// An officer's rulings: CSV or Excel
    #[arg(long, value_name = "FILE")]
    rulings: Option<PathBuf>,
    /// The seat ledger (SQLite), in place of the table that stands for it; it is only read
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Go on without the rows that cannot be read
    #[arg(long)]
    without_rejected: bool,
    /// zh or en; by default that of the environment
    #[arg(long)]
    lang: Option<String>,
}

/// Where a draw is made from.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// The policy file.
    pub policy: &'a Path,
    /// The applicants.
    pub applicants: &'a Path,
    /// The draw, by its name or label.
    pub draw: &'a str,
    /// The folder of tables.
    pub tables: Option<&'a Path>,
    /// Rulings.
    pub rulings: Option<&'a Path>,
    /// The seat ledger, in place of the table that stands for it.
    pub ledger: Option<&'a Path>,
    /// Go on without the rows that cannot be read.
    pub without_rejected: bool,
}

/// A draw that can be frozen.
pub struct Prepared {
    /// The policy.
    pub policy: Policy,
    /// The draw.
    pub draw: DrawId,
    /// What it is run on.
    pub remade: Remade,
    /// The public files, `frozen.json` not among them.
    pub public: Files,
    /// The sealed files, without salts.
    pub sealed: Files,
    /// The certificates of earlier draws.
    pub previous: BTreeMap<String, sums::Bytes32>,
    /// Rows that were left out because they cannot be read.
    pub rejected: usize,
}

/// Reads policy, applicants, tables, rulings and the results of earlier draws, and makes the roster of a draw.
pub fn prepare(source: &Source, year: &Path, tongue: Tongue) -> Result<Prepared, Stop> {
    let (loaded, policy) = super::policy::sound(source.policy)?;
    let draw = draw_of(&policy, source.draw, tongue)?;
    let stage = policy.draws[draw.index()].stage;
    let batch = batch::read(&policy, stage, source.applicants, source.tables, tongue)?;
    for note in &batch.notes {
        super::say!("{note}");
    }
    let rejected = batch.applicants.rejected.len();
    if rejected > 0 && !source.without_rejected {
        return Err(rejected_rows(&batch, source.applicants, tongue));
    }
    let (results, previous) = earlier(&policy, draw, year, tongue)?;
    let mut tables: Vec<Option<Vec<Vec<Fact>>>> = batch.tables.rows.clone();
    for (table, reads) in tables.iter_mut().zip(tables_read(&policy, stage)) {
        if !reads {
            *table = None;
        }
    }
    if let Some((table, ..)) = policy.results() {
        tables[table.index()] = Some(results_rows(&policy, stage, &results));
    }
    if let Some(path) = source.ledger {
        let (table, rows) = ledger_rows(&policy, path, tongue)?;
        tables[table.index()] = Some(rows);
    }
    let rulings = match source.rulings {
        Some(path) => read_rulings(path, tongue)?,
        None => Vec::new(),
    };
    let mut facts = Facts {
        applicants: batch.applicants.rows.iter().map(|a| (a.id.clone(), a.facts.clone())).collect(),
        tables,
        rulings,
    };
    facts.rulings.sort_by(|one, other| (&one.id, &one.key).cmp(&(&other.id, &other.key)));
    let sealed = write_sealed(&policy, stage, &facts).map_err(|all| faults(&all, tongue))?;
    let mut public = Files::new();
    for (at, file) in loaded.sources.iter().enumerate() {
        let folder = source.policy.parent().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
        let own = file.path.strip_prefix(&folder).unwrap_or(&file.path).trim_start_matches('/');
        let name = if at == 0 { own.rsplit('/').next().unwrap_or(own) } else { own };
        public.insert(format!("policies/{name}"), file.text.clone().into_bytes());
    }
    // From here on only what was written counts.
    let (_, frozen_policy) = policy_of(&public).map_err(|all| faults(&all, tongue))?;
    let bar = super::progress(facts.applicants.len(), tongue.pick("deciding", "判定"));
    let remade = remake(&frozen_policy, draw, &sealed, &mut || bar.inc(1)).map_err(|all| faults(&all, tongue))?;
    bar.finish_and_clear();
    wrong_rulings(&policy, stage, &remade, &sealed, source.rulings, tongue)?;
    let problems = crate::allocation::validate(&remade.public.draw, &remade.public.roster);
    if !problems.is_empty() {
        let lines: Vec<String> = problems.iter().take(20).map(|p| p.sentence(tongue)).collect();
        return Err(Stop::wrong(lines.join("\n  ")));
    }
    if let Some(id) = remade.built.too_many.first() {
        let count = remade.built.too_many.len();
        return Err(Stop::wrong(tongue.pick(
            format!("{count} applicants enter more rounds than the draw allows, `{id}` among them; correct their applications"),
            format!("{count} 名申请人所报轮次超过本次派位允许的数目，如 `{id}`；请更正报名"),
        )));
    }
    public.extend(public::write(&remade.public).map_err(|all| faults(&all, tongue))?);
    Ok(Prepared { policy, draw, remade, public, sealed, previous, rejected })
}

/// The rows of the table that stands for the ledger.
fn ledger_rows(policy: &Policy, path: &Path, tongue: Tongue) -> Result<(TableId, Vec<Vec<Fact>>), Stop> {
    let stop = |failure: crate::ledger::Failure| Stop::wrong(format!("{}: {}", path.display(), failure.text(tongue)));
    let binding = crate::ledger::bind(policy, None, None).map_err(|unbound| Stop::wrong(unbound.text(tongue)))?;
    let store = crate::ledger::SqliteLedger::open_read_only(path).map_err(stop)?;
    let supplied = crate::ledger::supply(policy, &binding, &store).map_err(stop)?;
    Ok((binding.table, supplied.rows))
}

/// A draw by its name or label.
pub fn draw_of(policy: &Policy, word: &str, tongue: Tongue) -> Result<DrawId, Stop> {
    policy.draw(word).ok_or_else(|| {
        let names = tongue.join(policy.draws.iter().map(|d| d.named.name.as_str()));
        if policy.draws.is_empty() {
            Stop::wrong(tongue.pick("the policy has no draw".to_string(), "政策中没有派位".to_string()))
        } else {
            Stop::wrong(tongue.pick(
                format!("there is no draw `{word}`; the policy has {names}"),
                format!("政策中没有派位“{word}”；有：{names}"),
            ))
        }
    })
}

fn rejected_rows(batch: &batch::Batch, path: &Path, tongue: Tongue) -> Stop {
    let all = &batch.applicants.rejected;
    let mut lines: Vec<String> =
        all.iter().take(20).map(|r| format!("{}:{}: {}", path.display(), r.line, r.reason(tongue))).collect();
    if all.len() > 20 {
        let more = all.len() - 20;
        lines.push(tongue.pick(format!("… and {more} more rows"), format!("……另有 {more} 行")));
    }
    let lines = lines.join("\n  ");
    Stop::wrong(tongue.pick(
        format!(
            "{} rows cannot be read, and whoever is in them would be left out of the draw\n  {lines}\n\
             correct them, or go on without them: --without-rejected",
            all.len()
        ),
        format!(
            "有 {} 行无法读取，其中的申请人将不能参加派位\n  {lines}\n请更正，或用 --without-rejected 略过",
            all.len()
        ),
    ))
}

/// Who was placed where by which round in earlier draws of the stage, and the digests of their certificates.
type Earlier = (Vec<(String, String, String)>, BTreeMap<String, sums::Bytes32>);

fn earlier(policy: &Policy, draw: DrawId, year: &Path, tongue: Tongue) -> Result<Earlier, Stop> {
    let stage = policy.draws[draw.index()].stage;
    let mut placed = Vec::new();
    let mut certificates = BTreeMap::new();
    for (id, declared) in policy.draws_of(stage).take_while(|(id, _)| *id != draw) {
        let folder = year.join(&declared.named.name).join("public");
        let name = &declared.named.name;
        let missing = || {
            Stop::wrong(tongue.pick(
                format!(
                    "the earlier draw `{name}` has no certificate in `{}`; allocate it first: who has a seat by it takes part no more",
                    folder.display()
                ),
                format!("在 `{}` 中没有此前派位“{}”的证书；请先完成该次派位", folder.display(), declared.named.shown()),
            ))
        };
        let bytes = files::read(&folder.join(certificate::FILE)).map_err(|_| missing())?;
        let table = files::read(&folder.join(results::PLACEMENTS)).map_err(|_| missing())?;
        let made: certificate::Certificate =
            json::read(certificate::FILE, &bytes).map_err(|all| faults(&all, tongue))?;
        let full = policy.draw_name(id);
        if made.draw != full {
            return Err(Stop::wrong(tongue.pick(
                format!("the certificate in `{}` is of `{}`, not of `{full}`", folder.display(), made.draw),
                format!("`{}` 中的证书属于 `{}`，不是 `{full}`", folder.display(), made.draw),
            )));
        }
        placed.extend(crate::freeze::placed(&table).map_err(|all| faults(&all, tongue))?);
        certificates.insert(full, sums::digest(&bytes));
    }
    Ok((placed, certificates))
}

/// The headings of a file of rulings.
const HEADINGS: [[&str; 2]; 6] =
    [["id", "编号"], ["key", "事项"], ["ruling", "裁定"], ["reason", "理由"], ["who", "裁定人"], ["when", "裁定日"]];

/// Reads rulings; a row without a ruling is one that nobody has filled in yet.
fn read_rulings(path: &Path, tongue: Tongue) -> Result<Vec<Ruling>, Stop> {
    let bytes = files::read(path).map_err(|e| Stop::failed(e.text(tongue)))?;
    let shown = path.display();
    let raw = RawTable::read(&path.to_string_lossy(), &bytes, None)
        .map_err(|finding| Stop::wrong(format!("{shown}: {}", finding.text(tongue))))?;
    let mut at = [0; 6];
    for (place, names) in at.iter_mut().zip(HEADINGS) {
        *place = raw.headers.iter().position(|h| names.contains(&h.as_str())).ok_or_else(|| {
            Stop::wrong(tongue.pick(
                format!(
                    "{shown}: there is no column `{}`; rulings have {}",
                    names[0],
                    HEADINGS.map(|h| h[0]).join(", ")
                ),
                format!("{shown}：没有“{}”列；裁定表各列为 {}", names[1], HEADINGS.map(|h| h[1]).join("、")),
            ))
        })?;
    }
    let (mut made, mut bad) = (Vec::new(), Vec::new());
    for row in &raw.rows {
        let cell = |column: usize| row.cells.get(at[column]).map_or("", |c| c.trim()).to_string();
        if cell(2).is_empty() {
            continue;
        }
        let empty: Vec<&str> = [0, 1, 3, 4]
            .into_iter()
            .filter(|column| cell(*column).is_empty())
            .map(|column| HEADINGS[column][tongue as usize])
            .collect();
        let day = Date::parse_iso(&cell(5));
        match (empty.as_slice(), day) {
            ([], Some(when)) => {
                made.push(Ruling { id: cell(0), key: cell(1), ruling: cell(2), reason: cell(3), who: cell(4), when })
            }
            ([], None) => bad.push(tongue.pick(
                format!("{shown}:{}: `when` is no day such as 2024-06-03", row.line),
                format!("{shown}:{}：裁定日应写作 2024-06-03", row.line),
            )),
            (empty, _) => bad.push(tongue.pick(
                format!("{shown}:{}: {} is empty", row.line, empty.join(", ")),
                format!("{shown}:{}：{}为空", row.line, empty.join("、")),
            )),
        }
    }
    if bad.is_empty() { Ok(made) } else { Err(Stop::wrong(bad.join("\n  "))) }
}

fn wrong_rulings(
    policy: &Policy,
    stage: StageId,
    remade: &Remade,
    sealed: &Files,
    path: Option<&Path>,
    tongue: Tongue,
) -> Result<(), Stop> {
    if remade.wrong.is_empty() {
        return Ok(());
    }
    let facts = read_sealed(policy, stage, sealed).map_err(|all| faults(&all, tongue))?;
    let path = path.map(|p| p.display().to_string()).unwrap_or_default();
    let mut lines = Vec::new();
    for (at, wrong) in remade.wrong.iter().take(20) {
        let Some(ruling) = facts.rulings.get(*at) else { continue };
        let who = format!("{path}: `{}` {}", ruling.id, ruling.key);
        let words = |all: &[String]| tongue.join(all.iter().map(String::as_str));
        lines.push(match wrong {
            Wrong::NoApplicant => {
                tongue.pick(format!("{who}: there is no such applicant in the batch"), format!("{who}：名册中没有此人"))
            }
            Wrong::Twice(_) => tongue.pick(format!("{who}: ruled twice"), format!("{who}：重复裁定")),
            Wrong::NotOpen(open) if open.is_empty() => tongue.pick(
                format!("{who}: the policy leaves nothing about this applicant to a ruling"),
                format!("{who}：政策没有把此人的任何事项留待裁定"),
            ),
            Wrong::NotOpen(open) => tongue.pick(
                format!("{who}: this is not open; open are {}", words(open)),
                format!("{who}：此事项并非待定；待定的是 {}", words(open)),
            ),
            Wrong::NoWord(known) => tongue.pick(
                format!("{who}: `{}` is no ruling; write {}", ruling.ruling, words(known)),
                format!("{who}：`{}` 不是可用的裁定；可写 {}", ruling.ruling, words(known)),
            ),
        });
    }
    Err(Stop::wrong(lines.join("\n  ")))
}

/// Faults of files in words.
pub fn faults(all: &[Fault], tongue: Tongue) -> Stop {
    let mut lines: Vec<String> = all.iter().take(20).map(|f| f.text(tongue)).collect();
    if all.len() > 20 {
        lines.push(tongue.pick(format!("… and {} more", all.len() - 20), format!("……另有 {} 处", all.len() - 20)));
    }
    Stop::wrong(lines.join("\n  "))
}

/// What is open, as a table to fill in: a row for each thing that can be ruled, then what can only be corrected.
pub fn open_sheet(policy: &Policy, needs: &[Need], tongue: Tongue) -> Sheet {
    let headings = HEADINGS.map(|h| h[tongue as usize]);
    let more = tongue.pick(["about", "rounds", "can be ruled"], ["说明", "轮次", "可作的裁定"]);
    let mut sheet = Sheet::new("open", headings.into_iter().chain(more));
    for need in needs {
        let rounds = tongue.join(need.rounds.iter().map(|r| policy.rounds[usize::from(*r)].named.shown()));
        let row = |key: &str, about: String, words: String| {
            vec![
                need.id.clone(),
                key.into(),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
                about,
                rounds.clone(),
                words,
            ]
        };
        for key in &need.keys {
            let (about, words) = about(policy, key, tongue);
            sheet.rows.push(row(key, about, words));
        }
        for missing in &need.missing {
            let shown = crate::report::words::label_path(policy, missing);
            let about = tongue.pick(format!("missing: {shown}"), format!("缺：{shown}"));
            let words = tongue.pick("what it is, as in the application", "填写该项内容，写法同报名表");
            sheet.rows.push(row(&format!("{FACT}{missing}"), about, words.into()));
        }
        for question in &need.questions {
            sheet.rows.push(row(
                "",
                question.clone(),
                tongue.pick("correct the application".into(), "请补正报名信息".into()),
            ));
        }
    }
    sheet
}

/// What a key asks, and the rulings that it knows.
fn about(policy: &Policy, key: &str, tongue: Tongue) -> (String, String) {
    let yes_no = tongue.pick("yes / no", "是 / 否").to_string();
    if let Some(name) = key.strip_prefix("reading/")
        && let Some(reading) = policy.readings.iter().find(|r| r.named.name == name)
    {
        let words: Vec<&str> = reading.alternatives.iter().map(|a| a.named.shown()).collect();
        return (reading.named.shown().into(), words.join(" / "));
    }
    if key == "undetermined" {
        let what = tongue.pick("facts are missing", "缺少信息，尚未判定");
        return (what.into(), tongue.pick("a way in / no", "类别名 / 否").into());
    }
    let question =
        crate::report::reasons::question(policy, key).or_else(|| crate::report::reasons::missed(policy, key, tongue));
    (question.unwrap_or_default(), yes_no)
}

/// Salts from the operating system, one for each sealed file.
pub fn salted(sealed: &Files) -> Result<BTreeMap<String, Sealed>, Stop> {
    let mut made = BTreeMap::new();
    for (name, bytes) in sealed {
        let mut salt = [0u8; 32];
        getrandom::fill(&mut salt).map_err(|e| Stop::failed(format!("no randomness from the system: {e}")))?;
        made.insert(name.clone(), Sealed { bytes: bytes.clone(), salt });
    }
    Ok(made)
}

/// All files of a frozen draw, by their paths in its folder.
pub fn folder(prepared: &Prepared, sealed: &BTreeMap<String, Sealed>) -> Result<(Files, frozen::Frozen), Vec<Fault>> {
    let name = prepared.policy.draw_name(prepared.draw);
    let frozen = freeze(&name, &prepared.public, sealed, &prepared.previous)?;
    let mut all = Files::new();
    for (path, bytes) in &prepared.public {
        all.insert(format!("public/{path}"), bytes.clone());
    }
    all.insert(format!("public/{}", frozen::FILE), frozen.bytes());
    for (name, file) in sealed {
        all.insert(format!("sealed/{name}"), file.bytes.clone());
        all.insert(format!("sealed/{name}{}", frozen::SALT), file.salt.to_vec());
    }
    Ok((all, frozen))
}

pub fn run(args: &Args) -> Done {
    let tongue = super::tongue(args.lang.as_deref())?;
    let source = Source {
        policy: &args.policy,
        applicants: &args.applicants,
        draw: &args.draw,
        tables: args.tables.as_deref(),
        rulings: args.rulings.as_deref(),
        ledger: args.ledger.as_deref(),
        without_rejected: args.without_rejected,
    };
    let prepared = prepare(&source, &args.year, tongue)?;
    let name = prepared.policy.draws[prepared.draw.index()].named.name.clone();
    refuse_open(&prepared, &args.year, &name, tongue)?;
    let sealed = salted(&prepared.sealed)?;
    let (all, frozen) = folder(&prepared, &sealed).map_err(|all| faults(&all, tongue))?;
    let target = args.year.join(&name);
    std::fs::create_dir_all(&args.year).map_err(|e| Stop::failed(format!("`{}`: {e}", args.year.display())))?;
    files::write_tree(&target, &all, true, &args.year).map_err(|e| Stop::failed(e.text(tongue)))?;
    print(&summary(&prepared, &frozen, &target, tongue));
    Ok(End::Fine)
}

/// Refuses to freeze while something stands open that stops it; what is open is written down to be ruled.
pub fn refuse_open(prepared: &Prepared, year: &Path, name: &str, tongue: Tongue) -> Result<(), Stop> {
    let stops: Vec<Need> = prepared.remade.needs.iter().filter(|n| n.stops).cloned().collect();
    if stops.is_empty() {
        return Ok(());
    }
    let sheet = open_sheet(&prepared.policy, &stops, tongue);
    let path = year.join(format!("{name}-open.csv"));
    let output = files::Output { path: format!("{name}-open.csv").into(), bytes: write::csv(&sheet), private: true };
    files::write_set(year, &[output], &[], true).map_err(|e| Stop::failed(e.text(tongue)))?;
    let shown: Vec<&str> = stops.iter().take(5).map(|n| n.id.as_str()).collect();
    let shown = tongue.join(shown);
    Err(Stop::wrong(tongue.pick(
        format!(
            "nothing was frozen: of {} applicants it is open whether they take part, {shown} among them\n  {} lists them, \
             with what can be ruled; fill in the rulings and give the file back: --rulings {}",
            stops.len(),
            path.display(),
            path.display()
        ),
        format!(
            "没有封存：{} 名申请人是否参加尚未确定，如 {shown}\n  {} 已逐一列出及可作的裁定；填好后用 --rulings {} 交回",
            stops.len(),
            path.display(),
            path.display()
        ),
    )))
}

fn summary(prepared: &Prepared, frozen: &frozen::Frozen, target: &Path, tongue: Tongue) -> String {
    let draw = &prepared.policy.draws[prepared.draw.index()];
    let roster = &prepared.remade.public.roster;
    let mut out = tongue.pick(
        format!("{}: {} applicants on the roster\n", draw.named.shown(), roster.ids.len()),
        format!("{}：名册 {} 人\n", draw.named.shown(), roster.ids.len()),
    );
    for (id, round) in draw.rounds.iter().zip(&roster.rounds) {
        let named = &prepared.policy.rounds[id.index()].named;
        let own = round.entries.iter().filter(|e| !e.joins).count();
        let joining = round.entries.len() - own;
        let seats: u64 = round.seats.iter().flatten().map(|s| u64::from(*s)).sum();
        out += &tongue.pick(
            format!("  {}: {own} take part, {joining} may join, {seats} seats\n", named.shown()),
            format!("  {}：参加 {own} 人，可能转入 {joining} 人，学位 {seats} 个\n", named.shown()),
        );
    }
    if prepared.rejected > 0 {
        let rejected = prepared.rejected;
        out += &tongue.pick(
            format!("  {rejected} rows that cannot be read were left out\n"),
            format!("  略过无法读取的 {rejected} 行\n"),
        );
    }
    let left = prepared.remade.needs.len();
    if left > 0 {
        out += &tongue.pick(
            format!("  {left} applicants of whom something is open take no part in rounds that leave them out\n"),
            format!("  {left} 名申请人有事项未定，不列入相应轮次\n"),
        );
    }
    let name = &draw.named.name;
    let year = target.parent().map(|p| p.display().to_string()).unwrap_or_default();
    out += &tongue.pick(
        format!(
            "frozen in {}\n  {}\nnext: every party commits itself: ruxue commit {year} --draw {name} --party NAME\n",
            target.display(),
            frozen.frozen
        ),
        format!(
            "已封存于 {}\n  {}\n下一步：各方作出承诺：ruxue commit {year} --draw {name} --party 名称\n",
            target.display(),
            frozen.frozen
        ),
    );
    out
}

/// Makes the public files of a draw again from sealed files and policies, as `verify` and `allocate` ask.
pub fn again(draw: &str, sealed: &Files, policies: &Files) -> Result<Files, String> {
    let (_, _, remade) = remade(draw, sealed, policies)?;
    public::write(&remade.public).map_err(|all| words(&all))
}

/// The seats that take a key in the ledger: `uses.tsv`, made from the sealed files and the results of the run.
pub fn uses(draw: &str, sealed: &Files, policies: &Files, results: &Results) -> Result<Vec<u8>, String> {
    let (policy, id, remade) = remade(draw, sealed, policies)?;
    Ok(crate::freeze::seats_used(&policy, id, &remade.built, results))
}

fn words(all: &[Fault]) -> String {
    all.iter().map(|f| f.text(Tongue::En)).collect::<Vec<_>>().join("; ")
}

fn remade(draw: &str, sealed: &Files, policies: &Files) -> Result<(Policy, DrawId, Remade), String> {
    let (_, policy) = policy_of(policies).map_err(|all| words(&all))?;
    let ids = (0..policy.draws.len() as u16).map(DrawId);
    let found = ids.into_iter().find(|id| policy.draw_name(*id) == draw);
    let id = found.ok_or_else(|| format!("the policy has no draw `{draw}`"))?;
    let made = remake(&policy, id, sealed, &mut || {}).map_err(|all| words(&all))?;
    Ok((policy, id, made))
}
