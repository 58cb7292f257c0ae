//! What a trace rests on: the articles that decided, the fields that are missing.

use crate::base::ids::NodeId;
use crate::outcome::{Step, StepKind};
use crate::value::{Fact, Truth, Value};
use std::collections::BTreeSet;

/// The steps below `at` that made it come out as it did, in order.
pub fn decisive<'s, 'p>(at: &'s Step<'p>) -> Vec<&'s Step<'p>> {
    let pick = |truth: Truth| at.children.iter().filter(move |c| c.truth == truth);
    match (at.kind, at.truth) {
        (_, Truth::Unknown) => match at.kind {
            StepKind::Value | StepKind::Classify | StepKind::Test | StepKind::Case | StepKind::Reading => {
                at.children.iter().filter(|c| c.truth == Truth::Unknown || c.kind == StepKind::Case).collect()
            }
            _ => pick(Truth::Unknown).collect(),
        },
        (StepKind::All | StepKind::EveryRow, Truth::False) => pick(Truth::False).collect(),
        (StepKind::Any | StepKind::AnyRow, Truth::True) => pick(Truth::True).take(1).collect(),
        (StepKind::NoneOf | StepKind::NoRow, Truth::False) => pick(Truth::True).take(1).collect(),
        (StepKind::AtLeast, truth) => pick(truth).collect(),
        (StepKind::Excepted, _) => {
            let mut now = at.children.first().map_or(Truth::Unknown, |base| base.truth);
            let mut by: Vec<&Step> = at.children.first().into_iter().collect();
            for clause in at.children.iter().skip(1) {
                let after = match clause.kind {
                    StepKind::Waived => now.or(clause.truth),
                    _ => now.and(clause.truth.not()),
                };
                if after != now {
                    by = vec![clause];
                }
                now = after;
            }
            by
        }
        (StepKind::Category, truth) => at
            .children
            .iter()
            .filter(|line| {
                let stands = if line.kind == StepKind::Reject { line.truth.not() } else { line.truth };
                match line.kind {
                    StepKind::Require => stands == truth,
                    StepKind::Reject => truth == Truth::False && stands == Truth::False,
                    _ => false,
                }
            })
            .collect(),
        (StepKind::Value | StepKind::Classify, _) => at.children.iter().filter(|c| c.truth == Truth::True).collect(),
        _ => at.children.iter().collect(),
    }
}

/// The articles on which a step rests, each once, in the order of the trace.
pub fn articles(at: &Step) -> Vec<String> {
    let mut found = Vec::new();
    collect(at, &mut found, &mut Seen::default());
    found
}

/// The shared steps that were looked at already; a second look finds nothing new.
#[derive(Default)]
struct Seen(BTreeSet<usize>);

impl Seen {
    /// Whether the children of a step were not seen before.
    fn first(&mut self, at: &Step) -> bool {
        !at.children.is_empty() && self.0.insert(at.children.as_ptr().addr())
    }
}

fn collect(at: &Step, found: &mut Vec<String>, seen: &mut Seen) {
    for article in at.line_articles.iter().chain(at.articles) {
        if !found.contains(article) {
            found.push(article.clone());
        }
    }
    if seen.first(at) {
        decisive(at).into_iter().for_each(|child| collect(child, found, seen));
    }
}

/// The tests on which a step comes down, each with its truth, in the order of the trace; rows of a list that differ are
/// one test.
pub fn leaves(at: &Step, unknown: bool) -> Vec<(NodeId, Truth)> {
    fn add(at: &Step, found: &mut Vec<(NodeId, Truth)>) {
        if !found.contains(&(at.node, at.truth)) {
            found.push((at.node, at.truth));
        }
    }
    fn walk(at: &Step, unknown: bool, found: &mut Vec<(NodeId, Truth)>) {
        let below: Vec<&Step> = decisive(at).into_iter().filter(|c| !unknown || c.truth == Truth::Unknown).collect();
        let rows = matches!(at.kind, StepKind::AnyRow | StepKind::EveryRow | StepKind::NoRow);
        let bare = at.kind == StepKind::Reading && below.is_empty();
        if at.kind == StepKind::Test || bare || (rows && below.len() != 1) {
            return add(at, found);
        }
        // What would be read from something absent says no more than that it is absent.
        let mut absent = false;
        for child in below {
            let none = child.kind == StepKind::Test && child.reads.iter().any(|r| r.fact == Fact::None);
            if !(absent && none) {
                walk(child, unknown, found);
            }
            absent |= none;
        }
    }
    let mut found = Vec::new();
    walk(at, unknown, &mut found);
    found
}

/// The fields that are not known and on which a step hangs, each once, in the order of the trace.
pub fn missing(at: &Step) -> Vec<String> {
    let mut found = Vec::new();
    if at.truth == Truth::Unknown {
        gaps(at, &mut found, &mut Seen::default());
    }
    found
}

fn gaps(at: &Step, found: &mut Vec<String>, seen: &mut Seen) {
    for read in &at.reads {
        let gap = match &read.fact {
            Fact::Unknown => true,
            Fact::Known(Value::List(list)) => list.open,
            _ => false,
        };
        if gap && !found.contains(&read.path) {
            found.push(read.path.clone());
        }
    }
    if !seen.first(at) {
        return;
    }
    for child in decisive(at) {
        if child.truth == Truth::Unknown || child.kind == StepKind::Case {
            gaps(child, found, seen);
        }
    }
}

/// The fields that made a step come out as it did, each once, in the order of the trace.
pub fn reads(at: &Step) -> Vec<String> {
    fn collect(at: &Step, found: &mut Vec<String>) {
        for read in &at.reads {
            if !found.contains(&read.path) {
                found.push(read.path.clone());
            }
        }
        decisive(at).into_iter().for_each(|child| collect(child, found));
    }
    let mut found = Vec::new();
    collect(at, &mut found);
    found
}

/// Whether a rule, or a numbered entry of one, took part in the outcome of `at` in the way of its truth.
pub fn rests_on(at: &Step, rule: &str, entry: Option<&str>) -> bool {
    let named = at.name.as_deref() == Some(rule);
    if named {
        match entry {
            None => return true,
            Some(no) if at.kind == StepKind::Entry && at.number == Some(no) => return true,
            Some(no) => {
                if decided_by_entry(at, no) {
                    return true;
                }
            }
        }
    }
    decisive(at).into_iter().any(|child| rests_on(child, rule, entry))
}

fn decided_by_entry(at: &Step, no: &str) -> bool {
    decisive(at).into_iter().any(|child| {
        if child.number == Some(no) {
            return true;
        }
        let own_rule = matches!(child.kind, StepKind::Condition | StepKind::Category | StepKind::Reading);
        !own_rule && decided_by_entry(child, no)
    })
}
