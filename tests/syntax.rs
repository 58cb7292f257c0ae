//! Good and bad policies as files: what they parse to, and the screen that their author sees.

use ruxue::base::span::{FileId, Source};
use ruxue::report::diagnostics::render;
use ruxue::syntax::parse;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn policies(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "pol"));
    files.sort();
    files
}

fn source(path: &Path) -> Source {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Source { path: name, text: std::fs::read_to_string(path).expect("a text file") }
}

#[test]
fn good_policies_parse_without_a_word() {
    for path in policies("good") {
        let source = source(&path);
        let (items, found) = parse(FileId(0), &source.text);
        assert!(found.is_empty(), "{}", render(&found, &[source], false));
        assert!(!items.is_empty());
    }
}

#[test]
fn bad_policies_get_their_messages() {
    for path in policies("bad") {
        let source = source(&path);
        let (items, found) = parse(FileId(0), &source.text);
        let mut screen = String::new();
        for (number, line) in source.text.lines().enumerate() {
            let _ = writeln!(screen, "{:>3} {line}", number + 1);
        }
        let _ = writeln!(screen, "--- {} declarations, {} findings\n", items.len(), found.len());
        screen.push_str(&render(&found, std::slice::from_ref(&source), false));
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(source.path.trim_end_matches(".pol"), screen);
        });
        assert!(!found.is_empty(), "{} is not bad", source.path);
    }
}
