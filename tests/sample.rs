//! Cohorts drawn for the flagship policy by the profile beside it.

use ruxue::driver::load;
use ruxue::interp::{Member, claims, decide, pins_in_force};
use ruxue::ir::{Answer, Base, Policy, Role, StageId};
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
