//! The rows of every table of a policy, and the way from a key to its row.
//!
//! A table that nobody supplied is not the same as a table without rows: what hangs on it is unknown.

use crate::ir::{Base, Field, Policy, Shape, Table, TableId};
use crate::value::{Fact, Value};
use std::collections::BTreeMap;

/// The column that alone is the key of a table's rows, if there is one: only such a table can be referred to.
pub fn single_key(table: &Table) -> Option<&Field> {
    match table.keys[..] {
        [key] => table.columns.get(key),
        _ => None,
    }
}

/// Which rows have a value in a column.
#[derive(Debug, Clone, PartialEq, Default)]
struct Column {
    rows: BTreeMap<Value, Vec<usize>>,
    unknown: Vec<usize>,
}

/// The rows of every table. Change them by [`Tables::supply`], which keeps the index.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tables {
    /// By [`TableId`]: the rows, each aligned with the table's columns, in the order of the file; `None` for a table
    /// that was not supplied.
    pub rows: Vec<Option<Vec<Vec<Fact>>>>,
    /// By [`TableId`]: the single key's column.
    keys: Vec<Option<usize>>,
    /// By [`TableId`]: from the single key to the position of the first row that has it.
    index: Vec<BTreeMap<Value, usize>>,
    /// By [`TableId`] and column: the rows that have a value there, for columns of ids and references.
    columns: Vec<Vec<Option<Column>>>,
}

impl Tables {
    /// No table supplied.
    pub fn new(policy: &Policy) -> Tables {
        let keys = policy.tables.iter().map(|table| match table.keys[..] {
            [key] => Some(key),
            _ => None,
        });
        Tables {
            rows: vec![None; policy.tables.len()],
            keys: keys.collect(),
            index: vec![BTreeMap::new(); policy.tables.len()],
            columns: policy
                .tables
                .iter()
                .map(|table| {
                    let opaque = |f: &Field| f.ty.shape == Shape::One && matches!(f.ty.base, Base::Id | Base::Row(_));
                    table.columns.iter().map(|f| opaque(f).then(Column::default)).collect()
                })
                .collect(),
        }
    }

    /// With the rows of every table, such as an example has them.
    pub fn from_rows(policy: &Policy, rows: impl IntoIterator<Item = Vec<Vec<Fact>>>) -> Tables {
        let mut tables = Tables::new(policy);
        for (at, rows) in (0..).map(TableId).zip(rows) {
            tables.supply(at, rows);
        }
        tables
    }

    /// Supplies the rows of a table in place of those it had.
    pub fn supply(&mut self, table: TableId, rows: Vec<Vec<Fact>>) {
        let at = table.index();
        let mut index = BTreeMap::new();
        if let Some(key) = self.keys[at] {
            for (position, row) in rows.iter().enumerate() {
                if let Some(Fact::Known(value)) = row.get(key) {
                    index.entry(value.clone()).or_insert(position);
                }
            }
        }
        for (at_column, column) in self.columns[at].iter_mut().enumerate() {
            let Some(column) = column else { continue };
            *column = Column::default();
            for (position, row) in rows.iter().enumerate() {
                match row.get(at_column) {
                    Some(Fact::Known(value)) => column.rows.entry(value.clone()).or_default().push(position),
                    Some(Fact::None) => {}
                    Some(Fact::Unknown) | None => column.unknown.push(position),
                }
            }
        }
        self.index[at] = index;
        self.rows[at] = Some(rows);
    }

    /// Positions, in the order of the file, of the rows that have `value` in a column or may have it because theirs
    /// is unknown; `None` if the column is not one of ids or references, or the table was not supplied.
    pub fn having(&self, table: TableId, column: usize, value: &Value) -> Option<Vec<usize>> {
        self.of(table)?;
        let column = self.columns.get(table.index())?.get(column)?.as_ref()?;
        // Ids and texts compare with each other, so both are looked for.
        let mut found = match value {
            Value::Id(words) | Value::Text(words) => [Value::Id(words.clone()), Value::Text(words.clone())]
                .iter()
                .filter_map(|value| column.rows.get(value))
                .flatten()
                .copied()
                .collect(),
            other => column.rows.get(other).cloned().unwrap_or_default(),
        };
        found.extend(&column.unknown);
        found.sort_unstable();
        Some(found)
    }

    /// The rows of a table in the order of the file; `None` if it was not supplied.
    pub fn of(&self, table: TableId) -> Option<&[Vec<Fact>]> {
        self.rows.get(table.index())?.as_deref()
    }

    /// The row of a table with this single key; `None` if there is none or the table was not supplied.
    pub fn find(&self, table: TableId, key: &Value) -> Option<&Vec<Fact>> {
        let position = self.index.get(table.index())?.get(key)?;
        self.rows.get(table.index())?.as_ref()?.get(*position)
    }
}
