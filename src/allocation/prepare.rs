//! A draw and its roster laid out for running: once, then run with as many sets of tickets as wanted.
//!
//! Entries are sorted by row and their wishes lie one after another in one array, so that a run touches flat arrays of
//! numbers and neither the order of the entries nor that of any file can matter.

use std::collections::BTreeMap;

use super::model::{
    ChainEnd, Draw, Entry, Freed, LinkedApply, LinkedTickets, Mechanism, Roster, Round, Sequence, SeveralWins, Unplaced,
};
use super::order;

/// No entry, school, group or round.
pub(super) const NONE: u32 = u32::MAX;

/// A draw and its roster, laid out for running.
pub struct Prepared<'a> {
    pub(super) draw: &'a Draw,
    pub(super) roster: &'a Roster,
    pub(super) plans: Vec<Plan<'a>>,
    /// Positions of the rounds in the order in which they are run.
    pub(super) run_order: Vec<u32>,
}

/// One round, laid out.
pub(super) struct Plan<'a> {
    pub(super) round: &'a Round,
    /// Seats of each school before anything was given; 0 where it takes no part.
    pub(super) seats: Vec<u32>,
    /// Schools that take part.
    pub(super) takes_part: Vec<bool>,
    /// In the order of rows, as are all arrays by entry below.
    pub(super) entries: Vec<&'a Entry>,
    pub(super) rows: Vec<u32>,
    /// Those who take part only if they are sent; empty if there are none.
    pub(super) joins: Vec<bool>,
    /// Where the wishes of each begin, and the end.
    pub(super) start: Vec<u32>,
    pub(super) wishes: Vec<u32>,
    /// The wishes again, each with its class in the upper half, where the kernel with heaps is to run.
    pub(super) slots: Vec<u64>,
    /// By wish if a criterion of the round has a value for each, otherwise by entry.
    pub(super) classes: Vec<u32>,
    pub(super) by_wish: bool,
    pub(super) highest_class: u32,
    /// The classes by those criteria alone that have one value, if they are others than `classes`.
    plain_classes: Option<Vec<u32>>,
    /// Where each band of wishes ends; one band of all for mechanisms without bands.
    pub(super) bands: Vec<u32>,
    /// How many wish for each school.
    pub(super) demand: Vec<u32>,
    /// Entries linked with one another, two or more in a set.
    pub(super) sets: Vec<Vec<u32>>,
    pub(super) one_ticket: bool,
    pub(super) together: bool,
    /// Whether the flat kernel may run it.
    pub(super) plain: bool,
    /// Position of the round that the unplaced join.
    pub(super) sends_to: Option<u32>,
    /// The schools, each once, of every distinct list of tiers, and which of these each entry has.
    pub(super) tiers: Vec<Vec<u32>>,
    pub(super) tiers_of: Vec<u32>,
}

impl Plan<'_> {
    /// The class of each entry by the criteria that have one value.
    pub(super) fn plain_classes(&self) -> &[u32] {
        self.plain_classes.as_ref().unwrap_or(&self.classes)
    }

    /// The wishes of an entry.
    pub(super) fn wishes_of(&self, entry: u32) -> &[u32] {
        let at = entry as usize;
        &self.wishes[self.start[at] as usize..self.start[at + 1] as usize]
    }

    /// Whether applicants alike in all criteria are tied.
    pub(super) fn tied(&self) -> bool {
        matches!(self.round.end, ChainEnd::Refer | ChainEnd::AdmitAll)
    }
}

impl<'a> Prepared<'a> {
    /// Lays out a draw in which [`validate`](super::validate) finds nothing.
    pub fn new(draw: &'a Draw, roster: &'a Roster) -> Prepared<'a> {
        let plans = (0..draw.rounds.len()).map(|at| plan(draw, roster, at)).collect();
        Prepared { draw, roster, plans, run_order: run_order(draw) }
    }

    /// The same, but with every round run by the simultaneous steps as they are written, even where a shorter way to the
    /// same end is known. For comparison.
    pub fn by_steps(draw: &'a Draw, roster: &'a Roster) -> Prepared<'a> {
        let mut prepared = Prepared::new(draw, roster);
        prepared.plans.iter_mut().for_each(|plan| plan.plain = false);
        prepared
    }
}

/// Positions of the rounds in the order in which they are run: at once that of `keep`, then the others in their order.
pub(super) fn run_order(draw: &Draw) -> Vec<u32> {
    let all = 0..draw.rounds.len() as u32;
    match (&draw.order, &draw.several_wins) {
        (Sequence::AtOnce, Some(SeveralWins::Keep { keep, freed: Freed::Next | Freed::Empty })) => {
            let kept = |at: u32| keep.iter().position(|name| *name == draw.rounds[at as usize].name);
            let mut order: Vec<u32> = all.collect();
            order.sort_by_key(|at| (kept(*at).unwrap_or(keep.len()), *at));
            order
        }
        _ => all.collect(),
    }
}

fn plan<'a>(draw: &'a Draw, roster: &'a Roster, at: usize) -> Plan<'a> {
    let round = &draw.rounds[at];
    let part = &roster.rounds[at];
    let mut entries: Vec<&Entry> = part.entries.iter().collect();
    entries.sort_by_key(|entry| entry.row);
    let mut start = vec![0u32];
    let mut wishes = Vec::with_capacity(entries.iter().map(|e| e.wishes.len()).sum());
    let mut demand = vec![0u32; roster.schools.len()];
    for entry in &entries {
        wishes.extend_from_slice(&entry.wishes);
        start.push(wishes.len() as u32);
        entry.wishes.iter().for_each(|school| demand[*school as usize] += 1);
    }
    let by_wish = round.criteria.iter().any(|criterion| criterion.per_wish);
    let classes = order::classes(&round.criteria, &entries, by_wish, |_| true);
    let plain_classes =
        (by_wish && round.guarantee).then(|| order::classes(&round.criteria, &entries, false, |c| !c.per_wish));
    let sets = linked_sets(&entries);
    let linked = round.linked.filter(|_| !sets.is_empty());
    let together = linked.is_some_and(|l| l.apply == LinkedApply::Together);
    let (tiers, tiers_of) = if round.guarantee { tiers(roster, &entries) } else { Default::default() };
    let ticket = matches!(round.end, ChainEnd::Ticket | ChainEnd::TicketAtSchool);
    let plain = ticket && round.groups.is_empty() && !together;
    let slots = if plain && (by_wish || round.end == ChainEnd::TicketAtSchool) {
        slots(&start, &wishes, &classes, by_wish)
    } else {
        Vec::new()
    };
    Plan {
        round,
        seats: part.seats.iter().map(|seats| seats.unwrap_or(0)).collect(),
        takes_part: part.seats.iter().map(Option::is_some).collect(),
        joins: if entries.iter().any(|e| e.joins) { entries.iter().map(|e| e.joins).collect() } else { Vec::new() },
        rows: entries.iter().map(|entry| entry.row).collect(),
        highest_class: classes.iter().copied().max().unwrap_or(0),
        bands: bands(round, &entries),
        sends_to: match &round.unplaced {
            Unplaced::Join(name) => draw.rounds.iter().position(|r| r.name == *name).map(|at| at as u32),
            Unplaced::Stay | Unplaced::Refer => None,
        },
        one_ticket: linked.is_some_and(|l| l.tickets == LinkedTickets::One),
        plain,
        slots,
        entries,
        start,
        wishes,
        classes,
        by_wish,
        plain_classes,
        demand,
        sets,
        together,
        tiers,
        tiers_of,
    }
}

/// Each wish with its class.
fn slots(start: &[u32], wishes: &[u32], classes: &[u32], by_wish: bool) -> Vec<u64> {
    let mut slots: Vec<u64> = wishes.iter().map(|school| u64::from(*school)).collect();
    if by_wish {
        slots.iter_mut().zip(classes).for_each(|(slot, class)| *slot |= u64::from(*class) << 32);
    } else {
        for (of, class) in start.windows(2).zip(classes) {
            slots[of[0] as usize..of[1] as usize].iter_mut().for_each(|slot| *slot |= u64::from(*class) << 32);
        }
    }
    slots
}

/// Where each band of wishes ends. Bands that no list of wishes reaches are left out.
fn bands(round: &Round, entries: &[&Entry]) -> Vec<u32> {
    let longest = entries.iter().map(|entry| entry.wishes.len() as u32).max().unwrap_or(0);
    let mut ends = Vec::new();
    match round.mechanism {
        Mechanism::ImmediateAcceptance => ends.extend(1..=longest),
        Mechanism::Parallel => {
            let mut end = 0u32;
            for size in &round.bands {
                end = end.saturating_add(*size);
                ends.push(end.min(longest));
            }
            ends.push(longest);
            ends.dedup();
        }
        Mechanism::SerialDictatorship | Mechanism::ImmediateAcceptanceSkipping | Mechanism::DeferredAcceptance => {
            ends.push(longest)
        }
    }
    ends
}

/// Entries linked with one another, each set in the order of rows.
fn linked_sets(entries: &[&Entry]) -> Vec<Vec<u32>> {
    let mut sets: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(first) = entry.linked {
            sets.entry(first).or_default().push(at as u32);
        }
    }
    sets.into_values().filter(|set| set.len() > 1).collect()
}

/// The schools of every distinct list of tiers in the order in which seats are sought, and which list each entry has.
fn tiers(roster: &Roster, entries: &[&Entry]) -> (Vec<Vec<u32>>, Vec<u32>) {
    let mut known: BTreeMap<&[u32], u32> = BTreeMap::new();
    let mut lists = Vec::new();
    let mut of = Vec::with_capacity(entries.len());
    for entry in entries {
        let at = *known.entry(&entry.tiers).or_insert_with(|| {
            let mut seen = vec![false; roster.schools.len()];
            let mut schools = Vec::new();
            for school in entry.tiers.iter().flat_map(|tier| &roster.lists[*tier as usize].1) {
                if !std::mem::replace(&mut seen[*school as usize], true) {
                    schools.push(*school);
                }
            }
            lists.push(schools);
            lists.len() as u32 - 1
        });
        of.push(at);
    }
    (lists, of)
}

/// The row whose ticket each entry has: of the linked who take part, that of the first, if they have one ticket.
pub(super) fn sources(plan: &Plan<'_>, active: &[u32], sources: &mut Vec<u32>) {
    sources.clear();
    if !plan.one_ticket {
        return;
    }
    sources.extend_from_slice(&plan.rows);
    for set in &plan.sets {
        let mut members = set.iter().filter(|member| active.binary_search(member).is_ok());
        if let Some(first) = members.next() {
            members.for_each(|member| sources[*member as usize] = plan.rows[*first as usize]);
        }
    }
}
