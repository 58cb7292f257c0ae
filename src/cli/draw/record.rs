//! `ruxue record`

use super::super::{Done, End, Stop, print};
use super::{one, sound, year};
use crate::ledger::{Digest, Recorded, SqliteLedger, read_seats, record_run};
use crate::record::Files;
use crate::record::frozen::{self, Frozen};
use crate::record::run::again;
use crate::record::verify::Stage;
use std::path::PathBuf;

/// Enter the seats of a verified draw into the seat ledger
///
/// Verifies the draw with its sealed files, makes its results again, and enters the seats of rounds that use a claim, with the
/// claim's key, in one entry of the ledger: wholly or not at all, and twice is once. A ledger that is not there is begun.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  ruxue record 2024 --draw primary_places --ledger seats.sqlite

Exit codes: 0 the seats are in the ledger; 1 a file could not be written; 2 wrong usage; 3 the draw does not verify, or the ledger
refuses its seats, and nothing was entered")]
pub struct Args {
    /// The year folder
    year: PathBuf,
    /// The draw: the name of its folder
    #[arg(long, value_name = "NAME")]
    draw: String,
    /// The ledger (SQLite)
    #[arg(long, value_name = "FILE")]
    ledger: PathBuf,
    /// zh or en; by default that of the environment
    #[arg(long)]
    lang: Option<String>,
}

pub fn run(args: &Args) -> Done {
    let tongue = crate::cli::tongue(args.lang.as_deref())?;
    let draws = year(&args.year, tongue)?;
    let place = one(&draws, &args.draw, &args.year, tongue)?;
    let verified = sound(place, &draws, tongue)?;
    let (Some(digest), Stage::Certified, None) = (verified.certificate, verified.stage, &verified.rehearsal) else {
        return Err(Stop::wrong(tongue.pick(
            "only a draw that was held, and is no rehearsal, is recorded",
            "只有已经举行、且不是演练的派位才能记入台账",
        )));
    };
    let Some(sealed) = &place.sealed else {
        return Err(Stop::wrong(tongue.pick(
            "the sealed files are not there; the keys of the seats are in them",
            "缺少封存文件；学位所占地址只在其中",
        )));
    };
    let words = |all: Vec<crate::record::Fault>| crate::cli::freeze::faults(&all, tongue);
    let frozen = Frozen::read(&place.public).map_err(words)?;
    let run = again(&place.public).map_err(words)?;
    let policies = place.public.iter().filter(|(path, _)| path.starts_with(frozen::POLICIES));
    let policies: Files = policies.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    let seats = crate::cli::freeze::uses(&frozen.draw, &frozen.sealed_files(sealed), &policies, &run.results)
        .map_err(Stop::wrong)?;
    let seats = String::from_utf8(seats).map_err(|e| Stop::failed(e.to_string()))?;
    let seats = read_seats(&seats).map_err(|e| Stop::failed(e.text(tongue)))?;
    let wrong =
        |failure: crate::ledger::Failure| Stop::wrong(format!("{}: {}", args.ledger.display(), failure.text(tongue)));
    crate::cli::files::reserve(&args.ledger).map_err(|e| Stop::failed(e.text(tongue)))?;
    let mut store = SqliteLedger::open(&args.ledger).map_err(wrong)?;
    let done = record_run(&mut store, &frozen.draw, verified.attempt, Digest(digest), &seats).map_err(wrong)?;
    let count = seats.len();
    print(&match done {
        Recorded::Now => tongue.pick(
            format!("{count} seats of {} are in {}\n", frozen.draw, args.ledger.display()),
            format!("{} 的 {count} 个学位已记入 {}\n", frozen.draw, args.ledger.display()),
        ),
        Recorded::Already => tongue.pick(
            format!("{} was recorded before; nothing changed\n", frozen.draw),
            format!("{} 此前已记入，没有变化\n", frozen.draw),
        ),
    });
    Ok(End::Fine)
}
