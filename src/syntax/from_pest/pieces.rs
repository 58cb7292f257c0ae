//! Walking the pieces of a parse: the next piece of a kind, spans, names, labels, strings and citations.

use super::grammar::{Piece, Rule};
use crate::base::span::{FileId, Span};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Cite, Name, Path, Step};
use std::iter::Peekable;
use unicode_normalization::UnicodeNormalization as _;

/// Turns pieces into the tree of one file, and gathers what is wrong with them.
pub struct Lower<'a> {
    /// The file.
    pub file: FileId,
    /// Where the parsed text begins in the file.
    pub base: usize,
    /// Where the file ends: a brace that was added to read on stands behind it.
    pub limit: usize,
    /// What has been found so far.
    pub found: &'a mut Vec<Diagnostic>,
}

/// The pieces inside another one, without the marks between them.
pub struct Inner<'i> {
    pieces: Peekable<Box<dyn Iterator<Item = Piece<'i>> + 'i>>,
}

impl<'i> Inner<'i> {
    /// The pieces inside `piece`.
    pub fn of(piece: Piece<'i>) -> Inner<'i> {
        let pieces: Box<dyn Iterator<Item = Piece<'i>> + 'i> = Box::new(piece.into_inner().filter(|p| !is_mark(p)));
        Inner { pieces: pieces.peekable() }
    }

    /// The rule of the next piece.
    pub fn peek(&mut self) -> Option<Rule> {
        self.pieces.peek().map(Piece::as_rule)
    }

    /// The next piece, if it is of this rule.
    pub fn maybe(&mut self, rule: Rule) -> Option<Piece<'i>> {
        self.pieces.next_if(|p| p.as_rule() == rule)
    }

    /// The next piece; the grammar promises that there is one.
    pub fn any(&mut self) -> Piece<'i> {
        match self.pieces.next() {
            Some(piece) => piece,
            None => unreachable!("the grammar promises another piece"),
        }
    }

    /// The next piece; the grammar promises that it is of this rule.
    pub fn need(&mut self, rule: Rule) -> Piece<'i> {
        let piece = self.any();
        assert_eq!(piece.as_rule(), rule, "the grammar promises this rule");
        piece
    }
}

impl<'i> Iterator for Inner<'i> {
    type Item = Piece<'i>;

    fn next(&mut self) -> Option<Piece<'i>> {
        self.pieces.next()
    }
}

fn is_mark(piece: &Piece<'_>) -> bool {
    matches!(
        piece.as_rule(),
        Rule::semi
            | Rule::comma
            | Rule::colon
            | Rule::eq
            | Rule::open
            | Rule::close
            | Rule::lparen
            | Rule::rparen
            | Rule::lbracket
            | Rule::rbracket
            | Rule::dot
            | Rule::EOI
    )
}

/// One past the last byte of the piece that is not white space or comment. (A rule that ends in something optional
/// has skipped what lies before it, found or not.)
pub fn end(piece: &Piece<'_>) -> usize {
    let mut last = piece.clone();
    while let Some(inner) = last.clone().into_inner().next_back() {
        last = inner;
    }
    last.as_span().end()
}

impl Lower<'_> {
    /// Where a piece stands in the file.
    pub fn span(&self, piece: &Piece<'_>) -> Span {
        self.span_of(piece.as_span().start(), end(piece))
    }

    /// A range of the parsed text as a span of the file.
    pub fn span_of(&self, start: usize, end: usize) -> Span {
        // Files are far smaller than 4 GiB, see `guard`.
        let place = |at: usize| (self.base + at).min(self.limit) as u32;
        Span { file: self.file, start: place(start), end: place(end) }
    }

    /// Reports.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// A name, without its 「」.
    pub fn name(&mut self, piece: Piece<'_>) -> Name {
        let text = piece.as_str();
        let text = text.strip_prefix('「').and_then(|t| t.strip_suffix('」')).unwrap_or(text).trim();
        self.named(text, &piece)
    }

    fn named(&mut self, text: &str, piece: &Piece<'_>) -> Name {
        let span = self.span(piece);
        if text.is_empty() {
            self.report(
                Diagnostic::error("S22", span, "there is nothing between the quotation marks")
                    .label("a name is needed here"),
            );
        }
        Name { text: text.nfc().collect(), span }
    }

    /// A name that is a quoted string, or a bare name.
    pub fn name_or_string(&mut self, piece: Piece<'_>) -> Name {
        if piece.as_rule() == Rule::string {
            self.named(unquoted(piece.as_str()).trim(), &piece)
        } else {
            self.name(piece)
        }
    }

    /// The label that comes next, if one does.
    pub fn label(&mut self, inner: &mut Inner<'_>) -> Option<Name> {
        let label = inner.maybe(Rule::label)?;
        Some(self.named(unquoted(label.as_str()).trim(), &label))
    }

    /// The string that must come next.
    pub fn string(&mut self, inner: &mut Inner<'_>) -> String {
        unquoted(inner.need(Rule::string).as_str()).nfc().collect()
    }

    /// The citations that come next.
    pub fn cites(&mut self, inner: &mut Inner<'_>) -> Vec<Cite> {
        let mut cites = Vec::new();
        while let Some(cite) = inner.maybe(Rule::cite) {
            cites.push(self.cite(&cite));
        }
        cites
    }

    /// A citation, its brackets half-width, without `@`.
    pub fn cite(&mut self, piece: &Piece<'_>) -> Cite {
        let half = |c| match c {
            '（' => '(',
            '）' => ')',
            '［' => '[',
            '］' => ']',
            '：' => ':',
            other => other,
        };
        let text: String = piece.as_str().chars().skip(1).map(half).nfc().collect();
        let span = self.span(piece);
        let count = |mark| text.matches(mark).count();
        if count('(') != count(')') || count('[') != count(']') {
            self.report(
                Diagnostic::error("S06", span, format!("the brackets of the citation `@{text}` do not close"))
                    .label("this citation ends here")
                    .help("a citation is one word without spaces, such as `@三(一)1(2)`"),
            );
        }
        Cite { text, span }
    }

    /// A path.
    pub fn path(&mut self, piece: Piece<'_>) -> Path {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        let root = inner.need(Rule::name);
        let root = self.name(root);
        let item = inner.maybe(Rule::item_no).map(|no| self.item_no(&no));
        let mut steps = Vec::new();
        for step in inner {
            if step.as_rule() == Rule::integer {
                let index = step.as_str().parse().ok().filter(|n: &u32| *n > 0);
                if index.is_none() {
                    let what = format!("`{}` is not the number of a row", step.as_str());
                    self.report(Diagnostic::error("S14", self.span(&step), what).help("rows are counted from 1"));
                }
                steps.push(Step::Index(index.unwrap_or(1), self.span(&step)));
            } else {
                steps.push(Step::Field(self.name(step)));
            }
        }
        Path { root, item, steps, span }
    }

    /// The number of an entry: what stands between its brackets, or the circled number itself.
    pub fn item_no(&mut self, piece: &Piece<'_>) -> Name {
        let text = piece.as_str().trim_matches(['(', ')', '（', '）']);
        Name { text: text.to_string(), span: self.span(piece) }
    }
}

/// A string without its quotation marks.
pub fn unquoted(text: &str) -> &str {
    text.strip_prefix('"')
        .and_then(|t| t.strip_suffix('"'))
        .or_else(|| text.strip_prefix('“').and_then(|t| t.strip_suffix('”')))
        .unwrap_or(text)
}
