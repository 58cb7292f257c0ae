//! The form, records and tables that every generated policy has: one field of each type, with and without `or none`,
//! with each kind of `presumed`.

use super::rng::Rng;
use ruxue::base::date::{Date, Moment};
use ruxue::base::decimal::Decimal;
use ruxue::base::month::{Month, MonthSet};
use ruxue::value::{Fact, List, Value};
use std::collections::BTreeSet;

/// A type of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum T {
    Bool,
    Int,
    Dec,
    Date,
    Moment,
    Month,
    Months,
    Id,
    Text,
    Color,
    Colors,
    Kind,
    Home,
    Leases,
    Ids,
    School,
    Stage,
}

/// What a field is presumed to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum P {
    No,
    False,
    Empty,
    Absent,
    Like(&'static str),
}

/// A field of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Fld {
    pub name: &'static str,
    pub t: T,
    pub opt: bool,
    pub presumed: P,
    pub more: &'static str,
}

const fn f(name: &'static str, t: T) -> Fld {
    Fld { name, t, opt: false, presumed: P::No, more: "" }
}

const fn o(name: &'static str, t: T) -> Fld {
    Fld { name, t, opt: true, presumed: P::No, more: "" }
}

const fn p(fld: Fld, presumed: P) -> Fld {
    Fld { presumed, ..fld }
}

const fn m(fld: Fld, more: &'static str) -> Fld {
    Fld { more, ..fld }
}

pub const FORM: &[Fld] = &[
    m(f("f_id", T::Id), "role id"),
    m(f("f_household", T::Id), "role household"),
    m(f("f_color", T::Color), "given proof \"户口簿\""),
    f("f_flag", T::Bool),
    p(f("f_presumed", T::Bool), P::False),
    o("f_sworn", T::Bool),
    f("f_age", T::Int),
    o("f_score", T::Int),
    f("f_rate", T::Dec),
    m(f("f_born", T::Date), "given"),
    o("f_moved", T::Date),
    p(f("f_known", T::Date), P::Like("f_born")),
    f("f_at", T::Moment),
    f("f_month", T::Month),
    f("f_paid", T::Months),
    p(f("f_late", T::Months), P::Empty),
    o("f_dues", T::Months),
    f("f_name", T::Text),
    o("f_addr", T::Id),
    p(o("f_kind", T::Kind), P::Absent),
    f("f_tags", T::Colors),
    o("f_home", T::Home),
    m(f("f_lease", T::Leases), "complete"),
    f("f_job", T::Leases),
    m(f("f_sib", T::Ids), "complete"),
    o("f_wish", T::School),
    m(o("f_sent", T::Date), "role submitted"),
];

pub const HOME: &[Fld] = &[
    f("h_color", T::Color),
    f("h_deed", T::Date),
    p(f("h_first", T::Date), P::Like("h_deed")),
    o("h_kind", T::Kind),
    p(f("h_vacant", T::Bool), P::False),
    f("h_owners", T::Colors),
];

pub const LEASE: &[Fld] = &[
    f("l_color", T::Color),
    f("l_since", T::Date),
    o("l_until", T::Date),
    f("l_rooms", T::Int),
    o("l_kind", T::Kind),
    p(f("l_sole", T::Bool), P::False),
    f("l_tags", T::Colors),
    f("l_ids", T::Ids),
];

pub const SCHOOL: &[Fld] = &[
    f("s_code", T::Id),
    f("s_level", T::Stage),
    f("s_area", T::Id),
    f("s_plan", T::Int),
    f("s_color", T::Color),
    o("s_kind", T::Kind),
];

pub const LEDGER: &[Fld] = &[f("t_addr", T::Id), f("t_year", T::Int), f("t_pupil", T::Id), f("t_color", T::Color)];

/// Members of `color`, of which `warm` are the first two.
pub const COLORS: &[&str] = &["red", "orange", "blue", "green"];
pub const KINDS: &[&str] = &["ka", "kb", "kc"];
pub const IDS: &[&str] = &["a1", "a2", "a3"];
pub const SCHOOLS: &[&str] = &["s1", "s2", "s3"];

/// The days around which everything happens.
pub const DAYS: &[(i32, u32, u32)] = &[
    (2020, 2, 29),
    (2021, 2, 28),
    (2021, 3, 1),
    (2023, 8, 31),
    (2023, 9, 1),
    (2024, 2, 29),
    (2024, 5, 1),
    (2024, 5, 31),
];

pub fn day((y, mo, d): (i32, u32, u32)) -> Date {
    Date::from_ymd(y, mo, d).expect("a day")
}

pub fn some_day(rng: &mut Rng) -> Date {
    let base = day(rng.pick(DAYS));
    Date::from_days(base.days() + rng.between(-1, 1) as i32).expect("a day")
}

pub fn some_month(rng: &mut Rng) -> Month {
    Month::from_number(Month::new(2023, 10).expect("a month").number() + rng.between(0, 5) as i32).expect("a month")
}

fn id(text: &str) -> Value {
    Value::Id(text.into())
}

fn type_text(t: T) -> &'static str {
    match t {
        T::Bool => "yes or no",
        T::Int => "int",
        T::Dec => "decimal(2)",
        T::Date => "date",
        T::Moment => "moment",
        T::Month => "month",
        T::Months => "months",
        T::Id => "id",
        T::Text => "text",
        T::Color => "color",
        T::Colors => "set of color",
        T::Kind => "kind",
        T::Home => "home_facts",
        T::Leases => "list of lease_facts up to 3",
        T::Ids => "list of id up to 3",
        T::School => "school",
        T::Stage => "stage",
    }
}

/// A declaration of a field.
pub fn field_text(fld: &Fld) -> String {
    let presumed = match fld.presumed {
        P::No => String::new(),
        P::False => " presumed false".into(),
        P::Empty => " presumed {}".into(),
        P::Absent => " presumed none".into(),
        P::Like(other) => format!(" presumed {other}"),
    };
    let none = if fld.opt { " or none" } else { "" };
    format!("{} \"l·{}\": {}{none}{presumed} {};", fld.name, fld.name, type_text(fld.t), fld.more)
}

/// How much is known of generated facts.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// So many of a hundred facts are unknown, and of lists open.
    pub unknown: usize,
    /// So many of a hundred presumed facts are left to be presumed.
    pub presumed: usize,
}

pub const ALL_KNOWN: Known = Known { unknown: 0, presumed: 40 };

pub fn some_fact(rng: &mut Rng, fld: &Fld, known: Known) -> Fact {
    if fld.presumed != P::No && rng.percent(known.presumed) || rng.percent(known.unknown) {
        return Fact::Unknown;
    }
    if fld.opt && rng.percent(35) {
        return Fact::None;
    }
    Fact::Known(some_value(rng, fld.t, known))
}

pub fn some_value(rng: &mut Rng, t: T, known: Known) -> Value {
    match t {
        T::Bool => Value::Bool(rng.percent(50)),
        T::Int => Value::Int(rng.between(0, 5)),
        T::Dec => Value::Decimal(Decimal::new(rng.between(0, 6) * 50, 2).expect("a decimal")),
        T::Date => Value::Date(some_day(rng)),
        T::Moment => {
            let (hour, second) = rng.pick(&[(0, 0), (12, 30), (23, 59)]);
            Value::Moment(Moment::new(some_day(rng), hour, second, second).expect("a moment"))
        }
        T::Month => Value::Month(some_month(rng)),
        T::Months => {
            let count = rng.below(6);
            Value::Months((0..count).map(|_| some_month(rng)).collect::<MonthSet>())
        }
        T::Id => id(rng.pick(IDS)),
        T::Text => Value::Text((rng.pick(&["x", "y", "a1"])).into()),
        T::Color => Value::Enum(rng.below(COLORS.len()) as u16),
        T::Kind => Value::Enum(rng.below(KINDS.len()) as u16),
        T::Colors => Value::Set((0..rng.below(3)).map(|_| rng.below(COLORS.len()) as u16).collect::<BTreeSet<u16>>()),
        T::Home => Value::Record(HOME.iter().map(|fld| some_fact(rng, fld, known)).collect()),
        T::Leases => {
            let items = (0..rng.below(3)).map(|_| some_lease(rng, known)).collect();
            Value::List(List { items, open: rng.percent(known.unknown) })
        }
        T::Ids => {
            let items = (0..rng.below(3)).map(|_| id(rng.pick(IDS))).collect();
            Value::List(List { items, open: rng.percent(known.unknown) })
        }
        T::School => id(rng.pick(SCHOOLS)),
        T::Stage => Value::Enum(rng.below(2) as u16),
    }
}

pub fn some_lease(rng: &mut Rng, known: Known) -> Value {
    Value::Record(LEASE.iter().map(|fld| some_fact(rng, fld, known)).collect())
}

/// An applicant.
pub fn some_applicant(rng: &mut Rng, known: Known) -> Vec<Fact> {
    FORM.iter().map(|fld| if fld.name == "f_id" { id("me").into() } else { some_fact(rng, fld, known) }).collect()
}

/// The rows of `school` and `ledger`. Every school that can be wished for has its row.
pub fn some_tables(rng: &mut Rng) -> Vec<Vec<Vec<Fact>>> {
    let mut row = |fields: &[Fld]| -> Vec<Fact> { fields.iter().map(|fld| some_fact(rng, fld, ALL_KNOWN)).collect() };
    let mut schools: Vec<Vec<Fact>> = SCHOOLS.iter().map(|_| row(SCHOOL)).collect();
    for (school, code) in schools.iter_mut().zip(SCHOOLS) {
        school[0] = id(code).into();
    }
    let ledger = (0..6).map(|_| row(LEDGER)).collect();
    vec![schools, ledger]
}
