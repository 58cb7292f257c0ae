//! What an officer reads when a batch is decided: how many, who may enter by what, and what to do next.

use super::grid::{Side, grid};
use super::reasons::{answer_label, missed, question};
use super::results::papers;
use super::words::label_path;
use crate::base::tongue::Tongue;
use crate::batch::{Decided, needs};
use crate::ir::{CategoryId, Policy, StageId};
use crate::outcome::{Decision, Outcome};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many lines a list of the summary has at most.
const MOST: usize = 8;

/// Everything that a summary is made from.
pub struct Summary<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The stage.
    pub stage: StageId,
    /// The reader's tongue.
    pub tongue: Tongue,
    /// How the file of applicants is called.
    pub file: &'a str,
    /// Rows that are not blank.
    pub read: u64,
    /// Rows set aside.
    pub rejected: usize,
    /// What was decided.
    pub decided: &'a Decided<'a>,
    /// Readings that were not run as the policy chooses.
    pub changed: &'a [String],
    /// The command that reads corrected rows.
    pub again: &'a str,
    /// The files written, with what they hold.
    pub files: &'a [(String, String)],
}

/// So many things, in English.
pub fn many(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

impl Summary<'_> {
    /// The summary.
    pub fn text(&self) -> String {
        let Summary { policy, tongue, read, rejected, decided, .. } = self;
        let mut out = String::new();
        let stage = policy.stages[self.stage.index()].named.shown();
        let _ = writeln!(out, "{} {} · {stage} · {}\n", policy.named.shown(), policy.year, self.file);
        let count = decided.decisions.len();
        let _ = writeln!(
            out,
            "{}",
            tongue.pick(
                format!("{} read = {count} decided + {rejected} rejected", many(*read as usize, "row")),
                format!("读入 {read} 行 = 判定 {count} 行 + 退回 {rejected} 行"),
            )
        );
        for reading in self.changed {
            let _ = writeln!(out, "{}{reading}", tongue.pick("not as the policy chooses: ", "与政策所选解读不同："));
        }
        if count > 0 {
            let _ = write!(out, "\n{}", self.table());
        }
        let steps = self.steps();
        if !steps.is_empty() {
            let _ = writeln!(out, "\n{}", tongue.pick("what to do next", "接下来"));
            for step in steps {
                let _ = writeln!(out, "  · {step}");
            }
        }
        let _ = writeln!(out, "\n{}", tongue.pick("written", "已写出"));
        let rows: Vec<Vec<String>> = self.files.iter().map(|(path, holds)| vec![path.clone(), holds.clone()]).collect();
        out + &grid(&rows, &[], "  ")
    }

    /// Ways in by outcomes.
    fn table(&self) -> String {
        let Summary { policy, tongue, decided, .. } = self;
        let ways: Vec<Option<CategoryId>> =
            policy.categories_of(self.stage).map(|(id, _)| Some(id)).chain([None]).collect();
        let outcomes = Outcome::WORDS.map(|(outcome, ..)| outcome);
        let mut counts: BTreeMap<(Option<CategoryId>, Outcome), usize> = BTreeMap::new();
        for decision in &decided.decisions {
            *counts.entry((decision.category, decision.outcome)).or_default() += 1;
        }
        let line = |name: &str, count: &dyn Fn(Outcome) -> usize| -> Vec<String> {
            let each: Vec<usize> = outcomes.iter().map(|outcome| count(*outcome)).collect();
            let total = each.iter().sum::<usize>();
            let cells = each.into_iter().chain([total]).map(|n| if n == 0 { "·".into() } else { n.to_string() });
            std::iter::once(name.to_owned()).chain(cells).collect()
        };
        let total = tongue.pick("all", "合计");
        let mut rows = vec![vec![String::new()]];
        rows[0].extend(outcomes.map(|outcome| tongue.pick(outcome.word(), outcome.chinese()).to_owned()));
        rows[0].push(total.to_owned());
        for way in ways {
            let name = match way {
                Some(id) => policy.categories[id.index()].named.shown(),
                None => tongue.pick("no one way in", "无对应资格"),
            };
            let row = line(name, &|outcome| counts.get(&(way, outcome)).copied().unwrap_or(0));
            if row.last().is_some_and(|all| all != "·") {
                rows.push(row);
            }
        }
        rows.push(line(total, &|outcome| counts.iter().filter(|((_, o), _)| *o == outcome).map(|(_, n)| n).sum()));
        grid(&rows, &[&[Side::Left][..], &[Side::Right; 6]].concat(), "  ")
    }

    /// What to do next.
    fn steps(&self) -> Vec<String> {
        let Summary { policy, tongue, decided, rejected, .. } = self;
        let mut steps = Vec::new();
        if *rejected > 0 {
            let mut step = tongue.pick(
                format!(
                    "{} in rejected.csv, each with its reason; correct the cells and feed the file back:\n      {}",
                    many(*rejected, "rejected row"),
                    self.again
                ),
                format!(
                    "退回的 {rejected} 行在 rejected.csv，行末写明原因；改正后再交给本工具：\n      {}",
                    self.again
                ),
            );
            let claims = policy.claims_of(self.stage);
            let claims = tongue.join(claims.map(|c| c.named.shown()));
            if !claims.is_empty() {
                step.push_str(&tongue.pick(
                    format!("\n    {claims} compares the applicants of one file: at the end correct {} itself and decide it whole", self.file),
                    format!("\n    “{claims}”只在同一文件的申请人之间比较：最后请在 {} 中一并改正，整批重判", self.file),
                ));
            }
            steps.push(step);
        }
        if !decided.broken.is_empty() {
            let rows = decided.broken.iter().map(|b| b.row).collect::<std::collections::BTreeSet<_>>().len();
            steps.push(tongue.pick(
                format!(
                    "{} with facts that contradict one another, decided all the same: look at findings.csv",
                    many(rows, "applicant")
                ),
                format!("{rows} 名申请人的信息前后矛盾，仍按所填判定：请核对 findings.csv"),
            ));
        }
        let of = |outcome: Outcome| decided.decisions.iter().filter(move |d| d.outcome == outcome);
        let refer = of(Outcome::Refer).count();
        if refer > 0 {
            let keys = of(Outcome::Refer).flat_map(|d| d.reasons.iter().map(|r| r.key.as_str()));
            let list = self.counted(keys, |key| {
                question(policy, key).map(|q| format!("{q}  [{key}]")).unwrap_or_else(|| key.to_owned())
            });
            steps.push(tongue.pick(
                format!("{} for a person to decide about:{list}", many(refer, "applicant")),
                format!("{refer} 名转人工：{list}"),
            ));
        }
        // An answer may be left open for one who is eligible: without it nobody knows where they belong.
        for (at, answer) in decided.decisions.first().map_or(&[][..], |d| &d.answers).iter().enumerate() {
            let open: Vec<&[String]> = of(Outcome::Eligible)
                .filter_map(|d| match &d.answers[at].answer {
                    crate::outcome::Answered::Refer(keys) => Some(keys.as_slice()),
                    _ => None,
                })
                .collect();
            if !open.is_empty() {
                let label = answer_label(policy, answer.name);
                let list = self.counted(open.iter().copied().flatten().map(String::as_str), |key| {
                    question(policy, key).map(|q| format!("{q}  [{key}]")).unwrap_or_else(|| key.to_owned())
                });
                steps.push(tongue.pick(
                    format!(
                        "{} whose {label} hangs on how the document is read:{list}",
                        many(open.len(), "eligible applicant")
                    ),
                    format!("{} 名符合者的“{label}”取决于解读，须由人定：{list}", open.len()),
                ));
            }
        }
        let late = of(Outcome::Late).count();
        if late > 0 {
            let said: Vec<String> = of(Outcome::Late)
                .flat_map(|d| d.reasons.iter().filter_map(|r| missed(policy, &r.key, *tongue)))
                .collect();
            let list = self.counted(said.iter().map(String::as_str), str::to_owned);
            steps.push(
                tongue.pick(format!("{} too late:{list}", many(late, "applicant")), format!("{late} 名逾期：{list}")),
            );
        }
        let lacking = |d: &&Decision| !needs(d).is_empty();
        let missing = decided.decisions.iter().filter(lacking).count();
        if missing > 0 {
            let all: Vec<_> = decided.decisions.iter().map(needs).collect();
            let wanted: Vec<String> = all
                .iter()
                .flat_map(|needs| {
                    let tables = needs.iter().filter(|need| need.path.starts_with("table "));
                    let tables = tables.map(|need| {
                        tongue.pick(
                            format!("the table {} (not from the family)", label_path(policy, need.path)),
                            format!("数据表“{}”（不向家庭索要）", label_path(policy, need.path)),
                        )
                    });
                    let papers = papers(policy, needs).into_iter().flat_map(|(paper, of)| match paper {
                        Some(paper) => vec![paper.to_owned()],
                        None => of.iter().map(|need| label_path(policy, need.path)).collect(),
                    });
                    tables.chain(papers).collect::<Vec<_>>()
                })
                .collect();
            let list = self.counted(wanted.iter().map(String::as_str), str::to_owned);
            let undetermined = of(Outcome::Undetermined).count();
            steps.push(tongue.pick(
                format!(
                    "{} with something missing, {undetermined} of them undetermined without it; what to ask for:{list}",
                    many(missing, "applicant")
                ),
                format!("{missing} 名信息不全，其中 {undetermined} 名因此待定；应补：{list}"),
            ));
        }
        for contest in &decided.contests {
            let named = policy.claims.iter().find(|c| c.named.name == contest.claim).map_or("", |c| c.named.shown());
            if contest.contested > 0 {
                let keys = contest.contested;
                steps.push(tongue.pick(
                    format!("{named}: {keys} contested in this batch"),
                    format!("{named}：本批有 {keys} 处相争"),
                ));
            }
            if contest.unmatched > 0 {
                let unmatched = contest.unmatched;
                steps.push(tongue.pick(
                    format!(
                        "{named}: what {} claims is not known, so the others are compared without; decide again when it is",
                        many(unmatched, "applicant")
                    ),
                    format!("{named}：{unmatched} 名申请人所占为何尚不知，其余的未与之比较；补齐后请整批重判"),
                ));
            }
        }
        steps
    }

    /// The most frequent first, each on a line of its own.
    fn counted<'k>(&self, keys: impl Iterator<Item = &'k str>, say: impl Fn(&str) -> String) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
        let mut sorted: Vec<(&str, usize)> = counts.into_iter().collect();
        sorted.sort_by_key(|(key, count)| (std::cmp::Reverse(*count), *key));
        let rows: Vec<Vec<String>> =
            sorted.iter().take(MOST).map(|(key, count)| vec![count.to_string(), say(key)]).collect();
        let mut list = format!("\n{}", grid(&rows, &[Side::Right], "      "));
        if sorted.len() > MOST {
            let more = sorted.len() - MOST;
            list.push_str(&self.tongue.pick(format!("      … and {more} more\n"), format!("      … 另有 {more} 项\n")));
        }
        list.trim_end().to_owned()
    }
}
