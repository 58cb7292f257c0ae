//! From text to the tree as written.
//!
//! The grammar stops at the first error, so a file is read as declarations with unreadable stretches between them
//! (`bad_item`). Each stretch is read again alone: the true place of the error comes out, [`errors`] says what it most
//! likely is, the entry that holds it is blanked (byte for byte, so that places stay right) and the rest is read again.
//! In the end every error has been reported, and a declaration that was broken in one entry is still declared.

mod brackets;
mod declarations;
mod errors;
mod expressions;
mod grammar;
mod guard;
mod literals;
pub(super) mod near;
mod pieces;
mod rounds;
mod rules;
mod scan;
mod separators;
#[cfg(test)]
mod tests;
pub(super) mod tree;
pub(super) mod words;

use crate::base::span::FileId;
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::Item;
use errors::{Repair, Site};
use grammar::{Piece, Rule, Stop};
use pieces::Lower;
use std::collections::BTreeSet;

/// After so many errors in one declaration the rest of it is not looked at.
const MAX_ERRORS: usize = 20;

/// After so many findings in one file unreadable declarations are passed over: the first ones are enough to begin with.
const MAX_FINDINGS: usize = 200;

/// Reads a policy file: the declarations in their order, and everything that is wrong with the text.
///
/// Never fails and never panics. A declaration with errors is still given if its other entries can be read, so that its
/// name is known; what could not be read is missing from it or stands as [`Error`](crate::syntax::ast::ExprKind::Error).
pub fn parse(file: FileId, text: &str) -> (Vec<Item>, Vec<Diagnostic>) {
    if let Some(limit) = guard::limits(file, text) {
        return (Vec::new(), vec![limit]);
    }
    let mut items = Vec::new();
    let mut found = Vec::new();
    match grammar::file(text) {
        Ok(pieces) => {
            for piece in pieces {
                match piece.as_rule() {
                    Rule::item => items.extend(lower(file, text, 0, piece, &mut found)),
                    Rule::bad_item if found.len() < MAX_FINDINGS => {
                        recover(file, text, piece.as_span().start(), piece.as_str(), &mut items, &mut found)
                    }
                    _ => {}
                }
            }
        }
        Err(_) => found.push(guard::too_deep(file, 0, text)),
    }
    let found = without_consequences(text, found, guard::characters(file, text));
    (items, found)
}

/// All findings in their order, without those that only follow from another one on their line: nobody can judge what is
/// said about a line with invisible characters, and a missing `;` is the least that can be wrong.
fn without_consequences(text: &str, mut found: Vec<Diagnostic>, hidden: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let breaks: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line = |d: &Diagnostic| breaks.partition_point(|at| *at < d.span.start as usize);
    let hidden_lines: BTreeSet<usize> = hidden.iter().map(line).collect();
    found.retain(|d| !hidden_lines.contains(&line(d)));
    let wrong_lines: BTreeSet<usize> = found.iter().filter(|d| d.code != "S04").map(line).collect();
    found.retain(|d| d.code != "S04" || !wrong_lines.contains(&line(d)));
    found.extend(hidden);
    found.sort_by_key(|d| (d.span.start, d.span.end));
    found
}

/// A piece that is a declaration, as a tree.
fn lower(file: FileId, text: &str, base: usize, piece: Piece<'_>, found: &mut Vec<Diagnostic>) -> Option<Item> {
    if let Some(at) = guard::nests_too_deep(piece.as_str()) {
        found.push(guard::too_deep(file, base + piece.as_span().start() + at, text));
        return None;
    }
    let mut lower = Lower { file, base, limit: text.len(), found };
    lower.separators(&piece);
    Some(lower.item(piece))
}

/// Reads a stretch that is no declaration as it stands.
fn recover(file: FileId, text: &str, start: usize, stretch: &str, items: &mut Vec<Item>, found: &mut Vec<Diagnostic>) {
    let known = &text[..start + stretch.len()];
    let (mut start, mut patched) = (start, stretch.to_string());
    let mut last = None;
    for _ in 0..MAX_ERRORS {
        let (at, rules) = match grammar::one_item(&patched) {
            Ok(pieces) => {
                let item = pieces.into_iter().find(|p| p.as_rule() == Rule::item);
                let mut more = Vec::new();
                items.extend(item.and_then(|item| lower(file, known, start, item, &mut more)));
                // A block is empty perhaps only because its one entry has been blanked.
                found.extend(more.into_iter().filter(|d| d.code != "S12"));
                return;
            }
            Err(Stop::TooDeep) => {
                found.push(guard::too_deep(file, start, text));
                return;
            }
            Err(Stop::Expected(at, rules)) => (at, rules),
        };
        let site = Site { file, text, start, patched: &patched, at: at.min(text.len() - start), rules: &rules };
        if at > 0 && rules.contains(&Rule::EOI) && site.at_declaration() {
            // A whole declaration, and the next one on an indented line.
            if let Ok(pieces) = grammar::one_item(&patched[..at]) {
                let item = pieces.into_iter().find(|p| p.as_rule() == Rule::item);
                items.extend(item.and_then(|item| lower(file, known, start, item, found)));
            }
            patched.drain(..at);
            start += at;
            last = None;
            continue;
        }
        if last.is_some_and(|last| at <= last) {
            return;
        }
        last = Some(at);
        let (report, repair) = errors::explain(&site);
        found.push(report);
        match repair {
            Repair::Close(count) => patched.extend(std::iter::repeat_n('}', count)),
            Repair::BlankEntry => match scan::entry_around(&patched, at.min(patched.len())) {
                Some((from, to)) if from < to => blank(&mut patched, from, to),
                _ => return,
            },
            Repair::Blank(from, to) => {
                blank(&mut patched, from, to);
                if scan::skipped(&patched) == patched.len() {
                    return;
                }
            }
            Repair::Nothing => return,
        }
    }
}

/// Overwrites a range with spaces, line breaks excepted.
fn blank(text: &mut String, from: usize, to: usize) {
    let spaces: String = text[from..to].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(from..to, &spaces);
}
