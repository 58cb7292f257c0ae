//! The allocation engine: published instances, small markets looked at whole, draws made by chance, and some by hand.

#[path = "allocation/brute.rs"]
mod brute;
#[path = "allocation/groups.rs"]
mod groups;
#[path = "allocation/guarantee.rs"]
mod guarantee;
#[path = "allocation/inconsistent.rs"]
mod inconsistent;
#[path = "allocation/linked.rs"]
mod linked;
#[path = "allocation/measured.rs"]
mod measured;
#[path = "allocation/metamorphic.rs"]
mod metamorphic;
#[path = "allocation/published.rs"]
mod published;
#[path = "allocation/random.rs"]
mod random;
#[path = "allocation/rounds.rs"]
mod rounds;
#[path = "allocation/support.rs"]
mod support;
#[path = "allocation/tied.rs"]
mod tied;
