//! The smallest changes that would open a way in.
//!
//! For an applicant without a way in, sets of one, two or three changed facts are tried, smallest first, and each is
//! confirmed by deciding the applicant anew. Only facts that an applicant could change are touched (`given` ones are
//! not), and only such as a way that is shut has read. For each fact the values tried are those that the policy can
//! tell apart, the nearest first; so the search is exhaustive over what matters, not over all values.

mod candidates;

use crate::interp::{Pins, decide};
use crate::ir::{Policy, Role, StageId};
use crate::outcome::{Decision, Outcome, Standing, Step, StepKind};
use crate::tables::Tables;
use crate::value::{Fact, Truth};
use std::collections::BTreeSet;

/// The most changes in one set.
pub const MOST: usize = 3;

/// Stands for an id that nothing else has, where a record that was not there is made up.
pub const SOME_ID: &str = "new";

/// How many sets are given at most.
const SETS: usize = 12;

/// One changed fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The field, by names.
    pub path: String,
    /// What it is now.
    pub from: Fact,
    /// What it would have to be.
    pub to: Fact,
}

/// A set of changes that opens a way in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
    /// The changes.
    pub changes: Vec<Change>,
    /// The way in, by name.
    pub way: String,
}

/// Whether changes lead where they should.
fn opens(decision: &Decision) -> bool {
    decision.outcome == Outcome::Eligible
}

/// The smallest sets of changes after which the applicant is eligible; empty if there is none of up to [`MOST`].
pub fn openings(policy: &Policy, tables: &Tables, stage: StageId, facts: &[Fact], pins: &Pins) -> Vec<Opening> {
    let before = decide(policy, tables, stage, facts, pins);
    if opens(&before) {
        return Vec::new();
    }
    let paths = readable(policy, &before);
    let mut options: Vec<Vec<Change>> = Vec::new();
    for path in paths {
        let Some(from) = candidates::at(policy, facts, &path) else { continue };
        let mut kept: Vec<Change> = Vec::new();
        let mut seen: BTreeSet<Vec<(u32, Truth)>> = BTreeSet::from([signature(&before)]);
        for to in candidates::values(policy, tables, stage, facts, pins, &path) {
            let Some(changed) = candidates::with(policy, facts, &path, &to) else { continue };
            let after = decide(policy, tables, stage, &changed, pins);
            // Values that the policy cannot tell from one already tried add nothing.
            if seen.insert(signature(&after)) {
                kept.push(Change { path: path.clone(), from: from.clone(), to });
            }
        }
        if !kept.is_empty() {
            options.push(kept);
        }
    }
    for size in 1..=MOST {
        let mut found = Vec::new();
        choose(policy, tables, stage, facts, pins, &options, 0, size, &mut Vec::new(), &mut found);
        if !found.is_empty() {
            found.truncate(SETS);
            return found;
        }
    }
    Vec::new()
}

#[allow(clippy::too_many_arguments)]
fn choose(
    policy: &Policy,
    tables: &Tables,
    stage: StageId,
    facts: &[Fact],
    pins: &Pins,
    options: &[Vec<Change>],
    from: usize,
    left: usize,
    chosen: &mut Vec<Change>,
    found: &mut Vec<Opening>,
) {
    if found.len() >= SETS {
        return;
    }
    if left == 0 {
        let mut changed = facts.to_vec();
        for change in chosen.iter() {
            match candidates::with(policy, &changed, &change.path, &change.to) {
                Some(next) => changed = next,
                None => return,
            }
        }
        let after = decide(policy, tables, stage, &changed, pins);
        if opens(&after) {
            let way = after.category.map_or(String::new(), |c| policy.categories[c.index()].named.name.clone());
            let paths = |o: &Opening| o.changes.iter().map(|c| c.path.clone()).collect::<Vec<_>>();
            let opening = Opening { changes: chosen.clone(), way };
            // The nearest values come first; others of the same fields say nothing new.
            if !found.iter().any(|o| o.way == opening.way && paths(o) == paths(&opening)) {
                found.push(opening);
            }
        }
        return;
    }
    for at in from..options.len() {
        for change in &options[at] {
            // A change inside something that is itself changed would be undone.
            if chosen.iter().any(|c| inside(&change.path, &c.path) || inside(&c.path, &change.path)) {
                continue;
            }
            chosen.push(change.clone());
            choose(policy, tables, stage, facts, pins, options, at + 1, left - 1, chosen, found);
            chosen.pop();
        }
    }
}

fn inside(path: &str, of: &str) -> bool {
    path.strip_prefix(of).is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// How every test came out: what the policy sees of an applicant.
fn signature(decision: &Decision) -> Vec<(u32, Truth)> {
    fn walk(step: &Step, out: &mut Vec<(u32, Truth)>) {
        if step.kind == StepKind::Test || step.kind == StepKind::Row {
            out.push((step.node.0, step.truth));
        }
        step.children.iter().for_each(|c| walk(c, out));
    }
    let mut out = Vec::new();
    decision.ways.iter().for_each(|w| walk(&w.trace, &mut out));
    out
}

/// The changeable fields that the shut ways have read, in the order of reading.
fn readable(policy: &Policy, decision: &Decision) -> Vec<String> {
    fn walk(step: &Step, out: &mut Vec<String>) {
        for read in &step.reads {
            if !out.contains(&read.path) {
                out.push(read.path.clone());
            }
        }
        step.children.iter().for_each(|c| walk(c, out));
    }
    let mut all: Vec<String> = Vec::new();
    for way in decision.ways.iter().filter(|w| w.least < Standing::Open) {
        for line in &way.trace.children {
            let stands_in_the_way = match line.kind {
                StepKind::Require | StepKind::OnTime => line.truth != Truth::True,
                _ => line.truth != Truth::False,
            };
            if stands_in_the_way {
                walk(line, &mut all);
            }
        }
    }
    let mut seen = BTreeSet::new();
    let mut all: Vec<String> = all.iter().filter_map(|path| candidates::changed_by(policy, path)).collect();
    all.retain(|path| candidates::changeable(policy, path) && seen.insert(path.clone()));
    all.retain(|path| {
        let root = path.split(['.', '[']).next().unwrap_or("");
        !policy.form.fields.iter().any(|f| f.named.name == root && matches!(f.role, Some(Role::Id | Role::Household)))
    });
    all
}
