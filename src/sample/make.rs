//! One applicant or row in the making: fields are drawn when they are asked for, so that one may hang on another.

use super::chance::Chance;
use super::plan::{Plan, Planned};
use super::profile::*;
use super::source::Problem;
use super::stock::Stock;
use crate::base::date::Date;
use crate::base::month::{Month, MonthSet};
use crate::ir::{Field, Policy, StageId, TableId};
use crate::value::{Fact, List, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What lasts from one applicant to the next.
pub(super) struct World<'p> {
    pub(super) policy: &'p Policy,
    pub(super) profile: &'p Profile,
    pub(super) stock: Stock,
    /// The counts, by number.
    pub(super) counts: Vec<i64>,
    /// How many new names there are, by their beginning.
    pub(super) fresh: BTreeMap<String, i64>,
}

/// A field, drawn or not.
enum Slot {
    Todo,
    Doing,
    Done(Fact),
}

/// A form, record or row that is being filled.
pub(super) struct Frame<'p> {
    fields: &'p [Field],
    plan: BTreeMap<usize, Planned<'p>>,
    /// What holds where nothing is planned.
    base: Vec<Fact>,
    slots: Vec<Slot>,
}

impl<'p> Frame<'p> {
    pub(super) fn new(fields: &'p [Field], plan: BTreeMap<usize, Planned<'p>>, base: Vec<Fact>) -> Frame<'p> {
        Frame { fields, plan, base, slots: fields.iter().map(|_| Slot::Todo).collect() }
    }

    /// Settles a field.
    pub(super) fn set(&mut self, field: usize, fact: Fact) {
        self.slots[field] = Slot::Done(fact);
    }
}

/// One making.
pub(super) struct Making<'w, 'p> {
    pub(super) world: &'w mut World<'p>,
    pub(super) chance: &'w mut Chance,
    pub(super) stage: Option<StageId>,
    pub(super) notes: BTreeMap<usize, &'p Spec>,
    pub(super) noted: BTreeMap<usize, Fact>,
    pub(super) frames: Vec<Frame<'p>>,
    /// The number of the row or applicant.
    pub(super) number: i64,
    /// Fields that list the household's other applicants.
    pub(super) others: Vec<usize>,
    /// Where the profile says what is made.
    pub(super) key: &'p str,
}

type Made<T> = Result<T, Problem>;

impl<'p> Making<'_, 'p> {
    fn wrong<T>(&self, message: impl Into<String>) -> Made<T> {
        Err(Problem { line: None, key: self.key.to_string(), message: message.into(), help: None })
    }

    /// Every field of a frame.
    pub(super) fn whole(&mut self, frame: usize) -> Made<Vec<Fact>> {
        (0..self.frames[frame].fields.len()).map(|field| self.fact(frame, field)).collect()
    }

    /// A row of a table, whose key must be known.
    pub(super) fn row(&mut self, frame: usize, table: TableId) -> Made<Vec<Fact>> {
        let row = self.whole(frame)?;
        let declared = &self.world.policy.tables[table.index()];
        match declared.keys.iter().find(|key| row[**key] == Fact::Unknown) {
            Some(key) => {
                let (table, key) = (&declared.named.name, &declared.columns[*key].named.name);
                self.wrong(format!("a row of `{table}` would have no `{key}`, which names it"))
            }
            None => Ok(row),
        }
    }

    fn fact(&mut self, frame: usize, field: usize) -> Made<Fact> {
        let name = |s: &Self| s.frames[frame].fields[field].named.name.clone();
        match std::mem::replace(&mut self.frames[frame].slots[field], Slot::Doing) {
            Slot::Done(fact) => {
                self.frames[frame].set(field, fact.clone());
                return Ok(fact);
            }
            Slot::Doing => return self.wrong(format!("`{}` hangs on itself", name(self))),
            Slot::Todo => {}
        }
        let base = self.frames[frame].base.get(field).cloned().unwrap_or_default();
        let fact = match self.frames[frame].plan.remove(&field) {
            None => base,
            Some(planned) => self.planned(frame, field, planned, base).map_err(|mut problem| {
                problem.key.insert_str(self.key.len(), &format!(".{}", name(self)));
                problem
            })?,
        };
        if fact == Fact::None && !self.frames[frame].fields[field].ty.optional {
            let key = format!("{}.{}", self.key, name(self));
            let message = "there would be none, and the type does not allow that".into();
            return Err(Problem { line: None, key, message, help: None });
        }
        self.frames[frame].set(field, fact.clone());
        Ok(fact)
    }

    fn planned(&mut self, frame: usize, field: usize, planned: Planned<'p>, base: Fact) -> Made<Fact> {
        let of = &self.frames[frame].fields[field];
        match planned {
            Planned::One(spec) => self.spec(frame, spec),
            Planned::Record(plan) => {
                let base = if let Fact::Known(Value::Record(facts)) = base { facts } else { Vec::new() };
                self.record(of, plan, base)
            }
            Planned::Records(items) => {
                let mut list = Vec::new();
                for item in items {
                    let mut plan = Plan::default();
                    plan.take(self.world.profile, item, self.chance);
                    if let Fact::Known(record) = self.record(of, plan, Vec::new())? {
                        list.push(record);
                    }
                }
                Ok(Fact::Known(Value::List(List { items: list, open: false })))
            }
            Planned::Items(items) => {
                let mut list = Vec::new();
                for item in items {
                    match item {
                        Item::One(spec) => list.extend(self.spec(frame, spec)?.known().cloned()),
                        Item::Others if frame == 0 => self.others.push(field),
                        Item::Others => {}
                    }
                }
                Ok(Fact::Known(Value::List(List { items: list, open: false })))
            }
        }
    }

    fn record(&mut self, of: &Field, plan: Plan<'p>, base: Vec<Fact>) -> Made<Fact> {
        let crate::ir::Base::Record(record) = of.ty.base else { return self.wrong("this is no record") };
        let policy = self.world.policy;
        self.frames.push(Frame::new(&policy.records[record.index()].fields, plan.fields, base));
        let made = self.whole(self.frames.len() - 1);
        self.frames.pop();
        Ok(Fact::Known(Value::Record(made?)))
    }

    fn note(&mut self, note: usize) -> Made<Fact> {
        if let Some(fact) = self.noted.get(&note) {
            return Ok(fact.clone());
        }
        let Some(spec) = self.notes.remove(&note) else {
            let name = &self.world.profile.notes[note];
            return self.wrong(format!("`${name}` is not made for this applicant, or hangs on itself"));
        };
        let fact = self.spec(0, spec)?;
        self.noted.insert(note, fact.clone());
        Ok(fact)
    }

    fn spec(&mut self, frame: usize, spec: &'p Spec) -> Made<Fact> {
        let value = match spec {
            Spec::Const(fact) => return Ok(fact.clone()),
            Spec::Choice(choices) => {
                let drawn = self.chance.weighted(choices.iter().map(|(weight, _)| *weight));
                return self.spec(frame, &choices[drawn].1);
            }
            Spec::Days(first, last) => {
                let (first, last) = (self.day(frame, first)?, self.day(frame, last)?);
                if last < first {
                    return self.wrong(format!("the days {first} .. {last} run backwards"));
                }
                let drawn = self.chance.between(i64::from(first.days()), i64::from(last.days()));
                match i32::try_from(drawn).ok().and_then(Date::from_days) {
                    Some(date) => Value::Date(date),
                    None => return self.wrong("a day is outside the calendar"),
                }
            }
            Spec::Numbers(first, last) => {
                let (first, last) = (self.number(*first), self.number(*last));
                Value::Int(self.chance.between(first, last))
            }
            Spec::Percent(first, last, above, below) => {
                let percent = self.chance.between(*first, *last);
                Value::Int(percent * self.world.counts[*above] / (100 * self.world.counts[*below]).max(1))
            }
            Spec::Months(months, keep) => Value::Months(self.months(frame, months, *keep)?),
            Spec::Member(members) => Value::Enum(members[self.chance.below(members.len() as u64) as usize]),
            Spec::Stage(members) => match self.stage {
                Some(stage) => Value::Enum(members[stage.index()]),
                None => return self.wrong("`stage` stands for the applicant's, and there is none here"),
            },
            Spec::Words(parts, id) => {
                let text: Arc<str> = words(parts, self.number, self.world.policy.year, &self.world.counts).into();
                match id {
                    true if !crate::data::cell::is_id(&text) => return self.wrong(format!("`{text}` is no id")),
                    true => Value::Id(text),
                    false => Value::Text(text),
                }
            }
            Spec::New(prefix) => {
                let number = self.world.fresh.entry(prefix.clone()).or_default();
                *number += 1;
                Value::Id(format!("{prefix}{number:06}").into())
            }
            Spec::Pick(pick) => return self.pick(frame, *pick),
            Spec::Same(way) => return self.follow(frame, way),
        };
        Ok(Fact::Known(value))
    }

    fn day(&mut self, frame: usize, day: &'p Day) -> Made<Date> {
        let mut date = match &day.base {
            DayBase::Just(date) => *date,
            DayBase::Same(way) => match self.follow(frame, way)? {
                Fact::Known(Value::Date(date)) => date,
                _ => return self.wrong("a day is reckoned from a field that has none"),
            },
        };
        for (count, unit) in &day.plus {
            match date.checked_add(*count, *unit) {
                Some(moved) => date = moved,
                None => return self.wrong("a day is outside the calendar"),
            }
        }
        Ok(date)
    }

    fn number(&self, number: Number) -> i64 {
        match number {
            Number::Just(number) => number,
            Number::Count(count, plus) => self.world.counts[count] + plus,
        }
    }

    fn months(&mut self, frame: usize, months: &'p Months, keep: Keep) -> Made<MonthSet> {
        let set = match months {
            Months::Just(set) => set.clone(),
            Months::Same(way) => match self.follow(frame, way)? {
                Fact::Known(Value::Months(set)) => set,
                _ => return self.wrong("months are taken from a field that has none"),
            },
        };
        let many = match keep {
            Keep::All => return Ok(set),
            Keep::Without(few) => set.len().saturating_sub(few),
            Keep::Some(few) => few.min(set.len()),
        };
        let mut all: Vec<Month> = set.0.into_iter().collect();
        self.chance.shuffle(&mut all);
        Ok(all.into_iter().take(many).collect())
    }

    fn pick(&mut self, frame: usize, at: usize) -> Made<Fact> {
        let profile = self.world.profile;
        let pick = &profile.picks[at];
        let columns: Vec<usize> = pick.are.iter().map(|(column, _)| *column).collect();
        let values = pick.are.iter().map(|(_, spec)| self.spec(frame, spec)).collect::<Made<Vec<Fact>>>()?;
        let out = pick.are_not.iter().map(|(_, spec)| self.spec(frame, spec)).collect::<Made<Vec<Fact>>>()?;
        let found = self.world.stock.having(at, pick.table, &columns, &values);
        let drawn = if out.is_empty() {
            found.get(self.chance.below(found.len() as u64) as usize).copied()
        } else {
            let found = found.to_vec();
            let rows = &self.world.stock.rows[pick.table.index()];
            let fits = |row: &usize| pick.are_not.iter().zip(&out).all(|((column, _), no)| rows[*row][*column] != *no);
            let left: Vec<usize> = found.into_iter().filter(fits).collect();
            left.get(self.chance.below(left.len() as u64) as usize).copied()
        };
        match drawn {
            Some(row) => Ok(self.world.stock.rows[pick.table.index()][row][pick.column].clone()),
            None => self.wrong(format!("no row fits `pick {}`", pick.text)),
        }
    }

    fn follow(&mut self, frame: usize, way: &'p Ref) -> Made<Fact> {
        let mut fact = match way.root {
            Root::Own(field) => self.fact(frame, field)?,
            Root::Form(field) => self.fact(0, field)?,
            Root::Note(note) => self.note(note)?,
        };
        for step in &way.steps {
            let value = match fact {
                Fact::Known(value) => value,
                Fact::None | Fact::Unknown => return Ok(fact),
            };
            fact = match (*step, value) {
                (Step::Field(field), Value::Record(facts)) => facts.get(field).cloned().unwrap_or_default(),
                (Step::Item(item), Value::List(list)) => {
                    list.items.get(item).cloned().map_or(Fact::Unknown, Fact::Known)
                }
                (Step::Through(table, column), key) => {
                    self.world.stock.find(table, &key).map_or(Fact::Unknown, |row| row[column].clone())
                }
                _ => Fact::Unknown,
            };
        }
        Ok(fact)
    }
}

/// Words with their numbers put in.
pub(super) fn words(parts: &[Part], number: i64, year: i64, counts: &[i64]) -> String {
    let times = |times: Times| match times {
        Times::Just(number) => number.max(1),
        Times::Count(count) => counts[count].max(1),
    };
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(words) => text.push_str(words),
            Part::Year => text.push_str(&year.to_string()),
            Part::Number(digits, cycle) => {
                let number = match cycle {
                    Cycle::Plain => number,
                    Cycle::Div(by) => (number - 1) / times(*by) + 1,
                    Cycle::Mod(by) => (number - 1) % times(*by) + 1,
                };
                text.push_str(&format!("{number:0digits$}"));
            }
        }
    }
    text
}
