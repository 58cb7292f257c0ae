//! Durations, unbroken runs and covered spans, against counting day by day.

use crate::support::rng::Rng;
use ruxue::base::date::{Bound, Date, Unit, elapsed};
use ruxue::operators::{covers_days, unbroken_since};

fn some_date(rng: &mut Rng) -> Date {
    let base = Date::from_ymd(2020, 2, 20).expect("a day").days();
    Date::from_days(base + rng.between(0, 60) as i32).expect("a day")
}

#[test]
fn runs_and_spans_are_what_counting_finds() {
    let mut rng = Rng::new(80_000);
    for _ in 0..4000 {
        let periods: Vec<(Date, Option<Date>)> = (0..rng.below(5))
            .map(|_| {
                let from = some_date(&mut rng);
                let length = rng.between(-2, 15) as i32;
                (from, (!rng.percent(10)).then(|| Date::from_days(from.days() + length).expect("a day")))
            })
            .collect();
        let held = |day: i32| periods.iter().any(|(a, b)| a.days() <= day && b.is_none_or(|b| day <= b.days()));
        let to = some_date(&mut rng);
        let expected = held(to.days()).then(|| {
            let mut day = to.days();
            while held(day - 1) {
                day -= 1;
            }
            Date::from_days(day).expect("a day")
        });
        assert_eq!(unbroken_since(&periods, to), expected, "{periods:?} to {to}");
        let from = some_date(&mut rng);
        let covered = (from.days()..=to.days()).all(held);
        assert_eq!(covers_days(&periods, from, to), covered, "{periods:?} from {from} to {to}");
    }
}

#[test]
fn a_run_may_begin_with_the_calendar() {
    let first = Date::from_ymd(1, 1, 1).expect("the first day");
    let to = Date::from_ymd(2020, 1, 1).expect("a day");
    assert_eq!(unbroken_since(&[(first, None)], to), Some(first));
    assert!(covers_days(&[(first, None)], first, to));
}

#[test]
fn durations_are_what_a_walk_through_the_calendar_finds() {
    let mut rng = Rng::new(81_000);
    for _ in 0..4000 {
        let from = Date::from_days(Date::from_ymd(2019, 11, 1).expect("a day").days() + rng.between(0, 900) as i32)
            .expect("a day");
        let to = Date::from_days(from.days() + rng.between(-40, 1200) as i32).expect("a day");
        let n = rng.between(0, 30);
        for unit in [Unit::Days, Unit::Months, Unit::Years] {
            let n = if unit == Unit::Years { n / 8 } else { n };
            let due = walk(from, n, unit);
            for (bound, expected) in [
                (Bound::AtLeast, due <= to),
                (Bound::MoreThan, due < to),
                (Bound::LessThan, due > to),
                (Bound::AtMost, due >= to),
            ] {
                assert_eq!(elapsed(from, to, bound, n, unit), Some(expected), "{from} to {to} {bound:?} {n} {unit:?}");
            }
        }
    }
}

/// The day `n` units later, found by walking: in the month it falls in, the same day or the last one before it.
fn walk(from: Date, n: i64, unit: Unit) -> Date {
    let months = match unit {
        Unit::Days => return Date::from_days(from.days() + n as i32).expect("a day"),
        Unit::Months => n,
        Unit::Years => n * 12,
    };
    let (_, _, wanted) = from.ymd();
    let mut day = from;
    for _ in 0..months {
        // To the first day of the next month.
        let (_, month, _) = day.ymd();
        while day.ymd().1 == month {
            day = Date::from_days(day.days() + 1).expect("a day");
        }
    }
    if months == 0 {
        return from;
    }
    let month = day.ymd().1;
    loop {
        let next = Date::from_days(day.days() + 1).expect("a day");
        if day.ymd().2 == wanted || next.ymd().1 != month {
            return day;
        }
        day = next;
    }
}
