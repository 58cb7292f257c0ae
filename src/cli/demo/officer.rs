//! A made-up officer, who rules on whatever a draw must not be frozen without.
//!
//! The rulings are nobody's judgement: they follow from the seed, so that a demo is the same every time.

use crate::base::date::Date;
use crate::freeze::Need;
use crate::ir::{Base, Policy, Shape};
use crate::record::sums;
use crate::report::words::field_of;
use crate::roster::rulings::{FACT, Ruling};
use std::collections::BTreeSet;

/// Rules on what is open; a claim is ruled for the one whose id comes first.
pub fn rule(policy: &Policy, needs: &[Need], seed: u64, when: Date, before: &[Ruling]) -> Vec<Ruling> {
    let before: BTreeSet<(&str, &str)> = before.iter().map(|r| (r.id.as_str(), r.key.as_str())).collect();
    let mut made = Vec::new();
    for need in needs.iter().filter(|need| need.stops) {
        let known = |key: &str| before.contains(&(need.id.as_str(), key));
        let mut rule = |key: String, ruling: String| {
            made.push(Ruling {
                id: need.id.clone(),
                key,
                ruling,
                reason: "演示用的虚构裁定 (made up for the demo)".into(),
                who: "demo".into(),
                when,
            });
        };
        // Facts first: with them most questions answer themselves.
        let facts: Vec<(String, String)> = need
            .missing
            .iter()
            .filter(|path| !known(&format!("{FACT}{path}")))
            .filter_map(|path| Some((format!("{FACT}{path}"), fact(policy, path)?)))
            .collect();
        if !facts.is_empty() {
            facts.into_iter().for_each(|(key, ruling)| rule(key, ruling));
            continue;
        }
        for key in need.keys.iter().filter(|key| !known(key)) {
            let chance =
                sums::hash([b"ruxue/demo".as_slice(), &seed.to_le_bytes(), need.id.as_bytes(), key.as_bytes()])[0];
            let ruling = match key.strip_prefix("reading/") {
                Some(name) => {
                    let Some(reading) = policy.readings.iter().find(|r| r.named.name == name) else { continue };
                    reading.alternatives[usize::from(chance) % reading.alternatives.len()].named.name.clone()
                }
                None if key == "undetermined" => "no".into(),
                // Three of four questions are answered with yes.
                None => if chance % 4 > 0 { "yes" } else { "no" }.into(),
            };
            rule(key.clone(), ruling);
        }
    }
    made
}

/// What a missing field may be: there is none, no, or the first that it can be.
fn fact(policy: &Policy, path: &str) -> Option<String> {
    let (_, ty) = field_of(policy, path)?;
    Some(match (ty.shape, ty.base) {
        _ if ty.optional => "none".into(),
        (Shape::List(_), _) => return None,
        (Shape::Set, _) => "{}".into(),
        (Shape::One, Base::Bool) => "no".into(),
        (Shape::One, Base::Int) => "1".into(),
        (Shape::One, Base::Decimal(_)) => "1".into(),
        (Shape::One, Base::Date) => format!("{}-01-15", policy.year - 6),
        (Shape::One, Base::Moment) => format!("{}-05-10 09:00:00", policy.year),
        (Shape::One, Base::Month) => format!("{}-01", policy.year),
        (Shape::One, Base::Months) => "{}".into(),
        (Shape::One, Base::Id | Base::Text) => "DEMO".into(),
        (Shape::One, Base::Enum(id)) => policy.enums[id.index()].members.first()?.name.clone(),
        (Shape::One, Base::Record(_) | Base::Row(_)) => return None,
    })
}
