//! The roster of a draw.

use super::entries::{Found, Memo, Part, Schools, limit, part, text};
use super::parameters::parameters;
use crate::allocation::model::{self, Roster, RoundRoster};
use crate::interp::{Asked, Asker, Pins, Watch};
use crate::ir::expr::CondKind;
use crate::ir::rounds::{Round, Unplaced};
use crate::ir::{DrawId, Policy, ReadingId, RoundId, StageId};
use crate::outcome::Outcome;
use crate::tables::Tables;
use crate::value::{Fact, Truth, Value};
use std::collections::{BTreeMap, BTreeSet};

/// An applicant who was decided, and whose rulings were applied.
#[derive(Debug, Clone)]
pub struct Applicant<'b> {
    /// The opaque id.
    pub id: &'b str,
    /// What was stated.
    pub facts: &'b [Fact],
    /// The outcome, rulings included.
    pub outcome: Outcome,
    /// The alternatives of readings for this applicant: those in force, and those that a ruling settled.
    pub pins: Pins,
    /// Claims that a ruling took from the applicant, by position.
    pub lost: BTreeSet<usize>,
}

/// What a draw is run on, and what was found on the way.
#[derive(Debug, Clone)]
pub struct Built {
    /// The parameters of the rounds.
    pub draw: model::Draw,
    /// Who takes part, on which seats.
    pub roster: Roster,
    /// Those of whom something is not settled, in the order of the batch.
    pub unsettled: Vec<Unsettled>,
    /// For each round, what is known of its entries beyond what the allocation reads, in their order.
    pub kept: Vec<Vec<Kept>>,
    /// Those who are in more rounds than one may enter.
    pub too_many: Vec<String>,
}

/// What is known of an entry beyond what the allocation reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Wishes that were not valid, by position of the school.
    pub struck: Vec<u32>,
    /// The applicant's service area, if the round keeps wishes within one.
    pub area: Option<String>,
    /// The key that a seat of this round takes in the ledger.
    pub key: Option<String>,
    /// The articles by which they are in the pool.
    pub articles: Vec<String>,
}

/// Something about an applicant that is not settled before a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsettled {
    /// The applicant.
    pub id: String,
    /// The round.
    pub round: RoundId,
    /// What it hangs on.
    pub why: Why,
    /// The round says that nothing is frozen until it is settled.
    pub stops: bool,
}

/// What something hangs on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Why {
    /// The outcome, where that is what is not settled.
    pub outcome: Option<Outcome>,
    /// Fields that are missing.
    pub missing: Vec<String>,
    /// Readings on which it hangs.
    pub readings: Vec<ReadingId>,
    /// A question for a person.
    pub question: Option<String>,
    /// Articles.
    pub articles: Vec<String>,
}

impl Why {
    pub(super) fn hangs<T>(asked: &Asked<T>) -> Why {
        Why {
            missing: asked.missing.clone(),
            readings: asked.readings.clone(),
            articles: asked.articles.clone(),
            ..Why::default()
        }
    }

    pub(super) fn question(question: &str, articles: &[String]) -> Why {
        Why { question: Some(question.into()), articles: articles.to_vec(), ..Why::default() }
    }
}

/// A part in a round, whether they only join it, and the key that a seat takes.
type Own = Option<(Found, bool, Option<String>)>;
/// A row that is one wish of a list: round, place in the list, part, whether it only joins, key.
type Listed = (usize, i64, Found, bool, Option<String>);

/// Builds the roster of a draw from a decided batch.
///
/// The tables hold what is known at the freeze, earlier results included. Rows of the roster are the applicants who are
/// in a round or may come to be, sorted by id byte by byte.
///
/// # Errors
///
/// The reading that must be settled before the rounds are known.
pub fn build(
    policy: &Policy,
    tables: &Tables,
    draw: DrawId,
    pins: &Pins,
    applicants: &[Applicant],
) -> Result<Built, ReadingId> {
    build_watched(policy, tables, draw, pins, applicants, None)
}

/// As [`build`], with someone who is told of each step by which the rounds' questions are answered.
///
/// # Errors
///
/// As [`build`].
pub fn build_watched(
    policy: &Policy,
    tables: &Tables,
    draw: DrawId,
    pins: &Pins,
    applicants: &[Applicant],
    watch: Option<Watch>,
) -> Result<Built, ReadingId> {
    let declared = &policy.draws[draw.index()];
    let stage = declared.stage;
    let parameters = parameters(policy, draw, pins)?;
    let rounds: Vec<&Round> = declared.rounds.iter().map(|id| &policy.rounds[id.index()]).collect();
    let gone = gone(policy, tables);
    let schools: Vec<Schools> = rounds.iter().map(|round| Schools::of(policy, tables, round.schools)).collect();
    let mut codes: BTreeSet<&str> = BTreeSet::new();
    schools.iter().for_each(|s| codes.extend(&s.codes));
    let codes: Vec<&str> = codes.into_iter().collect();
    let global: Vec<Vec<u32>> = schools.iter().map(|s| s.codes.iter().map(|c| position(&codes, c)).collect()).collect();

    let mut memos: Vec<Memo> = rounds.iter().map(|_| Memo::new(policy)).collect();
    let mut unsettled = Vec::new();
    let mut too_many = Vec::new();
    // For each applicant their part in each round, and whether they only join it.
    let mut parts: BTreeMap<String, Vec<Own>> = BTreeMap::new();
    // Rows that are one applicant's wishes: round, place in the list, part.
    let mut gathered: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
    for applicant in applicants {
        if gone.contains(applicant.id) {
            continue;
        }
        let mut asker = Asker::new(policy, tables, stage, applicant.facts, &applicant.pins).watched(watch);
        let mut lists: Vec<(usize, String, i64, Found, bool, Option<String>)> = Vec::new();
        let mut own: Vec<Own> = rounds.iter().map(|_| None).collect();
        let mut sent = vec![false; rounds.len()];
        let mut open: Vec<(usize, Why)> = Vec::new();
        for (at, round) in rounds.iter().enumerate() {
            let pool = pool(&mut asker, round, applicant);
            let lost = round.uses.is_some_and(|claim| applicant.lost.contains(&claim.index()));
            let by_joining = sent[at] && pool.is != Truth::True;
            let asked = if by_joining { Asked { is: Truth::True, ..pool } } else { pool };
            if lost && asked.is == Truth::True {
                // As if the round had not placed them.
                send(declared, round, &mut sent);
                continue;
            }
            match part(&mut asker, round, &schools[at], asked, &mut memos[at]) {
                Part::Out => {}
                Part::In(found) => {
                    let key = key(policy, round, &mut asker);
                    send(declared, round, &mut sent);
                    let Some((by, rank)) = &round.one_list else {
                        own[at] = Some((*found, by_joining, key));
                        continue;
                    };
                    let (by, rank) = (asker.fact(by, None), asker.fact(rank, None));
                    match (&by.is, &rank.is) {
                        (Fact::Known(id), Fact::Known(Value::Int(rank))) => {
                            let id = text(id).unwrap_or(applicant.id).to_string();
                            lists.push((at, id, *rank, *found, by_joining, key));
                        }
                        (Fact::Known(_), _) => open.push((at, Why::hangs(&rank))),
                        _ => open.push((at, Why::hangs(&by))),
                    }
                }
                Part::Open(why) => open.push((at, why)),
            }
        }
        for (at, why) in open {
            let why = Why {
                outcome: matches!(applicant.outcome, Outcome::Refer | Outcome::Undetermined)
                    .then_some(applicant.outcome),
                ..why
            };
            let stops = rounds[at].unsettled_stop;
            unsettled.push(Unsettled { id: applicant.id.into(), round: declared.rounds[at], why, stops });
        }
        let entered = own.iter().flatten().filter(|(_, joins, _)| !joins).count();
        if declared.enters.is_some_and(|most| entered > most as usize) {
            too_many.push(applicant.id.to_string());
        }
        if own.iter().any(Option::is_some) {
            parts.insert(applicant.id.to_string(), own);
        }
        for (at, id, rank, found, joins, key) in lists {
            if !gone.contains(&id) {
                gathered.entry(id).or_default().push((at, rank, found, joins, key));
            }
        }
    }
    for (id, mut rows) in gathered {
        let own = parts.entry(id.clone()).or_insert_with(|| rounds.iter().map(|_| None).collect());
        rows.sort_by_key(|(at, rank, ..)| (*at, *rank));
        // Which of two wishes at one place comes first nobody has said, and the order of a file must not say it.
        let twice: BTreeSet<usize> =
            rows.windows(2).filter(|w| (w[0].0, w[0].1) == (w[1].0, w[1].1)).map(|w| w[0].0).collect();
        for at in &twice {
            let why = Why { question: Some(SAME_PLACE.into()), ..Why::default() };
            let stops = rounds[*at].unsettled_stop;
            unsettled.push(Unsettled { id: id.clone(), round: declared.rounds[*at], why, stops });
        }
        for (at, _, found, joins, key) in rows {
            if twice.contains(&at) {
                continue;
            }
            let found = each_wish(found);
            match &mut own[at] {
                Some((whole, by_joining, _)) => {
                    append(whole, found);
                    *by_joining &= joins;
                }
                empty => *empty = Some((found, joins, key)),
            }
        }
        for (at, place) in own.iter_mut().enumerate() {
            let Some((whole, ..)) = place.as_mut().filter(|_| rounds[at].one_list.is_some()) else { continue };
            if let Err(why) = limit(&mut whole.entry, &mut whole.struck, rounds[at]) {
                *place = None;
                let stops = rounds[at].unsettled_stop;
                unsettled.push(Unsettled { id: id.clone(), round: declared.rounds[at], why, stops });
            }
        }
    }
    parts.retain(|_, own| own.iter().any(Option::is_some));

    let ids: Vec<String> = parts.keys().cloned().collect();
    let mut built: Vec<RoundRoster> = Vec::new();
    let mut kept: Vec<Vec<Kept>> = Vec::new();
    let mut lists: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    let mut tiers_of: Vec<Vec<Vec<Vec<u32>>>> = Vec::new();
    for (at, round) in rounds.iter().enumerate() {
        let mut entries = Vec::new();
        let mut more = Vec::new();
        let mut tiers = Vec::new();
        let mut links: Vec<(u32, Vec<String>)> = Vec::new();
        for (row, own) in (0u32..).zip(parts.values_mut()) {
            let Some((found, joins, key)) = own[at].take() else { continue };
            let mut entry = found.entry;
            entry.row = row;
            entry.joins = joins;
            entry.wishes.iter_mut().for_each(|w| *w = global[at][*w as usize]);
            links.push((row, found.linked));
            let mut own_tiers: Vec<Vec<u32>> = Vec::new();
            for tier in found.tiers {
                // Nothing new is found in a list that is empty or was gone through before.
                let tier: Vec<u32> = tier.into_iter().map(|s| global[at][s as usize]).collect();
                if !tier.is_empty() && !own_tiers.contains(&tier) {
                    own_tiers.push(tier);
                }
            }
            own_tiers.iter().for_each(|tier| {
                lists.insert(tier.clone(), 0);
            });
            tiers.push(own_tiers);
            more.push(Kept {
                struck: found.struck.iter().map(|s| global[at][*s as usize]).collect(),
                area: found.area.as_ref().and_then(Fact::known).map(|v| shown(policy, round, v)),
                key,
                articles: found.articles,
            });
            entries.push(entry);
        }
        link(&ids, &links, &mut entries);
        let seats = seats(policy, tables, stage, round, &schools[at], &global[at], codes.len(), pins, watch);
        let mut seats = seats;
        for school in entries.iter().flat_map(|e| &e.wishes).chain(tiers.iter().flatten().flatten()) {
            let place = &mut seats[*school as usize];
            *place = Some(place.unwrap_or(0));
        }
        built.push(RoundRoster { seats, entries });
        kept.push(more);
        tiers_of.push(tiers);
    }
    for (at, number) in lists.values_mut().enumerate() {
        *number = at as u32;
    }
    for (round, tiers) in built.iter_mut().zip(tiers_of) {
        for (entry, own) in round.entries.iter_mut().zip(tiers) {
            entry.tiers = own.iter().map(|tier| lists[tier]).collect();
        }
    }
    let width = lists.len().to_string().len();
    let roster = Roster {
        ids,
        schools: codes.iter().map(|c| (*c).to_string()).collect(),
        lists: lists.into_iter().map(|(list, at)| (format!("L{:0width$}", at + 1), list)).collect(),
        rounds: built,
    };
    Ok(Built { draw: parameters, roster, unsettled, kept, too_many })
}

/// What is asked where two rows of one list have the same place in it.
const SAME_PLACE: &str = "two wishes have the same place in the list";

/// With each criterion said for each wish.
fn each_wish(mut found: Found) -> Found {
    let wishes = found.entry.wishes.len();
    for values in &mut found.entry.criteria {
        if values.len() == 1 && wishes != 1 {
            *values = vec![values[0]; wishes];
        }
    }
    found
}

/// Adds the wishes of a row to those of the rows before it; a school that was named before is not named again.
fn append(whole: &mut Found, more: Found) {
    for (at, wish) in more.entry.wishes.iter().enumerate() {
        if whole.entry.wishes.contains(wish) {
            continue;
        }
        whole.entry.wishes.push(*wish);
        for (values, own) in whole.entry.criteria.iter_mut().zip(&more.entry.criteria) {
            values.push(own[at]);
        }
        whole.entry.groups.extend(more.entry.groups.get(at));
    }
    whole.linked.extend(more.linked.into_iter().filter(|l| !whole.linked.contains(l)).collect::<Vec<_>>());
    whole.tiers.extend(more.tiers.into_iter().filter(|t| !whole.tiers.contains(t)).collect::<Vec<_>>());
    whole.struck.extend(more.struck);
    whole.articles.extend(more.articles.into_iter().filter(|a| !whole.articles.contains(a)).collect::<Vec<_>>());
}

/// Whether an applicant is in the pool of a round.
fn pool<'r>(asker: &mut Asker<'r, '_>, round: &'r Round, applicant: &Applicant) -> Asked<Truth> {
    let by_outcome = match applicant.outcome {
        outcome if round.outcomes.contains(&outcome) => Truth::True,
        Outcome::Refer | Outcome::Undetermined => Truth::Unknown,
        _ => Truth::False,
    };
    if by_outcome == Truth::False {
        return Asked { is: Truth::False, missing: Vec::new(), readings: Vec::new(), articles: Vec::new() };
    }
    let mut asked = asker.cited(&round.pool, None);
    asked.is = asked.is.and(by_outcome);
    asked
}

/// Marks the round that those whom `round` does not place are sent to.
fn send(draw: &crate::ir::rounds::Draw, round: &Round, sent: &mut [bool]) {
    if let Unplaced::Join(target) = &round.unplaced
        && let Some(at) = draw.rounds.iter().position(|r| r == target)
    {
        sent[at] = true;
    }
}

/// Those who have a seat of an earlier draw whose winners leave later ones.
fn gone(policy: &Policy, tables: &Tables) -> BTreeSet<String> {
    let Some((table, id, _, round)) = policy.results() else { return BTreeSet::new() };
    let leaves = |word: &str| {
        let found = policy.rounds.iter().find(|r| r.named.is_called(word));
        found.is_none_or(|r| policy.draws[r.draw.index()].winners_leave)
    };
    let rows = tables.of(table).unwrap_or(&[]).iter();
    rows.filter_map(|row| {
        let pupil = row[id].known().and_then(text)?;
        let by = row[round].known().and_then(text).unwrap_or("");
        leaves(by).then(|| pupil.to_string())
    })
    .collect()
}

/// The key that a seat takes in the ledger, if the round uses a claim and the applicant makes it.
fn key<'r>(policy: &'r Policy, round: &Round, asker: &mut Asker<'r, '_>) -> Option<String> {
    let claim = &policy.claims[round.uses?.index()];
    if asker.truth(&claim.only_when, None).is != Truth::True {
        return None;
    }
    asker.fact(&claim.key, None).is.known().and_then(text).map(str::to_string)
}

/// The seats of every school in a round: of those that may be asked for.
#[expect(clippy::too_many_arguments, reason = "the round and the schools as the roster numbers them")]
fn seats(
    policy: &Policy,
    tables: &Tables,
    stage: StageId,
    round: &Round,
    schools: &Schools,
    global: &[u32],
    count: usize,
    pins: &Pins,
    watch: Option<Watch>,
) -> Vec<Option<u32>> {
    let nobody = vec![Fact::Unknown; policy.form.fields.len()];
    let mut asker = Asker::new(policy, tables, stage, &nobody, pins).watched(watch);
    // Whether anyone could ask for a school is nobody's wish.
    let mut unwatched = Asker::new(policy, tables, stage, &nobody, pins);
    let mut seats = vec![None; count];
    let given = given(policy, tables, round);
    for (at, place) in global.iter().enumerate() {
        let school = schools.row(round.schools, at as u32);
        // A school that nobody could ask for takes no part; one about which it hangs on the applicant may.
        if !matches!(round.valid.kind, CondKind::Const(true))
            && unwatched.truth(&round.valid, Some(school)).is == Truth::False
        {
            continue;
        }
        let Fact::Known(Value::Int(number)) = asker.fact(&round.seats, Some(school)).is else { continue };
        let taken = if round.less_placed { given.get(school.code).copied().unwrap_or(0) } else { 0 };
        let left = number.saturating_sub(taken).clamp(0, i64::from(u32::MAX));
        seats[*place as usize] = u32::try_from(left).ok();
    }
    seats
}

/// Seats given by earlier draws of the stage, by school.
fn given(policy: &Policy, tables: &Tables, round: &Round) -> BTreeMap<String, i64> {
    let mut given = BTreeMap::new();
    let Some((table, _, school, by)) = policy.results() else { return given };
    for row in tables.of(table).unwrap_or(&[]) {
        let by = row[by].known().and_then(text).unwrap_or("");
        let other_stage = policy.rounds.iter().any(|r| r.named.is_called(by) && r.stage != round.stage);
        if let (Some(code), false) = (row[school].known().and_then(text), other_stage) {
            *given.entry(code.to_string()).or_insert(0) += 1;
        }
    }
    given
}

/// Joins those who name one another: each has the first row of those who belong together.
fn link(ids: &[String], links: &[(u32, Vec<String>)], entries: &mut [model::Entry]) {
    let row_of: BTreeMap<&str, u32> = links.iter().map(|(row, _)| (ids[*row as usize].as_str(), *row)).collect();
    let mut first: BTreeMap<u32, u32> = links.iter().map(|(row, _)| (*row, *row)).collect();
    fn root(first: &BTreeMap<u32, u32>, mut at: u32) -> u32 {
        while first[&at] != at {
            at = first[&at];
        }
        at
    }
    for (row, named) in links {
        for other in named.iter().filter_map(|id| row_of.get(id.as_str())) {
            let (a, b) = (root(&first, *row), root(&first, *other));
            first.insert(a.max(b), a.min(b));
        }
    }
    let mut size: BTreeMap<u32, usize> = BTreeMap::new();
    for (row, _) in links {
        *size.entry(root(&first, *row)).or_default() += 1;
    }
    for entry in entries {
        let own = root(&first, entry.row);
        entry.linked = (size[&own] > 1).then_some(own);
    }
}

fn position(codes: &[&str], code: &str) -> u32 {
    codes.binary_search(&code).map_or(0, |at| at as u32)
}

fn shown(policy: &Policy, round: &Round, value: &Value) -> String {
    match value {
        Value::Id(text) | Value::Text(text) => text.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Enum(at) => {
            let column = round.inside.as_ref().map(|(_, column)| *column);
            let base = column.map(|c| policy.tables[round.schools.index()].columns[c].ty.base);
            match base {
                Some(crate::ir::Base::Enum(id)) => policy.enums[id.index()].members[usize::from(*at)].name.clone(),
                _ => at.to_string(),
            }
        }
        other => format!("{other:?}"),
    }
}
