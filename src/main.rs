//! ruxue.
fn main() {}
