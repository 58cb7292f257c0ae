//! The ground floor: places in sources, days, months and exact numbers.
//!
//! Everything here is a small value that knows nothing of policies. Each kind of number has one definition of its
//! arithmetic, and every engine above uses it.

pub mod card;
pub mod date;
pub mod decimal;
pub mod id;
pub mod ids;
pub mod month;
pub mod span;
#[cfg(test)]
mod tests;
pub mod tongue;
