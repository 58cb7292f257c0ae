//! What people and programs see: screens and JSON, made from data that other floors computed.

pub mod diagnostics;
