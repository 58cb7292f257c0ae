//! What belongs together on a line and where lines may break: from the rules of the grammar to a document that the
//! renderer lays out. Nothing here depends on the tongue.

use super::tokens::{File, Tree};
use crate::syntax::Rule;

/// A part of the document.
#[derive(Debug)]
pub enum Doc {
    /// A token, with the comments before it.
    Token(usize),
    /// The `;` of an entry; one that `may_go` is left out after a brace on a line of its own.
    Semi { may_go: bool },
    /// A new line in a broken group, a space in one that is not.
    Line(Line),
    /// One step to the right.
    Nest(Vec<Doc>),
    /// Stays on one line if it can; one that is `forced` cannot.
    Group { forced: bool, inner: Vec<Doc> },
    /// A pair of braces with lines between them: a group whose rows have their own columns.
    Braces { forced: bool, inner: Vec<Doc> },
    /// A line of a run whose columns are aligned; runs have a kind.
    Row { kind: Rule, inner: Vec<Doc> },
    /// A line that ends a run.
    Plain(Vec<Doc>),
    /// The next column of a row, with its place and the least space before it; 0 is a column that is not aligned.
    Column(usize, [usize; 2]),
    /// Clauses that stay on the line if all of them can, each on its own line if not.
    Clauses(Vec<Vec<Doc>>),
    /// The comments before a closing brace.
    Comments { close: usize },
}

/// What kind of line break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// After an opening brace.
    First,
    /// Between entries: one blank line is kept.
    Between,
    /// Between short facts: those that were on one line stay there, if they can.
    Fill,
    /// Before a closing brace.
    Last,
    /// Inside an expression, or after the condition of a row.
    Inside,
}

/// The document of a file.
pub fn file(file: &File) -> Vec<Doc> {
    let shape = Shape { file };
    let mut out = Vec::new();
    for (at, item) in file.items.iter().enumerate() {
        out.push(Doc::Line(if at == 0 { Line::First } else { Line::Between }));
        out.extend(item.inner.first().map(|declaration| shape.item(declaration)));
    }
    out
}

struct Shape<'f> {
    file: &'f File,
}

impl Shape<'_> {
    fn item(&self, tree: &Tree) -> Doc {
        let mut out = Vec::new();
        match tree.rule {
            Rule::use_file => {
                self.flow(tree, &mut out);
                out.push(Doc::Semi { may_go: false });
            }
            Rule::condition => {
                let exceptions = self.parts(tree, &mut out, Rule::exception);
                if let Some(last) = tree.inner.last().filter(|_| !exceptions.is_empty()) {
                    out.push(Doc::Clauses(exceptions));
                    out.push(Doc::Semi { may_go: ends_in_lines(last) });
                }
            }
            Rule::stage => {
                let at = tree.inner.iter().position(|t| t.rule == Rule::open).unwrap_or(0);
                self.plain(&tree.inner[0], &mut out);
                let head = &tree.inner[1];
                for part in &head.inner {
                    if part.rule == Rule::label {
                        out.push(Doc::Column(1, [1, 1]));
                    }
                    self.flow(part, &mut out);
                }
                out.push(Doc::Column(2, [1, 1]));
                self.body(&tree.inner[at..], &mut out);
                return Doc::Row { kind: tree.rule, inner: out };
            }
            _ => self.with_body(tree, &mut out),
        }
        Doc::Plain(out)
    }

    /// Words, then braces with entries between them.
    fn with_body(&self, tree: &Tree, out: &mut Vec<Doc>) {
        let at = tree.inner.iter().position(|t| t.rule == Rule::open).unwrap_or(tree.inner.len());
        for part in &tree.inner[..at] {
            self.flow(part, out);
        }
        if at < tree.inner.len() {
            self.body(&tree.inner[at..], out);
        }
    }

    /// `{`, entries, `}`
    fn body(&self, parts: &[Tree], out: &mut Vec<Doc>) {
        let (Some((open, rest)), true) = (parts.split_first(), parts.len() > 1) else { return };
        let Some((close, entries)) = rest.split_last() else { return };
        let between = &self.file.tokens[open.first + 1..=close.first];
        let forced = between.iter().any(|t| t.newline || !t.lead.is_empty());
        let mut inner = vec![Doc::Token(open.first)];
        let mut nested = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let short = |t: &Tree| matches!(t.rule, Rule::about | Rule::like | Rule::hold | Rule::fact);
            nested.push(Doc::Line(match at {
                0 => Line::First,
                _ if short(entry) && short(&entries[at - 1]) => Line::Fill,
                _ => Line::Between,
            }));
            nested.push(self.entry(entry));
        }
        nested.push(Doc::Comments { close: close.first });
        inner.push(Doc::Nest(nested));
        if !entries.is_empty() || !self.file.tokens[close.first].lead.is_empty() {
            inner.push(Doc::Line(Line::Last));
        }
        inner.push(Doc::Token(close.first));
        out.push(Doc::Braces { forced, inner });
    }

    fn entry(&self, tree: &Tree) -> Doc {
        let mut out = Vec::new();
        match tree.rule {
            Rule::figure => self.columns(tree, &mut out, &[(Rule::label, 1, 2), (Rule::eq, 2, 1), (Rule::cite, 3, 2)]),
            Rule::window => self.columns(
                tree,
                &mut out,
                &[(Rule::label, 1, 2), (Rule::eq, 2, 1), (Rule::k_after, 3, 2), (Rule::cite, 4, 2)],
            ),
            Rule::article => self.columns(tree, &mut out, &[(Rule::label, 1, 2), (Rule::k_not_encoded, 2, 2)]),
            Rule::member => self.columns(tree, &mut out, &[(Rule::label, 1, 2)]),
            Rule::alternative => {
                self.columns(tree, &mut out, &[(Rule::label, 1, 2), (Rule::expr, 2, 2), (Rule::cite, 3, 2)])
            }
            Rule::class_when | Rule::class_otherwise => {
                self.case(tree, &mut out, &[(Rule::label, 2), (Rule::cite, 3)]);
            }
            Rule::row_when | Rule::row_otherwise | Rule::row_by => self.case(tree, &mut out, &[(Rule::cite, 2)]),
            Rule::field => self.field(tree, &mut out),
            Rule::key_column => {
                self.plain(&tree.inner[0], &mut out);
                self.field(&tree.inner[1], &mut out);
                out.push(Doc::Semi { may_go: false });
                return Doc::Row { kind: Rule::field, inner: out };
            }
            Rule::table_row => {
                let at = tree.inner.iter().position(|t| t.rule == Rule::open).unwrap_or(0);
                for part in &tree.inner[..at] {
                    self.flow(part, &mut out);
                }
                out.push(Doc::Column(1, [1, 1]));
                self.body(&tree.inner[at..], &mut out);
                return Doc::Row { kind: tree.rule, inner: out };
            }
            Rule::group | Rule::form_stage | Rule::other => {
                self.with_body(tree, &mut out);
                return Doc::Plain(out);
            }
            Rule::seats | Rule::guarantee | Rule::several_wins if tree.inner.iter().any(|t| t.rule == Rule::open) => {
                self.with_body(tree, &mut out);
                return Doc::Plain(out);
            }
            Rule::seat_group => {
                self.columns(tree, &mut out, &[(Rule::label, 1, 2), (Rule::colon, 0, 0), (Rule::cite, 4, 2)]);
            }
            Rule::require | Rule::reject | Rule::refer_when | Rule::claim_when => {
                for part in &tree.inner {
                    match part.rule {
                        Rule::entry => self.line(part, &mut out),
                        _ => self.flow(part, &mut out),
                    }
                }
                return Doc::Plain(out);
            }
            Rule::entry => {
                self.line(tree, &mut out);
                return Doc::Plain(out);
            }
            Rule::on_time => {
                let mut clauses = self.parts(tree, &mut out, Rule::exception);
                if let Some(at) = tree.inner.iter().position(|t| t.rule == Rule::k_afterwards) {
                    let mut clause = Vec::new();
                    tree.inner[at..].iter().for_each(|t| self.flow(t, &mut clause));
                    clauses.push(clause);
                }
                if !clauses.is_empty() {
                    out.push(Doc::Clauses(clauses));
                }
                out.push(Doc::Semi { may_go: false });
                return Doc::Plain(out);
            }
            _ => {
                self.flow(tree, &mut out);
                out.push(Doc::Semi { may_go: ends_in_lines(tree) });
                return Doc::Plain(out);
            }
        }
        out.push(Doc::Semi { may_go: ends_in_lines(tree) });
        Doc::Row {
            kind: if tree.rule == Rule::class_otherwise {
                Rule::class_when
            } else if tree.rule == Rule::row_otherwise {
                Rule::row_when
            } else {
                tree.rule
            },
            inner: out,
        }
    }

    /// What stands before the clauses, and the clauses: all parts of a kind.
    fn parts(&self, tree: &Tree, out: &mut Vec<Doc>, kind: Rule) -> Vec<Vec<Doc>> {
        let end =
            tree.inner.iter().position(|t| t.rule == kind || t.rule == Rule::k_afterwards).unwrap_or(tree.inner.len());
        for part in &tree.inner[..end] {
            self.flow(part, out);
        }
        let clauses = tree.inner[end..].iter().filter(|t| t.rule == kind).map(|t| {
            let mut clause = Vec::new();
            self.flow(t, &mut clause);
            clause
        });
        clauses.collect()
    }

    /// A line of a block.
    fn line(&self, tree: &Tree, out: &mut Vec<Doc>) {
        let clauses = self.parts(tree, out, Rule::exception);
        if !clauses.is_empty() {
            out.push(Doc::Clauses(clauses));
        }
        out.push(Doc::Semi { may_go: ends_in_lines(tree) });
    }

    /// Parts of which the first of each kind begins a column.
    fn columns(&self, tree: &Tree, out: &mut Vec<Doc>, columns: &[(Rule, usize, usize)]) {
        let mut seen = 0;
        for (at, part) in tree.inner.iter().enumerate() {
            let column = columns.iter().find(|(rule, number, _)| *rule == part.rule && *number > seen && at > 0);
            if let Some((_, number, gap)) = column {
                let after_colon = tree.inner[at - 1].rule == Rule::colon;
                out.push(Doc::Column(*number, [*gap, if after_colon { 1 } else { *gap }]));
                seen = *number;
            }
            self.flow(part, out);
        }
    }

    /// `when C: …`, where what follows the colon is a column, or a line of its own if one line is not enough.
    fn case(&self, tree: &Tree, out: &mut Vec<Doc>, columns: &[(Rule, usize)]) {
        let colon = tree.inner.iter().position(|t| t.rule == Rule::colon).unwrap_or(0);
        let mut inner = Vec::new();
        for part in &tree.inner[..=colon] {
            self.flow(part, &mut inner);
        }
        let mut rest = vec![Doc::Line(Line::Inside), Doc::Column(1, [2, 1])];
        let mut seen = 1;
        for part in &tree.inner[colon + 1..] {
            if let Some((_, number)) = columns.iter().find(|(rule, number)| *rule == part.rule && *number > seen) {
                rest.push(Doc::Column(*number, [2, 2]));
                seen = *number;
            }
            self.flow(part, &mut rest);
        }
        let forced = self.file.tokens[tree.first + 1..=tree.inner[colon].first].iter().any(|t| !t.lead.is_empty());
        inner.push(Doc::Nest(rest));
        out.push(Doc::Group { forced, inner });
    }

    fn field(&self, tree: &Tree, out: &mut Vec<Doc>) {
        let mut seen = 0;
        for part in &tree.inner {
            let (column, gap) = match part.rule {
                Rule::label => (1, [2, 2]),
                Rule::type_ => (2, [2, 1]),
                Rule::k_given => (3, [2, 2]),
                Rule::proof => (4, [2, 2]),
                Rule::cite => (5, [2, 2]),
                Rule::presumed | Rule::role | Rule::k_complete => (0, [2, 2]),
                _ => {
                    self.flow(part, out);
                    continue;
                }
            };
            let in_order = column > seen;
            out.push(Doc::Column(if in_order { column } else { 0 }, gap));
            if in_order {
                seen = column;
            }
            self.flow(part, out);
        }
    }

    fn plain(&self, tree: &Tree, out: &mut Vec<Doc>) {
        out.extend((tree.first..tree.end).map(Doc::Token));
    }

    /// Words in a row, with the blocks and chains among them.
    fn flow(&self, tree: &Tree, out: &mut Vec<Doc>) {
        match tree.rule {
            _ if tree.inner.is_empty() => self.plain(tree, out),
            Rule::block => self.body(&tree.inner, out),
            Rule::expr if tree.inner.len() > 1 => {
                let forced = self.file.tokens[tree.first + 1..tree.end].iter().any(|t| !t.lead.is_empty());
                let mut inner = Vec::new();
                self.flow(&tree.inner[0], &mut inner);
                let mut rest = Vec::new();
                for pair in tree.inner[1..].chunks(2) {
                    rest.push(Doc::Line(Line::Inside));
                    pair.iter().for_each(|t| self.flow(t, &mut rest));
                }
                inner.push(Doc::Nest(rest));
                out.push(Doc::Group { forced, inner });
            }
            _ => tree.inner.iter().for_each(|t| self.flow(t, out)),
        }
    }
}

/// Whether the last thing is the block of `all of`, of a quantifier or of their like: after it an entry is over even
/// without `;`.
fn ends_in_lines(tree: &Tree) -> bool {
    match tree.inner.last() {
        Some(last) if last.rule == Rule::block => matches!(tree.rule, Rule::lines | Rule::quantified),
        Some(last) => ends_in_lines(last),
        None => false,
    }
}
