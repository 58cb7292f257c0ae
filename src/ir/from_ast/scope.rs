//! Declared names: what each is, by name and by label, and what was meant by one that is not declared.

use super::{Lower, Slot};
use crate::base::span::Span;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::ir::Named;
use crate::syntax::ast::{self, ItemKind};
use std::collections::BTreeMap;

/// What a name in a rule can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// A form field.
    Field(usize),
    /// A figure.
    Figure(usize),
    /// A window of the timetable.
    Window(usize),
    /// A reading.
    Reading(usize),
    /// A condition.
    Condition(usize),
    /// A value.
    Value(usize),
    /// A way in.
    Category(usize),
    /// A case table.
    Classify(usize),
    /// A claim.
    Claim(usize),
    /// A fact that no rule may read.
    Barred(usize),
}

impl Term {
    pub(super) fn kind(self) -> &'static str {
        match self {
            Term::Field(_) => "field",
            Term::Figure(_) => "figure",
            Term::Window(_) => "window of the timetable",
            Term::Reading(_) => "reading",
            Term::Condition(_) => "condition",
            Term::Value(_) => "value",
            Term::Category(_) => "category",
            Term::Classify(_) => "classification",
            Term::Claim(_) => "claim",
            Term::Barred(_) => "barred fact",
        }
    }
}

/// What a name in a type can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypeName {
    Enum(usize),
    Record(usize),
    Table(usize),
}

/// One namespace: names and labels, each at most once.
#[derive(Debug, Clone)]
pub(super) struct Names<T> {
    found: BTreeMap<String, (T, Named, Span)>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Names { found: BTreeMap::new() }
    }
}

impl<T: Copy> Names<T> {
    pub(super) fn get(&self, word: &str) -> Option<(T, &Named)> {
        self.found.get(word).map(|(what, named, _)| (*what, named))
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.found.keys().map(String::as_str)
    }

    /// Adds a name and its label; the place where one of them was declared before, if any was.
    pub(super) fn add(&mut self, named: &Named, what: T, span: Span) -> Option<(String, Span)> {
        let mut clash = None;
        let words = std::iter::once(&named.name).chain(named.label.as_ref().filter(|l| **l != named.name));
        for word in words {
            if let Some((_, _, before)) = self.found.get(word) {
                clash.get_or_insert((word.clone(), *before));
            } else {
                self.found.insert(word.clone(), (what, named.clone(), span));
            }
        }
        clash
    }
}

/// All namespaces of a policy.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) terms: Names<Term>,
    pub(super) types: Names<TypeName>,
    pub(super) stages: Names<usize>,
    pub(super) facts: Names<usize>,
    pub(super) draws: Names<usize>,
    pub(super) rounds: Names<usize>,
    pub(super) form: Option<Named>,
}

impl<'a> Lower<'a> {
    /// Gives every declaration its name and its slot.
    pub(super) fn declare_names(&mut self) {
        for (_, kind) in self.item_kinds() {
            match kind {
                ItemKind::Figures { figures, .. } => {
                    for figure in figures {
                        let index = self.figures.len();
                        self.figures.push(None);
                        self.declare_term(&figure.name, figure.label.as_ref(), Term::Figure(index));
                    }
                }
                ItemKind::Timetable(windows) => {
                    for window in windows {
                        let index = self.windows.len();
                        self.windows.push(None);
                        self.declare_term(&window.name, window.label.as_ref(), Term::Window(index));
                    }
                }
                ItemKind::Reading { head, .. } => {
                    let index = self.readings.len();
                    self.readings.push(Slot::Todo);
                    self.declare_term(&head.name, head.label.as_ref(), Term::Reading(index));
                }
                ItemKind::Condition { head, .. } => {
                    let index = self.conditions.len();
                    self.conditions.push(Slot::Todo);
                    self.declare_term(&head.name, head.label.as_ref(), Term::Condition(index));
                }
                ItemKind::Value { head, .. } => {
                    let index = self.values.len();
                    self.values.push(Slot::Todo);
                    self.declare_term(&head.name, head.label.as_ref(), Term::Value(index));
                }
                ItemKind::Category { head, .. } => {
                    let index = self.categories.len();
                    self.categories.push(Slot::Todo);
                    self.declare_term(&head.name, head.label.as_ref(), Term::Category(index));
                }
                ItemKind::Classify { head, .. } => {
                    let index = self.classifies.len();
                    self.classifies.push(Slot::Todo);
                    self.declare_term(&head.name, head.label.as_ref(), Term::Classify(index));
                }
                ItemKind::Claim(claim) => {
                    self.declare_term(&claim.head.name, claim.head.label.as_ref(), Term::Claim(0));
                }
                _ => {}
            }
        }
    }

    pub(super) fn declare_term(&mut self, name: &ast::Name, label: Option<&ast::Name>, term: Term) -> Named {
        let named = self.declare(name, label);
        self.add_term(&named, term, name.span);
        named
    }

    pub(super) fn add_term(&mut self, named: &Named, term: Term, span: Span) {
        if let Some((word, before)) = self.scope.terms.add(named, term, span) {
            self.duplicate(&word, before, span);
        }
    }

    pub(super) fn duplicate(&mut self, word: &str, before: Span, span: Span) {
        self.report(
            Diagnostic::error("N01", span, format!("`{word}` is declared twice"))
                .label("declared again")
                .related(before, "first declared here")
                .help("names and labels are two ways to call one thing, so each may stand for one thing only"),
        );
    }

    /// Reports a name that is not declared.
    pub(super) fn unknown_name<'w>(
        &mut self,
        name: &ast::Name,
        what: &str,
        candidates: impl IntoIterator<Item = &'w str>,
    ) {
        let help = did_you_mean(&name.text, candidates);
        self.report(
            Diagnostic::error("N02", name.span, format!("there is no {what} `{}`", name.text))
                .label("not declared")
                .maybe_help(help),
        );
    }

    /// Reports a name that stands where a term of another kind is expected, or that is not declared at all.
    pub(super) fn not_a(&mut self, name: &ast::Name, what: &str, fits: impl Fn(Term) -> bool) {
        if let Some((term, _)) = self.scope.terms.get(&name.text) {
            self.report(
                Diagnostic::error("T42", name.span, format!("`{}` is a {}, not a {what}", name.text, term.kind()))
                    .label(format!("a {what} is expected here")),
            );
            return;
        }
        let of_kind = |w: &&str| self.scope.terms.get(w).is_some_and(|(term, _)| fits(term));
        let words: Vec<String> = self.scope.terms.words().filter(of_kind).map(str::to_string).collect();
        self.unknown_name(name, what, words.iter().map(String::as_str));
    }

    /// The stages that a declaration is for.
    pub(super) fn stages_of(&mut self, head: &ast::Head) -> Vec<crate::ir::StageId> {
        head.stages.iter().filter_map(|name| self.stage_named(name)).collect()
    }

    pub(super) fn stage_named(&mut self, name: &ast::Name) -> Option<crate::ir::StageId> {
        match self.scope.stages.get(&name.text).map(|(index, named)| (index, named.clone())) {
            Some((index, named)) => {
                self.refer(name.span, &named);
                Some(crate::ir::StageId(index as u16))
            }
            None => {
                let words: Vec<String> = self.scope.stages.words().map(str::to_string).collect();
                self.unknown_name(name, "stage", words.iter().map(String::as_str));
                None
            }
        }
    }
}
