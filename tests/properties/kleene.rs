//! The laws of three-valued logic, as the language words them.

use crate::support::model::C;
use crate::support::rng::Rng;
use crate::support::schema::{Known, some_applicant, some_tables};
use crate::support::{PRIMARY, pool, read};
use ruxue::interp::{Pins, holds};
use ruxue::tables::Tables;
use ruxue::value::Truth;

/// Two ways to say one thing, made of the conditions `a` and `b`.
const LAWS: &[(&str, &str)] = &[
    ("not all of { A; B; };", "any of { not A; not B; };"),
    ("not any of { A; B; };", "all of { not A; not B; };"),
    ("none of { A; B; };", "not any of { A; B; };"),
    ("not all of { not A; };", "A;"),
    ("A; A;", "A;"),
    ("any of { A; A; };", "A;"),
    ("A; B;", "B; A;"),
    ("any of { A; B; };", "any of { B; A; };"),
    ("A and B;", "all of { A; B; };"),
    ("A or B;", "any of { A; B; };"),
    ("A waived when B;", "any of { A; B; };"),
    ("A but not when B;", "all of { A; not B; };"),
    ("A waived when B but not when A;", "all of { any of { A; B; }; not A; };"),
    ("A but not when B waived when A;", "any of { all of { A; not B; }; A; };"),
    ("at least 1 of { A; B; };", "any of { A; B; };"),
    ("at least 2 of { A; B; };", "all of { A; B; };"),
    ("no f_job { A; f_job.l_sole; };", "not any f_job { A; f_job.l_sole; };"),
    (
        "every f_job { B; f_job.l_rooms at least 2; };",
        "not any f_job { not all of { B; f_job.l_rooms at least 2; }; };",
    ),
    ("any f_job { f_job.l_rooms at least 2; };", "count(f_job where { f_job.l_rooms at least 2; }) at least 1;"),
    ("no f_lease { f_lease.l_color is red; };", "count(f_lease where { f_lease.l_color is red; }) is 0;"),
    ("f_color is not red;", "not all of { f_color is red; };"),
    ("f_born before 2023-09-01;", "not all of { f_born on or after 2023-09-01; };"),
];

#[test]
fn two_ways_to_say_one_thing_come_out_the_same() {
    let mut unknown = 0;
    for generated in pool().iter().take(40) {
        let mut rng = Rng::new(50_000 + generated.seed);
        let whole: Vec<usize> =
            (0..generated.model.conditions.len()).filter(|at| generated.model.conditions[*at].each.is_none()).collect();
        if whole.is_empty() {
            continue;
        }
        let (a, b) = (rng.pick(&whole), rng.pick(&whole));
        let name = |at: usize| crate::support::model::c(&C::Call(at));
        let mut text = generated.text.clone();
        for (at, (left, right)) in LAWS.iter().enumerate() {
            for (side, law) in [("left", left), ("right", right)] {
                let law = law.replace('A', &name(a)).replace('B', &name(b));
                text.push_str(&format!("condition {side}{at} {{ {law} }}\n"));
            }
        }
        let loaded = read(&text);
        let policy = loaded.policy.as_ref().unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics));
        for _ in 0..4 {
            let facts = some_applicant(&mut rng, Known { unknown: 45, presumed: 40 });
            let rows = some_tables(&mut rng);
            let tables = Tables::from_rows(policy, rows);
            let pins = Pins(vec![Some(0); policy.readings.len()]);
            let truth = |name: String| {
                let found = policy.conditions.iter().find(|c| c.named.name == name).expect("the condition");
                holds(policy, &tables, PRIMARY, &facts, &pins, &found.body).truth
            };
            for (at, law) in LAWS.iter().enumerate() {
                let (left, right) = (truth(format!("left{at}")), truth(format!("right{at}")));
                assert_eq!(
                    left,
                    right,
                    "{law:?} with {} and {}, seed {}\n{facts:#?}",
                    name(a),
                    name(b),
                    generated.seed
                );
                unknown += usize::from(left == Truth::Unknown);
            }
        }
    }
    assert!(unknown > 300, "only {unknown} were unknown");
}
