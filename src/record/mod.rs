//! The record of a draw: canonical files, sums, the certificate, and everything that makes a run checkable by others.
//!
//! `grammar/DRAW.md` describes the files and the sums; what is here follows it to the byte. It works on files held in
//! memory, knows nothing of policies, and draws no chance: shares and salts come from above.

pub mod fault;
pub mod frozen;
pub mod json;
pub mod names;
pub mod public;
pub mod results;
pub mod roster;
pub mod rounds;
pub mod sums;
#[cfg(test)]
mod tests;
pub mod tsv;

pub use fault::{Both, Fault};
use std::collections::BTreeMap;

/// Files in memory, by path; parts of a path are joined by `/`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The folders among the sealed files that a run uses itself.
pub const OWN_SEALED: [&str; 3] = ["shares/", "receipts/", "voided/"];

/// The fault of a file that is not there.
fn missing(file: &str) -> Fault {
    Fault::new(file, "the file is missing", "缺少该文件")
}
