//! Allocation of seats: rounds, mechanisms, seat groups, linked applicants, the guarantee.
//!
//! `grammar/DRAW.md` §3–§5 is the description and this the program. It knows classes, seats and tickets, and nothing of
//! policies; it draws no tickets, reads no files and prints nothing. The mechanisms and steps are those of
//!
//! * D. Gale and L. S. Shapley, *College admissions and the stability of marriage*, 1962 – deferred acceptance;
//! * A. Abdulkadiroğlu and T. Sönmez, *School choice: a mechanism design approach*, 2003 – immediate acceptance, top
//!   trading cycles with seats, justified envy;
//! * Y. Chen and O. Kesten, *Chinese college admissions and school choice reforms*, 2017 – the parallel mechanism: one
//!   kernel with bands of wishes, of which immediate and deferred acceptance are the two ends;
//! * S. D. Kominers and T. Sönmez, *Matching with slot-specific priorities*, 2016 – seat groups in a filling order;
//! * L. Shapley and H. Scarf, *On cores and indivisibility*, 1974 – top trading cycles;
//! * P. Hall, *On representatives of subsets*, 1935, and L. R. Ford and D. R. Fulkerson, *Maximal flow through a
//!   network*, 1956 – the guarantee and its proof that some cannot be seated;
//! * J. Edmonds, *Matroids and the greedy algorithm*, 1971 – why the guarantee may take applicants one by one.
//!
//! [`validate`] first: [`run`] and [`Prepared`] take a draw and a roster in which it finds nothing.

mod choice;
mod cycles;
mod diagnose;
mod draw;
mod fast;
mod guarantee;
mod heaps;
mod limits;
pub mod model;
mod order;
mod prepare;
pub mod problem;
mod serial;
mod steps;
#[cfg(test)]
mod tests;
mod validate;

pub use cycles::{Market, school_proposing, top_trading_cycles};
pub use diagnose::{Diagnostics, Envy, Limit, Ranks, RoundDiagnostics, SchoolDiagnostics, diagnose};
pub use draw::{Workspace, run};
pub use prepare::Prepared;
pub use problem::{Fault, Problem};
pub use validate::{check_tickets, validate};
