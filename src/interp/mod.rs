//! The reference interpreter: one applicant, every step kept. It is the definition of what a policy means; every
//! faster engine is tested against it.
//!
//! It is plain on purpose: conditions are evaluated line by line in Kleene's three-valued logic, nothing is cut short,
//! nothing is remembered between steps. What hangs on unknown facts is unknown, what hangs on absent ones does not
//! hold (the checker has seen to it that a test of presence stands before). An outcome is given only if it is the same
//! whatever the unknown facts are; where Kleene's logic cannot see that two unknowns are the same one, the outcome
//! stays undetermined, which is never wrong, only cautious.

mod claims;
mod conditions;
mod decide;
pub mod support;
mod values;

pub use claims::{Member, claims};
pub use decide::{Pins, answers, decide, holds, pins_in_force, unsettled};

use crate::ir::{Policy, RecordId, StageId, TableId};
use crate::outcome::{Step, StepKind};
use crate::tables::Tables;
use crate::value::{Fact, Truth, Value};
use std::borrow::Cow;
use std::collections::BTreeSet;
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
    /// Readings that are not settled and whose alternatives came out differently.
    forks: BTreeSet<usize>,
}

fn step<'r>(kind: StepKind, node: crate::ir::NodeId, truth: Truth) -> Step<'r> {
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
        children: Vec::new(),
    }
}
