//! The file of rejected rows: the original columns first, then the line, the column and the reason.
//!
//! Correct it and feed it back: the three columns at the end are not read. A row that had more cells than headings
//! keeps them under blank headings, where they will be noticed again.

use super::problem::Rejected;
use super::raw::{RawTable, TRAILING};
use super::write::Sheet;
use crate::base::tongue::Tongue;

/// The rejected rows of a table, in the words of a tongue.
pub fn rejected_sheet(table: &RawTable, rejected: &[Rejected], tongue: Tongue) -> Sheet {
    let width = rejected.iter().map(|row| row.cells.len()).chain([table.headers.len()]).max().unwrap_or(0);
    let wide = |cells: &[String]| -> Vec<String> {
        cells.iter().cloned().chain(std::iter::repeat(String::new())).take(width).collect()
    };
    let masked: Vec<String> = table.headers.iter().map(|heading| crate::base::card::mask(heading)).collect();
    let mut sheet = Sheet::new("rejected", wide(&masked));
    sheet.headers.extend(tongue.pick(TRAILING[0], TRAILING[1]).map(str::to_owned));
    for row in rejected {
        let mut cells = wide(&row.cells);
        cells.push(row.line.to_string());
        cells.push(row.column().unwrap_or_default().to_owned());
        cells.push(row.reason(tongue));
        sheet.rows.push(cells);
    }
    sheet
}

/// The bytes of `rejected.csv`.
pub fn rejected_csv(table: &RawTable, rejected: &[Rejected], tongue: Tongue) -> Vec<u8> {
    super::write::csv(&rejected_sheet(table, rejected, tongue))
}
