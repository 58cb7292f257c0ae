//! The commands as their users meet them: the tool is run on files, and what it prints and writes is compared.

#[path = "cli/commands.rs"]
mod commands;
#[path = "cli/draws.rs"]
mod draws;
#[path = "cli/evaluate.rs"]
mod evaluate;
#[path = "cli/inputs.rs"]
mod inputs;
#[path = "cli/ledger.rs"]
mod ledger;
#[path = "cli/notices.rs"]
mod notices;
#[path = "cli/order.rs"]
mod order;
#[path = "cli/place.rs"]
mod place;
