//! The rows of tables as they come to be, found by their columns.

use crate::ir::{Policy, TableId};
use crate::value::{Fact, Value};
use std::collections::BTreeMap;

/// Rows by the values of some columns; grows with the table.
#[derive(Debug, Default)]
struct Index {
    rows: BTreeMap<Vec<Fact>, Vec<usize>>,
    /// How many rows are in it.
    upto: usize,
}

/// The rows of every table.
pub(super) struct Stock {
    /// By table.
    pub(super) rows: Vec<Vec<Vec<Fact>>>,
    /// By table: the key columns.
    keys: Vec<Vec<usize>>,
    /// By table: from the key to the row.
    by_key: Vec<BTreeMap<Vec<Fact>, usize>>,
    /// By pick.
    indexes: Vec<Index>,
}

impl Stock {
    /// Without rows, for so many picks.
    pub(super) fn new(policy: &Policy, picks: usize) -> Stock {
        Stock {
            rows: vec![Vec::new(); policy.tables.len()],
            keys: policy.tables.iter().map(|table| table.keys.clone()).collect(),
            by_key: vec![BTreeMap::new(); policy.tables.len()],
            indexes: (0..picks).map(|_| Index::default()).collect(),
        }
    }

    /// Adds a row, unless one with the same key is there.
    pub(super) fn add(&mut self, table: TableId, row: Vec<Fact>) {
        let at = table.index();
        if !self.keys[at].is_empty() {
            let key: Vec<Fact> = self.keys[at].iter().map(|column| row[*column].clone()).collect();
            if self.by_key[at].contains_key(&key) {
                return;
            }
            self.by_key[at].insert(key, self.rows[at].len());
        }
        self.rows[at].push(row);
    }

    /// The row with a single key.
    pub(super) fn find(&self, table: TableId, key: &Value) -> Option<&[Fact]> {
        let position = self.by_key[table.index()].get(std::slice::from_ref(&Fact::Known(key.clone())))?;
        Some(&self.rows[table.index()][*position])
    }

    /// The rows of a table whose `columns` have these values.
    pub(super) fn having(&mut self, pick: usize, table: TableId, columns: &[usize], values: &[Fact]) -> &[usize] {
        let rows = &self.rows[table.index()];
        let index = &mut self.indexes[pick];
        for (at, row) in rows.iter().enumerate().skip(index.upto) {
            let key = columns.iter().map(|column| row[*column].clone()).collect();
            index.rows.entry(key).or_default().push(at);
        }
        index.upto = rows.len();
        index.rows.get(values).map_or(&[], Vec::as_slice)
    }
}
