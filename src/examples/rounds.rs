//! What examples that hold a draw reach of its rounds.
//!
//! A round should place somebody and leave somebody out; its guarantee, its questions, its linked applicants and the wins of
//! a draw should come up; what its pool, wishes, groups and order ask should hold for one and fail for another. What several
//! rounds have word for word (as after `like`) is looked at once, in whichever of them an example comes to it.

use super::seats::Held;
use super::{Never, Seen, What};
use crate::allocation::model::{LastSeat, LinkedApply, ReferWord, SeveralWins, Status};
use crate::allocation::{run, validate};
use crate::ir::expr::{Cond, CondKind, Source, Val, ValKind};
use crate::ir::fingerprint::{cond_text, val_text};
use crate::ir::rounds::{Invalid, Looked, Round, Several};
use crate::ir::walk::{self, Node};
use crate::ir::{DrawId, NodeId, Policy, RoundId, TableId};
use std::collections::{BTreeMap, BTreeSet};

/// What was reached.
#[derive(Debug, Default)]
pub(super) struct Reached {
    placed: BTreeSet<RoundId>,
    left: BTreeSet<RoundId>,
    /// Rounds whose guarantee found somebody a seat.
    sought: BTreeSet<RoundId>,
    /// Lines whose question was asked.
    asked: BTreeSet<(RoundId, &'static str)>,
    linked: BTreeSet<RoundId>,
    last_seat: BTreeSet<RoundId>,
    several: BTreeSet<DrawId>,
}

/// Notes what a draw that was held reached.
pub(super) fn note(policy: &Policy, held: &Held, reached: &mut Reached) {
    let declared = &policy.draws[held.draw.index()];
    for (at, id) in declared.rounds.iter().enumerate() {
        let round = &policy.rounds[id.index()];
        let results = &held.results.rounds[at];
        for ended in &results.ended {
            let placed = ended.status == Status::Placed;
            if placed {
                reached.placed.insert(*id)
            } else {
                reached.left.insert(*id)
            };
            if placed && ended.wish == Some(0) {
                reached.sought.insert(*id);
            }
        }
        if results.infeasible.is_some() {
            reached.asked.insert((*id, "guarantee"));
        }
        for unsettled in held.built.unsettled.iter().filter(|u| u.round == *id) {
            let Some(question) = &unsettled.why.question else { continue };
            if Some(question) == round.no_wishes.as_ref() {
                reached.asked.insert((*id, "no wishes"));
            }
            if matches!(&round.invalid, Invalid::Refer(own) if own == question) {
                reached.asked.insert((*id, "invalid wishes"));
            }
        }
        let mut together: BTreeMap<u32, u32> = BTreeMap::new();
        for entry in &held.built.roster.rounds[at].entries {
            if let Some(first) = entry.linked.filter(|_| results.took_part.contains(&entry.row)) {
                *together.entry(first).or_default() += 1;
            }
        }
        if together.values().any(|n| *n > 1) {
            reached.linked.insert(*id);
            if last_seat_matters(held, at) {
                reached.last_seat.insert(*id);
            }
        }
    }
    if declared.several.is_some() && several_wins(held) {
        reached.several.insert(held.draw);
    }
}

/// Whether the round would end otherwise if another thing happened at the last seat.
fn last_seat_matters(held: &Held, at: usize) -> bool {
    let mut draw = held.built.draw.clone();
    let Some(linked) = &mut draw.rounds[at].linked else { return false };
    linked.last_seat = if linked.last_seat == LastSeat::Skip { LastSeat::Beyond } else { LastSeat::Skip };
    let sound = validate(&draw, &held.built.roster).is_empty();
    sound && run(&draw, &held.built.roster, &held.tickets).rounds[at].ended != held.results.rounds[at].ended
}

/// Whether anyone wins in several rounds if nobody has to keep one of them.
fn several_wins(held: &Held) -> bool {
    let mut draw = held.built.draw.clone();
    draw.several_wins = Some(SeveralWins::Refer(ReferWord::Refer));
    let sound = validate(&draw, &held.built.roster).is_empty();
    sound && run(&draw, &held.built.roster, &held.tickets).placements.iter().any(|p| p.seats.len() > 1)
}

/// The same conditions of several rounds, known by the first of them.
pub(super) struct Same {
    first: BTreeMap<NodeId, NodeId>,
}

impl Same {
    /// Of all rounds of a policy.
    pub(super) fn of(policy: &Policy) -> Same {
        let mut same = Same { first: BTreeMap::new() };
        let mut known: BTreeMap<String, &Cond> = BTreeMap::new();
        for round in &policy.rounds {
            for (row, cond) in conditions(round) {
                same.add(policy, row, cond, &mut known);
            }
        }
        same
    }

    fn add<'p>(
        &mut self,
        policy: &Policy,
        row: Option<TableId>,
        cond: &'p Cond,
        known: &mut BTreeMap<String, &'p Cond>,
    ) {
        let text = format!("{row:?} {}", cond_text(policy, row, cond));
        if let Some(before) = known.get(&text) {
            // The same words, so the same tests in the same order.
            self.first.extend(tests(cond).into_iter().zip(tests(before)));
            return;
        }
        known.insert(text, cond);
        match &cond.kind {
            CondKind::Lines(_, lines) => lines.iter().for_each(|line| self.add(policy, row, &line.cond, known)),
            CondKind::Not(inner) => self.add(policy, row, inner, known),
            CondKind::Excepted(inner, exceptions) => {
                self.add(policy, row, inner, known);
                exceptions.iter().for_each(|e| self.add(policy, row, &e.when, known));
            }
            _ => {}
        }
    }

    /// Whether a test is the first of its kind.
    fn leads(&self, node: NodeId) -> bool {
        !self.first.contains_key(&node)
    }

    /// Counts for the first what was seen of the others.
    pub(super) fn gather(&self, seen: &mut Seen) {
        let first = |node: &NodeId| {
            let mut node = *node;
            while let Some(before) = self.first.get(&node) {
                node = *before;
            }
            node
        };
        let truths: Vec<(NodeId, bool)> = seen.truths.iter().map(|(node, truth)| (first(node), *truth)).collect();
        seen.truths.extend(truths);
        let margins: Vec<(NodeId, usize, bool)> =
            seen.margins.iter().map(|(node, end, inside)| (first(node), *end, *inside)).collect();
        seen.margins.extend(margins);
    }
}

fn tests(cond: &Cond) -> Vec<NodeId> {
    let mut found = Vec::new();
    walk::cond(cond, &mut |node| {
        if let Node::Cond(at) = node {
            found.push(at.node);
        }
    });
    found
}

/// The conditions of a round that stand in it, and the table whose row is open.
fn conditions(round: &Round) -> Vec<(Option<TableId>, &Cond)> {
    let mut found = vec![(None, &round.pool), (Some(round.schools), &round.valid)];
    let at_school =
        round.groups.iter().filter_map(|g| g.whom.as_ref()).chain(round.order.iter().filter_map(|c| match &c.what {
            Looked::Cond(cond) => Some(cond),
            Looked::Val(_) => None,
        }));
    found.extend(at_school.map(|cond| (Some(round.schools), cond)));
    let tiers = round.guarantee.iter().flat_map(|(tiers, _)| tiers);
    for list in round.wishes.iter().chain(tiers).filter_map(|val| match &val.kind {
        ValKind::List(list) => Some(list),
        _ => None,
    }) {
        let row = match list.source {
            Source::Table(id) => Some(id),
            _ => None,
        };
        found.extend(list.filter.as_deref().map(|filter| (row, filter)));
    }
    found
}

/// What no example reaches of the rounds. `inside` finds what is not reached of the parts of a condition.
pub(super) fn gaps(
    policy: &Policy,
    seen: &Seen,
    same: &Same,
    inside: &dyn Fn(&Cond) -> Vec<Found>,
    found: &mut Vec<Found>,
) {
    let reached = &seen.rounds;
    let mut lines = Lines::default();
    for (id, round) in (0..).map(RoundId).zip(&policy.rounds) {
        let name = &round.named.name;
        if !reached.placed.contains(&id) {
            found.push((round.node, What::Round(name.clone()), Never::Places));
        }
        // Where all are admitted whatever the seats, nobody is left.
        let all_in = round.end == crate::allocation::model::ChainEnd::AdmitAll
            && round.order.is_empty()
            && round.groups.is_empty()
            && round.no_wishes.is_some();
        // With a guarantee, those who are left are those of whom its question is asked.
        if !reached.left.contains(&id) && !all_in && round.guarantee.is_none() {
            found.push((round.node, What::Round(name.clone()), Never::Leaves));
        }
        for (part, cond, may_fail) in asked(round) {
            for (truth, never) in [(true, Never::Holds), (false, Never::Fails)] {
                // `valid wishes` also says which schools take part, and there it fails without anybody's wish.
                let may_fail = may_fail && part != "`valid wishes`";
                if same.leads(cond.node) && (truth || may_fail) && !seen.truths.contains(&(cond.node, truth)) {
                    found.push((cond.node, What::Part(part.clone(), name.clone()), never));
                }
            }
        }
        for (_, cond) in conditions(round) {
            found.extend(inside(cond).into_iter().filter(|(node, ..)| same.leads(*node)));
        }
        let mut line = |text: String, part: &str, reached: bool, never: Never| {
            lines.add(format!("{part} {text}"), reached, (round.node, What::Part(part.into(), name.clone()), never));
        };
        if let Some((tiers, question)) = &round.guarantee {
            let text: Vec<String> = tiers.iter().map(|t| val_text(policy, None, t)).collect();
            let text = format!("{text:?} {question}");
            line(text.clone(), "the guarantee", reached.sought.contains(&id), Never::Reached);
            line(text, "the question of the guarantee", reached.asked.contains(&(id, "guarantee")), Never::Reached);
        }
        if let Some(question) = &round.no_wishes {
            let asked = reached.asked.contains(&(id, "no wishes"));
            line(question.clone(), "the question of `no wishes`", asked, Never::Reached);
        }
        if let Some((ids, linked, elder)) = &round.linked {
            let elder = elder.as_ref().map(|born| val_text(policy, None, born));
            let text = format!("{} {linked:?} {elder:?}", val_text(policy, None, ids));
            line(text.clone(), "`linked`", reached.linked.contains(&id), Never::Reached);
            if linked.apply == LinkedApply::Together {
                line(text, "`last seat`", reached.last_seat.contains(&id), Never::Matters);
            }
        }
    }
    found.extend(lines.never());
    for (id, draw) in (0..).map(DrawId).zip(&policy.draws) {
        // With a reading there are several rules, and the reading is looked at.
        if matches!(draw.several, Some(Several::Plain(_))) && !reached.several.contains(&id) {
            found.push((draw.node, What::Several(draw.named.name.clone()), Never::Reached));
        }
    }
}

/// Lines that rounds may have word for word: the text, whether it was reached in any, and the first of them.
/// A gap before it is one: where, what, what never.
pub(super) type Found = (NodeId, What, Never);

#[derive(Default)]
struct Lines(Vec<(String, bool, (NodeId, What, Never))>);

impl Lines {
    fn add(&mut self, text: String, reached: bool, gap: (NodeId, What, Never)) {
        match self.0.iter_mut().find(|(known, ..)| *known == text) {
            Some((_, before, _)) => *before |= reached,
            None => self.0.push((text, reached, gap)),
        }
    }

    fn never(self) -> impl Iterator<Item = (NodeId, What, Never)> {
        self.0.into_iter().filter(|(_, reached, _)| !reached).map(|(.., gap)| gap)
    }
}

/// What a round asks as a whole: its name, and whether it can fail at all.
fn asked(round: &Round) -> Vec<(String, &Cond, bool)> {
    let mut found = Vec::new();
    if !matches!(round.pool.kind, CondKind::Const(_)) {
        found.push(("the pool".to_string(), &round.pool, true));
    }
    if !matches!(round.valid.kind, CondKind::Const(_)) {
        // Schools that the policy lists are those that it means.
        let chosen = |wish: &Val| !matches!(&wish.kind, ValKind::List(list) if matches!(list.source, Source::Table(_)));
        found.push(("`valid wishes`".to_string(), &round.valid, round.wishes.iter().any(chosen)));
    }
    for group in &round.groups {
        found.extend(group.whom.iter().map(|whom| (format!("the seat group `{}`", group.named.name), whom, true)));
    }
    for criterion in &round.order {
        if let Looked::Cond(cond) = &criterion.what {
            found.push((format!("the order by `{}`", criterion.name), cond, true));
        }
    }
    // A named condition is looked at wherever it is asked.
    found.retain(|(_, cond, _)| !matches!(cond.kind, CondKind::Call(..)));
    found
}
