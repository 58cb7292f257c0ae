//! `ruxue test`

use super::{Done, End, Stop, colour, policy, print};
use crate::examples::{self, Gap, Never, What};
use crate::report::diagnostics::render;
use std::path::PathBuf;

/// Run the examples of a policy, and say what no example reaches
///
/// Each example must come out as it expects: outcome, way in, and the deciding articles. What no example has made hold and
/// made fail is listed: conditions, exceptions, rows of tables, both sides of every date and number, alternatives of
/// readings.
#[derive(clap::Args)]
pub struct Args {
    /// The policy file
    policy: PathBuf,
    /// Only examples whose name contains this
    #[arg(long)]
    only: Option<String>,
    /// End with code 4 if anything is not reached
    #[arg(long)]
    complete: bool,
    /// Print each example
    #[arg(short, long)]
    verbose: bool,
}

pub fn run(args: &Args) -> Done {
    let (loaded, policy) = policy::sound(&args.policy)?;
    if let Some(only) = &args.only
        && !policy.examples.iter().any(|e| e.named.name.contains(only) || e.named.shown().contains(only.as_str()))
    {
        return Err(Stop::wrong(format!("no example has `{only}` in its name")));
    }
    let (ran, gaps) = examples::run(&policy);
    let wanted = |name: &str| args.only.as_ref().is_none_or(|only| name.contains(only.as_str()));
    let mut findings = Vec::new();
    let (mut passed, mut failed) = (0, 0);
    for result in &ran {
        let example = &policy.examples[result.example];
        if !wanted(&example.named.name) && !example.named.label.as_deref().is_some_and(wanted) {
            continue;
        }
        if args.verbose {
            let mark = if result.failures.is_empty() { "ok  " } else { "FAIL" };
            print(&format!("{mark} {} ({})\n", example.named.shown(), result.outcome.word()));
        }
        if result.failures.is_empty() {
            passed += 1;
        } else {
            failed += 1;
        }
        for failure in &result.failures {
            findings.push(failure.diagnostic(example, &loaded.spans));
        }
    }
    super::say_plain!("{}", render(&findings, &loaded.sources, colour()));
    print(&format!("{passed} examples passed, {failed} failed\n"));
    if args.only.is_none() {
        if gaps.is_empty() {
            let rounds = if policy.rounds.is_empty() { " and reading" } else { ", reading and round" };
            print(&format!("every condition, exception, row, boundary{rounds} is reached by an example, both ways\n"));
        } else {
            print(&format!(
                "{} that no example reaches:\n",
                if gaps.len() == 1 { "one thing".into() } else { format!("{} things", gaps.len()) }
            ));
            for gap in &gaps {
                let span = loaded.spans.of(gap.node);
                let source = &loaded.sources[usize::from(span.file.0)];
                let (line, column) = source.line_column(span.start);
                let words = loaded.spans.words_of(span, &loaded.sources, false);
                print(&format!("  {}:{line}:{column}: {}\n", source.path, sentence(gap, &shorten(&words))));
            }
        }
    }
    // That a round has a seat for everybody in every example is said, and no more.
    let lacking = gaps.iter().any(|gap| gap.never != crate::examples::Never::Leaves);
    Ok(if failed > 0 || (args.complete && lacking) { End::NotMet } else { End::Fine })
}

fn shorten(words: &str) -> String {
    let mut short: String = words.chars().take(60).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

fn sentence(gap: &Gap, words: &str) -> String {
    let what = match &gap.what {
        What::Condition(name) => format!("the condition `{name}`"),
        What::Line(key) => format!("the line {key}"),
        What::Exception => format!("the exception `{words}`"),
        What::Entry(Some(no)) => format!("the entry ({no}) `{words}`"),
        What::Entry(None) => format!("the line `{words}`"),
        What::Row(name) => format!("the row `{words}` of `{name}`"),
        What::Boundary(None) => format!("`{words}`"),
        What::Boundary(Some(at)) => {
            let side =
                if gap.never == Never::LastIn { "the last value that passes" } else { "the first that does not" };
            return format!("`{words}`: no example stands on {at}, {side}");
        }
        What::Alternative(reading, alternative) => format!("the reading `{reading}` as `{alternative}`"),
        What::Claim(name) => format!("the claim `{name}`"),
        What::Round(name) => format!("the round `{name}`"),
        What::Part(part, round) => format!("{part} of the round `{round}`"),
        What::Several(draw) => format!("`several wins` of the draw `{draw}`"),
    };
    match gap.never {
        Never::Holds => format!("{what} never holds"),
        Never::Fails => format!("{what} never fails"),
        Never::Reached => format!("{what} is never reached"),
        Never::LastIn => format!("{what}: no example stands on the last value that passes"),
        Never::FirstOut => format!("{what}: no example stands on the first value that does not pass"),
        Never::Matters => format!("{what} changes no example"),
        Never::Places => format!("{what} places nobody"),
        Never::Leaves => format!("{what} leaves nobody without a place"),
    }
}
