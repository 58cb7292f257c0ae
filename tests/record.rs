//! The record of a draw: canonical files, the run, its verification, and the steps for those who trust no program.

#[path = "record/made.rs"]
mod made;
#[path = "support/rng.rs"]
mod rng;
#[path = "record/written.rs"]
mod written;
