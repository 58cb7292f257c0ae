//! Properties of the parser, of the checker and of the reference interpreter, on texts, policies and applicants at
//! random.

mod support;

#[path = "properties/generator.rs"]
mod generator;
#[path = "properties/naive.rs"]
mod naive;
#[path = "properties/parser.rs"]
mod parser;
