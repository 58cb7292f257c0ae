//! `ruxue check`

use super::{Done, End, colour, policy, print};
use crate::diagnostic::Severity;
use crate::report::diagnostics::{render, to_json};
use std::path::PathBuf;

/// Check a policy: does it parse, does everything it names exist, is every article accounted for, does the timetable hold
///
/// Every mistake is reported in one run, each with its place and what to do. When nothing is wrong, it says what was
/// checked. `ruxue explain-code CODE` tells more about a code such as T02.
#[derive(clap::Args)]
pub struct Args {
    /// The policy file
    policy: PathBuf,
    /// How to print: for people, or JSON for tools
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    Text,
    Json,
}

pub fn run(args: &Args) -> Done {
    let loaded = policy::read(&args.policy)?;
    let errors = loaded.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let warnings = loaded.diagnostics.len() - errors;
    if args.format == Format::Json {
        print(&format!("{}\n", to_json(&loaded.diagnostics, &loaded.sources)));
    } else {
        eprint!("{}", render(&loaded.diagnostics, &loaded.sources, colour()));
        match &loaded.policy {
            Some(policy) if errors == 0 => {
                let encoded = policy.articles.iter().filter(|a| a.not_encoded.is_none()).count();
                print(&format!(
                    "{}: {}\n  {} ways in, {} conditions, {} values, {} classifications, {} readings, {} claims\n  \
                     {} articles: {} encoded, {} not encoded with a reason\n  {} figures, {} windows of the timetable, \
                     {} fields, {} tables, {} examples (`ruxue test` runs them)\n",
                    args.policy.display(),
                    if warnings == 0 { "nothing is wrong".into() } else { format!("{warnings} warnings") },
                    policy.categories.len(),
                    policy.conditions.len(),
                    policy.values.len(),
                    policy.classifies.len(),
                    policy.readings.len(),
                    policy.claims.len(),
                    policy.articles.len(),
                    encoded,
                    policy.articles.len() - encoded,
                    policy.figures.len(),
                    policy.windows.len(),
                    policy.form.fields.len(),
                    policy.tables.len(),
                    policy.examples.len(),
                ));
            }
            _ => eprintln!(
                "{}: {errors} {}, {warnings} {}",
                args.policy.display(),
                if errors == 1 { "error" } else { "errors" },
                if warnings == 1 { "warning" } else { "warnings" }
            ),
        }
    }
    Ok(if errors > 0 { End::Wrong } else { End::Fine })
}
