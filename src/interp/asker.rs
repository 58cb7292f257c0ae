//! Questions about one applicant that a round asks, where a school may be open as a row.

use super::{Frame, Pins, Row, Run, step, support};
use crate::ir::expr::{Cond, Val};
use crate::ir::{NodeId, Policy, ReadingId, StageId, TableId};
use crate::outcome::StepKind;
use crate::tables::Tables;
use crate::value::{Fact, Truth};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A school whose row is open.
#[derive(Debug, Clone, Copy)]
pub struct School<'r> {
    /// The table of schools.
    pub table: TableId,
    /// Its row.
    pub row: &'r [Fact],
    /// Its code, which tells it from other rows.
    pub code: &'r str,
}

/// An answer to a question, and what it hangs on if it is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked<T> {
    /// The answer.
    pub is: T,
    /// The facts that are missing; empty if the answer is known.
    pub missing: Vec<String>,
    /// The readings on which it hangs; empty if the answer is known.
    pub readings: Vec<ReadingId>,
    /// The articles that decided it.
    pub articles: Vec<String>,
}

/// Asks about one applicant; rules that were asked once are remembered.
pub struct Asker<'r, 'c> {
    run: Run<'r, 'c>,
}

impl<'r, 'c> Asker<'r, 'c> {
    /// About this applicant. What hangs on a reading that is not settled is unknown.
    pub fn new(
        policy: &'r Policy,
        tables: &'r Tables,
        stage: StageId,
        applicant: &'r [Fact],
        pins: &'c Pins,
    ) -> Asker<'r, 'c> {
        Asker { run: Run::new(policy, tables, stage, applicant, &pins.0) }
    }

    fn frames(school: Option<School<'r>>) -> Vec<Frame<'r>> {
        school
            .map(|s| Frame { row: Row::Table(s.table, s.row), path: Rc::from(format!("school {}", s.code)) })
            .into_iter()
            .collect()
    }

    /// Whether a condition holds.
    pub fn truth(&mut self, cond: &'r Cond, school: Option<School<'r>>) -> Asked<Truth> {
        self.run.hangs = Default::default();
        let made = self.run.cond(cond, &Self::frames(school));
        let open = made.truth == Truth::Unknown;
        Asked {
            is: made.truth,
            missing: if open { support::missing(&made) } else { Vec::new() },
            readings: if open { self.forks() } else { Vec::new() },
            articles: support::articles(&made),
        }
    }

    /// What a value is.
    pub fn fact(&mut self, val: &'r Val, school: Option<School<'r>>) -> Asked<Fact> {
        self.run.hangs = Default::default();
        let mut into = step(StepKind::Test, NodeId::default(), Truth::True);
        let fact = self.run.val(val, &Self::frames(school), &mut into);
        let open = match &fact {
            Fact::Unknown => true,
            Fact::Known(crate::value::Value::List(list)) => list.open,
            _ => false,
        };
        into.truth = if open { Truth::Unknown } else { Truth::True };
        Asked {
            is: fact,
            missing: if open { support::missing(&into) } else { Vec::new() },
            readings: if open { self.forks() } else { Vec::new() },
            articles: support::articles(&into),
        }
    }

    fn forks(&self) -> Vec<ReadingId> {
        let forks: &BTreeSet<usize> = &self.run.hangs.forks;
        forks.iter().map(|at| ReadingId(*at as u16)).collect()
    }
}
