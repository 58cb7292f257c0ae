//! Brackets that nothing closes: which one it is, and how to read on.

use super::errors::{Repair, Site};
use super::grammar::Rule;
use super::{near, scan};
use crate::diagnostic::Diagnostic;

/// A set that the end of its entry cuts off.
pub fn unclosed_set(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let open = scan::open_brackets(&site.patched[..site.at.min(site.patched.len())]);
    let brace = open.last().filter(|mark| mark.char == '{')?;
    let before = site.patched[..brace.at].trim_end();
    let sets = ["=", "＝", " in", " meets", " is", "属于", "含", "为"];
    if !site.rest().starts_with([';', '；']) || !sets.iter().any(|word| before.ends_with(word)) {
        return None;
    }
    let mark = scan::token(&site.patched[brace.at..]).len();
    let report = Diagnostic::error("S03", site.span(brace.at, brace.at + mark), "this set is not closed")
        .label("opened here")
        .help("write the `}` that ends it, before the `;`");
    // The whole entry goes, with its brace.
    let (from, _) = scan::entry_around(site.patched, brace.at)?;
    Some((report, Repair::Blank(from, site.at + scan::token(site.rest()).len())))
}

/// A bracket that nothing closes.
pub fn unclosed(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let before = &site.patched[..site.at.min(site.patched.len())];
    let open = scan::open_brackets(before);
    let at_end = scan::trimmed_end(site.rest()) == 0;
    let innermost = open.last()?;
    if innermost.char != '{' {
        let closing = if innermost.char == '(' { Rule::rparen } else { Rule::rbracket };
        let mark = scan::token(&site.patched[innermost.at..]);
        let wrong_close = site.rest().starts_with(['}', '｝', ';', '；']);
        if at_end || site.expects(closing) && wrong_close {
            let end = site.before().len();
            let last = scan::last_token(site.before()).len();
            let report =
                Diagnostic::error("S03", site.span(end - last, end), format!("the bracket `{mark}` is not closed"))
                    .label("the closing bracket belongs after this, or before")
                    .related(site.span(innermost.at, innermost.at + mark.len()), "opened here");
            let repair = if at_end { Repair::Nothing } else { Repair::BlankEntry };
            return Some((report, repair));
        }
        return None;
    }
    if !at_end {
        return None;
    }
    let suspect = stepped_out(site.patched).unwrap_or(innermost.at);
    let opener = opener(site.patched, suspect);
    let mark = scan::token(&site.patched[suspect..]).len();
    let report = Diagnostic::error(
        "S03",
        site.span(suspect, suspect + mark),
        format!("the block of `{opener}` is never closed"),
    )
    .label("opened here")
    .help("write the `}` that ends it");
    Some((report, Repair::Close(open.iter().filter(|m| m.char == '{').count())))
}

/// The words that stand before a brace, on its line.
fn opener(text: &str, brace: usize) -> String {
    let before = &text[..brace];
    let start = before.rfind([';', '；', '{', '｛', '}', '｝', '\n']);
    let words = &before[start.map_or(0, |p| p + before[p..].chars().next().map_or(1, char::len_utf8))..];
    let words = words.split(['@', '"', '“']).next().unwrap_or(words);
    let words = near::shortened(words);
    if words.is_empty() { "{".to_string() } else { words }
}

/// The brace whose closing brace stands in another column than its line does: a `}` before that is probably missing.
fn stepped_out(text: &str) -> Option<usize> {
    let indent = |at: usize| {
        let line = &text[text[..at].rfind('\n').map_or(0, |p| p + 1)..];
        line.chars().take_while(|c| *c == ' ' || *c == '\t').count()
    };
    let first_on_line = |at: usize| text[..at].rsplit('\n').next().is_some_and(|s| s.trim().is_empty());
    let mut open = Vec::new();
    for mark in scan::marks(text) {
        match mark.char {
            '{' => open.push(mark.at),
            '}' => {
                let brace = open.pop()?;
                if first_on_line(mark.at) && indent(mark.at) < indent(brace) {
                    return Some(brace);
                }
            }
            _ => {}
        }
    }
    None
}

/// A verb of an outer block inside an inner one: the `}` before it is missing.
pub fn statement_in_block(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let token = scan::token(site.rest());
    let verbs = ["require", "reject", "choose", "expect", "要求", "不予", "采用", "预期"];
    let open = scan::open_brackets(&site.patched[..site.at]);
    if !verbs.contains(&token) || open.len() < 2 {
        return None;
    }
    let brace = open.last()?;
    let mark = scan::token(&site.patched[brace.at..]).len();
    let opener = opener(site.patched, brace.at);
    let report = Diagnostic::error("S03", site.here(), format!("`{token}` stands inside the block of `{opener}`"))
        .label("cannot stand in this block")
        .related(site.span(brace.at, brace.at + mark), "this block is not closed yet")
        .help("write the `}` that ends the block before this word");
    Some((report, Repair::Nothing))
}
