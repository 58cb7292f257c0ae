//! The smallest changes: each set opens a way in, no part of it does, and what is given stays.

use crate::support::rng::Rng;
use crate::support::schema::{Known, some_applicant, some_tables};
use crate::support::{PRIMARY, checked};
use ruxue::changes::{Change, openings};
use ruxue::interp::{decide, pins_in_force};
use ruxue::ir::{Base, Field, Policy};
use ruxue::outcome::Outcome;
use ruxue::tables::Tables;
use ruxue::value::{Fact, Value};

/// The fact at a path, and the field it belongs to and those on the way.
fn place<'f, 'p>(policy: &'p Policy, facts: &'f mut [Fact], path: &str) -> Option<(&'f mut Fact, Vec<&'p Field>)> {
    let mut fields = &policy.form.fields[..];
    let mut facts = facts;
    let mut way = Vec::new();
    let words: Vec<&str> = path.split('.').collect();
    for (at, word) in words.iter().enumerate() {
        let (name, item) = word.split_once('[').map_or((*word, None), |(name, rest)| (name, rest.strip_suffix(']')));
        let position = fields.iter().position(|f| f.named.name == name)?;
        way.push(&fields[position]);
        let fact = &mut facts[position];
        if at + 1 == words.len() && item.is_none() {
            return Some((fact, way));
        }
        facts = match (item, fact) {
            (None, Fact::Known(Value::Record(inside))) => inside,
            (Some(number), Fact::Known(Value::List(list))) => {
                match list.items.get_mut(number.parse::<usize>().ok()? - 1)? {
                    Value::Record(inside) => inside,
                    _ => return None,
                }
            }
            _ => return None,
        };
        let Base::Record(id) = fields[position].ty.base else { return None };
        fields = &policy.records[id.index()].fields;
    }
    None
}

fn changed(policy: &Policy, facts: &[Fact], changes: &[&Change]) -> Vec<Fact> {
    let mut now = facts.to_vec();
    for change in changes {
        let (fact, way) = place(policy, &mut now, &change.path).expect("a path of the form");
        assert!(way.iter().all(|f| !f.given), "{} is given", change.path);
        assert_eq!(*fact, change.from, "{}", change.path);
        *fact = change.to.clone();
    }
    now
}

#[test]
fn openings_open_and_no_part_of_one_does() {
    let (mut found, mut larger) = (0, 0);
    for (generated, policy) in checked().take(60) {
        let mut rng = Rng::new(90_000 + generated.seed);
        for unknown in [0, 10] {
            let facts = some_applicant(&mut rng, Known { unknown, presumed: 40 });
            let rows = some_tables(&mut rng);
            let tables = Tables::from_rows(policy, rows);
            let pins = pins_in_force(policy);
            let open = |facts: &[Fact]| decide(policy, &tables, PRIMARY, facts, &pins).outcome == Outcome::Eligible;
            let sets = openings(policy, &tables, PRIMARY, &facts, &pins);
            assert!(sets.is_empty() || !open(&facts));
            for set in &sets {
                let about = || format!("seed {} {set:#?}\n{}\n{facts:#?}", generated.seed, generated.text);
                let changes: Vec<&Change> = set.changes.iter().collect();
                assert!(open(&changed(policy, &facts, &changes)), "{}", about());
                for part in 0..(1 << changes.len()) - 1 {
                    let some: Vec<&Change> =
                        changes.iter().enumerate().filter(|(at, _)| part >> at & 1 == 1).map(|(_, c)| *c).collect();
                    assert!(!open(&changed(policy, &facts, &some)), "{some:?} is enough: {}", about());
                }
                found += 1;
                larger += usize::from(changes.len() > 1);
            }
        }
    }
    assert!(found > 30, "only {found} sets, {larger} of more than one change");
}
