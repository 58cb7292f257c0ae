//! Draws and rounds as a policy says them: what the checker notices, what held examples may expect, and what they reach.

#[path = "rounds/held.rs"]
mod held;
#[path = "rounds/lints.rs"]
mod lints;
#[path = "rounds/made.rs"]
mod made;
#[path = "rounds/proved.rs"]
mod proved;
#[path = "rounds/reached.rs"]
mod reached;
