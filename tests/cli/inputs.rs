//! Files as they come: encodings, workbooks, formulas, empty and wrong ones, tables that are not there.

use crate::place::{PRIMARY, Place, SCHOOLS};
use ruxue::base::date::{Date, Moment};
use ruxue::data::{RawTable, Sheet, write};

/// The batch under Chinese labels.
fn labelled() -> String {
    let body = PRIMARY.lines().skip(1).map(|l| format!("{l}\n")).collect::<String>();
    let body =
        body.replace(",inside,", ",本镇,").replace(",none,", ",无,").replace(",no,", ",否,").replace(",yes,", ",是,");
    format!("编号,家庭,出生日期,居住区,地址,志愿,有兄姐在读,租住,交件日,备注\n{body}")
}

fn decisions(town: &Place, command: &str) -> Vec<Vec<String>> {
    let ran = town.run(command);
    assert_eq!(ran.code, 3, "{}", ran.screen);
    town.rows("out/decisions.csv")
}

#[test]
fn every_encoding_and_form_gives_the_same_decisions() {
    let town = Place::town();
    let plain = decisions(&town, "evaluate town.pol primary.csv -o out");
    let (gb, _, lost) = encoding_rs::GB18030.encode(&labelled()).into_owned_parts();
    assert!(!lost);
    town.write("primary.csv", gb);
    assert_eq!(decisions(&town, "evaluate town.pol primary.csv -o out --force"), plain);
    town.write("primary.csv", format!("\u{feff}{}", labelled().replace(',', ";")));
    assert_eq!(decisions(&town, "evaluate town.pol primary.csv -o out --force"), plain);
    town.write("primary.csv", labelled().replace(',', "\t").replace('\n', "\r\n"));
    assert_eq!(decisions(&town, "evaluate town.pol primary.csv -o out --force"), plain);
    let mut rows = labelled().lines().map(|l| l.split(',').map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>();
    let mut sheet = Sheet::new("申请", rows.remove(0));
    sheet.rows = rows;
    let when = Date::from_ymd(2024, 5, 1).and_then(|d| Moment::new(d, 0, 0, 0)).expect("a moment");
    town.write("primary.xlsx", write::xlsx(&[Sheet::new("空", ["x"]), sheet], when).expect("a workbook"));
    assert_eq!(decisions(&town, "evaluate town.pol primary.xlsx#申请 --stage primary -o out --force"), plain);
}

trait OwnedParts {
    fn into_owned_parts(self) -> (Vec<u8>, &'static str, bool);
}

impl OwnedParts for (std::borrow::Cow<'_, [u8]>, &'static encoding_rs::Encoding, bool) {
    fn into_owned_parts(self) -> (Vec<u8>, &'static str, bool) {
        (self.0.into_owned(), self.1.name(), self.2)
    }
}

#[test]
fn cells_that_would_run_are_defused() {
    let town = Place::town();
    let head = PRIMARY.lines().next().expect("headings");
    town.write("primary.csv", format!("{head}\nP1,H1,=1+1,inside,A1,S1,no,no,2024-05-10,=cmd\n"));
    let ran = town.run("evaluate town.pol primary.csv -o out");
    assert_eq!(ran.code, 3, "{}", ran.screen);
    let rejected = town.text("out/rejected.csv");
    assert!(rejected.contains(",'=1+1,") && rejected.contains(",'=cmd,"), "{rejected}");
    let table = RawTable::read("rejected.csv", rejected.as_bytes(), None).expect("it reads back");
    assert_eq!([&table.rows[0].cells[2], &table.rows[0].cells[9]], ["=1+1", "=cmd"]);
}

#[test]
fn identity_cards_are_shown_nowhere() {
    let town = Place::town();
    let card = "11010519491231002X";
    let head = PRIMARY.lines().next().expect("headings");
    let good = "P1,H1,2018-03-01,inside,A1,S1,no,no,2024-05-10,";
    town.write(
        "primary.csv",
        format!("{head}\n{card},H1,2018-03-01,inside,A1,S1,no,no,2024-05-10,\n{good}证件{card}\n"),
    );
    let ran = town.run("evaluate town.pol primary.csv -o out");
    assert!(!ran.screen.contains(card), "{}", ran.screen);
    for name in town.names("out") {
        assert!(!town.text(&format!("out/{name}")).contains(card), "{name}");
    }
    let explained = town.run(&format!("explain town.pol primary.csv --id {card}"));
    assert!(!explained.err.contains(card), "{}", explained.err);
}

#[test]
fn what_is_wrong_with_a_file_is_said_before_any_row_is_read() {
    let town = Place::town();
    let mut screens = String::new();
    let mut show = |name: &str, bytes: &[u8]| {
        town.write(name, bytes);
        screens.push_str(&town.run(&format!("evaluate town.pol {name} --stage primary -o out")).screen);
        screens.push('\n');
    };
    show("empty.csv", b"");
    show("headings.csv", b"id,birthdate,lives_in\nP1,2018-03-01,inside\n");
    show("noid.csv", b"birth_date,lives_in\n2018-03-01,inside\n");
    show("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    show("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0");
    assert!(!town.has("out"), "nothing is written");
    screens.push_str(&town.run("evaluate town.pol nowhere.csv --stage primary").screen);
    screens.push_str(&town.run("evaluate town.pol primary.csv --stage junior").screen);
    screens.push_str(&town.run("evaluate town.pol primary.csv --tables nowhere").screen);
    insta::assert_snapshot!(screens);
}

#[test]
fn headings_without_rows_decide_nobody() {
    let town = Place::town();
    town.write("primary.csv", "id,household,birth_date,lives_in\n");
    let ran = town.run("evaluate town.pol primary.csv -o out");
    assert_eq!(ran.code, 0, "{}", ran.screen);
    assert!(ran.out.contains("0 rows read = 0 decided + 0 rejected"), "{}", ran.out);
}

#[test]
fn a_missing_table_is_said_once() {
    let town = Place::town();
    std::fs::remove_file(town.path("school.csv")).expect("it was there");
    let ran = town.run("evaluate town.pol primary.csv -o out");
    assert_eq!(ran.err.matches("school.csv").count(), 1, "{}", ran.err);
    assert!(ran.out.contains("not from the family"), "{}", ran.out);
    // Nobody asks a family for it.
    assert!(!town.text("out/papers.csv").contains("学校"));
}

#[test]
fn a_table_that_is_wrong_stops_the_batch() {
    let town = Place::town();
    town.write("school.csv", SCHOOLS.replace("S2", "S1"));
    let ran = town.run("evaluate town.pol primary.csv -o out");
    assert_eq!(ran.code, 3, "{}", ran.screen);
    assert!(ran.err.contains("school.csv:3"), "{}", ran.err);
    assert!(!town.has("out"));
}
