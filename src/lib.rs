//! ruxue: a small declarative policy language for school admission, and its toolchain.
#![warn(missing_docs)]

pub mod base;
pub mod cli;
pub mod data;
pub mod diagnostic;
pub mod ir;
pub mod outcome;
pub mod tables;
pub mod value;
