//! `ruxue notices`

use super::files::{Output, write_many};
use super::{Done, End, Stop, batch, print};
use crate::batch::needs;
use crate::data::{Applicant, Sheet, write};
use crate::format::Voices;
use crate::outcome::Decision;
use crate::report::notice::{Family, Notices, families};
use crate::report::results::papers;
use crate::report::summary::many;
use crate::report::words::Words;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Write a letter to each family: what was decided, what is missing, which paper proves it, where and until when
///
/// One Markdown file for each household (for each applicant where no household is known), named by its id, and
/// index.csv, which lists them. A letter says nothing about other families, and identity-card numbers stand nowhere.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
The files can be read by their owner only. The folder must be new or empty, or --force be given; letters of an earlier
run that have no successor then stay, and are counted.

Example:
  ruxue notices policies/2024.pol primary.csv -o letters --lang zh

Exit codes: 0 fine; 1 a file could not be written; 2 wrong usage; 3 the policy or the headings are wrong and nothing was
written, or rows were rejected (the others have their letters)"
)]
pub struct Args {
    /// The policy file
    policy: PathBuf,
    /// The applicants: CSV or Excel
    applicants: PathBuf,
    /// The folder for the letters
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    #[command(flatten)]
    options: batch::Options,
    /// Write into a folder that holds something
    #[arg(long)]
    force: bool,
}

pub fn run(args: &Args) -> Done {
    let opened = batch::open(&args.policy, &args.applicants, &args.options)?;
    let decided = opened.decide();
    let batch::Opened { loaded, policy, stage, batch, tongue, .. } = &opened;
    let (stage, tongue) = (*stage, *tongue);
    let rows = &batch.applicants.rows;

    let families = families(policy, rows);
    let names = file_names(&families);
    let voices = Voices::new(&loaded.sources, &loaded.spans);
    let words = Words { spans: &loaded.spans, voices: &voices, tongue };
    let notices = Notices::new(policy, stage, words);
    let headings = tongue.pick(
        ["file", "family", "applicants", "outcomes", "papers to ask for"],
        ["文件", "家庭编号", "申请编号", "结论", "应补材料"],
    );
    let mut index = Sheet::new("index", headings);
    let mut outputs = Vec::new();
    for (family, name) in families.iter().zip(&names) {
        let letter = notices.letter(family, rows, &decided.decisions);
        outputs.push(Output { path: name.into(), bytes: letter.into_bytes(), private: true });
        index.rows.push(row(policy, family, name, rows, &decided.decisions, tongue));
    }
    outputs.push(Output { path: "index.csv".into(), bytes: write::csv(&index), private: true });
    let left = write_many(&args.output, &outputs, args.force).map_err(|e| Stop::failed(e.text(tongue)))?;
    let (count, folder) = (families.len(), args.output.display());
    print(&tongue.pick(
        format!("{folder}: {} and index.csv, which lists them\n", many(count, "letter")),
        format!("{folder}：{count} 份告知，清单见 index.csv\n"),
    ));
    if left > 0 {
        super::say!(
            "{}",
            tongue.pick(
                format!("{} in the folder before, not in index.csv", many(left, "file")),
                format!("目录中原有的 {left} 个文件不在 index.csv 之列"),
            )
        );
    }
    match batch.applicants.rejected.len() {
        0 => Ok(End::Fine),
        rejected => {
            super::say!(
                "{}",
                tongue.pick(
                    format!("{} without a letter; `ruxue evaluate` says why", many(rejected, "rejected row")),
                    format!("另有 {rejected} 行退回，没有告知；`ruxue evaluate` 会写明原因"),
                )
            );
            Ok(End::Wrong)
        }
    }
}

/// Names that differ even where large and small letters do not.
fn file_names(families: &[Family]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut name = |family: &Family| {
        let kind = if family.alone { ".applicant" } else { "" };
        let plain = format!("{}.md", family.id);
        let mut candidates = std::iter::once(plain).chain((1..).map(|n| format!("{}{kind}.{n}.md", family.id)));
        candidates.find(|name| taken.insert(name.to_lowercase())).unwrap_or_default()
    };
    families.iter().map(&mut name).collect()
}

fn row(
    policy: &crate::ir::Policy,
    family: &Family,
    name: &str,
    applicants: &[Applicant],
    decisions: &[Decision],
    tongue: crate::base::tongue::Tongue,
) -> Vec<String> {
    let apart = tongue.pick("; ", "；");
    let of = |say: &dyn Fn(usize) -> String| family.members.iter().map(|row| say(*row)).collect::<Vec<_>>().join(apart);
    let mut asked: Vec<&str> = Vec::new();
    for row in &family.members {
        for paper in papers(policy, &needs(&decisions[*row])).into_iter().filter_map(|(paper, _)| paper) {
            if !asked.contains(&paper) {
                asked.push(paper);
            }
        }
    }
    vec![
        name.to_owned(),
        if family.alone { String::new() } else { family.id.clone() },
        of(&|row| applicants[row].id.to_string()),
        of(&|row| tongue.pick(decisions[row].outcome.word(), decisions[row].outcome.chinese()).to_owned()),
        asked.join(apart),
    ]
}
