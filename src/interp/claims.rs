//! Claims: the second pass over a decided batch, and the only place where one applicant's outcome hangs on another's.

use super::decide::truths_of;
use super::{Pins, Run, step};
use crate::ir::{Policy, StageId};
use crate::outcome::{Decision, Outcome, Reason, StepKind};
use crate::tables::Tables;
use crate::value::{Fact, Truth, Value};
use std::collections::{BTreeMap, BTreeSet};

/// One applicant of a decided batch.
pub struct Member<'b, 'p> {
    /// The facts.
    pub facts: &'b [Fact],
    /// The decision, which a claim may change.
    pub decision: &'b mut Decision<'p>,
}

/// How one claim went in a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// The claim, by name.
    pub claim: String,
    /// How many keys are claimed by more than one household.
    pub contested: usize,
    /// How many who may take part have a key that is not known.
    pub unmatched: usize,
}

/// Refers the eligible whose claim is contested: who hold one key, by more than one household, in this batch.
///
/// Takes part who may meet the claim's `only when`, under some way to read what is not settled or once something unknown
/// is known, and has some way in that is not closed. Households that are not known count as different ones. Whose key
/// is not known cannot be matched with anybody: they are counted, so that somebody can say that the others' claims
/// are compared without them.
pub fn claims<'p>(
    policy: &'p Policy,
    tables: &'p Tables,
    stage: StageId,
    pins: &Pins,
    batch: &mut [Member<'_, 'p>],
) -> Vec<Contest> {
    let mut contests = Vec::new();
    let first = pins.first();
    for claim in policy.claims_of(stage) {
        let mut unmatched = 0;
        let mut holders: BTreeMap<Value, Vec<(usize, Option<Value>)>> = BTreeMap::new();
        for (at, member) in batch.iter().enumerate() {
            if member.decision.outcome == Outcome::Ineligible {
                continue;
            }
            let (truths, _) = truths_of(policy, tables, stage, member.facts, pins, &claim.only_when);
            if truths == BTreeSet::from([Truth::False]) {
                continue;
            }
            let mut run = Run::new(policy, tables, stage, member.facts, &first);
            let mut unseen = step(StepKind::Test, claim.node, Truth::Unknown);
            let key = match run.val_into(&claim.key, &[], &mut unseen).fact {
                Fact::Known(key) => key,
                Fact::None => continue,
                Fact::Unknown => {
                    unmatched += 1;
                    continue;
                }
            };
            let by = run.val_into(&claim.by, &[], &mut unseen).fact.known().cloned();
            holders.entry(key).or_default().push((at, by));
        }
        let mut count = 0;
        for group in holders.values() {
            let known: BTreeSet<&Value> = group.iter().filter_map(|(_, by)| by.as_ref()).collect();
            let households = known.len() + group.iter().filter(|(_, by)| by.is_none()).count();
            if households < 2 {
                continue;
            }
            count += 1;
            for (at, _) in group {
                let decision = &mut *batch[*at].decision;
                let reason = Reason {
                    key: format!("claim/{}", claim.named.name),
                    node: claim.node,
                    articles: claim.cites.clone(),
                    tests: Vec::new(),
                };
                match decision.outcome {
                    Outcome::Eligible => {
                        decision.outcome = Outcome::Refer;
                        decision.articles.clone_from(&claim.cites);
                        decision.reasons = vec![reason];
                    }
                    Outcome::Ineligible => {}
                    Outcome::Refer | Outcome::Late | Outcome::Undetermined => decision.reasons.push(reason),
                }
            }
        }
        contests.push(Contest { claim: claim.named.name.clone(), contested: count, unmatched });
    }
    contests
}
