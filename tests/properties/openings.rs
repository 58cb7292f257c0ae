//! The smallest changes: each set opens a way in, no part of it does, and what is given stays.

use crate::support::rng::Rng;
use crate::support::schema::{DAYS, FORM, KINDS, Known, T, day, some_applicant, some_tables};
use crate::support::{PRIMARY, bare, checked, policy};
use ruxue::base::date::Date;
use ruxue::base::decimal::Decimal;
use ruxue::base::month::Month;
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
        // Of a presumed field the change says what it was presumed to be.
        assert!(*fact == change.from || *fact == Fact::Unknown, "{}", change.path);
        *fact = change.to.clone();
    }
    now
}

#[test]
fn openings_open_and_no_part_of_one_does() {
    let (mut found, mut larger) = (0, 0);
    for (generated, policy) in checked().take(16) {
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
    assert!(found > 5, "only {found} sets, {larger} of more than one change");
}

/// Every value worth a try of a field of a plain type, by itself and without asking the policy.
fn every_value(t: T) -> Vec<Value> {
    let hundredths = |n: i64| Value::Decimal(Decimal::new(n * 25, 2).expect("a decimal"));
    match t {
        T::Bool => [true, false].map(Value::Bool).to_vec(),
        T::Int => (-1..8).map(Value::Int).collect(),
        T::Dec => (-1..30).map(hundredths).collect(),
        T::Date => DAYS
            .iter()
            .flat_map(|d| (-2..=2).map(move |near| Value::Date(Date::from_days(day(*d).days() + near).expect("a day"))))
            .collect(),
        T::Month => (7..=12).map(|m| Value::Month(Month::new(2023, m).expect("a month"))).collect(),
        T::Text => ["x", "y", "a1", "a2", "a3"].map(|w| Value::Text(w.into())).to_vec(),
        T::Id => ["a1", "a2", "a3", "another"].map(|w| Value::Id(w.into())).to_vec(),
        T::Kind => (0..KINDS.len() as u16).map(Value::Enum).collect(),
        _ => Vec::new(),
    }
}

/// Ways in that one change of one field opens.
const ONE_LINE: &[&str] = &[
    "f_age at least 9",
    "f_age is 2",
    "f_score is present",
    "f_score is present; require f_score more than 7",
    "f_rate at least 5.25",
    "f_rate less than 0.50",
    "f_rate more than f_age",
    "f_month is 2024-05",
    "f_month after 2024-05",
    "f_at on or after 2024-06-01 08:00",
    "f_at before 2019-01-01 08:00",
    "f_at within win3",
    "f_name is \"enough\"",
    "f_addr is present; require f_addr is \"B9\"",
    "f_paid covers 2024-06 .. 2024-07",
    "f_paid meets {2024-08}",
    "f_tags meets {green}",
    "f_tags is {}",
    "f_moved is absent",
    "f_moved is present; require f_moved after f_born plus 40 years",
    "f_moved is present; require from f_moved to fig0 at least 2 years",
    "f_moved is present; require f_moved on or before f_born minus 3 months",
    "f_dues is absent",
    "f_kind is present; require f_kind is kc",
    "f_sib is {}",
    "f_sib is not {}",
    "f_wish is present; require f_wish.s_plan at least 3",
    "f_wish is present; require f_wish is \"s2\"",
    "f_presumed",
];

#[test]
fn whatever_a_line_asks_the_change_that_meets_it_is_found() {
    let mut missed = Vec::new();
    for line in ONE_LINE {
        let policy = policy(&format!("{}category k for primary {{ require {line}; }}\n", bare()));
        let mut met = 0;
        for seed in 0..12 {
            let mut rng = Rng::new(97_000 + seed);
            let facts = some_applicant(&mut rng, Known { unknown: 0, presumed: 0 });
            let mut rows = some_tables(&mut rng);
            rows[0][1][3] = Value::Int(4).into();
            let tables = Tables::from_rows(&policy, rows);
            let pins = pins_in_force(&policy);
            if decide(&policy, &tables, PRIMARY, &facts, &pins).outcome == Outcome::Eligible {
                continue;
            }
            met += 1;
            let sets = openings(&policy, &tables, PRIMARY, &facts, &pins);
            if sets.first().is_none_or(|set| set.changes.len() > 1) {
                missed.push(format!("{line}: {sets:?}"));
                break;
            }
        }
        assert!(met > 0, "`{line}` shuts nobody out");
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn one_change_that_opens_is_found_if_there_is_one() {
    let (mut found, mut missed) = (0, Vec::new());
    for (generated, policy) in checked() {
        let mut rng = Rng::new(95_000 + generated.seed);
        let facts = some_applicant(&mut rng, Known { unknown: 0, presumed: 40 });
        let rows = some_tables(&mut rng);
        let tables = Tables::from_rows(policy, rows);
        let pins = pins_in_force(policy);
        let open = |facts: &[Fact]| decide(policy, &tables, PRIMARY, facts, &pins).outcome == Outcome::Eligible;
        if open(&facts) {
            continue;
        }
        let enough =
            FORM.iter().enumerate().skip(2).filter(|(at, _)| !policy.form.fields[*at].given).find_map(|(at, fld)| {
                let values = every_value(fld.t).into_iter().map(Fact::Known).chain(fld.opt.then_some(Fact::None));
                values.into_iter().find_map(|value| {
                    let mut now = facts.clone();
                    now[at] = value.clone();
                    open(&now).then_some((fld.name, value))
                })
            });
        if let Some((name, value)) = enough {
            let sets = openings(policy, &tables, PRIMARY, &facts, &pins);
            if sets.first().is_none_or(|set| set.changes.len() > 1) {
                missed.push(format!("seed {}: {name} = {value:?}, found {sets:?}", generated.seed));
            }
            found += 1;
        }
    }
    assert!(missed.is_empty(), "{} of {found} are missed:\n{}", missed.len(), missed.join("\n"));
    assert!(found > 8, "only {found}");
}
