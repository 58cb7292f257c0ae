//! A stable hash of what a policy means.
//!
//! It covers names, types, values, conditions, chosen readings and citations, and order where order means something
//! (ways in, rows of tables read from the top, exceptions, members of an enum). It does not cover labels, comments,
//! layout, tongue, examples, reasons, nor the order of declarations that stand side by side.

use super::expr::{Choices, Cond, CondKind, Exception, Line, ListExpr, Place, Root, Source, Step, Val, ValKind};
use super::{Base, Body, Each, Field, LineKind, Policy, Presumed, Shape, StageId, Type};
use crate::value::{Fact, Value};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fmt::Write as _;

/// The fingerprint as 64 hexadecimal digits.
pub fn fingerprint(policy: &Policy) -> String {
    let digest = Sha256::digest(canonical(policy).as_bytes());
    digest.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// The text that is hashed: one declaration a line, sorted where order means nothing.
pub fn canonical(policy: &Policy) -> String {
    let writer = Writer { policy, rows: RefCell::default() };
    let mut lines: Vec<String> = Vec::new();
    let mut sorted = |mut some: Vec<String>| {
        some.sort();
        lines.append(&mut some);
    };
    sorted(vec![format!(
        "policy {} year={} authority={:?} document={:?} issued={:?} repeals={:?}",
        policy.named.name,
        policy.year,
        policy.authority,
        policy.document,
        policy.issued.map(|d| d.to_string()),
        policy.repeals
    )]);
    sorted(policy.instruments.iter().map(|i| format!("instrument {} {:?}", i.name, i.title)).collect());
    sorted(policy.articles.iter().map(|a| format!("article {} encoded={}", a.cite, a.not_encoded.is_none())).collect());
    sorted(policy.barred.iter().map(|(n, c, _)| format!("barred {} {}", n.name, cites(c))).collect());
    sorted(
        policy
            .stages
            .iter()
            .map(|s| {
                let answers: Vec<&str> = s
                    .answers
                    .iter()
                    .map(|a| match a {
                        super::Answer::Classify(id) => policy.classifies[id.index()].named.name.as_str(),
                        super::Answer::Value(id) => policy.values[id.index()].named.name.as_str(),
                    })
                    .collect();
                format!("stage {} answers={answers:?} {}", s.named.name, cites(&s.cites))
            })
            .collect(),
    );
    sorted(
        policy
            .enums
            .iter()
            .filter(|e| e.classify.is_none())
            .map(|e| {
                let members: Vec<&str> = e.members.iter().map(|m| m.name.as_str()).collect();
                let mut groups: Vec<String> = e
                    .groups
                    .iter()
                    .map(|(g, inside)| {
                        format!("{}={:?}", g.name, inside.iter().map(|m| members[usize::from(*m)]).collect::<Vec<_>>())
                    })
                    .collect();
                groups.sort();
                format!("enum {} {members:?} {groups:?}", e.named.name)
            })
            .collect(),
    );
    sorted(
        policy
            .records
            .iter()
            .map(|r| {
                format!(
                    "record {} period={:?} {}",
                    r.named.name,
                    r.period.map(|(a, b)| (&r.fields[a].named.name, &r.fields[b].named.name)),
                    writer.fields(&r.fields)
                )
            })
            .collect(),
    );
    sorted(vec![format!("form {} {}", policy.form.named.name, writer.fields(&policy.form.fields))]);
    sorted(
        policy
            .tables
            .iter()
            .map(|t| {
                let keys: Vec<&str> = t.keys.iter().map(|k| t.columns[*k].named.name.as_str()).collect();
                format!("table {} keys={keys:?} {} {}", t.named.name, writer.fields(&t.columns), cites(&t.cites))
            })
            .collect(),
    );
    sorted(
        policy
            .figures
            .iter()
            .map(|f| {
                format!(
                    "figure {} yearly={} {} {}",
                    f.named.name,
                    f.yearly,
                    writer.value(&f.ty, &f.value),
                    cites(&f.cites)
                )
            })
            .collect(),
    );
    sorted(
        policy
            .windows
            .iter()
            .map(|w| {
                let mut after: Vec<&str> =
                    w.after.iter().map(|a| policy.windows[a.index()].named.name.as_str()).collect();
                after.sort_unstable();
                let day = |d: Option<crate::base::date::Date>| d.map(|d| d.to_string());
                format!(
                    "window {} {:?} {:?} {:?} after={after:?} {}",
                    w.named.name,
                    w.kind,
                    day(w.first),
                    day(w.last),
                    cites(&w.cites)
                )
            })
            .collect(),
    );
    sorted(
        policy
            .readings
            .iter()
            .map(|r| {
                let each = writer.each(r.each.as_ref());
                let mut alternatives: Vec<String> = r
                    .alternatives
                    .iter()
                    .map(|a| {
                        let body = match &a.body {
                            Body::Cond(c) => writer.cond(c),
                            Body::Val(v) => writer.val(v),
                        };
                        format!("{}={body}{}", a.named.name, cites(&a.cites))
                    })
                    .collect();
                alternatives.sort();
                let choice = r.choice.map(|at| r.alternatives[at].named.name.as_str());
                format!("reading {} each={each} choose={choice:?} {alternatives:?} {}", r.named.name, cites(&r.cites))
            })
            .collect(),
    );
    sorted(
        policy
            .conditions
            .iter()
            .map(|c| {
                let stages = writer.stages(&c.stages);
                format!(
                    "condition {} {stages} each={} {} {}",
                    c.named.name,
                    writer.each(c.each.as_ref()),
                    writer.cond(&c.body),
                    cites(&c.cites)
                )
            })
            .collect(),
    );
    sorted(
        policy
            .values
            .iter()
            .map(|v| {
                let each = writer.each(v.each.as_ref());
                let rows: Vec<String> = v
                    .rows
                    .iter()
                    .map(|r| {
                        format!(
                            "{}:{}{}",
                            r.when.as_ref().map_or("otherwise".into(), |c| writer.cond(c)),
                            writer.val(&r.value),
                            cites(&r.cites)
                        )
                    })
                    .collect();
                format!("value {} {} each={each} {rows:?} {}", v.named.name, writer.stages(&v.stages), cites(&v.cites))
            })
            .collect(),
    );
    writer.each(None);
    // The order of the ways in matters: the first that is open gives the category.
    for category in &policy.categories {
        let rows: Vec<String> = category
            .lines
            .iter()
            .map(|l| {
                let kind = match &l.kind {
                    LineKind::Require => "require".to_string(),
                    LineKind::Reject => "reject".into(),
                    LineKind::Refer(question) => format!("refer {question:?}"),
                    LineKind::OnTime(afterwards, _, late) => format!("on_time {afterwards:?}{}", cites(late)),
                };
                format!("{kind} no={:?} {}{}", l.no, writer.cond(&l.cond), cites(&l.cites))
            })
            .collect();
        lines.push(format!(
            "category {} {} {rows:?} {}",
            category.named.name,
            writer.stages(&category.stages),
            cites(&category.cites)
        ));
    }
    let mut sorted = |mut some: Vec<String>| {
        some.sort();
        lines.append(&mut some);
    };
    sorted(
        policy
            .classifies
            .iter()
            .map(|c| {
                let members = &policy.enums[c.cases.index()].members;
                let rows: Vec<String> = c
                    .rows
                    .iter()
                    .map(|r| {
                        format!(
                            "{}:{}{}",
                            r.when.as_ref().map_or("otherwise".into(), |c| writer.cond(c)),
                            members[usize::from(r.case)].name,
                            cites(&r.cites)
                        )
                    })
                    .collect();
                format!("classify {} {} {rows:?} {}", c.named.name, writer.stages(&c.stages), cites(&c.cites))
            })
            .collect(),
    );
    sorted(
        policy
            .claims
            .iter()
            .map(|c| {
                format!(
                    "claim {} {} {} by {} when {} refer {:?} {}",
                    c.named.name,
                    writer.stages(&c.stages),
                    writer.val(&c.key),
                    writer.val(&c.by),
                    writer.cond(&c.only_when),
                    c.question,
                    cites(&c.cites)
                )
            })
            .collect(),
    );
    sorted(policy.draws.iter().map(|d| writer.draw(d)).collect());
    sorted(policy.rounds.iter().map(|r| writer.round(r)).collect());
    writer.each(None);
    sorted(
        policy
            .assumes
            .iter()
            .map(|a| {
                format!(
                    "assume {} {} {} {}",
                    a.named.name,
                    writer.stages(&a.stages),
                    writer.cond(&a.body),
                    cites(&a.cites)
                )
            })
            .collect(),
    );
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// A condition as the hash sees it, where the row of a table may be open: where the texts are equal, so are the meanings.
pub(crate) fn cond_text(policy: &Policy, row: Option<super::TableId>, at: &Cond) -> String {
    Writer { policy, rows: RefCell::new(row.map(|id| Some(Base::Row(id))).into_iter().collect()) }.cond(at)
}

/// A value as the hash sees it, as [`cond_text`].
pub(crate) fn val_text(policy: &Policy, row: Option<super::TableId>, at: &Val) -> String {
    Writer { policy, rows: RefCell::new(row.map(|id| Some(Base::Row(id))).into_iter().collect()) }.val(at)
}

fn cites(cites: &[String]) -> String {
    cites.iter().fold(String::new(), |out, c| out + " @" + c)
}

struct Writer<'p> {
    policy: &'p Policy,
    /// What the rows that are open are.
    rows: RefCell<Vec<Option<Base>>>,
}

impl Writer<'_> {
    fn stages(&self, stages: &[StageId]) -> String {
        let mut names: Vec<&str> = stages.iter().map(|s| self.policy.stages[s.index()].named.name.as_str()).collect();
        names.sort_unstable();
        format!("for={names:?}")
    }

    /// The row a declaration is about; it stays open until the next declaration.
    fn each(&self, each: Option<&Each>) -> &str {
        *self.rows.borrow_mut() = match each {
            None => Vec::new(),
            Some(Each::Record(id)) => vec![Some(Base::Record(*id))],
            Some(Each::Table(id)) => vec![Some(Base::Row(*id))],
        };
        match each {
            None => "-",
            Some(Each::Record(id)) => &self.policy.records[id.index()].named.name,
            Some(Each::Table(id)) => &self.policy.tables[id.index()].named.name,
        }
    }

    fn fields(&self, fields: &[Field]) -> String {
        let mut out: Vec<String> = fields
            .iter()
            .map(|f| {
                let presumed = match &f.presumed {
                    None => String::new(),
                    Some(Presumed::Fact(fact)) => format!(" presumed {}", self.fact(&f.ty, fact)),
                    Some(Presumed::Like(at)) => format!(" presumed like {}", fields[*at].named.name),
                };
                let stage = f.stage.map(|s| self.policy.stages[s.index()].named.name.as_str());
                format!(
                    "{}:{} proof={:?}{presumed} given={} complete={} role={:?} stage={stage:?}{}",
                    f.named.name,
                    self.ty(&f.ty),
                    f.proof,
                    f.given,
                    f.complete,
                    f.role,
                    cites(&f.cites)
                )
            })
            .collect();
        out.sort();
        format!("{out:?}")
    }

    fn ty(&self, ty: &Type) -> String {
        let base = match ty.base {
            Base::Enum(id) => self.policy.enums[id.index()].named.name.clone(),
            Base::Record(id) => self.policy.records[id.index()].named.name.clone(),
            Base::Row(id) => self.policy.tables[id.index()].named.name.clone(),
            other => format!("{other:?}"),
        };
        let shape = match ty.shape {
            Shape::One => String::new(),
            Shape::List(most) => format!("list {most:?} "),
            Shape::Set => "set ".into(),
        };
        format!("{shape}{base}{}", if ty.optional { "?" } else { "" })
    }

    fn fact(&self, ty: &Type, fact: &Fact) -> String {
        match fact {
            Fact::Known(value) => self.value(ty, value),
            Fact::None => "none".into(),
            Fact::Unknown => "unknown".into(),
        }
    }

    fn member(&self, base: Base, at: u16) -> String {
        match base {
            Base::Enum(id) => format!(
                "{}.{}",
                self.policy.enums[id.index()].named.name,
                self.policy.enums[id.index()].members[usize::from(at)].name
            ),
            _ => at.to_string(),
        }
    }

    fn value(&self, ty: &Type, value: &Value) -> String {
        match value {
            Value::Enum(at) => self.member(ty.base, *at),
            Value::Set(set) => {
                let mut names: Vec<String> = set.iter().map(|at| self.member(ty.base, *at)).collect();
                names.sort();
                format!("{names:?}")
            }
            Value::Months(months) => format!("{:?}", months.0.iter().map(ToString::to_string).collect::<Vec<_>>()),
            Value::Date(d) => d.to_string(),
            Value::Moment(m) => m.to_string(),
            Value::Month(m) => m.to_string(),
            Value::Decimal(d) => format!("decimal {d}"),
            Value::List(list) => format!(
                "{:?}",
                list.items.iter().map(|v| self.value(&Type { shape: Shape::One, ..*ty }, v)).collect::<Vec<_>>()
            ),
            Value::Bool(b) => b.to_string(),
            Value::Int(n) => n.to_string(),
            Value::Id(text) => format!("id {text:?}"),
            Value::Text(text) => format!("{text:?}"),
            Value::Record(_) => "record".into(),
        }
    }

    /// A constant whose enum is known only from what it is compared with is written by the enum's position-free name.
    fn constant(&self, value: &Value, like: Option<Base>) -> String {
        let base = like.unwrap_or(Base::Int);
        self.value(&Type { shape: Shape::One, base, optional: false }, value)
    }

    fn lines(&self, lines: &[Line]) -> String {
        let out: Vec<String> = lines
            .iter()
            .map(|l| {
                format!(
                    "{}{}{}",
                    l.no.as_ref().map_or(String::new(), |n| format!("({n}) ")),
                    self.cond(&l.cond),
                    cites(&l.cites)
                )
            })
            .collect();
        format!("{out:?}")
    }

    fn exceptions(&self, exceptions: &[Exception]) -> String {
        let out: Vec<String> = exceptions
            .iter()
            .map(|e| {
                format!("{} {}{}", if e.waives { "waived" } else { "but not" }, self.cond(&e.when), cites(&e.cites))
            })
            .collect();
        format!("{out:?}")
    }

    fn cond(&self, cond: &Cond) -> String {
        let p = self.policy;
        match &cond.kind {
            CondKind::Const(b) => b.to_string(),
            CondKind::Lines(joint, lines) => format!("{joint:?}{}", self.lines(lines)),
            CondKind::Not(inner) => format!("not {}", self.cond(inner)),
            CondKind::Excepted(base, exceptions) => format!("{} {}", self.cond(base), self.exceptions(exceptions)),
            CondKind::Truth(val) => self.val(val),
            CondKind::Call(id, row) => format!("{}{}", p.conditions[id.index()].named.name, of_row(*row)),
            CondKind::Entry(id, no, row) => format!("{}({no}){}", p.conditions[id.index()].named.name, of_row(*row)),
            CondKind::Reading(id, row) => format!("{}{}", p.readings[id.index()].named.name, of_row(*row)),
            CondKind::Category(id) => p.categories[id.index()].named.name.clone(),
            CondKind::Present(val, present) => {
                format!("{} {}", self.val(val), if *present { "present" } else { "absent" })
            }
            CondKind::Compare(relation, left, right) => {
                let like = self.base_of(left).or_else(|| self.base_of(right));
                format!("{} {relation:?} {}", self.val_like(left, like), self.val_like(right, like))
            }
            CondKind::In(val, choices, positive) => {
                format!(
                    "{} {} {}",
                    self.val(val),
                    if *positive { "in" } else { "not in" },
                    self.choices(choices, self.base_of(val))
                )
            }
            CondKind::Meets(val, choices) => {
                format!("{} meets {}", self.val(val), self.choices(choices, self.base_of(val)))
            }
            CondKind::Covers(left, right) => format!("{} covers {}", self.val(left), self.val(right)),
            CondKind::CoversDays(list, from, to) => {
                format!("{} covers {} .. {}", self.list(list), self.val(from), self.val(to))
            }
            CondKind::Within(val, window) => {
                format!("{} within {}", self.val(val), p.windows[window.index()].named.name)
            }
            CondKind::Elapsed { from, to, bound, count, unit } => {
                format!("from {} to {} {bound:?} {} {unit:?}", self.val(from), self.val(to), self.val(count))
            }
            CondKind::Quantified(quantifier, list, body) => {
                format!("{quantifier:?} {} {{{}}}", self.list(list), self.with_row(list, || self.cond(body)))
            }
        }
    }

    fn choices(&self, choices: &Choices, like: Option<Base>) -> String {
        match choices {
            Choices::Members(members) => {
                let mut names: Vec<String> = members.iter().map(|m| self.constant(&Value::Enum(*m), like)).collect();
                names.sort();
                format!("{names:?}")
            }
            Choices::Values(values) => {
                let out: Vec<String> = values
                    .iter()
                    .map(|(first, last)| {
                        format!(
                            "{}..{}",
                            self.val_like(first, like),
                            last.as_ref().map_or("".into(), |l| self.val_like(l, like))
                        )
                    })
                    .collect();
                format!("{out:?}")
            }
            Choices::Of(val) => self.val(val),
        }
    }

    /// The type of a value as far as its enum matters.
    fn base_of(&self, val: &Val) -> Option<Base> {
        match &val.kind {
            ValKind::Place(place) => self.place_base(place),
            ValKind::Column(_, table, at) => Some(self.policy.tables[table.index()].columns[*at].ty.base),
            ValKind::Call(id, _) => Some(self.policy.values[id.index()].ty.base),
            ValKind::Reading(id, _) => self.policy.readings[id.index()].ty.map(|t| t.base),
            ValKind::Classify(id) => Some(Base::Enum(self.policy.classifies[id.index()].cases)),
            ValKind::Stage => Some(Base::Enum(super::EnumId(0))),
            _ => None,
        }
    }

    fn place_base(&self, place: &Place) -> Option<Base> {
        let mut base = match place.root {
            Root::Form(at) => self.policy.form.fields[at].ty.base,
            Root::Row(depth) => self.rows.borrow().get(usize::from(depth)).copied().flatten()?,
        };
        for step in &place.steps {
            base = match (step, base) {
                (Step::Field(at), Base::Record(id)) => self.policy.records[id.index()].fields[*at].ty.base,
                (Step::Field(at), Base::Row(id)) => self.policy.tables[id.index()].columns[*at].ty.base,
                (Step::Column(table, at), _) => self.policy.tables[table.index()].columns[*at].ty.base,
                (_, same) => same,
            };
        }
        Some(base)
    }

    fn val_like(&self, val: &Val, like: Option<Base>) -> String {
        match &val.kind {
            ValKind::Const(value) => self.constant(value, like),
            _ => self.val(val),
        }
    }

    fn val(&self, val: &Val) -> String {
        let p = self.policy;
        match &val.kind {
            ValKind::Const(value) => self.constant(value, None),
            ValKind::None => "none".into(),
            ValKind::Place(place) => self.place(place),
            ValKind::Column(inner, table, at) => {
                format!("{}.{}", self.val(inner), p.tables[table.index()].columns[*at].named.name)
            }
            ValKind::Figure(id) => p.figures[id.index()].named.name.clone(),
            ValKind::Edge(id, start) => {
                format!("{} of {}", if *start { "start" } else { "end" }, p.windows[id.index()].named.name)
            }
            ValKind::Call(id, row) => format!("{}{}", p.values[id.index()].named.name, of_row(*row)),
            ValKind::Reading(id, row) => format!("{}{}", p.readings[id.index()].named.name, of_row(*row)),
            ValKind::Classify(id) => p.classifies[id.index()].named.name.clone(),
            ValKind::Stage => "stage".into(),
            ValKind::Year => "year".into(),
            ValKind::Shift(base, back, count, unit) => {
                format!("({} {} {} {unit:?})", self.val(base), if *back { "minus" } else { "plus" }, self.val(count))
            }
            ValKind::Add(left, right, minus) => {
                format!("({} {} {})", self.val(left), if *minus { "minus" } else { "plus" }, self.val(right))
            }
            ValKind::Times(left, right) => format!("({} times {})", self.val(left), self.val(right)),
            ValKind::Fold(fold, list) => format!("{fold:?}({})", self.list(list)),
            ValKind::First(list) => format!("first({})", self.list(list)),
            ValKind::Unbroken(list, to) => format!("unbroken({} to {})", self.list(list), self.val(to)),
            ValKind::List(list) => self.list(list),
            ValKind::MonthRange(first, last) => format!("{} .. {}", self.val(first), self.val(last)),
        }
    }

    fn place(&self, place: &Place) -> String {
        let (mut out, mut base) = match place.root {
            Root::Form(at) => {
                let field = &self.policy.form.fields[at];
                (field.named.name.clone(), Some(field.ty.base))
            }
            Root::Row(depth) => (format!("row{depth}"), self.rows.borrow().get(usize::from(depth)).copied().flatten()),
        };
        for step in &place.steps {
            match step {
                Step::Index(at) => out.push_str(&format!("[{at}]")),
                Step::Field(at) => match base {
                    Some(Base::Record(id)) => {
                        let field = &self.policy.records[id.index()].fields[*at];
                        base = Some(field.ty.base);
                        out.push_str(&format!(".{}", field.named.name));
                    }
                    Some(Base::Row(id)) => {
                        let column = &self.policy.tables[id.index()].columns[*at];
                        base = Some(column.ty.base);
                        out.push_str(&format!(".{}", column.named.name));
                    }
                    _ => out.push_str(&format!(".{at}")),
                },
                Step::Column(table, at) => {
                    let column = &self.policy.tables[table.index()].columns[*at];
                    base = Some(column.ty.base);
                    out.push_str(&format!(".{}", column.named.name));
                }
            }
        }
        out
    }

    fn with_row(&self, list: &ListExpr, f: impl FnOnce() -> String) -> String {
        let row = match (&list.source, list.record) {
            (Source::Table(id), _) => Some(Base::Row(*id)),
            (_, record) => record.map(Base::Record),
        };
        self.rows.borrow_mut().push(row);
        let out = f();
        self.rows.borrow_mut().pop();
        out
    }

    fn list(&self, list: &ListExpr) -> String {
        let source = match &list.source {
            Source::Place(place) => self.place(place),
            Source::Table(id) => self.policy.tables[id.index()].named.name.clone(),
            Source::Val(val) => self.val(val),
        };
        let filter =
            self.with_row(list, || list.filter.as_ref().map_or(String::new(), |c| format!(" where {}", self.cond(c))));
        let column = Place { root: Root::Row(list.depth), steps: list.column.clone() };
        let column = if list.column.is_empty() {
            String::new()
        } else {
            self.with_row(list, || format!(" column {}", self.place(&column)))
        };
        format!("{source}{column}{filter}")
    }
}

fn of_row(row: Option<u8>) -> String {
    row.map_or(String::new(), |row| format!("[row{row}]"))
}

/// Draws and rounds.
impl Writer<'_> {
    fn named(&self, round: &super::RoundId) -> &str {
        &self.policy.rounds[round.index()].named.name
    }

    fn draw(&self, draw: &super::rounds::Draw) -> String {
        use super::rounds::{Several, Wins};
        let wins = |wins: &Wins| match wins {
            Wins::Keep(keep) => format!("keep {:?}", keep.iter().map(|r| self.named(r)).collect::<Vec<_>>()),
            Wins::Refer(question) => format!("refer {question:?}"),
        };
        let several = match &draw.several {
            None => "-".into(),
            Some(Several::Plain(plain)) => wins(plain),
            Some(Several::By(reading, cases)) => {
                let reading = &self.policy.readings[reading.index()];
                let mut said: Vec<String> = reading
                    .alternatives
                    .iter()
                    .zip(cases)
                    .map(|(alternative, case)| format!("{}: {}", alternative.named.name, wins(case)))
                    .collect();
                said.sort();
                format!("by {} {said:?}", reading.named.name)
            }
        };
        format!(
            "draw {} {} held={} {:?} {:?} enters={:?} several={several} freed={:?} leave={}{}",
            draw.named.name,
            self.stages(&[draw.stage]),
            self.policy.windows[draw.held.index()].named.name,
            draw.sequence,
            draw.rounds.iter().map(|r| self.named(r)).collect::<Vec<_>>(),
            draw.enters,
            draw.freed,
            draw.winners_leave,
            cites(&draw.cites)
        )
    }

    fn round(&self, round: &super::rounds::Round) -> String {
        use super::rounds::{Looked, Unplaced};
        self.each(None);
        let pool = self.cond(&round.pool);
        let mut wishes: Vec<String> = round.wishes.iter().map(|w| self.val(w)).collect();
        if let Some((by, rank)) = &round.one_list {
            wishes.push(format!("one list by {} ranked {}", self.val(by), self.val(rank)));
        }
        let inside = round.inside.as_ref().map(|(value, column)| {
            let column = &self.policy.tables[round.schools.index()].columns[*column].named.name;
            format!("{} by {column}", self.val(value))
        });
        let linked = round.linked.as_ref().map(|(ids, linked, elder)| {
            format!("{} {linked:?} {:?}", self.val(ids), elder.as_ref().map(|born| self.val(born)))
        });
        let guarantee = round.guarantee.as_ref().map(|(tiers, question)| {
            format!("{:?} otherwise {question:?}", tiers.iter().map(|t| self.val(t)).collect::<Vec<_>>())
        });
        // What follows is asked where a school is open.
        self.each(Some(&Each::Table(round.schools)));
        let groups: Vec<String> = round
            .groups
            .iter()
            .map(|g| {
                format!(
                    "{} {:?} {:?} {} {:?} for {:?} counting={} {:?}{}",
                    g.named.name,
                    g.take,
                    g.of,
                    g.amount,
                    g.rounded,
                    g.whom.as_ref().map(|c| self.cond(c)),
                    g.counting_earlier,
                    g.unfilled,
                    cites(&g.cites)
                )
            })
            .collect();
        let order: Vec<String> = round
            .order
            .iter()
            .map(|c| {
                let what = match &c.what {
                    Looked::Cond(cond) => self.cond(cond),
                    Looked::Val(val) => self.val(val),
                };
                format!("{what} {:?}{}", c.first, cites(&c.cites))
            })
            .collect();
        let unplaced = match &round.unplaced {
            Unplaced::Stay => "stay".into(),
            Unplaced::Join(target) => format!("join {}", self.named(target)),
            Unplaced::Refer(question) => format!("refer {question:?}"),
        };
        let mut own: Vec<String> = round
            .line_cites
            .iter()
            .filter(|(_, c)| !c.is_empty())
            .map(|(line, c)| format!("{line}{}", cites(c)))
            .collect();
        own.sort();
        let outcomes: Vec<&str> = round.outcomes.iter().map(|o| o.word()).collect();
        let uses = round.uses.map(|claim| self.policy.claims[claim.index()].named.name.as_str());
        format!(
            "round {} {} pool {outcomes:?} {pool} wishes {wishes:?} valid {} inside {inside:?} {:?}..{:?} none {:?} \
             invalid {:?} seats {} less_placed={} {groups:?} order {order:?} {:?} {:?} {:?} equal={} linked {linked:?} \
             stop={} unplaced {unplaced} leftover {:?} guarantee {guarantee:?} uses {uses:?} {own:?}{}",
            round.named.name,
            self.stages(&[round.stage]),
            self.cond(&round.valid),
            round.fewest,
            round.most,
            round.no_wishes,
            round.invalid,
            self.val(&round.seats),
            round.less_placed,
            round.end,
            round.mechanism,
            round.bands,
            round.equal_admits,
            round.unsettled_stop,
            round.leftover,
            cites(&round.cites)
        )
    }
}
