//! From facts to columns: the headings that a stage or table needs, and the cells under them.
//!
//! What is laid out here reads back as the same facts, by names or by labels. Two things have no cell of their own and
//! read back as their equals: a record that must be there and of which nothing is known (it reads as unknown), and
//! the place in its list of an item of which nothing is known (it comes last; if the list may go on it is left out).

use super::cell::show;
use super::columns::{Step, path_of, words};
use super::write::Sheet;
use crate::ir::{Base, Field, Policy, RecordId, Shape, StageId, TableId, Type};
use crate::value::{Fact, List, Value};
use std::collections::BTreeMap;

/// A column of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Column<'p> {
    /// Where its cells go.
    pub path: Vec<Step>,
    /// Its heading.
    pub heading: String,
    /// The field that it states, or whose items it counts.
    pub field: &'p Field,
    /// What its cells hold.
    pub holds: Holds,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A value of a type.
    Value(Type),
    /// Whether a record is there.
    Presence,
    /// How many items a list has, at most so many.
    Count(Option<u32>),
}

/// How many items of a list of records get columns: by the positions of the fields that lead to it, and the list.
type Widths<'a> = dyn Fn(&[usize], &Field) -> u32 + 'a;

/// The columns of what a stage asks, or of a table's columns.
pub(super) fn columns<'p>(
    policy: &'p Policy,
    fields: &'p [Field],
    stage: Option<StageId>,
    labels: bool,
    widths: &Widths<'_>,
) -> Vec<Column<'p>> {
    let mut layout = Layout { policy, fields, stage, labels, widths, columns: Vec::new() };
    for (at, field) in fields.iter().enumerate() {
        if stage.is_none() || field.stage.is_none() || field.stage == stage {
            layout.field(field, vec![Step::Field(at)], vec![at]);
        }
    }
    layout.columns
}

struct Layout<'p, 'a> {
    policy: &'p Policy,
    fields: &'p [Field],
    stage: Option<StageId>,
    labels: bool,
    widths: &'a Widths<'a>,
    columns: Vec<Column<'p>>,
}

impl<'p> Layout<'p, '_> {
    fn push(&mut self, field: &'p Field, path: Vec<Step>, holds: Holds) {
        let words = words(self.policy, self.fields, &path);
        // A label that would be read as something else, or as several things, gives way to the name.
        let reads = |heading: &str| path_of(self.policy, self.fields, self.stage, heading).as_ref() == Some(&path);
        let heading = if self.labels && reads(&words.label) { words.label } else { words.name };
        self.columns.push(Column { path, heading, field, holds });
    }

    fn field(&mut self, field: &'p Field, path: Vec<Step>, by: Vec<usize>) {
        match (field.ty.shape, field.ty.base) {
            (Shape::One, Base::Record(record)) => {
                if field.ty.optional {
                    self.push(field, path.clone(), Holds::Presence);
                }
                self.record(record, &path, &by);
            }
            (Shape::List(most), Base::Record(record)) => {
                let below = |step| path.iter().copied().chain([step]).collect::<Vec<_>>();
                self.push(field, below(Step::Count), Holds::Count(most));
                for item in 1..=(self.widths)(&by, field) {
                    self.record(record, &below(Step::Item(item)), &by);
                }
            }
            _ => self.push(field, path, Holds::Value(field.ty)),
        }
    }

    fn record(&mut self, record: RecordId, path: &[Step], by: &[usize]) {
        let policy = self.policy;
        let fields = policy.records.get(record.index()).map_or(&[][..], |record| &record.fields);
        for (at, field) in fields.iter().enumerate() {
            let path = path.iter().copied().chain([Step::Field(at)]).collect();
            let by = by.iter().copied().chain([at]).collect();
            self.field(field, path, by);
        }
    }
}

/// The applicants of a stage as a table, under names or labels.
pub fn applicants_sheet(policy: &Policy, stage: StageId, applicants: &[Vec<Fact>], labels: bool) -> Sheet {
    let stage_named = policy.stages.get(stage.index()).map_or("", |stage| &stage.named.name);
    sheet(policy, stage_named, &policy.form.fields, Some(stage), applicants, labels)
}

/// The rows of a table of the policy, under names or labels.
pub fn table_sheet(policy: &Policy, table: TableId, rows: &[Vec<Fact>], labels: bool) -> Sheet {
    match policy.tables.get(table.index()) {
        Some(declared) => sheet(policy, &declared.named.name, &declared.columns, None, rows, labels),
        None => Sheet::default(),
    }
}

fn sheet(
    policy: &Policy,
    name: &str,
    fields: &[Field],
    stage: Option<StageId>,
    rows: &[Vec<Fact>],
    labels: bool,
) -> Sheet {
    let mut longest = BTreeMap::new();
    for facts in rows {
        for (at, fact) in facts.iter().enumerate() {
            measure(fact, &mut vec![at], &mut longest);
        }
    }
    let columns = columns(policy, fields, stage, labels, &|by, _| longest.get(by).copied().unwrap_or(0));
    let mut sheet = Sheet::new(name, columns.iter().map(|column| column.heading.as_str()));
    sheet.rows =
        rows.iter().map(|facts| columns.iter().map(|column| cell(policy, facts, column, labels)).collect()).collect();
    sheet
}

/// Notes the length of the longest list of records at every path.
fn measure(fact: &Fact, by: &mut Vec<usize>, longest: &mut BTreeMap<Vec<usize>, u32>) {
    let records: &[Value] = match fact {
        Fact::Known(Value::List(List { items, .. })) => {
            let length = longest.entry(by.clone()).or_default();
            *length = (*length).max(items.len() as u32);
            items
        }
        Fact::Known(record @ Value::Record(_)) => std::slice::from_ref(record),
        _ => return,
    };
    for record in records {
        let Value::Record(facts) = record else { continue };
        for (at, fact) in facts.iter().enumerate() {
            by.push(at);
            measure(fact, by, longest);
            by.pop();
        }
    }
}

/// The cell that a column has for these facts.
pub(super) fn cell(policy: &Policy, facts: &[Fact], column: &Column<'_>, labels: bool) -> String {
    let mut facts = facts;
    let mut found = &Fact::Unknown;
    for step in &column.path {
        match (*step, found) {
            (Step::Field(at), _) => match facts.get(at) {
                Some(fact) => found = fact,
                None => return String::new(),
            },
            (Step::Item(item), Fact::Known(Value::List(list))) => match list.items.get(item as usize - 1) {
                Some(Value::Record(inner)) => {
                    facts = inner;
                    continue;
                }
                _ => return String::new(),
            },
            (Step::Count, Fact::Known(Value::List(list))) if !list.open => return list.items.len().to_string(),
            (Step::Count, Fact::None) => return show(policy, column.field.ty, found, labels),
            _ => return String::new(),
        }
        facts = match found {
            Fact::Known(Value::Record(inner)) => inner,
            _ => &[],
        };
    }
    show(policy, column.field.ty, found, labels)
}
