//! A decision as a tree in words, in the document's own terms.

use super::reasons::{answer_label, question, reading_names};
use super::words::{Words, label_path, show_fact};
use crate::changes::Opening;
use crate::interp::support;
use crate::ir::{LineKind, Policy};
use crate::outcome::{Answered, Decision, Outcome, Standing, Step, StepKind, Way};
use crate::value::Truth;
use std::fmt::Write as _;

/// Everything that an explanation is made from.
pub struct Explained<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The author's words.
    pub words: Words<'a>,
    /// The applicant's id.
    pub id: &'a str,
    /// The decision.
    pub decision: &'a Decision<'a>,
    /// What would open a way in.
    pub openings: &'a [Opening],
    /// Show every step, not only those that decided.
    pub whole: bool,
}

/// The explanation.
pub fn explain(explained: &Explained) -> String {
    let Explained { policy, words, id, decision, .. } = explained;
    let tongue = words.tongue;
    let mut out = String::new();
    let outcome = tongue.pick(decision.outcome.word(), decision.outcome.chinese());
    let category = decision.category.map_or(String::new(), |c| format!("  {}", policy.categories[c.index()].named.shown()));
    let _ = writeln!(out, "{id}  {outcome}{category}");
    if !decision.articles.is_empty() {
        let _ = writeln!(out, "{}  {}", tongue.pick("articles:", "依据："), decision.articles.join(tongue.pick(", ", "、")));
    }
    for answer in &decision.answers {
        let named = answer_label(policy, answer.name);
        let (value, articles) = match &answer.answer {
            Answered::Is(fact) => (super::words::show_answer(policy, answer.name, fact), &answer.articles[..]),
            Answered::Unknown(missing) => {
                let paths: Vec<String> = missing.iter().map(|m| label_path(policy, m)).collect();
                (format!("{} ({})", tongue.pick("not known yet", "待定"), tongue.join(paths)), &[][..])
            }
            Answered::Refer(keys) => {
                (format!("{} ({})", tongue.pick("hangs on a reading", "取决于解读"), reading_names(policy, keys, tongue)), &[][..])
            }
        };
        let articles = if articles.is_empty() { String::new() } else { format!("  @{}", articles.join(" @")) };
        let _ = writeln!(out, "{named}{} {value}{articles}", tongue.pick(":", "："));
    }
    if !decision.missing.is_empty() {
        let _ = writeln!(out, "{}", tongue.pick("what would settle it:", "补齐下列信息即可判定："));
        for path in &decision.missing {
            let proof = super::words::proof_of(policy, path).map_or(String::new(), |p| format!("  {}{p}", tongue.pick("proved by ", "凭")));
            let _ = writeln!(out, "  · {}{proof}", label_path(policy, path));
        }
    }
    for reason in &decision.reasons {
        if let Some(question) = question(policy, &reason.key) {
            let articles = reason.articles.iter().map(|a| format!("@{a}")).collect::<Vec<_>>().join(" ");
            let _ = writeln!(out, "{} {question}  {articles}  [{}]", tongue.pick("for a person:", "转人工："), reason.key);
        }
    }
    if !decision.branches.is_empty() && decision.branches.iter().any(|b| b.outcome != decision.branches[0].outcome) {
        let _ = writeln!(out, "{}", tongue.pick("the readings differ:", "各种解读的结果："));
        for branch in &decision.branches {
            let under: Vec<String> = branch
                .under
                .iter()
                .map(|(r, a)| {
                    let reading = &policy.readings[r.index()];
                    format!("{} = {}", reading.named.shown(), reading.alternatives[*a].named.shown())
                })
                .collect();
            let _ = writeln!(out, "  · {} → {}", tongue.join(under), tongue.pick(branch.outcome.word(), branch.outcome.chinese()));
        }
    }
    for way in &decision.ways {
        out.push('\n');
        one_way(&mut out, explained, way);
    }
    openings(&mut out, explained);
    out
}

fn one_way(out: &mut String, explained: &Explained, way: &Way) {
    let tongue = explained.words.tongue;
    let declared = &explained.policy.categories[way.category.index()];
    let standing = |s: Standing| match s {
        Standing::Open => tongue.pick("open", "可入"),
        Standing::Referred => tongue.pick("for a person to decide", "待人工认定"),
        Standing::Late => tongue.pick("late", "逾期"),
        Standing::Closed => tongue.pick("closed", "不符合"),
    };
    let stands = if way.least == way.most {
        standing(way.least).to_string()
    } else {
        format!("{} … {}", standing(way.least), standing(way.most))
    };
    let cites = declared.cites.iter().map(|c| format!(" @{c}")).collect::<String>();
    let _ = writeln!(out, "{}{cites}{} {stands}", declared.named.shown(), tongue.pick(":", "："));
    for (line, asked) in declared.lines.iter().zip(&way.trace.children) {
        let stands = match line.kind {
            LineKind::Require | LineKind::OnTime(..) => asked.truth,
            LineKind::Reject | LineKind::Refer(_) => asked.truth.not(),
        };
        let word = match &line.kind {
            LineKind::Require => tongue.pick("require ", "要求 ").to_string(),
            LineKind::Reject => tongue.pick("reject ", "不予 ").to_string(),
            LineKind::Refer(question) => tongue.pick(format!("refer “{question}” when "), format!("转人工“{question}” 当 ")),
            LineKind::OnTime(..) => tongue.pick("on time: ", "按时 ").to_string(),
        };
        // A line's own words are those of its condition.
        let inner = asked.children.first().unwrap_or(asked);
        step(out, explained, inner, 1, Some((mark(stands), &word, &line.cites)));
    }
}

fn mark(truth: Truth) -> char {
    match truth {
        Truth::True => '✓',
        Truth::False => '✗',
        Truth::Unknown => '?',
    }
}

/// What is worth a line of its own: joints of a single thing are left out.
fn step(out: &mut String, explained: &Explained, at: &Step, depth: usize, head: Option<(char, &str, &[String])>) {
    let Explained { policy, words, .. } = explained;
    let single = match at.kind {
        StepKind::All | StepKind::Any => at.children.len() == 1,
        StepKind::Excepted => false,
        _ => false,
    };
    if single && at.number.is_none() && at.line_articles.is_empty() {
        return step(out, explained, &at.children[0], depth, head);
    }
    let tongue = words.tongue;
    let (sign, word, cites) = match head {
        Some((sign, word, cites)) => (sign, word, cites),
        None => (mark(at.truth), "", &[][..]),
    };
    let number = at.number.map_or(String::new(), |no| if no.chars().all(|c| c.is_ascii_digit()) || !no.is_ascii() && no.chars().count() > 1 { format!("({no}) ") } else { format!("{no} ") });
    let said = match at.kind {
        StepKind::Condition | StepKind::Category => name_of(policy, at),
        StepKind::Entry => words.of(at.node),
        StepKind::Reading => {
            let alternative = match &at.value {
                Some(crate::value::Fact::Known(crate::value::Value::Text(name))) => policy
                    .readings
                    .iter()
                    .find(|r| Some(r.named.name.as_str()) == at.name.as_deref())
                    .and_then(|r| r.alternatives.iter().find(|a| a.named.name == **name))
                    .map_or(String::new(), |a| format!(" = {}", a.named.shown())),
                _ => String::new(),
            };
            format!("{}{alternative}", name_of(policy, at))
        }
        StepKind::All => tongue.pick("all of:", "下列全部：").to_string(),
        StepKind::Any => tongue.pick("any of:", "下列任一：").to_string(),
        StepKind::NoneOf => tongue.pick("none of:", "下列无一：").to_string(),
        StepKind::Excepted => tongue.pick("with exceptions:", "另有例外：").to_string(),
        StepKind::Waived => format!("{}{}", tongue.pick("waived when ", "豁免 当 "), words.of(at.node)),
        StepKind::ButNotWhen => format!("{}{}", tongue.pick("but not when ", "排除 当 "), words.of(at.node)),
        StepKind::AnyRow | StepKind::EveryRow | StepKind::NoRow => words.short(at.node),
        StepKind::Row => label_path(policy, at.name.as_deref().unwrap_or("")),
        _ => words.short(at.node),
    };
    let own: Vec<String> = cites.iter().chain(at.line_articles).chain(at.articles).map(|c| format!("@{c}")).collect();
    let mut seen: Vec<String> = Vec::new();
    for cite in own {
        if !seen.contains(&cite) {
            seen.push(cite);
        }
    }
    let cites = if seen.is_empty() { String::new() } else { format!("  {}", seen.join(" ")) };
    let _ = writeln!(out, "{}{sign} {number}{word}{said}{cites}", "  ".repeat(depth));
    for read in &at.reads {
        let presumed = if read.presumed { tongue.pick(" (presumed)", "（推定）") } else { "" };
        let _ = writeln!(
            out,
            "{}{} {} {}{presumed}",
            "  ".repeat(depth + 2),
            label_path(policy, &read.path),
            tongue.pick("is", "为"),
            show_fact(policy, &read.path, &read.fact, tongue),
        );
    }
    let below = support::decisive(at);
    let all: Vec<&Step> = at.children.iter().collect();
    let shown = if explained.whole || at.kind == StepKind::Any && at.truth != Truth::True || at.kind == StepKind::All { all } else { below };
    for child in shown {
        // A named condition's body is one block: its lines are the condition's own.
        let body = matches!(at.kind, StepKind::Condition | StepKind::Row | StepKind::Waived | StepKind::ButNotWhen | StepKind::Entry);
        if body && matches!(child.kind, StepKind::All) {
            for line in &child.children {
                if explained.whole || line.truth == child.truth || child.truth == Truth::True || at.kind != StepKind::Row {
                    step(out, explained, line, depth + 1, None);
                }
            }
        } else {
            step(out, explained, child, depth + 1, None);
        }
    }
}

fn name_of(policy: &Policy, at: &Step) -> String {
    let name = at.name.as_deref().unwrap_or("");
    let all = policy
        .conditions
        .iter()
        .map(|d| &d.named)
        .chain(policy.categories.iter().map(|d| &d.named))
        .chain(policy.readings.iter().map(|d| &d.named));
    all.into_iter().find(|n| n.name == name).map_or(name.to_string(), |n| n.shown().to_string())
}

fn openings(out: &mut String, explained: &Explained) {
    let tongue = explained.words.tongue;
    if explained.openings.is_empty() {
        if matches!(explained.decision.outcome, Outcome::Ineligible) {
            let _ = writeln!(out, "\n{}", tongue.pick(
                "no change of up to three facts that the applicant could change opens a way in",
                "改变申请人可改变的事实（至多三项），仍无途径可入",
            ));
        }
        return;
    }
    let _ = writeln!(out, "\n{}", tongue.pick("the smallest changes that would open a way in:", "改变以下事实之一组，即可入学："));
    for opening in explained.openings {
        let way = explained
            .policy
            .categories
            .iter()
            .find(|c| c.named.name == opening.way)
            .map_or(opening.way.as_str(), |c| c.named.shown());
        let changes: Vec<String> = opening
            .changes
            .iter()
            .map(|c| {
                format!(
                    "{} {} → {}",
                    label_path(explained.policy, &c.path),
                    show_fact(explained.policy, &c.path, &c.from, tongue),
                    show_fact(explained.policy, &c.path, &c.to, tongue)
                )
            })
            .collect();
        let _ = writeln!(out, "  · {way}{} {}", tongue.pick(":", "："), changes.join(tongue.pick("; ", "；")));
    }
}
