//! A batch of applicants: the rows of a file read by the form of a stage, the bad ones set aside.
//!
//! Every row that is not blank ends up in one of two places, so that the counts add up. What is presumed is not
//! applied here: a fact that nobody stated is unknown.

use super::cell::Cells;
use super::columns::{Columns, bind};
use super::problem::{Finding, Problem, Reason, Rejected, Shown, Words};
use super::raw::{RawTable, tidy};
use super::row::Rows;
use crate::ir::{Base, Field, Policy, Role, StageId, TableId};
use crate::tables::Tables;
use crate::value::{Fact, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An applicant of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// The id, unique in the batch.
    pub id: Arc<str>,
    /// The line of the file.
    pub line: u64,
    /// By position of the form's field; what the stage does not ask is unknown.
    pub facts: Vec<Fact>,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applicants {
    /// The good rows, in the order of the file.
    pub rows: Vec<Applicant>,
    /// The others, in the order of the file.
    pub rejected: Vec<Rejected>,
    /// What should be said of the file as a whole.
    pub notes: Vec<Finding>,
    /// Rows that are not blank: good and rejected ones together.
    pub read: u64,
}

/// Reads the applicants of a stage. The headings are looked at first; if anything is wrong with them no row is read.
pub fn read_applicants(policy: &Policy, stage: StageId, table: &RawTable) -> Result<Applicants, Vec<Finding>> {
    let Some(id) = policy.form.with_role(Role::Id) else { return Err(vec![Finding::error(Problem::NoIdRole)]) };
    let columns = bind(policy, &policy.form.fields, Some(stage), &[id], table)?;
    let cells = Cells::new(policy);
    let rows = Rows { policy, fields: &policy.form.fields, cells: &cells, columns: &columns, table };
    let mut applicants =
        Applicants { rejected: table.rejected.clone(), read: table.read_count(), ..Default::default() };
    let mut lines: BTreeMap<Arc<str>, u64> = BTreeMap::new();
    // Which of two rows with one id is the applicant's nobody can tell, so both are set aside.
    let mut twice: BTreeMap<Arc<str>, u64> = BTreeMap::new();
    for raw in &table.rows {
        let (facts, mut reasons) = rows.read(raw);
        let column = columns.fields[id].cell;
        let named = match &facts[id] {
            Fact::Known(Value::Id(named)) => Some(named.clone()),
            _ => None,
        };
        let problem = match &named {
            Some(named) => lines.get(named).map(|first| {
                twice.entry(named.clone()).or_insert(raw.line);
                Problem::DuplicateId { first: *first }
            }),
            None if reasons.iter().any(|reason| reason.column == column.map(|at| Shown::new(&table.headers[at]))) => {
                None
            }
            None => Some(Problem::NoId),
        };
        if let (Some(problem), Some(column)) = (problem, column) {
            reasons.insert(0, rows.reason(column, problem));
        }
        if let Some(named) = &named {
            lines.entry(named.clone()).or_insert(raw.line);
        }
        match named {
            Some(id) if reasons.is_empty() => applicants.rows.push(Applicant { id, line: raw.line, facts }),
            _ => applicants.rejected.push(Rejected::new(raw.line, reasons, &raw.cells)),
        }
    }
    let firsts: BTreeMap<u64, u64> =
        twice.iter().filter_map(|(id, second)| lines.get(id).map(|first| (*first, *second))).collect();
    applicants.rows.retain(|applicant| !firsts.contains_key(&applicant.line));
    for raw in &table.rows {
        let (Some(second), Some(column)) = (firsts.get(&raw.line), columns.fields[id].cell) else { continue };
        let reason = rows.reason(column, Problem::DuplicateId { first: *second });
        match applicants.rejected.iter_mut().find(|rejected| rejected.line == raw.line) {
            Some(rejected) => rejected.reasons.insert(0, reason),
            None => applicants.rejected.push(Rejected::new(raw.line, vec![reason], &raw.cells)),
        }
    }
    applicants.rejected.sort_by_key(|rejected| rejected.line);
    applicants.notes = table.notes();
    applicants.notes.extend(columns.notes);
    Ok(applicants)
}

impl Applicants {
    /// Sets aside the applicants that refer to a row which a supplied table does not have.
    pub fn check_references(&mut self, policy: &Policy, stage: StageId, table: &RawTable, tables: &Tables) {
        let dangling = dangling(policy, &policy.form.fields, Some(stage), table, tables);
        if dangling.is_empty() {
            return;
        }
        self.rows.retain(|applicant| !dangling.contains_key(&applicant.line));
        merge(&mut self.rejected, dangling);
    }
}

/// The rows of a table of the policy, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableRows {
    /// The good rows, aligned with the table's columns, in the order of the file.
    pub rows: Vec<Vec<Fact>>,
    /// Their lines.
    pub lines: Vec<u64>,
    /// The others.
    pub rejected: Vec<Rejected>,
    /// What should be said of the file as a whole.
    pub notes: Vec<Finding>,
    /// Rows that are not blank: good and rejected ones together.
    pub read: u64,
}

/// Reads the rows of a table. Rows whose key is unknown, or was there before, are set aside.
pub fn read_table(policy: &Policy, id: TableId, table: &RawTable) -> Result<TableRows, Vec<Finding>> {
    let Some(declared) = policy.tables.get(id.index()) else { return Ok(TableRows::default()) };
    let columns = bind(policy, &declared.columns, None, &declared.keys, table)?;
    let cells = Cells::new(policy);
    let rows = Rows { policy, fields: &declared.columns, cells: &cells, columns: &columns, table };
    let mut read = TableRows { rejected: table.rejected.clone(), read: table.read_count(), ..Default::default() };
    let mut lines: BTreeMap<Vec<Fact>, u64> = BTreeMap::new();
    for raw in &table.rows {
        let (facts, mut reasons) = rows.read(raw);
        if !declared.keys.is_empty() && reasons.is_empty() {
            let key: Vec<Fact> = declared.keys.iter().map(|at| facts[*at].clone()).collect();
            let unknown = declared.keys.iter().find(|at| facts[**at] == Fact::Unknown);
            let column = unknown.or(declared.keys.first()).and_then(|at| columns.fields[*at].cell);
            let problem = match (unknown, lines.get(&key)) {
                (Some(_), _) => Some(Problem::NoId),
                (None, Some(first)) => Some(Problem::DuplicateId { first: *first }),
                (None, None) => {
                    lines.insert(key, raw.line);
                    None
                }
            };
            reasons.extend(
                problem.map(|problem| Reason { column: column.map(|at| Shown::new(&table.headers[at])), problem }),
            );
        }
        if reasons.is_empty() {
            read.rows.push(facts);
            read.lines.push(raw.line);
        } else {
            read.rejected.push(Rejected::new(raw.line, reasons, &raw.cells));
        }
    }
    read.rejected.sort_by_key(|rejected| rejected.line);
    read.notes = table.notes();
    // Before the first draw of a year nobody has a place.
    let results = policy.results().is_some_and(|(results, ..)| results == id);
    read.notes.retain(|note| !(results && note.problem == Problem::HeaderOnly));
    read.notes.extend(columns.notes);
    Ok(read)
}

impl TableRows {
    /// Sets aside the rows that refer to a row which a supplied table does not have.
    pub fn check_references(&mut self, policy: &Policy, id: TableId, table: &RawTable, tables: &Tables) {
        let Some(declared) = policy.tables.get(id.index()) else { return };
        let dangling = dangling(policy, &declared.columns, None, table, tables);
        let kept: Vec<bool> = self.lines.iter().map(|line| !dangling.contains_key(line)).collect();
        let mut keep = kept.iter();
        self.rows.retain(|_| *keep.next().unwrap_or(&true));
        let mut keep = kept.iter();
        self.lines.retain(|_| *keep.next().unwrap_or(&true));
        merge(&mut self.rejected, dangling);
    }
}

/// The rows with a reference to a row that a supplied table does not have, by line.
fn dangling(
    policy: &Policy,
    fields: &[Field],
    stage: Option<StageId>,
    table: &RawTable,
    tables: &Tables,
) -> BTreeMap<u64, Rejected> {
    let mut dangling = BTreeMap::new();
    // The headings were bound before; errors in them were reported then.
    let Ok(columns) = bind(policy, fields, stage, &[], table) else { return dangling };
    let references = referring(policy, fields, &columns, tables);
    if references.is_empty() {
        return dangling;
    }
    let cells = Cells::new(policy);
    for raw in &table.rows {
        let mut reasons = Vec::new();
        for (column, ty, of) in &references {
            let Ok(Fact::Known(value)) = cells.read(*ty, &raw.cells[*column]) else { continue };
            let keys = match &value {
                Value::List(list) => &list.items[..],
                one => std::slice::from_ref(one),
            };
            if keys.iter().any(|key| tables.find(*of, key).is_none()) {
                let table_words = policy.tables.get(of.index()).map(|of| Words::from(&of.named));
                reasons.extend(table_words.map(|words| Reason {
                    column: Some(Shown::new(&table.headers[*column])),
                    problem: Problem::NoSuchRow { cell: Shown::new(tidy(&raw.cells[*column])), table: words },
                }));
            }
        }
        if !reasons.is_empty() {
            dangling.insert(raw.line, Rejected::new(raw.line, reasons, &raw.cells));
        }
    }
    dangling
}

/// Adds rows set aside to those that were before: a row is there once, with all its reasons.
fn merge(rejected: &mut Vec<Rejected>, mut more: BTreeMap<u64, Rejected>) {
    for known in rejected.iter_mut() {
        known.reasons.extend(more.remove(&known.line).into_iter().flat_map(|again| again.reasons));
    }
    rejected.extend(more.into_values());
    rejected.sort_by_key(|row| row.line);
}

/// The columns that refer to rows of supplied tables.
fn referring(
    policy: &Policy,
    fields: &[Field],
    columns: &Columns,
    tables: &Tables,
) -> Vec<(usize, crate::ir::Type, TableId)> {
    let typed = columns.paths.iter().enumerate().filter_map(|(at, path)| {
        let ty = super::columns::type_of(policy, fields, path.as_ref()?)?;
        let Base::Row(of) = ty.base else { return None };
        tables.of(of)?;
        Some((at, ty, of))
    });
    typed.collect()
}
