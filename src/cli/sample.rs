//! `ruxue sample`

use super::files::{self, Output};
use super::{Done, End, Stop, policy, print};
use crate::base::tongue::Tongue;
use crate::data::write::{Sheet, csv};
use crate::ir::{Policy, StageId};
use crate::sample::{self, Chance, Cohort, Profile, applicant_sheets, soil, table_sheets};
use std::path::{Path, PathBuf};

/// Draw a synthetic cohort: one CSV for each stage, one for each table
///
/// Who applies is written in a cohort profile beside the policy (`policies/2024.cohort.toml` for `policies/2024.pol`):
/// shares of stages and households, and how facts hang together. The comments at its top explain how to write one.
/// The same policy, profile, number and seed give the same files on every machine. No row is a real person.
#[derive(clap::Args)]
pub struct Args {
    /// The policy file
    policy: PathBuf,
    /// How many applicants, in all stages together; the profile says how they are shared out
    #[arg(short = 'n', long = "number", value_name = "N", default_value_t = 1000)]
    number: u64,
    /// The seed; another seed gives another cohort
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder to write to
    #[arg(short = 'o', long = "output", value_name = "DIR")]
    output: PathBuf,
    /// The cohort profile; by default the one beside the policy
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Put mistakes such as families make into so many of a hundred rows
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=100))]
    dirt: u8,
    /// Write names in headings and cells, not labels
    #[arg(long)]
    names: bool,
    /// Replace files that are there already
    #[arg(long)]
    force: bool,
}

/// The cohort profile that belongs to a policy.
pub fn profile_beside(policy: &Path) -> PathBuf {
    policy.with_extension("cohort.toml")
}

/// Reads a cohort profile for a policy.
pub fn profile(policy: &Policy, path: &Path) -> Result<Profile, Stop> {
    let bytes = files::read(path).map_err(|e| Stop::failed(e.text(Tongue::En)))?;
    let file = path.display();
    let text = String::from_utf8(bytes).map_err(|_| Stop::wrong(format!("`{file}` is not UTF-8 text")))?;
    sample::read(policy, &text).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(|problem| problem.text(&file.to_string())).collect();
        Stop::wrong(lines.join("\nruxue: "))
    })
}

/// Draws a cohort.
pub fn draw(policy: &Policy, profile: &Profile, file: &Path, number: u64, seed: u64) -> Result<Cohort, Stop> {
    sample::sample(policy, profile, number, seed)
        .map_err(|problem| Stop::wrong(problem.text(&file.display().to_string())))
}

/// The files of a cohort: those of applicants are for their owner only.
pub fn outputs(applicants: &[Sheet], tables: &[Sheet]) -> Vec<Output> {
    let output = |sheet: &Sheet, private: bool| Output {
        path: format!("{}.csv", sheet.name).into(),
        bytes: csv(sheet),
        private,
    };
    applicants.iter().map(|sheet| output(sheet, true)).chain(tables.iter().map(|sheet| output(sheet, false))).collect()
}

pub fn run(args: &Args) -> Done {
    let (_, policy) = policy::sound(&args.policy)?;
    let path = args.profile.clone().unwrap_or_else(|| profile_beside(&args.policy));
    let profile = profile(&policy, &path)?;
    let cohort = draw(&policy, &profile, &path, args.number, args.seed)?;
    let mut applicants = applicant_sheets(&policy, &cohort, !args.names);
    let mut soiled = vec![0; applicants.len()];
    if args.dirt > 0 {
        for (at, sheet) in applicants.iter_mut().enumerate() {
            let stage = StageId(at as u16);
            let mut chance = Chance::new(args.seed, &format!("dirt {}", policy.stages[at].named.name));
            soiled[at] = soil(&policy, stage, sheet, u64::from(args.dirt), &mut chance);
        }
    }
    let tables = table_sheets(&policy, &cohort, !args.names);
    files::write_set(&args.output, &outputs(&applicants, &tables), &[], args.force)
        .map_err(|e| Stop::failed(e.text(Tongue::En)))?;
    let mut out = String::new();
    for (sheet, soiled) in applicants.iter().zip(soiled) {
        let dirty = if soiled > 0 { format!(", {soiled} of them with a mistake") } else { String::new() };
        out.push_str(&format!(
            "{}: {} applicants{dirty}\n",
            args.output.join(format!("{}.csv", sheet.name)).display(),
            sheet.rows.len()
        ));
    }
    for sheet in &tables {
        out.push_str(&format!(
            "{}: {} rows\n",
            args.output.join(format!("{}.csv", sheet.name)).display(),
            sheet.rows.len()
        ));
    }
    print(&out);
    Ok(End::Fine)
}
