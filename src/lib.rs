//! ruxue: a small declarative policy language for school admission, and its toolchain.
#![warn(missing_docs)]

pub mod allocation;
pub mod base;
pub mod batch;
pub mod changes;
pub mod cli;
pub mod codes;
pub mod data;
pub mod diagnostic;
pub mod driver;
pub mod examples;
pub mod format;
pub mod freeze;
pub mod hinges;
pub mod interp;
pub mod ir;
pub mod ledger;
pub mod operators;
pub mod outcome;
pub mod record;
pub mod renew;
pub mod report;
pub mod roster;
pub mod sample;
pub mod syntax;
pub mod tables;
pub mod value;
