//! Places: what stands at a path of fields, items and columns, borrowed where it can be.

use super::{Frame, Row, Run};
use crate::ir::expr::{Place, Root, Step as PlaceStep};
use crate::ir::{Base, Field, Policy, Presumed, Shape, TableId, Type};
use crate::outcome::{Read, Step};
use crate::value::{Fact, Value};
use std::borrow::Cow;

impl<'r> Run<'r, '_> {
    /// What stands at a place. Nothing is copied on the way there.
    pub(super) fn find(&self, place: &Place, env: &[Frame<'r>], path: &mut String, presumed: &mut bool) -> Found<'r> {
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
                        Cow::Borrowed(Value::Record(fields)) => {
                            Found::of(stated(&fields[*at], field, fields, presumed))
                        }
                        Cow::Owned(Value::Record(fields)) => {
                            Found::of(stated(&fields[*at], field, &fields, presumed)).owned()
                        }
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
    pub(super) fn column(&self, table: TableId, column: usize, key: &Value, into: &mut Step<'r>) -> Fact {
        let declared = &self.policy.tables[table.index()];
        if self.tables.of(table).is_none() {
            let path = format!("table {}", declared.named.name);
            into.reads.push(Read { path, fact: Fact::Unknown, presumed: false });
            return Fact::Unknown;
        }
        let row = self.tables.find(table, key);
        row.map_or(Fact::Unknown, |row| cell(self.policy, table, row, column, &mut false).into_fact())
    }
}

/// What stands at a place, borrowed where it can be.
pub(super) enum Found<'a> {
    Known(Cow<'a, Value>),
    None,
    Unknown,
}

impl<'a> Found<'a> {
    pub(super) fn of(fact: &'a Fact) -> Found<'a> {
        match fact {
            Fact::Known(value) => Found::Known(Cow::Borrowed(value)),
            Fact::None => Found::None,
            Fact::Unknown => Found::Unknown,
        }
    }

    pub(super) fn owned<'b>(self) -> Found<'b> {
        match self {
            Found::Known(value) => Found::Known(Cow::Owned(value.into_owned())),
            Found::None => Found::None,
            Found::Unknown => Found::Unknown,
        }
    }

    pub(super) fn into_fact(self) -> Fact {
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

/// What is stated, or presumed where nothing is.
pub(super) fn stated<'a>(fact: &'a Fact, field: &'a Field, siblings: &'a [Fact], presumed: &mut bool) -> &'a Fact {
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
