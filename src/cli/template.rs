//! `ruxue template`

use super::files::{Output, write};
use super::{Done, End, Stop, policy, print, tongue};
use crate::data::template;
use std::path::PathBuf;

/// Write an empty form of a stage as an Excel workbook: headings, drop-downs, and the paper that proves each field
///
/// Fill in a row for each applicant and give the workbook to `ruxue evaluate` as it is. An empty cell is an unknown
/// fact; what is known to be absent is said by `无` or `none`. A second sheet says what each column asks.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
Example:
  ruxue template policies/2024.pol --stage primary -o primary.xlsx
  ruxue evaluate policies/2024.pol primary.xlsx

Exit codes: 0 fine; 1 the file could not be written, or is there already and --force was not given; 2 wrong usage;
3 the policy has errors, or no such stage"
)]
pub struct Args {
    /// The policy file
    policy: PathBuf,
    /// The stage; it may be left out if the policy has only one
    #[arg(long)]
    stage: Option<String>,
    /// The workbook to write
    #[arg(short, long, value_name = "FORM.xlsx")]
    output: PathBuf,
    /// Replace a workbook that is there already
    #[arg(long)]
    force: bool,
    /// zh or en; by default that of the environment
    #[arg(long)]
    lang: Option<String>,
}

pub fn run(args: &Args) -> Done {
    let tongue = tongue(args.lang.as_deref())?;
    let (_, policy) = policy::sound(&args.policy)?;
    let stage = policy::stage(&policy, args.stage.as_deref(), tongue)?;
    if !args.output.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx")) {
        return Err(Stop::wrong(
            tongue
                .pick("the form is a workbook: its name must end in `.xlsx`", "表单是工作簿：文件名须以 `.xlsx` 结尾"),
        ));
    }
    let bytes = template(&policy, stage).map_err(|e| Stop::failed(e.to_string()))?;
    let output = Output { path: args.output.clone(), bytes, private: false };
    write(&output, args.force).map_err(|e| Stop::failed(e.text(tongue)))?;
    let (file, stage) = (args.output.display(), policy.stages[stage.index()].named.shown());
    print(&tongue.pick(format!("{file}: an empty form for {stage}\n"), format!("{file}：{stage}空白表\n")));
    Ok(End::Fine)
}
