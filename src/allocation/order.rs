//! Who stands before whom: criteria as classes, tickets, and the sort of a whole round.
//!
//! All criteria of a round together come to one number, the *class*, smaller first and the same for those alike in all of
//! them; it is found once, when a draw is prepared. With it an order is the triple of class, ticket and row, which is
//! exact in one 128-bit number. Rows settle equal tickets, so that no order depends on how a list was sorted.

use super::model::{Criterion, Entry, First, Tickets};
use super::prepare::Plan;

/// The number of a value of one criterion, smaller first; unknown goes last.
pub(super) fn sortable(value: Option<i64>, first: First) -> (bool, i64) {
    match (value, first) {
        (None, _) => (true, 0),
        (Some(value), First::Lowest) => (false, value),
        (Some(value), First::Highest) => (false, !value),
    }
}

/// The place of each in the sorted list of all that occur.
fn dense<T: Ord + Copy>(values: &[T]) -> (Vec<u32>, usize) {
    let mut distinct = values.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let place = |value: &T| distinct.binary_search(value).unwrap_or_else(|at| at) as u32;
    (values.iter().map(place).collect(), distinct.len())
}

/// The class of each entry, or of each wish of each entry, by those criteria that `counts` lets pass.
pub(super) fn classes(
    criteria: &[Criterion],
    entries: &[&Entry],
    by_wish: bool,
    counts: impl Fn(&Criterion) -> bool,
) -> Vec<u32> {
    let slots: usize = if by_wish { entries.iter().map(|e| e.wishes.len()).sum() } else { entries.len() };
    let mut classes = vec![0u32; slots];
    for (at, criterion) in criteria.iter().enumerate().filter(|(_, c)| counts(c)) {
        let mut values = Vec::with_capacity(slots);
        for entry in entries {
            let of = &entry.criteria[at];
            if by_wish {
                for wish in 0..entry.wishes.len() {
                    let value = if criterion.per_wish { of[wish] } else { of[0] };
                    values.push(sortable(value, criterion.first));
                }
            } else {
                values.push(sortable(of[0], criterion.first));
            }
        }
        let (places, distinct) = dense(&values);
        let both: Vec<u64> =
            classes.iter().zip(&places).map(|(c, p)| u64::from(*c) * distinct as u64 + u64::from(*p)).collect();
        classes = dense(&both).0;
    }
    classes
}

/// The order of one round, once it is known who takes part.
pub(super) struct Order<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) tickets: &'a Tickets,
    /// For each entry the row whose ticket it has; empty: its own.
    pub(super) sources: &'a [u32],
}

impl Order<'_> {
    /// The class of an entry at a wish.
    pub(super) fn class(&self, entry: u32, wish: u32) -> u32 {
        let plan = self.plan;
        let slot = if plan.by_wish { plan.start[entry as usize] + wish } else { entry };
        plan.classes[slot as usize]
    }

    /// The row whose ticket an entry has.
    pub(super) fn source(&self, entry: u32) -> u32 {
        let at = entry as usize;
        if self.sources.is_empty() { self.plan.rows[at] } else { self.sources[at] }
    }

    /// The ticket of an entry at a school.
    pub(super) fn ticket(&self, entry: u32, school: u32) -> Option<u64> {
        match self.tickets {
            Tickets::None => None,
            Tickets::Single(tickets) => Some(tickets[self.source(entry) as usize]),
            Tickets::AtSchool(tickets) => {
                tickets[school as usize].get(self.source(entry) as usize).copied().or(Some(u64::MAX))
            }
        }
    }

    /// Where an entry stands at the school of a wish, smaller first; no two are equal.
    pub(super) fn key(&self, entry: u32, wish: u32) -> u128 {
        let school = self.plan.wishes[(self.plan.start[entry as usize] + wish) as usize];
        let ticket = self.ticket(entry, school).unwrap_or(0);
        u128::from(self.class(entry, wish)) << 96
            | u128::from(ticket) << 32
            | u128::from(self.plan.rows[entry as usize])
    }

    /// Where an entry stands when the guarantee seeks a seat.
    pub(super) fn key_of_guarantee(&self, entry: u32) -> u128 {
        let ticket = match self.tickets {
            Tickets::Single(tickets) => tickets[self.source(entry) as usize],
            Tickets::None | Tickets::AtSchool(_) => 0,
        };
        u128::from(self.plan.plain_classes()[entry as usize]) << 96
            | u128::from(ticket) << 32
            | u128::from(self.plan.rows[entry as usize])
    }
}

/// An entry to be sorted: the class and the head of the ticket, the ticket, the entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Card {
    head: u64,
    ticket: u64,
    pub(super) entry: u32,
}

/// Sorts the entries in `list` by class, ticket and entry, where each has one class; entries are in the order of rows.
///
/// Three passes over the first 33 bits of class and ticket, then a comparing sort within what these leave alike: chance
/// leaves nearly nothing, and tickets not made by chance cost time, never the order.
pub(super) fn sort(order: &Order<'_>, tickets: &[u64], list: &mut [u32], cards: &mut Vec<Card>, spare: &mut Vec<Card>) {
    const DIGIT: u32 = 11;
    let plan = order.plan;
    let bits = 32 - plan.highest_class.leading_zeros();
    cards.clear();
    cards.extend(list.iter().map(|&entry| {
        let ticket = tickets[order.source(entry) as usize];
        let class = u64::from(plan.classes[entry as usize]);
        let head = if bits == 0 { ticket } else { class << (64 - bits) | ticket >> bits };
        Card { head, ticket, entry }
    }));
    if list.len() < 512 {
        cards.sort_unstable();
    } else {
        spare.resize(cards.len(), Card::default());
        for pass in 0..3 {
            let shift = 64 - 3 * DIGIT + pass * DIGIT;
            let digit = |card: &Card| (card.head >> shift) as usize & ((1 << DIGIT) - 1);
            let mut ends = [0u32; 1 << DIGIT];
            cards.iter().for_each(|card| ends[digit(card)] += 1);
            let mut sum = 0;
            for end in &mut ends {
                sum += std::mem::replace(end, sum);
            }
            for card in cards.iter() {
                let end = &mut ends[digit(card)];
                spare[*end as usize] = *card;
                *end += 1;
            }
            std::mem::swap(cards, spare);
        }
        for alike in cards.chunk_by_mut(|a, b| a.head >> (64 - 3 * DIGIT) == b.head >> (64 - 3 * DIGIT)) {
            if alike.len() > 1 {
                alike.sort_unstable();
            }
        }
    }
    for (place, card) in list.iter_mut().zip(cards.iter()) {
        *place = card.entry;
    }
}
