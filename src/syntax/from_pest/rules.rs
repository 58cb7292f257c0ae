//! Declarations that decide, and the examples that test them.

use super::grammar::{Piece, Rule};
use super::pieces::{Inner, Lower};
use crate::syntax::ast::{
    AltDecl, CategoryEntry, Choice, ClaimDecl, ClassRow, ExampleDecl, Expect, Fact, FactEntry, ItemKind, SeatWord,
    ValueRow,
};

impl Lower<'_> {
    /// `reading`
    pub fn reading(&mut self, mut inner: Inner<'_>) -> ItemKind {
        let head = self.head(&mut inner);
        let (mut alternatives, mut choices) = (Vec::new(), Vec::new());
        for entry in inner {
            let span = self.span(&entry);
            let choice = entry.as_rule() == Rule::choice;
            let mut inner = Inner::of(entry);
            if choice {
                inner.need(Rule::k_choose);
                let name = match inner.any() {
                    refer if refer.as_rule() == Rule::k_refer => None,
                    name => Some(self.name(name)),
                };
                inner.need(Rule::k_because);
                choices.push(Choice { name, because: self.string(&mut inner), span });
            } else {
                let name = inner.need(Rule::name);
                alternatives.push(AltDecl {
                    name: self.name(name),
                    label: self.label(&mut inner),
                    body: inner.maybe(Rule::expr).map(|expr| self.expr(expr)),
                    cites: self.cites(&mut inner),
                });
            }
        }
        ItemKind::Reading { head, alternatives, choices }
    }

    /// `value`
    pub fn value(&mut self, mut inner: Inner<'_>) -> ItemKind {
        let head = self.head(&mut inner);
        let by = inner.maybe(Rule::k_by).map(|_| self.path(inner.need(Rule::path)));
        let rows = inner.map(|row| self.value_row(row)).collect();
        ItemKind::Value { head, by, rows }
    }

    fn value_row(&mut self, piece: Piece<'_>) -> ValueRow {
        let rule = piece.as_rule();
        let mut inner = Inner::of(piece);
        match rule {
            Rule::row_when => {
                inner.need(Rule::k_when);
                let when = self.expr(inner.need(Rule::expr));
                let value = self.sum(inner.need(Rule::sum));
                ValueRow::When(when, value, self.cites(&mut inner))
            }
            Rule::row_otherwise => {
                inner.need(Rule::k_otherwise);
                let value = self.sum(inner.need(Rule::sum));
                ValueRow::Otherwise(value, self.cites(&mut inner))
            }
            Rule::row_by => {
                let first = self.sum(inner.need(Rule::sum));
                let last = self.range_end(&mut inner);
                let value = self.sum(inner.need(Rule::sum));
                ValueRow::By(first, last, value, self.cites(&mut inner))
            }
            _ => {
                let value = self.sum(inner.need(Rule::sum));
                ValueRow::Plain(value, self.cites(&mut inner))
            }
        }
    }

    /// `category`
    pub fn category(&mut self, mut inner: Inner<'_>) -> ItemKind {
        let head = self.head(&mut inner);
        let entries = inner.map(|entry| self.category_entry(entry)).collect();
        ItemKind::Category { head, entries }
    }

    fn category_entry(&mut self, piece: Piece<'_>) -> CategoryEntry {
        let span = self.span(&piece);
        let rule = piece.as_rule();
        let mut inner = Inner::of(piece);
        inner.any(); // its keyword
        match rule {
            Rule::require => CategoryEntry::Require(self.entry(inner.need(Rule::entry))),
            Rule::reject => CategoryEntry::Reject(self.entry(inner.need(Rule::entry))),
            Rule::refer_when => {
                let question = self.string(&mut inner);
                inner.need(Rule::k_when);
                CategoryEntry::Refer(question, self.entry(inner.need(Rule::entry)))
            }
            _ => {
                let field = self.path(inner.need(Rule::path));
                inner.need(Rule::k_within);
                let window = self.path(inner.need(Rule::path));
                let cites = self.cites(&mut inner);
                let exceptions = self.exceptions(&mut inner);
                let afterwards = inner.maybe(Rule::k_afterwards).map(|_| self.string(&mut inner));
                let late_cites = self.cites(&mut inner);
                CategoryEntry::OnTime { field, window, cites, exceptions, afterwards, late_cites, span }
            }
        }
    }

    /// `classify`
    pub fn classify(&mut self, mut inner: Inner<'_>) -> ItemKind {
        let head = self.head(&mut inner);
        let rows = inner.map(|row| {
            let span = self.span(&row);
            let mut inner = Inner::of(row);
            inner.any(); // `when` or `otherwise`
            let when = inner.maybe(Rule::expr).map(|expr| self.expr(expr));
            let name = inner.need(Rule::name);
            ClassRow { when, name: self.name(name), label: self.label(&mut inner), cites: self.cites(&mut inner), span }
        });
        ItemKind::Classify { head, rows: rows.collect() }
    }

    /// `claim`
    pub fn claim(&mut self, mut inner: Inner<'_>) -> ItemKind {
        let mut claim =
            ClaimDecl { head: self.head(&mut inner), keys: Vec::new(), only_when: Vec::new(), several: Vec::new() };
        for line in inner {
            let rule = line.as_rule();
            let mut inner = Inner::of(line);
            match rule {
                Rule::claim_key => {
                    let what = self.path(inner.need(Rule::path));
                    inner.need(Rule::k_by);
                    claim.keys.push((what, self.path(inner.need(Rule::path))));
                }
                Rule::claim_when => {
                    inner.need(Rule::k_only_when);
                    claim.only_when.push(self.entry(inner.need(Rule::entry)));
                }
                _ => {
                    inner.need(Rule::k_when_several);
                    inner.need(Rule::k_refer);
                    let question = self.string(&mut inner);
                    claim.several.push((question, self.cites(&mut inner)));
                }
            }
        }
        ItemKind::Claim(claim)
    }

    /// `example`
    pub fn example(&mut self, mut inner: Inner<'_>) -> ItemKind {
        let name = inner.any();
        let name = self.name_or_string(name);
        let label = self.label(&mut inner);
        let mut stages = inner.maybe(Rule::for_stage).map(|stage| self.names_after(stage)).unwrap_or_default();
        if let Some(second) = stages.get(1) {
            let span = second.span;
            self.said_twice("for", span);
        }
        let stage = (!stages.is_empty()).then(|| stages.swap_remove(0));
        let (mut body, mut expects) = (Vec::new(), Vec::new());
        for line in inner {
            if line.as_rule() == Rule::expect {
                expects.push(self.expect(line))
            } else {
                body.push(self.fact_entry(line))
            }
        }
        ItemKind::Example(ExampleDecl { name, label, stage, body, expects })
    }

    /// The lines of `facts`.
    pub fn fact_entries(&mut self, inner: Inner<'_>) -> Vec<FactEntry> {
        inner.map(|line| self.fact_entry(line)).collect()
    }

    fn fact_entry(&mut self, piece: Piece<'_>) -> FactEntry {
        let span = self.span(&piece);
        let rule = piece.as_rule();
        if rule == Rule::fact {
            return FactEntry::Fact(self.fact(piece));
        }
        let mut inner = Inner::of(piece);
        inner.any(); // its keyword
        match rule {
            Rule::like => FactEntry::Like(self.name(inner.need(Rule::name))),
            Rule::choose_in => {
                let reading = self.name(inner.need(Rule::name));
                FactEntry::Under(reading, self.name(inner.need(Rule::name)))
            }
            Rule::hold => FactEntry::Hold(self.name(inner.need(Rule::name))),
            Rule::tickets => {
                let round = inner.maybe(Rule::k_by).map(|_| self.name(inner.need(Rule::name)));
                FactEntry::Tickets(round, self.strings(&mut inner), span)
            }
            Rule::table_row => {
                let table = self.name(inner.need(Rule::name));
                FactEntry::Row(table, inner.map(|fact| self.fact(fact)).collect(), span)
            }
            _ => FactEntry::Other(self.fact_entries(inner), span),
        }
    }

    fn strings(&mut self, inner: &mut Inner<'_>) -> Vec<String> {
        let mut all = Vec::new();
        while inner.peek() == Some(Rule::string) {
            all.push(self.string(inner));
        }
        all
    }

    fn fact(&mut self, piece: Piece<'_>) -> Fact {
        let mut inner = Inner::of(piece);
        Fact {
            path: self.path(inner.need(Rule::path)),
            value: self.sum(inner.need(Rule::sum)),
            last: self.range_end(&mut inner),
        }
    }

    fn expect(&mut self, piece: Piece<'_>) -> Expect {
        let mut inner = Inner::of(piece);
        inner.need(Rule::k_expect);
        let what = inner.any();
        let span = self.span(&what);
        let rule = what.as_rule();
        let mut inner = Inner::of(what);
        match rule {
            Rule::expect_holds => {
                let expr = self.expr(inner.need(Rule::expr));
                return Expect::Holds(expr, self.cites(&mut inner));
            }
            Rule::expect_order => {
                inner.need(Rule::k_order);
                let round = self.name(inner.need(Rule::name));
                let ids = self.strings(&mut inner);
                return Expect::Order { round, ids, cites: self.cites(&mut inner), span };
            }
            Rule::expect_seat => {
                let id = self.string(&mut inner);
                let what = match inner.any().as_rule() {
                    Rule::k_placed_at => SeatWord::PlacedAt(self.string(&mut inner)),
                    Rule::k_not_placed => SeatWord::NotPlaced,
                    _ => SeatWord::Referred,
                };
                let by = inner.maybe(Rule::k_by).map(|_| self.name(inner.need(Rule::name)));
                return Expect::Seat { id, what, by, cites: self.cites(&mut inner), span };
            }
            _ => {}
        }
        let outcome = self.outcome_word(inner.any().as_rule());
        let category = inner.maybe(Rule::k_as).map(|_| self.name(inner.need(Rule::name)));
        let by = inner.maybe(Rule::k_by).map(|_| self.path(inner.need(Rule::path)));
        let because = inner.maybe(Rule::k_because).map(|_| self.path(inner.need(Rule::path)));
        let mut missing = Vec::new();
        if inner.maybe(Rule::k_missing).is_some() {
            while let Some(path) = inner.maybe(Rule::path) {
                missing.push(self.path(path));
            }
        }
        Expect::Outcome { outcome, category, by, because, missing, cites: self.cites(&mut inner), span }
    }
}
