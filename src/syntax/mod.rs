//! From text to the tree as written: the pest grammar, the syntax tree, and the messages about what does not parse.
//!
//! [`parse`] never fails and never panics: it gives the declarations that can be read and a diagnostic for each that
//! cannot. The generated parser and its rules stay inside; what comes out is [`ast`].

pub mod ast;
pub mod codes;
mod from_pest;
pub mod keywords;
pub mod rounds;
#[cfg(test)]
mod tests;

pub use from_pest::near::cut_words;
pub use from_pest::parse;
pub(crate) use from_pest::tree::{Branch, Rule, is_name, tree};
pub(crate) use from_pest::words::keyword;
