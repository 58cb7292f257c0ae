//! What a school takes: seat groups in filling order, tied applicants, linked applicants at the last seat.
//!
//! A school looks at those it holds and those who apply, all at once and each time anew; what it took before binds it to
//! nothing. Without seat groups there is one group of all seats, so that one walk does for both.

use super::model::{ChainEnd, LastSeat, Rounded, SeatGroup, ShareOf, Take, Unfilled};
use super::prepare::NONE;

/// One who applies or is held: an applicant, or several who apply as one, known by the first of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// Where they stand; the class is in the upper 32 bits.
    pub(super) key: u128,
    /// The groups whose seats all of them may take.
    pub(super) may: u64,
    pub(super) agent: u32,
    pub(super) size: u32,
    /// The group through which they were taken; [`NONE`] without groups.
    pub(super) group: u32,
    pub(super) state: State,
}

/// Whether a candidate has been taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Not taken, so far.
    Waiting,
    /// Taken.
    Taken,
    /// Taken only until it is known whether a person must decide.
    Open,
}

/// What is left of a school and of each of its groups.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seats<'a> {
    pub(super) left: u32,
    /// The number of each group, `u32::MAX` for all or the rest, before anything was given.
    pub(super) numbers: &'a [u32],
    /// How many of these are final.
    pub(super) used: &'a [u32],
    /// How many who may have the group's seats are final in an earlier group.
    pub(super) earlier: &'a [u32],
}

/// How a round's schools take.
pub(super) struct Rules<'a> {
    pub(super) groups: &'a [SeatGroup],
    pub(super) end: ChainEnd,
    pub(super) last_seat: Option<LastSeat>,
}

/// Breaks up those who apply as one: the first so many stay as one, the others go on alone.
pub(super) trait Split {
    /// Leaves `fit` of an agent's applicants together, the elder first if asked for; says who these are now and adds the
    /// others to `alone`.
    fn split(&mut self, agent: u32, fit: u32, elder_first: bool, alone: &mut Vec<Candidate>) -> Candidate;
}

/// The numbers of the groups of a school with so many seats.
pub(super) fn numbers(groups: &[SeatGroup], seats: u32, into: &mut Vec<u32>) {
    let mut promised = 0u32;
    for group in groups {
        let number = match group.take {
            Take::All | Take::Rest => u32::MAX,
            Take::Count => group.amount,
            Take::Share => {
                let of = match group.of {
                    Some(ShareOf::Left) => seats.saturating_sub(promised),
                    Some(ShareOf::Plan) | None => seats,
                };
                let hundredths = u64::from(of) * u64::from(group.amount);
                let number = match group.rounded {
                    Some(Rounded::Up) => hundredths.div_ceil(100),
                    Some(Rounded::Down) | None => hundredths / 100,
                };
                u32::try_from(number).unwrap_or(u32::MAX)
            }
        };
        if matches!(group.take, Take::Count | Take::Share) {
            promised = promised.saturating_add(number);
        }
        into.push(number);
    }
}

/// Whether someone may have the seats of a group.
pub(super) fn may_have(group: &SeatGroup, at: usize, may: u64) -> bool {
    group.for_all || may >> at & 1 == 1
}

/// A school takes from `candidates`, sorted by key, and marks those it takes; they stay sorted. `given` is told how many
/// seats each group gave (one number if there are no groups).
pub(super) fn choose(
    rules: &Rules<'_>,
    seats: Seats<'_>,
    candidates: &mut Vec<Candidate>,
    splitter: &mut impl Split,
    given: &mut [u32],
) {
    candidates.iter_mut().for_each(|candidate| candidate.state = State::Waiting);
    let mut left = seats.left;
    if rules.groups.is_empty() {
        let mut turn = Turn { rules, group: NONE, free: left, beyond: 0 };
        turn.take(candidates, |_| true, splitter);
        given[0] = turn.given(left);
        return;
    }
    for (at, group) in rules.groups.iter().enumerate() {
        let number = match group.take {
            Take::All | Take::Rest => left,
            Take::Count | Take::Share => {
                let counted = if group.counting_earlier {
                    let taken = candidates.iter().filter(|c| c.state != State::Waiting && may_have(group, at, c.may));
                    taken.fold(seats.earlier[at], |sum, c| sum.saturating_add(c.size))
                } else {
                    0
                };
                left.min(seats.numbers[at].saturating_sub(seats.used[at]).saturating_sub(counted))
            }
        };
        let mut turn = Turn { rules, group: at as u32, free: number, beyond: 0 };
        turn.take(candidates, |candidate| may_have(group, at, candidate.may), splitter);
        given[at] = turn.given(number);
        let gone = match group.unfilled {
            Unfilled::Next => given[at],
            Unfilled::Stay => given[at].max(number),
        };
        left = left.saturating_sub(gone);
    }
}

/// The turn of one group.
struct Turn<'a> {
    rules: &'a Rules<'a>,
    group: u32,
    /// Seats it may still give.
    free: u32,
    /// Applicants taken beyond its seats.
    beyond: u32,
}

impl Turn<'_> {
    fn given(&self, number: u32) -> u32 {
        (number - self.free).saturating_add(self.beyond)
    }

    /// Takes from the candidates those who wait and may have its seats, in order, as many as fit.
    fn take(
        &mut self,
        candidates: &mut Vec<Candidate>,
        may_have: impl Fn(&Candidate) -> bool,
        splitter: &mut impl Split,
    ) {
        let fits = |candidate: &Candidate| candidate.state == State::Waiting && may_have(candidate);
        match self.rules.end {
            ChainEnd::Refer | ChainEnd::AdmitAll => {
                for class in candidates.chunk_by_mut(|a, b| a.key >> 96 == b.key >> 96) {
                    if self.free == 0 {
                        break;
                    }
                    self.take_class(class, fits);
                }
            }
            ChainEnd::Ticket | ChainEnd::TicketAtSchool => {
                let mut at = 0;
                while at < candidates.len() && self.free > 0 {
                    if fits(&candidates[at]) {
                        self.take_one(candidates, at, splitter);
                    }
                    at += 1;
                }
            }
        }
    }

    /// Takes those alike in all criteria, all of them or none.
    fn take_class(&mut self, class: &mut [Candidate], fits: impl Fn(&Candidate) -> bool) {
        let size = class.iter().filter(|c| fits(c)).fold(0u32, |sum, c| sum.saturating_add(c.size));
        let mut state = State::Taken;
        if size > self.free {
            match self.rules.end {
                ChainEnd::Refer => state = State::Open,
                _ => self.beyond += size - self.free,
            }
        }
        self.free = self.free.saturating_sub(size);
        for candidate in class.iter_mut().filter(|c| fits(c)) {
            (candidate.state, candidate.group) = (state, self.group);
        }
    }

    /// Takes one who applies, or several as one, if they fit.
    fn take_one(&mut self, candidates: &mut Vec<Candidate>, at: usize, splitter: &mut impl Split) {
        let candidate = &mut candidates[at];
        if candidate.size <= self.free {
            self.free -= candidate.size;
            (candidate.state, candidate.group) = (State::Taken, self.group);
            return;
        }
        // Some but not all of them fit: there is a seat, or the walk would have ended.
        match self.rules.last_seat {
            Some(LastSeat::Skip) | None => return,
            Some(LastSeat::Beyond) => {
                self.beyond += candidate.size - self.free;
                (candidate.state, candidate.group) = (State::Taken, self.group);
            }
            Some(LastSeat::Refer) => (candidate.state, candidate.group) = (State::Open, self.group),
            Some(last_seat @ (LastSeat::Split | LastSeat::ElderFirst)) => {
                let agent = candidate.agent;
                let mut alone = Vec::new();
                let stays = splitter.split(agent, self.free, last_seat == LastSeat::ElderFirst, &mut alone);
                candidates[at] = Candidate { state: State::Taken, group: self.group, ..stays };
                candidates.append(&mut alone);
                candidates.sort_unstable_by_key(|candidate| candidate.key);
            }
        }
        self.free = 0;
    }
}
