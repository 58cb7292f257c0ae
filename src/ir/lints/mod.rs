//! What looks wrong about the draws and rounds of a policy that is otherwise sound.
//!
//! A round can say everything and still do nothing, or leave somebody behind: its pool may be one that nobody can be in, a
//! seat may be given twice, a draw may be held before those whom it is for have registered. Each finding is a warning that
//! goes away when the policy is changed, or a note where the policy may well be meant so. Whatever is said here is proved
//! by [`cases`]; where that cannot decide, nothing is said.

mod cases;
mod pools;
mod seats;
mod times;

use super::rounds::{Draw, Round};
use super::spans::Spans;
use super::{DrawId, Named, NodeId, Policy, RoundId, StageId};
use crate::base::span::Span;
use crate::diagnostic::Diagnostic;
use cases::Cases;
use std::collections::BTreeSet;

/// Everything that looks wrong. `unsaid` are the seat groups that do not say whether those whom an earlier group took
/// count.
pub(super) fn lints(policy: &Policy, spans: &Spans, unsaid: &BTreeSet<NodeId>) -> Vec<Diagnostic> {
    if policy.rounds.is_empty() {
        return Vec::new();
    }
    let mut look = Look { policy, spans, found: Vec::new() };
    pools::nobody_in(&mut look);
    pools::left_by_all(&mut look);
    pools::left_without_wishes(&mut look);
    times::out_of_order(&mut look);
    times::before_registration(&mut look);
    times::at_the_same_time(&mut look);
    times::results_unknown(&mut look);
    seats::groups_overlap(&mut look, unsaid);
    seats::given_twice(&mut look);
    seats::guarantee_of_nothing(&mut look);
    look.found
}

/// What the checks share.
struct Look<'p> {
    policy: &'p Policy,
    spans: &'p Spans,
    found: Vec<Diagnostic>,
}

impl<'p> Look<'p> {
    fn say(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    fn rounds(&self) -> impl Iterator<Item = (RoundId, &'p Round)> + use<'p> {
        (0..).map(RoundId).zip(&self.policy.rounds)
    }

    fn draws(&self) -> impl Iterator<Item = (DrawId, &'p Draw)> + use<'p> {
        (0..).map(DrawId).zip(&self.policy.draws)
    }

    fn stage(&self, id: StageId) -> &'p str {
        &self.policy.stages[id.index()].named.name
    }

    /// Questions about applicants of a stage.
    fn cases(&self, stage: StageId) -> Cases<'p> {
        Cases::new(self.policy, stage, None)
    }

    /// Questions where a school of a round is open.
    fn at_school(&self, round: &Round) -> Cases<'p> {
        Cases::new(self.policy, round.stage, Some(round.schools))
    }

    /// Where a declaration has its name.
    fn name(&self, node: NodeId, named: &Named) -> Span {
        let whole = self.spans.of(node);
        let mut names = self.spans.names.iter();
        names.find(|r| r.declares && r.name == named.name && within(r.span, whole)).map_or(whole, |r| r.span)
    }

    /// Where a part of a round stands; the round's name if it has the part from another one.
    fn part(&self, round: &Round, node: NodeId) -> Span {
        let span = self.spans.of(node);
        if within(span, self.spans.of(round.node)) { span } else { self.name(round.node, &round.named) }
    }
}

fn within(part: Span, whole: Span) -> bool {
    part.file == whole.file && whole.start <= part.start && part.end <= whole.end
}

/// Names in back-ticks, one after another.
fn listed<'s>(names: impl IntoIterator<Item = &'s str>) -> String {
    names.into_iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}
