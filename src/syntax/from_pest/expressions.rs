//! Conditions and quantities: from the pieces of `expr` to the tree, and what the grammar lets through although it
//! says nothing definite (`and` beside `or`, `not` before a comparison, empty blocks, lengths of time on their own).

use super::grammar::{Piece, Rule};
use super::near;
use super::pieces::{Inner, Lower};
use crate::base::date::{Bound, Unit};
use crate::base::span::Span;
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Block, Entry, Exception, Expr, ExprKind, Fold, Joint, Path, Quantifier, Rel};

/// How many terms one sum may have. The tree of a sum leans to the left, so this also bounds its depth.
const MAX_TERMS: usize = 32;

impl Lower<'_> {
    /// A condition or quantity.
    pub fn expr(&mut self, piece: Piece<'_>) -> Expr {
        let span = self.span(&piece);
        let mut operands = Vec::new();
        let mut joins = Vec::new();
        let mut texts = Vec::new();
        for inner in Inner::of(piece) {
            match inner.as_rule() {
                Rule::operand => {
                    texts.push(near::shortened(inner.as_str()));
                    operands.push(self.operand(inner));
                }
                Rule::k_and => joins.push(true),
                Rule::k_or => joins.push(false),
                _ => joins.push(self.near_and(&inner)),
            }
        }
        match joins.first() {
            None => match operands.pop() {
                Some(only) => only,
                None => unreachable!("the grammar promises an operand"),
            },
            Some(first) if joins.iter().all(|join| join == first) => {
                Expr { kind: ExprKind::Chain(*first, operands), span }
            }
            Some(_) => {
                let (ors_first, ands_first) = near::bracketings(&texts, &joins);
                self.report(
                    Diagnostic::error("S10", span, "`and` and `or` stand side by side, and it is not said which binds first")
                        .label("can be read in two ways")
                        .help(format!("write `{ors_first}` or `{ands_first}`, or put one part into `all of {{ … }}` or `any of {{ … }}`")),
                );
                Expr { kind: ExprKind::Error, span }
            }
        }
    }

    fn operand(&mut self, piece: Piece<'_>) -> Expr {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        let mut nots = Vec::new();
        while let Some(not) = inner.maybe(Rule::k_not) {
            nots.push(self.span(&not));
        }
        let body = inner.any();
        let text = near::shortened(body.as_str());
        let bare = match body.as_rule() {
            Rule::lines | Rule::quantified => true,
            Rule::comparison => Inner::of(body.clone()).count() == 1,
            _ => false,
        };
        let is_elapsed = body.as_rule() == Rule::elapsed;
        let value = match body.as_rule() {
            Rule::lines => self.lines(body),
            Rule::quantified => self.quantified(body),
            Rule::elapsed => self.elapsed(body),
            _ => self.comparison(body),
        };
        let Some(first) = nots.first() else { return value };
        if let Some(second) = nots.get(1) {
            self.report(
                Diagnostic::error("S11", first.to(*second), "`not` stands twice in a row")
                    .help("two of them cancel out: write none, or one"),
            );
            return Expr { kind: ExprKind::Error, span };
        }
        if !bare && value.kind != ExprKind::Error {
            let report = Diagnostic::error("S11", first.to(value.span), "`not` stands before a comparison");
            let help = if is_elapsed {
                Some("say the contrary: `less than` for `at least`, `at most` for `more than`".to_string())
            } else {
                near::contrary(&value, &text).or_else(|| Some(format!("write `not ({text})`")))
            };
            self.report(report.label("says the contrary of a comparison").maybe_help(help));
            return Expr { kind: ExprKind::Error, span };
        }
        Expr { kind: ExprKind::Not(Box::new(value)), span }
    }

    fn lines(&mut self, piece: Piece<'_>) -> Expr {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        let joint = match inner.any().as_rule() {
            Rule::k_all_of => Joint::All,
            Rule::k_any_of => Joint::Any,
            Rule::k_none_of => Joint::None,
            _ => {
                let count = inner.need(Rule::integer);
                inner.need(Rule::k_of_these);
                Joint::Some(self.small(&count).unwrap_or(1))
            }
        };
        let block = inner.need(Rule::block);
        Expr { kind: ExprKind::Lines(joint, self.block(block)), span }
    }

    fn quantified(&mut self, piece: Piece<'_>) -> Expr {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        let quantifier = match inner.any().as_rule() {
            Rule::k_any => Quantifier::Any,
            Rule::k_every => Quantifier::Every,
            _ => Quantifier::No,
        };
        let path = self.path(inner.need(Rule::path));
        let block = self.block(inner.need(Rule::block));
        Expr { kind: ExprKind::Quantified(quantifier, path, block), span }
    }

    fn elapsed(&mut self, piece: Piece<'_>) -> Expr {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        inner.need(Rule::k_from);
        let from = Box::new(self.sum(inner.need(Rule::sum)));
        inner.need(Rule::k_to);
        let to = Box::new(self.sum(inner.need(Rule::sum)));
        let bound = match inner.any().as_rule() {
            Rule::k_full => Bound::AtLeast,
            Rule::k_beyond => Bound::MoreThan,
            Rule::k_under_full => Bound::LessThan,
            _ => Bound::AtMost,
        };
        let count = Box::new(self.count(inner.need(Rule::primary)));
        let unit = unit(inner.need(Rule::unit));
        Expr { kind: ExprKind::Elapsed { from, to, bound, count, unit }, span }
    }

    /// How many units: a value, but not a Chinese numeral, which the grammar takes for a name.
    fn count(&mut self, piece: Piece<'_>) -> Expr {
        if let Some(number) = near::chinese_number(piece.as_str().trim()) {
            let message = format!("the number `{}` is not written in digits", piece.as_str().trim());
            self.report(Diagnostic::error("S08", self.span(&piece), message).help(format!("write `{number}`")));
        }
        self.primary(piece)
    }

    fn comparison(&mut self, piece: Piece<'_>) -> Expr {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        let left = inner.need(Rule::sum);
        let left_text = near::shortened(left.as_str());
        let left = self.sum(left);
        let kind = match inner.peek() {
            None => return left,
            Some(Rule::k_is_present) => ExprKind::Present(Box::new(left), true),
            Some(Rule::k_is_absent) => ExprKind::Present(Box::new(left), false),
            Some(Rule::near_op) => {
                let op = inner.any();
                let right = inner.need(Rule::sum);
                let right_text = near::shortened(right.as_str());
                let right = self.sum(right);
                self.near_op(&op, (&left_text, &right_text), left, right)
            }
            Some(Rule::near_truth) => {
                let truth = inner.any();
                self.near_truth(&truth, &left_text, left)
            }
            Some(Rule::near_end) => {
                self.near_end(&inner.any(), "…", &left_text);
                ExprKind::Error
            }
            Some(Rule::near_bound) => {
                let bound = inner.any();
                let value = near::split_end(bound.as_str()).map_or("", |(value, _)| value.trim_end());
                let value = value.trim_end_matches("（含）").trim_end_matches("(含)").trim_end();
                let value = value.strip_prefix('在').map_or(value, str::trim_start);
                self.near_end(&bound, &left_text, value);
                ExprKind::Error
            }
            Some(_) => {
                let rel = rel(inner.any().as_rule());
                let right = Box::new(self.sum(inner.need(Rule::sum)));
                match self.range_end(&mut inner) {
                    Some(last) => ExprKind::CompareRange(rel, Box::new(left), right, Box::new(last)),
                    None => ExprKind::Compare(rel, Box::new(left), right),
                }
            }
        };
        Expr { kind, span }
    }

    /// `.. b` after `a`, if it comes next.
    pub fn range_end(&mut self, inner: &mut Inner<'_>) -> Option<Expr> {
        let dots = inner.maybe(Rule::dots)?;
        self.near_dots(dots);
        Some(self.sum(inner.need(Rule::sum)))
    }

    /// A sum, a single value more often than not.
    pub fn sum(&mut self, piece: Piece<'_>) -> Expr {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        let (mut value, length) = self.term(inner.need(Rule::term));
        if let Some((_, unit_span)) = length {
            self.report(
                Diagnostic::error("S19", value.span.to(unit_span), "a length of time stands where a value is needed")
                    .label("years, months or days of what?")
                    .help("add it to a day (`D plus 3 days`), or compare two days with `from A to B at least 3 years`"),
            );
            value = Expr { kind: ExprKind::Error, span: value.span };
        }
        let mut terms = 1;
        while let Some(op) = inner.next() {
            let minus = matches!(op.as_rule(), Rule::k_minus | Rule::minus);
            let (right, length) = self.term(inner.need(Rule::term));
            terms += 1;
            if terms > MAX_TERMS {
                self.report(
                    Diagnostic::error("S20", span, format!("a sum has more than {MAX_TERMS} terms"))
                        .help("give a part of it a name with `value`, or use `sum( … )` over a list"),
                );
                return Expr { kind: ExprKind::Error, span };
            }
            let span = value.span.to(length.map_or(right.span, |(_, span)| span));
            let (left, right) = (Box::new(value), Box::new(right));
            let kind = match length {
                Some((unit, _)) => ExprKind::Shift { base: left, back: minus, count: right, unit },
                None => ExprKind::Add { left, right, minus },
            };
            value = Expr { kind, span };
        }
        value
    }

    fn term(&mut self, piece: Piece<'_>) -> (Expr, Option<(Unit, Span)>) {
        let mut inner = Inner::of(piece);
        let mut value = self.primary(inner.need(Rule::primary));
        let mut length = None;
        while let Some(next) = inner.next() {
            if next.as_rule() == Rule::unit {
                let span = self.span(&next);
                length = Some((unit(next), span));
            } else {
                let right = self.primary(inner.need(Rule::primary));
                let span = value.span.to(right.span);
                value = Expr { kind: ExprKind::Times(Box::new(value), Box::new(right)), span };
            }
        }
        (value, length)
    }

    fn primary(&mut self, piece: Piece<'_>) -> Expr {
        let span = self.span(&piece);
        let piece = Inner::of(piece).any();
        let kind = match piece.as_rule() {
            Rule::literal => return self.literal(piece),
            Rule::list => return self.list(piece),
            Rule::paren => return self.paren(piece),
            Rule::edge => return self.edge(piece),
            Rule::aggregate => {
                let mut inner = Inner::of(piece);
                let fold = match inner.any().as_rule() {
                    Rule::k_count => Fold::Count,
                    Rule::k_sum => Fold::Sum,
                    Rule::k_largest => Fold::Largest,
                    Rule::k_smallest => Fold::Smallest,
                    _ => Fold::First,
                };
                ExprKind::Aggregate(fold, Box::new(self.list(inner.need(Rule::list))))
            }
            Rule::unbroken => {
                let mut inner = Inner::of(piece);
                inner.need(Rule::k_unbroken);
                let list = self.path(inner.need(Rule::path));
                inner.need(Rule::k_to);
                let to = Box::new(self.until(inner.need(Rule::until)));
                ExprKind::Unbroken { list, to, filter: self.filter(&mut inner) }
            }
            _ => {
                let items = Inner::of(piece).map(|item| {
                    let mut inner = Inner::of(item);
                    let first = self.sum(inner.need(Rule::sum));
                    (first, self.range_end(&mut inner))
                });
                ExprKind::Set(items.collect())
            }
        };
        Expr { kind, span }
    }

    fn until(&mut self, piece: Piece<'_>) -> Expr {
        let piece = Inner::of(piece).any();
        match piece.as_rule() {
            Rule::edge => self.edge(piece),
            Rule::paren => self.paren(piece),
            Rule::literal => self.literal(piece),
            _ => {
                let path = self.path(piece);
                let span = path.span;
                Expr { kind: ExprKind::List { path, of: None, filter: None }, span }
            }
        }
    }

    fn paren(&mut self, piece: Piece<'_>) -> Expr {
        let span = self.span(&piece);
        let inner = self.expr(Inner::of(piece).any());
        Expr { kind: inner.kind, span }
    }

    fn edge(&mut self, piece: Piece<'_>) -> Expr {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        let start = inner.any().as_rule() == Rule::k_start_of;
        Expr { kind: ExprKind::Edge(start, self.path(inner.need(Rule::path))), span }
    }

    fn list(&mut self, piece: Piece<'_>) -> Expr {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        let path: Path = self.path(inner.need(Rule::path));
        let of = inner.maybe(Rule::k_of).map(|_| self.path(inner.need(Rule::path)));
        let filter = self.filter(&mut inner);
        Expr { kind: ExprKind::List { path, of, filter }, span }
    }

    fn filter(&mut self, inner: &mut Inner<'_>) -> Option<Block> {
        inner.maybe(Rule::k_where).map(|_| self.block(inner.need(Rule::block)))
    }

    /// `{ entry; entry; }`
    pub fn block(&mut self, piece: Piece<'_>) -> Block {
        let span = self.span(&piece);
        let entries: Vec<Entry> = Inner::of(piece).map(|entry| self.entry(entry)).collect();
        if entries.is_empty() {
            self.report(
                Diagnostic::error("S12", span, "this block is empty, so it says nothing")
                    .label("no line between the braces")
                    .help("write at least one line, or leave the whole part out"),
            );
        }
        Block { entries, span }
    }

    /// One line of a block.
    pub fn entry(&mut self, piece: Piece<'_>) -> Entry {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        let no = inner.maybe(Rule::item_no).map(|no| self.item_no(&no));
        let expr = self.expr(inner.need(Rule::expr));
        let cites = self.cites(&mut inner);
        let exceptions = self.exceptions(&mut inner);
        Entry { no, expr, cites, exceptions, span }
    }

    /// The exceptions that come next.
    pub fn exceptions(&mut self, inner: &mut Inner<'_>) -> Vec<Exception> {
        let mut exceptions = Vec::new();
        while let Some(piece) = inner.maybe(Rule::exception) {
            let span = self.span(&piece);
            let mut inner = Inner::of(piece);
            let waives = inner.any().as_rule() == Rule::k_waived_when;
            let expr = self.expr(inner.need(Rule::expr));
            let cites = self.cites(&mut inner);
            exceptions.push(Exception { waives, expr, cites, span });
        }
        exceptions
    }
}

fn unit(piece: Piece<'_>) -> Unit {
    match Inner::of(piece).any().as_rule() {
        Rule::k_years => Unit::Years,
        Rule::k_months => Unit::Months,
        _ => Unit::Days,
    }
}

fn rel(rule: Rule) -> Rel {
    match rule {
        Rule::k_is => Rel::Is,
        Rule::k_is_not => Rel::IsNot,
        Rule::k_in => Rel::In,
        Rule::k_not_in => Rel::NotIn,
        Rule::k_meets => Rel::Meets,
        Rule::k_covers => Rel::Covers,
        Rule::k_within => Rel::Within,
        Rule::k_on_or_before => Rel::OnOrBefore,
        Rule::k_on_or_after => Rel::OnOrAfter,
        Rule::k_before => Rel::Before,
        Rule::k_after => Rel::After,
        Rule::k_at_least => Rel::AtLeast,
        Rule::k_at_most => Rel::AtMost,
        Rule::k_more_than => Rel::MoreThan,
        Rule::k_less_than => Rel::LessThan,
        rule => unreachable!("{rule:?} compares nothing"),
    }
}
