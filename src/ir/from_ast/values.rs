//! Expressions that have a value.

use super::Lower;
use super::places::{Ctx, Typed, one};
use super::scope::Term;
use super::types::position;
use crate::base::date::Unit;
use crate::base::decimal::Decimal;
use crate::base::span::Span;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::ir::expr::{Fold, ListExpr, Val, ValKind};
use crate::ir::{Base, EnumId, Shape, Type, WindowId};
use crate::syntax::ast::{self, Expr, ExprKind};
use crate::value::{Fact, List, Value};
use std::collections::BTreeSet;

impl<'a> Lower<'a> {
    /// An expression as a value that is present where it is read.
    pub(super) fn read(&mut self, expr: &'a Expr, expected: Option<Base>, ctx: &Ctx) -> Option<(Val, Type)> {
        let typed = self.val(expr, expected, ctx)?;
        self.present_here(&typed, expr.span, ctx)?;
        Some((typed.val, Type { optional: false, ..typed.ty }))
    }

    /// Demands that a value is known to be present where it is read.
    pub(super) fn present_here(&mut self, typed: &Typed, span: Span, ctx: &Ctx) -> Option<()> {
        if !typed.ty.optional {
            return Some(());
        }
        match &typed.key {
            Some(key) => {
                self.need(key.clone(), typed.words.clone(), span, &ctx.present);
                Some(())
            }
            None => {
                self.report(
                    Diagnostic::error("T02", span, "this may be absent")
                        .label("read without a test")
                        .help("make it a `value` of its own, and test that one with `is present` before it is read"),
                );
                None
            }
        }
    }

    /// An expression as a value; `expected` is the type that its surroundings ask for.
    pub(super) fn val(&mut self, expr: &'a Expr, expected: Option<Base>, ctx: &Ctx) -> Option<Typed> {
        self.deeper(expr.span, |lower| lower.val_inner(expr, expected, ctx))
    }

    fn val_inner(&mut self, expr: &'a Expr, expected: Option<Base>, ctx: &Ctx) -> Option<Typed> {
        let span = expr.span;
        let constant =
            |lower: &mut Self, value: Value, base: Base| Some(lower.made(ValKind::Const(value), one(base), span));
        match &expr.kind {
            ExprKind::Date(date) => constant(self, Value::Date(*date), Base::Date),
            ExprKind::Moment(moment) => constant(self, Value::Moment(*moment), Base::Moment),
            ExprKind::Month(month) => constant(self, Value::Month(*month), Base::Month),
            ExprKind::Int(n) => constant(self, Value::Int(*n), Base::Int),
            ExprKind::Decimal(d) => constant(self, Value::Decimal(*d), Base::Decimal(d.scale())),
            ExprKind::Bool(b) => constant(self, Value::Bool(*b), Base::Bool),
            ExprKind::Text(words) => match expected {
                Some(base @ (Base::Id | Base::Row(_))) => constant(self, Value::Id(words.as_str().into()), base),
                _ => constant(self, Value::Text(words.as_str().into()), Base::Text),
            },
            ExprKind::None | ExprKind::Unknown => {
                self.report(
                    Diagnostic::error("T21", span, "`none` and `unknown` are no values to compare with")
                        .help("ask `is absent` or `is present`; no rule asks whether something is unknown"),
                );
                None
            }
            ExprKind::List { path, of: None, filter: None } => self.name_value(path, expected, ctx),
            ExprKind::List { path, of, filter } => {
                let (list, ty) = self.list(span, path, of.as_ref(), filter.as_ref(), ctx)?;
                let ty = Type { shape: Shape::List(None), optional: false, ..ty };
                Some(self.made(ValKind::List(Box::new(list)), ty, span))
            }
            ExprKind::Shift { base, back, count, unit } => {
                let (moved, ty) = self.read(base, None, ctx)?;
                let (count, count_ty) = self.read(count, Some(Base::Int), ctx)?;
                self.demand(count_ty, Base::Int, "a whole number", span)?;
                match (ty.shape, ty.base, unit) {
                    (Shape::One, Base::Date, _) | (Shape::One, Base::Month, Unit::Years | Unit::Months) => {}
                    _ => {
                        let found = self.type_words(&ty);
                        self.report(
                            Diagnostic::error(
                                "T22",
                                base.span,
                                format!("this is {found}, which cannot be moved by such a unit"),
                            )
                            .help("days move by years, months and days; months by years and months"),
                        );
                        return None;
                    }
                }
                let kind = ValKind::Shift(Box::new(moved), *back, Box::new(count), *unit);
                Some(self.made(kind, one(ty.base), span))
            }
            ExprKind::Add { left, right, minus } => {
                let (l, lt) = self.read(left, None, ctx)?;
                let (r, rt) = self.read(right, Some(lt.base), ctx)?;
                let ty = match (lt.shape, lt.base, rt.shape, rt.base) {
                    (Shape::One, Base::Int, Shape::One, Base::Int) => Base::Int,
                    (Shape::One, Base::Decimal(a), Shape::One, Base::Decimal(b)) => Base::Decimal(a.max(b)),
                    (Shape::One, Base::Decimal(a), Shape::One, Base::Int) => Base::Decimal(a),
                    (Shape::One, Base::Int, Shape::One, Base::Decimal(b)) => Base::Decimal(b),
                    (Shape::One, Base::Months, Shape::One, Base::Months) if *minus => Base::Months,
                    _ => {
                        let (lw, rw) = (self.type_words(&lt), self.type_words(&rt));
                        self.report(
                            Diagnostic::error(
                                "T23",
                                span,
                                format!("{lw} and {rw} cannot be {}", if *minus { "subtracted" } else { "added" }),
                            )
                            .help("a day moves by a unit: `plus 3 days`, `minus 1 year`"),
                        );
                        return None;
                    }
                };
                Some(self.made(ValKind::Add(Box::new(l), Box::new(r), *minus), one(ty), span))
            }
            ExprKind::Times(left, right) => {
                let (l, lt) = self.read(left, None, ctx)?;
                let (r, rt) = self.read(right, None, ctx)?;
                let fixed = |v: &Val| matches!(v.kind, ValKind::Const(_) | ValKind::Figure(_) | ValKind::Year);
                if !fixed(&l) && !fixed(&r) {
                    self.report(
                        Diagnostic::error(
                            "T24",
                            span,
                            "two things that differ between applicants cannot be multiplied",
                        )
                        .help("one of the two must be a number or a figure"),
                    );
                    return None;
                }
                let base = match (lt.base, rt.base) {
                    (Base::Int, Base::Int) => Base::Int,
                    (Base::Decimal(s), Base::Int) | (Base::Int, Base::Decimal(s)) => Base::Decimal(s),
                    _ => {
                        self.report(
                            Diagnostic::error("T23", span, "only numbers can be multiplied, one of them whole")
                                .help("multiply a number or decimal by a whole number"),
                        );
                        return None;
                    }
                };
                Some(self.made(ValKind::Times(Box::new(l), Box::new(r)), one(base), span))
            }
            ExprKind::Aggregate(fold, inner) => self.aggregate(*fold, inner, span, ctx),
            ExprKind::Unbroken { list, to, filter } => {
                let (list, _) = self.list(span, list, None, filter.as_ref(), ctx)?;
                if !self.are_periods(&list) {
                    self.report(
                        Diagnostic::error("T25", span, "the rows of this list are not periods")
                            .help("say in its record which dates begin and end one: `period since .. until;`"),
                    );
                    return None;
                }
                let (to_val, ty) = self.read(to, Some(Base::Date), ctx)?;
                self.demand(ty, Base::Date, "a day", to.span)?;
                let ty = Type { optional: true, ..one(Base::Date) };
                Some(self.made(ValKind::Unbroken(Box::new(list), Box::new(to_val)), ty, span))
            }
            ExprKind::Edge(start, path) => {
                let window = self.window_named(path)?;
                let days = self.windows[window.index()].as_ref()?;
                let known = if *start { days.first } else { days.last };
                if known.is_none() {
                    self.report(
                        Diagnostic::error(
                            "T26",
                            span,
                            format!(
                                "the window `{}` has no {} day",
                                path.text(),
                                if *start { "first" } else { "last" }
                            ),
                        )
                        .help("a `by` window has no first day and a `from` window no last one"),
                    );
                    return None;
                }
                Some(self.made(ValKind::Edge(window, *start), one(Base::Date), span))
            }
            ExprKind::Set(_) => {
                self.report(
                    Diagnostic::error("T27", span, "a set in braces stands only after `in`, `meets` and `is`")
                        .help("write one value; where there are several to choose from, write rows `when … : …;`"),
                );
                None
            }
            ExprKind::Error => None,
            _ => {
                self.report(
                    Diagnostic::error("T13", span, "this is a condition, not a value")
                        .help("make it a `condition` of its own and use its name where a condition may stand"),
                );
                None
            }
        }
    }

    fn made(&mut self, kind: ValKind, ty: Type, span: Span) -> Typed {
        let node = self.node(span);
        Typed { val: Val { node, kind }, ty, key: None, words: String::new() }
    }

    /// A name where a value is expected: a member of the expected enum first, else something declared.
    fn name_value(&mut self, path: &'a ast::Path, expected: Option<Base>, ctx: &Ctx) -> Option<Typed> {
        if let (Some(Base::Enum(id)), true, None) = (expected, path.steps.is_empty(), &path.item) {
            let member = self.member(id, &path.root.text);
            let other = self.start(&path.root.text, ctx);
            match (member, &other) {
                (Some(at), _) => {
                    let named = self.enums[id.index()].members[usize::from(at)].clone();
                    self.refer(path.root.span, &named);
                    return Some(self.made(ValKind::Const(Value::Enum(at)), one(Base::Enum(id)), path.span));
                }
                (None, Ok(None)) => {
                    self.no_member(id, &path.root, ctx);
                    return None;
                }
                (None, _) => {}
            }
        }
        self.path_value(path, ctx)
    }

    fn no_member(&mut self, id: EnumId, name: &ast::Name, ctx: &Ctx) {
        let declared = self.enums[id.index()].clone();
        if let Some((group, _)) = declared.groups.iter().find(|(g, _)| g.is_called(&name.text)) {
            self.report(
                Diagnostic::error(
                    "T28",
                    name.span,
                    format!("`{}` is a group of `{}`, not one of its words", group.name, declared.named.name),
                )
                .help(format!("ask `in {}` (属于), since a value is one word of the group", name.text)),
            );
            return;
        }
        let mut words: Vec<String> = Vec::new();
        for member in &declared.members {
            words.push(member.name.clone());
            words.extend(member.label.clone());
        }
        let help = did_you_mean(&name.text, words.iter().map(String::as_str)).or_else(|| {
            let scope = self.words_in_scope(ctx);
            did_you_mean(&name.text, scope.iter().map(String::as_str))
        });
        let list = declared.members.iter().take(12).map(|m| format!("`{}`", m.name)).collect::<Vec<_>>().join(", ");
        self.report(
            Diagnostic::error("N02", name.span, format!("`{}` is no word of `{}`", name.text, declared.named.name))
                .label("not declared")
                .help(help.unwrap_or_else(|| format!("its words are {list}"))),
        );
    }

    pub(super) fn member(&self, id: EnumId, word: &str) -> Option<u16> {
        let members = &self.enums.get(id.index())?.members;
        members.iter().position(|m| m.is_called(word)).map(|at| at as u16)
    }

    fn aggregate(&mut self, fold: ast::Fold, inner: &'a Expr, span: Span, ctx: &Ctx) -> Option<Typed> {
        let ExprKind::List { path, of, filter } = &inner.kind else {
            self.report(
                Diagnostic::error("T17", inner.span, "there is no list here")
                    .help("write a list or table, as in `count(guardian where { … })`"),
            );
            return None;
        };
        let (list, ty): (ListExpr, Type) = self.list(inner.span, path, of.as_ref(), filter.as_ref(), ctx)?;
        let wrong = |lower: &mut Self, what: &str| {
            let found = lower.type_words(&ty);
            lower.report(
                Diagnostic::error("T29", inner.span, format!("each item of this list is {found}, and {what}"))
                    .help("say which column is meant, as in `sum(units of housing)`"),
            );
            None
        };
        let optional = |base| Type { optional: true, ..one(base) };
        Some(match fold {
            ast::Fold::Count => self.made(ValKind::Fold(Fold::Count, Box::new(list)), one(Base::Int), span),
            ast::Fold::Sum => match ty.base {
                Base::Int | Base::Decimal(_) => self.made(ValKind::Fold(Fold::Sum, Box::new(list)), one(ty.base), span),
                _ => return wrong(self, "only numbers can be added up"),
            },
            ast::Fold::Largest | ast::Fold::Smallest => match ty.base {
                Base::Int | Base::Decimal(_) | Base::Date | Base::Moment | Base::Month => {
                    let fold = if fold == ast::Fold::Largest { Fold::Largest } else { Fold::Smallest };
                    self.made(ValKind::Fold(fold, Box::new(list)), optional(ty.base), span)
                }
                _ => return wrong(self, "only numbers and dates have an order"),
            },
            ast::Fold::First => match ty.base {
                Base::Record(_) => return wrong(self, "a whole record is no value"),
                base => self.made(ValKind::First(Box::new(list)), optional(base), span),
            },
        })
    }

    /// The window that a path names.
    pub(super) fn window_named(&mut self, path: &ast::Path) -> Option<WindowId> {
        let found = self.scope.terms.get(&path.root.text).map(|(term, named)| (term, named.clone()));
        match found {
            Some((Term::Window(index), named)) if path.steps.is_empty() => {
                self.refer(path.root.span, &named);
                Some(WindowId(index as u16))
            }
            _ => {
                self.not_a(&path.root, "window of the timetable", |term| matches!(term, Term::Window(_)));
                None
            }
        }
    }

    /// Refuses a value that is not a single one of the type wanted.
    pub(super) fn demand(&mut self, ty: Type, wanted: Base, words: &str, span: Span) -> Option<()> {
        if ty.shape == Shape::One && ty.base == wanted {
            return Some(());
        }
        let found = self.type_words(&ty);
        self.report(Diagnostic::error("T30", span, format!("this is {found}, where {words} is expected")));
        None
    }

    /// A type in words.
    pub(super) fn type_words(&self, ty: &Type) -> String {
        let base = match ty.base {
            Base::Bool => "a yes or no".to_string(),
            Base::Int => "a whole number".into(),
            Base::Decimal(_) => "a decimal".into(),
            Base::Date => "a day".into(),
            Base::Moment => "a time".into(),
            Base::Month => "a month".into(),
            Base::Months => "a set of months".into(),
            Base::Id => "an id".into(),
            Base::Text => "a text".into(),
            Base::Enum(id) => format!("a `{}`", self.enums[id.index()].named.name),
            Base::Record(id) => format!("a record `{}`", self.records[id.index()].named.name),
            Base::Row(id) => format!("a row of `{}`", self.tables[id.index()].named.name),
        };
        match ty.shape {
            Shape::One => base,
            Shape::List(_) => format!("a list, each item {base}"),
            Shape::Set => base.replacen("a ", "a set of ", 1),
        }
    }

    /// A constant of a type: for figures, presumed fields and the facts of examples.
    pub(super) fn constant(&mut self, expr: &'a Expr, last: Option<&'a Expr>, ty: &Type) -> Option<Fact> {
        if let Some(last) = last {
            let month = |lower: &mut Self, e: &'a Expr| {
                let fact = lower.constant(e, None, &one(Base::Month))?;
                if let Fact::Known(Value::Month(m)) = fact { Some(m) } else { None }
            };
            if ty.shape != Shape::One || ty.base != Base::Months {
                let found = self.type_words(ty);
                self.report(
                    Diagnostic::error(
                        "T30",
                        expr.span.to(last.span),
                        format!("this is a range, where {found} is expected"),
                    )
                    .help("only a set of months is written as a range"),
                );
                return None;
            }
            let (first, end) = (month(self, expr)?, month(self, last)?);
            if first > end {
                self.report(
                    Diagnostic::error("C02", expr.span.to(last.span), "the range of months ends before it begins")
                        .help("write the earlier month first"),
                );
                return None;
            }
            return Some(Value::Months(crate::operators::months(first, end)).into());
        }
        match &expr.kind {
            ExprKind::Unknown => Some(Fact::Unknown),
            ExprKind::None if ty.optional => Some(Fact::None),
            ExprKind::None => {
                let help = if Lower::empty(ty).is_some() {
                    "write `{}` for an empty list or set"
                } else {
                    "its type does not say `or none`; if it is not known, leave the line out"
                };
                self.report(Diagnostic::error("T32", expr.span, "this field cannot be absent").help(help));
                None
            }
            ExprKind::Set(items) => self.constant_set(items, ty, expr.span),
            _ => {
                if ty.shape != Shape::One || ty.base == Base::Months {
                    // A single word or item is a set or list of one.
                    let fact = match ty.base {
                        Base::Months => self.constant(expr, None, &one(Base::Month))?,
                        base => self.constant(expr, None, &one(base))?,
                    };
                    return Some(match (fact, ty.shape, ty.base) {
                        (Fact::Known(Value::Month(m)), _, Base::Months) => {
                            Value::Months(crate::operators::months(m, m)).into()
                        }
                        (Fact::Known(Value::Enum(m)), Shape::Set, _) => Value::Set(BTreeSet::from([m])).into(),
                        (Fact::Known(value), Shape::List(_), _) => {
                            Value::List(List { items: vec![value], open: false }).into()
                        }
                        (other, ..) => other,
                    });
                }
                if let Base::Record(id) = ty.base {
                    let name = self.records[id.index()].named.name.clone();
                    self.report(
                        Diagnostic::error("T33", expr.span, format!("a record `{name}` cannot be stated as one value"))
                            .help("state its fields one by one, as in `home.district = north;`"),
                    );
                    return None;
                }
                let typed = self.val(expr, Some(ty.base), &Ctx::default())?;
                let value = self.fold_constant(&typed.val, expr.span)?;
                self.fit(value, &typed.ty, ty, expr.span)
            }
        }
    }

    fn constant_set(&mut self, items: &'a [(Expr, Option<Expr>)], ty: &Type, span: Span) -> Option<Fact> {
        if items.is_empty() {
            let empty = Lower::empty(ty);
            if empty.is_none() {
                self.report(
                    Diagnostic::error("T30", span, "this is an empty list, where one value is expected")
                        .help("if there is nothing to state, write `none`, or leave the line out"),
                );
            }
            return empty;
        }
        match (ty.shape, ty.base) {
            (Shape::One, Base::Months) => {
                let mut all = crate::base::month::MonthSet::default();
                for (first, last) in items {
                    let Fact::Known(Value::Months(some)) = self.constant(first, last.as_ref(), ty)? else {
                        return None;
                    };
                    all.0.extend(some.0);
                }
                Some(Value::Months(all).into())
            }
            (Shape::Set, base) => {
                let mut all = BTreeSet::new();
                for (item, _) in items {
                    if let Fact::Known(Value::Enum(m)) = self.constant(item, None, &one(base))? {
                        all.insert(m);
                    }
                }
                Some(Value::Set(all).into())
            }
            (Shape::List(most), base) => {
                let mut all = Vec::new();
                for (item, _) in items {
                    if let Fact::Known(value) = self.constant(item, None, &one(base))? {
                        all.push(value);
                    }
                }
                if most.is_some_and(|most| all.len() > most as usize) {
                    let (count, most) = (all.len(), most.unwrap_or(0));
                    self.report(
                        Diagnostic::error(
                            "T18",
                            span,
                            format!("these are {count} items, and the list has at most {most}"),
                        )
                        .help("state fewer, or raise the number after `up to` where the list is declared"),
                    );
                }
                Some(Value::List(List { items: all, open: false }).into())
            }
            _ => {
                let found = self.type_words(ty);
                self.report(Diagnostic::error("T30", span, format!("this is a list, where {found} is expected")));
                None
            }
        }
    }

    /// The value of an expression of constants, figures and window edges.
    pub(super) fn fold_constant(&mut self, val: &Val, span: Span) -> Option<Value> {
        use crate::operators as op;
        let folded = match &val.kind {
            ValKind::Const(value) => Some(value.clone()),
            ValKind::Figure(id) => self.figures[id.index()].as_ref().map(|f| f.value.clone()),
            ValKind::Edge(id, start) => {
                let window = self.windows[id.index()].as_ref();
                window.and_then(|w| if *start { w.first } else { w.last }).map(Value::Date)
            }
            ValKind::Year => self.year().map(Value::Int),
            ValKind::Shift(base, back, count, unit) => {
                let (base, count) = (self.fold_constant(base, span)?, self.fold_constant(count, span)?);
                op::shift(&base, *back, &count, *unit)
            }
            ValKind::Add(l, r, minus) => {
                let (l, r) = (self.fold_constant(l, span)?, self.fold_constant(r, span)?);
                op::add(&l, &r, *minus)
            }
            ValKind::Times(l, r) => {
                let (l, r) = (self.fold_constant(l, span)?, self.fold_constant(r, span)?);
                op::times(&l, &r)
            }
            _ => {
                self.report(
                    Diagnostic::error(
                        "T34",
                        span,
                        "this differs between applicants, where something fixed is expected",
                    )
                    .help("days, numbers, words of an enum, figures and the ends of windows can stand here"),
                );
                return None;
            }
        };
        if folded.is_none() {
            self.report(
                Diagnostic::error("T35", span, "the result is no day or number that can be written")
                    .help("days lie in the years 1 to 9999, and numbers have at most 18 digits"),
            );
        }
        folded
    }

    fn fit(&mut self, value: Value, found: &Type, wanted: &Type, span: Span) -> Option<Fact> {
        let value = match (value, wanted.base) {
            (Value::Int(n), Base::Decimal(scale)) => {
                Decimal::new(n, 0).and_then(|d| d.rescale(scale)).map(Value::Decimal)
            }
            (Value::Decimal(d), Base::Decimal(scale)) => {
                let fitted = d.rescale(scale);
                if fitted.is_none() {
                    self.report(
                        Diagnostic::error(
                            "T36",
                            span,
                            format!(
                                "this number has more than {scale} {} after the point",
                                if scale == 1 { "place" } else { "places" }
                            ),
                        )
                        .help("nothing is rounded silently: write fewer places, or declare the type with more"),
                    );
                    return None;
                }
                fitted.map(Value::Decimal)
            }
            (Value::Text(words), Base::Id | Base::Row(_)) => Some(Value::Id(words)),
            (value, base) if found.shape == Shape::One && found.base == base => Some(value),
            _ => None,
        };
        let Some(value) = value else {
            let (found, wanted) = (self.type_words(found), self.type_words(wanted));
            self.report(Diagnostic::error("T30", span, format!("this is {found}, where {wanted} is expected")));
            return None;
        };
        if let Value::Id(words) | Value::Text(words) = &value
            && crate::base::card::holds_card(words)
        {
            self.report(
                Diagnostic::error("T59", span, "this is the number of an identity card")
                    .help("no such number may stand anywhere; give applicants of examples opaque ids such as `A1`"),
            );
            return None;
        }
        if let (Value::Id(id), Base::Id | Base::Row(_)) = (&value, wanted.base)
            && !crate::base::id::is_id(id)
        {
            self.report(Diagnostic::error("T37", span, "this is not an id").help(
                "ids are letters A–Z a–z, digits, `_` and `-`, begin with a letter or digit, and are at most 64 long",
            ));
            return None;
        }
        Some(value.into())
    }

    /// The position of a field by name, for the facts of examples.
    pub(super) fn field_at(&mut self, fields: &[crate::ir::Field], name: &ast::Name) -> Option<usize> {
        let found = position(fields, &name.text);
        if found.is_none() {
            let words: Vec<&str> = fields
                .iter()
                .flat_map(|f| std::iter::once(f.named.name.as_str()).chain(f.named.label.as_deref()))
                .collect();
            self.unknown_name(name, "field", words);
        } else if let Some(at) = found {
            let named = fields[at].named.clone();
            self.refer(name.span, &named);
        }
        found
    }
}
