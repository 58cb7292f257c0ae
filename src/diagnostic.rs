//! What the toolchain has to say about a source: a code, a severity, a sentence, labels and help.
//!
//! A diagnostic is data. Nothing is printed here: the command line renders it, in colour or as JSON.

use crate::base::span::Span;
use serde::Serialize;

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The policy cannot be used.
    Error,
    /// The policy can be used, but somebody should look.
    Warning,
    /// Nothing need be wrong; somebody may want to know.
    Note,
}

/// One finding about a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code such as `S01`; a code never changes its meaning.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Where it is.
    pub span: Span,
    /// One sentence that stands alone: lower-case start, user text in back-ticks.
    pub message: String,
    /// What the underlined text is, in a few words; may be empty.
    pub label: String,
    /// Other places that explain it.
    pub related: Vec<(Span, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: Severity::Error,
            span,
            message: message.into(),
            label: String::new(),
            related: Vec::new(),
            help: None,
        }
    }

    /// A warning.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message) }
    }

    /// A note.
    pub fn note(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Note, ..Diagnostic::error(code, span, message) }
    }

    /// With the words that stand under the underline.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With advice.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With advice, if there is any.
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = self.help.or(help);
        self
    }

    /// With another place that explains it.
    pub fn related(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related.push((span, words.into()));
        self
    }
}

/// The candidate nearest to `word`, if any is near enough to be meant.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let near = |candidate: &str| strsim::damerau_levenshtein(word, candidate);
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|c| *c != word)
        .map(|c| (near(c), c))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, c)| format!("did you mean `{c}`?"))
}

/// The page about one code: what `ruxue explain-code` shows.
///
/// Each pass keeps the pages of its own codes beside it; [`crate::codes::pages`] has them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodePage {
    /// The code: the letter of the pass that speaks, and a number that is never given to anything else.
    pub code: &'static str,
    /// A short name in the form of an identifier.
    pub slug: &'static str,
    /// One line.
    pub title: &'static str,
    /// Why it is an error and what to do, in a few paragraphs.
    pub text: &'static str,
    /// A policy that makes the code speak; a test runs it. `None` only where it would be too long to show.
    pub example: Option<&'static str>,
}
