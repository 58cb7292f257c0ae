//! ruxue: a small declarative policy language for school admission, and its toolchain.
#![warn(missing_docs)]

pub mod base;
pub mod codes;
pub mod diagnostic;
pub mod report;
pub mod syntax;
