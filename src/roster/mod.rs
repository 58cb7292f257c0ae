//! From a policy and decided applicants to what an allocation is run on: the parameters of a draw's rounds, and the
//! roster of who takes part, with which classes and wishes, on which seats.
//!
//! Nothing here draws or places anybody. Everything that is not settled is said, and nobody is put anywhere because
//! of it: an applicant of whom it is not known whether they take part is in no pool.

mod build;
mod entries;
mod parameters;
pub mod rulings;

pub use build::{Applicant, Built, Kept, Unsettled, Why, build, build_watched};
pub use parameters::{Parameters, parameters};
