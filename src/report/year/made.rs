//! A year from its draws: the runs as they were certified, with the policy's labels put on.

use super::{Breakdown, Count, Cutoff, Draw, Envy, Round, School, Stage, Tally, Year};
use crate::allocation::model::{ChainEnd, First, Placement, Status};
use crate::allocation::{RoundDiagnostics, diagnose};
use crate::freeze::Remade;
use crate::ir::rounds::{self, Looked};
use crate::ir::{Base, CategoryId, DrawId, Policy, Shape, StageId, fingerprint};
use crate::outcome::Outcome;
use crate::record::public::Public;
use crate::record::run::Run;
use crate::record::sums::number as ten_digits;
use crate::report::label::Label;
use crate::value::{Fact, Value};
use std::collections::BTreeMap;

/// A draw that was held.
pub struct Held<'a> {
    /// Which.
    pub draw: DrawId,
    /// What it was run on, and how that came about.
    pub remade: &'a Remade,
    /// The run.
    pub run: &'a Run,
    /// The digest of its certificate.
    pub certificate: Option<String>,
    /// The command that checks it.
    pub verify: Option<String>,
}

/// A year's stages with their draws, in the order in which they were held.
pub fn year(policy: &Policy, held: &[Held]) -> Year {
    let stages = (0..policy.stages.len() as u16).map(StageId);
    let stages = stages.filter_map(|stage| {
        let own: Vec<&Held> = held.iter().filter(|h| policy.draws[h.draw.index()].stage == stage).collect();
        (!own.is_empty()).then(|| made(policy, stage, &own))
    });
    Year {
        title: Label::same(policy.named.shown()),
        year: policy.year,
        authority: policy.authority.as_deref().map(Label::same),
        document: policy.document.clone(),
        fingerprint: fingerprint::fingerprint(policy),
        rehearsal: held.iter().find_map(|h| h.run.fixed.rehearsal.clone()),
        stages: stages.collect(),
    }
}

/// How somebody stands after the draws so far.
#[derive(Debug, Clone, Default)]
struct Stands {
    placed: Option<usize>,
    guarantee: bool,
    referred: bool,
    /// Why there is no seat.
    reason: Option<Label>,
    area: Option<String>,
    class: Option<Label>,
    category: Option<CategoryId>,
}

fn made(policy: &Policy, stage: StageId, held: &[&Held]) -> Stage {
    let named = &policy.stages[stage.index()].named;
    let mut schools: Vec<School> = Vec::new();
    let mut at_code: BTreeMap<String, usize> = BTreeMap::new();
    let mut stands: BTreeMap<String, Stands> = BTreeMap::new();
    let mut draws = Vec::new();
    for held in held {
        list_schools(policy, held, &mut schools, &mut at_code);
        let declared = &policy.draws[held.draw.index()];
        let roster = &held.remade.public.roster;
        let categories: BTreeMap<&str, Option<CategoryId>> =
            held.remade.ids.iter().map(|id| &**id).zip(held.remade.outcomes.iter().map(|(_, c)| *c)).collect();
        for (row, placement) in held.run.results.placements.iter().enumerate() {
            let own = stands.entry(roster.ids[row].clone()).or_default();
            own.category = own.category.or(categories.get(roster.ids[row].as_str()).copied().flatten());
            stand(policy, declared, held, row, placement, own);
        }
        for placement in &held.run.results.placements {
            for (_, school) in &placement.seats {
                let code = &roster.schools[*school as usize];
                if let Some(at) = at_code.get(code) {
                    schools[*at].left = schools[*at].left.saturating_sub(1);
                }
            }
        }
        draws.push(draw(policy, held, &at_code));
    }
    let mut tally = Tally::default();
    stands.values().for_each(|own| count(&mut tally, own));
    let mut reasons: BTreeMap<Label, u64> = BTreeMap::new();
    for own in stands.values().filter(|own| own.placed.is_none() && !own.guarantee && !own.referred) {
        *reasons.entry(own.reason.clone().unwrap_or_else(|| Label::new("未参加", "took no part"))).or_default() += 1;
    }
    let category = |own: &Stands| match own.category {
        Some(id) => Label::same(policy.categories[id.index()].named.shown()),
        None => Label::new("未列类别", "of no way in"),
    };
    let area = |own: &Stands| own.area.as_deref().map_or(Label::new("未划片", "no area"), Label::same);
    let class = |own: &Stands| own.class.clone().unwrap_or(Label::new("不分次序", "no class"));
    let mut breakdowns = vec![breakdown(Label::new("类别", "category"), &stands, category)];
    if stands.values().any(|own| own.area.is_some()) {
        breakdowns.push(breakdown(Label::new("服务片", "area"), &stands, area));
    }
    if stands.values().any(|own| own.class.is_some()) {
        breakdowns.push(breakdown(Label::new("优先次序", "priority class"), &stands, class));
    }
    let last = held.last();
    let mut outcomes: BTreeMap<Outcome, u64> = BTreeMap::new();
    for (outcome, _) in last.iter().flat_map(|h| &h.remade.outcomes) {
        *outcomes.entry(*outcome).or_default() += 1;
    }
    let mut order: Vec<usize> = (0..schools.len()).collect();
    order.sort_by(|a, b| (&schools[*a].area, &schools[*a].code).cmp(&(&schools[*b].area, &schools[*b].code)));
    let new_place: BTreeMap<usize, usize> = order.iter().enumerate().map(|(new, old)| (*old, new)).collect();
    for round in draws.iter_mut().flat_map(|d: &mut Draw| &mut d.rounds) {
        round.cutoffs.iter_mut().for_each(|cutoff| cutoff.school = new_place[&cutoff.school]);
    }
    Stage {
        name: named.name.clone(),
        label: Label::same(named.shown()),
        outcomes: outcomes
            .into_iter()
            .map(|(outcome, count)| Count { label: Label::new(outcome.chinese(), outcome.word()), count })
            .collect(),
        tally,
        breakdowns,
        reasons: reasons.into_iter().map(|(label, count)| Count { label, count }).collect(),
        schools: order.into_iter().map(|at| schools[at].clone()).collect(),
        draws,
    }
}

fn count(tally: &mut Tally, own: &Stands) {
    match (own.placed, own.guarantee, own.referred) {
        (Some(wish), ..) => {
            tally.by_wish.resize(tally.by_wish.len().max(wish), 0);
            tally.by_wish[wish - 1] += 1;
        }
        (None, true, _) => tally.guarantee += 1,
        (None, false, true) => tally.referred += 1,
        _ => tally.unplaced += 1,
    }
}

fn breakdown(label: Label, stands: &BTreeMap<String, Stands>, of: impl Fn(&Stands) -> Label) -> Breakdown {
    let mut rows: BTreeMap<Label, Tally> = BTreeMap::new();
    stands.values().for_each(|own| count(rows.entry(of(own)).or_default(), own));
    Breakdown { label, rows: rows.into_iter().collect() }
}

/// Notes how a draw left somebody.
fn stand(policy: &Policy, draw: &rounds::Draw, held: &Held, row: usize, placement: &Placement, own: &mut Stands) {
    match placement.status {
        Status::Placed => {
            own.referred = false;
            match placement.wish {
                Some(0) | None => own.guarantee = true,
                Some(wish) => own.placed = Some(wish as usize),
            }
        }
        Status::Refer => own.referred = true,
        Status::Unplaced => own.referred = false,
    }
    for (at, id) in draw.rounds.iter().enumerate() {
        let rule = &policy.rounds[id.index()];
        let entries = &held.remade.public.roster.rounds[at].entries;
        let Ok(entry) = entries.binary_search_by_key(&(row as u32), |e| e.row) else { continue };
        if let Some(area) = &held.remade.built.kept[at][entry].area {
            own.area = Some(area.clone());
        }
        if let (Some(criterion), Some(value)) =
            (rule.order.first(), entries[entry].criteria.first().and_then(|v| v.first()))
            && !criterion.per_wish
        {
            own.class = class_label(policy, criterion, *value).or(own.class.take());
        }
        let last = placement.last_round == Some(at as u32);
        if placement.status == Status::Unplaced && last {
            let shown = rule.named.shown();
            own.reason = Some(if entries[entry].wishes.is_empty() {
                Label::new(format!("{shown}：没有有效志愿"), format!("{shown}: no valid wish"))
            } else {
                Label::new(format!("{shown}：所填学校已满"), format!("{shown}: the schools wished for are full"))
            });
        }
    }
}

/// The case of a classification, or whether a condition holds; nothing for numbers and days.
fn class_label(policy: &Policy, criterion: &rounds::Criterion, value: Option<i64>) -> Option<Label> {
    use crate::ir::expr::ValKind;
    match &criterion.what {
        Looked::Val(val) => match &val.kind {
            ValKind::Classify(id) => {
                let cases = &policy.enums[policy.classifies[id.index()].cases.index()].members;
                let case = cases.get(usize::try_from(value?).ok()?)?;
                Some(Label::same(case.shown()))
            }
            _ => None,
        },
        Looked::Cond(_) => {
            let name = criterion_label(policy, criterion);
            Some(match value? {
                0 => name,
                _ => Label::new(format!("非{}", name.zh), format!("not {}", name.en)),
            })
        }
    }
}

/// What a criterion is called.
pub fn criterion_label(policy: &Policy, criterion: &rounds::Criterion) -> Label {
    let name = &criterion.name;
    let named = policy
        .conditions
        .iter()
        .map(|c| &c.named)
        .chain(policy.values.iter().map(|v| &v.named))
        .chain(policy.readings.iter().map(|r| &r.named))
        .chain(policy.classifies.iter().map(|c| &c.named))
        .chain(policy.form.fields.iter().map(|f| &f.named))
        .find(|n| n.name == *name);
    named.map_or_else(|| Label::same(name.as_str()), |n| Label::same(n.shown()))
}

/// The order of a round in words.
pub fn order_words(policy: &Policy, round: &rounds::Round) -> Label {
    let mut parts: Vec<Label> = round
        .order
        .iter()
        .map(|criterion| {
            let name = criterion_label(policy, criterion);
            let measured =
                matches!(&criterion.what, Looked::Val(v) if !matches!(v.kind, crate::ir::expr::ValKind::Classify(_)));
            match (measured, criterion.days, criterion.first) {
                (false, ..) => name,
                (_, true, First::Lowest) => Label::new(format!("{}早者", name.zh), format!("the earlier {}", name.en)),
                (_, true, First::Highest) => Label::new(format!("{}晚者", name.zh), format!("the later {}", name.en)),
                (_, false, First::Lowest) => Label::new(format!("{}小者", name.zh), format!("the lower {}", name.en)),
                (_, false, First::Highest) => Label::new(format!("{}大者", name.zh), format!("the higher {}", name.en)),
            }
        })
        .collect();
    parts.push(match round.end {
        ChainEnd::Ticket => Label::new("派位号", "the ticket"),
        ChainEnd::TicketAtSchool => Label::new("逐校派位号", "the ticket at the school"),
        ChainEnd::Refer => Label::new("同序者转人工", "a person where tied"),
        ChainEnd::AdmitAll => Label::new("同序者全部录取", "all where tied"),
    });
    let words = |zh: bool| parts.iter().map(|p| if zh { p.zh.clone() } else { p.en.clone() }).collect::<Vec<_>>();
    Label::new(words(true).join("，再"), words(false).join(", then "))
}

/// Adds the schools of a draw that are not listed yet, with their seats before it.
fn list_schools(policy: &Policy, held: &Held, schools: &mut Vec<School>, at_code: &mut BTreeMap<String, usize>) {
    let declared = &policy.draws[held.draw.index()];
    let roster = &held.remade.public.roster;
    for (at, code) in roster.schools.iter().enumerate() {
        let Some(round) = roster.rounds.iter().position(|round| round.seats[at].is_some()) else { continue };
        // The largest number of seats that any round of the draw offers is what there is before it.
        let seats = u64::from(roster.rounds.iter().filter_map(|r| r.seats[at]).max().unwrap_or(0));
        if let Some(known) = at_code.get(code) {
            // A later draw may offer more than an earlier one was given to give.
            let school: &mut School = &mut schools[*known];
            if seats > school.left {
                school.plan += seats - school.left;
                school.left = seats;
            }
            continue;
        }
        let rule = &policy.rounds[declared.rounds[round].index()];
        let (label, area) = school_words(policy, held.remade, rule, code);
        at_code.insert(code.clone(), schools.len());
        schools.push(School { code: code.clone(), label, area, plan: seats, left: seats });
    }
}

/// The name of a school, from the first column of words in its table, and its area, from the column that a round keeps
/// wishes within.
pub fn school_words(policy: &Policy, remade: &Remade, round: &rounds::Round, code: &str) -> (Label, Option<Label>) {
    let table = &policy.tables[round.schools.index()];
    let key = table.keys.first().copied().unwrap_or(0);
    let rows = remade.tables[round.schools.index()].as_deref().unwrap_or(&[]);
    let text = |fact: &Fact| match fact {
        Fact::Known(Value::Id(t) | Value::Text(t)) => Some(t.to_string()),
        _ => None,
    };
    let Some(row) = rows.iter().find(|row| text(&row[key]).as_deref() == Some(code)) else {
        return (Label::same(code), None);
    };
    let name = table.columns.iter().position(|c| c.ty.base == Base::Text && c.ty.shape == Shape::One);
    let name = name.and_then(|at| text(&row[at])).unwrap_or_else(|| code.to_string());
    let inside = round.inside.as_ref().map(|(_, column)| *column);
    let inside = inside.or_else(|| {
        policy.rounds.iter().filter(|r| r.schools == round.schools).find_map(|r| r.inside.as_ref().map(|(_, c)| *c))
    });
    (Label::same(name), inside.and_then(|at| text(&row[at])).map(Label::same))
}

fn draw(policy: &Policy, held: &Held, at_code: &BTreeMap<String, usize>) -> Draw {
    let declared = &policy.draws[held.draw.index()];
    let fixed = &held.run.fixed;
    let Public { draw: parameters, roster, .. } = &held.remade.public;
    let measured = diagnose(parameters, roster, &held.run.tickets, &held.run.results);
    Draw {
        name: policy.draw_name(held.draw),
        label: Label::same(declared.named.shown()),
        held: policy.windows[declared.held.index()].last,
        certificate: held.certificate.clone(),
        frozen: Some(held.run.frozen.frozen.clone()),
        parties: fixed.parties.iter().map(|p| Label::same(p.party.as_str())).collect(),
        balls: (!fixed.balls.is_empty()).then(|| fixed.balls.clone()),
        attempt: fixed.attempt(),
        voids: fixed.voids.iter().map(|v| Label::same(v.reason.as_str())).collect(),
        verify: held.verify.clone(),
        rounds: (0..declared.rounds.len()).map(|at| round(policy, held, at, at_code, &measured.rounds[at])).collect(),
    }
}

fn round(
    policy: &Policy,
    held: &Held,
    at: usize,
    at_code: &BTreeMap<String, usize>,
    measured: &RoundDiagnostics,
) -> Round {
    let declared = &policy.draws[held.draw.index()];
    let rule = &policy.rounds[declared.rounds[at].index()];
    let roster = &held.remade.public.roster;
    let results = &held.run.results;
    let mine = &results.rounds[at];
    let mut tally = Tally::default();
    let wishes = roster.rounds[at].entries.iter().map(|e| e.wishes.len()).max().unwrap_or(0);
    tally.by_wish.resize(wishes, 0);
    let mut elsewhere = 0;
    for (row, ended) in mine.took_part.iter().zip(&mine.ended) {
        let placement = &results.placements[*row as usize];
        let keeps = placement.status == Status::Placed && placement.seats.first().is_some_and(|(r, _)| *r == at as u32);
        match (keeps, ended.status) {
            (true, _) => match placement.wish {
                Some(wish) if wish > 0 => tally.by_wish[wish as usize - 1] += 1,
                _ => tally.guarantee += 1,
            },
            (false, Status::Placed) => elsewhere += 1,
            (false, Status::Refer) => tally.referred += 1,
            (false, Status::Unplaced) => tally.unplaced += 1,
        }
    }
    let cutoffs = mine.cutoffs.iter().filter_map(|cutoff| {
        let school = *at_code.get(&roster.schools[cutoff.school as usize])?;
        let last = cutoff.last.as_ref().map(|(values, ticket)| {
            let mut words: Vec<String> =
                rule.order.iter().zip(values).map(|(criterion, value)| shown(policy, criterion, *value)).collect();
            words.extend(ticket.map(ten_digits));
            Label::same(words.join(" · "))
        });
        Some(Cutoff {
            school,
            group: cutoff.group.map(|g| Label::same(rule.groups[g as usize].named.shown())),
            seats: u64::from(cutoff.seats),
            applied: u64::from(cutoff.applied),
            admitted: u64::from(cutoff.admitted),
            left: u64::from(cutoff.left),
            last,
        })
    });
    let joins = match &rule.unplaced {
        rounds::Unplaced::Join(target) => Some(Label::same(policy.rounds[target.index()].named.shown())),
        _ => None,
    };
    Round {
        label: Label::same(rule.named.shown()),
        articles: rule.cites.clone(),
        mechanism: Some(rule.mechanism),
        bands: rule.bands.clone(),
        order: order_words(policy, rule),
        seats: u64::from(measured.seats),
        took_part: mine.took_part.len() as u64,
        tally,
        elsewhere,
        joins,
        left: u64::from(measured.seats_left),
        cutoffs: cutoffs.collect(),
        envy: Some(Envy {
            applicants: u64::from(measured.envy.applicants),
            pairs: u64::from(measured.envy.pairs),
            strict: u64::from(measured.envy_by_criteria.pairs),
        }),
        waste: Some(u64::from(measured.waste.pairs)),
    }
}

/// The value of a criterion in words.
fn shown(policy: &Policy, criterion: &rounds::Criterion, value: Option<i64>) -> String {
    if let Some(label) = class_label(policy, criterion, value) {
        return label.zh;
    }
    let day = |days: i64| i32::try_from(days).ok().and_then(crate::base::date::Date::from_days);
    match value {
        None => "—".into(),
        Some(days) if criterion.days => day(days).map_or_else(|| days.to_string(), |d| d.to_string()),
        Some(number) => number.to_string(),
    }
}
