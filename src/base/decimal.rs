//! Exact decimal numbers with a declared scale. There are no floats in anything that decides.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// The greatest number of places after the point.
pub const MAX_SCALE: u8 = 18;

/// An exact decimal: whole units of `10^-scale`. Numbers of different scales that are worth the same are equal.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    units: i64,
    scale: u8,
}

impl Decimal {
    /// `units` of `10^-scale`; `None` if the scale is greater than [`MAX_SCALE`].
    pub fn new(units: i64, scale: u8) -> Option<Decimal> {
        (scale <= MAX_SCALE).then_some(Decimal { units, scale })
    }

    /// How many units of `10^-scale` it is.
    pub fn units(self) -> i64 {
        self.units
    }

    /// How many places it has after the point.
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// Reads `12`, `12.50` or `-0.5`; the scale is the number of places that are written.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(places) {
            return None;
        }
        let scale = if digits.contains('.') { u8::try_from(places.len()).ok()? } else { 0 };
        let places = if scale == 0 { "" } else { places };
        let sign = if negative { "-" } else { "" };
        Decimal::new(format!("{sign}{whole}{places}").parse().ok()?, scale)
    }

    /// The same number with another scale, if that loses nothing.
    pub fn rescale(self, scale: u8) -> Option<Decimal> {
        if scale > MAX_SCALE {
            return None;
        }
        let wide = self.widened();
        let unit = 10i128.pow(u32::from(MAX_SCALE - scale));
        (wide % unit == 0).then_some(())?;
        Decimal::new(i64::try_from(wide / unit).ok()?, scale)
    }

    /// The sum, with the finer of the two scales; `None` if it does not fit.
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        let scale = self.scale.max(other.scale);
        let units = self.rescale(scale)?.units.checked_add(other.rescale(scale)?.units)?;
        Decimal::new(units, scale)
    }

    /// The difference, with the finer of the two scales; `None` if it does not fit.
    pub fn checked_sub(self, other: Decimal) -> Option<Decimal> {
        let scale = self.scale.max(other.scale);
        let units = self.rescale(scale)?.units.checked_sub(other.rescale(scale)?.units)?;
        Decimal::new(units, scale)
    }

    /// So many times this number; `None` if it does not fit.
    pub fn checked_mul(self, count: i64) -> Option<Decimal> {
        Decimal::new(self.units.checked_mul(count)?, self.scale)
    }

    /// Units at the finest scale. It fits: 2^63 times 10^18 is less than 2^127.
    fn widened(self) -> i128 {
        i128::from(self.units) * 10i128.pow(u32::from(MAX_SCALE - self.scale))
    }
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Decimal {
        Decimal { units: whole, scale: 0 }
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.widened() == other.widened()
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        self.widened().cmp(&other.widened())
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.widened().hash(state);
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.units);
        }
        let sign = if self.units < 0 { "-" } else { "" };
        let width = usize::from(self.scale) + 1;
        let digits = format!("{:0>width$}", self.units.unsigned_abs());
        let (whole, places) = digits.split_at(digits.len() - usize::from(self.scale));
        write!(f, "{sign}{whole}.{places}")
    }
}
