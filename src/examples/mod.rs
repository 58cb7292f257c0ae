//! Runs the examples of a policy, and says what no example reached.

mod rounds;
mod seats;

use crate::allocation::model::Placement;
use crate::base::date::Unit;
use crate::diagnostic::Diagnostic;
use crate::interp::{Contest, Member, Pins, answers, claims, decide, holds, pins_in_force, support, unsettled};
use crate::ir::expr::{Cond, CondKind, Joint, Relation, Val, ValKind};
use crate::ir::needs::{reads_of, reads_of_draw};
use crate::ir::spans::Spans;
use crate::ir::walk::{self, Node};
use crate::ir::{Body, Example, Expect, NodeId, Policy, ReadingId, StageId};
use crate::outcome::{Answered, Decision, Outcome, Step, StepKind};
use crate::roster::Unsettled;
use crate::tables::Tables;
use crate::value::{Fact, Truth, Value};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// How one example came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Ran {
    /// Its position in the policy.
    pub example: usize,
    /// What came out otherwise than expected; empty if nothing did.
    pub failures: Vec<Failure>,
    /// The outcome.
    pub outcome: Outcome,
}

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Where the expectation stands; the example itself if nowhere.
    pub node: NodeId,
    /// What came out instead, in a sentence.
    pub found: String,
    /// What would help to see why.
    pub help: Option<String>,
}

impl Failure {
    /// As a finding about the policy.
    pub fn diagnostic(&self, example: &Example, spans: &Spans) -> Diagnostic {
        let message = format!("the example `{}` does not come out as expected: {}", example.named.shown(), self.found);
        Diagnostic::error("E01", spans.of(self.node), message).label("expected here").maybe_help(self.help.clone())
    }
}

/// Something that no example has made come out one way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Where it stands.
    pub node: NodeId,
    /// What it is.
    pub what: What,
    /// What no example does.
    pub never: Never,
}

/// Kinds of places that examples should reach.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A named condition.
    Condition(String),
    /// A line of a way in, by its key.
    Line(String),
    /// An exception.
    Exception,
    /// A numbered entry, or a line of which one must hold.
    Entry(Option<String>),
    /// A row of a case or value table.
    Row(String),
    /// An ordered comparison, a duration or a window; the value on which an example should stand, if it is a constant.
    Boundary(Option<String>),
    /// An alternative of a reading: reading, alternative.
    Alternative(String, String),
    /// A claim.
    Claim(String),
    /// A round.
    Round(String),
    /// A part of a round, in words, and the round.
    Part(String, String),
    /// What becomes of several wins in a draw.
    Several(String),
}

/// What no example does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Never {
    /// Makes it hold.
    Holds,
    /// Makes it fail.
    Fails,
    /// Comes to it.
    Reached,
    /// Stands on the last value that passes.
    LastIn,
    /// Stands on the first value that does not pass.
    FirstOut,
    /// Comes out differently under it.
    Matters,
    /// Gets a place by it.
    Places,
    /// Gets no place by it.
    Leaves,
}

/// What the examples reached.
#[derive(Debug, Default)]
struct Seen {
    truths: BTreeSet<(NodeId, bool)>,
    conditions: BTreeSet<(String, bool)>,
    rows: BTreeSet<NodeId>,
    margins: BTreeSet<(NodeId, usize, bool)>,
    alternatives: BTreeSet<(ReadingId, usize)>,
    claims: BTreeSet<String>,
    rounds: rounds::Reached,
}

/// Runs every example.
pub fn run(policy: &Policy) -> (Vec<Ran>, Vec<Gap>) {
    let mut seen = Seen::default();
    let ran = policy.examples.iter().enumerate().map(|(at, example)| run_one(policy, at, example, &mut seen)).collect();
    let same = rounds::Same::of(policy);
    same.gather(&mut seen);
    let gaps = gaps(policy, &seen, &same);
    (ran, gaps)
}

fn pins_of(policy: &Policy, example: &Example) -> Pins {
    example.under.iter().fold(pins_in_force(policy), |pins, (reading, at)| pins.with(*reading, *at))
}

/// Decides the applicants of an example together.
fn decide_all<'p>(
    policy: &'p Policy,
    tables: &'p Tables,
    example: &'p Example,
    pins: &Pins,
) -> (Vec<Decision<'p>>, Vec<Contest>) {
    let mut decisions: Vec<Decision> =
        example.applicants.iter().map(|a| decide(policy, tables, example.stage, a, pins)).collect();
    let mut batch: Vec<Member> =
        example.applicants.iter().zip(&mut decisions).map(|(facts, decision)| Member { facts, decision }).collect();
    let contested = claims(policy, tables, example.stage, pins, &mut batch);
    (decisions, contested)
}

fn run_one(policy: &Policy, at: usize, example: &Example, seen: &mut Seen) -> Ran {
    let tables = Tables::from_rows(policy, example.tables.iter().cloned());
    let pins = pins_of(policy, example);
    let (decisions, contested) = decide_all(policy, &tables, example, &pins);
    let Some(decision) = decisions.first() else {
        return Ran { example: at, failures: Vec::new(), outcome: Outcome::Undetermined };
    };
    for contest in contested {
        if contest.contested > 0 {
            seen.claims.insert(contest.claim);
        }
    }
    // Every way to read what is not settled is looked at, not only the first.
    let mut ways_to_read: Vec<Pins> = vec![pins.clone()];
    for (reading, declared) in (0..).map(ReadingId).zip(&policy.readings) {
        if pins.0[reading.index()].is_none() {
            ways_to_read.extend((1..declared.alternatives.len()).map(|at| pins.with(reading, at)));
        }
    }
    for branch in &decision.branches {
        ways_to_read.push(branch.under.iter().fold(pins.clone(), |p, (r, alternative)| p.with(*r, *alternative)));
    }
    for pins in &ways_to_read {
        for applicant in &example.applicants {
            let decision = decide(policy, &tables, example.stage, applicant, pins);
            for way in &decision.ways {
                look(&way.trace, seen);
            }
            for trace in answers(policy, &tables, example.stage, applicant, pins) {
                look(&trace, seen);
            }
        }
    }
    matters(policy, &tables, example, &pins, decision, seen);
    let watched = RefCell::new(std::mem::take(seen));
    let watch = |step: &Step| look(step, &mut watched.borrow_mut());
    let held = seats::hold(policy, &tables, example, &pins, &decisions, Some(&watch));
    *seen = watched.into_inner();
    if let Some(Ok(held)) = &held {
        rounds::note(policy, held, &mut seen.rounds);
    }
    let mut failures = Vec::new();
    for expect in &example.expects {
        check(policy, &tables, example, &pins, decision, expect, &mut failures);
    }
    seats::check(policy, example, held.as_ref(), &mut failures);
    Ran { example: at, failures, outcome: decision.outcome }
}

/// Notes the alternatives of readings under which this example comes out differently: the decision, or the draw.
fn matters(policy: &Policy, tables: &Tables, example: &Example, pins: &Pins, decision: &Decision, seen: &mut Seen) {
    let of_draw = example.hold.map(|draw| reads_of_draw(policy, draw).readings).unwrap_or_default();
    for (reading, declared) in (0..).map(ReadingId).zip(&policy.readings) {
        // An example before this one may have shown all of them.
        if (0..declared.alternatives.len()).all(|at| seen.alternatives.contains(&(reading, at))) {
            continue;
        }
        type Came = (Outcome, Vec<Answered>, Option<(Vec<Placement>, Vec<Unsettled>)>);
        let outcomes: Vec<Came> = (0..declared.alternatives.len())
            .map(|at| {
                let pins = pins.with(reading, at);
                let (decisions, _) = decide_all(policy, tables, example, &pins);
                let held =
                    of_draw.contains(&reading).then(|| seats::hold(policy, tables, example, &pins, &decisions, None));
                let seats = held.flatten().and_then(Result::ok).map(|h| (h.results.placements, h.built.unsettled));
                let first = decisions.into_iter().next();
                let (outcome, answers) = first.map_or((decision.outcome, Vec::new()), |d| {
                    (d.outcome, d.answers.into_iter().map(|a| a.answer).collect())
                });
                (outcome, answers, seats)
            })
            .collect();
        for (at, outcome) in outcomes.iter().enumerate() {
            if outcomes.iter().any(|other| other != outcome) {
                seen.alternatives.insert((reading, at));
            }
        }
    }
}

fn look(step: &Step, seen: &mut Seen) {
    let truth = match step.truth {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown => None,
    };
    if let Some(truth) = truth {
        match step.kind {
            StepKind::Condition => {
                seen.conditions.insert((step.name.as_deref().unwrap_or("").to_string(), truth));
                seen.truths.insert((step.node, truth));
            }
            StepKind::Case => {
                if truth {
                    seen.rows.insert(step.node);
                }
            }
            _ => {
                seen.truths.insert((step.node, truth));
            }
        }
    }
    for (end, margin) in step.margins.iter().enumerate() {
        match margin {
            Some(0) => {
                seen.margins.insert((step.node, end, true));
            }
            Some(-1) => {
                seen.margins.insert((step.node, end, false));
            }
            _ => {}
        }
    }
    for child in &step.children {
        look(child, seen);
    }
}

fn check(
    policy: &Policy,
    tables: &Tables,
    example: &Example,
    pins: &Pins,
    decision: &Decision,
    expect: &Expect,
    failures: &mut Vec<Failure>,
) {
    match expect {
        // What a draw gives is looked at in `seats`.
        Expect::Order { .. } | Expect::Seat { .. } => {}
        Expect::Holds(cond, cites) => {
            let trace = holds(policy, tables, example.stage, &example.applicants[0], pins, cond);
            let mut fail =
                |found: String, help: Option<String>| failures.push(Failure { node: cond.node, found, help });
            let hangs = unsettled(policy, tables, example.stage, &example.applicants[0], pins, cond);
            if let Some(reading) = hangs.first() {
                let reading = &policy.readings[reading.index()].named.name;
                return fail(
                    format!("this hangs on how `{reading}` is read"),
                    Some(format!("say which reading the example is under: `under {reading} = …;`")),
                );
            }
            match trace.truth {
                Truth::True => {
                    let found = support::articles(&trace);
                    for cite in cites.iter().filter(|c| !found.contains(c)) {
                        fail(
                            format!("it holds, but `{cite}` did not decide it"),
                            Some(format!("what decided: {}", found.join(", "))),
                        );
                    }
                }
                Truth::False => fail("this does not hold".into(), found_instead(policy, &trace)),
                Truth::Unknown => fail(
                    "this is not known".into(),
                    Some(format!("what is missing: {}", support::missing(&trace).join(", "))),
                ),
            }
        }
        Expect::Outcome { outcome, category, because, missing, cites, node } => {
            let mut fail = |found: String, help: Option<String>| failures.push(Failure { node: *node, found, help });
            if decision.outcome != *outcome {
                let mut found = format!("the outcome is `{}`", decision.outcome.word());
                if let Some(id) = decision.category {
                    found.push_str(&format!(" as `{}`", policy.categories[id.index()].named.name));
                }
                if !decision.missing.is_empty() {
                    found.push_str(&format!(", missing {}", decision.missing.join(", ")));
                }
                let cites =
                    |r: &crate::outcome::Reason| r.articles.iter().map(|a| format!(" @{a}")).collect::<String>();
                let why: Vec<String> = decision.reasons.iter().map(|r| format!("`{}`{}", r.key, cites(r))).collect();
                let help = (!why.is_empty()).then(|| format!("it was decided by {}", why.join("; ")));
                return fail(found, help);
            }
            if let Some(wanted) = category {
                let name = &policy.categories[wanted.index()].named.name;
                // Those who are not let in have no category; then the way in meant must be one of those that are shut.
                let fits = match decision.category {
                    Some(found) => found == *wanted,
                    None => decision.ways.iter().any(|w| w.category == *wanted),
                };
                if !fits {
                    let found = decision.category.map_or("none", |c| &policy.categories[c.index()].named.name);
                    fail(format!("the category is `{found}`, not `{name}`"), None);
                }
            }
            let mut articles = decision.articles.clone();
            if let Some((rule, entry)) = because {
                match why(policy, decision, rule, entry.as_deref()) {
                    Some(more) => {
                        if decision.outcome == Outcome::Ineligible {
                            articles = more;
                        }
                    }
                    None => {
                        let rule = entry.as_ref().map_or(rule.clone(), |no| format!("{rule}({no})"));
                        let keys: Vec<&str> = decision.reasons.iter().map(|r| r.key.as_str()).collect();
                        let help = if keys.is_empty() {
                            format!("what decided: {}", decision.articles.join(", "))
                        } else {
                            format!("what decided: {}", keys.join(", "))
                        };
                        fail(format!("`{rule}` did not decide it"), Some(help));
                    }
                }
            }
            for cite in cites.iter().filter(|c| !articles.contains(c)) {
                fail(
                    format!("`{cite}` is not among the deciding articles"),
                    Some(format!("they are {}", articles.join(", "))),
                );
            }
            for path in missing {
                let inside =
                    |m: &String| m == path || m.strip_prefix(path.as_str()).is_some_and(|r| r.starts_with(['.', '[']));
                if !decision.missing.iter().any(inside) {
                    fail(
                        format!("`{path}` is not among what is missing"),
                        Some(format!("missing are {}", decision.missing.join(", "))),
                    );
                }
            }
        }
    }
}

/// What the values asked by a condition came out as.
fn found_instead(policy: &Policy, trace: &Step) -> Option<String> {
    fn walk(policy: &Policy, at: &Step, said: &mut Vec<String>) {
        for read in &at.reads {
            match &read.fact {
                Fact::Unknown => said.push(format!("`{}` is unknown", read.path)),
                Fact::None => said.push(format!("`{}` is absent", read.path)),
                Fact::Known(_) => {}
            }
        }
        for child in &at.children {
            if let (StepKind::Classify | StepKind::Value, Some(name), Some(value)) =
                (child.kind, &child.name, &child.value)
            {
                let classify = policy.classifies.iter().find(|c| c.named.name == **name);
                let word = match (classify, value) {
                    (Some(c), Fact::Known(Value::Enum(at))) => {
                        policy.enums[c.cases.index()].members[usize::from(*at)].name.clone()
                    }
                    (_, Fact::Unknown) => "unknown".into(),
                    (_, Fact::None) => "absent".into(),
                    (_, Fact::Known(Value::Date(day))) => day.to_string(),
                    (_, Fact::Known(Value::Int(n))) => n.to_string(),
                    (_, Fact::Known(Value::Bool(b))) => b.to_string(),
                    (_, Fact::Known(Value::Id(text) | Value::Text(text))) => format!("{text:?}"),
                    _ => continue,
                };
                said.push(format!("`{name}` is {word}"));
            } else {
                walk(policy, child, said);
            }
        }
    }
    let mut said = Vec::new();
    walk(policy, trace, &mut said);
    said.dedup();
    (!said.is_empty()).then(|| said.join(", "))
}

/// Whether a rule took part in an outcome; the articles with which it did.
fn why(policy: &Policy, decision: &Decision, rule: &str, entry: Option<&str>) -> Option<Vec<String>> {
    let mut found: Option<Vec<String>> = None;
    let mut add = |articles: &[String]| found.get_or_insert_default().extend_from_slice(articles);
    for reason in &decision.reasons {
        let mut parts = reason.key.split('/');
        let (first, second) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        if (first == rule || ((first == "reading" || first == "claim") && second == rule)) && entry.is_none() {
            add(&reason.articles);
        }
    }
    for way in &decision.ways {
        let declared = &policy.categories[way.category.index()];
        let chosen = decision.category.is_none_or(|c| c == way.category);
        if !chosen {
            continue;
        }
        for (line, asked) in declared.lines.iter().zip(&way.trace.children) {
            let decided = match decision.outcome {
                Outcome::Eligible => asked.kind == StepKind::Require && asked.truth == Truth::True,
                Outcome::Ineligible => decision.reasons.iter().any(|r| r.key == line.key),
                Outcome::Refer | Outcome::Late | Outcome::Undetermined => {
                    decision.reasons.iter().any(|r| r.key == line.key)
                }
            };
            if decided && support::rests_on(asked, rule, entry) {
                add(&support::articles(asked));
            }
        }
    }
    found
}

fn gaps(policy: &Policy, seen: &Seen, same: &rounds::Same) -> Vec<Gap> {
    let mut gaps = BTreeSet::new();
    let mut add = |node: NodeId, what: What, never: Never| {
        gaps.insert(Gap { node, what, never });
    };
    let mut reached = BTreeSet::new();
    let (mut values, mut readings, mut classifies) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for stage in 0..policy.stages.len() {
        let reads = reads_of(policy, StageId(stage as u16));
        reached.extend(reads.conditions);
        values.extend(reads.values);
        readings.extend(reads.readings);
        classifies.extend(reads.classifies);
    }
    let inside = |cond: &'_ Cond| -> Vec<(NodeId, What, Never)> {
        let mut found = Vec::new();
        walk::cond(cond, &mut |node| {
            let Node::Cond(cond) = node else { return };
            match &cond.kind {
                CondKind::Excepted(_, exceptions) => {
                    for exception in exceptions {
                        for (truth, never) in [(true, Never::Holds), (false, Never::Fails)] {
                            if !seen.truths.contains(&(exception.when.node, truth)) {
                                found.push((exception.when.node, What::Exception, never));
                            }
                        }
                    }
                }
                CondKind::Lines(joint, lines) => {
                    for line in lines.iter().filter(|l| l.no.is_some() || (*joint == Joint::Any && lines.len() > 1)) {
                        for (truth, never) in [(true, Never::Holds), (false, Never::Fails)] {
                            if !seen.truths.contains(&(line.cond.node, truth)) {
                                found.push((line.cond.node, What::Entry(line.no.clone()), never));
                            }
                        }
                    }
                }
                CondKind::Compare(relation, _, right) if !matches!(relation, Relation::Is | Relation::IsNot) => {
                    let at = |inside: bool| end_of(*relation, &constant(policy, right)?, inside);
                    boundary(seen, cond.node, 0, &at, &mut found);
                }
                CondKind::Elapsed { .. } => boundary(seen, cond.node, 0, &|_| None, &mut found),
                CondKind::Within(_, window) => {
                    let window = &policy.windows[window.index()];
                    for (end, day, relation) in
                        [(0, window.last, Relation::AtMost), (1, window.first, Relation::AtLeast)]
                    {
                        if let Some(day) = day {
                            let at = |inside: bool| end_of(relation, &Value::Date(day), inside);
                            boundary(seen, cond.node, end, &at, &mut found);
                        }
                    }
                }
                _ => {}
            }
        });
        found
    };
    let mut all: Vec<(NodeId, What, Never)> = Vec::new();
    for id in &reached {
        let condition = &policy.conditions[id.index()];
        for (truth, never) in [(true, Never::Holds), (false, Never::Fails)] {
            if !seen.conditions.contains(&(condition.named.name.clone(), truth)) {
                all.push((condition.node, What::Condition(condition.named.name.clone()), never));
            }
        }
        all.extend(inside(&condition.body));
    }
    for id in &values {
        let value = &policy.values[id.index()];
        for row in value.rows.iter().filter(|_| value.rows.len() > 1) {
            if !seen.rows.contains(&row.node) {
                all.push((row.node, What::Row(value.named.name.clone()), Never::Reached));
            }
            row.when.iter().for_each(|c| all.extend(inside(c)));
        }
    }
    for id in &classifies {
        let classify = &policy.classifies[id.index()];
        for row in &classify.rows {
            if !seen.rows.contains(&row.node) {
                all.push((row.node, What::Row(classify.named.name.clone()), Never::Reached));
            }
            row.when.iter().for_each(|c| all.extend(inside(c)));
        }
    }
    for id in &readings {
        let reading = &policy.readings[id.index()];
        for (at, alternative) in reading.alternatives.iter().enumerate() {
            if !seen.alternatives.contains(&(*id, at)) {
                let what = What::Alternative(reading.named.name.clone(), alternative.named.name.clone());
                all.push((alternative.node, what, Never::Matters));
            }
            if let Body::Cond(c) = &alternative.body {
                all.extend(inside(c));
            }
        }
    }
    for category in &policy.categories {
        for line in &category.lines {
            for (truth, never) in [(true, Never::Holds), (false, Never::Fails)] {
                if !seen.truths.contains(&(line.node, truth)) {
                    all.push((line.node, What::Line(line.key.clone()), never));
                }
            }
            all.extend(inside(&line.cond));
        }
    }
    for claim in &policy.claims {
        if !seen.claims.contains(&claim.named.name) {
            all.push((claim.node, What::Claim(claim.named.name.clone()), Never::Reached));
        }
    }
    rounds::gaps(policy, seen, same, &inside, &mut all);
    for (node, what, never) in all {
        add(node, what, never);
    }
    gaps.into_iter().collect()
}

/// Notes on which sides of a boundary no example stands; `at` says where an example would stand inside or outside.
fn boundary(
    seen: &Seen,
    node: NodeId,
    end: usize,
    at: &dyn Fn(bool) -> Option<String>,
    found: &mut Vec<(NodeId, What, Never)>,
) {
    for (inside, never) in [(true, Never::LastIn), (false, Never::FirstOut)] {
        if !seen.margins.contains(&(node, end, inside)) {
            found.push((node, What::Boundary(at(inside)), never));
        }
    }
}

/// The value of an expression that is a constant.
fn constant(policy: &Policy, val: &Val) -> Option<Value> {
    match &val.kind {
        ValKind::Const(value) => Some(value.clone()),
        ValKind::Figure(id) => Some(policy.figures[id.index()].value.clone()),
        ValKind::Edge(id, start) => {
            let window = &policy.windows[id.index()];
            (if *start { window.first } else { window.last }).map(Value::Date)
        }
        ValKind::Shift(base, back, count, unit) => {
            crate::operators::shift(&constant(policy, base)?, *back, &constant(policy, count)?, *unit)
        }
        _ => None,
    }
}

/// The last value that passes a comparison with a bound, or the first that does not, in words.
fn end_of(relation: Relation, bound: &Value, inside: bool) -> Option<String> {
    let step = match (relation, inside) {
        (Relation::AtMost | Relation::AtLeast, true) | (Relation::Less | Relation::More, false) => 0,
        (Relation::AtMost, false) | (Relation::More, true) => 1,
        (Relation::AtLeast, false) | (Relation::Less, true) => -1,
        (Relation::Is | Relation::IsNot, _) => return None,
    };
    match bound {
        Value::Date(day) => day.checked_add(step, Unit::Days).map(|day| day.to_string()),
        Value::Month(month) => month.checked_add(step).map(|month| month.to_string()),
        Value::Int(number) => number.checked_add(step).map(|number| number.to_string()),
        _ => None,
    }
}
