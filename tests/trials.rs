//! What people stumbled on when they first tried the tool, each held fast by a test.

use ruxue::driver::load;
use ruxue::examples;
use ruxue::interp::{decide, pins_in_force, vary};
use ruxue::ir::{Policy, ReadingId, StageId};
use ruxue::outcome::{Decision, Outcome};
use ruxue::report::diagnostics::render;
use ruxue::tables::Tables;
use ruxue::value::Truth;

const WORLD: &str = r#"
policy town "小镇" { year 2030; }
articles { @一; }
stage primary "小学" { }
timetable { collection "采集期" = 2030-05-06 .. 2030-05-31 @一; }
form applicant {
  id: id role id;
  household: id;
  address: id;
  x: yes or no;
  y: yes or no;
  n: int;
  came: date or none;
  papers: date or none presumed start of collection;
}
"#;

fn policy(rules: &str) -> Policy {
    let loaded = load("trial.pol", format!("{WORLD}{rules}"), &mut |_| Err("no other file".into()));
    loaded.policy.unwrap_or_else(|| panic!("{}", render(&loaded.diagnostics, &loaded.sources, false)))
}

/// Every example of the rules passes.
fn holds(rules: &str) {
    let policy = policy(rules);
    let (ran, _) = examples::run(&policy);
    assert!(!ran.is_empty());
    for result in ran {
        assert!(result.failures.is_empty(), "{}: {:#?}", policy.examples[result.example].named.name, result.failures);
    }
}

fn first<'p>(policy: &'p Policy, tables: &'p Tables) -> Decision<'p> {
    decide(policy, tables, StageId(0), &policy.examples[0].applicants[0], &pins_in_force(policy))
}

#[test]
fn a_rival_of_whom_not_all_is_known_is_still_a_rival() {
    holds(
        r#"
category k for primary @一 { require n at least 1; }
claim seat for primary @一 { address by household; only when x; when several: refer "whose"; }
facts a { id = "A"; household = "H1"; address = "A1"; x = true; n = 1; }
example "known" { like a; other { like a; household = "H2"; } expect refer by seat; }
example "unknown" { like a; other { like a; household = "H2"; x = unknown; } expect refer by seat; }
example "no rival" { like a; other { like a; household = "H2"; x = false; } expect eligible as k; }
"#,
    );
}

#[test]
fn a_claim_looks_at_every_way_to_read_what_is_not_settled() {
    holds(
        r#"
reading r @一 { a: x; b: y; choose refer because "so"; }
category k for primary @一 { require n at least 1; }
claim seat for primary @一 { address by household; only when r; when several: refer "whose"; }
facts a { id = "A"; household = "H1"; address = "A1"; x = false; y = true; n = 1; }
example "under the second" { like a; other { like a; household = "H2"; } expect refer by seat; }
"#,
    );
}

#[test]
fn what_fails_only_under_one_way_to_read_is_no_reason() {
    let policy = policy(
        r#"
reading r @一 { a: x; b: y; choose refer because "so"; }
category k for primary @一 { require r; require n at least 5; }
example "neither" { id = "A"; x = false; y = true; n = 1; expect ineligible because k; }
"#,
    );
    let tables = Tables::new(&policy);
    let decision = first(&policy, &tables);
    assert_eq!(decision.outcome, Outcome::Ineligible);
    assert_eq!(decision.reasons.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["k/require/2"]);
}

#[test]
fn a_reading_that_only_another_reading_asks_is_hinged_on() {
    let policy = policy(
        r#"
reading inner @一 { p: 3; q: 9; choose p because "so"; }
reading outer @一 { a: 1; b: 2; c: inner; choose refer because "so"; }
category k for primary @一 { require outer at most 5; }
example "all" { id = "A"; expect eligible as k; }
"#,
    );
    let tables = Tables::new(&policy);
    let facts = &policy.examples[0].applicants[0];
    let (base, varied) = vary(&policy, &tables, StageId(0), facts, &pins_in_force(&policy), [ReadingId(0)]);
    assert_eq!(base.outcome, Outcome::Eligible);
    assert_eq!(varied.len(), 1);
    assert_eq!(varied[0].2.outcome, Outcome::Refer);
}

#[test]
fn a_reason_says_which_of_its_tests_hold() {
    let policy = policy(
        r#"
category k for primary @一 { require all of { not x; y; }; }
example "owner" { id = "A"; x = true; y = false; expect ineligible because k; }
"#,
    );
    let tables = Tables::new(&policy);
    let truths: Vec<Truth> = first(&policy, &tables).reasons[0].tests.iter().map(|(_, truth)| *truth).collect();
    assert_eq!(truths, [Truth::True, Truth::False], "`x` holds and should not; `y` does not");
}

#[test]
fn a_value_that_has_tested_what_it_takes_is_present() {
    holds(
        r#"
value day { when came is present: came; otherwise: end of collection; }
category k for primary @一 { require day on or before end of collection; require papers is present; on time papers within collection; }
example "presumed and fallen back" { id = "A"; came = none; expect eligible as k; }
"#,
    );
}

#[test]
fn an_expectation_about_what_is_not_settled_fails() {
    let policy = policy(
        r#"
reading r @一 { a: x; b: y; choose refer because "so"; }
category k for primary @一 { require r; }
example "open" { id = "A"; x = true; y = false; expect r; }
"#,
    );
    let (ran, _) = examples::run(&policy);
    assert!(ran[0].failures[0].found.contains("hangs on how `r` is read"), "{:?}", ran[0].failures);
}

#[test]
fn a_missing_otherwise_is_named_where_the_value_is_read() {
    let rules = r#"
value day { when came is present: came; }
category k for primary @一 { require day on or before end of collection; }
"#;
    let loaded = load("trial.pol", format!("{WORLD}{rules}"), &mut |_| Err("no other file".into()));
    let found: Vec<_> = loaded.diagnostics.iter().filter(|d| d.code == "T02").collect();
    assert_eq!(found.len(), 1);
    assert!(found[0].help.as_ref().is_some_and(|h| h.contains("otherwise")), "{found:?}");
    assert!(!found[0].related.is_empty());
}
