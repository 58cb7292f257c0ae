//! What is hidden against someone who tries every table that fits what is shown.

use super::*;
use proptest::prelude::*;

/// The lowest and the highest value of a cell over all tables with the same shown cells and totals.
fn range(table: &Table, hidden: &[Vec<bool>], floor: &[Vec<u64>], cell: (usize, usize)) -> (u64, u64) {
    let rows: Vec<u64> = table.cells.iter().map(|row| row.iter().flatten().sum()).collect();
    let mut search = Search {
        table,
        floor,
        open: Vec::new(),
        rows: table.cells.iter().map(|row| row.iter().flatten().sum()).collect(),
        columns: (0..table.people.len()).map(|c| table.cells.iter().filter_map(|row| row[c]).sum()).collect(),
        found: (u64::MAX, 0),
        cell,
    };
    for (row, cells) in table.cells.iter().enumerate() {
        for (column, value) in cells.iter().enumerate() {
            match value {
                Some(_) if hidden[row][column] => search.open.push((row, column)),
                Some(value) => {
                    search.rows[row] -= value;
                    search.columns[column] -= value;
                }
                None => {}
            }
        }
    }
    assert!(rows.len() == search.rows.len());
    search.go(0, 0);
    search.found
}

struct Search<'a> {
    table: &'a Table,
    floor: &'a [Vec<u64>],
    open: Vec<(usize, usize)>,
    /// What is left of each row's and column's total.
    rows: Vec<u64>,
    columns: Vec<u64>,
    found: (u64, u64),
    cell: (usize, usize),
}

impl Search<'_> {
    fn go(&mut self, at: usize, value: u64) {
        let Some((row, column)) = self.open.get(at).copied() else {
            let rows_fit = !self.table.rows_known || self.rows.iter().all(|left| *left == 0);
            if rows_fit && self.columns.iter().all(|left| *left == 0) {
                self.found = (self.found.0.min(value), self.found.1.max(value));
            }
            return;
        };
        // A column or a row with no open cell left must be used up by now.
        let later = &self.open[at + 1..];
        let last_of_column = !later.iter().any(|(_, c)| *c == column);
        let last_of_row = self.table.rows_known && !later.iter().any(|(r, _)| *r == row);
        let most = if self.table.rows_known { self.columns[column].min(self.rows[row]) } else { self.columns[column] };
        for count in self.floor[row][column]..=most {
            if (last_of_column && count != self.columns[column]) || (last_of_row && count != self.rows[row]) {
                continue;
            }
            self.columns[column] -= count;
            if self.table.rows_known {
                self.rows[row] -= count;
            }
            let value = if (row, column) == self.cell { count } else { value };
            self.go(at + 1, value);
            self.columns[column] += count;
            if self.table.rows_known {
                self.rows[row] += count;
            }
        }
    }
}

/// What a reader knows each hidden cell to be at least: not zero, unless a zero of its column is hidden or all of it is.
fn floors(table: &Table, hidden: &[Vec<bool>]) -> Vec<Vec<u64>> {
    let zero = |column: usize| {
        let mut cells = (0..table.cells.len()).map(|row| (table.cells[row][column], hidden[row][column]));
        !table.people[column]
            || cells.clone().any(|(cell, hidden)| hidden && cell == Some(0))
            || cells.all(|(cell, hidden)| hidden || cell.is_none())
    };
    table
        .cells
        .iter()
        .map(|row| {
            row.iter().enumerate().map(|(at, cell)| u64::from(!zero(at) && cell.is_some_and(|n| n > 0))).collect()
        })
        .collect()
}

fn wanted(table: &Table) -> Vec<(usize, usize)> {
    let all = table.cells.iter().enumerate().flat_map(|(row, cells)| (0..cells.len()).map(move |column| (row, column)));
    all.filter(|(row, column)| table.people[*column] && table.cells[*row][*column].is_some_and(small)).collect()
}

fn table() -> impl Strategy<Value = Table> {
    let cell = prop_oneof![
        4 => (1u64..5).prop_map(Some),
        3 => (5u64..9).prop_map(Some),
        3 => Just(Some(0)),
        1 => Just(None),
    ];
    (2usize..5, 1usize..4, any::<bool>()).prop_flat_map(move |(rows, columns, rows_known)| {
        let cells = prop::collection::vec(prop::collection::vec(cell.clone(), columns), rows);
        let people = prop::collection::vec(prop::bool::weighted(0.9), columns);
        (cells, people).prop_map(move |(cells, people)| Table { cells, people, rows_known })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn nobody_can_work_out_a_small_count(table in table()) {
        let Hidden { cells: hidden, bare } = hide(&table, &[]);
        let floor = floors(&table, &hidden);
        // With every cell hidden that is not zero there would be this much room, and no more.
        let most: Vec<Vec<bool>> = table.cells.iter().zip(&hidden)
            .map(|(row, hid)| row.iter().zip(hid).map(|(cell, hid)| *hid || cell.is_some_and(|n| n > 0)).collect())
            .collect();
        for cell in wanted(&table) {
            prop_assert!(hidden[cell.0][cell.1]);
            let (low, high) = range(&table, &hidden, &floor, cell);
            let value = table.cells[cell.0][cell.1].unwrap_or(0);
            prop_assert!((low..=high).contains(&value));
            let (lowest, highest) = range(&table, &most, &floor, cell);
            prop_assert!(
                high - low >= ROOM.min(highest - lowest),
                "{cell:?} is known to be {low} to {high}, and could be {lowest} to {highest}\n{hidden:?}"
            );
            if low == high {
                prop_assert!(bare.contains(&cell), "{cell:?} can be worked out: {low}\n{hidden:?}");
            }
        }
        prop_assert!(!table.cells.iter().flatten().zip(hidden.iter().flatten()).any(|(c, h)| *h && c.is_none()));
    }

    #[test]
    fn a_table_of_large_counts_is_shown_whole(cells in prop::collection::vec(prop::collection::vec(
        prop_oneof![Just(0u64), 5u64..900], 4), 1..6)) {
        let cells: Vec<Vec<Option<u64>>> = cells.into_iter().map(|row| row.into_iter().map(Some).collect()).collect();
        let table = Table { cells, people: vec![true; 4], rows_known: true };
        prop_assert!(!hide(&table, &[]).cells.iter().flatten().any(|hidden| *hidden));
    }
}

fn shown(cells: &[&[u64]], rows_known: bool) -> String {
    let table = Table {
        cells: cells.iter().map(|row| row.iter().copied().map(Some).collect()).collect(),
        people: vec![true; cells[0].len()],
        rows_known,
    };
    let hidden = hide(&table, &[]).cells;
    let rows = cells.iter().zip(hidden).map(|(row, hid)| {
        let cells = row.iter().zip(hid).map(|(n, hid)| if hid { "*".into() } else { n.to_string() });
        cells.collect::<Vec<_>>().join(" ")
    });
    rows.collect::<Vec<_>>().join(" | ")
}

#[test]
fn a_second_cell_is_hidden_beside_one_that_a_total_would_give_away() {
    assert_eq!(shown(&[&[3], &[40], &[9]], false), "* | 40 | *");
    // In a table with totals on both sides it takes the corners of a square.
    assert_eq!(shown(&[&[3, 80, 50], &[60, 40, 30], &[70, 9, 20]], true), "* 80 * | 60 40 30 | * 9 *");
}

#[test]
fn small_counts_that_leave_one_another_no_room_are_joined_by_a_larger_one() {
    assert_eq!(shown(&[&[1], &[1], &[40], &[30]], false), "* | * | 40 | *");
    assert_eq!(shown(&[&[4], &[3], &[40], &[30]], false), "* | * | 40 | 30");
}

#[test]
fn where_even_stars_would_tell_zeros_are_hidden_too() {
    assert_eq!(shown(&[&[1], &[1], &[0], &[0]], false), "* | * | * | *");
}

#[test]
fn a_large_table_takes_no_time() {
    let cell = |row: u64, column: u64| (row * 7919 + column * 104_729) % 61 / (1 + column % 4);
    let table = Table {
        cells: (0..200).map(|row| (0..16).map(|column| Some(cell(row, column))).collect()).collect(),
        people: vec![true; 16],
        rows_known: true,
    };
    let begun = std::time::Instant::now();
    let hidden = hide(&table, &[]);
    assert!(hidden.bare.is_empty());
    assert!(begun.elapsed().as_millis() < 2000, "{:?}", begun.elapsed());
}
