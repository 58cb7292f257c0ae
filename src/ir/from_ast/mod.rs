//! From the tree as written to the tree of meaning: names are resolved and types checked in one pass.
//!
//! One pass, not two, because neither can go first: what `chaoyang` names in `hukou is chaoyang` hangs on the type
//! of `hukou`. Declarations are lowered when they are first needed, so their order in the file does not matter and
//! a cycle is found where it closes. Every mistake is reported and lowering goes on; a policy comes out only if
//! there was none.

mod categories;
mod conditions;
mod document;
mod examples;
mod figures;
mod lists;
mod places;
mod presence;
mod rounds;
mod rules;
mod scope;
mod types;
mod values;

use super::spans::{NameRef, Spans};
use super::{
    Category, Claim, Classify, Condition, Enum, Figure, Form, Named, NodeId, Policy, Reading, Record, Stage, Table,
    ValueDecl, Window,
};
use crate::base::span::Span;
use crate::diagnostic::{Diagnostic, Severity};
use crate::syntax::ast::{self, Item, ItemKind};
use presence::{Flow, Need};
use scope::Scope;
use std::collections::{BTreeMap, BTreeSet};

pub use conditions::{entries, entry_of};
pub(crate) use document::refines;

/// How deep definitions and expressions may nest altogether: far beyond what a reader follows, and far below what
/// would exhaust a stack.
pub const MAX_DEPTH: usize = 100;

/// How many steps one decision may take through a rule and the rules that it names, lists counted once: rules that
/// name others twice or more, layer upon layer, would otherwise keep an evaluator busy for ever.
const MAX_STEPS: u64 = 1_000_000;

/// Lowers the declarations of a policy and of the files it uses.
///
/// The policy comes out only if no diagnostic is an error; the spans and the names found come out always.
pub fn from_ast(items: &[Item]) -> (Option<Policy>, Spans, Vec<Diagnostic>) {
    let mut lower = Lower::new(items);
    lower.run();
    let Lower { mut diagnostics, mut spans, policy, .. } = lower;
    spans.names.sort_by_key(|r| (r.span.file, r.span.start));
    spans.names.dedup();
    diagnostics.sort_by_key(|d| (d.span.file, d.span.start, d.code));
    diagnostics.dedup();
    let failed = diagnostics.iter().any(|d| d.severity == Severity::Error);
    (if failed { None } else { policy }, spans, diagnostics)
}

/// A declaration that is lowered when it is first needed.
enum Slot<T> {
    Todo,
    Busy,
    Failed,
    Done(T),
}

/// What is known of a finished condition, value or reading by those who use it.
#[derive(Debug, Clone, Default)]
struct Facts {
    /// What is present when it holds, or absent when it does not.
    flow: Flow,
    /// What must have been tested before it is used.
    needs: Vec<Need>,
    /// How large it is, with the rules that it names.
    size: Size,
}

/// How much there is to evaluate.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    /// Levels of nesting.
    height: usize,
    /// Steps.
    steps: u64,
}

/// The pass.
struct Lower<'a> {
    items: &'a [Item],
    diagnostics: Vec<Diagnostic>,
    spans: Spans,
    /// Every citation met, with its place.
    cited: Vec<(String, Span)>,
    scope: Scope,
    depth: usize,
    too_deep: bool,
    /// The deepest level that the declaration being lowered has come to, with the rules that it names.
    deepest: usize,
    /// How many steps the declaration being lowered takes.
    steps: u64,
    /// Presence tests still owed by the declaration being lowered.
    needs: Vec<Need>,
    /// Reads of it for which an earlier line has tested.
    relied: Vec<Need>,
    /// What the numbered entries of conditions rely on that lines before them have tested.
    entry_needs: BTreeMap<NodeId, Vec<Need>>,
    /// Seat groups that do not say whether those whom an earlier group took count: what they mean is the same as if they
    /// did not count, so it is known here only.
    counting_unsaid: BTreeSet<NodeId>,
    stages: Vec<Stage>,
    enums: Vec<Enum>,
    records: Vec<Record>,
    tables: Vec<Table>,
    form: Option<Form>,
    figures: Vec<Option<Figure>>,
    windows: Vec<Option<Window>>,
    readings: Vec<Slot<(Reading, Facts)>>,
    conditions: Vec<Slot<(Condition, Facts)>>,
    values: Vec<Slot<(ValueDecl, Facts)>>,
    categories: Vec<Slot<(Category, Facts)>>,
    classifies: Vec<Slot<(Classify, Facts)>>,
    claims: Vec<Claim>,
    policy: Option<Policy>,
}

impl<'a> Lower<'a> {
    fn new(items: &'a [Item]) -> Self {
        Lower {
            items,
            diagnostics: Vec::new(),
            spans: Spans::default(),
            cited: Vec::new(),
            scope: Scope::default(),
            depth: 0,
            too_deep: false,
            deepest: 0,
            steps: 0,
            needs: Vec::new(),
            relied: Vec::new(),
            entry_needs: BTreeMap::new(),
            counting_unsaid: BTreeSet::new(),
            stages: Vec::new(),
            enums: Vec::new(),
            records: Vec::new(),
            tables: Vec::new(),
            form: None,
            figures: Vec::new(),
            windows: Vec::new(),
            readings: Vec::new(),
            conditions: Vec::new(),
            values: Vec::new(),
            categories: Vec::new(),
            classifies: Vec::new(),
            claims: Vec::new(),
            policy: None,
        }
    }

    fn run(&mut self) {
        self.declare_names();
        self.declare_rounds();
        self.lower_types();
        self.lower_figures();
        self.lower_presumed();
        for index in 0..self.readings.len() {
            self.reading(index, None);
        }
        for index in 0..self.conditions.len() {
            self.condition(index, None);
        }
        for index in 0..self.values.len() {
            self.value_decl(index, None);
        }
        for index in 0..self.classifies.len() {
            self.classify(index, None);
        }
        for index in 0..self.categories.len() {
            self.category(index, None);
        }
        let claims = self.lower_claims();
        let rounds = self.lower_rounds();
        let assumes = self.lower_assumes();
        self.lower_answers();
        let document = self.lower_document();
        let examples = self.lower_examples();
        self.claims = claims;
        self.finish(document, assumes, rounds, examples);
    }

    fn finish(
        &mut self,
        document: document::Document,
        assumes: Vec<super::Assume>,
        (draws, rounds): (Vec<super::rounds::Draw>, Vec<super::rounds::Round>),
        examples: Vec<super::Example>,
    ) {
        let Some(form) = self.form.take() else { return };
        fn done<T>(slots: Vec<Slot<(T, Facts)>>) -> Option<Vec<T>> {
            slots.into_iter().map(|s| if let Slot::Done((x, _)) = s { Some(x) } else { None }).collect()
        }
        let parts = (
            done(std::mem::take(&mut self.readings)),
            done(std::mem::take(&mut self.conditions)),
            done(std::mem::take(&mut self.values)),
            done(std::mem::take(&mut self.categories)),
            done(std::mem::take(&mut self.classifies)),
            std::mem::take(&mut self.figures).into_iter().collect::<Option<Vec<_>>>(),
            std::mem::take(&mut self.windows).into_iter().collect::<Option<Vec<_>>>(),
        );
        let (
            Some(readings),
            Some(conditions),
            Some(values),
            Some(categories),
            Some(classifies),
            Some(figures),
            Some(windows),
        ) = parts
        else {
            return;
        };
        let policy = Policy {
            named: document.named,
            year: document.year,
            authority: document.authority,
            document: document.number,
            issued: document.issued,
            repeals: document.repeals,
            instruments: document.instruments,
            articles: document.articles,
            barred: document.barred,
            stages: std::mem::take(&mut self.stages),
            enums: std::mem::take(&mut self.enums),
            records: std::mem::take(&mut self.records),
            form,
            tables: std::mem::take(&mut self.tables),
            figures,
            windows,
            readings,
            conditions,
            values,
            categories,
            classifies,
            claims: std::mem::take(&mut self.claims),
            draws,
            rounds,
            assumes,
            examples,
        };
        self.check_articles(&policy);
        self.check_stage_fields(&policy);
        // Where something is wrong, that may be why a round looks odd.
        if !self.diagnostics.iter().any(|d| d.severity == Severity::Error) {
            let found = super::lints::lints(&policy, &self.spans, &self.counting_unsaid);
            self.diagnostics.extend(found);
        }
        self.policy = Some(policy);
    }

    /// A number for something written at `span`.
    fn node(&mut self, span: Span) -> NodeId {
        let node = NodeId(self.spans.nodes.len() as u32);
        self.spans.nodes.push(span);
        node
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Remembers that the name at `span` refers to `named`.
    fn refer(&mut self, span: Span, named: &Named) {
        let (name, label) = (named.name.clone(), named.label.clone());
        self.spans.names.push(NameRef { span, name, label, declares: false });
    }

    fn declare(&mut self, name: &ast::Name, label: Option<&ast::Name>) -> Named {
        let named = Named { name: name.text.clone(), label: label.map(|l| l.text.clone()) };
        self.spans.names.push(NameRef {
            span: name.span,
            name: named.name.clone(),
            label: named.label.clone(),
            declares: true,
        });
        named
    }

    /// Runs `f` one level deeper, or says that definitions nest too deeply.
    fn deeper<T>(&mut self, span: Span, f: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.refuse_depth(span);
            return None;
        }
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        self.steps = self.steps.saturating_add(1);
        let result = f(self);
        self.depth -= 1;
        result
    }

    fn refuse_depth(&mut self, span: Span) {
        if !std::mem::replace(&mut self.too_deep, true) {
            self.report(
                Diagnostic::error("T01", span, format!("definitions nest more than {MAX_DEPTH} levels deep here"))
                    .help("name parts of it as conditions of their own, and make chains of conditions shorter"),
            );
        }
    }

    /// Measures what `f` lowers: a declaration, which is lowered once and counts wherever it is used.
    fn sized<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> (T, Size) {
        let outer = (std::mem::replace(&mut self.deepest, self.depth), std::mem::take(&mut self.steps));
        let result = f(self);
        let size = Size { height: self.deepest - self.depth, steps: self.steps };
        (self.deepest, self.steps) = outer;
        (result, size)
    }

    /// Uses a declaration of this size here; nothing if that is more than can be evaluated.
    fn use_sized(&mut self, size: Size, span: Span) -> Option<()> {
        self.deepest = self.deepest.max(self.depth + size.height);
        self.steps = self.steps.saturating_add(size.steps);
        if self.depth + size.height > MAX_DEPTH {
            self.refuse_depth(span);
            return None;
        }
        if self.steps > MAX_STEPS {
            if !std::mem::replace(&mut self.too_deep, true) {
                self.report(
                    Diagnostic::error("T62", span, format!("one decision would take more than {MAX_STEPS} steps from here"))
                        .label("named once more here")
                        .help("rules that name one rule several times, layer upon layer, double the work with every layer: name it once"),
                );
            }
            return None;
        }
        Some(())
    }

    fn cites(&mut self, cites: &[ast::Cite]) -> Vec<String> {
        self.cited.extend(cites.iter().map(|c| (c.text.clone(), c.span)));
        cites.iter().map(|c| c.text.clone()).collect()
    }

    fn items_of<T>(&self, pick: impl Fn(&'a Item) -> Option<T>) -> Vec<T> {
        self.items.iter().filter_map(pick).collect()
    }

    fn item_kinds(&self) -> impl Iterator<Item = (&'a Item, &'a ItemKind)> + use<'a> {
        self.items.iter().map(|item| (item, &item.kind))
    }
}
