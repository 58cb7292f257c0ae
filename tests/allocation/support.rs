//! Small draws: written by hand as rows of wishes and orders, or made by chance from a seed.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use ruxue::allocation::model::*;

/// A round with nothing special: deferred acceptance, one ticket, no criteria.
pub fn round(name: &str, mechanism: Mechanism) -> Round {
    Round {
        name: name.into(),
        mechanism,
        bands: Vec::new(),
        criteria: Vec::new(),
        end: ChainEnd::Ticket,
        groups: Vec::new(),
        linked: None,
        less_placed: false,
        unplaced: Unplaced::Stay,
        leftover: Leftover::ToLaterRounds,
        guarantee: false,
    }
}

/// A draw of some rounds in turn.
pub fn draw(rounds: Vec<Round>) -> Draw {
    Draw {
        format: "ruxue-rounds/1".into(),
        draw: "2024/junior/test".into(),
        order: Sequence::InTurn,
        several_wins: None,
        rounds,
    }
}

/// A criterion, lowest first.
pub fn criterion(name: &str, per_wish: bool) -> Criterion {
    Criterion { name: name.into(), first: First::Lowest, per_wish }
}

/// Ids `A00000`, `A00001`, …
pub fn ids(letter: char, count: usize) -> Vec<String> {
    (0..count).map(|at| format!("{letter}{at:05}")).collect()
}

/// An entry without criteria.
pub fn entry(row: u32, wishes: &[u32]) -> Entry {
    Entry { row, wishes: wishes.to_vec(), ..Entry::default() }
}

/// A roster of one round.
pub fn roster(rows: usize, seats: &[u32], entries: Vec<Entry>) -> Roster {
    let seats: Vec<Option<u32>> = seats.iter().copied().map(Some).collect();
    Roster {
        ids: ids('A', rows),
        schools: ids('S', seats.len()),
        lists: Vec::new(),
        rounds: vec![RoundRoster { seats, entries }],
    }
}

/// Where each row ends up: round and school, if placed.
pub fn placed(results: &Results) -> Vec<Option<(u32, u32)>> {
    let seat = |p: &Placement| (p.status == Status::Placed).then(|| p.seats[0]);
    results.placements.iter().map(seat).collect()
}

/// The schools of the first round only.
pub fn schools(results: &Results) -> Vec<Option<u32>> {
    placed(results).into_iter().map(|seat| seat.map(|(_, school)| school)).collect()
}

/// Chance from a seed.
pub struct Dice(ChaCha8Rng);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below `count`.
    pub fn below(&mut self, count: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(count)) >> 32) as u32
    }

    /// True once in `of` times.
    pub fn once_in(&mut self, of: u32) -> bool {
        self.below(of) == 0
    }

    /// The first `count` numbers in some order.
    pub fn all_of(&mut self, count: u32) -> Vec<u32> {
        let mut all: Vec<u32> = (0..count).collect();
        self.shuffle(&mut all);
        all
    }

    /// Some of the first `count` numbers in some order, at most `most`.
    pub fn some_of(&mut self, count: u32, most: u32) -> Vec<u32> {
        let mut all = self.all_of(count);
        all.truncate(self.below(most.min(count) + 1) as usize);
        all
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at as u32 + 1) as usize);
        }
    }

    /// Tickets, now and then with equal ones.
    pub fn tickets(&mut self, rows: usize) -> Vec<u64> {
        let few = self.once_in(4);
        (0..rows).map(|_| if few { u64::from(self.below(3)) } else { self.0.next_u64() }).collect()
    }

    /// Tickets of the kind that each round asks for.
    pub fn tickets_for(&mut self, draw: &Draw, roster: &Roster) -> Vec<Tickets> {
        let rows = roster.ids.len();
        let of_round = |(round, part): (&Round, &RoundRoster)| match round.end {
            ChainEnd::Ticket => Tickets::Single(self.tickets(rows)),
            ChainEnd::TicketAtSchool => Tickets::AtSchool(
                part.seats.iter().map(|s| if s.is_some() { self.tickets(rows) } else { Vec::new() }).collect(),
            ),
            ChainEnd::Refer | ChainEnd::AdmitAll => Tickets::None,
        };
        draw.rounds.iter().zip(&roster.rounds).map(of_round).collect()
    }

    /// One of a list.
    pub fn one_of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u32) as usize].clone()
    }
}

/// What a round made by chance may have.
#[derive(Clone, Copy)]
pub struct Wanted {
    pub groups: bool,
    pub linked: bool,
    pub tied: bool,
    pub guarantee: bool,
}

pub const PLAIN: Wanted = Wanted { groups: false, linked: false, tied: false, guarantee: false };
pub const ANYTHING: Wanted = Wanted { groups: true, linked: true, tied: true, guarantee: true };

pub const MECHANISMS: [Mechanism; 5] = [
    Mechanism::SerialDictatorship,
    Mechanism::ImmediateAcceptance,
    Mechanism::ImmediateAcceptanceSkipping,
    Mechanism::Parallel,
    Mechanism::DeferredAcceptance,
];

impl Dice {
    /// A valid round.
    pub fn round(&mut self, name: &str, wanted: Wanted) -> Round {
        let mut round = round(name, self.one_of(&MECHANISMS));
        let serial = round.mechanism == Mechanism::SerialDictatorship;
        if round.mechanism == Mechanism::Parallel {
            round.bands = (0..=self.below(3)).map(|_| 1 + self.below(3)).collect();
        }
        for at in 0..self.below(3) {
            let mut criterion = criterion(&format!("c{at}"), !serial && self.once_in(2));
            criterion.first = self.one_of(&[First::Lowest, First::Highest]);
            round.criteria.push(criterion);
        }
        if !serial && self.once_in(3) {
            round.end = ChainEnd::TicketAtSchool;
        }
        if wanted.tied && self.once_in(3) {
            round.end = self.one_of(&[ChainEnd::Refer, ChainEnd::AdmitAll]);
        }
        if wanted.groups && !serial && self.once_in(2) {
            for at in 0..=self.below(3) {
                round.groups.push(self.group(&format!("g{at}")));
            }
        }
        if wanted.linked && self.once_in(2) && matches!(round.end, ChainEnd::Ticket | ChainEnd::TicketAtSchool) {
            round.linked = Some(Linked {
                tickets: self.one_of(&[LinkedTickets::One, LinkedTickets::Own]),
                apply: self.one_of(&[LinkedApply::Together, LinkedApply::Together, LinkedApply::Alone]),
                last_seat: self.one_of(&[
                    LastSeat::Beyond,
                    LastSeat::Skip,
                    LastSeat::Split,
                    LastSeat::ElderFirst,
                    LastSeat::Refer,
                ]),
            });
        }
        round.guarantee = wanted.guarantee && self.once_in(3);
        round.less_placed = self.once_in(2);
        round.leftover = self.one_of(&[Leftover::ToLaterRounds, Leftover::ToLaterRounds, Leftover::StayEmpty]);
        round
    }

    fn group(&mut self, name: &str) -> SeatGroup {
        let take = self.one_of(&[Take::All, Take::Count, Take::Share, Take::Rest]);
        let share = take == Take::Share;
        SeatGroup {
            name: name.into(),
            take,
            of: share.then(|| self.one_of(&[ShareOf::Plan, ShareOf::Left])),
            amount: match take {
                Take::Count => self.below(3),
                Take::Share => self.below(101),
                Take::All | Take::Rest => 0,
            },
            rounded: share.then(|| self.one_of(&[Rounded::Down, Rounded::Up])),
            for_all: self.once_in(3),
            counting_earlier: self.once_in(2),
            unfilled: self.one_of(&[Unfilled::Next, Unfilled::Next, Unfilled::Stay]),
        }
    }

    /// A roster for a draw, with at most so many rows and schools.
    pub fn roster(&mut self, draw: &Draw, rows: u32, schools: u32) -> Roster {
        let rows = 1 + self.below(rows);
        let schools = 1 + self.below(schools);
        let lists: Vec<(String, Vec<u32>)> =
            (0..3).map(|at| (format!("l{at}"), self.some_of(schools, schools))).collect();
        let rounds = draw.rounds.iter().map(|round| self.part(draw, round, rows, schools)).collect();
        Roster { ids: ids('A', rows as usize), schools: ids('S', schools as usize), lists, rounds }
    }

    fn part(&mut self, draw: &Draw, round: &Round, rows: u32, schools: u32) -> RoundRoster {
        let seats: Vec<Option<u32>> =
            (0..schools).map(|_| (!self.once_in(6)).then(|| self.below(1 + rows / schools + 2))).collect();
        let open: Vec<u32> = (0..schools).filter(|s| seats[*s as usize].is_some()).collect();
        let sent = draw.rounds.iter().any(|r| r.unplaced == Unplaced::Join(round.name.clone()));
        let mut entries: Vec<Entry> = Vec::new();
        for row in 0..rows {
            if self.once_in(8) {
                continue;
            }
            let mut entry = Entry { row, joins: sent && self.once_in(2), ..Entry::default() };
            entry.wishes = self.some_of(open.len() as u32, 6).into_iter().map(|at| open[at as usize]).collect();
            // Linked to the one before, with the same wishes most times.
            if round.linked.is_some()
                && self.once_in(3)
                && let Some(before) = entries.last_mut()
            {
                let first = *before.linked.get_or_insert(before.row);
                entry.linked = Some(first);
                if !self.once_in(4) {
                    entry.wishes.clone_from(&before.wishes);
                }
            }
            entry.elder = (!self.once_in(3)).then(|| i64::from(self.below(5)));
            for criterion in &round.criteria {
                let count = if criterion.per_wish { entry.wishes.len() } else { 1 };
                let value = |dice: &mut Dice| (!dice.once_in(5)).then(|| i64::from(dice.below(3)) - 1);
                entry.criteria.push((0..count).map(|_| value(self)).collect());
            }
            if !round.groups.is_empty() {
                let most = 1u32 << round.groups.len();
                entry.groups = entry.wishes.iter().map(|_| u64::from(self.below(most))).collect();
            }
            if round.guarantee {
                entry.tiers = self.some_of(3, 3);
            }
            entries.push(entry);
        }
        RoundRoster { seats, entries }
    }

    /// A valid draw of some rounds, in turn or at once.
    pub fn draw(&mut self, rounds: u32, wanted: Wanted) -> Draw {
        let count = 1 + self.below(rounds);
        let mut draw = draw((0..count).map(|at| self.round(&format!("r{at}"), wanted)).collect());
        if count > 1 && self.once_in(2) {
            draw.order = Sequence::AtOnce;
            let mut keep: Vec<String> = draw.rounds.iter().map(|r| r.name.clone()).collect();
            self.shuffle(&mut keep);
            keep.truncate(1 + self.below(count) as usize);
            draw.several_wins = Some(match self.below(3) {
                0 => SeveralWins::Refer(ReferWord::Refer),
                1 => SeveralWins::Keep { keep, freed: Freed::Next },
                _ => SeveralWins::Keep { keep, freed: Freed::Empty },
            });
        }
        let at_once = draw.order == Sequence::AtOnce;
        for at in 0..draw.rounds.len() {
            let later: Vec<String> = draw.rounds[at + 1..].iter().map(|r| r.name.clone()).collect();
            draw.rounds[at].unplaced = match self.below(3) {
                0 => Unplaced::Refer,
                1 if !later.is_empty() && !at_once => Unplaced::Join(self.one_of(&later)),
                _ => Unplaced::Stay,
            };
        }
        draw
    }
}
