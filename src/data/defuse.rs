//! Cells that a spreadsheet would run as a formula, made harmless and read back.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return, or a full-width variant of these, may be
//! run when a file is opened. Such a cell is written with a leading apostrophe, and reading takes one apostrophe off
//! again, so that a file can be corrected and fed back. A plain negative number is not run and stays as it is.

use std::borrow::Cow;

/// Whether the text begins, after any apostrophes, with a character that begins a formula.
fn runs(text: &str) -> bool {
    matches!(
        text.trim_start_matches('\'').chars().next(),
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠' | '−' | '﹢' | '﹣' | '﹦' | '﹫')
    )
}

/// Whether it is a negative number and nothing else.
fn is_number(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('-') else { return false };
    let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, places].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// The cell as it may be written to a file that a spreadsheet opens.
pub fn defuse(cell: &str) -> Cow<'_, str> {
    if runs(cell) && !is_number(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`defuse`].
pub fn undefuse(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if runs(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_read_back() {
        for cell in ["=1+1", "+86", "-x", "@SUM(A1)", "\tx", "\rx", "＝1", "'=1", "''=1", "--1", "-1-1", "−1"] {
            let written = defuse(cell);
            assert!(written.starts_with('\''), "{cell}");
            assert_eq!(undefuse(&written), cell);
        }
        for cell in ["-5", "-5.25", "a=1", "", "'", "'quoted'", "2024-05-01", "1-1"] {
            assert_eq!(defuse(cell), cell);
            assert_eq!(undefuse(cell), cell);
        }
    }
}
