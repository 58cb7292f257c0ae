//! The reference interpreter: one applicant, every step kept. It is the definition of what a policy means; every
//! faster engine is tested against it.
//!
//! It is plain on purpose: conditions are evaluated line by line in Kleene's three-valued logic, and nothing is cut
//! short. All that is remembered is what a named rule came out as, for the same applicant, row and reading: rules call
//! one another from many places, and without that the work doubles at every floor. What hangs on unknown facts is unknown, what hangs on absent ones does not
//! hold (the checker has seen to it that a test of presence stands before). An outcome is given only if it is the same
//! whatever the unknown facts are; where Kleene's logic cannot see that two unknowns are the same one, the outcome
//! stays undetermined, which is never wrong, only cautious.

mod asker;
mod claims;
mod conditions;
mod decide;
mod lists;
mod places;
pub mod support;
mod values;

pub use asker::{Asked, Asker, School, Watch};
pub use claims::{Contest, Member, claims};
pub use decide::{Pins, answers, decide, holds, pins_in_force, unsettled, vary};

use crate::ir::{ClassifyId, ConditionId, NodeId, Policy, ReadingId, RecordId, StageId, TableId, ValueId};
use crate::outcome::{Children, Step, StepKind};
use crate::tables::Tables;
use crate::value::{Fact, Truth, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A row that is open where an expression stands.
#[derive(Debug, Clone)]
enum Row<'r> {
    /// An item of a list, and what it is if it is a record.
    Item(Option<RecordId>, Cow<'r, Value>),
    /// A row of a table.
    Table(TableId, &'r [Fact]),
}

/// An open row and how it is called in traces.
#[derive(Debug, Clone)]
struct Frame<'r> {
    row: Row<'r>,
    path: Rc<str>,
}

/// One evaluation of one applicant.
struct Run<'r, 'c> {
    policy: &'r Policy,
    tables: &'r Tables,
    stage: StageId,
    applicant: &'r [Fact],
    /// The alternative of each reading; `None`: not settled.
    pins: &'c [Option<usize>],
    /// What the work at hand hangs on.
    hangs: Hangs,
    /// How named rules came out.
    known: Known<'r>,
}

/// The readings that something hangs on.
#[derive(Debug, Clone, Default)]
struct Hangs {
    /// Those that were asked.
    on: BTreeSet<usize>,
    /// Those of them that are not settled and whose alternatives came out differently.
    forks: BTreeSet<usize>,
}

/// How named rules came out, by rule and open row, and what that hangs on.
type Known<'r> = BTreeMap<(Rule, Option<(Option<TableId>, Rc<str>)>), (Step<'r>, Hangs)>;

/// A named rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rule {
    Condition(ConditionId),
    Value(ValueId),
    Reading(ReadingId),
    Classify(ClassifyId),
}

impl<'r, 'c> Run<'r, 'c> {
    fn new(
        policy: &'r Policy,
        tables: &'r Tables,
        stage: StageId,
        applicant: &'r [Fact],
        pins: &'c [Option<usize>],
    ) -> Run<'r, 'c> {
        Run { policy, tables, stage, applicant, pins, hangs: Hangs::default(), known: Known::new() }
    }

    /// A run of the same applicant with one reading set; what does not hang on it need not be evaluated again.
    fn with<'d>(&self, reading: usize, pins: &'d [Option<usize>]) -> Run<'r, 'd> {
        let same = self.known.iter().filter(|(_, (_, hangs))| !hangs.on.contains(&reading));
        let known = same.map(|(rule, made)| (rule.clone(), made.clone())).collect();
        Run { known, ..Run::new(self.policy, self.tables, self.stage, self.applicant, pins) }
    }

    /// What a named rule came out as where the rows of `env` are open, as seen from `node`.
    fn once(
        &mut self,
        rule: Rule,
        node: NodeId,
        env: &[Frame<'r>],
        evaluate: impl FnOnce(&mut Self) -> Step<'r>,
    ) -> Step<'r> {
        // The rows of a computed list have no path of their own.
        let key = match env {
            [] => (rule, None),
            [frame] if !frame.path.starts_with('[') => {
                let table = if let Row::Table(id, _) = frame.row { Some(id) } else { None };
                (rule, Some((table, frame.path.clone())))
            }
            _ => return evaluate(self),
        };
        let (made, inner) = match self.known.get(&key) {
            Some(known) => known.clone(),
            None => {
                let outer = std::mem::take(&mut self.hangs);
                let made = evaluate(self);
                let inner = std::mem::replace(&mut self.hangs, outer);
                self.known.insert(key, (made.clone(), inner.clone()));
                (made, inner)
            }
        };
        self.hangs.on.extend(inner.on);
        self.hangs.forks.extend(inner.forks);
        Step { node, ..made }
    }
}

fn step<'r>(kind: StepKind, node: NodeId, truth: Truth) -> Step<'r> {
    Step {
        kind,
        node,
        name: None,
        articles: &[],
        number: None,
        line_articles: &[],
        truth,
        value: None,
        margins: [None; 2],
        presence: false,
        reads: Vec::new(),
        children: Children::default(),
    }
}
