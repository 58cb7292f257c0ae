//! When draws are held: the order of the file against that of the timetable, draws held before those whom they are for have
//! registered, and draws of which nobody knows which comes first.

use super::{Look, listed};
use crate::diagnostic::Diagnostic;
use crate::ir::expr::{Cond, CondKind, Joint, Relation, Val, ValKind};
use crate::ir::rounds::Draw;
use crate::ir::walk::{self, Node};
use crate::ir::{Body, LineKind, Policy, ReadingId, StageId, Window, WindowId};
use crate::outcome::Outcome;
use crate::value::Value;
use std::collections::BTreeSet;

/// Whether one draw is over before another is held, whatever the days on which they are held.
pub(super) fn before(policy: &Policy, one: &Draw, other: &Draw) -> bool {
    let (a, b) = (&policy.windows[one.held.index()], &policy.windows[other.held.index()]);
    follows(policy, other.held, one.held) || matches!((a.last, b.first), (Some(last), Some(first)) if last < first)
}

/// Whether the timetable says that a window comes after another, directly or through others.
fn follows(policy: &Policy, window: WindowId, earlier: WindowId) -> bool {
    let mut seen = BTreeSet::new();
    let mut todo = vec![window];
    while let Some(next) = todo.pop() {
        if seen.insert(next) {
            todo.extend(&policy.windows[next.index()].after);
        }
    }
    window != earlier && seen.contains(&earlier)
}

/// Whether a draw that stands before another one in the file is held after it.
fn wrong_order(policy: &Policy, first: &Draw, second: &Draw) -> bool {
    let (own, other) = (&policy.windows[first.held.index()], &policy.windows[second.held.index()]);
    // `by D` says only that it is over by then; so it is taken to be held at that time, unless the other one follows it.
    let by_later = own.first.is_none() && own.last > other.last && other.last.is_some();
    before(policy, second, first) || (by_later && !before(policy, first, second))
}

/// Draws that stand in another order than that in which they are held.
pub(super) fn out_of_order(look: &mut Look) {
    let policy = look.policy;
    for (at, draw) in look.draws() {
        let mut later = look.draws().filter(|(other, d)| other.index() > at.index() && d.stage == draw.stage);
        let Some((_, later)) = later.find(|(_, later)| wrong_order(policy, draw, later)) else { continue };
        let (own, other) = (&policy.windows[draw.held.index()], &policy.windows[later.held.index()]);
        look.say(
            Diagnostic::warning(
                "R12",
                look.name(draw.node, &draw.named),
                format!(
                    "the draw `{}` stands before `{}` and is held after it: {}, the other {}",
                    draw.named.name,
                    later.named.name,
                    days(own),
                    days(other)
                ),
            )
            .label("stands first, held later")
            .related(look.name(later.node, &later.named), "held earlier")
            .help("let the draws stand in the order in which they are held, or correct the timetable"),
        );
    }
}

fn days(window: &Window) -> String {
    match (window.first, window.last) {
        (Some(first), Some(last)) if first == last => format!("on {first}"),
        (Some(first), Some(last)) => format!("{first} .. {last}"),
        (None, Some(last)) => format!("by {last}"),
        (Some(first), None) => format!("from {first}"),
        (None, None) => "any day".into(),
    }
}

/// Draws held while a window is still open that decides who takes part.
pub(super) fn before_registration(look: &mut Look) {
    let policy = look.policy;
    for (_, draw) in look.draws() {
        let held = &policy.windows[draw.held.index()];
        let Some(last) = held.last else { continue };
        let open = |id: &WindowId| *id != draw.held && policy.windows[id.index()].last.is_some_and(|end| end > last);
        let mut said: BTreeSet<WindowId> = BTreeSet::new();
        for id in &draw.rounds {
            let round = &policy.rounds[id.index()];
            for window in windows_read(policy, draw.stage, &round.pool).into_iter().filter(&open) {
                if !said.insert(window) {
                    continue;
                }
                let until = &policy.windows[window.index()];
                look.say(
                    Diagnostic::warning(
                        "R12",
                        look.part(round, round.pool.node),
                        format!(
                            "the draw `{}` is held {} and its pool looks at `{}`, which lasts longer: {}",
                            draw.named.name,
                            days(held),
                            until.named.name,
                            days(until)
                        ),
                    )
                    .label(format!("hangs on `{}`", until.named.name))
                    .related(look.spans.of(until.node), "not over when the draw is held")
                    .help("hold the draw after the window, or let its pool look at one that is over"),
                );
            }
        }
        // A way in that is open longer than the others may be meant for a later draw.
        let windows: Vec<Option<WindowId>> = policy
            .categories_of(draw.stage)
            .map(|(_, category)| {
                category.lines.iter().find_map(|line| match line.kind {
                    LineKind::OnTime(_, window, _) => Some(window),
                    _ => None,
                })
            })
            .collect();
        let by_outcome = draw.rounds.iter().any(|r| {
            let outcomes = &policy.rounds[r.index()].outcomes;
            outcomes.contains(&Outcome::Eligible) || outcomes.contains(&Outcome::Late)
        });
        let all_open = !windows.is_empty() && windows.iter().all(|w| w.as_ref().is_some_and(&open));
        let Some(first) =
            windows.iter().flatten().min_by_key(|w| policy.windows[w.index()].last).filter(|_| by_outcome && all_open)
        else {
            continue;
        };
        if said.contains(first) {
            continue;
        }
        let until = &policy.windows[first.index()];
        look.say(
            Diagnostic::warning(
                "R12",
                look.name(draw.node, &draw.named),
                format!(
                    "the draw `{}` is held {} while one can still come in time by every way in: `{}` is {}",
                    draw.named.name,
                    days(held),
                    until.named.name,
                    days(until)
                ),
            )
            .label("held too early")
            .related(look.spans.of(until.node), "not over when the draw is held")
            .help("hold the draw after the window"),
        );
    }
}

/// The windows in which a condition looks whether a day lies, through the rules that it names. What only another stage
/// asks is left out, and so are other ways to read than the one in force.
fn windows_read(policy: &Policy, stage: StageId, cond: &Cond) -> BTreeSet<WindowId> {
    let mut windows = Windows { policy, stage, found: BTreeSet::new(), seen: BTreeSet::new() };
    windows.cond(cond);
    windows.found
}

struct Windows<'p> {
    policy: &'p Policy,
    stage: StageId,
    found: BTreeSet<WindowId>,
    /// Rules that were looked at: their kind and number.
    seen: BTreeSet<(u8, u16)>,
}

impl<'p> Windows<'p> {
    fn cond(&mut self, cond: &'p Cond) {
        if by_stage(self.stage, cond).is_some() {
            return;
        }
        match &cond.kind {
            CondKind::Lines(joint, lines) => {
                // One line that fails by the stage settles a block in which all must hold, and so on.
                let settles = match joint {
                    Joint::All => Some(false),
                    Joint::Any | Joint::None => Some(true),
                    Joint::AtLeast(_) => None,
                };
                if settles.is_none() || lines.iter().all(|l| by_stage(self.stage, &l.cond) != settles) {
                    lines.iter().for_each(|line| self.cond(&line.cond));
                }
            }
            CondKind::Not(inner) => self.cond(inner),
            CondKind::Excepted(inner, exceptions) => {
                self.cond(inner);
                exceptions.iter().for_each(|e| self.cond(&e.when));
            }
            _ => {
                let mut met = Vec::new();
                walk::cond(cond, &mut |node| met.push(node));
                met.into_iter().for_each(|node| self.met(node));
            }
        }
    }

    fn met(&mut self, node: Node<'p>) {
        let policy = self.policy;
        match node {
            Node::Cond(at) => match &at.kind {
                CondKind::Within(_, window) => {
                    self.found.insert(*window);
                }
                CondKind::Call(id, _) | CondKind::Entry(id, ..) if self.seen.insert((0, id.0)) => {
                    self.cond(&policy.conditions[id.index()].body);
                }
                CondKind::Reading(id, _) => self.reading(*id),
                CondKind::Category(id) if self.seen.insert((1, id.0)) => {
                    policy.categories[id.index()].lines.iter().for_each(|line| self.cond(&line.cond));
                }
                _ => {}
            },
            Node::Val(at) => match &at.kind {
                ValKind::Call(id, _) if self.seen.insert((2, id.0)) => {
                    let rows = &policy.values[id.index()].rows;
                    self.rows(rows.iter().map(|row| (row.when.as_ref(), Some(&row.value))));
                }
                ValKind::Classify(id) if self.seen.insert((3, id.0)) => {
                    self.rows(policy.classifies[id.index()].rows.iter().map(|row| (row.when.as_ref(), None)));
                }
                ValKind::Reading(id, _) => self.reading(*id),
                _ => {}
            },
            Node::List(_) => {}
        }
    }

    /// Rows read from the top, as far as the stage lets them be read.
    fn rows(&mut self, rows: impl Iterator<Item = (Option<&'p Cond>, Option<&'p Val>)>) {
        for (when, value) in rows {
            let by_stage = when.map_or(Some(true), |when| by_stage(self.stage, when));
            if by_stage == Some(false) {
                continue;
            }
            when.into_iter().for_each(|when| self.cond(when));
            value.into_iter().for_each(|value| self.val(value));
            if by_stage == Some(true) {
                break;
            }
        }
    }

    fn val(&mut self, val: &'p Val) {
        let mut met = Vec::new();
        walk::val(val, &mut |node| met.push(node));
        met.into_iter().for_each(|node| self.met(node));
    }

    fn reading(&mut self, id: ReadingId) {
        let reading = &self.policy.readings[id.index()];
        if !self.seen.insert((4, id.0)) {
            return;
        }
        for (at, alternative) in reading.alternatives.iter().enumerate() {
            match &alternative.body {
                _ if reading.choice.is_some_and(|chosen| chosen != at) => {}
                Body::Cond(body) => self.cond(body),
                Body::Val(body) => self.val(body),
            }
        }
    }
}

/// What a test of the stage comes out as.
fn by_stage(stage: StageId, cond: &Cond) -> Option<bool> {
    let named = |val: &Val| match &val.kind {
        ValKind::Const(Value::Enum(at)) => Some(*at),
        _ => None,
    };
    match &cond.kind {
        CondKind::Const(holds) => Some(*holds),
        CondKind::Compare(relation @ (Relation::Is | Relation::IsNot), left, right) => {
            let other = match (&left.kind, &right.kind) {
                (ValKind::Stage, _) => named(right)?,
                (_, ValKind::Stage) => named(left)?,
                _ => return None,
            };
            Some((other == stage.0) == (*relation == Relation::Is))
        }
        CondKind::Not(inner) => by_stage(stage, inner).map(|holds| !holds),
        CondKind::Lines(Joint::All, lines) => {
            let each: Vec<Option<bool>> = lines.iter().map(|l| by_stage(stage, &l.cond)).collect();
            if each.contains(&Some(false)) {
                Some(false)
            } else {
                each.iter().all(|e| *e == Some(true)).then_some(true)
            }
        }
        _ => None,
    }
}

/// Draws of one stage of which nothing says which comes first, though one applicant may be in both.
pub(super) fn at_the_same_time(look: &mut Look) {
    let policy = look.policy;
    for (at, one) in look.draws() {
        for (_, other) in look.draws().filter(|(id, d)| id.index() > at.index() && d.stage == one.stage) {
            if before(policy, one, other) || before(policy, other, one) || wrong_order(policy, one, other) {
                continue;
            }
            let mut cases = look.cases(one.stage);
            let rounds = |draw: &Draw| draw.rounds.iter().map(|r| &policy.rounds[r.index()]).collect::<Vec<_>>();
            let others = rounds(other);
            let both = rounds(one).into_iter().find_map(|a| {
                let b =
                    others.iter().find(|b| !a.outcomes.is_disjoint(&b.outcomes) && cases.can(&[&a.pool, &b.pool]))?;
                Some((a, *b))
            });
            let Some((a, b)) = both else { continue };
            let (own, its) = (&policy.windows[one.held.index()], &policy.windows[other.held.index()]);
            let leaves = one.winners_leave || other.winners_leave;
            let why = if leaves { "which of them is the later one" } else { "which of two seats is kept" };
            look.say(
                Diagnostic::warning(
                    "R13",
                    look.name(other.node, &other.named),
                    format!(
                        "the draws `{}` and `{}` may be held at the same time, and one applicant may be in {}: nothing says {why}",
                        one.named.name,
                        other.named.name,
                        listed([a.named.name.as_str(), b.named.name.as_str()])
                    ),
                )
                .label(days(its))
                .related(look.name(one.node, &one.named), days(own))
                .help(
                    "say in the timetable which comes `after` the other; or hold their rounds in one draw `at once`, with \
                     `several wins`",
                ),
            );
        }
    }
}

/// Several draws of a stage where the policy has no table of earlier results.
pub(super) fn results_unknown(look: &mut Look) {
    let policy = look.policy;
    if policy.results().is_some() {
        return;
    }
    for at in 0..policy.stages.len() {
        let stage = StageId(at as u16);
        let draws: Vec<&Draw> = policy.draws_of(stage).map(|(_, d)| d).collect();
        let Some(second) = draws.get(1) else { continue };
        look.say(
            Diagnostic::warning(
                "R18",
                look.name(second.node, &second.named),
                format!(
                    "`{}` has {} draws, and no table holds the results of earlier ones",
                    policy.stages[at].named.name,
                    draws.len()
                ),
            )
            .label("cannot know who has a seat already")
            .help(
                "declare one, as in `table placed { key pupil: id role id; serves: school role school; by_round: id role round; }`",
            ),
        );
    }
}
