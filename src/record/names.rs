//! Which words may stand in the files of a run: ids and codes, names of rounds and the like, paths, names of draws.
//!
//! The rules are closed lists of what is refused and do not hang on a version of Unicode, so that a file that reads
//! today reads for ever.

pub use crate::base::card::holds_card;
pub use crate::base::id::is_id;
use unicode_normalization::is_nfc;

/// Whether `text` can name a round, criterion, seat group, list or party: 1 to 64 characters; of ASCII only letters,
/// digits, `_` and `-`; no spaces and no control characters; form NFC.
pub fn is_name(text: &str) -> bool {
    let plain = |c: char| {
        if c.is_ascii() {
            c.is_ascii_alphanumeric() || c == '_' || c == '-'
        } else {
            !c.is_control() && !c.is_whitespace() && c != '\u{feff}'
        }
    };
    (1..=64).contains(&text.chars().count()) && text.chars().all(plain) && is_nfc(text)
}

/// Whether `text` is the full name of a draw: `YEAR/STAGE/DRAW`.
pub fn is_draw(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    matches!(parts[..], [year, stage, draw]
        if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && is_name(stage) && is_name(draw))
}

/// Whether `text` is a path within a run: parts joined by `/`, none of them empty, `.`, `..` or hidden, no backslash, no
/// control character.
pub fn is_path(text: &str) -> bool {
    let fine = |c: char| !c.is_control() && c != '\\' && c != '\u{feff}';
    text.split('/').all(|part| !part.is_empty() && !part.starts_with('.')) && text.chars().all(fine) && is_nfc(text)
}
