//! `ruxue check`

use super::{Done, End, colour, policy, print};
use crate::diagnostic::Severity;
use crate::ir::fingerprint::fingerprint;
use crate::report::diagnostics::{render, to_json};
use std::path::PathBuf;

/// Check a policy: does it parse, does everything it names exist, is every article accounted for, does the timetable hold
///
/// Every mistake is reported in one run, each with its place and what to do. When nothing is wrong, it says what was
/// checked, and gives the fingerprint of what the policy means: it is the same for a translated, reformatted or reordered
/// policy, and another one as soon as anything decides otherwise. `ruxue explain-code CODE` tells more about a code such as T02.
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
    let of = |severity: Severity| loaded.diagnostics.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings, notes) = (of(Severity::Error), of(Severity::Warning), of(Severity::Note));
    if args.format == Format::Json {
        print(&format!("{}\n", to_json(&loaded.diagnostics, &loaded.sources)));
    } else {
        super::say_plain!("{}", render(&loaded.diagnostics, &loaded.sources, colour()));
        match &loaded.policy {
            Some(policy) if errors == 0 => {
                let encoded = policy.articles.iter().filter(|a| a.not_encoded.is_none()).count();
                let counts = |rows: &[(usize, &str, &str)]| {
                    let words = rows.iter().map(|(n, one, many)| format!("{n} {}", if *n == 1 { one } else { many }));
                    words.collect::<Vec<_>>().join(", ")
                };
                let draws = match policy.draws.len() {
                    0 => String::new(),
                    n => format!("  {}\n", counts(&[(n, "draw", "draws"), (policy.rounds.len(), "round", "rounds")])),
                };
                print(&format!(
                    "{}: {}\n  {}\n{draws}  {}, {encoded} encoded and {} not encoded with a reason\n  {}\n  {} (`ruxue test` runs them)\n  fingerprint of what it means: {}\n",
                    args.policy.display(),
                    match (warnings, notes) {
                        (0, 0) => "nothing is wrong".into(),
                        (0, n) => format!("nothing is wrong; {}", counts(&[(n, "note", "notes")])),
                        (n, 0) => counts(&[(n, "warning", "warnings")]),
                        (n, m) => counts(&[(n, "warning", "warnings"), (m, "note", "notes")]),
                    },
                    counts(&[
                        (policy.categories.len(), "way in", "ways in"),
                        (policy.conditions.len(), "condition", "conditions"),
                        (policy.values.len(), "value", "values"),
                        (policy.classifies.len(), "classification", "classifications"),
                        (policy.readings.len(), "reading", "readings"),
                        (policy.claims.len(), "claim", "claims"),
                    ]),
                    counts(&[(policy.articles.len(), "article", "articles")]),
                    policy.articles.len() - encoded,
                    counts(&[
                        (policy.figures.len(), "figure", "figures"),
                        (policy.windows.len(), "window of the timetable", "windows of the timetable"),
                        (policy.form.fields.len(), "field", "fields"),
                        (policy.tables.len(), "table", "tables"),
                    ]),
                    counts(&[(policy.examples.len(), "example", "examples")]),
                    fingerprint(policy),
                ));
            }
            _ => super::say!(
                "{}: {errors} {}, {warnings} {}",
                args.policy.display(),
                if errors == 1 { "error" } else { "errors" },
                if warnings == 1 { "warning" } else { "warnings" }
            ),
        }
    }
    Ok(if errors > 0 { End::Wrong } else { End::Fine })
}
