//! Declarations that describe: the document, figures and days, vocabulary and data.

use super::grammar::{Piece, Rule};
use super::pieces::{Inner, Lower};
use crate::base::span::Span;
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{
    ArticleDecl, BaseType, EnumEntry, FieldDecl, FigureDecl, Head, Item, ItemKind, Name, PolicyDecl, Shape, TypeExpr,
    WindowDecl,
};

impl Lower<'_> {
    /// A declaration.
    pub fn item(&mut self, piece: Piece<'_>) -> Item {
        let piece = Inner::of(piece).any();
        let span = self.span(&piece);
        let rule = piece.as_rule();
        let mut inner = Inner::of(piece);
        inner.any(); // its keyword
        let kind = match rule {
            Rule::policy => ItemKind::Policy(self.policy(inner)),
            Rule::use_file => {
                let path = inner.need(Rule::string);
                ItemKind::Use(self.name_or_string(path))
            }
            Rule::articles => ItemKind::Articles(inner.map(|a| self.article(a)).collect()),
            Rule::stage => self.stage(inner),
            Rule::barred => ItemKind::Barred { cites: self.cites(&mut inner), facts: self.members(&mut inner) },
            Rule::yearly => self.figures(true, inner),
            Rule::fixed => self.figures(false, inner),
            Rule::timetable => ItemKind::Timetable(inner.map(|w| self.window(w)).collect()),
            Rule::enumeration => self.enumeration(inner),
            Rule::record | Rule::form | Rule::table => self.with_fields(rule, inner),
            Rule::reading => self.reading(inner),
            Rule::assume => {
                let head = self.head(&mut inner);
                let block = inner.need(Rule::block);
                ItemKind::Assume { head, block: self.block(block) }
            }
            Rule::condition => {
                let head = self.head(&mut inner);
                let block = inner.need(Rule::block);
                let block = self.block(block);
                ItemKind::Condition { head, block, exceptions: self.exceptions(&mut inner) }
            }
            Rule::value => self.value(inner),
            Rule::category => self.category(inner),
            Rule::classify => self.classify(inner),
            Rule::claim => self.claim(inner),
            Rule::draw => self.draw(inner),
            Rule::round => self.round(inner),
            Rule::facts => ItemKind::Facts { head: self.head(&mut inner), body: self.fact_entries(inner) },
            _ => self.example(inner),
        };
        Item { span, kind }
    }

    /// What every declaration begins with.
    pub fn head(&mut self, inner: &mut Inner<'_>) -> Head {
        let mut inner = Inner::of(inner.need(Rule::head));
        let name = inner.need(Rule::name);
        let mut head = Head {
            name: self.name(name),
            label: self.label(&mut inner),
            stages: Vec::new(),
            each: None,
            cites: Vec::new(),
        };
        while let Some(Rule::for_each | Rule::for_stage) = inner.peek() {
            let part = inner.any();
            let span = self.span(&part);
            if part.as_rule() == Rule::for_stage {
                head.stages.extend(self.names_after(part));
            } else {
                let path = Inner::of(part).nth(1).map(|p| self.path(p));
                if head.each.is_some() {
                    self.said_twice("for each", span);
                }
                head.each = path;
            }
        }
        head.cites = self.cites(&mut inner);
        head
    }

    /// The names of `for a, b` and `answers a, b`.
    pub fn names_after(&mut self, piece: Piece<'_>) -> Vec<Name> {
        Inner::of(piece).skip(1).map(|name| self.name(name)).collect()
    }

    /// Reports what may be said once only.
    pub fn said_twice(&mut self, what: &str, span: Span) {
        self.report(
            Diagnostic::error("S18", span, format!("`{what}` is said twice"))
                .label("the second time")
                .help("keep the one that is right"),
        );
    }

    fn once<T>(&mut self, slot: &mut Option<T>, value: Option<T>, what: &str, span: Span) {
        if slot.is_some() {
            self.said_twice(what, span);
        }
        *slot = value.or(slot.take());
    }

    fn policy(&mut self, mut inner: Inner<'_>) -> PolicyDecl {
        let name = inner.need(Rule::name);
        let mut policy = PolicyDecl {
            name: self.name(name),
            label: self.label(&mut inner),
            year: None,
            authority: None,
            document: None,
            issued: None,
            repeals: None,
            instruments: Vec::new(),
        };
        for about in inner {
            let span = self.span(&about);
            let mut inner = Inner::of(about);
            match inner.any().as_rule() {
                Rule::k_year => {
                    let year = self.integer(&inner.need(Rule::integer));
                    self.once(&mut policy.year, year, "year", span);
                }
                Rule::k_repeals => {
                    let year = self.integer(&inner.need(Rule::integer));
                    self.once(&mut policy.repeals, year, "repeals", span);
                }
                Rule::k_issued => {
                    let date = self.date(&inner.need(Rule::date));
                    self.once(&mut policy.issued, date, "issued", span);
                }
                Rule::k_authority => {
                    let authority = self.string(&mut inner);
                    self.once(&mut policy.authority, Some(authority), "authority", span);
                }
                Rule::k_document => {
                    let document = self.string(&mut inner);
                    self.once(&mut policy.document, Some(document), "document", span);
                }
                _ => {
                    let name = inner.need(Rule::name);
                    let name = self.name(name);
                    let title = self.label(&mut inner).unwrap_or_else(|| name.clone());
                    policy.instruments.push((name, title));
                }
            }
        }
        policy
    }

    fn article(&mut self, piece: Piece<'_>) -> ArticleDecl {
        let mut inner = Inner::of(piece);
        let cite = inner.need(Rule::cite);
        let cite = self.cite(&cite);
        let label = self.label(&mut inner);
        let not_encoded = inner.maybe(Rule::k_not_encoded).map(|_| {
            inner.need(Rule::k_because);
            self.string(&mut inner)
        });
        ArticleDecl { cite, label, not_encoded }
    }

    fn stage(&mut self, mut inner: Inner<'_>) -> ItemKind {
        let head = self.head(&mut inner);
        let answers = inner.flat_map(|line| self.names_after(line)).collect();
        ItemKind::Stage { head, answers }
    }

    /// `name "label"; name "label";`
    fn members(&mut self, inner: &mut Inner<'_>) -> Vec<(Name, Option<Name>)> {
        let mut members = Vec::new();
        while let Some(member) = inner.maybe(Rule::member) {
            let mut member = Inner::of(member);
            let name = member.need(Rule::name);
            members.push((self.name(name), self.label(&mut member)));
        }
        members
    }

    fn figures(&mut self, yearly: bool, inner: Inner<'_>) -> ItemKind {
        let figures = inner.map(|figure| {
            let mut inner = Inner::of(figure);
            let name = inner.need(Rule::name);
            FigureDecl {
                name: self.name(name),
                label: self.label(&mut inner),
                value: self.sum(inner.need(Rule::sum)),
                last: self.range_end(&mut inner),
                cites: self.cites(&mut inner),
            }
        });
        ItemKind::Figures { yearly, figures: figures.collect() }
    }

    fn window(&mut self, piece: Piece<'_>) -> WindowDecl {
        let mut inner = Inner::of(piece);
        let name = inner.need(Rule::name);
        let name = self.name(name);
        let label = self.label(&mut inner);
        let (first, last) = match inner.peek() {
            Some(Rule::sum) => (Some(self.sum(inner.any())), self.range_end(&mut inner)),
            _ => {
                let word = inner.any().as_rule();
                let day = self.sum(inner.need(Rule::sum));
                match word {
                    Rule::k_by_day => (None, Some(day)),
                    Rule::k_from => (Some(day), None),
                    _ => (Some(day.clone()), Some(day)),
                }
            }
        };
        let mut after = Vec::new();
        if inner.maybe(Rule::k_after).is_some() {
            while let Some(name) = inner.maybe(Rule::name) {
                after.push(self.name(name));
            }
        }
        WindowDecl { name, label, first, last, after, cites: self.cites(&mut inner) }
    }

    fn enumeration(&mut self, mut inner: Inner<'_>) -> ItemKind {
        let head = self.head(&mut inner);
        let entries = inner.map(|entry| {
            let group = entry.as_rule() == Rule::group;
            let mut inner = Inner::of(entry);
            if group {
                inner.need(Rule::k_group);
            }
            let name = inner.need(Rule::name);
            let (name, label) = (self.name(name), self.label(&mut inner));
            if group { EnumEntry::Group(name, label, self.members(&mut inner)) } else { EnumEntry::Member(name, label) }
        });
        ItemKind::Enum { head, entries: entries.collect() }
    }

    /// A record, form or table.
    fn with_fields(&mut self, rule: Rule, mut inner: Inner<'_>) -> ItemKind {
        let head = self.head(&mut inner);
        let mut fields = Vec::new();
        let mut period = None;
        for entry in inner {
            let span = self.span(&entry);
            match entry.as_rule() {
                Rule::period => {
                    let mut inner = Inner::of(entry);
                    inner.need(Rule::k_period);
                    let first = self.name(inner.need(Rule::name));
                    let dots = inner.need(Rule::dots);
                    self.near_dots(dots);
                    let last = self.name(inner.need(Rule::name));
                    self.once(&mut period, Some((first, last)), "period", span);
                }
                Rule::form_stage => {
                    let mut inner = Inner::of(entry);
                    inner.need(Rule::k_for);
                    let stage = self.name(inner.need(Rule::name));
                    for field in inner {
                        let field = self.field(field);
                        fields.push(FieldDecl { stage: Some(stage.clone()), ..field });
                    }
                }
                Rule::key_column => {
                    if let Some(field) = Inner::of(entry).nth(1) {
                        let field = self.field(field);
                        fields.push(FieldDecl { key: true, ..field });
                    }
                }
                _ => fields.push(self.field(entry)),
            }
        }
        match rule {
            Rule::record => ItemKind::Record { head, period, fields },
            Rule::form => ItemKind::Form { head, fields },
            _ => ItemKind::Table { head, fields },
        }
    }

    fn field(&mut self, piece: Piece<'_>) -> FieldDecl {
        let mut inner = Inner::of(piece);
        let name = inner.need(Rule::name);
        let name = self.name(name);
        let label = self.label(&mut inner);
        let ty = self.type_expr(inner.need(Rule::type_));
        let mut field = FieldDecl {
            name,
            label,
            ty,
            proof: None,
            presumed: None,
            given: false,
            complete: false,
            role: None,
            key: false,
            stage: None,
            cites: Vec::new(),
        };
        while let Some(Rule::proof | Rule::presumed | Rule::role | Rule::k_given | Rule::k_complete) = inner.peek() {
            let part = inner.any();
            let span = self.span(&part);
            let rule = part.as_rule();
            let mut part = Inner::of(part);
            part.next(); // its keyword
            match rule {
                Rule::proof => {
                    let proof = self.string(&mut part);
                    self.once(&mut field.proof, Some(proof), "proof", span);
                }
                Rule::presumed => {
                    let value = self.sum(part.need(Rule::sum));
                    self.once(&mut field.presumed, Some(value), "presumed", span);
                }
                Rule::role => {
                    let role = self.name(part.need(Rule::name));
                    self.once(&mut field.role, Some(role), "role", span);
                }
                Rule::k_given => field.given = true,
                _ => field.complete = true,
            }
        }
        field.cites = self.cites(&mut inner);
        field
    }

    fn type_expr(&mut self, piece: Piece<'_>) -> TypeExpr {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        let list = inner.maybe(Rule::k_list_of).is_some();
        let set = inner.maybe(Rule::k_set_of).is_some();
        let base = self.base_type(inner.need(Rule::base));
        let longest = inner.maybe(Rule::k_up_to).and_then(|_| self.small(&inner.need(Rule::integer)));
        let shape = match (list, set) {
            (true, _) => Shape::List(longest),
            (_, true) => Shape::Set,
            _ => Shape::One,
        };
        TypeExpr { shape, base, or_none: inner.maybe(Rule::k_or_none).is_some(), span }
    }

    fn base_type(&mut self, piece: Piece<'_>) -> BaseType {
        let mut inner = Inner::of(piece);
        let word = inner.any();
        match word.as_rule() {
            Rule::k_t_bool => BaseType::Bool,
            Rule::k_t_int => BaseType::Int,
            Rule::k_t_decimal => {
                let scale = inner.need(Rule::integer);
                let fits = self.small(&scale).filter(|s: &u8| *s <= crate::base::decimal::MAX_SCALE);
                if fits.is_none() {
                    let message = format!("a decimal cannot have {} places", scale.as_str());
                    self.report(Diagnostic::error("S14", self.span(&scale), message).help("18 are the most"));
                }
                BaseType::Decimal(fits.unwrap_or(0))
            }
            Rule::k_t_date => BaseType::Date,
            Rule::k_t_moment => BaseType::Moment,
            Rule::k_t_month => BaseType::Month,
            Rule::k_t_months => BaseType::Months,
            Rule::k_t_id => BaseType::Id,
            Rule::k_t_text => BaseType::Text,
            _ => BaseType::Named(self.name(word)),
        }
    }
}
