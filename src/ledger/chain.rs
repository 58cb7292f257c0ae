//! The chain: each entry's digest is made over the one before, so that none can go, change or move unseen.
//!
//! `chain = H("ruxue/ledger/v1", previous, kind, name, attempt, digest, seats)`, where `previous` is empty for the first
//! entry, `attempt` is in decimal (`0` where there is none) and `seats` is the digest of the canonical text of the entry's
//! seats, which for a void is the heading alone. The entries are also followed in order here, to see what is in force.

use super::fault::Fault;
use super::sums::{Digest, sum};
use super::{Entry, Kind};
use std::collections::BTreeMap;

/// The first field of every sum.
const DOMAIN: &str = "ruxue/ledger/v1";

/// The chain digest that an entry must have.
pub(super) fn digest(entry: &Entry) -> Digest {
    let previous = entry.previous.as_ref().map_or(&[][..], |digest| &digest.0);
    sum(&[
        DOMAIN.as_bytes(),
        previous,
        entry.kind.word().as_bytes(),
        entry.name.as_bytes(),
        entry.attempt.to_string().as_bytes(),
        &entry.digest.0,
        &entry.seats.0,
    ])
}

/// What following the entries in order comes to.
#[derive(Debug, Default)]
pub(super) struct Followed {
    /// What is not as it must be.
    pub faults: Vec<Fault>,
    /// For each entry that was voided, by which one.
    pub voided: BTreeMap<u64, u64>,
}

/// Follows the entries from the first to the last.
pub(super) fn follow(entries: &[Entry]) -> Followed {
    let mut followed = Followed::default();
    let mut previous = None;
    // By draw: the run in force, if one is, and the last attempt.
    let mut runs: BTreeMap<&str, (bool, u32)> = BTreeMap::new();
    let mut expected = 1;
    for entry in entries {
        let number = entry.number;
        let faults = &mut followed.faults;
        if number != expected {
            faults.push(Fault::Number { expected, found: number });
        }
        expected = number + 1;
        if entry.previous != previous {
            faults.push(Fault::Link(number));
        }
        if digest(entry) != entry.chain {
            faults.push(Fault::Entry(number));
        }
        previous = Some(entry.chain);
        match entry.kind {
            Kind::Import => {}
            Kind::Run => {
                let (in_force, last) = runs.entry(&entry.name).or_default();
                if *in_force || *last >= entry.attempt {
                    faults.push(Fault::Second(number));
                }
                (*in_force, *last) = (true, entry.attempt);
            }
            Kind::Void => {
                let before = entries.iter().take_while(|e| e.number != number);
                let meant: Vec<&Entry> = before
                    .filter(|e| e.kind != Kind::Void && e.name == entry.name && e.digest == entry.digest)
                    .filter(|e| !followed.voided.contains_key(&e.number))
                    .collect();
                if meant.is_empty() {
                    faults.push(Fault::VoidOfNothing(number));
                }
                for meant in meant {
                    if meant.kind == Kind::Run
                        && let Some((in_force, _)) = runs.get_mut(meant.name.as_str())
                    {
                        *in_force = false;
                    }
                    followed.voided.insert(meant.number, number);
                }
            }
        }
    }
    followed
}
