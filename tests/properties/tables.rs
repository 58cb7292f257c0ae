//! Rows found by an index are the rows that a look at every row finds.

use crate::support::rng::Rng;
use crate::support::schema::{Known, some_applicant, some_tables};
use crate::support::{PRIMARY, bare, policy};
use ruxue::interp::{Pins, holds};
use ruxue::tables::Tables;
use ruxue::value::Fact;

/// What a row is asked. A block of its own around the first line hides it from the index.
const ASKED: &[&str] = &[
    "t_addr is f_household",
    "f_household is t_addr",
    "t_addr is f_name",
    "t_pupil is first(t_pupil of ledger where { t_color is red; })",
    "t_pupil is other_pupil",
    "t_addr is t_pupil",
];

#[test]
fn an_index_finds_what_a_look_at_every_row_finds() {
    let mut text = bare();
    text.push_str("value other_pupil { when f_flag: f_household; otherwise: \"a2\"; }\n");
    let mut rules = 0;
    for asked in ASKED {
        let (first, guard) = match asked.split_once("first(") {
            // A value that may be absent is tested in front.
            Some(_) => ("t_pupil is some_pupil".to_string(), "some_pupil is present; "),
            None => ((*asked).to_string(), ""),
        };
        for words in ["any", "no", "every"] {
            let plain = format!("{guard}{words} ledger {{ {first}; t_year at least 2; }};");
            let hidden = format!("{guard}{words} ledger {{ all of {{ {first}; }}; t_year at least 2; }};");
            text.push_str(&format!("condition plain{rules} {{ {plain} }}\ncondition hidden{rules} {{ {hidden} }}\n"));
            rules += 1;
        }
        let plain = format!("{guard}count(ledger where {{ {first}; t_color in warm; }}) is 1;");
        let hidden = format!("{guard}count(ledger where {{ all of {{ {first}; }}; t_color in warm; }}) is 1;");
        text.push_str(&format!("condition plain{rules} {{ {plain} }}\ncondition hidden{rules} {{ {hidden} }}\n"));
        rules += 1;
    }
    text.push_str("value some_pupil { first(t_pupil of ledger where { t_color is red; }); }\n");
    text.push_str("category k0 for primary { require f_flag; }\n");
    let policy = policy(&text);
    for seed in 0..150 {
        let mut rng = Rng::new(60_000 + seed);
        let facts = some_applicant(&mut rng, Known { unknown: 20, presumed: 40 });
        let mut rows = some_tables(&mut rng);
        for cell in rows[1].iter_mut().flatten() {
            if rng.percent(10) {
                *cell = Fact::Unknown;
            }
        }
        let tables = Tables::from_rows(&policy, rows.iter().cloned());
        let pins = Pins(vec![None; policy.readings.len()]);
        for at in 0..rules {
            let truth = |name: String| {
                let found = policy.conditions.iter().find(|c| c.named.name == name).expect("the condition");
                holds(&policy, &tables, PRIMARY, &facts, &pins, &found.body).truth
            };
            assert_eq!(
                truth(format!("plain{at}")),
                truth(format!("hidden{at}")),
                "rule {at}, seed {seed}\n{:#?}",
                rows[1]
            );
        }
    }
}
