//! `ruxue new`

use super::files::{Output, write};
use super::policy::{load_text, sound};
use super::{Done, End, Stop, colour, print, tongue};
use crate::renew::renewed;
use crate::report::diagnostics::render;
use std::path::PathBuf;

/// Begin the policy of another year from this year's
///
/// The copy has the new year, and the year it repeals moved along with it. Nothing else is changed: a list at the top
/// names every yearly figure, every row of the timetable and what is said of the document, with its line and its old
/// value, so that each can be set by the new document. Comments and layout stay as they are.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
Example:
  ruxue new --from policies/2024.pol --year 2025 -o policies/2025.pol
  ruxue check policies/2025.pol

Exit codes: 0 fine; 1 the file could not be written, or is there already (it is never replaced); 2 wrong usage; 3 the
policy has errors, or the copy would have some"
)]
pub struct Args {
    /// The policy to copy
    #[arg(long, value_name = "POLICY")]
    from: PathBuf,
    /// The year of the copy
    #[arg(long)]
    year: i64,
    /// The file to write, in the folder of the policy or in another from which the files that it uses are found
    #[arg(short, long, value_name = "POLICY")]
    output: PathBuf,
    /// zh or en; by default that of the environment
    #[arg(long)]
    lang: Option<String>,
}

pub fn run(args: &Args) -> Done {
    let tongue = tongue(args.lang.as_deref())?;
    let (loaded, policy) = sound(&args.from)?;
    let (text, old) = renewed(&loaded, &policy, args.year).map_err(|refusal| Stop::wrong(refusal.text(tongue)))?;
    let copy = load_text(&args.output, text.clone());
    if copy.has_errors() {
        super::say_plain!("{}", render(&copy.diagnostics, &copy.sources, colour()));
        return Err(Stop::wrong(
            tongue.pick("the copy would have these errors; nothing was written", "复制件会有上述错误，没有写出"),
        ));
    }
    let output = Output { path: args.output.clone(), bytes: text.into_bytes(), private: false };
    // What somebody has begun to write is never replaced, so that `--force` is not offered either.
    if output.path.symlink_metadata().is_ok() {
        let path = output.path.display();
        return Err(Stop::failed(tongue.pick(format!("`{path}` is there already"), format!("`{path}` 已存在"))));
    }
    write(&output, false).map_err(|e| Stop::failed(e.text(tongue)))?;
    let path = args.output.display();
    let year = args.year;
    print(&tongue.pick(
        format!("{path}: the policy of {} for {year}\n  {old} lines still say what they said before; they are listed at the top of the file\n", policy.year),
        format!("{path}：{} 年政策的 {year} 年草稿\n  仍有 {old} 处是原值，已列在文件开头\n", policy.year),
    ));
    Ok(End::Fine)
}
