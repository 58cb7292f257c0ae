//! Date arithmetic against a calendar that is written here a second time, day by day; months and decimals by example.

use super::date::{Bound, Date, Moment, Unit, elapsed};
use super::decimal::Decimal;
use super::month::{Month, MonthSet};

type Ymd = (i32, u32, u32);

fn month_length(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// All days from 1990 to 2049, one after the other, with the number of the first.
fn calendar() -> (i32, Vec<Ymd>) {
    let first = (1970..1990).map(|year| if month_length(year, 2) == 29 { 366 } else { 365 }).sum();
    let days = (1990..2050).flat_map(|year| {
        (1..=12).flat_map(move |month| (1..=month_length(year, month)).map(move |day| (year, month, day)))
    });
    (first, days.collect())
}

/// Steps month by month on the naive calendar, then clamps the original day.
fn naive_add((year, month, day): Ymd, months: i32) -> Ymd {
    let (mut y, mut m) = (year, month);
    for _ in 0..months.abs() {
        match (months > 0, m) {
            (true, 12) => (y, m) = (y + 1, 1),
            (true, _) => m += 1,
            (false, 1) => (y, m) = (y - 1, 12),
            (false, _) => m -= 1,
        }
    }
    (y, m, day.min(month_length(y, m)))
}

#[test]
fn every_day_has_its_number_and_is_read_and_written() {
    let (first, days) = calendar();
    for (offset, &(y, m, d)) in days.iter().enumerate() {
        let date = Date::from_ymd(y, m, d).expect("the day exists");
        assert_eq!(date.days(), first + offset as i32, "{y}-{m}-{d}");
        assert_eq!(Date::from_days(date.days()), Some(date));
        assert_eq!(date.ymd(), (y, m, d));
        let iso = format!("{y:04}-{m:02}-{d:02}");
        assert_eq!(date.to_string(), iso);
        assert_eq!(Date::parse_iso(&iso), Some(date));
        assert_eq!(date.zh(), format!("{y}年{m}月{d}日"));
        let last = month_length(y, m);
        assert_eq!(Month::of(date).last_day(), Date::from_ymd(y, m, last).unwrap());
        assert_eq!(Date::from_ymd(y, m, last + 1), None);
    }
}

#[test]
fn months_and_years_are_counted_from_the_original_day() {
    let (_, days) = calendar();
    for &(y, m, d) in days.iter().filter(|day| day.0 <= 2040) {
        let date = Date::from_ymd(y, m, d).unwrap();
        for months in [-25, -12, -1, 0, 1, 2, 6, 11, 12, 13, 36, 72] {
            let (ny, nm, nd) = naive_add((y, m, d), months);
            let expected = Date::from_ymd(ny, nm, nd);
            assert_eq!(date.checked_add(i64::from(months), Unit::Months), expected, "{date} + {months} months");
            if months % 12 == 0 {
                assert_eq!(date.checked_add(i64::from(months / 12), Unit::Years), expected);
            }
        }
    }
}

#[test]
fn days_are_counted_on_the_calendar() {
    let (_, days) = calendar();
    for (offset, &(y, m, d)) in days.iter().enumerate() {
        let date = Date::from_ymd(y, m, d).unwrap();
        for count in [1usize, 10, 31, 366] {
            if let Some(&(y, m, d)) = days.get(offset + count) {
                assert_eq!(date.checked_add(count as i64, Unit::Days), Date::from_ymd(y, m, d));
                assert_eq!(Date::from_ymd(y, m, d).unwrap().checked_add(-(count as i64), Unit::Days), Some(date));
            }
        }
    }
}

#[test]
fn bounds_turn_at_the_anniversary_and_complement_each_other() {
    let (_, days) = calendar();
    for &(y, m, d) in days.iter().filter(|day| day.0 <= 2040) {
        let from = Date::from_ymd(y, m, d).unwrap();
        for (count, unit, months) in
            [(1, Unit::Years, 12), (3, Unit::Years, 36), (1, Unit::Months, 1), (5, Unit::Months, 5)]
        {
            let (ay, am, ad) = naive_add((y, m, d), months);
            let turn = Date::from_ymd(ay, am, ad).unwrap();
            for step in -2i32..=2 {
                let to = Date::from_days(turn.days() + step).unwrap();
                let ask = |bound| elapsed(from, to, bound, count, unit).unwrap();
                assert_eq!(ask(Bound::AtLeast), step >= 0, "{from} {to}");
                assert_eq!(ask(Bound::MoreThan), step > 0, "{from} {to}");
                assert_eq!(ask(Bound::LessThan), !ask(Bound::AtLeast));
                assert_eq!(ask(Bound::AtMost), !ask(Bound::MoreThan));
            }
        }
    }
}

#[test]
fn adding_keeps_the_order_of_days() {
    let (_, days) = calendar();
    for months in [1i64, 12, 13, 36] {
        let moved = days
            .iter()
            .filter(|day| day.0 <= 2040)
            .map(|&(y, m, d)| Date::from_ymd(y, m, d).unwrap().checked_add(months, Unit::Months).unwrap());
        assert!(moved.collect::<Vec<_>>().is_sorted());
    }
}

#[test]
fn the_29th_of_february() {
    let date = |text| Date::parse_iso(text).unwrap();
    let leap = date("2020-02-29");
    assert_eq!(leap.checked_add(1, Unit::Years), Some(date("2021-02-28")));
    assert_eq!(leap.checked_add(4, Unit::Years), Some(date("2024-02-29")));
    assert_eq!(date("2024-01-31").checked_add(1, Unit::Months), Some(date("2024-02-29")));
    assert_eq!(date("2024-01-31").checked_add(2, Unit::Months), Some(date("2024-03-31")));
    assert_eq!(elapsed(leap, date("2023-02-28"), Bound::AtLeast, 3, Unit::Years), Some(true));
    assert_eq!(elapsed(leap, date("2023-02-27"), Bound::AtLeast, 3, Unit::Years), Some(false));
}

#[test]
fn the_calendar_ends_and_nothing_wraps() {
    let last = Date::parse_iso("9999-12-31").unwrap();
    for unit in [Unit::Years, Unit::Months, Unit::Days] {
        assert_eq!(last.checked_add(1, unit), None);
        assert_eq!(last.checked_add(i64::MAX, unit), None);
        assert_eq!(last.checked_add(i64::MIN, unit), None);
        assert_eq!(elapsed(last, last, Bound::AtLeast, 1, unit), None);
    }
    assert_eq!(Date::from_ymd(0, 1, 1), None);
    assert_eq!(Date::from_days(i32::MAX), None);
    assert_eq!(Date::from_days(i32::MIN), None);
}

#[test]
fn days_are_read_strictly() {
    for wrong in [
        "2023-02-29",
        "2024-5-1",
        "2024-05-1 ",
        "+024-05-01",
        "2024/05/01",
        "0000-01-01",
        " 2024-05-01",
        "２024-01",
        "",
    ] {
        assert_eq!(Date::parse_iso(wrong), None, "{wrong}");
    }
}

#[test]
fn moments_are_read_and_written() {
    let moment = Moment::parse_iso("2024-05-01T08:00:59").unwrap();
    assert_eq!(moment.to_string(), "2024-05-01T08:00:59");
    assert_eq!(moment.date().to_string(), "2024-05-01");
    assert_eq!(moment.hms(), (8, 0, 59));
    assert_eq!(moment.zh(), "2024年5月1日08时00分59秒");
    assert_eq!(Moment::from_seconds(moment.seconds()), Some(moment));
    let before = Moment::parse_iso("1969-12-31T23:59:59").unwrap();
    assert_eq!((before.seconds(), before.to_string().as_str()), (-1, "1969-12-31T23:59:59"));
    for wrong in [
        "2024-05-01T24:00:00",
        "2024-05-01T08:60:00",
        "2024-05-01 08:00:00",
        "2024-05-01T08:00:5",
        "2024-05-01T08:00:00Z",
    ] {
        assert_eq!(Moment::parse_iso(wrong), None, "{wrong}");
    }
}

#[test]
fn months_and_their_sets() {
    let month = |text| Month::parse_iso(text).unwrap();
    assert_eq!(month("2023-11").checked_add(4), Some(month("2024-03")));
    assert_eq!(month("2024-02").to_string(), "2024-02");
    assert_eq!(month("2024-02").zh(), "2024年2月");
    assert_eq!(month("2024-02").first_day().to_string(), "2024-02-01");
    assert_eq!(month("2024-02").last_day().to_string(), "2024-02-29");
    assert_eq!(Month::from_number(month("2024-02").number()), Some(month("2024-02")));
    for wrong in ["2024-13", "2024-00", "2024-5", "2024-05-01", "0000-01"] {
        assert_eq!(Month::parse_iso(wrong), None, "{wrong}");
    }
    assert_eq!(month("9999-12").checked_add(1), None);
    let winter = MonthSet::range(month("2023-11"), month("2024-03"));
    assert_eq!(winter.len(), 5);
    assert!(winter.covers(&MonthSet::range(month("2023-12"), month("2024-01"))));
    assert!(!winter.covers(&MonthSet::range(month("2024-03"), month("2024-04"))));
    assert!(winter.meets(&MonthSet::range(month("2024-03"), month("2024-04"))));
    assert!(MonthSet::range(month("2024-03"), month("2024-02")).is_empty());
    assert!(winter.without(&winter).is_empty());
    assert!(winter.contains(month("2024-01")));
}

#[test]
fn decimals_are_exact() {
    let dec = |text| Decimal::parse(text).unwrap();
    assert_eq!(dec("0.1").checked_add(dec("0.2")), Some(dec("0.3")));
    assert_eq!(dec("1.5").checked_sub(dec("2.25")).unwrap().to_string(), "-0.75");
    assert_eq!(dec("1.50"), dec("1.5"));
    assert_eq!(dec("1.50").to_string(), "1.50");
    assert_eq!(dec("-0.05").to_string(), "-0.05");
    assert!(dec("1.49") < dec("1.5") && dec("-1.49") > dec("-1.5"));
    assert_eq!(dec("2.50").checked_mul(3), Some(dec("7.5")));
    assert_eq!(dec("2.5").rescale(3).unwrap().to_string(), "2.500");
    assert_eq!(dec("2.55").rescale(1), None);
    assert_eq!(Decimal::from(3), dec("3.000"));
    for wrong in
        ["", ".5", "1.", "+1", "1e3", "1.5.2", "-", "--1", "１", "9223372036854775808", "0.1234567890123456789"]
    {
        assert!(Decimal::parse(wrong).is_none(), "{wrong}");
    }
    assert_eq!(Decimal::parse("-9223372036854775808").map(Decimal::units), Some(i64::MIN));
    assert_eq!(Decimal::from(i64::MAX).checked_add(Decimal::from(1)), None);
    assert_eq!(Decimal::from(i64::MAX).checked_add(dec("0.1")), None);
    assert_eq!(Decimal::from(i64::MIN).to_string(), "-9223372036854775808");
}
