//! The record of a draw: canonical files, the run, its verification, and the steps for those who trust no program.

#[path = "record/attempts.rs"]
mod attempts;
#[path = "record/commands.rs"]
mod commands;
#[path = "record/folder.rs"]
mod folder;
#[path = "record/made.rs"]
mod made;
#[path = "record/receipts.rs"]
mod receipts;
#[path = "record/released.rs"]
mod released;
#[path = "support/rng.rs"]
mod rng;
#[path = "record/stepwise.rs"]
mod stepwise;
#[path = "record/tampered.rs"]
mod tampered;
#[path = "record/written.rs"]
mod written;
