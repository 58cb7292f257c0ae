//! Which values of a field are worth trying: those that the policy can tell apart.

use crate::base::date::{Date, Moment, Unit};
use crate::base::decimal::Decimal;
use crate::base::id::is_id;
use crate::base::month::{Month, MonthSet};
use crate::interp::{Pins, decide};
use crate::ir::expr::{Choices, CondKind, Val, ValKind};
use crate::ir::walk::{self, Node};
use crate::ir::{Base, Body, Field, Policy, RecordId, Shape, StageId, TableId, Type};
use crate::outcome::{Standing, Step, StepKind};
use crate::tables::Tables;
use crate::value::{Fact, List, Truth, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

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

/// The field to change so that what is read at a path changes: the path itself, or the reference through which a
/// column of a table is read.
pub(super) fn changed_by(policy: &Policy, path: &str) -> Option<String> {
    let mut path = path;
    while locate(policy, path).is_none() {
        path = path.rsplit_once('.')?.0;
        if !matches!(locate(policy, path), None | Some((_, Type { base: Base::Row(_), .. }, _))) {
            return None;
        }
    }
    Some(path.to_string())
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
    let constants = constants(policy, tables, facts);
    let mut found = leaf_values(policy, &constants, &ty, &now);
    if let Base::Record(id) = ty.base {
        let build = |place: &dyn Fn(Value) -> Fact| record(policy, tables, stage, facts, pins, path, id, place);
        match (ty.shape, &now) {
            (Shape::One, Fact::None | Fact::Unknown) => found.extend(build(&Fact::Known)),
            (Shape::List(most), Fact::Known(Value::List(list)))
                if most.is_none_or(|m| list.items.len() < m as usize) =>
            {
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

/// Values of a type that is no record: on each side of what rules compare with, then what else the applicant has.
fn leaf_values(policy: &Policy, constants: &Constants, ty: &Type, now: &Fact) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
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
            let near = |dates: &BTreeSet<Date>| {
                let mut days: BTreeSet<Date> = BTreeSet::new();
                for date in dates {
                    let moved =
                        constants.spans.iter().flat_map(|(n, unit)| [n.checked_neg(), Some(*n)].map(|n| (n, *unit)));
                    let moved = moved.filter_map(|(n, unit)| Some((n?, unit)));
                    for (count, unit) in moved.chain([(0, Unit::Days)]) {
                        let base = date.checked_add(count, unit);
                        days.extend([-1, 0, 1].into_iter().filter_map(|around| base?.checked_add(around, Unit::Days)));
                    }
                }
                let mut days: Vec<Date> = days.into_iter().collect();
                match now {
                    Fact::Known(Value::Date(now)) => days.sort_by_key(|d| (d.days() - now.days()).abs()),
                    // Where there is no date yet, the latest that will do is the easiest to have.
                    _ => days.reverse(),
                }
                days
            };
            let days = near(&constants.dates).into_iter().chain(near(&constants.own.dates));
            found.extend(days.map(|d| Value::Date(d).into()));
        }
        (Shape::One, Base::Int) => {
            let near = |of: &BTreeSet<i64>| {
                let near = |n: &i64| [n.checked_sub(1), Some(*n), n.checked_add(1)];
                of.iter().flat_map(near).flatten().collect::<BTreeSet<i64>>()
            };
            let numbers = near(&constants.numbers).into_iter().chain(near(&constants.own.numbers));
            found.extend(numbers.map(|n| Value::Int(n).into()));
        }
        (Shape::One, Base::Decimal(scale)) => {
            let known = |of: &Known| {
                let whole = of.numbers.iter().filter_map(|n| Decimal::new(*n, 0));
                let units = whole.chain(of.decimals.iter().copied()).filter_map(|d| Some(d.rescale(scale)?.units()));
                units.flat_map(|n| [n.checked_sub(1), Some(n), n.checked_add(1)]).flatten().collect::<BTreeSet<i64>>()
            };
            let units = known(&constants.known).into_iter().chain(known(&constants.own));
            found.extend(units.filter_map(|n| Some(Value::Decimal(Decimal::new(n, scale)?).into())));
        }
        (Shape::One, Base::Month) => {
            let near = |of: &Known| {
                let months = of.months.iter().flat_map(|set| &set.0).chain(&of.single_months);
                months.flat_map(|m| [-1, 0, 1].map(|by| m.checked_add(by))).flatten().collect::<BTreeSet<Month>>()
            };
            let months = near(&constants.known).into_iter().chain(near(&constants.own));
            found.extend(months.map(|m| Value::Month(m).into()));
        }
        (Shape::One, Base::Moment) => {
            let ends =
                constants.dates.iter().flat_map(|d| [Moment::new(*d, 0, 0, 0), Moment::new(*d, 23, 59, 59)]).flatten();
            let moments: BTreeSet<Moment> =
                ends.chain(constants.moments.iter().chain(&constants.own.moments).copied()).collect();
            let near = |m: Moment| [-1, 0, 1].map(|by| m.seconds().checked_add(by).and_then(Moment::from_seconds));
            found.extend(moments.into_iter().flat_map(near).flatten().map(|m| Value::Moment(m).into()));
        }
        (Shape::One, Base::Months) => {
            let has = if let Fact::Known(Value::Months(set)) = now { set.clone() } else { Default::default() };
            for months in constants.months.iter().chain(&constants.own.months) {
                let mut more = has.clone();
                more.0.extend(&months.0);
                found.push(Value::Months(more).into());
            }
            for month in &constants.single_months {
                let mut more = has.clone();
                more.0.insert(*month);
                found.push(Value::Months(more).into());
            }
            found.push(Value::Months(Default::default()).into());
        }
        (Shape::One, Base::Text) => {
            let words = constants.words.iter().chain(&constants.own.words);
            found.extend(words.map(|w| Value::Text(w.clone()).into()));
        }
        (Shape::One, Base::Id) => {
            if ty.optional {
                found.push(Value::Id("another".into()).into());
            }
            let words = constants.words.iter().chain(&constants.own.words);
            found.extend(words.filter(|w| is_id(w)).map(|w| Value::Id(w.clone()).into()));
        }
        (Shape::One, Base::Row(table)) => {
            let keys = constants.keys.get(table.index()).into_iter().flatten();
            found.extend(keys.map(|key| Fact::Known(key.clone())));
        }
        (Shape::List(most), Base::Id | Base::Row(_) | Base::Enum(_)) => {
            let items = if let Fact::Known(Value::List(list)) = now { list.items.clone() } else { Vec::new() };
            let closed = |items: Vec<Value>| Fact::Known(Value::List(List { items, open: false }));
            if most.is_none_or(|most| items.len() < most as usize) {
                let one = Type { shape: Shape::One, optional: ty.base == Base::Id, ..*ty };
                for item in leaf_values(policy, constants, &one, &Fact::Unknown) {
                    found.extend(item.known().map(|item| closed(items.iter().chain([item]).cloned().collect())));
                }
            }
            found.push(closed(Vec::new()));
        }
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
    let constants = constants(policy, tables, facts);
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
                for candidate in leaf_values(policy, &constants, &declared.fields[at].ty, &inside[at]) {
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

/// Values of each type that has an order or many words.
#[derive(Default)]
struct Known {
    dates: BTreeSet<Date>,
    numbers: BTreeSet<i64>,
    decimals: BTreeSet<Decimal>,
    moments: BTreeSet<Moment>,
    months: Vec<MonthSet>,
    single_months: BTreeSet<Month>,
    words: BTreeSet<Arc<str>>,
}

impl Known {
    fn take(&mut self, value: &Value) {
        match value {
            Value::Date(date) => drop(self.dates.insert(*date)),
            Value::Int(n) => drop(self.numbers.insert(*n)),
            Value::Decimal(d) => drop(self.decimals.insert(*d)),
            Value::Moment(m) => drop(self.moments.insert(*m)),
            Value::Month(m) => drop(self.single_months.insert(*m)),
            Value::Months(months) if !self.months.contains(months) => self.months.push(months.clone()),
            Value::Text(words) | Value::Id(words) => drop(self.words.insert(words.clone())),
            Value::Record(facts) => facts.iter().filter_map(Fact::known).for_each(|inside| self.take(inside)),
            Value::List(list) => list.items.iter().for_each(|item| self.take(item)),
            _ => {}
        }
    }
}

/// What fields are compared with.
#[derive(Default)]
struct Constants {
    /// By the rules.
    known: Known,
    /// With one another: what else the applicant has.
    own: Known,
    /// How far apart days are asked to be.
    spans: BTreeSet<(i64, Unit)>,
    /// By table: the keys of its first rows.
    keys: Vec<Vec<Value>>,
}

impl std::ops::Deref for Constants {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.known
    }
}

/// How many rows of a table are tried.
const ROWS: usize = 32;

fn constants(policy: &Policy, tables: &Tables, facts: &[Fact]) -> Constants {
    let mut found = Constants::default();
    for figure in &policy.figures {
        found.known.take(&figure.value);
    }
    for window in &policy.windows {
        found.known.dates.extend(window.first);
        found.known.dates.extend(window.last);
    }
    facts.iter().filter_map(Fact::known).for_each(|value| found.own.take(value));
    found.keys = (0..)
        .map(TableId)
        .zip(&policy.tables)
        .map(|(id, table)| {
            let [key] = table.keys[..] else { return Vec::new() };
            tables
                .of(id)
                .unwrap_or_default()
                .iter()
                .take(ROWS)
                .filter_map(|row| row.get(key)?.known().cloned())
                .collect()
        })
        .collect();
    let count = |val: &Val| match &val.kind {
        ValKind::Const(Value::Int(n)) => Some(*n),
        ValKind::Figure(id) => match &policy.figures[id.index()].value {
            Value::Int(n) => Some(*n),
            _ => None,
        },
        _ => None,
    };
    each_node(policy, &mut |node| match node {
        Node::Val(val) => match &val.kind {
            ValKind::Const(value) => found.known.take(value),
            ValKind::Shift(_, _, n, unit) => found.spans.extend(count(n).map(|n| (n, *unit))),
            ValKind::MonthRange(first, last) => {
                if let (ValKind::Const(Value::Month(first)), ValKind::Const(Value::Month(last))) =
                    (&first.kind, &last.kind)
                {
                    found.known.take(&Value::Months(MonthSet::range(*first, *last)));
                }
            }
            _ => {}
        },
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
    for classify in &policy.classifies {
        classify.rows.iter().flat_map(|row| &row.when).for_each(|c| walk::cond(c, visit));
    }
    for category in &policy.categories {
        category.lines.iter().for_each(|l| walk::cond(&l.cond, visit));
    }
}
