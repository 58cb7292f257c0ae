//! Whether conditions can hold together, for one applicant whose facts are all known.
//!
//! A condition is taken apart into cases: in each, the things that it asks about have one of some values. Cases of an enum,
//! truths, whole numbers, days and months are understood; whatever else a condition asks is a question of its own, which may
//! be answered either way but not both ways at once. So an answer *no* is a proof, and *yes* only means that nothing is
//! known against it: the checks built on this never accuse a policy wrongly, and do not see everything.

use crate::ir::expr::{
    Choices, Cond, CondKind, Exception, Fold, Joint, Line, Quantifier, Relation, Root, Step, Val, ValKind,
};
use crate::ir::fingerprint::{cond_text, val_text};
use crate::ir::{Base, Category, ClassifyId, LineKind, Policy, Shape, StageId, TableId, Type, entry_of};
use crate::operators;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How many cases are looked at before a condition is taken for a question of its own.
const MOST_CASES: usize = 48;

/// Of how many lines at most the ways are tried to choose some.
const MOST_CHOICES: usize = 6;

/// How many steps one question may take.
const MOST_STEPS: u32 = 4_000;

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    /// The case of a case table.
    Classify(ClassifyId),
    /// A value or a condition, by the number of its text.
    Other(u32),
}

/// The values that something may have, as whole numbers: truths are 0 and 1, cases their positions, days and months their
/// numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Values {
    /// It may be absent.
    none: bool,
    /// Ranges with both ends, sorted, none touching the next.
    ranges: Vec<(i64, i64)>,
}

/// One case: what each thing may be, all at once. What is not named may be anything.
pub(super) type Case = BTreeMap<Thing, Values>;

impl Values {
    fn of(value: i64) -> Values {
        Values { none: false, ranges: vec![(value, value)] }
    }

    fn is_empty(&self) -> bool {
        !self.none && self.ranges.is_empty()
    }

    pub(super) fn holds(&self, value: i64) -> bool {
        self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&value))
    }

    fn meet(&self, other: &Values) -> Values {
        let mut ranges = Vec::new();
        for (a, b) in &self.ranges {
            for (c, d) in &other.ranges {
                let (first, last) = (*a.max(c), *b.min(d));
                if first <= last {
                    ranges.push((first, last));
                }
            }
        }
        ranges.sort_unstable();
        Values { none: self.none && other.none, ranges }
    }

    /// All values of `whole` that are not these.
    fn without(&self, whole: &Values) -> Values {
        let mut ranges = Vec::new();
        for (first, last) in &whole.ranges {
            let mut next = Some(*first);
            for (a, b) in &self.ranges {
                let Some(from) = next else { break };
                if *b < from || a > last {
                    continue;
                }
                if *a > from {
                    ranges.push((from, a - 1));
                }
                next = b.checked_add(1).filter(|n| n <= last);
            }
            ranges.extend(next.map(|from| (from, *last)));
        }
        Values { none: whole.none && !self.none, ranges }
    }
}

/// Questions about what can hold at a stage, where the row of a table may be open.
pub(super) struct Cases<'p> {
    policy: &'p Policy,
    stage: StageId,
    row: Option<TableId>,
    texts: BTreeMap<String, u32>,
    /// Things that are columns of the open row, whoever the applicant is.
    columns: BTreeSet<Thing>,
    steps: u32,
}

impl<'p> Cases<'p> {
    pub(super) fn new(policy: &'p Policy, stage: StageId, row: Option<TableId>) -> Cases<'p> {
        Cases { policy, stage, row, texts: BTreeMap::new(), columns: BTreeSet::new(), steps: 0 }
    }

    /// The cases in which all of these come out as said, as far as is known.
    pub(super) fn all(&mut self, asked: &[(&'p Cond, bool)]) -> Vec<Case> {
        self.steps = MOST_STEPS;
        let cases = asked.iter().fold(vec![Case::new()], |cases, (cond, want)| self.cond(cond, *want, cases));
        self.settle(cases)
    }

    /// Whether all of these can hold at once.
    pub(super) fn can(&mut self, asked: &[&'p Cond]) -> bool {
        let asked: Vec<(&Cond, bool)> = asked.iter().map(|cond| (*cond, true)).collect();
        !self.all(&asked).is_empty()
    }

    /// Whether a condition can hold for somebody who meets the requirements of a way in.
    pub(super) fn can_by(&mut self, category: &'p Category, cond: &'p Cond) -> bool {
        let asked = self.required(category).into_iter().chain([(cond, true)]).collect::<Vec<_>>();
        !self.all(&asked).is_empty()
    }

    /// Whether somebody who meets the requirements of a way in can be this case of a case table.
    pub(super) fn can_be(&mut self, category: &'p Category, classify: ClassifyId, case: u16) -> bool {
        self.steps = MOST_STEPS;
        let start = Case::from([(Thing::Classify(classify), Values::of(i64::from(case)))]);
        let asked = self.required(category);
        let cases = asked.into_iter().fold(vec![start], |cases, (cond, want)| self.cond(cond, want, cases));
        !self.settle(cases).is_empty()
    }

    /// What a way in asks; what a person may decide otherwise is left out.
    fn required(&self, category: &'p Category) -> Vec<(&'p Cond, bool)> {
        let mut asked = Vec::new();
        for line in &category.lines {
            match line.kind {
                LineKind::Require => asked.push((&line.cond, true)),
                LineKind::Reject => asked.push((&line.cond, false)),
                LineKind::Refer(_) | LineKind::OnTime(..) => {}
            }
        }
        asked
    }

    /// Leaves out the cases in which a case table gives none of the cases that it would have to.
    fn settle(&mut self, mut cases: Vec<Case>) -> Vec<Case> {
        let mut done: Vec<ClassifyId> = Vec::new();
        loop {
            let next = cases.iter().flat_map(BTreeMap::keys).find_map(|thing| match thing {
                Thing::Classify(id) if !done.contains(id) => Some(*id),
                _ => None,
            });
            let Some(id) = next else { return cases };
            done.push(id);
            let policy = self.policy;
            let rows = &policy.classifies[id.index()].rows;
            cases.retain(|case| {
                let Some(wanted) = case.get(&Thing::Classify(id)) else { return true };
                rows.iter().enumerate().any(|(at, row)| {
                    if !wanted.holds(i64::from(row.case)) {
                        return false;
                    }
                    let earlier = rows[..at].iter().filter_map(|r| r.when.as_ref());
                    let asked: Vec<(&Cond, bool)> =
                        row.when.iter().map(|c| (c, true)).chain(earlier.map(|c| (c, false))).collect();
                    let row = self.row.take();
                    let found = asked.iter().fold(vec![case.clone()], |c, (cond, want)| self.cond(cond, *want, c));
                    self.row = row;
                    !found.is_empty()
                })
            });
        }
    }

    /// Of `from`, the cases in which a condition comes out as wanted.
    fn cond(&mut self, cond: &'p Cond, want: bool, from: Vec<Case>) -> Vec<Case> {
        if from.is_empty() {
            return from;
        }
        self.steps = self.steps.saturating_sub(from.len() as u32);
        if self.steps == 0 {
            return self.question(cond, want, from);
        }
        let mut made = match &cond.kind {
            CondKind::Const(holds) => {
                if *holds == want {
                    from.clone()
                } else {
                    Vec::new()
                }
            }
            CondKind::Not(inner) => self.cond(inner, !want, from.clone()),
            CondKind::Lines(joint, lines) => match self.lines(*joint, lines, want, &from) {
                Some(made) => made,
                None => self.question(cond, want, from.clone()),
            },
            CondKind::Excepted(base, exceptions) => self.excepted(base, exceptions, want, from.clone()),
            CondKind::Call(id, row) if self.follows(*row) => {
                let policy = self.policy;
                self.inside(*row, &policy.conditions[id.index()].body, want, from.clone())
            }
            CondKind::Entry(id, no, row) if self.follows(*row) => {
                let policy = self.policy;
                match entry_of(&policy.conditions[id.index()].body, no) {
                    Some(line) => self.inside(*row, &line.cond, want, from.clone()),
                    None => self.question(cond, want, from.clone()),
                }
            }
            CondKind::Truth(val) => self.value(val, &Values::of(1), want, &from),
            CondKind::Present(val, present) => {
                let absent = Values { none: true, ranges: Vec::new() };
                self.value(val, &absent, want != *present, &from)
            }
            CondKind::Compare(relation, left, right) => self.compare(cond, *relation, left, right, want, &from),
            CondKind::In(val, Choices::Members(members), positive) => {
                let mut ranges: Vec<(i64, i64)> = members.iter().map(|m| (i64::from(*m), i64::from(*m))).collect();
                ranges.sort_unstable();
                let mut values = Values { none: false, ranges };
                if !*positive {
                    // What is absent is neither in nor not in.
                    let whole = Values { none: false, ..self.whole(val) };
                    values = values.without(&whole);
                }
                self.value(val, &values, want, &from)
            }
            CondKind::Within(val, window) if self.type_of(val).is_some_and(|ty| ty.base == Base::Date) => {
                let window = &self.policy.windows[window.index()];
                let day = |d: crate::base::date::Date| i64::from(d.days());
                let range = (window.first.map_or(i64::MIN, day), window.last.map_or(i64::MAX, day));
                self.value(val, &Values { none: false, ranges: vec![range] }, want, &from)
            }
            CondKind::Quantified(Quantifier::No, list, body) => {
                // The contrary of the same question about one row.
                let any =
                    Cond { node: cond.node, kind: CondKind::Quantified(Quantifier::Any, list.clone(), body.clone()) };
                self.question(&any, !want, from.clone())
            }
            _ => self.question(cond, want, from.clone()),
        };
        made.sort();
        made.dedup();
        if made.len() > MOST_CASES { self.question(cond, want, from) } else { made }
    }

    /// Whether a rule that is named where a row may be open is about that row or about none.
    fn follows(&self, row: Option<u8>) -> bool {
        row.is_none() || (row == Some(0) && self.row.is_some())
    }

    /// The body of a named rule, which sees the row only if it is about it.
    fn inside(&mut self, row: Option<u8>, body: &'p Cond, want: bool, from: Vec<Case>) -> Vec<Case> {
        let outer = self.row;
        self.row = outer.filter(|_| row.is_some());
        let made = self.cond(body, want, from);
        self.row = outer;
        made
    }

    fn lines(&mut self, joint: Joint, lines: &'p [Line], want: bool, from: &[Case]) -> Option<Vec<Case>> {
        let (every, each) = match (joint, want) {
            (Joint::All, true) => (true, true),
            (Joint::All, false) => (false, false),
            (Joint::Any, _) => (!want, want),
            (Joint::None, _) => (want, !want),
            (Joint::AtLeast(n), _) if n as usize >= lines.len() => (want, want),
            (Joint::AtLeast(0 | 1), _) => (!want, want),
            // So many that hold; or so many that do not that too few are left.
            (Joint::AtLeast(n), _) if lines.len() <= MOST_CHOICES => {
                let few = lines.len() + 1 - n as usize;
                return Some(self.choose(lines, if want { n as usize } else { few }, want, from.to_vec()));
            }
            (Joint::AtLeast(_), _) => return None,
        };
        Some(if every {
            lines.iter().fold(from.to_vec(), |cases, line| self.cond(&line.cond, each, cases))
        } else {
            lines.iter().flat_map(|line| self.cond(&line.cond, each, from.to_vec())).collect()
        })
    }

    /// The cases in which so many of the lines come out one way.
    fn choose(&mut self, lines: &'p [Line], count: usize, each: bool, from: Vec<Case>) -> Vec<Case> {
        let Some((first, rest)) = lines.split_first().filter(|_| count > 0) else {
            return if count == 0 { from } else { Vec::new() };
        };
        let with = self.cond(&first.cond, each, from.clone());
        let mut made = self.choose(rest, count - 1, each, with);
        made.extend(self.choose(rest, count, each, from));
        made
    }

    fn excepted(&mut self, base: &'p Cond, exceptions: &'p [Exception], want: bool, from: Vec<Case>) -> Vec<Case> {
        let Some((last, before)) = exceptions.split_last() else { return self.cond(base, want, from) };
        // `C waived when e` is C or e; `C but not when e` is C and not e.
        if last.waives == want {
            let mut made = self.excepted(base, before, want, from.clone());
            made.extend(self.cond(&last.when, true, from));
            made
        } else {
            let cases = self.excepted(base, before, want, from);
            self.cond(&last.when, false, cases)
        }
    }

    /// A condition taken as a question of its own.
    fn question(&mut self, cond: &Cond, want: bool, from: Vec<Case>) -> Vec<Case> {
        let text = format!("? {}", cond_text(self.policy, self.row, cond));
        let thing = self.thing(text);
        narrow(from, thing, &Values::of(i64::from(want)))
    }

    fn thing(&mut self, text: String) -> Thing {
        let next = self.texts.len() as u32;
        Thing::Other(*self.texts.entry(text).or_insert(next))
    }

    /// A value that is, or is not, one of some.
    fn value(&mut self, val: &Val, values: &Values, want: bool, from: &[Case]) -> Vec<Case> {
        let whole = self.whole(val);
        let values = if want { values.meet(&whole) } else { values.without(&whole) };
        if let Some(value) = self.constant(val).and_then(|v| coded(&v)) {
            return if values.holds(value) { from.to_vec() } else { Vec::new() };
        }
        let thing = match &val.kind {
            ValKind::Classify(id) => Thing::Classify(*id),
            _ => {
                let text = val_text(self.policy, self.row, val);
                self.thing(text)
            }
        };
        if of_row(val) {
            self.columns.insert(thing);
        }
        narrow(from.to_vec(), thing, &values)
    }

    fn compare(
        &mut self,
        cond: &'p Cond,
        relation: Relation,
        left: &'p Val,
        right: &'p Val,
        want: bool,
        from: &[Case],
    ) -> Vec<Case> {
        let (left_is, right_is) = (self.constant(left), self.constant(right));
        let (val, relation, bound) = match (&left_is, &right_is) {
            (Some(l), Some(r)) => {
                return match operators::compare(relation, l, r) {
                    Some(holds) if holds == want => from.to_vec(),
                    Some(_) => Vec::new(),
                    None => self.question(cond, want, from.to_vec()),
                };
            }
            (None, Some(bound)) => (left, relation, coded(bound)),
            (Some(bound), None) => (right, turned(relation), coded(bound)),
            (None, None) => return self.question(cond, want, from.to_vec()),
        };
        let Some(bound) = bound.filter(|_| self.whole_numbers(val)) else {
            return self.question(cond, want, from.to_vec());
        };
        let range = match relation {
            Relation::Is | Relation::IsNot => Some((bound, bound)),
            Relation::AtMost => Some((i64::MIN, bound)),
            Relation::AtLeast => Some((bound, i64::MAX)),
            Relation::Less => bound.checked_sub(1).map(|last| (i64::MIN, last)),
            Relation::More => bound.checked_add(1).map(|first| (first, i64::MAX)),
        };
        let mut values = Values { none: false, ranges: range.into_iter().collect() };
        if relation == Relation::IsNot {
            let whole = Values { none: false, ..self.whole(val) };
            values = values.without(&whole);
        }
        self.value(val, &values, want, from)
    }

    /// What a value is whatever the facts are.
    fn constant(&self, val: &Val) -> Option<Value> {
        match &val.kind {
            ValKind::Const(value) => Some(value.clone()),
            ValKind::Figure(id) => Some(self.policy.figures[id.index()].value.clone()),
            ValKind::Edge(id, start) => {
                let window = &self.policy.windows[id.index()];
                (if *start { window.first } else { window.last }).map(Value::Date)
            }
            ValKind::Stage => Some(crate::ir::expr::stage_value(self.stage)),
            ValKind::Year => Some(Value::Int(self.policy.year)),
            ValKind::Shift(base, back, count, unit) => {
                operators::shift(&self.constant(base)?, *back, &self.constant(count)?, *unit)
            }
            _ => None,
        }
    }

    /// Everything that a value may be.
    fn whole(&self, val: &Val) -> Values {
        let ty = self.type_of(val);
        let range = match ty.map(|t| t.base) {
            Some(Base::Enum(id)) => (0, self.policy.enums[id.index()].members.len() as i64 - 1),
            Some(Base::Bool) => (0, 1),
            _ => (i64::MIN, i64::MAX),
        };
        Values { none: ty.is_none_or(|t| t.optional), ranges: vec![range] }
    }

    /// Whether a value has no others between two that follow each other.
    fn whole_numbers(&self, val: &Val) -> bool {
        match self.type_of(val) {
            Some(ty) => {
                let whole = matches!(ty.base, Base::Bool | Base::Int | Base::Date | Base::Month | Base::Enum(_));
                whole && ty.shape == Shape::One
            }
            None => matches!(val.kind, ValKind::Fold(Fold::Count, _)),
        }
    }

    /// The type of a value, absent if anything on the way to it may be.
    fn type_of(&self, val: &Val) -> Option<Type> {
        let classes = |base| Type { shape: Shape::One, base, optional: false };
        match &val.kind {
            ValKind::Place(place) => {
                let mut steps = place.steps.as_slice();
                let mut ty = match place.root {
                    Root::Form(at) => self.policy.form.fields[at].ty,
                    Root::Row(0) => {
                        let table = self.row?;
                        match steps.split_first() {
                            Some((Step::Field(at), rest)) => {
                                steps = rest;
                                self.policy.tables[table.index()].columns[*at].ty
                            }
                            _ => return None,
                        }
                    }
                    Root::Row(_) => return None,
                };
                for step in steps {
                    let optional = ty.optional;
                    ty = match (step, ty.base) {
                        (Step::Field(at), Base::Record(id)) => self.policy.records[id.index()].fields[*at].ty,
                        (Step::Field(at), Base::Row(id)) => self.policy.tables[id.index()].columns[*at].ty,
                        (Step::Column(table, at), _) => {
                            let ty = self.policy.tables[table.index()].columns[*at].ty;
                            Type { optional: true, ..ty }
                        }
                        (Step::Index(_), _) => Type { shape: Shape::One, optional: true, ..ty },
                        _ => return None,
                    };
                    ty.optional |= optional;
                }
                Some(ty)
            }
            ValKind::Column(_, table, at) => {
                Some(Type { optional: true, ..self.policy.tables[table.index()].columns[*at].ty })
            }
            ValKind::Call(id, _) => Some(self.policy.values[id.index()].ty),
            ValKind::Reading(id, _) => self.policy.readings[id.index()].ty,
            ValKind::Classify(id) => Some(classes(Base::Enum(self.policy.classifies[id.index()].cases))),
            ValKind::Stage => Some(classes(Base::Enum(crate::ir::STAGES))),
            ValKind::Year => Some(classes(Base::Int)),
            _ => None,
        }
    }

    /// Whether there can be a row for which each of two conditions holds, for one applicant or another.
    pub(super) fn can_each(&mut self, one: &'p Cond, other: &'p Cond) -> bool {
        let [ones, others] = [one, other].map(|cond| {
            let mut cases = self.all(&[(cond, true)]);
            cases.iter_mut().for_each(|case| case.retain(|thing, _| self.columns.contains(thing)));
            cases
        });
        let fit = |a: &Case, b: &Case| {
            a.iter().all(|(thing, values)| b.get(thing).is_none_or(|other| !values.meet(other).is_empty()))
        };
        ones.iter().any(|a| others.iter().any(|b| fit(a, b)))
    }
}

/// Of `from`, the cases in which a thing is one of some values.
fn narrow(from: Vec<Case>, thing: Thing, values: &Values) -> Vec<Case> {
    from.into_iter()
        .filter_map(|mut case| {
            let now = case.get(&thing).map_or_else(|| values.clone(), |before| before.meet(values));
            if now.is_empty() {
                return None;
            }
            case.insert(thing, now);
            Some(case)
        })
        .collect()
}

/// A value as a whole number, if its order is that of whole numbers.
fn coded(value: &Value) -> Option<i64> {
    match value {
        Value::Bool(b) => Some(i64::from(*b)),
        Value::Int(n) => Some(*n),
        Value::Date(day) => Some(i64::from(day.days())),
        Value::Month(month) => Some(i64::from(month.number())),
        Value::Enum(at) => Some(i64::from(*at)),
        _ => None,
    }
}

/// Whether a value is a column of the open row.
fn of_row(val: &Val) -> bool {
    match &val.kind {
        ValKind::Place(place) => place.root == Root::Row(0),
        ValKind::Column(inner, ..) => of_row(inner),
        _ => false,
    }
}

/// The relation with its sides changed.
fn turned(relation: Relation) -> Relation {
    match relation {
        Relation::AtMost => Relation::AtLeast,
        Relation::AtLeast => Relation::AtMost,
        Relation::Less => Relation::More,
        Relation::More => Relation::Less,
        same => same,
    }
}
