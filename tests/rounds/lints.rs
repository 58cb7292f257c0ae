//! What the checker notices, one table of policies for each thing: those of which it speaks, and those that are fine.

use crate::made::{BASE, ROUTE, WAY, codes, draw, read, round, said, whole};

/// One draw with the round `x`, and one that takes everybody.
fn with(own: &str) -> String {
    whole(&[draw("main", "first", "x, rest"), round("x", own), round("rest", "")].concat())
}

/// One draw with these rounds only.
fn only(rounds: &[(&str, &str)]) -> String {
    let names: Vec<&str> = rounds.iter().map(|(name, _)| *name).collect();
    let made: String = rounds.iter().map(|(name, own)| round(name, own)).collect();
    whole(&[draw("main", "first", &names.join(", ")), made].concat())
}

#[test]
fn a_pool_that_nobody_can_be_in() {
    for pool in [
        "hukou is north; hukou is south;",
        "hukou is north; none of { hukou is north; };",
        "hukou is not north; hukou is not south; hukou is not east;",
        "hukou in {north, south}; hukou is east;",
        "age at least 7; age less than 7;",
        "age at least 7; none of { age more than 6; };",
        "ok; not ok;",
        "other is present; other is absent;",
        "came is present; came within signup; came before start of signup;",
        // A case that cannot be given to them.
        "route is a; not ok;",
        "route is b; hukou is north;",
        "route is c; ok; hukou is north;",
        "route is a; route is b;",
        // Through named rules, blocks and exceptions.
        "yes_and_no;",
        "any of { all of { ok; not ok; } all of { hukou is north; hukou is south; } }",
        "at least 2 of { ok; not ok; ok but not when ok; }",
        // No way in lets them in.
        "hukou is east;",
        "any of { hukou is east; all of { ok; not ok; } }",
        // The same question about a row, answered both ways.
        "any placed { placed.pupil is id; }; no placed { placed.pupil is id; };",
    ] {
        let text = with(&format!("pool eligible where {{ {pool} }}"));
        let text = format!("{text}condition yes_and_no {{ ok; not ok; }}\ncondition unused {{ yes_and_no; }}\n");
        let found = said(&text);
        assert_eq!(found.len(), 1, "{pool}: {found:?}");
        assert!(found[0].0 == "R10" && found[0].1.contains("`x`"), "{pool}: {found:?}");
    }
    for pool in [
        "hukou is north;",
        "any of { hukou is north; hukou is south; }",
        "age at least 7; age at most 7;",
        "none of { hukou is east; };",
        "route is a; ok;",
        "route is c; not ok;",
        "came is present; came within signup; came after start of signup;",
        "other is present; none of { other is north; };",
        "any placed { placed.pupil is id; }; no placed { placed.by_round is \"x\"; };",
        "ok waived when not ok;",
        "mark more than 6; mark less than 7;",
        "at least 2 of { ok; not ok; hukou is north; };",
        "ok but not when hukou is north;",
    ] {
        assert_eq!(codes(&with(&format!("pool eligible where {{ {pool} }}"))), [] as [&str; 0], "{pool}");
    }
}

#[test]
fn nobody_is_late_without_a_window() {
    let way = "category local for primary { require hukou is not east; }\n";
    let late = |way: &str, pool: &str| {
        let rest = [draw("main", "first", "x"), round("x", pool)].concat();
        said(&[BASE, ROUTE, way, &rest].concat())
    };
    for (pool, nobody) in [("pool late;", true), ("pool eligible, late;", false)] {
        let found = late(way, pool);
        assert_eq!((found.len(), found[0].0), (1, "R10"), "{found:?}");
        assert_eq!(found[0].1.contains("nobody is in its pool"), nobody, "{found:?}");
    }
    assert!(late(WAY, "pool eligible, late;").is_empty());
    // Those who are let in and are late must come in by a way that has the window.
    let two = "category town for primary { require hukou is south; }\ncategory local for primary { require hukou is north; on time came within signup; }\n";
    assert_eq!(late(two, "pool late where { hukou is south; }\nunplaced: stay;").len(), 1);
    assert!(late(two, "pool late where { hukou is north; }").is_empty());
}

#[test]
fn a_round_that_others_join_has_applicants() {
    let join = only(&[("x", "unplaced: join y;"), ("y", "pool eligible where { ok; not ok; }")]);
    assert_eq!(codes(&join), [] as [&str; 0]);
}

#[test]
fn a_case_that_no_round_takes() {
    for (pools, left) in [
        (&["route is a", "route is b"][..], &["c"][..]),
        (&["route is a"], &["b", "c"]),
        (&["route in {a, b}"], &["c"]),
        (&["route is a and ok", "route is not a and hukou is south"], &[]),
        (&["route is a", "none of { route is a; }"], &[]),
        (&["route is a", "first_case", "route is b"], &["c"]),
        (&["route is a", "hukou is north"], &[]),
        (&["ok", "not ok"], &[]),
    ] {
        let rounds: Vec<(String, String)> = (0..)
            .zip(pools)
            .map(|(at, pool)| (format!("r{at}"), format!("pool eligible where {{ {pool}; }}")))
            .collect();
        let rounds: Vec<(&str, &str)> = rounds.iter().map(|(name, own)| (name.as_str(), own.as_str())).collect();
        let text = format!("{}condition first_case {{ route is a; }}\n", only(&rounds));
        let found = said(&text);
        let cases: Vec<&str> =
            found.iter().filter_map(|(code, m)| m.rsplit('`').nth(1).filter(|_| *code == "R11")).collect();
        assert_eq!(cases, left, "{pools:?}: {found:?}");
    }
    // Nobody who is let in is of the case.
    let route =
        "stage primary { answers route; }\nclassify route { when hukou is east: far; when ok: a; otherwise: b; }\n";
    let pools = [round("x", "pool eligible where { route is a; }"), round("y", "pool eligible where { route is b; }")];
    let text = [BASE, route, WAY, &draw("main", "first", "x, y"), &pools.concat()].concat();
    assert_eq!(codes(&text), [] as [&str; 0]);
}

#[test]
fn those_who_are_late_and_promised_something() {
    let way = WAY.replace("within signup;", "within signup afterwards \"later\";");
    let late = |pool: &str| {
        let rest = [draw("main", "first", "x, y"), round("x", ""), round("y", pool)].concat();
        codes(&[BASE, ROUTE, &way, &rest].concat())
    };
    assert_eq!(late("pool eligible;"), ["R11"]);
    assert_eq!(late("pool late;"), [] as [&str; 0]);
}

#[test]
fn draws_against_the_timetable() {
    let two = |one: &str, other: &str, pools: [&str; 2]| {
        let rounds = [round("x", &format!("pool {};", pools[0])), round("y", &format!("pool {};", pools[1]))];
        whole(&[draw("one", one, "x"), draw("other", other, "y"), rounds.concat()].concat())
    };
    let all = ["eligible", "eligible"];
    let apart = ["eligible where { ok; }", "eligible where { not ok; }"];
    for (one, other, pools, found) in [
        ("first", "second", all, &[][..]),
        ("second", "first", all, &["R12"]),
        ("second", "first", apart, &["R12"]),
        // Of two that are held by some day, the one of the earlier day stands first; and still nothing orders them.
        ("loose_up", "loose", all, &["R12"]),
        ("loose", "loose_up", all, &["R13"]),
        ("loose", "loose_up", apart, &[]),
        ("first", "first", all, &["R13"]),
        ("first", "first", apart, &[]),
        ("first", "loose", all, &["R13"]),
    ] {
        let text = two(one, other, pools);
        assert_eq!(codes(&text), found, "{one} {other} {pools:?}");
    }
    // An order that the timetable gives.
    let text = two("first", "loose", all).replace("by 2030-07-10", "by 2030-07-10 after first");
    assert_eq!(codes(&text), [] as [&str; 0]);
    let text = two("loose", "first", all).replace("by 2030-07-10", "by 2030-07-10 after second");
    assert_eq!(codes(&text), ["R12"]);
    // What an applicant keeps where both let winners stay.
    let text = two("first", "first", all).replace("leave later draws", "stay in later draws");
    let found = said(&text);
    assert!(found.len() == 1 && found[0].1.contains("which of two seats is kept"), "{found:?}");
    // Those of another stage are others.
    let text = two("first", "first", all).replace("draw other for primary", "draw other for junior");
    let text = text.replace("round y for primary", "round y for junior")
        + "stage junior { }\ncategory up for junior { require ok; }\n";
    assert_eq!(codes(&text), [] as [&str; 0]);
}

#[test]
fn a_draw_held_before_it_is_known_who_takes_part() {
    let held = |pool: &str, more: &str| with(&format!("pool eligible where {{ {pool} }}")) + more;
    let late = "condition still_open { came is present; came within loose; }\n";
    for (pool, more, found) in [
        ("came is present; came within loose;", "", &["R12"][..]),
        ("came is present; came within signup;", "", &[]),
        ("still_open;", late, &["R12"]),
        ("any of { ok; still_open; }", late, &["R12"]),
        // At this stage it is never asked.
        ("any of { ok; all of { stage is junior; still_open; } }", late, &[]),
        ("last_word at least 1;", "value last_word { when stage is junior and still_open: 1; otherwise: 2; }\n", &[]),
        ("last_word at least 1;", "value last_word { when still_open: 1; otherwise: 2; }\n", &["R12"]),
        // As it is read.
        ("read_so;", "reading read_so { one: still_open; two: ok; choose two because \"so\"; }\n", &[]),
        ("read_so;", "reading read_so { one: still_open; two: ok; choose one because \"so\"; }\n", &["R12"]),
    ] {
        let more = if more.contains("still_open") && !more.starts_with("condition") {
            [late, more].concat()
        } else {
            more.into()
        };
        let text = held(pool, &more) + "stage junior { }\ncategory up for junior { require ok; }\n";
        assert_eq!(codes(&text), found, "{pool}");
    }
    // By every way in one can still come in time; by one of two is not enough.
    let way = "category local for primary { require hukou is not east; on time came within loose; }\n";
    let rest = [draw("main", "first", "x"), round("x", "")].concat();
    assert_eq!(codes(&[BASE, ROUTE, way, &rest].concat()), ["R12"]);
    let second = "category town for primary { require ok; on time came within signup; }\n";
    assert_eq!(codes(&[BASE, ROUTE, way, second, &rest].concat()), [] as [&str; 0]);
}

#[test]
fn seat_groups_of_which_one_may_be_in_two() {
    let groups = |groups: &str| with(&format!("seats plan less placed {{ {groups} }}"));
    let share = "share of plan 50 % rounded down for";
    for (made, found) in [
        (
            format!("a: {share} ok unfilled to the next; b: {share} hukou is north unfilled to the next; c: rest;"),
            &["R14"][..],
        ),
        (format!("a: {share} ok unfilled to the next; b: {share} ok unfilled to the next; c: rest;"), &["R14"]),
        ("a: all for ok; b: number 3 for hukou is north unfilled stay; c: rest;".to_string(), &["R14"]),
        (
            format!(
                "a: {share} ok unfilled to the next; b: {share} hukou is north counting earlier groups unfilled to the next; c: rest;"
            ),
            &[],
        ),
        (
            format!(
                "a: {share} ok unfilled to the next; b: {share} hukou is north not counting earlier groups unfilled to the next; c: rest;"
            ),
            &[],
        ),
        (format!("a: {share} ok unfilled to the next; b: {share} not ok unfilled to the next; c: rest;"), &[]),
        (
            format!(
                "a: {share} hukou is north unfilled to the next; b: {share} hukou is south unfilled to the next; c: rest;"
            ),
            &[],
        ),
        (
            format!(
                "a: {share} route is a unfilled to the next; b: {share} hukou is south unfilled to the next; c: rest;"
            ),
            &[],
        ),
        (format!("a: {share} ok unfilled to the next; b: rest for hukou is north;"), &[]),
        (format!("a: {share} ok unfilled to the next; b: number 4 unfilled to the next; c: rest;"), &[]),
    ] {
        assert_eq!(codes(&groups(&made)), found, "{made}");
    }
}

#[test]
fn what_is_not_said_of_earlier_groups_means_the_same_as_that_they_do_not_count() {
    use ruxue::ir::fingerprint::fingerprint;
    let text = |said: &str| {
        let groups = format!(
            "a: number 3 for ok unfilled to the next; b: number 3 for hukou is north {said} unfilled stay; c: rest;"
        );
        crate::made::sound(&with(&format!("seats plan less placed {{ {groups} }}")))
    };
    let (unsaid, not, counting) = (text(""), text("not counting earlier groups"), text("counting earlier groups"));
    assert_eq!(fingerprint(&unsaid), fingerprint(&not));
    assert_ne!(fingerprint(&unsaid), fingerprint(&counting));
    assert!(counting.rounds[0].groups[1].counting_earlier && !not.rounds[0].groups[1].counting_earlier);
}

#[test]
fn seats_that_two_rounds_give() {
    for (one, other, found) in [
        ("seats plan;", "seats plan;", &["R15"][..]),
        ("seats plan;", "seats plan less placed;", &[]),
        ("seats plan less placed;", "seats plan;", &["R15"]),
        ("seats plan;", "seats batch_plan;", &[]),
        ("seats plan plus 1;", "seats plan plus 1;", &["R15"]),
        ("seats plan plus 1;", "seats plan plus 2;", &[]),
        (
            "seats plan;\nvalid wishes { school.kind is day; }",
            "seats plan;\nvalid wishes { school.kind is boarding; }",
            &[],
        ),
        ("seats plan;\nvalid wishes { school.kind is day; }", "seats plan;\nvalid wishes { school.big; }", &["R15"]),
        (
            "seats plan;\nvalid wishes { day_school; }",
            "seats plan;\nvalid wishes { school.kind in {boarding, special}; }",
            &[],
        ),
        // A seat may go to one applicant in the one round and to another in the other.
        (
            "seats plan;\nvalid wishes { school.big; hukou is north; }",
            "seats plan;\nvalid wishes { school.big; hukou is south; }",
            &["R15"],
        ),
    ] {
        let text = only(&[("x", one), ("y", other)])
            + "condition day_school for each school { kind is day; }\ncondition unused { any school { day_school; } }\n";
        assert_eq!(codes(&text), found, "{one} {other}");
    }
    // In another draw of the stage, whichever is held first.
    let draws = [draw("one", "first", "x"), draw("other", "second", "y")].concat();
    for (one, other, found) in
        [("seats plan;", "seats plan;", &["R15"][..]), ("seats plan;", "seats plan less placed;", &[])]
    {
        assert_eq!(codes(&whole(&[draws.clone(), round("x", one), round("y", other)].concat())), found);
    }
}

#[test]
fn lists_of_a_guarantee_that_find_no_seat() {
    for (tiers, valid, count) in [
        ("school where { school.big; not school.big; };", "", 1),
        (
            "school where { school.kind is day; }; school where { school.kind is special; };",
            "valid wishes { school.kind is day; }",
            1,
        ),
        ("school where { school.kind is day; school.big; };", "valid wishes { school.kind is boarding; }", 1),
        ("school where { school.kind is day; }; school;", "valid wishes { school.kind is day; }", 0),
        ("school where { school.plan at least 10; school.plan at most 5; };", "", 1),
        // Whoever may ask for the school, it has seats.
        ("school where { school.big; hukou is north; };", "valid wishes { school.big; hukou is south; }", 0),
        ("wish;", "valid wishes { school.kind is day; }", 0),
    ] {
        let text = with(&format!("{valid}\nguarantee {{ {tiers} otherwise refer \"none left\"; }}"));
        let found = said(&text);
        assert!(found.len() == count && found.iter().all(|(code, _)| *code == "R16"), "{tiers}: {found:?}");
    }
}

#[test]
fn those_who_ask_for_nothing() {
    for (own, other, found) in [
        ("wishes wish;", None, &["R17"][..]),
        ("wishes one_wish;", None, &["R17"]),
        ("wishes must;", None, &[]),
        ("wishes school;", None, &[]),
        ("wishes wish, then school where { school.big; };", None, &[]),
        ("wishes wish;\nno wishes: refer \"why?\";", None, &[]),
        ("wishes wish;\nguarantee { school; otherwise refer \"none\"; }", None, &[]),
        ("wishes wish;", Some("wishes school;"), &[]),
        (
            "wishes wish;\npool eligible where { ok; };",
            Some("wishes school;\npool eligible where { not ok; };"),
            &["R17"],
        ),
        ("wishes wish;\nunplaced: join y;", Some("wishes school;\npool eligible where { not ok; };"), &[]),
    ] {
        let rounds: Vec<(&str, &str)> = [("x", own)].into_iter().chain(other.map(|o| ("y", o))).collect();
        assert_eq!(codes(&only(&rounds)), found, "{own}");
    }
}

#[test]
fn draws_that_cannot_know_what_was_given() {
    let text =
        whole(&[draw("one", "first", "x"), draw("other", "second", "y"), round("x", ""), round("y", "")].concat());
    assert_eq!(codes(&text), [] as [&str; 0]);
    let without: String = text.lines().filter(|l| !l.starts_with("table placed")).map(|l| format!("{l}\n")).collect();
    assert_eq!(codes(&without), ["R18"]);
}

#[test]
fn where_something_is_wrong_nothing_looks_odd() {
    // A line that cannot be read may be the round that is missing.
    let text = only(&[("x", "pool eligible where { route is a; }")]);
    let broken =
        text.replace("category", "round y for primary { pool eligible where { route is b; } nonsense; }\ncategory");
    let found: Vec<&str> = read(&broken).diagnostics.iter().map(|d| d.code).collect();
    assert!(!found.is_empty() && found.iter().all(|code| code.starts_with('S') || *code == "R04"), "{found:?}");
    // A way in that is not understood may be the one that makes late.
    let wrong = text.replace("require hukou is not east;", "require hukou is not west;");
    assert!(read(&wrong).diagnostics.iter().all(|d| !d.code.starts_with('R')));
}

#[test]
fn articles_of_a_round_that_is_wrong_are_not_called_left_out() {
    let articles = "articles { @1 \"ways\"; @2 \"rounds\"; @3 \"lists\"; @4 \"wins\"; @5 \"inside\"; }\n";
    let way = WAY.replace("for primary", "for primary @1");
    let tier = "guarantee { school where { school.big @5; } @3; otherwise refer \"none\"; }";
    let rounds = round("x", &format!("pool eligible; @2\n{tier}").replace("; @2", " @2;")) + &round("y", "");
    let draws = "draw main for primary { held first; at once x, y; each enters at most 2; several wins by wins { a: refer \"which?\"; b: keep the first of x, y @4; }\n freed seats: to the next in order; winners: leave later draws; }\nreading wins { a \"a\"; b \"b\"; choose a because \"so\"; }\n";
    let whole = [BASE, articles, ROUTE, &way, draws, &rounds].concat();
    let all = |text: &str| read(text).diagnostics.iter().map(|d| d.code).filter(|c| *c != "R15").collect::<Vec<_>>();
    // Lists of a guarantee, lines inside them and wins by a reading cite their articles.
    assert_eq!(all(&whole), [] as [&str; 0]);
    assert_eq!(all(&whole.replace("order ticket;", "")), ["R01", "R01"]);
    assert_eq!(all(&whole.replace("pool eligible @2;", "pool eligible;")), ["C15"]);
}

#[test]
fn an_order_without_an_end() {
    for order in ["order first ok;", "order first ok, then age lowest first;", "order;", "order first;"] {
        let loaded = read(&with(order));
        let first = &loaded.diagnostics[0];
        let help = first.help.clone().unwrap_or_default();
        assert!(help.contains("ticket"), "{order}: {first:?}");
    }
}
