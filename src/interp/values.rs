//! Values: fields, figures, named values, lists and what is made of them.

use super::{Frame, Row, Rule, Run, step};
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
                let made = self.once(Rule::Value(*id), val.node, &frames, |run| run.value(val.node, *id, &frames));
                let fact = made.value.clone().unwrap_or_default();
                into.children.push(made);
                fact
            }
            ValKind::Reading(id, row) => {
                let frames = self.callee_env(*row, env);
                let made = self.once(Rule::Reading(*id), val.node, &frames, |run| run.reading_val(val.node, *id, &frames));
                let fact = made.value.clone().unwrap_or_default();
                into.children.push(made);
                fact
            }
            ValKind::Classify(id) => {
                let made = self.once(Rule::Classify(*id), val.node, &[], |run| run.classify(val.node, *id));
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
        let fact = self.find(place, env, &mut path, &mut presumed).into_fact();
        into.reads.push(Read { path, fact: shallow(&fact), presumed });
        fact
    }

    /// What stands at a place. Nothing is copied on the way there.
    fn find(&self, place: &Place, env: &[Frame<'r>], path: &mut String, presumed: &mut bool) -> Found<'r> {
        let policy = self.policy;
        let (mut found, mut ty, steps): (Found<'r>, Option<Type>, &[PlaceStep]) = match place.root {
            Root::Form(at) => {
                let field = &policy.form.fields[at];
                path.push_str(&field.named.name);
                let fact = stated(&self.applicant[at], field, self.applicant, presumed);
                (Found::of(fact), Some(field.ty), &place.steps)
            }
            Root::Row(depth) => {
                let Some(frame) = env.get(usize::from(depth)) else { return Found::Unknown };
                path.push_str(&frame.path);
                match (&frame.row, place.steps.first()) {
                    (Row::Item(record, value), _) => {
                        let ty = record.map(|id| Type { shape: Shape::One, base: Base::Record(id), optional: false });
                        (Found::Known(value.clone()), ty, &place.steps[..])
                    }
                    (Row::Table(table, row), Some(PlaceStep::Field(at))) => {
                        let column = &policy.tables[table.index()].columns[*at];
                        path.push('.');
                        path.push_str(&column.named.name);
                        (cell(policy, *table, row, *at, presumed), Some(column.ty), &place.steps[1..])
                    }
                    (Row::Table(..), None | Some(_)) => return Found::Unknown,
                }
            }
        };
        for next in steps {
            let known = match found {
                Found::Known(value) => value,
                other => return other,
            };
            (found, ty) = match (next, known.as_ref()) {
                (PlaceStep::Index(at), Value::List(_)) => {
                    path.push_str(&format!("[{}]", at + 1));
                    let item = below(known, |list| match list {
                        Value::List(list) => match list.items.get(*at as usize) {
                            Some(item) => Found::Known(Cow::Borrowed(item)),
                            None if list.open => Found::Unknown,
                            None => Found::None,
                        },
                        _ => Found::Unknown,
                    });
                    (item, ty.map(|t| Type { shape: Shape::One, ..t }))
                }
                (PlaceStep::Field(at), Value::Record(_)) => {
                    let Some(Base::Record(id)) = ty.map(|t| t.base) else { return Found::Unknown };
                    let field = &policy.records[id.index()].fields[*at];
                    path.push('.');
                    path.push_str(&field.named.name);
                    let inner = match known {
                        Cow::Borrowed(Value::Record(fields)) => Found::of(stated(&fields[*at], field, fields, presumed)),
                        Cow::Owned(Value::Record(fields)) => Found::of(stated(&fields[*at], field, &fields, presumed)).owned(),
                        _ => Found::Unknown,
                    };
                    (inner, Some(field.ty))
                }
                (PlaceStep::Column(table, at), key) => {
                    let column = &policy.tables[table.index()].columns[*at];
                    if self.tables.of(*table).is_none() {
                        *path = format!("table {}", policy.tables[table.index()].named.name);
                        return Found::Unknown;
                    }
                    path.push('.');
                    path.push_str(&column.named.name);
                    let row = self.tables.find(*table, key);
                    (row.map_or(Found::Unknown, |row| cell(policy, *table, row, *at, presumed)), Some(column.ty))
                }
                _ => return Found::Unknown,
            };
        }
        found
    }

    /// A column of the row that a key leads to.
    fn column(&self, table: TableId, column: usize, key: &Value, into: &mut Step<'r>) -> Fact {
        let declared = &self.policy.tables[table.index()];
        if self.tables.of(table).is_none() {
            let path = format!("table {}", declared.named.name);
            into.reads.push(Read { path, fact: Fact::Unknown, presumed: false });
            return Fact::Unknown;
        }
        let row = self.tables.find(table, key);
        row.map_or(Fact::Unknown, |row| cell(self.policy, table, row, column, &mut false).into_fact())
    }

    /// The rows of a list. With `narrow`, rows of a table that cannot pass that condition, because a column it wants
    /// equal to something known is not, may be left out.
    pub(super) fn rows(
        &mut self,
        list: &'r ListExpr,
        narrow: Option<&'r Cond>,
        env: &[Frame<'r>],
        into: &mut Step<'r>,
    ) -> Rows<'r> {
        match &list.source {
            Source::Table(id) => {
                let name = &self.policy.tables[id.index()].named.name;
                let Some(rows) = self.tables.of(*id) else {
                    let path = format!("table {name}");
                    into.reads.push(Read { path, fact: Fact::Unknown, presumed: false });
                    return Rows { frames: Box::new(std::iter::empty()), open: true, alike: false };
                };
                let table = *id;
                let frame = move |at: usize| Frame {
                    row: Row::Table(table, &rows[at]),
                    path: format!("{name}[{}]", at + 1).into(),
                };
                match narrow.map_or(Narrowed::No, |cond| self.narrowed(table, list.depth, cond, env)) {
                    Narrowed::To(few) => Rows { frames: Box::new(few.into_iter().map(frame)), open: false, alike: false },
                    no => {
                        let alike = no == Narrowed::Alike;
                        Rows { frames: Box::new((0..rows.len()).map(frame)), open: false, alike }
                    }
                }
            }
            Source::Place(place) => {
                let (mut path, mut presumed) = (String::new(), false);
                let found = self.find(place, env, &mut path, &mut presumed);
                frames_of(list.record, found, path, into)
            }
            Source::Val(val) => {
                let fact = self.val(val, env, into);
                frames_of(list.record, Found::of(&fact).owned(), String::new(), into)
            }
        }
    }

    /// Rows of a table among which all that can pass `cond` are, found by a column that it wants to equal a value
    /// known without looking at the row.
    fn narrowed(&mut self, table: TableId, depth: u8, cond: &'r Cond, env: &[Frame<'r>]) -> Narrowed {
        let CondKind::Lines(Joint::All, lines) = &cond.kind else { return Narrowed::No };
        let mut narrowed = Narrowed::No;
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
                    Fact::Known(value) => {
                        if let Some(rows) = self.tables.having(table, *at, &value) {
                            return Narrowed::To(rows);
                        }
                    }
                    // Nothing is equal to what is absent.
                    Fact::None => return Narrowed::To(Vec::new()),
                    Fact::Unknown => narrowed = Narrowed::Alike,
                }
            }
        }
        narrowed
    }

    /// The rows that pass, each with its truth (never false).
    fn passing(&mut self, list: &'r ListExpr, env: &[Frame<'r>], into: &mut Step<'r>) -> (Vec<(Frame<'r>, Truth)>, bool) {
        let Rows { frames: rows, mut open, alike } = self.rows(list, list.filter.as_deref(), env, into);
        let Some(filter) = &list.filter else {
            return (rows.map(|frame| (frame, Truth::True)).collect(), open);
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
            if alike && truth == Truth::Unknown {
                open = true;
                break;
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
        let fact = self.find(&place, &frames, &mut path, &mut presumed).into_fact();
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
            for (at, fact) in [(from, begins), (until, ends)] {
                if *fact == Fact::Unknown {
                    let path = format!("{}.{}", frame.path, record.fields[at].named.name);
                    into.reads.push(Read { path, fact: Fact::Unknown, presumed: false });
                }
            }
            match (begins, ends) {
                (Fact::Known(Value::Date(begins)), Fact::Known(_) | Fact::None) => {
                    let ends = if let Fact::Known(Value::Date(ends)) = ends { Some(*ends) } else { None };
                    if truth == Truth::True {
                        sure.push((*begins, ends));
                    }
                    all.iter_mut().for_each(|all| all.push((*begins, ends)));
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
        self.hangs.on.insert(id.index());
        match self.pins[id.index()] {
            Some(at) => run(self, at),
            None => {
                let first = run(self, 0);
                for at in 1..reading.alternatives.len() {
                    if run(self, at).value != first.value {
                        self.hangs.forks.insert(id.index());
                        break;
                    }
                }
                first
            }
        }
    }
}

/// What stands at a place, borrowed where it can be.
enum Found<'a> {
    Known(Cow<'a, Value>),
    None,
    Unknown,
}

impl<'a> Found<'a> {
    fn of(fact: &'a Fact) -> Found<'a> {
        match fact {
            Fact::Known(value) => Found::Known(Cow::Borrowed(value)),
            Fact::None => Found::None,
            Fact::Unknown => Found::Unknown,
        }
    }

    fn owned<'b>(self) -> Found<'b> {
        match self {
            Found::Known(value) => Found::Known(Cow::Owned(value.into_owned())),
            Found::None => Found::None,
            Found::Unknown => Found::Unknown,
        }
    }

    fn into_fact(self) -> Fact {
        match self {
            Found::Known(value) => Fact::Known(value.into_owned()),
            Found::None => Fact::None,
            Found::Unknown => Fact::Unknown,
        }
    }
}

/// A part of a value, borrowed if the value is.
fn below<'a>(value: Cow<'a, Value>, part: impl for<'b> Fn(&'b Value) -> Found<'b>) -> Found<'a> {
    match value {
        Cow::Borrowed(value) => part(value),
        Cow::Owned(value) => part(&value).owned(),
    }
}

/// The rows of a list, as they are asked for.
pub(super) struct Rows<'r> {
    pub(super) frames: Box<dyn Iterator<Item = Frame<'r>> + 'r>,
    /// There may be more of them.
    pub(super) open: bool,
    /// The condition wants a column equal to something that is not known, so that no row passes for sure: when one is
    /// found that may pass, the others say no more.
    pub(super) alike: bool,
}

/// What a condition says about the rows of a table that can pass it.
#[derive(PartialEq)]
enum Narrowed {
    /// Nothing.
    No,
    /// They are among these.
    To(Vec<usize>),
    /// None passes for sure.
    Alike,
}

/// The items of a list as open rows.
fn frames_of<'r>(record: Option<RecordId>, found: Found<'r>, path: String, into: &mut Step<'r>) -> Rows<'r> {
    let unread = |path: String| Read { path, fact: Fact::Unknown, presumed: false };
    let frame = |at: usize, item| Frame { row: Row::Item(record, item), path: format!("{path}[{}]", at + 1).into() };
    let (frames, open): (Vec<Frame<'r>>, bool) = match found {
        Found::Known(Cow::Borrowed(Value::List(list))) => {
            (list.items.iter().enumerate().map(|(at, item)| frame(at, Cow::Borrowed(item))).collect(), list.open)
        }
        Found::Known(Cow::Owned(Value::List(list))) => {
            (list.items.into_iter().enumerate().map(|(at, item)| frame(at, Cow::Owned(item))).collect(), list.open)
        }
        Found::None => (Vec::new(), false),
        _ => (Vec::new(), true),
    };
    if open && !path.is_empty() {
        into.reads.push(unread(path));
    }
    Rows { frames: Box::new(frames.into_iter()), open, alike: false }
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
fn stated<'a>(fact: &'a Fact, field: &'a Field, siblings: &'a [Fact], presumed: &mut bool) -> &'a Fact {
    match (fact, &field.presumed) {
        (Fact::Unknown, Some(Presumed::Fact(instead))) => {
            *presumed = true;
            instead
        }
        (Fact::Unknown, Some(Presumed::Like(other))) => {
            *presumed = true;
            siblings.get(*other).unwrap_or(&Fact::Unknown)
        }
        _ => fact,
    }
}

/// What stands in a column of a row, or is presumed to.
fn cell<'a>(policy: &'a Policy, table: TableId, row: &'a [Fact], column: usize, presumed: &mut bool) -> Found<'a> {
    let Some(fact) = row.get(column) else { return Found::Unknown };
    Found::of(stated(fact, &policy.tables[table.index()].columns[column], row, presumed))
}

/// A fact as a trace keeps it: that a record or list is there, not all that is in it.
fn shallow(fact: &Fact) -> Fact {
    match fact {
        Fact::Known(Value::Record(_)) => Fact::Known(Value::Record(Vec::new())),
        other => other.clone(),
    }
}
