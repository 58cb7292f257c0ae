//! `choose refer` gives what every way to read gives, taken together.

use crate::support::rng::Rng;
use crate::support::schema::{Known, some_applicant, some_tables};
use crate::support::{PRIMARY, checked};
use ruxue::interp::{Pins, decide, pins_in_force};
use ruxue::outcome::{Answered, Outcome};
use ruxue::tables::Tables;
use std::collections::BTreeSet;

/// Every way to read what is not settled.
fn every_way(counts: &[usize], pins: &Pins) -> Vec<Pins> {
    let mut all = vec![Vec::new()];
    for (count, pin) in counts.iter().zip(&pins.0) {
        let choices: Vec<usize> = pin.map_or((0..*count).collect(), |pin| vec![pin]);
        all = all
            .into_iter()
            .flat_map(|before: Vec<Option<usize>>| {
                choices.iter().map(move |choice| before.iter().copied().chain([Some(*choice)]).collect())
            })
            .collect();
    }
    all.into_iter().map(Pins).collect()
}

#[test]
fn refer_runs_every_way_to_read() {
    let (mut cases, mut differ) = (0, 0);
    for (generated, policy) in checked() {
        let mut rng = Rng::new(40_000 + generated.seed);
        let pins = pins_in_force(policy);
        let ways = every_way(&policy.readings.iter().map(|r| r.alternatives.len()).collect::<Vec<_>>(), &pins);
        if ways.len() < 2 || ways.len() > 64 {
            continue;
        }
        for unknown in [0, 0, 30] {
            let facts = some_applicant(&mut rng, Known { unknown, presumed: 40 });
            let rows = some_tables(&mut rng);
            let tables = Tables::from_rows(policy, rows);
            let each: Vec<_> = ways.iter().map(|pins| decide(policy, &tables, PRIMARY, &facts, pins)).collect();
            let found = decide(policy, &tables, PRIMARY, &facts, &pins);
            let settled: BTreeSet<Outcome> =
                each.iter().map(|d| d.outcome).filter(|o| *o != Outcome::Undetermined).collect();
            let expected = if settled.len() > 1 {
                differ += 1;
                Outcome::Refer
            } else if each.iter().any(|d| d.outcome == Outcome::Undetermined) {
                Outcome::Undetermined
            } else {
                each[0].outcome
            };
            let about = || format!("seed {}\n{}\n{facts:#?}", generated.seed, generated.text);
            assert_eq!(found.outcome, expected, "{}", about());
            if settled.len() > 1 {
                assert!(found.reasons.iter().any(|r| r.key.starts_with("reading/")), "{:?} {}", found.reasons, about());
                assert!(found.missing.is_empty());
            }
            for (at, answer) in found.answers.iter().enumerate() {
                let all: Vec<&Answered> = each.iter().map(|d| &d.answers[at].answer).collect();
                let same = all.iter().all(|a| *a == all[0]);
                match &answer.answer {
                    Answered::Is(_) => assert!(same && *all[0] == answer.answer, "{}", about()),
                    Answered::Refer(_) => assert!(!same, "{}", about()),
                    Answered::Unknown(_) => {
                        assert!(all.iter().any(|a| matches!(a, Answered::Unknown(_))), "{}", about())
                    }
                }
            }
            cases += 1;
        }
    }
    assert!(cases > 60 && differ > 5, "{cases} cases, {differ} that differ");
}
