//! Every type of cell: what it reads, what it refuses, and that what is written reads back.

use super::*;
use crate::base::date::{Date, Moment};
use crate::base::month::{Month, MonthSet};
use crate::base::tongue::Tongue;
use crate::data::support::*;
use crate::ir::Base;
use proptest::prelude::*;

fn read(ty: Type, cell: &str) -> Result<Fact, Problem> {
    let policy = policy();
    Cells::new(&policy).read(ty, cell)
}

fn known(ty: Type, cell: &str) -> Value {
    match read(ty, cell) {
        Ok(Fact::Known(value)) => value,
        other => panic!("{cell}: {other:?}"),
    }
}

fn code(ty: Type, cell: &str) -> &'static str {
    read(ty, cell).expect_err(cell).code()
}

#[test]
fn unknown_absent_and_empty_are_three_things() {
    let optional = or_none(one(Base::Date));
    for blank in ["", "  ", "\u{3000}", "\u{feff}"] {
        assert_eq!(read(optional, blank), Ok(Fact::Unknown));
    }
    for word in ["none", "无", "NONE", "\u{3000}无 "] {
        assert_eq!(read(optional, word), Ok(Fact::None));
        assert_eq!(read(one(Base::Date), word), Err(Problem::NoneForbidden { several: false }));
        assert_eq!(read(list(Base::Id, 3), word), Err(Problem::NoneForbidden { several: true }));
    }
    for word in ["{}", "空"] {
        assert_eq!(known(list(Base::Id, 3), word), Value::List(List::default()));
        assert_eq!(known(set(RELATION), word), Value::Set(Default::default()));
        assert_eq!(known(one(Base::Months), word), Value::Months(Default::default()));
    }
    // An enum may have a member of that name.
    assert_eq!(known(one(Base::Enum(FAVOURED)), "无"), Value::Enum(2));
    assert_eq!(read(or_none(one(Base::Enum(FAVOURED))), "无"), Ok(Fact::None));
}

#[test]
fn days_are_strict() {
    for cell in [
        "2018-08-31",
        "2018/8/31",
        "2018.8.31",
        "2018年8月31日",
        "20180831",
        "２０１８－０８－３１",
        "2018-08-31 00:00:00",
    ] {
        assert_eq!(known(one(Base::Date), cell), Value::Date(Date::from_ymd(2018, 8, 31).unwrap()), "{cell}");
    }
    for cell in [
        "2018-02-29",
        "2018-8/31",
        "31/8/2018",
        "18-08-31",
        "2018-08",
        "43343",
        "2018-08-31x",
        "2018-08-31 09:00",
        "+2018-08-31",
        "2018年8月",
    ] {
        assert_eq!(code(one(Base::Date), cell), "D20", "{cell}");
    }
}

#[test]
fn moments_and_months() {
    let moment = |h, m, s| Value::Moment(Moment::new(Date::from_ymd(2024, 5, 6).unwrap(), h, m, s).unwrap());
    for cell in
        ["2024-05-06 09:30", "2024-05-06T09:30:00", "2024/5/6 9:30", "2024年5月6日 9:30", "2024年5月6日09时30分"]
    {
        assert_eq!(known(one(Base::Moment), cell), moment(9, 30, 0), "{cell}");
    }
    assert_eq!(known(one(Base::Moment), "2024年5月6日09时30分05秒"), moment(9, 30, 5));
    for cell in ["2024-05-06", "2024-05-06 24:00", "2024-05-06 9", "9:30", "2024-05-06 9:30:00:00"] {
        assert_eq!(code(one(Base::Moment), cell), "D20", "{cell}");
    }
    for cell in ["2023-11", "2023/11", "2023年11月", "202311", "2023-11-01"] {
        assert_eq!(known(one(Base::Month), cell), Value::Month(Month::new(2023, 11).unwrap()), "{cell}");
    }
    for cell in ["2023.1", "2023.10", "2023-13", "2023-11-02", "Nov-23", "23-11"] {
        assert_eq!(code(one(Base::Month), cell), "D20", "{cell}");
    }
    let winter = MonthSet::range(Month::new(2023, 11).unwrap(), Month::new(2024, 1).unwrap());
    for cell in [
        "2023-11..2024-01",
        "2023-11;2023-12;2024-01",
        "2023年11月、2023年12月、2024年1月",
        "2023-11 至 2024-01",
        "2023-12，2023-11..2023-12；202401",
    ] {
        assert_eq!(known(one(Base::Months), cell), Value::Months(winter.clone()), "{cell}");
    }
    assert!(matches!(read(one(Base::Months), "2024-01..2023-11"), Err(Problem::MonthRange(_))));
    assert!(matches!(read(one(Base::Months), "0001-01..9999-12"), Err(Problem::MonthRange(_))));
}

#[test]
fn words_ids_and_numbers() {
    for (cell, yes) in [
        ("true", true),
        ("Yes", true),
        ("是", true),
        ("1", true),
        ("FALSE", false),
        ("no", false),
        ("否", false),
        ("0", false),
    ] {
        assert_eq!(known(one(Base::Bool), cell), Value::Bool(yes));
    }
    assert_eq!(code(one(Base::Bool), "y"), "D20");
    for cell in ["chaoyang", "朝阳区", "Chaoyang", "ｃｈａｏｙａｎｇ", "朝 阳区"] {
        assert_eq!(known(one(Base::Enum(DISTRICT)), cell), Value::Enum(0), "{cell}");
    }
    let wrong = read(one(Base::Enum(DISTRICT)), "朝阳").expect_err("no member").text(Tongue::Zh);
    assert!(wrong.contains("是否指 `朝阳区`"), "{wrong}");
    let wrong = read(one(Base::Enum(DISTRICT)), "haidian").expect_err("no member").text(Tongue::En);
    assert!(wrong.contains("`chaoyang`, `dongcheng`, `elsewhere`"), "{wrong}");
    for cell in ["father;mother", "父、母", "父，mother", "父; ;母；"] {
        assert_eq!(known(set(RELATION), cell), Value::Set([0, 1].into()), "{cell}");
    }
    assert_eq!(known(set(FAVOURED), "华侨、归侨子女"), Value::Set([1].into()));
    assert_eq!(known(set(FAVOURED), "华侨、归侨子女;烈士子女"), Value::Set([0, 1].into()));
    assert_eq!(known(one(Base::Int), "-12"), Value::Int(-12));
    assert_eq!(code(one(Base::Int), "1.0"), "D20");
    assert_eq!(code(one(Base::Int), "1,000"), "D20");
    assert_eq!(code(one(Base::Int), "99999999999999999999"), "D20");
    assert_eq!(known(one(Base::Decimal(2)), "12.5"), Value::Decimal(Decimal::new(1250, 2).unwrap()));
    assert!(matches!(read(one(Base::Decimal(2)), "12.505"), Err(Problem::TooManyPlaces { most: 2, .. })));
    assert_eq!(known(one(Base::Id), "A-1_b"), Value::Id("A-1_b".into()));
    for cell in ["-A", "a b", "编号", "a.b", &"x".repeat(65)] {
        assert_eq!(code(one(Base::Id), cell), "D20", "{cell}");
    }
    let open = known(list(Base::Id, 3), "A;B;…");
    assert_eq!(open, Value::List(List { items: vec![Value::Id("A".into()), Value::Id("B".into())], open: true }));
    assert!(matches!(read(list(Base::Id, 3), "A,B,C,D"), Err(Problem::TooManyItems { items: 4, most: 3 })));
}

#[test]
fn identity_cards_are_refused_everywhere_and_masked() {
    let bases = [
        Base::Bool,
        Base::Int,
        Base::Id,
        Base::Text,
        Base::Date,
        Base::Months,
        Base::Enum(RELATION),
        Base::Row(SCHOOL),
    ];
    for base in bases {
        for ty in [one(base), or_none(one(base)), list(base, 3), Type { shape: Shape::Set, ..one(base) }] {
            for cell in ["11010519491231002X", "440524188001010014;B"] {
                let problem = read(ty, cell).expect_err("a card");
                let words = format!("{problem:?} {} {}", problem.text(Tongue::En), problem.text(Tongue::Zh));
                assert_eq!(problem.code(), "D23");
                assert!(!words.contains("19491231") && !words.contains("18800101"), "{words}");
            }
            assert_eq!(code(ty, "110**************X"), "D23");
        }
    }
}

/// A type and a fact of it that has a cell of its own.
fn typed() -> impl Strategy<Value = (Type, Fact)> {
    let date = (-100_000i32..100_000).prop_filter_map("a day", Date::from_days);
    let moment = (-4_000_000_000i64..4_000_000_000).prop_filter_map("a moment", Moment::from_seconds);
    let month = || (12..119_988i32).prop_filter_map("a month", Month::from_number);
    let months =
        proptest::collection::btree_set((24_000..24_060i32).prop_filter_map("a month", Month::from_number), 0..30);
    let id = || {
        "[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
            .prop_filter("no word", |id| !is_word(id, &NONE))
            .prop_map(|id| Value::Id(id.into()))
    };
    let text = "[a-z朝阳0-9 .=+-]{0,9}[a-z朝阳]"
        .prop_map(|text| Value::Text(text.trim().into()))
        .prop_filter("no word", |text| !matches!(text, Value::Text(text) if is_word(text, &NONE)));
    let one_value = prop_oneof![
        any::<bool>().prop_map(|yes| (Base::Bool, Value::Bool(yes))),
        any::<i64>().prop_map(|whole| (Base::Int, Value::Int(whole))),
        (any::<i64>(), 0u8..=6)
            .prop_map(|(units, places)| (Base::Decimal(places), Value::Decimal(Decimal::new(units, places).unwrap()))),
        date.prop_map(|date| (Base::Date, Value::Date(date))),
        moment.prop_map(|moment| (Base::Moment, Value::Moment(moment))),
        month().prop_map(|month| (Base::Month, Value::Month(month))),
        months.prop_map(|months| (Base::Months, Value::Months(MonthSet(months)))),
        id().prop_map(|id| (Base::Id, id)),
        id().prop_map(|id| (Base::Row(SCHOOL), id)),
        text.prop_map(|text| (Base::Text, text)),
        (0u16..3).prop_map(|at| (Base::Enum(FAVOURED), Value::Enum(at))),
        (0u16..3).prop_map(|at| (Base::Enum(DISTRICT), Value::Enum(at))),
    ];
    let listed = prop_oneof![
        proptest::collection::vec(id(), 0..5).prop_map(|items| (Base::Id, items)),
        proptest::collection::vec(month().prop_map(Value::Month), 0..5).prop_map(|items| (Base::Month, items)),
        proptest::collection::vec((0u16..3).prop_map(Value::Enum), 0..5)
            .prop_map(|items| (Base::Enum(FAVOURED), items)),
    ];
    let fact = prop_oneof![
        one_value.prop_map(|(base, value)| (one(base), Fact::Known(value))),
        (listed, any::<bool>())
            .prop_map(|((base, items), open)| (list(base, 5), Fact::Known(Value::List(List { items, open })))),
        proptest::collection::btree_set(0u16..3, 0..4).prop_map(|of| (set(FAVOURED), Fact::Known(Value::Set(of)))),
        Just((one(Base::Date), Fact::Unknown)),
        Just((one(Base::Date), Fact::None)),
    ];
    (fact, any::<bool>()).prop_map(|((ty, fact), optional)| {
        // Of an enum with a member called none, no field is `or none`.
        let optional = (optional && ty.base != Base::Enum(FAVOURED)) || fact == Fact::None;
        (Type { optional, ..ty }, fact)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_reads_back((ty, fact) in typed(), labels in any::<bool>()) {
        let policy = policy();
        let cell = show(&policy, ty, &fact, labels);
        prop_assume!(!card::holds_card(&cell));
        prop_assert_eq!(Cells::new(&policy).read(ty, &cell), Ok(fact), "{}", cell);
    }

    #[test]
    fn no_text_panics(text in any::<String>(), (ty, _) in typed()) {
        let policy = policy();
        let _ = Cells::new(&policy).read(ty, &text);
    }
}
