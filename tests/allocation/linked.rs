//! Linked applicants by hand: each way to treat the last seat, in every mechanism, and when they are one.

use crate::support::*;
use ruxue::allocation::model::*;
use ruxue::allocation::{Prepared, run, validate};

const LAST_SEATS: [LastSeat; 5] =
    [LastSeat::Beyond, LastSeat::Skip, LastSeat::Split, LastSeat::ElderFirst, LastSeat::Refer];

fn linked(tickets: LinkedTickets, apply: LinkedApply, last_seat: LastSeat) -> Option<Linked> {
    Some(Linked { tickets, apply, last_seat })
}

fn twin(row: u32, first: u32, wishes: &[u32], elder: i64) -> Entry {
    Entry { linked: Some(first), elder: Some(elder), ..entry(row, wishes) }
}

/// Where each is: a school's number, `?` and the number where held, `-` where nowhere.
fn shown(results: &Results) -> String {
    let show = |p: &Placement| match p.status {
        Status::Placed => p.seats[0].1.to_string(),
        Status::Refer => format!("?{}", p.seats[0].1),
        Status::Unplaced => "-".into(),
    };
    results.placements.iter().map(show).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_last_seat_falls_to_twins_as_the_round_says() {
    // Two seats: one is taken by the first, the twins come second with one ticket, another comes third.
    for mechanism in MECHANISMS {
        for last_seat in LAST_SEATS {
            let bands = if mechanism == Mechanism::Parallel { vec![2] } else { Vec::new() };
            let linked = linked(LinkedTickets::One, LinkedApply::Together, last_seat);
            let draw = draw(vec![Round { linked, bands, ..round("r", mechanism) }]);
            let wishes = [0, 1];
            let entries = vec![entry(0, &wishes), twin(1, 1, &wishes, 20), twin(2, 1, &wishes, 10), entry(3, &wishes)];
            let roster = roster(4, &[2, 5], entries);
            assert_eq!(validate(&draw, &roster), []);
            let results = run(&draw, &roster, &[Tickets::Single(vec![1, 5, 0, 7])]);
            let expected = match last_seat {
                LastSeat::Beyond => "0 0 0 1",
                LastSeat::Skip => "0 1 1 0",
                LastSeat::Split => "0 0 1 1",
                LastSeat::ElderFirst => "0 1 0 1",
                LastSeat::Refer => "0 ?0 ?0 1",
            };
            assert_eq!(shown(&results), expected, "{mechanism:?} {last_seat:?}");
            let cutoff = &results.rounds[0].cutoffs[0];
            let admitted = match last_seat {
                LastSeat::Beyond => 3,
                LastSeat::Refer => 1,
                _ => 2,
            };
            assert_eq!((cutoff.seats, cutoff.admitted, cutoff.left), (2, admitted, 0), "{mechanism:?} {last_seat:?}");
        }
    }
}

#[test]
fn those_who_apply_as_one_stand_where_the_first_of_them_stands() {
    for mechanism in MECHANISMS {
        let run_with = |tickets, apply| {
            let bands = if mechanism == Mechanism::Parallel { vec![1] } else { Vec::new() };
            let linked = linked(tickets, apply, LastSeat::Skip);
            let draw = draw(vec![Round { linked, bands, ..round("r", mechanism) }]);
            let entries = vec![twin(0, 0, &[0], 0), entry(1, &[0]), twin(2, 0, &[0], 0)];
            let roster = roster(3, &[2], entries);
            assert_eq!(validate(&draw, &roster), []);
            let results = run(&draw, &roster, &[Tickets::Single(vec![1, 5, 9])]);
            (shown(&results), results.rounds[0].cutoffs[0].last.clone())
        };
        let last = |ticket| Some((Vec::new(), Some(ticket)));
        use LinkedApply::{Alone, Together};
        use LinkedTickets::{One, Own};
        assert_eq!(run_with(Own, Together), ("0 - 0".into(), last(1)), "{mechanism:?}");
        assert_eq!(run_with(One, Together), ("0 - 0".into(), last(1)), "{mechanism:?}");
        assert_eq!(run_with(One, Alone), ("0 - 0".into(), last(1)), "{mechanism:?}");
        assert_eq!(run_with(Own, Alone), ("0 0 -".into(), last(5)), "{mechanism:?}");
    }
}

#[test]
fn with_other_lists_each_applies_alone_and_one_ticket_is_still_one() {
    let linked = linked(LinkedTickets::One, LinkedApply::Together, LastSeat::Skip);
    let draw = draw(vec![Round { linked, ..round("r", Mechanism::DeferredAcceptance) }]);
    let entries = vec![twin(0, 0, &[0, 1], 0), entry(1, &[0, 1]), twin(2, 0, &[0], 0)];
    let roster = roster(3, &[1, 1], entries);
    // With one ticket the later twin is before the other applicant, and behind the first by the roster.
    let results = run(&draw, &roster, &[Tickets::Single(vec![3, 5, 9])]);
    assert_eq!(shown(&results), "0 1 -");
}

#[test]
fn one_ticket_is_that_of_the_first_who_takes_part() {
    let linked = linked(LinkedTickets::One, LinkedApply::Alone, LastSeat::Skip);
    let draw = draw(vec![Round { linked, ..round("r", Mechanism::DeferredAcceptance) }]);
    // Row 0 is the first of the linked, and takes no part.
    let entries = vec![twin(1, 0, &[0], 0), twin(2, 0, &[0], 0), entry(3, &[0])];
    let roster = roster(4, &[2], entries);
    assert_eq!(validate(&draw, &roster), []);
    let results = run(&draw, &roster, &[Tickets::Single(vec![9, 1, 8, 5])]);
    assert_eq!(shown(&results), "- 0 0 -");
}

#[test]
fn a_refused_twin_goes_on_alone_and_the_other_stays() {
    // Deferred acceptance: the twins hold both seats of school 0 until one with a better ticket is refused elsewhere.
    for (last_seat, expected) in [
        (LastSeat::Split, "0 1 0 2"),
        (LastSeat::ElderFirst, "1 0 0 2"),
        (LastSeat::Skip, "1 1 0 2"),
        (LastSeat::Beyond, "0 0 0 2"),
        (LastSeat::Refer, "?0 ?0 0 2"),
    ] {
        let linked = linked(LinkedTickets::One, LinkedApply::Together, last_seat);
        let draw = draw(vec![Round { linked, ..round("r", Mechanism::DeferredAcceptance) }]);
        let entries = vec![twin(0, 0, &[0, 1], 9), twin(1, 0, &[0, 1], 8), entry(2, &[2, 0]), entry(3, &[2, 0])];
        let roster = roster(4, &[2, 2, 1], entries);
        let results = run(&draw, &roster, &[Tickets::Single(vec![5, 6, 2, 1])]);
        assert_eq!(shown(&results), expected, "{last_seat:?}");
    }
}

#[test]
fn of_three_two_stay_one_and_the_third_goes_on_alone() {
    let linked = linked(LinkedTickets::One, LinkedApply::Together, LastSeat::Split);
    let draw = draw(vec![Round { linked, ..round("r", Mechanism::DeferredAcceptance) }]);
    let wishes = [0, 1];
    let entries = vec![twin(0, 0, &wishes, 0), twin(1, 0, &wishes, 0), twin(2, 0, &wishes, 0), entry(3, &wishes)];
    let roster = roster(4, &[2, 1], entries);
    let results = run(&draw, &roster, &[Tickets::Single(vec![5, 6, 7, 8])]);
    assert_eq!(shown(&results), "0 0 1 -");
}

#[test]
fn those_referred_hold_their_seats_and_leave_none() {
    let linked = linked(LinkedTickets::One, LinkedApply::Together, LastSeat::Refer);
    let mut second = round("second", Mechanism::ImmediateAcceptance);
    second.less_placed = true;
    let draw = draw(vec![Round { linked, ..round("r", Mechanism::DeferredAcceptance) }, second]);
    let mut roster = roster(3, &[1], vec![twin(0, 0, &[0], 0), twin(1, 0, &[0], 0)]);
    roster
        .rounds
        .push(RoundRoster { seats: vec![Some(2)], entries: vec![entry(0, &[0]), entry(1, &[0]), entry(2, &[0])] });
    assert_eq!(validate(&draw, &roster), []);
    let tickets = Tickets::Single(vec![0, 1, 2]);
    let results = run(&draw, &roster, &[tickets.clone(), tickets]);
    assert_eq!(shown(&results), "?0 ?0 0");
    assert_eq!(results.rounds[1].took_part, [2]);
    // The seat that both hold was given once.
    assert_eq!(results.rounds[1].cutoffs[0].seats, 1);
}

#[test]
fn applicants_linked_to_nobody_else_are_as_others() {
    for seed in 0..500 {
        let mut dice = Dice::new(seed);
        let mut draw = dice.draw(2, Wanted { tied: false, ..ANYTHING });
        let roster = dice.roster(&draw, 25, 7);
        if roster.rounds.iter().any(|part| part.entries.iter().any(|entry| entry.linked.is_some())) {
            continue;
        }
        let tickets = dice.tickets_for(&draw, &roster);
        let with = run(&draw, &roster, &tickets);
        draw.rounds.iter_mut().for_each(|round| round.linked = None);
        assert_eq!(Prepared::by_steps(&draw, &roster).run(&tickets), with, "seed {seed}");
    }
}
