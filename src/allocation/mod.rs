//! Allocation of seats: rounds, mechanisms, seat groups, linked applicants, the guarantee.
//!
//! It knows classes, seats and tickets, and nothing of policies.

pub mod model;
