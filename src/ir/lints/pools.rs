//! Who is in a pool: rounds that nobody can be in, and applicants whom every round leaves out.

use super::{Look, listed};
use crate::allocation::model::Sequence;
use crate::diagnostic::Diagnostic;
use crate::ir::expr::{Root, Val, ValKind};
use crate::ir::lints::cases::Thing;
use crate::ir::rounds::{Round, Unplaced};
use crate::ir::{Answer, Category, LineKind, RoundId, Shape, StageId};
use crate::outcome::Outcome;
use std::collections::BTreeSet;

/// Whether a way in can make somebody late.
fn has_window(category: &Category) -> bool {
    category.lines.iter().any(|line| matches!(line.kind, LineKind::OnTime(..)))
}

/// Rounds whose pool nobody can be in.
pub(super) fn nobody_in(look: &mut Look) {
    for (id, round) in look.rounds() {
        let ways: Vec<&Category> = look.policy.categories_of(round.stage).map(|(_, c)| c).collect();
        let stage = look.stage(round.stage);
        let name = look.part(round, round.pool.node);
        let late = round.outcomes.contains(&Outcome::Late);
        if late && !ways.iter().any(|c| has_window(c)) {
            let alone = if round.outcomes.len() == 1 { ", so nobody is in its pool" } else { "" };
            look.say(
                Diagnostic::warning(
                    "R10",
                    name,
                    format!("the round `{}` takes those who are late, but no way in of `{stage}` has a window{alone}", round.named.name),
                )
                .label("nobody is ever late")
                .help("take `late` out of its pool, or give a way in the window after which one is late: `on time … within …;`"),
            );
            continue;
        }
        let mut cases = look.cases(round.stage);
        let alone = cases.can(&[&round.pool]);
        // Nothing is known of those who have no way in.
        let reached = alone
            && (round.outcomes.contains(&Outcome::Ineligible)
                || ways.iter().any(|way| {
                    let by = round.outcomes.contains(&Outcome::Eligible) || (late && has_window(way));
                    by && cases.can_by(way, &round.pool)
                }));
        let joined = look.policy.rounds.iter().any(|other| other.unplaced == Unplaced::Join(id));
        if reached || joined {
            continue;
        }
        let (message, help) = if alone {
            (
                format!(
                    "nobody for whom a way in of `{stage}` is open can be in the pool of the round `{}`",
                    round.named.name
                ),
                "compare the condition of its pool with what the ways in require",
            )
        } else {
            (
                format!("the condition of the pool of the round `{}` holds for nobody", round.named.name),
                "two of its lines contradict each other, or a case that it asks for is never given",
            )
        };
        look.say(Diagnostic::warning("R10", name, message).label("the round has no applicants").help(help));
    }
}

/// Eligible applicants whom no round takes, and those who are late where that is left open.
pub(super) fn left_by_all(look: &mut Look) {
    for at in 0..look.policy.stages.len() {
        let stage = StageId(at as u16);
        let rounds: Vec<&Round> = look.policy.rounds.iter().filter(|r| r.stage == stage).collect();
        if rounds.is_empty() {
            continue;
        }
        cases_left(look, stage, &rounds);
        late_left(look, stage, &rounds);
    }
}

fn cases_left(look: &mut Look, stage: StageId, rounds: &[&Round]) {
    let policy = look.policy;
    let name = look.stage(stage);
    for answer in &policy.stages[stage.index()].answers {
        let Answer::Classify(id) = answer else { continue };
        let classify = &policy.classifies[id.index()];
        let members = &policy.enums[classify.cases.index()].members;
        let mut taken: BTreeSet<u16> = BTreeSet::new();
        let mut cases = look.cases(stage);
        for round in rounds.iter().filter(|r| r.outcomes.contains(&Outcome::Eligible)) {
            for case in cases.all(&[(&round.pool, true)]) {
                let may = case.get(&Thing::Classify(*id));
                taken.extend((0..members.len() as u16).filter(|c| may.is_none_or(|v| v.holds(i64::from(*c)))));
            }
        }
        // Where no round takes anyone there is nothing to compare.
        if taken.is_empty() {
            continue;
        }
        for row in &classify.rows {
            let case = &members[usize::from(row.case)].name;
            let mut ways = policy.categories_of(stage).map(|(_, way)| way);
            if !taken.insert(row.case) || !ways.any(|way| cases.can_be(way, *id, row.case)) {
                continue;
            }
            let all = listed(rounds.iter().map(|r| r.named.name.as_str()));
            look.say(
                Diagnostic::warning(
                    "R11",
                    look.spans.of(row.node),
                    format!(
                        "no round of `{name}` takes an eligible applicant whose `{}` is `{case}`",
                        classify.named.name
                    ),
                )
                .label("in the pool of no round")
                .help(format!("the rounds are {all}; take them into the pool of one, or make a round for them")),
            );
        }
    }
}

fn late_left(look: &mut Look, stage: StageId, rounds: &[&Round]) {
    if rounds.iter().any(|r| r.outcomes.contains(&Outcome::Late)) {
        return;
    }
    let policy = look.policy;
    let lines = policy.categories_of(stage).flat_map(|(_, c)| &c.lines);
    let promised: Vec<_> = lines.filter(|l| matches!(l.kind, LineKind::OnTime(Some(_), ..))).collect();
    let Some(first) = promised.first() else { return };
    let mut said = Diagnostic::warning(
        "R11",
        look.spans.of(first.node),
        format!(
            "`afterwards` says what becomes of those who are late, but no round of `{}` takes them",
            look.stage(stage)
        ),
    )
    .label("in the pool of no round")
    .help("make a round for them, or take them into one: `pool late;`, `pool eligible, late;`");
    for line in &promised[1..] {
        said = said.related(look.spans.of(line.node), "and here");
    }
    look.say(said);
}

/// Rounds that leave those without wishes where no later one looks after them.
pub(super) fn left_without_wishes(look: &mut Look) {
    let policy = look.policy;
    for (id, round) in look.rounds() {
        let sought = round.guarantee.is_some() || matches!(round.unplaced, Unplaced::Join(_));
        // Who need not name a school may have named none; a list that the policy makes is not left empty by anyone.
        let stated = round.wishes.iter().all(|wish| may_be_left_empty(look, wish));
        if round.no_wishes.is_some() || sought || !stated {
            continue;
        }
        let mut cases = look.cases(round.stage);
        let later = later_rounds(look, id);
        let taken = later.iter().any(|later| {
            let other = &policy.rounds[later.index()];
            !other.outcomes.is_disjoint(&round.outcomes) && cases.can(&[&round.pool, &other.pool])
        });
        if taken {
            continue;
        }
        look.say(
            Diagnostic::note(
                "R17",
                look.name(round.node, &round.named),
                format!("those who ask for no school in the round `{}` are left without one, and no later round takes them", round.named.name),
            )
            .label("`no wishes: stay`, and nothing after it")
            .help("seek them a seat with a `guarantee`, let them `join` a later round, or ask a person: `no wishes: refer \"…\";`"),
        );
    }
}

/// Whether a wish is a field of the form that an applicant may leave empty.
fn may_be_left_empty(look: &Look, wish: &Val) -> bool {
    let field = match &wish.kind {
        ValKind::Place(place) => match (place.root, place.steps.as_slice()) {
            (Root::Form(at), []) => Some(at),
            _ => None,
        },
        ValKind::List(list) => match &list.source {
            crate::ir::expr::Source::Place(place) => match place.root {
                Root::Form(at) => Some(at),
                Root::Row(_) => None,
            },
            _ => None,
        },
        _ => None,
    };
    field.is_some_and(|at| {
        let ty = look.policy.form.fields[at].ty;
        ty.optional || matches!(ty.shape, Shape::List(_))
    })
}

/// The rounds of the stage that may take those whom a round leaves: those behind it in its draw, or held at once with it, and
/// those of other draws that are not held before.
fn later_rounds(look: &Look, id: RoundId) -> Vec<RoundId> {
    let policy = look.policy;
    let round = &policy.rounds[id.index()];
    let own = &policy.draws[round.draw.index()];
    let at_once = own.sequence == Sequence::AtOnce;
    let mut found: Vec<RoundId> = own.rounds.iter().copied().skip_while(|r| !at_once && *r != id).collect();
    found.retain(|r| *r != id);
    for (other, draw) in look.draws() {
        if other != round.draw && draw.stage == round.stage && !super::times::before(policy, draw, own) {
            found.extend(&draw.rounds);
        }
    }
    found
}
