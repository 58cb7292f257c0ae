//! Draws at random: every mechanism and parameter of `rounds.json`, and rosters that fit them.

use crate::rng::Rng;
use ruxue::allocation::model::*;
use ruxue::record::public::Public;
use ruxue::record::roster::Days;

/// Which draws to make.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub applicants: usize,
    pub schools: usize,
    pub rounds: usize,
}

/// A draw at random.
pub fn draw(rng: &mut Rng, size: Size) -> Public {
    let rounds = rng.between(1, size.rounds as i64) as usize;
    let order = rng.pick(&[Sequence::InTurn, Sequence::AtOnce]);
    let rounds: Vec<Round> = (0..rounds).map(|at| round(rng, at, rounds, order)).collect();
    let several_wins = match (order, rng.below(3)) {
        (Sequence::InTurn, _) => None,
        (Sequence::AtOnce, 0) => Some(SeveralWins::Refer(ReferWord::Refer)),
        (Sequence::AtOnce, _) => {
            let mut keep: Vec<String> = rounds.iter().map(|round| round.name.clone()).collect();
            rng.shuffle(&mut keep);
            keep.truncate(1 + rng.below(rounds.len()));
            Some(SeveralWins::Keep { keep, freed: rng.pick(&[Freed::Next, Freed::Empty]) })
        }
    };
    let draw =
        Draw { format: "ruxue-rounds/1".into(), draw: "2024/junior/first_batch".into(), order, several_wins, rounds };
    let mut days = Days::new();
    let roster = roster(rng, &draw, size, &mut days);
    Public { draw, roster, days }
}

fn round(rng: &mut Rng, at: usize, rounds: usize, order: Sequence) -> Round {
    let mechanism = rng.pick(&[
        Mechanism::SerialDictatorship,
        Mechanism::ImmediateAcceptance,
        Mechanism::ImmediateAcceptanceSkipping,
        Mechanism::Parallel,
        Mechanism::DeferredAcceptance,
    ]);
    let serial = mechanism == Mechanism::SerialDictatorship;
    let bands = match mechanism {
        Mechanism::Parallel => (0..rng.between(1, 3)).map(|_| rng.between(1, 3) as u32).collect(),
        _ => Vec::new(),
    };
    let names = ["class", "points", "since", "距离"];
    let criteria = names[..rng.below(4)]
        .iter()
        .map(|name| Criterion {
            name: (*name).into(),
            first: rng.pick(&[First::Lowest, First::Highest]),
            per_wish: !serial && rng.percent(30),
        })
        .collect();
    let end = match rng.below(10) {
        0..=5 => ChainEnd::Ticket,
        6 | 7 if !serial => ChainEnd::TicketAtSchool,
        8 => ChainEnd::Refer,
        9 => ChainEnd::AdmitAll,
        _ => ChainEnd::Ticket,
    };
    let groups = match serial || rng.percent(60) {
        true => Vec::new(),
        false => {
            let mut groups: Vec<SeatGroup> = (0..rng.below(3)).map(|number| group(rng, number)).collect();
            groups.push(SeatGroup {
                name: "rest".into(),
                take: Take::Rest,
                of: None,
                amount: 0,
                rounded: None,
                for_all: true,
                counting_earlier: false,
                unfilled: Unfilled::Next,
            });
            groups
        }
    };
    let last_seats = [LastSeat::Beyond, LastSeat::Skip, LastSeat::Split, LastSeat::ElderFirst, LastSeat::Refer];
    let tied = matches!(end, ChainEnd::Refer | ChainEnd::AdmitAll);
    let linked = (!tied && rng.percent(50)).then(|| Linked {
        tickets: rng.pick(&[LinkedTickets::One, LinkedTickets::Own]),
        apply: rng.pick(&[LinkedApply::Together, LinkedApply::Alone]),
        last_seat: rng.pick(&last_seats),
    });
    let unplaced = match rng.below(3) {
        0 if order == Sequence::InTurn && at + 1 < rounds => Unplaced::Join(name(at + 1)),
        1 => Unplaced::Refer,
        _ => Unplaced::Stay,
    };
    Round {
        name: name(at),
        mechanism,
        bands,
        criteria,
        end,
        groups,
        linked,
        less_placed: rng.percent(50),
        unplaced,
        leftover: rng.pick(&[Leftover::ToLaterRounds, Leftover::StayEmpty]),
        guarantee: rng.percent(30),
    }
}

fn name(at: usize) -> String {
    ["group1", "private", "第三轮"].get(at).map_or_else(|| format!("r{at}"), |name| (*name).to_string())
}

fn group(rng: &mut Rng, number: usize) -> SeatGroup {
    let take = rng.pick(&[Take::All, Take::Count, Take::Share]);
    let share = take == Take::Share;
    SeatGroup {
        name: ["siblings", "本街道"][number].into(),
        take,
        of: share.then(|| rng.pick(&[ShareOf::Plan, ShareOf::Left])),
        amount: if take == Take::All { 0 } else { rng.below(60) as u32 },
        rounded: share.then(|| rng.pick(&[Rounded::Down, Rounded::Up])),
        for_all: rng.percent(20),
        counting_earlier: rng.percent(50),
        unfilled: rng.pick(&[Unfilled::Next, Unfilled::Stay]),
    }
}

fn roster(rng: &mut Rng, draw: &Draw, size: Size, days: &mut Days) -> Roster {
    let ids: Vec<String> = (0..rng.below(size.applicants + 1)).map(|at| format!("G2024{at:06}")).collect();
    let schools: Vec<String> = (0..rng.between(1, size.schools as i64)).map(|at| format!("S{at:02}")).collect();
    let mut lists: Vec<(String, Vec<u32>)> = Vec::new();
    if draw.rounds.iter().any(|round| round.guarantee) {
        for name in ["far", "near", "whole_area"] {
            lists.push((name.into(), some(rng, schools.len())));
        }
    }
    let mut rounds = Vec::new();
    for (number, round) in draw.rounds.iter().enumerate() {
        let sent = draw.rounds.iter().any(|other| other.unplaced == Unplaced::Join(round.name.clone()));
        let mut is_day = Vec::new();
        for _ in &round.criteria {
            is_day.push(rng.percent(30));
        }
        let seats: Vec<Option<u32>> =
            (0..schools.len()).map(|_| rng.percent(90).then(|| rng.below(5) as u32)).collect();
        let mut entries: Vec<Entry> = Vec::new();
        for row in 0..ids.len() {
            if rng.percent(15) {
                continue;
            }
            let mut wishes = some(rng, schools.len());
            wishes.retain(|at| seats[*at as usize].is_some());
            let mut entry = Entry { row: row as u32, joins: sent && rng.percent(20), wishes, ..Entry::default() };
            for (at, criterion) in round.criteria.iter().enumerate() {
                let count = if criterion.per_wish { entry.wishes.len() } else { 1 };
                let values: Vec<Option<i64>> = (0..count)
                    .map(|_| rng.percent(85).then(|| rng.between(-2, 3) + if is_day[at] { 17_000 } else { 0 }))
                    .collect();
                if is_day[at] && values.iter().any(Option::is_some) {
                    days.insert((number, at));
                }
                entry.criteria.push(values);
            }
            if !round.groups.is_empty() {
                entry.groups = entry.wishes.iter().map(|_| rng.next() & ((1 << round.groups.len()) - 1)).collect();
            }
            if let Some(linked) = round.linked {
                if let Some(before) = entries.last_mut().filter(|_| rng.percent(25)) {
                    let first = before.linked.unwrap_or(before.row);
                    before.linked = Some(first);
                    entry.linked = Some(first);
                    if rng.percent(70) {
                        entry.wishes = before.wishes.clone();
                        entry.criteria = before.criteria.clone();
                        entry.groups = before.groups.clone();
                    }
                }
                if linked.last_seat == LastSeat::ElderFirst && rng.percent(90) {
                    entry.elder = Some(rng.between(16_000, 16_900));
                }
            }
            if round.guarantee {
                entry.tiers = some(rng, lists.len());
            }
            entries.push(entry);
        }
        rounds.push(RoundRoster { seats, entries });
    }
    Roster { ids, schools, lists, rounds }
}

/// Some of the first so many numbers, in any order.
fn some(rng: &mut Rng, of: usize) -> Vec<u32> {
    let mut all: Vec<u32> = (0..of as u32).collect();
    rng.shuffle(&mut all);
    all.truncate(rng.below(of + 1));
    all
}
