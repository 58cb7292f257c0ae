//! Conditions, values, readings and case tables: each lowered when first needed, cycles refused.

use super::places::{Ctx, RowScope, RowType, one};
use super::presence::{Flow, Need};
use super::scope::TypeName;
use super::{Facts, Lower, Slot};
use crate::base::span::Span;
use crate::diagnostic::Diagnostic;
use crate::ir::expr::{Choices, Cond, CondKind, Line, Relation, Val};
use crate::ir::{
    Alternative, Base, Body, ClassRow, Classify, Condition, Each, EnumId, Named, Reading, RecordId, Shape, TableId,
    Type, ValueDecl, ValueRow,
};
use crate::syntax::ast::{self, ExprKind, Head, ItemKind};

impl<'a> Lower<'a> {
    /// The n-th declaration that `pick` picks.
    fn nth<T>(&self, n: usize, pick: impl Fn(&'a ItemKind) -> Option<T>) -> Option<(Span, T)> {
        self.items.iter().filter_map(|item| pick(&item.kind).map(|t| (item.span, t))).nth(n)
    }

    fn head_of(head: &Head) -> Named {
        Named { name: head.name.text.clone(), label: head.label.as_ref().map(|l| l.text.clone()) }
    }

    pub(super) fn cycle(&mut self, name: &ast::Name, used: Option<Span>) {
        self.report(
            Diagnostic::error("T52", used.unwrap_or(name.span), format!("`{}` is defined by itself", name.text))
                .label("closes a circle")
                .related(name.span, "declared here")
                .help("a rule cannot hang on itself, neither directly nor through others"),
        );
    }

    /// The row a declaration `for each …` is about, and the context of its body.
    pub(super) fn each(&mut self, head: &'a Head) -> Option<(Option<Each>, Ctx)> {
        let Some(path) = &head.each else { return Some((None, Ctx::default())) };
        if path.steps.is_empty()
            && let Some((what, named)) = self.scope.types.get(&path.root.text).map(|(w, n)| (w, n.clone()))
        {
            let found = match what {
                TypeName::Record(index) => {
                    Some((Each::Record(RecordId(index as u16)), RowType::Record(RecordId(index as u16))))
                }
                TypeName::Table(index) => {
                    Some((Each::Table(TableId(index as u16)), RowType::Table(TableId(index as u16))))
                }
                TypeName::Enum(_) => None,
            };
            if let Some((each, what)) = found {
                self.refer(path.root.span, &named);
                let ctx = Ctx::default().with_row(RowScope { named, what });
                return Some((Some(each), ctx));
            }
        }
        let rows = self.rows(path, &Ctx::default())?;
        let each = match rows.row.what {
            RowType::Record(id) => Each::Record(id),
            RowType::Table(id) => Each::Table(id),
            RowType::Item(_) => {
                self.report(
                    Diagnostic::error("T53", path.span, format!("the items of `{}` are not records", path.text()))
                        .help("only records and rows of tables have fields that a rule could ask"),
                );
                return None;
            }
        };
        Some((Some(each), Ctx::default().with_row(rows.row)))
    }

    pub(super) fn condition(&mut self, index: usize, used: Option<Span>) {
        let Some((span, (head, block, exceptions))) = self.nth(index, |kind| match kind {
            ItemKind::Condition { head, block, exceptions } => Some((head, block, exceptions)),
            _ => None,
        }) else {
            return;
        };
        match self.conditions[index] {
            Slot::Todo => {}
            Slot::Busy => return self.cycle(&head.name, used),
            _ => return,
        }
        self.conditions[index] = Slot::Busy;
        let ((made, needs), size) = self.sized(|lower| {
            lower.with_needs(|lower| {
                lower.deeper(used.unwrap_or(span), |lower| {
                    let stages = lower.stages_of(head);
                    let (each, ctx) = lower.each(head)?;
                    let base = lower.block(block, &ctx);
                    let (mut body, flow) = lower.excepted(base, exceptions, span, &ctx)?;
                    let cites = lower.cites(&head.cites);
                    number(&mut body, &cites);
                    let node = lower.node(span);
                    Some((Condition { named: Self::head_of(head), stages, each, body, cites, node }, flow))
                })
            })
        });
        self.refuse_needs(needs);
        self.conditions[index] = match made {
            Some((condition, flow)) => Slot::Done((condition, Facts { flow, needs: Vec::new(), size })),
            None => Slot::Failed,
        };
    }

    pub(super) fn reading_is_cond(&self, index: usize) -> bool {
        match &self.readings[index] {
            Slot::Done((reading, _)) => reading.ty.is_none(),
            _ => {
                let found = self.nth(index, |kind| match kind {
                    ItemKind::Reading { head, alternatives, .. } => Some((head, alternatives)),
                    _ => None,
                });
                // Not lowered yet: a plain look at the words will do, as it does when it is lowered.
                found.is_some_and(|(_, (head, alternatives))| {
                    let ctx = self.each_quietly(head);
                    alternatives
                        .iter()
                        .filter_map(|a| a.body.as_ref())
                        .any(|b| self.reading_alternative_is_cond(b, &ctx, index))
                })
            }
        }
    }

    fn reading_alternative_is_cond(&self, expr: &ast::Expr, ctx: &Ctx, index: usize) -> bool {
        // A reading that names itself is a cycle and reported elsewhere; do not follow it.
        if let ExprKind::List { path, of: None, filter: None } = &expr.kind
            && let Some((super::scope::Term::Reading(other), _)) = self.scope.terms.get(&path.root.text)
        {
            return other != index && matches!(&self.readings[other], Slot::Done((r, _)) if r.ty.is_none());
        }
        self.is_cond(expr, ctx)
    }

    fn each_quietly(&self, head: &Head) -> Ctx {
        let Some(path) = &head.each else { return Ctx::default() };
        let what = match self.scope.types.get(&path.root.text) {
            Some((TypeName::Record(index), _)) => Some(RowType::Record(RecordId(index as u16))),
            Some((TypeName::Table(index), _)) => Some(RowType::Table(TableId(index as u16))),
            _ => self.form.as_ref().and_then(|form| {
                let at = super::types::position(&form.fields, &path.root.text)?;
                if let Base::Record(id) = form.fields[at].ty.base { Some(RowType::Record(id)) } else { None }
            }),
        };
        let named = Named { name: path.root.text.clone(), label: None };
        what.map_or(Ctx::default(), |what| Ctx::default().with_row(RowScope { named, what }))
    }

    pub(super) fn reading(&mut self, index: usize, used: Option<Span>) {
        let Some((span, (head, alternatives, choices))) = self.nth(index, |kind| match kind {
            ItemKind::Reading { head, alternatives, choices } => Some((head, alternatives, choices)),
            _ => None,
        }) else {
            return;
        };
        match self.readings[index] {
            Slot::Todo => {}
            Slot::Busy => return self.cycle(&head.name, used),
            _ => return,
        }
        self.readings[index] = Slot::Busy;
        let ((made, needs), size) = self.sized(|lower| {
            lower.with_needs(|lower| {
                lower
                    .deeper(used.unwrap_or(span), |lower| lower.reading_inner(span, head, alternatives, choices, index))
            })
        });
        self.readings[index] = match made {
            Some((reading, flow)) => Slot::Done((reading, Facts { flow, needs, size })),
            None => Slot::Failed,
        };
    }

    fn reading_inner(
        &mut self,
        span: Span,
        head: &'a Head,
        alternatives: &'a [ast::AltDecl],
        choices: &'a [ast::Choice],
        index: usize,
    ) -> Option<(Reading, Flow)> {
        self.stages_of(head);
        let (each, ctx) = self.each(head)?;
        let is_cond = alternatives
            .iter()
            .filter_map(|a| a.body.as_ref())
            .any(|b| self.reading_alternative_is_cond(b, &ctx, index));
        let bare = alternatives.iter().filter(|a| a.body.is_none()).count();
        if let Some(alternative) = alternatives.iter().find(|a| a.body.is_none()).filter(|_| bare < alternatives.len())
        {
            self.report(
                Diagnostic::error("C22", alternative.name.span, format!("the alternative `{}` says nothing", alternative.name.text))
                    .label("without a body")
                    .help("write `NAME \"label\": condition or value;`; only a reading that a draw asks has alternatives without one"),
            );
            return None;
        }
        let cites = self.cites(&head.cites);
        let mut made: Vec<Alternative> = Vec::new();
        let mut flows = Vec::new();
        let mut ty: Option<Type> = None;
        let mut failed = false;
        for alternative in alternatives {
            let named = self.declare(&alternative.name, alternative.label.as_ref());
            if made.iter().any(|m| m.named.name == named.name) {
                self.duplicate(&named.name, alternative.name.span, alternative.name.span);
                failed = true;
            }
            let Some(said) = &alternative.body else {
                // A choice that a draw makes: which of the alternatives it is.
                ty = Some(one(Base::Int));
                let node = self.node(alternative.name.span);
                let kind = crate::ir::expr::ValKind::Const(crate::value::Value::Int(made.len() as i64 + 1));
                let body = Body::Val(Val { node, kind });
                made.push(Alternative { named, body, cites: self.cites(&alternative.cites), node });
                continue;
            };
            let body = if is_cond {
                self.cond(said, &ctx).map(|(mut cond, flow)| {
                    number(&mut cond, &cites);
                    flows.push(flow);
                    Body::Cond(cond)
                })
            } else {
                let expected = ty.map(|t| t.base);
                self.val(said, expected, &ctx).and_then(|typed| {
                    let known = ty.get_or_insert(typed.ty);
                    if known.base != typed.ty.base || known.shape != typed.ty.shape {
                        let (first, now) = (*known, typed.ty);
                        let (fw, nw) = (self.type_words(&first), self.type_words(&now));
                        self.report(
                            Diagnostic::error("T54", said.span, format!("one alternative is {fw}, and this one {nw}"))
                                .label(nw)
                                .related(alternatives[0].body.as_ref().map_or(said.span, |b| b.span), fw)
                                .help("all alternatives answer one question, so their types agree"),
                        );
                        return None;
                    }
                    known.optional |= typed.ty.optional;
                    Some(Body::Val(typed.val))
                })
            };
            match body {
                Some(body) => {
                    let node = self.node(alternative.name.span.to(said.span));
                    made.push(Alternative { named, body, cites: self.cites(&alternative.cites), node });
                }
                None => failed = true,
            }
        }
        if alternatives.len() < 2 {
            self.report(
                Diagnostic::error(
                    "C05",
                    head.name.span,
                    format!("the reading `{}` has fewer than two alternatives", head.name.text),
                )
                .help("a reading is a choice; if the text is clear, write a condition or value"),
            );
            failed = true;
        }
        let choice = match choices {
            [choice] => match &choice.name {
                None => Some(None),
                Some(name) => {
                    let at = alternatives.iter().position(|a| {
                        a.name.text == name.text || a.label.as_ref().is_some_and(|l| l.text == name.text)
                    });
                    match at {
                        Some(at) => {
                            let named = Named {
                                name: alternatives[at].name.text.clone(),
                                label: alternatives[at].label.as_ref().map(|l| l.text.clone()),
                            };
                            self.refer(name.span, &named);
                            Some(Some(at))
                        }
                        None => {
                            let words: Vec<&str> = alternatives.iter().map(|a| a.name.text.as_str()).collect();
                            self.unknown_name(name, "alternative", words);
                            None
                        }
                    }
                }
            },
            [] => {
                self.report(
                    Diagnostic::error(
                        "C06",
                        head.name.span,
                        format!("the reading `{}` chooses no alternative", head.name.text),
                    )
                    .help("end it with `choose NAME because \"…\";` or `choose refer because \"…\";`"),
                );
                None
            }
            [_, again, ..] => {
                self.report(
                    Diagnostic::error("C06", again.span, format!("the reading `{}` chooses twice", head.name.text))
                        .label("the second choice")
                        .related(choices[0].span, "the first one")
                        .help("keep the one that is in force"),
                );
                None
            }
        };
        if failed {
            return None;
        }
        let flow = if is_cond { super::conditions::join(crate::ir::expr::Joint::Any, flows) } else { Flow::default() };
        // What holds under every alternative holds; likewise for what fails.
        let flow = Flow { holds: flow.holds, fails: Default::default() };
        let node = self.node(span);
        let because = choices.first().map(|c| c.because.clone()).unwrap_or_default();
        Some((
            Reading {
                named: Self::head_of(head),
                each,
                alternatives: made,
                ty: if is_cond { None } else { ty },
                choice: choice?,
                because,
                cites,
                node,
            },
            flow,
        ))
    }

    pub(super) fn value_decl(&mut self, index: usize, used: Option<Span>) {
        let Some((span, (head, by, rows))) = self.nth(index, |kind| match kind {
            ItemKind::Value { head, by, rows } => Some((head, by, rows)),
            _ => None,
        }) else {
            return;
        };
        match self.values[index] {
            Slot::Todo => {}
            Slot::Busy => return self.cycle(&head.name, used),
            _ => return,
        }
        self.values[index] = Slot::Busy;
        let ((made, needs), size): ((_, Vec<Need>), _) = self.sized(|lower| {
            lower.with_needs(|lower| {
                lower.deeper(used.unwrap_or(span), |lower| lower.value_inner(span, head, by.as_ref(), rows))
            })
        });
        self.values[index] = match made {
            Some(value) => Slot::Done((value, Facts { flow: Flow::default(), needs, size })),
            None => Slot::Failed,
        };
    }

    fn value_inner(
        &mut self,
        span: Span,
        head: &'a Head,
        by: Option<&'a ast::Path>,
        rows: &'a [ast::ValueRow],
    ) -> Option<ValueDecl> {
        let stages = self.stages_of(head);
        let (each, ctx) = self.each(head)?;
        let mut made = Vec::new();
        let mut ty: Option<Type> = None;
        let mut failed = rows.is_empty();
        if rows.is_empty() {
            self.report(
                Diagnostic::error("T55", head.name.span, format!("the value `{}` has no rows", head.name.text))
                    .help("write what it is: one expression, or rows `when … : …;`"),
            );
        }
        let mut known = ctx.clone();
        let mut ends = false;
        for row in rows {
            let row_span = match row {
                ast::ValueRow::Plain(e, _)
                | ast::ValueRow::Otherwise(e, _)
                | ast::ValueRow::When(_, e, _)
                | ast::ValueRow::By(_, _, e, _) => e.span,
            };
            if ends {
                let begins = match row {
                    ast::ValueRow::When(first, ..) | ast::ValueRow::By(first, ..) => first.span,
                    _ => row_span,
                };
                self.report(
                    Diagnostic::error("C08", begins.to(row_span), "this row is never reached")
                        .help("the row before it holds always; `otherwise` comes last"),
                );
                failed = true;
            }
            let mut here = known.clone();
            let (when, expr, cites) = match row {
                ast::ValueRow::Plain(expr, cites) | ast::ValueRow::Otherwise(expr, cites) => {
                    ends = true;
                    (Some(None), expr, cites)
                }
                ast::ValueRow::When(when, expr, cites) => {
                    let when = self.cond(when, &known).map(|(mut cond, flow)| {
                        number(&mut cond, &self.cites(&head.cites));
                        here.present.extend(flow.holds);
                        known.present.extend(flow.fails);
                        Some(cond)
                    });
                    (when, expr, cites)
                }
                ast::ValueRow::By(first, last, expr, cites) => {
                    (self.by_row(by, first, last.as_ref(), &ctx).map(Some), expr, cites)
                }
            };
            let expected = ty.map(|t| t.base);
            let typed = self.val(expr, expected, &here);
            let (Some(when), Some(typed)) = (when, typed) else {
                failed = true;
                continue;
            };
            // What the row's own condition has found present is not absent in the row.
            let tested = typed.key.as_ref().is_some_and(|key| here.present.contains(key));
            let typed_ty = Type { optional: typed.ty.optional && !tested, ..typed.ty };
            let known_ty = ty.get_or_insert(typed_ty);
            if known_ty.base != typed.ty.base || known_ty.shape != typed.ty.shape {
                let (first, now) = (*known_ty, typed.ty);
                let (fw, nw) = (self.type_words(&first), self.type_words(&now));
                self.report(
                    Diagnostic::error("T54", expr.span, format!("one row is {fw}, and this one {nw}"))
                        .label(nw)
                        .help("all rows give one value, so their types agree"),
                );
                failed = true;
                continue;
            }
            known_ty.optional |= typed_ty.optional;
            let node = self.node(row_span);
            made.push(ValueRow { when, value: typed.val, cites: self.cites(cites), node });
        }
        if by.is_none() && rows.iter().any(|r| matches!(r, ast::ValueRow::By(..))) {
            self.report(
                Diagnostic::error(
                    "T56",
                    head.name.span,
                    format!("the value `{}` does not say what its rows are looked up by", head.name.text),
                )
                .help("write `value NAME by FIELD { … }`"),
            );
            failed = true;
        }
        if failed {
            return None;
        }
        let mut ty = ty?;
        ty.optional |= !ends && ty.shape == Shape::One;
        let node = self.node(span);
        Some(ValueDecl {
            named: Self::head_of(head),
            stages,
            each,
            ty,
            rows: made,
            cites: self.cites(&head.cites),
            node,
        })
    }

    /// `2022 .. 2023:` in a table looked up by a path.
    fn by_row(
        &mut self,
        by: Option<&'a ast::Path>,
        first: &'a ast::Expr,
        last: Option<&'a ast::Expr>,
        ctx: &Ctx,
    ) -> Option<Cond> {
        let path = by?;
        let typed = self.path_value(path, ctx)?;
        self.present_here(&typed, path.span, ctx)?;
        if typed.ty.shape != Shape::One {
            let found = self.type_words(&typed.ty);
            self.report(Diagnostic::error(
                "T44",
                path.span,
                format!("this is {found}; a table is looked up by one value"),
            ));
            return None;
        }
        let first_val = self.by_bound(first, &typed.ty, ctx)?;
        let kind = match last {
            None => CondKind::Compare(Relation::Is, typed.val, first_val),
            Some(last) => {
                let last_val = self.by_bound(last, &typed.ty, ctx)?;
                if !matches!(typed.ty.base, Base::Int | Base::Decimal(_) | Base::Date | Base::Month | Base::Moment) {
                    let found = self.type_words(&typed.ty);
                    self.report(
                        Diagnostic::error(
                            "T47",
                            first.span.to(last.span),
                            format!("{found} has no order, so it lies in no range"),
                        )
                        .help("give each value a row of its own"),
                    );
                    return None;
                }
                CondKind::In(typed.val, Choices::Values(vec![(first_val, Some(last_val))]), true)
            }
        };
        let node = self.node(first.span);
        Some(Cond { node, kind })
    }

    /// One end of a row's range, of the type that the table is looked up by.
    fn by_bound(&mut self, expr: &'a ast::Expr, by: &Type, ctx: &Ctx) -> Option<Val> {
        let (val, ty) = self.read(expr, Some(by.base), ctx)?;
        if ty.base != by.base || ty.shape != by.shape {
            let (found, wanted) = (self.type_words(&ty), self.type_words(by));
            self.report(Diagnostic::error("T45", expr.span, format!("{found} is looked up by {wanted}")));
            return None;
        }
        Some(val)
    }

    pub(super) fn classify(&mut self, index: usize, used: Option<Span>) {
        let Some((span, (head, rows))) = self.nth(index, |kind| match kind {
            ItemKind::Classify { head, rows } => Some((head, rows)),
            _ => None,
        }) else {
            return;
        };
        match self.classifies[index] {
            Slot::Todo => {}
            Slot::Busy => return self.cycle(&head.name, used),
            _ => return,
        }
        self.classifies[index] = Slot::Busy;
        let ((made, needs), size) = self.sized(|lower| {
            lower.with_needs(|lower| {
                lower.deeper(used.unwrap_or(span), |lower| lower.classify_inner(span, head, rows, index))
            })
        });
        self.refuse_needs(needs);
        let facts = Facts { size, ..Facts::default() };
        self.classifies[index] = made.map_or(Slot::Failed, |made| Slot::Done((made, facts)));
    }

    fn classify_inner(
        &mut self,
        span: Span,
        head: &'a Head,
        rows: &'a [ast::ClassRow],
        index: usize,
    ) -> Option<Classify> {
        let stages = self.stages_of(head);
        if let Some(each) = &head.each {
            self.report(
                Diagnostic::error("T65", each.span, "a case table is about the applicant, not about rows of a list")
                    .help("leave `for each` out; for one row make a `condition` or `value` for each of them"),
            );
            return None;
        }
        let at = self.enums.iter().position(|e| e.classify.is_some_and(|c| c.index() == index))?;
        let cites = self.cites(&head.cites);
        let mut known = Ctx::default();
        let mut made = Vec::new();
        let mut failed = false;
        for (row_index, row) in rows.iter().enumerate() {
            let case = self.member(EnumId(at as u16), &row.name.text)?;
            let when = match &row.when {
                Some(expr) => match self.cond(expr, &known) {
                    Some((mut cond, flow)) => {
                        number(&mut cond, &cites);
                        known.present.extend(flow.fails);
                        Some(cond)
                    }
                    None => {
                        failed = true;
                        continue;
                    }
                },
                None => {
                    if row_index + 1 < rows.len() {
                        self.report(
                            Diagnostic::error("C08", rows[row_index + 1].span, "this row is never reached")
                                .help("the row before it holds always; `otherwise` comes last"),
                        );
                    }
                    None
                }
            };
            let node = self.node(row.span);
            made.push(ClassRow { when, case, cites: self.cites(&row.cites), node });
        }
        if rows.last().is_none_or(|r| r.when.is_some()) {
            self.report(
                Diagnostic::error(
                    "C09",
                    head.name.span,
                    format!("`{}` does not say what holds otherwise", head.name.text),
                )
                .help("end it with `otherwise: NAME;`, so that nobody falls through"),
            );
            failed = true;
        }
        if failed {
            return None;
        }
        let node = self.node(span);
        Some(Classify { named: Self::head_of(head), stages, cases: EnumId(at as u16), rows: made, cites, node })
    }
}

/// Gives numbered lines their articles: entry (2) under `三(一)1` is `三(一)1(2)`.
pub(super) fn number(cond: &mut Cond, base: &[String]) {
    match &mut cond.kind {
        CondKind::Lines(_, lines) => {
            for line in lines {
                number_line(line, base);
            }
        }
        CondKind::Not(inner) | CondKind::Quantified(_, _, inner) => number(inner, base),
        CondKind::Excepted(inner, exceptions) => {
            number(inner, base);
            for exception in exceptions {
                let under = if exception.cites.is_empty() { base.to_vec() } else { exception.cites.clone() };
                number(&mut exception.when, &under);
            }
        }
        _ => {}
    }
}

pub(super) fn number_line(line: &mut Line, base: &[String]) {
    if line.cites.is_empty()
        && let (Some(no), Some(article)) = (&line.no, base.first())
    {
        line.cites.push(numbered(article, no));
    }
    let under = if line.cites.is_empty() { base.to_vec() } else { line.cites.clone() };
    number(&mut line.cond, &under);
}

/// The citation of a numbered entry under an article.
pub(super) fn numbered(article: &str, no: &str) -> String {
    let circled = no.chars().all(|c| ('①'..='⑳').contains(&c));
    if circled { format!("{article}{no}") } else { format!("{article}({no})") }
}
