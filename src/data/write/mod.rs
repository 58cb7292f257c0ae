//! From tables of text to the bytes of a CSV file or a workbook.
//!
//! Every cell is text, so that no spreadsheet turns an id into a number or a month into a day, and no cell runs as a
//! formula. The bytes depend on what is given alone: nothing here knows what day it is.

#[cfg(test)]
mod tests;
mod xlsx;

pub use xlsx::{Failure, xlsx};
pub(super) use xlsx::{book, column, tab_name, width};

use super::defuse::defuse;

/// A table of text to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Its name, which a workbook shows on its tab.
    pub name: String,
    /// Its headings.
    pub headers: Vec<String>,
    /// Its rows; a row shorter than the headings ends in empty cells.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// A table without rows.
    pub fn new<S: Into<String>>(name: impl Into<String>, headers: impl IntoIterator<Item = S>) -> Sheet {
        Sheet { name: name.into(), headers: headers.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }
}

/// The bytes of a CSV file: UTF-8 with a byte order mark, commas and CR LF, which is what Excel opens without asking.
pub fn csv(sheet: &Sheet) -> Vec<u8> {
    let width = sheet.rows.iter().map(Vec::len).chain([sheet.headers.len()]).max().unwrap_or(0);
    let mut text = String::from("\u{feff}");
    for row in std::iter::once(&sheet.headers).chain(&sheet.rows) {
        for at in 0..width {
            if at > 0 {
                text.push(',');
            }
            quoted(&defuse(row.get(at).map_or("", String::as_str)), width == 1, &mut text);
        }
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// A cell, in quotation marks where it needs them. The only cell of a row must not look like a blank line.
fn quoted(cell: &str, only: bool, text: &mut String) {
    let plain = !cell.contains(['"', ',', ';', '\t', '\r', '\n']) && cell.trim() == cell && !(only && cell.is_empty());
    if plain {
        text.push_str(cell);
        return;
    }
    text.push('"');
    text.push_str(&cell.replace('"', "\"\""));
    text.push('"');
}
