//! The decision about one applicant: every way in, the best of them, and what else the stage answers.

use super::support::{articles, leaves, missing};
use super::{Rule, Run, step};
use crate::ir::expr::Cond;
use crate::ir::{Answer, Category, CategoryId, LineKind, Policy, Reading, ReadingId, StageId};
use crate::outcome::{Answered, Branch, Decision, Outcome, Reason, Standing, Step, StepKind, Way};
use crate::tables::Tables;
use crate::value::{Fact, Truth};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// How many ways to read what is not settled are tried for one applicant before that itself is the reason to refer.
pub(super) const MAX_BRANCHES: usize = 64;

/// Which alternative of each reading is run; `None`: all, and the applicant is referred where they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pins(pub Vec<Option<usize>>);

impl Pins {
    /// With one reading set to an alternative.
    pub fn with(&self, reading: ReadingId, alternative: usize) -> Pins {
        let mut pins = self.0.clone();
        pins[reading.index()] = Some(alternative);
        Pins(pins)
    }

    /// With the first alternative where none is chosen.
    pub(super) fn first(&self) -> Vec<Option<usize>> {
        self.0.iter().map(|pin| Some(pin.unwrap_or(0))).collect()
    }
}

/// The alternatives that the policy chooses.
pub fn pins_in_force(policy: &Policy) -> Pins {
    Pins(policy.readings.iter().map(|r| r.choice).collect())
}

/// Decides one applicant in one stage.
pub fn decide<'p>(
    policy: &'p Policy,
    tables: &'p Tables,
    stage: StageId,
    applicant: &'p [Fact],
    pins: &Pins,
) -> Decision<'p> {
    branch(&mut Run::new(policy, tables, stage, applicant, &pins.0), &mut Vec::new(), &mut Budget::new())
}

/// Whether a condition holds for an applicant, with its trace, under the first alternative of what is not settled.
pub fn holds<'p>(
    policy: &'p Policy,
    tables: &'p Tables,
    stage: StageId,
    applicant: &'p [Fact],
    pins: &Pins,
    cond: &'p Cond,
) -> Step<'p> {
    let first = pins.first();
    let mut run = Run::new(policy, tables, stage, applicant, &first);
    run.cond(cond, &[])
}

/// How a condition comes out under pins, and which readings that hangs on.
type Asked<'a> = dyn Fn(&[Option<usize>]) -> (Truth, BTreeSet<usize>) + 'a;

/// The readings that are not settled and on whose alternatives the truth of a condition hangs for an applicant.
pub fn unsettled(
    policy: &Policy,
    tables: &Tables,
    stage: StageId,
    applicant: &[Fact],
    pins: &Pins,
    cond: &Cond,
) -> BTreeSet<ReadingId> {
    truths_of(policy, tables, stage, applicant, pins, cond).1
}

/// How a condition comes out for an applicant under every way to read what is not settled, and the readings on which
/// that hangs.
pub(super) fn truths_of(
    policy: &Policy,
    tables: &Tables,
    stage: StageId,
    applicant: &[Fact],
    pins: &Pins,
    cond: &Cond,
) -> (BTreeSet<Truth>, BTreeSet<ReadingId>) {
    fn truths(
        run: &Asked,
        policy: &Policy,
        pins: &[Option<usize>],
        left: &mut usize,
        hangs: &mut BTreeSet<ReadingId>,
    ) -> BTreeSet<Truth> {
        let (truth, forks) = run(pins);
        let Some(reading) = forks.first().copied().filter(|_| *left > 0) else {
            *left = left.saturating_sub(1);
            return BTreeSet::from([truth]);
        };
        let mut all = BTreeSet::new();
        for at in 0..policy.readings[reading].alternatives.len() {
            let mut pinned = pins.to_vec();
            pinned[reading] = Some(at);
            all.extend(truths(run, policy, &pinned, left, hangs));
        }
        if all.len() > 1 {
            hangs.insert(ReadingId(reading as u16));
        }
        all
    }
    let run = |pins: &[Option<usize>]| {
        let mut run = Run::new(policy, tables, stage, applicant, pins);
        (run.cond(cond, &[]).truth, run.hangs.forks)
    };
    let mut hangs = BTreeSet::new();
    let all = truths(&run, policy, &pins.0, &mut { MAX_BRANCHES }, &mut hangs);
    (all, hangs)
}

/// The answers of a stage with their traces, under the first alternative of what is not settled.
pub fn answers<'p>(
    policy: &'p Policy,
    tables: &'p Tables,
    stage: StageId,
    applicant: &'p [Fact],
    pins: &Pins,
) -> Vec<Step<'p>> {
    let first = pins.first();
    let mut run = Run::new(policy, tables, stage, applicant, &first);
    policy.stages[stage.index()].answers.iter().map(|answer| run.answer_trace(*answer).1).collect()
}

/// How many ways to read may still be tried, and whether any was left out.
struct Budget {
    left: usize,
    cut: bool,
}

impl Budget {
    fn new() -> Budget {
        Budget { left: MAX_BRANCHES, cut: false }
    }
}

/// The decision, and what it would be under every alternative of a reading that came out differently for this
/// applicant, the other readings being as they are.
pub fn vary<'p>(
    policy: &'p Policy,
    tables: &'p Tables,
    stage: StageId,
    applicant: &'p [Fact],
    pins: &Pins,
    readings: impl IntoIterator<Item = ReadingId>,
) -> (Decision<'p>, Vec<(ReadingId, usize, Decision<'p>)>) {
    let mut base = Run::new(policy, tables, stage, applicant, &pins.0);
    let decision = branch(&mut base, &mut Vec::new(), &mut Budget::new());
    let mut varied = Vec::new();
    for reading in readings {
        let at = reading.index();
        if !base.hangs.on.contains(&at) {
            continue;
        }
        let mut open = pins.0.clone();
        open[at] = None;
        let mut run = base.with(at, &open);
        once(&mut run);
        if !run.hangs.forks.contains(&at) {
            continue;
        }
        for alternative in (0..policy.readings[at].alternatives.len()).filter(|a| pins.0[at] != Some(*a)) {
            let pinned = pins.with(reading, alternative);
            let made = branch(&mut base.with(at, &pinned.0), &mut Vec::new(), &mut Budget::new());
            varied.push((reading, alternative, made));
        }
    }
    (decision, varied)
}

fn branch<'p>(run: &mut Run<'p, '_>, under: &mut Vec<(ReadingId, usize)>, budget: &mut Budget) -> Decision<'p> {
    let decision = once(run);
    let Some(reading) = run.hangs.forks.first().copied() else {
        budget.left = budget.left.saturating_sub(1);
        let outcome = decision.outcome;
        return Decision { branches: vec![Branch { under: under.clone(), outcome }], ..decision };
    };
    let mut made: Vec<Decision<'p>> = Vec::new();
    for at in 0..run.policy.readings[reading].alternatives.len() {
        if budget.left == 0 {
            budget.cut = true;
            break;
        }
        let mut pinned = run.pins.to_vec();
        pinned[reading] = Some(at);
        under.push((ReadingId(reading as u16), at));
        made.push(branch(&mut run.with(reading, &pinned), under, budget));
        under.pop();
    }
    let merged = merge(run.policy, reading, made);
    if under.is_empty() && budget.cut {
        return untried(merged, &run.policy.readings[reading]);
    }
    let agree = merged.branches.iter().all(|b| b.outcome == merged.branches[0].outcome);
    if under.is_empty() && agree && merged.answers.iter().all(|a| !matches!(a.answer, Answered::Refer(_))) {
        return Decision { branches: Vec::new(), ..merged };
    }
    merged
}

/// One decision out of those under each alternative of a reading.
fn merge<'p>(policy: &'p Policy, reading: usize, made: Vec<Decision<'p>>) -> Decision<'p> {
    let declared = &policy.readings[reading];
    let key = format!("reading/{}", declared.named.name);
    let mut rest = made.into_iter();
    let Some(mut first) = rest.next() else { unreachable!("a reading has alternatives") };
    // The reasons of outcomes that another alternative has overruled.
    let mut nested: Vec<Reason> = Vec::new();
    for other in rest {
        first.branches.extend(other.branches);
        for (answer, more) in first.answers.iter_mut().zip(other.answers) {
            answer.answer = match (std::mem::replace(&mut answer.answer, Answered::Unknown(Vec::new())), more.answer) {
                (a, b) if a == b => a,
                (Answered::Refer(mut keys), Answered::Refer(more)) => {
                    keys.extend(more.into_iter().filter(|k| !keys.contains(k)).collect::<Vec<_>>());
                    Answered::Refer(keys)
                }
                (Answered::Refer(keys), _) | (_, Answered::Refer(keys)) => Answered::Refer(keys),
                (Answered::Unknown(mut gaps), Answered::Unknown(more)) => {
                    gaps.extend(more.into_iter().filter(|g| !gaps.contains(g)).collect::<Vec<_>>());
                    Answered::Unknown(gaps)
                }
                (Answered::Unknown(gaps), _) | (_, Answered::Unknown(gaps)) => Answered::Unknown(gaps),
                (Answered::Is(_), Answered::Is(_)) => Answered::Refer(vec![key.clone()]),
            };
            if !matches!(answer.answer, Answered::Is(_)) {
                add(&mut answer.articles, &more.articles);
                add(&mut answer.articles, &declared.cites);
            }
        }
        if first.outcome == other.outcome {
            for gap in other.missing {
                if !first.missing.contains(&gap) {
                    first.missing.push(gap);
                }
            }
            let common: Vec<Reason> =
                first.reasons.iter().filter(|r| other.reasons.iter().any(|o| o.key == r.key)).cloned().collect();
            if first.outcome == Outcome::Ineligible && !common.is_empty() {
                // What fails only under one way to read it is not settled, and no reason.
                first.articles.clear();
                common.iter().for_each(|reason| add(&mut first.articles, &reason.articles));
                first.reasons = common;
                continue;
            }
            for reason in other.reasons {
                if !first.reasons.contains(&reason) {
                    first.reasons.push(reason);
                }
            }
            if first.category != other.category {
                add(&mut first.articles, &other.articles);
            }
            continue;
        }
        // Two settled outcomes differ: a person must decide. One settled and one not: what is missing comes first.
        match (first.outcome, other.outcome) {
            (Outcome::Undetermined, _) => nested.extend(other.reasons),
            (_, Outcome::Undetermined) => {
                nested.extend(std::mem::replace(&mut first.reasons, other.reasons));
                first.missing = other.missing;
                first.outcome = Outcome::Undetermined;
            }
            _ => {
                nested.extend(std::mem::take(&mut first.reasons));
                nested.extend(other.reasons);
                first = refer(first, declared, &nested);
                first.category = first.category.or(other.category);
            }
        }
    }
    // Where some branch is undetermined but two others are settled and differ, more knowledge cannot make them agree.
    let settled = first.branches.iter().map(|b| b.outcome).filter(|o| *o != Outcome::Undetermined);
    if first.outcome == Outcome::Undetermined && settled.collect::<BTreeSet<Outcome>>().len() > 1 {
        nested.extend(std::mem::take(&mut first.reasons));
        first = refer(first, declared, &nested);
    }
    if first.outcome == Outcome::Undetermined {
        first.category = None;
    }
    first
}

/// Where not every way to read was tried: nobody knows what the others would have given, so a person decides.
fn untried<'p>(decision: Decision<'p>, reading: &Reading) -> Decision<'p> {
    let reasons = decision.reasons.clone();
    let mut decision = refer(decision, reading, &reasons);
    for answer in &mut decision.answers {
        if matches!(answer.answer, Answered::Is(_)) {
            answer.answer = Answered::Refer(vec![format!("reading/{}", reading.named.name)]);
        }
    }
    decision
}

/// Leaves a decision to a person, because of a reading and of those that matter under its alternatives.
fn refer<'p>(mut decision: Decision<'p>, because: &Reading, nested: &[Reason]) -> Decision<'p> {
    let key = format!("reading/{}", because.named.name);
    decision.outcome = Outcome::Refer;
    decision.missing.clear();
    decision.articles.clone_from(&because.cites);
    decision.reasons = vec![Reason { key, node: because.node, articles: because.cites.clone(), tests: Vec::new() }];
    for reason in nested.iter().filter(|r| r.key.starts_with("reading/")) {
        if !decision.reasons.contains(reason) {
            decision.reasons.push(reason.clone());
        }
    }
    decision
}

fn add(into: &mut Vec<String>, more: &[String]) {
    for article in more {
        if !into.contains(article) {
            into.push(article.clone());
        }
    }
}

/// One decision under pins; readings that are not pinned run their first alternative, and the run notes those that
/// matter.
fn once<'p>(run: &mut Run<'p, '_>) -> Decision<'p> {
    let (policy, stage) = (run.policy, run.stage);
    let mut ways: Vec<Way<'p>> = policy.categories_of(stage).map(|(id, category)| run.way(id, category)).collect();
    let least = ways.iter().map(|w| w.least).max().unwrap_or(Standing::Closed);
    let most = ways.iter().map(|w| w.most).max().unwrap_or(Standing::Closed);
    let outcome = if least == most {
        match most {
            Standing::Open => Outcome::Eligible,
            Standing::Referred => Outcome::Refer,
            Standing::Late => Outcome::Late,
            Standing::Closed => Outcome::Ineligible,
        }
    } else {
        Outcome::Undetermined
    };
    let settled = |way: &&Way| way.least == most && way.most == most;
    let category = match outcome {
        Outcome::Ineligible | Outcome::Undetermined => None,
        _ => ways.iter().find(settled).map(|w| w.category),
    };
    let mut decision = Decision {
        outcome,
        ways: Vec::new(),
        category,
        articles: Vec::new(),
        reasons: Vec::new(),
        missing: Vec::new(),
        answers: policy.stages[stage.index()].answers.iter().map(|answer| run.answer(*answer)).collect(),
        branches: Vec::new(),
    };
    for way in &ways {
        let declared = &policy.categories[way.category.index()];
        let chosen = category == Some(way.category);
        let unsettled = outcome == Outcome::Undetermined && way.most > least;
        for (line, asked) in declared.lines.iter().zip(&way.trace.children) {
            let against = match (&line.kind, outcome) {
                (LineKind::Require, Outcome::Ineligible) => asked.truth == Truth::False,
                (LineKind::Reject, Outcome::Ineligible) => asked.truth == Truth::True,
                (LineKind::OnTime(..), Outcome::Late) => chosen && asked.truth == Truth::False,
                (LineKind::Refer(_), Outcome::Refer | Outcome::Late) => chosen && asked.truth == Truth::True,
                (_, Outcome::Undetermined) => unsettled && asked.truth == Truth::Unknown,
                _ => false,
            };
            let own = if line.cites.is_empty() { &declared.cites } else { &line.cites };
            if against {
                let mut because = own.clone();
                add(&mut because, &articles(asked));
                if let (LineKind::OnTime(_, _, late), Outcome::Late) = (&line.kind, outcome) {
                    add(&mut because, late);
                }
                add(&mut decision.articles, &because);
                let tests = leaves(asked, unsettled);
                decision.reasons.push(Reason { key: line.key.clone(), node: line.node, articles: because, tests });
                if outcome == Outcome::Undetermined {
                    for gap in missing(asked) {
                        if !decision.missing.contains(&gap) {
                            decision.missing.push(gap);
                        }
                    }
                }
            } else if chosen && outcome == Outcome::Eligible {
                match line.kind {
                    LineKind::Require => {
                        add(&mut decision.articles, &declared.cites);
                        add(&mut decision.articles, &line.cites);
                        add(&mut decision.articles, &articles(asked));
                    }
                    LineKind::OnTime(..) => {
                        add(&mut decision.articles, &line.cites);
                        add(&mut decision.articles, &articles(asked));
                    }
                    _ => {}
                }
            }
        }
    }
    decision.ways = std::mem::take(&mut ways);
    decision
}

impl<'r> Run<'r, '_> {
    /// One way in, line by line.
    fn way(&mut self, id: CategoryId, category: &'r Category) -> Way<'r> {
        let mut trace = step(StepKind::Category, category.node, Truth::True);
        trace.name = Some(Cow::Borrowed(&category.named.name));
        trace.articles = &category.cites;
        let (mut requirements, mut refer, mut on_time) = (Truth::True, Truth::False, Truth::True);
        for line in &category.lines {
            let inner = self.cond(&line.cond, &[]);
            let kind = match line.kind {
                LineKind::Require => {
                    requirements = requirements.and(inner.truth);
                    StepKind::Require
                }
                LineKind::Reject => {
                    requirements = requirements.and(inner.truth.not());
                    StepKind::Reject
                }
                LineKind::Refer(_) => {
                    refer = refer.or(inner.truth);
                    StepKind::Refer
                }
                LineKind::OnTime(..) => {
                    on_time = on_time.and(inner.truth);
                    StepKind::OnTime
                }
            };
            let mut asked = step(kind, line.node, inner.truth);
            asked.number = line.no.as_deref();
            asked.line_articles = &line.cites;
            asked.children.push(inner);
            trace.children.push(asked);
        }
        trace.truth = requirements;
        let standing = |requirements: bool, on_time: bool, refer: bool| match (requirements, on_time, refer) {
            (false, ..) => Standing::Closed,
            (true, false, _) => Standing::Late,
            (true, true, true) => Standing::Referred,
            (true, true, false) => Standing::Open,
        };
        let sure = Truth::True;
        Way {
            category: id,
            least: standing(requirements == sure, on_time == sure, refer != Truth::False),
            most: standing(requirements != Truth::False, on_time != Truth::False, refer == sure),
            trace,
        }
    }

    fn answer_trace(&mut self, answer: Answer) -> (&'r str, Step<'r>) {
        match answer {
            Answer::Classify(id) => {
                let decl = &self.policy.classifies[id.index()];
                (
                    decl.named.name.as_str(),
                    self.once(Rule::Classify(id), decl.node, &[], |run| run.classify(decl.node, id)),
                )
            }
            Answer::Value(id) => {
                let decl = &self.policy.values[id.index()];
                (
                    decl.named.name.as_str(),
                    self.once(Rule::Value(id), decl.node, &[], |run| run.value(decl.node, id, &[])),
                )
            }
        }
    }

    fn answer(&mut self, answer: Answer) -> crate::outcome::Answer<'r> {
        let (name, made) = self.answer_trace(answer);
        let answered = match &made.value {
            Some(fact) if made.truth == Truth::True => Answered::Is(fact.clone()),
            _ => Answered::Unknown(missing(&made)),
        };
        crate::outcome::Answer { name, answer: answered, articles: articles(&made) }
    }
}
