//! The freeze of a draw: everything that can change a placement, in canonical files, and the roster that follows from
//! them.
//!
//! What is frozen is written first, and the roster is then made from what was written and from nothing else, by
//! [`remake`]. Whoever has the sealed files makes the same roster again by the same way: that is how `verify` proves that
//! classes and wishes follow from the facts.

mod remake;
mod sealed;

pub use remake::{Need, Remade, open_before, policy_of, remake, seats_used};
pub use sealed::{Facts, RULINGS, placed, read as read_sealed, results_rows, tables_read, write as write_sealed};
