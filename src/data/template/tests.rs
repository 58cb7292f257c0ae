//! An empty form filled in as a person would, and read back.

use super::super::layout::applicants_sheet;
use super::super::raw::RawTable;
use super::super::support::*;
use super::super::{read_applicants, support};
use super::*;
use crate::value::List;
use calamine::{Reader, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Workbook};
use std::io::Cursor;

/// The headings of a form's first sheet.
fn headings(bytes: &[u8]) -> Vec<String> {
    RawTable::read("form", bytes, None).expect("a readable form").headers
}

#[test]
fn a_form_has_headings_lists_and_a_guide() {
    let policy = policy();
    let bytes = template(&policy, PRIMARY).expect("a form");
    let book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["小学", "填写说明"]);
    let headings = headings(&bytes);
    for heading in
        ["编号", "登记入学房屋", "登记入学房屋.所在区", "监护人.个数", "监护人4.工作经历2.止", "法定兄弟姐妹", "寄宿"]
    {
        assert!(headings.iter().any(|h| h == heading), "{heading} in {headings:?}");
    }
    assert!(!headings.iter().any(|h| h == "毕业年级"));
    let guide = RawTable::read("guide", &bytes, Some("填写说明")).expect("a guide");
    assert!(guide.rows.iter().any(|row| row.cells.iter().any(|cell| cell.contains("身份证"))));
    assert_eq!(template(&policy, PRIMARY), Ok(bytes));
}

#[test]
fn long_lists_stand_on_a_hidden_sheet() {
    let mut policy = policy();
    for at in 0..40 {
        policy.enums[0].members.push(named(&format!("district_{at}"), &format!("很长的区名第{at}号")));
    }
    let bytes = template(&policy, PRIMARY).expect("a form");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["小学", "填写说明", "lists"]);
    assert_eq!(book.worksheet_range("lists").expect("words").height(), 43 + 1);
}

#[test]
fn an_english_policy_gives_an_english_form() {
    let mut policy = policy();
    for field in policy.form.fields.iter_mut().chain(policy.records.iter_mut().flat_map(|r| &mut r.fields)) {
        field.named.label = None;
    }
    let bytes = template(&policy, JUNIOR).expect("a form");
    assert!(headings(&bytes).contains(&"guardian1.relation".to_owned()));
    assert!(RawTable::read("guide", &bytes, Some("instructions")).is_ok());
}

#[test]
fn a_filled_form_reads_back() {
    let policy = policy();
    let headings = headings(&template(&policy, PRIMARY).expect("a form"));
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (at, heading) in (0u16..).zip(&headings) {
        page.write_string(0, at, heading).expect("a heading");
        let date = |y, m, d| ExcelDateTime::from_ymd(y, m, d).expect("a day");
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let time = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        match heading.as_str() {
            // A person types a number, and the spreadsheet keeps a float.
            "编号" => page.write_number(1, at, 2_024_000_001.0),
            "出生日期" => page.write_with_format(1, at, date(2018, 8, 31), &day),
            "提交时间" => {
                page.write_with_format(1, at, date(2024, 5, 6).and_hms(9, 30, 0.0).expect("a time"), &time)
            }
            "起始月" => page.write_with_format(1, at, date(2023, 11, 1), &Format::new().set_num_format("mmm-yy")),
            "户籍区" | "监护人1.户籍区" => page.write_string(1, at, "朝阳区"),
            "登记入学房屋" | "毕业学校" => page.write_string(1, at, "无"),
            "监护人.个数" => page.write_number(1, at, 2),
            "监护人1.月收入" => page.write_number(1, at, 0.1 + 0.2),
            "监护人1.缴费月份" => page.write_string(1, at, "2023-11..2024-03"),
            "监护人1.工作经历1.起" => page.write_with_format(1, at, date(2020, 2, 29), &day),
            "监护人1.工作经历1.止" => page.write_string(1, at, "无"),
            "法定兄弟姐妹" => page.write_string(1, at, "空"),
            "照顾类别" => page.write_string(1, at, "烈士子女；华侨、归侨子女"),
            "年数" => page.write_number(1, at, 3),
            "寄宿" => page.write_boolean(1, at, true),
            _ => page.write_blank(1, at, &Format::new()),
        }
        .expect("a cell");
    }
    let filled = book.save_to_buffer().expect("a workbook");
    let table = RawTable::read("filled", &filled, None).expect("readable");
    let batch = read_applicants(&policy, PRIMARY, &table).expect("good headings");
    assert_eq!(batch.rejected, []);
    let facts = &batch.rows[0].facts;
    let shown: Vec<String> = [
        "id",
        "birth_date",
        "hukou",
        "home",
        "siblings",
        "favoured_as",
        "school",
        "submitted",
        "first_month",
        "years",
        "boarding",
        "note",
    ]
    .iter()
    .map(|name| {
        let at = support::at(&policy, name);
        show(&policy, policy.form.fields[at].ty, &facts[at], false)
    })
    .collect();
    assert_eq!(
        shown,
        [
            "2024000001",
            "2018-08-31",
            "chaoyang",
            "none",
            "{}",
            "martyr;overseas",
            "none",
            "2024-05-06 09:30:00",
            "2023-11",
            "3",
            "yes",
            ""
        ]
    );
    let Fact::Known(Value::List(List { items, open: false })) = &facts[4] else { panic!("two guardians") };
    assert_eq!(items.len(), 2);
    // What is written out again reads back the same.
    for labels in [false, true] {
        let sheet = applicants_sheet(&policy, PRIMARY, std::slice::from_ref(facts), labels);
        let bytes = super::super::write::csv(&sheet);
        let again = RawTable::read("again", &bytes, None).expect("readable");
        let batch = read_applicants(&policy, PRIMARY, &again).expect("good headings");
        assert_eq!(batch.rejected, []);
        assert_eq!(&batch.rows[0].facts, facts);
    }
}

#[test]
fn cells_that_a_spreadsheet_could_not_hold_set_their_row_aside() {
    let policy = policy();
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (at, heading) in (0u16..).zip(["编号", "年数", "备注"]) {
        page.write_string(0, at, heading).expect("a heading");
    }
    page.write_string(1, 0, "A1").expect("a cell");
    page.write_formula(1, 1, Formula::new("=NA()").set_result("#N/A")).expect("a cell");
    page.write_number(2, 0, 110_105_194_912_310_021.0).expect("a cell");
    page.write_string(4, 0, "A4").expect("a cell");
    page.write_string(5, 0, "A5").expect("a cell");
    page.write_string(5, 16_383, "far away").expect("a cell");
    let bytes = book.save_to_buffer().expect("a workbook");
    let table = RawTable::read("t", &bytes, None).expect("readable");
    let batch = read_applicants(&policy, PRIMARY, &table).expect("good headings");
    let rejected: Vec<_> =
        batch.rejected.iter().map(|r| (r.line, r.column().unwrap_or(""), r.reasons[0].problem.code())).collect();
    assert_eq!(rejected, [(2, "年数", "D07"), (3, "编号", "D07"), (6, "", "D06")]);
    assert_eq!((batch.rows.len(), batch.read, table.blank), (1, 4, 1));
}
