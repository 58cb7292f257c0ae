//! `ruxue calendar`

use super::{Done, End, policy, print, tongue};
use crate::report::calendar::calendar;
use std::path::PathBuf;

/// Show the timetable in the order of its days
///
/// Each window with its first and its last day (both belong to it), the day of the week, its articles, and the windows
/// that must be over before it begins.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
Example:
  ruxue calendar policies/2024.pol --lang zh

Exit codes: 0 fine; 2 wrong usage; 3 the policy has errors"
)]
pub struct Args {
    /// The policy file
    policy: PathBuf,
    /// zh or en; by default that of the environment
    #[arg(long)]
    lang: Option<String>,
}

pub fn run(args: &Args) -> Done {
    let tongue = tongue(args.lang.as_deref())?;
    let (_, policy) = policy::sound(&args.policy)?;
    print(&calendar(&policy, tongue));
    Ok(End::Fine)
}
