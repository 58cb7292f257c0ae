//! What does not fit together is found and said, each fault once.

use crate::support::*;
use ruxue::allocation::model::*;
use ruxue::allocation::{check_tickets, validate};
use ruxue::base::tongue::Tongue;

/// A draw and a roster in which all is well and most things occur.
fn sound() -> (Draw, Roster) {
    let group = SeatGroup {
        name: "area".into(),
        take: Take::Share,
        of: Some(ShareOf::Plan),
        amount: 50,
        rounded: Some(Rounded::Down),
        for_all: false,
        counting_earlier: false,
        unfilled: Unfilled::Next,
    };
    let first = Round {
        bands: vec![1, 2],
        criteria: vec![criterion("class", false), criterion("near", true)],
        groups: vec![group],
        linked: Some(Linked { tickets: LinkedTickets::One, apply: LinkedApply::Together, last_seat: LastSeat::Split }),
        unplaced: Unplaced::Join("last".into()),
        ..round("first", Mechanism::Parallel)
    };
    let draw = draw(vec![first, Round { guarantee: true, ..round("last", Mechanism::SerialDictatorship) }]);
    let twin = |row| Entry {
        criteria: vec![vec![Some(1)], vec![None, Some(2)]],
        groups: vec![1, 0],
        linked: Some(0),
        ..entry(row, &[1, 0])
    };
    let mut roster = roster(3, &[2, 1], vec![twin(0), twin(1)]);
    roster.schools.push("S00002".into());
    roster.rounds[0].seats.push(None);
    roster.lists = vec![("near".into(), vec![2, 0])];
    let joins = Entry { joins: true, tiers: vec![0], ..entry(1, &[2]) };
    roster.rounds.push(RoundRoster { seats: vec![None, None, Some(4)], entries: vec![joins, entry(2, &[])] });
    (draw, roster)
}

/// The one sentence about what `spoil` does.
fn said(spoil: impl FnOnce(&mut Draw, &mut Roster)) -> String {
    let (mut draw, mut roster) = sound();
    spoil(&mut draw, &mut roster);
    let problems = validate(&draw, &roster);
    let sentences: Vec<String> = problems.iter().map(|problem| problem.sentence(Tongue::En)).collect();
    assert!(problems.iter().all(|problem| !problem.sentence(Tongue::Zh).is_ascii()));
    sentences.join("; ")
}

#[test]
fn what_fits_together_is_left_alone() {
    assert_eq!(said(|_, _| ()), "");
}

#[test]
fn parameters_that_contradict_one_another_are_named() {
    type Case = (&'static str, fn(&mut Draw));
    let cases: [Case; 22] = [
        ("the format is `x`, not `ruxue-rounds/1`", |d| d.format = "x".into()),
        ("`a.b` cannot be a name: it is empty or has one of `/ . , +`, a tab or a line end", |d| {
            d.rounds[0].name = "a.b".into();
        }),
        ("`last` occurs twice; round `last`: the unplaced join `last`, which is not held after this round", |d| {
            d.rounds[0].name = "last".into();
            d.rounds[1].unplaced = Unplaced::Stay;
        }),
        ("rounds held in turn have no several wins: whoever is placed leaves the later rounds", |d| {
            d.several_wins = Some(SeveralWins::Refer(ReferWord::Refer));
        }),
        ("there is no round `x`; `first` occurs twice", |d| {
            d.order = Sequence::AtOnce;
            let keep = ["first", "x", "first"].map(String::from).to_vec();
            d.several_wins = Some(SeveralWins::Keep { keep, freed: Freed::Next });
        }),
        ("round `first`: the unplaced join `last`, which is not held after this round", |d| {
            d.order = Sequence::AtOnce;
            d.several_wins = Some(SeveralWins::Keep { keep: vec!["last".into()], freed: Freed::Next });
        }),
        ("round `last`: there is no round `x`", |d| d.rounds[1].unplaced = Unplaced::Join("x".into())),
        ("round `last`: the unplaced join `first`, which is not held after this round", |d| {
            d.rounds[1].unplaced = Unplaced::Join("first".into());
        }),
        ("round `last`: bands of wishes belong to the mechanism `parallel`", |d| d.rounds[1].bands = vec![1]),
        (
            "round `first`: `parallel` needs the number of wishes in each band; one band of all is `deferred acceptance`",
            |d| d.rounds[0].bands.clear(),
        ),
        ("round `first`: a band of no wishes", |d| d.rounds[0].bands = vec![1, 0]),
        ("round `last`: serial dictatorship has one order for all schools, not a ticket at each", |d| {
            d.rounds[1].end = ChainEnd::TicketAtSchool;
        }),
        (
            "round `first`: serial dictatorship has no seat groups; round `first`: serial dictatorship has one order for all schools; \
             `near` has a value for each wish",
            |d| {
                d.rounds[0].mechanism = Mechanism::SerialDictatorship;
                d.rounds[0].bands.clear();
            },
        ),
        ("round `first`: linked applicants need an order that ends in a ticket, not in `refer` or `admit all`", |d| {
            d.rounds[0].end = ChainEnd::AdmitAll
        }),
        ("round `first`: linked applicants need an order that ends in a ticket, not in `refer` or `admit all`", |d| {
            d.rounds[0].end = ChainEnd::Refer
        }),
        ("round `first`: `near` occurs twice", |d| d.rounds[0].criteria[0].name = "near".into()),
        ("round `first`: `wishes` is the name of another column of the roster and cannot be a criterion", |d| {
            d.rounds[0].criteria[0].name = "wishes".into();
        }),
        ("round `first`: 65 seat groups; at most 64 are possible", |d| {
            let group = d.rounds[0].groups[0].clone();
            d.rounds[0].groups = (0..65).map(|at| SeatGroup { name: format!("g{at}"), ..group.clone() }).collect();
        }),
        ("round `first`: the share of group `area` does not say what it is of and how it is rounded", |d| {
            d.rounds[0].groups[0].of = None;
        }),
        ("round `first`: the share of group `area` is 101 per cent", |d| d.rounds[0].groups[0].amount = 101),
        ("round `first`: group `area` is no share, but says what it is of or how it is rounded", |d| {
            d.rounds[0].groups[0].take = Take::Count;
        }),
        (
            "round `first`: group `area` is no share, but says what it is of or how it is rounded; \
             round `first`: group `area` takes all or the rest, but has an amount",
            |d| d.rounds[0].groups[0].take = Take::Rest,
        ),
    ];
    for (sentence, spoil) in cases {
        assert_eq!(said(|draw, _| spoil(draw)), sentence);
    }
}

#[test]
fn rosters_that_do_not_fit_are_named() {
    type Case = (&'static str, fn(&mut Roster));
    let cases: [Case; 23] = [
        ("`A00000` stands after `A00001`; ids and codes are sorted byte by byte", |r| r.ids.swap(0, 1)),
        ("`S00000` occurs twice", |r| r.schools[1] = "S00000".into()),
        (
            "`A 2` is not an id: a letter or digit, then up to 63 letters, digits, `_` and `-`; `A 2` stands after",
            |r| {
                r.ids[2] = "A 2".into();
            },
        ),
        ("school 9, counted from 0, does not exist; there are 3", |r| r.lists[0].1[0] = 9),
        ("`S00000` occurs twice", |r| r.lists[0].1[0] = 0),
        ("seats are given for 2 schools, there are 3", |r| {
            r.rounds[1].seats.remove(0);
            r.rounds[1].entries.remove(0);
        }),
        ("the roster is for 1 rounds, the draw has 2", |r| r.rounds.truncate(1)),
        ("{twin}takes part twice in one round", |r| {
            let again = r.rounds[0].entries[1].clone();
            r.rounds[0].entries.push(again);
        }),
        ("round `last`: applicant `7`: row 7, counted from 0, does not exist; the roster has 3", |r| {
            r.rounds[1].entries[1].row = 7;
        }),
        ("{twin}joins only if another round sends them, and no round does", |r| r.rounds[0].entries[1].joins = true),
        ("{twin}school `S00001` is wished for twice", |r| r.rounds[0].entries[1].wishes[1] = 1),
        ("{twin}school `S00002` takes no part in this round", |r| r.rounds[0].entries[1].wishes[1] = 2),
        ("{twin}school 3, counted from 0, does not exist; there are 3", |r| r.rounds[0].entries[1].wishes[1] = 3),
        ("{twin}1 criteria; the round has 2", |r| r.rounds[0].entries[1].criteria.truncate(1)),
        ("{twin}criterion `near` has 1 values, not 2", |r| r.rounds[0].entries[1].criteria[1].truncate(1)),
        ("{twin}criterion `class` has 0 values, not 1", |r| r.rounds[0].entries[1].criteria[0].clear()),
        ("{twin}groups are given for 1 wishes, not 2", |r| r.rounds[0].entries[1].groups.truncate(1)),
        ("{twin}group 2 of a wish does not exist; the round has 1", |r| r.rounds[0].entries[1].groups[1] = 3),
        (
            "{twin}is linked to `A00002`, which must be the first of those linked with one another, and linked to itself",
            |r| r.rounds[0].entries[1].linked = Some(2),
        ),
        ("round `last`: applicant `A00002`: is linked, but the round links nobody", |r| {
            r.rounds[1].entries[1].linked = Some(2);
        }),
        ("{twin}has tiers, but the round has no guarantee", |r| r.rounds[0].entries[1].tiers = vec![0]),
        ("round `last`: applicant `A00001`: list 1, counted from 0, does not exist; there are 1", |r| {
            r.rounds[1].entries[0].tiers[0] = 1;
        }),
        ("round `last`: applicant `A00001`: `near` occurs twice", |r| r.rounds[1].entries[0].tiers.push(0)),
    ];
    let twin = "round `first`: applicant `A00001`: ";
    for (sentence, spoil) in cases {
        let found = said(|_, roster| spoil(roster));
        let sentence = sentence.replace("{twin}", twin);
        // One wrong id is also out of order.
        let parts = sentence.split("; `A 2` stands after").collect::<Vec<_>>();
        if parts.len() == 2 {
            assert!(found.contains(parts[0]) && found.contains("`A 2` stands after `A00001`"), "{found}");
        } else {
            assert_eq!(found, sentence);
        }
    }
}

#[test]
fn at_once_it_must_be_said_what_becomes_of_several_wins() {
    let found = said(|draw, roster| {
        draw.order = Sequence::AtOnce;
        roster.rounds[1].entries[0].row = 0;
        roster.rounds[1].entries[0].joins = false;
    });
    let expected = "applicant `A00000`: someone takes part both in `first` and in `last`, held at once, and nothing says what \
                    becomes of those who win in both";
    assert_eq!(found, expected);
}

#[test]
fn tickets_must_be_those_that_the_order_asks_for() {
    let (mut draw, roster) = sound();
    let single = || Tickets::Single(vec![0; 3]);
    let said = |draw: &Draw, tickets: &[Tickets]| -> Vec<String> {
        check_tickets(draw, &roster, tickets).iter().map(|problem| problem.sentence(Tongue::En)).collect()
    };
    assert!(said(&draw, &[single(), single()]).is_empty());
    assert_eq!(said(&draw, &[single()]), ["1 tickets; 2 are needed"]);
    assert_eq!(said(&draw, &[single(), Tickets::Single(vec![0; 2])]), ["round `last`: 2 tickets; 3 are needed"]);
    let wrong = "round `last`: the tickets are not those of an order that ends in `ticket`";
    assert_eq!(said(&draw, &[single(), Tickets::None]), [wrong]);
    draw.rounds[0].end = ChainEnd::TicketAtSchool;
    // The last school takes no part in the first round and needs no tickets.
    let each = vec![vec![0; 3], vec![0; 3], Vec::new()];
    assert!(said(&draw, &[Tickets::AtSchool(each), single()]).is_empty());
    let each = vec![vec![0; 3], vec![0; 4], Vec::new()];
    assert_eq!(said(&draw, &[Tickets::AtSchool(each), single()]), ["round `first`: 4 tickets; 3 are needed"]);
}
