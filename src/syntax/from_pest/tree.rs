//! The text as the grammar sees it, every mark included: what the formatter lays out anew.

use super::grammar::{self, Piece};
use super::guard;
use pest::Parser as _;

pub use super::grammar::Rule;

/// A rule of the grammar with the range of bytes that it matched. Without inner branches it is a word or a mark.
#[derive(Debug, Clone)]
pub struct Branch {
    /// The rule.
    pub rule: Rule,
    /// First byte.
    pub start: usize,
    /// One past the last byte; white space may stand before it.
    pub end: usize,
    /// What it consists of.
    pub inner: Vec<Branch>,
}

/// The declarations of a text; nothing if any part of it cannot be read.
pub fn tree(text: &str) -> Option<Vec<Branch>> {
    if guard::limits(crate::base::span::FileId(0), text).is_some() || guard::nests_too_deep(text).is_some() {
        return None;
    }
    let pieces = grammar::file(text).ok()?;
    if pieces.iter().any(|p| p.as_rule() == Rule::bad_item) {
        return None;
    }
    Some(pieces.into_iter().filter(|p| p.as_rule() == Rule::item).map(branch).collect())
}

fn branch(piece: Piece<'_>) -> Branch {
    let (rule, span) = (piece.as_rule(), piece.as_span());
    Branch { rule, start: span.start(), end: span.end(), inner: piece.into_inner().map(branch).collect() }
}

/// Whether a text can stand as a name without 「」; after a dot reserved words can.
pub fn is_name(text: &str, after_dot: bool) -> bool {
    let rule = if after_dot { Rule::any_name } else { Rule::name };
    let whole = |pairs: pest::iterators::Pairs<'_, Rule>| pairs.as_str().len() == text.len();
    !text.starts_with('「') && grammar::Grammar::parse(rule, text).is_ok_and(whole)
}
