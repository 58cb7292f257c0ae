//! Lists: the rows of a form's lists and of tables, those that pass a condition, and what is made of them.

use super::places::{Found, stated};
use super::values::Periods;
use super::{Frame, Row, Run, step};
use crate::ir::expr::{
    Cond, CondKind, Joint, ListExpr, Place, Relation, Root, Source, Step as PlaceStep, Val, ValKind,
};
use crate::ir::walk::Node;
use crate::ir::{RecordId, TableId};
use crate::outcome::{Read, Step, StepKind};
use crate::value::{Fact, List, Truth, Value};
use std::borrow::Cow;

impl<'r> Run<'r, '_> {
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
                    Narrowed::To(few) => {
                        Rows { frames: Box::new(few.into_iter().map(frame)), open: false, alike: false }
                    }
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
    pub(super) fn passing(
        &mut self,
        list: &'r ListExpr,
        env: &[Frame<'r>],
        into: &mut Step<'r>,
    ) -> (Vec<(Frame<'r>, Truth)>, bool) {
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
    pub(super) fn items(&mut self, list: &'r ListExpr, env: &[Frame<'r>], into: &mut Step<'r>) -> List {
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
    pub(super) fn periods(
        &mut self,
        list: &'r ListExpr,
        env: &[Frame<'r>],
        into: &mut Step<'r>,
    ) -> (Periods, Option<Periods>) {
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
                CondKind::Call(_, Some(row)) | CondKind::Entry(_, _, Some(row)) | CondKind::Reading(_, Some(row)) => {
                    *row == depth
                }
                _ => false,
            },
            Node::List(inner) => {
                matches!(&inner.source, Source::Place(Place { root: Root::Row(row), .. }) if *row == depth)
            }
        };
    });
    hangs
}
