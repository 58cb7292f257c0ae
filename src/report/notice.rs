//! One plain letter for each family: what was decided, what is missing and which paper proves it, where to bring it
//! and until when. Nothing in it is about anybody else.

use super::reasons::{Reasons, answer_label, days};
use super::results::papers;
use super::words::{Words, label_path, show_answer};
use crate::base::tongue::Tongue;
use crate::batch::needs;
use crate::data::Applicant;
use crate::ir::{CategoryId, LineKind, Policy, Role, StageId, Window};
use crate::outcome::{Answered, Decision, Outcome};
use crate::value::{Fact, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The applicants of one household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The household's id, or the applicant's where no household is known.
    pub id: String,
    /// Whether it is the applicant's.
    pub alone: bool,
    /// Positions of the applicants.
    pub members: Vec<usize>,
}

/// The families of a batch, in the order in which they are met.
pub fn families(policy: &Policy, applicants: &[Applicant]) -> Vec<Family> {
    let household = policy.form.with_role(Role::Household);
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    let mut families: Vec<Family> = Vec::new();
    for (row, applicant) in applicants.iter().enumerate() {
        let known = household.and_then(|field| match &applicant.facts[field] {
            Fact::Known(Value::Id(id)) => Some(&**id),
            _ => None,
        });
        let Some(id) = known else {
            families.push(Family { id: applicant.id.to_string(), alone: true, members: vec![row] });
            continue;
        };
        let place = *at.entry(id).or_insert(families.len());
        match families.get_mut(place) {
            Some(family) => family.members.push(row),
            None => families.push(Family { id: id.to_owned(), alone: false, members: vec![row] }),
        }
    }
    families
}

/// Everything that letters are made from.
pub struct Notices<'a> {
    policy: &'a Policy,
    stage: StageId,
    reasons: Reasons<'a>,
    tongue: Tongue,
}

impl<'a> Notices<'a> {
    /// For the decisions of a stage.
    pub fn new(policy: &'a Policy, stage: StageId, words: Words<'a>) -> Notices<'a> {
        Notices { policy, stage, reasons: Reasons::new(policy, words), tongue: words.tongue }
    }

    /// The letter to a family.
    pub fn letter(&self, family: &Family, applicants: &[Applicant], decisions: &[Decision]) -> String {
        let Notices { policy, tongue, .. } = self;
        let stage = policy.stages[self.stage.index()].named.shown();
        let mut out = format!("# {}\n\n", tongue.pick("Notice of admission", "入学办理告知"));
        let _ = writeln!(out, "{} {} · {stage}", policy.named.shown(), policy.year);
        if !family.alone {
            let _ = writeln!(out, "\n{}{}", tongue.pick("Household: ", "家庭编号："), family.id);
        }
        for row in &family.members {
            let _ = write!(out, "\n## {}{}\n\n", tongue.pick("Application ", "申请 "), applicants[*row].id);
            self.one(&mut out, &decisions[*row]);
        }
        let from = policy.authority.as_deref().unwrap_or(policy.named.shown());
        let document =
            policy.document.as_deref().map_or(String::new(), |d| tongue.pick(format!(", {d}"), format!("（{d}）")));
        let _ = writeln!(
            out,
            "\n---\n\n{}",
            tongue.pick(
                format!("Decided by the facts that the family stated and the papers that were checked. If a fact is wrong, tell {from}.\n\n{from}{document}"),
                format!("以上根据家庭填报并经核验的信息作出。信息有误的，请告知{from}。\n\n{from}{document}"),
            )
        );
        out
    }

    /// What a person will settle, in words for the family: no question as it is put to the officer, nothing about
    /// others who may claim the same.
    fn to_settle(&self, decision: &Decision) -> String {
        let Notices { policy, tongue, .. } = self;
        let named = |name: &str| policy.readings.iter().find(|r| r.named.name == name).map(|r| r.named.shown());
        let mut said: Vec<String> = Vec::new();
        for reason in &decision.reasons {
            let phrase = match reason.key.split_once('/') {
                Some(("reading", name)) => {
                    let label = named(name).unwrap_or(name);
                    tongue.pick(format!("“{label}” has to be settled"), format!("“{label}”须由工作人员认定"))
                }
                Some(("claim", name)) => {
                    let claim = policy.claims.iter().find(|c| c.named.name == name);
                    let label = claim.map_or(name, |c| c.named.shown());
                    tongue.pick(format!("“{label}” has to be checked"), format!("“{label}”须由工作人员核定"))
                }
                _ => match super::reasons::question(policy, &reason.key) {
                    Some(question) => {
                        tongue.pick(format!("a person looks at: {question}"), format!("须由工作人员认定：{question}"))
                    }
                    None => continue,
                },
            };
            if !said.contains(&phrase) {
                said.push(phrase);
            }
        }
        said.join(tongue.pick("; ", "；"))
    }

    fn one(&self, out: &mut String, decision: &Decision) {
        let Notices { policy, tongue, .. } = self;
        let way = decision.category.map(|id| policy.categories[id.index()].named.shown());
        let outcome = match (decision.outcome, way) {
            (Outcome::Eligible, Some(way)) => {
                tongue.pick(format!("The child may enter: {way}."), format!("符合入学条件：{way}。"))
            }
            (Outcome::Eligible, None) => tongue.pick("The child may enter.", "符合入学条件。").into(),
            (Outcome::Refer, _) => tongue
                .pick("A person will decide; nothing is refused.", "须由工作人员认定，目前没有不予入学的结论。")
                .into(),
            (Outcome::Late, _) => tongue
                .pick("The conditions are met, but a period was missed.", "符合入学条件，但未在规定期限内办理。")
                .into(),
            (Outcome::Ineligible, _) => tongue
                .pick("By the facts stated the conditions of entry are not met.", "按现有信息，不符合入学条件。")
                .into(),
            (Outcome::Undetermined, _) => {
                tongue.pick("It cannot be decided yet: something is missing.", "暂不能判定：还缺下列信息。").into()
            }
        };
        let _ = writeln!(out, "**{outcome}**");
        let reasons = match decision.outcome {
            Outcome::Undetermined => String::new(),
            Outcome::Refer => self.to_settle(decision),
            _ => self.reasons.of(decision),
        };
        if !reasons.is_empty() {
            let _ = writeln!(out, "\n{}{reasons}{}", tongue.pick("Why: ", "原因："), tongue.pick(".", "。"));
        }
        if !decision.articles.is_empty() {
            let articles = tongue.join(&decision.articles);
            let _ = writeln!(out, "\n{}{articles}", tongue.pick("By articles: ", "依据条款："));
        }
        self.answers(out, decision);
        self.missing(out, decision);
    }

    /// Route, class and area, where they are known and there is a way in.
    fn answers(&self, out: &mut String, decision: &Decision) {
        if !matches!(decision.outcome, Outcome::Eligible | Outcome::Late) {
            return;
        }
        let mut lines = String::new();
        for answer in &decision.answers {
            if let Answered::Is(fact @ Fact::Known(_)) = &answer.answer {
                let label = answer_label(self.policy, answer.name);
                let value = show_answer(self.policy, answer.name, fact);
                let _ = writeln!(lines, "- {label}{}{value}", self.tongue.pick(": ", "："));
            }
        }
        if !lines.is_empty() {
            let _ = write!(out, "\n{lines}");
        }
    }

    /// What is missing, where it is to be brought and until when.
    fn missing(&self, out: &mut String, decision: &Decision) {
        let Notices { policy, tongue, .. } = self;
        let needs = needs(decision);
        let asked = papers(policy, &needs);
        if asked.is_empty() {
            if decision.outcome == Outcome::Undetermined {
                let said = tongue
                    .pick("What is missing is not for the family to bring.", "所缺信息由主管部门补充，无须家庭提交。");
                let _ = writeln!(out, "\n{said}");
            }
            return;
        }
        let _ = writeln!(out, "\n{}\n", tongue.pick("Please bring or state:", "请提交或补充："));
        for (paper, of) in asked {
            let fields = tongue.join(of.iter().map(|need| label_path(policy, need.path)));
            let _ = match paper {
                Some(paper) => writeln!(
                    out,
                    "- {paper}{}",
                    tongue.pick(format!(" (proves: {fields})"), format!("（证明：{fields}）"))
                ),
                None => writeln!(out, "- {fields}{}", tongue.pick(" (to be stated)", "（填报）")),
            };
        }
        if let Some(authority) = &policy.authority {
            let _ = writeln!(out, "\n{}{authority}", tongue.pick("Where: ", "办理单位："));
        }
        let windows = self.windows(decision);
        if !windows.is_empty() {
            let _ = writeln!(out, "\n{}\n", tongue.pick("When:", "办理期限："));
            for window in windows {
                let cites = window.cites.join(tongue.pick(", ", "、"));
                let days = days(window, *tongue);
                let _ = writeln!(
                    out,
                    "- {}{}{days}{}",
                    window.named.shown(),
                    tongue.pick(": ", "："),
                    tongue.pick(format!(" ({cites})"), format!("（{cites}）"))
                );
            }
        }
    }

    /// The windows of the ways in that are still open to the applicant; the whole timetable where these have none.
    fn windows(&self, decision: &Decision) -> Vec<&'a Window> {
        let policy = self.policy;
        let named = |id: CategoryId| &policy.categories[id.index()].named.name;
        let hangs = |id: CategoryId| {
            let key = format!("{}/", named(id));
            decision.reasons.iter().any(|reason| reason.key.starts_with(&key))
        };
        let ways = policy.categories_of(self.stage).filter(|(id, _)| decision.category == Some(*id) || hangs(*id));
        let mut windows: Vec<&Window> = Vec::new();
        for line in ways.flat_map(|(_, category)| &category.lines) {
            if let LineKind::OnTime(_, window, _) = &line.kind {
                let window = &policy.windows[window.index()];
                if !windows.contains(&window) {
                    windows.push(window);
                }
            }
        }
        if windows.is_empty() { policy.windows.iter().filter(|w| w.last.is_some()).collect() } else { windows }
    }
}
