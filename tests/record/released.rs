//! Runs of every released format verify for ever: `tests/runs/v1` is a year of two draws, the second on the results of the
//! first and at its second attempt; `tests/runs/v1.signed` has the digests from the signed pages.
//!
//! Until the format is released the run is made anew with `UPDATE_RUNS=1 cargo test --test record released`. After that it
//! is never touched: whoever changes a format keeps reading this one and adds a run of the other.

use crate::commands::walk;
use crate::folder::{BALLS, Place, faults};
use crate::made::{Size, draw};
use crate::rng::Rng;
use ruxue::allocation::model::{ChainEnd, Mechanism};
use ruxue::record::Files;
use ruxue::record::public::Public;
use ruxue::record::sums::{hex, unhex};
use ruxue::record::verify::{Folder, Known, Stage, hold_to, known, verify};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

const YEAR: &str = "tests/runs/v1";
const SIGNED: &str = "tests/runs/v1.signed";

/// A draw that uses much of what a draw can say.
fn rich(seed: u64, rounds: usize) -> Public {
    let size = Size { applicants: 16, schools: 4, rounds };
    let mut rng = Rng::new(seed);
    let fits = |made: &Public| {
        let any = |fits: &dyn Fn(usize) -> bool| (0..made.draw.rounds.len()).any(fits);
        let round = |at: usize| &made.draw.rounds[at];
        made.roster.ids.len() > 12
            && made.draw.rounds.len() == rounds
            && !made.days.is_empty()
            && any(&|at| !round(at).groups.is_empty())
            && any(&|at| round(at).guarantee)
            && any(&|at| round(at).linked.is_some())
            && any(&|at| round(at).end == ChainEnd::Ticket)
            && any(&|at| round(at).mechanism == Mechanism::Parallel)
            && (rounds == 1 || any(&|at| round(at).end == ChainEnd::TicketAtSchool))
    };
    loop {
        let made = draw(&mut rng, size);
        if fits(&made) {
            return made;
        }
    }
}

fn make() -> [(&'static str, Place); 2] {
    let name = "2024/junior/first_batch";
    let mut first = Place::frozen(name, &rich(1, 3), &BTreeMap::new());
    first.commit();
    first.allocate(BALLS);
    let previous = BTreeMap::from([(name.to_owned(), first.certificate())]);
    let mut second = Place::frozen("2024/junior/second_batch", &rich(2, 1), &previous);
    second.commit();
    second.allocate("27182818284590452353");
    second.void();
    second.commit();
    second.allocate("14142135623730950488");
    [("first_batch", first), ("second_batch", second)]
}

fn read(folder: &str) -> Files {
    let mut files = Files::new();
    walk(Path::new(folder), "", &mut files);
    files
}

fn lay_down() {
    let _ = std::fs::remove_dir_all(YEAR);
    let mut signed = String::new();
    for (name, place) in make() {
        for (part, files) in [("public", &place.public), ("sealed", &place.sealed)] {
            for (path, bytes) in files {
                let path = format!("{YEAR}/{name}/{part}/{path}");
                std::fs::create_dir_all(Path::new(&path).parent().expect("a parent")).expect("a folder");
                std::fs::write(path, bytes).expect("a file");
            }
        }
        writeln!(signed, "{}  {name}", hex(&place.certificate())).expect("text");
    }
    std::fs::write(SIGNED, signed).expect("a file");
}

#[test]
fn a_released_run_verifies_for_ever() {
    if std::env::var_os("UPDATE_RUNS").is_some() {
        lay_down();
    }
    let signed = std::fs::read_to_string(SIGNED).expect("the signed digests");
    let mut earlier: BTreeMap<String, Known> = BTreeMap::new();
    let mut seen = Vec::new();
    for line in signed.lines() {
        let (digest, name) = line.split_once("  ").expect("a digest and a name");
        let public = read(&format!("{YEAR}/{name}/public"));
        let sealed = read(&format!("{YEAR}/{name}/sealed"));
        for sealed in [Some(&sealed), None] {
            let mut verified = verify(Folder { public: &public, sealed }, &earlier, None);
            hold_to(&mut verified, &unhex(digest).expect("digits"));
            assert_eq!(faults(&verified), Vec::<String>::new(), "{name}");
            assert_eq!(verified.stage, Stage::Certified);
            seen.push(verified.attempt);
            earlier.insert(verified.draw, known(&public));
        }
    }
    assert_eq!(seen, [1, 1, 2, 2]);
}
