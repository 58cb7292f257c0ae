//! From frozen policy and facts to the roster: the only way in which a roster is made.

use super::sealed;
use crate::allocation::model::{self, Results, Status};
use crate::driver::{Loaded, load};
use crate::interp::pins_in_force;
use crate::ir::{DrawId, Policy, ReadingId, StageId, TableId};
use crate::outcome::Outcome;
use crate::record::public::Public;
use crate::record::tsv::Writer;
use crate::record::{Fault, Files};
use crate::roster::rulings::{Ruled, Wrong, decide_with};
use crate::roster::{Applicant, Built, build};
use crate::tables::Tables;
use crate::value::Fact;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const POLICIES: &str = "policies/";

/// What a draw is run on, and how it came about.
#[derive(Debug)]
pub struct Remade {
    /// The parameters and the roster.
    pub public: Public,
    /// The roster as built, with what is not settled.
    pub built: Built,
    /// The ids of the batch, in the order of the roster.
    pub ids: Vec<Arc<str>>,
    /// The outcome of each, rulings included, and the way in.
    pub outcomes: Vec<(Outcome, Option<crate::ir::CategoryId>)>,
    /// The rows of each table that was frozen.
    pub tables: Vec<Option<Vec<Vec<Fact>>>>,
    /// What is wrong with which ruling.
    pub wrong: Vec<(usize, Wrong)>,
    /// What is still open about whom.
    pub needs: Vec<Need>,
}

/// Something that must be settled by a ruling or by a corrected fact before a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The applicant.
    pub id: String,
    /// The keys that can be ruled.
    pub keys: Vec<String>,
    /// The fields that are missing.
    pub missing: Vec<String>,
    /// Questions for a person.
    pub questions: Vec<String>,
    /// The rounds, by position in the policy.
    pub rounds: BTreeSet<u16>,
    /// Nothing may be frozen until it is settled.
    pub stops: bool,
}

/// The policy among frozen files: the file right below `policies/`, and those it uses.
pub fn policy_of(files: &Files) -> Result<(Loaded, Policy), Vec<Fault>> {
    let own: Vec<&String> =
        files.keys().filter(|p| p.strip_prefix(POLICIES).is_some_and(|rest| !rest.contains('/'))).collect();
    let [path] = own.as_slice() else {
        return Err(vec![Fault::new(POLICIES, "there is not exactly one policy", "政策文件不止一个或没有")]);
    };
    let text = |path: &str| {
        let bytes = files.get(path).ok_or_else(|| "no such file".to_string())?;
        String::from_utf8(bytes.clone()).map_err(|_| "not UTF-8 text".to_string())
    };
    let broken = |why: String| vec![Fault::new((*path).clone(), why.clone(), why)];
    let main = text(path).map_err(broken)?;
    let mut loaded = load(path, main, &mut |name| text(&format!("{POLICIES}{name}")));
    match loaded.policy.take() {
        Some(policy) if !loaded.has_errors() => Ok((loaded, policy)),
        _ => {
            let why = loaded.diagnostics.first().map_or("it has errors".to_string(), |d| d.message.clone());
            Err(vec![Fault::new((*path).clone(), why.clone(), why)])
        }
    }
}

/// Decides the frozen applicants anew and makes the roster of a draw. `tick` is called after each applicant.
pub fn remake(
    policy: &Policy,
    draw: DrawId,
    sealed: &Files,
    tick: &mut (dyn FnMut() + Send),
) -> Result<Remade, Vec<Fault>> {
    let stage = policy.draws[draw.index()].stage;
    let mut facts = sealed::read(policy, stage, sealed)?;
    let mut wrong = sealed::establish(policy, stage, &mut facts);
    let tables = supplied(policy, &facts.tables);
    let pins = pins_in_force(policy);
    let applicants: Vec<(&str, &[Fact])> = facts.applicants.iter().map(|(id, f)| (&**id, f.as_slice())).collect();
    let ruled = decide_with(policy, &tables, stage, &applicants, &pins, &facts.rulings, tick);
    let batch = batch(&applicants, &ruled.applicants);
    let built = build(policy, &tables, draw, &pins, &batch).map_err(|reading| {
        let name = &policy.readings[reading.index()].named.name;
        vec![Fault::new(
            POLICIES,
            format!("the draw hangs on the reading `{name}`, of which the policy chooses no alternative"),
            format!("派位取决于解读“{name}”，而政策没有选定"),
        )]
    })?;
    let needs = needs(policy, &built, &applicants, &ruled.applicants);
    let outcomes = ruled.applicants.iter().map(|r| (r.outcome, r.category)).collect();
    let days = policy.draws[draw.index()]
        .rounds
        .iter()
        .enumerate()
        .flat_map(|(at, id)| {
            let order = &policy.rounds[id.index()].order;
            order.iter().enumerate().filter(|(_, c)| c.days).map(move |(n, _)| (at, n))
        })
        .collect();
    let public = Public { draw: built.draw.clone(), roster: built.roster.clone(), days };
    wrong.extend(ruled.wrong);
    wrong.sort_by_key(|(at, _)| *at);
    let ids = facts.applicants.iter().map(|(id, _)| id.clone()).collect();
    Ok(Remade { public, built, ids, outcomes, tables: facts.tables, wrong, needs })
}

/// What is open about whom, and what is wrong with which ruling.
pub type Open = (Vec<Need>, Vec<(usize, Wrong)>);

/// What must be settled before the draws of a stage, all of them together. The results of earlier draws are not known
/// yet, so it may be more than each draw asks.
///
/// # Errors
///
/// A reading on which a draw hangs.
pub fn open_before(
    policy: &Policy,
    stage: StageId,
    mut facts: sealed::Facts,
    tick: &mut (dyn FnMut() + Send),
) -> Result<Open, ReadingId> {
    facts.applicants.sort_by(|one, other| one.0.as_bytes().cmp(other.0.as_bytes()));
    let mut wrong = sealed::establish(policy, stage, &mut facts);
    let tables = supplied(policy, &facts.tables);
    let pins = pins_in_force(policy);
    let applicants: Vec<(&str, &[Fact])> = facts.applicants.iter().map(|(id, f)| (&**id, f.as_slice())).collect();
    let ruled = decide_with(policy, &tables, stage, &applicants, &pins, &facts.rulings, tick);
    wrong.extend(ruled.wrong);
    let batch = batch(&applicants, &ruled.applicants);
    let mut all: BTreeMap<String, Need> = BTreeMap::new();
    for (draw, _) in policy.draws_of(stage) {
        let built = build(policy, &tables, draw, &pins, &batch)?;
        for need in needs(policy, &built, &applicants, &ruled.applicants) {
            match all.get_mut(&need.id) {
                None => drop(all.insert(need.id.clone(), need)),
                Some(known) => {
                    known.stops |= need.stops;
                    known.rounds.extend(need.rounds);
                    for (own, more) in [
                        (&mut known.keys, need.keys),
                        (&mut known.missing, need.missing),
                        (&mut known.questions, need.questions),
                    ] {
                        let new: Vec<String> = more.into_iter().filter(|m| !own.contains(m)).collect();
                        own.extend(new);
                    }
                }
            }
        }
    }
    Ok((all.into_values().collect(), wrong))
}

fn supplied(policy: &Policy, rows: &[Option<Vec<Vec<Fact>>>]) -> Tables {
    let mut tables = Tables::new(policy);
    for (at, rows) in rows.iter().enumerate() {
        if let Some(rows) = rows {
            tables.supply(TableId(at as u16), rows.clone());
        }
    }
    tables
}

fn batch<'b>(applicants: &[(&'b str, &'b [Fact])], ruled: &[Ruled]) -> Vec<Applicant<'b>> {
    applicants
        .iter()
        .zip(ruled)
        .map(|((id, facts), ruled)| Applicant {
            id,
            facts,
            outcome: ruled.outcome,
            pins: ruled.pins.clone(),
            lost: ruled.lost.clone(),
        })
        .collect()
}

/// What is open, by applicant.
fn needs(policy: &Policy, built: &Built, applicants: &[(&str, &[Fact])], ruled: &[Ruled]) -> Vec<Need> {
    let rows: BTreeMap<&str, usize> = applicants.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
    let mut needs: Vec<Need> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for open in &built.unsettled {
        let at = rows.get(open.id.as_str()).copied();
        let own = *places.entry(&open.id).or_insert_with(|| {
            needs.push(Need {
                id: open.id.clone(),
                keys: at.map(|at| ruled[at].open.clone()).unwrap_or_default(),
                missing: Vec::new(),
                questions: Vec::new(),
                rounds: BTreeSet::new(),
                stops: false,
            });
            needs.len() - 1
        });
        let need = &mut needs[own];
        if let Some(ruled) = at.map(|at| &ruled[at]).filter(|r| r.outcome == Outcome::Undetermined) {
            let new: Vec<String> =
                ruled.decision.missing.iter().filter(|m| !need.missing.contains(m)).cloned().collect();
            need.missing.extend(new);
        }
        need.stops |= open.stops;
        need.rounds.insert(open.round.0);
        let readings = open.why.readings.iter().map(|r| format!("reading/{}", policy.readings[r.index()].named.name));
        let new: Vec<String> = readings.filter(|key| !need.keys.contains(key)).collect();
        need.keys.extend(new);
        let new: Vec<String> = open.why.missing.iter().filter(|m| !need.missing.contains(m)).cloned().collect();
        need.missing.extend(new);
        let new: Vec<String> = open.why.question.iter().filter(|q| !need.questions.contains(q)).cloned().collect();
        need.questions.extend(new);
    }
    needs
}

/// The seats of a draw that take a key in the ledger: `uses.tsv`.
pub fn seats_used(policy: &Policy, draw: DrawId, built: &Built, results: &Results) -> Vec<u8> {
    let declared = &policy.draws[draw.index()];
    let stage = &policy.stages[declared.stage.index()].named.name;
    let mut writer = Writer::new("ruxue-seats/1", ["claim", "key", "stage", "year", "round", "school"]);
    for (row, placement) in results.placements.iter().enumerate() {
        let (model::Placement { status: Status::Placed, seats, .. }, Some((round, school))) =
            (placement, placement.seats.first())
        else {
            continue;
        };
        debug_assert_eq!(seats.len(), 1);
        let at = *round as usize;
        let rule = &policy.rounds[declared.rounds[at].index()];
        let Some(claim) = rule.uses else { continue };
        let entry = built.roster.rounds[at].entries.iter().position(|e| e.row as usize == row);
        let Some(key) = entry.and_then(|e| built.kept[at][e].key.as_ref()) else { continue };
        let cells = [
            &policy.claims[claim.index()].named.name,
            key,
            stage,
            &policy.year.to_string(),
            &rule.named.name,
            &built.roster.schools[*school as usize],
        ];
        writer.row(&built.roster.ids[row], cells);
    }
    writer.finish()
}
