//! A second evaluator: two-valued, left to right, stopping as soon as the answer is plain, written from the
//! language's description and not from the interpreter. It demands that everything it reads is known and present:
//! reading what is absent is an error of the checker, which should have refused the policy.

use super::ask::{entries, fields_of, first_use};
use super::model::*;
use super::schema::*;
use ruxue::base::date::Date;
use ruxue::base::month::Month;
use ruxue::outcome::Outcome;
use ruxue::value::{Fact, Value};
use std::collections::BTreeSet;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Stop {
    /// Something absent was read without a test.
    Absent(String),
    /// Something is not known, so this evaluator has nothing to say.
    Unknown(String),
}

type Out<X> = Result<X, Stop>;

#[derive(Debug, Clone)]
struct Row {
    name: String,
    fields: &'static [Fld],
    /// The fields of a row, or the one item.
    facts: Vec<Fact>,
}

pub struct Naive<'m> {
    pub model: &'m Model,
    pub applicant: &'m [Fact],
    pub tables: &'m [Vec<Vec<Fact>>],
    /// The alternative of each reading.
    pub pins: Vec<usize>,
}

/// What came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    pub outcome: Outcome,
    pub category: Option<usize>,
}

impl Naive<'_> {
    pub fn decide(&self) -> Out<Decided> {
        let mut best: Option<(u8, usize)> = None;
        for (at, category) in self.model.categories.iter().enumerate() {
            let standing = self.standing(category)?;
            if best.is_none_or(|(other, _)| standing > other) {
                best = Some((standing, at));
            }
        }
        let (standing, at) = best.expect("a policy has a way in");
        Ok(match standing {
            3 => Decided { outcome: Outcome::Eligible, category: Some(at) },
            2 => Decided { outcome: Outcome::Refer, category: Some(at) },
            1 => Decided { outcome: Outcome::Late, category: Some(at) },
            _ => Decided { outcome: Outcome::Ineligible, category: None },
        })
    }

    fn standing(&self, category: &Category) -> Out<u8> {
        let (mut late, mut refer) = (false, false);
        if !self.requirements(category)? {
            return Ok(0);
        }
        for line in &category.lines {
            match line {
                CatLine::Refer(l) => refer |= self.line(l, &[])?,
                CatLine::OnTime(field, window, exceptions) => {
                    let path = V::Path { row: None, names: vec![*field] };
                    let came = match self.fact(&path, &[])? {
                        None => false,
                        Some(value) => self.within(&value, *window),
                    };
                    late |= !self.excepted(came, exceptions, &[])?;
                }
                _ => {}
            }
        }
        Ok(if late {
            1
        } else if refer {
            2
        } else {
            3
        })
    }

    fn requirements(&self, category: &Category) -> Out<bool> {
        for line in &category.lines {
            let fails = match line {
                CatLine::Require(l) => !self.line(l, &[])?,
                CatLine::Reject(l) => self.line(l, &[])?,
                _ => false,
            };
            if fails {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The case of the case table, by its position in the enum that it makes.
    pub fn class(&self) -> Out<u16> {
        for (when, case) in &self.model.classes {
            let holds = match when {
                Some(when) => self.cond(when, &[])?,
                None => true,
            };
            if holds {
                return Ok(first_use(&self.model.classes, case));
            }
        }
        unreachable!("the last row always holds")
    }

    /// A value that is answered.
    pub fn answer(&self, at: usize) -> Out<Option<Value>> {
        self.fact(&V::Call(at), &[])
    }

    fn line(&self, line: &Line, rows: &[Row]) -> Out<bool> {
        if line.but.is_empty() {
            return self.cond(&line.c, rows);
        }
        let base = self.cond(&line.c, rows)?;
        self.excepted(base, &line.but, rows)
    }

    fn excepted(&self, base: bool, exceptions: &[(bool, C)], rows: &[Row]) -> Out<bool> {
        let mut now = base;
        for (waives, when) in exceptions {
            if *waives {
                now = now || self.cond(when, rows)?;
            } else {
                now = now && !self.cond(when, rows)?;
            }
        }
        Ok(now)
    }

    fn all(&self, lines: &[Line], rows: &[Row]) -> Out<bool> {
        for line in lines {
            if !self.line(line, rows)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The rows that a named rule sees: the one it is about, by the name it gives it.
    fn callee(&self, each: Option<&'static str>, rows: &[Row]) -> Vec<Row> {
        let Some(name) = each else { return Vec::new() };
        let lease = |name: &str| name == "f_lease" || name == "f_job";
        let row =
            rows.iter().rev().find(|r| r.name == name || lease(&r.name) && lease(name)).expect("a row to be about");
        vec![Row { name: name.into(), ..row.clone() }]
    }

    fn cond(&self, c: &C, rows: &[Row]) -> Out<bool> {
        Ok(match c {
            C::Const(b) => *b,
            C::Truth(x) => self.read(x, rows)? == Value::Bool(true),
            C::Present(x, present) => self.fact(x, rows)?.is_some() == *present,
            C::Cmp(words, a, b) => {
                let (a, b) = (self.read(a, rows)?, self.read(b, rows)?);
                let order = rank(&a).cmp(&rank(&b));
                match *words {
                    "is" => order.is_eq(),
                    "is not" => order.is_ne(),
                    "at least" | "on or after" => order.is_ge(),
                    "at most" | "on or before" => order.is_le(),
                    "more than" | "after" => order.is_gt(),
                    _ => order.is_lt(),
                }
            }
            C::In(x, members, _, positive) => {
                let Value::Enum(word) = self.read(x, rows)? else { panic!("no enum") };
                members.contains(&word) == *positive
            }
            C::InRange(x, a, b, positive) => {
                let (x, a, b) = (self.read(x, rows)?, self.read(a, rows)?, self.read(b, rows)?);
                (rank(&a) <= rank(&x) && rank(&x) <= rank(&b)) == *positive
            }
            C::InList(x, list, positive) => {
                let x = self.read(x, rows)?;
                self.items(list, rows)?.iter().any(|item| rank(item) == rank(&x)) == *positive
            }
            C::Meets(x, members, _) => {
                let Value::Set(set) = self.read(x, rows)? else { panic!("no set") };
                set.iter().any(|word| members.contains(word))
            }
            C::Empty(x, positive) => {
                let empty = match self.read(x, rows)? {
                    Value::List(list) => list.items.is_empty(),
                    Value::Set(set) => set.is_empty(),
                    Value::Months(months) => months.is_empty(),
                    _ => panic!("nothing that can be empty"),
                };
                empty == *positive
            }
            C::Covers(a, b) => {
                let (a, b) = (self.months(a, rows)?, self.months(b, rows)?);
                b.is_subset(&a)
            }
            C::CoversDays(list, a, b) => {
                let periods = self.periods(&list.src, &list.filter, rows)?;
                let (a, b) = (self.date(a, rows)?, self.date(b, rows)?);
                (a.days()..=b.days()).all(|day| periods.iter().any(|(from, until)| *from <= day && day <= *until))
            }
            C::Within(x, window) => {
                let x = self.read(x, rows)?;
                self.within(&x, *window)
            }
            C::Elapsed(a, b, bound, n, unit) => {
                let (from, to) = (self.date(a, rows)?, self.date(b, rows)?);
                let due = moved(from, *n, unit);
                match *bound {
                    "at least" => due <= to,
                    "more than" => due < to,
                    "less than" => due > to,
                    _ => due >= to,
                }
            }
            C::Not(inner) => !self.cond(inner, rows)?,
            C::Block(joint, lines) => match joint {
                Joint::All => self.all(lines, rows)?,
                Joint::Any | Joint::None => {
                    let mut found = false;
                    for line in lines {
                        if self.line(line, rows)? {
                            found = true;
                            break;
                        }
                    }
                    found == (*joint == Joint::Any)
                }
                Joint::Some(n) => {
                    let mut count = 0;
                    for line in lines {
                        count += usize::from(self.line(line, rows)?);
                    }
                    count >= *n
                }
            },
            C::Chain(all, parts) => {
                for part in parts {
                    if self.cond(part, rows)? != *all {
                        return Ok(!*all);
                    }
                }
                *all
            }
            C::Quant(words, src, lines) => {
                let want = *words != "every";
                let mut found = false;
                for row in self.rows(src, rows)? {
                    let mut inner = rows.to_vec();
                    inner.push(row);
                    if self.all(lines, &inner)? == want {
                        found = true;
                        break;
                    }
                }
                found == (*words == "any")
            }
            C::Call(at) => {
                let condition = &self.model.conditions[*at];
                let inner = self.callee(condition.each, rows);
                let base = self.all(&condition.lines, &inner)?;
                self.excepted(base, &condition.but, &inner)?
            }
            C::Entry(at, no) => {
                let condition = &self.model.conditions[*at];
                let line = entries(condition).iter().find(|l| l.no == Some(*no)).expect("an entry");
                self.line(line, &self.callee(condition.each, rows))?
            }
            C::Reading(at) => {
                let reading = &self.model.readings[*at];
                let Alt::C(c) = &reading.alts[self.pins[*at]] else { panic!("a value is no condition") };
                self.cond(c, &self.callee(reading.each, rows))?
            }
            C::Category(at) => self.requirements(&self.model.categories[*at])?,
        })
    }

    fn within(&self, value: &Value, window: usize) -> bool {
        let (first, last) = self.model.windows[window];
        let day = match value {
            Value::Date(date) => *date,
            Value::Moment(moment) => moment.date(),
            _ => panic!("no day"),
        };
        first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last)
    }

    fn read(&self, x: &V, rows: &[Row]) -> Out<Value> {
        self.fact(x, rows)?.ok_or_else(|| Stop::Absent(super::model::v(x)))
    }

    fn date(&self, x: &V, rows: &[Row]) -> Out<Date> {
        match self.read(x, rows)? {
            Value::Date(date) => Ok(date),
            other => panic!("no day: {other:?}"),
        }
    }

    fn int(&self, x: &V, rows: &[Row]) -> Out<i64> {
        match self.read(x, rows)? {
            Value::Int(n) => Ok(n),
            other => panic!("no number: {other:?}"),
        }
    }

    fn months(&self, x: &V, rows: &[Row]) -> Out<BTreeSet<Month>> {
        match self.read(x, rows)? {
            Value::Months(months) => Ok(months.0),
            other => panic!("no months: {other:?}"),
        }
    }

    /// A value, or nothing if it is absent.
    fn fact(&self, x: &V, rows: &[Row]) -> Out<Option<Value>> {
        Ok(Some(match x {
            V::Const(value, _) => value.clone(),
            V::Path { row, names } => return self.path(row.as_deref(), names, rows),
            V::Item(name) => {
                return self.row(name, rows).facts[0].known().cloned().map(Some).ok_or(Stop::Unknown(name.clone()));
            }
            V::Figure(at) => self.model.figures[*at].0.clone(),
            V::Edge(at, first) => {
                let (a, b) = self.model.windows[*at];
                Value::Date(if *first { a } else { b }.expect("an end"))
            }
            V::Call(at) => {
                let decl = &self.model.values[*at];
                let inner = self.callee(decl.each, rows);
                for (when, value) in &decl.rows {
                    let holds = match when {
                        When::Always | When::Otherwise => true,
                        When::Holds(c) => self.cond(c, &inner)?,
                        When::Range(a, b) => {
                            let by = self.int(decl.by.as_ref().expect("a key"), &inner)?;
                            let a = self.int(a, &inner)?;
                            match b {
                                None => by == a,
                                Some(b) => a <= by && by <= self.int(b, &inner)?,
                            }
                        }
                    };
                    if holds {
                        return self.fact(value, &inner);
                    }
                }
                return Ok(None);
            }
            V::Reading(at) => {
                let reading = &self.model.readings[*at];
                let Alt::V(value) = &reading.alts[self.pins[*at]] else { panic!("a condition is no value") };
                return self.fact(value, &self.callee(reading.each, rows));
            }
            V::Class => Value::Enum(self.class()?),
            V::Stage => Value::Enum(0),
            V::Year => Value::Int(2024),
            V::Shift(base, back, n, unit) => {
                let n = if *back { -n } else { *n };
                Value::Date(moved(self.date(base, rows)?, n, unit))
            }
            V::Add(a, b, minus) => match self.read(a, rows)? {
                Value::Int(n) => Value::Int(n + if *minus { -self.int(b, rows)? } else { self.int(b, rows)? }),
                _ => {
                    let (a, b) = (self.months(a, rows)?, self.months(b, rows)?);
                    Value::Months(a.difference(&b).copied().collect())
                }
            },
            V::Times(a, n) => Value::Int(self.int(a, rows)? * n),
            V::Count(list) => Value::Int(self.items(list, rows)?.len() as i64),
            V::Sum(list) => Value::Int(
                self.items(list, rows)?
                    .iter()
                    .map(|item| if let Value::Int(n) = item { *n } else { panic!("no number") })
                    .sum(),
            ),
            V::Largest(list, largest) => {
                let items = self.items(list, rows)?;
                return Ok(if *largest { items.into_iter().max() } else { items.into_iter().min() });
            }
            V::First(list) => return Ok(self.items(list, rows)?.into_iter().next()),
            V::Unbroken(src, to, filter) => {
                let periods = self.periods(src, filter, rows)?;
                let mut day = self.date(to, rows)?.days();
                let held = |day: i32| periods.iter().any(|(from, until)| *from <= day && day <= *until);
                if !held(day) {
                    return Ok(None);
                }
                while held(day - 1) {
                    day -= 1;
                }
                Value::Date(Date::from_days(day).expect("a day"))
            }
            V::List(list) => Value::List(ruxue::value::List { items: self.items(list, rows)?, open: false }),
        }))
    }

    fn row<'r>(&self, name: &str, rows: &'r [Row]) -> &'r Row {
        rows.iter().rev().find(|r| r.name == name).unwrap_or_else(|| panic!("no row {name}"))
    }

    fn path(&self, row: Option<&str>, names: &[&'static str], rows: &[Row]) -> Out<Option<Value>> {
        let (mut fields, mut facts): (&'static [Fld], Vec<Fact>) = match row {
            None => (FORM, self.applicant.to_vec()),
            Some(name) => {
                let row = self.row(name, rows);
                (row.fields, row.facts.clone())
            }
        };
        let mut found = None;
        for name in names {
            let value = match stated(fields, &facts, name) {
                Fact::Known(value) => value,
                Fact::None => {
                    return if found.is_none() && names.len() == 1 || name == names.last().expect("a name") {
                        Ok(None)
                    } else {
                        Err(Stop::Absent(names.join(".")))
                    };
                }
                Fact::Unknown => return Err(Stop::Unknown(names.join("."))),
            };
            match &value {
                Value::Record(inside) if fields.iter().any(|f| f.name == *name && f.t == T::Home) => {
                    (fields, facts) = (HOME, inside.clone());
                }
                key if fields.iter().any(|f| f.name == *name && f.t == T::School)
                    && name != names.last().expect("a name") =>
                {
                    let row = self.tables[0].iter().find(|row| row[0].known() == Some(key));
                    (fields, facts) = (SCHOOL, row.ok_or_else(|| Stop::Unknown(names.join(".")))?.clone());
                }
                _ => {}
            }
            found = Some(value);
        }
        Ok(found)
    }

    fn rows(&self, src: &Src, rows: &[Row]) -> Out<Vec<Row>> {
        let fields = fields_of(src);
        let name = src.row();
        let facts: Vec<Vec<Fact>> = match src {
            Src::School => self.tables[0].clone(),
            Src::Ledger => self.tables[1].clone(),
            Src::Form(_) | Src::RowIds(_) | Src::Val(_) => {
                let value = match src {
                    Src::Form(list) => self.path(None, &[*list], rows)?,
                    Src::RowIds(row) => self.path(Some(row), &["l_ids"], rows)?,
                    Src::Val(at) => self.fact(&V::Call(*at), rows)?,
                    _ => unreachable!(),
                };
                let Some(Value::List(list)) = value else { panic!("no list") };
                if list.open {
                    return Err(Stop::Unknown(name));
                }
                list.items
                    .into_iter()
                    .map(|item| match item {
                        Value::Record(facts) => facts,
                        other => vec![other.into()],
                    })
                    .collect()
            }
        };
        Ok(facts.into_iter().map(|facts| Row { name: name.clone(), fields, facts }).collect())
    }

    fn passing(&self, src: &Src, filter: &Option<Vec<Line>>, rows: &[Row]) -> Out<Vec<Row>> {
        let mut passing = Vec::new();
        for row in self.rows(src, rows)? {
            let mut inner = rows.to_vec();
            inner.push(row.clone());
            if filter.as_ref().map_or(Ok(true), |lines| self.all(lines, &inner))? {
                passing.push(row);
            }
        }
        Ok(passing)
    }

    fn items(&self, list: &L, rows: &[Row]) -> Out<Vec<Value>> {
        let mut items = Vec::new();
        for row in self.passing(&list.src, &list.filter, rows)? {
            let fact = match (list.col, row.fields.first()) {
                (Some(col), _) => stated(row.fields, &row.facts, col),
                (None, Some(first)) if first.name == "s_code" || first.name == "t_addr" => row.facts[0].clone(),
                (None, Some(_)) => Fact::Known(Value::Record(row.facts.clone())),
                (None, None) => row.facts[0].clone(),
            };
            match fact {
                Fact::Known(value) => items.push(value),
                Fact::None => {}
                Fact::Unknown => return Err(Stop::Unknown(format!("{:?} of {}", list.col, list.src.row()))),
            }
        }
        Ok(items)
    }

    /// Periods as numbers of days; one that still runs has no end.
    fn periods(&self, src: &Src, filter: &Option<Vec<Line>>, rows: &[Row]) -> Out<Vec<(i32, i32)>> {
        let mut periods = Vec::new();
        for row in self.passing(src, filter, rows)? {
            let from = match stated(LEASE, &row.facts, "l_since") {
                Fact::Known(Value::Date(date)) => date.days(),
                _ => return Err(Stop::Unknown("l_since".into())),
            };
            let until = match stated(LEASE, &row.facts, "l_until") {
                Fact::Known(Value::Date(date)) => date.days(),
                Fact::None => i32::MAX,
                _ => return Err(Stop::Unknown("l_until".into())),
            };
            periods.push((from, until));
        }
        Ok(periods)
    }
}

/// What is stated of a field, or what it is presumed to be.
fn stated(fields: &[Fld], facts: &[Fact], name: &str) -> Fact {
    let at = fields.iter().position(|f| f.name == name).unwrap_or_else(|| panic!("no field {name}"));
    match (&facts[at], fields[at].presumed) {
        (Fact::Unknown, P::False) => Value::Bool(false).into(),
        (Fact::Unknown, P::Empty) => Value::Months(Default::default()).into(),
        (Fact::Unknown, P::Absent) => Fact::None,
        (Fact::Unknown, P::Like(other)) => stated(fields, facts, other),
        (fact, _) => fact.clone(),
    }
}

/// Values of one type in their order, ids and texts as one type, numbers as hundredths.
fn rank(value: &Value) -> (i128, String) {
    let number = |n: i128| (n, String::new());
    match value {
        Value::Bool(b) => number(i128::from(*b)),
        Value::Int(n) => number(i128::from(*n) * 100),
        Value::Decimal(d) => number(i128::from(d.rescale(2).expect("hundredths").units())),
        Value::Date(d) => number(i128::from(d.days())),
        Value::Moment(m) => number(i128::from(m.seconds())),
        Value::Month(m) => number(i128::from(m.number())),
        Value::Enum(n) => number(i128::from(*n)),
        Value::Id(text) | Value::Text(text) => (0, text.to_string()),
        other => panic!("no order: {other:?}"),
    }
}

/// A day moved: the same day of another month, or that month's last; counted day by day.
fn moved(from: Date, n: i64, unit: &str) -> Date {
    if unit == "days" {
        return Date::from_days(from.days() + n as i32).expect("a day");
    }
    let (year, month, day) = from.ymd();
    let months = i64::from(year) * 12 + i64::from(month) - 1 + if unit == "years" { n * 12 } else { n };
    let (year, month) = ((months.div_euclid(12)) as i32, months.rem_euclid(12) as u32 + 1);
    let mut day = day;
    loop {
        if let Some(date) = Date::from_ymd(year, month, day) {
            return date;
        }
        day -= 1;
    }
}
