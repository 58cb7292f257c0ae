//! How many applicants of a batch hinge on how the document is read.
//!
//! An applicant hinges on a reading if another alternative of it, the other readings being as they are, changes the
//! outcome or an answer. Claims, which set applicants against one another, are left aside.

use crate::data::Applicant;
use crate::interp::{Pins, vary};
use crate::ir::needs::reads_of;
use crate::ir::{Policy, ReadingId, StageId};
use crate::outcome::{Decision, Outcome};
use crate::tables::Tables;
use std::collections::BTreeMap;

/// How a batch hinges on one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hinge {
    /// The reading.
    pub reading: ReadingId,
    /// Applicants for whom some alternative changes the outcome or an answer.
    pub applicants: usize,
    /// For each alternative what it changes; empty for the one in force.
    pub alternatives: Vec<Changes>,
}

/// What an alternative changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Applicants whose outcome changes, by the outcome in force and the other one.
    pub outcomes: BTreeMap<(Outcome, Outcome), usize>,
    /// Applicants whose outcome stays and for whom some answer changes.
    pub answers: usize,
}

impl Changes {
    /// How many applicants change.
    pub fn count(&self) -> usize {
        self.outcomes.values().sum::<usize>() + self.answers
    }
}

/// The hinges of a batch: every reading that the stage asks, in the order of the file. `tick` is called after each
/// applicant.
pub fn hinges(
    policy: &Policy,
    tables: &Tables,
    stage: StageId,
    applicants: &[Applicant],
    pins: &Pins,
    tick: &mut dyn FnMut(),
) -> Vec<Hinge> {
    let asked: Vec<ReadingId> = reads_of(policy, stage).readings.into_iter().collect();
    let none = |reading: &ReadingId| Hinge {
        reading: *reading,
        applicants: 0,
        alternatives: vec![Changes::default(); policy.readings[reading.index()].alternatives.len()],
    };
    let mut hinges: Vec<Hinge> = asked.iter().map(none).collect();
    for applicant in applicants {
        let (base, varied) = vary(policy, tables, stage, &applicant.facts, pins, asked.iter().copied());
        for hinge in &mut hinges {
            let mut changes = false;
            for (_, alternative, other) in varied.iter().filter(|(reading, ..)| *reading == hinge.reading) {
                changes |= note(&mut hinge.alternatives[*alternative], &base, other);
            }
            hinge.applicants += usize::from(changes);
        }
        tick();
    }
    hinges
}

/// Notes what another decision changes, and says whether it changes anything.
fn note(changes: &mut Changes, base: &Decision, other: &Decision) -> bool {
    if base.outcome != other.outcome {
        *changes.outcomes.entry((base.outcome, other.outcome)).or_default() += 1;
        return true;
    }
    let differs =
        base.category != other.category || base.answers.iter().zip(&other.answers).any(|(a, b)| a.answer != b.answer);
    changes.answers += usize::from(differs);
    differs
}
