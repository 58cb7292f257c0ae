//! Months of a year, and sets of them.

use super::date::Date;
use std::collections::BTreeSet;
use std::fmt;

/// A month of a year, in the years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month with this year and number, if there is one.
    pub fn new(year: i32, month: u32) -> Option<Month> {
        let valid = (1..=9999).contains(&year) && (1..=12).contains(&month);
        valid.then(|| Month(year * 12 + month as i32 - 1))
    }

    /// The month with this number, counted from January of the year 0.
    pub fn from_number(number: i32) -> Option<Month> {
        (12..12 * 10_000).contains(&number).then_some(Month(number))
    }

    /// Its number, counted from January of the year 0.
    pub fn number(self) -> i32 {
        self.0
    }

    /// Year and number of the month.
    pub fn ym(self) -> (i32, u32) {
        (self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1)
    }

    /// Reads `2024-05`: exactly seven bytes, and a month that exists.
    pub fn parse_iso(text: &str) -> Option<Month> {
        // A month exists if its first day does.
        if text.len() != 7 {
            return None;
        }
        Date::parse_iso(&format!("{text}-01")).map(Month::of)
    }

    /// The month of a day.
    pub fn of(date: Date) -> Month {
        let (year, month, _) = date.ymd();
        Month(year * 12 + month as i32 - 1)
    }

    /// This month moved by `count` months; `None` outside the years 1 to 9999.
    pub fn checked_add(self, count: i64) -> Option<Month> {
        Month::from_number(i32::try_from(i64::from(self.0).checked_add(count)?).ok()?)
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        let (year, month) = self.ym();
        match Date::from_ymd(year, month, 1) {
            Some(day) => day,
            None => unreachable!("every Month has a first day"),
        }
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        let (year, month) = self.ym();
        (28..=31).rev().find_map(|day| Date::from_ymd(year, month, day)).unwrap_or_else(|| self.first_day())
    }

    /// The month as Chinese documents write it: `2024年5月`.
    pub fn zh(self) -> String {
        let (year, month) = self.ym();
        format!("{year}年{month}月")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = self.ym();
        write!(f, "{year:04}-{month:02}")
    }
}

/// A set of months, in their order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct MonthSet(pub BTreeSet<Month>);

impl MonthSet {
    /// The months from `first` to `last`, both included; empty if `last` is earlier.
    pub fn range(first: Month, last: Month) -> MonthSet {
        MonthSet((first.0..=last.0).map(Month).collect())
    }

    /// Whether every month of `other` is in this set.
    pub fn covers(&self, other: &MonthSet) -> bool {
        other.0.is_subset(&self.0)
    }

    /// Whether the two sets share a month.
    pub fn meets(&self, other: &MonthSet) -> bool {
        !other.0.is_disjoint(&self.0)
    }

    /// Whether the month is in the set.
    pub fn contains(&self, month: Month) -> bool {
        self.0.contains(&month)
    }

    /// The months of this set that are not in `other`.
    pub fn without(&self, other: &MonthSet) -> MonthSet {
        MonthSet(self.0.difference(&other.0).copied().collect())
    }

    /// How many months there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no month.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Month> for MonthSet {
    fn from_iter<I: IntoIterator<Item = Month>>(months: I) -> Self {
        MonthSet(months.into_iter().collect())
    }
}
