//! The decisions of a batch as tables: one row for each applicant, one for each paper to ask for, one for each fact
//! that contradicts another.

use super::reasons::{Reasons, answer_label, reading_names};
use super::words::{Words, label_path, proof_of, show_answer};
use crate::base::tongue::Tongue;
use crate::batch::{Broken, Decided, Need, needs};
use crate::data::cell::show;
use crate::data::{Applicant, Sheet};
use crate::ir::{Answer, Policy, Role, StageId};
use crate::outcome::{Answered, Decision, Outcome};
use crate::value::Fact;

/// A decided batch and how it is to be written.
pub struct Results<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The author's words, and the reader's tongue.
    pub words: Words<'a>,
    /// The stage.
    pub stage: StageId,
    /// The applicants.
    pub applicants: &'a [Applicant],
    /// What was decided about each.
    pub decided: &'a Decided<'a>,
    /// Names and keys, for programs, in place of labels and words, for people.
    pub names: bool,
}

/// The headings that do not come from the policy, by name and in both tongues.
const HEADINGS: [[&str; 3]; 12] = [
    ["outcome", "outcome", "结论"],
    ["category", "way in", "入学资格"],
    ["certainty", "certainty", "确定性"],
    ["articles", "articles", "依据条款"],
    ["reasons", "reasons", "理由"],
    ["keys", "keys", "理由编码"],
    ["missing", "missing", "缺少的信息"],
    ["papers", "papers to ask for", "应补材料"],
    ["paper", "paper", "材料"],
    ["fields", "what it proves", "证明的信息"],
    ["needed_for", "needed for", "用于判定"],
    ["line", "line", "行"],
];

impl Results<'_> {
    fn heading(&self, name: &str) -> String {
        let found = HEADINGS.iter().find(|words| words[0] == name).unwrap_or(&[""; 3]);
        if self.names { found[0].into() } else { self.tongue().pick(found[1], found[2]).into() }
    }

    fn tongue(&self) -> Tongue {
        self.words.tongue
    }

    fn id_heading(&self) -> String {
        let field = self.policy.form.with_role(Role::Id).map(|at| &self.policy.form.fields[at].named);
        field.map_or("id".into(), |named| self.pick(&named.name, named.shown()))
    }

    fn pick(&self, name: &str, label: &str) -> String {
        if self.names { name.to_owned() } else { label.to_owned() }
    }

    /// Several things in one cell.
    fn several(&self, things: impl IntoIterator<Item = String>) -> String {
        let apart = if self.names { "; " } else { self.tongue().pick("; ", "；") };
        things.into_iter().collect::<Vec<_>>().join(apart)
    }

    fn path(&self, path: &str) -> String {
        if self.names { path.to_owned() } else { label_path(self.policy, path) }
    }

    /// An outcome as cells write it.
    fn outcome(&self, outcome: Outcome) -> String {
        self.pick(outcome.word(), self.tongue().pick(outcome.word(), outcome.chinese()))
    }

    fn answer_names(&self) -> Vec<&str> {
        let answers = &self.policy.stages[self.stage.index()].answers;
        answers
            .iter()
            .map(|answer| match answer {
                Answer::Classify(id) => self.policy.classifies[id.index()].named.name.as_str(),
                Answer::Value(id) => self.policy.values[id.index()].named.name.as_str(),
            })
            .collect()
    }

    fn headings(&self) -> Vec<String> {
        let mut headings = vec![self.id_heading(), self.heading("outcome"), self.heading("category")];
        for name in self.answer_names() {
            headings.push(self.pick(name, answer_label(self.policy, name)));
            headings.push(if self.names {
                format!("{name}.certainty")
            } else {
                let label = answer_label(self.policy, name);
                self.tongue().pick(format!("{label}: certainty"), format!("{label}·确定性"))
            });
        }
        headings.extend(["articles", "reasons", "keys", "missing", "papers"].map(|name| self.heading(name)));
        headings
    }

    /// The decisions that `wanted` picks, in the order of the batch.
    fn decisions(&self, name: String, wanted: impl Fn(Outcome) -> bool) -> Sheet {
        let reasons = Reasons::new(self.policy, self.words);
        let mut sheet = Sheet::new(name, self.headings());
        let all = self.applicants.iter().zip(&self.decided.decisions);
        sheet.rows = all
            .filter(|(_, decision)| wanted(decision.outcome))
            .map(|(applicant, decision)| self.row(applicant, decision, &reasons))
            .collect();
        sheet
    }

    fn row(&self, applicant: &Applicant, decision: &Decision, reasons: &Reasons) -> Vec<String> {
        let category = decision.category.map_or(String::new(), |id| {
            let named = &self.policy.categories[id.index()].named;
            self.pick(&named.name, named.shown())
        });
        let mut row = vec![applicant.id.to_string(), self.outcome(decision.outcome), category];
        for answer in &decision.answers {
            let [value, sure] = self.answer(answer.name, &answer.answer);
            // Of one who has no way in the answers mean nothing; of one who is late they hold only if let in.
            row.extend(match decision.outcome {
                Outcome::Ineligible => {
                    [String::new(), self.pick("not eligible", self.tongue().pick("no way in", "无对应资格"))]
                }
                Outcome::Late if !value.is_empty() => {
                    [value, self.pick("if let in", self.tongue().pick("if let in", "若准予补办"))]
                }
                _ => [value, sure],
            });
        }
        let needs = needs(decision);
        row.push(self.several(decision.articles.iter().cloned()));
        row.push(reasons.of(decision));
        row.push(decision.reasons.iter().map(|r| r.key.as_str()).collect::<Vec<_>>().join("; "));
        row.push(self.several(needs.iter().map(|need| self.path(need.path))));
        row.push(
            self.several(papers(self.policy, &needs).into_iter().filter_map(|(paper, _)| paper.map(str::to_owned))),
        );
        row
    }

    /// An answer's value and how sure it is.
    fn answer(&self, name: &str, answered: &Answered) -> [String; 2] {
        let tongue = self.tongue();
        match answered {
            Answered::Is(fact) => [self.value(name, fact), self.pick("sure", tongue.pick("sure", "确定"))],
            Answered::Unknown(paths) => {
                let paths = self.several(paths.iter().map(|path| self.path(path)));
                let label = tongue.pick(format!("hangs on {paths}"), format!("取决于{paths}"));
                [String::new(), self.pick(&format!("unknown: {paths}"), &label)]
            }
            Answered::Refer(keys) => {
                let names = reading_names(self.policy, keys, tongue);
                let label = tongue.pick(format!("hangs on how it is read: {names}"), format!("取决于解读：{names}"));
                [String::new(), self.pick(&format!("refer: {}", keys.join("; ")), &label)]
            }
        }
    }

    fn value(&self, name: &str, fact: &Fact) -> String {
        if !self.names {
            return match fact {
                Fact::None => self.tongue().pick("none", "无").into(),
                _ => show_answer(self.policy, name, fact),
            };
        }
        if let Some(decl) = self.policy.values.iter().find(|v| v.named.name == name) {
            return show(self.policy, decl.ty, fact, false);
        }
        match (fact, self.policy.classifies.iter().find(|c| c.named.name == name)) {
            (Fact::Known(crate::value::Value::Enum(case)), Some(classify)) => {
                self.policy.enums[classify.cases.index()].members[usize::from(*case)].name.clone()
            }
            _ => String::new(),
        }
    }

    /// All decisions in one table.
    pub fn all(&self) -> Sheet {
        self.decisions("decisions".into(), |_| true)
    }

    /// A table for each outcome that occurs, in the order of the outcomes.
    pub fn by_outcome(&self) -> Vec<Sheet> {
        let occurs = |outcome: &Outcome| self.decided.decisions.iter().any(|d| d.outcome == *outcome);
        let outcomes = Outcome::WORDS.iter().map(|(outcome, ..)| *outcome).filter(occurs);
        outcomes.map(|outcome| self.decisions(self.outcome(outcome), |other| other == outcome)).collect()
    }

    /// The papers to ask for: a row for each applicant and paper.
    pub fn papers(&self) -> Sheet {
        let name = self.pick("papers", self.tongue().pick("papers", "应补材料"));
        let headings = ["paper", "fields", "needed_for"].map(|name| self.heading(name));
        let mut sheet = Sheet::new(name, std::iter::once(self.id_heading()).chain(headings));
        for (applicant, decision) in self.applicants.iter().zip(&self.decided.decisions) {
            let needs = needs(decision);
            for (paper, of) in papers(self.policy, &needs) {
                let stated = self.tongue().pick("(to be stated by the family)", "（由家庭填报）");
                let fields = self.several(of.iter().map(|need| self.path(need.path)));
                let mut goals: Vec<String> = Vec::new();
                for goal in of.iter().flat_map(|need| &need.of) {
                    let goal = match goal {
                        None => self.heading("outcome"),
                        Some(name) => self.pick(name, answer_label(self.policy, name)),
                    };
                    if !goals.contains(&goal) {
                        goals.push(goal);
                    }
                }
                let paper = paper.map_or_else(|| self.pick("", stated), str::to_owned);
                sheet.rows.push(vec![applicant.id.to_string(), paper, fields, self.several(goals)]);
            }
        }
        sheet
    }

    /// The rows that contradict a fact of the world.
    pub fn findings(&self) -> Sheet {
        let tongue = self.tongue();
        let words = tongue.pick(["should hold", "look at"], ["应当成立的事实", "请核对"]);
        let [fact, fields] = if self.names { ["assume", "fields"] } else { words };
        let headings = [self.id_heading(), self.heading("line"), fact.into(), fields.into()];
        let mut sheet = Sheet::new(self.pick("findings", tongue.pick("findings", "疑点")), headings);
        for Broken { row, assume, paths } in &self.decided.broken {
            let applicant = &self.applicants[*row];
            let named = &self.policy.assumes[*assume].named;
            sheet.rows.push(vec![
                applicant.id.to_string(),
                applicant.line.to_string(),
                self.pick(&named.name, named.shown()),
                self.several(paths.iter().map(|path| self.path(path))),
            ]);
        }
        sheet
    }
}

/// The papers that prove what is needed, each once with what it proves; last what the family states without one.
/// Tables are not for families to bring.
pub fn papers<'p, 'n, 'd>(policy: &'p Policy, needs: &'n [Need<'d>]) -> Vec<(Option<&'p str>, Vec<&'n Need<'d>>)> {
    let mut found: Vec<(Option<&'p str>, Vec<&'n Need<'d>>)> = Vec::new();
    for need in needs.iter().filter(|need| !need.path.starts_with("table ")) {
        let paper = proof_of(policy, need.path);
        match found.iter_mut().find(|(other, _)| *other == paper) {
            Some((_, of)) => of.push(need),
            None => found.push((paper, vec![need])),
        }
    }
    found.sort_by_key(|(paper, _)| paper.is_none());
    found
}
