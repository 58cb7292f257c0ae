//! Looks for whatever is not as the entries say.
//!
//! All of it is read at one moment, so that a change made meanwhile is no fault. Digests tell that something was
//! touched, not what it was: the run folders and the imported files are there to compare with.

use super::{COLUMNS, failure, moment, raw_entries, schema, seat_of};
use crate::ledger::seat::{Seat, seats_text};
use crate::ledger::sums::digest_of;
use crate::ledger::{Entry, Failure, Fault, chain};
use rusqlite::{Connection, Statement, Transaction};

pub(super) fn check(connection: &Connection) -> Result<Vec<Fault>, Failure> {
    let moment = moment(connection)?;
    let mut faults = damage(&moment)?;
    // What a damaged file, or one of other tables, says cannot be relied on.
    if !faults.is_empty() || !objects(&moment, &mut faults)? {
        return Ok(faults);
    }
    let mut entries = Vec::new();
    for entry in raw_entries(&moment)? {
        match entry {
            Ok(entry) => entries.push(entry),
            Err(number) => faults.push(Fault::Unreadable(number)),
        }
    }
    let followed = chain::follow(&entries);
    faults.extend(followed.faults);
    let mut of_entry = moment.prepare(&format!("SELECT {COLUMNS} FROM seats WHERE entry = ?1")).map_err(failure)?;
    for entry in &entries {
        faults.extend(seats(&mut of_entry, entry, followed.voided.get(&entry.number).copied())?);
    }
    let sql = "SELECT DISTINCT entry FROM seats WHERE entry NOT IN (SELECT number FROM entries) ORDER BY entry";
    let mut orphans = moment.prepare(sql).map_err(failure)?;
    for number in orphans.query_map([], |row| row.get::<_, i64>(0)).map_err(failure)? {
        faults.push(Fault::Orphans(number.map_err(failure)?.unsigned_abs()));
    }
    Ok(faults)
}

/// What SQLite itself finds: pages that do not fit together, an index that differs from its table, a value that the
/// table does not allow.
fn damage(moment: &Transaction<'_>) -> Result<Vec<Fault>, Failure> {
    let mut statement = moment.prepare("PRAGMA integrity_check(20)").map_err(failure)?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0)).map_err(failure)?;
    let mut faults = Vec::new();
    for line in lines {
        match line.map_err(failure)?.as_str() {
            "ok" => {}
            line => faults.push(Fault::Damaged(line.to_owned())),
        }
    }
    Ok(faults)
}

/// Compares what the file is made of with what it should be; whether its tables are as expected.
pub(super) fn objects(moment: &Transaction<'_>, faults: &mut Vec<Fault>) -> Result<bool, Failure> {
    let (there, expected) = (schema::objects(moment)?, schema::expected()?);
    let mut names: Vec<&str> = there
        .iter()
        .filter(|object| !expected.contains(object))
        .chain(expected.iter().filter(|object| !there.contains(object)))
        .map(|(name, _)| name.as_str())
        // What SQLite keeps to plan its queries.
        .filter(|name| !name.starts_with("sqlite_stat"))
        .collect();
    names.sort_unstable();
    names.dedup();
    faults.extend(names.iter().map(|name| Fault::Schema((*name).to_owned())));
    Ok(!names.iter().any(|name| matches!(*name, "entries" | "seats")))
}

/// Compares the seats of an entry with what it says of them, and with whether it was voided.
fn seats(of_entry: &mut Statement<'_>, entry: &Entry, voided: Option<u64>) -> Result<Vec<Fault>, Failure> {
    let mut rows = of_entry.query([entry.number as i64]).map_err(failure)?;
    let mut seats: Vec<Seat> = Vec::new();
    let (mut readable, mut in_force, mut astray) = (true, false, false);
    while let Some(row) = rows.next().map_err(failure)? {
        match seat_of(row) {
            Ok(seat) => seats.push(seat),
            Err(_) => readable = false,
        }
        let withdrawn = row.get::<_, Option<i64>>(7).map_err(failure)?.map(i64::unsigned_abs);
        in_force |= voided.is_some() && withdrawn.is_none();
        astray |= withdrawn.is_some() && withdrawn != voided;
    }
    let same = readable && digest_of(seats_text(&seats).as_bytes()) == entry.seats;
    let found = [
        (!same, Fault::Seats(entry.number)),
        (in_force, Fault::InForce(entry.number)),
        (astray, Fault::Withdrawn(entry.number)),
    ];
    Ok(found.into_iter().filter(|(there, _)| *there).map(|(_, fault)| fault).collect())
}
