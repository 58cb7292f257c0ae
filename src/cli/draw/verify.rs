//! `ruxue verify`

use super::{PUBLIC, Place, known_of, one, year};
use crate::base::tongue::Tongue;
use crate::cli::{Done, End, Stop, print};
use crate::record::Fault;
use crate::record::frozen;
use crate::record::sums::{hex, unhex};
use crate::record::verify::{Stage, Verified, hold_to};
use crate::record::void::FOLDER;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Make every draw of a folder again, and name whatever is not as it should be
///
/// Works on a year folder, on the folder of one draw, and on a copied public folder alone; it says what was proved
/// and what could not be looked at. With the digest from the signed page it also says whether this is the draw that
/// was signed.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
From the public part: the placements follow from the classes, wishes and tickets of the roster, and the tickets from
shares and balls. With the sealed part: the sealed facts are those that were frozen. A byte that was changed, a file
that is missing or does not belong, and a draw that stands on a voided one are named, tables by line, row and column.

Examples:
  ruxue verify 2024
  ruxue verify 2024 --draw first_batch --digest 68cf76dc…
  ruxue verify downloaded/public --digest 68cf76dc…

Exit codes: 0 all is as it should be; 1 a file could not be read; 2 wrong usage; 3 something is not"
)]
pub struct Args {
    /// A year folder, the folder of a draw, or a public folder
    folder: PathBuf,
    /// The draw: the name of its folder
    #[arg(long, value_name = "NAME")]
    draw: Option<String>,
    /// The digest of the certificate, from the signed page
    #[arg(long, value_name = "HEX")]
    digest: Option<String>,
    /// Speak Chinese or English
    #[arg(long, value_name = "zh|en")]
    lang: Option<String>,
}

/// How many faults of a draw are printed.
const MOST: usize = 60;

pub fn run(args: &Args) -> Done {
    let tongue = crate::cli::tongue(args.lang.as_deref())?;
    let digest = args.digest.as_deref().map(|digits| {
        unhex(digits).ok_or_else(|| {
            Stop::wrong(tongue.pick("a digest is 64 lower-case hexadecimal digits", "摘要为 64 位小写十六进制数"))
        })
    });
    let digest = digest.transpose()?;
    let draws = find(&args.folder, tongue)?;
    let asked: Vec<&Place> = match &args.draw {
        Some(name) => vec![one(&draws, name, &args.folder, tongue)?],
        None => draws.iter().collect(),
    };
    if asked.is_empty() {
        return Err(Stop::wrong(tongue.pick(
            format!("there is no draw in `{}`", args.folder.display()),
            format!("`{}` 中没有派位", args.folder.display()),
        )));
    }
    if digest.is_some() && asked.len() > 1 {
        return Err(Stop::wrong(
            tongue
                .pick("a digest is that of one draw; say which with `--draw`", "摘要属于一次派位；请用 `--draw` 指明"),
        ));
    }
    let earlier = known_of(&draws);
    let mut wrong = 0;
    for place in asked {
        let mut verified = place.verify(&earlier);
        if let Some(digest) = &digest {
            hold_to(&mut verified, digest);
        }
        let twin = |other: &&Place| {
            other.name != place.name && !other.is_rehearsal() && other.full_name() == place.full_name()
        };
        if let Some(twin) = draws.iter().find(twin).filter(|_| !place.is_rehearsal()) {
            verified.faults.push(Fault::new(
                frozen::FILE,
                format!("the folder `{}` holds the same draw", twin.name),
                format!("文件夹 `{}` 是同一派位", twin.name),
            ));
        }
        wrong += verified.faults.len();
        print(&shown(&place.name, &verified, tongue));
    }
    Ok(if wrong == 0 { End::Fine } else { End::Wrong })
}

/// The draws of a year folder, of a draw's own folder, or of a public folder.
pub(super) fn find(folder: &Path, tongue: Tongue) -> Result<Vec<Place>, Stop> {
    if folder.join(frozen::FILE).is_file() || folder.join(FOLDER).is_dir() {
        return Ok(vec![Place::read_public(folder, tongue)?]);
    }
    if folder.join(PUBLIC).is_dir() {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        return Ok(vec![Place::read(folder, &name, tongue)?]);
    }
    year(folder, tongue)
}

/// What a verification came to, for people.
fn shown(name: &str, verified: &Verified, tongue: Tongue) -> String {
    let mut out = String::new();
    let draw = if verified.draw.is_empty() { name } else { &verified.draw };
    let stage = match (&verified.rehearsal, verified.stage) {
        (Some(seed), _) => tongue.pick(format!("REHEARSAL, seed `{seed}`"), format!("演练，种子 `{seed}`")),
        (_, Stage::Void) => tongue.pick("void", "已作废").to_owned(),
        (_, Stage::Frozen) => tongue.pick("frozen", "已冻结").to_owned(),
        (_, Stage::Committed) => tongue.pick("committed", "已承诺").to_owned(),
        (_, Stage::Certified) => tongue.pick("held", "已举行").to_owned(),
    };
    let attempt = verified.attempt;
    let _ = writeln!(
        out,
        "{}",
        tongue.pick(
            format!("{draw} ({name}), attempt {attempt}: {stage}"),
            format!("{draw}（{name}），第 {attempt} 次：{stage}"),
        )
    );
    for proved in &verified.proved {
        let _ = writeln!(out, "  {} {}", tongue.pick("proved: ", "已证："), proved.text(tongue));
    }
    for open in &verified.open {
        let _ = writeln!(out, "  {} {}", tongue.pick("open:   ", "未证："), open.text(tongue));
    }
    for fault in verified.faults.iter().take(MOST) {
        let _ = writeln!(out, "  {} {}", tongue.pick("WRONG:  ", "有误："), fault.text(tongue));
    }
    if verified.faults.len() > MOST {
        let more = verified.faults.len() - MOST;
        let _ = writeln!(out, "  {}", tongue.pick(format!("and {more} more"), format!("另有 {more} 处")));
    }
    if let Some(digest) = &verified.certificate {
        let _ = writeln!(out, "  {} {}", tongue.pick("certificate", "证书摘要"), hex(digest));
    }
    out
}
