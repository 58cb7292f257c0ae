//! From bytes to rows of text: CSV in its encodings and dialects, and workbooks.
//!
//! Nothing is guessed silently. Bytes that are no text, a quotation mark that is never closed and two columns of one
//! name stop the file; a row whose cells cannot be told apart is set aside and the others go on. Every row keeps the
//! physical line on which it begins. What cells mean is no matter of this module.

mod csv;
mod encoding;
#[cfg(test)]
mod tests;
mod xlsx;

pub use encoding::Encoding;

use super::defuse::undefuse;
use super::problem::{Finding, Problem, Reason, Rejected, Shown};
use std::collections::BTreeMap;

/// The headings of the three columns that follow the original ones in a file of rejected rows, in both tongues.
/// Where they are the last three of a file they are not read.
pub const TRAILING: [[&str; 3]; 2] = [["line", "column", "reason"], ["行", "列", "原因"]];

/// A table as it came: headings and rows of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawTable {
    /// What messages call it.
    pub name: String,
    /// The headings, trimmed; blank where a column has none.
    pub headers: Vec<String>,
    /// The rows, each with as many cells as there are headings.
    pub rows: Vec<RawRow>,
    /// Rows whose cells could not be told apart or computed.
    pub rejected: Vec<Rejected>,
    /// Rows in which every cell is blank; they are skipped.
    pub blank: u64,
    /// How the bytes were read.
    pub encoding: Encoding,
    /// These are rows that were set aside before: the file ends in [`TRAILING`].
    pub fed_back: bool,
}

/// A row as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// The physical line on which it begins, from 1; in a workbook the number of the row.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

impl RawTable {
    /// Reads a CSV file or workbook, told apart by how it begins. `sheet` names a sheet of a workbook; the first is
    /// read otherwise.
    pub fn read(name: &str, bytes: &[u8], sheet: Option<&str>) -> Result<RawTable, Finding> {
        let read = if bytes.starts_with(b"PK\x03\x04") {
            xlsx::read(name, bytes, sheet)
        } else if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            Err(Problem::OldExcel)
        } else {
            csv::read(name, bytes)
        };
        read.map_err(Finding::error)
    }

    /// Rows that are not blank: those that can be read and those set aside.
    pub fn read_count(&self) -> u64 {
        (self.rows.len() + self.rejected.len()) as u64
    }

    /// What should be said of the table as a whole.
    pub fn notes(&self) -> Vec<Finding> {
        let mut notes = Vec::new();
        if self.read_count() == 0 {
            notes.push(Finding::note(Problem::HeaderOnly));
        }
        if self.blank > 0 {
            notes.push(Finding::note(Problem::BlankRows(self.blank)));
        }
        notes
    }
}

/// White space, whatever its width, and marks of the encoding that no one sees.
pub(super) fn tidy(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// Puts rows under headings.
struct Builder {
    table: RawTable,
    /// How many cells a row of the file has.
    width: usize,
    /// How many columns at the end are those of a file of rejected rows.
    trailing: usize,
}

impl Builder {
    /// With the cells of the first row that is not blank.
    fn new(name: &str, encoding: Encoding, first: Vec<String>) -> Result<Builder, Problem> {
        let width = first.len();
        let mut headers: Vec<String> = first.iter().map(|cell| tidy(undefuse(cell)).to_owned()).collect();
        while headers.last().is_some_and(String::is_empty) {
            headers.pop();
        }
        let mut trailing = 0;
        if headers.len() > 3 && TRAILING.iter().any(|words| headers.ends_with(&words.map(str::to_owned))) {
            headers.truncate(headers.len() - 3);
            trailing = 3;
        }
        if headers.is_empty() {
            return Err(Problem::Empty);
        }
        let mut seen = BTreeMap::new();
        for (at, heading) in headers.iter().enumerate().filter(|(_, heading)| !heading.is_empty()) {
            if let Some(first) = seen.insert(heading, at) {
                return Err(Problem::DuplicateHeading {
                    heading: Shown::new(heading),
                    first: first + 1,
                    second: at + 1,
                });
            }
        }
        let table = RawTable {
            name: name.to_owned(),
            headers,
            rows: Vec::new(),
            rejected: Vec::new(),
            blank: 0,
            encoding,
            fed_back: trailing > 0,
        };
        Ok(Builder { table, width, trailing })
    }

    /// The heading above a column, if there is one.
    fn heading(&self, column: usize) -> Option<Shown> {
        self.table.headers.get(column).filter(|heading| !heading.is_empty()).map(|heading| Shown::new(heading))
    }

    /// Takes a row. `reasons` are against cells of it; `exact` asks for a cell under every heading.
    fn push(&mut self, line: u64, mut cells: Vec<String>, mut reasons: Vec<Reason>, exact: bool) {
        if reasons.is_empty() && cells.iter().all(|cell| tidy(cell).is_empty()) {
            self.table.blank += 1;
            return;
        }
        let headings = self.table.headers.len();
        let read = cells.len();
        let least = if self.trailing == 0 { headings } else { headings + self.trailing };
        for cell in &mut cells {
            if let Some(defused) = undefuse_owned(cell) {
                *cell = defused;
            }
        }
        // Cells of the file's own: those under headings, and those beyond the last column.
        cells.drain(headings.min(read)..(headings + self.trailing).min(read));
        if exact && read < least {
            reasons.push(Reason { column: None, problem: Problem::TooFewCells { cells: read, headings: self.width } });
        }
        let unheaded = |at: usize| self.table.headers.get(at).is_none_or(String::is_empty);
        if let Some(at) = (0..cells.len()).find(|at| unheaded(*at) && !tidy(&cells[*at]).is_empty()) {
            let problem = if at + self.trailing >= self.width {
                Problem::TooManyCells { cells: read, headings: self.width }
            } else {
                Problem::NoHeading { column: at + 1 }
            };
            reasons.push(Reason { column: None, problem });
        }
        if reasons.is_empty() {
            cells.resize(headings, String::new());
            self.table.rows.push(RawRow { line, cells });
        } else {
            while cells.len() > headings && cells.last().is_some_and(|cell| tidy(cell).is_empty()) {
                cells.pop();
            }
            self.table.rejected.push(Rejected::new(line, reasons, &cells));
        }
    }

    fn finish(self) -> RawTable {
        self.table
    }
}

/// The cell without the quote that keeps it from being run, if it has one.
fn undefuse_owned(cell: &str) -> Option<String> {
    let plain = undefuse(cell);
    (plain.len() != cell.len()).then(|| plain.to_owned())
}
