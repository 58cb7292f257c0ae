//! Diagnostics: an instance by hand, and counted anew from the words of their definition.

use std::cmp::Ordering;

use crate::support::*;
use ruxue::allocation::model::*;
use ruxue::allocation::{Envy, Ranks, diagnose, run};

/// Who stands first at the school of a wish: criteria in turn, unknown last, then the ticket, then the row.
fn compare(round: &Round, tickets: &Tickets, a: (&Entry, usize), b: (&Entry, usize)) -> (Ordering, Ordering) {
    let mut by_criteria = Ordering::Equal;
    for (at, criterion) in round.criteria.iter().enumerate() {
        let value = |(entry, wish): (&Entry, usize)| entry.criteria[at][if criterion.per_wish { wish } else { 0 }];
        by_criteria = by_criteria.then(match (value(a), value(b)) {
            (None, None) => Ordering::Equal,
            (None, _) => Ordering::Greater,
            (_, None) => Ordering::Less,
            (Some(a), Some(b)) if criterion.first == First::Lowest => a.cmp(&b),
            (Some(a), Some(b)) => b.cmp(&a),
        });
    }
    let school = a.0.wishes[a.1] as usize;
    let ticket = |row: u32| match tickets {
        Tickets::None => None,
        Tickets::Single(tickets) => Some((tickets[row as usize], row)),
        Tickets::AtSchool(tickets) => Some((tickets[school][row as usize], row)),
    };
    (by_criteria.then(ticket(a.0.row).cmp(&ticket(b.0.row))), by_criteria)
}

#[test]
fn envy_and_waste_are_what_their_definitions_say() {
    let (mut envious, mut wasted) = (0, 0);
    for seed in 0..2000 {
        let mut dice = Dice::new(seed);
        let draw = dice.draw(2, ANYTHING);
        let roster = dice.roster(&draw, 20, 6);
        let tickets = dice.tickets_for(&draw, &roster);
        let results = run(&draw, &roster, &tickets);
        let measured = diagnose(&draw, &roster, &tickets, &results);
        for (at, round) in draw.rounds.iter().enumerate() {
            let (of, part, found) = (&results.rounds[at], &roster.rounds[at], &measured.rounds[at]);
            let took: Vec<(&Entry, &Ended)> = of
                .took_part
                .iter()
                .map(|row| part.entries.iter().find(|entry| entry.row == *row).expect("an entry"))
                .zip(&of.ended)
                .collect();
            let mut expected = [Envy::default(); 2];
            let mut waste = Envy::default();
            for (entry, end) in &took {
                let met = end.wish.filter(|wish| *wish > 0).map_or(entry.wishes.len(), |wish| wish as usize - 1);
                let mut pairs = [0, 0];
                let mut empty = 0;
                for (wish, school) in entry.wishes[..met].iter().enumerate() {
                    let may = |group: Option<u32>| {
                        group.is_none_or(|group| {
                            round.groups[group as usize].for_all || entry.groups[wish] >> group & 1 == 1
                        })
                    };
                    let mut before = [false, false];
                    for (other, held) in &took {
                        if held.status == Status::Placed
                            && held.school == Some(*school)
                            && held.wish > Some(0)
                            && may(held.group)
                        {
                            let their_wish = held.wish.expect("a wish") as usize - 1;
                            let (order, criteria) = compare(round, &tickets[at], (entry, wish), (other, their_wish));
                            before[0] |= order.is_lt();
                            before[1] |= criteria.is_lt();
                        }
                    }
                    pairs[0] += u32::from(before[0]);
                    pairs[1] += u32::from(before[1]);
                    let left = |group| of.cutoffs.iter().any(|c| c.school == *school && c.group == group && c.left > 0);
                    let groups = (0..round.groups.len() as u32).any(|group| may(Some(group)) && left(Some(group)));
                    empty += u32::from(left(None) && (round.groups.is_empty() || groups));
                }
                for (envy, pairs) in expected.iter_mut().chain([&mut waste]).zip(pairs.into_iter().chain([empty])) {
                    envy.applicants += u32::from(pairs > 0);
                    envy.pairs += pairs;
                }
            }
            assert_eq!(found.waste, waste, "seed {seed}");
            wasted += found.waste.pairs;
            if round.linked.is_some() {
                // Linked applicants do not stand where their own order puts them.
                continue;
            }
            assert_eq!([found.envy, found.envy_by_criteria], expected, "seed {seed}");
            let strict = matches!(round.end, ChainEnd::Ticket | ChainEnd::TicketAtSchool);
            if round.mechanism == Mechanism::DeferredAcceptance && strict && round.groups.is_empty() {
                assert_eq!((found.envy.pairs, found.waste.pairs), (0, 0), "seed {seed}");
            }
            envious += found.envy.pairs;
        }
    }
    assert!(envious > 100 && wasted > 50, "{envious} {wasted}");
}

#[test]
fn a_small_round_in_numbers() {
    // Immediate acceptance: row 2 of the better class loses their turn at school 0 and finds school 1 taken.
    let draw =
        draw(vec![Round { criteria: vec![criterion("class", false)], ..round("r", Mechanism::ImmediateAcceptance) }]);
    let classed = |row, class, wishes: &[u32]| Entry { criteria: vec![vec![class]], ..entry(row, wishes) };
    let entries = vec![
        classed(0, Some(1), &[0]),
        classed(1, Some(2), &[1, 2]),
        classed(2, Some(1), &[0, 1]),
        classed(3, None, &[]),
        classed(4, Some(2), &[1, 2]),
    ];
    let roster = roster(6, &[1, 1, 2], entries);
    let tickets = vec![Tickets::Single(vec![1, 2, 3, 3, 9, 9])];
    let measured = diagnose(&draw, &roster, &tickets, &run(&draw, &roster, &tickets));
    assert_eq!((measured.placed, measured.referred, measured.unplaced, measured.took_no_part), (3, 0, 2, 1));
    let round = &measured.rounds[0];
    assert_eq!((round.seats, round.seats_left, round.schools_over, round.schools_under), (4, 1, 2, 0));
    let ranks = |applicants, at_wish: &[u32], unplaced| Ranks {
        applicants,
        at_wish: at_wish.to_vec(),
        unplaced,
        ..Ranks::default()
    };
    assert_eq!(round.ranks, ranks(5, &[2, 1], 2));
    assert_eq!(
        round.by_class,
        [(Some(1), ranks(2, &[1], 1)), (Some(2), ranks(2, &[1, 1], 0)), (None, ranks(1, &[], 1))]
    );
    let one = Envy { applicants: 1, pairs: 1 };
    assert_eq!((round.envy, round.envy_by_criteria, round.waste), (one, one, Envy::default()));
    // Rows 2 and 3 drew alike; row 5, who drew what row 4 did, takes no part.
    assert_eq!(round.equal_tickets, 2);
    let school = &round.schools[1];
    assert_eq!((school.school.as_str(), school.wished, school.wished_first, school.envy), ("S00001", 3, 2, 1));
    assert_eq!(school.whole.criteria, Some(vec![Some(2)]));
    assert_eq!(school.whole.ticket.as_deref(), Some("0000000000000002"));
    let json = serde_json::to_value(&measured).expect("plain data");
    assert_eq!(json["rounds"][0]["schools"][2]["whole"]["left"], 1);
}
