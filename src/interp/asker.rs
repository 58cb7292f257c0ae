//! Questions about one applicant that a round asks, where a school may be open as a row.

use super::decide::MAX_BRANCHES;
use super::{Frame, Pins, Row, Run, step, support};
use crate::ir::expr::{Cond, Val};
use crate::ir::{NodeId, Policy, ReadingId, StageId, TableId};
use crate::outcome::{Step, StepKind};
use crate::tables::Tables;
use crate::value::{Fact, Truth};
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
    /// The articles that it hangs on; of a condition that is asked with [`Asker::cited`], those that decided it.
    pub articles: Vec<String>,
}

/// Is told how each question was answered, step by step.
pub type Watch<'c> = &'c dyn Fn(&Step<'_>);

/// Asks about one applicant; rules that were asked once are remembered.
pub struct Asker<'r, 'c> {
    run: Run<'r, 'c>,
    watch: Option<Watch<'c>>,
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
        Asker { run: Run::new(policy, tables, stage, applicant, &pins.0), watch: None }
    }

    /// With someone who is told of every step, under each alternative of what is not settled.
    pub fn watched(self, watch: Option<Watch<'c>>) -> Asker<'r, 'c> {
        Asker { watch, ..self }
    }

    fn frames(school: Option<School<'r>>) -> Vec<Frame<'r>> {
        school
            .map(|s| Frame { row: Row::Table(s.table, s.row), path: Rc::from(format!("school {}", s.code)) })
            .into_iter()
            .collect()
    }

    /// Whether a condition holds: unknown where that hangs on facts that are missing, or on how something that is not
    /// settled is read.
    pub fn truth(&mut self, cond: &'r Cond, school: Option<School<'r>>) -> Asked<Truth> {
        self.asked(cond, school, false)
    }

    /// The same, with the articles that decided it.
    pub fn cited(&mut self, cond: &'r Cond, school: Option<School<'r>>) -> Asked<Truth> {
        self.asked(cond, school, true)
    }

    fn asked(&mut self, cond: &'r Cond, school: Option<School<'r>>, cited: bool) -> Asked<Truth> {
        let (frames, watch) = (Self::frames(school), self.watch);
        let ask = |run: &mut Run<'r, '_>| {
            let made = run.cond(cond, &frames);
            watch.iter().for_each(|watch| watch(&made));
            let open = made.truth == Truth::Unknown;
            let missing = if open { support::missing(&made) } else { Vec::new() };
            let articles = if open || cited { support::articles(&made) } else { Vec::new() };
            Asked { is: made.truth, missing, readings: Vec::new(), articles }
        };
        branch(&mut self.run, &ask, &mut { MAX_BRANCHES }, &Truth::Unknown)
    }

    /// What a value is; unknown like the truth of a condition.
    pub fn fact(&mut self, val: &'r Val, school: Option<School<'r>>) -> Asked<Fact> {
        let (frames, watch) = (Self::frames(school), self.watch);
        let ask = |run: &mut Run<'r, '_>| {
            let mut into = step(StepKind::Test, NodeId::default(), Truth::True);
            let fact = run.val(val, &frames, &mut into);
            // The value itself is no step of the policy; what it rests on is.
            watch.iter().for_each(|watch| into.children.iter().for_each(watch));
            let open = match &fact {
                Fact::Unknown => true,
                Fact::Known(crate::value::Value::List(list)) => list.open,
                _ => false,
            };
            into.truth = if open { Truth::Unknown } else { Truth::True };
            let missing = if open { support::missing(&into) } else { Vec::new() };
            let articles = if open { support::articles(&into) } else { Vec::new() };
            Asked { is: fact, missing, readings: Vec::new(), articles }
        };
        branch(&mut self.run, &ask, &mut { MAX_BRANCHES }, &Fact::Unknown)
    }
}

/// Asks under every alternative of what is not settled and came out differently inside; where the answers differ there
/// is none, and it hangs on those readings.
fn branch<'r, T: Clone + PartialEq>(
    run: &mut Run<'r, '_>,
    ask: &dyn Fn(&mut Run<'r, '_>) -> Asked<T>,
    left: &mut usize,
    unknown: &T,
) -> Asked<T> {
    run.hangs = Default::default();
    let first = ask(run);
    let Some(reading) = run.hangs.forks.first().copied() else {
        *left = left.saturating_sub(1);
        return first;
    };
    let id = ReadingId(reading as u16);
    let mut all: Vec<Asked<T>> = Vec::new();
    let mut cut = false;
    for at in 0..run.policy.readings[reading].alternatives.len() {
        if *left == 0 {
            cut = true;
            break;
        }
        let mut pinned = run.pins.to_vec();
        pinned[reading] = Some(at);
        all.push(branch(&mut run.with(reading, &pinned), ask, left, unknown));
    }
    let agree = !cut && all.iter().all(|other| other.is == all[0].is);
    let mut made = all.first().cloned().unwrap_or(first);
    for other in all {
        for missing in other.missing {
            if !made.missing.contains(&missing) {
                made.missing.push(missing);
            }
        }
        for reading in other.readings {
            if !made.readings.contains(&reading) {
                made.readings.push(reading);
            }
        }
        if !agree {
            for article in other.articles {
                if !made.articles.contains(&article) {
                    made.articles.push(article);
                }
            }
        }
    }
    if !agree {
        made.is = unknown.clone();
        if !made.readings.contains(&id) {
            made.readings.push(id);
        }
    }
    made
}
