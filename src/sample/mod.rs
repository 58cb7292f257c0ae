//! Synthetic cohorts: applicants and tables drawn by a profile, which is data beside the policy.
//!
//! A [`Profile`] says in the policy's own names and cells who applies: how many in each stage, what kinds of household
//! there are and how their facts hang together, and what stands in the tables. The same policy, profile, number and
//! seed give the same cohort on every machine. Nothing here knows any policy, and no real person is in any sample.

mod chance;
mod dirt;
mod make;
mod plan;
mod profile;
mod read;
mod refs;
mod settings;
mod sheets;
mod source;
mod spec;
mod stock;

pub use chance::Chance;
pub use dirt::soil;
pub use profile::Profile;
pub use read::read;
pub use sheets::{applicant_sheets, table_sheets};
pub use source::Problem;

use crate::interp::{Pins, holds};
use crate::ir::{Policy, Role, StageId, is_for};
use crate::tables::Tables;
use crate::value::{Fact, Truth, Value};
use make::{Frame, Making, World, words};
use plan::Plan;
use profile::{Also, Count, Persona, Settings};
use std::collections::BTreeMap;
use stock::Stock;

/// A cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// By stage: the applicants, each by position of the form's fields.
    pub stages: Vec<Vec<Vec<Fact>>>,
    /// By table: its rows.
    pub tables: Vec<Vec<Vec<Fact>>>,
    /// By stage and applicant: the persona, by its name in the profile.
    pub personas: Vec<Vec<String>>,
}

/// Draws so many applicants, in all stages together.
pub fn sample(policy: &Policy, profile: &Profile, applicants: u64, seed: u64) -> Result<Cohort, Problem> {
    let shares = split(applicants, &profile.shares);
    let mut counts = vec![i64::try_from(applicants).unwrap_or(i64::MAX)];
    counts.extend(shares.iter().map(|share| i64::try_from(*share).unwrap_or(i64::MAX)));
    for count in &profile.counts {
        let number = match *count {
            Count::Just(number) => number,
            Count::Per(per, of, least) => (counts[of] / per).max(least),
            Count::Times(times, of) => times.saturating_mul(counts[of]),
        };
        counts.push(number);
    }
    let stock = Stock::new(policy, profile.picks.len());
    let world = World { policy, profile, stock, counts, fresh: BTreeMap::new() };
    let stages = policy.stages.len();
    let mut draw =
        Draw { world, facts: vec![Vec::new(); stages], names: vec![Vec::new(); stages], serial: 0, households: 0 };
    draw.blocks(&mut Chance::new(seed, "tables"))?;
    for (at, share) in shares.iter().enumerate() {
        let stage = StageId(at as u16);
        draw.stage(stage, *share as usize, &mut Chance::new(seed, &format!("stage {}", policy.stages[at].named.name)))?;
    }
    Ok(Cohort { stages: draw.facts, tables: draw.world.stock.rows, personas: draw.names })
}

/// The facts of the world that an applicant breaks: the names of the `assume`s that do not hold.
pub fn broken<'p>(
    policy: &'p Policy,
    tables: &'p Tables,
    stage: StageId,
    facts: &'p [Fact],
    pins: &Pins,
) -> Vec<&'p str> {
    let of_stage = policy.assumes.iter().filter(|a| is_for(&a.stages, stage));
    let bad = of_stage.filter(|a| holds(policy, tables, stage, facts, pins, &a.body).truth != Truth::True);
    bad.map(|a| a.named.name.as_str()).collect()
}

/// So many in parts that are to each other as the shares; what is left over goes to the first ones.
fn split(all: u64, shares: &[u64]) -> Vec<u64> {
    let total: u64 = shares.iter().sum::<u64>().max(1);
    let mut parts: Vec<u64> =
        shares.iter().map(|share| (u128::from(all) * u128::from(*share) / u128::from(total)) as u64).collect();
    let mut left = all.saturating_sub(parts.iter().sum());
    for (part, _) in parts.iter_mut().zip(shares).filter(|(_, share)| **share > 0) {
        if left == 0 {
            break;
        }
        *part += 1;
        left -= 1;
    }
    parts
}

struct Draw<'p> {
    world: World<'p>,
    facts: Vec<Vec<Vec<Fact>>>,
    names: Vec<Vec<String>>,
    serial: i64,
    households: i64,
}

/// An applicant of the household that is being drawn.
struct Member {
    stage: StageId,
    at: usize,
    household: Value,
    others: Vec<usize>,
}

impl<'p> Draw<'p> {
    /// The rows that are there before any applicant.
    fn blocks(&mut self, chance: &mut Chance) -> Result<(), Problem> {
        let profile = self.world.profile;
        for block in &profile.blocks {
            let repeat = match block.repeat {
                Count::Just(number) => number,
                Count::Per(per, of, least) => (self.world.counts[of] / per).max(least),
                Count::Times(times, of) => times.saturating_mul(self.world.counts[of]),
            };
            let columns = &self.world.policy.tables[block.table.index()].columns;
            for number in 1..=repeat {
                let mut plan = Plan::default();
                plan.take(profile, &block.row, chance);
                let mut making = Making {
                    world: &mut self.world,
                    chance,
                    stage: None,
                    notes: BTreeMap::new(),
                    noted: BTreeMap::new(),
                    frames: vec![Frame::new(columns, plan.fields, Vec::new())],
                    number,
                    others: Vec::new(),
                    key: &block.row.key,
                };
                let row = making.row(0, block.table)?;
                self.world.stock.add(block.table, row);
            }
        }
        Ok(())
    }

    /// The applicants of a stage, beside those who came with an earlier one.
    fn stage(&mut self, stage: StageId, many: usize, chance: &mut Chance) -> Result<(), Problem> {
        let personas = &self.world.profile.personas[stage.index()];
        let left = many.saturating_sub(self.facts[stage.index()].len());
        if personas.is_empty() || left == 0 {
            return Ok(());
        }
        // Each kind comes as often as its weight says, not only on average; the order is left to chance.
        let total: u64 = personas.iter().map(|p| p.weight).sum();
        let mut made = vec![0u64; personas.len()];
        let mut order = Vec::with_capacity(left);
        for all in 1..=left as u64 {
            let owed = |at: usize| {
                i128::from(personas[at].weight) * i128::from(all) - i128::from(made[at]) * i128::from(total)
            };
            let next = (0..personas.len()).max_by_key(|at| (owed(*at), usize::MAX - at)).unwrap_or(0);
            made[next] += 1;
            order.push(next);
        }
        chance.shuffle(&mut order);
        for persona in order {
            if self.facts[stage.index()].len() >= many {
                break;
            }
            self.household(stage, &personas[persona], chance)?;
        }
        Ok(())
    }

    fn household(&mut self, stage: StageId, persona: &'p Persona, chance: &mut Chance) -> Result<(), Problem> {
        let first = self.applicant(stage, persona, &persona.settings, None, chance)?;
        let mut members = vec![first];
        for also in &persona.also {
            let many = self.world.counts[1 + also.stage.index()] as usize;
            if chance.percent(also.percent) && self.facts[also.stage.index()].len() < many {
                let next = self.applicant(also.stage, persona, &also.settings, Some((&members[0], also)), chance)?;
                members.push(next);
            }
        }
        let Some(id) = self.world.policy.form.with_role(Role::Id) else { return Ok(()) };
        for member in &members {
            let siblings = members
                .iter()
                .filter(|m| m.household == member.household && (m.stage, m.at) != (member.stage, member.at));
            let ids: Vec<Value> =
                siblings.filter_map(|m| self.facts[m.stage.index()][m.at][id].known().cloned()).collect();
            for field in &member.others {
                if let Fact::Known(Value::List(list)) = &mut self.facts[member.stage.index()][member.at][*field] {
                    list.items.extend(ids.iter().cloned());
                }
            }
        }
        Ok(())
    }

    fn applicant(
        &mut self,
        stage: StageId,
        persona: &'p Persona,
        settings: &'p Settings,
        like: Option<(&Member, &Also)>,
        chance: &mut Chance,
    ) -> Result<Member, Problem> {
        let (policy, profile) = (self.world.policy, self.world.profile);
        let mut plan = Plan::default();
        plan.take(profile, settings, chance);
        self.serial += 1;
        let household = match like {
            Some((member, also)) if !also.apart => member.household.clone(),
            _ => {
                self.households += 1;
                Value::Id(words(&profile.household, self.households, policy.year, &self.world.counts).into())
            }
        };
        let mut others = Vec::new();
        let mut base = Vec::new();
        if let Some((member, also)) = like {
            let facts = &self.facts[member.stage.index()][member.at];
            let shared = |at: usize| policy.form.fields[at].stage.is_none() || member.stage == also.stage;
            base = facts
                .iter()
                .enumerate()
                .map(|(at, fact)| if shared(at) { fact.clone() } else { Fact::Unknown })
                .collect();
            others = member.others.iter().copied().filter(|field| !plan.fields.contains_key(field)).collect();
        }
        let mut frame = Frame::new(&policy.form.fields, plan.fields, base);
        if let Some(id) = policy.form.with_role(Role::Id) {
            let named = words(&profile.applicant, self.serial, policy.year, &self.world.counts);
            frame.set(id, Fact::Known(Value::Id(named.into())));
        }
        if let Some(field) = policy.form.with_role(Role::Household) {
            frame.set(field, Fact::Known(household.clone()));
        }
        let mut making = Making {
            world: &mut self.world,
            chance,
            stage: Some(stage),
            notes: plan.notes,
            noted: BTreeMap::new(),
            frames: vec![frame],
            number: self.serial,
            others: Vec::new(),
            key: &settings.key,
        };
        let facts = making.whole(0)?;
        for (table, settings) in plan.rows {
            let mut row = Plan::default();
            row.take(profile, settings, making.chance);
            making.frames.push(Frame::new(&policy.tables[table.index()].columns, row.fields, Vec::new()));
            let made = making.row(1, table)?;
            making.frames.pop();
            making.world.stock.add(table, made);
        }
        others.extend(making.others);
        let at = self.facts[stage.index()].len();
        self.facts[stage.index()].push(facts);
        self.names[stage.index()].push(persona.name.clone());
        Ok(Member { stage, at, household, others })
    }
}
