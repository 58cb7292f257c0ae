//! Values: fields, figures, named values, lists and what is made of them.

use super::{Frame, Row, Run, step};
use crate::base::date::Date;
use crate::ir::expr::{Cond, CondKind, Fold, Joint, ListExpr, Place, Relation, Root, Source, Step as PlaceStep, Val, ValKind};
use crate::ir::{Base, Body, ClassifyId, Field, Policy, Presumed, ReadingId, RecordId, Shape, TableId, Type, ValueId};
use crate::ir::walk::Node;
use crate::operators as op;
use crate::outcome::{Read, Step, StepKind};
use crate::value::{Fact, List, Truth, Value};
use std::borrow::Cow;

/// A value as it came out.
pub(super) struct Evaluated {
    pub(super) fact: Fact,
}

/// Periods that surely belong to a list, and those that may; `None`: there may be any.
pub(super) type Periods = Vec<(Date, Option<Date>)>;

impl<'r> Run<'r, '_> {
    /// Evaluates a value; what it reads and rests on is noted in `into`.
    pub(super) fn val_into(&mut self, val: &'r Val, env: &[Frame<'r>], into: &mut Step<'r>) -> Evaluated {
        Evaluated { fact: self.val(val, env, into) }
    }

    fn val(&mut self, val: &'r Val, env: &[Frame<'r>], into: &mut Step<'r>) -> Fact {
        match &val.kind {
            ValKind::Const(value) => Fact::Known(value.clone()),
            ValKind::None => Fact::None,
            ValKind::Place(place) => self.place(place, env, into),
            ValKind::Column(inner, table, column) => match self.val(inner, env, into) {
                Fact::Known(key) => self.column(*table, *column, &key, into),
                other => other,
            },
            ValKind::Figure(id) => {
                let figure = &self.policy.figures[id.index()];
                let fact = Fact::Known(figure.value.clone());
                into.reads.push(Read { path: figure.named.name.clone(), fact: fact.clone(), presumed: false });
                fact
            }
            ValKind::Edge(id, start) => {
                let window = &self.policy.windows[id.index()];
                let day = if *start { window.first } else { window.last };
                let fact = day.map_or(Fact::Unknown, |day| Fact::Known(Value::Date(day)));
                into.reads.push(Read { path: window.named.name.clone(), fact: fact.clone(), presumed: false });
                fact
            }
            ValKind::Call(id, row) => {
                let frames = self.callee_env(*row, env);
                let made = self.value(val.node, *id, &frames);
                let fact = made.value.clone().unwrap_or_default();
                into.children.push(made);
                fact
            }
            ValKind::Reading(id, row) => {
                let frames = self.callee_env(*row, env);
                let made = self.reading_val(val.node, *id, &frames);
                let fact = made.value.clone().unwrap_or_default();
                into.children.push(made);
                fact
            }
            ValKind::Classify(id) => {
                let made = self.classify(val.node, *id);
                let fact = made.value.clone().unwrap_or_default();
                into.children.push(made);
                fact
            }
            ValKind::Stage => Fact::Known(Value::Enum(self.stage.0)),
            ValKind::Year => Fact::Known(Value::Int(self.policy.year)),
            ValKind::Shift(base, back, count, unit) => {
                self.both(base, count, env, into, |base, count| op::shift(base, *back, count, *unit))
            }
            ValKind::Add(left, right, minus) => self.both(left, right, env, into, |l, r| op::add(l, r, *minus)),
            ValKind::Times(left, right) => self.both(left, right, env, into, op::times),
            ValKind::MonthRange(first, last) => self.both(first, last, env, into, |f, l| match (f, l) {
                (Value::Month(f), Value::Month(l)) => Some(Value::Months(op::months(*f, *l))),
                _ => None,
            }),
            ValKind::Fold(Fold::Count, list) => match self.count(list, env, into) {
                (least, Some(most)) if least == most => Fact::Known(Value::Int(least)),
                _ => Fact::Unknown,
            },
            ValKind::Fold(fold, list) => {
                let List { items, open } = self.items(list, env, into);
                if open {
                    return Fact::Unknown;
                }
                match fold {
                    Fold::Largest => items.into_iter().max().map_or(Fact::None, Fact::Known),
                    Fold::Smallest => items.into_iter().min().map_or(Fact::None, Fact::Known),
                    _ => items
                        .into_iter()
                        .try_fold(Value::Int(0), |sum, item| op::add(&sum, &item, false))
                        .map_or(Fact::Unknown, Fact::Known),
                }
            }
            ValKind::First(list) => {
                let List { items, open } = self.items(list, env, into);
                match items.into_iter().next() {
                    _ if open => Fact::Unknown,
                    Some(item) => Fact::Known(item),
                    None => Fact::None,
                }
            }
            ValKind::Unbroken(list, to) => {
                let to = self.val(to, env, into);
                let (sure, possible) = self.periods(list, env, into);
                let Fact::Known(Value::Date(to)) = to else { return to };
                let since = op::unbroken_since(&sure, to);
                match possible {
                    Some(all) if op::unbroken_since(&all, to) == since => {
                        since.map_or(Fact::None, |day| Fact::Known(Value::Date(day)))
                    }
                    _ => Fact::Unknown,
                }
            }
            ValKind::List(list) => Fact::Known(Value::List(self.items(list, env, into))),
        }
    }

    fn both(
        &mut self,
        left: &'r Val,
        right: &'r Val,
        env: &[Frame<'r>],
        into: &mut Step<'r>,
        f: impl FnOnce(&Value, &Value) -> Option<Value>,
    ) -> Fact {
        let (left, right) = (self.val(left, env, into), self.val(right, env, into));
        match (left, right) {
            (Fact::Known(l), Fact::Known(r)) => f(&l, &r).map_or(Fact::Unknown, Fact::Known),
            (Fact::None, _) | (_, Fact::None) => Fact::None,
            _ => Fact::Unknown,
        }
    }

    /// A field, read and noted.
    fn place(&mut self, place: &'r Place, env: &[Frame<'r>], into: &mut Step<'r>) -> Fact {
        let mut path = String::new();
        let mut presumed = false;
        let fact = self.find(place, env, &mut path, &mut presumed);
        into.reads.push(Read { path, fact: shallow(&fact), presumed });
        fact
    }

    fn find(&self, place: &Place, env: &[Frame<'r>], path: &mut String, presumed: &mut bool) -> Fact {
        let policy = self.policy;
        let (mut fact, mut ty, steps): (Cow<Fact>, Option<Type>, &[PlaceStep]) = match place.root {
            Root::Form(at) => {
                let field = &policy.form.fields[at];
                path.push_str(&field.named.name);
                let fact = stated(&self.applicant[at], field, self.applicant, presumed);
                (Cow::Owned(fact), Some(field.ty), &place.steps)
            }
            Root::Row(depth) => {
                let Some(frame) = env.get(usize::from(depth)) else { return Fact::Unknown };
                path.push_str(&frame.path);
                match (&frame.row, place.steps.first()) {
                    (Row::Item(record, value), _) => {
                        let ty = record.map(|id| Type { shape: Shape::One, base: Base::Record(id), optional: false });
                        (Cow::Owned(Fact::Known(value.as_ref().clone())), ty, &place.steps[..])
                    }
                    (Row::Table(table, row), Some(PlaceStep::Field(at))) => {
                        let column = &policy.tables[table.index()].columns[*at];
                        path.push('.');
                        path.push_str(&column.named.name);
                        (Cow::Owned(cell(policy, *table, row, *at, presumed)), Some(column.ty), &place.steps[1..])
                    }
                    (Row::Table(..), None | Some(_)) => return Fact::Unknown,
                }
            }
        };
        for next in steps {
            let known = match fact.as_ref() {
                Fact::Known(value) => value,
                other => return other.clone(),
            };
            let (inner, inner_ty) = match (next, known) {
                (PlaceStep::Index(at), Value::List(list)) => {
                    path.push_str(&format!("[{}]", at + 1));
                    let item = match list.items.get(*at as usize) {
                        Some(item) => Fact::Known(item.clone()),
                        None if list.open => Fact::Unknown,
                        None => Fact::None,
                    };
                    (item, ty.map(|t| Type { shape: Shape::One, ..t }))
                }
                (PlaceStep::Field(at), Value::Record(fields)) => {
                    let Some(Base::Record(id)) = ty.map(|t| t.base) else { return Fact::Unknown };
                    let field = &policy.records[id.index()].fields[*at];
                    path.push('.');
                    path.push_str(&field.named.name);
                    (stated(&fields[*at], field, fields, presumed), Some(field.ty))
                }
                (PlaceStep::Column(table, at), key) => {
                    let column = &policy.tables[table.index()].columns[*at];
                    match self.tables.of(*table) {
                        None => {
                            *path = format!("table {}", policy.tables[table.index()].named.name);
                            return Fact::Unknown;
                        }
                        Some(_) => {
                            path.push('.');
                            path.push_str(&column.named.name);
                            let found = self.tables.find(*table, key).map(|row| cell(policy, *table, row, *at, presumed));
                            (found.unwrap_or(Fact::Unknown), Some(column.ty))
                        }
                    }
                }
                _ => return Fact::Unknown,
            };
            fact = Cow::Owned(inner);
            ty = inner_ty;
        }
        fact.into_owned()
    }

    /// A column of the row that a key leads to.
    fn column(&self, table: TableId, column: usize, key: &Value, into: &mut Step<'r>) -> Fact {
        let declared = &self.policy.tables[table.index()];
        if self.tables.of(table).is_none() {
            let path = format!("table {}", declared.named.name);
            into.reads.push(Read { path, fact: Fact::Unknown, presumed: false });
            return Fact::Unknown;
        }
        let found = self.tables.find(table, key);
        found.map_or(Fact::Unknown, |row| cell(self.policy, table, row, column, &mut false))
    }

    /// The rows of a list, and whether there may be more. With `narrow`, rows of a table that cannot pass that
    /// condition, because a column it wants equal to something known is not, may be left out.
    pub(super) fn rows(
        &mut self,
        list: &'r ListExpr,
        narrow: Option<&'r Cond>,
        env: &[Frame<'r>],
        into: &mut Step<'r>,
    ) -> (Vec<Frame<'r>>, bool) {
        match &list.source {
            Source::Table(id) => {
                let table = &self.policy.tables[id.index()];
                let Some(rows) = self.tables.of(*id) else {
                    let path = format!("table {}", table.named.name);
                    into.reads.push(Read { path, fact: Fact::Unknown, presumed: false });
                    return (Vec::new(), true);
                };
                let frame = |at: usize| Frame {
                    row: Row::Table(*id, &rows[at]),
                    path: format!("{}[{}]", table.named.name, at + 1).into(),
                };
                let few = narrow.and_then(|cond| self.narrowed(*id, list.depth, cond, env));
                let frames = match few {
                    Some(few) => few.into_iter().map(frame).collect(),
                    None => (0..rows.len()).map(frame).collect(),
                };
                (frames, false)
            }
            Source::Place(place) => {
                let mut path = String::new();
                let mut presumed = false;
                let fact = self.find(place, env, &mut path, &mut presumed);
                frames_of(list.record, fact, path, into)
            }
            Source::Val(val) => {
                let fact = self.val(val, env, into);
                frames_of(list.record, fact, String::new(), into)
            }
        }
    }

    /// Rows of a table among which all that can pass `cond` are, found by a column that it wants to equal a value
    /// known without looking at the row.
    fn narrowed(&mut self, table: TableId, depth: u8, cond: &'r Cond, env: &[Frame<'r>]) -> Option<Vec<usize>> {
        let CondKind::Lines(Joint::All, lines) = &cond.kind else { return None };
        for line in lines {
            let CondKind::Compare(Relation::Is, left, right) = &line.cond.kind else { continue };
            for (column, other) in [(left, right), (right, left)] {
                let ValKind::Place(Place { root: Root::Row(row), steps }) = &column.kind else { continue };
                let [PlaceStep::Field(at)] = steps.as_slice() else { continue };
                if *row != depth || hangs_on_row(other, depth) {
                    continue;
                }
                let mut unseen = step(StepKind::Test, other.node, Truth::Unknown);
                match self.val(other, env, &mut unseen) {
                    Fact::Known(value) => match self.tables.having(table, *at, &value) {
                        Some(rows) => return Some(rows),
                        None => continue,
                    },
                    // Nothing is the same as what is not there, whatever the row.
                    Fact::None => return Some(Vec::new()),
                    Fact::Unknown => {}
                }
            }
        }
        None
    }

    /// The rows that pass, each with its truth (never false).
    fn passing(&mut self, list: &'r ListExpr, env: &[Frame<'r>], into: &mut Step<'r>) -> (Vec<(Frame<'r>, Truth)>, bool) {
        let (rows, open) = self.rows(list, list.filter.as_deref(), env, into);
        let Some(filter) = &list.filter else {
            return (rows.into_iter().map(|frame| (frame, Truth::True)).collect(), open);
        };
        let mut passing = Vec::new();
        let mut frames = env.to_vec();
        for frame in rows {
            frames.push(frame.clone());
            let inner = self.cond(filter, &frames);
            frames.pop();
            let truth = inner.truth;
            let mut row = step(StepKind::Row, filter.node, truth);
            row.name = Some(Cow::Owned(frame.path.to_string()));
            row.children.push(inner);
            into.children.push(row);
            if truth != Truth::False {
                passing.push((frame, truth));
            }
        }
        (passing, open)
    }

    /// The least and greatest number of items; no greatest if there may be any number.
    pub(super) fn count(&mut self, list: &'r ListExpr, env: &[Frame<'r>], into: &mut Step<'r>) -> (i64, Option<i64>) {
        if !list.column.is_empty() {
            let List { items, open } = self.items(list, env, into);
            let count = items.len() as i64;
            return (count, (!open).then_some(count));
        }
        let (passing, open) = self.passing(list, env, into);
        if let (Source::Place(place), None) = (&list.source, &list.filter) {
            let (mut path, mut presumed) = (String::new(), false);
            self.find(place, env, &mut path, &mut presumed);
            let fact = if open { Fact::Unknown } else { Fact::Known(Value::Int(passing.len() as i64)) };
            into.reads.push(Read { path: format!("{path}.count"), fact, presumed });
        }
        let least = passing.iter().filter(|(_, truth)| *truth == Truth::True).count() as i64;
        (least, (!open).then_some(passing.len() as i64))
    }

    /// The items of a list as far as they are known.
    fn items(&mut self, list: &'r ListExpr, env: &[Frame<'r>], into: &mut Step<'r>) -> List {
        let (passing, mut open) = self.passing(list, env, into);
        let mut items = Vec::new();
        for (frame, truth) in passing {
            let fact = self.column_of(list, &frame, env, into);
            match fact {
                Fact::Known(value) if truth == Truth::True => items.push(value),
                Fact::None => {}
                _ => open = true,
            }
        }
        List { items, open }
    }

    fn column_of(&mut self, list: &'r ListExpr, frame: &Frame<'r>, env: &[Frame<'r>], into: &mut Step<'r>) -> Fact {
        if list.column.is_empty() {
            return match &frame.row {
                Row::Item(_, value) => Fact::Known(value.as_ref().clone()),
                Row::Table(id, row) => {
                    let keys = &self.policy.tables[id.index()].keys;
                    match keys.as_slice() {
                        [key] => row[*key].clone(),
                        _ => Fact::Unknown,
                    }
                }
            };
        }
        let place = Place { root: Root::Row(list.depth), steps: list.column.clone() };
        let mut frames = env.to_vec();
        frames.truncate(usize::from(list.depth));
        frames.push(frame.clone());
        let (mut path, mut presumed) = (String::new(), false);
        let fact = self.find(&place, &frames, &mut path, &mut presumed);
        if fact == Fact::Unknown {
            into.reads.push(Read { path, fact: Fact::Unknown, presumed });
        }
        fact
    }

    /// The periods of a list that surely pass, and all that may.
    pub(super) fn periods(&mut self, list: &'r ListExpr, env: &[Frame<'r>], into: &mut Step<'r>) -> (Periods, Option<Periods>) {
        let (passing, open) = self.passing(list, env, into);
        let Some(record) = list.record.map(|id| &self.policy.records[id.index()]) else { return (Vec::new(), None) };
        let Some((from, until)) = record.period else { return (Vec::new(), None) };
        let (mut sure, mut all) = (Vec::new(), if open { None } else { Some(Vec::new()) });
        for (frame, truth) in passing {
            let Row::Item(_, value) = &frame.row else { continue };
            let Value::Record(fields) = value.as_ref() else { continue };
            let mut presumed = false;
            let begins = stated(&fields[from], &record.fields[from], fields, &mut presumed);
            let ends = stated(&fields[until], &record.fields[until], fields, &mut presumed);
            for (at, fact) in [(from, &begins), (until, &ends)] {
                if *fact == Fact::Unknown {
                    let path = format!("{}.{}", frame.path, record.fields[at].named.name);
                    into.reads.push(Read { path, fact: Fact::Unknown, presumed: false });
                }
            }
            match (begins, ends) {
                (Fact::Known(Value::Date(begins)), ends @ (Fact::Known(_) | Fact::None)) => {
                    let ends = if let Fact::Known(Value::Date(ends)) = ends { Some(ends) } else { None };
                    if truth == Truth::True {
                        sure.push((begins, ends));
                    }
                    all.iter_mut().for_each(|all| all.push((begins, ends)));
                }
                (Fact::None, _) => {}
                _ => all = None,
            }
        }
        (sure, all)
    }

    /// A named value.
    pub(super) fn value(&mut self, node: crate::ir::NodeId, id: ValueId, env: &[Frame<'r>]) -> Step<'r> {
        let decl = &self.policy.values[id.index()];
        let mut made = step(StepKind::Value, node, Truth::True);
        made.name = Some(Cow::Borrowed(&decl.named.name));
        made.articles = &decl.cites;
        let mut candidates = Vec::new();
        let mut closed = false;
        for row in &decl.rows {
            let mut case = step(StepKind::Case, row.node, Truth::True);
            case.articles = &row.cites;
            if let Some(when) = &row.when {
                let when = self.cond(when, env);
                case.truth = when.truth;
                case.children.push(when);
            }
            if case.truth != Truth::False {
                let fact = self.val(&row.value, env, &mut case);
                case.value = Some(fact.clone());
                candidates.push(fact);
            }
            closed = case.truth == Truth::True;
            made.children.push(case);
            if closed {
                break;
            }
        }
        if !closed {
            candidates.push(match decl.ty.shape {
                Shape::One => Fact::None,
                Shape::Set => Fact::Known(Value::Set(Default::default())),
                Shape::List(_) => Fact::Known(Value::List(List::default())),
            });
        }
        made.value = Some(agreed(candidates));
        made.truth = known(&made.value);
        made
    }

    /// A case table.
    pub(super) fn classify(&mut self, node: crate::ir::NodeId, id: ClassifyId) -> Step<'r> {
        let decl = &self.policy.classifies[id.index()];
        let cases = &self.policy.enums[decl.cases.index()].members;
        let mut made = step(StepKind::Classify, node, Truth::True);
        made.name = Some(Cow::Borrowed(&decl.named.name));
        made.articles = &decl.cites;
        let mut candidates = Vec::new();
        for row in &decl.rows {
            let mut case = step(StepKind::Case, row.node, Truth::True);
            case.articles = &row.cites;
            case.name = Some(Cow::Borrowed(&cases[usize::from(row.case)].name));
            case.value = Some(Fact::Known(Value::Enum(row.case)));
            if let Some(when) = &row.when {
                let when = self.cond(when, &[]);
                case.truth = when.truth;
                case.children.push(when);
            }
            let truth = case.truth;
            made.children.push(case);
            if truth != Truth::False {
                candidates.push(Fact::Known(Value::Enum(row.case)));
            }
            if truth == Truth::True {
                break;
            }
        }
        made.value = Some(agreed(candidates));
        made.truth = known(&made.value);
        made
    }

    fn reading_val(&mut self, node: crate::ir::NodeId, id: ReadingId, env: &[Frame<'r>]) -> Step<'r> {
        let reading = &self.policy.readings[id.index()];
        let run = |run: &mut Self, at: usize| {
            let alternative = &reading.alternatives[at];
            let mut made = step(StepKind::Reading, node, Truth::True);
            made.name = Some(Cow::Borrowed(&reading.named.name));
            made.articles = if alternative.cites.is_empty() { &reading.cites } else { &alternative.cites };
            let fact = match &alternative.body {
                Body::Val(val) => run.val(val, env, &mut made),
                Body::Cond(_) => Fact::Unknown,
            };
            made.value = Some(fact);
            made.truth = known(&made.value);
            made
        };
        match self.pins[id.index()] {
            Some(at) => run(self, at),
            None => {
                let first = run(self, 0);
                for at in 1..reading.alternatives.len() {
                    if run(self, at).value != first.value {
                        self.forks.insert(id.index());
                        break;
                    }
                }
                first
            }
        }
    }
}

/// The items of a list as open rows.
fn frames_of<'r>(record: Option<RecordId>, fact: Fact, path: String, into: &mut Step<'r>) -> (Vec<Frame<'r>>, bool) {
    match fact {
        Fact::Known(Value::List(list)) => {
            if list.open && !path.is_empty() {
                into.reads.push(Read { path: path.clone(), fact: Fact::Unknown, presumed: false });
            }
            let frames = list.items.into_iter().enumerate().map(|(at, item)| Frame {
                row: Row::Item(record, Cow::Owned(item)),
                path: format!("{path}[{}]", at + 1).into(),
            });
            (frames.collect(), list.open)
        }
        Fact::None => (Vec::new(), false),
        _ => {
            if !path.is_empty() {
                into.reads.push(Read { path, fact: Fact::Unknown, presumed: false });
            }
            (Vec::new(), true)
        }
    }
}

/// Whether a value hangs on the row opened at a depth.
fn hangs_on_row(val: &Val, depth: u8) -> bool {
    let mut hangs = false;
    crate::ir::walk::val(val, &mut |node| {
        hangs |= match node {
            Node::Val(inner) => match &inner.kind {
                ValKind::Place(Place { root: Root::Row(row), .. }) => *row == depth,
                ValKind::Call(_, Some(row)) | ValKind::Reading(_, Some(row)) => *row == depth,
                _ => false,
            },
            Node::Cond(inner) => match &inner.kind {
                CondKind::Call(_, Some(row)) | CondKind::Entry(_, _, Some(row)) | CondKind::Reading(_, Some(row)) => *row == depth,
                _ => false,
            },
            Node::List(inner) => matches!(&inner.source, Source::Place(Place { root: Root::Row(row), .. }) if *row == depth),
        };
    });
    hangs
}

/// The one value of several possible ones, if they agree.
fn agreed(candidates: Vec<Fact>) -> Fact {
    let mut rest = candidates.into_iter();
    let Some(first) = rest.next() else { return Fact::Unknown };
    if rest.all(|other| other == first) { first } else { Fact::Unknown }
}

fn known(value: &Option<Fact>) -> Truth {
    match value {
        Some(Fact::Unknown) | None => Truth::Unknown,
        Some(Fact::Known(Value::List(list))) if list.open => Truth::Unknown,
        _ => Truth::True,
    }
}

/// What is stated, or presumed where nothing is.
fn stated(fact: &Fact, field: &Field, siblings: &[Fact], presumed: &mut bool) -> Fact {
    match (fact, &field.presumed) {
        (Fact::Unknown, Some(Presumed::Fact(instead))) => {
            *presumed = true;
            instead.clone()
        }
        (Fact::Unknown, Some(Presumed::Like(other))) => {
            *presumed = true;
            siblings.get(*other).cloned().unwrap_or_default()
        }
        _ => fact.clone(),
    }
}

/// What stands in a column of a row, or is presumed to.
fn cell(policy: &Policy, table: TableId, row: &[Fact], column: usize, presumed: &mut bool) -> Fact {
    let Some(fact) = row.get(column) else { return Fact::Unknown };
    stated(fact, &policy.tables[table.index()].columns[column], row, presumed)
}

/// A fact as a trace keeps it: that a record or list is there, not all that is in it.
fn shallow(fact: &Fact) -> Fact {
    match fact {
        Fact::Known(Value::Record(_)) => Fact::Known(Value::Record(Vec::new())),
        other => other.clone(),
    }
}
