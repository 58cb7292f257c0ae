//! The command line of ruxue; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ruxue::cli::run()
}
