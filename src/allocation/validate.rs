//! Whether a draw, its roster and its tickets fit together: everything that a run takes for granted.

use std::collections::BTreeSet;

use super::model::{
    ChainEnd, Draw, Entry, Mechanism, Roster, Round, RoundRoster, Sequence, SeveralWins, Take, Tickets, Unplaced,
};
use super::prepare::run_order;
use super::problem::{Fault, Problem};
use crate::base::id::is_id;

/// Columns of the roster that are no criteria.
const COLUMNS: [&str; 6] = ["pool", "groups", "linked", "elder", "wishes", "tiers"];

/// Problems found so far, and where one is looking.
struct Finder {
    problems: Vec<Problem>,
    round: Option<String>,
    applicant: Option<String>,
}

impl Finder {
    fn say(&mut self, fault: Fault) {
        let (round, applicant) = (self.round.clone(), self.applicant.clone());
        self.problems.push(Problem { round, applicant, fault });
    }

    fn check(&mut self, fine: bool, fault: impl FnOnce() -> Fault) {
        if !fine {
            self.say(fault());
        }
    }

    fn name<'n>(&mut self, name: &'n str, seen: &mut BTreeSet<&'n str>) {
        let fine = !name.is_empty() && !name.contains(['/', '.', ',', '+', '\t', '\n', '\r']);
        self.check(fine, || Fault::Name(name.into()));
        self.check(seen.insert(name), || Fault::Twice(name.into()));
    }
}

/// Everything inconsistent in a draw and its roster, in the order of the draw and then of the roster.
pub fn validate(draw: &Draw, roster: &Roster) -> Vec<Problem> {
    let mut finder = Finder { problems: Vec::new(), round: None, applicant: None };
    whole(&mut finder, draw);
    for (at, round) in draw.rounds.iter().enumerate() {
        finder.round = Some(round.name.clone());
        parameters(&mut finder, draw, at, round);
    }
    finder.round = None;
    names(&mut finder, draw, roster);
    if roster.rounds.len() == draw.rounds.len() {
        for (round, part) in draw.rounds.iter().zip(&roster.rounds) {
            finder.round = Some(round.name.clone());
            of_round(&mut finder, draw, round, roster, part);
        }
        finder.round = None;
        several(&mut finder, draw, roster);
    } else {
        let (found, wanted) = (roster.rounds.len().to_string(), draw.rounds.len().to_string());
        finder.say(Fault::RoundsOfRoster(found, wanted));
    }
    finder.problems
}

fn whole(finder: &mut Finder, draw: &Draw) {
    finder.check(draw.format == "ruxue-rounds/1", || Fault::Format(draw.format.clone()));
    finder.check(!draw.rounds.is_empty(), || Fault::NoRounds);
    let mut rounds = BTreeSet::new();
    for round in &draw.rounds {
        finder.name(&round.name, &mut rounds);
    }
    if let Some(SeveralWins::Keep { keep, .. }) = &draw.several_wins {
        let mut seen = BTreeSet::new();
        for name in keep {
            finder.check(rounds.contains(name.as_str()), || Fault::NoSuchRound(name.clone()));
            finder.check(seen.insert(name), || Fault::Twice(name.clone()));
        }
    }
    let in_turn = draw.order == Sequence::InTurn;
    finder.check(!(in_turn && draw.several_wins.is_some()), || Fault::SeveralWinsInTurn);
}

fn parameters(finder: &mut Finder, draw: &Draw, at: usize, round: &Round) {
    if let Unplaced::Join(name) = &round.unplaced {
        let order = run_order(draw);
        let place = |at: usize| order.iter().position(|other| *other as usize == at);
        match draw.rounds.iter().position(|other| other.name == *name) {
            None => finder.say(Fault::NoSuchRound(name.clone())),
            Some(to) => {
                finder.check(to > at && place(to) > place(at), || Fault::JoinsEarlier(name.clone()));
            }
        }
    }
    let parallel = round.mechanism == Mechanism::Parallel;
    finder.check(parallel || round.bands.is_empty(), || Fault::BandsWithoutParallel);
    finder.check(!parallel || !round.bands.is_empty(), || Fault::ParallelWithoutBands);
    finder.check(!round.bands.contains(&0), || Fault::EmptyBand);
    if round.mechanism == Mechanism::SerialDictatorship {
        finder.check(round.groups.is_empty(), || Fault::SerialWithGroups);
        finder.check(round.end != ChainEnd::TicketAtSchool, || Fault::SerialWithTicketAtSchool);
        for criterion in round.criteria.iter().filter(|criterion| criterion.per_wish) {
            finder.say(Fault::SerialWithPerWish(criterion.name.clone()));
        }
    }
    let tied = matches!(round.end, ChainEnd::Refer | ChainEnd::AdmitAll);
    finder.check(!(tied && round.linked.is_some()), || Fault::LinkedAndTied);
    let mut seen = BTreeSet::new();
    for criterion in &round.criteria {
        finder.name(&criterion.name, &mut seen);
        finder.check(!COLUMNS.contains(&criterion.name.as_str()), || Fault::ReservedName(criterion.name.clone()));
    }
    finder.check(round.groups.len() <= 64, || Fault::TooManyGroups(round.groups.len().to_string()));
    let mut seen = BTreeSet::new();
    for group in &round.groups {
        finder.name(&group.name, &mut seen);
        let name = || group.name.clone();
        if group.take == Take::Share {
            finder.check(group.of.is_some() && group.rounded.is_some(), || Fault::ShareUnsaid(name()));
            finder.check(group.amount <= 100, || Fault::ShareBeyond(name(), group.amount.to_string()));
        } else {
            finder.check(group.of.is_none() && group.rounded.is_none(), || Fault::NotAShare(name()));
            finder.check(group.take == Take::Count || group.amount == 0, || Fault::NoAmountWanted(name()));
        }
    }
}

/// Ids, codes and lists.
fn names(finder: &mut Finder, draw: &Draw, roster: &Roster) {
    for list in [&roster.ids, &roster.schools] {
        for two in list.windows(2) {
            if two[0] == two[1] {
                finder.say(Fault::Twice(two[1].clone()));
            } else {
                finder.check(two[0] < two[1], || Fault::Unsorted(two[1].clone(), two[0].clone()));
            }
        }
        for id in list {
            finder.check(is_id(id), || Fault::NotAnId(id.clone()));
        }
    }
    let mut seen = BTreeSet::new();
    for (name, schools) in &roster.lists {
        finder.name(name, &mut seen);
        let mut of_list = BTreeSet::new();
        for school in schools {
            within(finder, *school, roster.schools.len(), Fault::NoSuchSchool);
            finder.check(of_list.insert(school), || Fault::Twice(code(roster, *school)));
        }
    }
    for part in roster.rounds.iter().take(draw.rounds.len()) {
        let (found, wanted) = (part.seats.len(), roster.schools.len());
        finder.check(found == wanted, || Fault::SeatsOfRoster(found.to_string(), wanted.to_string()));
    }
}

/// Whether a number points into a list.
fn within(finder: &mut Finder, number: u32, count: usize, fault: fn(String, String) -> Fault) -> bool {
    let fine = (number as usize) < count;
    finder.check(fine, || fault(number.to_string(), count.to_string()));
    fine
}

fn code(roster: &Roster, school: u32) -> String {
    roster.schools.get(school as usize).cloned().unwrap_or_else(|| school.to_string())
}

fn id(roster: &Roster, row: u32) -> String {
    roster.ids.get(row as usize).cloned().unwrap_or_else(|| row.to_string())
}

fn of_round(finder: &mut Finder, draw: &Draw, round: &Round, roster: &Roster, part: &RoundRoster) {
    let sent = draw.rounds.iter().any(|other| other.unplaced == Unplaced::Join(round.name.clone()));
    // By row: the link of who is in the round; the outer option is whether they are.
    let mut links = vec![None; roster.ids.len()];
    for entry in &part.entries {
        if let Some(link) = links.get_mut(entry.row as usize) {
            if link.is_some() {
                finder.applicant = Some(id(roster, entry.row));
                finder.say(Fault::RowTwice);
            }
            *link = Some(entry.linked);
        }
    }
    for entry in &part.entries {
        finder.applicant = Some(id(roster, entry.row));
        within(finder, entry.row, roster.ids.len(), Fault::NoSuchRow);
        finder.check(sent || !entry.joins, || Fault::JoinsFromNowhere);
        of_entry(finder, round, roster, part, entry);
        if let Some(first) = entry.linked {
            finder.check(round.linked.is_some(), || Fault::LinkedInVain);
            let of_first = links.get(first as usize).copied().flatten();
            let fine = first <= entry.row && of_first.is_none_or(|link| link == Some(first));
            finder.check(fine, || Fault::LinkedAmiss(id(roster, first)));
        }
    }
    finder.applicant = None;
}

fn of_entry(finder: &mut Finder, round: &Round, roster: &Roster, part: &RoundRoster, entry: &Entry) {
    for (at, school) in entry.wishes.iter().enumerate() {
        if within(finder, *school, roster.schools.len(), Fault::NoSuchSchool) {
            let takes_part = part.seats.get(*school as usize).is_some_and(Option::is_some);
            finder.check(takes_part, || Fault::WishWithoutSeats(code(roster, *school)));
        }
        let twice = entry.wishes[..at].contains(school);
        finder.check(!twice, || Fault::WishTwice(code(roster, *school)));
    }
    let (found, wanted) = (entry.criteria.len(), round.criteria.len());
    finder.check(found == wanted, || Fault::CriteriaOfEntry(found.to_string(), wanted.to_string()));
    for (criterion, values) in round.criteria.iter().zip(&entry.criteria) {
        let wanted = if criterion.per_wish { entry.wishes.len() } else { 1 };
        finder.check(values.len() == wanted, || {
            Fault::ValuesOfCriterion(criterion.name.clone(), values.len().to_string(), wanted.to_string())
        });
    }
    let wanted = if round.groups.is_empty() { 0 } else { entry.wishes.len() };
    let found = entry.groups.len();
    finder.check(found == wanted, || Fault::GroupsOfEntry(found.to_string(), wanted.to_string()));
    let count = round.groups.len() as u32;
    for bits in &entry.groups {
        let highest = 64 - bits.leading_zeros();
        finder.check(highest <= count, || Fault::NoSuchGroup(highest.to_string(), count.to_string()));
    }
    finder.check(round.guarantee || entry.tiers.is_empty(), || Fault::TiersInVain);
    for (at, tier) in entry.tiers.iter().enumerate() {
        if within(finder, *tier, roster.lists.len(), Fault::NoSuchList) {
            let twice = entry.tiers[..at].contains(tier);
            finder.check(!twice, || Fault::Twice(roster.lists[*tier as usize].0.clone()));
        }
    }
}

/// Whether somebody may win in several rounds held at once, and nothing is said about it.
fn several(finder: &mut Finder, draw: &Draw, roster: &Roster) {
    if draw.order == Sequence::InTurn || draw.several_wins.is_some() {
        return;
    }
    let mut first = vec![None; roster.ids.len()];
    for (at, part) in roster.rounds.iter().enumerate() {
        for entry in part.entries.iter().filter(|entry| !entry.joins) {
            let Some(known) = first.get_mut(entry.row as usize) else { continue };
            match *known {
                None => *known = Some(at),
                Some(other) if other != at => {
                    let (one, two) = (&draw.rounds[other], &draw.rounds[at]);
                    finder.applicant = Some(id(roster, entry.row));
                    finder.say(Fault::SeveralWinsUnsaid(one.name.clone(), two.name.clone()));
                    finder.applicant = None;
                    return;
                }
                Some(_) => {}
            }
        }
    }
}

/// Whether the tickets are those that a valid draw asks for.
pub fn check_tickets(draw: &Draw, roster: &Roster, tickets: &[Tickets]) -> Vec<Problem> {
    let mut finder = Finder { problems: Vec::new(), round: None, applicant: None };
    let length = |finder: &mut Finder, found: usize, wanted: usize| {
        finder.check(found == wanted, || Fault::TicketsOfLength(found.to_string(), wanted.to_string()));
    };
    length(&mut finder, tickets.len(), draw.rounds.len());
    let rows = roster.ids.len();
    for ((round, part), tickets) in draw.rounds.iter().zip(&roster.rounds).zip(tickets) {
        finder.round = Some(round.name.clone());
        match (round.end, tickets) {
            (ChainEnd::Ticket, Tickets::Single(tickets)) => length(&mut finder, tickets.len(), rows),
            (ChainEnd::TicketAtSchool, Tickets::AtSchool(tickets)) => {
                length(&mut finder, tickets.len(), roster.schools.len());
                for (_, tickets) in part.seats.iter().zip(tickets).filter(|(seats, _)| seats.is_some()) {
                    length(&mut finder, tickets.len(), rows);
                }
            }
            (ChainEnd::Refer | ChainEnd::AdmitAll, Tickets::None) => {}
            (ChainEnd::Ticket, _) => finder.say(Fault::TicketsOfKind("ticket".into())),
            (ChainEnd::TicketAtSchool, _) => finder.say(Fault::TicketsOfKind("ticket at school".into())),
            (ChainEnd::Refer, _) => finder.say(Fault::TicketsOfKind("refer".into())),
            (ChainEnd::AdmitAll, _) => finder.say(Fault::TicketsOfKind("admit all".into())),
        }
    }
    finder.problems
}
