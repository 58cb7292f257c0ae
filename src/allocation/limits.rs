//! Where the list of each school, and of each group of its seats, ended.
//!
//! Who applied is read from how the round ended: a wish was applied to if it stands before the one that was met, and
//! was not passed over as full.

use super::choice::{may_have, numbers};
use super::model::{Cutoff, Ended, Mechanism, Status, Take, Unfilled};
use super::order::Order;
use super::prepare::Plan;

/// What one school or group has seen.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    applied: u32,
    /// Of those who applied: placed or held.
    stayed: u32,
    /// Placed or held through this group.
    placed: u32,
    held: u32,
    by_guarantee: u32,
    /// Of those who may have this group's seats: placed or held through an earlier one.
    earlier: u32,
    /// The last one placed: their key, entry and wish.
    last: Option<(u128, u32, u32)>,
}

impl Count {
    fn place(&mut self, status: Status, last: (u128, u32, u32)) {
        if status == Status::Placed {
            self.placed += 1;
            self.last = self.last.max(Some(last));
        } else {
            self.held += 1;
        }
    }
}

/// The cut-offs of a round: for each school that takes part a row and, where there are groups, one for each after it.
pub(super) fn cutoffs(
    order: &Order<'_>,
    active: &[u32],
    seats: &[u32],
    ended: &[Ended],
    skipped: &[bool],
) -> Vec<Cutoff> {
    let plan = order.plan;
    let groups = &plan.round.groups;
    let each = groups.len() + 1;
    let mut counts = vec![Count::default(); seats.len() * each];
    let standing = standing(plan, active, ended);
    for &entry in active {
        let end = &ended[entry as usize];
        let wishes = plan.wishes_of(entry);
        let met = end.wish.filter(|wish| *wish > 0);
        for (wish, school) in wishes.iter().enumerate().take(met.map_or(wishes.len(), |wish| wish as usize)) {
            if skipped.get(plan.start[entry as usize] as usize + wish) == Some(&true) {
                continue;
            }
            let stays = met == Some(wish as u32 + 1);
            let counts = &mut counts[*school as usize * each..(*school as usize + 1) * each];
            let count = |count: &mut Count| {
                count.applied += 1;
                count.stayed += u32::from(stays);
            };
            count(&mut counts[0]);
            for (at, group) in groups.iter().enumerate() {
                if may_have(group, at, plan.entries[entry as usize].groups[wish]) {
                    count(&mut counts[at + 1]);
                }
            }
            if stays {
                let stands = standing.get(entry as usize).copied().unwrap_or(entry);
                let last = (order.key(stands, wish as u32), stands, wish as u32);
                counts[0].place(end.status, last);
                if let Some(group) = end.group {
                    counts[group as usize + 1].place(end.status, last);
                    for (at, later) in groups.iter().enumerate().skip(group as usize + 1) {
                        if may_have(later, at, plan.entries[entry as usize].groups[wish]) {
                            counts[at + 1].earlier += 1;
                        }
                    }
                }
            }
        }
        if let (Some(0), Some(school)) = (end.wish, end.school) {
            counts[school as usize * each].by_guarantee += 1;
        }
    }
    let mut rows = Vec::new();
    let mut of_groups = Vec::new();
    for (school, seats) in seats.iter().enumerate().filter(|(school, _)| plan.takes_part[*school]) {
        let counts = &counts[school * each..(school + 1) * each];
        rows.push(row(order, school as u32, None, *seats, &counts[0]));
        of_groups.clear();
        numbers(groups, *seats, &mut of_groups);
        let mut left = *seats;
        for (at, group) in groups.iter().enumerate() {
            let count = &counts[at + 1];
            let number = match group.take {
                Take::All | Take::Rest => left,
                Take::Count | Take::Share => {
                    let counted = if group.counting_earlier { count.earlier } else { 0 };
                    left.min(of_groups[at].saturating_sub(counted))
                }
            };
            rows.push(row(order, school as u32, Some(at as u32), number, count));
            let gave = count.placed.saturating_add(count.held.min(number.saturating_sub(count.placed)));
            left = left.saturating_sub(if group.unfilled == Unfilled::Stay { gave.max(number) } else { gave });
        }
    }
    rows
}

/// For each entry the one whose order counted where they were taken, if applicants apply together: of those who were taken
/// as one, the first. Empty if everyone stands for themselves.
pub(super) fn standing(plan: &Plan<'_>, active: &[u32], ended: &[Ended]) -> Vec<u32> {
    if !plan.together {
        return Vec::new();
    }
    let serial = plan.round.mechanism == Mechanism::SerialDictatorship && !plan.tied();
    let mut standing: Vec<u32> = (0..plan.rows.len() as u32).collect();
    for set in &plan.sets {
        let members: Vec<u32> = set.iter().copied().filter(|member| active.binary_search(member).is_ok()).collect();
        if !members.iter().all(|member| plan.wishes_of(*member) == plan.wishes_of(members[0])) {
            continue;
        }
        for (at, member) in members.iter().enumerate() {
            let as_one = |other: &&u32| {
                let (one, other) = (&ended[*member as usize], &ended[**other as usize]);
                serial || (one.school, one.wish, one.group) == (other.school, other.wish, other.group)
            };
            standing[*member as usize] = *members[..at].iter().find(as_one).unwrap_or(member);
        }
    }
    standing
}

fn row(order: &Order<'_>, school: u32, group: Option<u32>, seats: u32, count: &Count) -> Cutoff {
    let admitted = count.placed + count.by_guarantee;
    let refused = count.applied > count.stayed;
    let last = count.last.filter(|_| refused).map(|(_, entry, wish)| {
        let criteria = order.plan.round.criteria.iter().zip(&order.plan.entries[entry as usize].criteria);
        let values = criteria.map(|(criterion, of)| of[if criterion.per_wish { wish as usize } else { 0 }]);
        (values.collect(), order.ticket(entry, school))
    });
    Cutoff {
        school,
        group,
        seats,
        applied: count.applied,
        admitted,
        left: seats.saturating_sub(admitted).saturating_sub(count.held),
        last,
    }
}
