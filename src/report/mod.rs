//! What people and programs see: screens and JSON, made from data that other floors computed.

pub mod diagnostics;
pub mod explain;
pub mod page;
pub mod words;
