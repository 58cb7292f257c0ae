//! Small numbers are not published: which cells of a table of counts stay hidden.
//!
//! A count of 1 to 4 may point at a child whom somebody knows. Hiding the cell alone does not help where a total of its
//! row or column stands beside it, so others are hidden with it until the rows and columns leave room: a hidden cell
//! could be raised or lowered by [`ROOM`] in all without any shown number changing. Whether it can is a question of flow:
//! raising a cell by one lowers another of its row, which raises another of *that* one's column, and so on round to the
//! first column. Cells are opened along the cheapest such way, so that little is lost.
//!
//! Zeros are shown, so whoever reads a star knows that it is not zero. Only where that would give too much away (a column
//! that adds up to 2) all zeros of the column are hidden with the rest, and then, or where a whole column is stars, a
//! star may be anything.
//!
//! Totals of rows and columns count as known throughout. Where they leave less room, a cell gets all there is, and
//! [`Hidden::bare`] names those that have none.
//!
//! This does not decide what is shown in which table, and does not look across tables: whoever makes a page sees to it
//! that two tables share nothing but totals that are known anyway.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Counts below this, and above zero, are hidden.
pub const SMALL: u64 = 5;

/// How far the possible values of a hidden cell must at least reach from the lowest to the highest: as far as from 1 to 4.
pub const ROOM: u64 = 3;

/// Whether a count of people is too small to be shown.
pub fn small(count: u64) -> bool {
    (1..SMALL).contains(&count)
}

/// A table of counts, the total of each column being known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// By rows; `None` where there can be nobody, as everyone knows.
    pub cells: Vec<Vec<Option<u64>>>,
    /// For each column, whether it counts people; other columns may be hidden to cover for them but need no cover.
    pub people: Vec<bool>,
    /// The total of each row is known too.
    pub rows_known: bool,
}

/// Which cells are hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// By rows.
    pub cells: Vec<Vec<bool>>,
    /// Cells that had to be hidden but that the totals alone give away.
    pub bare: Vec<(usize, usize)>,
}

/// Hides what is small, `forced` besides, and what else has to be hidden so that those cannot be worked out.
pub fn hide(table: &Table, forced: &[(usize, usize)]) -> Hidden {
    let mut net = Net::new(table);
    let mut wanted: Vec<Place> = forced.to_vec();
    for (row, cells) in table.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            if table.people[column] && cell.is_some_and(small) && !wanted.contains(&(row, column)) {
                wanted.push((row, column));
            }
        }
    }
    wanted.retain(|(row, column)| table.cells[*row][*column].is_some());
    wanted.iter().for_each(|cell| net.put(*cell));
    let mut bare = Vec::new();
    for cell in wanted {
        if net.make_room(cell) == 0 {
            bare.push(cell);
        }
    }
    Hidden { cells: net.hidden, bare }
}

/// A cell, by row and column.
type Place = (usize, usize);

/// How a cell is moved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Move {
    Raise,
    Lower,
}

/// Which other cells may join in a move.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Those that are hidden already.
    Hidden,
    /// Those that are not zero.
    Nonzero,
    /// Zeros too.
    All,
}

/// A step of a way: from which knot, through which cell, and how that cell is moved.
#[derive(Clone, Copy)]
struct Step {
    from: usize,
    through: Place,
    by: Move,
}

/// The table as a net: rows and columns are its knots, cells its threads.
struct Net<'a> {
    table: &'a Table,
    hidden: Vec<Vec<bool>>,
    /// For each column, whether a star of it may be zero.
    zeros: Vec<bool>,
    rows: usize,
    columns: usize,
}

impl<'a> Net<'a> {
    fn new(table: &'a Table) -> Net<'a> {
        let (rows, columns) = (table.cells.len(), table.people.len());
        let zeros = table.people.iter().map(|people| !people).collect();
        Net { table, hidden: vec![vec![false; columns]; rows], zeros, rows, columns }
    }

    fn put(&mut self, (row, column): Place) {
        if self.hidden[row][column] {
            return;
        }
        self.hidden[row][column] = true;
        let mut cells = (0..self.rows).map(|row| (self.table.cells[row][column], self.hidden[row][column]));
        self.zeros[column] = self.zeros[column]
            || cells.clone().any(|(cell, hidden)| hidden && cell == Some(0))
            || cells.all(|(cell, hidden)| hidden || cell.is_none());
    }

    /// Hides more until the cell has its room; how much it has in the end.
    fn make_room(&mut self, cell: Place) -> u64 {
        let mut room = 0;
        for reach in [Reach::Hidden, Reach::Nonzero, Reach::All] {
            if reach == Reach::All {
                self.hide_zeros(cell.1);
            }
            let up = self.flow(cell, Move::Raise, reach, ROOM);
            let down = self.flow(cell, Move::Lower, reach, ROOM - up.min(ROOM));
            room = up + down;
            if room >= ROOM {
                break;
            }
        }
        room
    }

    /// How far, up to `most`, the cell can be moved; cells on the way are hidden.
    fn flow(&mut self, (row, column): Place, way: Move, reach: Reach, most: u64) -> u64 {
        let most = match way {
            Move::Raise => most,
            Move::Lower => most.min(self.slack(row, column)),
        };
        let mut moved = vec![vec![0i64; self.columns]; self.rows];
        let mut done = 0;
        while done < most {
            // One way wide enough for all that is wanted saves opening several.
            let found = [most - done, 1]
                .into_iter()
                .find_map(|wide| self.way((row, column), way, reach, &moved, wide as i64).map(|found| (found, wide)));
            let Some((found, wide)) = found else { break };
            for (thread, direction) in found {
                self.put(thread);
                moved[thread.0][thread.1] += if direction == Move::Raise { wide as i64 } else { -(wide as i64) };
            }
            done += wide;
        }
        done
    }

    fn hide_zeros(&mut self, column: usize) {
        for row in 0..self.rows {
            if self.table.cells[row][column] == Some(0) {
                self.put((row, column));
            }
        }
    }

    /// How far a cell may be lowered: not to zero where zeros of its kind are shown.
    fn slack(&self, row: usize, column: usize) -> u64 {
        let count = self.table.cells[row][column].unwrap_or(0);
        if self.zeros[column] { count } else { count.saturating_sub(1) }
    }

    /// What it costs to use a cell; `None`: it cannot be used.
    fn price(&self, row: usize, column: usize, reach: Reach) -> Option<u64> {
        let count = self.table.cells[row][column]?;
        match (self.hidden[row][column], self.table.people[column]) {
            (true, _) => Some(0),
            _ if reach == Reach::Hidden => None,
            (_, false) => Some(2_000),
            (_, true) if count > 0 => Some(10_000 + count.min(5_000)),
            (_, true) => (reach == Reach::All).then_some(10_000_000),
        }
    }

    fn knot(&self, row: usize) -> usize {
        if self.table.rows_known { row } else { 0 }
    }

    /// The cheapest way round: the other cells that move when this one does, each by `wide`.
    fn way(&self, cell: Place, way: Move, reach: Reach, moved: &[Vec<i64>], wide: i64) -> Option<Vec<(Place, Move)>> {
        let (from, to) = match way {
            Move::Raise => (self.knot(cell.0), self.rows + cell.1),
            Move::Lower => (self.rows + cell.1, self.knot(cell.0)),
        };
        let mut best: Vec<Option<u64>> = vec![None; self.rows + self.columns];
        let mut back: Vec<Option<Step>> = vec![None; self.rows + self.columns];
        let mut open = BinaryHeap::from([Reverse((0u64, from))]);
        best[from] = Some(0);
        while let Some(Reverse((cost, knot))) = open.pop() {
            if knot == to {
                break;
            }
            if best[knot].is_some_and(|known| known < cost) {
                continue;
            }
            let mut step = |row: usize, column: usize, next: usize, direction: Move| {
                let fits = direction == Move::Raise || self.slack(row, column) as i64 + moved[row][column] >= wide;
                let Some(price) = self.price(row, column, reach).filter(|_| fits && (row, column) != cell) else {
                    return;
                };
                if best[next].is_none_or(|known| cost + price < known) {
                    best[next] = Some(cost + price);
                    back[next] = Some(Step { from: knot, through: (row, column), by: direction });
                    open.push(Reverse((cost + price, next)));
                }
            };
            // From a row a cell is lowered, from a column one is raised: so every row and column keeps its total.
            if knot >= self.rows {
                let column = knot - self.rows;
                (0..self.rows).for_each(|row| step(row, column, self.knot(row), Move::Raise));
            } else {
                let rows = if self.table.rows_known { knot..knot + 1 } else { 0..self.rows };
                for row in rows {
                    (0..self.columns).for_each(|column| step(row, column, self.rows + column, Move::Lower));
                }
            }
        }
        best[to]?;
        let mut found = Vec::new();
        let mut knot = to;
        while knot != from {
            let Step { from, through, by } = back[knot]?;
            found.push((through, by));
            knot = from;
        }
        Some(found)
    }
}
