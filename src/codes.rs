//! All codes of all passes: the registry behind `ruxue explain-code`.
//!
//! A pass keeps the pages of its codes in a table of its own and is named here once. The letter says who speaks:
//! `S` syntax, `N` names, `T` types, `C` checks, `D` data.

use crate::diagnostic::CodePage;
use crate::syntax;

/// The pages of each pass, in the order in which the passes run.
const TABLES: &[&[CodePage]] = &[syntax::codes::PAGES];

/// All pages, pass by pass.
pub fn pages() -> Vec<CodePage> {
    TABLES.concat()
}

/// The page about a code, which may be written in lower case, or about a slug.
pub fn page(name: &str) -> Option<CodePage> {
    pages().into_iter().find(|page| page.code.eq_ignore_ascii_case(name) || page.slug == name)
}
