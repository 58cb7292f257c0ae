//! Examples that hold a draw: tickets in the order that the example lists, and who is placed where.

use super::Failure;
use crate::allocation::{self, model};
use crate::interp::Pins;
use crate::ir::{Example, Expect, ExpectedSeat, NodeId, Policy, Role, RoundId};
use crate::outcome::Decision;
use crate::roster::{Applicant, Built, build};
use crate::tables::Tables;
use crate::value::{Fact, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Checks what an example expects of the draw that it holds.
pub(super) fn check(
    policy: &Policy,
    tables: &Tables,
    example: &Example,
    pins: &Pins,
    decisions: &[Decision],
    failures: &mut Vec<Failure>,
) {
    let wants = |e: &&Expect| matches!(e, Expect::Order { .. } | Expect::Seat { .. });
    let Some(draw) = example.hold else {
        if let Some(Expect::Order { node, .. } | Expect::Seat { node, .. }) = example.expects.iter().find(wants) {
            let help = Some("write `hold DRAW;` among its facts".into());
            failures.push(Failure { node: *node, found: "the example holds no draw".into(), help });
        }
        return;
    };
    let mut fail = |node: NodeId, found: String, help: Option<String>| failures.push(Failure { node, found, help });
    let id_field = policy.form.with_role(Role::Id);
    let ids: Vec<String> = example
        .applicants
        .iter()
        .enumerate()
        .map(|(at, facts)| match id_field.and_then(|f| facts.get(f)) {
            Some(Fact::Known(Value::Id(id) | Value::Text(id))) => id.to_string(),
            _ => format!("applicant{}", at + 1),
        })
        .collect();
    let distinct: BTreeSet<&String> = ids.iter().collect();
    if distinct.len() < ids.len() {
        return fail(example.node, "two of its applicants have one id".into(), Some("give each `other` an id".into()));
    }
    let applicants: Vec<Applicant> = example
        .applicants
        .iter()
        .zip(&ids)
        .zip(decisions)
        .map(|((facts, id), decision)| Applicant {
            id,
            facts,
            outcome: decision.outcome,
            pins: pins.clone(),
            lost: BTreeSet::new(),
        })
        .collect();
    let built = match build(policy, tables, draw, pins, &applicants) {
        Ok(built) => built,
        Err(reading) => {
            let name = &policy.readings[reading.index()].named.name;
            let help = Some(format!("say which it is under: `under {name} = …;`"));
            return fail(example.node, format!("the draw hangs on how `{name}` is read"), help);
        }
    };
    if let Some(problem) = allocation::validate(&built.draw, &built.roster).first() {
        return fail(example.node, problem.sentence(crate::base::tongue::Tongue::En), None);
    }
    if let Some(id) = built.too_many.first() {
        return fail(example.node, format!("`{id}` enters more rounds than the draw allows"), None);
    }
    let rounds = &policy.draws[draw.index()].rounds;
    let tickets: Vec<model::Tickets> =
        rounds.iter().zip(&built.draw.rounds).map(|(id, round)| tickets(example, *id, round, &built)).collect();
    let results = allocation::run(&built.draw, &built.roster, &tickets);
    let open: BTreeMap<&str, &crate::roster::Unsettled> = built.unsettled.iter().map(|u| (u.id.as_str(), u)).collect();

    for expect in &example.expects {
        match expect {
            Expect::Order { round, ids: wanted, cites, node } => {
                let Some(at) = rounds.iter().position(|r| r == round) else {
                    fail(*node, "the draw does not hold that round".into(), None);
                    continue;
                };
                cited(policy, *round, "order", cites, *node, &mut fail);
                let found = order(&built, at, &tickets[at], wanted);
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
                if !ids.contains(id) && !built.roster.ids.contains(id) {
                    fail(*node, format!("there is no applicant `{id}`"), Some(format!("they are {}", ids.join(", "))));
                    continue;
                }
                let row = built.roster.ids.iter().position(|known| known == id);
                let found = row.map(|row| &results.placements[row]);
                let (status, school, round) = stands(&built, found, open.contains_key(id.as_str()));
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
    let mut keys: Vec<(Vec<(bool, i64)>, u64, usize)> = Vec::new();
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
