//! Draws made by chance: what must hold of any, and two ways that must come to the same.

use crate::support::*;
use ruxue::allocation::model::*;
use ruxue::allocation::{Prepared, Workspace, check_tickets, run, validate};

#[test]
fn the_flat_kernel_and_the_steps_come_to_the_same() {
    let mut work = Workspace::default();
    for seed in 0..3000 {
        let mut dice = Dice::new(seed);
        let draw = dice.draw(3, Wanted { guarantee: true, ..PLAIN });
        let roster = dice.roster(&draw, 30, 8);
        assert_eq!(validate(&draw, &roster), [], "seed {seed}");
        let tickets = dice.tickets_for(&draw, &roster);
        assert_eq!(check_tickets(&draw, &roster, &tickets), [], "seed {seed}");
        let by_steps = Prepared::by_steps(&draw, &roster).run(&tickets);
        let prepared = Prepared::new(&draw, &roster);
        assert_eq!(prepared.run(&tickets), by_steps, "seed {seed}");
        // A workspace that held other draws before.
        let mut placements = Vec::new();
        prepared.placements(&tickets, &mut work, &mut placements);
        assert_eq!(placements, by_steps.placements, "seed {seed}");
    }
}

#[test]
fn capacities_hold_and_nobody_is_placed_twice() {
    for seed in 0..3000 {
        let mut dice = Dice::new(seed);
        let draw = dice.draw(3, ANYTHING);
        let roster = dice.roster(&draw, 30, 8);
        assert_eq!(validate(&draw, &roster), [], "seed {seed}");
        let tickets = dice.tickets_for(&draw, &roster);
        let results = run(&draw, &roster, &tickets);
        for placement in &results.placements {
            match placement.status {
                Status::Placed => assert_eq!(placement.seats.len(), 1, "seed {seed}"),
                Status::Unplaced => assert_eq!(placement.seats.len(), 0, "seed {seed}"),
                Status::Refer => {}
            }
        }
        for ((round, part), results) in draw.rounds.iter().zip(&roster.rounds).zip(&results.rounds) {
            let beyond = round.end == ChainEnd::AdmitAll
                || round.linked.is_some_and(|linked| linked.last_seat == LastSeat::Beyond);
            for cutoff in results.cutoffs.iter().filter(|cutoff| cutoff.group.is_none()) {
                let here = |e: &&Ended| e.status == Status::Placed && e.school == Some(cutoff.school);
                let placed = results.ended.iter().filter(here).count() as u32;
                assert_eq!(cutoff.admitted, placed, "seed {seed}");
                assert!(cutoff.seats <= part.seats[cutoff.school as usize].expect("takes part"), "seed {seed}");
                assert!(beyond || placed <= cutoff.seats, "seed {seed}: {placed} on {} seats", cutoff.seats);
            }
        }
    }
}
