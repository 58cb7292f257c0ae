//! Examples that hold a draw: tickets in the order that the example lists, and who is placed where.

use super::Failure;
use crate::allocation::{self, model};
use crate::interp::{Asker, Pins, Watch};
use crate::ir::expr::{Place, Root, Val, ValKind};
use crate::ir::rounds::Round;
use crate::ir::{DrawId, Example, Expect, ExpectedSeat, NodeId, Policy, Role, RoundId};
use crate::outcome::Decision;
use crate::roster::{Applicant, Built, build_watched};
use crate::tables::Tables;
use crate::value::{Fact, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A draw held among the applicants of an example.
pub(super) struct Held {
    /// The draw.
    pub(super) draw: DrawId,
    /// Its roster.
    pub(super) built: Built,
    /// The tickets that the example gives, for each round.
    pub(super) tickets: Vec<model::Tickets>,
    /// What came out.
    pub(super) results: model::Results,
    who: Who,
}

/// What keeps a draw from being held.
#[derive(Clone)]
pub(super) struct Trouble {
    found: String,
    help: Option<String>,
}

/// Under which ids the applicants of an example are known in its draw.
struct Who {
    /// Those of the form, one for each applicant that the example states.
    rows: Vec<String>,
    /// Where rows are wishes of one list: for each row the ids of the lists to which it belongs.
    lists: Vec<BTreeSet<String>>,
    /// Some round of the draw takes each row for an applicant.
    alone: bool,
    /// The field by which rows are one list.
    by: String,
}

impl Who {
    fn of(policy: &Policy, tables: &Tables, example: &Example, pins: &Pins, draw: DrawId) -> Who {
        let id_field = policy.form.with_role(Role::Id);
        let row = |(at, facts): (usize, &Vec<Fact>)| match id_field.and_then(|f| facts.get(f)) {
            Some(Fact::Known(Value::Id(id) | Value::Text(id))) => id.to_string(),
            _ => format!("applicant{}", at + 1),
        };
        let rounds: Vec<&Round> =
            policy.draws[draw.index()].rounds.iter().map(|id| &policy.rounds[id.index()]).collect();
        let by: Vec<&Val> = rounds.iter().filter_map(|r| r.one_list.as_ref()).map(|(by, _)| by).collect();
        let lists = example.applicants.iter().map(|facts| {
            let mut asker = Asker::new(policy, tables, example.stage, facts, pins);
            let ids = by.iter().filter_map(|by| match asker.fact(by, None).is {
                Fact::Known(Value::Id(id) | Value::Text(id)) => Some(id.to_string()),
                _ => None,
            });
            ids.collect()
        });
        let field = by.first().and_then(|by| match &by.kind {
            ValKind::Place(Place { root: Root::Form(at), .. }) => Some(policy.form.fields[*at].named.name.clone()),
            _ => None,
        });
        Who {
            rows: example.applicants.iter().enumerate().map(row).collect(),
            lists: lists.collect(),
            alone: by.len() < rounds.len(),
            by: field.unwrap_or_default(),
        }
    }

    /// Nothing if the draw knows an applicant of this id; otherwise what is wrong.
    fn unknown(&self, id: &String) -> Option<Trouble> {
        if (self.alone && self.rows.contains(id)) || self.lists.iter().any(|own| own.contains(id)) {
            return None;
        }
        if let Some(row) = self.rows.iter().position(|row| row == id) {
            // A row of which it is not known whose it is stands for itself.
            if self.lists[row].is_empty() {
                return None;
            }
            let own: Vec<String> = self.lists[row].iter().map(|list| format!("`{list}`")).collect();
            return Some(Trouble {
                found: format!("`{id}` is one row of a list, and the applicant of the draw is {}", own.join(", ")),
                help: Some(format!("rows with one `{}` are one list: name the applicant by that", self.by)),
            });
        }
        let mut known: Vec<&str> = self.lists.iter().flatten().map(String::as_str).collect();
        if self.alone || known.is_empty() {
            known.extend(self.rows.iter().map(String::as_str));
        }
        known.sort_unstable();
        known.dedup();
        Some(Trouble {
            found: format!("there is no applicant `{id}`"),
            help: Some(format!("they are {}", known.join(", "))),
        })
    }
}

/// Holds the draw of an example, if it holds one. `watch` is told how the questions of the rounds were answered.
pub(super) fn hold(
    policy: &Policy,
    tables: &Tables,
    example: &Example,
    pins: &Pins,
    decisions: &[Decision],
    watch: Option<Watch>,
) -> Option<Result<Held, Trouble>> {
    let draw = example.hold?;
    let who = Who::of(policy, tables, example, pins, draw);
    Some(held(policy, tables, example, pins, decisions, watch, draw, who))
}

#[expect(clippy::too_many_arguments, reason = "what an example is held with")]
fn held(
    policy: &Policy,
    tables: &Tables,
    example: &Example,
    pins: &Pins,
    decisions: &[Decision],
    watch: Option<Watch>,
    draw: DrawId,
    who: Who,
) -> Result<Held, Trouble> {
    let trouble = |found: String, help: Option<String>| Err(Trouble { found, help });
    let distinct: BTreeSet<&String> = who.rows.iter().collect();
    if distinct.len() < who.rows.len() {
        return trouble("two of its applicants have one id".into(), Some("give each `other` an id".into()));
    }
    if let Some(wrong) = example.tickets.iter().flat_map(|(_, ids)| ids).find_map(|id| who.unknown(id)) {
        return Err(wrong);
    }
    let applicants: Vec<Applicant> = example
        .applicants
        .iter()
        .zip(&who.rows)
        .zip(decisions)
        .map(|((facts, id), decision)| Applicant {
            id,
            facts,
            outcome: decision.outcome,
            pins: pins.clone(),
            lost: BTreeSet::new(),
        })
        .collect();
    let built = match build_watched(policy, tables, draw, pins, &applicants, watch) {
        Ok(built) => built,
        Err(reading) => {
            let name = &policy.readings[reading.index()].named.name;
            let help = Some(format!("say which it is under: `under {name} = …;`"));
            return trouble(format!("the draw hangs on how `{name}` is read"), help);
        }
    };
    if let Some(problem) = allocation::validate(&built.draw, &built.roster).first() {
        return trouble(problem.sentence(crate::base::tongue::Tongue::En), None);
    }
    if let Some(id) = built.too_many.first() {
        return trouble(format!("`{id}` enters more rounds than the draw allows"), None);
    }
    let rounds = policy.draws[draw.index()].rounds.iter().zip(&built.draw.rounds);
    let tickets: Vec<model::Tickets> = rounds.map(|(id, round)| tickets(example, *id, round, &built)).collect();
    let results = allocation::run(&built.draw, &built.roster, &tickets);
    Ok(Held { draw, built, tickets, results, who })
}

/// Checks what an example expects of the draw that it holds.
pub(super) fn check(
    policy: &Policy,
    example: &Example,
    held: Option<&Result<Held, Trouble>>,
    failures: &mut Vec<Failure>,
) {
    let wants = |e: &&Expect| matches!(e, Expect::Order { .. } | Expect::Seat { .. });
    let mut fail = |node: NodeId, found: String, help: Option<String>| failures.push(Failure { node, found, help });
    let Held { draw, built, tickets, results, who } = match held {
        None => {
            if let Some(Expect::Order { node, .. } | Expect::Seat { node, .. }) = example.expects.iter().find(wants) {
                fail(*node, "the example holds no draw".into(), Some("write `hold DRAW;` among its facts".into()));
            }
            return;
        }
        Some(Err(trouble)) => return fail(example.node, trouble.found.clone(), trouble.help.clone()),
        Some(Ok(held)) => held,
    };
    let rounds = &policy.draws[draw.index()].rounds;
    let mut open: BTreeMap<&str, &crate::roster::Unsettled> = BTreeMap::new();
    for unsettled in &built.unsettled {
        open.insert(&unsettled.id, unsettled);
        // What is not settled about a row is not settled about the list.
        let rows = who.rows.iter().zip(&who.lists).filter(|(row, _)| **row == unsettled.id);
        open.extend(rows.flat_map(|(_, lists)| lists).map(|id| (id.as_str(), unsettled)));
    }

    for expect in &example.expects {
        match expect {
            Expect::Order { round, ids: wanted, cites, node } => {
                let Some(at) = rounds.iter().position(|r| r == round) else {
                    fail(*node, "the draw does not hold that round".into(), None);
                    continue;
                };
                cited(policy, *round, "order", cites, *node, &mut fail);
                if let Some(wrong) = wanted.iter().find_map(|id| who.unknown(id)) {
                    fail(*node, wrong.found, wrong.help);
                    continue;
                }
                let found = order(built, at, &tickets[at], wanted);
                match found {
                    Ok(found) if found == *wanted => {}
                    Ok(found) => fail(*node, format!("the order is {}", found.join(", ")), None),
                    Err(absent) => fail(*node, format!("`{absent}` does not take part in the round"), None),
                }
            }
            Expect::Seat { id, seat, by, cites, node } => {
                if let Some(round) = by {
                    cited(policy, *round, "", cites, *node, &mut fail);
                } else if let Some(cite) = cites.first() {
                    let help = Some("say by which round: `by ROUND`".into());
                    fail(*node, format!("it is not said which round cites `{cite}`"), help);
                }
                if let Some(wrong) = who.unknown(id) {
                    fail(*node, wrong.found, wrong.help);
                    continue;
                }
                let row = built.roster.ids.iter().position(|known| known == id);
                let found = row.map(|row| &results.placements[row]);
                let (status, school, round) = stands(built, found, open.contains_key(id.as_str()));
                let fits = match seat {
                    ExpectedSeat::PlacedAt(wanted) => {
                        status == model::Status::Placed && school.as_ref() == Some(wanted)
                    }
                    ExpectedSeat::NotPlaced => status == model::Status::Unplaced,
                    ExpectedSeat::Referred => status == model::Status::Refer,
                };
                let by_name = by.map(|r| policy.rounds[r.index()].named.name.as_str());
                if !fits || by_name.is_some_and(|name| round.as_deref().is_some_and(|r| r != name)) {
                    let help = open.get(id.as_str()).map(|u| hangs(policy, u));
                    fail(*node, said(id, status, school.as_deref(), round.as_deref()), help);
                }
            }
            _ => {}
        }
    }
}

/// How an applicant stands: the status, where, and by which round.
fn stands(
    built: &Built,
    found: Option<&model::Placement>,
    open: bool,
) -> (model::Status, Option<String>, Option<String>) {
    let name = |at: u32| built.draw.rounds[at as usize].name.clone();
    match found {
        Some(placement) => {
            let seat = placement.seats.first();
            let school = seat.map(|(_, school)| built.roster.schools[*school as usize].clone());
            let round = seat.map(|(round, _)| *round).or(placement.last_round);
            let settled = placement.status != model::Status::Unplaced || !open;
            let status = if settled { placement.status } else { model::Status::Refer };
            (status, school, round.map(name))
        }
        None if open => (model::Status::Refer, None, None),
        None => (model::Status::Unplaced, None, None),
    }
}

fn said(id: &str, status: model::Status, school: Option<&str>, round: Option<&str>) -> String {
    let by = round.map_or(String::new(), |round| format!(" by `{round}`"));
    match (status, school) {
        (model::Status::Placed, Some(school)) => format!("`{id}` is placed at `{school}`{by}"),
        (model::Status::Refer, Some(school)) => format!("`{id}` is referred{by}, with a seat held at `{school}`"),
        (model::Status::Refer, None) => format!("`{id}` is referred{by}"),
        (_, _) if round.is_some() => format!("`{id}` is not placed{by}"),
        _ => format!("`{id}` takes part in no round"),
    }
}

fn hangs(policy: &Policy, unsettled: &crate::roster::Unsettled) -> String {
    let why = &unsettled.why;
    let mut parts: Vec<String> = why.outcome.iter().map(|o| format!("the outcome is `{}`", o.word())).collect();
    parts.extend(why.missing.iter().map(|m| format!("`{m}` is missing")));
    let readings = why.readings.iter().map(|r| &policy.readings[r.index()].named.name);
    parts.extend(readings.map(|name| format!("it hangs on how `{name}` is read")));
    parts.extend(why.question.clone());
    parts.join("; ")
}

/// The tickets that an example gives: those listed in their order, then the others in that of their ids.
fn tickets(example: &Example, id: RoundId, round: &model::Round, built: &Built) -> model::Tickets {
    let own = example.tickets.iter().find(|(of, _)| *of == Some(id));
    let all = example.tickets.iter().find(|(of, _)| of.is_none());
    let listed: &[String] = own.or(all).map_or(&[], |(_, ids)| ids);
    let drawn: Vec<u64> = (0u64..)
        .zip(&built.roster.ids)
        .map(|(row, id)| listed.iter().position(|l| l == id).map_or(listed.len() as u64 + row, |at| at as u64))
        .collect();
    match round.end {
        model::ChainEnd::Ticket => model::Tickets::Single(drawn),
        model::ChainEnd::TicketAtSchool => {
            let at = built.draw.rounds.iter().position(|r| r.name == round.name).unwrap_or(0);
            let seats = &built.roster.rounds[at].seats;
            model::Tickets::AtSchool(
                seats.iter().map(|s| if s.is_some() { drawn.clone() } else { Vec::new() }).collect(),
            )
        }
        model::ChainEnd::Refer | model::ChainEnd::AdmitAll => model::Tickets::None,
    }
}

/// Some of those who take part in a round, in its order, as far as it is one for all schools; the first who takes no
/// part if there is one. Where the order looks at the school, each stands by the first wish.
fn order(built: &Built, round: usize, tickets: &model::Tickets, wanted: &[String]) -> Result<Vec<String>, String> {
    let parameters = &built.draw.rounds[round];
    // Unknown last, then by value; then the ticket; then whose it is.
    type Key = (Vec<(bool, i64)>, u64, usize);
    let mut keys: Vec<Key> = Vec::new();
    for (at, id) in wanted.iter().enumerate() {
        let row = built.roster.ids.iter().position(|known| known == id).ok_or_else(|| id.clone())?;
        let entry = built.roster.rounds[round].entries.iter().find(|e| e.row as usize == row);
        let entry = entry.ok_or_else(|| id.clone())?;
        let criteria = parameters.criteria.iter().zip(&entry.criteria).map(|(criterion, values)| {
            match (values.first().copied().flatten(), criterion.first) {
                (None, _) => (true, 0),
                (Some(value), model::First::Lowest) => (false, value),
                (Some(value), model::First::Highest) => (false, value.saturating_neg()),
            }
        });
        let one = parameters.linked.is_some_and(|l| l.tickets == model::LinkedTickets::One);
        let drawn = if one { entry.linked.map_or(row, |first| first as usize) } else { row };
        let ticket = match tickets {
            model::Tickets::Single(all) => all[drawn],
            model::Tickets::AtSchool(all) => {
                entry.wishes.first().map_or(0, |w| all[*w as usize].get(drawn).copied().unwrap_or(0))
            }
            model::Tickets::None => 0,
        };
        keys.push((criteria.collect(), ticket, at));
    }
    keys.sort();
    Ok(keys.into_iter().map(|(_, _, at)| wanted[at].clone()).collect())
}

/// Fails where a round does not cite an article that the example names.
fn cited(
    policy: &Policy,
    round: RoundId,
    line: &str,
    cites: &[String],
    node: NodeId,
    fail: &mut impl FnMut(NodeId, String, Option<String>),
) {
    let round = &policy.rounds[round.index()];
    let mut found: Vec<&String> = round.cites.iter().chain(round.cites_of(line)).collect();
    found.extend(round.line_cites.iter().flat_map(|(_, cites)| cites));
    found.extend(round.order.iter().flat_map(|c| &c.cites));
    for cite in cites.iter().filter(|c| !found.contains(c)) {
        let said: Vec<&str> = found.iter().map(|c| c.as_str()).collect();
        fail(
            node,
            format!("the round `{}` does not cite `{cite}`", round.named.name),
            Some(format!("it cites {}", said.join(", "))),
        );
    }
}
