//! One applicant in one round: whether they take part, their wishes, and what orders them.

use super::build::Why;
use crate::allocation::model::Entry;
use crate::interp::{Asked, Asker, School};
use crate::ir::expr::{CondKind, ListExpr, Root, Source, Val, ValKind};
use crate::ir::rounds::{Invalid, Looked, Round};
use crate::ir::walk::{self, Node};
use crate::ir::{NodeId, Policy};
use crate::tables::Tables;
use crate::value::{Fact, Truth, Value};
use std::collections::BTreeMap;

/// The schools of a round's table, by code, and where their rows are.
pub(super) struct Schools<'r> {
    /// Codes, sorted byte by byte.
    pub(super) codes: Vec<&'r str>,
    /// Rows, aligned with the codes.
    pub(super) rows: Vec<&'r [Fact]>,
    /// Positions by code.
    pub(super) at: BTreeMap<&'r str, u32>,
}

impl<'r> Schools<'r> {
    /// The schools of a table with a single key.
    pub(super) fn of(policy: &'r Policy, tables: &'r Tables, table: crate::ir::TableId) -> Schools<'r> {
        let key = policy.tables[table.index()].keys.first().copied().unwrap_or(0);
        let mut found: Vec<(&str, &[Fact])> = tables
            .of(table)
            .unwrap_or(&[])
            .iter()
            .filter_map(|row| match row.get(key) {
                Some(Fact::Known(Value::Id(code) | Value::Text(code))) => Some((&**code, row.as_slice())),
                _ => None,
            })
            .collect();
        found.sort_by_key(|(code, _)| *code);
        found.dedup_by_key(|(code, _)| *code);
        Schools {
            at: (0..).zip(&found).map(|(at, (code, _))| (*code, at)).collect(),
            codes: found.iter().map(|(code, _)| *code).collect(),
            rows: found.iter().map(|(_, row)| *row).collect(),
        }
    }

    pub(super) fn row(&self, table: crate::ir::TableId, at: u32) -> School<'r> {
        School { table, row: self.rows[at as usize], code: self.codes[at as usize] }
    }
}

/// An applicant's part in a round, or what is not settled about it.
pub(super) enum Part {
    /// Takes part.
    In(Box<Found>),
    /// Takes no part.
    Out,
    /// Not settled.
    Open(Why),
}

/// An applicant's part in a round.
pub(super) struct Found {
    /// What the allocation reads; the lists of the guarantee come apart from it.
    pub(super) entry: Entry,
    /// Lists of schools in which a seat is sought, in turn.
    pub(super) tiers: Vec<Vec<u32>>,
    /// Ids of linked applicants.
    pub(super) linked: Vec<String>,
    /// Wishes that were not valid.
    pub(super) struck: Vec<u32>,
    /// What the schools must lie in.
    pub(super) area: Option<Fact>,
    /// Facts that were asked for where they may stay unknown.
    pub(super) articles: Vec<String>,
}

/// Finds an applicant's wishes and order in a round in which they take part.
pub(super) fn part<'r>(
    asker: &mut Asker<'r, '_>,
    round: &'r Round,
    schools: &Schools<'r>,
    pool: Asked<Truth>,
    memo: &mut Memo<'r>,
) -> Part {
    match pool.is {
        Truth::False => return Part::Out,
        Truth::Unknown => return Part::Open(Why::hangs(&pool)),
        Truth::True => {}
    }
    let mut asked: Vec<u32> = Vec::new();
    for wish in &round.wishes {
        match memo.listed(asker, wish, schools) {
            Ok(more) => more.into_iter().for_each(|school| {
                if !asked.contains(&school) {
                    asked.push(school);
                }
            }),
            Err(why) => return Part::Open(why),
        }
    }
    let area = match &round.inside {
        None => None,
        Some((value, _)) => {
            let area = asker.fact(value, None);
            if area.is == Fact::Unknown {
                return Part::Open(Why::hangs(&area));
            }
            Some(area.is)
        }
    };
    let (mut wishes, mut struck) = (Vec::new(), Vec::new());
    for at in asked {
        let school = schools.row(round.schools, at);
        let mut valid = asker.truth(&round.valid, Some(school));
        if let (Some(area), Some((_, column))) = (&area, &round.inside) {
            let lies_in = match (area, &school.row[*column]) {
                (Fact::Known(a), Fact::Known(b)) => Truth::from(a == b),
                (Fact::None, _) | (_, Fact::None) => Truth::False,
                _ => Truth::Unknown,
            };
            valid.is = valid.is.and(lies_in);
        }
        match valid.is {
            Truth::True => wishes.push(at),
            Truth::False => struck.push(at),
            Truth::Unknown => return Part::Open(Why::hangs(&valid)),
        }
    }
    if !struck.is_empty() {
        match &round.invalid {
            Invalid::StruckOut => {}
            Invalid::ListRefused => struck.append(&mut wishes),
            Invalid::Refer(question) => return Part::Open(Why::question(question, round.cites_of("invalid wishes"))),
        }
    }
    let mut entry = Entry { wishes, ..Entry::default() };
    // The rows of one list are counted together, later.
    if round.one_list.is_none()
        && let Err(why) = limit(&mut entry, &mut struck, round)
    {
        return Part::Open(why);
    }
    for criterion in &round.order {
        let places: Vec<Option<School>> = if criterion.per_wish {
            entry.wishes.iter().map(|at| Some(schools.row(round.schools, *at))).collect()
        } else {
            vec![None]
        };
        let mut values = Vec::new();
        for place in places {
            match looked(asker, &criterion.what, place) {
                Ok(value) => values.push(value),
                Err(why) => return Part::Open(why),
            }
        }
        entry.criteria.push(values);
    }
    if !round.groups.is_empty() {
        for at in 0..entry.wishes.len() {
            let school = schools.row(round.schools, entry.wishes[at]);
            let mut mask = 0u64;
            for (bit, group) in round.groups.iter().enumerate() {
                let member = match &group.whom {
                    None => Truth::True,
                    Some(whom) => {
                        let asked = asker.truth(whom, Some(school));
                        if asked.is == Truth::Unknown {
                            return Part::Open(Why::hangs(&asked));
                        }
                        asked.is
                    }
                };
                if member == Truth::True {
                    mask |= 1 << bit;
                }
            }
            entry.groups.push(mask);
        }
    }
    let mut linked = Vec::new();
    if let Some((ids, _, elder)) = &round.linked {
        let asked = asker.fact(ids, None);
        match &asked.is {
            Fact::Known(Value::List(list)) if !list.open => {
                linked.extend(list.items.iter().filter_map(text).map(str::to_string));
            }
            Fact::None => {}
            _ => return Part::Open(Why::hangs(&asked)),
        }
        if let Some(born) = elder {
            let asked = asker.fact(born, None);
            entry.elder = match &asked.is {
                Fact::Known(Value::Date(day)) => Some(i64::from(day.days())),
                Fact::None => None,
                _ => return Part::Open(Why::hangs(&asked)),
            };
        }
    }
    let mut tiers = Vec::new();
    for tier in round.guarantee.iter().flat_map(|(tiers, _)| tiers) {
        match memo.listed(asker, tier, schools) {
            Ok(list) => tiers.push(list),
            Err(why) => return Part::Open(why),
        }
    }
    Part::In(Box::new(Found { entry, tiers, linked, struck, area, articles: pool.articles }))
}

/// Refuses a list that is too short or too long, and asks about an empty one if the round does.
pub(super) fn limit(entry: &mut Entry, struck: &mut Vec<u32>, round: &Round) -> Result<(), Why> {
    let count = entry.wishes.len();
    let outside = round.most.is_some_and(|most| count > most as usize)
        || round.fewest.is_some_and(|fewest| count < fewest as usize);
    if outside && let Invalid::Refer(question) = &round.invalid {
        return Err(Why::question(question, round.cites_of("invalid wishes")));
    }
    if outside {
        // Which of too many wishes to strike out nobody has said: the list is refused.
        struck.append(&mut entry.wishes);
        entry.groups.clear();
        for (values, criterion) in entry.criteria.iter_mut().zip(&round.order) {
            if criterion.per_wish || round.one_list.is_some() {
                values.clear();
            }
        }
    }
    match &round.no_wishes {
        Some(question) if entry.wishes.is_empty() => Err(Why::question(question, round.cites_of("no wishes"))),
        _ => Ok(()),
    }
}

/// Lists of schools that were made before. One that hangs on the applicant only through some values is the same for all
/// who have the same values, and a district asks it thirty thousand times.
pub(super) struct Memo<'r> {
    policy: &'r Policy,
    /// By the list: the values on which it hangs; `None`: on more than values.
    hangs: BTreeMap<NodeId, Option<Vec<&'r Val>>>,
    made: BTreeMap<(NodeId, Vec<Fact>), Vec<u32>>,
}

impl<'r> Memo<'r> {
    pub(super) fn new(policy: &'r Policy) -> Memo<'r> {
        Memo { policy, hangs: BTreeMap::new(), made: BTreeMap::new() }
    }

    fn listed(&mut self, asker: &mut Asker<'r, '_>, val: &'r Val, schools: &Schools<'r>) -> Result<Vec<u32>, Why> {
        let table = matches!(&val.kind, ValKind::List(list) if matches!(list.source, Source::Table(_)));
        let hangs = self.hangs.entry(val.node).or_insert_with(|| if table { hangs_on(self.policy, val) } else { None });
        let Some(values) = hangs else { return listed(asker, val, schools) };
        let mut key = (val.node, Vec::with_capacity(values.len()));
        for value in values.iter() {
            let asked = asker.fact(value, None);
            if asked.is == Fact::Unknown {
                return listed(asker, val, schools);
            }
            key.1.push(asked.is);
        }
        if let Some(known) = self.made.get(&key) {
            return Ok(known.clone());
        }
        let list = listed(asker, val, schools)?;
        self.made.insert(key, list.clone());
        Ok(list)
    }
}

/// The values of the applicant on which a list of rows of a table hangs, if it hangs on nothing else of the applicant.
fn hangs_on<'r>(policy: &'r Policy, val: &'r Val) -> Option<Vec<&'r Val>> {
    let mut found = Some(Vec::new());
    walk::val(val, &mut |node| hang(policy, node, &mut found));
    found
}

/// Adds the values of the applicant that a node asks. Rules about the row are looked into; whatever else asks the
/// applicant makes it more than values.
fn hang<'r>(policy: &'r Policy, node: Node<'r>, found: &mut Option<Vec<&'r Val>>) {
    match node {
        Node::Val(inner) => match &inner.kind {
            ValKind::Place(place) => {
                if let (Root::Form(_), Some(all)) = (place.root, found.as_mut()) {
                    all.push(inner);
                }
            }
            ValKind::Call(_, None) | ValKind::Reading(_, None) | ValKind::Classify(_) => {
                if let Some(all) = found.as_mut() {
                    all.push(inner);
                }
            }
            ValKind::Call(_, Some(_)) | ValKind::Reading(_, Some(_)) => *found = None,
            _ => {}
        },
        Node::Cond(inner) => match &inner.kind {
            CondKind::Call(id, Some(_)) => {
                walk::cond(&policy.conditions[id.index()].body, &mut |node| hang(policy, node, found));
            }
            CondKind::Reading(id, Some(_)) => {
                for alternative in &policy.readings[id.index()].alternatives {
                    walk::body(&alternative.body, &mut |node| hang(policy, node, found));
                }
            }
            CondKind::Call(_, None) | CondKind::Reading(_, None) | CondKind::Entry(..) | CondKind::Category(_) => {
                *found = None;
            }
            _ => {}
        },
        Node::List(inner) => {
            if !matches!(inner.source, Source::Table(_)) {
                *found = None;
            }
        }
    }
}

/// A school or a list of schools. One over a table comes in the order of the codes, so that the order of a file
/// changes nothing.
fn listed<'r>(asker: &mut Asker<'r, '_>, val: &'r Val, schools: &Schools<'r>) -> Result<Vec<u32>, Why> {
    let asked = asker.fact(val, None);
    let find = |value: &Value| text(value).and_then(|code| schools.at.get(code)).copied();
    let mut found: Vec<u32> = match &asked.is {
        Fact::None => Vec::new(),
        Fact::Known(Value::List(list)) if !list.open => list.items.iter().filter_map(find).collect(),
        Fact::Known(value @ (Value::Id(_) | Value::Text(_))) => find(value).into_iter().collect(),
        _ => return Err(Why::hangs(&asked)),
    };
    if let ValKind::List(list) = &val.kind
        && matches!(**list, ListExpr { source: Source::Table(_), .. })
    {
        found.sort_unstable();
    }
    Ok(found)
}

/// What a criterion is for an applicant, as a whole number: a condition that holds is 0 and goes before one that does not.
fn looked<'r>(asker: &mut Asker<'r, '_>, what: &'r Looked, school: Option<School<'r>>) -> Result<Option<i64>, Why> {
    match what {
        Looked::Cond(cond) => {
            let asked = asker.truth(cond, school);
            match asked.is {
                Truth::True => Ok(Some(0)),
                Truth::False => Ok(Some(1)),
                Truth::Unknown => Err(Why::hangs(&asked)),
            }
        }
        Looked::Val(val) => {
            let asked = asker.fact(val, school);
            match &asked.is {
                Fact::None => Ok(None),
                Fact::Known(value) => number(value).map(Some).ok_or_else(|| Why::hangs(&asked)),
                Fact::Unknown => Err(Why::hangs(&asked)),
            }
        }
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Int(n) => Some(*n),
        Value::Date(day) => Some(i64::from(day.days())),
        Value::Enum(at) => Some(i64::from(*at)),
        Value::Decimal(d) => Some(d.units()),
        Value::Bool(b) => Some(i64::from(!*b)),
        _ => None,
    }
}

pub(super) fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Id(text) | Value::Text(text) => Some(text),
        _ => None,
    }
}
