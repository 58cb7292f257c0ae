//! Facts about applicants, rows of tables and rulings, as canonical files and back.

use crate::base::date::Date;
use crate::base::id::is_id;

use crate::data::raw::{Encoding, RawRow, RawTable};

use crate::data::{Sheet, applicants_sheet, read_applicants, read_table, table_sheet};
use crate::ir::needs::reads_of;
use crate::ir::{Base, Policy, Role, StageId, TableId};
use crate::record::tsv::{self, Writer};
use crate::record::{Fault, Files};
use crate::roster::rulings::{FACT, Ruling, Wrong};
use crate::value::{Fact, Value};
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization as _;

/// The applicants, sealed.
pub const APPLICANTS: &str = "applicants.tsv";
/// The rulings, sealed.
pub const RULINGS: &str = "rulings.tsv";
/// The folder of the tables.
const TABLES: &str = "tables/";

const APPLICANTS_FORMAT: &str = "ruxue-applicants/1";
const TABLE_FORMAT: &str = "ruxue-table/1";
const RULINGS_FORMAT: &str = "ruxue-rulings/1";

/// What a draw is decided on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// The applicants, sorted by id byte by byte.
    pub applicants: Vec<(Arc<str>, Vec<Fact>)>,
    /// By table: its rows in canonical order; `None` for a table that was not supplied.
    pub tables: Vec<Option<Vec<Vec<Fact>>>>,
    /// The rulings, sorted by id and key.
    pub rulings: Vec<Ruling>,
}

/// The canonical files, by their names in the sealed folder. The order in which rows came changes nothing.
///
/// # Errors
///
/// Ids that are not opaque.
pub fn write(policy: &Policy, stage: StageId, facts: &Facts) -> Result<Files, Vec<Fault>> {
    let mut files = Files::new();
    let mut faults = Vec::new();
    let mut applicants: Vec<&(Arc<str>, Vec<Fact>)> = facts.applicants.iter().collect();
    applicants.sort_by(|one, other| one.0.as_bytes().cmp(other.0.as_bytes()));
    for (id, _) in applicants.iter().filter(|(id, _)| !is_id(id)) {
        faults.push(Fault::new(APPLICANTS, "the id is not opaque", "编号不合规定").row(id));
    }
    let rows: Vec<Vec<Fact>> = applicants.iter().map(|(_, facts)| facts.clone()).collect();
    let sheet = applicants_sheet(policy, stage, &rows, false);
    let own = policy.form.with_role(Role::Id).map(|at| policy.form.fields[at].named.name.clone()).unwrap_or_default();
    let id_column = sheet.headers.iter().position(|h| *h == own).unwrap_or(0);
    let others = |row: &[String]| -> Vec<String> {
        let mut cells: Vec<String> = (0..sheet.headers.len())
            .filter(|at| *at != id_column)
            .map(|at| clean(row.get(at).map_or("", String::as_str)))
            .collect();
        cells.shrink_to_fit();
        cells
    };
    let mut writer = Writer::new(APPLICANTS_FORMAT, others(&sheet.headers));
    for ((id, _), row) in applicants.iter().zip(&sheet.rows) {
        writer.row(id, others(row));
    }
    files.insert(APPLICANTS.into(), writer.finish());
    for (at, rows) in facts.tables.iter().enumerate() {
        let Some(rows) = rows else { continue };
        let sheet = table_sheet(policy, TableId(at as u16), rows, false);
        files.insert(format!("{TABLES}{}.tsv", policy.tables[at].named.name), numbered(TABLE_FORMAT, &sheet));
    }
    if !facts.rulings.is_empty() {
        let mut sheet = Sheet::new("rulings", ["id", "key", "ruling", "reason", "who", "when"]);
        for r in &facts.rulings {
            let cells = [&r.id, &r.key, &r.ruling, &r.reason, &r.who, &r.when.to_string()];
            sheet.rows.push(cells.into_iter().cloned().collect());
        }
        files.insert(RULINGS.into(), numbered(RULINGS_FORMAT, &sheet));
    }
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

/// Rows in canonical order, numbered, since none of their own cells need be unique.
fn numbered(format: &str, sheet: &Sheet) -> Vec<u8> {
    let width = sheet.headers.len();
    let mut rows: Vec<Vec<String>> = sheet
        .rows
        .iter()
        .map(|row| (0..width).map(|at| clean(row.get(at).map_or("", String::as_str))).collect())
        .collect();
    rows.sort();
    let digits = rows.len().to_string().len();
    let mut writer = Writer::new(format, &sheet.headers);
    for (at, row) in rows.iter().enumerate() {
        writer.row(&format!("{:0digits$}", at + 1), row);
    }
    writer.finish()
}

/// A cell that can stand in a canonical table.
fn clean(cell: &str) -> String {
    let plain: String = cell.chars().map(|c| if c.is_control() || c == '\u{feff}' { ' ' } else { c }).collect();
    plain.trim().nfc().collect()
}

/// Reads the canonical files of a stage's draw.
///
/// # Errors
///
/// What is wrong, with file, row and column.
pub fn read(policy: &Policy, stage: StageId, files: &Files) -> Result<Facts, Vec<Fault>> {
    let mut facts = Facts { tables: vec![None; policy.tables.len()], ..Facts::default() };
    let bytes = files.get(APPLICANTS).ok_or_else(|| vec![missing(APPLICANTS)])?;
    let own = policy.form.with_role(Role::Id).map(|at| policy.form.fields[at].named.name.as_str()).unwrap_or("id");
    let raw = raw(APPLICANTS, APPLICANTS_FORMAT, bytes, Some(own))?;
    let read = read_applicants(policy, stage, &raw)
        .map_err(|all| all.iter().map(|f| told(APPLICANTS, &f.text(EN), &f.text(ZH))).collect::<Vec<Fault>>())?;
    let mut faults: Vec<Fault> = rejected(APPLICANTS, &read.rejected);
    facts.applicants = read.rows.into_iter().map(|a| (a.id, a.facts)).collect();
    for (at, table) in policy.tables.iter().enumerate() {
        let name = format!("{TABLES}{}.tsv", table.named.name);
        let Some(bytes) = files.get(&name) else { continue };
        let raw = raw_numbered(&name, TABLE_FORMAT, bytes)?;
        match read_table(policy, TableId(at as u16), &raw) {
            Ok(read) => {
                faults.extend(rejected(&name, &read.rejected));
                facts.tables[at] = Some(read.rows);
            }
            Err(all) => faults.extend(all.iter().map(|f| told(&name, &f.text(EN), &f.text(ZH)))),
        }
    }
    if let Some(bytes) = files.get(RULINGS) {
        for row in raw_numbered(RULINGS, RULINGS_FORMAT, bytes)?.rows {
            let [id, key, ruling, reason, who, when] = row.cells.as_slice() else { continue };
            let Some(day) = Date::parse_iso(when) else {
                faults
                    .push(Fault::new(RULINGS, "this is not a day", "不是日期").line(row.line as usize).column("when"));
                continue;
            };
            let [id, key, ruling, reason, who] = [id, key, ruling, reason, who].map(Clone::clone);
            facts.rulings.push(Ruling { id, key, ruling, reason, who, when: day });
        }
    }
    let known = |name: &str| {
        name == APPLICANTS
            || name == RULINGS
            || policy.tables.iter().any(|t| name == format!("{TABLES}{}.tsv", t.named.name))
    };
    faults.extend(
        files
            .keys()
            .filter(|name| !known(name))
            .map(|name| Fault::new(name, "the policy knows no file of this name", "政策中没有与此文件对应的表")),
    );
    if faults.is_empty() { Ok(facts) } else { Err(faults) }
}

const EN: crate::base::tongue::Tongue = crate::base::tongue::Tongue::En;
const ZH: crate::base::tongue::Tongue = crate::base::tongue::Tongue::Zh;

fn told(file: &str, en: &str, zh: &str) -> Fault {
    Fault::new(file, en, zh)
}

fn missing(file: &str) -> Fault {
    Fault::new(file, "the file is missing", "缺少该文件")
}

fn rejected(file: &str, all: &[crate::data::Rejected]) -> Vec<Fault> {
    let fault = |r: &crate::data::Rejected| {
        let fault = Fault::new(file, r.reason(EN), r.reason(ZH)).line(r.line as usize);
        match r.column() {
            Some(column) => fault.column(column),
            None => fault,
        }
    };
    all.iter().map(fault).collect()
}

/// A canonical table as rows of text; the first cell of each row is a column of its own if it is `named`.
fn raw(file: &str, format: &str, bytes: &[u8], named: Option<&str>) -> Result<RawTable, Vec<Fault>> {
    let table = tsv::read(file, format, bytes)?;
    let skip = usize::from(named.is_none());
    let headers = named.into_iter().map(str::to_owned).chain(table.columns.iter().map(|c| (*c).to_owned())).collect();
    let rows = (2u64..)
        .zip(&table.rows)
        .map(|(line, row)| RawRow { line, cells: row.iter().skip(skip).map(|c| (*c).to_owned()).collect() });
    Ok(RawTable {
        name: file.to_owned(),
        headers,
        rows: rows.collect(),
        rejected: Vec::new(),
        blank: 0,
        encoding: Encoding::Utf8,
        fed_back: false,
    })
}

fn raw_numbered(file: &str, format: &str, bytes: &[u8]) -> Result<RawTable, Vec<Fault>> {
    raw(file, format, bytes, None)
}

/// The rows of the table of earlier results that placements of an earlier draw give: who has a seat where, by which
/// round. Other columns are unknown, but for one that holds the stage.
pub fn results_rows(policy: &Policy, stage: StageId, placed: &[(String, String, String)]) -> Vec<Vec<Fact>> {
    let Some((table, id, school, round)) = policy.results() else { return Vec::new() };
    let columns = &policy.tables[table.index()].columns;
    let opaque = |text: &str| Fact::Known(Value::Id(Arc::from(text)));
    placed
        .iter()
        .map(|(pupil, code, by)| {
            let mut row: Vec<Fact> = columns
                .iter()
                .map(|column| match column.ty.base {
                    Base::Enum(of) if of == crate::ir::STAGES => Fact::Known(Value::Enum(stage.0)),
                    _ if column.ty.optional => Fact::None,
                    _ => Fact::Unknown,
                })
                .collect();
            row[id] = opaque(pupil);
            row[school] = opaque(code);
            row[round] = opaque(by);
            row
        })
        .collect()
}

/// Who has a seat where and by which round, from the placements of a draw.
///
/// # Errors
///
/// What is wrong with the file.
pub fn placed(bytes: &[u8]) -> Result<Vec<(String, String, String)>, Vec<Fault>> {
    use crate::record::results::{PLACEMENTS, PLACEMENTS_FORMAT};
    let table = tsv::read(PLACEMENTS, PLACEMENTS_FORMAT, bytes)?;
    let column = |name: &str| {
        let at = table.columns.iter().position(|c| *c == name).map(|at| at + 1);
        at.ok_or_else(|| {
            vec![Fault::new(PLACEMENTS, format!("there is no column `{name}`"), format!("没有“{name}”列"))]
        })
    };
    let (status, round, school) = (column("status")?, column("round")?, column("school")?);
    let rows = table.rows.iter().filter(|row| row[status] == "placed");
    Ok(rows.map(|row| (row[0].to_owned(), row[school].to_owned(), row[round].to_owned())).collect())
}

/// Puts the facts that rulings establish into the applicants, each where nothing is known yet; what is wrong with which
/// ruling.
pub fn establish(policy: &Policy, stage: StageId, facts: &mut Facts) -> Vec<(usize, Wrong)> {
    let mut wrong = Vec::new();
    let own = policy.form.with_role(Role::Id).map(|at| policy.form.fields[at].named.name.clone()).unwrap_or_default();
    for (at, ruling) in facts.rulings.iter().enumerate() {
        let Some(path) = ruling.key.strip_prefix(FACT) else { continue };
        let found = facts.applicants.binary_search_by(|(id, _)| id.as_bytes().cmp(ruling.id.as_bytes()));
        let Ok(row) = found else {
            wrong.push((at, Wrong::NoApplicant));
            continue;
        };
        let known = &facts.applicants[row].1;
        let mut sheet = applicants_sheet(policy, stage, std::slice::from_ref(known), false);
        // A sheet of one row has no columns for what the row does not have.
        let column = sheet.headers.iter().position(|h| h == path).unwrap_or_else(|| {
            sheet.headers.push(path.to_owned());
            sheet.headers.len() - 1
        });
        let Some(cells) = sheet.rows.first_mut() else { continue };
        cells.resize(sheet.headers.len(), String::new());
        if !cells[column].is_empty() || path == own {
            wrong.push((at, Wrong::NotOpen(Vec::new())));
            continue;
        }
        cells[column] = ruling.ruling.clone();
        let raw = RawTable {
            name: RULINGS.to_owned(),
            headers: sheet.headers,
            rows: vec![RawRow { line: 1, cells: cells.clone() }],
            rejected: Vec::new(),
            blank: 0,
            encoding: Encoding::Utf8,
            fed_back: false,
        };
        match read_applicants(policy, stage, &raw) {
            Ok(mut read) if read.rows.len() == 1 => facts.applicants[row].1 = read.rows.swap_remove(0).facts,
            Ok(read) => {
                let why = read.rejected.first().map(|r| r.reason(EN)).unwrap_or_default();
                wrong.push((at, Wrong::NoWord(vec![why])));
            }
            Err(all) => wrong.push((at, Wrong::NoWord(all.iter().map(|f| f.text(EN)).collect()))),
        }
    }
    wrong
}

/// Which tables a draw of the stage may read; others are not frozen.
pub fn tables_read(policy: &Policy, stage: StageId) -> Vec<bool> {
    let reads = reads_of(policy, stage);
    (0..policy.tables.len()).map(|at| reads.tables.contains(&TableId(at as u16))).collect()
}
