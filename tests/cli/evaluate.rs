//! `evaluate`: what it prints and writes, rejects and their way back, and results that are there already.

use crate::place::{PRIMARY, Place};

#[test]
fn a_batch_in_english() {
    let town = Place::town();
    insta::assert_snapshot!(town.run("evaluate town.pol primary.csv -o out").screen);
    let files = ["decisions.csv", "papers.csv", "rejected.csv", "findings.csv"].map(|name| {
        format!("{name}\n{}", town.text(&format!("out/{name}")).replace('\u{feff}', "<BOM>").replace("\r\n", "\n"))
    });
    insta::assert_snapshot!("files_in_english", files.join("\n"));
}

#[test]
fn a_batch_in_chinese() {
    let town = Place::town();
    let ran = town.run("evaluate town.pol primary.csv -o out --lang zh");
    insta::assert_snapshot!(ran.screen);
    assert_eq!(ran.out, town.text("out/summary.txt"));
    let decisions = town.text("out/decisions.csv").replace('\u{feff}', "").replace("\r\n", "\n");
    insta::assert_snapshot!("decisions_in_chinese", decisions);
}

#[test]
fn names_are_for_programs() {
    let town = Place::town();
    town.run("evaluate town.pol primary.csv -o out --names");
    let rows = town.rows("out/decisions.csv");
    let heads = ["id", "outcome", "category", "route", "route.certainty", "seats", "seats.certainty"];
    assert!(town.bytes("out/decisions.csv").starts_with(b"\xef\xbb\xbf"), "Excel wants the mark");
    assert_eq!(rows[0][..7], heads.map(String::from));
    assert_eq!(rows[1][..7], ["P2", "eligible", "local", "together", "sure", "20", "sure"].map(String::from));
    let undetermined = rows.iter().find(|row| row[0] == "P6").expect("P6");
    assert_eq!(undetermined[1], "undetermined");
    assert!(undetermined.contains(&"lives_in".to_string()), "{undetermined:?}");
    assert!(undetermined.contains(&"房产证".to_string()), "{undetermined:?}");
}

#[test]
fn the_counts_add_up() {
    let town = Place::town();
    let ran = town.run("evaluate town.pol primary.csv -o out");
    assert_eq!(ran.code, 3);
    assert!(ran.out.contains("13 rows read = 10 decided + 3 rejected"), "{}", ran.out);
    assert_eq!(town.rows("out/decisions.csv").len(), 1 + 10);
    assert_eq!(town.rows("out/rejected.csv").len(), 1 + 3);
}

#[test]
fn rejected_rows_are_corrected_and_fed_back() {
    let town = Place::town();
    town.run("evaluate town.pol primary.csv -o out");
    let rejected = town.text("out/rejected.csv");
    town.write("out/rejected.csv", rejected.replace("2018/13/01", "2018-01-13").replace("P1,H11", "P11,H11"));
    let ran = town.run("evaluate town.pol out/rejected.csv --stage primary --tables . -o again");
    assert_eq!(ran.code, 0, "{}", ran.screen);
    assert!(ran.out.contains("3 rows read = 3 decided + 0 rejected"), "{}", ran.out);
    assert!(!town.has("again/rejected.csv"));
    let rows = town.rows("again/decisions.csv");
    assert_eq!([&rows[1][0], &rows[2][0], &rows[3][0]], ["P1", "P10", "P11"]);
    // Two rows with one id are still two rows with one id when they are fed back as they are.
    town.write("out/rejected.csv", &rejected);
    let same = town.run("evaluate town.pol out/rejected.csv --stage primary --tables . -o same");
    assert!(same.out.contains("3 rows read = 0 decided + 3 rejected"), "{}", same.out);
    town.write("out/rejected.csv", rejected.replace("P1,H11", "P11,H11"));
    // The file that was corrected is not one that a run may replace.
    let over = town.run("evaluate town.pol out/rejected.csv --stage primary --tables . -o out --force");
    assert_eq!(over.code, 3, "{}", over.screen);
    assert!(town.text("out/rejected.csv").contains("P11,H11"));
}

#[test]
fn results_are_replaced_only_when_asked() {
    let town = Place::town();
    assert_eq!(town.run("evaluate town.pol primary.csv").code, 3);
    let before = town.bytes("primary-decisions/decisions.csv");
    let again = town.run("evaluate town.pol primary.csv --reading of_age=excludes");
    assert_eq!(again.code, 1, "{}", again.screen);
    assert!(again.err.contains("--force"), "{}", again.err);
    assert_eq!(town.bytes("primary-decisions/decisions.csv"), before);
    // With --force, and nothing of the older run is left.
    town.write("primary.csv", PRIMARY.lines().take(3).map(|l| format!("{l}\n")).collect::<String>());
    let forced = town.run("evaluate town.pol primary.csv --force --format xlsx");
    assert_eq!(forced.code, 0, "{}", forced.screen);
    assert_eq!(town.names("primary-decisions"), ["decisions.xlsx", "summary.txt"]);
}

#[test]
fn a_reading_changes_decisions() {
    let town = Place::town();
    town.run("evaluate town.pol primary.csv -o out --names");
    let ran = town.run(
        "evaluate town.pol primary.csv -o other --names --reading of_age=excludes --reading 租住算不算居住=counts",
    );
    assert!(ran.out.contains("not as the policy chooses: 足龄 = 不含当日"), "{}", ran.out);
    let outcome = |folder: &str, id: &str| {
        let rows = town.rows(&format!("{folder}/decisions.csv"));
        rows.into_iter().find(|row| row[0] == id).expect("the applicant")[1].clone()
    };
    assert_eq!([outcome("out", "P2"), outcome("other", "P2")], ["eligible", "ineligible"]);
    assert_eq!([outcome("out", "P5"), outcome("other", "P5")], ["refer", "eligible"]);
    for wrong in ["of_age", "of_age=excluded", "of_aje=excludes"] {
        let ran = town.run(&format!("evaluate town.pol primary.csv -o third --reading {wrong}"));
        assert_eq!(ran.code, 3, "{}", ran.screen);
        assert!(!town.has("third"));
    }
}

#[cfg(unix)]
#[test]
fn files_with_applicants_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let town = Place::town();
    town.run("evaluate town.pol primary.csv -o out");
    let mode = |name: &str| std::fs::metadata(town.path(name)).expect("there").permissions().mode() & 0o777;
    for name in ["decisions.csv", "rejected.csv", "findings.csv", "papers.csv"] {
        assert_eq!(mode(&format!("out/{name}")), 0o600, "{name}");
    }
    assert_eq!(mode("out"), 0o700);
}

#[test]
fn a_workbook_has_a_sheet_for_each_outcome() {
    let town = Place::town();
    town.run("evaluate town.pol primary.csv -o out --format xlsx --lang zh");
    let bytes = town.bytes("out/decisions.xlsx");
    let ids = |sheet: &str| {
        let table = ruxue::data::RawTable::read("decisions.xlsx", &bytes, Some(sheet)).expect("the sheet");
        table.rows.into_iter().map(|row| row.cells[0].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids("符合"), ["P2", "P13"]);
    assert_eq!(ids("转人工"), ["P5", "P7", "P8", "P9"]);
    assert_eq!(ids("逾期"), ["P4"]);
    assert_eq!(ids("不符合"), ["P3", "P12"]);
    assert_eq!(ids("待定"), ["P6"]);
    assert_eq!(ids("应补材料"), ["P6", "P13"]);
}

#[test]
fn a_pipe_gets_neither_colour_nor_a_bar() {
    let town = Place::town();
    let head = PRIMARY.lines().next().expect("headings");
    let row = |n: usize| format!("Q{n},H{n},2018-03-01,inside,B{n},S1,no,no,2024-05-10,\n");
    town.write("primary.csv", format!("{head}\n{}", (0..1500).map(row).collect::<String>()));
    let ran = town.run("evaluate town.pol primary.csv -o out");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(!ran.out.contains('\u{1b}'), "{}", ran.out);
}
