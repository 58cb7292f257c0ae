//! The tables of a ledger file, and how a file of an earlier version becomes one of the latest.
//!
//! A version's step is never changed once it was released: files have gone through it. The next version is a further step.

use super::failure;
use crate::ledger::Failure;
use rusqlite::{Connection, Transaction, TransactionBehavior};

/// What SQLite files of this tool have in their head: `rxld`.
const APPLICATION: i64 = 0x7278_6c64;

/// The step to each version from the one before, from version 1.
pub(super) const STEPS: &[&str] = &["
CREATE TABLE entries (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('run', 'import', 'void')),
  name TEXT NOT NULL,
  attempt INTEGER NOT NULL CHECK ((attempt > 0) = (kind = 'run')),
  digest TEXT NOT NULL,
  seats TEXT NOT NULL,
  previous TEXT NOT NULL,
  chain TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE seats (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL REFERENCES entries (number),
  claim TEXT NOT NULL,
  key TEXT NOT NULL,
  stage TEXT NOT NULL,
  year INTEGER NOT NULL,
  pupil TEXT NOT NULL,
  round TEXT NOT NULL,
  school TEXT NOT NULL,
  withdrawn INTEGER REFERENCES entries (number)
) STRICT;
CREATE UNIQUE INDEX seats_in_force ON seats (claim, key, stage, pupil, year) WHERE withdrawn IS NULL;
CREATE INDEX seats_of_entry ON seats (entry);
"];

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing yet.
    Empty,
    /// A ledger of this version.
    Version(i64),
}

/// Looks what a file is, and changes nothing. Within a transaction, or another program may be making it just then.
pub(super) fn look(moment: &Transaction<'_>) -> Result<Found, Failure> {
    let number = |sql: &str| moment.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(failure);
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    match (application, version, number("SELECT count(*) FROM sqlite_schema")?) {
        (0, 0, 0) => Ok(Found::Empty),
        (APPLICATION, version, _) if version > 0 => Ok(Found::Version(version)),
        _ => Err(Failure::NotALedger),
    }
}

/// Takes a file through the steps that it lacks, in one transaction.
pub(super) fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<(), Failure> {
    let known = steps.len() as i64;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
    // Looked at again: only now can no one else be at it.
    let version = match look(&transaction)? {
        Found::Empty => 0,
        Found::Version(version) => version,
    };
    if version > known {
        return Err(Failure::Newer { file: version, known });
    }
    if version == known {
        return Ok(());
    }
    for step in steps.iter().skip(version as usize) {
        transaction.execute_batch(step).map_err(failure)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION).map_err(failure)?;
    transaction.pragma_update(None, "user_version", known).map_err(failure)?;
    transaction.commit().map_err(failure)
}

/// What the file should be made of: the name and text of each object.
pub(super) fn objects(connection: &Connection) -> Result<Vec<(String, Option<String>)>, Failure> {
    let mut statement =
        connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name, type").map_err(failure)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failure)?;
    rows.collect::<Result<_, _>>().map_err(failure)
}

/// The objects that a ledger of the latest version is made of.
pub(super) fn expected() -> Result<Vec<(String, Option<String>)>, Failure> {
    let mut fresh = Connection::open_in_memory().map_err(failure)?;
    migrate(&mut fresh, STEPS)?;
    objects(&fresh)
}
