//! Cohorts drawn for the flagship policy by the profile beside it.

use ruxue::data::write::csv;
use ruxue::data::{RawTable, read_applicants};
use ruxue::driver::load;
use ruxue::interp::{Member, claims, decide, pins_in_force};
use ruxue::ir::{Answer, Policy, Role, StageId};
use ruxue::outcome::{Answered, Decision, Outcome};
use ruxue::sample::{Chance, Cohort, applicant_sheets, broken, read, sample, soil, table_sheets};
use ruxue::tables::Tables;
use ruxue::value::{Fact, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let text = std::fs::read_to_string("policies/2024.pol").expect("the flagship");
    let mut reader = |name: &str| std::fs::read_to_string(format!("policies/{name}")).map_err(|e| e.to_string());
    load("policies/2024.pol", text, &mut reader).policy.expect("the flagship is sound")
});
static PROFILE: LazyLock<String> =
    LazyLock::new(|| std::fs::read_to_string("policies/2024.cohort.toml").expect("its profile"));

fn cohort(applicants: u64, seed: u64) -> Cohort {
    let profile = read(&POLICY, &PROFILE).expect("the profile fits the policy");
    sample(&POLICY, &profile, applicants, seed).expect("a cohort")
}

fn at(name: &str) -> usize {
    POLICY.form.fields.iter().position(|f| f.named.name == name).expect("a field")
}

fn tables(cohort: &Cohort) -> Tables {
    Tables::from_rows(&POLICY, cohort.tables.iter().cloned())
}

fn decided<'a>(tables: &'a Tables, cohort: &'a Cohort, stage: StageId) -> Vec<Decision<'a>> {
    let pins = pins_in_force(&POLICY);
    let rows = &cohort.stages[stage.index()];
    // Traces are left behind: those of a whole cohort fill the memory.
    let short = |facts: &'a Vec<Fact>| Decision { ways: Vec::new(), ..decide(&POLICY, tables, stage, facts, &pins) };
    let mut decisions: Vec<Decision> = rows.iter().map(short).collect();
    let mut batch: Vec<Member> =
        rows.iter().zip(&mut decisions).map(|(facts, decision)| Member { facts, decision }).collect();
    claims(&POLICY, tables, stage, &pins, &mut batch);
    decisions
}

#[test]
fn everything_that_can_happen_happens() {
    let cohort = cohort(4000, 1);
    let tables = tables(&cohort);
    let pins = pins_in_force(&POLICY);
    let mut report = String::new();
    let mut eligible = 0;
    let mut all = 0;
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, declared) in POLICY.stages.iter().enumerate() {
        let stage = StageId(at as u16);
        let rows = &cohort.stages[at];
        let wrong: Vec<(&str, Vec<&str>)> = rows
            .iter()
            .zip(&cohort.personas[at])
            .map(|(facts, persona)| (persona.as_str(), broken(&POLICY, &tables, stage, facts, &pins)))
            .filter(|(_, broken)| !broken.is_empty())
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let decisions = decided(&tables, &cohort, stage);
        all += decisions.len();
        let mut by_persona: BTreeMap<(&str, &str, String), usize> = BTreeMap::new();
        let mut categories: BTreeSet<&str> = BTreeSet::new();
        let mut answers: BTreeMap<&str, BTreeMap<String, usize>> = BTreeMap::new();
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        for (decision, persona) in decisions.iter().zip(&cohort.personas[at]) {
            eligible += usize::from(decision.outcome == Outcome::Eligible);
            *outcomes.entry(decision.outcome.word()).or_default() += 1;
            let category = decision.category.map_or("", |c| &POLICY.categories[c.index()].named.name);
            categories.insert(category);
            *by_persona.entry((persona, decision.outcome.word(), category.into())).or_default() += 1;
            for answer in &decision.answers {
                let shown = match &answer.answer {
                    Answered::Is(Fact::Known(Value::Enum(case))) => {
                        let classify = POLICY.classifies.iter().find(|c| c.named.name == answer.name).expect("it");
                        POLICY.enums[classify.cases.index()].members[usize::from(*case)].name.clone()
                    }
                    Answered::Is(Fact::None) => "none".into(),
                    Answered::Is(_) => "some".into(),
                    Answered::Unknown(_) => "unknown".into(),
                    Answered::Refer(_) => "refer".into(),
                };
                *answers.entry(answer.name).or_default().entry(shown).or_default() += 1;
            }
            if decision.outcome == Outcome::Refer {
                for reason in &decision.reasons {
                    *reasons.entry(reason.key.clone()).or_default() += 1;
                }
            }
        }
        report += &format!("{}\n{by_persona:#?}\n{answers:#?}\n{reasons:#?}\n", declared.named.name);
        for (_, category) in POLICY.categories_of(stage) {
            assert!(categories.contains(category.named.name.as_str()), "no one is decided by {}", category.named.name);
        }
        for answer in &declared.answers {
            let Answer::Classify(id) = answer else { continue };
            let classify = &POLICY.classifies[id.index()];
            if std::env::var_os("SHOW").is_some() {
                println!("{answers:?}");
            }
            let found = &answers[classify.named.name.as_str()];
            for row in &classify.rows {
                let case = &POLICY.enums[classify.cases.index()].members[usize::from(row.case)].name;
                let unsettled = found.contains_key("refer");
                assert!(found.contains_key(case) || unsettled, "{}: no one is {case}", classify.named.name);
            }
        }
    }
    if std::env::var_os("SHOW").is_some() {
        println!("{report}");
    }
    println!("{outcomes:?}, {} of {all}", eligible);
    assert!(outcomes.len() == Outcome::WORDS.len(), "{outcomes:?}");
    assert!(eligible * 100 >= all * 75 && eligible * 100 <= all * 95, "{eligible} of {all} are eligible");
}

/// The bytes of every file of a cohort.
fn files(cohort: &Cohort) -> Vec<Vec<u8>> {
    let applicants = applicant_sheets(&POLICY, cohort, true);
    applicants.iter().chain(&table_sheets(&POLICY, cohort, true)).map(csv).collect()
}

#[test]
fn a_seed_gives_the_same_bytes_and_another_seed_others() {
    let first = cohort(300, 7);
    assert_eq!(files(&first), files(&cohort(300, 7)));
    let other = cohort(300, 8);
    for (at, stage) in POLICY.stages.iter().enumerate() {
        assert_ne!(first.stages[at], other.stages[at], "{}", stage.named.name);
    }
}

#[test]
fn as_many_applicants_come_as_were_asked_for() {
    for (applicants, seed) in [(0, 1), (1, 1), (2, 5), (3, 9), (17, 2), (100, 3), (101, 4)] {
        let cohort = cohort(applicants, seed);
        assert_eq!(cohort.stages.iter().map(Vec::len).sum::<usize>(), applicants as usize);
        let ids: BTreeSet<&Fact> = cohort.stages.iter().flatten().map(|facts| &facts[at("id")]).collect();
        assert_eq!(ids.len(), applicants as usize, "ids are unique");
    }
}

#[test]
fn twins_and_siblings_share_household_and_home() {
    let cohort = cohort(1500, 3);
    let household = POLICY.form.with_role(Role::Household).expect("households");
    let mut families: BTreeMap<&Fact, Vec<(usize, &Vec<Fact>)>> = BTreeMap::new();
    for (stage, rows) in cohort.stages.iter().enumerate() {
        for facts in rows {
            families.entry(&facts[household]).or_default().push((stage, facts));
        }
    }
    let several: Vec<_> = families.values().filter(|family| family.len() > 1).collect();
    for family in &several {
        for (_, facts) in family.iter() {
            for shared in ["home", "hukou", "hukou_address", "guardian", "lease"] {
                assert_eq!(facts[at(shared)], family[0].1[at(shared)], "{shared}");
            }
            let Fact::Known(Value::List(siblings)) = &facts[at("sibling")] else { panic!("siblings are stated") };
            let others = family.iter().map(|(_, other)| &other[at("id")]).filter(|id| **id != facts[at("id")]);
            assert!(others.into_iter().all(|id| id.known().is_some_and(|id| siblings.items.contains(id))));
        }
    }
    assert!(several.iter().any(|family| family[0].0 == family[1].0), "there are twins");
    assert!(several.iter().any(|family| family[0].0 != family[1].0), "there are siblings in two stages");
}

#[test]
fn seats_are_scarce_in_some_schools_and_not_in_others() {
    let cohort = cohort(3000, 1);
    let column = |table: &str, column: &str| {
        let at = POLICY.tables.iter().position(|t| t.named.name == table).expect("a table");
        (at, POLICY.tables[at].columns.iter().position(|c| c.named.name == column).expect("a column"))
    };
    let (service, address) = column("service", "address");
    let (school, code) = column("school", "code");
    let (serves, plan) = (column("service", "serves").1, column("school", "plan").1);
    let mut leads: BTreeMap<&Fact, &Fact> = BTreeMap::new();
    for row in &cohort.tables[service] {
        leads.entry(&row[address]).or_insert(&row[serves]);
    }
    let mut asked: BTreeMap<&Fact, i64> = BTreeMap::new();
    for facts in &cohort.stages[0] {
        let home = match &facts[at("home")] {
            Fact::Known(Value::Record(home)) => &home[0],
            _ => &facts[at("hukou_address")],
        };
        *leads.get(home).map(|school| asked.entry(school).or_default()).unwrap_or(&mut 0) += 1;
    }
    let plans = cohort.tables[school].iter().filter_map(|row| match (&row[plan], asked.get(&row[code])) {
        (Fact::Known(Value::Int(plan)), Some(asked)) => Some(plan - asked),
        _ => None,
    });
    let left: Vec<i64> = plans.collect();
    assert!(left.iter().any(|left| *left < 0) && left.iter().any(|left| *left >= 0), "{left:?}");
}

#[test]
fn files_read_back_and_dirt_is_set_aside_or_survives() {
    let cohort = cohort(400, 2);
    for (at, declared) in POLICY.stages.iter().enumerate() {
        let stage = StageId(at as u16);
        for labels in [false, true] {
            let sheet = &applicant_sheets(&POLICY, &cohort, labels)[at];
            let raw = RawTable::read("clean.csv", &csv(sheet), None).expect("a table");
            let clean = read_applicants(&POLICY, stage, &raw).expect("headings");
            assert!(clean.rejected.is_empty(), "{:?}", clean.rejected);
            let facts: Vec<&Vec<Fact>> = clean.rows.iter().map(|row| &row.facts).collect();
            assert_eq!(facts, cohort.stages[at].iter().collect::<Vec<_>>(), "{}", declared.named.name);

            let mut dirty = sheet.clone();
            let soiled = soil(&POLICY, stage, &mut dirty, 30, &mut Chance::new(2, "dirt"));
            assert_eq!(soiled, (sheet.rows.len() * 30).div_ceil(100));
            let changed = sheet.rows.iter().zip(&dirty.rows).filter(|(before, after)| before != after).count();
            assert_eq!(changed, soiled);
            let raw = RawTable::read("dirty.csv", &csv(&dirty), None).expect("a table");
            let read = read_applicants(&POLICY, stage, &raw).expect("headings");
            assert_eq!(read.rows.len() + read.rejected.len(), sheet.rows.len());
            assert!(!read.rejected.is_empty() && read.rejected.len() < soiled);
            let kinds: BTreeSet<&str> =
                read.rejected.iter().flat_map(|r| &r.reasons).map(|r| r.problem.code()).collect();
            assert!(kinds.len() >= 3, "{kinds:?}");
        }
    }
}

#[test]
fn everything_wrong_with_a_profile_is_said_at_once() {
    let profile = r#"
[stage]
primary = 1

[counts]
areas = "one per area"
schools = "3 area"

[ids]
applicant = "G{year}"

[[table.school]]
repeat = "2 schols"
cod = "S{n}"
plan = "10 .. many"
name = "第{m}小学"

[[table.scool]]
code = "S1"

[bundle.family]
hukou = "chaoyagn"
gaurdian = []
home = { district = "chaoyang", adress = "new A" }

[bundle.unused]
hukou = "chaoyang"

[bundle.round]
use = "round"

[persona.primary.one]
weight = 0
use = ["famly", "round", { family = 1, nothing = 0 }]
birth_date = "born_bye - 1 year .. born_by"
collected_on = "colection"
guardian = [{ relation = "father", paid = "insured_month without 1" }]
owns_home = { yes = "often" }
graduating = true
private_wish = "pick school where kindd is private"
boarding_wish = "pick school where kind is privat"
hukou_moved = "$birthdate + 3 day"
job = [{ since = "born_by + 3 weeks" }, {}, {}, {}, {}]
hukou_address = "$home.addres"
lone_parent = 0.5
"#;
    insta::assert_snapshot!(said(profile), @"a.cohort.toml:45: numbers are whole here");
    let profile = profile.replace("lone_parent = 0.5\n", "");
    insta::assert_snapshot!(said(&profile), @r#"
    a.cohort.toml:2: stage: there is no such key; did you mean `stages`?
    a.cohort.toml:6: counts.areas: a count is written `12`, `1 per 800 applicants, at least 3` or `3 areas`
    a.cohort.toml:7: counts.schools: there is no count `area`; did you mean `areas`?
    a.cohort.toml:10: ids.applicant: there must be `{n}` in it, or all would be the same
    a.cohort.toml:12: table.school.1: there is no count `schols`; did you mean `schools`?
    a.cohort.toml:14: table.school.1.cod: there is no such field; did you mean `code`?
    a.cohort.toml:15: table.school.1.plan: there is no count `many`; there are `applicants`, `primary`, `junior`, `areas`, `schools`
    a.cohort.toml:16: table.school.1.name: `{m}` is none of `{year}`, `{n}`, `{n:6}`, `{n/3}`, `{n mod COUNT}`
    a.cohort.toml:18: table.scool: the policy has no table `scool`; did you mean `school`?
    a.cohort.toml:22: bundle.family.hukou: `chaoyagn` is not in the list; did you mean `chaoyang`?
    a.cohort.toml:23: bundle.family.gaurdian: there is no such field; did you mean `guardian`?
    a.cohort.toml:24: bundle.family.home.adress: there is no such field; did you mean `address`?
    a.cohort.toml:26: bundle.unused: nothing uses this bundle
    a.cohort.toml:30: bundle.round.use: the bundle `round` uses itself
    a.cohort.toml:32: persona.primary.one: a persona has a `weight`, a whole number above 0
    a.cohort.toml:34: persona.primary.one.use: there is no bundle `famly`; did you mean `family`?
    a.cohort.toml:34: persona.primary.one.use: bundles are named, or chosen by `{ NAME = WEIGHT, … }` with weights above 0
    a.cohort.toml:35: persona.primary.one.birth_date: `born_bye` is neither a day nor a figure of the policy; did you mean `born_by`?
    a.cohort.toml:36: persona.primary.one.collected_on: `colection` is neither a day nor a figure of the policy; did you mean `collection`?
    a.cohort.toml:37: persona.primary.one.guardian.1.paid: `insured_month` is neither months nor a figure of months; did you mean `insured_months`?
    a.cohort.toml:38: persona.primary.one.owns_home: a choice is `{ "VALUE" = WEIGHT, … }` with whole numbers for weights
    a.cohort.toml:39: persona.primary.one.graduating: this field is asked only for junior
    a.cohort.toml:40: persona.primary.one.private_wish: the table `school` has no column `kindd`; did you mean `kind`?
    a.cohort.toml:41: persona.primary.one.boarding_wish: `privat` is not in the list; did you mean `private`?
    a.cohort.toml:42: persona.primary.one.hukou_moved: nothing here is called `$birthdate`; did you mean `birth_date`?
    a.cohort.toml:43: persona.primary.one.job: there are 5 items; the list takes 4
    a.cohort.toml:43: persona.primary.one.job.1.since: `weeks` is none of days, months, years
    a.cohort.toml:44: persona.primary.one.hukou_address: `$home.addres` has no `addres`; did you mean `address`?
    "#);
}

/// Everything that is wrong with a profile.
fn said(profile: &str) -> String {
    let problems = read(&POLICY, profile).expect_err("it is wrong");
    problems.iter().map(|problem| problem.text("a.cohort.toml") + "\n").collect()
}

#[test]
fn what_cannot_be_drawn_is_said_with_its_persona() {
    let draw = |settings: &str| {
        let profile = format!("[stages]\nprimary = 1\n[persona.primary.one]\nweight = 1\n{settings}\n");
        let profile = read(&POLICY, &profile).expect("it fits");
        sample(&POLICY, &profile, 1, 1).expect_err("it cannot be drawn").text("a.cohort.toml")
    };
    insta::assert_snapshot!(draw("birth_date = \"born_by .. born_by - 1 day\""), @"a.cohort.toml: persona.primary.one.birth_date: the days 2018-08-31 .. 2018-08-30 run backwards");
    insta::assert_snapshot!(draw("boarding_wish = \"pick school where kind is boarding\""), @"a.cohort.toml: persona.primary.one.boarding_wish: no row fits `pick school where kind is boarding`");
    insta::assert_snapshot!(draw("hukou_moved = \"$birth_date\"\nbirth_date = \"$hukou_moved\""), @"a.cohort.toml: persona.primary.one.birth_date.hukou_moved: `birth_date` hangs on itself");
    insta::assert_snapshot!(draw("home = \"none\"\nlease = [{ address = \"$home.address\" }]"), @"a.cohort.toml: persona.primary.one.lease.address: there would be none, and the type does not allow that");
}
