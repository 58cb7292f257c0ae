//! More knowledge never takes back what was settled; and what is missing is always said.

use crate::support::rng::Rng;
use crate::support::schema::{Known, some_applicant, some_tables};
use crate::support::typed::{fill, refine};
use crate::support::{PRIMARY, checked};
use ruxue::interp::{Pins, decide, holds, pins_in_force};
use ruxue::outcome::{Answered, Outcome};
use ruxue::tables::Tables;
use ruxue::value::Truth;

#[test]
fn what_is_settled_stays_settled() {
    let mut undetermined = 0;
    for (generated, policy) in checked() {
        let mut rng = Rng::new(20_000 + generated.seed);
        for unknown in [10, 40, 80] {
            let before = some_applicant(&mut rng, Known { unknown, presumed: 40 });
            let rows = some_tables(&mut rng);
            let tables = Tables::from_rows(policy, rows);
            let pins = pins_in_force(policy);
            let first = Pins(pins.0.iter().map(|pin| Some(pin.unwrap_or(0))).collect());
            let was = decide(policy, &tables, PRIMARY, &before, &pins);
            undetermined += usize::from(was.outcome == Outcome::Undetermined);
            for percent in [15, 60, 100] {
                let mut after = before.clone();
                refine(&mut rng, policy, &policy.form.fields, &mut after, percent);
                let now = decide(policy, &tables, PRIMARY, &after, &pins);
                let about =
                    || format!("seed {}\n{}\nbefore {before:#?}\nafter {after:#?}", generated.seed, generated.text);
                if was.outcome != Outcome::Undetermined {
                    assert_eq!(was.outcome, now.outcome, "{}", about());
                }
                for (was, now) in was.answers.iter().zip(&now.answers) {
                    if matches!(was.answer, Answered::Is(_)) {
                        assert_eq!(was.answer, now.answer, "{}: {}", was.name, about());
                    }
                }
                for condition in policy.conditions.iter().filter(|c| c.each.is_none()) {
                    let was = holds(policy, &tables, PRIMARY, &before, &first, &condition.body).truth;
                    let now = holds(policy, &tables, PRIMARY, &after, &first, &condition.body).truth;
                    assert!(was == Truth::Unknown || was == now, "{}: {}", condition.named.name, about());
                }
            }
        }
    }
    assert!(undetermined > 60, "only {undetermined} were undetermined");
}

#[test]
fn giving_what_is_missing_settles_the_outcome() {
    for (generated, policy) in checked() {
        let mut rng = Rng::new(30_000 + generated.seed);
        let mut facts = some_applicant(&mut rng, Known { unknown: 60, presumed: 40 });
        let rows = some_tables(&mut rng);
        let tables = Tables::from_rows(policy, rows);
        for round in 0.. {
            let decision = decide(policy, &tables, PRIMARY, &facts, &pins_in_force(policy));
            let missing = decision.missing.clone();
            drop(decision.ways);
            if decision.outcome != Outcome::Undetermined {
                assert_eq!(missing, [] as [String; 0], "seed {}", generated.seed);
                break;
            }
            assert!(!missing.is_empty(), "seed {}: nothing is missing\n{}\n{facts:#?}", generated.seed, generated.text);
            assert!(round < 30, "seed {}: still missing {missing:?}", generated.seed);
            let mut filled = false;
            for path in &missing {
                filled |= fill(&mut rng, policy, &mut facts, path);
            }
            assert!(filled, "seed {}: no place is called any of {missing:?}\n{}", generated.seed, generated.text);
        }
    }
}
