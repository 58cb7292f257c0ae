//! The floors of the crate: a module imports only from lower ones. ARCHITECTURE.md shows the same list.

use std::collections::BTreeMap;
use std::path::Path;

/// From the ground up; modules on one floor do not know each other.
const FLOORS: &[&[&str]] = &[
    &["base"],
    &["allocation", "diagnostic", "value"],
    &["operators", "outcome", "record"],
    &["syntax"],
    &["ir"],
    &["tables"],
    &["data", "driver", "format", "interp"],
    &["roster"],
    &["batch", "changes", "codes", "examples", "freeze", "hinges", "ledger", "renew", "sample"],
    &["report"],
    &["cli"],
];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push((path.to_string_lossy().into_owned(), std::fs::read_to_string(&path).expect("a file")));
        }
    }
}

#[test]
fn modules_import_only_lower_floors() {
    let floor_of: BTreeMap<&str, usize> =
        FLOORS.iter().enumerate().flat_map(|(at, floor)| floor.iter().map(move |m| (*m, at))).collect();
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mut wrong = Vec::new();
    for (path, text) in &files {
        let module = path.trim_start_matches("src/").split('/').next().unwrap_or("").trim_end_matches(".rs");
        let test_only = path.ends_with("tests.rs") || path.contains("/tests/") || path.ends_with("support.rs");
        if matches!(module, "lib" | "main") || test_only {
            continue;
        }
        let Some(own) = floor_of.get(module) else {
            wrong.push(format!("{path}: the module `{module}` stands on no floor"));
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            let line = line.split("//").next().unwrap_or("");
            for (at, _) in line.match_indices("crate::") {
                let other: String = line[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let fine = other == module || floor_of.get(other.as_str()).is_none_or(|floor| floor < own);
                if !fine {
                    wrong.push(format!("{path}:{}: `{module}` must not know `{other}`", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_floors_are_those_of_the_document() {
    let document = std::fs::read_to_string("ARCHITECTURE.md").expect("ARCHITECTURE.md");
    for (at, floor) in FLOORS.iter().enumerate() {
        let words = floor.iter().map(|m| format!("`{m}`")).collect::<Vec<_>>().join(", ");
        let row = format!("| {at} | {words} |");
        assert!(document.contains(&row), "ARCHITECTURE.md has no row `{row}`");
    }
}

#[test]
fn nothing_below_the_command_line_touches_the_world() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mut wrong = Vec::new();
    for (path, text) in &files {
        if path.starts_with("src/cli/")
            || path == "src/main.rs"
            || path.ends_with("tests.rs")
            || path.contains("/tests/")
        {
            continue;
        }
        for word in [
            "std::fs",
            "std::env",
            "std::time",
            "std::io::stdout",
            "println!",
            "eprintln!",
            "f64",
            "f32",
            "HashMap",
            "HashSet",
            "rusqlite",
        ] {
            // A spreadsheet stores its cells as floats; there, and nowhere else, they are read and written.
            if word.starts_with('f') && word.len() == 3 && path.starts_with("src/data/") {
                continue;
            }
            // The one file that is opened below the command line is a ledger, by the path handed to it; by nothing else.
            if word == "rusqlite" && path.starts_with("src/ledger/sqlite/") {
                continue;
            }
            if let Some(number) = text.lines().position(|l| l.split("//").next().unwrap_or("").contains(word)) {
                wrong.push(format!("{path}:{}: `{word}`", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
