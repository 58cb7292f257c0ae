//! Applicants and tables: from the bytes of a file to facts, and from facts and results to files.
//!
//! Bytes come in and bytes go out; no file, clock or terminal is touched here. A file goes through [`raw`] (text of
//! cells), [`columns`] (headings bound to fields), [`cell`] (one cell to one fact) and comes out as [`Applicants`] or
//! as rows of a table. What cannot be read is a [`Problem`], typed until a person reads it.

mod applicants;
pub mod cell;
mod codes;
pub mod columns;
mod defuse;
mod layout;
mod problem;
pub mod raw;
mod rejected;
mod row;
#[cfg(test)]
pub(crate) mod support;
mod template;
#[cfg(test)]
mod tests;
mod words;
pub mod write;

pub use crate::base::card::{holds_card, mask};
pub use applicants::{Applicant, Applicants, TableRows, read_applicants, read_table};
pub use codes::PAGES;
pub use defuse::{defuse, undefuse};
pub use layout::{Column, Holds, applicants_sheet, table_sheet};
pub use problem::{Expected, Finding, Problem, Reason, Rejected, Shown, Words};
pub use raw::{RawRow, RawTable};
pub use rejected::{rejected_csv, rejected_sheet};
pub use template::{created, template};
pub use write::Sheet;
