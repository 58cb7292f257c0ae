//! What the property tests share: policies, applicants and tables at random, and a second evaluator.

pub mod r#gen;
pub mod model;
pub mod naive;
pub mod rng;
pub mod schema;

use ruxue::driver::{Loaded, load};
use ruxue::ir::{Policy, StageId};
use ruxue::report::diagnostics::render;

/// The stage that all generated ways in are for.
pub const PRIMARY: StageId = StageId(0);

/// Reads a policy that uses no other file.
pub fn read(text: &str) -> Loaded {
    load("generated.pol", text.to_string(), &mut |name| Err(format!("no file {name}")))
}

/// Reads a policy that must be right.
pub fn policy(text: &str) -> Policy {
    let loaded = read(text);
    match loaded.policy {
        Some(policy) => policy,
        None => panic!("{}\n{text}", render(&loaded.diagnostics, &loaded.sources, false)),
    }
}
