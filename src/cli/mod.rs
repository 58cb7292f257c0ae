//! The command line: the only floor that touches files, the clock and the terminal.

pub mod files;
