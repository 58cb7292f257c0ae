//! Which values of a field are worth trying: those that the policy can tell apart.

use crate::base::date::{Date, Unit};
use crate::interp::{Pins, decide};
use crate::ir::expr::{Choices, CondKind, Val, ValKind};
use crate::ir::walk::{self, Node};
use crate::ir::{Base, Body, Field, Policy, Presumed, RecordId, Shape, StageId, Type};
use crate::outcome::{Standing, Step, StepKind};
use crate::tables::Tables;
use crate::value::{Fact, List, Truth, Value};
use std::collections::BTreeSet;

/// One step of a field's path.
enum Part {
    Field(usize),
    Item(usize),
}

/// The way to a field by positions, its type, and whether anything on the way is given.
fn locate(policy: &Policy, path: &str) -> Option<(Vec<Part>, Type, bool)> {
    let mut parts = Vec::new();
    let mut fields: &[Field] = &policy.form.fields;
    let mut ty: Option<Type> = None;
    let mut given = false;
    for word in path.split('.') {
        let (name, items) = word.split_once('[').map_or((word, None), |(n, rest)| (n, Some(rest)));
        if let Some(known) = ty {
            let Base::Record(id) = known.base else { return None };
            fields = &policy.records[id.index()].fields;
        }
        let at = fields.iter().position(|f| f.named.name == name)?;
        given |= fields[at].given;
        parts.push(Part::Field(at));
        let mut now = fields[at].ty;
        if let Some(rest) = items {
            let number: usize = rest.strip_suffix(']')?.parse().ok()?;
            parts.push(Part::Item(number.checked_sub(1)?));
            now.shape = Shape::One;
            now.optional = false;
        }
        ty = Some(now);
    }
    ty.map(|ty| (parts, ty, given))
}

/// Whether an applicant could change the field.
pub(super) fn changeable(policy: &Policy, path: &str) -> bool {
    matches!(locate(policy, path), Some((_, _, false)))
}

/// What a field is presumed to be, if that is a constant.
pub(super) fn presumed(policy: &Policy, path: &str) -> Option<Fact> {
    let (parts, ..) = locate(policy, path)?;
    let mut fields: &[Field] = &policy.form.fields;
    let mut found = None;
    for part in &parts {
        let Part::Field(at) = part else { continue };
        let field = fields.get(*at)?;
        found = Some(field);
        if let Base::Record(id) = field.ty.base {
            fields = &policy.records[id.index()].fields;
        }
    }
    match &found?.presumed {
        Some(Presumed::Fact(fact)) => Some(fact.clone()),
        _ => None,
    }
}

/// What stands at a path.
pub(super) fn at(policy: &Policy, facts: &[Fact], path: &str) -> Option<Fact> {
    let (parts, ..) = locate(policy, path)?;
    let mut parts = parts.iter();
    let Some(Part::Field(first)) = parts.next() else { return None };
    let mut fact = facts.get(*first)?.clone();
    for part in parts {
        fact = match (part, fact) {
            (Part::Field(at), Fact::Known(Value::Record(inside))) => inside.get(*at)?.clone(),
            (Part::Item(at), Fact::Known(Value::List(list))) => Fact::Known(list.items.get(*at)?.clone()),
            (_, other @ (Fact::None | Fact::Unknown)) => return Some(other),
            _ => return None,
        };
    }
    Some(fact)
}

/// The facts with another value at a path; nothing if the path leads through what is not there.
pub(super) fn with(policy: &Policy, facts: &[Fact], path: &str, to: &Fact) -> Option<Vec<Fact>> {
    fn put(fact: &Fact, parts: &[Part], to: &Fact) -> Option<Fact> {
        let Some((part, rest)) = parts.split_first() else { return Some(to.clone()) };
        match (part, fact) {
            (Part::Field(at), Fact::Known(Value::Record(inside))) => {
                let mut inside = inside.clone();
                inside[*at] = put(&inside[*at], rest, to)?;
                Some(Value::Record(inside).into())
            }
            (Part::Item(at), Fact::Known(Value::List(list))) => {
                let mut list = list.clone();
                let item = put(&Fact::Known(list.items.get(*at)?.clone()), rest, to)?;
                list.items[*at] = item.known()?.clone();
                Some(Value::List(list).into())
            }
            _ => None,
        }
    }
    let (parts, ..) = locate(policy, path)?;
    let Some((Part::Field(first), rest)) = parts.split_first() else { return None };
    let mut changed = facts.to_vec();
    changed[*first] = put(&changed[*first], rest, to)?;
    Some(changed)
}

/// The values to try at a path, the likeliest first.
pub(super) fn values(
    policy: &Policy,
    tables: &Tables,
    stage: StageId,
    facts: &[Fact],
    pins: &Pins,
    path: &str,
) -> Vec<Fact> {
    let (Some((_, ty, _)), Some(now)) = (locate(policy, path), at(policy, facts, path)) else { return Vec::new() };
    let mut found = leaf_values(policy, &ty, &now);
    if let Base::Record(id) = ty.base {
        let build = |place: &dyn Fn(Value) -> Fact| record(policy, tables, stage, facts, pins, path, id, place);
        match (ty.shape, &now) {
            (Shape::One, Fact::None | Fact::Unknown) => found.extend(build(&Fact::Known)),
            (Shape::List(most), Fact::Known(Value::List(list))) if most.is_none_or(|m| list.items.len() < m as usize) => {
                let longer = |item: Value| {
                    let mut list = list.clone();
                    list.items.push(item);
                    Value::List(list).into()
                };
                found.extend(build(&longer));
            }
            (Shape::List(_), Fact::Unknown) => {
                let alone = |item: Value| Value::List(List { items: vec![item], open: false }).into();
                found.extend(build(&alone));
            }
            _ => {}
        }
    }
    found.retain(|fact| *fact != now);
    found
}

/// Values of a type that is no record.
fn leaf_values(policy: &Policy, ty: &Type, now: &Fact) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    let constants = constants(policy);
    match (ty.shape, ty.base) {
        (Shape::One, Base::Bool) => found.extend([true, false].map(|b| Value::Bool(b).into())),
        (Shape::One, Base::Enum(id)) => {
            found.extend(classes(policy, id).into_iter().map(|m| Value::Enum(m).into()));
        }
        (Shape::Set, Base::Enum(id)) => {
            let has = if let Fact::Known(Value::Set(set)) = now { set.clone() } else { BTreeSet::new() };
            for member in classes(policy, id) {
                let mut more = has.clone();
                more.insert(member);
                found.push(Value::Set(more).into());
            }
            found.push(Value::Set(BTreeSet::new()).into());
        }
        (Shape::One, Base::Date) => {
            let mut days: BTreeSet<Date> = BTreeSet::new();
            for date in constants.dates {
                for around in [-1, 0, 1] {
                    days.extend(date.checked_add(around, Unit::Days));
                    for (count, unit) in &constants.spans {
                        days.extend(date.checked_add(-count, *unit).and_then(|d| d.checked_add(around, Unit::Days)));
                    }
                }
            }
            let mut days: Vec<Date> = days.into_iter().collect();
            match now {
                Fact::Known(Value::Date(now)) => days.sort_by_key(|d| (d.days() - now.days()).abs()),
                // Where there is no date yet, the latest that will do is the easiest to have.
                _ => days.reverse(),
            }
            found.extend(days.into_iter().map(|d| Value::Date(d).into()));
        }
        (Shape::One, Base::Int) => {
            let mut numbers: BTreeSet<i64> = BTreeSet::new();
            for n in constants.numbers {
                numbers.extend([n - 1, n, n + 1]);
            }
            found.extend(numbers.into_iter().map(|n| Value::Int(n).into()));
        }
        (Shape::One, Base::Months) => {
            let has = if let Fact::Known(Value::Months(set)) = now { set.clone() } else { Default::default() };
            for months in constants.months {
                let mut more = has.clone();
                more.0.extend(months.0);
                found.push(Value::Months(more).into());
            }
        }
        (Shape::One, Base::Id) if ty.optional => found.push(Value::Id("another".into()).into()),
        _ => {}
    }
    if ty.optional {
        found.push(Fact::None);
    }
    found
}

/// A record, built field by field so that as much as possible of the way in holds.
#[allow(clippy::too_many_arguments)]
fn record(
    policy: &Policy,
    tables: &Tables,
    stage: StageId,
    facts: &[Fact],
    pins: &Pins,
    path: &str,
    id: RecordId,
    place: &dyn Fn(Value) -> Fact,
) -> Vec<Fact> {
    let declared = &policy.records[id.index()];
    let ways: Vec<_> = policy.categories_of(stage).map(|(id, _)| id).collect();
    let mut built: Vec<Fact> = Vec::new();
    for way in ways {
        let score = |inside: &[Fact]| {
            let changed = with(policy, facts, path, &place(Value::Record(inside.to_vec())))?;
            let decision = decide(policy, tables, stage, &changed, pins);
            let way = decision.ways.iter().find(|w| w.category == way)?;
            Some(distance(&way.trace) + u64::from(way.least != Standing::Open))
        };
        let mut inside: Vec<Fact> = declared
            .fields
            .iter()
            .map(|f| match (f.ty.shape, f.ty.base) {
                (Shape::List(_), _) => Value::List(List::default()).into(),
                (_, Base::Id) => Value::Id(super::SOME_ID.into()).into(),
                _ => Fact::Unknown,
            })
            .collect();
        let Some(mut best) = score(&inside) else { continue };
        for _ in 0..2 {
            for at in 0..declared.fields.len() {
                for candidate in leaf_values(policy, &declared.fields[at].ty, &inside[at]) {
                    let mut next = inside.clone();
                    next[at] = candidate;
                    if let Some(found) = score(&next)
                        && found < best
                    {
                        (best, inside) = (found, next);
                    }
                }
            }
        }
        let fact = place(Value::Record(inside));
        if !built.contains(&fact) {
            built.push(fact);
        }
    }
    built
}

/// What a test that fails costs; one that is not known costs half.
const FAILS: u64 = 1_000_000;

/// How far a way in is from being open: what its tests cost. Of alternatives the nearest counts, the others a little,
/// so that coming nearer by another alternative shows before it is the nearest.
fn distance(step: &Step) -> u64 {
    let wanted = |truth: Truth| match truth {
        Truth::True => 0,
        Truth::Unknown => FAILS / 2,
        Truth::False => FAILS,
    };
    let all = || step.children.iter().map(distance).sum::<u64>();
    match step.kind {
        StepKind::Reject | StepKind::Refer => step.children.iter().map(against).sum(),
        StepKind::Any | StepKind::AnyRow => {
            let nearest = step.children.iter().map(distance).min().unwrap_or(FAILS * 4);
            nearest + all() / 64
        }
        StepKind::NoneOf | StepKind::NoRow | StepKind::Not => step.children.iter().map(against).sum(),
        StepKind::Excepted => {
            let waived = step.children.iter().filter(|c| c.kind == StepKind::Waived).map(distance).min();
            let base = step.children.first().map_or(0, distance);
            let barred: u64 = step.children.iter().filter(|c| c.kind == StepKind::ButNotWhen).map(against).sum();
            waived.map_or(base, |waived| base.min(waived)) + barred
        }
        StepKind::Test => wanted(step.truth),
        _ if step.children.is_empty() => wanted(step.truth),
        _ => all(),
    }
}

/// What it costs to make a step fail.
fn against(step: &Step) -> u64 {
    match step.truth {
        Truth::False => 0,
        Truth::Unknown => FAILS / 2,
        Truth::True => FAILS,
    }
}

/// One member of each class that the policy can tell apart.
fn classes(policy: &Policy, id: crate::ir::EnumId) -> Vec<u16> {
    let members = policy.enums[id.index()].members.len() as u16;
    let mut sets: BTreeSet<BTreeSet<u16>> = BTreeSet::new();
    for (_, group) in &policy.enums[id.index()].groups {
        sets.insert(group.clone());
    }
    each_node(policy, &mut |node| {
        if let Node::Cond(cond) = node {
            match &cond.kind {
                CondKind::In(_, Choices::Members(set), _) | CondKind::Meets(_, Choices::Members(set)) => {
                    sets.insert(set.clone());
                }
                CondKind::Compare(_, left, right) => {
                    for val in [left, right] {
                        if let ValKind::Const(Value::Enum(member)) = &val.kind {
                            sets.insert(BTreeSet::from([*member]));
                        }
                    }
                }
                _ => {}
            }
        }
    });
    let mut seen = BTreeSet::new();
    (0..members)
        .filter(|member| seen.insert(sets.iter().map(|set| set.contains(member)).collect::<Vec<bool>>()))
        .collect()
}

/// The constants that rules compare with.
#[derive(Default)]
struct Constants {
    dates: BTreeSet<Date>,
    numbers: BTreeSet<i64>,
    months: Vec<crate::base::month::MonthSet>,
    spans: BTreeSet<(i64, Unit)>,
}

fn constants(policy: &Policy) -> Constants {
    let mut found = Constants::default();
    let take = |value: &Value, found: &mut Constants| match value {
        Value::Date(date) => {
            found.dates.insert(*date);
        }
        Value::Int(n) => {
            found.numbers.insert(*n);
        }
        Value::Months(months) if !found.months.contains(months) => found.months.push(months.clone()),
        _ => {}
    };
    for figure in &policy.figures {
        take(&figure.value, &mut found);
    }
    for window in &policy.windows {
        found.dates.extend(window.first);
        found.dates.extend(window.last);
    }
    let count = |val: &Val| match &val.kind {
        ValKind::Const(Value::Int(n)) => Some(*n),
        ValKind::Figure(id) => match &policy.figures[id.index()].value {
            Value::Int(n) => Some(*n),
            _ => None,
        },
        _ => None,
    };
    each_node(policy, &mut |node| match node {
        Node::Val(val) => {
            if let ValKind::Const(value) = &val.kind {
                take(value, &mut found);
            }
        }
        Node::Cond(cond) => {
            if let CondKind::Elapsed { count: n, unit, .. } = &cond.kind {
                found.spans.extend(count(n).map(|n| (n, *unit)));
            }
        }
        Node::List(_) => {}
    });
    found
}

fn each_node<'p>(policy: &'p Policy, visit: &mut dyn FnMut(Node<'p>)) {
    policy.conditions.iter().for_each(|c| walk::cond(&c.body, visit));
    for value in &policy.values {
        for row in &value.rows {
            row.when.iter().for_each(|c| walk::cond(c, visit));
            walk::val(&row.value, visit);
        }
    }
    for reading in &policy.readings {
        for alternative in &reading.alternatives {
            match &alternative.body {
                Body::Cond(c) => walk::cond(c, visit),
                Body::Val(v) => walk::val(v, visit),
            }
        }
    }
    for category in &policy.categories {
        category.lines.iter().for_each(|l| walk::cond(&l.cond, visit));
    }
}
