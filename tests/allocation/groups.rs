//! Seat groups by hand: filling order, shares, what was taken earlier, seats that nobody took.

use crate::support::*;
use ruxue::allocation::model::*;
use ruxue::allocation::{run, validate};

const WALK: u64 = 1;
const OPEN: u64 = 2;

fn group(name: &str, take: Take, amount: u32) -> SeatGroup {
    SeatGroup {
        name: name.into(),
        take,
        of: None,
        amount,
        rounded: None,
        for_all: false,
        counting_earlier: false,
        unfilled: Unfilled::Next,
    }
}

fn share(name: &str, of: ShareOf, amount: u32, rounded: Rounded) -> SeatGroup {
    SeatGroup { of: Some(of), rounded: Some(rounded), ..group(name, Take::Share, amount) }
}

fn for_all(group: SeatGroup) -> SeatGroup {
    SeatGroup { for_all: true, ..group }
}

/// One school; applicants in the order of their tickets, each with the groups whose seats they may take.
fn one_school(seats: u32, groups: Vec<SeatGroup>, may: &[u64]) -> Results {
    let entries = (0..).zip(may).map(|(row, may)| Entry { groups: vec![*may], ..entry(row, &[0]) }).collect();
    let draw = draw(vec![Round { groups, ..round("r", Mechanism::DeferredAcceptance) }]);
    let roster = roster(may.len(), &[seats], entries);
    assert_eq!(validate(&draw, &roster), []);
    run(&draw, &roster, &[Tickets::Single((0..may.len() as u64).collect())])
}

/// The group of each who was placed; `-` for the others.
fn taken(results: &Results) -> String {
    let letter = |p: &Placement| match (p.status, p.group) {
        (Status::Placed, Some(group)) => char::from_digit(group, 10).expect("a digit"),
        (Status::Refer, _) => '?',
        _ => '-',
    };
    results.placements.iter().map(letter).collect()
}

#[test]
fn the_filling_order_of_walk_zone_seats_changes_who_is_taken() {
    // Two from the walk zone have the best tickets, then two from outside, then two more from the zone. Dur, Kominers,
    // Pathak and Sönmez, Reserve design: seats for the zone filled first are given to those who would have had open ones.
    let may = [WALK, WALK, 0, 0, WALK, WALK];
    let walk = || group("walk", Take::Count, 2);
    let walk_first = one_school(4, vec![walk(), for_all(group("open", Take::Rest, 0))], &may);
    assert_eq!(taken(&walk_first), "0011--");
    let may = may.map(|zone| zone << 1);
    let open_first = one_school(4, vec![for_all(group("open", Take::Count, 2)), walk()], &may);
    assert_eq!(taken(&open_first), "00--11");
}

#[test]
fn a_share_is_of_the_plan_or_of_what_is_left_and_rounded_as_said() {
    // 20 % of 11 seats is 2.2; of the 8 that 3 promised ones leave, 1.6.
    let groups = |of, rounded| {
        vec![for_all(group("some", Take::Count, 3)), share("share", of, 20, rounded), group("rest", Take::Rest, 0)]
    };
    let may = [OPEN; 11];
    let count = |of, rounded| taken(&one_school(11, groups(of, rounded), &may)).matches('1').count();
    assert_eq!(count(ShareOf::Plan, Rounded::Down), 2);
    assert_eq!(count(ShareOf::Plan, Rounded::Up), 3);
    assert_eq!(count(ShareOf::Left, Rounded::Down), 1);
    assert_eq!(count(ShareOf::Left, Rounded::Up), 2);
}

#[test]
fn a_group_is_never_given_more_seats_than_are_left() {
    let groups =
        || vec![for_all(group("most", Take::Count, 3)), for_all(share("all", ShareOf::Plan, 100, Rounded::Up))];
    assert_eq!(taken(&one_school(4, groups(), &[0; 6])), "0001--");
    assert_eq!(taken(&one_school(2, groups(), &[0; 6])), "00----");
    // Promised beyond the seats: nothing is left to have a share of.
    let groups = vec![
        group("promised", Take::Count, 9),
        for_all(share("share", ShareOf::Left, 50, Rounded::Up)),
        for_all(group("rest", Take::Rest, 0)),
    ];
    assert_eq!(taken(&one_school(4, groups, &[0; 6])), "2222--");
}

#[test]
fn those_taken_earlier_count_against_a_group_only_where_said() {
    // Three seats for all, then two for those of the area, of whom one was taken before.
    let may = [0, OPEN, 0, OPEN, OPEN, 0];
    let area = |counting_earlier| SeatGroup { counting_earlier, ..group("area", Take::Count, 2) };
    let groups = |counting| vec![for_all(group("open", Take::Count, 3)), area(counting)];
    assert_eq!(taken(&one_school(6, groups(false), &may)), "00011-");
    // Two of the first three applicants are not of the area; only one of the two seats is still to be given.
    let may = [0, OPEN, 0, OPEN, OPEN, 0];
    assert_eq!(taken(&one_school(5, groups(true), &may)), "0001--");
}

#[test]
fn seats_that_nobody_took_pass_on_or_stay_empty() {
    let groups =
        |unfilled| vec![SeatGroup { unfilled, ..group("area", Take::Count, 3) }, for_all(group("rest", Take::Rest, 0))];
    let may = [0, 0, WALK, 0, 0];
    let passed = one_school(4, groups(Unfilled::Next), &may);
    assert_eq!(taken(&passed), "1101-");
    let lost = one_school(4, groups(Unfilled::Stay), &may);
    assert_eq!(taken(&lost), "1-0--");
    let rows: Vec<_> = lost.rounds[0].cutoffs.iter().map(|c| (c.group, c.seats, c.admitted, c.left)).collect();
    assert_eq!(rows, [(None, 4, 2, 2), (Some(0), 3, 1, 2), (Some(1), 1, 1, 0)]);
}

#[test]
fn all_who_may_have_a_seat_come_before_those_who_may_not() {
    let groups = vec![group("area", Take::All, 0), for_all(group("rest", Take::Rest, 0))];
    assert_eq!(taken(&one_school(4, groups, &[0, 0, 0, WALK, WALK, WALK])), "1--000");
}

#[test]
fn a_seat_that_is_final_is_one_less_in_its_group() {
    // Immediate acceptance: two of the area's three seats go at the first wish; at the second wish one is left, and the
    // others get what is left of the rest.
    let groups = vec![group("area", Take::Count, 3), for_all(group("rest", Take::Count, 1))];
    let draw = draw(vec![Round { groups, ..round("r", Mechanism::ImmediateAcceptance) }]);
    let first = |row, may| Entry { groups: vec![may, 0], ..entry(row, &[0, 1]) };
    let second = |row, may| Entry { groups: vec![0, may], ..entry(row, &[1, 0]) };
    let entries = vec![first(0, WALK), first(1, WALK), second(2, WALK), second(3, WALK), second(4, WALK)];
    let roster = roster(5, &[5, 0], entries);
    assert_eq!(validate(&draw, &roster), []);
    let results = run(&draw, &roster, &[Tickets::Single((0..5).collect())]);
    assert_eq!(taken(&results), "0001-");
    let cutoffs = &results.rounds[0].cutoffs;
    let of = |group| cutoffs.iter().find(|c| c.school == 0 && c.group == group).expect("a row");
    assert_eq!((of(None).seats, of(None).applied, of(None).admitted, of(None).left), (5, 5, 4, 1));
    assert_eq!((of(Some(0)).seats, of(Some(0)).admitted, of(Some(0)).last.clone()), (3, 3, Some((vec![], Some(2)))));
    assert_eq!((of(Some(1)).seats, of(Some(1)).applied, of(Some(1)).admitted), (1, 5, 1));
}

#[test]
fn final_seats_of_an_earlier_group_still_count_against_a_later_one() {
    // One of the area is final through the open seats after the first wish; with it counted, the area's number of one is
    // spent when others of the area come at their second wish.
    let run_with = |counting_earlier| {
        let area = SeatGroup { counting_earlier, ..group("area", Take::Count, 1) };
        let groups = vec![for_all(group("open", Take::Count, 1)), area];
        let draw = draw(vec![Round { groups, ..round("r", Mechanism::ImmediateAcceptance) }]);
        let entries =
            vec![Entry { groups: vec![OPEN], ..entry(0, &[0]) }, Entry { groups: vec![0, OPEN], ..entry(1, &[1, 0]) }];
        let roster = roster(2, &[3, 0], entries);
        assert_eq!(validate(&draw, &roster), []);
        taken(&run(&draw, &roster, &[Tickets::Single(vec![0, 1])]))
    };
    assert_eq!(run_with(false), "01");
    assert_eq!(run_with(true), "0-");
}

#[test]
fn tied_applicants_who_do_not_fit_into_a_group_are_all_taken_or_all_held() {
    let tied = |end| {
        let groups = vec![group("area", Take::Count, 2), for_all(group("rest", Take::Rest, 0))];
        let draw = draw(vec![Round { end, groups, ..round("r", Mechanism::DeferredAcceptance) }]);
        let entries =
            (0..).zip([WALK, WALK, WALK, 0]).map(|(row, may)| Entry { groups: vec![may], ..entry(row, &[0]) });
        let roster = roster(4, &[4], entries.collect());
        assert_eq!(validate(&draw, &roster), []);
        taken(&run(&draw, &roster, &[Tickets::None]))
    };
    assert_eq!(tied(ChainEnd::AdmitAll), "0001");
    assert_eq!(tied(ChainEnd::Refer), "???1");
}
