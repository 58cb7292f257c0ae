//! Ways in, claims, assumptions and what a stage answers.

use super::places::Ctx;
use super::presence::Flow;
use super::rules::{number, number_line};
use super::scope::Term;
use super::{Facts, Lower, Slot};
use crate::base::span::Span;
use crate::diagnostic::Diagnostic;
use crate::ir::expr::{Cond, CondKind, Joint, Line};
use crate::ir::{Answer, Assume, Base, Category, CategoryLine, Claim, ClassifyId, LineKind, Named, Shape, ValueId};
use crate::syntax::ast::{self, CategoryEntry, Head, ItemKind};
use std::collections::BTreeMap;

impl<'a> Lower<'a> {
    fn named_of(head: &Head) -> Named {
        Named { name: head.name.text.clone(), label: head.label.as_ref().map(|l| l.text.clone()) }
    }

    pub(super) fn category(&mut self, index: usize, used: Option<Span>) {
        let found = self
            .items
            .iter()
            .filter_map(|item| match &item.kind {
                ItemKind::Category { head, entries } => Some((item.span, head, entries)),
                _ => None,
            })
            .nth(index);
        let Some((span, head, entries)) = found else { return };
        match self.categories[index] {
            Slot::Todo => {}
            Slot::Busy => return self.cycle(&head.name, used),
            _ => return,
        }
        self.categories[index] = Slot::Busy;
        let ((made, needs), size) = self.sized(|lower| {
            lower.with_needs(|lower| {
                lower.deeper(used.unwrap_or(span), |lower| lower.category_inner(span, head, entries))
            })
        });
        self.refuse_needs(needs);
        self.categories[index] = match made {
            Some((category, flow)) => Slot::Done((category, Facts { flow, needs: Vec::new(), size })),
            None => Slot::Failed,
        };
    }

    fn category_inner(&mut self, span: Span, head: &'a Head, entries: &'a [CategoryEntry]) -> Option<(Category, Flow)> {
        let stages = self.stages_of(head);
        let cites = self.cites(&head.cites);
        let mut ctx = Ctx::default();
        let mut lines = Vec::new();
        let mut holds = Flow::default();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut failed = false;
        for entry in entries {
            let (word, kind, lowered, entry_span) = match entry {
                CategoryEntry::Require(e) => ("require", LineKind::Require, self.entry(e, &ctx), e.span),
                CategoryEntry::Reject(e) => ("reject", LineKind::Reject, self.entry(e, &ctx), e.span),
                CategoryEntry::Refer(question, e) => {
                    ("refer", LineKind::Refer(question.clone()), self.entry(e, &ctx), e.span)
                }
                CategoryEntry::OnTime { field, window, cites, exceptions, afterwards, late_cites, span } => {
                    let late = self.cites(late_cites);
                    let lowered = self.on_time(field, window, cites, exceptions, *span, &ctx);
                    let Some(window) = self.scope.terms.get(&window.root.text) else {
                        failed = true;
                        continue;
                    };
                    let Term::Window(at) = window.0 else {
                        failed = true;
                        continue;
                    };
                    (
                        "on_time",
                        LineKind::OnTime(afterwards.clone(), crate::ir::WindowId(at as u16), late),
                        lowered,
                        *span,
                    )
                }
            };
            let Some((mut line, flow)) = lowered else {
                failed = true;
                continue;
            };
            match kind {
                LineKind::Require => {
                    ctx.present.extend(flow.holds.clone());
                    holds.holds.extend(flow.holds);
                }
                LineKind::Reject => {
                    ctx.present.extend(flow.fails.clone());
                    holds.holds.extend(flow.fails);
                }
                _ => {}
            }
            number_line(&mut line, &cites);
            let count = counts.entry(word).or_default();
            *count += 1;
            let tag = line.no.clone().map_or_else(|| count.to_string(), |no| format!("({no})"));
            let key = format!("{}/{word}/{tag}", head.name.text);
            let node = self.node(entry_span);
            lines.push(CategoryLine { kind, no: line.no, cites: line.cites, cond: line.cond, key, node });
        }
        if !lines.iter().any(|l| l.kind == LineKind::Require) && !failed {
            self.report(
                Diagnostic::error("C10", head.name.span, format!("the way in `{}` requires nothing", head.name.text))
                    .help("add a `require` line; without one everybody is eligible by it"),
            );
        }
        if failed {
            return None;
        }
        let node = self.node(span);
        Some((Category { named: Self::named_of(head), stages, lines, cites, node }, holds))
    }

    /// `on time FIELD within WINDOW`: a missing day is a day missed.
    fn on_time(
        &mut self,
        field: &'a ast::Path,
        window: &'a ast::Path,
        cites: &[ast::Cite],
        exceptions: &'a [ast::Exception],
        span: Span,
        ctx: &Ctx,
    ) -> Option<(Line, Flow)> {
        let typed = self.path_value(field, ctx)?;
        let id = self.window_named(window)?;
        if typed.ty.shape != Shape::One || !matches!(typed.ty.base, Base::Date | Base::Moment) {
            self.demand(typed.ty, Base::Date, "a day", field.span)?;
        }
        let (within_node, node) = (self.node(field.span.to(window.span)), self.node(span));
        let within = Cond { node: within_node, kind: CondKind::Within(typed.val.clone(), id) };
        let base = if typed.ty.optional {
            let present_node = self.node(field.span);
            let present = Cond { node: present_node, kind: CondKind::Present(typed.val, true) };
            let line = |cond| Line { no: None, cites: Vec::new(), cond };
            Cond { node, kind: CondKind::Lines(Joint::All, vec![line(present), line(within)]) }
        } else {
            within
        };
        let (cond, _) = self.excepted(Some((base, Flow::default())), exceptions, span, ctx)?;
        Some((Line { no: None, cites: self.cites(cites), cond }, Flow::default()))
    }

    pub(super) fn lower_claims(&mut self) -> Vec<Claim> {
        let decls = self.items_of(|item| match &item.kind {
            ItemKind::Claim(claim) => Some((item.span, claim)),
            _ => None,
        });
        let mut made = Vec::new();
        for (span, claim) in decls {
            let (result, needs) = self.with_needs(|lower| lower.claim(span, claim));
            self.refuse_needs(needs);
            made.extend(result);
        }
        made
    }

    fn claim(&mut self, span: Span, decl: &'a ast::ClaimDecl) -> Option<Claim> {
        let head = &decl.head;
        let stages = self.stages_of(head);
        let cites = self.cites(&head.cites);
        let mut ctx = Ctx::default();
        let mut lines = Vec::new();
        for entry in &decl.only_when {
            let (mut line, flow) = self.entry(entry, &ctx)?;
            number_line(&mut line, &cites);
            ctx.present.extend(flow.holds);
            lines.push(line);
        }
        let node = self.node(span);
        let only_when = Cond { node, kind: CondKind::Lines(Joint::All, lines) };
        let (Some((key_path, by_path)), 1) = (decl.keys.first(), decl.keys.len()) else {
            self.report(
                Diagnostic::error(
                    "C11",
                    head.name.span,
                    format!("the claim `{}` does not say, once, what is claimed", head.name.text),
                )
                .help("write one line such as `home.address by household;`"),
            );
            return None;
        };
        let (Some((question, more)), 1) = (decl.several.first(), decl.several.len()) else {
            self.report(
                Diagnostic::error(
                    "C12",
                    head.name.span,
                    format!("the claim `{}` does not say, once, what happens when several claim", head.name.text),
                )
                .help("write `when several: refer \"…\";`"),
            );
            return None;
        };
        let key = self.path_value(key_path, &ctx)?;
        self.present_here(&key, key_path.span, &ctx)?;
        let by = self.path_value(by_path, &ctx)?;
        self.present_here(&by, by_path.span, &ctx)?;
        for (typed, path) in [(&key, key_path), (&by, by_path)] {
            if typed.ty.shape != Shape::One || matches!(typed.ty.base, Base::Record(_)) {
                let found = self.type_words(&typed.ty);
                self.report(
                    Diagnostic::error("T30", path.span, format!("this is {found}, where one value is expected")).help(
                        "a claim is about one value, such as an address, and is made by one value, such as a household",
                    ),
                );
                return None;
            }
        }
        let cites = if more.is_empty() { cites } else { self.cites(more) };
        Some(Claim {
            named: Self::named_of(head),
            stages,
            key: key.val,
            by: by.val,
            only_when,
            question: question.clone(),
            cites,
            node,
        })
    }

    pub(super) fn lower_assumes(&mut self) -> Vec<Assume> {
        let decls = self.items_of(|item| match &item.kind {
            ItemKind::Assume { head, block } => Some((item.span, head, block)),
            _ => None,
        });
        let mut made = Vec::new();
        for (span, head, block) in decls {
            let named = self.declare(&head.name, head.label.as_ref());
            let (result, needs) = self.with_needs(|lower| {
                let stages = lower.stages_of(head);
                let (mut body, _) = lower.block(block, &Ctx::default())?;
                let cites = lower.cites(&head.cites);
                number(&mut body, &cites);
                Some((stages, body, cites))
            });
            self.refuse_needs(needs);
            if let Some((stages, body, cites)) = result {
                let node = self.node(span);
                made.push(Assume { named, stages, body, cites, node });
            }
        }
        made
    }

    /// What each stage answers beside the outcome.
    pub(super) fn lower_answers(&mut self) {
        let decls = self.items_of(|item| match &item.kind {
            ItemKind::Stage { head, answers } => Some((head, answers)),
            _ => None,
        });
        for (at, (_, answers)) in decls.into_iter().enumerate() {
            let mut found = Vec::new();
            for name in answers {
                match self.scope.terms.get(&name.text).map(|(t, n)| (t, n.clone())) {
                    Some((Term::Classify(index), named)) => {
                        self.refer(name.span, &named);
                        found.push(Answer::Classify(ClassifyId(index as u16)));
                    }
                    Some((Term::Value(index), named)) => {
                        self.refer(name.span, &named);
                        self.answer_needs(index, name);
                        found.push(Answer::Value(ValueId(index as u16)));
                    }
                    _ => {
                        self.not_a(name, "classification or value", |term| {
                            matches!(term, Term::Classify(_) | Term::Value(_))
                        });
                    }
                }
            }
            if let Some(stage) = self.stages.get_mut(at) {
                stage.answers = found;
            }
        }
    }

    fn answer_needs(&mut self, index: usize, name: &ast::Name) {
        let Slot::Done((value, facts)) = &self.values[index] else { return };
        let (each, needs) = (value.each.is_some(), facts.needs.clone());
        if each {
            self.report(
                Diagnostic::error(
                    "T16",
                    name.span,
                    format!("`{}` is about one row, not about the applicant", name.text),
                )
                .help("answer a value of the applicant, such as a `count` or `first` of the rows"),
            );
        }
        if let Some(need) = needs.first() {
            self.report(
                Diagnostic::error(
                    "T02",
                    name.span,
                    format!("`{}` reads `{}`, which may be absent", name.text, need.words),
                )
                .related(need.span, "read here without a test")
                .help("give the value rows: `when … is present: …; otherwise: …;`"),
            );
        }
    }
}
