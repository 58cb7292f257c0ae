//! What must not change when something that does not matter is changed, and what mechanisms come to the same.

use crate::support::*;
use ruxue::allocation::model::*;
use ruxue::allocation::{Market, run, top_trading_cycles, validate};

#[test]
fn the_order_of_entries_does_not_matter() {
    for seed in 0..1500 {
        let mut dice = Dice::new(seed);
        let draw = dice.draw(3, ANYTHING);
        let mut roster = dice.roster(&draw, 25, 7);
        let tickets = dice.tickets_for(&draw, &roster);
        let before = run(&draw, &roster, &tickets);
        roster.rounds.iter_mut().for_each(|part| dice.shuffle(&mut part.entries));
        assert_eq!(run(&draw, &roster, &tickets), before, "seed {seed}");
    }
}

/// A list moved so that what stood at `n` stands at `to[n]`.
fn moved<T: Clone>(list: &[T], to: &[u32]) -> Vec<T> {
    let mut moved = list.to_vec();
    to.iter().zip(list).for_each(|(to, item)| moved[*to as usize] = item.clone());
    moved
}

#[test]
fn the_order_of_rows_and_of_schools_does_not_matter() {
    // But where the roster's order is asked for: linked applicants, equal tickets, a guarantee without one ticket.
    for seed in 0..1500 {
        let mut dice = Dice::new(seed);
        let mut draw = dice.draw(3, Wanted { linked: false, ..ANYTHING });
        for round in draw.rounds.iter_mut().filter(|round| round.end != ChainEnd::Ticket) {
            round.guarantee = false;
        }
        let mut roster = dice.roster(&draw, 25, 7);
        roster.rounds.iter_mut().zip(&draw.rounds).for_each(|(part, round)| {
            part.entries.iter_mut().filter(|_| !round.guarantee).for_each(|entry| entry.tiers.clear());
        });
        assert_eq!(validate(&draw, &roster), [], "seed {seed}");
        let (rows, count) = (roster.ids.len(), roster.schools.len());
        let tickets = |dice: &mut Dice| {
            let mut unlike: Vec<u64> = (0..rows as u64).collect();
            dice.shuffle(&mut unlike);
            unlike
        };
        let tickets: Vec<Tickets> = draw
            .rounds
            .iter()
            .map(|round| match round.end {
                ChainEnd::Ticket => Tickets::Single(tickets(&mut dice)),
                ChainEnd::TicketAtSchool => Tickets::AtSchool((0..count).map(|_| tickets(&mut dice)).collect()),
                _ => Tickets::None,
            })
            .collect();
        let before = run(&draw, &roster, &tickets);

        let (mut row_to, mut school_to): (Vec<u32>, Vec<u32>) =
            ((0..rows as u32).collect(), (0..count as u32).collect());
        dice.shuffle(&mut row_to);
        dice.shuffle(&mut school_to);
        for (_, schools) in &mut roster.lists {
            schools.iter_mut().for_each(|school| *school = school_to[*school as usize]);
        }
        for part in &mut roster.rounds {
            part.seats = moved(&part.seats, &school_to);
            for entry in &mut part.entries {
                entry.row = row_to[entry.row as usize];
                entry.wishes.iter_mut().for_each(|school| *school = school_to[*school as usize]);
            }
        }
        let tickets: Vec<Tickets> = tickets
            .iter()
            .map(|tickets| match tickets {
                Tickets::None => Tickets::None,
                Tickets::Single(tickets) => Tickets::Single(moved(tickets, &row_to)),
                Tickets::AtSchool(tickets) => {
                    let each: Vec<Vec<u64>> = tickets.iter().map(|tickets| moved(tickets, &row_to)).collect();
                    Tickets::AtSchool(moved(&each, &school_to))
                }
            })
            .collect();
        let mut expected = moved(&before.placements, &row_to);
        for placement in &mut expected {
            placement.seats.iter_mut().for_each(|(_, school)| *school = school_to[*school as usize]);
        }
        assert_eq!(run(&draw, &roster, &tickets).placements, expected, "seed {seed}");
    }
}

#[test]
fn parallel_has_immediate_and_deferred_acceptance_at_its_ends() {
    for seed in 0..1500 {
        let mut dice = Dice::new(seed);
        let mut draw = dice.draw(1, ANYTHING);
        if draw.rounds[0].mechanism == Mechanism::SerialDictatorship {
            continue;
        }
        let roster = dice.roster(&draw, 25, 7);
        let tickets = dice.tickets_for(&draw, &roster);
        let mut with = |mechanism, bands: Vec<u32>| {
            draw.rounds[0].mechanism = mechanism;
            draw.rounds[0].bands = bands;
            assert_eq!(validate(&draw, &roster), [], "seed {seed}");
            run(&draw, &roster, &tickets)
        };
        let immediate = with(Mechanism::ImmediateAcceptance, Vec::new());
        assert_eq!(with(Mechanism::Parallel, vec![1; 6]), immediate, "seed {seed}");
        let deferred = with(Mechanism::DeferredAcceptance, Vec::new());
        assert_eq!(with(Mechanism::Parallel, vec![6]), deferred, "seed {seed}");
        assert_eq!(with(Mechanism::Parallel, vec![u32::MAX, 2]), deferred, "seed {seed}");
    }
}

#[test]
fn with_one_order_for_all_schools_many_mechanisms_are_one() {
    for seed in 0..600 {
        let mut dice = Dice::new(seed);
        let mut draw = draw(vec![round("r", Mechanism::DeferredAcceptance)]);
        let roster = dice.roster(&draw, 25, 7);
        let tickets = dice.tickets_for(&draw, &roster);
        let deferred = run(&draw, &roster, &tickets);
        draw.rounds[0].mechanism = Mechanism::SerialDictatorship;
        assert_eq!(run(&draw, &roster, &tickets), deferred, "seed {seed}");

        let Tickets::Single(drawn) = &tickets[0] else { panic!("one ticket") };
        let mut order: Vec<u32> = (0..drawn.len() as u32).collect();
        order.sort_by_key(|row| drawn[*row as usize]);
        let part = &roster.rounds[0];
        let mut market = Market {
            wishes: vec![Vec::new(); drawn.len()],
            orders: vec![order; part.seats.len()],
            seats: part.seats.iter().map(|seats| seats.unwrap_or(0)).collect(),
        };
        for entry in &part.entries {
            market.wishes[entry.row as usize].clone_from(&entry.wishes);
        }
        assert_eq!(top_trading_cycles(&market), schools(&deferred), "seed {seed}");
    }
}

#[test]
fn one_more_seat_harms_nobody_in_deferred_acceptance() {
    for seed in 0..1500 {
        let mut dice = Dice::new(seed);
        let mut draw = dice.draw(1, PLAIN);
        draw.rounds[0].mechanism = Mechanism::DeferredAcceptance;
        draw.rounds[0].bands.clear();
        let mut roster = dice.roster(&draw, 25, 7);
        let tickets = dice.tickets_for(&draw, &roster);
        let rank = |results: &Results| -> Vec<u32> {
            results.placements.iter().map(|placement| placement.wish.unwrap_or(u32::MAX)).collect()
        };
        let before = rank(&run(&draw, &roster, &tickets));
        let school = dice.below(roster.schools.len() as u32) as usize;
        *roster.rounds[0].seats[school].get_or_insert(0) += 1;
        let after = rank(&run(&draw, &roster, &tickets));
        assert!(before.iter().zip(&after).all(|(before, after)| after <= before), "seed {seed}");
    }
}

#[test]
fn a_group_for_all_of_all_seats_is_no_group() {
    for seed in 0..1500 {
        let mut dice = Dice::new(seed);
        let mut draw = dice.draw(1, Wanted { groups: false, ..ANYTHING });
        if draw.rounds[0].mechanism == Mechanism::SerialDictatorship {
            continue;
        }
        let mut roster = dice.roster(&draw, 25, 7);
        let tickets = dice.tickets_for(&draw, &roster);
        let mut expected = run(&draw, &roster, &tickets);
        let all = SeatGroup {
            name: "g".into(),
            take: Take::Rest,
            of: None,
            amount: 0,
            rounded: None,
            for_all: true,
            counting_earlier: false,
            unfilled: Unfilled::Next,
        };
        // An empty group before it changes nothing either.
        draw.rounds[0].groups = vec![SeatGroup { name: "none".into(), take: Take::Count, ..all.clone() }, all];
        for entry in &mut roster.rounds[0].entries {
            entry.groups = vec![0; entry.wishes.len()];
        }
        assert_eq!(validate(&draw, &roster), [], "seed {seed}");
        let found = run(&draw, &roster, &tickets);
        for placement in expected.placements.iter_mut().filter(|p| p.wish.is_some_and(|wish| wish > 0)) {
            placement.group = Some(1);
        }
        assert_eq!(found.placements, expected.placements, "seed {seed}");
        let whole: Vec<_> = found.rounds[0].cutoffs.iter().filter(|c| c.group.is_none()).cloned().collect();
        assert_eq!(whole, expected.rounds[0].cutoffs, "seed {seed}");
    }
}
