//! A whole batch: every applicant decided alone, then the claims that set one against another.
//!
//! A trace is large and a batch is long, so only what results need is kept of each decision; an explanation decides
//! its one applicant again. What comes out for an applicant does not hang on the order of the rows.

use crate::data::Applicant;
use crate::interp::{Contest, Member, Pins, claims, decide, holds, support};
use crate::ir::{Policy, StageId, is_for};
use crate::outcome::{Answered, Decision, Outcome};
use crate::tables::Tables;
use crate::value::Truth;

/// A decided batch.
#[derive(Debug, Default)]
pub struct Decided<'p> {
    /// One decision for each applicant, in their order, without the traces of the ways in.
    pub decisions: Vec<Decision<'p>>,
    /// Facts of the world that a row contradicts.
    pub broken: Vec<Broken>,
    /// How each claim of the stage went.
    pub contests: Vec<Contest>,
}

/// An assumption that a row breaks. It decides nothing; somebody should look at the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The applicant's position.
    pub row: usize,
    /// The assumption's position in the policy.
    pub assume: usize,
    /// The fields that contradict it.
    pub paths: Vec<String>,
}

/// Decides the applicants of a batch. `tick` is called after each.
pub fn decide_batch<'p>(
    policy: &'p Policy,
    tables: &'p Tables,
    stage: StageId,
    applicants: &'p [Applicant],
    pins: &Pins,
    tick: &mut dyn FnMut(),
) -> Decided<'p> {
    let mut decided = Decided::default();
    decided.decisions.reserve(applicants.len());
    for (row, applicant) in applicants.iter().enumerate() {
        let decision = decide(policy, tables, stage, &applicant.facts, pins);
        decided.decisions.push(Decision { ways: Vec::new(), ..decision });
        broken(policy, tables, stage, applicant, pins, row, &mut decided.broken);
        tick();
    }
    let mut members: Vec<Member> = applicants
        .iter()
        .zip(&mut decided.decisions)
        .map(|(applicant, decision)| Member { facts: &applicant.facts, decision })
        .collect();
    decided.contests = claims(policy, tables, stage, pins, &mut members);
    decided
}

/// The assumptions that a row breaks for sure.
fn broken(
    policy: &Policy,
    tables: &Tables,
    stage: StageId,
    applicant: &Applicant,
    pins: &Pins,
    row: usize,
    found: &mut Vec<Broken>,
) {
    for (at, assume) in policy.assumes.iter().enumerate() {
        if !is_for(&assume.stages, stage) {
            continue;
        }
        let trace = holds(policy, tables, stage, &applicant.facts, pins, &assume.body);
        if trace.truth == Truth::False {
            let stated = |path: &String| {
                let name = path.split(['.', '[']).next().unwrap_or(path);
                policy.form.fields.iter().any(|field| field.named.name == name)
            };
            found.push(Broken { row, assume: at, paths: support::reads(&trace).into_iter().filter(stated).collect() });
        }
    }
}

/// A field that is missing, and what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need<'d> {
    /// The field's path by names.
    pub path: &'d str,
    /// The answers that hang on it; `None` is the outcome itself.
    pub of: Vec<Option<&'d str>>,
}

/// What is missing for a decision: for the outcome first, then for what else the stage answers. Nothing is asked of
/// those who have no way in, since it could change nothing for them.
pub fn needs<'d>(decision: &'d Decision<'_>) -> Vec<Need<'d>> {
    let mut needs: Vec<Need<'d>> = Vec::new();
    let mut add = |path: &'d str, of: Option<&'d str>| match needs.iter_mut().find(|need| need.path == path) {
        Some(need) if need.of.contains(&of) => {}
        Some(need) => need.of.push(of),
        None => needs.push(Need { path, of: vec![of] }),
    };
    for path in &decision.missing {
        add(path, None);
    }
    if decision.outcome != Outcome::Ineligible {
        for answer in &decision.answers {
            if let Answered::Unknown(paths) = &answer.answer {
                paths.iter().for_each(|path| add(path, Some(answer.name)));
            }
        }
    }
    needs
}
