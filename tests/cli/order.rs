//! A decision does not hang on where its row stands in the file.

use crate::place::{PRIMARY, SCHOOLS, TOWN};
use proptest::prelude::*;
use ruxue::batch::decide_batch;
use ruxue::data::{RawTable, read_applicants, read_table};
use ruxue::driver::load;
use ruxue::interp::pins_in_force;
use ruxue::ir::{Policy, StageId, TableId};
use ruxue::outcome::Decision;
use ruxue::tables::Tables;
use std::collections::BTreeMap;

fn raw(name: &str, text: &str) -> RawTable {
    RawTable::read(name, text.as_bytes(), None).expect("a table")
}

fn decisions(policy: &Policy, tables: &Tables, rows: &[&str]) -> BTreeMap<String, String> {
    let head = PRIMARY.lines().next().expect("headings");
    let text = format!("{head}\n{}\n", rows.join("\n"));
    let read = read_applicants(policy, StageId(0), &raw("primary.csv", &text)).expect("good headings");
    let decided = decide_batch(policy, tables, StageId(0), &read.rows, &pins_in_force(policy), &mut || ());
    let show = |d: &Decision| format!("{d:?}");
    read.rows.iter().zip(&decided.decisions).map(|(row, d)| (row.id.to_string(), show(d))).collect()
}

proptest! {
    #[test]
    fn any_order_gives_the_same_decisions(
        rows in Just(PRIMARY.lines().skip(1).filter(|l| !l.starts_with("P1,H11")).collect::<Vec<_>>()).prop_shuffle()
    ) {
        let policy = load("town.pol", TOWN.into(), &mut |_| Err(String::new())).policy.expect("a policy");
        let mut tables = Tables::new(&policy);
        tables.supply(TableId(0), read_table(&policy, TableId(0), &raw("school.csv", SCHOOLS)).expect("a table").rows);
        let mut sorted = rows.clone();
        sorted.sort_unstable();
        prop_assert_eq!(decisions(&policy, &tables, &rows), decisions(&policy, &tables, &sorted));
    }
}
