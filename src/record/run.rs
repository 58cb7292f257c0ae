//! A run: from the frozen files, the shares and the balls to tickets, placements and the certificate.
//!
//! `allocate` and `verify` both go through [`perform`]; there is no second way in which a result could come about.

use super::certificate::{self, Certificate, ScopeKey, Voided};
use super::commitments::{self, Party};
use super::fault::Fault;
use super::frozen::Frozen;
use super::public::{self, Public};
use super::sums::{self, Bytes32, Key, SUITE, hex, unhex};
use super::void::{FileDigest, Void, folder};
use super::{Files, page, results, steps, void};
use crate::allocation::model::{Results, Status, Tickets};
use crate::allocation::{diagnose, run};
use serde_json::{Value, json};

/// What fixes the tickets, beyond the frozen files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The seed, if it is a rehearsal; there are no parties and no balls then.
    pub rehearsal: Option<String>,
    /// The parties with their open shares, sorted by name.
    pub parties: Vec<Party>,
    /// The digits that were drawn in public.
    pub balls: String,
    /// The attempts before.
    pub voids: Vec<Void>,
}

/// A run and everything that came of it.
#[derive(Debug, Clone)]
pub struct Run {
    /// The frozen files, in digests.
    pub frozen: Frozen,
    /// The rounds and the roster.
    pub public: Public,
    /// What fixed the tickets.
    pub fixed: Fixed,
    /// What all keys come from.
    pub master: Bytes32,
    /// The keys of rounds.
    pub keys: Vec<Key>,
    /// The tickets of each round.
    pub tickets: Vec<Tickets>,
    /// What the allocation came to.
    pub results: Results,
    /// `tickets.tsv`, `placements.tsv` and `cutoffs.tsv`.
    pub tables: Files,
    /// Numbers for people.
    pub counts: Value,
    /// Measures for people.
    pub diagnostics: Value,
}

/// The pages for people that go with a certificate.
pub const PAGES: [&str; 2] = [page::FILE, steps::FILE];

/// Everything that a run adds to a frozen folder.
pub const MADE: [&str; 6] =
    [results::TICKETS, results::PLACEMENTS, results::CUTOFFS, page::FILE, steps::FILE, certificate::FILE];

/// Runs a draw, if its frozen files are as they were frozen.
pub fn perform(files: &Files, fixed: Fixed) -> Result<Run, Vec<Fault>> {
    let frozen = Frozen::read(files)?;
    let faults = frozen.check_public(files);
    if !faults.is_empty() {
        return Err(faults);
    }
    let public = public::read(files)?;
    if public.draw.draw != frozen.draw {
        let (en, zh) = ("is another draw than that of frozen.json", "与 frozen.json 的派位不同");
        return Err(vec![Fault::new(super::rounds::FILE, en, zh).column("draw")]);
    }
    let master = fixed.master(&frozen.digest());
    let (keys, tickets) = sums::draw_tickets(&public.draw, &public.roster, &master);
    let results = run(&public.draw, &public.roster, &tickets);
    let diagnostics = diagnose(&public.draw, &public.roster, &tickets, &results);
    let diagnostics = match serde_json::to_value(&diagnostics) {
        Ok(value) => value,
        Err(error) => unreachable!("diagnostics are plain data: {error}"),
    };
    let tables = results::write(&public, &tickets, &results);
    let counts = counts(&public, &results);
    Ok(Run { frozen, public, fixed, master, keys, tickets, results, tables, counts, diagnostics })
}

/// Runs a certified draw again, from its frozen files and what its certificate says of parties and balls.
pub fn again(files: &Files) -> Result<Run, Vec<Fault>> {
    let certificate = Certificate::read(files)?;
    let voids = void::read(files, &certificate.draw)?;
    perform(files, Fixed::of(&certificate, voids))
}

impl Fixed {
    /// What a certificate says, with the records of the attempts before.
    pub fn of(certificate: &Certificate, voids: Vec<Void>) -> Fixed {
        Fixed {
            rehearsal: certificate.rehearsal.clone(),
            parties: certificate.parties.clone(),
            balls: certificate.balls.clone(),
            voids,
        }
    }

    /// Of a rehearsal with this seed.
    pub fn rehearsal(seed: &str) -> Fixed {
        Fixed { rehearsal: Some(seed.into()), parties: Vec::new(), balls: String::new(), voids: Vec::new() }
    }

    /// Which attempt it is, from 1.
    pub fn attempt(&self) -> u32 {
        self.voids.len() as u32 + 1
    }

    fn master(&self, frozen: &Bytes32) -> Bytes32 {
        if let Some(seed) = &self.rehearsal {
            return sums::rehearsal(frozen, seed);
        }
        let digits = |text: &str| unhex(text).unwrap_or_default();
        let parties: Vec<(Bytes32, Bytes32)> =
            self.parties.iter().map(|party| (digits(&party.commitment), digits(&party.share))).collect();
        sums::master(frozen, &parties, &self.balls, self.attempt())
    }
}

impl Run {
    /// The pages for people.
    pub fn pages(&self) -> Files {
        Files::from([
            (page::FILE.to_owned(), page::write(self).into_bytes()),
            (steps::FILE.to_owned(), steps::write(self).into_bytes()),
        ])
    }

    /// The certificate, with the digests of the pages that go with it.
    pub fn certificate(&self, pages: Vec<FileDigest>) -> Certificate {
        let mut listed = pages;
        listed.extend(self.tables.iter().map(|(path, bytes)| FileDigest::of(path, bytes)));
        if self.fixed.rehearsal.is_none() {
            let commitments =
                self.fixed.parties.iter().filter_map(|party| Some((party.party.clone(), unhex(&party.commitment)?)));
            let bytes = commitments::write(&commitments.collect());
            listed.push(FileDigest::of(commitments::FILE, &bytes));
        }
        for (void, attempt) in self.fixed.voids.iter().zip(1..) {
            listed.push(FileDigest::of(&format!("{}{}", folder(attempt), void::FILE), &super::json::write(void)));
        }
        listed.sort_by(|one, other| one.path.cmp(&other.path));
        let voided = |void: &Void| Voided {
            attempt: void.attempt.clone(),
            reason: void.reason.clone(),
            certificate: void.certificate.clone(),
        };
        Certificate {
            format: certificate::FORMAT.into(),
            suite: SUITE.into(),
            draw: self.frozen.draw.clone(),
            frozen: self.frozen.frozen.clone(),
            rehearsal: self.fixed.rehearsal.clone(),
            parties: self.fixed.parties.clone(),
            balls: self.fixed.balls.clone(),
            attempt: self.fixed.attempt().to_string(),
            voids: self.fixed.voids.iter().map(voided).collect(),
            master: hex(&self.master),
            keys: self.keys.iter().map(|key| ScopeKey { scope: key.scope.clone(), key: hex(&key.key) }).collect(),
            results: listed,
            counts: self.counts.clone(),
            diagnostics: self.diagnostics.clone(),
        }
    }

    /// The files that the run adds to the public folder, the certificate among them.
    pub fn files(&self) -> Files {
        let mut files = self.pages();
        let digests = files.iter().map(|(path, bytes)| FileDigest::of(path, bytes)).collect();
        files.extend(self.tables.clone());
        files.insert(certificate::FILE.into(), self.certificate(digests).bytes());
        files
    }
}

/// How many applicants came out how, in the draw and in each round.
fn counts(public: &Public, results: &Results) -> Value {
    let of = |statuses: &mut dyn Iterator<Item = Status>| {
        let mut counts = [0u32; 3];
        statuses.for_each(|status| counts[status as usize] += 1);
        counts
    };
    let rounds: Vec<Value> = public
        .draw
        .rounds
        .iter()
        .zip(&public.roster.rounds)
        .zip(&results.rounds)
        .map(|((round, pool), ended)| {
            let [placed, refer, unplaced] = of(&mut ended.ended.iter().map(|ended| ended.status));
            json!({
                "round": round.name,
                "seats": pool.seats.iter().flatten().map(|seats| u64::from(*seats)).sum::<u64>(),
                "took_part": ended.took_part.len(),
                "placed": placed,
                "refer": refer,
                "unplaced": unplaced,
            })
        })
        .collect();
    let [placed, refer, unplaced] = of(&mut results.placements.iter().map(|placement| placement.status));
    json!({
        "applicants": public.roster.ids.len(),
        "placed": placed,
        "refer": refer,
        "unplaced": unplaced,
        "rounds": rounds,
    })
}
