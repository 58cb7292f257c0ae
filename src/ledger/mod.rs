//! The seat ledger: which key (an address, say) gave which pupil a seat, in which year, by which run.
//!
//! A row arises only when a round that uses a claim places whoever holds it, or when what was on record before is
//! imported. Nothing is ever changed or removed: what was entered by mistake, or by a run that was voided, is withdrawn
//! by a later entry. Entries are chained by digests, so that [`Store::check`] finds whatever was removed, changed or put in
//! another order behind the ledger's back. Only entries cut off at the end go unseen: note the chain digest of the last one,
//! and compare. `grammar/LEDGER.md` describes the file and the chain.
//!
//! [`Store`] is what the rest of the tool knows; [`SqliteLedger`] keeps it in one file, the only file that anything below
//! the command line opens. [`bind`], [`seats_of`] and [`supply`] are the way from and to the table of a policy. There is no
//! clock here, and whether a seat may be given is for the policy to say, not for the ledger.

mod chain;
mod failure;
mod fault;
mod seat;
mod sqlite;
mod sums;
mod table;
#[cfg(test)]
mod tests;

pub use failure::Failure;
pub use fault::Fault;
pub use seat::{FORMAT, Seat, read_seats, seats_text};
pub use sqlite::SqliteLedger;
pub use sums::{Digest, digest_of};
pub use table::{Binding, Supplied, Unbound, bind, seats_of, supply};

/// What kind an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The seats that a run gave.
    Run,
    /// Seats that were on record before.
    Import,
    /// Withdraws the seats of earlier entries of the same name and digest.
    Void,
}

impl Kind {
    /// Every kind with the word that stands in the file and in the chain.
    const WORDS: [(Kind, &'static str); 3] = [(Kind::Run, "run"), (Kind::Import, "import"), (Kind::Void, "void")];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Run => "run",
            Kind::Import => "import",
            Kind::Void => "void",
        }
    }

    fn of(word: &str) -> Option<Kind> {
        Kind::WORDS.iter().find(|(_, own)| *own == word).map(|(kind, _)| *kind)
    }
}

/// An entry of the ledger: seats that came, or went, together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From 1, without a gap.
    pub number: u64,
    /// What kind it is.
    pub kind: Kind,
    /// The draw's full name, `YEAR/STAGE/DRAW`, or the name of the file that was imported.
    pub name: String,
    /// The run's attempt; 0 if it is none.
    pub attempt: u32,
    /// The digest of the run's certificate, or of the file's bytes.
    pub digest: Digest,
    /// The digest of the canonical text of its seats.
    pub seats: Digest,
    /// The chain digest of the entry before; none for the first.
    pub previous: Option<Digest>,
    /// Its own chain digest.
    pub chain: Digest,
}

/// A seat as the ledger has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The seat.
    pub seat: Seat,
    /// The entry that it came by.
    pub entry: u64,
    /// The name of that entry: a draw, or a file.
    pub name: String,
    /// The entry that withdrew it.
    pub withdrawn: Option<u64>,
}

/// A run whose seats are to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunEntry {
    /// The draw's full name, `YEAR/STAGE/DRAW`.
    pub draw: String,
    /// The attempt, from 1.
    pub attempt: u32,
    /// The digest of its certificate.
    pub certificate: Digest,
}

/// A file whose seats are to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportEntry {
    /// The file's name, without its folder.
    pub source: String,
    /// The digest of its bytes.
    pub digest: Digest,
}

/// Whether something was done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// Now.
    Now,
    /// It had been done before; nothing changed.
    Already,
}

/// How an import went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// The entry that was made; none if there was nothing to add.
    pub entry: Option<u64>,
    /// Seats that were added.
    pub added: usize,
    /// Seats that were in force already; they are not entered again.
    pub already: usize,
}

/// Which seats are asked for; what is not said is not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The claim.
    pub claim: Option<String>,
    /// The stage.
    pub stage: Option<String>,
    /// The key.
    pub key: Option<String>,
    /// The pupil.
    pub pupil: Option<String>,
    /// The year.
    pub year: Option<i64>,
    /// Those that were withdrawn too.
    pub withdrawn: bool,
}

/// A ledger. Whatever changes it happens wholly or not at all.
pub trait Store {
    /// Enters seats that were on record before. Those in force already are left out and counted.
    fn import(&mut self, import: &ImportEntry, seats: &[Seat]) -> Result<Imported, Failure>;

    /// Enters the seats of a run. The same run twice is once; another run of the same draw is refused unless the one
    /// before was voided, and so is a seat that is in force already.
    fn record(&mut self, run: &RunEntry, seats: &[Seat]) -> Result<Recorded, Failure>;

    /// Withdraws the seats of a run by its draw and certificate, or of imports by the file's name and digest.
    fn void(&mut self, name: &str, digest: &Digest) -> Result<Recorded, Failure>;

    /// Every entry, the first first.
    fn entries(&self) -> Result<Vec<Entry>, Failure>;

    /// The seats that pass, sorted by claim, key, stage, year and pupil, and then by entry.
    fn find(&self, filter: &Filter) -> Result<Vec<Row>, Failure>;

    /// Whatever is not as the entries say; nothing if all is well.
    fn check(&self) -> Result<Vec<Fault>, Failure>;

    /// The seats in force of a claim, or of one of its stages.
    fn rows(&self, claim: &str, stage: Option<&str>) -> Result<Vec<Row>, Failure> {
        let (claim, stage) = (Some(claim.to_owned()), stage.map(str::to_owned));
        self.find(&Filter { claim, stage, ..Filter::default() })
    }

    /// The canonical text of all seats in force: the same seats give the same bytes, however they were entered.
    fn export(&self) -> Result<String, Failure> {
        let rows = self.find(&Filter::default())?;
        Ok(seats_text(rows.iter().map(|row| &row.seat)))
    }
}

/// Records the seats of a run that was verified.
pub fn record_run(
    store: &mut dyn Store,
    draw: &str,
    attempt: u32,
    certificate: Digest,
    seats: &[Seat],
) -> Result<Recorded, Failure> {
    store.record(&RunEntry { draw: draw.to_owned(), attempt, certificate }, seats)
}
