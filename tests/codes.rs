//! The pages about codes: complete, unique, and true.

use ruxue::report::page;
use ruxue::{codes, driver};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn the_example_of_each_page_makes_its_code_speak_and_no_other() {
    let mut wrong = String::new();
    for page in codes::pages() {
        let Some(said) = page::run(&page, false) else { continue };
        // What cannot be read gives rise to more than one message.
        let alone = page.code.starts_with('S') || said.codes.iter().all(|code| *code == page.code);
        if !said.codes.contains(&page.code) || !alone {
            let _ = writeln!(wrong, "{}: {:?}\n{}", page.code, said.codes, said.screen);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn pages_without_an_example_are_few() {
    let without: Vec<&str> = codes::pages().iter().filter(|p| p.example.is_none()).map(|p| p.code).collect();
    assert_eq!(without, ["S17", "N12", "T03", "T59", "D03", "D07", "D13", "D23"]);
}

#[test]
fn too_many_files_and_words_are_refused() {
    let uses: String = (0..65).map(|n| format!("use \"f{n}.pol\";\n")).collect();
    let loaded = driver::load("p.pol", codes::whole(&uses), &mut |_| Ok(String::new()));
    assert_eq!(loaded.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), ["N12"]);
    let words: String = (0..65_537).map(|n| format!("w{n};")).collect();
    let loaded = driver::load("p.pol", codes::whole(&format!("enum e {{ {words} }}")), &mut |_| Ok(String::new()));
    assert_eq!(loaded.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), ["T03"]);
}

/// Every message about names, types and the whole, as its author sees it: read this after changing one.
#[test]
fn screens_of_the_examples() {
    for letter in ["N", "T", "C", "R", "E", "D"] {
        let mut screens = String::new();
        for page in codes::pages().iter().filter(|p| p.code.starts_with(letter)) {
            let (Some(example), Some(said)) = (page.example, page::run(page, false)) else { continue };
            let _ = writeln!(screens, "=== {} {}: {}\n{example}---\n{}", page.code, page.slug, page.title, said.screen);
        }
        insta::with_settings!({ snapshot_path => "codes", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(letter, screens);
        });
    }
}

#[test]
fn a_page_is_readable_alone() {
    let shown = page::page(&codes::page("may-be-absent").expect("a page"), false);
    for part in ["T02 may-be-absent", "For example", "permit_since: date or none", "error[T02]"] {
        assert!(shown.contains(part), "{shown}");
    }
    for page in codes::pages() {
        assert!(page.text.len() > 60 && page.title.len() < 110, "{}", page.code);
        assert!(!page.title.ends_with('.'), "{}", page.code);
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
        } else if !path.ends_with("support.rs") && !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).expect("a text");
            let is_code = |s: &&str| matches!(s.as_bytes(), [letter, rest @ ..] if letter.is_ascii_uppercase() && rest.len() == 2 && rest.iter().all(u8::is_ascii_digit));
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
