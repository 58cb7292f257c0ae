//! Claims: the order of the batch does not matter, and nobody gains by one.

use crate::support::rng::Rng;
use crate::support::schema::{Known, some_applicant, some_tables};
use crate::support::{PRIMARY, checked};
use ruxue::interp::{Member, claims, decide, pins_in_force};
use ruxue::outcome::{Decision, Outcome};
use ruxue::tables::Tables;

#[test]
fn the_order_of_a_batch_does_not_matter() {
    let mut contested = 0;
    let batches = checked().filter(|(g, _)| g.model.claim).flat_map(|with| (0..4).map(move |batch| (with, batch)));
    for ((generated, policy), batch) in batches {
        let mut rng = Rng::new(70_000 + generated.seed * 4 + batch);
        let rows = some_tables(&mut rng);
        let tables = Tables::from_rows(policy, rows);
        let pins = pins_in_force(policy);
        let applicants: Vec<_> =
            (0..12).map(|_| some_applicant(&mut rng, Known { unknown: 5, presumed: 40 })).collect();
        let alone: Vec<Decision> = applicants.iter().map(|a| decide(policy, &tables, PRIMARY, a, &pins)).collect();
        let together = |order: &[usize]| {
            let mut decisions: Vec<Decision> = order.iter().map(|at| alone[*at].clone()).collect();
            let mut batch: Vec<Member> = order
                .iter()
                .zip(&mut decisions)
                .map(|(at, decision)| Member { facts: &applicants[*at], decision })
                .collect();
            let counts = claims(policy, &tables, PRIMARY, &pins, &mut batch);
            let mut sorted: Vec<(usize, Outcome, Vec<_>, Vec<_>)> =
                order.iter().zip(decisions).map(|(at, d)| (*at, d.outcome, d.reasons, d.articles)).collect();
            sorted.sort_by_key(|(at, ..)| *at);
            (sorted, counts)
        };
        let mut order: Vec<usize> = (0..applicants.len()).collect();
        let first = together(&order);
        rng.shuffle(&mut order);
        assert_eq!(first, together(&order), "seed {}", generated.seed);
        for (at, outcome, ..) in &first.0 {
            let before = alone[*at].outcome;
            let fine = *outcome == before || before == Outcome::Eligible && *outcome == Outcome::Refer;
            assert!(fine, "seed {}: {before:?} became {outcome:?}", generated.seed);
        }
        contested += first.1.iter().map(|c| c.contested).sum::<usize>();
    }
    assert!(contested > 20, "only {contested} were contested");
}
