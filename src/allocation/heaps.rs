//! Application and rejection with a heap for each school: the flat kernel where the order is not the same at every school.
//!
//! What is far apart in memory is what takes time here, so a refused applicant costs as few places as can be: their own
//! (where they are in their list), the wishes with their classes side by side, and the heap; the ticket comes along in
//! the key that the heap gave back.

use super::fast::pass_over;
use super::model::{Ended, Mechanism, Status, Tickets};
use super::order::Order;
use super::prepare::Plan;

/// A bounded heap for each school, all in one array. It keeps the smallest keys, the greatest of them on top.
#[derive(Default)]
pub(super) struct Heaps {
    start: Vec<usize>,
    /// Where those held stand: class, ticket and place in the line, which settles equal tickets.
    keys: Vec<u128>,
    held: Vec<u32>,
    bound: Vec<u32>,
    /// The key from which on everyone is refused: the last held if the school is full, otherwise beyond all.
    limit: Vec<u128>,
}

/// No key.
const NOBODY: u128 = u128::MAX;

impl Heaps {
    /// Room for as many as can ever be held.
    pub(super) fn lay_out(&mut self, seats: &[u32], demand: &[u32]) {
        self.start.clear();
        let mut sum = 0;
        for (seats, demand) in seats.iter().zip(demand) {
            self.start.push(sum);
            sum += (*seats).min(*demand) as usize;
        }
        self.keys.resize(sum.max(self.keys.len()), 0);
    }

    /// Nobody is held.
    pub(super) fn open(&mut self, seats: &[u32], demand: &[u32]) {
        self.held.clear();
        self.held.resize(seats.len(), 0);
        self.bound.clear();
        self.bound.extend(seats.iter().zip(demand).map(|(seats, demand)| (*seats).min(*demand)));
        self.limit.clear();
        self.limit.extend(self.bound.iter().map(|bound| if *bound == 0 { 0 } else { NOBODY }));
    }

    /// Whether a school has no seat for a key.
    #[inline]
    pub(super) fn refuses(&self, school: u32, key: u128) -> bool {
        key >= self.limit[school as usize]
    }

    /// A school takes one whom it does not refuse; says who is refused for them, if anyone.
    #[inline]
    pub(super) fn take(&mut self, school: u32, key: u128) -> Option<u128> {
        let school = school as usize;
        let start = self.start[school];
        let bound = self.bound[school] as usize;
        let heap = &mut self.keys[start..start + bound];
        let held = self.held[school] as usize;
        if held < bound {
            heap[held] = key;
            self.held[school] += 1;
            if held + 1 == bound {
                for at in (0..bound / 2).rev() {
                    sink(heap, at);
                }
                self.limit[school] = heap[0];
            }
            return None;
        }
        let out = std::mem::replace(&mut heap[0], key);
        sink(heap, 0);
        self.limit[school] = heap[0];
        Some(out)
    }
}

/// Restores a heap below a place.
#[inline]
fn sink(heap: &mut [u128], mut at: usize) {
    let key = heap[at];
    loop {
        let mut child = 2 * at + 1;
        if child >= heap.len() {
            break;
        }
        if child + 1 < heap.len() && heap[child + 1] > heap[child] {
            child += 1;
        }
        if heap[child] <= key {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = key;
}

/// Whose ticket it is: one for all schools, or one at each.
trait Lots {
    /// The ticket of a place in the line at a school; `known` is what its key has, if it comes from one.
    fn ticket(&self, place: u32, school: u32, known: Option<u64>) -> u64;
}

struct One<'a>(&'a [u64]);

impl Lots for One<'_> {
    #[inline]
    fn ticket(&self, place: u32, _: u32, known: Option<u64>) -> u64 {
        known.unwrap_or_else(|| self.0[place as usize])
    }
}

struct AtEach<'a>(&'a Order<'a>, &'a [u32]);

impl Lots for AtEach<'_> {
    #[inline]
    fn ticket(&self, place: u32, school: u32, _: Option<u64>) -> u64 {
        self.0.ticket(self.1[place as usize], school).unwrap_or(0)
    }
}

/// What the kernel works on, kept from run to run. A place is a place among those who take part, in the order of rows.
#[derive(Default)]
pub(super) struct ByHeaps {
    heaps: Heaps,
    /// By place.
    tickets: Vec<u64>,
    /// By place: the slot of the wish last applied to, or the first not yet come to; and the end of the band.
    at: Vec<[u32; 2]>,
    /// Places of those not placed.
    rest: Vec<u32>,
    /// Seats not final yet.
    left: Vec<u32>,
}

impl ByHeaps {
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
        self.left.clear();
        self.left.extend_from_slice(seats);
        self.rest.clear();
        self.rest.extend(0..active.len() as u32);
        self.at.clear();
        self.at.extend(active.iter().map(|entry| {
            let entry = *entry as usize;
            [plan.start[entry], plan.start[entry + 1]]
        }));
        if let Tickets::Single(tickets) = order.tickets {
            let mut own = std::mem::take(&mut self.tickets);
            own.clear();
            own.extend(active.iter().map(|entry| tickets[order.source(*entry) as usize]));
            self.play(plan, active, &One(&own), skipped);
            self.tickets = own;
        } else {
            self.play(plan, active, &AtEach(order, active), skipped);
        }
        for (entry, [slot, _]) in active.iter().zip(&self.at) {
            let at = *entry as usize;
            ended[at] = Ended::default();
            if *slot < plan.start[at + 1] {
                let (school, wish) = (Some(plan.slots[*slot as usize] as u32), Some(slot - plan.start[at] + 1));
                ended[at] = Ended { status: Status::Placed, school, wish, group: None };
            }
        }
    }

    fn play(&mut self, plan: &Plan<'_>, active: &[u32], lots: &impl Lots, skipped: &mut [bool]) {
        self.heaps.lay_out(&self.left, &plan.demand);
        if plan.round.mechanism == Mechanism::ImmediateAcceptanceSkipping {
            while !self.rest.is_empty() {
                self.heaps.open(&self.left, &plan.demand);
                self.apply_once(plan, lots, skipped);
                self.close();
            }
            return;
        }
        for band in &plan.bands {
            self.heaps.open(&self.left, &plan.demand);
            for place in &self.rest {
                let entry = active[*place as usize] as usize;
                self.at[*place as usize][1] = plan.start[entry + 1].min(plan.start[entry].saturating_add(*band));
            }
            self.apply(plan, lots);
            self.close();
            let at = &self.at;
            self.rest.retain(|place| at[*place as usize][0] >= at[*place as usize][1]);
        }
    }

    /// What is held is final.
    fn close(&mut self) {
        for (left, held) in self.left.iter_mut().zip(&self.heaps.held) {
            *left -= held;
        }
    }

    /// One band: each applies wish by wish until held, and so does whoever is refused for them.
    fn apply(&mut self, plan: &Plan<'_>, lots: &impl Lots) {
        let (heaps, at) = (&mut self.heaps, &mut self.at);
        for first in &self.rest {
            let mut place = *first;
            let mut known = None;
            let [mut slot, mut end] = at[place as usize];
            while slot < end {
                let (school, key) = key(plan, lots, place, slot, known);
                if heaps.refuses(school, key) {
                    slot += 1;
                    continue;
                }
                let Some(out) = heaps.take(school, key) else { break };
                at[place as usize][0] = slot;
                place = out as u32;
                known = Some((out >> 32) as u64);
                [slot, end] = at[place as usize];
                slot += 1;
            }
            at[place as usize][0] = slot;
        }
    }

    /// One step of the skipping form: each applies once, and whoever is refused is left in `rest`, one wish on.
    fn apply_once(&mut self, plan: &Plan<'_>, lots: &impl Lots, skipped: &mut [bool]) {
        let mut refused = Vec::new();
        for place in &self.rest {
            let [slot, end] = &mut self.at[*place as usize];
            let wishes = &plan.wishes[*slot as usize..*end as usize];
            let skipped = &mut skipped[*slot as usize..*end as usize];
            *slot += pass_over(wishes, &self.left, skipped);
            if slot < end {
                let (school, key) = key(plan, lots, *place, *slot, None);
                let out = if self.heaps.refuses(school, key) { Some(key) } else { self.heaps.take(school, key) };
                refused.extend(out.map(|out| out as u32));
            }
        }
        refused.iter().for_each(|place| self.at[*place as usize][0] += 1);
        self.rest = refused;
    }
}

/// The school of a slot and where a place in the line stands there.
#[inline]
fn key(plan: &Plan<'_>, lots: &impl Lots, place: u32, slot: u32, known: Option<u64>) -> (u32, u128) {
    let both = plan.slots[slot as usize];
    let school = both as u32;
    let ticket = lots.ticket(place, school, known);
    (school, u128::from(both >> 32) << 96 | u128::from(ticket) << 32 | u128::from(place))
}
