//! The reasons of a decision in words: what stood in the way, what a person must decide, which window was missed.

use super::words::Words;
use crate::base::tongue::Tongue;
use crate::ir::{CategoryLine, LineKind, Policy, Window};
use crate::outcome::{Decision, Outcome, Reason};
use crate::value::Truth;
use std::collections::BTreeMap;

/// The label of what a stage answers.
pub fn answer_label<'p>(policy: &'p Policy, name: &'p str) -> &'p str {
    let classify = policy.classifies.iter().find(|c| c.named.name == name).map(|c| c.named.shown());
    classify.or_else(|| policy.values.iter().find(|v| v.named.name == name).map(|v| v.named.shown())).unwrap_or(name)
}

/// The labels of the readings that keys name.
pub fn reading_names(policy: &Policy, keys: &[String], tongue: Tongue) -> String {
    tongue.join(keys.iter().map(|key| {
        let name = key.strip_prefix("reading/").unwrap_or(key);
        policy.readings.iter().find(|r| r.named.name == name).map_or(name, |r| r.named.shown())
    }))
}

/// The question that a key asks a person.
pub fn question(policy: &Policy, key: &str) -> Option<String> {
    if let Some(name) = key.strip_prefix("reading/") {
        let reading = policy.readings.iter().find(|r| r.named.name == name)?;
        return Some(reading.named.shown().to_string());
    }
    if let Some(name) = key.strip_prefix("claim/") {
        return Some(policy.claims.iter().find(|c| c.named.name == name)?.question.clone());
    }
    let line = policy.categories.iter().flat_map(|c| &c.lines).find(|l| l.key == key)?;
    match &line.kind {
        LineKind::Refer(question) => Some(question.clone()),
        LineKind::OnTime(Some(afterwards), ..) => Some(afterwards.clone()),
        _ => None,
    }
}

/// The window that a line of a way in says was missed, and what becomes of those who missed it.
pub fn missed(policy: &Policy, key: &str, tongue: Tongue) -> Option<String> {
    let line = policy.categories.iter().flat_map(|c| &c.lines).find(|l| l.key == key)?;
    let LineKind::OnTime(afterwards, window, _) = &line.kind else { return None };
    let window = &policy.windows[window.index()];
    let (label, days) = (window.named.shown(), days(window, tongue));
    let late = tongue.pick(format!("not within {label} ({days})"), format!("不在{label}（{days}）内"));
    let then =
        afterwards.as_ref().map_or(String::new(), |then| tongue.pick(format!(", so: {then}"), format!("，{then}")));
    Some(late + &then)
}

/// A window's days in words.
pub fn days(window: &Window, tongue: Tongue) -> String {
    let day = |d: crate::base::date::Date| tongue.pick(d.to_string(), d.zh());
    match (window.first, window.last) {
        (Some(first), Some(last)) if first == last => day(first),
        (Some(first), Some(last)) => format!("{}{}{}", day(first), tongue.pick(" to ", "至"), day(last)),
        (None, Some(last)) => tongue.pick(format!("by {}", day(last)), format!("{}前（含当日）", day(last))),
        (Some(first), None) => tongue.pick(format!("from {}", day(first)), format!("{}起", day(first))),
        (None, None) => String::new(),
    }
}

/// What is said once for each way in, and the phrases under it.
type Said<'p> = Vec<(Option<&'p str>, Vec<String>)>;

/// Puts the reasons of many decisions into words.
pub struct Reasons<'a> {
    policy: &'a Policy,
    words: Words<'a>,
    lines: BTreeMap<&'a str, (usize, &'a CategoryLine, String)>,
}

impl<'a> Reasons<'a> {
    /// For the decisions of a policy.
    pub fn new(policy: &'a Policy, words: Words<'a>) -> Reasons<'a> {
        let mut lines = BTreeMap::new();
        for (at, category) in policy.categories.iter().enumerate() {
            for line in &category.lines {
                lines.insert(line.key.as_str(), (at, line, words.short(line.cond.node)));
            }
        }
        Reasons { policy, words, lines }
    }

    /// The reasons of a decision, those of one way in together.
    pub fn of(&self, decision: &Decision) -> String {
        let tongue = self.words.tongue;
        let mut said: Said = Vec::new();
        for reason in &decision.reasons {
            let (under, phrase) = self.phrase(reason, decision.outcome);
            match said.iter_mut().find(|(already, _)| *already == under && under.is_some()) {
                Some((_, phrases)) => phrases.push(phrase),
                None => said.push((under, vec![phrase])),
            }
        }
        let groups = said.into_iter().map(|(under, phrases)| match under {
            Some(category) => format!("{category}{}{}", tongue.pick(": ", "："), tongue.join(phrases)),
            None => tongue.join(phrases),
        });
        groups.collect::<Vec<_>>().join(tongue.pick("; ", "；"))
    }

    /// One reason, and the way in whose name should stand before it.
    fn phrase(&self, reason: &Reason, outcome: Outcome) -> (Option<&'a str>, String) {
        let key = reason.key.as_str();
        let tongue = self.words.tongue;
        if let Some(name) = key.strip_prefix("reading/") {
            let Some(reading) = self.policy.readings.iter().find(|r| r.named.name == name) else {
                return (None, key.to_owned());
            };
            let ways: Vec<&str> = reading.alternatives.iter().map(|a| a.named.shown()).collect();
            let ways = ways.join(tongue.pick(" / ", "／"));
            let label = reading.named.shown();
            return (
                None,
                tongue.pick(format!("how to read “{label}”: {ways}?"), format!("“{label}”作何解：{ways}？")),
            );
        }
        let Some((category, line, words)) = self.lines.get(key) else {
            return (None, question(self.policy, key).unwrap_or_else(|| key.to_owned()));
        };
        let category = Some(self.policy.categories[*category].named.shown());
        let inner = self.inner(reason, words);
        match (&line.kind, outcome) {
            (LineKind::Refer(question), Outcome::Undetermined) => {
                (category, tongue.pick(format!("whether to ask “{question}”"), format!("是否须问“{question}”")))
            }
            (LineKind::Refer(question), _) => (None, question.clone()),
            (LineKind::OnTime(..), Outcome::Late) => (None, missed(self.policy, key, tongue).unwrap_or_default()),
            (LineKind::OnTime(_, window, _), _) => {
                let label = self.policy.windows[window.index()].named.shown();
                (category, tongue.pick(format!("not known to be within {label}"), format!("是否在{label}内未知")))
            }
            (_, Outcome::Undetermined) => (category, tongue.pick(format!("{words}?"), format!("{words}？")) + &inner),
            (LineKind::Reject, _) => {
                (category, tongue.pick(format!("barred by {words}"), format!("因{words}不予")) + &inner)
            }
            (LineKind::Require, _) => {
                (category, tongue.pick(format!("not {words}"), format!("不满足“{words}”")) + &inner)
            }
        }
    }

    /// The tests on which a reason comes down, in brackets: the first few that fail, that hold, that are not known.
    fn inner(&self, reason: &Reason, words: &str) -> String {
        const SHOWN: usize = 3;
        let tongue = self.words.tongue;
        // The conditions are named, not what was found: say how each came out, lest it be read as a fact.
        let kinds = [
            (Truth::False, tongue.pick("does not hold", "不成立")),
            (Truth::True, tongue.pick("holds", "成立")),
            (Truth::Unknown, tongue.pick("not known", "尚不能判断")),
        ];
        let mut groups: Vec<String> = Vec::new();
        for (truth, head) in kinds {
            let mut said: Vec<String> = Vec::new();
            for (node, _) in reason.tests.iter().filter(|(_, t)| *t == truth) {
                let test = self.words.short(*node);
                if test != words && !said.contains(&test) {
                    said.push(test);
                }
            }
            let more = said.len() > SHOWN;
            said.truncate(SHOWN);
            if more {
                said.push("…".into());
            }
            if !said.is_empty() {
                groups
                    .push(tongue.pick(format!("{head}: {}", said.join(", ")), format!("{head}：{}", said.join("、"))));
            }
        }
        match groups.is_empty() {
            true => String::new(),
            false => tongue.pick(format!(" ({})", groups.join("; ")), format!("（{}）", groups.join("；"))),
        }
    }
}
