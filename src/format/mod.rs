//! The formatter: one layout for every policy, and the switch between the two tongues.
//!
//! A text is taken as words, marks and comments ([`tokens`]); each has a spelling in either tongue ([`faces`]); the rules
//! of the grammar say what belongs together ([`shape`]) and the renderer breaks lines ([`render`]). Lines break where
//! they must in *either* tongue, so that a policy that is switched and switched back is the same to the byte.
//!
//! Nothing is trusted: the result is read again, and must have the same words, the same names, the same tree, the same
//! comments and the same meaning ([`same`]).

mod faces;
mod render;
mod same;
mod shape;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

pub use words::Voices;

use crate::base::span::{FileId, Span};
use crate::base::tongue::Tongue;
use crate::ir::spans::{NameRef, Spans};
use crate::syntax::Rule;
use crate::syntax::ast::Item;
use faces::Faces;
use std::collections::{BTreeMap, BTreeSet};
use tokens::File;

/// What a text and the files that it uses mean, as far as it can be known.
#[derive(Debug)]
pub struct Understood {
    /// The declarations of all files.
    pub items: Vec<Item>,
    /// What its names refer to; the text itself is file 0.
    pub spans: Spans,
    /// The fingerprint, if there is a policy.
    pub fingerprint: Option<String>,
    /// Where something is wrong with it.
    pub wrong: Vec<Span>,
}

/// How a text is understood: with the files that it uses, from where it lies.
pub type Reader<'a> = &'a mut dyn FnMut(&str) -> Understood;

/// Writes a text in the one layout, in the tongue that is asked for, or each declaration in its own.
///
/// Fails only where the formatter itself is wrong, or the text cannot be parsed; the words say what differs.
pub fn format(text: &str, to: Option<Tongue>, reader: Reader) -> Result<String, String> {
    let file = tokens::read(text).ok_or("the text cannot be read")?;
    let before = reader(text);
    let refs = refs(&file, &before.spans);
    let mut other = [BTreeSet::new(), BTreeSet::new()];
    for tongue in [Tongue::En, Tongue::Zh] {
        misunderstood(&file, &refs, tongue, &mut other, reader)?;
    }
    let faces = Faces::new(&file, &refs, to, &other);
    let out = render::render(&file, &faces, &shape::file(&file));
    let again = tokens::read(&out).ok_or_else(|| format!("the result cannot be read:\n{out}"))?;
    let after = reader(&out);
    same::compare(&file, &before, &again, &after)?;
    Ok(out)
}

/// What each token refers to.
fn refs<'s>(file: &File, spans: &'s Spans) -> Vec<Option<&'s NameRef>> {
    let found: BTreeMap<u32, &NameRef> =
        spans.names.iter().filter(|r| r.span.file == FileId(0)).map(|r| (r.span.start, r)).collect();
    file.tokens.iter().map(|t| found.get(&(t.start as u32)).copied().filter(|_| t.is_name())).collect()
}

/// Finds the names that would be misunderstood in a tongue, by writing all of them in it and reading what comes out.
fn misunderstood(
    file: &File,
    refs: &[Option<&NameRef>],
    tongue: Tongue,
    other: &mut [BTreeSet<usize>; 2],
    reader: Reader,
) -> Result<(), String> {
    loop {
        let faces = Faces::new(file, refs, Some(tongue), other);
        let written = Faces::new(file, &[], None, other);
        if (0..refs.len()).all(|at| refs[at].is_none() || faces.text[at][2] == written.text[at][2]) {
            return Ok(()); // as the author wrote them
        }
        let (text, starts) = plain(file, &faces, tongue);
        let read = reader(&text);
        let found: BTreeMap<u32, &NameRef> =
            read.spans.names.iter().filter(|r| r.span.file == FileId(0)).map(|r| (r.span.start, r)).collect();
        let wrong: BTreeSet<u32> = read.wrong.iter().filter(|s| s.file == FileId(0)).map(|s| s.start).collect();
        let lost: Vec<usize> = (0..refs.len())
            .filter(|at| {
                let Some(meant) = refs[*at] else { return false };
                let same =
                    |r: &&NameRef| (&r.name, &r.label, r.declares) == (&meant.name, &meant.label, meant.declares);
                !meant.declares && !found.get(&starts[*at]).is_some_and(same) && !other[tongue as usize].contains(at)
            })
            .collect();
        if lost.is_empty() {
            return Ok(());
        }
        // What is reported hides what follows from it.
        let reported: Vec<usize> = lost.iter().copied().filter(|at| wrong.contains(&starts[*at])).collect();
        other[tongue as usize].extend(if reported.is_empty() { lost } else { reported });
    }
}

/// The words of a file without layout, and where each begins.
fn plain(file: &File, faces: &Faces, tongue: Tongue) -> (String, Vec<u32>) {
    let (mut out, mut starts) = (String::new(), Vec::new());
    for (at, token) in file.tokens.iter().enumerate() {
        let begins = at > 0 && file.tokens[at - 1].item != token.item;
        if begins || token.rule == Rule::EOI {
            out.push('\n');
        } else if at > 0 {
            out.push_str(&" ".repeat(token.gap[tongue as usize]));
        }
        starts.push(out.len() as u32);
        out.push_str(&faces.text[at][2]);
        if token.semi {
            out.push_str(tongue.pick(";", "；"));
        }
    }
    (out, starts)
}
