//! The rounds of a draw, one after another: pools, seats, joins, several wins, and how everyone stands at the end.

use super::fast::Fast;
use super::model::{
    Draw, Ended, Freed, Leftover, Mechanism, Placement, Results, Roster, RoundResults, Sequence, SeveralWins, Status,
    Tickets, Unplaced,
};
use super::order::Order;
use super::prepare::{NONE, Prepared, sources};
use super::steps::Steps;
use super::{guarantee, limits, serial};

/// Runs a draw in which [`validate`](super::validate) finds nothing, with the tickets of each round.
///
/// # Panics
///
/// If the tickets are not those that the draw asks for ([`check_tickets`](super::check_tickets) says so beforehand).
pub fn run(draw: &Draw, roster: &Roster, tickets: &[Tickets]) -> Results {
    Prepared::new(draw, roster).run(tickets)
}

/// What runs work on. Kept from run to run, so that a draw held again with other tickets asks for no memory.
#[derive(Default)]
pub struct Workspace {
    standing: Vec<Standing>,
    /// By round and row: sent there by another round. Empty where none sends.
    sent: Vec<Vec<bool>>,
    /// Seats given so far, by school.
    given: Vec<u32>,
    closed: Vec<bool>,
    rounds: Vec<Played>,
    fast: Fast,
    steps: Steps,
}

/// A round once it is played.
#[derive(Default)]
struct Played {
    /// Entries that took part, ascending.
    active: Vec<u32>,
    /// By entry.
    ended: Vec<Ended>,
    seats: Vec<u32>,
    /// By school: how many it has placed, and how many it holds for a person to decide.
    counts: Vec<[u32; 2]>,
    /// By wish: passed over as full. Empty unless the mechanism passes over.
    skipped: Vec<bool>,
    sources: Vec<u32>,
    infeasible: Option<(Vec<u32>, Vec<u32>)>,
}

/// How an applicant stands while the rounds are run.
#[derive(Debug, Clone, Copy)]
struct Standing {
    /// In how many rounds they have or hold a seat.
    seats: u32,
    /// The first of these in the order of the run, and their entry there.
    round: u32,
    entry: u32,
    /// They have been placed in some round.
    won: bool,
    /// They have been referred in some round.
    referred: bool,
    /// The last round, by its place in the draw, that they took part in.
    last: u32,
}

const NOWHERE: Standing = Standing { seats: 0, round: NONE, entry: NONE, won: false, referred: false, last: NONE };

impl Workspace {
    /// How a round ended in the last run: the rows of all its entries, and for each of them how it ended. The entry of one
    /// who did not take part has the status unplaced.
    pub fn ended<'w>(&'w self, prepared: &'w Prepared<'_>, round: usize) -> (&'w [u32], &'w [Ended]) {
        (&prepared.plans[round].rows, &self.rounds[round].ended)
    }
}

impl Prepared<'_> {
    /// Runs the draw.
    pub fn run(&self, tickets: &[Tickets]) -> Results {
        let mut work = Workspace::default();
        let mut placements = Vec::new();
        self.placements(tickets, &mut work, &mut placements);
        let rounds = work.rounds.iter_mut().enumerate().map(|(at, played)| {
            let plan = &self.plans[at];
            let order = Order { plan, tickets: &tickets[at], sources: &played.sources };
            RoundResults {
                took_part: played.active.iter().map(|entry| plan.rows[*entry as usize]).collect(),
                ended: played.active.iter().map(|entry| played.ended[*entry as usize]).collect(),
                cutoffs: limits::cutoffs(&order, &played.active, &played.seats, &played.ended, &played.skipped),
                infeasible: played.infeasible.take(),
            }
        });
        Results { rounds: rounds.collect(), placements }
    }

    /// Runs the draw and says only how everyone stands at the end.
    pub fn placements(&self, tickets: &[Tickets], work: &mut Workspace, placements: &mut Vec<Placement>) {
        self.play(tickets, work);
        placements.resize_with(self.roster.ids.len(), Placement::default);
        for (row, placement) in placements.iter_mut().enumerate() {
            self.settle(row as u32, work, placement);
        }
    }

    /// Runs the draw; [`Workspace::ended`] then says how each round ended.
    pub fn play(&self, tickets: &[Tickets], work: &mut Workspace) {
        assert_eq!(tickets.len(), self.plans.len(), "one set of tickets for each round");
        let (rows, schools) = (self.roster.ids.len(), self.roster.schools.len());
        work.standing.clear();
        work.standing.resize(rows, NOWHERE);
        work.sent.resize_with(self.plans.len(), Vec::new);
        work.sent.iter_mut().for_each(Vec::clear);
        for to in self.plans.iter().filter_map(|plan| plan.sends_to) {
            work.sent[to as usize].resize(rows, false);
        }
        work.given.clear();
        work.given.resize(schools, 0);
        work.closed.clear();
        work.closed.resize(schools, false);
        work.rounds.resize_with(self.plans.len(), Played::default);
        for at in &self.run_order {
            self.play_round(*at as usize, &tickets[*at as usize], work);
        }
    }

    fn play_round(&self, at: usize, tickets: &Tickets, work: &mut Workspace) {
        let plan = &self.plans[at];
        let round = plan.round;
        let mut played = std::mem::take(&mut work.rounds[at]);
        self.pool(at, work, &mut played.active);
        played.seats.clear();
        played.seats.extend(plan.seats.iter().enumerate().map(|(school, seats)| {
            let given = if round.less_placed { work.given[school] } else { 0 };
            if work.closed[school] { 0 } else { seats.saturating_sub(given) }
        }));
        played.ended.clear();
        played.ended.resize(plan.rows.len(), Ended::default());
        played.skipped.clear();
        if round.mechanism == Mechanism::ImmediateAcceptanceSkipping {
            played.skipped.resize(plan.wishes.len(), false);
        }
        sources(plan, &played.active, &mut played.sources);
        let order = Order { plan, tickets, sources: &played.sources };
        let (active, seats) = (&played.active, &played.seats);
        let (ended, skipped) = (&mut played.ended, &mut played.skipped);
        if plan.plain {
            work.fast.run(&order, active, seats, ended, skipped);
        } else if round.mechanism == Mechanism::SerialDictatorship && !plan.tied() && round.groups.is_empty() {
            let last_seat = round.linked.map(|linked| linked.last_seat);
            serial::run(&order, work.steps.agents(), active, seats, last_seat, ended);
        } else {
            work.steps.run(&order, active, seats, ended, skipped);
        }
        played.infeasible = None;
        let unplaced = |ended: &[Ended]| -> Vec<u32> {
            active.iter().copied().filter(|entry| ended[*entry as usize].status == Status::Unplaced).collect()
        };
        if round.guarantee {
            count(seats.len(), active, ended, &mut played.counts);
            let left = seats.iter().zip(&played.counts).map(|(seats, [a, b])| seats.saturating_sub(a + b));
            played.infeasible = guarantee::run(&order, &unplaced(ended), left.collect(), ended);
        } else if round.unplaced == Unplaced::Refer {
            unplaced(ended).iter().for_each(|entry| ended[*entry as usize].status = Status::Refer);
        }
        count(seats.len(), active, ended, &mut played.counts);
        self.note(at, &played, work);
        work.rounds[at] = played;
    }

    /// Who takes part in a round.
    fn pool(&self, at: usize, work: &Workspace, active: &mut Vec<u32>) {
        let without_winners = matches!(self.draw.several_wins, Some(SeveralWins::Keep { freed: Freed::Next, .. }));
        active.clear();
        let plan = &self.plans[at];
        for (entry, row) in (0..).zip(&plan.rows) {
            let joins = plan.joins.get(entry as usize) == Some(&true);
            let standing = &work.standing[*row as usize];
            let free = match self.draw.order {
                Sequence::InTurn => standing.seats == 0 && !standing.referred,
                Sequence::AtOnce if joins => standing.seats == 0,
                Sequence::AtOnce => !(without_winners && standing.won),
            };
            if free && (!joins || work.sent[at].get(*row as usize) == Some(&true)) {
                active.push(entry);
            }
        }
    }

    /// What a round that has been played means for those after it.
    fn note(&self, at: usize, played: &Played, work: &mut Workspace) {
        let plan = &self.plans[at];
        for entry in &played.active {
            let row = plan.rows[*entry as usize];
            let standing = &mut work.standing[row as usize];
            let end = &played.ended[*entry as usize];
            standing.last = if standing.last == NONE { at as u32 } else { standing.last.max(at as u32) };
            standing.won |= end.status == Status::Placed;
            standing.referred |= end.status == Status::Refer;
            if end.school.is_some() {
                standing.seats += 1;
                if standing.seats == 1 {
                    (standing.round, standing.entry) = (at as u32, *entry);
                }
            }
            if let (Status::Unplaced, Some(to)) = (end.status, plan.sends_to) {
                work.sent[to as usize][row as usize] = true;
            }
        }
        // A seat that several hold until a person decides is given once; those admitted beyond the seats count all.
        for (school, seats) in played.seats.iter().enumerate() {
            let [placed, held] = played.counts[school];
            work.given[school] += placed + held.min(seats.saturating_sub(placed));
            work.closed[school] |= plan.takes_part[school] && plan.round.leftover == Leftover::StayEmpty;
        }
    }

    /// How an applicant stands at the end.
    fn settle(&self, row: u32, work: &Workspace, placement: &mut Placement) {
        let standing = &work.standing[row as usize];
        placement.seats.clear();
        (placement.wish, placement.group, placement.last_round) = (None, None, None);
        if standing.seats == 0 {
            placement.status = if standing.referred { Status::Refer } else { Status::Unplaced };
            placement.last_round = (standing.last != NONE).then_some(standing.last);
            return;
        }
        let first = &work.rounds[standing.round as usize].ended[standing.entry as usize];
        let keeps_first = matches!(self.draw.several_wins, Some(SeveralWins::Keep { .. }));
        placement.status = first.status;
        if standing.seats == 1 || (keeps_first && first.status == Status::Placed) {
            placement.seats.extend(first.school.map(|school| (standing.round, school)));
            (placement.wish, placement.group) = (first.wish, first.group);
            return;
        }
        placement.status = Status::Refer;
        for (round, (plan, played)) in (0..).zip(self.plans.iter().zip(&work.rounds)) {
            if let Ok(entry) = plan.rows.binary_search(&row)
                && let Some(school) = played.ended[entry].school
            {
                placement.seats.push((round, school));
            }
        }
    }
}

/// How many each school has placed and how many it holds.
fn count(schools: usize, active: &[u32], ended: &[Ended], counts: &mut Vec<[u32; 2]>) {
    counts.clear();
    counts.resize(schools, [0; 2]);
    for end in active.iter().map(|entry| &ended[*entry as usize]) {
        if let Some(school) = end.school {
            counts[school as usize][usize::from(end.status == Status::Refer)] += 1;
        }
    }
}
