//! The allocation engine: published instances, small markets looked at whole, draws made by chance, and some by hand.

#[path = "allocation/brute.rs"]
mod brute;
#[path = "allocation/metamorphic.rs"]
mod metamorphic;
#[path = "allocation/published.rs"]
mod published;
#[path = "allocation/random.rs"]
mod random;
#[path = "allocation/support.rs"]
mod support;
