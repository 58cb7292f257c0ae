//! `ruxue demo`

mod draws;
mod officer;

use super::evaluate::{self, Evaluated};
use super::files::{self, Output};
use super::sample::{draw, outputs, profile, profile_beside};
use super::{Done, End, Stop, policy, print, tongue};
use crate::allocation::model::Status;
use crate::base::tongue::Tongue;
use crate::driver::Loaded;
use crate::ir::{DrawId, Policy, Role, StageId};
use crate::outcome::Outcome;
use crate::report::year::{self as report, Held};
use crate::sample::{Cohort, Profile, applicant_sheets, table_sheets};
use crate::value::{Fact, Value};
use draws::Ground;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file by which the demo knows its own folder again; it lists what the demo wrote there.
const MARKER: &str = ".ruxue-demo";

/// Show the whole way on made-up applicants: draw a cohort, decide it, hold every draw of the year, say what came out
///
/// Takes the newest year under `policies/`: the policy with the highest year that has no errors and a cohort profile
/// beside it, one named after its year (`2024.pol`) before any other. Draws applicants for each of its stages with the tables
/// they lean on, decides them, rules on what is left to a person, and holds the year's draws: each is frozen, committed to,
/// run, certified, verified and recorded in a seat ledger. Rulings, shares and balls are made up from the seed. It ends with a
/// page of the year to open, and what to try next. A folder that an earlier demo made is used again; anything else is left alone.
#[derive(clap::Args)]
#[command(after_long_help = "\
What is written:
  STAGE.csv            the made-up applicants of each stage, such as primary.csv
  TABLE.csv            the tables they lean on, such as school.csv
  STAGE-decisions/     what `ruxue evaluate` writes: decisions.csv, papers.csv, summary.txt and the like
  STAGE-rulings.csv    the made-up rulings
  YEAR/DRAW/           the run of each draw: public and sealed files, certificate
  seats.sqlite         the seat ledger
  year.html            the year's allocation as a page
  .ruxue-demo          a note of what is the demo's own

Examples:
  ruxue demo
  ruxue demo -n 500 -o /tmp/demo --lang en

Exit codes: 0 fine; 1 a file could not be written, or the folder is not the demo's; 3 there is no policy to show")]
pub struct Args {
    /// The folder to write to
    #[arg(short = 'o', long = "output", value_name = "DIR", default_value = "demo-out")]
    output: PathBuf,
    /// How many applicants, in all stages together
    #[arg(short = 'n', long = "number", value_name = "N", default_value_t = 50_000)]
    number: u64,
    /// The seed; another seed gives other applicants
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the policies are
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,
    /// zh or en; by default that of the environment
    #[arg(long)]
    lang: Option<String>,
}

/// A policy that can be shown.
struct Shown {
    path: PathBuf,
    policy: Policy,
    profile: Profile,
}

/// A stage that was decided.
struct Decided {
    /// The stage's file of applicants.
    file: PathBuf,
    evaluated: Evaluated,
}

pub fn run(args: &Args) -> Done {
    let tongue = tongue(args.lang.as_deref())?;
    let retired = own(&args.output, tongue)?;
    let shown = newest(&args.policies, tongue)?;
    let policy = &shown.policy;
    let beside = profile_beside(&shown.path);
    let cohort = draw(policy, &shown.profile, &beside, args.number, args.seed)?;
    let applicants = applicant_sheets(policy, &cohort, true);
    let mut written = outputs(&applicants, &table_sheets(policy, &cohort, true));
    let year = policy.year.to_string();
    let mut names: Vec<String> = written.iter().map(|output| output.path.display().to_string()).collect();
    names.push(format!("year {year}"));
    written.push(Output { path: MARKER.into(), bytes: (names.join("\n") + "\n").into_bytes(), private: false });
    let retired: Vec<&str> = retired.iter().map(String::as_str).collect();
    files::write_set(&args.output, &written, &retired, true).map_err(|e| Stop::failed(e.text(tongue)))?;

    let mut head = heading(&shown, args, tongue);
    for (sheet, stage) in applicants.iter().zip(&policy.stages) {
        let file = args.output.join(format!("{}.csv", sheet.name)).display().to_string();
        let rows = sheet.rows.len();
        let line = tongue.pick(
            format!("{rows} for {}: {file}", stage.named.shown()),
            format!("{}申请人 {rows} 名：{file}", stage.named.shown()),
        );
        let _ = writeln!(head, "  {line}");
    }
    print(&head);
    let mut all = Vec::new();
    for (sheet, stage) in applicants.iter().zip(&policy.stages) {
        if sheet.rows.is_empty() {
            continue;
        }
        let file = args.output.join(format!("{}.csv", sheet.name));
        let asked = evaluate::Args::plain(&shown.path, &file, &stage.named.name, tongue);
        let evaluated = evaluate::evaluate(&asked)?;
        print(&format!("\n── {} ──\n{}", stage.named.shown(), evaluated.text));
        all.push(Decided { file, evaluated });
    }
    let page = held(&shown, args, &cohort, tongue)?;
    print(&next(&shown, &all, page.as_deref(), tongue));
    Ok(all.iter().map(|one| one.evaluated.end).find(|end| *end != End::Fine).unwrap_or(End::Fine))
}

/// The page of the year, and the ledger.
const PAGE: &str = "year.html";
const LEDGER: &str = "seats.sqlite";

/// Holds every draw of the policy; the page of the year.
fn held(shown: &Shown, args: &Args, cohort: &Cohort, tongue: Tongue) -> Result<Option<PathBuf>, Stop> {
    let policy = &shown.policy;
    if policy.draws.is_empty() {
        return Ok(None);
    }
    let ground = Ground {
        file: &shown.path,
        policy,
        output: &args.output,
        year: args.output.join(policy.year.to_string()),
        ledger: args.output.join(LEDGER),
        seed: args.seed,
        tongue,
    };
    let id_at = policy.form.with_role(Role::Id);
    let mut made: Vec<(DrawId, draws::Made)> = Vec::new();
    for (at, stage) in policy.stages.iter().enumerate() {
        let id = StageId(at as u16);
        if cohort.stages[at].is_empty() || policy.draws_of(id).next().is_none() {
            continue;
        }
        print(&tongue.pick(
            format!("\n── {}: the draws ──\n", stage.named.shown()),
            format!("\n── {}：派位 ──\n", stage.named.shown()),
        ));
        let applicants: Vec<(Arc<str>, Vec<Fact>)> = cohort.stages[at]
            .iter()
            .filter_map(|facts| match id_at.map(|at| &facts[at]) {
                Some(Fact::Known(Value::Id(id))) => Some((id.clone(), facts.clone())),
                _ => None,
            })
            .collect();
        let tables: Vec<Option<Vec<Vec<Fact>>>> = cohort.tables.iter().cloned().map(Some).collect();
        let (rulings, dropped) = draws::rulings(&ground, id, &applicants, &tables)?;
        let rulings_at = args.output.join(format!("{}-rulings.csv", stage.named.name));
        let output = Output {
            path: format!("{}-rulings.csv", stage.named.name).into(),
            bytes: draws::sheet_bytes(&rulings),
            private: true,
        };
        files::write_set(&args.output, &[output], &[], true).map_err(|e| Stop::failed(e.text(tongue)))?;
        print(&tongue.pick(
            format!("{} rulings made up for what is left to a person: {}\n", rulings.len(), rulings_at.display()),
            format!("虚构裁定 {} 件，补足留待人工的事项：{}\n", rulings.len(), rulings_at.display()),
        ));
        let file = settled(args, policy, &stage.named.name, &cohort.stages[at], &applicants, &dropped, id, tongue)?;
        for (draw, _) in policy.draws_of(id) {
            let one = draws::hold(&ground, draw, &file, &rulings_at)?;
            print(&told(policy, draw, &one, tongue));
            made.push((draw, one));
        }
    }
    let held: Vec<Held> = made
        .iter()
        .map(|(draw, one)| Held {
            draw: *draw,
            remade: &one.prepared.remade,
            run: &one.run,
            certificate: Some(one.certificate.clone()),
            verify: Some(format!(
                "ruxue verify {} --draw {} --digest {}",
                ground.year.display(),
                policy.draws[draw.index()].named.name,
                one.certificate
            )),
        })
        .collect();
    let year = report::year(policy, &held);
    let wrong = year.contradictions();
    if !wrong.is_empty() {
        return Err(Stop::failed(format!("internal error: the year does not add up: {}", wrong.join("; "))));
    }
    let output = Output { path: PAGE.into(), bytes: year.page(tongue).into_bytes(), private: false };
    files::write_set(&args.output, &[output], &[], true).map_err(|e| Stop::failed(e.text(tongue)))?;
    print(&format!("\n{}", year.text(tongue)));
    Ok(Some(args.output.join(PAGE)))
}

/// The file of applicants for the draws: all of them, or those of whom everything is settled.
#[expect(clippy::too_many_arguments, reason = "what the file is made from")]
fn settled(
    args: &Args,
    policy: &Policy,
    stage: &str,
    all: &[Vec<Fact>],
    named: &[(Arc<str>, Vec<Fact>)],
    dropped: &[String],
    id: StageId,
    tongue: Tongue,
) -> Result<PathBuf, Stop> {
    if dropped.is_empty() {
        return Ok(args.output.join(format!("{stage}.csv")));
    }
    let dropped: BTreeSet<&str> = dropped.iter().map(String::as_str).collect();
    let rows: Vec<Vec<Fact>> =
        named.iter().filter(|(id, _)| !dropped.contains(&**id)).map(|(_, facts)| facts.clone()).collect();
    let name = format!("{stage}-settled.csv");
    print(&tongue.pick(
        format!("{} of {} whose forms not even a ruling can complete are left out\n", dropped.len(), all.len()),
        format!("另有 {} 名信息无法以裁定补足，不列入演示派位\n", dropped.len()),
    ));
    let bytes = crate::data::write::csv(&crate::data::applicants_sheet(policy, id, &rows, true));
    let output = Output { path: name.clone().into(), bytes, private: true };
    files::write_set(&args.output, &[output], &[], true).map_err(|e| Stop::failed(e.text(tongue)))?;
    Ok(args.output.join(name))
}

/// A draw in a few lines.
fn told(policy: &Policy, draw: DrawId, made: &draws::Made, tongue: Tongue) -> String {
    let count = |status: Status| made.run.results.placements.iter().filter(|p| p.status == status).count();
    let (placed, refer, none) = (count(Status::Placed), count(Status::Refer), count(Status::Unplaced));
    let named = policy.draws[draw.index()].named.shown();
    let all = made.run.results.placements.len();
    tongue.pick(
        format!(
            "{named}: {all} on the roster, {placed} placed, {none} without a seat, {refer} referred\n  certificate {}\n  \
             verified: {} things made again and found the same; {} seats recorded\n",
            made.certificate, made.proved, made.recorded
        ),
        format!(
            "{named}：名册 {all} 人，录取 {placed}，未录取 {none}，转人工 {refer}\n  证书 {}\n  \
             核验通过：重做 {} 项，全部一致；记入学位 {} 个\n",
            made.certificate, made.proved, made.recorded
        ),
    )
}

/// What an earlier demo wrote into a folder; a folder with anything else in it is refused.
fn own(folder: &Path, tongue: Tongue) -> Result<Vec<String>, Stop> {
    let there = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if !there {
        return Ok(Vec::new());
    }
    let folder_shown = folder.display();
    let Ok(bytes) = files::read(&folder.join(MARKER)) else {
        return Err(Stop::failed(tongue.pick(
            format!("`{folder_shown}` is not empty and was not made by a demo; choose another folder with `-o`"),
            format!("`{folder_shown}` 里有文件，且不是演示生成的；请用 `-o` 另选目录"),
        )));
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    // Only a year's folder and plain names of tables: the note may have been changed by someone.
    for year in
        text.lines().filter_map(|line| line.strip_prefix("year ")).filter(|y| y.bytes().all(|b| b.is_ascii_digit()))
    {
        for left in [folder.join(year), folder.join(LEDGER), folder.join(PAGE)] {
            let gone = if left.is_dir() { std::fs::remove_dir_all(&left) } else { std::fs::remove_file(&left) };
            if let Err(error) = gone
                && error.kind() != std::io::ErrorKind::NotFound
            {
                return Err(Stop::failed(format!("`{}`: {error}", left.display())));
            }
        }
    }
    Ok(text.lines().filter(|name| name.ends_with(".csv") && !name.contains(['/', '\\'])).map(str::to_owned).collect())
}

/// The policy of the highest year that is sound and has a cohort profile beside it.
fn newest(folder: &Path, tongue: Tongue) -> Result<Shown, Stop> {
    let entries = std::fs::read_dir(folder).map_err(|_| {
        let folder = folder.display();
        Stop::wrong(tongue.pick(
            format!(
                "there is no folder `{folder}`; run the demo where the policies are, or say where with `--policies`"
            ),
            format!("没有目录 `{folder}`；请在政策所在处运行，或用 `--policies` 指明"),
        ))
    })?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "pol") && profile_beside(path).is_file());
    paths.sort();
    let mut best: Option<((bool, i64), PathBuf, Policy)> = None;
    for path in paths {
        let Ok(Loaded { policy: Some(policy), diagnostics, .. }) = policy::read(&path) else {
            skipped(&path, tongue);
            continue;
        };
        if diagnostics.iter().any(|d| d.severity == crate::diagnostic::Severity::Error) {
            skipped(&path, tongue);
        } else {
            // Of the policies in a folder those named after their year are the commission's own.
            let own = path.file_stem().is_some_and(|stem| *stem == *policy.year.to_string());
            if best.as_ref().is_none_or(|(before, ..)| (own, policy.year) > *before) {
                best = Some(((own, policy.year), path, policy));
            }
        }
    }
    let Some((_, path, policy)) = best else {
        let folder = folder.display();
        return Err(Stop::wrong(tongue.pick(
            format!(
                "no policy in `{folder}` is without errors and has a cohort profile (`NAME.cohort.toml`) beside it"
            ),
            format!("`{folder}` 中没有既无错误又附有人群设定（`NAME.cohort.toml`）的政策"),
        )));
    };
    let profile = profile(&policy, &profile_beside(&path))?;
    Ok(Shown { path, policy, profile })
}

fn skipped(path: &Path, tongue: Tongue) {
    let path = path.display();
    super::say!(
        "{}",
        tongue.pick(
            format!("`{path}` has errors and is passed over; `ruxue check {path}` shows them"),
            format!("`{path}` 有错误，已略过；`ruxue check {path}` 会逐一指出"),
        )
    );
}

fn heading(shown: &Shown, args: &Args, tongue: Tongue) -> String {
    let (policy, path) = (&shown.policy, shown.path.display());
    let beside = profile_beside(&shown.path);
    let beside = beside.display();
    let title = format!("{} {}", policy.named.shown(), policy.year);
    tongue.pick(
        format!(
            "{title}: rules from {path}\n{} made-up applicants (seed {}), drawn by {beside}; no row is a real person\n",
            args.number, args.seed
        ),
        format!(
            "{title}：规则取自 {path}\n虚构申请人 {} 名（种子 {}），按 {beside} 生成，均非真人\n",
            args.number, args.seed
        ),
    )
}

/// What to try next, with commands to copy.
fn next(shown: &Shown, all: &[Decided], page: Option<&Path>, tongue: Tongue) -> String {
    let tool = tool();
    let policy = shown.path.display();
    let mut out = format!("\n{}\n", tongue.pick("what to try next", "可以接着试"));
    let wanted = [
        (
            Outcome::Ineligible,
            "why this child has no way in, and what would open one",
            "这名儿童为何不符合条件，改变哪些事实即可入学",
        ),
        (Outcome::Refer, "what a person is asked to decide here, and why", "这一名为何转人工，要由人决定什么"),
        (Outcome::Undetermined, "what is missing before this one can be decided", "这一名缺什么信息才能判定"),
        (Outcome::Late, "who came late, and what becomes of them", "这一名为何逾期，如何安排"),
        (Outcome::Eligible, "by which article this child may enter", "这名儿童凭哪一条入学"),
    ];
    let mut shown_ids = 0;
    for (at, (outcome, en, zh)) in wanted.into_iter().enumerate() {
        // Stages take turns, so that each is looked at.
        let turned = all.iter().cycle().skip(at % all.len().max(1)).take(all.len());
        let found = turned.flat_map(|one| one.evaluated.outcomes.iter().map(move |(id, o)| (one, id, *o)));
        let Some((one, id, _)) = found.into_iter().find(|(.., o)| *o == outcome) else { continue };
        let _ =
            write!(out, "  {}\n    {tool} explain {policy} {} --id {id}\n", tongue.pick(en, zh), one.file.display());
        shown_ids += 1;
        if shown_ids == 3 {
            break;
        }
    }
    if let Some(page) = page {
        let words = tongue.pick("the year as a page, to open in a browser", "全年派位结果，可用浏览器打开");
        let _ = write!(out, "  {words}\n    {}\n", page.display());
        let year = page.with_file_name(shown.policy.year.to_string());
        let words = tongue.pick("check every draw again, from what was frozen", "从封存文件重新核验每一次派位");
        let _ = write!(out, "  {words}\n    {tool} verify {}\n", year.display());
    }
    if let Some(one) = all.first() {
        let results = evaluate::beside(&one.file, "decisions");
        let all_of = tongue.pick("every decision, to open in Excel", "全部判定结果，可用 Excel 打开");
        let _ = write!(out, "  {all_of}\n    {}\n", results.join("decisions.csv").display());
    }
    out
}

/// How the tool was called, so that a command can be copied where it is not on the path.
fn tool() -> String {
    match std::env::args().next() {
        Some(called) if called.contains('/') && !called.contains([' ', '\'', '"']) => called,
        _ => "ruxue".into(),
    }
}
