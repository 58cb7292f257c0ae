//! `ruxue readings`

use super::{Done, End, batch, policy, print, tongue};
use crate::format::Voices;
use crate::hinges::hinges;
use crate::report::readings::Readings;
use crate::report::summary::many;
use crate::report::words::Words;
use std::path::PathBuf;

/// List the ambiguities of the document: the ways to read each, the one in force and why, and who hinges on it
///
/// With a batch of applicants, counts for each reading how many of them would have another outcome, route or class if
/// it alone were read in another way. Claims, which set applicants against one another, are left aside.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
A filled circle marks the alternative in force. Try another with `--reading name=alternative`, here or with
`ruxue evaluate`; `name=refer` runs all of them and leaves it to a person where they differ.

Examples:
  ruxue readings policies/2024.pol
  ruxue readings policies/2024.pol primary.csv --lang zh

Exit codes: 0 fine; 1 a file could not be read; 2 wrong usage; 3 the policy or the headings are wrong, or rows were
rejected (the counts are of the others)"
)]
pub struct Args {
    /// The policy file
    policy: PathBuf,
    /// The applicants: CSV or Excel
    applicants: Option<PathBuf>,
    #[command(flatten)]
    options: batch::Options,
}

pub fn run(args: &Args) -> Done {
    let tongue = tongue(args.options.lang.as_deref())?;
    let (loaded, policy) = policy::sound(&args.policy)?;
    let pins = policy::pins(&policy, &args.options.reading, tongue)?;
    let voices = Voices::new(&loaded.sources, &loaded.spans);
    let words = Words { spans: &loaded.spans, voices: &voices, tongue };
    let Some(path) = &args.applicants else {
        print(&Readings { policy: &policy, words, pins: &pins, batch: None }.text());
        return Ok(End::Fine);
    };
    let stage = batch::stage(&policy, args.options.stage.as_deref(), path, tongue)?;
    let batch = batch::read(&policy, stage, path, args.options.tables.as_deref(), tongue)?;
    for note in &batch.notes {
        super::say!("{note}");
    }
    let rows = &batch.applicants.rows;
    let bar = super::progress(rows.len(), tongue.pick("reading in other ways", "试算"));
    let hinges = hinges(&policy, &batch.tables, stage, rows, &pins, &mut || bar.inc(1));
    bar.finish_and_clear();
    print(&Readings { policy: &policy, words, pins: &pins, batch: Some((&hinges, rows.len())) }.text());
    match batch.applicants.rejected.len() {
        0 => Ok(End::Fine),
        rejected => {
            super::say!(
                "{}",
                tongue.pick(
                    format!("{}, not counted; `ruxue evaluate` says why", many(rejected, "rejected row")),
                    format!("另有 {rejected} 行退回，未计入；`ruxue evaluate` 会写明原因"),
                )
            );
            Ok(End::Wrong)
        }
    }
}
