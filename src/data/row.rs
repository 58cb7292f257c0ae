//! One row: from its cells to the facts of a form or table.
//!
//! A record whose cells are all empty is unknown, and so is a list; a list is as long as its count says, or, where the
//! form says that it is complete, as long as the items given. Otherwise there may be more. Every cell that cannot be
//! read gives a reason of its own.

use super::cell::{Cells, EMPTY, NONE, PRESENT, is_word, refuse_card};
use super::columns::{Columns, MOST_ITEMS, Slot, Step, words};
use super::problem::{Expected, Problem, Reason, Shown};
use super::raw::{RawRow, RawTable, tidy};
use crate::ir::{Base, Field, Policy, RecordId, Shape};
use crate::value::{Fact, List, Value};

/// Reads the rows of one table.
pub(super) struct Rows<'a> {
    pub policy: &'a Policy,
    pub fields: &'a [Field],
    pub cells: &'a Cells<'a>,
    pub columns: &'a Columns,
    pub table: &'a RawTable,
}

/// What was found under a slot.
struct Found {
    fact: Fact,
    /// The first column with a cell that is not empty.
    touched: Option<usize>,
}

const NOTHING: Found = Found { fact: Fact::Unknown, touched: None };

/// A row being read.
struct Row<'a> {
    rows: &'a Rows<'a>,
    cells: &'a [String],
    /// The path to the field being read.
    path: Vec<Step>,
    /// By column, so that they can be put in order.
    reasons: Vec<(usize, Problem)>,
}

impl Rows<'_> {
    /// The facts of a row, aligned with the fields, and what is wrong with it, from left to right.
    pub fn read(&self, raw: &RawRow) -> (Vec<Fact>, Vec<Reason>) {
        let mut row = Row { rows: self, cells: &raw.cells, path: Vec::new(), reasons: Vec::new() };
        let slots = self.fields.iter().zip(&self.columns.fields).enumerate();
        let facts = slots.map(|(at, (field, slot))| row.below(Step::Field(at), |row| row.field(field, slot).fact));
        let facts = facts.collect();
        // No column may hold an identity-card number, whether it is read or not.
        for (at, cell) in raw.cells.iter().enumerate().filter(|(at, _)| self.columns.paths[*at].is_none()) {
            if let Err(problem) = refuse_card(cell) {
                row.reasons.push((at, problem));
            }
        }
        let mut reasons = row.reasons;
        reasons.sort_by_key(|(at, _)| *at);
        let reasons = reasons.into_iter().map(|(at, problem)| self.reason(at, problem)).collect();
        (facts, reasons)
    }

    /// A reason against a column's cell.
    pub fn reason(&self, column: usize, problem: Problem) -> Reason {
        Reason { column: self.table.headers.get(column).map(|heading| Shown::new(heading)), problem }
    }
}

impl<'a> Row<'a> {
    fn below<T>(&mut self, step: Step, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let read = read(self);
        self.path.pop();
        read
    }

    /// A column and its cell, if it is not empty.
    fn cell(&self, column: Option<usize>) -> Option<(usize, &'a str)> {
        let column = column?;
        let text = tidy(self.cells.get(column)?);
        (!text.is_empty()).then_some((column, text))
    }

    fn heading(&self, column: usize) -> Shown {
        Shown::new(self.rows.table.headers.get(column).map_or("", String::as_str))
    }

    fn field(&mut self, field: &Field, slot: &Slot) -> Found {
        match (field.ty.shape, field.ty.base) {
            (Shape::One, Base::Record(record)) => self.record(record, slot, field.ty.optional),
            (Shape::List(most), _) => self.list(field, most, slot),
            _ => {
                let Some((column, text)) = self.cell(slot.cell) else { return NOTHING };
                let fact = self.rows.cells.read(field.ty, text).unwrap_or_else(|problem| {
                    self.reasons.push((column, problem));
                    Fact::Unknown
                });
                Found { fact, touched: Some(column) }
            }
        }
    }

    /// The fields of a record, and the first column that has one.
    fn fields(&mut self, record: RecordId, slots: &[Slot]) -> (Vec<Fact>, Option<usize>) {
        let rows = self.rows;
        let fields = rows.policy.records.get(record.index()).map_or(&[][..], |record| &record.fields);
        let mut facts = vec![Fact::Unknown; fields.len()];
        let mut touched = None;
        for (at, (field, slot)) in fields.iter().zip(slots).enumerate() {
            let found = self.below(Step::Field(at), |row| row.field(field, slot));
            facts[at] = found.fact;
            touched = touched.or(found.touched);
        }
        (facts, touched)
    }

    fn record(&mut self, record: RecordId, slot: &Slot, optional: bool) -> Found {
        let (facts, below) = self.fields(record, &slot.fields);
        let known = Fact::Known(Value::Record(facts));
        let Some((column, text)) = self.cell(slot.cell) else {
            return Found { fact: if below.is_some() { known } else { Fact::Unknown }, touched: below };
        };
        let fact = if is_word(text, &PRESENT) {
            known
        } else if is_word(text, &NONE) {
            match below {
                Some(given) => {
                    let given = self.heading(given);
                    self.reasons.push((column, Problem::AbsentYetGiven { given }));
                }
                None if !optional => self.reasons.push((column, Problem::NoneForbidden { several: false })),
                None => {}
            }
            Fact::None
        } else {
            let problem = refuse_card(text)
                .err()
                .unwrap_or_else(|| Problem::Cell { cell: Shown::new(text), expected: Expected::Presence });
            self.reasons.push((column, problem));
            Fact::Unknown
        };
        Found { fact, touched: Some(column) }
    }

    fn list(&mut self, field: &Field, most: Option<u32>, slot: &Slot) -> Found {
        let whole = self.whole(field, slot);
        let mut items = Vec::new();
        let mut touched = None;
        for (number, slot) in &slot.items {
            let (item, column) = self.below(Step::Item(*number), |row| row.item(field, slot));
            items.extend(item);
            touched = touched.or(column);
        }
        let count = self.count(most, slot);
        if let Some((column, fact)) = whole {
            if let Some(given) = touched {
                let given = self.heading(given);
                self.reasons.push((column, Problem::TwiceGiven { given }));
            } else if let (Some((at, count)), Fact::Known(Value::List(list))) = (count, &fact)
                && (list.items.len() > count as usize || (list.items.len() < count as usize && !list.open))
            {
                let given = list.items.len();
                self.reasons.push((at, Problem::CountDiffers { count, given }));
            }
            return Found { fact, touched: Some(column) };
        }
        let Some((column, count)) = count else {
            let complete = field.complete && !slot.items.is_empty();
            return match touched {
                None if complete => Found { fact: Fact::Known(Value::List(List::default())), touched },
                None => NOTHING,
                Some(_) => Found { fact: Fact::Known(Value::List(List { items, open: !field.complete })), touched },
            };
        };
        let given = items.len();
        if given > count as usize {
            self.reasons.push((column, Problem::CountDiffers { count, given }));
        }
        let mut open = false;
        if given < count as usize {
            match field.ty.base {
                // The others are there, and nothing is known of them.
                Base::Record(record) => {
                    let width = self.rows.policy.records.get(record.index()).map_or(0, |record| record.fields.len());
                    items.resize(count as usize, Value::Record(vec![Fact::Unknown; width]));
                }
                _ => open = true,
            }
        }
        Found { fact: Fact::Known(Value::List(List { items, open })), touched: touched.or(Some(column)) }
    }

    /// What the list's own column says.
    fn whole(&mut self, field: &Field, slot: &Slot) -> Option<(usize, Fact)> {
        let (column, text) = self.cell(slot.cell)?;
        let items_apart = matches!(field.ty.base, Base::Record(_)) && !is_word(text, &NONE) && !is_word(text, &EMPTY);
        let read = if items_apart && refuse_card(text).is_ok() {
            let mut path = self.path.clone();
            path.extend([Step::Item(1), Step::Field(0)]);
            let example = words(self.rows.policy, self.rows.fields, &path);
            Err(Problem::Cell { cell: Shown::new(text), expected: Expected::Items(example) })
        } else {
            self.rows.cells.read(field.ty, text)
        };
        let fact = read.unwrap_or_else(|problem| {
            self.reasons.push((column, problem));
            Fact::Unknown
        });
        Some((column, fact))
    }

    /// An item of a list, if there is one, and the first column that has something of it.
    fn item(&mut self, field: &Field, slot: &Slot) -> (Option<Value>, Option<usize>) {
        let found = match field.ty.base {
            // `none` in the item's own column: there is no such item.
            Base::Record(record) => self.record(record, slot, true),
            _ => match self.cell(slot.cell) {
                None => NOTHING,
                Some((column, text)) if is_word(text, &NONE) => Found { fact: Fact::None, touched: Some(column) },
                Some((column, text)) => {
                    let ty = crate::ir::Type { shape: Shape::One, optional: false, ..field.ty };
                    let fact = self.rows.cells.read(ty, text).unwrap_or_else(|problem| {
                        self.reasons.push((column, problem));
                        Fact::Unknown
                    });
                    Found { fact, touched: Some(column) }
                }
            },
        };
        match found.fact {
            Fact::Known(value) => (Some(value), found.touched),
            Fact::None | Fact::Unknown => (None, found.touched),
        }
    }

    /// What the count says, and its column.
    fn count(&mut self, most: Option<u32>, slot: &Slot) -> Option<(usize, u32)> {
        let (column, text) = self.cell(slot.count)?;
        let digits = super::cell::narrow(text);
        let most = most.unwrap_or(MOST_ITEMS);
        let problem = match digits.parse::<u32>() {
            Ok(count) if count <= most && digits.bytes().all(|b| b.is_ascii_digit()) => return Some((column, count)),
            Ok(count) if count > most => Problem::TooManyItems { items: count as usize, most },
            _ => refuse_card(text)
                .err()
                .unwrap_or_else(|| Problem::Cell { cell: Shown::new(text), expected: Expected::Count }),
        };
        self.reasons.push((column, problem));
        None
    }
}
