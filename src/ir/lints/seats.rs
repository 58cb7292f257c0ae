//! Seats: groups that may hold one applicant, seats that two rounds would give, and guarantees that lead nowhere.

use super::Look;
use super::times::before;
use crate::allocation::model::Take;
use crate::diagnostic::Diagnostic;
use crate::ir::expr::{Cond, Source, Val, ValKind};
use crate::ir::fingerprint::val_text;
use crate::ir::rounds::Round;
use crate::ir::{NodeId, Policy, RoundId};
use std::collections::BTreeSet;

/// Seat groups of which an applicant may be in two, where it is not said whether those whom the earlier one took count.
pub(super) fn groups_overlap(look: &mut Look, unsaid: &BTreeSet<NodeId>) {
    for (_, round) in look.rounds() {
        let mut cases = look.at_school(round);
        // Groups that a round has from another one are spoken of there.
        let own = |node: NodeId| super::within(look.spans.of(node), look.spans.of(round.node));
        let unsaid: BTreeSet<NodeId> = unsaid.iter().copied().filter(|node| own(*node)).collect();
        for (at, group) in round.groups.iter().enumerate() {
            // Only a number can be used up, and everybody's number is not that of a group of applicants.
            let (Take::Count | Take::Share, Some(whom), true) = (group.take, &group.whom, unsaid.contains(&group.node))
            else {
                continue;
            };
            let earlier = round.groups[..at].iter().find(|earlier| {
                let mut both: Vec<&Cond> = vec![&round.valid, whom];
                both.extend(&earlier.whom);
                cases.can(&both)
            });
            let Some(earlier) = earlier else { continue };
            look.say(
                Diagnostic::note(
                    "R14",
                    look.part(round, group.node),
                    format!(
                        "an applicant may be in `{}` and in `{}`, and it is not said whether seats that `{}` gave them count here",
                        earlier.named.name, group.named.name, earlier.named.name
                    ),
                )
                .label("they do not count unless it is said")
                .related(look.part(round, earlier.node), "filled before")
                .help("write `counting earlier groups`, or `not counting earlier groups` if the number comes on top of them"),
            );
        }
    }
}

/// Rounds that read the same seats as an earlier one and do not take off what it gave.
pub(super) fn given_twice(look: &mut Look) {
    let policy = look.policy;
    let text = |round: &Round| val_text(policy, Some(round.schools), &round.seats);
    for (id, later) in look.rounds().filter(|(_, r)| !r.less_placed) {
        let own = text(later);
        let earlier = look.rounds().find(|(other, earlier)| {
            *other != id
                && earlier.stage == later.stage
                && earlier.schools == later.schools
                && comes_before(policy, *other, id)
                && text(earlier) == own
                && look.at_school(later).can_each(&earlier.valid, &later.valid)
        });
        let Some((_, earlier)) = earlier else { continue };
        look.say(
            Diagnostic::warning(
                "R15",
                look.part(later, later.seats.node),
                format!(
                    "the round `{}` gives the same seats as `{}`, and does not take off those that are given",
                    later.named.name, earlier.named.name
                ),
            )
            .label("a seat would be given twice")
            .related(look.name(earlier.node, &earlier.named), "gives them before")
            .help("write `less placed` after the seats"),
        );
    }
}

/// Whether a round gives its seats before another one: by its place in their draw, or because the draws are so held. Where
/// nothing says which draw comes first, the order of the file counts.
fn comes_before(policy: &Policy, one: RoundId, other: RoundId) -> bool {
    let (a, b) = (policy.rounds[one.index()].draw, policy.rounds[other.index()].draw);
    if a == b {
        let order = &policy.draws[a.index()].rounds;
        let at = |id: RoundId| order.iter().position(|r| *r == id);
        return at(one) < at(other);
    }
    let (first, second) = (&policy.draws[a.index()], &policy.draws[b.index()]);
    before(policy, first, second) || (a.index() < b.index() && !before(policy, second, first))
}

/// Guarantees whose lists have no school in which a seat can be found.
pub(super) fn guarantee_of_nothing(look: &mut Look) {
    for (_, round) in look.rounds() {
        let Some((tiers, _)) = &round.guarantee else { continue };
        for tier in tiers {
            let Val { kind: ValKind::List(list), node } = tier else { continue };
            if !matches!(list.source, Source::Table(id) if id == round.schools)
                || !list.column.is_empty()
                || list.depth != 0
            {
                continue;
            }
            let Some(filter) = list.filter.as_deref() else { continue };
            let mut cases = look.at_school(round);
            let (message, help) = if !cases.can(&[filter]) {
                ("no school can be in this list of the guarantee", "its lines contradict one another")
            } else if !cases.can_each(filter, &round.valid) {
                (
                    "no school of this list may be asked for in the round, so it has no seats there",
                    "compare the list with `valid wishes`: a school that nobody may ask for takes no part in the round",
                )
            } else {
                continue;
            };
            look.say(
                Diagnostic::warning(
                    "R16",
                    look.part(round, *node),
                    format!("{message} (round `{}`)", round.named.name),
                )
                .label("finds nobody a seat")
                .help(help),
            );
        }
    }
}
