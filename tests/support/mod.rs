//! What the property tests share: policies, applicants and tables at random, and a second evaluator.

pub mod ask;
pub mod r#gen;
pub mod model;
pub mod naive;
pub mod rng;
pub mod schema;
pub mod typed;

use model::Model;
use rng::Rng;
use ruxue::diagnostic::Severity;
use ruxue::driver::{Loaded, load};
use ruxue::ir::{Policy, StageId};
use ruxue::report::diagnostics::render;
use std::sync::OnceLock;

/// The stage that all generated ways in are for.
pub const PRIMARY: StageId = StageId(0);

/// How many policies are generated.
pub const POLICIES: u64 = 110;

/// A generated policy.
pub struct Generated {
    pub seed: u64,
    pub model: Model,
    pub text: String,
    pub loaded: Loaded,
}

impl Generated {
    /// What it means; nothing if it does not check.
    pub fn policy(&self) -> Option<&Policy> {
        self.loaded.policy.as_ref()
    }
}

/// The generated policies; reading them takes most of the time, so it is done once.
pub fn pool() -> &'static [Generated] {
    static POOL: OnceLock<Vec<Generated>> = OnceLock::new();
    POOL.get_or_init(|| {
        let one = |seed| {
            let model = r#gen::some_policy(&mut Rng::new(seed));
            let text = model.text();
            Generated { seed, loaded: read(&text), model, text }
        };
        (0..POLICIES).map(one).collect()
    })
}

/// Those that check, as all should.
pub fn checked() -> impl Iterator<Item = (&'static Generated, &'static Policy)> {
    pool().iter().filter_map(|g| g.policy().map(|policy| (g, policy)))
}

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

/// The codes of what is wrong with a policy; warnings are not.
pub fn codes(text: &str) -> Vec<&'static str> {
    let loaded = read(text);
    loaded.diagnostics.iter().filter(|d| d.severity == Severity::Error).map(|d| d.code).collect()
}

/// The form, records and tables of the generated policies, with no rule but a case table.
pub fn bare() -> String {
    let with_rules = &pool()[0].model;
    let model = Model {
        figures: with_rules.figures.clone(),
        windows: with_rules.windows.clone(),
        classes: vec![(None, model::CASES[0])],
        ..Model::default()
    };
    model.text()
}
