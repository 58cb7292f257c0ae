//! `ruxue ledger`: import, show, check, export and void.

use super::files::{self, Output};
use super::{Done, End, Stop, batch, policy, print};
use crate::base::tongue::Tongue;
use crate::data::{Finding, mask, read_table, rejected_csv, table_sheet, write};
use crate::ir::Policy;
use crate::ledger::{
    Binding, Digest, Failure, Fault, Filter, ImportEntry, Kind, Recorded, SqliteLedger, Store, bind, digest_of,
    seats_of, supply,
};
use crate::report::ledger::{head, overview, seats};
use crate::report::summary::many;
use clap::Subcommand;
use std::path::{Path, PathBuf};

/// Keep the seat ledger: which address (or other key) gave whom a seat, in which year, by which draw
///
/// A ledger is one SQLite file. Nothing in it is ever changed or removed; what is wrong is voided by a further entry. Its
/// entries are chained by digests, so that `check` finds whatever was changed behind its back.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
Examples:
  ruxue ledger import seats.db policies/2024.pol seat_ledger.csv
  ruxue ledger show seats.db --key A00017
  ruxue ledger check seats.db
  ruxue ledger export seats.db policies/2024.pol -o tables/seat_ledger.csv

Exit codes: 0 fine; 1 a file could not be read or written; 2 wrong usage; 3 the policy, the headings or the ledger are wrong, or
rows were set aside (the others were imported); 4 `check` found something"
)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Import(Import),
    Show(Show),
    Check(Check),
    Export(Export),
    Void(Void),
}

/// Which table and claim of the policy the ledger is for.
#[derive(clap::Args)]
struct Which {
    /// The table that stands for the ledger; by default the one whose keys are a stage and two ids and that has a year
    #[arg(long)]
    table: Option<String>,
    /// The claim whose seats these are; by default the one whose key is called like a key of the table
    #[arg(long)]
    claim: Option<String>,
}

/// Enter seats that were on record before
///
/// Reads a file as a table of the policy, with headings in either tongue. A row that cannot be read is set aside with its
/// reason, and the others are entered; correct it and import the file of rejected rows. Seats that are in the ledger already
/// are not entered again. A ledger that is not there is begun.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
struct Import {
    /// The ledger
    ledger: PathBuf,
    /// The policy file
    policy: PathBuf,
    /// The seats: CSV or Excel; `FILE.xlsx#SHEET` names a sheet
    file: PathBuf,
    #[command(flatten)]
    which: Which,
    /// Where rows that are set aside go; by default beside the file, `seats-rejected.csv` for `seats.csv`
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
    /// Replace a file of rejected rows that is there already
    #[arg(long)]
    force: bool,
    /// zh or en; by default that of the environment
    #[arg(long)]
    lang: Option<String>,
}

/// Show what was entered, or the seats of a key, a pupil or a year
#[derive(clap::Args)]
struct Show {
    /// The ledger
    ledger: PathBuf,
    /// Seats that this key gave: an address, say
    #[arg(long)]
    key: Option<String>,
    /// Seats that this pupil was given
    #[arg(long, value_name = "ID")]
    pupil: Option<String>,
    /// Seats of this year
    #[arg(long)]
    year: Option<i64>,
    /// zh or en; by default that of the environment
    #[arg(long)]
    lang: Option<String>,
}

/// Check that nothing was removed, changed or put in another order
///
/// Entries cut off at the end leave no trace in the file itself: note the digest that is printed, and give it with `--head`
/// at a later time. It is found as long as the entry is there, however many came after it.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
struct Check {
    /// The ledger
    ledger: PathBuf,
    /// The digest of the last entry, as it was noted at an earlier time
    #[arg(long, value_name = "HEX")]
    head: Option<String>,
    /// zh or en; by default that of the environment
    #[arg(long)]
    lang: Option<String>,
}

/// Write the seats in force as a table of the policy, which `evaluate --tables` reads
///
/// Without a policy, every seat in force is written as `ruxue-seats/1`, a tab-separated table for programs. The same seats give
/// the same bytes, however they were entered.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
struct Export {
    /// The ledger
    ledger: PathBuf,
    /// The policy file
    policy: Option<PathBuf>,
    #[command(flatten)]
    which: Which,
    /// The file to write; by default standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write names in headings and cells, not labels
    #[arg(long)]
    names: bool,
    /// Replace a file that is there already
    #[arg(long)]
    force: bool,
    /// zh or en; by default that of the environment
    #[arg(long)]
    lang: Option<String>,
}

/// Withdraw the seats of an entry that was made by mistake, by a further entry
#[derive(clap::Args)]
struct Void {
    /// The ledger
    ledger: PathBuf,
    /// The number of the entry, which `show` gives
    entry: u64,
    /// The digest of its certificate or file, which `show` gives, lest it be the wrong entry
    #[arg(long, value_name = "HEX")]
    digest: String,
    /// zh or en; by default that of the environment
    #[arg(long)]
    lang: Option<String>,
}

pub fn run(args: &Args) -> Done {
    match &args.command {
        Command::Import(args) => import(args),
        Command::Show(args) => show(args),
        Command::Check(args) => check(args),
        Command::Export(args) => export(args),
        Command::Void(args) => void(args),
    }
}

/// A failure in words, after the ledger's path.
fn stop(path: &Path, failure: &Failure, tongue: Tongue) -> Stop {
    let message = format!("`{}`{}{}", path.display(), tongue.pick(": ", "："), failure.text(tongue));
    match failure {
        Failure::CannotOpen | Failure::ReadOnly | Failure::Busy | Failure::Full | Failure::NoWal | Failure::Disk(_) => {
            Stop::failed(message)
        }
        _ => Stop::wrong(message),
    }
}

fn open_read_only(path: &Path, tongue: Tongue) -> Result<SqliteLedger, Stop> {
    SqliteLedger::open_read_only(path).map_err(|failure| stop(path, &failure, tongue))
}

fn bound(policy: &Policy, which: &Which, tongue: Tongue) -> Result<Binding, Stop> {
    bind(policy, which.table.as_deref(), which.claim.as_deref()).map_err(|unbound| Stop::wrong(unbound.text(tongue)))
}

fn digest(text: &str, option: &str, tongue: Tongue) -> Result<Digest, Stop> {
    text.parse().map_err(|()| {
        Stop::wrong(tongue.pick(
            format!("`{option}` takes a digest: 64 hexadecimal digits, in lower case"),
            format!("`{option}` 须为摘要：64 位小写十六进制数字"),
        ))
    })
}

fn import(args: &Import) -> Done {
    let tongue = super::tongue(args.lang.as_deref())?;
    let (_, policy) = policy::sound(&args.policy)?;
    let binding = bound(&policy, &args.which, tongue)?;
    let (raw, bytes) = batch::raw(&args.file, tongue)?;
    let wrong = |all: Vec<Finding>| batch::findings(&args.file, &all, tongue);
    let mut read = read_table(&policy, binding.table, &raw).map_err(wrong)?;
    let seats = seats_of(&policy, &binding, &raw, &mut read).map_err(wrong)?;
    for note in &read.notes {
        super::say!("{}: {}", args.file.display(), note.text(tongue));
    }
    let beside = || {
        let stem = args.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        args.file.with_file_name(format!("{stem}-rejected.csv"))
    };
    let aside = Output {
        path: args.rejected.clone().unwrap_or_else(beside),
        bytes: rejected_csv(&raw, &read.rejected, tongue),
        private: true,
    };
    let rejected = read.rejected.len();
    // Before anything is entered: rows set aside that can be put nowhere would be lost.
    if rejected > 0 && !args.force && aside.path.symlink_metadata().is_ok() {
        return Err(Stop::failed(files::Failure::Exists(vec![aside.path]).text(tongue)));
    }
    let same = |path: &Path| Some(path.canonicalize().ok()? == args.file.canonicalize().ok()?);
    if rejected > 0 && same(&aside.path) == Some(true) {
        return Err(Stop::wrong(tongue.pick(
            format!("`{}` would replace what is imported; choose another file with `--rejected`", aside.path.display()),
            format!("`{}` 会覆盖所导入的文件；请用 `--rejected` 另选", aside.path.display()),
        )));
    }
    let source = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    files::reserve(&args.ledger).map_err(|failure| Stop::failed(failure.text(tongue)))?;
    let failed = |failure: Failure| stop(&args.ledger, &failure, tongue);
    let mut ledger = SqliteLedger::open(&args.ledger).map_err(failed)?;
    let imported = ledger.import(&ImportEntry { source, digest: digest_of(&bytes) }, &seats).map_err(failed)?;
    let (file, read, added, already) = (args.file.display(), read.read, imported.added, imported.already);
    let mut out = tongue.pick(
        format!(
            "{file}: {} read = {added} entered + {already} in the ledger already + {rejected} set aside\n",
            many(read as usize, "row")
        ),
        format!("{file}：读入 {read} 行 = 登记 {added} + 台账已有 {already} + 退回 {rejected}\n"),
    );
    if imported.entry.is_some() {
        out.push_str(&head(&ledger.entries().map_err(failed)?, tongue));
    }
    if rejected == 0 {
        print(&out);
        return Ok(End::Fine);
    }
    files::write(&aside, args.force).map_err(|failure| Stop::failed(failure.text(tongue)))?;
    let path = aside.path.display();
    out.push_str(&tongue.pick(
        format!("{path}: the rows set aside, with their reasons; correct them and import that file\n"),
        format!("{path}：退回的行及原因；改正后请导入该文件\n"),
    ));
    print(&out);
    Ok(End::Wrong)
}

fn show(args: &Show) -> Done {
    let tongue = super::tongue(args.lang.as_deref())?;
    let ledger = open_read_only(&args.ledger, tongue)?;
    let failed = |failure: Failure| stop(&args.ledger, &failure, tongue);
    let (key, pupil, year) = (args.key.clone(), args.pupil.clone(), args.year);
    let asked = key.is_some() || pupil.is_some() || year.is_some();
    let rows = ledger.find(&Filter { key, pupil, year, withdrawn: true, ..Filter::default() }).map_err(failed)?;
    print(&match asked {
        true => seats(&rows, tongue),
        false => overview(&ledger.entries().map_err(failed)?, &rows, tongue),
    });
    Ok(End::Fine)
}

fn check(args: &Check) -> Done {
    let tongue = super::tongue(args.lang.as_deref())?;
    let noted = args.head.as_deref().map(|head| digest(head, "--head", tongue)).transpose()?;
    let ledger = open_read_only(&args.ledger, tongue)?;
    let failed = |failure: Failure| stop(&args.ledger, &failure, tongue);
    let mut faults = ledger.check().map_err(failed)?;
    let entries = match ledger.entries() {
        Ok(entries) => entries,
        // Said already.
        Err(_) if !faults.is_empty() => Vec::new(),
        Err(failure) => return Err(failed(failure)),
    };
    if noted.is_some_and(|noted| entries.iter().all(|entry| entry.chain != noted)) {
        faults.push(Fault::Head);
    }
    let file = args.ledger.display();
    if !faults.is_empty() {
        let lines: String = faults.iter().map(|fault| format!("  {}\n", fault.text(tongue))).collect();
        print(&tongue.pick(
            format!("{file}: {} found\n{lines}", many(faults.len(), "fault")),
            format!("{file}：发现 {} 处问题\n{lines}", faults.len()),
        ));
        return Ok(End::NotMet);
    }
    let in_force = ledger.find(&Filter::default()).map_err(failed)?.len();
    let mut out = tongue.pick(
        format!(
            "{file}: nothing is wrong; {}, {} in force\n",
            match entries.len() {
                1 => "1 entry".into(),
                n => format!("{n} entries"),
            },
            many(in_force, "seat")
        ),
        format!("{file}：未发现问题；共 {} 笔，有效学位 {in_force} 个\n", entries.len()),
    );
    out.push_str(&head(&entries, tongue));
    print(&out);
    Ok(End::Fine)
}

fn export(args: &Export) -> Done {
    let tongue = super::tongue(args.lang.as_deref())?;
    let failed = |failure: Failure| stop(&args.ledger, &failure, tongue);
    let bytes = match &args.policy {
        None => {
            let ledger = open_read_only(&args.ledger, tongue)?;
            match ledger.check().map_err(failed)? {
                faults if faults.is_empty() => ledger.export().map_err(failed)?.into_bytes(),
                faults => return Err(failed(Failure::Faults(faults))),
            }
        }
        Some(path) => {
            let (_, policy) = policy::sound(path)?;
            let binding = bound(&policy, &args.which, tongue)?;
            let supplied = supply(&policy, &binding, &open_read_only(&args.ledger, tongue)?).map_err(failed)?;
            if supplied.older > 0 {
                let older = supplied.older;
                super::say!(
                    "{}",
                    tongue.pick(
                        format!(
                            "{} left out: the same key gave the same pupil one in a later year, and the \
                             table has one row for both",
                            many(older, "seat")
                        ),
                        format!("略去 {older} 个学位：同一键、同一学生另有更晚的一年，而表中只能有一行"),
                    )
                );
            }
            write::csv(&table_sheet(&policy, binding.table, &supplied.rows, !args.names))
        }
    };
    match &args.output {
        Some(path) => {
            let output = Output { path: path.clone(), bytes, private: true };
            files::write(&output, args.force).map_err(|failure| Stop::failed(failure.text(tongue)))?;
        }
        None => print(&String::from_utf8_lossy(&bytes)),
    }
    Ok(End::Fine)
}

fn void(args: &Void) -> Done {
    let tongue = super::tongue(args.lang.as_deref())?;
    let digest = digest(&args.digest, "--digest", tongue)?;
    let failed = |failure: Failure| stop(&args.ledger, &failure, tongue);
    // A ledger that is not there must not be begun.
    let name = {
        let ledger = open_read_only(&args.ledger, tongue)?;
        let entries = ledger.entries().map_err(failed)?;
        let found = entries.into_iter().find(|entry| entry.number == args.entry && entry.kind != Kind::Void);
        match found {
            Some(entry) if entry.digest == digest => entry.name,
            found => {
                let (number, there) = (args.entry, found.is_some());
                return Err(Stop::wrong(match there {
                    true => tongue.pick(
                        format!("entry {number} has another digest; `ruxue ledger show` lists them"),
                        format!("第 {number} 笔的摘要不是它；`ruxue ledger show` 可列出"),
                    ),
                    false => tongue.pick(
                        format!("there is no entry {number} that could be voided; `ruxue ledger show` lists them"),
                        format!("没有可以作废的第 {number} 笔；`ruxue ledger show` 可列出"),
                    ),
                }));
            }
        }
    };
    let mut ledger = SqliteLedger::open(&args.ledger).map_err(failed)?;
    let recorded = ledger.void(&name, &digest).map_err(failed)?;
    let name = mask(&name);
    print(&match recorded {
        Recorded::Now => tongue.pick(format!("`{name}` is voided\n"), format!("`{name}` 已作废\n")),
        Recorded::Already => tongue.pick(format!("`{name}` was voided before\n"), format!("`{name}` 此前已作废\n")),
    });
    print(&head(&ledger.entries().map_err(failed)?, tongue));
    Ok(End::Fine)
}
