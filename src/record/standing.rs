//! Where an applicant stands at a school: criteria, then the ticket. Only for people to see; the allocation itself
//! orders applicants on its own.

use super::public::Public;
use super::roster::shown;
use super::sums::number;
use crate::allocation::model::{Entry, First, LinkedTickets, Round, Tickets};
use crate::base::tongue::Tongue;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Where someone stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// A value for each criterion.
    pub values: Vec<Option<i64>>,
    /// The ticket; none where the order does not end in one.
    pub ticket: Option<u64>,
}

impl Standing {
    /// In words: each criterion by its name, and the ticket's number.
    pub fn words(&self, public: &Public, round: usize, tongue: Tongue) -> String {
        let criteria = public.draw.rounds[round].criteria.iter().zip(&self.values).enumerate();
        let criteria = criteria.map(|(at, (criterion, value))| match value {
            None => format!("{} {}", criterion.name, tongue.pick("unknown", "不详")),
            value => format!("{} {}", criterion.name, shown(*value, public.days.contains(&(round, at)))),
        });
        let ticket = self.ticket.map(|ticket| format!("{} {}", tongue.pick("number", "派位号"), number(ticket)));
        tongue.join(criteria.chain(ticket))
    }

    /// Who goes first by the criteria, unknown last, and then by the ticket.
    pub fn compare(&self, other: &Standing, round: &Round) -> Ordering {
        for (criterion, (one, other)) in round.criteria.iter().zip(self.values.iter().zip(&other.values)) {
            let ordered = match (one, other) {
                (Some(one), Some(other)) => match criterion.first {
                    First::Lowest => one.cmp(other),
                    First::Highest => other.cmp(one),
                },
                (one, other) => one.is_none().cmp(&other.is_none()),
            };
            if ordered.is_ne() {
                return ordered;
            }
        }
        self.ticket.cmp(&other.ticket)
    }
}

/// Whose ticket counts for those linked with one another: the first of them in the roster that takes part, by the row
/// under which they are linked. Empty where each has their own.
pub fn leaders(round: &Round, entries: &[Entry], took_part: &[u32]) -> BTreeMap<u32, u32> {
    let mut leaders = BTreeMap::new();
    if round.linked.is_some_and(|linked| linked.tickets == LinkedTickets::One) {
        for entry in entries.iter().filter(|entry| took_part.binary_search(&entry.row).is_ok()) {
            if let Some(first) = entry.linked {
                leaders.entry(first).or_insert(entry.row);
            }
        }
    }
    leaders
}

/// Where someone stands at one of their wishes, counted from 0.
pub fn at_wish(entry: &Entry, wish: usize, tickets: &Tickets, leaders: &BTreeMap<u32, u32>) -> Standing {
    let of_wish = |values: &Vec<Option<i64>>, per_wish: bool| match per_wish {
        true => values.get(wish).copied().flatten(),
        false => values.first().copied().flatten(),
    };
    let many = |values: &&Vec<Option<i64>>| values.len() > 1;
    let values = entry.criteria.iter().map(|values| of_wish(values, many(&values))).collect();
    let row = entry.linked.and_then(|first| leaders.get(&first)).unwrap_or(&entry.row);
    let drawn = match tickets {
        Tickets::None => None,
        Tickets::Single(column) => column.get(*row as usize),
        Tickets::AtSchool(columns) => {
            let column = entry.wishes.get(wish).and_then(|school| columns.get(*school as usize));
            column.and_then(|column| column.get(*row as usize))
        }
    };
    Standing { values, ticket: drawn.copied() }
}
