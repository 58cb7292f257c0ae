//! The pages of the codes with which names are resolved, types checked and the policy looked at as a whole.
//!
//! An example is as much of a policy as shows the point; [`crate::codes`] says what is added around it.

mod checks;
mod names;
mod rounds;
mod types;

pub use checks::CHECKS;
pub use names::NAMES;
pub use rounds::ROUNDS;
pub use types::TYPES;
