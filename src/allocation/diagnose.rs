//! What a run came to, in numbers: who got which wish, justified envy, waste, demand.
//!
//! Envy and waste are measured, not judged. A mechanism may allow them (immediate acceptance does), linked applicants or
//! seat groups may cause them; the numbers say how often. Everything is of one round as it ended, before wins elsewhere
//! are weighed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::choice::may_have;
use super::limits::standing;
use super::model::{Cutoff, Draw, Ended, Results, Roster, RoundResults, Status, Tickets};
use super::order::Order;
use super::prepare::{Plan, Prepared, sources};

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diagnostics {
    /// Rows of the roster placed at the end of the draw.
    pub placed: u32,
    /// Rows referred at the end of the draw.
    pub referred: u32,
    /// Rows that took part in a round and are neither.
    pub unplaced: u32,
    /// Rows that took part in no round.
    pub took_no_part: u32,
    /// Each round, in the order of the draw.
    pub rounds: Vec<RoundDiagnostics>,
}

/// What a round came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RoundDiagnostics {
    /// Its name.
    pub round: String,
    /// Seats of all schools.
    pub seats: u32,
    /// Seats left at the end.
    pub seats_left: u32,
    /// Who got which wish.
    pub ranks: Ranks,
    /// The same by the value of the first criterion (its value at the first wish if it has one for each), in the order in
    /// which the values go; `None`: not known.
    pub by_class: Vec<(Option<i64>, Ranks)>,
    /// Those who stand before someone taken at a school that they wanted more than what they got.
    pub envy: Envy,
    /// Those among them who stand before by criteria alone, whatever the tickets.
    pub envy_by_criteria: Envy,
    /// Those who wanted a school more that has a seat left which they may have.
    pub waste: Envy,
    /// Applicants who have the ticket of another who takes part (counted at each school they wish for if there is a ticket
    /// at each). Linked applicants with one ticket do not count.
    pub equal_tickets: u32,
    /// Schools with more first wishes than seats.
    pub schools_over: u32,
    /// Schools with fewer wishes than seats.
    pub schools_under: u32,
    /// Each school that takes part.
    pub schools: Vec<SchoolDiagnostics>,
}

/// How many got which wish.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Ranks {
    /// Who took part.
    pub applicants: u32,
    /// Placed at the first wish, the second and so on.
    pub at_wish: Vec<u32>,
    /// Placed by the guarantee.
    pub by_guarantee: u32,
    /// Referred.
    pub referred: u32,
    /// Not placed.
    pub unplaced: u32,
}

/// How many have a complaint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Envy {
    /// Applicants with at least one.
    pub applicants: u32,
    /// Pairs of an applicant and a school.
    pub pairs: u32,
}

/// What a school saw in a round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SchoolDiagnostics {
    /// Its code.
    pub school: String,
    /// Who wish for it at all.
    pub wished: u32,
    /// Who wish for it first.
    pub wished_first: u32,
    /// Applicants with justified envy here.
    pub envy: u32,
    /// The school as a whole.
    pub whole: Limit,
    /// Its seat groups, by name.
    pub groups: Vec<(String, Limit)>,
}

/// Where a list of a school ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// Seats.
    pub seats: u32,
    /// Who ever applied.
    pub applied: u32,
    /// Who was admitted.
    pub admitted: u32,
    /// Seats left.
    pub left: u32,
    /// If anyone was refused: the criteria of the last one taken.
    pub criteria: Option<Vec<Option<i64>>>,
    /// And their ticket, as 16 hexadecimal digits.
    pub ticket: Option<String>,
}

impl Limit {
    fn of(cutoff: &Cutoff) -> Limit {
        let (criteria, ticket) = cutoff.last.clone().unzip();
        Limit {
            seats: cutoff.seats,
            applied: cutoff.applied,
            admitted: cutoff.admitted,
            left: cutoff.left,
            criteria,
            ticket: ticket.flatten().map(|ticket| format!("{ticket:016x}")),
        }
    }
}

impl Ranks {
    fn count(&mut self, end: &Ended) {
        self.applicants += 1;
        match (end.status, end.wish) {
            (Status::Placed, Some(wish)) if wish > 0 => {
                if self.at_wish.len() < wish as usize {
                    self.at_wish.resize(wish as usize, 0);
                }
                self.at_wish[wish as usize - 1] += 1;
            }
            (Status::Placed, _) => self.by_guarantee += 1,
            (Status::Refer, _) => self.referred += 1,
            (Status::Unplaced, _) => self.unplaced += 1,
        }
    }
}

impl Envy {
    fn count(&mut self, pairs: u32) {
        self.applicants += u32::from(pairs > 0);
        self.pairs += pairs;
    }
}

/// Measures a run.
///
/// # Panics
///
/// If the results are not those of this draw and roster.
pub fn diagnose(draw: &Draw, roster: &Roster, tickets: &[Tickets], results: &Results) -> Diagnostics {
    Prepared::new(draw, roster).diagnose(tickets, results)
}

impl Prepared<'_> {
    /// Measures a run of this draw.
    pub fn diagnose(&self, tickets: &[Tickets], results: &Results) -> Diagnostics {
        let mut whole = Diagnostics::default();
        for placement in &results.placements {
            *match placement.status {
                Status::Placed => &mut whole.placed,
                Status::Refer => &mut whole.referred,
                Status::Unplaced if placement.last_round.is_some() => &mut whole.unplaced,
                Status::Unplaced => &mut whole.took_no_part,
            } += 1;
        }
        let rounds = self.plans.iter().zip(tickets).zip(&results.rounds);
        whole.rounds = rounds.map(|((plan, tickets), results)| self.of_round(plan, tickets, results)).collect();
        whole
    }

    fn of_round(&self, plan: &Plan<'_>, tickets: &Tickets, results: &RoundResults) -> RoundDiagnostics {
        let entry_of = |row: &u32| plan.rows.binary_search(row).expect("a row of this round") as u32;
        let active: Vec<u32> = results.took_part.iter().map(entry_of).collect();
        let mut ended = vec![Ended::default(); plan.rows.len()];
        active.iter().zip(&results.ended).for_each(|(entry, end)| ended[*entry as usize] = *end);
        let mut own = Vec::new();
        sources(plan, &active, &mut own);
        let order = Order { plan, tickets, sources: &own };
        let mut round = RoundDiagnostics {
            round: plan.round.name.clone(),
            equal_tickets: equal_tickets(&order, &active),
            ..RoundDiagnostics::default()
        };
        ranks(plan, &active, &ended, &mut round);
        let mut schools = vec![SchoolDiagnostics::default(); self.roster.schools.len()];
        for cutoff in &results.cutoffs {
            let school = &mut schools[cutoff.school as usize];
            match cutoff.group {
                None => {
                    school.whole = Limit::of(cutoff);
                    round.seats = round.seats.saturating_add(cutoff.seats);
                    round.seats_left = round.seats_left.saturating_add(cutoff.left);
                }
                Some(group) => {
                    school.groups.push((plan.round.groups[group as usize].name.clone(), Limit::of(cutoff)));
                }
            }
        }
        complaints(&order, &active, &ended, &mut schools, &mut round);
        for entry in &active {
            let wishes = plan.wishes_of(*entry);
            wishes.iter().for_each(|school| schools[*school as usize].wished += 1);
            wishes.first().into_iter().for_each(|school| schools[*school as usize].wished_first += 1);
        }
        for (at, mut school) in schools.into_iter().enumerate().filter(|(at, _)| plan.takes_part[*at]) {
            school.school.clone_from(&self.roster.schools[at]);
            round.schools_over += u32::from(school.wished_first > school.whole.seats);
            round.schools_under += u32::from(school.wished < school.whole.seats);
            round.schools.push(school);
        }
        round
    }
}

fn ranks(plan: &Plan<'_>, active: &[u32], ended: &[Ended], round: &mut RoundDiagnostics) {
    let mut classes: BTreeMap<_, (Option<i64>, Ranks)> = BTreeMap::new();
    for entry in active {
        let end = &ended[*entry as usize];
        round.ranks.count(end);
        if let Some(criterion) = plan.round.criteria.first() {
            let value = plan.entries[*entry as usize].criteria[0].first().copied().flatten();
            let place = super::order::sortable(value, criterion.first);
            classes.entry(place).or_insert_with(|| (value, Ranks::default())).1.count(end);
        }
    }
    round.by_class = classes.into_values().collect();
}

/// The last one placed through each school's groups by the mechanism: by key, and by class alone.
struct Last {
    key: Option<u128>,
    class: Option<u32>,
    left: bool,
}

fn complaints(
    order: &Order<'_>,
    active: &[u32],
    ended: &[Ended],
    schools: &mut [SchoolDiagnostics],
    round: &mut RoundDiagnostics,
) {
    let plan = order.plan;
    let groups = &plan.round.groups;
    let each = groups.len().max(1);
    let standing = standing(plan, active, ended);
    let stands = |entry: u32| standing.get(entry as usize).copied().unwrap_or(entry);
    let mut last = Vec::with_capacity(schools.len() * each);
    for school in schools.iter() {
        for group in 0..each {
            let seats_left = school.groups.get(group).is_none_or(|(_, limit)| limit.left > 0);
            last.push(Last { key: None, class: None, left: school.whole.left > 0 && seats_left });
        }
    }
    for entry in active {
        let end = &ended[*entry as usize];
        if let (Status::Placed, Some(school), Some(wish @ 1..)) = (end.status, end.school, end.wish) {
            let last = &mut last[school as usize * each + end.group.unwrap_or(0) as usize];
            last.key = last.key.max(Some(order.key(stands(*entry), wish - 1)));
            last.class = last.class.max(Some(order.class(stands(*entry), wish - 1)));
        }
    }
    for entry in active {
        let met = ended[*entry as usize].wish.filter(|wish| *wish > 0);
        let wishes = plan.wishes_of(*entry);
        let wanted_more = wishes.iter().zip(0..).take(met.map_or(wishes.len(), |wish| wish as usize - 1));
        let (mut by_order, mut by_criteria, mut by_seats) = (0, 0, 0);
        for (school, wish) in wanted_more {
            let mine = (order.key(stands(*entry), wish), order.class(stands(*entry), wish));
            let bits = plan.entries[*entry as usize].groups.get(wish as usize).copied().unwrap_or(0);
            let (mut before, mut strictly, mut left) = (false, false, false);
            for (group, last) in last[*school as usize * each..][..each].iter().enumerate() {
                if groups.get(group).is_none_or(|of| may_have(of, group, bits)) {
                    before |= last.key.is_some_and(|key| mine.0 < key) && !(plan.tied() && last.class <= Some(mine.1));
                    strictly |= last.class.is_some_and(|class| mine.1 < class);
                    left |= last.left;
                }
            }
            by_order += u32::from(before);
            by_criteria += u32::from(strictly);
            by_seats += u32::from(left);
            schools[*school as usize].envy += u32::from(before);
        }
        round.envy.count(by_order);
        round.envy_by_criteria.count(by_criteria);
        round.waste.count(by_seats);
    }
}

/// How many have the ticket of another.
fn equal_tickets(order: &Order<'_>, active: &[u32]) -> u32 {
    let plan = order.plan;
    let mut drawn: Vec<(u32, u64)> = Vec::new();
    let equal = |drawn: &mut Vec<(u32, u64)>| -> u32 {
        // A row's ticket counts once, however many linked applicants have it.
        drawn.sort_unstable();
        drawn.dedup();
        drawn.sort_unstable_by_key(|(_, ticket)| *ticket);
        let alike = drawn.chunk_by(|a, b| a.1 == b.1).map(<[_]>::len).filter(|count| *count > 1).sum::<usize>();
        drawn.clear();
        alike as u32
    };
    match order.tickets {
        Tickets::None => 0,
        Tickets::Single(_) => {
            drawn.extend(active.iter().filter_map(|entry| Some((order.source(*entry), order.ticket(*entry, 0)?))));
            equal(&mut drawn)
        }
        Tickets::AtSchool(_) => {
            let mut by_school: Vec<Vec<u32>> = vec![Vec::new(); plan.demand.len()];
            for entry in active {
                plan.wishes_of(*entry).iter().for_each(|school| by_school[*school as usize].push(*entry));
            }
            let of_school = |(school, wishing): (u32, &Vec<u32>)| {
                drawn.extend(wishing.iter().filter_map(|e| Some((order.source(*e), order.ticket(*e, school)?))));
                equal(&mut drawn)
            };
            (0..).zip(&by_school).map(of_school).sum()
        }
    }
}
