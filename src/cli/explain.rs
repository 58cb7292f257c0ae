//! `ruxue explain`

use super::{Done, End, Stop, batch, print};
use crate::batch::decide_batch;
use crate::changes::openings;
use crate::format::Voices;
use crate::interp::decide;
use crate::outcome::{Decision, Outcome};
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
    #[command(flatten)]
    options: batch::Options,
    /// Show every step, not only those that decided
    #[arg(long)]
    all: bool,
}

pub fn run(args: &Args) -> Done {
    let opened = batch::open(&args.policy, &args.applicants, &args.options)?;
    let batch::Opened { loaded, policy, stage, pins, batch, tongue } = opened;
    let Some(at) = batch.applicants.rows.iter().position(|r| *r.id == *args.id) else {
        let file = args.applicants.display();
        let id = crate::data::mask(&args.id);
        let rejected = batch.applicants.rejected.iter().find(|r| r.cells.contains(&args.id));
        return Err(Stop::wrong(match rejected {
            Some(row) => tongue.pick(
                format!("the row of `{id}` ({file}:{}) was set aside: {}", row.line, row.reason(tongue)),
                format!("`{id}` 所在行（{file}:{}）已退回：{}", row.line, row.reason(tongue)),
            ),
            None => tongue
                .pick(format!("there is no applicant `{id}` in `{file}`"), format!("`{file}` 中没有申请人 `{id}`")),
        }));
    };
    let facts = &batch.applicants.rows[at].facts;
    let mut decided = decide(&policy, &batch.tables, stage, facts, &pins);
    // Only where a claim may set applicants against one another do the others matter.
    if policy.claims_of(stage).next().is_some() {
        let mut all = decide_batch(&policy, &batch.tables, stage, &batch.applicants.rows, &pins, &mut || ());
        decided = Decision { ways: decided.ways, ..all.decisions.swap_remove(at) };
    }
    let decision = &decided;
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
