//! Instances from papers and other programs, with the outcomes they print.
//!
//! Priorities become a criterion with a value for each wish, so no ticket ever decides.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::brute::{every_matching, is_stable};
use crate::support::*;
use ruxue::allocation::model::*;
use ruxue::allocation::{Market, diagnose, run, school_proposing, top_trading_cycles, validate};

#[derive(Deserialize)]
struct File {
    matching: Vec<Instance>,
}

#[derive(Deserialize)]
struct Instance {
    id: String,
    preferences: BTreeMap<String, Vec<String>>,
    priorities: BTreeMap<String, Vec<String>>,
    capacities: BTreeMap<String, u32>,
    expected: BTreeMap<String, Value>,
}

impl Instance {
    fn market(&self) -> Market {
        let people: Vec<&String> = self.preferences.keys().collect();
        let schools: Vec<&String> = self.capacities.keys().collect();
        let numbers = |names: &[String], all: &[&String]| -> Vec<u32> {
            names.iter().map(|name| all.iter().position(|other| *other == name).expect("a name") as u32).collect()
        };
        Market {
            wishes: self.preferences.values().map(|names| numbers(names, &schools)).collect(),
            orders: schools.iter().map(|school| numbers(&self.priorities[*school], &people)).collect(),
            seats: self.capacities.values().copied().collect(),
        }
    }

    /// What is expected of one mechanism, as schools by applicant.
    fn outcome(&self, of: &Value) -> Vec<Option<u32>> {
        let schools: Vec<&String> = self.capacities.keys().collect();
        let seat = |person: &String| {
            let school = of.get(person)?.as_str()?;
            Some(schools.iter().position(|other| *other == school).expect("a school") as u32)
        };
        self.preferences.keys().map(seat).collect()
    }
}

/// A market as a round and its roster.
pub fn as_draw(market: &Market, mut round: Round) -> (Draw, Roster, Vec<Tickets>) {
    round.criteria = vec![criterion("priority", true)];
    let place = |row: u32, school: u32| {
        market.orders[school as usize].iter().position(|other| *other == row).map(|at| at as i64)
    };
    let entries = (0..).zip(&market.wishes).map(|(row, wishes)| {
        // A school takes nobody whom it does not order.
        let wishes: Vec<u32> = wishes.iter().copied().filter(|school| place(row, *school).is_some()).collect();
        let criteria = vec![wishes.iter().map(|school| place(row, *school)).collect()];
        Entry { criteria, ..entry(row, &wishes) }
    });
    let rows = market.wishes.len();
    let roster = roster(rows, &market.seats, entries.collect());
    (draw(vec![round]), roster, vec![Tickets::Single(vec![0; rows])])
}

/// The mechanism that a name such as `PAR[1,2]` stands for.
fn named(name: &str) -> Option<Round> {
    let bands = name.strip_prefix("PAR[").and_then(|rest| rest.strip_suffix(']'));
    Some(match (name, bands) {
        ("DA", _) => round("r", Mechanism::DeferredAcceptance),
        ("IA", _) => round("r", Mechanism::ImmediateAcceptance),
        (_, Some(bands)) => {
            let bands = bands.split(',').map(|band| band.trim().parse().expect("a number")).collect();
            Round { bands, ..round("r", Mechanism::Parallel) }
        }
        _ => return None,
    })
}

#[test]
fn published_instances_end_as_printed() {
    let file: File = serde_json::from_str(include_str!("published.json")).expect("published.json");
    assert_eq!(file.matching.len(), 6);
    let mut checked = 0;
    for instance in &file.matching {
        let market = instance.market();
        for (name, expected) in &instance.expected {
            let found = if let Some(round) = named(name) {
                let (draw, roster, tickets) = as_draw(&market, round);
                assert_eq!(validate(&draw, &roster), [], "{}", instance.id);
                let results = run(&draw, &roster, &tickets);
                if name == "DA" {
                    let round = &diagnose(&draw, &roster, &tickets, &results).rounds[0];
                    assert_eq!((round.envy.pairs, round.waste.pairs), (0, 0), "{}", instance.id);
                }
                schools(&results)
            } else {
                match name.as_str() {
                    "TTC" => top_trading_cycles(&market),
                    "SCHOOL_DA" => school_proposing(&market),
                    "STABLE_COUNT" => {
                        let stable = every_matching(&market).into_iter().filter(|m| is_stable(&market, m)).count();
                        assert_eq!(Some(stable as u64), expected.as_u64(), "{}", instance.id);
                        checked += 1;
                        continue;
                    }
                    other => panic!("{}: no mechanism `{other}`", instance.id),
                }
            };
            assert_eq!(found, instance.outcome(expected), "{}: {name}", instance.id);
            checked += 1;
        }
    }
    assert_eq!(checked, 15);
}
