//! Properties of the checker and of the reference interpreter, on policies and applicants at random.

mod support;

#[path = "properties/generator.rs"]
mod generator;
#[path = "properties/naive.rs"]
mod naive;
