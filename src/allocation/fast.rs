//! The flat kernel: rounds without seat groups, without applicants who apply together, whose order ends in tickets.
//!
//! There every school takes the first of all who ever applied, so neither the steps nor their order matter to the end (Gale
//! and Shapley), and within a band applicants may apply one by one, each refusal being followed at once. Where the order
//! is the same at every school it is shorter still: in that order each takes the first wish with a seat left. Otherwise
//! a school keeps those it holds in a bounded heap, the last in order on top. `steps.rs` is the description as
//! written; a property test holds the two together.

use super::model::{Ended, Mechanism, Status, Tickets};
use super::order::{Card, Order, sort};

/// What the kernel works on, kept from run to run.
#[derive(Default)]
pub(super) struct Fast {
    cards: Vec<Card>,
    spare: Vec<Card>,
    /// Entries in the order in which they first apply.
    line: Vec<u32>,
    /// By place in `line`: the wish last applied to, or the first not yet come to.
    next: Vec<u32>,
    /// Places in `line` of those not placed.
    rest: Vec<u32>,
    /// Seats not final yet.
    left: Vec<u32>,
    before: Vec<u32>,
    narrow: Heaps<u64>,
    wide: Heaps<u128>,
}

/// Where an applicant stands; the low 32 bits are the place in the line.
pub(super) trait Key: Copy + Ord + Default {
    const LAST: Self;
    fn place(self) -> u32;
}

impl Key for u64 {
    const LAST: u64 = u64::MAX;
    fn place(self) -> u32 {
        self as u32
    }
}

impl Key for u128 {
    const LAST: u128 = u128::MAX;
    fn place(self) -> u32 {
        self as u32
    }
}

/// A bounded heap for each school, all in one array.
#[derive(Default)]
pub(super) struct Heaps<K> {
    start: Vec<usize>,
    keys: Vec<K>,
    held: Vec<u32>,
    bound: Vec<u32>,
    /// The key from which on everyone is refused: the last held if the school is full, otherwise beyond all.
    limit: Vec<K>,
}

impl<K: Key> Heaps<K> {
    /// Room for as many as can ever be held.
    pub(super) fn lay_out(&mut self, seats: &[u32], demand: &[u32]) {
        self.start.clear();
        let mut sum = 0;
        for (seats, demand) in seats.iter().zip(demand) {
            self.start.push(sum);
            sum += (*seats).min(*demand) as usize;
        }
        self.keys.resize(sum.max(self.keys.len()), K::default());
    }

    /// Nobody is held.
    pub(super) fn open(&mut self, seats: &[u32], demand: &[u32]) {
        self.held.clear();
        self.held.resize(seats.len(), 0);
        self.bound.clear();
        self.bound.extend(seats.iter().zip(demand).map(|(seats, demand)| (*seats).min(*demand)));
        self.limit.clear();
        self.limit.extend(self.bound.iter().map(|bound| if *bound == 0 { K::default() } else { K::LAST }));
    }

    /// Someone applies: nobody is refused, or they are, or one who was held.
    #[inline]
    pub(super) fn offer(&mut self, school: usize, key: K) -> Option<K> {
        if key >= self.limit[school] {
            return Some(key);
        }
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

/// Restores a heap below a place; the greatest key comes on top.
#[inline]
fn sink<K: Key>(heap: &mut [K], mut at: usize) {
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
        let single = matches!(order.tickets, Tickets::Single(_));
        let common = single && !plan.by_wish;
        self.left.clear();
        self.left.extend_from_slice(seats);
        self.line.clear();
        self.line.extend_from_slice(active);
        sort(order, common, &mut self.line, &mut self.cards, &mut self.spare);
        self.next.clear();
        self.next.resize(self.line.len(), 0);
        self.rest.clear();
        self.rest.extend(0..self.line.len() as u32);
        let skipping = plan.round.mechanism == Mechanism::ImmediateAcceptanceSkipping;
        if common {
            if skipping {
                self.in_line_skipping(order, skipped);
            } else {
                self.in_line(order);
            }
        } else if single {
            let mut heaps = std::mem::take(&mut self.narrow);
            let key = |entry: u32, place: u32, wish: u32| {
                u64::from(plan.classes[(plan.start[entry as usize] + wish) as usize]) << 32 | u64::from(place)
            };
            self.by_heaps(order, &mut heaps, key, skipping.then_some(skipped));
            self.narrow = heaps;
        } else {
            let mut heaps = std::mem::take(&mut self.wide);
            // The line is in the order of rows, so places settle equal tickets as rows do.
            let key = |entry: u32, place: u32, wish: u32| {
                let school = plan.wishes[(plan.start[entry as usize] + wish) as usize];
                u128::from(order.class(entry, wish)) << 96
                    | u128::from(order.ticket(entry, school).unwrap_or(0)) << 32
                    | u128::from(place)
            };
            self.by_heaps(order, &mut heaps, key, skipping.then_some(skipped));
            self.wide = heaps;
        }
        for (entry, next) in self.line.iter().zip(&self.next) {
            let wishes = plan.wishes_of(*entry);
            ended[*entry as usize] = match wishes.get(*next as usize) {
                Some(school) => {
                    Ended { status: Status::Placed, school: Some(*school), wish: Some(next + 1), group: None }
                }
                None => Ended::default(),
            };
        }
    }

    /// In order, band by band, each takes the first wish with a seat left.
    fn in_line(&mut self, order: &Order<'_>) {
        let plan = order.plan;
        for end in &plan.bands {
            let (line, left, next) = (&self.line, &mut self.left, &mut self.next);
            self.rest.retain(|place| {
                let at = *place as usize;
                let wishes = plan.wishes_of(line[at]);
                let end = (*end).min(wishes.len() as u32);
                let mut wish = next[at];
                while wish < end {
                    let left = &mut left[wishes[wish as usize] as usize];
                    if *left > 0 {
                        *left -= 1;
                        break;
                    }
                    wish += 1;
                }
                next[at] = wish;
                wish == end
            });
        }
    }

    /// In turns, each applies to the next wish at a school that had a seat left when the turn began.
    fn in_line_skipping(&mut self, order: &Order<'_>, skipped: &mut [bool]) {
        let plan = order.plan;
        while !self.rest.is_empty() {
            self.before.clone_from(&self.left);
            let (line, left, before, next) = (&self.line, &mut self.left, &self.before, &mut self.next);
            self.rest.retain(|place| {
                let at = *place as usize;
                let wish = pass_over(plan.wishes_of(line[at]), before, next[at], |wish| {
                    skipped[(plan.start[line[at] as usize] + wish) as usize] = true;
                });
                next[at] = wish;
                let Some(school) = plan.wishes_of(line[at]).get(wish as usize) else { return false };
                let left = &mut left[*school as usize];
                if *left > 0 {
                    *left -= 1;
                    return false;
                }
                next[at] += 1;
                true
            });
        }
    }

    /// Application and rejection with a heap for each school.
    fn by_heaps<K: Key>(
        &mut self,
        order: &Order<'_>,
        heaps: &mut Heaps<K>,
        key: impl Fn(u32, u32, u32) -> K,
        mut skipped: Option<&mut [bool]>,
    ) {
        let plan = order.plan;
        heaps.lay_out(&self.left, &plan.demand);
        let mut bands = plan.bands.iter();
        while !self.rest.is_empty() {
            heaps.open(&self.left, &plan.demand);
            if let Some(skipped) = &mut skipped {
                self.apply_once(order, heaps, &key, skipped);
            } else {
                let Some(end) = bands.next() else { break };
                self.apply(order, heaps, &key, *end);
            }
            for (left, held) in self.left.iter_mut().zip(&heaps.held) {
                *left -= held;
            }
        }
    }

    /// One band: each applies wish by wish until held, and so does whoever is refused for them.
    fn apply<K: Key>(
        &mut self,
        order: &Order<'_>,
        heaps: &mut Heaps<K>,
        key: &impl Fn(u32, u32, u32) -> K,
        band_end: u32,
    ) {
        let plan = order.plan;
        let (line, next) = (&self.line, &mut self.next);
        for first in &self.rest {
            let mut place = *first;
            let mut wish = next[place as usize];
            loop {
                let entry = line[place as usize];
                let wishes = plan.wishes_of(entry);
                if wish >= band_end || wish as usize >= wishes.len() {
                    next[place as usize] = wish;
                    break;
                }
                let own = key(entry, place, wish);
                match heaps.offer(wishes[wish as usize] as usize, own) {
                    None => {
                        next[place as usize] = wish;
                        break;
                    }
                    Some(out) if out == own => wish += 1,
                    Some(out) => {
                        next[place as usize] = wish;
                        place = out.place();
                        wish = next[place as usize] + 1;
                    }
                }
            }
        }
        self.rest.retain(|place| {
            let end = band_end.min(plan.wishes_of(line[*place as usize]).len() as u32);
            next[*place as usize] >= end
        });
    }

    /// One step of the skipping form: each applies once.
    fn apply_once<K: Key>(
        &mut self,
        order: &Order<'_>,
        heaps: &mut Heaps<K>,
        key: &impl Fn(u32, u32, u32) -> K,
        skipped: &mut [bool],
    ) {
        let plan = order.plan;
        let mut refused = Vec::new();
        for place in &self.rest {
            let at = *place as usize;
            let entry = self.line[at];
            let wishes = plan.wishes_of(entry);
            let wish = pass_over(wishes, &self.left, self.next[at], |wish| {
                skipped[(plan.start[entry as usize] + wish) as usize] = true;
            });
            self.next[at] = wish;
            if let Some(school) = wishes.get(wish as usize)
                && let Some(out) = heaps.offer(*school as usize, key(entry, *place, wish))
            {
                refused.push(out.place());
            }
        }
        refused.iter().for_each(|place| self.next[*place as usize] += 1);
        self.rest = refused;
    }
}

/// The next wish from `wish` on at a school that has a seat left.
fn pass_over(wishes: &[u32], left: &[u32], mut wish: u32, mut over: impl FnMut(u32)) -> u32 {
    while let Some(school) = wishes.get(wish as usize)
        && left[*school as usize] == 0
    {
        over(wish);
        wish += 1;
    }
    wish
}
