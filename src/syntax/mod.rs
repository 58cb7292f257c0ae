//! From text to the tree as written: the pest grammar, the syntax tree, and the messages about what does not parse.

pub mod ast;
// mod from_pest;
pub mod keywords;
