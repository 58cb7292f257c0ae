//! Orders that end in `refer` or `admit all`, by hand.

use crate::support::*;
use ruxue::allocation::model::*;
use ruxue::allocation::{run, validate};

/// One school, applicants of the given classes.
fn one_school(mechanism: Mechanism, end: ChainEnd, seats: u32, classes: &[Option<i64>]) -> Results {
    let bands = if mechanism == Mechanism::Parallel { vec![1] } else { Vec::new() };
    let criteria = vec![criterion("class", false)];
    let draw = draw(vec![Round { end, criteria, bands, ..round("r", mechanism) }]);
    let entries = (0..).zip(classes).map(|(row, class)| Entry { criteria: vec![vec![*class]], ..entry(row, &[0]) });
    let roster = roster(classes.len(), &[seats], entries.collect());
    assert_eq!(validate(&draw, &roster), []);
    run(&draw, &roster, &[Tickets::None])
}

fn shown(results: &Results) -> String {
    let letter = |p: &Placement| match p.status {
        Status::Placed => '+',
        Status::Refer => '?',
        Status::Unplaced => '-',
    };
    results.placements.iter().map(letter).collect()
}

#[test]
fn tied_applicants_who_do_not_all_fit_are_admitted_or_referred() {
    let classes = [Some(2), Some(1), Some(2), None, Some(2)];
    for mechanism in MECHANISMS {
        let with = |end, seats| shown(&one_school(mechanism, end, seats, &classes));
        assert_eq!(with(ChainEnd::AdmitAll, 2), "+++-+", "{mechanism:?}");
        assert_eq!(with(ChainEnd::Refer, 2), "?+?-?", "{mechanism:?}");
        // The first class ends where the seats end: nobody is tied for a seat.
        assert_eq!(with(ChainEnd::AdmitAll, 1), "-+---", "{mechanism:?}");
        assert_eq!(with(ChainEnd::Refer, 1), "-+---", "{mechanism:?}");
        assert_eq!(with(ChainEnd::Refer, 4), "+++-+", "{mechanism:?}");
        assert_eq!(with(ChainEnd::AdmitAll, 0), "-----", "{mechanism:?}");
    }
}

#[test]
fn the_cut_off_is_that_of_the_last_class_taken() {
    let classes = [Some(2), Some(1), Some(2), None, Some(2)];
    let last = |end, seats| {
        let cutoff = one_school(Mechanism::DeferredAcceptance, end, seats, &classes).rounds[0].cutoffs[0].clone();
        (cutoff.admitted, cutoff.left, cutoff.last)
    };
    assert_eq!(last(ChainEnd::AdmitAll, 2), (4, 0, Some((vec![Some(2)], None))));
    assert_eq!(last(ChainEnd::Refer, 2), (1, 0, Some((vec![Some(1)], None))));
    assert_eq!(last(ChainEnd::Refer, 5), (5, 0, None));
}

#[test]
fn a_tie_that_better_ones_dissolve_is_no_tie() {
    // Rows 0 and 1 are tied for the seat of school 0 until row 2, refused at school 1, comes with a better class.
    for (end, expected) in [(ChainEnd::Refer, "++-+++"), (ChainEnd::AdmitAll, "++-+++")] {
        let draw = draw(vec![Round {
            end,
            criteria: vec![criterion("class", false)],
            ..round("r", Mechanism::DeferredAcceptance)
        }]);
        let classed = |row, class, wishes: &[u32]| Entry { criteria: vec![vec![Some(class)]], ..entry(row, wishes) };
        let entries = vec![
            classed(0, 5, &[0, 2]),
            classed(1, 5, &[0, 2]),
            classed(2, 9, &[1]),
            classed(3, 3, &[1, 0]),
            classed(4, 2, &[1]),
            classed(5, 9, &[2]),
        ];
        let roster = roster(6, &[1, 1, 3], entries);
        assert_eq!(validate(&draw, &roster), []);
        let results = run(&draw, &roster, &[Tickets::None]);
        assert_eq!(shown(&results), expected, "{end:?}");
        assert_eq!(schools(&results), [Some(2), Some(2), None, Some(0), Some(1), Some(2)], "{end:?}");
    }
}
