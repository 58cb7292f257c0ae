//! The guarantee: by hand, and against every way to seat people on small rosters.

use crate::support::*;
use ruxue::allocation::model::*;
use ruxue::allocation::{run, validate};

/// A round in which nobody has a wish, so that all is left to the guarantee. Tickets in the order of rows.
fn only_guarantee(seats: &[u32], lists: &[&[u32]], tiers: &[&[u32]]) -> Results {
    let draw = draw(vec![Round { guarantee: true, ..round("r", Mechanism::DeferredAcceptance) }]);
    let entries = (0..).zip(tiers).map(|(row, tiers)| Entry { tiers: tiers.to_vec(), ..entry(row, &[]) });
    let mut roster = roster(tiers.len(), seats, entries.collect());
    roster.lists = (0..).zip(lists).map(|(at, schools)| (format!("l{at}"), schools.to_vec())).collect();
    assert_eq!(validate(&draw, &roster), []);
    run(&draw, &roster, &[Tickets::Single((0..tiers.len() as u64).collect())])
}

#[test]
fn each_gets_the_first_school_that_leaves_a_seat_for_the_others() {
    // The first would like school 0, but the third can have nothing else.
    let results = only_guarantee(&[1, 1, 1], &[&[0, 1], &[0], &[1, 2]], &[&[0], &[2], &[1]]);
    assert_eq!(schools(&results), [Some(1), Some(2), Some(0)]);
    assert!(results.placements.iter().all(|p| p.wish == Some(0) && p.group.is_none()));
    assert_eq!(results.rounds[0].infeasible, None);
    let admitted: Vec<u32> = results.rounds[0].cutoffs.iter().map(|cutoff| cutoff.admitted).collect();
    assert_eq!(admitted, [1, 1, 1]);
}

#[test]
fn lists_are_sought_in_turn() {
    let results = only_guarantee(&[1, 1, 1], &[&[2], &[1, 0]], &[&[0, 1], &[0, 1], &[1, 0]]);
    assert_eq!(schools(&results), [Some(2), Some(1), Some(0)]);
}

#[test]
fn who_cannot_be_seated_is_referred_and_the_schools_show_why() {
    // Two schools of one seat are all that the first three have; the fourth has another, and the fifth nothing.
    let results = only_guarantee(&[1, 1, 4], &[&[0, 1], &[1], &[0], &[2]], &[&[0], &[1], &[2], &[0, 3], &[]]);
    let statuses: Vec<Status> = results.placements.iter().map(|placement| placement.status).collect();
    use Status::{Placed, Refer};
    assert_eq!(statuses, [Placed, Placed, Refer, Placed, Refer]);
    assert_eq!(schools(&results), [Some(0), Some(1), None, Some(2), None]);
    assert_eq!(results.rounds[0].infeasible, Some((vec![2, 4], vec![0, 1])));
    assert_eq!(results.placements[2].last_round, Some(0));
}

#[test]
fn seats_that_the_mechanism_gave_are_not_sought() {
    let draw = draw(vec![Round { guarantee: true, ..round("r", Mechanism::ImmediateAcceptance) }]);
    let entries =
        vec![entry(0, &[0]), Entry { tiers: vec![0], ..entry(1, &[0]) }, Entry { tiers: vec![0], ..entry(2, &[0]) }];
    let mut roster = roster(3, &[1, 1], entries);
    roster.lists = vec![("near".into(), vec![0, 1])];
    let results = run(&draw, &roster, &[Tickets::Single(vec![0, 1, 2])]);
    assert_eq!(schools(&results), [Some(0), Some(1), None]);
    assert_eq!(results.rounds[0].infeasible, Some((vec![2], vec![0, 1])));
    assert_eq!(results.rounds[0].cutoffs[0].last, Some((vec![], Some(0))));
    assert_eq!(results.rounds[0].cutoffs[1].last, None);
}

/// Whether all of these people can be seated at once, tried in every way.
fn can_seat(people: &[&[u32]], left: &mut [u32]) -> bool {
    let Some((first, others)) = people.split_first() else { return true };
    first.iter().any(|school| {
        let at = *school as usize;
        if left[at] == 0 {
            return false;
        }
        left[at] -= 1;
        let fine = can_seat(others, left);
        left[at] += 1;
        fine
    })
}

#[test]
fn it_comes_to_the_same_as_trying_every_way() {
    let mut referred = 0;
    for seed in 0..600 {
        let mut dice = Dice::new(seed);
        let count = 1 + dice.below(5);
        let seats: Vec<u32> = (0..count).map(|_| dice.below(3)).collect();
        let lists: Vec<Vec<u32>> = (0..3).map(|_| dice.some_of(count, 3)).collect();
        let tiers: Vec<Vec<u32>> = (0..1 + dice.below(7)).map(|_| dice.some_of(3, 2)).collect();
        let lists: Vec<&[u32]> = lists.iter().map(Vec::as_slice).collect();
        let tiers: Vec<&[u32]> = tiers.iter().map(Vec::as_slice).collect();
        let results = only_guarantee(&seats, &lists, &tiers);

        let schools_of: Vec<Vec<u32>> =
            tiers.iter().map(|tiers| tiers.iter().flat_map(|tier| lists[*tier as usize]).copied().collect()).collect();
        let mut counted: Vec<usize> = Vec::new();
        for row in 0..tiers.len() {
            let people: Vec<&[u32]> = counted.iter().chain([&row]).map(|row| &schools_of[*row][..]).collect();
            if can_seat(&people, &mut seats.clone()) {
                counted.push(row);
            }
        }
        let mut left = seats.clone();
        let mut expected = vec![None; tiers.len()];
        for (at, row) in counted.iter().enumerate() {
            let others: Vec<&[u32]> = counted[at + 1..].iter().map(|row| &schools_of[*row][..]).collect();
            let school = schools_of[*row].iter().find(|school| {
                let Some(fewer) = left[**school as usize].checked_sub(1) else { return false };
                let mut rest = left.clone();
                rest[**school as usize] = fewer;
                can_seat(&others, &mut rest)
            });
            left[*school.expect("a seat") as usize] -= 1;
            expected[*row] = school.copied();
        }
        assert_eq!(schools(&results), expected, "seed {seed}");

        let Some((rows, proof)) = &results.rounds[0].infeasible else {
            assert_eq!(counted.len(), tiers.len(), "seed {seed}");
            continue;
        };
        // Hall: whoever is seated on these schools has no others, so with one more they are more than the seats.
        referred += rows.len();
        let within = |row: usize| schools_of[row].iter().all(|school| proof.contains(school));
        let on_proof: u32 = proof.iter().map(|school| seats[*school as usize]).sum();
        let seated: Vec<usize> = counted.iter().copied().filter(|row| within(*row)).collect();
        assert_eq!(seated.len() as u32, on_proof, "seed {seed}");
        assert!(rows.iter().all(|row| within(*row as usize) && !counted.contains(&(*row as usize))), "seed {seed}");
        assert_eq!(rows.len() + counted.len(), tiers.len(), "seed {seed}");
    }
    assert!(referred > 100, "only {referred} could not be seated");
}
