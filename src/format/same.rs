//! Whether two texts say the same: the formatter's own judge, which knows nothing of how it works.

use super::Understood;
use super::tokens::File;
use crate::ir::spans::Spans;
use std::collections::BTreeMap;

/// Compares what a text was with what it has become; the first difference is the error.
pub fn compare(before: &File, was: &Understood, after: &File, is: &Understood) -> Result<(), String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.comments().collect(), after.comments().collect());
    first_difference("comment", &old, &new)?;
    let rules = |file: &File| file.tokens.iter().map(|t| format!("{:?}", t.rule)).collect::<Vec<_>>();
    first_difference("word", &rules(before), &rules(after))?;
    let (old, new) = (without_places(was), without_places(is));
    if old != new {
        let at = old
            .char_indices()
            .zip(new.chars())
            .find(|((_, a), b)| a != b)
            .map_or(old.len().min(new.len()), |((at, _), _)| at);
        return Err(format!("the tree differs: `{}` has become `{}`", around(&old, at), around(&new, at)));
    }
    if was.wrong.len() != is.wrong.len() {
        return Err(format!("it had {} mistakes and now has {}", was.wrong.len(), is.wrong.len()));
    }
    if was.fingerprint != is.fingerprint {
        return Err(format!("the fingerprint {:?} has become {:?}", was.fingerprint, is.fingerprint));
    }
    Ok(())
}

fn first_difference<T: AsRef<str>>(what: &str, old: &[T], new: &[T]) -> Result<(), String> {
    for at in 0..old.len().max(new.len()) {
        let (a, b) = (old.get(at).map(AsRef::as_ref), new.get(at).map(AsRef::as_ref));
        if a != b {
            return Err(format!("{what} {} differs: `{}` has become `{}`", at + 1, a.unwrap_or(""), b.unwrap_or("")));
        }
    }
    Ok(())
}

fn around(text: &str, at: usize) -> String {
    let from = text[..at.min(text.len())].char_indices().rev().nth(40).map_or(0, |(i, _)| i);
    text[from..].chars().take(100).collect()
}

/// The tree as text, without places, and with every name as it was declared.
fn without_places(read: &Understood) -> String {
    let names = declared(&read.spans);
    let text = format!("{:?}", read.items);
    let mut out = String::with_capacity(text.len() / 2);
    let mut rest = text.as_str();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("Name { text: ")
            && let Some(end) = string_end(after)
            && let Some((file, start, length)) = span(after[end..].strip_prefix(", span: ").unwrap_or(""))
        {
            match names.get(&(file, start)) {
                Some(name) => out.push_str(&format!("Name {name:?}")),
                None => out.push_str(&format!("Name {}", &after[..end])),
            }
            rest = &after[end + ", span: ".len() + length..];
        } else if let Some((.., length)) = span(rest) {
            rest = &rest[length..];
        } else if rest.starts_with('"') {
            let end = string_end(rest).unwrap_or(rest.len());
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else {
            let next =
                rest.char_indices().skip(1).find(|(_, c)| matches!(c, '"' | 'S' | 'N')).map_or(rest.len(), |(i, _)| i);
            out.push_str(&rest[..next]);
            rest = &rest[next..];
        }
    }
    out
}

fn declared(spans: &Spans) -> BTreeMap<(u32, u32), &str> {
    spans.names.iter().map(|r| ((u32::from(r.span.file.0), r.span.start), r.name.as_str())).collect()
}

/// One past the closing quotation mark of a string that begins here.
fn string_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, char) in text.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The file, the first byte, and how long the text is, of a span that is written here.
fn span(text: &str) -> Option<(u32, u32, usize)> {
    let rest = text.strip_prefix("Span { file: FileId(")?;
    let (file, rest) = rest.split_once("), start: ")?;
    let (start, rest) = rest.split_once(", end: ")?;
    let (_, rest) = rest.split_once(" }")?;
    Some((file.parse().ok()?, start.parse().ok()?, text.len() - rest.len()))
}
