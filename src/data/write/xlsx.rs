//! Workbooks: a sheet each, headings in bold that stay in view and filter, columns as wide as what they hold.

use super::super::defuse::defuse;
use super::Sheet;
use crate::base::date::{Date, Moment};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::collections::BTreeSet;
use std::fmt;

/// Why a workbook could not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<XlsxError> for Failure {
    fn from(error: XlsxError) -> Failure {
        Failure(error.to_string())
    }
}

/// The most characters of a cell, and the most rows of a sheet.
const MOST_CHARACTERS: usize = 32_767;

/// The bytes of a workbook with these sheets. `created` is written into it as the time of its making.
pub fn xlsx(sheets: &[Sheet], created: Moment) -> Result<Vec<u8>, Failure> {
    let mut book = book(created)?;
    let mut names = BTreeSet::new();
    for sheet in sheets {
        fill(book.add_worksheet(), sheet, &tab_name(&sheet.name, &mut names))?;
    }
    if sheets.is_empty() {
        book.add_worksheet();
    }
    Ok(book.save_to_buffer()?)
}

/// An empty workbook whose bytes do not depend on the clock.
pub(in super::super) fn book(created: Moment) -> Result<Workbook, Failure> {
    // A workbook knows no year before 1900.
    let created = if created.date().ymd().0 < 1900 {
        Date::from_ymd(1900, 1, 1).and_then(|d| Moment::new(d, 0, 0, 0)).unwrap_or(created)
    } else {
        created
    };
    let (year, month, day) = created.date().ymd();
    let (hour, minute, second) = created.hms();
    let at = ExcelDateTime::from_ymd(year as u16, month as u8, day as u8)?.and_hms(
        hour as u16,
        minute as u8,
        second as f64,
    )?;
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&at));
    Ok(book)
}

/// A name that a tab may have, and that no other tab has.
pub(in super::super) fn tab_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = wanted
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') || c.is_control() { '_' } else { c })
        .collect();
    let cut = |most: usize| -> String {
        let mut units = 0;
        plain.chars().take_while(|c| (units += c.len_utf16(), units).1 <= most).collect()
    };
    let mut name = if plain.trim().is_empty() { "Sheet".to_owned() } else { cut(31) };
    let mut number = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{}_{number}", cut(26));
        number += 1;
    }
    name
}

fn fill(page: &mut Worksheet, sheet: &Sheet, name: &str) -> Result<(), Failure> {
    page.set_name(name)?;
    let text = Format::new().set_num_format("@");
    let heading = Format::new().set_num_format("@").set_bold();
    let columns = sheet.rows.iter().map(Vec::len).chain([sheet.headers.len()]).max().unwrap_or(0);
    for at in 0..columns {
        let column = column(at)?;
        let cells = std::iter::once(&sheet.headers).chain(sheet.rows.iter().take(1000));
        let width = cells.filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0);
        page.set_column_width(column, (width as f64 + 2.0).clamp(8.0, 60.0))?;
        page.set_column_format(column, &text)?;
    }
    for (at, cell) in sheet.headers.iter().enumerate() {
        page.write_string_with_format(0, column(at)?, cut(&defuse(cell)), &heading)?;
    }
    for (row, cells) in (1u32..).zip(&sheet.rows) {
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            page.write_string_with_format(row, column(at)?, cut(&defuse(cell)), &text)?;
        }
    }
    page.set_freeze_panes(1, 0)?;
    if !sheet.headers.is_empty() {
        let last = u32::try_from(sheet.rows.len()).map_err(|_| Failure("too many rows for a workbook".into()))?;
        page.autofilter(0, 0, last, column(sheet.headers.len() - 1)?)?;
    }
    Ok(())
}

pub(in super::super) fn column(at: usize) -> Result<u16, Failure> {
    u16::try_from(at).map_err(|_| Failure("too many columns for a workbook".into()))
}

/// How wide text is, in narrow characters; a Chinese character is two.
pub(in super::super) fn width(text: &str) -> usize {
    text.lines().map(unicode_width::UnicodeWidthStr::width).max().unwrap_or(0)
}

/// No more characters than a cell may have.
fn cut(text: &str) -> String {
    if text.len() <= MOST_CHARACTERS {
        return text.to_owned();
    }
    let mut units = 0;
    text.chars().take_while(|c| (units += c.len_utf16(), units).1 <= MOST_CHARACTERS).collect()
}
