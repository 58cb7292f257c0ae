//! `ruxue fmt`

use super::files::{self, Output};
use super::{Done, End, Stop, colour, print};
use crate::base::tongue::Tongue;
use crate::driver::{Loaded, load};
use crate::format::{self, Understood};
use crate::ir::fingerprint::fingerprint;
use crate::report::diagnostics::render;
use crate::syntax::ast::ItemKind;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Lay policies out in the one way, and switch them between English and Chinese
///
/// Rewrites the files in place. Comments and the blank lines between entries stay. With `--to`, keywords, marks and dates
/// are written in that tongue, and of everything that has a name and a label the one that belongs to it is shown;
/// declarations keep both, so that nothing is lost and the way back gives the same file. A policy may use files in the
/// other tongue: either name is understood everywhere.
///
/// A file with errors is not touched. What is written has been read again and means the same: same tree, same comments,
/// same fingerprint.
#[derive(clap::Args)]
pub struct Args {
    /// Policy files, or `-` for standard input, which is written to standard output
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Change nothing; end with code 4 if a file is not laid out so, and show its first line that differs
    #[arg(long)]
    check: bool,
    /// The tongue to switch to
    #[arg(long, value_name = "TONGUE", value_enum)]
    to: Option<To>,
    /// Where the policy on standard input lies, for the files that it uses
    #[arg(long = "as", value_name = "PATH")]
    lies: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum To {
    /// Chinese
    Zh,
    /// English
    En,
}

pub fn run(args: &Args) -> Done {
    let to = args.to.map(|to| if to == To::Zh { Tongue::Zh } else { Tongue::En });
    let mut end = End::Fine;
    for path in &args.files {
        let done = one(args, path, to)?;
        end = match (end, done) {
            (End::Wrong, _) | (_, End::Wrong) => End::Wrong,
            (End::NotMet, _) | (_, End::NotMet) => End::NotMet,
            _ => End::Fine,
        };
    }
    Ok(end)
}

fn one(args: &Args, path: &Path, to: Option<Tongue>) -> Done {
    let piped = path.as_os_str() == "-";
    let place = if piped { args.lies.clone().unwrap_or_else(|| PathBuf::from("-")) } else { path.to_path_buf() };
    let bytes = if piped {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|e| Stop::failed(format!("cannot read standard input: {e}")))?;
        bytes
    } else {
        files::read(path).map_err(|failure| Stop::failed(failure.text(Tongue::En)))?
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(Stop::wrong(format!("`{}` is not UTF-8 text", place.display())));
    };
    let shown = place.to_string_lossy().into_owned();
    let folder = place.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut cache = BTreeMap::new();
    let mut reader = |name: &str| -> Result<String, String> {
        let used = || std::fs::read_to_string(folder.join(name)).map_err(|e| format!("cannot read it: {e}"));
        cache.entry(name.to_string()).or_insert_with(used).clone()
    };
    let loaded = load(&shown, text.clone(), &mut reader);
    if let Some(stop) = errors(&loaded) {
        super::say_plain!("{stop}");
        super::say!("ruxue: `{shown}` has errors and is left as it is");
        return Ok(End::Wrong);
    }
    let mut first = Some(loaded);
    let mut understand = |text: &str| {
        let loaded = first.take().unwrap_or_else(|| load(&shown, text.to_string(), &mut reader));
        Understood {
            fingerprint: loaded.policy.as_ref().map(fingerprint),
            wrong: loaded.diagnostics.iter().map(|d| d.span).collect(),
            items: loaded.items,
            spans: loaded.spans,
        }
    };
    let out = format::format(&text, to, &mut understand).map_err(|why| {
        Stop::failed(format!(
            "internal error: `{shown}` is left as it is, because its new form would not be the same; {why}"
        ))
    })?;
    if args.check {
        if out == text {
            return Ok(End::Fine);
        }
        print(&difference(&shown, &text, &out));
        return Ok(End::NotMet);
    }
    if piped {
        print(&out);
    } else if out != text {
        let output = Output { path: path.to_path_buf(), bytes: out.into_bytes(), private: false };
        files::write(&output, true).map_err(|failure| Stop::failed(failure.text(Tongue::En)))?;
        super::say!("{shown}: rewritten");
    }
    Ok(End::Fine)
}

/// What is wrong with a file that is not to be touched. A vocabulary is read alone: what it lacks may stand elsewhere.
fn errors(loaded: &Loaded) -> Option<String> {
    let vocabulary = !loaded.items.iter().any(|item| matches!(item.kind, ItemKind::Policy(_)));
    let found: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter(|d| d.severity == crate::diagnostic::Severity::Error && (!vocabulary || d.code.starts_with('S')))
        .cloned()
        .collect();
    (!found.is_empty()).then(|| render(&found, &loaded.sources, colour()))
}

/// The first line that differs.
fn difference(path: &str, old: &str, new: &str) -> String {
    let (mut left, mut right) = (old.split('\n'), new.split('\n'));
    let mut number = 0;
    loop {
        number += 1;
        match (left.next(), right.next()) {
            (Some(a), Some(b)) if a == b => {}
            (a, b) => {
                let line = |sign: char, line: Option<&str>| line.map_or(String::new(), |l| format!("  {sign} {l}\n"));
                return format!("{path}:{number}: not laid out by `ruxue fmt`\n{}{}", line('-', a), line('+', b));
            }
        }
    }
}
