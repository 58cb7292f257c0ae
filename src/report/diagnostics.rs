//! Diagnostics on a screen and as JSON.
//!
//! miette draws the source with its underlines, which it sets right under wide Chinese characters. The line above the
//! drawing is ours: miette counts columns in bytes, and people count characters.

use crate::base::span::{Source, Span};
use crate::diagnostic::{Diagnostic, Severity};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan};
use serde::Serialize;
use std::fmt::{self, Write as _};

/// How wide a screen is taken to be.
const WIDTH: usize = 100;

/// The findings as people read them, in their order, an empty line after each.
///
/// `sources` are in the order of their file numbers. With `color`, escape codes for a terminal are put in.
pub fn render(diagnostics: &[Diagnostic], sources: &[Source], color: bool) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler =
        GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false).without_primary_span_start();
    let mut out = String::new();
    for diagnostic in diagnostics {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let head = format!("{severity}[{}]", diagnostic.code);
        let head = match (color, diagnostic.severity) {
            (false, _) => head,
            (true, Severity::Error) => format!("\u{1b}[1;31m{head}\u{1b}[0m"),
            (true, Severity::Warning) => format!("\u{1b}[1;33m{head}\u{1b}[0m"),
            (true, Severity::Note) => format!("\u{1b}[1;36m{head}\u{1b}[0m"),
        };
        let _ = writeln!(out, "{head}: {}", diagnostic.message);
        let here: Vec<(Span, &str)> = diagnostic
            .related
            .iter()
            .filter(|(span, _)| span.file == diagnostic.span.file)
            .map(|(span, words)| (*span, words.as_str()))
            .collect();
        let primary = (diagnostic.span, diagnostic.label.as_str());
        drawing(&mut out, &handler, sources, primary, &here);
        for (span, words) in diagnostic.related.iter().filter(|(span, _)| span.file != diagnostic.span.file) {
            drawing(&mut out, &handler, sources, (*span, words), &[]);
        }
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(out, "  help: {help}");
        }
        out.push('\n');
    }
    out
}

/// `path:line:column` and the source under it.
fn drawing(
    out: &mut String,
    handler: &GraphicalReportHandler,
    sources: &[Source],
    primary: (Span, &str),
    others: &[(Span, &str)],
) {
    let Some(source) = sources.get(usize::from(primary.0.file.0)) else { return };
    let (line, column) = source.line_column(primary.0.start);
    let _ = writeln!(out, "   at {}:{line}:{column}", source.path);
    let label = |(span, words): &(Span, &str), primary: bool| {
        let (start, end) = within(&source.text, *span);
        let words = Some((*words).to_string()).filter(|w| !w.is_empty());
        let make = if primary { LabeledSpan::new_primary_with_span } else { LabeledSpan::new_with_span };
        make(words, (start, end - start))
    };
    let labels = std::iter::once(label(&primary, true)).chain(others.iter().map(|other| label(other, false))).collect();
    let shim = Shim { text: &source.text, labels };
    let mut drawn = String::new();
    if handler.render_report(&mut drawn, &shim).is_ok() {
        // The first line would hold the message, which stands above.
        out.extend(drawn.lines().skip(1).map(|line| format!("{}\n", line.trim_end())));
    }
}

/// A span as a range of `text` that begins and ends between characters.
fn within(text: &str, span: Span) -> (usize, usize) {
    let boundary = |at: u32| {
        let at = (at as usize).min(text.len());
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    };
    let start = boundary(span.start);
    (start, boundary(span.end).max(start))
}

/// What miette wants to be given.
#[derive(Debug)]
struct Shim<'a> {
    text: &'a str,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Shim<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Shim<'_> {}

impl miette::Diagnostic for Shim<'_> {
    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.text)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// A finding as programs read it. Lines and columns count from 1, columns in characters; `end` is the place after the
/// last character.
#[derive(Debug, Serialize)]
struct Row<'a> {
    code: &'a str,
    severity: Severity,
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
    label: &'a str,
    help: Option<&'a str>,
    related: Vec<RelatedRow<'a>>,
}

#[derive(Debug, Serialize)]
struct RelatedRow<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
}

#[derive(Debug, Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end: End,
}

#[derive(Debug, Serialize)]
struct End {
    line: usize,
    column: usize,
}

/// The findings as one JSON array.
pub fn to_json(diagnostics: &[Diagnostic], sources: &[Source]) -> serde_json::Value {
    let place = |span: Span| {
        let source = sources.get(usize::from(span.file.0));
        let at = |offset| source.map_or((0, 0), |s| s.line_column(offset));
        let ((line, column), end) = (at(span.start), at(span.end));
        let file = source.map_or("", |s| s.path.as_str());
        Place { file, line, column, end: End { line: end.0, column: end.1 } }
    };
    let rows: Vec<Row<'_>> = diagnostics
        .iter()
        .map(|d| Row {
            code: d.code,
            severity: d.severity,
            place: place(d.span),
            message: &d.message,
            label: &d.label,
            help: d.help.as_deref(),
            related: d.related.iter().map(|(span, words)| RelatedRow { place: place(*span), message: words }).collect(),
        })
        .collect();
    // Strings and numbers only: there is nothing that JSON cannot hold.
    serde_json::to_value(rows).unwrap_or_default()
}
