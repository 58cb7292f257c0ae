//! Workbooks: every cell becomes the text that a person would have typed.
//!
//! Cells are read one by one, never as a rectangle: a stray cell at the far corner of a sheet must not cost a
//! gigabyte. Dates are converted here, for both epochs; a whole number loses its `.0`; a number with more than 15
//! digits has already been rounded by the spreadsheet and is refused.

use super::super::problem::{Problem, Reason, Shown};
use super::{Builder, Encoding, RawTable, tidy};
use crate::base::date::{Date, Moment};
use calamine::{DataRef, Reader, SheetType, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

/// A cell as text, or why it has none.
type Cell = Result<String, Problem>;

pub(super) fn read(name: &str, bytes: &[u8], sheet: Option<&str>) -> Result<RawTable, Problem> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Problem::Workbook)?;
    let sheets: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let chosen = match sheet {
        Some(wanted) => sheets.iter().find(|name| tidy(name) == tidy(wanted)),
        None => sheets.first(),
    };
    let Some(chosen) = chosen else {
        let there = sheets.iter().map(|name| Shown::new(name)).collect();
        return Err(Problem::Sheet { wanted: Shown::new(sheet.unwrap_or_default()), there });
    };
    let epoch_1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(chosen).map_err(|_| Problem::Workbook)?;
    // Rows may come in any order in a file that no spreadsheet wrote.
    let mut rows: BTreeMap<u32, BTreeMap<u32, Cell>> = BTreeMap::new();
    while let Some(cell) = cells.next_cell().map_err(|_| Problem::Workbook)? {
        let (row, column) = cell.get_position();
        if let Some(text) = text_of(cell.get_value(), epoch_1904) {
            rows.entry(row).or_default().insert(column, text);
        }
    }
    assemble(name, rows)
}

fn assemble(name: &str, rows: BTreeMap<u32, BTreeMap<u32, Cell>>) -> Result<RawTable, Problem> {
    let mut builder: Option<Builder> = None;
    let mut before = None;
    let mut blank = 0;
    for (row, sparse) in rows {
        let Some(builder) = &mut builder else {
            if sparse.values().any(|cell| cell.as_ref().is_ok_and(|text| !tidy(text).is_empty())) {
                let heads = sparse.into_iter().map(|(column, cell)| (column, cell.unwrap_or_default()));
                builder = Some(Builder::new(name, Encoding::Xlsx, dense(heads.collect()))?);
                before = Some(row);
            }
            continue;
        };
        blank += u64::from(row - before.unwrap_or(row) - 1);
        before = Some(row);
        let mut reasons = Vec::new();
        let mut texts = BTreeMap::new();
        for (column, cell) in sparse {
            match cell {
                Ok(text) => drop(texts.insert(column, text)),
                Err(problem) => {
                    let shown =
                        if let Problem::CellError(shown) = &problem { shown.to_string() } else { String::new() };
                    texts.insert(column, shown);
                    reasons.push(Reason { column: builder.heading(column as usize), problem });
                }
            }
        }
        builder.push(u64::from(row) + 1, dense(texts), reasons, false);
    }
    let mut table = builder.ok_or(Problem::Empty)?.finish();
    table.blank += blank;
    Ok(table)
}

/// Cells side by side. A column number has at most 14 bits.
fn dense(sparse: BTreeMap<u32, String>) -> Vec<String> {
    let width = sparse.iter().rev().find(|(_, text)| !tidy(text).is_empty()).map_or(0, |(column, _)| column + 1);
    let mut cells = vec![String::new(); width as usize];
    for (column, text) in sparse {
        if let Some(cell) = cells.get_mut(column as usize) {
            *cell = text;
        }
    }
    cells
}

/// What a person would have typed; `None` for an empty cell.
fn text_of(value: &DataRef<'_>, epoch_1904: bool) -> Option<Cell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::String(text) => Ok(text.clone()),
        DataRef::SharedString(text) => Ok((*text).to_owned()),
        DataRef::Bool(yes) => Ok(if *yes { "true" } else { "false" }.to_owned()),
        DataRef::Int(whole) => Ok(whole.to_string()),
        DataRef::Float(number) => number_text(*number),
        DataRef::Error(error) => Err(Problem::CellError(Shown::new(&error.to_string()))),
        DataRef::DateTime(serial) if serial.is_datetime() => match serial_text(serial.as_f64(), epoch_1904) {
            Some(text) => Ok(text),
            None => number_text(serial.as_f64()),
        },
        DataRef::DateTime(serial) => number_text(serial.as_f64()),
        DataRef::DateTimeIso(text) => Ok(text.strip_suffix("T00:00:00").unwrap_or(text).to_owned()),
        DataRef::DurationIso(text) => Ok(text.clone()),
    })
}

/// A number with the 15 digits that a spreadsheet shows.
fn number_text(number: f64) -> Cell {
    if !number.is_finite() || number.abs() >= 1e15 {
        return Err(Problem::LongNumber);
    }
    // 15 significant digits take off the noise of binary fractions, such as in 0.1 + 0.2.
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    Ok(if rounded == 0.0 { "0".to_owned() } else { format!("{rounded}") })
}

/// The day, or the moment if the serial number has a part of a day.
fn serial_text(serial: f64, epoch_1904: bool) -> Option<String> {
    let seconds = (serial * 86_400.0).round();
    if !(0.0..86_400.0 * 2_958_466.0).contains(&seconds) {
        return None;
    }
    let seconds = seconds as i64;
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // The first epoch counts a 29 February 1900 that never was; day 60 does not exist.
    let origin = match (epoch_1904, days) {
        (true, _) => Date::from_ymd(1904, 1, 1)?,
        (false, ..=0 | 60) => return None,
        (false, ..60) => Date::from_ymd(1899, 12, 31)?,
        (false, _) => Date::from_ymd(1899, 12, 30)?,
    };
    let date = Date::from_days(origin.days().checked_add(i32::try_from(days).ok()?)?)?;
    if rest == 0 {
        return Some(date.to_string());
    }
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    let moment = Moment::new(date, hour as u32, minute as u32, second as u32)?;
    Some(moment.to_string().replace('T', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_become_days() {
        for (serial, epoch_1904, day) in [
            (43_343.0, false, "2018-08-31"),
            (41_881.0, true, "2018-08-31"),
            (0.0, true, "1904-01-01"),
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (61.0, false, "1900-03-01"),
            (45_943.541_666_666_664, false, "2025-10-13 13:00:00"),
            (2_958_465.0, false, "9999-12-31"),
        ] {
            assert_eq!(serial_text(serial, epoch_1904).as_deref(), Some(day));
        }
        assert_eq!(serial_text(60.0, false), None);
        assert_eq!(serial_text(-1.0, false), None);
        assert_eq!(serial_text(1e300, false), None);
        assert_eq!(serial_text(f64::NAN, false), None);
    }

    #[test]
    fn numbers_lose_their_noise() {
        let text = |number| number_text(number).ok();
        assert_eq!(text(2_024_000_001.0).as_deref(), Some("2024000001"));
        assert_eq!(text(0.1 + 0.2).as_deref(), Some("0.3"));
        assert_eq!(text(-12.5).as_deref(), Some("-12.5"));
        assert_eq!(text(-0.0).as_deref(), Some("0"));
        assert_eq!(text(110_105_194_912_310_020.0), None);
    }
}
