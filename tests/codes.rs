//! The pages about codes: complete, unique, and true.

use ruxue::base::span::FileId;
use ruxue::codes;
use ruxue::diagnostic::Diagnostic;
use std::collections::BTreeSet;
use std::path::Path;

/// What the passes say about a policy.
fn run(policy: &str) -> Vec<Diagnostic> {
    ruxue::syntax::parse(FileId(0), policy).1
}

#[test]
fn the_example_of_each_page_makes_its_code_speak() {
    for page in codes::pages() {
        if let Some(example) = page.example {
            let found = run(example);
            assert!(found.iter().any(|d| d.code == page.code), "{}: {found:#?}", page.code);
        }
    }
}

#[test]
fn codes_and_slugs_are_unique() {
    let pages = codes::pages();
    assert_eq!(pages.iter().map(|p| p.code).collect::<BTreeSet<_>>().len(), pages.len());
    assert_eq!(pages.iter().map(|p| p.slug).collect::<BTreeSet<_>>().len(), pages.len());
    assert_eq!(codes::page("s04"), codes::page("missing-semicolon"));
}

/// Codes as they stand in the sources: a string of one capital letter and two digits.
fn codes_in(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            codes_in(&path, codes);
        } else {
            let text = std::fs::read_to_string(&path).expect("a text");
            let is_code = |s: &&str| {
                matches!(s.as_bytes(), [letter, rest @ ..] if letter.is_ascii_uppercase() && rest.len() == 2 && rest.iter().all(u8::is_ascii_digit))
            };
            codes.extend(text.split('"').filter(is_code).map(String::from));
        }
    }
}

#[test]
fn every_code_that_the_sources_use_has_a_page() {
    let mut used = BTreeSet::new();
    codes_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut used);
    let pages: BTreeSet<String> = codes::pages().iter().map(|p| p.code.to_string()).collect();
    assert_eq!(used, pages);
}
