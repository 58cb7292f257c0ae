//! What is written is read back, opens in a spreadsheet as text, and is the same every time.

use super::*;
use crate::base::date::{Date, Moment};
use crate::data::raw::{RawTable, tidy};
use proptest::prelude::*;

fn noon() -> Moment {
    Moment::new(Date::from_ymd(2024, 5, 1).expect("a day"), 12, 0, 0).expect("a moment")
}

fn sheet() -> Sheet {
    let mut sheet = Sheet::new("结果/1", ["编号", "说明", "月份"]);
    sheet.rows.push(vec!["2024000001".into(), "=1+1".into(), "2023-11".into()]);
    sheet.rows.push(vec!["007".into(), "一,\"二\"\n三".into()]);
    sheet
}

fn cells(table: &RawTable) -> Vec<Vec<String>> {
    table.rows.iter().map(|row| row.cells.clone()).collect()
}

#[test]
fn csv_opens_in_excel() {
    let text = String::from_utf8(csv(&sheet())).expect("utf-8");
    assert_eq!(text, "\u{feff}编号,说明,月份\r\n2024000001,'=1+1,2023-11\r\n007,\"一,\"\"二\"\"\n三\",\r\n");
    assert_eq!(
        csv(&Sheet { rows: vec![vec![String::new()]], ..Sheet::new("x", ["a"]) }),
        "\u{feff}a\r\n\"\"\r\n".as_bytes()
    );
}

#[test]
fn workbooks_keep_text_and_bytes() {
    let other = Sheet::new("结果_1", ["a"]);
    let bytes = xlsx(&[sheet(), other.clone(), other], noon()).expect("a workbook");
    let table = RawTable::read("t", &bytes, None).expect("readable");
    assert_eq!(table.headers, ["编号", "说明", "月份"]);
    assert_eq!(cells(&table), [["2024000001", "=1+1", "2023-11"], ["007", "一,\"二\"\n三", ""]]);
    assert_eq!(RawTable::read("t", &bytes, Some("结果_1_2")).expect("readable").headers, ["a"]);
    assert!(RawTable::read("t", &bytes, Some("没有")).is_err());
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert_eq!(xlsx(&[sheet()], noon()), xlsx(&[sheet()], noon()));
    let again = xlsx(&[sheet(), Sheet::new("结果_1", ["a"]), Sheet::new("结果_1", ["a"])], noon()).expect("a workbook");
    assert_eq!(bytes, again);
}

#[test]
fn no_sheet_and_odd_names_are_still_workbooks() {
    assert!(xlsx(&[], noon()).is_ok());
    let long = "名".repeat(40);
    for name in ["", "'", "[x]", &long] {
        assert!(xlsx(&[Sheet::new(name, ["a"]), Sheet::new(name, ["a"])], noon()).is_ok(), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn csv_reads_back(rows in proptest::collection::vec(proptest::collection::vec("[a'=＝+@\t\r\n\",;-]{0,5}", 2), 1..5)) {
        let rows: Vec<Vec<String>> = rows.into_iter().filter(|row| row.iter().any(|c| !tidy(c).is_empty())).collect();
        prop_assume!(!rows.is_empty());
        let table = RawTable::read("t", &csv(&Sheet { rows: rows.clone(), ..Sheet::new("t", ["id", "x"]) }), None).expect("readable");
        prop_assert_eq!(cells(&table), rows);
    }
}
