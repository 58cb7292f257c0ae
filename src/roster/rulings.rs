//! Rulings: what an officer decided where the policy leaves it to a person.
//!
//! A ruling names an applicant and a key that the decision reports. Only what is open can be ruled: a ruling about anything
//! else is an error, and so is one that says a word which the key does not know.
//!
//! | key | what can be ruled |
//! |---|---|
//! | `CATEGORY/refer/N` | `yes`: the way in is open; `no`: it is shut |
//! | `CATEGORY/on_time/N` | `yes`: taken as if in time; `no`: late |
//! | `reading/NAME` | an alternative: the reading is read so for this applicant |
//! | `claim/NAME` | `yes`: holds the claim; `no`: does not, and a round that uses it does not place them |
//! | `undetermined` | a way in: eligible by it; `no`: not eligible |
//! | `fact/FIELD` | what the missing field is, as a cell says it; it is put in before anything is decided |

use crate::base::date::Date;
use crate::interp::{Contest, Member, Pins, claims, decide};
use crate::ir::{CategoryId, Policy, ReadingId, StageId};
use crate::outcome::{Decision, Outcome, Standing};
use crate::tables::Tables;
use crate::value::Fact;
use std::collections::{BTreeMap, BTreeSet};

/// How the key of a ruling about a missing fact begins.
pub const FACT: &str = "fact/";

/// One ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// The applicant.
    pub id: String,
    /// What is ruled.
    pub key: String,
    /// How.
    pub ruling: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub who: String,
    /// When.
    pub when: Date,
}

/// What is wrong with a ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// There is no such applicant in the batch.
    NoApplicant,
    /// The same key was ruled before, by the ruling at this position.
    Twice(usize),
    /// The policy leaves nothing of that name open for this applicant; what it does leave open.
    NotOpen(Vec<String>),
    /// The key does not know the word; the words that it knows.
    NoWord(Vec<String>),
}

/// An applicant with the rulings applied.
#[derive(Debug, Clone)]
pub struct Ruled<'p> {
    /// The decision under the readings that hold for this applicant.
    pub decision: Decision<'p>,
    /// The outcome, rulings included.
    pub outcome: Outcome,
    /// The way in, rulings included.
    pub category: Option<CategoryId>,
    /// The alternatives of readings for this applicant.
    pub pins: Pins,
    /// Claims that were ruled away, by position in the policy.
    pub lost: BTreeSet<usize>,
    /// What is still open, by key.
    pub open: Vec<String>,
}

/// A batch with its rulings applied.
#[derive(Debug)]
pub struct RuledBatch<'p> {
    /// The applicants, in the order of the batch.
    pub applicants: Vec<Ruled<'p>>,
    /// What is wrong with which ruling, by position.
    pub wrong: Vec<(usize, Wrong)>,
    /// How the claims of the stage went.
    pub contests: Vec<Contest>,
}

/// A part of a batch, and what is wrong with which ruling.
type Part<'p> = (Vec<Ruled<'p>>, Vec<(usize, Wrong)>);

/// Decides a batch with the rulings on it. `tick` is called after each applicant.
pub fn decide_with<'p>(
    policy: &'p Policy,
    tables: &'p Tables,
    stage: StageId,
    applicants: &[(&str, &'p [Fact])],
    pins: &Pins,
    rulings: &[Ruling],
    tick: &mut (dyn FnMut() + Send),
) -> RuledBatch<'p> {
    let mut wrong = Vec::new();
    let at_id: BTreeMap<&str, usize> = applicants.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
    let mut of: BTreeMap<usize, BTreeMap<&str, usize>> = BTreeMap::new();
    for (at, ruling) in rulings.iter().enumerate().filter(|(_, r)| !r.key.starts_with(FACT)) {
        match at_id.get(ruling.id.as_str()) {
            None => wrong.push((at, Wrong::NoApplicant)),
            Some(row) => {
                let own = of.entry(*row).or_default();
                if let Some(before) = own.get(ruling.key.as_str()) {
                    wrong.push((at, Wrong::Twice(*before)));
                } else {
                    own.insert(&ruling.key, at);
                }
            }
        }
    }
    let none = BTreeMap::new();
    let mut made: Vec<Ruled<'p>> = Vec::with_capacity(applicants.len());
    // What is decided about one applicant hangs on nobody else, so that parts of the batch can be decided side by side.
    let parts = std::thread::available_parallelism().map_or(1, usize::from).min(applicants.len() / 64 + 1);
    let size = applicants.len().div_ceil(parts).max(1);
    let ticks = std::sync::Mutex::new(tick);
    let work = |from: usize, part: &[(&str, &'p [Fact])]| {
        let (mut made, mut wrong) = (Vec::with_capacity(part.len()), Vec::new());
        for (row, (_, facts)) in (from..).zip(part) {
            let own = of.get(&row).unwrap_or(&none);
            made.push(read(policy, tables, stage, facts, pins, own, rulings, &mut wrong));
            if let Ok(mut tick) = ticks.lock() {
                (*tick)();
            }
        }
        (made, wrong)
    };
    let work = &work;
    let decided: Vec<Part<'p>> = std::thread::scope(|scope| {
        let parts = applicants.chunks(size).enumerate();
        let handles: Vec<_> = parts.map(|(at, part)| scope.spawn(move || work(at * size, part))).collect();
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    for (part, more) in decided {
        made.extend(part);
        wrong.extend(more);
    }
    let mut members: Vec<Member> = applicants
        .iter()
        .zip(&mut made)
        .map(|((_, facts), ruled)| Member { facts, decision: &mut ruled.decision })
        .collect();
    let contests = claims(policy, tables, stage, pins, &mut members);
    for (row, ruled) in made.iter_mut().enumerate() {
        let own = of.get(&row).unwrap_or(&none);
        settle(policy, stage, ruled, own, rulings, &mut wrong);
        ruled.decision.ways = Vec::new();
    }
    wrong.sort_by_key(|(at, _)| *at);
    RuledBatch { applicants: made, wrong, contests }
}

/// Decides one applicant with the rulings on readings.
#[expect(clippy::too_many_arguments, reason = "what a decision hangs on")]
fn read<'p>(
    policy: &'p Policy,
    tables: &'p Tables,
    stage: StageId,
    facts: &'p [Fact],
    pins: &Pins,
    own: &BTreeMap<&str, usize>,
    rulings: &[Ruling],
    wrong: &mut Vec<(usize, Wrong)>,
) -> Ruled<'p> {
    let mut own_pins = pins.clone();
    let mut decision = decide(policy, tables, stage, facts, &own_pins);
    // A reading that was settled may lay another one open, so they are taken one after another.
    let mut left: Vec<(&str, usize)> =
        own.iter().filter(|(key, _)| key.starts_with("reading/")).map(|(k, a)| (*k, *a)).collect();
    while !left.is_empty() {
        let open = readings_open(&decision);
        let Some(next) = left.iter().position(|(key, _)| open.iter().any(|o| o == key)) else { break };
        let (key, at) = left.remove(next);
        match alternative(policy, key, &rulings[at].ruling) {
            Ok((reading, alternative)) => {
                own_pins = own_pins.with(reading, alternative);
                decision = decide(policy, tables, stage, facts, &own_pins);
            }
            Err(words) => wrong.push((at, Wrong::NoWord(words))),
        }
    }
    // A round may ask what no way in and no answer does: a reading can be settled for it all the same.
    for (key, at) in left {
        match alternative(policy, key, &rulings[at].ruling) {
            Ok((reading, alternative)) if own_pins.0[reading.index()].is_none() => {
                own_pins = own_pins.with(reading, alternative);
            }
            Ok(_) => wrong.push((at, Wrong::NotOpen(open_keys(&decision)))),
            Err(words) => wrong.push((at, Wrong::NoWord(words))),
        }
    }
    let (outcome, category) = (decision.outcome, decision.category);
    // How each way in stands is all that rulings need; a batch of traces would fill the memory.
    decision.ways.iter_mut().for_each(|way| way.trace.children = Default::default());
    decision.branches = Vec::new();
    Ruled { decision, outcome, category, pins: own_pins, lost: BTreeSet::new(), open: Vec::new() }
}

/// Keys of readings on which a decision or one of its answers hangs.
fn readings_open(decision: &Decision) -> Vec<String> {
    let mut open: Vec<String> =
        decision.reasons.iter().map(|r| r.key.clone()).filter(|k| k.starts_with("reading/")).collect();
    for answer in &decision.answers {
        if let crate::outcome::Answered::Refer(keys) = &answer.answer {
            open.extend(keys.iter().filter(|k| !open.contains(k)).cloned().collect::<Vec<_>>());
        }
    }
    open
}

/// Everything about a decision that can be ruled, by key.
pub fn open_keys(decision: &Decision) -> Vec<String> {
    let mut open = readings_open(decision);
    match decision.outcome {
        Outcome::Refer | Outcome::Late => {
            for reason in &decision.reasons {
                if !open.contains(&reason.key) && !reason.key.starts_with("reading/") {
                    open.push(reason.key.clone());
                }
            }
        }
        Outcome::Undetermined => open.push("undetermined".into()),
        Outcome::Eligible | Outcome::Ineligible => {}
    }
    open
}

fn alternative(policy: &Policy, key: &str, word: &str) -> Result<(ReadingId, usize), Vec<String>> {
    let name = key.strip_prefix("reading/").unwrap_or(key);
    let Some(at) = policy.readings.iter().position(|r| r.named.name == name) else { return Err(Vec::new()) };
    let alternatives = &policy.readings[at].alternatives;
    match alternatives.iter().position(|a| a.named.is_called(word)) {
        Some(found) => Ok((ReadingId(at as u16), found)),
        None => Err(alternatives.iter().map(|a| a.named.name.clone()).collect()),
    }
}

/// `yes` or `no`, in either tongue.
fn truth(word: &str) -> Option<bool> {
    match word {
        "yes" | "是" => Some(true),
        "no" | "否" => Some(false),
        _ => None,
    }
}

/// Applies the rulings that are not about readings.
fn settle(
    policy: &Policy,
    stage: StageId,
    ruled: &mut Ruled,
    own: &BTreeMap<&str, usize>,
    rulings: &[Ruling],
    wrong: &mut Vec<(usize, Wrong)>,
) {
    let mut open = open_keys(&ruled.decision);
    let all = open.clone();
    let mut said: BTreeMap<String, bool> = BTreeMap::new();
    for (key, at) in own.iter().filter(|(key, _)| !key.starts_with("reading/")) {
        let word = &rulings[*at].ruling;
        if !all.iter().any(|k| k == key) {
            wrong.push((*at, Wrong::NotOpen(all.clone())));
            continue;
        }
        if *key == "undetermined" {
            let ways: Vec<CategoryId> =
                ruled.decision.ways.iter().filter(|way| way.most != Standing::Closed).map(|way| way.category).collect();
            let way = ways.iter().find(|id| policy.categories[id.index()].named.is_called(word));
            match (way, truth(word)) {
                (Some(id), _) => (ruled.outcome, ruled.category) = (Outcome::Eligible, Some(*id)),
                (None, Some(false)) => (ruled.outcome, ruled.category) = (Outcome::Ineligible, None),
                _ => {
                    let mut words: Vec<String> =
                        ways.iter().map(|id| policy.categories[id.index()].named.name.clone()).collect();
                    words.push("no".into());
                    wrong.push((*at, Wrong::NoWord(words)));
                    continue;
                }
            }
            open.retain(|k| k != key);
            continue;
        }
        match truth(word) {
            Some(yes) => {
                said.insert((*key).to_string(), yes);
                open.retain(|k| k != key);
            }
            None => wrong.push((*at, Wrong::NoWord(vec!["yes".into(), "no".into()]))),
        }
    }
    for (at, claim) in policy.claims.iter().enumerate() {
        if said.get(&format!("claim/{}", claim.named.name)) == Some(&false) {
            ruled.lost.insert(at);
        }
    }
    let matters = |key: &String| key.starts_with("reading/") || !said.contains_key(key);
    match ruled.decision.outcome {
        Outcome::Refer => {
            let pending: Vec<&String> = ruled.decision.reasons.iter().map(|r| &r.key).filter(|k| matters(k)).collect();
            let by_claim = ruled.decision.reasons.iter().any(|r| r.key.starts_with("claim/"));
            if !said.is_empty() && pending.is_empty() {
                let way = opened(policy, stage, ruled, &said);
                (ruled.outcome, ruled.category) = match way {
                    Some(id) => (Outcome::Eligible, Some(id)),
                    None if by_claim => (Outcome::Eligible, ruled.decision.category),
                    None => fallback(ruled),
                };
            }
        }
        Outcome::Late => {
            if let Some(id) = opened(policy, stage, ruled, &said) {
                (ruled.outcome, ruled.category) = (Outcome::Eligible, Some(id));
            }
        }
        _ => {}
    }
    ruled.open = open;
}

/// The first way in all of whose questions were answered with yes.
fn opened(policy: &Policy, stage: StageId, ruled: &Ruled, said: &BTreeMap<String, bool>) -> Option<CategoryId> {
    let standing = |id: CategoryId| ruled.decision.ways.iter().find(|w| w.category == id).map(|w| w.most);
    policy.categories_of(stage).find_map(|(id, category)| {
        if !matches!(standing(id), Some(Standing::Late | Standing::Referred)) {
            return None;
        }
        let own = format!("{}/", category.named.name);
        let asked: Vec<&String> =
            ruled.decision.reasons.iter().map(|r| &r.key).filter(|key| key.starts_with(&own)).collect();
        (!asked.is_empty() && asked.iter().all(|key| said.get(*key) == Some(&true))).then_some(id)
    })
}

/// What is left where no way in was opened by a ruling.
fn fallback(ruled: &Ruled) -> (Outcome, Option<CategoryId>) {
    let late = ruled.decision.ways.iter().find(|w| w.most == Standing::Late);
    match late {
        Some(way) => (Outcome::Late, Some(way.category)),
        None => (Outcome::Ineligible, None),
    }
}
