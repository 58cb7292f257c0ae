//! The ledger in one SQLite file: the only file that anything below the command line opens.
//!
//! Readers see the state before or after a change, never one between (write-ahead log), and a change is on the disk
//! when it is reported. Numbers and texts are bound, never put into the text of a query. A file that is something else is
//! looked at and left as it is.

mod check;
mod schema;
#[cfg(test)]
mod tests;

use super::chain::{self, Followed};
use super::failure::Failure;
use super::seat::{self, Seat, seats_text};
use super::sums::{Digest, digest_of};
use super::{Entry, Fault, Filter, ImportEntry, Imported, Kind, Recorded, Row, RunEntry, Store};
use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, Statement, Transaction, TransactionBehavior, params,
};
use schema::Found;
use std::path::{Path, PathBuf};

/// How many milliseconds SQLite waits for another program that is writing.
const PATIENCE: u32 = 5_000;

/// A ledger in a file.
#[derive(Debug)]
pub struct SqliteLedger {
    connection: Connection,
    writable: bool,
}

impl SqliteLedger {
    /// Opens a ledger to read and write; a file that is not there, or is empty, becomes one.
    pub fn open(path: &Path) -> Result<SqliteLedger, Failure> {
        Self::open_by(path, schema::STEPS, PATIENCE)
    }

    fn open_by(path: &Path, steps: &[&str], patience: u32) -> Result<SqliteLedger, Failure> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut connection = connect(path, flags, patience)?;
        let known = steps.len() as i64;
        // Before anything is written, lest it be someone else's file.
        let found = schema::look(&moment(&connection)?)?;
        if let Found::Version(file) = found
            && file > known
        {
            return Err(Failure::Newer { file, known });
        }
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(failure)?;
        if mode != "wal" {
            return Err(Failure::NoWal);
        }
        connection.pragma_update(None, "synchronous", "FULL").map_err(failure)?;
        if found != Found::Version(known) {
            schema::migrate(&mut connection, steps)?;
        }
        Ok(SqliteLedger { connection, writable: true })
    }

    /// Opens a ledger that is there, to read only.
    pub fn open_read_only(path: &Path) -> Result<SqliteLedger, Failure> {
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY, PATIENCE)?;
        connection.pragma_update(None, "query_only", true).map_err(failure)?;
        let known = schema::STEPS.len() as i64;
        let found = schema::look(&moment(&connection)?)?;
        match found {
            Found::Empty => Err(Failure::NotALedger),
            Found::Version(file) if file > known => Err(Failure::Newer { file, known }),
            Found::Version(file) if file < known => Err(Failure::Older(file)),
            Found::Version(_) => Ok(SqliteLedger { connection, writable: false }),
        }
    }

    /// Begins a change: no one else can write until it ends.
    fn begin(&mut self) -> Result<Change<'_>, Failure> {
        if !self.writable {
            return Err(Failure::ReadOnly);
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
        // Nothing is put on top of a chain that does not hold, or where a trigger may change it on the way.
        let mut faults = Vec::new();
        check::objects(&transaction, &mut faults)?;
        let entries = if faults.is_empty() { entries(&transaction)? } else { Vec::new() };
        let followed = chain::follow(&entries);
        faults.extend_from_slice(&followed.faults);
        if !faults.is_empty() {
            return Err(Failure::Faults(faults));
        }
        Ok(Change { transaction, entries, followed })
    }
}

impl Store for SqliteLedger {
    fn import(&mut self, import: &ImportEntry, seats: &[Seat]) -> Result<Imported, Failure> {
        if !is_source(&import.source) {
            return Err(Failure::Name(import.source.clone()));
        }
        seat::check(seats)?;
        let change = self.begin()?;
        let mut fresh = Vec::new();
        let mut holders = change.holders()?;
        for seat in seats {
            if held(&mut holders, seat)?.is_none() {
                fresh.push(seat.clone());
            }
        }
        drop(holders);
        let (added, already) = (fresh.len(), seats.len() - fresh.len());
        if fresh.is_empty() {
            return Ok(Imported { entry: None, added, already });
        }
        let number = change.append(Kind::Import, &import.source, 0, import.digest, &fresh)?;
        change.end()?;
        Ok(Imported { entry: Some(number), added, already })
    }

    fn record(&mut self, run: &RunEntry, seats: &[Seat]) -> Result<Recorded, Failure> {
        let (year, stage) = draw_of(&run.draw).ok_or_else(|| Failure::Name(run.draw.clone()))?;
        if run.attempt == 0 {
            return Err(Failure::Attempt(run.draw.clone()));
        }
        seat::check(seats)?;
        if let Some(other) = seats.iter().find(|seat| seat.year != year || seat.stage != stage) {
            return Err(Failure::OtherDraw(Box::new(other.clone())));
        }
        let change = self.begin()?;
        let draw = run.draw.clone();
        for entry in change.entries.iter().filter(|e| e.kind == Kind::Run && e.name == run.draw) {
            let same = entry.digest == run.certificate;
            let number = entry.number;
            match change.followed.voided.get(&number) {
                Some(by) if same => return Err(Failure::Voided { draw, entry: *by }),
                Some(_) if entry.attempt >= run.attempt => {
                    return Err(Failure::Earlier { draw, last: entry.attempt });
                }
                Some(_) => {}
                None if !same => return Err(Failure::OtherCertificate { draw, in_force: entry.digest }),
                None if entry.attempt == run.attempt && entry.seats == digest_of(seats_text(seats).as_bytes()) => {
                    return Ok(Recorded::Already);
                }
                None => return Err(Failure::OtherSeats { draw, entry: number }),
            }
        }
        change.append(Kind::Run, &run.draw, run.attempt, run.certificate, seats)?;
        change.end()?;
        Ok(Recorded::Now)
    }

    fn void(&mut self, name: &str, digest: &Digest) -> Result<Recorded, Failure> {
        let change = self.begin()?;
        let meant: Vec<u64> = change
            .entries
            .iter()
            .filter(|e| e.kind != Kind::Void && e.name == name && e.digest == *digest)
            .map(|e| e.number)
            .collect();
        if meant.is_empty() {
            return Err(Failure::NotRecorded { name: name.to_owned() });
        }
        let in_force: Vec<u64> = meant.into_iter().filter(|n| !change.followed.voided.contains_key(n)).collect();
        if in_force.is_empty() {
            return Ok(Recorded::Already);
        }
        let number = change.append(Kind::Void, name, 0, *digest, &[])?;
        for entry in in_force {
            change.withdraw(entry, number)?;
        }
        change.end()?;
        Ok(Recorded::Now)
    }

    fn entries(&self) -> Result<Vec<Entry>, Failure> {
        entries(&self.connection)
    }

    fn find(&self, filter: &Filter) -> Result<Vec<Row>, Failure> {
        find(&self.connection, filter)
    }

    fn check(&self) -> Result<Vec<Fault>, Failure> {
        match check::check(&self.connection) {
            // A page so damaged that SQLite goes no further.
            Err(Failure::Faults(faults)) => Ok(faults),
            other => other,
        }
    }
}

/// A change that has begun. Dropped before its end it leaves nothing behind.
struct Change<'c> {
    transaction: Transaction<'c>,
    entries: Vec<Entry>,
    followed: Followed,
}

impl Change<'_> {
    /// To look for seats in force.
    fn holders(&self) -> Result<Statement<'_>, Failure> {
        let sql = format!(
            "SELECT {COLUMNS}, (SELECT name FROM entries e WHERE e.number = entry) FROM seats
             WHERE claim = ?1 AND key = ?2 AND stage = ?3 AND pupil = ?4 AND year = ?5 AND withdrawn IS NULL"
        );
        self.transaction.prepare(&sql).map_err(failure)
    }

    /// Puts an entry with its seats at the end of the chain.
    fn append(&self, kind: Kind, name: &str, attempt: u32, digest: Digest, seats: &[Seat]) -> Result<u64, Failure> {
        let last = self.entries.last();
        let number = last.map_or(0, |entry| entry.number) + 1;
        let mut entry = Entry {
            number,
            kind,
            name: name.to_owned(),
            attempt,
            digest,
            seats: digest_of(seats_text(seats).as_bytes()),
            previous: last.map(|entry| entry.chain),
            chain: digest,
        };
        entry.chain = chain::digest(&entry);
        let previous = entry.previous.map(|digest| digest.to_string()).unwrap_or_default();
        self.transaction
            .execute(
                "INSERT INTO entries (number, kind, name, attempt, digest, seats, previous, chain)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    number as i64,
                    kind.word(),
                    name,
                    attempt,
                    digest.to_string(),
                    entry.seats.to_string(),
                    previous,
                    entry.chain.to_string()
                ],
            )
            .map_err(failure)?;
        let mut insert = self
            .transaction
            .prepare(
                "INSERT INTO seats (entry, claim, key, stage, year, pupil, round, school)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )
            .map_err(failure)?;
        for seat in seats {
            let Seat { pupil, claim, key, stage, year, round, school } = seat;
            match insert.execute(params![number as i64, claim, key, stage, year, pupil, round, school]) {
                Ok(_) => {}
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                    return Err(match held(&mut self.holders()?, seat)? {
                        Some(row) => Failure::Held(Box::new(row)),
                        None => failure(error),
                    });
                }
                Err(error) => return Err(failure(error)),
            }
        }
        Ok(number)
    }

    /// Withdraws the seats of an entry.
    fn withdraw(&self, entry: u64, by: u64) -> Result<(), Failure> {
        let sql = "UPDATE seats SET withdrawn = ?2 WHERE entry = ?1";
        self.transaction.execute(sql, params![entry as i64, by as i64]).map_err(failure)?;
        Ok(())
    }

    /// Makes the change, whole and safe on the disk.
    fn end(self) -> Result<(), Failure> {
        self.transaction.commit().map_err(failure)
    }
}

/// The seat in force that is the same, if there is one.
fn held(holders: &mut Statement<'_>, seat: &Seat) -> Result<Option<Row>, Failure> {
    let Seat { claim, key, stage, pupil, year, .. } = seat;
    holders.query_row(params![claim, key, stage, pupil, year], row_of).optional().map_err(failure)
}

fn connect(path: &Path, flags: OpenFlags, patience: u32) -> Result<Connection, Failure> {
    // SQLite gives `:memory:` and names that begin with `file:` a meaning of their own; a path is only a path.
    let plain: PathBuf = if path.is_absolute() { path.to_owned() } else { Path::new(".").join(path) };
    let connection = Connection::open_with_flags(plain, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(failure)?;
    connection.pragma_update(None, "busy_timeout", patience).map_err(failure)?;
    for (name, value) in [("foreign_keys", true), ("trusted_schema", false), ("cell_size_check", true)] {
        connection.pragma_update(None, name, value).map_err(failure)?;
    }
    Ok(connection)
}

/// A transaction that only reads, so that all that is read is of one moment; dropped, it is over.
fn moment(connection: &Connection) -> Result<Transaction<'_>, Failure> {
    connection.unchecked_transaction().map_err(failure)
}

/// What SQLite says, as a failure.
fn failure(error: rusqlite::Error) -> Failure {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Failure::Busy,
        Some(ErrorCode::ReadOnly) => Failure::ReadOnly,
        Some(ErrorCode::NotADatabase) => Failure::NotALedger,
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Failure::CannotOpen,
        Some(ErrorCode::DiskFull) => Failure::Full,
        Some(ErrorCode::DatabaseCorrupt) => Failure::Faults(vec![Fault::Damaged(error.to_string())]),
        _ => Failure::Disk(error.to_string()),
    }
}

/// The year and stage of a draw, from its full name.
fn draw_of(name: &str) -> Option<(i64, &str)> {
    let mut parts = name.split('/');
    let (year, stage, draw) = (parts.next()?, parts.next()?, parts.next()?);
    let number = year.parse::<i64>().ok().filter(|n| seat::is_year(*n) && n.to_string() == year)?;
    (parts.next().is_none() && [stage, draw].into_iter().all(seat::is_name)).then_some((number, stage))
}

/// Whether a text can be the name of a file that was imported. It may have spaces in it, but stands on one line.
fn is_source(name: &str) -> bool {
    let bad = |c: char| c.is_control() || matches!(c, '/' | '\\');
    (1..=200).contains(&name.len()) && !name.contains(bad) && !crate::base::card::holds_card(name)
}

/// An entry as it stands in the file; or its number, if a field of it cannot be read.
fn entry_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Result<Entry, u64>> {
    let number = row.get::<_, i64>("number")?;
    let text = |column: &str| row.get::<_, String>(column).ok();
    let digest = |column: &str| text(column)?.parse::<Digest>().ok();
    let entry = || {
        Some(Entry {
            number: u64::try_from(number).ok()?,
            kind: Kind::of(&text("kind")?)?,
            name: text("name")?,
            attempt: row.get("attempt").ok()?,
            digest: digest("digest")?,
            seats: digest("seats")?,
            previous: if text("previous")?.is_empty() { None } else { Some(digest("previous")?) },
            chain: digest("chain")?,
        })
    };
    Ok(entry().ok_or(number.unsigned_abs()))
}

fn raw_entries(connection: &Connection) -> Result<Vec<Result<Entry, u64>>, Failure> {
    let mut statement = connection.prepare("SELECT * FROM entries ORDER BY number").map_err(failure)?;
    let rows = statement.query_map([], entry_of).map_err(failure)?;
    rows.collect::<Result<_, _>>().map_err(failure)
}

fn entries(connection: &Connection) -> Result<Vec<Entry>, Failure> {
    let read: Result<Vec<Entry>, u64> = raw_entries(connection)?.into_iter().collect();
    read.map_err(|number| Failure::Faults(vec![Fault::Unreadable(number)]))
}

/// What is asked of a seat, in the order in which [`seat_of`] and [`row_of`] read it.
const COLUMNS: &str = "pupil, claim, key, stage, year, round, school, withdrawn, entry";

fn row_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        seat: seat_of(row)?,
        withdrawn: row.get::<_, Option<i64>>(7)?.map(i64::unsigned_abs),
        entry: row.get::<_, i64>(8)?.unsigned_abs(),
        name: row.get(9)?,
    })
}

fn seat_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Seat> {
    Ok(Seat {
        pupil: row.get(0)?,
        claim: row.get(1)?,
        key: row.get(2)?,
        stage: row.get(3)?,
        year: row.get(4)?,
        round: row.get(5)?,
        school: row.get(6)?,
    })
}

fn find(connection: &Connection, filter: &Filter) -> Result<Vec<Row>, Failure> {
    let sql = format!(
        "SELECT {COLUMNS}, (SELECT name FROM entries e WHERE e.number = entry) FROM seats
         WHERE (?1 IS NULL OR claim = ?1) AND (?2 IS NULL OR stage = ?2) AND (?3 IS NULL OR key = ?3)
           AND (?4 IS NULL OR pupil = ?4) AND (?5 IS NULL OR year = ?5) AND (?6 OR withdrawn IS NULL)
         ORDER BY claim, key, stage, year, pupil, entry"
    );
    let mut statement = connection.prepare(&sql).map_err(failure)?;
    let Filter { claim, stage, key, pupil, year, withdrawn } = filter;
    let rows = statement.query_map(params![claim, stage, key, pupil, year, withdrawn], row_of).map_err(failure)?;
    rows.collect::<Result<_, _>>().map_err(failure)
}
