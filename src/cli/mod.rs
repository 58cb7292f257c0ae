//! The command line: reads arguments and files, calls the library, prints. Nothing below this floor touches files, the
//! clock, the environment or the terminal.

mod articles;
mod batch;
mod calendar;
mod check;
mod demo;
mod draw;
mod evaluate;
mod explain;
mod explain_code;
pub mod files;
mod fmt;
mod freeze;
mod ledger;
mod new;
mod notices;
mod policy;
mod readings;
mod sample;
mod template;
mod test;

/// Says something on standard error; that nobody listens is no failure.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr().lock(), $($words)*);
    }};
}

/// As [`say!`], without a new line.
macro_rules! say_plain {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = write!(std::io::stderr().lock(), $($words)*);
    }};
}

pub(crate) use {say, say_plain};

use crate::base::tongue::Tongue;
use clap::{Parser, Subcommand};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Fine.
    Fine,
    /// The tool itself failed: a file could not be written, say.
    Failed,
    /// The policy or the data are wrong.
    Wrong,
    /// A check was not met.
    NotMet,
}

impl From<End> for ExitCode {
    fn from(end: End) -> ExitCode {
        // 2 is clap's own, for arguments that it does not understand.
        ExitCode::from(match end {
            End::Fine => 0,
            End::Failed => 1,
            End::Wrong => 3,
            End::NotMet => 4,
        })
    }
}

/// A command that could not go on, with the words to say so.
#[derive(Debug)]
pub struct Stop {
    /// How to end.
    pub end: End,
    /// What to say.
    pub message: String,
}

impl Stop {
    fn failed(message: impl Into<String>) -> Stop {
        Stop { end: End::Failed, message: message.into() }
    }

    fn wrong(message: impl Into<String>) -> Stop {
        Stop { end: End::Wrong, message: message.into() }
    }
}

type Done = Result<End, Stop>;

#[derive(Parser)]
#[command(
    name = "ruxue",
    version,
    about = "入学: school-admission policies that a commission can read, check, compare and sign",
    long_about = "入学 (ruxue): a year's school-admission rules as a policy file that can be read, checked, explained and run.\n\n\
        Exit codes: 0 fine, 1 the tool failed, 2 wrong usage, 3 errors in a policy or in data, 4 a check was not met."
)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Args),
    Test(test::Args),
    Evaluate(evaluate::Args),
    Explain(explain::Args),
    ExplainCode(explain_code::Args),
    Articles(articles::Args),
    Fmt(fmt::Args),
    Readings(readings::Args),
    Calendar(calendar::Args),
    Template(template::Args),
    Notices(notices::Args),
    Ledger(ledger::Args),
    New(new::Args),
    Sample(sample::Args),
    Freeze(freeze::Args),
    Demo(demo::Args),
    Commit(draw::commit::Args),
    Allocate(draw::allocate::Args),
    Void(draw::void::Args),
    Verify(draw::verify::Args),
    Receipt(draw::receipt::Args),
    Record(draw::record::Args),
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let args = Args::parse();
    let result = match &args.command {
        Command::Check(args) => check::run(args),
        Command::Test(args) => test::run(args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Explain(args) => explain::run(args),
        Command::ExplainCode(args) => explain_code::run(args),
        Command::Articles(args) => articles::run(args),
        Command::Fmt(args) => fmt::run(args),
        Command::Readings(args) => readings::run(args),
        Command::Calendar(args) => calendar::run(args),
        Command::Template(args) => template::run(args),
        Command::Notices(args) => notices::run(args),
        Command::Ledger(args) => ledger::run(args),
        Command::New(args) => new::run(args),
        Command::Sample(args) => sample::run(args),
        Command::Freeze(args) => freeze::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Commit(args) => draw::commit::run(args),
        Command::Allocate(args) => draw::allocate::run(args),
        Command::Void(args) => draw::void::run(args),
        Command::Verify(args) => draw::verify::run(args),
        Command::Receipt(args) => draw::receipt::run(args),
        Command::Record(args) => draw::record::run(args),
    };
    match result {
        Ok(end) => end.into(),
        Err(stop) => {
            say!("ruxue: {}", stop.message);
            stop.end.into()
        }
    }
}

/// Writes to standard output; a reader that has gone away is no failure.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// The tongue asked for, or that of the environment.
fn tongue(asked: Option<&str>) -> Result<Tongue, Stop> {
    match asked {
        Some("zh") => Ok(Tongue::Zh),
        Some("en") => Ok(Tongue::En),
        Some(other) => Err(Stop::wrong(format!("`--lang {other}`: the tongues are `zh` and `en`"))),
        None => {
            let set =
                ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|v| std::env::var(v).ok().filter(|v| !v.is_empty()));
            Ok(if set.is_some_and(|v| v.starts_with("zh")) { Tongue::Zh } else { Tongue::En })
        }
    }
}

/// Whether colour suits standard error.
fn colour() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// A progress bar on a terminal; nothing in a pipe.
fn progress(steps: usize, doing: &'static str) -> indicatif::ProgressBar {
    if !std::io::stderr().is_terminal() || steps < 1000 {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new(steps as u64).with_message(doing);
    if let Ok(style) = indicatif::ProgressStyle::with_template("{msg} {bar:40} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar
}
