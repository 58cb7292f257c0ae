//! `ruxue evaluate`

use super::files::{Output, write_set};
use super::{Done, End, Stop, batch, print};
use crate::base::tongue::Tongue;
use crate::data::{Sheet, rejected_csv, write};
use crate::format::Voices;
use crate::interp::{Pins, pins_in_force};
use crate::ir::Policy;
use crate::outcome::Outcome;
use crate::report::results::Results;
use crate::report::summary::{Summary, many};
use crate::report::words::Words;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Every file that a run may write.
const NAMES: [&str; 6] =
    ["decisions.csv", "decisions.xlsx", "papers.csv", "rejected.csv", "findings.csv", "summary.txt"];

/// Decide a batch of applicants: who may enter, by which article, by what way, and what is missing
///
/// Reads a file of applicants (CSV in UTF-8 or GB18030, or Excel) and the tables of the policy that lie beside it, and
/// writes the results into a folder. Headings are checked before any row is read. A row that cannot be read is set
/// aside in rejected.csv with its reason, and the others go on; correct it and feed it back.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
What is written:
  decisions.csv   a row for each applicant: outcome, way in, route and the stage's other answers (each with how sure it
                  is), deciding articles, reasons, what is missing and the papers that prove it. With `--format xlsx`
                  decisions.xlsx: a sheet for each outcome and one of the papers to ask for
  papers.csv      the papers to ask for, if any: applicant, paper, what it proves, what it is needed for
  rejected.csv    the rows that could not be read, if any
  findings.csv    rows whose facts contradict one another, if any; they are decided all the same
  summary.txt     what is printed at the end
Files with applicants can be read by their owner only. Results that are there already are replaced only with --force.

Outcomes: eligible; refer, a person decides; late, shut only by a window; ineligible; undetermined, facts are missing.
An empty cell is an unknown fact; `none` says that there is none.

Examples:
  ruxue evaluate policies/2024.pol primary.csv
  ruxue evaluate policies/2024.pol applicants.xlsx --stage junior --tables tables -o results --format xlsx
  ruxue evaluate policies/2024.pol primary.csv --reading of_age=excludes -o what-if

Exit codes: 0 every row was decided; 1 a file could not be written; 2 wrong usage; 3 the policy or the headings are
wrong and nothing was written, or rows were rejected (the others were decided and written)"
)]
pub struct Args {
    /// The policy file
    policy: PathBuf,
    /// The applicants: CSV or Excel; `FILE.xlsx#SHEET` names a sheet
    applicants: PathBuf,
    #[command(flatten)]
    options: batch::Options,
    /// The folder for the results; by default beside the applicants, `primary-decisions` for `primary.csv`
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// CSV files or one workbook
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Write names and keys, for programs, in place of labels and words
    #[arg(long)]
    names: bool,
    /// Replace results that are there already
    #[arg(long)]
    force: bool,
}

/// How decisions are written.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Csv,
    Xlsx,
}

impl Args {
    /// As if nothing were asked for but the files; results of an earlier run are replaced.
    pub fn plain(policy: &Path, applicants: &Path, stage: &str, tongue: Tongue) -> Args {
        Args {
            policy: policy.to_path_buf(),
            applicants: applicants.to_path_buf(),
            options: batch::Options {
                stage: Some(stage.to_owned()),
                lang: Some(tongue.pick("en", "zh").to_owned()),
                ..batch::Options::default()
            },
            output: None,
            format: Format::Csv,
            names: false,
            force: true,
        }
    }
}

/// A batch that was decided and written.
pub struct Evaluated {
    /// How to end.
    pub end: End,
    /// The summary.
    pub text: String,
    /// The applicants, in the order of the file, with their outcomes.
    pub outcomes: Vec<(Arc<str>, Outcome)>,
}

pub fn run(args: &Args) -> Done {
    let evaluated = evaluate(args)?;
    print(&evaluated.text);
    Ok(evaluated.end)
}

/// Decides a batch and writes the results.
pub fn evaluate(args: &Args) -> Result<Evaluated, Stop> {
    let directory = args.output.clone().unwrap_or_else(|| beside(&args.applicants, "decisions"));
    refuse_own_input(&args.applicants, &directory)?;
    let opened = batch::open(&args.policy, &args.applicants, &args.options)?;
    let decided = opened.decide();
    let batch::Opened { loaded, policy, stage, pins, batch, tongue } = &opened;
    let (stage, tongue) = (*stage, *tongue);
    let rows = &batch.applicants.rows;

    let voices = Voices::new(&loaded.sources, &loaded.spans);
    let words = Words { spans: &loaded.spans, voices: &voices, tongue };
    let names = args.names;
    let results = Results { policy, words, stage, applicants: rows, decided: &decided, names };
    let mut outputs: Vec<(&str, Vec<u8>, String)> = Vec::new();
    let papers = results.papers();
    let each = |n: usize| tongue.pick(many(n, "applicant"), format!("{n} 名申请人"));
    let lines = |n: usize| tongue.pick(many(n, "row"), format!("{n} 行"));
    match args.format {
        Format::Csv => {
            outputs.push(("decisions.csv", write::csv(&results.all()), each(rows.len())));
            if !papers.rows.is_empty() {
                outputs.push(("papers.csv", write::csv(&papers), lines(papers.rows.len())));
            }
        }
        Format::Xlsx => {
            let mut sheets: Vec<Sheet> = results.by_outcome();
            sheets.push(papers);
            let bytes = write::xlsx(&sheets, crate::data::created(policy)).map_err(|e| Stop::failed(e.to_string()))?;
            outputs.push(("decisions.xlsx", bytes, each(rows.len())));
        }
    }
    let rejected = &batch.applicants.rejected;
    if !rejected.is_empty() {
        outputs.push(("rejected.csv", rejected_csv(&batch.raw, rejected, tongue), lines(rejected.len())));
    }
    if !decided.broken.is_empty() {
        outputs.push(("findings.csv", write::csv(&results.findings()), lines(decided.broken.len())));
    }
    let shown = |name: &str| directory.join(name).display().to_string();
    let mut files: Vec<(String, String)> =
        outputs.iter().map(|(name, _, holds)| (shown(name), holds.clone())).collect();
    files.push((shown("summary.txt"), tongue.pick("this summary", "本摘要").into()));
    let summary = Summary {
        policy,
        stage,
        tongue,
        file: &args.applicants.display().to_string(),
        read: batch.applicants.read,
        rejected: rejected.len(),
        decided: &decided,
        changed: &changed(policy, pins),
        again: &again(args, &directory, &policy.stages[stage.index()].named.name),
        files: &files,
    };
    let text = summary.text();
    let output = |name: &str, bytes, private| Output { path: name.into(), bytes, private };
    let mut written: Vec<Output> = outputs.into_iter().map(|(name, bytes, _)| output(name, bytes, true)).collect();
    written.push(output("summary.txt", text.clone().into_bytes(), false));
    write_set(&directory, &written, &NAMES, args.force).map_err(|e| Stop::failed(e.text(tongue)))?;
    let outcomes =
        rows.iter().zip(&decided.decisions).map(|(row, decision)| (row.id.clone(), decision.outcome)).collect();
    Ok(Evaluated { end: if rejected.is_empty() { End::Fine } else { End::Wrong }, text, outcomes })
}

/// The folder beside a file that is named after it.
pub fn beside(file: &Path, what: &str) -> PathBuf {
    let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    file.with_file_name(format!("{stem}-{what}"))
}

/// A run that replaces its own input would lose what was corrected in it.
fn refuse_own_input(applicants: &Path, directory: &Path) -> Result<(), Stop> {
    let Ok(input) = applicants.canonicalize() else { return Ok(()) };
    let own = NAMES.iter().find(|name| directory.join(name).canonicalize().is_ok_and(|path| path == input));
    match own {
        Some(_) => Err(Stop::wrong(format!(
            "`{}` lies where the results would be written; choose another folder with `-o`",
            applicants.display()
        ))),
        None => Ok(()),
    }
}

/// Readings that are not run as the policy chooses, in words.
fn changed(policy: &Policy, pins: &Pins) -> Vec<String> {
    let readings = policy.readings.iter().zip(pins.0.iter().zip(pins_in_force(policy).0));
    readings
        .filter(|(_, (pin, in_force))| *pin != in_force)
        .map(|(reading, (pin, _))| {
            let name = pin.map_or("refer", |at| reading.alternatives[at].named.shown());
            format!("{} = {name}", reading.named.shown())
        })
        .collect()
}

/// The command that reads the corrected rows.
fn again(args: &Args, directory: &Path, stage: &str) -> String {
    let parent = args.applicants.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let tables = args.options.tables.as_deref().unwrap_or(parent);
    let rejected = directory.join("rejected.csv");
    let readings: String = args.options.reading.iter().map(|r| format!(" --reading {r}")).collect();
    let quoted = |path: &Path| {
        let text = path.display().to_string();
        if text.contains([' ', '\'', '"', '(', '$', '&']) { format!("'{}'", text.replace('\'', "'\\''")) } else { text }
    };
    format!(
        "ruxue evaluate {} {} --stage {stage} --tables {}{readings}",
        quoted(&args.policy),
        quoted(&rejected),
        quoted(tables)
    )
}
