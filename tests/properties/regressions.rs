//! Mistakes that were made once, each with the smallest policy that shows it.

use crate::support::{PRIMARY, bare, codes, policy};
use ruxue::base::date::Date;
use ruxue::interp::{Pins, decide, holds, pins_in_force};
use ruxue::outcome::Outcome;
use ruxue::tables::Tables;
use ruxue::value::{Fact, List, Truth, Value};

/// The shared form and tables with these rules.
fn with(rules: &str) -> String {
    format!("{}{rules}\ncategory k for primary {{ require f_flag; }}\n", bare())
}

fn refused(rules: &str) -> Vec<&'static str> {
    codes(&with(rules))
}

/// The truth of the condition `asked` for the example `of`.
fn truth(rules: &str) -> Truth {
    let example = rules.trim_end().strip_suffix('}').expect("the example stands last");
    let rules = format!("{} expect asked; }}", example.replace("example \"of\" {", "example \"of\" for primary {"));
    let policy = policy(&with(&rules));
    let asked = policy.conditions.iter().find(|c| c.named.name == "asked").expect("the condition `asked`");
    let example = &policy.examples[0];
    let tables = Tables::from_rows(&policy, example.tables.iter().cloned());
    let pins = Pins(vec![Some(0); policy.readings.len()]);
    holds(&policy, &tables, PRIMARY, &example.applicants[0], &pins, &asked.body).truth
}

#[test]
fn a_numbered_entry_is_asked_of_its_own_row() {
    let rules = "condition owner for each school { (1) s_plan at least 3; (2) s_code is \"s1\"; }
condition asked { any f_lease { any school { owner(1); } } }
example \"of\" { f_lease[1].l_rooms = 1; row school { s_code = \"s1\"; s_plan = 3; } }";
    assert_eq!(truth(rules), Truth::True);
    // Outside a row there is nothing that it could be about.
    assert_eq!(
        refused("condition owner for each school { (1) s_plan at least 3; }\ncondition c { owner(1); }"),
        ["T16"]
    );
    // An entry with rows of its own opens them at the depth where it was written.
    let rules = "condition whole { (1) any f_job { f_job.l_rooms is 2; }; (2) f_flag; }
condition asked { any f_lease { whole(1); } }
example \"of\" { f_lease[1].l_rooms = 1; f_job[1].l_rooms = 2; }";
    assert_eq!(truth(rules), Truth::True);
}

#[test]
fn a_numbered_entry_does_not_lean_on_the_lines_before_it() {
    let home = "condition home { (1) f_home is present; (2) f_home.h_vacant; }\n";
    assert_eq!(refused(&format!("{home}condition c {{ not home(2); }}")), ["T02"]);
    assert_eq!(refused(&format!("{home}condition c {{ f_home is present; not home(2); }}")), [] as [&str; 0]);
}

#[test]
fn rows_of_a_value_are_tested_where_they_are_open() {
    let code = |value: &str| refused(&format!("value v {{ {value}; }}\ncondition c {{ v at least 1; }}"));
    assert_eq!(code("count(f_lease where { f_lease.l_until after 2024-01-01; })"), ["T02"]);
    assert_eq!(
        code("count(f_lease where { f_lease.l_until is present; f_lease.l_until after 2024-01-01; })"),
        [] as [&str; 0]
    );
    let reading =
        "reading r { a: any f_job { f_job.l_kind is ka; }; b: f_flag; choose a because \"so\"; }\ncondition c { r; }";
    assert_eq!(refused(reading), ["T02"]);
    // What is owed about the applicant is still carried to the use.
    let owed = "value v { count(f_lease where { f_lease.l_since after f_moved; }); }\n";
    assert_eq!(refused(&format!("{owed}condition c {{ v at least 1; }}")), ["T02"]);
    assert_eq!(refused(&format!("{owed}condition c {{ f_moved is present; v at least 1; }}")), [] as [&str; 0]);
}

#[test]
fn a_set_of_months_that_may_be_absent_is_tested_before_it_is_read() {
    for asked in ["f_month in f_dues", "f_dues covers 2023-11 .. 2023-12", "f_dues meets {2023-11}"] {
        assert_eq!(refused(&format!("condition c {{ {asked}; }}")), ["T02"], "{asked}");
    }
}

#[test]
fn a_field_is_not_presumed_like_one_that_may_be_absent_or_is_presumed_itself() {
    let record = |fields: &str| refused(&format!("record other {{ {fields} }}"));
    assert_eq!(record("a: date presumed b; b: date or none;"), ["T10"]);
    assert_eq!(record("a: date presumed b; b: date presumed 2024-01-01;"), ["T10"]);
    assert_eq!(record("a: id presumed b; b: list of id;"), ["T10"]);
    assert_eq!(record("a: date or none presumed b; b: date or none;"), [] as [&str; 0]);
}

#[test]
fn an_item_may_be_beyond_the_end_of_its_list() {
    assert_eq!(refused("condition c { not f_lease[2].l_sole; }"), ["T02"]);
    let rules = "condition asked { f_lease[2] is present; not f_lease[2].l_sole; }
example \"of\" { f_lease[1].l_sole = true; }";
    assert_eq!(truth(rules), Truth::False);
}

#[test]
fn a_rule_for_each_row_is_about_one_row() {
    let rule = "condition large for each lease_facts { l_rooms at least 3; }\n";
    assert_eq!(refused(&format!("{rule}condition c {{ any f_lease {{ any f_job {{ large; }} }} }}")), ["T64"]);
    assert_eq!(refused(&format!("{rule}condition c {{ any f_lease {{ any school {{ large; }} }} }}")), [] as [&str; 0]);
}

#[test]
fn a_table_is_looked_up_by_one_value_of_its_own_type() {
    assert_eq!(refused("value v by f_age { 0 .. 2024-01-01: 1; }"), ["T45"]);
    assert_eq!(refused("value v by f_color { red .. blue: 1; }"), ["T47"]);
    assert_eq!(refused("value v by f_sib { f_sib: 1; }"), ["T44"]);
}

#[test]
fn a_list_that_may_be_longer_is_not_yet_empty_and_not_yet_not() {
    let policy = policy(&with("condition asked { f_sib is {}; }\ncondition other { f_sib is {\"a1\", \"a2\"}; }"));
    let at = policy.form.fields.iter().position(|f| f.named.name == "f_sib").expect("the field");
    let truth = |name: &str, items: &[&str], open: bool| {
        let mut facts = vec![Fact::Unknown; policy.form.fields.len()];
        let items = items.iter().map(|id| Value::Id((*id).into())).collect();
        facts[at] = Value::List(List { items, open }).into();
        let tables = Tables::new(&policy);
        let found = policy.conditions.iter().find(|c| c.named.name == name).expect("the condition");
        holds(&policy, &tables, PRIMARY, &facts, &pins_in_force(&policy), &found.body).truth
    };
    assert_eq!(truth("asked", &[], true), Truth::Unknown);
    assert_eq!(truth("asked", &["a1"], true), Truth::False);
    assert_eq!(truth("asked", &[], false), Truth::True);
    assert_eq!(truth("other", &["a1"], true), Truth::Unknown);
    assert_eq!(truth("other", &["a3"], true), Truth::False);
}

#[test]
fn a_set_from_a_table_in_which_no_row_fits_is_empty() {
    let rules = "value tags { when f_flag: f_tags; }
condition asked { tags is {}; not all of { tags meets warm; }; }
example \"of\" { f_flag = false; }";
    assert_eq!(truth(rules), Truth::True);
}

#[test]
fn a_column_is_presumed_as_a_field_is() {
    let rules = "table plan { key code: id; open: yes or no presumed true; }
condition asked { any plan { plan.open; } }
example \"of\" { row plan { code = \"p1\"; } }";
    assert_eq!(truth(rules), Truth::True);
}

#[test]
fn where_not_every_way_to_read_is_tried_a_person_decides() {
    let readings: String = (0..8)
        .map(|at| {
            format!(
                "reading d{at} {{ flag: f_flag is true; sworn: f_sworn is present; choose refer because \"so\"; }}\n"
            )
        })
        .collect();
    // Only the very last of the 256 ways to read says no.
    let all: String = (0..8).map(|at| format!("d{at}; ")).collect();
    let text = format!("{}{readings}category k for primary {{ require any of {{ {all} }}; }}\n", bare());
    let policy = policy(&text);
    let known = |name: &str, value: Fact, facts: &mut Vec<Fact>| {
        let at = policy.form.fields.iter().position(|f| f.named.name == name).expect("the field");
        facts[at] = value;
    };
    let mut facts = vec![Fact::Unknown; policy.form.fields.len()];
    known("f_flag", Value::Bool(true).into(), &mut facts);
    known("f_sworn", Fact::None, &mut facts);
    let tables = Tables::new(&policy);
    let decision = decide(&policy, &tables, PRIMARY, &facts, &pins_in_force(&policy));
    assert_eq!(decision.outcome, Outcome::Refer);
    assert!(decision.reasons.iter().any(|r| r.key.starts_with("reading/")), "{:?}", decision.reasons);
}

#[test]
fn a_moment_lies_within_a_window_to_the_last_second_of_its_last_day() {
    let (_, last) = crate::support::pool()[0].model.windows[1];
    let last = last.expect("a window with an end");
    let next = Date::from_days(last.days() + 1).expect("a day");
    for (at, expected) in [(format!("{last} 23:59:59"), Truth::True), (format!("{next} 00:00"), Truth::False)] {
        let rules = format!("condition asked {{ f_at within win1; }}\nexample \"of\" {{ f_at = {at}; }}");
        assert_eq!(truth(&rules), expected, "{at}");
    }
}
