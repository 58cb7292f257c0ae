//! The public description of a draw and its bytes: `rounds.json`, `roster.tsv`, `plan.tsv`, `lists.tsv`.
//!
//! [`write`] and [`read`] are each other's contrary, to the byte. Bytes that say the same in another way are refused.

use super::fault::{Fault, quoted};
use super::roster::{self, Days, heads_differ};
use super::tsv::{self, MOST, Writer};
use super::{Files, json, rounds};
use crate::allocation::model::{Draw, Roster, RoundRoster};

/// The file that holds the seats.
pub const PLAN: &str = "plan.tsv";
/// The file that holds the named lists of schools.
pub const LISTS: &str = "lists.tsv";

const PLAN_FORMAT: &str = "ruxue-plan/1";
const LISTS_FORMAT: &str = "ruxue-lists/1";

/// What an allocation is run on, as the public folder describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Public {
    /// The rounds.
    pub draw: Draw,
    /// Who takes part, on which seats.
    pub roster: Roster,
    /// Which criteria are days.
    pub days: Days,
}

/// The files of a draw: three, and `lists.tsv` if a round has a guarantee.
///
/// A criterion of `days` has the number of days since 1970-01-01 in the roster and a date in its cell.
pub fn write(public: &Public) -> Result<Files, Vec<Fault>> {
    let Public { draw, roster, days } = public;
    let faults = roster::check(draw, roster, days);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut files = Files::new();
    files.insert(rounds::FILE.into(), json::write(draw));
    files.insert(roster::FILE.into(), roster::write(draw, roster, days));
    files.insert(PLAN.into(), write_plan(draw, roster));
    if draw.rounds.iter().any(|round| round.guarantee) {
        files.insert(LISTS.into(), write_lists(roster));
    }
    Ok(files)
}

/// Reads the files of a draw; other files may lie beside them.
pub fn read(files: &Files) -> Result<Public, Vec<Fault>> {
    let draw: Draw = json::read(rounds::FILE, file(files, rounds::FILE)?)?;
    let faults = rounds::check(&draw);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut roster = Roster::default();
    read_plan(&draw, &mut roster, file(files, PLAN)?)?;
    if draw.rounds.iter().any(|round| round.guarantee) {
        read_lists(&mut roster, file(files, LISTS)?)?;
    } else if files.contains_key(LISTS) {
        return Err(vec![Fault::new(
            LISTS,
            "no round has a guarantee, so there are no lists",
            "没有轮次设保障，不应有名单",
        )]);
    }
    let days = roster::read(&draw, &mut roster, file(files, roster::FILE)?)?;
    let public = Public { draw, roster, days };
    // Whatever the readers let pass is caught here: there is one way to write a roster.
    for (name, canonical) in write(&public)? {
        if files[&name] != canonical {
            return Err(vec![not_canonical(&name, &files[&name], &canonical)]);
        }
    }
    Ok(public)
}

fn file<'a>(files: &'a Files, name: &str) -> Result<&'a [u8], Vec<Fault>> {
    match files.get(name) {
        Some(bytes) => Ok(bytes),
        None => Err(vec![super::missing(name)]),
    }
}

fn not_canonical(name: &str, found: &[u8], canonical: &[u8]) -> Fault {
    let (found, canonical) = (String::from_utf8_lossy(found), String::from_utf8_lossy(canonical));
    let (mut found, mut canonical) = (found.lines(), canonical.lines());
    let mut line = 1;
    loop {
        match (found.next(), canonical.next()) {
            (Some(one), Some(other)) if one == other => line += 1,
            (one, _) => {
                let fault = Fault::new(name, "this is not in canonical form", "此处不是规范写法").line(line);
                return match one.and_then(|row| row.split('\t').next()) {
                    Some(first) => fault.row(first),
                    None => fault,
                };
            }
        }
    }
}

fn write_plan(draw: &Draw, roster: &Roster) -> Vec<u8> {
    let mut writer = Writer::new(PLAN_FORMAT, draw.rounds.iter().map(|round| format!("{}.seats", round.name)));
    for (at, code) in roster.schools.iter().enumerate() {
        let seats = |pool: &RoundRoster| pool.seats[at].map(|seats| seats.to_string()).unwrap_or_default();
        writer.row(code, roster.rounds.iter().map(seats));
    }
    writer.finish()
}

fn read_plan(draw: &Draw, roster: &mut Roster, bytes: &[u8]) -> Result<(), Vec<Fault>> {
    let table = tsv::read(PLAN, PLAN_FORMAT, bytes)?;
    let wanted: Vec<String> = draw.rounds.iter().map(|round| format!("{}.seats", round.name)).collect();
    if let Some(fault) = heads_differ(PLAN, &table.columns, &wanted) {
        return Err(vec![fault]);
    }
    roster.schools = table.rows.iter().map(|row| row[0].to_owned()).collect();
    roster.rounds = vec![RoundRoster::default(); draw.rounds.len()];
    let mut faults = Vec::new();
    for (line, row) in table.rows.iter().enumerate() {
        for ((cell, pool), column) in row[1..].iter().zip(&mut roster.rounds).zip(&wanted) {
            let seats = match *cell {
                "" => None,
                cell => match cell.parse::<u32>() {
                    Ok(seats) if seats.to_string() == cell => Some(seats),
                    _ => {
                        let cell = quoted(cell);
                        let (en, zh) = (format!("{cell} is no number of seats"), format!("{cell} 不是学位数"));
                        if faults.len() < MOST {
                            faults.push(Fault::new(PLAN, en, zh).line(line + 2).row(row[0]).column(column));
                        }
                        None
                    }
                },
            };
            pool.seats.push(seats);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn write_lists(roster: &Roster) -> Vec<u8> {
    let mut writer = Writer::new(LISTS_FORMAT, ["schools"]);
    for (name, schools) in &roster.lists {
        let codes: Vec<&str> = schools.iter().map(|at| roster.schools[*at as usize].as_str()).collect();
        writer.row(name, [codes.join(",")]);
    }
    writer.finish()
}

fn read_lists(roster: &mut Roster, bytes: &[u8]) -> Result<(), Vec<Fault>> {
    let table = tsv::read(LISTS, LISTS_FORMAT, bytes)?;
    if let Some(fault) = heads_differ(LISTS, &table.columns, &["schools".to_owned()]) {
        return Err(vec![fault]);
    }
    for (line, row) in table.rows.iter().enumerate() {
        let mut schools = Vec::new();
        for code in row[1].split(',').filter(|_| !row[1].is_empty()) {
            match roster.schools.binary_search_by(|one| one.as_str().cmp(code)) {
                Ok(at) => schools.push(at as u32),
                Err(_) => {
                    let code = quoted(code);
                    let (en, zh) = (format!("{code} has no row in {PLAN}"), format!("{code} 在 {PLAN} 中没有对应的行"));
                    return Err(vec![Fault::new(LISTS, en, zh).line(line + 2).row(row[0]).column("schools")]);
                }
            }
        }
        roster.lists.push((row[0].to_owned(), schools));
    }
    Ok(())
}
