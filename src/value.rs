//! What a fact can be: a value, known to be absent, or unknown; and the three truths.
//!
//! Values are the only data that rules see. There are no floats, and nothing here depends on the order of a
//! hash map. The operators on values stand in [`crate::operators`], once for every engine.

use crate::base::date::{Date, Moment};
use crate::base::decimal::Decimal;
use crate::base::month::{Month, MonthSet};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A known value. Which variant stands where is fixed by the type of the field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An exact decimal.
    Decimal(Decimal),
    /// A day.
    Date(Date),
    /// A local time to the second.
    Moment(Moment),
    /// A month.
    Month(Month),
    /// A set of months.
    Months(MonthSet),
    /// A member of an enum, by its position.
    Enum(u16),
    /// A set of members of one enum.
    Set(BTreeSet<u16>),
    /// An opaque name, or the key of a table's row; compared bytewise.
    Id(Arc<str>),
    /// Words, compared for equality only.
    Text(Arc<str>),
    /// The fields of a record in the order of its declaration.
    Record(Vec<Fact>),
    /// A list.
    List(List),
}

/// Items of a list, and whether there may be more of them than are known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct List {
    /// The known items, in the order in which they were given.
    pub items: Vec<Value>,
    /// `true` if the applicant may have more items than these: nobody has said how many there are.
    pub open: bool,
}

/// What is known about one field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Fact {
    /// It is this.
    Known(Value),
    /// It is known that there is none (only where the type says `or none`).
    None,
    /// Nobody has said.
    #[default]
    Unknown,
}

impl Fact {
    /// The value, if it is known.
    pub fn known(&self) -> Option<&Value> {
        match self {
            Fact::Known(value) => Some(value),
            Fact::None | Fact::Unknown => None,
        }
    }
}

impl From<Value> for Fact {
    fn from(value: Value) -> Fact {
        Fact::Known(value)
    }
}

/// Kleene's three truths, ordered false < unknown < true, so that *and* is the least and *or* the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// Does not hold, whatever else becomes known.
    False,
    /// Hangs on what is not known.
    Unknown,
    /// Holds, whatever else becomes known.
    True,
}

impl Truth {
    /// Both.
    pub fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    /// One or both.
    pub fn or(self, other: Truth) -> Truth {
        self.max(other)
    }

    /// The contrary; the contrary of unknown is unknown.
    #[allow(clippy::should_implement_trait)]
    pub fn not(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
            Truth::True => Truth::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Truth {
        if holds { Truth::True } else { Truth::False }
    }
}

impl From<Option<bool>> for Truth {
    fn from(holds: Option<bool>) -> Truth {
        holds.map_or(Truth::Unknown, Truth::from)
    }
}
