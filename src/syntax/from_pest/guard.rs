//! What is looked at before the grammar is: how large the text is, how deep it nests, and characters nobody can see.

use super::scan;
use crate::base::span::{FileId, Span};
use crate::diagnostic::Diagnostic;
use crate::syntax::keywords;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// The largest policy file, in bytes.
pub const MAX_BYTES: usize = 4 << 20;

/// How deep brackets and quotations may nest.
pub const MAX_DEPTH: usize = 64;

/// The one reason not to parse this text at all, if there is one.
pub fn limits(file: FileId, text: &str) -> Option<Diagnostic> {
    if text.len() > MAX_BYTES {
        let span = Span { file, start: 0, end: 0 };
        let message = format!("the file has {} bytes, more than the {MAX_BYTES} that a policy may have", text.len());
        return Some(
            Diagnostic::error("S17", span, message).help("put tables of data into data files, not into the policy"),
        );
    }
    let starts = declaration_starts(text);
    let mut next = starts.iter().copied().peekable();
    let mut open = Vec::new();
    for mark in scan::marks(text) {
        while next.next_if(|start| *start <= mark.at).is_some() {
            open.clear();
        }
        match mark.char {
            '{' | '(' | '[' => open.push(mark.at),
            '}' | ')' | ']' => drop(open.pop()),
            _ => {}
        }
        if open.len() > MAX_DEPTH {
            return Some(too_deep(file, mark.at, text));
        }
    }
    let mut depth = 0usize;
    for (at, char) in text.char_indices() {
        depth = match char {
            '“' => depth + 1,
            '”' => depth.saturating_sub(1),
            '\n' => 0,
            _ => depth,
        };
        if depth > MAX_DEPTH {
            return Some(too_deep(file, at, text));
        }
    }
    None
}

/// Whether brackets nest too deep, with no regard to declarations.
pub fn nests_too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for mark in scan::marks(text) {
        match mark.char {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some(mark.at);
        }
    }
    None
}

/// The message about a bracket at `at` that is one too deep.
pub fn too_deep(file: FileId, at: usize, text: &str) -> Diagnostic {
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    let span = Span { file, start: at as u32, end: (at + length) as u32 };
    Diagnostic::error("S16", span, format!("brackets are nested more than {MAX_DEPTH} deep"))
        .label("one too many")
        .help("close a bracket before, or give the inner part a name of its own with `condition`")
}

/// The lines in column 0 that begin with the keyword of a declaration: nesting begins anew there.
fn declaration_starts(text: &str) -> Vec<usize> {
    let table = keywords::table();
    let words: Vec<&str> =
        table.iter().filter(|k| k.kind == "item").flat_map(|k| k.english.iter().chain(&k.chinese).copied()).collect();
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if words.contains(&scan::token(line)) {
            starts.push(at);
        }
        at += line.len();
    }
    starts
}

/// Characters that cannot be seen or that look like others, each reported where it stands.
pub fn characters(file: FileId, text: &str) -> Vec<Diagnostic> {
    let span = |at: usize, length: usize| Span { file, start: at as u32, end: (at + length) as u32 };
    let mut found = Vec::new();
    for (at, char) in text.char_indices().filter(|(at, c)| is_invisible(*c) && !(*at == 0 && *c == '\u{FEFF}')) {
        let message = format!("here stands a character that cannot be seen (U+{:04X})", char as u32);
        found.push(
            Diagnostic::error("S15", span(at, char.len_utf8()), message)
                .label("before or after this place")
                .help("delete it: two names that look alike would not be the same"),
        );
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !is_nfc(line) {
            // The first place at which the line and its normal form part.
            let common: usize =
                line.chars().zip(line.nfc()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
            let rest = &line[common..];
            let wrong = rest.chars().next().map_or(0, char::len_utf8);
            let normal: String = rest.nfc().take(1).collect();
            found.push(
                Diagnostic::error(
                    "S15",
                    span(start + common, wrong),
                    "here stands a character that looks like another one",
                )
                .label("not in Unicode's normal form C")
                .help(format!("type it anew as `{normal}`")),
            );
        }
        start += line.len();
    }
    found.truncate(50);
    found
}

fn is_invisible(char: char) -> bool {
    char.is_control() && !matches!(char, '\t' | '\n' | '\r')
        || matches!(char,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}
