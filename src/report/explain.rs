//! A decision as a tree in words, in the document's own terms.

use super::reasons::{answer_label, question, reading_names};
use super::words::{Words, field_of, label_path, show_fact, show_named};
use crate::base::tongue::Tongue;
use crate::changes::Opening;
use crate::interp::support;
use crate::ir::{LineKind, Policy, Presumed};
use crate::outcome::{Answered, Decision, Outcome, Standing, Step, StepKind, Way};
use crate::value::{Fact, Truth, Value};
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
    let category =
        decision.category.map_or(String::new(), |c| format!("  {}", policy.categories[c.index()].named.shown()));
    let _ = writeln!(out, "{id}  {outcome}{category}");
    if !decision.articles.is_empty() {
        let _ = writeln!(
            out,
            "{}  {}",
            tongue.pick("articles:", "依据："),
            decision.articles.join(tongue.pick(", ", "、"))
        );
    }
    for answer in &decision.answers {
        let named = answer_label(policy, answer.name);
        let (value, articles) = match &answer.answer {
            Answered::Is(fact) => (super::words::show_answer(policy, answer.name, fact), &answer.articles[..]),
            Answered::Unknown(missing) => {
                let paths: Vec<String> = missing.iter().map(|m| label_path(policy, m)).collect();
                (format!("{} ({})", tongue.pick("not known yet", "待定"), tongue.join(paths)), &[][..])
            }
            Answered::Refer(keys) => (
                format!(
                    "{} ({})",
                    tongue.pick("hangs on a reading", "取决于解读"),
                    reading_names(policy, keys, tongue)
                ),
                &[][..],
            ),
        };
        let articles = if articles.is_empty() { String::new() } else { format!("  @{}", articles.join(" @")) };
        let _ = writeln!(out, "{named}{} {value}{articles}", tongue.pick(":", "："));
    }
    if !decision.missing.is_empty() {
        let _ = writeln!(out, "{}", tongue.pick("what would settle it:", "补齐下列信息即可判定："));
        for path in &decision.missing {
            let proof = super::words::proof_of(policy, path)
                .map_or(String::new(), |p| format!("  {}{p}", tongue.pick("proved by ", "凭")));
            let _ = writeln!(out, "  · {}{proof}", label_path(policy, path));
        }
    }
    for reason in &decision.reasons {
        if let Some(question) = question(policy, &reason.key) {
            let articles = reason.articles.iter().map(|a| format!("@{a}")).collect::<Vec<_>>().join(" ");
            let head = if reason.key.contains("/on_time/") {
                tongue.pick("being late:", "逾期后：")
            } else {
                tongue.pick("for a person:", "转人工：")
            };
            let _ = writeln!(out, "{head} {question}  {articles}  [{}]", reason.key);
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
            let _ = writeln!(
                out,
                "  · {} → {}",
                tongue.join(under),
                tongue.pick(branch.outcome.word(), branch.outcome.chinese())
            );
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
        tongue.pick(
            format!("{} or {}, not settled", standing(way.least), standing(way.most)),
            format!("{}或{}，待定", standing(way.least), standing(way.most)),
        )
    };
    let cites = declared.cites.iter().map(|c| format!(" @{c}")).collect::<String>();
    let _ = writeln!(out, "{}{cites}{} {stands}", declared.named.shown(), tongue.pick(":", "："));
    // Of a way that is shut only what shuts it matters.
    let shut = way.most < Standing::Referred;
    for (line, asked) in declared.lines.iter().zip(&way.trace.children) {
        let stands = match line.kind {
            LineKind::Require | LineKind::OnTime(..) => asked.truth,
            LineKind::Reject | LineKind::Refer(_) => asked.truth.not(),
        };
        if !explained.whole {
            let shuts = stands == Truth::False;
            let quiet = matches!(line.kind, LineKind::Reject | LineKind::Refer(_)) && stands == Truth::True;
            if quiet || (shut && !shuts) {
                continue;
            }
        }
        let word = match &line.kind {
            LineKind::Require => tongue.pick("require ", "要求 ").to_string(),
            LineKind::Reject => tongue.pick("reject ", "不予 ").to_string(),
            LineKind::Refer(question) => {
                tongue.pick(format!("refer “{question}” when "), format!("转人工“{question}” 当 "))
            }
            LineKind::OnTime(..) => tongue.pick("on time ", "按时 ").to_string(),
        };
        // A line's own words are those of its condition.
        let inner = asked.children.first().unwrap_or(asked);
        let sign = Some(mark(stands));
        step(out, explained, inner, &Place { depth: 1, sign, word: &word, cites: &line.cites, number: None });
    }
}

fn mark(truth: Truth) -> char {
    match truth {
        Truth::True => '✓',
        Truth::False => '✗',
        Truth::Unknown => '?',
    }
}

/// Where a step is shown, and what it takes over from steps that are not shown themselves.
struct Place<'a> {
    depth: usize,
    sign: Option<char>,
    word: &'a str,
    cites: &'a [String],
    number: Option<&'a str>,
}

/// The one step that a step comes down to, if it says nothing of its own.
fn through<'s, 'p>(at: &'s Step<'p>, whole: bool) -> Option<&'s Step<'p>> {
    match at.kind {
        StepKind::All | StepKind::Any if at.children.len() == 1 => at.children.first(),
        // A block of which one line fails, or of which all but one go without saying, is that line.
        StepKind::All if !whole => match shown(at, whole).as_slice() {
            [only] => Some(only),
            _ => None,
        },
        StepKind::Excepted if !whole => match support::decisive(at).as_slice() {
            [only] => Some(only),
            _ => None,
        },
        _ => None,
    }
}

/// The lines of a block that fail; where something is absent, what would be read from it is not told as well.
fn failing<'s, 'p>(at: &'s Step<'p>) -> Vec<&'s Step<'p>> {
    let absent = |c: &Step| c.kind == StepKind::Test && c.reads.iter().any(|r| r.fact == Fact::None);
    let on_absent = |c: &Step| c.kind == StepKind::Test && c.children.iter().any(|v| v.value == Some(Fact::None));
    let mut seen = false;
    let mut kept = Vec::new();
    for child in at.children.iter().filter(|c| c.truth == Truth::False) {
        let nothing = absent(child) || on_absent(child);
        if !(seen && nothing) {
            kept.push(child);
        }
        seen |= nothing;
    }
    kept
}

fn step(out: &mut String, explained: &Explained, at: &Step, place: &Place) {
    let whole = explained.whole;
    if let Some(only) = through(at, whole) {
        let number = place.number.or(at.number);
        let cites = if place.cites.is_empty() { at.line_articles } else { place.cites };
        return step(out, explained, only, &Place { number, cites, ..*place });
    }
    let Explained { policy, words, .. } = explained;
    let tongue = words.tongue;
    let sign = place.sign.unwrap_or_else(|| mark(at.truth));
    let number = place.number.or(at.number).map_or(String::new(), |no| {
        let circled = no.chars().all(|c| ('①'..='⑳').contains(&c));
        if circled { format!("{no} ") } else { format!("({no}) ") }
    });
    let said = match at.kind {
        StepKind::Condition | StepKind::Category => name_of(policy, at),
        StepKind::Reading => format!("{}{}", name_of(policy, at), alternative(policy, at, tongue)),
        StepKind::All => tongue.pick("all of", "下列全部").to_string(),
        StepKind::Any => tongue.pick("any of", "下列任一").to_string(),
        StepKind::NoneOf => tongue.pick("none of", "下列无一").to_string(),
        StepKind::Excepted => tongue.pick("with exceptions", "另有例外").to_string(),
        StepKind::Waived => tongue.pick("waived when", "豁免 当").to_string(),
        StepKind::ButNotWhen => tongue.pick("but not when", "排除 当").to_string(),
        StepKind::Row => label_path(policy, at.name.as_deref().unwrap_or("")),
        StepKind::Entry => words.of(at.node),
        _ => words.short(at.node),
    };
    let mut cites: Vec<&String> = Vec::new();
    for cite in place.cites.iter().chain(at.line_articles).chain(at.articles) {
        if !cites.contains(&cite) {
            cites.push(cite);
        }
    }
    let cites = cites.iter().map(|c| format!("  @{c}")).collect::<String>();
    let found = found(explained, at);
    let _ = writeln!(out, "{}{sign} {number}{}{said}{found}{cites}", "  ".repeat(place.depth), place.word);
    let below = |child: &Step, out: &mut String| {
        step(out, explained, child, &Place { depth: place.depth + 1, sign: None, word: "", cites: &[], number: None });
    };
    for child in shown(at, whole) {
        // The body of a rule is one block: its lines are the rule's own.
        let own_lines = matches!(
            at.kind,
            StepKind::Condition
                | StepKind::Row
                | StepKind::Waived
                | StepKind::ButNotWhen
                | StepKind::Entry
                | StepKind::Reading
        );
        let mut child = child;
        while let (true, Some(only)) =
            (own_lines && child.number.is_none() && child.line_articles.is_empty(), through(child, whole))
        {
            child = only;
        }
        if own_lines && child.kind == StepKind::All && child.number.is_none() {
            for line in shown(child, whole) {
                below(line, out);
            }
        } else {
            below(child, out);
        }
    }
}

/// The alternative under which a reading was run.
fn alternative(policy: &Policy, at: &Step, tongue: Tongue) -> String {
    let Some(Fact::Known(Value::Text(name))) = &at.value else { return String::new() };
    let reading = policy.readings.iter().find(|r| Some(r.named.name.as_str()) == at.name.as_deref());
    let chosen = reading.and_then(|r| r.alternatives.iter().find(|a| a.named.name == **name));
    chosen.map_or(String::new(), |a| {
        tongue.pick(format!(" (read as: {})", a.named.shown()), format!("（解读：{}）", a.named.shown()))
    })
}

/// The steps below one that are worth telling.
fn shown<'s, 'p>(at: &'s Step<'p>, whole: bool) -> Vec<&'s Step<'p>> {
    if whole {
        return at.children.iter().collect();
    }
    let all = match (at.kind, at.truth) {
        (StepKind::All, Truth::False) => failing(at),
        (StepKind::Any, Truth::False | Truth::Unknown) | (StepKind::All, _) => at.children.iter().collect(),
        _ => support::decisive(at),
    };
    let quiet = |c: &&Step| {
        let constant = c.kind == StepKind::Test && c.reads.is_empty() && c.children.is_empty();
        // That something was given goes without saying once it has been read.
        let there =
            c.reads.iter().chain(c.children.iter().flat_map(|v| &v.reads)).any(|r| matches!(r.fact, Fact::Known(_)));
        let given = c.presence && there && c.truth == Truth::True && at.kind == StepKind::All && at.children.len() > 1;
        let value = matches!(c.kind, StepKind::Value | StepKind::Classify | StepKind::Reading)
            && c.truth == Truth::True
            && at.kind == StepKind::Test;
        // The rows of a list that a value was made from are shown only if the value is not known.
        let rows = c.kind == StepKind::Row && at.kind == StepKind::Case && at.truth == Truth::True;
        constant || given || value || rows
    };
    all.into_iter().filter(|c| !quiet(c)).collect()
}

/// What was found: the fields read and the values that came out, in brackets.
fn found(explained: &Explained, at: &Step) -> String {
    let Explained { policy, words, .. } = explained;
    let tongue = words.tongue;
    let mut said: Vec<String> = Vec::new();
    for read in &at.reads {
        let presumed = if read.presumed { tongue.pick(", presumed", "，推定") } else { "" };
        let label = label_path(policy, &read.path);
        said.push(format!("{label} = {}{presumed}", show_fact(policy, &read.path, &read.fact, tongue)));
    }
    let values =
        at.children.iter().filter(|c| matches!(c.kind, StepKind::Value | StepKind::Classify | StepKind::Reading));
    if at.kind == StepKind::Test {
        for child in values {
            let (Some(value), Some(name)) = (&child.value, &child.name) else { continue };
            let reading = policy.readings.iter().find(|r| r.named.name == **name).map(|r| r.named.shown());
            let label = reading.unwrap_or_else(|| answer_label(policy, name));
            said.push(format!("{label} = {}", show_named(policy, name, value, tongue)));
        }
    }
    said.dedup();
    if said.is_empty() { String::new() } else { format!("  [{}]", said.join(tongue.pick("; ", "；"))) }
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

/// What is taken for true of a field of which nobody has said anything.
fn taken(policy: &Policy, path: &str, fact: &Fact) -> Fact {
    match field_of(policy, path).and_then(|(field, _)| field.presumed.as_ref()) {
        Some(Presumed::Fact(presumed)) if *fact == Fact::Unknown => presumed.clone(),
        _ => fact.clone(),
    }
}

fn openings(out: &mut String, explained: &Explained) {
    let tongue = explained.words.tongue;
    if explained.openings.is_empty() {
        if matches!(explained.decision.outcome, Outcome::Ineligible) {
            let _ = writeln!(
                out,
                "\n{}",
                tongue.pick(
                    "no change of up to three facts that the applicant could change opens a way in",
                    "改变申请人可改变的事实（至多三项），仍无途径可入",
                )
            );
        }
        return;
    }
    let _ = writeln!(
        out,
        "\n{}",
        tongue.pick("the smallest changes that would open a way in:", "改变以下事实之一组，即可入学：")
    );
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
                    show_fact(explained.policy, &c.path, &taken(explained.policy, &c.path, &c.from), tongue),
                    show_fact(explained.policy, &c.path, &c.to, tongue)
                )
            })
            .collect();
        let _ = writeln!(out, "  · {way}{} {}", tongue.pick(":", "："), changes.join(tongue.pick("; ", "；")));
    }
}
