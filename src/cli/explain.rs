//! `ruxue explain`

use super::{Done, End, Stop, batch, colour, policy, print, tongue};
use crate::changes::openings;
use crate::format::Voices;
use crate::interp::{Member, claims, decide};
use crate::outcome::Outcome;
use crate::report::explain::{Explained, explain};
use crate::report::words::Words;
use std::path::PathBuf;

/// Explain the decision about one applicant, step by step, in the document's terms
///
/// Shows every way in with what was asked and what was found, what is missing, and the smallest sets of up to three
/// changed facts after which the applicant would be eligible (never facts that cannot be changed, such as a date of birth).
#[derive(clap::Args)]
pub struct Args {
    /// The policy file
    policy: PathBuf,
    /// The applicants: CSV or Excel
    applicants: PathBuf,
    /// The applicant's id
    #[arg(long)]
    id: String,
    /// The stage; by default the one that the file is named after
    #[arg(long)]
    stage: Option<String>,
    /// The folder of tables; by default the applicants' own
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
    /// Read an ambiguity in another way: `name=alternative`, or `name=refer` for all of them
    #[arg(long, value_name = "NAME=ALTERNATIVE")]
    reading: Vec<String>,
    /// Show every step, not only those that decided
    #[arg(long)]
    all: bool,
    /// zh or en; by default that of the environment
    #[arg(long)]
    lang: Option<String>,
}

pub fn run(args: &Args) -> Done {
    let _ = colour();
    let tongue = tongue(args.lang.as_deref())?;
    let (loaded, policy) = policy::sound(&args.policy)?;
    let stage = batch::stage(&policy, args.stage.as_deref(), &args.applicants)?;
    let pins = policy::pins(&policy, &args.reading)?;
    let batch = batch::read(&policy, stage, &args.applicants, args.tables.as_deref(), tongue)?;
    for note in &batch.notes {
        eprintln!("{note}");
    }
    let Some(at) = batch.applicants.rows.iter().position(|r| *r.id == *args.id) else {
        let file = args.applicants.display();
        let id = crate::data::mask(&args.id);
        let rejected = batch.applicants.rejected.iter().find(|r| r.cells.contains(&args.id));
        return Err(Stop::wrong(match rejected {
            Some(row) => tongue.pick(
                format!("the row of `{id}` ({file}:{}) was set aside: {}", row.line, row.reason(tongue)),
                format!("`{id}` 所在行（{file}:{}）已退回：{}", row.line, row.reason(tongue)),
            ),
            None => tongue.pick(
                format!("there is no applicant `{id}` in `{file}`"),
                format!("`{file}` 中没有申请人 `{id}`"),
            ),
        }));
    };
    let facts = &batch.applicants.rows[at].facts;
    let mut decisions: Vec<_> =
        batch.applicants.rows.iter().map(|r| (r, decide(&policy, &batch.tables, stage, &r.facts, &pins))).collect();
    let mut members: Vec<Member> =
        decisions.iter_mut().map(|(row, decision)| Member { facts: &row.facts, decision }).collect();
    claims(&policy, &batch.tables, stage, &pins, &mut members);
    let decision = &decisions[at].1;
    let openings = match decision.outcome {
        Outcome::Ineligible | Outcome::Late => openings(&policy, &batch.tables, stage, facts, &pins),
        _ => Vec::new(),
    };
    let voices = Voices::new(&loaded.sources, &loaded.spans);
    let words = Words { spans: &loaded.spans, voices: &voices, tongue };
    print(&explain(&Explained {
        policy: &policy,
        words,
        id: &args.id,
        decision,
        openings: &openings,
        whole: args.all,
    }));
    Ok(End::Fine)
}
