//! Yearly and fixed figures, and the timetable.

use super::Lower;
use super::places::one;
use super::scope::Term;
use crate::base::date::Date;
use crate::diagnostic::Diagnostic;
use crate::ir::{Base, Figure, Named, Window, WindowId, WindowKind};
use crate::syntax::ast::{Expr, FigureDecl, ItemKind, WindowDecl};
use crate::value::Value;

impl<'a> Lower<'a> {
    pub(super) fn lower_figures(&mut self) {
        let mut at = 0;
        for (_, kind) in self.item_kinds() {
            let ItemKind::Figures { yearly, figures } = kind else { continue };
            for figure in figures {
                self.figures[at] = self.figure(figure, *yearly);
                at += 1;
            }
        }
        let mut at = 0;
        for (_, kind) in self.item_kinds() {
            let ItemKind::Timetable(windows) = kind else { continue };
            for window in windows {
                self.windows[at] = self.window(window);
                at += 1;
            }
        }
        self.check_order();
    }

    fn figure(&mut self, decl: &'a FigureDecl, yearly: bool) -> Option<Figure> {
        let named = Named { name: decl.name.text.clone(), label: decl.label.as_ref().map(|l| l.text.clone()) };
        let node = self.node(decl.name.span);
        let (value, ty) = match &decl.last {
            Some(last) => {
                let ty = one(Base::Months);
                let fact = self.constant(&decl.value, Some(last), &ty)?;
                (fact.known()?.clone(), ty)
            }
            None => {
                let typed = self.val(&decl.value, None, &Default::default())?;
                let value = self.fold_constant(&typed.val, decl.value.span)?;
                (value, typed.ty)
            }
        };
        Some(Figure { named, yearly, ty, value, cites: self.cites(&decl.cites), node })
    }

    /// A day of the timetable: written, or worked out from figures.
    fn day(&mut self, expr: &'a Expr) -> Option<Date> {
        let typed = self.val(expr, Some(Base::Date), &Default::default())?;
        self.demand(typed.ty, Base::Date, "a day", expr.span)?;
        match self.fold_constant(&typed.val, expr.span)? {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    fn window(&mut self, decl: &'a WindowDecl) -> Option<Window> {
        let named = Named { name: decl.name.text.clone(), label: decl.label.as_ref().map(|l| l.text.clone()) };
        let node = self.node(decl.name.span);
        let first = match &decl.first {
            Some(expr) => Some(self.day(expr)?),
            None => None,
        };
        let same = decl.first == decl.last;
        let last = match &decl.last {
            Some(_) if same => first,
            Some(expr) => Some(self.day(expr)?),
            None => None,
        };
        let kind = match (&decl.first, &decl.last) {
            (Some(_), Some(_)) if same => WindowKind::On,
            (Some(_), Some(_)) => WindowKind::Between,
            (None, _) => WindowKind::By,
            (Some(_), None) => WindowKind::From,
        };
        if let (Some(f), Some(l)) = (first, last)
            && l < f
        {
            self.report(
                Diagnostic::error(
                    "C02",
                    decl.name.span,
                    format!("the window `{}` ends before it begins", decl.name.text),
                )
                .label(format!("{f} .. {l}"))
                .help("correct one of the two days; the last day belongs to the window"),
            );
        }
        let mut after = Vec::new();
        for name in &decl.after {
            match self.scope.terms.get(&name.text).map(|(t, n)| (t, n.clone())) {
                Some((Term::Window(index), named)) => {
                    self.refer(name.span, &named);
                    after.push(WindowId(index as u16));
                }
                _ => {
                    self.not_a(name, "window of the timetable", |term| matches!(term, Term::Window(_)));
                }
            }
        }
        Some(Window { named, kind, first, last, after, cites: self.cites(&decl.cites), node })
    }

    /// Windows that must follow one another but do not.
    fn check_order(&mut self) {
        let windows: Vec<Window> = self.windows.iter().flatten().cloned().collect();
        if windows.len() != self.windows.len() {
            return;
        }
        if self.check_cycles(&windows) {
            return;
        }
        for window in &windows {
            for before in &window.after {
                let before = &windows[before.index()];
                // A `by` window begins, at the earliest, on its own last day.
                let (Some(starts), Some(ends)) = (window.first.or(window.last), before.last.or(before.first)) else {
                    continue;
                };
                let clash = if before.last.is_some() { starts <= ends } else { starts < ends };
                if clash {
                    let (span, other) = (self.spans.of(window.node), self.spans.of(before.node));
                    self.report(
                        Diagnostic::error(
                            "C03",
                            span,
                            format!("`{}` does not come after `{}`", window.named.name, before.named.name),
                        )
                        .help("correct the days, or the `after` that says which window comes first")
                        .label(format!("{} {starts}", if window.first.is_some() { "begins" } else { "is due" }))
                        .related(other, format!("{} {ends}", if before.last.is_some() { "ends" } else { "begins" })),
                    );
                }
            }
        }
    }

    /// Whether windows follow each other in a circle; the first circle is reported.
    fn check_cycles(&mut self, windows: &[Window]) -> bool {
        // Windows are few: walk from each along `after` and see whether it comes back.
        for (index, window) in windows.iter().enumerate() {
            let mut seen = vec![false; windows.len()];
            let mut todo: Vec<usize> = window.after.iter().map(|w| w.index()).collect();
            while let Some(at) = todo.pop() {
                if at == index {
                    let span = self.spans.of(window.node);
                    self.report(
                        Diagnostic::error(
                            "C04",
                            span,
                            format!("`{}` would have to come after itself", window.named.name),
                        )
                        .help("follow its `after` from window to window: one of them must be left out"),
                    );
                    return true;
                }
                if !std::mem::replace(&mut seen[at], true) {
                    todo.extend(windows[at].after.iter().map(|w| w.index()));
                }
            }
        }
        false
    }

    /// The year of the policy, as far as it is known.
    pub(super) fn year(&self) -> Option<i64> {
        self.items.iter().find_map(|item| match &item.kind {
            ItemKind::Policy(decl) => decl.year,
            _ => None,
        })
    }
}
