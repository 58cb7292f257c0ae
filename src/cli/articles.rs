//! `ruxue articles`

use super::{Done, End, policy, print};
use crate::ir::walk::articles_of;
use crate::ir::{Expect, Policy, refines};
use std::path::PathBuf;

/// Account for the whole document: each article, the rules that encode it, the examples that name it
///
/// An article that no rule cites and that is not declared “not encoded” is not accounted for, and ends with code 4.
#[derive(clap::Args)]
pub struct Args {
    /// The policy file
    policy: PathBuf,
}

pub fn run(args: &Args) -> Done {
    let (loaded, policy) = policy::sound(&args.policy)?;
    let cited = articles_of(&policy);
    let mut left = 0;
    let mut out = String::new();
    for article in &policy.articles {
        out.push_str(&format!("@{}", article.cite));
        if let Some(label) = &article.label {
            out.push_str(&format!("  {label}"));
        }
        out.push('\n');
        if let Some(because) = &article.not_encoded {
            out.push_str(&format!("    not encoded: {because}\n"));
        }
        let mut rules: Vec<String> = Vec::new();
        for node in cited.get(&article.cite).into_iter().flatten() {
            let span = loaded.spans.of(*node);
            let rule = rule_at(&policy, &loaded.spans, span);
            if let Some(rule) = rule
                && !rules.contains(&rule)
            {
                rules.push(rule);
            }
        }
        if !rules.is_empty() {
            out.push_str(&format!("    rules: {}\n", rules.join(", ")));
        }
        let by_part = cited.keys().any(|c| refines(c, &article.cite));
        if rules.is_empty() && by_part && article.not_encoded.is_none() {
            out.push_str("    by its parts\n");
        }
        let examples: Vec<&str> = policy
            .examples
            .iter()
            .filter(|e| {
                e.expects.iter().any(|x| match x {
                    Expect::Outcome { cites, .. }
                    | Expect::Holds(_, cites)
                    | Expect::Order { cites, .. }
                    | Expect::Seat { cites, .. } => {
                        cites.iter().any(|c| *c == article.cite || refines(c, &article.cite))
                    }
                })
            })
            .map(|e| e.named.shown())
            .collect();
        if !examples.is_empty() {
            out.push_str(&format!("    examples: {}\n", examples.join(", ")));
        }
        let cited_at_all = cited.contains_key(&article.cite) || by_part;
        if !cited_at_all && article.not_encoded.is_none() {
            left += 1;
            out.push_str("    NOT ACCOUNTED FOR\n");
        }
    }
    out.push_str(&match left {
        0 => format!("all {} articles are accounted for\n", policy.articles.len()),
        n => format!("{n} of {} articles are not accounted for\n", policy.articles.len()),
    });
    print(&out);
    Ok(if left > 0 { End::NotMet } else { End::Fine })
}

/// The declaration in which a place lies.
fn rule_at(policy: &Policy, spans: &crate::ir::spans::Spans, span: crate::base::span::Span) -> Option<String> {
    let inside = |node: crate::ir::NodeId| {
        let outer = spans.of(node);
        outer.file == span.file && outer.start <= span.start && span.end <= outer.end && outer.end > 0
    };
    let all = policy
        .conditions
        .iter()
        .map(|d| (d.node, &d.named))
        .chain(policy.categories.iter().map(|d| (d.node, &d.named)))
        .chain(policy.classifies.iter().map(|d| (d.node, &d.named)))
        .chain(policy.values.iter().map(|d| (d.node, &d.named)))
        .chain(policy.readings.iter().map(|d| (d.node, &d.named)))
        .chain(policy.claims.iter().map(|d| (d.node, &d.named)))
        .chain(policy.draws.iter().map(|d| (d.node, &d.named)))
        .chain(policy.rounds.iter().map(|d| (d.node, &d.named)))
        .chain(policy.assumes.iter().map(|d| (d.node, &d.named)))
        .chain(policy.figures.iter().map(|d| (d.node, &d.named)))
        .chain(policy.windows.iter().map(|d| (d.node, &d.named)))
        .chain(policy.stages.iter().map(|d| (d.node, &d.named)))
        .chain(policy.tables.iter().map(|d| (d.node, &d.named)))
        .chain(policy.barred.iter().map(|(named, _, node)| (*node, named)))
        .chain(policy.form.fields.iter().map(|d| (d.node, &d.named)));
    all.filter(|(node, _)| inside(*node))
        .min_by_key(|(node, _)| spans.of(*node).end - spans.of(*node).start)
        .map(|(_, named)| named.shown().to_string())
}
