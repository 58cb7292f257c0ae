//! Whole files: batches and tables, the rows set aside, and the counts.

use super::support::*;
use super::*;
use crate::base::tongue::Tongue;
use crate::ir::Policy;
use crate::tables::Tables;
use crate::value::{Fact, List, Value};
use proptest::prelude::*;

fn raw(text: &str) -> RawTable {
    RawTable::read("t", text.as_bytes(), None).expect("a readable file")
}

fn batch(policy: &Policy, text: &str) -> Applicants {
    let applicants = read_applicants(policy, PRIMARY, &raw(text)).unwrap_or_else(|findings| panic!("{findings:?}"));
    assert_eq!(applicants.read, (applicants.rows.len() + applicants.rejected.len()) as u64);
    applicants
}

/// One row, read: the fact of a field.
fn fact(headings: &str, cells: &str, name: &str) -> Fact {
    let policy = policy();
    let batch = batch(&policy, &format!("id\t{headings}\nA1\t{cells}\n"));
    assert_eq!(batch.rejected, [], "{headings} {cells}");
    batch.rows[0].facts[at(&policy, name)].clone()
}

/// The reasons against one row.
fn reasons(headings: &str, cells: &str) -> Vec<&'static str> {
    let policy = policy();
    let batch = batch(&policy, &format!("id\t{headings}\nA1\t{cells}\n"));
    batch.rejected.iter().flat_map(|rejected| &rejected.reasons).map(|reason| reason.problem.code()).collect()
}

fn items(fact: Fact) -> (usize, bool) {
    match fact {
        Fact::Known(Value::List(List { items, open })) => (items.len(), open),
        other => panic!("{other:?}"),
    }
}

#[test]
fn records_are_absent_unknown_or_there() {
    assert_eq!(fact("home\thome.district", "\t", "home"), Fact::Unknown);
    assert_eq!(fact("home\thome.district", "无\t", "home"), Fact::None);
    let there = |district| {
        Fact::Known(Value::Record(vec![Fact::Unknown, district, Fact::Unknown, Fact::Unknown, Fact::Unknown]))
    };
    assert_eq!(fact("home\thome.district", "\t朝阳区", "home"), there(Fact::Known(Value::Enum(0))));
    assert_eq!(fact("home\thome.district", "有\t", "home"), there(Fact::Unknown));
    assert_eq!(reasons("home\thome.district", "无\t朝阳区"), ["D24"]);
    assert_eq!(reasons("home\thome.district", "朝阳区\t"), ["D20"]);
}

#[test]
fn lists_are_as_long_as_they_are_said_to_be() {
    let headings = "guardian1.hukou\tguardian1.relation\tguardian2.hukou\tguardian.count";
    assert_eq!(fact(headings, "\t\t\t", "guardian"), Fact::Unknown);
    assert_eq!(items(fact(headings, "朝阳区\t\t\t", "guardian")), (1, true));
    assert_eq!(items(fact(headings, "朝阳区\t父\t东城区\t2", "guardian")), (2, false));
    assert_eq!(items(fact(headings, "朝阳区\t父\t\t3", "guardian")), (3, false));
    assert_eq!(items(fact(headings, "\t\t\t0", "guardian")), (0, false));
    assert_eq!(reasons(headings, "朝阳区\t\t东城区\t1"), ["D24"]);
    assert_eq!(reasons(headings, "\t\t\t5"), ["D22"]);
    assert_eq!(reasons(headings, "\t\t\t-1"), ["D20"]);
    // Of a complete list the items given are all there are.
    assert_eq!(items(fact("siblings1\tsiblings2", "S1\t", "siblings")), (1, false));
    assert_eq!(items(fact("siblings1\tsiblings2", "\t", "siblings")), (0, false));
    assert_eq!(items(fact("siblings1\tsiblings.count", "S1\t2", "siblings")), (1, true));
    assert_eq!(items(fact("siblings", "S1;S2", "siblings")), (2, false));
    assert_eq!(items(fact("siblings", "空", "siblings")), (0, false));
    assert_eq!(fact("siblings", "", "siblings"), Fact::Unknown);
    assert_eq!(reasons("siblings\tsiblings1", "S1\tS2"), ["D24"]);
    assert_eq!(items(fact("guardian\tguardian1.hukou", "空\t", "guardian")), (0, false));
    assert_eq!(reasons("guardian\tguardian1.hukou", "父母\t"), ["D20"]);
    assert_eq!(reasons("guardian\tguardian1.hukou", "无\t"), ["D21"]);
    let Fact::Known(Value::List(guardians)) = fact(
        "监护人1.工作经历1.起\t监护人1.工作经历2.起\t监护人1.工作经历.个数",
        "2020-01-01\t2021-01-01\t2",
        "guardian",
    ) else {
        panic!("a list")
    };
    let Value::Record(guardian) = &guardians.items[0] else { panic!("a record") };
    assert_eq!(items(guardian[2].clone()), (2, false));
}

#[test]
fn bad_rows_are_set_aside_with_every_reason() {
    let policy = policy();
    let batch = batch(
        &policy,
        "编号,出生日期,户籍区,备注,手机\n\
         A1,2018-01-01,朝阳区,,\n\
         A2,2018-02-30,朝陽区,,\n\
         ,2018-01-01,,,\n\
         A1,2018-01-01,,,\n\
         \n\
         A2,2018-01-01,,,\n\
         A3,,,11010519491231002X,\n\
         11010519491231002X,,,,\n\
         A4,,,,440524188001010014\n\
         A5,2018-01-01\n\
         A6,,,,\n",
    );
    assert_eq!(batch.rows.iter().map(|row| (&*row.id, row.line)).collect::<Vec<_>>(), [("A6", 12)]);
    let rejected: Vec<_> = batch
        .rejected
        .iter()
        .map(|r| (r.line, r.column().unwrap_or(""), r.reasons.iter().map(|r| r.problem.code()).collect::<Vec<_>>()))
        .collect();
    assert_eq!(
        rejected,
        [
            (2, "编号", vec!["D31"]),
            (3, "编号", vec!["D31", "D20", "D20"]),
            (4, "编号", vec!["D30"]),
            (5, "编号", vec!["D31"]),
            (7, "编号", vec!["D31"]),
            (8, "备注", vec!["D23"]),
            (9, "编号", vec!["D23"]),
            (10, "手机", vec!["D23"]),
            (11, "", vec!["D06"]),
        ]
    );
    assert_eq!(
        batch.rejected[1].reason(Tongue::Zh),
        "编号：与第 7 行的编号或主键相同；请核对，改正其中写错的，或只保留一行；出生日期：`2018-02-30` 不是存在的日期；请写作 `2019-06-15`；户籍区：`朝陽区` 不是可选项；是否指 `朝阳区`？"
    );
    assert!(batch.rejected[0].reason(Tongue::En).contains("line 5"));
    assert!(batch.rejected[3].reason(Tongue::En).contains("line 2"));
    assert!(!format!("{:?}", batch).contains("19491231"));
    assert_eq!(batch.read, 10);
    assert!(batch.notes.iter().any(|note| note.problem == Problem::BlankRows(1)));
}

#[test]
fn tables_have_keys_and_references() {
    let policy = policy();
    let file = raw(
        "代码,校名,学段,招生计划,junior_of\nP1,一小,小学,40,J1\nJ1,一中,初中,80,无\nP1,又,小学,1,\n,无名,小学,1,\nP2,二小,小学,x,\nP3,三小,小学,3,J9\n",
    );
    let mut schools = read_table(&policy, SCHOOL, &file).expect("good headings");
    let codes = |rows: &TableRows| -> Vec<(u64, &'static str)> {
        rows.rejected.iter().map(|row| (row.line, row.reasons[0].problem.code())).collect()
    };
    assert_eq!(codes(&schools), [(4, "D31"), (5, "D30"), (6, "D20")]);
    assert_eq!(schools.read, (schools.rows.len() + schools.rejected.len()) as u64);
    let mut tables = Tables::new(&policy);
    assert!(tables.of(SCHOOL).is_none());
    tables.supply(SCHOOL, schools.rows.clone());
    schools.check_references(&policy, SCHOOL, &file, &tables);
    assert_eq!(codes(&schools), [(4, "D31"), (5, "D30"), (6, "D20"), (7, "D32")]);
    assert_eq!(schools.lines, [2, 3]);
    tables.supply(SCHOOL, schools.rows);
    assert_eq!(tables.find(SCHOOL, &Value::Id("J1".into())).map(|row| &row[3]), Some(&Fact::Known(Value::Int(80))));
    assert_eq!(tables.find(SCHOOL, &Value::Id("P2".into())), None);

    let file = raw("id,school\nA1,P1\nA2,P9\nA3,无\nA4,\nA5,P 1\n");
    let mut applicants = read_applicants(&policy, PRIMARY, &file).expect("good headings");
    applicants.check_references(&policy, PRIMARY, &file, &Tables::new(&policy));
    assert_eq!(applicants.rows.len(), 4);
    applicants.check_references(&policy, PRIMARY, &file, &tables);
    assert_eq!(applicants.rows.len(), 3);
    let rejected: Vec<_> = applicants.rejected.iter().map(|row| (row.line, row.reason(Tongue::Zh))).collect();
    assert_eq!(rejected[0], (3, "数据表 `学校` 没有 `P9` 这一行；请更正该格或补充该行".into()));
    assert_eq!(rejected.len(), 2);

    let ledger = read_table(&policy, LEDGER, &raw("address,stage,year\nH1,小学,2020\nH1,初中,2020\nH1,小学,2021\n"))
        .expect("good");
    assert_eq!((ledger.rows.len(), codes(&ledger)), (2, vec![(4, "D31")]));
    assert!(read_table(&policy, LEDGER, &raw("address,year\nH1,2020\n")).is_err());
}

#[test]
fn codes_are_unique_and_every_problem_has_one() {
    let codes: Vec<_> = PAGES.iter().map(|page| page.code).collect();
    assert!(codes.is_sorted_by(|a, b| a < b));
    for problem in [Problem::Empty, Problem::NoId, Problem::LongNumber, Problem::BlankRows(1), Problem::NoIdRole] {
        assert!(codes.contains(&problem.code()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn counts_add_up_whatever_the_bytes(
        headings in proptest::sample::subsequence(
            vec!["编号", "home", "home.district", "guardian1.hukou", "guardian2.jobs1.since", "guardian.count", "siblings", "提交时间", "备注", "手机"], 1..10),
        cells in "([A-Za-z0-9_朝阳区无空是;、\"',\n\r.=-]|,11010519491231002X,){0,120}",
        junk in proptest::collection::vec(any::<u8>(), 0..30),
    ) {
        let policy = policy();
        let mut bytes = format!("{}\n{cells}\n", headings.join(",")).into_bytes();
        for end in [bytes.len(), bytes.len() + junk.len()] {
            bytes.extend(&junk);
            let Ok(table) = RawTable::read("t", &bytes[..end], None) else { continue };
            let Ok(batch) = read_applicants(&policy, PRIMARY, &table) else { continue };
            prop_assert_eq!(batch.read, table.read_count());
            prop_assert_eq!(batch.read, (batch.rows.len() + batch.rejected.len()) as u64);
            prop_assert!(batch.rejected.iter().all(|row| !row.reasons.is_empty()));
            let shown = format!("{:?}", batch);
            prop_assert!(!shown.contains("19491231"), "{}", shown);
        }
    }
}

#[test]
fn rejected_rows_can_be_corrected_and_fed_back() {
    let policy = policy();
    let first = raw(
        "编号,出生日期,备注\nA1,2018-02-30,=x\nA2,2018-01-01\nA3,2018-01-01,x,y\nA4,2018-01-01,11010519491231002X\nA5,2018-01-01,好\n",
    );
    let batch = batch(&policy, "编号,出生日期\nA1,2018-01-01\n");
    assert_eq!(batch.rejected, []);
    let mut read = read_applicants(&policy, PRIMARY, &first).expect("good headings");
    for round in 0..2 {
        let tongue = if round == 0 { Tongue::Zh } else { Tongue::En };
        let bytes = rejected_csv(&first, &read.rejected, tongue);
        let text = String::from_utf8(bytes.clone()).expect("utf-8");
        assert!(
            text.starts_with(if round == 0 {
                "\u{feff}编号,出生日期,备注,,行,列,原因\r\n"
            } else {
                "\u{feff}编号,出生日期,备注,,line,column,reason\r\n"
            }),
            "{text}"
        );
        assert!(text.contains("'=x") && !text.contains("19491231"), "{text}");
        // Not corrected: the same rows are set aside again, but for the one that was too short and now is not.
        let again = RawTable::read("rejected", &bytes, None).expect("readable");
        let batch = read_applicants(&policy, PRIMARY, &again).expect("good headings");
        assert_eq!(batch.rejected.iter().map(|row| &row.cells[0][..]).collect::<Vec<_>>(), ["A1", "A3", "A4"]);
        let corrected =
            text.replace("2018-02-30", "2018-02-28").replace("x,y,", "x,,").replace("110**************X", "");
        let again = RawTable::read("rejected", corrected.as_bytes(), None).expect("readable");
        read.rejected = batch.rejected;
        let batch = read_applicants(&policy, PRIMARY, &again).expect("good headings");
        assert_eq!(batch.rejected, []);
        assert_eq!(batch.rows[0].facts[at(&policy, "note")], Fact::Known(Value::Text("=x".into())));
    }
}

/// A fact of a type, such as a sampler makes it: what has no cell of its own is left out.
fn fact_of(policy: &Policy, field: &crate::ir::Field) -> BoxedStrategy<Fact> {
    use crate::ir::{Base, Shape};
    let base = match field.ty.base {
        Base::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Base::Int => (0i64..100).prop_map(Value::Int).boxed(),
        Base::Decimal(places) => (0i64..10_000)
            .prop_filter_map("a number", move |n| crate::base::decimal::Decimal::new(n, places))
            .prop_map(Value::Decimal)
            .boxed(),
        Base::Date => {
            (0i32..20_000).prop_filter_map("a day", crate::base::date::Date::from_days).prop_map(Value::Date).boxed()
        }
        Base::Moment => (0i64..2_000_000_000)
            .prop_filter_map("a moment", crate::base::date::Moment::from_seconds)
            .prop_map(Value::Moment)
            .boxed(),
        Base::Month => (24_000i32..24_300)
            .prop_filter_map("a month", crate::base::month::Month::from_number)
            .prop_map(Value::Month)
            .boxed(),
        Base::Months => proptest::collection::btree_set(
            (24_270i32..24_300).prop_filter_map("a month", crate::base::month::Month::from_number),
            0..6,
        )
        .prop_map(|months| Value::Months(crate::base::month::MonthSet(months)))
        .boxed(),
        Base::Id | Base::Row(_) => "[A-Z][0-9]{1,4}".prop_map(|id| Value::Id(id.into())).boxed(),
        Base::Text => "[=@a-c朝 -]{0,4}x".prop_map(|text| Value::Text(text.trim().into())).boxed(),
        Base::Enum(id) => (0..policy.enums[id.index()].members.len() as u16).prop_map(Value::Enum).boxed(),
        Base::Record(id) => record_of(policy, &policy.records[id.index()].fields),
    };
    let value = match field.ty.shape {
        Shape::One => base,
        Shape::Set => proptest::collection::btree_set(0u16..3, 0..3).prop_map(Value::Set).boxed(),
        Shape::List(most) => {
            let open = if field.complete { Just(false).boxed() } else { any::<bool>().boxed() };
            let records = matches!(field.ty.base, Base::Record(_));
            (proptest::collection::vec(base, 0..=most.unwrap_or(3).min(3) as usize), open)
                // A list without records that may go on is unknown.
                .prop_map(move |(items, open)| {
                    Value::List(List { open: open && !(records && items.is_empty()), items })
                })
                .boxed()
        }
    };
    let optional = field.ty.optional;
    prop_oneof![
        4 => value.prop_map(Fact::Known),
        1 => Just(if optional { Fact::None } else { Fact::Unknown }),
        1 => Just(Fact::Unknown),
    ]
    .boxed()
}

/// A record of which at least one fact is known.
fn record_of(policy: &Policy, fields: &[crate::ir::Field]) -> BoxedStrategy<Value> {
    fields
        .iter()
        .map(|field| fact_of(policy, field))
        .collect::<Vec<_>>()
        .prop_filter("something is known", |facts| facts.iter().any(|fact| *fact != Fact::Unknown))
        .prop_map(Value::Record)
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// A batch written out by names or labels, as CSV, reads back as it was.
    #[test]
    fn batches_read_back(
        rows in proptest::collection::vec(policy().form.fields.iter().map(|f| fact_of(&policy(), f)).collect::<Vec<_>>(), 1..4),
        labels in any::<bool>(),
    ) {
        let policy = policy();
        let mut rows = rows;
        for (number, facts) in rows.iter_mut().enumerate() {
            facts[0] = Fact::Known(Value::Id(format!("A{number}").into()));
            facts[at(&policy, "graduating")] = Fact::Unknown;
        }
        let bytes = write::csv(&applicants_sheet(&policy, PRIMARY, &rows, labels));
        let table = RawTable::read("t", &bytes, None).expect("readable");
        let batch = read_applicants(&policy, PRIMARY, &table).expect("good headings");
        prop_assert_eq!(batch.rejected, vec![]);
        let read: Vec<_> = batch.rows.into_iter().map(|row| row.facts).collect();
        prop_assert_eq!(read, rows);
    }
}
