//! What people and programs see: screens, pages and JSON, made from data that other floors computed.

pub mod calendar;
pub mod charts;
pub mod diagnostics;
pub mod explain;
pub mod grid;
pub mod hide;
pub mod html;
pub mod label;
pub mod ledger;
pub mod mechanisms;
pub mod notice;
pub mod odds;
pub mod page;
pub mod readings;
pub mod reasons;
pub mod results;
pub mod summary;
pub mod words;
pub mod year;
