//! The author's words in the reader's tongue, for reports.

use super::faces::{self, Faces};
use super::tokens::{self, File};
use crate::base::span::{Source, Span};
use crate::base::tongue::Tongue;
use crate::ir::spans::{NameRef, Spans};
use crate::syntax::Rule;
use std::collections::{BTreeMap, BTreeSet};

/// The words of all files of a policy in both tongues.
#[derive(Debug)]
pub struct Voices {
    files: Vec<Option<(File, Faces)>>,
}

impl Voices {
    /// Reads the sources of a policy.
    pub fn new(sources: &[Source], spans: &Spans) -> Voices {
        let files = sources.iter().enumerate().map(|(number, source)| {
            let file = tokens::read(&source.text)?;
            let found: BTreeMap<u32, &NameRef> = spans
                .names
                .iter()
                .filter(|r| usize::from(r.span.file.0) == number)
                .map(|r| (r.span.start, r))
                .collect();
            let mut faces = Faces::new(&file, &[], None, &[BTreeSet::new(), BTreeSet::new()]);
            for (token, face) in file.tokens.iter().zip(&mut faces.text) {
                if let Some(referred) = found.get(&(token.start as u32)).filter(|_| token.is_name()) {
                    for tongue in [Tongue::En, Tongue::Zh] {
                        face[tongue as usize] = faces::called(referred, tongue).to_string();
                    }
                }
            }
            Some((file, faces))
        });
        Voices { files: files.collect() }
    }

    /// The words in a span in a tongue, on one line, without comments: keywords, marks and dates of the tongue, and of
    /// each thing the name or label that is in it.
    pub fn words(&self, span: Span, tongue: Tongue) -> String {
        let Some(Some((file, faces))) = self.files.get(usize::from(span.file.0)) else { return String::new() };
        let first = file.tokens.partition_point(|t| t.start < span.start as usize);
        let mut out = String::new();
        for (at, token) in file.tokens.iter().enumerate().skip(first) {
            if token.end > span.end as usize || token.rule == Rule::EOI {
                break;
            }
            if !out.is_empty() {
                let after_semi = file.tokens[at - 1].semi && token.rule != Rule::close;
                out.push_str(&" ".repeat(if after_semi { tongue.pick(1, 0) } else { token.gap[tongue as usize] }));
            }
            out.push_str(&faces.text[at][tongue as usize]);
            let more =
                file.tokens.get(at + 1).is_some_and(|next| next.end <= span.end as usize && next.rule != Rule::EOI);
            if token.semi && more {
                out.push_str(tongue.pick(";", "；"));
            }
        }
        out
    }
}
