//! CSV: the delimiter is found in the headings, quoted cells may hold line ends, and rows keep their lines.
//!
//! The `csv` crate tells cells apart. It skips blank lines and forgives a quotation mark that is never closed, so
//! both are looked for here: the first to count lines, the second because it would swallow the rest of the file.

use super::super::problem::Problem;
use super::encoding::{decode, line_of, lines_in};
use super::{Builder, RawTable, tidy};
use ::csv::{ByteRecord, ReaderBuilder};

pub(super) fn read(name: &str, bytes: &[u8]) -> Result<RawTable, Problem> {
    let (text, encoding) = decode(bytes)?;
    let body = text.trim_start_matches(['\r', '\n']);
    let mut skipped = lines_in(&text.as_bytes()[..text.len() - body.len()], body.bytes().next());
    // Excel's own way to name the delimiter.
    let (delimiter, body) = match body.strip_prefix("sep=").map(|rest| (rest.bytes().next(), rest.get(1..))) {
        Some((Some(named @ (b',' | b';' | b'\t')), Some(rest))) if rest.starts_with(['\r', '\n']) => {
            let rest_body = rest.trim_start_matches(['\r', '\n']);
            skipped += lines_in(&rest.as_bytes()[..rest.len() - rest_body.len()], rest_body.bytes().next());
            (named, rest_body)
        }
        _ => (sniff(body), body),
    };
    let bytes = body.as_bytes();
    if let Some(at) = unclosed_quote(bytes, delimiter) {
        return Err(Problem::UnclosedQuote { line: skipped + line_of(bytes, at) });
    }
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let mut record = ByteRecord::new();
    let mut builder: Option<Builder> = None;
    let mut line = skipped + 1;
    let mut done = 0;
    let mut blank = 0;
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let begin = record.position().map_or(done, |position| position.byte() as usize).clamp(done, bytes.len());
        let start = begin + bytes[begin..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        line += lines_in(&bytes[done..begin], bytes.get(begin).copied());
        let ends = lines_in(&bytes[begin..start], bytes.get(start).copied());
        line += ends;
        // The first of these ends may close the record before; the others are blank lines.
        blank += if ends > 0 && begin > 0 && !ends_line(bytes, begin) { ends - 1 } else { ends };
        done = start;
        let cells: Vec<String> = record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        match &mut builder {
            Some(builder) => builder.push(line, cells, Vec::new(), true),
            None if cells.iter().all(|cell| tidy(cell).is_empty()) => {}
            None => builder = Some(Builder::new(name, encoding, cells)?),
        }
    }
    let mut table = builder.ok_or(Problem::Empty)?.finish();
    table.blank += blank;
    Ok(table)
}

/// Whether a line has ended just before this byte.
fn ends_line(bytes: &[u8], at: usize) -> bool {
    match bytes[at - 1] {
        b'\n' => true,
        b'\r' => bytes.get(at) != Some(&b'\n'),
        _ => false,
    }
}

/// The delimiter that the first line has most of, outside quotation marks; a comma if it has none.
fn sniff(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(delimiter, _)| *delimiter == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // The last greatest is taken, so the comma comes last.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

/// The quotation mark that opens a cell and is never closed, read as the `csv` crate reads: a mark opens a cell only
/// as its first byte, and two within it stand for one.
fn unclosed_quote(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let mut at = 0;
    let mut first = true;
    while at < bytes.len() {
        if first && bytes[at] == b'"' {
            let open = at;
            at += 1;
            loop {
                match bytes.get(at) {
                    None => return Some(open),
                    Some(b'"') if bytes.get(at + 1) == Some(&b'"') => at += 2,
                    Some(b'"') => break,
                    Some(_) => at += 1,
                }
            }
            first = false;
        } else {
            first = bytes[at] == delimiter || bytes[at] == b'\r' || bytes[at] == b'\n';
        }
        at += 1;
    }
    None
}
