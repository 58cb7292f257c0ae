//! `ruxue receipt`

use super::{one, refuse, sound, verify::find};
use crate::cli::files::{Output, write_many};
use crate::cli::{Done, End, Stop, print};
use crate::record::certificate;
use crate::record::receipt::{FOLDER, Receipts};
use crate::record::run::again;
use crate::record::sums;
use std::path::PathBuf;

/// Write the receipt of one applicant, or of all: ticket, wishes, cut-offs, and how to check
///
/// A receipt says where the applicant stood at each school of their wishes, where its list ended, and what came of
/// it. It says nothing about others. The draw is verified first.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
One receipt is printed. All of them are written into sealed/receipts, a file for each applicant, readable by their
owner only.

Examples:
  ruxue receipt 2024 --draw first_batch --id G2024000001 --lang zh
  ruxue receipt 2024 --draw first_batch --all --lang zh

Exit codes: 0 fine; 1 a file could not be written; 2 wrong usage; 3 the folder is not sound, or it has no such
applicant"
)]
pub struct Args {
    /// The year folder; for one receipt also the folder of a draw or a public folder
    folder: PathBuf,
    /// The draw: the name of its folder
    #[arg(long, value_name = "NAME")]
    draw: Option<String>,
    /// The applicant
    #[arg(long, required_unless_present = "all", conflicts_with = "all")]
    id: Option<String>,
    /// All applicants
    #[arg(long)]
    all: bool,
    /// Write into a folder that holds receipts
    #[arg(long, requires = "all")]
    force: bool,
    /// Speak Chinese or English
    #[arg(long, value_name = "zh|en")]
    lang: Option<String>,
}

pub fn run(args: &Args) -> Done {
    let tongue = crate::cli::tongue(args.lang.as_deref())?;
    let draws = find(&args.folder, tongue)?;
    let place = match (&args.draw, draws.as_slice()) {
        (None, [place]) => place,
        (None, _) => {
            let names = tongue.join(draws.iter().map(|place| format!("`{}`", place.name)));
            return Err(Stop::wrong(tongue.pick(
                format!("say which draw with `--draw`; there are {names}"),
                format!("请用 `--draw` 指明派位；有 {names}"),
            )));
        }
        (Some(name), _) => one(&draws, name, &args.folder, tongue)?,
    };
    let Some(bytes) = place.public.get(certificate::FILE) else {
        return Err(Stop::wrong(tongue.pick("the draw has not been held", "派位尚未举行")));
    };
    // Receipts that are to be replaced need not be right.
    let mut checked = place.clone();
    checked.sealed =
        checked.sealed.map(|sealed| sealed.into_iter().filter(|(path, _)| !path.starts_with(FOLDER)).collect());
    sound(&checked, &draws, tongue)?;
    let run = again(&place.public).map_err(|faults| refuse(&faults, tongue, "no receipt was written", "未生成告知"))?;
    let receipts = Receipts::new(&run, sums::digest(bytes));
    if let Some(id) = &args.id {
        let Some(row) = receipts.row(id) else {
            let id = crate::base::card::mask(id);
            return Err(Stop::wrong(
                tongue.pick(format!("there is no applicant `{id}` in the roster"), format!("名册中没有 `{id}`")),
            ));
        };
        print(&receipts.write(row, tongue));
        return Ok(End::Fine);
    }
    if place.is_alone {
        return Err(Stop::wrong(tongue.pick(
            "all receipts are written into the sealed part, which a public folder has not; give the year folder",
            "全部告知写入封存部分，公开文件夹没有该部分；请给出年度文件夹",
        )));
    }
    let folder = place.sealed_at().join(FOLDER.trim_end_matches('/'));
    let outputs: Vec<Output> = run
        .public
        .roster
        .ids
        .iter()
        .enumerate()
        .map(|(row, id)| Output {
            path: format!("{id}.txt").into(),
            bytes: receipts.write(row, tongue).into_bytes(),
            private: true,
        })
        .collect();
    write_many(&folder, &outputs, args.force).map_err(|failure| super::failed(&failure, tongue))?;
    let (count, folder) = (outputs.len(), folder.display());
    print(&tongue.pick(format!("{count} receipts in {folder}\n"), format!("{count} 份告知，在 {folder}\n")));
    Ok(End::Fine)
}
