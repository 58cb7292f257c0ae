//! The generator itself: a policy that is well typed by construction must check.

use crate::support::{POLICIES, pool};
use ruxue::report::diagnostics::render;

#[test]
fn generated_policies_check() {
    let failed: Vec<_> = pool().iter().filter(|g| g.policy().is_none()).collect();
    let screen = failed.first().map_or(String::new(), |g| render(&g.loaded.diagnostics, &g.loaded.sources, false));
    let seeds: Vec<u64> = failed.iter().map(|g| g.seed).collect();
    assert!(failed.is_empty(), "of {POLICIES} these do not check: {seeds:?}\n{screen}");
}
