//! Properties of the parser, of the checker and of the reference interpreter, on texts, policies and applicants at
//! random.

mod support;

#[path = "properties/claims.rs"]
mod claims;
#[path = "properties/fingerprint.rs"]
mod fingerprint;
#[path = "properties/generator.rs"]
mod generator;
#[path = "properties/kleene.rs"]
mod kleene;
#[path = "properties/monotone.rs"]
mod monotone;
#[path = "properties/naive.rs"]
mod naive;
#[path = "properties/openings.rs"]
mod openings;
#[path = "properties/parser.rs"]
mod parser;
#[path = "properties/periods.rs"]
mod periods;
#[path = "properties/readings.rs"]
mod readings;
#[path = "properties/regressions.rs"]
mod regressions;
#[path = "properties/robust.rs"]
mod robust;
#[path = "properties/tables.rs"]
mod tables;
