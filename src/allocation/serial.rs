//! Serial dictatorship where linked applicants come together: all of them when the first of them comes.
//!
//! Without linked applicants it is the flat kernel's, and with tied ones, who have no order among themselves, it is
//! deferred acceptance, which comes to the same wherever an order is strict.

use super::model::{Ended, LastSeat, Status};
use super::order::Order;
use super::steps::Agents;

/// In order, each takes the first wish with a seat left; `ended` is told.
pub(super) fn run(
    order: &Order<'_>,
    agents: &mut Agents,
    active: &[u32],
    seats: &[u32],
    last_seat: Option<LastSeat>,
    ended: &mut [Ended],
) {
    let plan = order.plan;
    let mut left = seats.to_vec();
    let mut line = Vec::new();
    agents.form(plan, active, &mut line);
    active.iter().for_each(|entry| ended[*entry as usize] = Ended::default());
    // The order is the same at every school; one without wishes has no place in it and takes nothing.
    line.retain(|agent| !plan.wishes_of(*agent).is_empty());
    line.sort_by_cached_key(|agent| order.key(*agent, 0));
    for agent in line {
        let members = agents.ranked(plan, agent, last_seat == Some(LastSeat::ElderFirst));
        let mut together = members.as_slice();
        for (wish, school) in plan.wishes_of(agent).iter().enumerate() {
            let left = &mut left[*school as usize];
            if *left == 0 {
                continue;
            }
            let fit = together.len().min(*left as usize);
            let (taken, status) = if fit == together.len() {
                (together.len(), Status::Placed)
            } else {
                match last_seat {
                    Some(LastSeat::Beyond) => (together.len(), Status::Placed),
                    Some(LastSeat::Refer) => (together.len(), Status::Refer),
                    Some(LastSeat::Split | LastSeat::ElderFirst) => (fit, Status::Placed),
                    Some(LastSeat::Skip) | None => continue,
                }
            };
            for member in &together[..taken] {
                ended[*member as usize] =
                    Ended { status, school: Some(*school), wish: Some(wish as u32 + 1), group: None };
            }
            *left -= fit as u32;
            together = &together[taken..];
            if together.is_empty() {
                break;
            }
            // Those who go on alone come now, one after the other, to the wishes that are left.
        }
    }
}
