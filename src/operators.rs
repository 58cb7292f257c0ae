//! Every operator of the language on known values, once. All engines call these; none has its own.
//!
//! Each returns `None` where there is no answer in the range of its type (a date past the year 9999, a number past
//! 64 bits): an error of data, never a wrapped value. Combinations that the type checker refuses also give `None`.

use crate::base::date::{Bound, Date, Unit, elapsed};
use crate::base::decimal::Decimal;
use crate::base::month::{Month, MonthSet};
use crate::value::Value;
use std::cmp::Ordering;

/// Comparisons of two values of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Equal.
    Is,
    /// Different.
    IsNot,
    /// Smaller, earlier.
    Less,
    /// Smaller or equal, not later.
    AtMost,
    /// Greater, later.
    More,
    /// Greater or equal, not earlier.
    AtLeast,
}

/// The order of two values of one type; an int and a decimal compare as numbers.
pub fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(l), Value::Decimal(r)) => Some(Decimal::new(*l, 0)?.cmp(r)),
        (Value::Decimal(l), Value::Int(r)) => Some(l.cmp(&Decimal::new(*r, 0)?)),
        _ if std::mem::discriminant(left) == std::mem::discriminant(right) => Some(left.cmp(right)),
        (Value::Id(l), Value::Text(r)) | (Value::Text(l), Value::Id(r)) => Some(l.cmp(r)),
        _ => None,
    }
}

/// A comparison.
pub fn compare(relation: Relation, left: &Value, right: &Value) -> Option<bool> {
    let order = order(left, right)?;
    Some(match relation {
        Relation::Is => order == Ordering::Equal,
        Relation::IsNot => order != Ordering::Equal,
        Relation::Less => order == Ordering::Less,
        Relation::AtMost => order != Ordering::Greater,
        Relation::More => order == Ordering::Greater,
        Relation::AtLeast => order != Ordering::Less,
    })
}

/// A sum, or a difference if `minus`; for sets of months the first without the second.
pub fn add(left: &Value, right: &Value, minus: bool) -> Option<Value> {
    let decimal = |v: &Value| match v {
        Value::Int(n) => Decimal::new(*n, 0),
        Value::Decimal(d) => Some(*d),
        _ => None,
    };
    match (left, right) {
        (Value::Int(l), Value::Int(r)) => (if minus { l.checked_sub(*r) } else { l.checked_add(*r) }).map(Value::Int),
        (Value::Months(l), Value::Months(r)) if minus => Some(Value::Months(l.without(r))),
        _ => {
            let (l, r) = (decimal(left)?, decimal(right)?);
            (if minus { l.checked_sub(r) } else { l.checked_add(r) }).map(Value::Decimal)
        }
    }
}

/// A product; one of the two is a whole number.
pub fn times(left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Int(l), Value::Int(r)) => l.checked_mul(*r).map(Value::Int),
        (Value::Decimal(d), Value::Int(n)) | (Value::Int(n), Value::Decimal(d)) => {
            d.checked_mul(*n).map(Value::Decimal)
        }
        _ => None,
    }
}

/// A day or month moved by so many units, back if `back`. A day that the month does not have becomes its last day.
pub fn shift(base: &Value, back: bool, count: &Value, unit: Unit) -> Option<Value> {
    let Value::Int(count) = count else { return None };
    let count = if back { count.checked_neg()? } else { *count };
    match base {
        Value::Date(date) => date.checked_add(count, unit).map(Value::Date),
        Value::Month(month) => {
            let months = match unit {
                Unit::Years => count.checked_mul(12)?,
                Unit::Months => count,
                Unit::Days => return None,
            };
            month.checked_add(months).map(Value::Month)
        }
        _ => None,
    }
}

/// Whether the time from one day to another reaches a bound.
pub fn reaches(from: &Value, to: &Value, bound: Bound, count: &Value, unit: Unit) -> Option<bool> {
    let (Value::Date(from), Value::Date(to), Value::Int(count)) = (from, to, count) else { return None };
    elapsed(*from, *to, bound, *count, unit)
}

/// Whether a set of months holds every month of another.
pub fn covers(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Months(l), Value::Months(r)) => Some(l.covers(r)),
        _ => None,
    }
}

/// The months from one to another, both included; none if the second is earlier.
pub fn months(first: Month, last: Month) -> MonthSet {
    MonthSet::range(first, last)
}

/// The day since which periods follow without a gap up to `to`: a period continues one that ends on the day before
/// it begins, or later. `None` if no period holds `to`. A period without an end still runs.
pub fn unbroken_since(periods: &[(Date, Option<Date>)], to: Date) -> Option<Date> {
    let holds = |(from, until): &&(Date, Option<Date>)| *from <= to && until.is_none_or(|until| until >= to);
    let mut since = periods.iter().filter(holds).map(|(from, _)| *from).min()?;
    loop {
        let Some(day_before) = since.checked_add(-1, Unit::Days) else { return Some(since) };
        let earlier = periods
            .iter()
            .filter(|(from, until)| *from < since && until.is_none_or(|until| until >= day_before))
            .map(|(from, _)| *from)
            .min();
        match earlier {
            Some(from) => since = from,
            None => return Some(since),
        }
    }
}

/// Whether periods together hold every day from one to another.
pub fn covers_days(periods: &[(Date, Option<Date>)], from: Date, to: Date) -> bool {
    from > to || unbroken_since(periods, to).is_some_and(|since| since <= from)
}

/// How far `left` is from the last value for which a comparison of order holds: 0 there, −1 at the first for which it
/// does not. `None` for `is` and `is not`, and for values without a next one.
pub fn margin(relation: Relation, left: &Value, right: &Value) -> Option<i64> {
    let number = |value: &Value| match value {
        Value::Int(n) => Some(*n),
        Value::Date(date) => Some(i64::from(date.days())),
        Value::Month(month) => Some(i64::from(month.number())),
        Value::Moment(moment) => Some(moment.seconds()),
        Value::Decimal(d) => Some(d.units()),
        _ => None,
    };
    let same_scale = match (left, right) {
        (Value::Decimal(l), Value::Decimal(r)) => l.scale() == r.scale(),
        (Value::Decimal(_), _) | (_, Value::Decimal(_)) => false,
        _ => true,
    };
    if !same_scale {
        return None;
    }
    let (l, r) = (number(left)?, number(right)?);
    match relation {
        Relation::AtMost => r.checked_sub(l),
        Relation::Less => r.checked_sub(l)?.checked_sub(1),
        Relation::AtLeast => l.checked_sub(r),
        Relation::More => l.checked_sub(r)?.checked_sub(1),
        Relation::Is | Relation::IsNot => None,
    }
}

/// As [`margin`], in days, for a duration.
pub fn elapsed_margin(from: &Value, to: &Value, bound: Bound, count: &Value, unit: Unit) -> Option<i64> {
    let due = shift(from, false, count, unit)?;
    let relation = match bound {
        Bound::AtLeast => Relation::AtLeast,
        Bound::MoreThan => Relation::More,
        Bound::LessThan => Relation::Less,
        Bound::AtMost => Relation::AtMost,
    };
    margin(relation, to, &due)
}
