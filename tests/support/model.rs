//! The rules of a generated policy as a tree of the tests' own, and how they are written down.

use super::schema::{COLORS, FORM, HOME, KINDS, LEASE, LEDGER, SCHOOL, field_text};
use ruxue::value::Value;
use std::fmt::Write as _;

/// Where rows come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Src {
    /// A list of the form: `f_lease`, `f_job`, `f_sib`.
    Form(&'static str),
    /// The list `l_ids` of the open row that is called so.
    RowIds(&'static str),
    School,
    Ledger,
    /// A value that is a list of schools.
    Val(usize),
}

impl Src {
    /// What a row of it is called.
    pub fn row(&self) -> String {
        match self {
            Src::Form(name) => (*name).into(),
            Src::RowIds(_) => "l_ids".into(),
            Src::School => "school".into(),
            Src::Ledger => "ledger".into(),
            Src::Val(at) => format!("v{at}"),
        }
    }

    fn text(&self) -> String {
        match self {
            Src::RowIds(row) => format!("{row}.l_ids"),
            other => other.row(),
        }
    }
}

/// `COL of LIST where { … }`
#[derive(Debug, Clone)]
pub struct L {
    pub src: Src,
    pub col: Option<&'static str>,
    pub filter: Option<Vec<Line>>,
}

/// Values.
#[derive(Debug, Clone)]
pub enum V {
    /// A constant with its text.
    Const(Value, String),
    /// A field of the form or, if `row` is given, of the row that is called so.
    Path {
        row: Option<String>,
        names: Vec<&'static str>,
    },
    /// A row that is a plain item.
    Item(String),
    Figure(usize),
    /// First or last day of a window.
    Edge(usize, bool),
    Call(usize),
    Reading(usize),
    Class,
    Stage,
    Year,
    Shift(Box<V>, bool, i64, &'static str),
    Add(Box<V>, Box<V>, bool),
    Times(Box<V>, i64),
    Count(L),
    Sum(L),
    Largest(L, bool),
    First(L),
    Unbroken(Src, Box<V>, Option<Vec<Line>>),
    List(L),
}

/// Conditions.
#[derive(Debug, Clone)]
pub enum C {
    Const(bool),
    Truth(V),
    Present(V, bool),
    /// A comparison by its words.
    Cmp(&'static str, V, V),
    /// A word of an enum among members; how they are written.
    In(V, Vec<u16>, String, bool),
    InRange(V, V, V, bool),
    InList(V, L, bool),
    Meets(V, Vec<u16>, String),
    Empty(V, bool),
    Covers(V, V),
    CoversDays(L, V, V),
    Within(V, usize),
    Elapsed(V, V, &'static str, i64, &'static str),
    Not(Box<C>),
    Block(Joint, Vec<Line>),
    Chain(bool, Vec<C>),
    Quant(&'static str, Src, Vec<Line>),
    Call(usize),
    Entry(usize, u32),
    Reading(usize),
    Category(usize),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Joint {
    All,
    Any,
    None,
    Some(usize),
}

#[derive(Debug, Clone)]
pub struct Line {
    pub no: Option<u32>,
    pub c: C,
    /// `waived when` if true.
    pub but: Vec<(bool, C)>,
}

impl From<C> for Line {
    fn from(c: C) -> Line {
        Line { no: None, c, but: Vec::new() }
    }
}

#[derive(Debug, Clone)]
pub struct Condition {
    /// About one row of this list.
    pub each: Option<&'static str>,
    pub lines: Vec<Line>,
    pub but: Vec<(bool, C)>,
}

#[derive(Debug, Clone)]
pub struct ValueDecl {
    pub each: Option<&'static str>,
    /// `by PATH`: the rows are then looked up by ranges.
    pub by: Option<V>,
    pub rows: Vec<(When, V)>,
}

#[derive(Debug, Clone)]
pub enum When {
    Always,
    Otherwise,
    Holds(C),
    Range(V, Option<V>),
}

#[derive(Debug, Clone)]
pub enum Alt {
    C(C),
    V(V),
}

#[derive(Debug, Clone)]
pub struct Reading {
    pub each: Option<&'static str>,
    pub alts: Vec<Alt>,
    /// `None`: `choose refer`.
    pub choice: Option<usize>,
}

#[derive(Debug, Clone)]
pub enum CatLine {
    Require(Line),
    Reject(Line),
    Refer(Line),
    /// A field of the form, a window, and exceptions.
    OnTime(&'static str, usize, Vec<(bool, C)>),
}

#[derive(Debug, Clone)]
pub struct Category {
    pub lines: Vec<CatLine>,
}

/// A whole policy.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// Each with how it is written.
    pub figures: Vec<(Value, String)>,
    pub windows: Vec<(Option<ruxue::base::date::Date>, Option<ruxue::base::date::Date>)>,
    pub conditions: Vec<Condition>,
    pub values: Vec<ValueDecl>,
    pub readings: Vec<Reading>,
    pub classes: Vec<(Option<C>, &'static str)>,
    pub categories: Vec<Category>,
    pub claim: bool,
    /// Values that are answered beside the outcome.
    pub answers: Vec<usize>,
}

/// The cases of `route`.
pub const CASES: &[&str] = &["by_home", "by_draw", "by_hand"];

pub fn v(v: &V) -> String {
    match v {
        V::Const(_, text) => text.clone(),
        V::Path { row, names } => {
            let names = names.join(".");
            row.as_ref().map_or(names.clone(), |row| format!("{row}.{names}"))
        }
        V::Item(name) => name.clone(),
        V::Figure(at) => format!("fig{at}"),
        V::Edge(at, first) => format!("{} of win{at}", if *first { "start" } else { "end" }),
        V::Call(at) => format!("v{at}"),
        V::Reading(at) => format!("r{at}"),
        V::Class => "route".into(),
        V::Stage => "stage".into(),
        V::Year => "policy.year".into(),
        V::Shift(base, back, n, unit) => {
            format!("{} {} {n} {unit}", self::v(base), if *back { "minus" } else { "plus" })
        }
        V::Add(a, b, minus) => format!("{} {} {}", self::v(a), if *minus { "minus" } else { "plus" }, self::v(b)),
        V::Times(a, n) => format!("{} times {n}", self::v(a)),
        V::Count(l) => format!("count({})", list(l)),
        V::Sum(l) => format!("sum({})", list(l)),
        V::Largest(l, largest) => format!("{}({})", if *largest { "largest" } else { "smallest" }, list(l)),
        V::First(l) => format!("first({})", list(l)),
        V::Unbroken(src, to, filter) => {
            format!("start of unbroken {} to {}{}", src.text(), self::v(to), filter_text(filter))
        }
        V::List(l) => list(l),
    }
}

fn filter_text(filter: &Option<Vec<Line>>) -> String {
    filter.as_ref().map_or(String::new(), |lines| format!(" where {}", block(lines)))
}

pub fn list(l: &L) -> String {
    let col = l.col.map_or(String::new(), |col| format!("{col} of "));
    format!("{col}{}{}", l.src.text(), filter_text(&l.filter))
}

pub fn block(lines: &[Line]) -> String {
    let mut out = String::from("{ ");
    for l in lines {
        let _ = write!(out, "{} ", line(l));
    }
    out + "}"
}

pub fn line(l: &Line) -> String {
    let no = l.no.map_or(String::new(), |n| format!("({n}) "));
    format!("{no}{}{};", c(&l.c), but(&l.but))
}

fn but(exceptions: &[(bool, C)]) -> String {
    exceptions.iter().fold(String::new(), |out, (waives, when)| {
        out + if *waives { " waived when " } else { " but not when " } + &single(when)
    })
}

/// A condition that stands among others: a chain needs a block of its own.
fn single(cond: &C) -> String {
    match cond {
        C::Chain(..) => format!("all of {{ {}; }}", c(cond)),
        other => c(other),
    }
}

pub fn c(cond: &C) -> String {
    match cond {
        C::Const(b) => b.to_string(),
        C::Truth(x) => v(x),
        C::Present(x, present) => format!("{} is {}", v(x), if *present { "present" } else { "absent" }),
        C::Cmp(words, a, b) => format!("{} {words} {}", v(a), v(b)),
        C::In(x, _, text, positive) => format!("{} {} {text}", v(x), if *positive { "in" } else { "not in" }),
        C::InRange(x, a, b, positive) => {
            format!("{} {} {} .. {}", v(x), if *positive { "in" } else { "not in" }, v(a), v(b))
        }
        C::InList(x, l, positive) => format!("{} {} {}", v(x), if *positive { "in" } else { "not in" }, list(l)),
        C::Meets(x, _, text) => format!("{} meets {text}", v(x)),
        C::Empty(x, positive) => format!("{} {} {{}}", v(x), if *positive { "is" } else { "is not" }),
        C::Covers(a, b) => format!("{} covers {}", v(a), v(b)),
        C::CoversDays(l, a, b) => format!("{} covers {} .. {}", list(l), v(a), v(b)),
        C::Within(x, window) => format!("{} within win{window}", v(x)),
        C::Elapsed(a, b, bound, n, unit) => format!("from {} to {} {bound} {n} {unit}", v(a), v(b)),
        // The language refuses `not` before a comparison and before another `not`.
        C::Not(inner) => match &**inner {
            C::Block(..) | C::Quant(..) | C::Call(_) | C::Entry(..) | C::Reading(_) | C::Category(_) | C::Truth(_) => {
                format!("not {}", c(inner))
            }
            other => format!("not all of {{ {}; }}", c(other)),
        },
        C::Block(joint, lines) => {
            let words = match joint {
                Joint::All => "all of".to_string(),
                Joint::Any => "any of".into(),
                Joint::None => "none of".into(),
                Joint::Some(n) => format!("at least {n} of"),
            };
            format!("{words} {}", block(lines))
        }
        C::Chain(all, parts) => {
            let parts: Vec<String> = parts.iter().map(single).collect();
            parts.join(if *all { " and " } else { " or " })
        }
        C::Quant(words, src, lines) => format!("{words} {} {}", src.text(), block(lines)),
        C::Call(at) => format!("c{at}"),
        C::Entry(at, no) => format!("c{at}({no})"),
        C::Reading(at) => format!("r{at}"),
        C::Category(at) => format!("k{at}"),
    }
}

fn each(each: Option<&'static str>) -> String {
    each.map_or(String::new(), |name| format!(" for each {name}"))
}

impl Model {
    /// The declarations, each as a text of its own; the ways in stand last and keep their order.
    pub fn declarations(&self) -> (Vec<String>, Vec<String>) {
        let fields = |fields: &[super::schema::Fld]| fields.iter().map(field_text).collect::<Vec<_>>().join("\n  ");
        let keyed = |fields: &[super::schema::Fld], keys: usize| {
            let lines = fields
                .iter()
                .enumerate()
                .map(|(at, f)| if at < keys { format!("key {}", field_text(f)) } else { field_text(f) });
            lines.collect::<Vec<_>>().join("\n  ")
        };
        let mut out = vec![
            "policy generated \"生成\" { year 2024; }".to_string(),
            "articles { @一 \"甲\"; @二 \"乙\"; @三 \"丙\"; }".into(),
            format!(
                "enum color \"色\" {{ group warm \"暖\" {{ {}; {}; }} {}; {}; }}",
                COLORS[0], COLORS[1], COLORS[2], COLORS[3]
            ),
            format!("enum kind {{ {}; }}", KINDS.join("; ")),
            format!("form applicant @一 {{\n  {}\n}}", fields(FORM)),
            format!(
                "record home_facts {{\n  {}\n}}\nrecord lease_facts {{\n  {}\n  period l_since .. l_until;\n}}",
                fields(HOME),
                fields(LEASE)
            ),
            format!("table school {{\n  {}\n}}", keyed(SCHOOL, 1)),
            format!("table ledger {{\n  {}\n}}", keyed(LEDGER, 3)),
        ];
        let answers: Vec<String> = self.answers.iter().map(|at| format!(", v{at}")).collect();
        out.push(format!(
            "stage primary \"小学\" {{ answers route{}; }}\nstage junior \"初中\" {{ }}",
            answers.concat()
        ));
        let figures: Vec<String> = self
            .figures
            .iter()
            .enumerate()
            .map(|(at, (_, text))| format!("fig{at} \"数{at}\" = {text} @二;"))
            .collect();
        out.push(format!("yearly {{ {} }}", figures.join(" ")));
        let windows: Vec<String> = self
            .windows
            .iter()
            .enumerate()
            .map(|(at, window)| match window {
                (Some(a), Some(b)) if a == b => format!("win{at} = on {a} @三;"),
                (Some(a), Some(b)) => format!("win{at} = {a} .. {b} @三;"),
                (None, Some(b)) => format!("win{at} = by {b} @三;"),
                (Some(a), None) => format!("win{at} = from {a} @三;"),
                (None, None) => unreachable!("a window has an end"),
            })
            .collect();
        out.push(format!("timetable {{ {} }}", windows.join(" ")));
        for (at, cond) in self.conditions.iter().enumerate() {
            out.push(format!(
                "condition c{at} \"条件{at}\"{} @一 {}{};",
                each(cond.each),
                block(&cond.lines),
                but(&cond.but)
            ));
        }
        for (at, value) in self.values.iter().enumerate() {
            let by = value.by.as_ref().map_or(String::new(), |by| format!(" by {}", v(by)));
            let rows: Vec<String> = value
                .rows
                .iter()
                .map(|(when, x)| match when {
                    When::Always => format!("{};", v(x)),
                    When::Otherwise => format!("otherwise: {};", v(x)),
                    When::Holds(cond) => format!("when {}: {};", c(cond), v(x)),
                    When::Range(a, None) => format!("{}: {};", v(a), v(x)),
                    When::Range(a, Some(b)) => format!("{} .. {}: {};", v(a), v(b), v(x)),
                })
                .collect();
            out.push(format!("value v{at}{} @二{by} {{ {} }}", each(value.each), rows.join(" ")));
        }
        for (at, reading) in self.readings.iter().enumerate() {
            let alts: Vec<String> = reading
                .alts
                .iter()
                .enumerate()
                .map(|(n, alt)| match alt {
                    Alt::C(cond) => format!("x{n}: {};", c(cond)),
                    Alt::V(value) => format!("x{n}: {};", v(value)),
                })
                .collect();
            let choice = reading.choice.map_or("refer".into(), |n| format!("x{n}"));
            out.push(format!(
                "reading r{at}{} @三 {{ {} choose {choice} because \"因\"; }}",
                each(reading.each),
                alts.join(" ")
            ));
        }
        let rows: Vec<String> = self
            .classes
            .iter()
            .map(|(when, case)| {
                when.as_ref().map_or(format!("otherwise: {case};"), |when| format!("when {}: {case};", c(when)))
            })
            .collect();
        out.push(format!("classify route \"方式\" @二 {{ {} }}", rows.join(" ")));
        if self.claim {
            out.push(
                "claim seat for primary @三 { f_addr by f_household; only when f_addr is present; only when f_flag; when several: refer \"谁\"; }".into(),
            );
        }
        let categories = self
            .categories
            .iter()
            .enumerate()
            .map(|(at, category)| {
                let lines: Vec<String> = category
                    .lines
                    .iter()
                    .map(|l| match l {
                        CatLine::Require(l) => format!("require {}", line(l)),
                        CatLine::Reject(l) => format!("reject {}", line(l)),
                        CatLine::Refer(l) => format!("refer \"问\" when {}", line(l)),
                        CatLine::OnTime(field, window, exceptions) => {
                            format!("on time {field} within win{window} @二{} afterwards \"迟\";", but(exceptions))
                        }
                    })
                    .collect();
                format!("category k{at} \"类{at}\" for primary @一 {{\n  {}\n}}", lines.join("\n  "))
            })
            .collect();
        (out, categories)
    }

    /// The policy as text.
    pub fn text(&self) -> String {
        let (declarations, categories) = self.declarations();
        format!("{}\n{}\n", declarations.join("\n"), categories.join("\n"))
    }
}
