//! The flat kernel: rounds without seat groups, without applicants who apply together, whose order ends in tickets.
//!
//! There every school takes the first of all who ever applied, so neither the steps nor their order matter to the end (Gale
//! and Shapley), and within a band applicants may apply one by one, each refusal being followed at once. Where the order
//! is the same at every school it is shorter still, and done here: in that order each takes the first wish with a seat
//! left. The rest is in `heaps.rs`. `steps.rs` is the description as written; a property test holds them together.

use super::heaps::ByHeaps;
use super::model::{Ended, Mechanism, Status, Tickets};
use super::order::{Card, Order, sort};
use super::prepare::Plan;

/// What the kernel works on, kept from run to run.
#[derive(Default)]
pub(super) struct Fast {
    by_heaps: ByHeaps,
    cards: Vec<Card>,
    spare: Vec<Card>,
    /// Entries not placed, in their order.
    line: Vec<u32>,
    /// By entry, in the skipping form: the first wish not yet come to.
    next: Vec<u32>,
    /// Seats left now, and when the turn began.
    left: Vec<u32>,
    before: Vec<u32>,
}

impl Fast {
    /// Runs a round's mechanism for those `active` on `seats`. `skipped`, by wish, is told of wishes passed over.
    pub(super) fn run(
        &mut self,
        order: &Order<'_>,
        active: &[u32],
        seats: &[u32],
        ended: &mut [Ended],
        skipped: &mut [bool],
    ) {
        let plan = order.plan;
        let Tickets::Single(tickets) = order.tickets else {
            return self.by_heaps.run(order, active, seats, ended, skipped);
        };
        if plan.by_wish {
            return self.by_heaps.run(order, active, seats, ended, skipped);
        }
        self.left.clear();
        self.left.extend_from_slice(seats);
        self.line.clear();
        self.line.extend_from_slice(active);
        sort(order, tickets, &mut self.line, &mut self.cards, &mut self.spare);
        active.iter().for_each(|entry| ended[*entry as usize] = Ended::default());
        if plan.round.mechanism == Mechanism::ImmediateAcceptanceSkipping {
            self.skipping(plan, ended, skipped);
        } else {
            let mut begin = 0;
            for end in &plan.bands {
                self.band(plan, begin, *end, ended);
                begin = *end;
            }
        }
    }

    /// In order, each takes the first wish of the band with a seat left.
    fn band(&mut self, plan: &Plan<'_>, begin: u32, end: u32, ended: &mut [Ended]) {
        let left = &mut self.left;
        self.line.retain(|entry| {
            let wishes = plan.wishes_of(*entry);
            let band = wishes.iter().zip(1..).take(end as usize).skip(begin as usize);
            for (school, wish) in band {
                let left = &mut left[*school as usize];
                if *left > 0 {
                    *left -= 1;
                    ended[*entry as usize] = placed(*school, wish);
                    return false;
                }
            }
            true
        });
    }

    /// In turns, each applies to the next wish at a school that had a seat left when the turn began.
    fn skipping(&mut self, plan: &Plan<'_>, ended: &mut [Ended], skipped: &mut [bool]) {
        self.next.clear();
        self.next.extend_from_slice(&plan.start[..plan.rows.len()]);
        while !self.line.is_empty() {
            self.before.clone_from(&self.left);
            let (left, before, next) = (&mut self.left, &self.before, &mut self.next);
            self.line.retain(|entry| {
                let at = *entry as usize;
                let end = plan.start[at + 1] as usize;
                let slot = next[at] as usize;
                let slot = slot + pass_over(&plan.wishes[slot..end], before, &mut skipped[slot..end]) as usize;
                next[at] = slot as u32 + 1;
                if slot == end {
                    return false;
                }
                let school = plan.wishes[slot];
                let left = &mut left[school as usize];
                if *left > 0 {
                    *left -= 1;
                    ended[at] = placed(school, next[at] - plan.start[at]);
                    return false;
                }
                true
            });
        }
    }
}

fn placed(school: u32, wish: u32) -> Ended {
    Ended { status: Status::Placed, school: Some(school), wish: Some(wish), group: None }
}

/// How many of the first wishes are at schools without a seat left; `skipped` is told.
pub(super) fn pass_over(wishes: &[u32], left: &[u32], skipped: &mut [bool]) -> u32 {
    let over = wishes.iter().take_while(|school| left[**school as usize] == 0).count();
    skipped[..over].fill(true);
    over as u32
}
