//! Claims: the second pass over a decided batch, and the only place where one applicant's outcome hangs on another's.

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

/// Refers the eligible whose claim is contested: who hold one key, by more than one household, in this batch.
///
/// Takes part who meets the claim's `only when` and has some way in that is not closed. Households that are not known
/// count as different ones. Returns, for each claim, how many keys are contested.
pub fn claims<'p>(
    policy: &'p Policy,
    tables: &'p Tables,
    stage: StageId,
    pins: &Pins,
    batch: &mut [Member<'_, 'p>],
) -> Vec<(String, usize)> {
    let mut contested = Vec::new();
    let first = pins.first();
    for claim in policy.claims.iter().filter(|c| c.stages.is_empty() || c.stages.contains(&stage)) {
        let mut holders: BTreeMap<Value, Vec<(usize, Option<Value>)>> = BTreeMap::new();
        for (at, member) in batch.iter().enumerate() {
            if member.decision.outcome == Outcome::Ineligible {
                continue;
            }
            let mut run = Run::new(policy, tables, stage, member.facts, &first);
            if run.cond(&claim.only_when, &[]).truth != Truth::True {
                continue;
            }
            let mut unseen = step(StepKind::Test, claim.node, Truth::Unknown);
            let Fact::Known(key) = run.val_into(&claim.key, &[], &mut unseen).fact else { continue };
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
        contested.push((claim.named.name.clone(), count));
    }
    contested
}
