//! Canonical tables: UTF-8 in form NFC, LF, tabs; the first cell is the format; rows sorted by their first cell.
//!
//! There is one way to write a table, and the reader takes no other: what differs in a byte has another digest.

use super::fault::{Both, Fault, quoted};
use super::names::holds_card;
use std::collections::BTreeMap;
use unicode_normalization::is_nfc;

/// How many faults of one file are told; the others are most likely of the same kind.
pub const MOST: usize = 20;

/// A table as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<'a> {
    /// The heads of the columns after the first cell.
    pub columns: Vec<&'a str>,
    /// The rows; the first cell is the row's own.
    pub rows: Vec<Vec<&'a str>>,
}

/// The text of a file that must be UTF-8, NFC, without carriage returns, and end in a line end.
pub fn text<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, Vec<Fault>> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let line = 1 + bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count();
            let en = "there are bytes here that are not UTF-8 text";
            return Err(vec![Fault::new(file, en, "此处有字节不是 UTF-8 文本").line(line)]);
        }
    };
    let (line, en, zh) = if let Some(at) = text.find(['\r', '\u{feff}']) {
        let en = "a carriage return or byte order mark stands here; lines end in LF alone";
        (text[..at].matches('\n').count(), en, "此处有回车符或 BOM；行尾只能是 LF")
    } else if let Some(line) = text.lines().position(|line| !is_nfc(line)) {
        (line, "the text here is not in Unicode form NFC", "此处文字不是 Unicode NFC 形式")
    } else if !text.ends_with('\n') {
        (text.lines().count().saturating_sub(1), "the last line has no line end", "末行没有换行符")
    } else {
        return Ok(text);
    };
    Err(vec![Fault::new(file, en, zh).line(line + 1)])
}

/// Reads a table of this format.
pub fn read<'a>(file: &str, format: &str, bytes: &'a [u8]) -> Result<Table<'a>, Vec<Fault>> {
    let text = text(file, bytes)?;
    let mut lines = text[..text.len() - 1].split('\n');
    let mut head = lines.next().unwrap_or_default().split('\t');
    let found = head.next().unwrap_or_default();
    if found != format {
        let found = quoted(found);
        return Err(vec![
            Fault::new(
                file,
                format!("the first cell is {found}, not `{format}`"),
                format!("首格是 {found}，应为 `{format}`"),
            )
            .line(1),
        ]);
    }
    let columns: Vec<&str> = head.collect();
    let mut rows: Vec<Vec<&str>> = Vec::new();
    let mut faults = Vec::new();
    for (at, line) in lines.enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        let mut fault = |en: String, zh: String, column: Option<&str>| {
            if faults.len() < MOST {
                let fault = Fault::new(file, en, zh).line(at + 2).row(cells[0]);
                faults.push(match column {
                    Some(column) => fault.column(column),
                    None => fault,
                });
            }
        };
        if cells.len() != columns.len() + 1 {
            fault(
                format!("the row has {} cells and the head {}", cells.len(), columns.len() + 1),
                format!("该行有 {} 格，表头有 {} 格", cells.len(), columns.len() + 1),
                None,
            );
        }
        match rows.last().map(|row| row[0].cmp(cells[0])) {
            Some(std::cmp::Ordering::Equal) => {
                fault("this row stands twice".into(), "该行重复".into(), None);
            }
            Some(std::cmp::Ordering::Greater) => fault(
                "the row stands out of order; rows are sorted by their first cell, byte by byte".into(),
                "该行次序不对；各行须按首格逐字节排序".into(),
                None,
            ),
            _ => {}
        }
        for (number, cell) in cells.iter().enumerate().filter(|(_, cell)| holds_card(cell)) {
            let cell = quoted(cell);
            fault(
                format!("{cell} holds an identity-card number; use opaque ids"),
                format!("{cell} 含有居民身份证号码；请改用编号"),
                number.checked_sub(1).and_then(|column| columns.get(column)).copied(),
            );
        }
        rows.push(cells);
    }
    if faults.is_empty() { Ok(Table { columns, rows }) } else { Err(faults) }
}

/// A table to be written.
#[derive(Debug)]
pub struct Writer {
    head: String,
    rows: Vec<(String, String)>,
}

impl Writer {
    /// With the format and the heads of the other columns.
    pub fn new<S: AsRef<str>>(format: &str, columns: impl IntoIterator<Item = S>) -> Writer {
        let mut head = format.to_owned();
        for column in columns {
            head.push('\t');
            head.push_str(column.as_ref());
        }
        Writer { head, rows: Vec::new() }
    }

    /// A row, in any order: they are sorted in the end.
    pub fn row<S: AsRef<str>>(&mut self, first: &str, cells: impl IntoIterator<Item = S>) {
        let mut rest = String::new();
        for cell in cells {
            debug_assert!(!cell.as_ref().contains(['\t', '\n']));
            rest.push('\t');
            rest.push_str(cell.as_ref());
        }
        self.rows.push((first.to_owned(), rest));
    }

    /// The bytes of the file.
    pub fn finish(mut self) -> Vec<u8> {
        self.rows.sort_by(|one, other| one.0.cmp(&other.0));
        let mut text = self.head;
        text.push('\n');
        for (first, rest) in &self.rows {
            text.push_str(first);
            text.push_str(rest);
            text.push('\n');
        }
        text.into_bytes()
    }
}

/// Where a table is not what a run gives: rows missing or added, cells that differ, or else the first line that does.
pub fn differences(file: &str, found: &[u8], wanted: &[u8], wanted_by: &Both) -> Vec<Fault> {
    if found == wanted {
        return Vec::new();
    }
    let found = match text(file, found) {
        Ok(found) => found,
        Err(faults) => return faults,
    };
    let wanted = String::from_utf8_lossy(wanted);
    let rows = |text: &'_ str| -> Vec<(usize, String)> {
        text.lines().enumerate().map(|(at, line)| (at + 1, line.to_owned())).collect()
    };
    let (found, wanted) = (rows(found), rows(&wanted));
    let heads: Vec<&str> = wanted.first().map(|(_, head)| head.split('\t').skip(1).collect()).unwrap_or_default();
    let first = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
    let by_first = |rows: &[(usize, String)]| -> BTreeMap<String, (usize, String)> {
        rows.iter().skip(1).map(|(at, line)| (first(line), (*at, line.clone()))).collect()
    };
    let (mine, theirs) = (by_first(&found), by_first(&wanted));
    let mut faults = Vec::new();
    if found.first() != wanted.first() {
        faults.push(Fault::new(file, "the head is not that of the run", "表头与本次派位不符").line(1));
    }
    for (first, (at, line)) in &mine {
        let Some((_, other)) = theirs.get(first) else {
            faults.push(Fault::new(file, "the row does not belong here", "此行不应存在").line(*at).row(first));
            continue;
        };
        let (cells, others): (Vec<&str>, Vec<&str>) = (line.split('\t').collect(), other.split('\t').collect());
        if let Some(column) = (0..cells.len().max(others.len())).find(|at| cells.get(*at) != others.get(*at)) {
            let cell = |cells: &[&str]| cells.get(column).map_or_else(|| "-".to_owned(), |cell| quoted(cell));
            let (is, should) = (cell(&cells), cell(&others));
            let en = format!("the cell is {is}; {} {should}", wanted_by.en);
            let fault = Fault::new(file, en, format!("此格为 {is}；{}{should}", wanted_by.zh)).line(*at).row(first);
            faults.push(match heads.get(column.wrapping_sub(1)) {
                Some(head) => fault.column(head),
                None => fault,
            });
        }
    }
    for first in theirs.keys().filter(|first| !mine.contains_key(*first)) {
        faults.push(Fault::new(file, "the row is missing", "缺少此行").row(first));
    }
    if faults.is_empty() {
        let at = found.iter().zip(&wanted).position(|(one, other)| one.1 != other.1);
        let at = at.unwrap_or(found.len().min(wanted.len())) + 1;
        faults.push(Fault::new(file, "this line is not that of the run", "此行与本次派位不符").line(at));
    }
    if faults.len() > MOST {
        let more = faults.len() - MOST;
        faults.truncate(MOST);
        faults.push(Fault::new(file, format!("and {more} more rows differ"), format!("另有 {more} 行不符")));
    }
    faults
}
