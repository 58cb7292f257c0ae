//! What the parties do: a share that each draws and keeps, and the commitment that each publishes before the balls.

use super::fault::{Fault, quoted};
use super::names::{holds_card, is_name};
use super::roster::heads_differ;
use super::sums::{self, Bytes32, hex, unhex};
use super::tsv::{self, Writer};
use super::{Files, json};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The file that holds the commitments.
pub const FILE: &str = "commitments.tsv";
/// Its format.
pub const FORMAT: &str = "ruxue-commitments/1";
/// The format of a sealed share.
pub const SHARE_FORMAT: &str = "ruxue-share/1";

/// The commitments of an attempt, by party.
pub type Commitments = BTreeMap<String, Bytes32>;

/// A share as it lies in the sealed folder until it is opened: `sealed/shares/PARTY.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// `ruxue-share/1`.
    pub format: String,
    /// The full name of the draw.
    pub draw: String,
    /// The attempt, from 1.
    pub attempt: String,
    /// Whose it is.
    pub party: String,
    /// What it was drawn for, in hexadecimal digits.
    pub frozen: String,
    /// The 32 bytes, in hexadecimal digits.
    pub share: String,
}

impl Share {
    /// A share that was drawn.
    pub fn new(draw: &str, attempt: u32, party: &str, frozen: &Bytes32, share: &Bytes32) -> Share {
        Share {
            format: SHARE_FORMAT.into(),
            draw: draw.into(),
            attempt: attempt.to_string(),
            party: party.into(),
            frozen: hex(frozen),
            share: hex(share),
        }
    }

    /// Its path in the sealed folder.
    pub fn path(party: &str) -> String {
        format!("shares/{party}.json")
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        json::write(self)
    }

    /// Reads the sealed share of a party; nothing if there is none.
    pub fn read(sealed: &Files, party: &str) -> Result<Option<Share>, Vec<Fault>> {
        let path = Share::path(party);
        let Some(bytes) = sealed.get(&path) else { return Ok(None) };
        json::read(&format!("sealed/{path}"), bytes).map(Some)
    }

    /// The 32 bytes, if it is a share of this party for this attempt at this draw.
    pub fn open(&self, draw: &str, attempt: u32, party: &str, frozen: &Bytes32) -> Option<Bytes32> {
        let share = unhex(&self.share)?;
        (*self == Share::new(draw, attempt, party, frozen, &share)).then_some(share)
    }
}

/// Whether a party may have this name.
pub fn is_party(name: &str) -> bool {
    is_name(name) && !holds_card(name)
}

/// The bytes of `commitments.tsv`.
pub fn write(commitments: &Commitments) -> Vec<u8> {
    let mut writer = Writer::new(FORMAT, ["commitment"]);
    for (party, commitment) in commitments {
        writer.row(party, [hex(commitment)]);
    }
    writer.finish()
}

/// Reads `commitments.tsv`; without the file there are none.
pub fn read(files: &Files) -> Result<Commitments, Vec<Fault>> {
    let Some(bytes) = files.get(FILE) else { return Ok(Commitments::new()) };
    let table = tsv::read(FILE, FORMAT, bytes)?;
    if let Some(fault) = heads_differ(FILE, &table.columns, &["commitment".to_owned()]) {
        return Err(vec![fault]);
    }
    let mut commitments = Commitments::new();
    let mut faults = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        let mut refuse = |en: String, zh: String| {
            faults.push(Fault::new(FILE, en, zh).line(at + 2).row(row[0]).column("commitment"));
        };
        match unhex(row[1]) {
            Some(commitment) if is_party(row[0]) => drop(commitments.insert(row[0].to_owned(), commitment)),
            Some(_) => refuse(
                format!("{} cannot be the name of a party", quoted(row[0])),
                format!("{} 不能用作一方的名称", quoted(row[0])),
            ),
            None => refuse(
                format!("{} is not 64 lower-case hexadecimal digits", quoted(row[1])),
                format!("{} 不是 64 位小写十六进制数", quoted(row[1])),
            ),
        }
    }
    if faults.is_empty() { Ok(commitments) } else { Err(faults) }
}

/// A party whose share is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Its name.
    pub party: String,
    /// What it published before the balls.
    pub commitment: String,
    /// What it had drawn.
    pub share: String,
}

/// The parties with their open shares, sorted, if every commitment has the share that it was made from.
pub fn opened(
    frozen: &Bytes32,
    commitments: &Commitments,
    shares: &BTreeMap<String, Bytes32>,
) -> Result<Vec<Party>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut parties = Vec::new();
    if commitments.is_empty() {
        faults.push(Fault::new(FILE, "no party has committed itself", "尚无任何一方提交承诺"));
    }
    for (party, commitment) in commitments {
        let mut refuse = |en: &str, zh: &str| faults.push(Fault::new(FILE, en, zh).row(party).column("commitment"));
        match shares.get(party) {
            None => refuse("the share of this party is missing", "缺少该方的份额"),
            Some(share) if sums::commitment(party, frozen, share) != *commitment => {
                refuse("the share of this party is not the one that it committed itself to", "该方的份额与其承诺不符");
            }
            Some(share) => {
                parties.push(Party { party: party.clone(), commitment: hex(commitment), share: hex(share) });
            }
        }
    }
    for party in shares.keys().filter(|party| !commitments.contains_key(*party)) {
        let party = quoted(party);
        faults.push(Fault::new(
            FILE,
            format!("there is a share of {party}, who has not committed itself"),
            format!("有 {party} 的份额，但该方未曾提交承诺"),
        ));
    }
    if faults.is_empty() { Ok(parties) } else { Err(faults) }
}
