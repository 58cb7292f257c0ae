//! `certificate.json`: a whole run in digests. Its own digest goes on the signed page.

use super::commitments::Party;
use super::fault::Fault;
use super::void::FileDigest;
use super::{Files, json};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The file.
pub const FILE: &str = "certificate.json";
/// Its format.
pub const FORMAT: &str = "ruxue-certificate/1";

/// `certificate.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// `ruxue-certificate/1`.
    pub format: String,
    /// Which sums and which cipher.
    pub suite: String,
    /// The full name of the draw.
    pub draw: String,
    /// What the frozen files come to.
    pub frozen: String,
    /// The seed, if it is a rehearsal.
    pub rehearsal: Option<String>,
    /// The parties, sorted; none in a rehearsal.
    pub parties: Vec<Party>,
    /// The digits that were drawn in public; empty in a rehearsal.
    pub balls: String,
    /// Which attempt, from 1.
    pub attempt: String,
    /// The attempts before, all of them voided.
    pub voids: Vec<Voided>,
    /// What all tickets come from.
    pub master: String,
    /// The keys, in the order of the rounds and schools.
    pub keys: Vec<ScopeKey>,
    /// The files that came of it, and those that go with it.
    pub results: Vec<FileDigest>,
    /// Numbers for people.
    pub counts: Value,
    /// Measures for people.
    pub diagnostics: Value,
}

/// A voided attempt, as the next one's certificate knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voided {
    /// Which.
    pub attempt: String,
    /// Why it does not stand.
    pub reason: String,
    /// The digest of its certificate; empty if it came to none.
    pub certificate: String,
}

/// The key of a scope, for people to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeKey {
    /// `DRAW/ROUND`, or `DRAW/ROUND/school=CODE`.
    pub scope: String,
    /// The key in hexadecimal digits.
    pub key: String,
}

impl Certificate {
    /// Reads the certificate of a public folder.
    pub fn read(files: &Files) -> Result<Certificate, Vec<Fault>> {
        let bytes = files.get(FILE).ok_or_else(|| vec![super::missing(FILE)])?;
        let certificate: Certificate = json::read(FILE, bytes)?;
        if certificate.format != FORMAT {
            let fault = Fault::new(FILE, "is not `ruxue-certificate/1`", "不是 `ruxue-certificate/1`");
            return Err(vec![fault.column("format")]);
        }
        Ok(certificate)
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        json::write(self)
    }
}
