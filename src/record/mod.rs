//! The record of a draw: canonical files, sums, the certificate, and everything that makes a run checkable by others.
//!
//! `grammar/DRAW.md` describes the files and the sums; what is here follows it to the byte. It works on files held in
//! memory, knows nothing of policies, and draws no chance: shares and salts come from above.

pub mod certificate;
pub mod commitments;
pub mod fault;
pub mod frozen;
pub mod json;
pub mod names;
pub mod page;
pub mod public;
pub mod receipt;
pub mod results;
pub mod roster;
pub mod rounds;
pub mod run;
mod standing;
pub mod steps;
pub mod sums;
#[cfg(test)]
mod tests;
pub mod tsv;
pub mod verify;
pub mod void;
mod words;

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

/// The fault of a file whose digest is not the one that another file gives.
fn changed(file: &str, listed_in: &str) -> Fault {
    Fault::new(
        file,
        format!("the file is not the one whose digest stands in {listed_in}"),
        format!("该文件与 {listed_in} 所载摘要不符"),
    )
}

/// The fault of a file that no run has.
fn extra(file: &str) -> Fault {
    Fault::new(file, "the file does not belong to the run", "该文件不属于本次派位")
}
