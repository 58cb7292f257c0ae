//! Between the ledger and the table of a policy that stands for it.
//!
//! A policy needs no word to say which table is the ledger's; its columns are found by what they are. The table's keys
//! are a stage and two ids, and it has a year, which is a whole number. The id that is called like the key of a claim
//! (`address` and `home.address`, say) is the key, the other one is the pupil. Rows come in through the table's own
//! reader, so that headings and cells are checked as everywhere, and go out as rows of the table, which any engine reads.

use super::failure::Failure;
use super::{Seat, Store};
use crate::base::tongue::Tongue;
use crate::data::cell::{Cells, show};
use crate::data::columns::bind as bind_columns;
use crate::data::{Expected, Finding, Problem, RawTable, Reason, Rejected, Shown, TableRows};
use crate::ir::expr::{Place, Root, Step, Val, ValKind};
use crate::ir::{Base, Claim, Field, Named, Policy, Shape, Table, TableId};
use crate::value::{Fact, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The table of a policy that stands for the ledger, its columns by position, and the claim whose seats it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The table.
    pub table: TableId,
    /// The claim, by name.
    pub claim: String,
    /// The column of the key.
    pub key: usize,
    /// The column of the stage.
    pub stage: usize,
    /// The column of the pupil.
    pub pupil: usize,
    /// The column of the year.
    pub year: usize,
}

/// Why no table, or no claim, could be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unbound {
    /// The policy has no table or claim of this name.
    NotThere(String),
    /// No table is like a ledger.
    NoTable,
    /// Several are.
    Tables(Vec<String>),
    /// The table that was asked for is not like one.
    NotLike(String),
    /// No claim has a key that is called like an id among the keys of the table.
    NoClaim(String),
    /// Several have.
    Claims(Vec<String>),
}

impl Unbound {
    /// Its words, with advice.
    pub fn text(&self, tongue: Tongue) -> String {
        let names = |names: &[String]| tongue.join(names.iter().map(|name| format!("`{name}`")));
        let keys = tongue.pick(
            "the keys of a seat ledger are a stage and two ids (who was given the seat, and what gave it), and \
                 it has a \
             year, which is a whole number",
            "学位台账的主键是学段和两个编号（谁得到学位、凭什么得到），另有整数的年份",
        );
        match self {
            Unbound::NotThere(name) => tongue.pick(
                format!("the policy has no table or claim called `{name}`"),
                format!("政策没有名为 `{name}` 的数据表或占用"),
            ),
            Unbound::NoTable => tongue.pick(
                format!("the policy has no table that is like a seat ledger: {keys}"),
                format!("政策没有可作学位台账的数据表：{keys}"),
            ),
            Unbound::Tables(tables) => tongue.pick(
                format!("say which table is the seat ledger with `--table`: {}", names(tables)),
                format!("请用 `--table` 指明哪张数据表是学位台账：{}", names(tables)),
            ),
            Unbound::NotLike(table) => tongue.pick(
                format!("the table `{table}` is not like a seat ledger: {keys}"),
                format!("数据表 `{table}` 不能作学位台账：{keys}"),
            ),
            Unbound::NoClaim(table) => tongue.pick(
                format!(
                    "no claim has a key that is called like a key of `{table}`: call them the same, such as \
                     `address` and `home.address`"
                ),
                format!("没有一项占用的键与 `{table}` 的主键同名：请取同名，如 `address` 与 `home.address`"),
            ),
            Unbound::Claims(claims) => tongue.pick(
                format!("say whose seats these are with `--claim`: {}", names(claims)),
                format!("请用 `--claim` 指明是哪一项占用：{}", names(claims)),
            ),
        }
    }
}

/// The columns of a table that is like a ledger; which of the two ids is the key is not known yet.
struct Like {
    ids: [usize; 2],
    stage: usize,
    year: usize,
}

/// Finds the table of a policy that stands for the ledger, and the claim; either may be asked for by name or label.
pub fn bind(policy: &Policy, table: Option<&str>, claim: Option<&str>) -> Result<Binding, Unbound> {
    let named = |named: &Named| named.name.clone();
    let tables: Vec<(TableId, &Table)> = (0..).map(TableId).zip(&policy.tables).collect();
    let claims: Vec<&Claim> = match claim {
        Some(asked) => match policy.claims.iter().find(|c| c.named.is_called(asked)) {
            Some(claim) => vec![claim],
            None => return Err(Unbound::NotThere(asked.into())),
        },
        None => policy.claims.iter().collect(),
    };
    let like: Vec<(TableId, &Table, Like)> = match table {
        Some(asked) => {
            let Some((id, table)) = tables.iter().find(|(_, t)| t.named.is_called(asked)) else {
                return Err(Unbound::NotThere(asked.into()));
            };
            let Some(like) = like(policy, table) else { return Err(Unbound::NotLike(named(&table.named))) };
            vec![(*id, *table, like)]
        }
        None => tables.iter().filter_map(|(id, table)| Some((*id, *table, like(policy, table)?))).collect(),
    };
    let mut fitting = Vec::new();
    for (id, table, like) in &like {
        for claim in &claims {
            let key = key_of(policy, &claim.key);
            let at = like.ids.iter().position(|at| Some(table.columns[*at].named.name.as_str()) == key);
            let Some(at) = at else { continue };
            let (key, pupil) = (like.ids[at], like.ids[1 - at]);
            let (stage, year) = (like.stage, like.year);
            fitting.push(Binding { table: *id, claim: named(&claim.named), key, stage, pupil, year });
        }
    }
    let mut found: Vec<TableId> = fitting.iter().map(|b| b.table).collect();
    found.dedup();
    match (&like[..], &found[..], fitting.len()) {
        ([], ..) => Err(Unbound::NoTable),
        (_, _, 1) => Ok(fitting.remove(0)),
        ([(_, table, _), ..], [], _) => Err(Unbound::NoClaim(named(&table.named))),
        (_, [_], _) => Err(Unbound::Claims(fitting.into_iter().map(|b| b.claim).collect())),
        (..) => Err(Unbound::Tables(found.iter().map(|id| named(&policy.tables[id.index()].named)).collect())),
    }
}

/// Whether a table is like a ledger, and its columns.
fn like(policy: &Policy, table: &Table) -> Option<Like> {
    let one = |field: &Field| field.ty.shape == Shape::One;
    let is_stage =
        |field: &Field| one(field) && matches!(field.ty.base, Base::Enum(id) if is_stages(policy, id.index()));
    let is_id = |field: &Field| one(field) && matches!(field.ty.base, Base::Id | Base::Row(_));
    let is_int = |field: &Field| one(field) && field.ty.base == Base::Int;
    let ints: Vec<usize> = (0..table.columns.len()).filter(|at| is_int(&table.columns[*at])).collect();
    let year = match ints[..] {
        [only] => only,
        _ => *ints.iter().find(|at| table.columns[**at].named.is_called("year"))?,
    };
    let keys: Vec<usize> = table.keys.iter().copied().filter(|at| *at != year).collect();
    let of = |is: &dyn Fn(&Field) -> bool| -> Vec<usize> {
        keys.iter().copied().filter(|at| table.columns.get(*at).is_some_and(is)).collect()
    };
    match (&of(&is_stage)[..], &of(&is_id)[..], keys.len()) {
        ([stage], [a, b], 3) => Some(Like { ids: [*a, *b], stage: *stage, year }),
        _ => None,
    }
}

/// Whether an enum is that of the stages.
fn is_stages(policy: &Policy, id: usize) -> bool {
    let Some(of) = policy.enums.get(id) else { return false };
    of.named.name == "stage" && of.members.iter().eq(policy.stages.iter().map(|stage| &stage.named))
}

/// What the key of a claim is called.
fn key_of<'p>(policy: &'p Policy, key: &Val) -> Option<&'p str> {
    match &key.kind {
        ValKind::Place(place) => Some(&field_at(policy, place)?.named.name),
        ValKind::Column(_, table, at) => Some(&policy.tables.get(table.index())?.columns.get(*at)?.named.name),
        ValKind::Call(value, _) => Some(&policy.values.get(value.index())?.named.name),
        ValKind::Reading(reading, _) => Some(&policy.readings.get(reading.index())?.named.name),
        _ => None,
    }
}

/// The field at the end of a place of the form.
fn field_at<'p>(policy: &'p Policy, place: &Place) -> Option<&'p Field> {
    let Root::Form(at) = place.root else { return None };
    let mut field = policy.form.fields.get(at)?;
    for step in &place.steps {
        field = match (step, field.ty.base) {
            (Step::Index(_), _) => field,
            (Step::Field(at), Base::Record(record)) => policy.records.get(record.index())?.fields.get(*at)?,
            (Step::Column(table, at), _) => policy.tables.get(table.index())?.columns.get(*at)?,
            (Step::Field(_), _) => return None,
        };
    }
    Some(field)
}

/// The seats that the rows of the table state. Rows that cannot be a seat are set aside with the others that are; a file
/// without a year is refused as a whole.
pub fn seats_of(
    policy: &Policy,
    binding: &Binding,
    table: &RawTable,
    read: &mut TableRows,
) -> Result<Vec<Seat>, Vec<Finding>> {
    let Some(declared) = policy.tables.get(binding.table.index()) else { return Ok(Vec::new()) };
    let columns = &declared.columns;
    let required = [binding.key, binding.stage, binding.pupil, binding.year];
    let bound = bind_columns(policy, columns, None, &required, table)?;
    let heading = |at: usize| {
        let column = bound.fields.get(at).and_then(|slot| slot.cell);
        column.map_or_else(|| Shown::new(columns[at].named.shown()), |column| Shown::new(&table.headers[column]))
    };
    let mut seats = Vec::new();
    let (mut rows, mut lines) = (Vec::new(), Vec::new());
    for (facts, line) in read.rows.drain(..).zip(read.lines.drain(..)) {
        match seat_of(policy, binding, columns, &facts) {
            Ok(seat) => {
                seats.push(seat);
                rows.push(facts);
                lines.push(line);
            }
            Err((at, problem)) => {
                let reasons = vec![Reason { column: Some(heading(at)), problem }];
                let cells = table.rows.iter().find(|row| row.line == line).map_or(&[][..], |row| &row.cells);
                read.rejected.push(Rejected::new(line, reasons, cells));
            }
        }
    }
    (read.rows, read.lines) = (rows, lines);
    read.rejected.sort_by_key(|rejected| rejected.line);
    Ok(seats)
}

/// The seat that a row states, or the column that is wrong.
fn seat_of(policy: &Policy, binding: &Binding, columns: &[Field], facts: &[Fact]) -> Result<Seat, (usize, Problem)> {
    let text = |at: usize| match facts.get(at) {
        Some(fact @ Fact::Known(_)) => Ok(show(policy, columns[at].ty, fact, false)),
        _ => Err((at, Problem::NoId)),
    };
    let id = |at: usize| {
        let text = text(at)?;
        let fine = crate::base::id::is_id(&text);
        if fine { Ok(text) } else { Err((at, Problem::Cell { cell: Shown::new(&text), expected: Expected::Id })) }
    };
    let year = text(binding.year)?;
    let not_a_year = Problem::Cell { cell: Shown::new(&year), expected: Expected::Year };
    Ok(Seat {
        pupil: id(binding.pupil)?,
        claim: binding.claim.clone(),
        key: id(binding.key)?,
        stage: text(binding.stage)?,
        year: year.parse().ok().filter(|year| super::seat::is_year(*year)).ok_or((binding.year, not_a_year))?,
        round: String::new(),
        school: String::new(),
    })
}

/// Rows for the table of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplied {
    /// The rows, sorted by key, stage, year and pupil.
    pub rows: Vec<Vec<Fact>>,
    /// Seats left out because the same key gave the same pupil one in a later year, and the year is no key of the table.
    pub older: usize,
}

/// The seats in force, as rows of the table. A ledger that is not as its entries say is refused.
pub fn supply(policy: &Policy, binding: &Binding, store: &dyn Store) -> Result<Supplied, Failure> {
    let faults = store.check()?;
    if !faults.is_empty() {
        return Err(Failure::Faults(faults));
    }
    let Some(table) = policy.tables.get(binding.table.index()) else {
        return Ok(Supplied { rows: Vec::new(), older: 0 });
    };
    let seats: Vec<Seat> = store.rows(&binding.claim, None)?.into_iter().map(|row| row.seat).collect();
    let holder = |seat: &'_ Seat| (seat.key.clone(), seat.stage.clone(), seat.pupil.clone());
    let mut last = BTreeMap::new();
    if !table.keys.contains(&binding.year) {
        for seat in &seats {
            let year = last.entry(holder(seat)).or_insert(seat.year);
            *year = seat.year.max(*year);
        }
    }
    let cells = Cells::new(policy);
    let value = |at: usize, text: &str| match table.columns[at].ty.base {
        Base::Id => Ok(Fact::Known(Value::Id(Arc::from(text)))),
        _ => cells.read(table.columns[at].ty, text).map_err(|_| {
            let column = table.columns[at].named.name.clone();
            Failure::NoValue { column, text: text.to_owned() }
        }),
    };
    let mut supplied = Supplied { rows: Vec::new(), older: 0 };
    for seat in &seats {
        if last.get(&holder(seat)).is_some_and(|last| *last > seat.year) {
            supplied.older += 1;
            continue;
        }
        let stage = policy.stages.iter().position(|stage| stage.named.name == seat.stage);
        let stage = stage.and_then(|at| u16::try_from(at).ok()).ok_or_else(|| Failure::NoStage(seat.stage.clone()))?;
        let mut facts = vec![Fact::Unknown; table.columns.len()];
        facts[binding.key] = value(binding.key, &seat.key)?;
        facts[binding.pupil] = value(binding.pupil, &seat.pupil)?;
        facts[binding.stage] = Fact::Known(Value::Enum(stage));
        facts[binding.year] = Fact::Known(Value::Int(seat.year));
        supplied.rows.push(facts);
    }
    Ok(supplied)
}
