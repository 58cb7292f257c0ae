//! The document: what it is, its outline, and whether every article is accounted for.

use super::Lower;
use crate::base::date::Date;
use crate::base::span::Span;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::ir::needs::reads_of;
use crate::ir::walk::articles_of;
use crate::ir::{Article, Instrument, Named, NodeId, Policy, StageId, is_for};
use crate::syntax::ast::ItemKind;
use std::collections::{BTreeMap, BTreeSet};

/// What `policy`, `articles` and `barred` say.
#[derive(Default)]
pub(super) struct Document {
    pub(super) named: Named,
    pub(super) year: i64,
    pub(super) authority: Option<String>,
    pub(super) number: Option<String>,
    pub(super) issued: Option<Date>,
    pub(super) repeals: Option<i64>,
    pub(super) instruments: Vec<Instrument>,
    pub(super) articles: Vec<Article>,
    pub(super) barred: Vec<(Named, Vec<String>, NodeId)>,
}

impl<'a> Lower<'a> {
    pub(super) fn lower_document(&mut self) -> Document {
        let mut document = Document::default();
        let mut seen: Option<Span> = None;
        for (_, kind) in self.item_kinds() {
            match kind {
                ItemKind::Policy(decl) => {
                    if let Some(before) = seen {
                        self.report(
                            Diagnostic::error("N04", decl.name.span, "a policy has one `policy` block")
                                .label("a second one")
                                .related(before, "the first one")
                                .help("say everything about the document in the first one; a file that is only used has none"),
                        );
                        continue;
                    }
                    seen = Some(decl.name.span);
                    document.named = self.declare(&decl.name, decl.label.as_ref());
                    match decl.year {
                        Some(year) => document.year = year,
                        None => self.report(
                            Diagnostic::error("C13", decl.name.span, "the policy does not say which year it is for")
                                .help("add a line such as `year 2024;` to its block"),
                        ),
                    }
                    document.authority = decl.authority.clone();
                    document.number = decl.document.clone();
                    document.issued = decl.issued;
                    document.repeals = decl.repeals;
                    for (name, title) in &decl.instruments {
                        document.instruments.push(Instrument { name: name.text.clone(), title: title.text.clone() });
                    }
                }
                ItemKind::Articles(articles) => {
                    for article in articles {
                        if let Some(before) = document.articles.iter().find(|a| a.cite == article.cite.text) {
                            let before = self.spans.of(before.node);
                            self.report(
                                Diagnostic::error(
                                    "N01",
                                    article.cite.span,
                                    format!("the article `{}` is listed twice", article.cite.text),
                                )
                                .label("listed again")
                                .related(before, "first here")
                                .help("list each article of the document once, in its order"),
                            );
                            continue;
                        }
                        let node = self.node(article.cite.span);
                        document.articles.push(Article {
                            cite: article.cite.text.clone(),
                            label: article.label.as_ref().map(|l| l.text.clone()),
                            not_encoded: article.not_encoded.clone(),
                            node,
                        });
                    }
                }
                ItemKind::Barred { cites, facts } => {
                    let cites = self.cites(cites);
                    for (name, label) in facts {
                        let named = Named { name: name.text.clone(), label: label.as_ref().map(|l| l.text.clone()) };
                        let node = self.node(name.span);
                        document.barred.push((named, cites.clone(), node));
                    }
                }
                _ => {}
            }
        }
        if seen.is_none() {
            self.report(
                Diagnostic::error("N03", Span::default(), "the file has no `policy`")
                    .help("begin it with `policy NAME \"title\" { year 2024; … }`"),
            );
        }
        if self.stages.is_empty() {
            self.report(
                Diagnostic::error("N03", Span::default(), "the policy has no stage")
                    .help("say for which school level it decides, as in `stage primary \"小学\" { }`"),
            );
        }
        document
    }

    /// Citations that name no article, and articles that nothing cites.
    pub(super) fn check_articles(&mut self, policy: &Policy) {
        let outline: BTreeMap<&str, &Article> = policy.articles.iter().map(|a| (a.cite.as_str(), a)).collect();
        let instrument = |cite: &str| {
            let name = cite.split([':', '：']).next().unwrap_or("");
            cite.len() > name.len() && policy.instruments.iter().any(|i| i.name == name)
        };
        let written = std::mem::take(&mut self.cited);
        for (cite, span) in &written {
            if outline.contains_key(cite.as_str()) || instrument(cite) {
                continue;
            }
            let help = if cite.contains([':', '：']) {
                Some(
                    "declare the other text in `policy { instrument NAME \"title\"; }` and cite it as `@NAME:place`"
                        .to_string(),
                )
            } else {
                let shorter = outline.keys().filter(|a| cite.starts_with(**a)).max_by_key(|a| a.len());
                did_you_mean(cite, outline.keys().copied())
                    .or_else(|| shorter.map(|a| format!("did you mean `{a}`?")))
                    .or_else(|| Some("add it to `articles`, or cite the article that says it".to_string()))
            };
            self.report(
                Diagnostic::error("C14", *span, format!("the document has no article `{cite}`"))
                    .label("not in `articles`")
                    .maybe_help(help),
            );
        }
        let cited = articles_of(policy);
        for (article, nodes) in &cited {
            // Made from a number: it must be listed where the outline lists the other entries.
            if outline.contains_key(article.as_str())
                || instrument(article)
                || written.iter().any(|(cite, _)| cite == article)
            {
                continue;
            }
            let Some((parent, _)) = article.rsplit_once('(') else { continue };
            let siblings = outline.keys().any(|a| a.strip_prefix(parent).is_some_and(|rest| rest.starts_with('(')));
            if siblings {
                let span = nodes.first().map(|n| self.spans.of(*n)).unwrap_or_default();
                self.report(
                    Diagnostic::error("C14", span, format!("the document has no article `{article}`"))
                        .label("made from the entry's number")
                        .help(format!("`articles` lists other entries of `{parent}` but not this one")),
                );
            }
        }
        // Of a draw or round that is not understood nobody knows what it cites: its articles are not left out.
        let unheard = policy.draws.len() < self.draw_decls().len() || policy.rounds.len() < self.round_decls().len();
        for article in &policy.articles {
            let span = self.spans.of(article.node);
            let by = cited.keys().any(|c| *c == article.cite || refines(c, &article.cite));
            match (&article.not_encoded, by) {
                (None, false) if !unheard => self.report(
                    Diagnostic::warning("C15", span, format!("no rule cites the article `{}`", article.cite))
                        .label("not accounted for")
                        .help("cite it where it is encoded, or write `not encoded because \"…\"`"),
                ),
                (Some(_), true) if cited.contains_key(&article.cite) => self.report(
                    Diagnostic::warning(
                        "C16",
                        span,
                        format!("`{}` is declared not encoded, but a rule cites it", article.cite),
                    )
                    .help("take `not encoded` away, or cite another article"),
                ),
                _ => {}
            }
        }
    }

    /// Fields of one stage that a rule of another stage reads.
    pub(super) fn check_stage_fields(&mut self, policy: &Policy) {
        for (at, stage) in policy.stages.iter().enumerate() {
            let id = StageId(at as u16);
            let reads = reads_of(policy, id);
            for (index, node) in &reads.fields {
                let Some(only) = policy.form.fields[*index].stage else { continue };
                if only != id {
                    let span = self.spans.of(*node);
                    let asked = self.spans.of(policy.form.fields[*index].node);
                    self.report(
                        Diagnostic::error(
                            "C17",
                            span,
                            format!(
                                "`{}` is not asked at the stage `{}`",
                                policy.form.fields[*index].named.name, stage.named.name
                            ),
                        )
                        .related(asked, format!("asked only for `{}`", policy.stages[only.index()].named.name))
                        .help(format!(
                            "ask it at both stages, or limit the rule: `for {}` after its name and label",
                            policy.stages[only.index()].named.name
                        )),
                    );
                }
            }
        }
        self.check_stage_rules(policy);
        self.check_unused(policy);
        let barred: BTreeSet<&str> = policy.barred.iter().map(|(n, ..)| n.name.as_str()).collect();
        for at in 0..policy.stages.len() {
            for (index, node) in &reads_of(policy, StageId(at as u16)).fields {
                let name = &policy.form.fields[*index].named.name;
                if barred.contains(name.as_str()) {
                    let span = self.spans.of(*node);
                    self.report(
                        Diagnostic::error("C01", span, format!("no rule may read `{name}`"))
                            .label("a barred fact")
                            .help("it is declared under `barred`, with the article that forbids it"),
                    );
                }
            }
        }
    }
}

/// Reports about rules that stages use, or do not.
impl Lower<'_> {
    /// Rules limited to one stage that another stage uses.
    fn check_stage_rules(&mut self, policy: &Policy) {
        let mut wrong: BTreeSet<(NodeId, String, String)> = BTreeSet::new();
        for (at, stage) in policy.stages.iter().enumerate() {
            let id = StageId(at as u16);
            let reads = reads_of(policy, id);
            let mut see = |stages: &[StageId], named: &Named, node: NodeId| {
                if !is_for(stages, id) {
                    wrong.insert((node, named.name.clone(), stage.named.name.clone()));
                }
            };
            for id in &reads.conditions {
                let decl = &policy.conditions[id.index()];
                see(&decl.stages, &decl.named, decl.node);
            }
            for id in &reads.values {
                let decl = &policy.values[id.index()];
                see(&decl.stages, &decl.named, decl.node);
            }
            for id in &reads.classifies {
                let decl = &policy.classifies[id.index()];
                see(&decl.stages, &decl.named, decl.node);
            }
            for id in &reads.categories {
                let decl = &policy.categories[id.index()];
                see(&decl.stages, &decl.named, decl.node);
            }
        }
        for (node, name, stage) in wrong {
            let head = self.name_span(node);
            self.report(
                Diagnostic::error(
                    "C20",
                    head,
                    format!("a rule of the stage `{stage}` uses `{name}`, which is not for it"),
                )
                .help(format!("add `{stage}` after its `for`, or leave the `for` out if it holds at every stage")),
            );
        }
    }

    /// Where the name of a declaration stands.
    pub(super) fn name_span(&self, node: NodeId) -> Span {
        let span = self.spans.of(node);
        let name = self.items.iter().filter(|item| item.span == span).find_map(|item| match &item.kind {
            ItemKind::Condition { head, .. }
            | ItemKind::Value { head, .. }
            | ItemKind::Reading { head, .. }
            | ItemKind::Classify { head, .. }
            | ItemKind::Category { head, .. } => Some(head.name.span),
            _ => None,
        });
        name.unwrap_or(span)
    }

    /// Rules that nothing uses.
    fn check_unused(&mut self, policy: &Policy) {
        // Where something else is wrong, the line that should use it may be what is wrong.
        if self.diagnostics.iter().any(|d| d.severity == crate::diagnostic::Severity::Error) {
            return;
        }
        let mut used = crate::ir::needs::Reads::default();
        for at in 0..policy.stages.len() {
            let reads = reads_of(policy, StageId(at as u16));
            used.conditions.extend(reads.conditions);
            used.values.extend(reads.values);
            used.readings.extend(reads.readings);
            used.classifies.extend(reads.classifies);
        }
        let asked = policy.assumes.iter().map(|a| &a.body).chain(policy.examples.iter().flat_map(|e| {
            e.expects.iter().filter_map(|x| if let crate::ir::Expect::Holds(c, _) = x { Some(c) } else { None })
        }));
        for cond in asked {
            let reads = crate::ir::needs::reads_of_cond(policy, cond);
            used.conditions.extend(reads.conditions);
            used.values.extend(reads.values);
            used.readings.extend(reads.readings);
            used.classifies.extend(reads.classifies);
        }
        let mut idle: Vec<(NodeId, &str, &str)> = Vec::new();
        let ids = |n: usize| 0..n as u16;
        idle.extend(
            ids(policy.conditions.len())
                .zip(&policy.conditions)
                .filter(|(i, _)| !used.conditions.contains(&crate::ir::ConditionId(*i)))
                .map(|(_, d)| (d.node, "condition", d.named.name.as_str())),
        );
        idle.extend(
            ids(policy.values.len())
                .zip(&policy.values)
                .filter(|(i, _)| !used.values.contains(&crate::ir::ValueId(*i)))
                .map(|(_, d)| (d.node, "value", d.named.name.as_str())),
        );
        idle.extend(
            ids(policy.readings.len())
                .zip(&policy.readings)
                .filter(|(i, _)| !used.readings.contains(&crate::ir::ReadingId(*i)))
                .map(|(_, d)| (d.node, "reading", d.named.name.as_str())),
        );
        idle.extend(
            ids(policy.classifies.len())
                .zip(&policy.classifies)
                .filter(|(i, _)| !used.classifies.contains(&crate::ir::ClassifyId(*i)))
                .map(|(_, d)| (d.node, "classification", d.named.name.as_str())),
        );
        for (node, kind, name) in idle {
            let head = self.name_span(node);
            self.report(
                Diagnostic::warning("C21", head, format!("nothing uses the {kind} `{name}`"))
                    .label("decides nobody")
                    .help("name it in a way in, in what a stage answers or in another rule; or take it away"),
            );
        }
    }
}

/// Whether `cite` is a part of `article`: `三(一)1(2)` of `三(一)1`.
pub(crate) fn refines(cite: &str, article: &str) -> bool {
    cite.strip_prefix(article)
        .and_then(|rest| rest.chars().next())
        .is_some_and(|c| matches!(c, '(' | '[' | '¶' | '.') || ('①'..='⑳').contains(&c))
}
