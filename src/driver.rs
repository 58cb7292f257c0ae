//! Strings the passes together: a policy file and what it uses, from text to meaning.

use crate::base::span::{FileId, Source, Span};
use crate::diagnostic::{Diagnostic, Severity};
use crate::ir::spans::Spans;
use crate::ir::{Policy, from_ast};
use crate::syntax::ast::{Item, ItemKind};
use crate::syntax::parse;

/// A policy as far as it could be understood.
#[derive(Debug)]
pub struct Loaded {
    /// The policy file first, then the files it uses, in the order in which they were met.
    pub sources: Vec<Source>,
    /// The declarations of all files; those of used files stand where they are used.
    pub items: Vec<Item>,
    /// What it means; nothing if there is an error.
    pub policy: Option<Policy>,
    /// Where things stand.
    pub spans: Spans,
    /// Everything there is to say about it, by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Whether anything is wrong.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
}

/// What may be wanting only because its line could not be read: of these nothing is said where the text did not parse.
const WANTING: &[&str] = &[
    "N02", "N03", "N09", "T08", "T55", "C05", "C06", "C09", "C10", "C11", "C12", "C13", "C14", "C15", "C18", "C19",
    "C21", "R01", "R04", "R10", "R11", "R17", "R18",
];

/// How the text of a used file is had: from the path as it is written in `use`.
pub type Reader<'a> = &'a mut dyn FnMut(&str) -> Result<String, String>;

/// Reads a policy from its text; `path` is how it is called in messages.
pub fn load(path: &str, text: String, reader: Reader) -> Loaded {
    let mut sources = vec![Source { path: path.to_string(), text }];
    let mut diagnostics = Vec::new();
    let items = read_file(0, &mut sources, &mut diagnostics, reader);
    let broken = !diagnostics.is_empty();
    let (policy, spans, found) = from_ast(&items);
    let wanting: Vec<Diagnostic> = found.iter().filter(|d| d.code == "N02").cloned().collect();
    diagnostics.extend(
        found.into_iter().filter(|d| {
            !broken || !WANTING.contains(&d.code) || (d.code == "N02" && nowhere_else(d, &wanting, &sources))
        }),
    );
    let policy = if broken { None } else { policy };
    diagnostics.sort_by_key(|d| (d.span.file, d.span.start));
    Loaded { sources, items, policy, spans, diagnostics }
}

/// Whether an undeclared name stands in the sources only where it is missed, so that no line that could not be read
/// can have declared it.
fn nowhere_else(missed: &Diagnostic, all: &[Diagnostic], sources: &[Source]) -> bool {
    let text = |span: Span| {
        let source = sources.get(usize::from(span.file.0)).map_or("", |s| s.text.as_str());
        source.get(span.start as usize..span.end as usize).unwrap_or("").trim_matches(['「', '」'])
    };
    let name = text(missed.span);
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let whole = |source: &str, at: usize| {
        !source[..at].chars().next_back().is_some_and(part)
            && !source[at + name.len()..].chars().next().is_some_and(part)
    };
    let stands: usize =
        sources.iter().map(|s| s.text.match_indices(name).filter(|(at, _)| whole(&s.text, *at)).count()).sum();
    !name.is_empty() && stands == all.iter().filter(|d| text(d.span) == name).count()
}

fn read_file(at: usize, sources: &mut Vec<Source>, diagnostics: &mut Vec<Diagnostic>, reader: Reader) -> Vec<Item> {
    let text = sources[at].text.clone();
    let (items, found) = parse(FileId(at as u16), &text);
    diagnostics.extend(found);
    let mut all = Vec::new();
    for item in items {
        let ItemKind::Use(name) = &item.kind else {
            all.push(item);
            continue;
        };
        match used(&name.text, name.span, sources) {
            Err(diagnostic) => diagnostics.push(*diagnostic),
            Ok(None) => {}
            Ok(Some(path)) => match reader(&name.text) {
                Err(why) => diagnostics.push(
                    Diagnostic::error("N10", name.span, format!("the file `{}` cannot be read", name.text))
                        .label(why)
                        .help("give the path from the policy's own folder downwards"),
                ),
                Ok(text) => {
                    sources.push(Source { path, text });
                    let inner = read_file(sources.len() - 1, sources, diagnostics, reader);
                    all.extend(inner);
                }
            },
        }
    }
    all
}

/// The path under which a used file goes, or nothing if it has been read already.
fn used(name: &str, span: Span, sources: &[Source]) -> Result<Option<String>, Box<Diagnostic>> {
    let outside = name.is_empty()
        || name.starts_with('/')
        || name.contains('\\')
        || name.contains(':')
        || name.split('/').any(|part| part.is_empty() || part == "." || part == "..");
    if outside {
        return Err(Box::new(
            Diagnostic::error("N11", span, format!("`{name}` does not lie below the policy's folder"))
                .help("give the path from the policy's own folder downwards, as in `vocabulary/beijing.pol`"),
        ));
    }
    let folder = sources[0].path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") };
    if sources.iter().any(|s| s.path == path) {
        return Ok(None);
    }
    if sources.len() > 64 {
        return Err(Box::new(
            Diagnostic::error("N12", span, "a policy uses at most 64 files")
                .help("put what belongs together into one file"),
        ));
    }
    Ok(Some(path))
}
