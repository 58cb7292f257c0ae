//! What a school takes: seat groups in filling order, tied applicants, linked applicants at the last seat.
//!
//! A school looks at those it holds and those who apply, all at once and each time anew; what it took before binds it to
//! nothing. Without seat groups there is one group of all seats, so that one walk does for both.

use super::model::{ChainEnd, LastSeat, Rounded, SeatGroup, ShareOf, Take, Unfilled};
use super::prepare::NONE;

/// One who applies: an applicant, or several who apply as one, known by the first of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// Where they stand; the class is in the upper 32 bits.
    pub(super) key: u128,
    pub(super) agent: u32,
    pub(super) size: u32,
    /// The groups whose seats all of them may take.
    pub(super) may: u64,
}

/// One who was taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) agent: u32,
    pub(super) size: u32,
    pub(super) may: u64,
    /// The group; [`NONE`] without groups.
    pub(super) group: u32,
    /// Held only until it is known whether a person must decide.
    pub(super) open: bool,
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

/// A school takes from `candidates`, who need not be sorted, into `held`, and leaves in `candidates` those it refuses.
/// `given` is told how many seats each group gave (one number if there are no groups).
pub(super) fn choose(
    rules: &Rules<'_>,
    seats: Seats<'_>,
    candidates: &mut Vec<Candidate>,
    splitter: &mut impl Split,
    held: &mut Vec<Held>,
    given: &mut [u32],
) {
    candidates.sort_unstable_by_key(|candidate| candidate.key);
    held.clear();
    let mut left = seats.left;
    if rules.groups.is_empty() {
        let mut turn = Turn { rules, group: NONE, free: left, beyond: 0 };
        turn.take(candidates, |_| true, splitter, held);
        given[0] = turn.given(left);
        return;
    }
    for (at, group) in rules.groups.iter().enumerate() {
        let number = match group.take {
            Take::All | Take::Rest => left,
            Take::Count | Take::Share => {
                let counted = if group.counting_earlier {
                    let now = held.iter().filter(|h| may_have(group, at, h.may)).map(|h| h.size).sum::<u32>();
                    now.saturating_add(seats.earlier[at])
                } else {
                    0
                };
                left.min(seats.numbers[at].saturating_sub(seats.used[at]).saturating_sub(counted))
            }
        };
        let mut turn = Turn { rules, group: at as u32, free: number, beyond: 0 };
        turn.take(candidates, |candidate| may_have(group, at, candidate.may), splitter, held);
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

    fn hold(&self, candidate: &Candidate, open: bool, held: &mut Vec<Held>) {
        let Candidate { agent, size, may, .. } = *candidate;
        held.push(Held { agent, size, may, group: self.group, open });
    }

    /// Takes from the sorted candidates those who may have its seats, in order, as many as fit; those not taken stay,
    /// sorted.
    fn take(
        &mut self,
        candidates: &mut Vec<Candidate>,
        may_have: impl Fn(&Candidate) -> bool,
        splitter: &mut impl Split,
        held: &mut Vec<Held>,
    ) {
        if self.free == 0 {
            return;
        }
        let mut alone = Vec::new();
        let tied = matches!(self.rules.end, ChainEnd::Refer | ChainEnd::AdmitAll);
        // Those of one class are looked at together; how many of them there are is counted at the first of them.
        let mut class = None;
        let mut class_is_open = false;
        let mut at = 0;
        // What the walk takes is moved out; what it passes is moved up, so that the order stays.
        let mut kept = 0;
        while at < candidates.len() {
            let candidate = candidates[at];
            let of_class = (candidate.key >> 96) as u32;
            let passed = class != Some(of_class) && self.free == 0;
            if passed {
                break;
            }
            let took = if !may_have(&candidate) {
                false
            } else if tied {
                if class != Some(of_class) {
                    let alike = candidates[at..].iter().take_while(|c| (c.key >> 96) as u32 == of_class);
                    let size = alike.filter(|c| may_have(c)).fold(0u32, |sum, c| sum.saturating_add(c.size));
                    class = Some(of_class);
                    class_is_open = size > self.free && self.rules.end == ChainEnd::Refer;
                    self.beyond += size.saturating_sub(self.free).min(if class_is_open { 0 } else { u32::MAX });
                    self.free = self.free.saturating_sub(size);
                }
                self.hold(&candidate, class_is_open, held);
                true
            } else {
                self.take_one(&candidate, splitter, held, &mut alone)
            };
            if !took {
                candidates[kept] = candidate;
                kept += 1;
            }
            at += 1;
        }
        candidates.drain(kept..at);
        if !alone.is_empty() {
            candidates.append(&mut alone);
            candidates.sort_unstable_by_key(|candidate| candidate.key);
        }
    }

    /// Takes one who applies, or several as one, if they fit.
    fn take_one(
        &mut self,
        candidate: &Candidate,
        splitter: &mut impl Split,
        held: &mut Vec<Held>,
        alone: &mut Vec<Candidate>,
    ) -> bool {
        if candidate.size <= self.free {
            self.free -= candidate.size;
            self.hold(candidate, false, held);
            return true;
        }
        // Some but not all of them fit: there is a seat, or the walk would have ended.
        match self.rules.last_seat {
            Some(LastSeat::Beyond) => {
                self.beyond += candidate.size - self.free;
                self.hold(candidate, false, held);
            }
            Some(LastSeat::Refer) => self.hold(candidate, true, held),
            Some(last_seat @ (LastSeat::Split | LastSeat::ElderFirst)) => {
                let stay = splitter.split(candidate.agent, self.free, last_seat == LastSeat::ElderFirst, alone);
                self.hold(&stay, false, held);
            }
            Some(LastSeat::Skip) | None => return false,
        }
        self.free = 0;
        true
    }
}
