//! `ruxue explain-code`

use super::{Done, End, Stop, print};
use crate::codes;
use crate::diagnostic::did_you_mean;
use crate::report::page;
use std::io::IsTerminal;

/// Tell about a code such as T02: why it is an error, what to do, and an example with what the tool says about it
///
/// Without a code, all of them are listed.
#[derive(clap::Args)]
pub struct Args {
    /// A code such as `T02`, or its slug
    code: Option<String>,
}

pub fn run(args: &Args) -> Done {
    let Some(name) = &args.code else {
        print(&list());
        return Ok(End::Fine);
    };
    let Some(found) = codes::page(name) else {
        let pages = codes::pages();
        // Codes are so short that each is near another one; only a lost zero is sure.
        let padded = name.split_at_checked(1).map(|(letter, digit)| format!("{letter}0{digit}").to_uppercase());
        let near =
            pages.iter().find(|p| padded.as_deref() == Some(p.code)).map(|p| format!("did you mean `{}`?", p.code));
        let near = near.or_else(|| did_you_mean(name, pages.iter().map(|p| p.slug)));
        let near = near.map(|near| format!("; {near}")).unwrap_or_default();
        super::say!("{}", list());
        return Err(Stop::wrong(format!("there is no code `{name}`{near}")));
    };
    let colour = std::io::stdout().is_terminal() && super::colour();
    print(&page::page(&found, colour));
    Ok(End::Fine)
}

/// Every code with its title, one a line.
fn list() -> String {
    let pages = codes::pages();
    let slug = pages.iter().map(|p| p.slug.len()).max().unwrap_or(0);
    pages.iter().map(|p| format!("{}  {:slug$}  {}\n", p.code, p.slug, p.title)).collect()
}
