//! Expressions that hold or do not hold.

use super::lists::Rows;
use super::places::{Ctx, Start, one};
use super::presence::{Flow, Key};
use super::scope::Term;
use super::{Lower, Slot};
use crate::base::span::Span;
use crate::diagnostic::Diagnostic;
use crate::ir::expr::{Choices, Cond, CondKind, Exception, Joint, Line, ListExpr, Quantifier, Relation, Val, ValKind};
use crate::ir::{Base, CategoryId, ConditionId, ReadingId, Shape, Type};
use crate::syntax::ast::{self, Block, Entry, Expr, ExprKind, Rel};
use std::collections::{BTreeMap, BTreeSet};

type Lowered = Option<(Cond, Flow)>;

impl<'a> Lower<'a> {
    /// An expression as a condition.
    pub(super) fn cond(&mut self, expr: &'a Expr, ctx: &Ctx) -> Lowered {
        self.deeper(expr.span, |lower| lower.cond_inner(expr, ctx))
    }

    fn cond_made(&mut self, kind: CondKind, span: Span) -> Cond {
        Cond { node: self.node(span), kind }
    }

    fn plain(&mut self, kind: CondKind, span: Span) -> Lowered {
        Some((self.cond_made(kind, span), Flow::default()))
    }

    fn cond_inner(&mut self, expr: &'a Expr, ctx: &Ctx) -> Lowered {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Bool(b) => self.plain(CondKind::Const(*b), span),
            ExprKind::Chain(all, parts) => {
                let joint = if *all { Joint::All } else { Joint::Any };
                let mut lines = Vec::new();
                let mut flows = Vec::new();
                let mut inner = ctx.clone();
                let mut failed = false;
                for part in parts {
                    match self.cond(part, &inner) {
                        Some((cond, flow)) => {
                            inner.present.extend(if *all { flow.holds.clone() } else { flow.fails.clone() });
                            lines.push(Line { no: None, cites: Vec::new(), cond });
                            flows.push(flow);
                        }
                        None => failed = true,
                    }
                }
                if failed {
                    return None;
                }
                let flow = join(joint, flows);
                Some((self.cond_made(CondKind::Lines(joint, lines), span), flow))
            }
            ExprKind::Not(inner) => {
                let (cond, flow) = self.cond(inner, ctx)?;
                Some((self.cond_made(CondKind::Not(Box::new(cond)), span), flow.not()))
            }
            ExprKind::Lines(joint, block) => {
                let joint = match joint {
                    ast::Joint::All => Joint::All,
                    ast::Joint::Any => Joint::Any,
                    ast::Joint::None => Joint::None,
                    ast::Joint::Some(n) => {
                        if *n == 0 || *n as usize > block.entries.len() {
                            let message = match *n {
                                0 => "at least 0 of these lines hold always".to_string(),
                                n => format!("at least {n} lines are to hold, and there are {}", block.entries.len()),
                            };
                            self.report(
                                Diagnostic::error("T38", span, message)
                                    .help("ask for a number between 1 and the number of lines"),
                            );
                        }
                        Joint::AtLeast(*n)
                    }
                };
                let (lines, flow) = self.lines(joint, block, ctx)?;
                Some((self.cond_made(CondKind::Lines(joint, lines), span), flow))
            }
            ExprKind::Quantified(quantifier, path, block) => {
                let Rows { source, row, record } = self.rows(path, ctx)?;
                let depth = ctx.depth();
                if depth >= 8 {
                    self.report(
                        Diagnostic::error("T01", span, "rows are nested more than 8 levels deep here")
                            .help("name the inner part as a condition of its own, `for each` row"),
                    );
                    return None;
                }
                let owed = self.needs.len();
                let body = self.block(block, &ctx.with_row(row));
                self.close_row(depth, owed);
                let (body, _) = body?;
                let quantifier = match quantifier {
                    ast::Quantifier::Any => Quantifier::Any,
                    ast::Quantifier::Every => Quantifier::Every,
                    ast::Quantifier::No => Quantifier::No,
                };
                let node = self.node(path.span);
                let list = ListExpr { node, source, filter: None, column: Vec::new(), record, depth };
                self.plain(CondKind::Quantified(quantifier, list, Box::new(body)), span)
            }
            ExprKind::Elapsed { from, to, bound, count, unit } => {
                let (from_val, from_ty) = self.read(from, Some(Base::Date), ctx)?;
                self.demand(from_ty, Base::Date, "a day", from.span)?;
                let (to_val, to_ty) = self.read(to, Some(Base::Date), ctx)?;
                self.demand(to_ty, Base::Date, "a day", to.span)?;
                let (count_val, count_ty) = self.read(count, Some(Base::Int), ctx)?;
                self.demand(count_ty, Base::Int, "a whole number", count.span)?;
                let kind =
                    CondKind::Elapsed { from: from_val, to: to_val, bound: *bound, count: count_val, unit: *unit };
                self.plain(kind, span)
            }
            ExprKind::Present(inner, present) => {
                let typed = self.val(inner, None, ctx)?;
                if !typed.ty.optional {
                    self.report(
                        Diagnostic::error("T39", span, format!("{} cannot be absent", if typed.words.is_empty() { "this".into() } else { format!("`{}`", typed.words) }))
                            .help("its type does not say `or none`; what has not been given is unknown, and that needs no test"),
                    );
                    return None;
                }
                let mut flow = Flow::default();
                if let Some(key) = &typed.key {
                    // A presumed like field stands or falls with what it is presumed to be.
                    let keys: BTreeSet<Key> = BTreeSet::from([key.clone()]);
                    if *present { flow.holds = keys } else { flow.fails = keys }
                }
                Some((self.cond_made(CondKind::Present(typed.val, *present), span), flow))
            }
            ExprKind::Compare(rel, left, right) => self.comparison(*rel, left, right, span, ctx),
            ExprKind::CompareRange(rel, left, first, last) => self.range(*rel, left, first, last, span, ctx),
            ExprKind::List { path, of: None, filter: None } => self.name_cond(path, span, ctx),
            ExprKind::Error => None,
            ExprKind::Aggregate(..) | ExprKind::Unbroken { .. } | ExprKind::Edge(..) | ExprKind::List { .. } => {
                self.report(
                    Diagnostic::error("T40", span, "this is a value, where a condition is expected")
                        .help("compare it with something: `is`, `at least`, `on or before`, …"),
                );
                None
            }
            _ => {
                self.report(
                    Diagnostic::error("T40", span, "this neither holds nor fails, so it is no condition")
                        .help("compare it with something: `is`, `at least`, `on or before`, …"),
                );
                None
            }
        }
    }

    /// The lines of a block, with what is known afterwards.
    fn lines(&mut self, joint: Joint, block: &'a Block, ctx: &Ctx) -> Option<(Vec<Line>, Flow)> {
        let mut lines = Vec::new();
        let mut flows = Vec::new();
        let mut inner = ctx.clone();
        let mut failed = false;
        let mut numbers: BTreeMap<&str, Span> = BTreeMap::new();
        let owed = self.needs.len();
        for entry in &block.entries {
            if let Some(no) = &entry.no
                && let Some(before) = numbers.insert(&no.text, no.span)
            {
                self.report(
                    Diagnostic::error("N08", no.span, format!("two entries are numbered ({})", no.text))
                        .label("the second one")
                        .related(before, "the first one")
                        .help("a number names one entry, as it does in the document"),
                );
            }
            match self.entry(entry, &inner) {
                Some((line, flow)) => {
                    inner.present.extend(match joint {
                        Joint::All => flow.holds.clone(),
                        Joint::Any | Joint::None => flow.fails.clone(),
                        Joint::AtLeast(_) => BTreeSet::new(),
                    });
                    lines.push(line);
                    flows.push(flow);
                }
                None => failed = true,
            }
        }
        if failed {
            // What the broken line would have tested is not known, so nothing is owed for it.
            self.needs.truncate(owed);
            return None;
        }
        Some((lines, join(joint, flows)))
    }

    /// A block whose lines all hold, as one condition.
    pub(super) fn block(&mut self, block: &'a Block, ctx: &Ctx) -> Lowered {
        self.deeper(block.span, |lower| {
            let (lines, flow) = lower.lines(Joint::All, block, ctx)?;
            Some((lower.cond_made(CondKind::Lines(Joint::All, lines), block.span), flow))
        })
    }

    /// One line: its condition, its exceptions, its number and articles.
    pub(super) fn entry(&mut self, entry: &'a Entry, ctx: &Ctx) -> Option<(Line, Flow)> {
        let relied = self.relied.len();
        let base = self.cond(&entry.expr, ctx);
        let (cond, flow) = self.excepted(base, &entry.exceptions, entry.span, ctx)?;
        if entry.no.is_some() {
            let before = self.relied[relied..].iter().filter(|need| ctx.present.contains(&need.key));
            let before = before.cloned().collect();
            self.entry_needs.insert(cond.node, before);
        }
        Some((Line { no: entry.no.as_ref().map(|n| n.text.clone()), cites: self.cites(&entry.cites), cond }, flow))
    }

    /// A condition with its exceptions.
    pub(super) fn excepted(
        &mut self,
        base: Lowered,
        exceptions: &'a [ast::Exception],
        span: Span,
        ctx: &Ctx,
    ) -> Lowered {
        if exceptions.is_empty() {
            return base;
        }
        let mut made = Vec::new();
        let mut failed = base.is_none();
        let owed = self.needs.len();
        let (base, mut flow) =
            base.unwrap_or_else(|| (Cond { node: Default::default(), kind: CondKind::Const(true) }, Flow::default()));
        for exception in exceptions {
            let known = if exception.waives { &flow.fails } else { &flow.holds };
            match self.cond(&exception.expr, &ctx.with_present(known)) {
                Some((when, other)) => {
                    flow = if exception.waives {
                        join(Joint::Any, vec![flow, other])
                    } else {
                        join(Joint::All, vec![flow, other.not()])
                    };
                    made.push(Exception { waives: exception.waives, when, cites: self.cites(&exception.cites) });
                }
                None => failed = true,
            }
        }
        if failed {
            self.needs.truncate(owed);
            return None;
        }
        Some((self.cond_made(CondKind::Excepted(Box::new(base), made), span), flow))
    }

    /// A name where a condition is expected.
    fn name_cond(&mut self, path: &'a ast::Path, span: Span, ctx: &Ctx) -> Lowered {
        let start = self.start(&path.root.text, ctx);
        match (&start, path.steps.is_empty()) {
            (Ok(Some(Start::Term(Term::Condition(index), named))), true) => {
                let (index, named) = (*index, named.clone());
                self.refer(path.root.span, &named);
                self.condition(index, Some(span));
                let Slot::Done((condition, facts)) = &self.conditions[index] else { return None };
                let (each, flow, size) = (condition.each.clone(), facts.flow.clone(), facts.size);
                self.use_sized(size, span)?;
                let row = self.row_for(each.as_ref(), path, ctx)?;
                if let Some(item) = &path.item {
                    return self.numbered_entry(index, item, row, path, span, ctx);
                }
                let flow = flow.for_caller(row);
                Some((self.cond_made(CondKind::Call(ConditionId(index as u16), row), span), flow))
            }
            (Ok(Some(Start::Term(Term::Category(index), named))), true) if path.item.is_none() => {
                let (index, named) = (*index, named.clone());
                self.refer(path.root.span, &named);
                self.category(index, Some(span));
                let Slot::Done((_, facts)) = &self.categories[index] else { return None };
                let (flow, size) = (facts.flow.clone(), facts.size);
                self.use_sized(size, span)?;
                Some((self.cond_made(CondKind::Category(CategoryId(index as u16)), span), flow))
            }
            (Ok(Some(Start::Term(Term::Reading(index), _))), true)
                if path.item.is_none() && self.reading_is_cond(*index) =>
            {
                let index = *index;
                if let Ok(Some(Start::Term(_, named))) = start {
                    self.refer(path.root.span, &named);
                }
                self.reading(index, Some(span));
                let Slot::Done((reading, facts)) = &self.readings[index] else { return None };
                let (each, facts) = (reading.each.clone(), facts.clone());
                self.use_sized(facts.size, span)?;
                let row = self.row_for(each.as_ref(), path, ctx)?;
                self.need_all(&facts.needs, row, span, &ctx.present);
                let flow = facts.flow.for_caller(row);
                Some((self.cond_made(CondKind::Reading(ReadingId(index as u16), row), span), flow))
            }
            _ => {
                let typed = self.path_value(path, ctx)?;
                self.present_here(&typed, span, ctx)?;
                if typed.ty.shape != Shape::One || typed.ty.base != Base::Bool {
                    let found = self.type_words(&typed.ty);
                    self.report(
                        Diagnostic::error(
                            "T40",
                            span,
                            format!("`{}` is {found}, so it neither holds nor fails", path.text()),
                        )
                        .help("compare it with something: `is`, `at least`, `on or before`, …"),
                    );
                    return None;
                }
                self.plain(CondKind::Truth(typed.val), span)
            }
        }
    }

    fn numbered_entry(
        &mut self,
        index: usize,
        item: &ast::Name,
        row: Option<u8>,
        path: &ast::Path,
        span: Span,
        ctx: &Ctx,
    ) -> Lowered {
        let Slot::Done((condition, _)) = &self.conditions[index] else { return None };
        let Some(entry) = entry_of(&condition.body, &item.text) else {
            let numbers: Vec<String> = entries(&condition.body).iter().filter_map(|l| l.no.clone()).collect();
            let help = if numbers.is_empty() {
                "it has no numbered entries".to_string()
            } else {
                format!("its entries are ({})", numbers.join("), ("))
            };
            self.report(
                Diagnostic::error("N09", path.span, format!("`{}` has no entry ({})", path.root.text, item.text))
                    .help(help),
            );
            return None;
        };
        // What the lines before it have tested is not tested where the entry stands alone.
        let needs = self.entry_needs.get(&entry.cond.node).cloned().unwrap_or_default();
        self.need_all(&needs, row, span, &ctx.present);
        self.plain(CondKind::Entry(ConditionId(index as u16), item.text.clone(), row), span)
    }

    /// Whether an expression is meant as a condition; nothing is reported.
    pub(super) fn is_cond(&self, expr: &Expr, ctx: &Ctx) -> bool {
        match &expr.kind {
            ExprKind::Chain(..)
            | ExprKind::Not(_)
            | ExprKind::Lines(..)
            | ExprKind::Quantified(..)
            | ExprKind::Elapsed { .. }
            | ExprKind::Present(..)
            | ExprKind::Compare(..)
            | ExprKind::CompareRange(..)
            | ExprKind::Bool(_) => true,
            ExprKind::List { path, of: None, filter: None } => match self.start(&path.root.text, ctx) {
                Ok(Some(Start::Term(Term::Condition(_) | Term::Category(_), _))) => true,
                Ok(Some(Start::Term(Term::Reading(index), _))) => self.reading_is_cond(index),
                Ok(Some(Start::Term(Term::Field(at), _))) if path.steps.is_empty() => self
                    .form
                    .as_ref()
                    .is_some_and(|f| f.fields[at].ty.base == Base::Bool && f.fields[at].ty.shape == Shape::One),
                Ok(Some(Start::RowField(depth, at))) if path.steps.is_empty() => {
                    self.row_fields(&ctx.rows[usize::from(depth)])[at].ty.base == Base::Bool
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn comparison(&mut self, rel: Rel, left: &'a Expr, right: &'a Expr, span: Span, ctx: &Ctx) -> Lowered {
        match rel {
            Rel::In | Rel::NotIn => self.membership(rel == Rel::In, left, right, span, ctx),
            Rel::Meets => {
                let typed = self.val(left, None, ctx)?;
                let sets = typed.ty.shape == Shape::Set || Self::typed_is_list(&typed) || typed.ty.base == Base::Months;
                if !sets {
                    let found = self.type_words(&typed.ty);
                    self.report(
                        Diagnostic::error("T41", left.span, format!("this is {found}, not a set or list"))
                            .help("a single value is asked with `in` (属于)"),
                    );
                    return None;
                }
                self.present_here(&typed, left.span, ctx)?;
                let item = if typed.ty.base == Base::Months { Base::Month } else { typed.ty.base };
                let choices = self.choices(right, item, ctx)?;
                self.plain(CondKind::Meets(typed.val, choices), span)
            }
            Rel::Covers => {
                let (l, lt) = self.read(left, None, ctx)?;
                let (r, rt) = self.read(right, Some(lt.base), ctx)?;
                self.demand(lt, Base::Months, "a set of months", left.span)?;
                self.demand(rt, Base::Months, "a set of months", right.span)?;
                self.plain(CondKind::Covers(l, r), span)
            }
            Rel::Within => {
                let (l, ty) = self.read(left, Some(Base::Date), ctx)?;
                if ty.shape != Shape::One || !matches!(ty.base, Base::Date | Base::Moment) {
                    self.demand(ty, Base::Date, "a day", left.span)?;
                }
                let ExprKind::List { path, of: None, filter: None } = &right.kind else {
                    self.report(
                        Diagnostic::error("T42", right.span, "this is not a window of the timetable")
                            .label("a window of the timetable is expected here")
                            .help("declare the days in `timetable { … }`, or compare with `on or after` and `on or before`"),
                    );
                    return None;
                };
                let window = self.window_named(path)?;
                self.plain(CondKind::Within(l, window), span)
            }
            Rel::Is | Rel::IsNot => self.equality(rel == Rel::Is, left, right, span, ctx),
            _ => self.ordered(rel, left, right, span, ctx),
        }
    }

    fn equality(&mut self, positive: bool, left: &'a Expr, right: &'a Expr, span: Span, ctx: &Ctx) -> Lowered {
        let relation = if positive { Relation::Is } else { Relation::IsNot };
        if let ExprKind::None = right.kind {
            self.report(Diagnostic::error("T21", span, "`none` is no value to compare with").help(if positive {
                "write `is absent` (确无)"
            } else {
                "write `is present` (确有)"
            }));
            return None;
        }
        let typed = self.val(left, None, ctx)?;
        self.present_here(&typed, left.span, ctx)?;
        let (l, lt) = (typed.val, typed.ty);
        if let ExprKind::Set(_) = right.kind {
            let fact = self.constant(right, None, &Type { optional: false, ..lt })?;
            let value = fact.known().cloned()?;
            let node = self.node(right.span);
            return self.plain(CondKind::Compare(relation, l, Val { node, kind: ValKind::Const(value) }), span);
        }
        if lt.shape != Shape::One {
            let found = self.type_words(&lt);
            self.report(
                Diagnostic::error("T44", left.span, format!("this is {found}, and one value cannot equal it"))
                    .help("ask `meets` (含), or `is {}` for an empty one"),
            );
            return None;
        }
        let (r, rt) = self.read(right, Some(lt.base), ctx)?;
        self.same(&lt, &rt, left, right)?;
        self.plain(CondKind::Compare(relation, l, r), span)
    }

    /// Refuses two types that cannot be compared.
    fn same(&mut self, lt: &Type, rt: &Type, left: &Expr, right: &Expr) -> Option<()> {
        let number = |b: Base| matches!(b, Base::Int | Base::Decimal(_));
        let opaque = |b: Base| matches!(b, Base::Id | Base::Row(_) | Base::Text);
        let fits = lt.shape == Shape::One
            && rt.shape == Shape::One
            && !matches!(lt.base, Base::Record(_))
            && (lt.base == rt.base || (number(lt.base) && number(rt.base)) || (opaque(lt.base) && opaque(rt.base)));
        if fits {
            return Some(());
        }
        let (lw, rw) = (self.type_words(lt), self.type_words(rt));
        let year = lt.base == Base::Date && matches!(right.kind, ExprKind::Int(_) | ExprKind::Month(_));
        let help = year.then(|| "write whole days, as in `in 2018-01-01 .. 2018-12-31`".to_string());
        self.report(
            Diagnostic::error("T45", right.span, format!("{lw} is compared with {rw}"))
                .label(rw)
                .related(left.span, lw)
                .maybe_help(help),
        );
        None
    }

    fn ordered(&mut self, rel: Rel, left: &'a Expr, right: &'a Expr, span: Span, ctx: &Ctx) -> Lowered {
        let (l, lt) = self.read(left, None, ctx)?;
        let (r, rt) = self.read(right, Some(lt.base), ctx)?;
        self.same(&lt, &rt, left, right)?;
        let (relation, dated, english, chinese) = match rel {
            Rel::OnOrBefore => (Relation::AtMost, true, "at most", "不多于"),
            Rel::Before => (Relation::Less, true, "less than", "少于"),
            Rel::OnOrAfter => (Relation::AtLeast, true, "at least", "不少于"),
            Rel::After => (Relation::More, true, "more than", "多于"),
            Rel::AtMost => (Relation::AtMost, false, "on or before", "不晚于"),
            Rel::LessThan => (Relation::Less, false, "before", "早于"),
            Rel::AtLeast => (Relation::AtLeast, false, "on or after", "不早于"),
            _ => (Relation::More, false, "after", "晚于"),
        };
        let is_dated = matches!(lt.base, Base::Date | Base::Moment | Base::Month);
        let is_number = matches!(lt.base, Base::Int | Base::Decimal(_));
        if (dated && !is_dated) || (!dated && !is_number) {
            let found = self.type_words(&lt);
            let help = if (dated && is_number) || (!dated && is_dated) {
                format!("for {found} write `{english}` ({chinese})")
            } else {
                "only numbers and days have an order; ask `is` or `in`".to_string()
            };
            self.report(Diagnostic::error("T46", span, format!("{found} is not compared in this way")).help(help));
            return None;
        }
        self.plain(CondKind::Compare(relation, l, r), span)
    }

    fn membership(&mut self, positive: bool, left: &'a Expr, right: &'a Expr, span: Span, ctx: &Ctx) -> Lowered {
        let typed = self.val(left, None, ctx)?;
        self.present_here(&typed, left.span, ctx)?;
        if typed.ty.shape != Shape::One {
            let found = self.type_words(&typed.ty);
            self.report(
                Diagnostic::error("T44", left.span, format!("this is {found}, and `in` asks about one value"))
                    .help("two sets share a member: `meets` (含)"),
            );
            return None;
        }
        let choices = self.choices(right, typed.ty.base, ctx)?;
        self.plain(CondKind::In(typed.val, choices, positive), span)
    }

    /// What a value of type `item` is looked for in.
    fn choices(&mut self, right: &'a Expr, item: Base, ctx: &Ctx) -> Option<Choices> {
        match &right.kind {
            ExprKind::Set(items) => {
                if let Base::Enum(id) = item {
                    let mut members = BTreeSet::new();
                    for (word, last) in items {
                        if last.is_some() {
                            self.report(
                                Diagnostic::error(
                                    "T47",
                                    word.span,
                                    "words of an enum have no order, so they form no range",
                                )
                                .help("list the words, or declare a `group` of them in the enum"),
                            );
                            return None;
                        }
                        members.extend(self.members(id, word, ctx)?);
                    }
                    return Some(Choices::Members(members));
                }
                let mut values = Vec::new();
                for (first, last) in items {
                    let (first_val, ty) = self.read(first, Some(item), ctx)?;
                    self.same(&one(item), &ty, right, first)?;
                    let last = match last {
                        Some(last) => {
                            let (val, ty) = self.read(last, Some(item), ctx)?;
                            self.same(&one(item), &ty, right, last)?;
                            self.refuse_reversed(&first_val, &val, first.span.to(last.span));
                            Some(val)
                        }
                        None => None,
                    };
                    values.push((first_val, last));
                }
                Some(Choices::Values(values))
            }
            ExprKind::List { path, of: None, filter: None }
                if matches!(item, Base::Enum(_)) && path.steps.is_empty() =>
            {
                let Base::Enum(id) = item else { return None };
                if self.group(id, &path.root.text).is_some() || self.member(id, &path.root.text).is_some() {
                    return Some(Choices::Members(self.members(id, right, ctx)?));
                }
                if matches!(self.start(&path.root.text, ctx), Ok(None)) {
                    self.no_group(id, &path.root);
                    return None;
                }
                self.choices_of(right, item, ctx)
            }
            _ => self.choices_of(right, item, ctx),
        }
    }

    fn choices_of(&mut self, right: &'a Expr, item: Base, ctx: &Ctx) -> Option<Choices> {
        let typed = self.val(right, Some(item), ctx)?;
        let holds = match (typed.ty.shape, typed.ty.base) {
            (Shape::One, Base::Months) => item == Base::Month,
            (Shape::One, _) => false,
            (_, base) => base == item || matches!((base, item), (Base::Row(_) | Base::Id, Base::Row(_) | Base::Id)),
        };
        if !holds {
            let (found, wanted) = (self.type_words(&typed.ty), self.type_words(&one(item)));
            self.report(
                Diagnostic::error(
                    "T48",
                    right.span,
                    format!("this is {found}, in which {wanted} cannot be looked for"),
                )
                .help("one value is compared with `is`; several are written `{a, b}`"),
            );
            return None;
        }
        self.present_here(&typed, right.span, ctx)?;
        Some(Choices::Of(typed.val))
    }

    fn group(&self, id: crate::ir::EnumId, word: &str) -> Option<usize> {
        self.enums[id.index()].groups.iter().position(|(g, _)| g.is_called(word))
    }

    fn no_group(&mut self, id: crate::ir::EnumId, name: &ast::Name) {
        let declared = self.enums[id.index()].clone();
        let words: Vec<String> = declared
            .groups
            .iter()
            .map(|(g, _)| g)
            .chain(&declared.members)
            .flat_map(|n| std::iter::once(n.name.clone()).chain(n.label.clone()))
            .collect();
        self.unknown_name(
            name,
            &format!("group or word of `{}` called", declared.named.name),
            words.iter().map(String::as_str),
        );
    }

    /// The members that a word or group stands for.
    fn members(&mut self, id: crate::ir::EnumId, word: &'a Expr, ctx: &Ctx) -> Option<BTreeSet<u16>> {
        if let ExprKind::List { path, of: None, filter: None } = &word.kind
            && path.steps.is_empty()
            && let Some(at) = self.group(id, &path.root.text)
        {
            let (named, members) = self.enums[id.index()].groups[at].clone();
            self.refer(path.root.span, &named);
            return Some(members);
        }
        let (val, ty) = self.read(word, Some(Base::Enum(id)), ctx)?;
        match val.kind {
            ValKind::Const(crate::value::Value::Enum(at)) => Some(BTreeSet::from([at])),
            _ => {
                let found = self.type_words(&ty);
                let name = self.enums[id.index()].named.name.clone();
                self.report(
                    Diagnostic::error(
                        "T49",
                        word.span,
                        format!("only words and groups of `{name}` can stand in these braces"),
                    )
                    .label(format!("{found}, but no word"))
                    .help("compare with a field by `is`, on a line of its own"),
                );
                None
            }
        }
    }

    fn cannot_cover(&mut self, left: &Expr) -> Lowered {
        self.report(
            Diagnostic::error("T50", left.span, "only a set of months, or a list of periods, covers a range")
                .help("whether one value lies in a range is asked with `in`"),
        );
        None
    }

    /// Warns of a range of constants that ends before it begins: with another year's figures it may not.
    fn refuse_reversed(&mut self, first: &Val, last: &Val, span: Span) {
        let constant = |lower: &Self, val: &Val| match &val.kind {
            ValKind::Const(value) => Some(value.clone()),
            ValKind::Figure(id) => lower.figures[id.index()].as_ref().map(|f| f.value.clone()),
            _ => None,
        };
        if let (Some(first), Some(last)) = (constant(self, first), constant(self, last))
            && crate::operators::order(&first, &last) == Some(std::cmp::Ordering::Greater)
        {
            self.report(
                Diagnostic::warning("C02", span, "the range ends before it begins")
                    .label("nothing lies in it")
                    .help("turn the two round, or correct one of them"),
            );
        }
    }

    fn range(&mut self, rel: Rel, left: &'a Expr, first: &'a Expr, last: &'a Expr, span: Span, ctx: &Ctx) -> Lowered {
        match rel {
            Rel::Covers => {
                let typed = self.val(left, None, ctx)?;
                if typed.ty.shape == Shape::One && typed.ty.base == Base::Months {
                    self.present_here(&typed, left.span, ctx)?;
                    let (f, ft) = self.read(first, Some(Base::Month), ctx)?;
                    let (l, lt) = self.read(last, Some(Base::Month), ctx)?;
                    self.demand(ft, Base::Month, "a month", first.span)?;
                    self.demand(lt, Base::Month, "a month", last.span)?;
                    self.refuse_reversed(&f, &l, first.span.to(last.span));
                    let node = self.node(first.span.to(last.span));
                    let months = Val { node, kind: ValKind::MonthRange(Box::new(f), Box::new(l)) };
                    return self.plain(CondKind::Covers(typed.val, months), span);
                }
                let list = matches!(typed.ty.shape, Shape::List(_));
                let ExprKind::List { path, of: None, filter } = &left.kind else { return self.cannot_cover(left) };
                if !list {
                    return self.cannot_cover(left);
                }
                let (list, _) = self.list(left.span, path, None, filter.as_ref(), ctx)?;
                if !self.are_periods(&list) {
                    self.report(
                        Diagnostic::error("T25", left.span, "the rows of this list are not periods")
                            .help("say in its record which dates begin and end one: `period since .. until;`"),
                    );
                    return None;
                }
                let (f, ft) = self.read(first, Some(Base::Date), ctx)?;
                let (l, lt) = self.read(last, Some(Base::Date), ctx)?;
                self.demand(ft, Base::Date, "a day", first.span)?;
                self.demand(lt, Base::Date, "a day", last.span)?;
                self.refuse_reversed(&f, &l, first.span.to(last.span));
                self.plain(CondKind::CoversDays(list, f, l), span)
            }
            Rel::In | Rel::NotIn => {
                let (val, ty) = self.read(left, None, ctx)?;
                let (f, ft) = self.read(first, Some(ty.base), ctx)?;
                let (l, lt) = self.read(last, Some(ty.base), ctx)?;
                self.same(&ty, &ft, left, first)?;
                self.same(&ty, &lt, left, last)?;
                if !matches!(ty.base, Base::Int | Base::Decimal(_) | Base::Date | Base::Month | Base::Moment) {
                    let found = self.type_words(&ty);
                    self.report(
                        Diagnostic::error("T47", span, format!("{found} has no order, so it lies in no range"))
                            .help("ranges are of numbers, days and months; other values are listed: `in {a, b}`"),
                    );
                    return None;
                }
                self.refuse_reversed(&f, &l, first.span.to(last.span));
                self.plain(CondKind::In(val, Choices::Values(vec![(f, Some(l))]), rel == Rel::In), span)
            }
            _ => {
                self.report(
                    Diagnostic::error("T51", span, "a range cannot stand here")
                        .help("only `in` and `covers` are asked of a range `a .. b`"),
                );
                None
            }
        }
    }
}

/// What is known when lines are joined.
pub(super) fn join(joint: Joint, flows: Vec<Flow>) -> Flow {
    let common = |mut sets: Vec<BTreeSet<Key>>| {
        let Some(mut first) = sets.pop() else { return BTreeSet::new() };
        for set in sets {
            first.retain(|key| set.contains(key));
        }
        first
    };
    let (holds, fails): (Vec<_>, Vec<_>) = flows.into_iter().map(|f| (f.holds, f.fails)).unzip();
    match joint {
        Joint::All => Flow { holds: holds.into_iter().flatten().collect(), fails: common(fails) },
        Joint::Any => Flow { holds: common(holds), fails: fails.into_iter().flatten().collect() },
        Joint::None => Flow { holds: fails.into_iter().flatten().collect(), fails: common(holds) },
        Joint::AtLeast(_) => Flow::default(),
    }
}

/// The numbered entries of a condition: of its block, or of the one `any of` or `all of` in it.
pub fn entries(cond: &Cond) -> &[Line] {
    match &cond.kind {
        CondKind::Lines(_, lines) => match lines.as_slice() {
            [only] if only.no.is_none() => match &only.cond.kind {
                CondKind::Lines(..) | CondKind::Excepted(..) => entries(&only.cond),
                _ => lines,
            },
            lines => lines,
        },
        CondKind::Excepted(base, _) => entries(base),
        _ => &[],
    }
}

/// The entry of a condition that has a number.
pub fn entry_of<'c>(cond: &'c Cond, no: &str) -> Option<&'c Line> {
    entries(cond).iter().find(|line| line.no.as_deref() == Some(no))
}
