//! Days, moments, months and sets of months as people and spreadsheets write them.
//!
//! The order is always year, month, day. A day that the calendar lacks is no day.

use super::super::problem::{Expected, Problem, Shown};
use super::super::raw::tidy;
use crate::base::date::{Date, Moment};
use crate::base::month::{Month, MonthSet};

/// The longest range of months that a cell may state.
const CENTURY: i32 = 1200;

/// A day: `2018-08-31`, `2018/8/31`, `2018.8.31`, `2018年8月31日`, `20180831`, or one of these at midnight.
pub(super) fn date(text: &str) -> Option<Date> {
    let text =
        ["T00:00:00", " 00:00:00", " 0:00:00", " 0:00"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return day(&text[..4], &text[4..6], &text[6..]);
    }
    if let Some((year, rest)) = text.split_once('年') {
        let (month, rest) = rest.split_once('月')?;
        return day(year, month, rest.strip_suffix('日')?);
    }
    let mark = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = text.split(mark);
    let found = day(parts.next()?, parts.next()?, parts.next()?)?;
    parts.next().is_none().then_some(found)
}

/// A moment: a day, a space or `T`, and `9:30`, `09:30:00` or `9时30分`.
pub(super) fn moment(text: &str) -> Option<Moment> {
    let at = text.find([' ', 'T']).or_else(|| text.find('日').map(|at| at + '日'.len_utf8()))?;
    let (day, time) = text.split_at(at);
    let time = time.trim_start_matches(' ');
    let time = time.strip_prefix('T').unwrap_or(time);
    let mut parts = [0; 3];
    if let Some((hour, rest)) = time.split_once('时') {
        let (minute, rest) = rest.split_once('分')?;
        let second = if rest.is_empty() { "0" } else { rest.strip_suffix('秒')? };
        parts = [number(hour, 2)?, number(minute, 2)?, number(second, 2)?];
    } else {
        let mut given = 0;
        for part in time.split(':') {
            *parts.get_mut(given)? = number(part, 2)?;
            given += 1;
        }
        if given < 2 {
            return None;
        }
    }
    Moment::new(date(day)?, parts[0], parts[1], parts[2])
}

/// A month: `2023-11`, `2023/11`, `2023年11月`, `202311`, or its first day, which is what spreadsheets make of it.
///
/// Not `2023.1`: a spreadsheet writes that for `2023.10` too.
pub(super) fn month(text: &str) -> Option<Month> {
    if let Some(day) = date(text) {
        return (day.ymd().2 == 1).then(|| Month::of(day));
    }
    let (year, month) = if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        text.split_at(4)
    } else if let Some((year, rest)) = text.split_once('年') {
        (year, rest.strip_suffix('月')?)
    } else {
        text.split_once(['-', '/'])?
    };
    if year.len() != 4 {
        return None;
    }
    Month::new(i32::try_from(number(year, 4)?).ok()?, number(month, 2)?)
}

/// A set of months: `2023-11;2024-01`, `2023-11..2024-03`, or both.
pub(super) fn months(text: &str, as_written: &str) -> Result<MonthSet, Problem> {
    let mut months = MonthSet::default();
    let not = || Problem::Cell { cell: Shown::new(as_written), expected: Expected::Months };
    let mut any = false;
    for part in text.split([';', '；', '、', ',', '，']).map(tidy).filter(|part| !part.is_empty()) {
        any = true;
        let range = ["..", "至", "~"].iter().find_map(|mark| part.split_once(mark));
        let Some((first, last)) = range else {
            months.0.insert(month(part).ok_or_else(not)?);
            continue;
        };
        let first = month(tidy(first)).ok_or_else(not)?;
        let last = month(tidy(last)).ok_or_else(not)?;
        if !(0..CENTURY).contains(&(last.number() - first.number())) {
            return Err(Problem::MonthRange(Shown::new(as_written)));
        }
        months.0.extend(MonthSet::range(first, last).0);
    }
    any.then_some(months).ok_or_else(not)
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    if year.len() != 4 {
        return None;
    }
    Date::from_ymd(i32::try_from(number(year, 4)?).ok()?, number(month, 2)?, number(day, 2)?)
}

/// A number of at most so many digits.
fn number(text: &str, digits: usize) -> Option<u32> {
    let valid = !text.is_empty() && text.len() <= digits && text.bytes().all(|b| b.is_ascii_digit());
    valid.then(|| text.parse().ok()).flatten()
}
