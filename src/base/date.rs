//! Days and local moments, and the arithmetic of durations.
//!
//! The calendar itself is chrono's; its lax parsers and its wrapping arithmetic are not reachable from here. A
//! duration is counted from the original day in one step, never month after month, so that 31 January plus two
//! months is 31 March although 31 January plus one month is 28 February.

use chrono::{Datelike, NaiveDate};
use std::fmt;

/// Days from chrono's day one (0001-01-01) to 1970-01-01.
const EPOCH: i32 = 719_163;

/// A day of the Gregorian calendar, in the years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// Units of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Years of the calendar.
    Years,
    /// Months of the calendar.
    Months,
    /// Days.
    Days,
}

/// How a duration is compared with a number of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bound {
    /// `at least` 满
    AtLeast,
    /// `more than` 超过
    MoreThan,
    /// `less than` 不满
    LessThan,
    /// `at most` 不超过
    AtMost,
}

impl Date {
    /// The day with this number, counted from 1970-01-01; `None` outside the years 1 to 9999.
    pub fn from_days(days: i32) -> Option<Date> {
        let day = NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH)?)?;
        (1..=9999).contains(&day.year()).then_some(Date(days))
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    /// The day with this year, month and day, if the calendar has it.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Date> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(|d| Date(d.num_days_from_ce() - EPOCH))
    }

    /// Year, month and day.
    pub fn ymd(self) -> (i32, u32, u32) {
        match NaiveDate::from_num_days_from_ce_opt(self.0 + EPOCH) {
            Some(day) => (day.year(), day.month(), day.day()),
            None => unreachable!("every Date is a day of chrono's calendar"),
        }
    }

    /// Reads `2024-05-01`: exactly ten bytes, and a day that exists.
    pub fn parse_iso(text: &str) -> Option<Date> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let year = digits(&bytes[..4])?;
        Date::from_ymd(i32::try_from(year).ok()?, digits(&bytes[5..7])?, digits(&bytes[8..])?)
    }

    /// This day moved by `count` units, forwards or backwards. A day that the month lacks becomes the month's last:
    /// 29 February plus one year is 28 February. `None` outside the years 1 to 9999.
    pub fn checked_add(self, count: i64, unit: Unit) -> Option<Date> {
        let months = match unit {
            Unit::Days => return Date::from_days(i32::try_from(i64::from(self.0).checked_add(count)?).ok()?),
            Unit::Months => count,
            Unit::Years => count.checked_mul(12)?,
        };
        let (year, month, day) = self.ymd();
        let month = (i64::from(year) * 12 + i64::from(month) - 1).checked_add(months)?;
        let year = i32::try_from(month.div_euclid(12)).ok()?;
        let month = u32::try_from(month.rem_euclid(12)).ok()? + 1;
        (28..=day).rev().find_map(|d| Date::from_ymd(year, month, d)).or_else(|| Date::from_ymd(year, month, day))
    }

    /// The day as Chinese documents write it: `2024年5月1日`.
    pub fn zh(self) -> String {
        let (year, month, day) = self.ymd();
        format!("{year}年{month}月{day}日")
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Whether the time from one day to another is at least, more than, less than or at most `count` units.
///
/// At least: the day `count` units after `from` is not after `to`. More than: it is before `to`. The other two are
/// their contraries. `None` if that day lies outside the calendar.
pub fn elapsed(from: Date, to: Date, bound: Bound, count: i64, unit: Unit) -> Option<bool> {
    let anniversary = from.checked_add(count, unit)?;
    Some(match bound {
        Bound::AtLeast => anniversary <= to,
        Bound::MoreThan => anniversary < to,
        Bound::LessThan => anniversary > to,
        Bound::AtMost => anniversary >= to,
    })
}

/// A local moment to the second. It has no time zone: a policy speaks of one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The moment of a day at this time, if the day has it.
    pub fn new(date: Date, hour: u32, minute: u32, second: u32) -> Option<Moment> {
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        Some(Moment(i64::from(date.0) * 86_400 + i64::from(hour * 3600 + minute * 60 + second)))
    }

    /// The moment with this number of seconds since 1970-01-01 00:00:00, if its day is in the calendar.
    pub fn from_seconds(seconds: i64) -> Option<Moment> {
        Date::from_days(i32::try_from(seconds.div_euclid(86_400)).ok()?).map(|_| Moment(seconds))
    }

    /// Seconds since 1970-01-01 00:00:00 local time.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// Its day.
    pub fn date(self) -> Date {
        // `new` and `from_seconds` let in only moments whose day is in the calendar, and its day numbers fit.
        Date(self.0.div_euclid(86_400) as i32)
    }

    /// Hour, minute and second.
    pub fn hms(self) -> (u32, u32, u32) {
        let second = self.0.rem_euclid(86_400) as u32;
        (second / 3600, second / 60 % 60, second % 60)
    }

    /// Reads `2024-05-01T08:00:00`: exactly nineteen bytes, and a moment that exists.
    pub fn parse_iso(text: &str) -> Option<Moment> {
        let bytes = text.as_bytes();
        if bytes.len() != 19 || bytes[10] != b'T' || bytes[13] != b':' || bytes[16] != b':' {
            return None;
        }
        let date = Date::parse_iso(text.get(..10)?)?;
        Moment::new(date, digits(&bytes[11..13])?, digits(&bytes[14..16])?, digits(&bytes[17..])?)
    }

    /// The moment as Chinese documents write it: `2024年5月1日08时00分`, with seconds only if there are any.
    pub fn zh(self) -> String {
        let (hour, minute, second) = self.hms();
        let seconds = if second == 0 { String::new() } else { format!("{second:02}秒") };
        format!("{}{hour:02}时{minute:02}分{seconds}", self.date().zh())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = self.hms();
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}", self.date())
    }
}

/// A number of ASCII digits only: neither a sign nor a space.
fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0u32, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
}
