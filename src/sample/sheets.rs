//! A cohort as tables of text: one for each stage, one for each table of the policy.

use super::Cohort;
use crate::data::write::Sheet;
use crate::data::{applicants_sheet, table_sheet};
use crate::ir::{Policy, StageId, TableId};

/// The applicants of each stage, under names or labels.
pub fn applicant_sheets(policy: &Policy, cohort: &Cohort, labels: bool) -> Vec<Sheet> {
    let stages = cohort.stages.iter().enumerate();
    stages.map(|(at, rows)| applicants_sheet(policy, StageId(at as u16), rows, labels)).collect()
}

/// The rows of each table, under names or labels.
pub fn table_sheets(policy: &Policy, cohort: &Cohort, labels: bool) -> Vec<Sheet> {
    let tables = cohort.tables.iter().enumerate();
    tables.map(|(at, rows)| table_sheet(policy, TableId(at as u16), rows, labels)).collect()
}
