//! Several rounds by hand: in turn, at once, joins, seats that pass on.

use crate::support::*;
use ruxue::allocation::model::*;
use ruxue::allocation::{run, validate};

/// Rounds of one mechanism over the same schools; each part is seats and entries.
fn play(draw: &Draw, rows: usize, parts: Vec<(Vec<u32>, Vec<Entry>)>) -> Results {
    let schools = parts[0].0.len();
    let rounds =
        parts.into_iter().map(|(seats, entries)| RoundRoster { seats: seats.into_iter().map(Some).collect(), entries });
    let roster =
        Roster { ids: ids('A', rows), schools: ids('S', schools), lists: Vec::new(), rounds: rounds.collect() };
    assert_eq!(validate(draw, &roster), []);
    // The same tickets in each round, in the order of rows.
    let tickets = vec![Tickets::Single((0..rows as u64).collect()); draw.rounds.len()];
    run(draw, &roster, &tickets)
}

fn plain(name: &str) -> Round {
    round(name, Mechanism::DeferredAcceptance)
}

fn joins(row: u32, wishes: &[u32]) -> Entry {
    Entry { joins: true, ..entry(row, wishes) }
}

#[test]
fn in_turn_whoever_is_placed_or_referred_leaves() {
    let first = Round { unplaced: Unplaced::Refer, ..plain("a") };
    let draw = draw(vec![plain("b"), first, plain("c")]);
    let all = || (0..4).map(|row| entry(row, &[0])).collect::<Vec<_>>();
    let results = play(&draw, 5, vec![(vec![1], all()), (vec![1], all()), (vec![9], all())]);
    let took_part: Vec<_> = results.rounds.iter().map(|round| round.took_part.clone()).collect();
    assert_eq!(took_part, [vec![0, 1, 2, 3], vec![1, 2, 3], vec![]]);
    let ends: Vec<_> = results.placements.iter().map(|p| (p.status, p.last_round)).collect();
    let placed = (Status::Placed, None);
    let referred = (Status::Refer, Some(1));
    assert_eq!(ends, [placed, placed, referred, referred, (Status::Unplaced, None)]);
}

#[test]
fn who_joins_takes_part_only_if_sent() {
    let first = Round { unplaced: Unplaced::Join("c".into()), ..plain("a") };
    let draw = draw(vec![first, plain("b"), plain("c")]);
    let results = play(
        &draw,
        4,
        vec![
            (vec![1], vec![entry(0, &[0]), entry(1, &[0]), entry(2, &[0])]),
            (vec![1], vec![entry(1, &[0])]),
            (vec![9], vec![joins(0, &[0]), joins(1, &[0]), joins(2, &[0]), joins(3, &[0])]),
        ],
    );
    // Row 0 was placed, row 1 sent but placed in between, row 3 never sent.
    assert_eq!(results.rounds[2].took_part, [2]);
    assert_eq!(placed(&results), [Some((0, 0)), Some((1, 0)), Some((2, 0)), None]);
}

#[test]
fn seats_given_earlier_are_taken_off_where_said() {
    for (less_placed, expected) in [(true, 1), (false, 3)] {
        let second = Round { less_placed, ..plain("b") };
        let draw = draw(vec![plain("a"), second]);
        let results = play(
            &draw,
            6,
            vec![
                (vec![3], vec![entry(0, &[0]), entry(1, &[0])]),
                (vec![3], (2..6).map(|row| entry(row, &[0])).collect()),
            ],
        );
        assert_eq!(results.rounds[1].cutoffs[0].admitted, expected);
        assert_eq!(results.rounds[1].cutoffs[0].seats, expected);
    }
}

#[test]
fn a_school_whose_seats_stay_empty_is_closed_later() {
    let first = Round { leftover: Leftover::StayEmpty, ..plain("a") };
    let draw = draw(vec![first, plain("b")]);
    let results =
        play(&draw, 3, vec![(vec![2, 0], vec![entry(0, &[0])]), (vec![2, 2], vec![entry(1, &[0, 1]), entry(2, &[1])])]);
    // Both schools took part in the first round, so both are closed.
    assert_eq!(placed(&results), [Some((0, 0)), None, None]);
    assert_eq!(results.rounds[1].cutoffs[0].applied, 1);
}

/// Two rounds at once, of one seat each; rows 0 and 1 are in both, row 2 only in the second.
fn at_once(several_wins: SeveralWins) -> Results {
    let mut draw = draw(vec![plain("a"), plain("b")]);
    draw.order = Sequence::AtOnce;
    draw.several_wins = Some(several_wins);
    let both = || vec![entry(0, &[0, 1]), entry(1, &[0, 1])];
    let mut second = both();
    second.push(entry(2, &[0]));
    play(&draw, 3, vec![(vec![1, 0], both()), (vec![1, 0], second)])
}

#[test]
fn at_once_whoever_wins_several_keeps_the_first_named() {
    let keep = |names: &[&str], freed| SeveralWins::Keep { keep: names.iter().map(|n| (*n).into()).collect(), freed };
    let next = at_once(keep(&["a", "b"], Freed::Next));
    assert_eq!(placed(&next), [Some((0, 0)), Some((1, 0)), None]);
    assert_eq!(next.rounds[1].took_part, [1, 2]);
    let next = at_once(keep(&["b", "a"], Freed::Next));
    assert_eq!(placed(&next), [Some((1, 0)), Some((0, 0)), None]);
    let next = at_once(keep(&["b"], Freed::Next));
    assert_eq!(placed(&next), [Some((1, 0)), Some((0, 0)), None]);
    let empty = at_once(keep(&["b", "a"], Freed::Empty));
    assert_eq!(placed(&empty), [Some((1, 0)), None, None]);
    assert_eq!(empty.rounds[0].ended[0].school, Some(0), "the round itself placed them");
    assert_eq!(empty.placements[1].last_round, Some(1));
}

#[test]
fn at_once_whoever_wins_several_may_be_referred_with_all_seats() {
    let refer = at_once(SeveralWins::Refer(ReferWord::Refer));
    assert_eq!(refer.placements[0].status, Status::Refer);
    assert_eq!(refer.placements[0].seats, [(0, 0), (1, 0)]);
    assert_eq!(placed(&refer), [None, None, None]);
}

#[test]
fn the_skipping_form_loses_no_turn_on_a_full_school() {
    // Row 2's second wish is full after the first step; in the standard form their turn at it is lost, and row 3, who wants
    // school 2 second, is before them.
    let with = |mechanism| {
        let draw = draw(vec![round("r", mechanism)]);
        let entries = vec![entry(0, &[0]), entry(1, &[1]), entry(2, &[0, 1, 2]), entry(3, &[0, 2])];
        placed(&play(&draw, 4, vec![(vec![1, 1, 1], entries)]))
    };
    let school = |school| Some((0, school));
    assert_eq!(with(Mechanism::ImmediateAcceptance), [school(0), school(1), None, school(2)]);
    assert_eq!(with(Mechanism::ImmediateAcceptanceSkipping), [school(0), school(1), school(2), None]);
}

#[test]
fn who_applied_is_counted_without_wishes_passed_over() {
    let applied = |mechanism| -> Vec<_> {
        let draw = draw(vec![round("r", mechanism)]);
        let entries = vec![entry(0, &[0]), entry(1, &[1]), entry(2, &[0, 1, 2]), entry(3, &[0, 2])];
        let results = play(&draw, 4, vec![(vec![1, 1, 1], entries)]);
        results.rounds[0].cutoffs.iter().map(|c| (c.applied, c.last.clone().and_then(|(_, ticket)| ticket))).collect()
    };
    assert_eq!(applied(Mechanism::ImmediateAcceptance), [(3, Some(0)), (2, Some(1)), (2, Some(3))]);
    assert_eq!(applied(Mechanism::ImmediateAcceptanceSkipping), [(3, Some(0)), (1, None), (2, Some(2))]);
}
