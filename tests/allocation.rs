//! The allocation engine: published instances, draws made by chance, and small ones by hand.

#[path = "allocation/random.rs"]
mod random;
#[path = "allocation/support.rs"]
mod support;
