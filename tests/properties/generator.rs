//! The generator itself: a policy that is well typed by construction must check.

use crate::support::{r#gen::some_policy, read, rng::Rng};
use ruxue::report::diagnostics::render;

#[test]
fn generated_policies_check() {
    let mut failed = Vec::new();
    for seed in 0..300 {
        let text = some_policy(&mut Rng::new(seed)).text();
        let loaded = read(&text);
        if loaded.policy.is_none() {
            failed.push((seed, render(&loaded.diagnostics, &loaded.sources, false)));
        }
    }
    let first = failed.first().map_or("", |(_, screen)| screen.as_str());
    assert!(failed.is_empty(), "{} of 300 do not check; seed {:?}:\n{first}", failed.len(), failed.first().map(|(seed, _)| seed));
}
