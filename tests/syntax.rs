//! Good and bad policies as files: what they parse to, and the screen that their author sees.

use ruxue::base::span::{FileId, Source};
use ruxue::report::diagnostics::{render, to_json};
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
        let windows = format!("\u{FEFF}{}", source.text.replace('\n', "\r\n"));
        let (same, found) = parse(FileId(0), &windows);
        assert!(found.is_empty(), "{}", render(&found, &[source], false));
        assert_eq!(same.len(), items.len());
    }
}

/// The tree of a policy without the places, which differ between two spellings of it.
fn tree(text: &str) -> String {
    let (items, found) = parse(FileId(0), text);
    assert!(found.is_empty(), "{found:?}");
    let tree = format!("{items:#?}");
    let mut out = String::new();
    let mut in_span = None;
    for line in tree.lines() {
        let indent = line.len() - line.trim_start().len();
        if in_span.is_some_and(|outer| indent > outer) {
            continue;
        }
        in_span = line.trim_end().ends_with("Span {").then_some(indent);
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

#[test]
fn the_two_faces_of_a_policy_have_one_tree() {
    let (english, chinese) = (include_str!("good/face_english.pol"), include_str!("good/face_chinese.pol"));
    let (english, chinese) = (tree(english), tree(chinese));
    for (number, (a, b)) in english.lines().zip(chinese.lines()).enumerate() {
        assert_eq!(a, b, "line {number} of the tree");
    }
    assert_eq!(english.len(), chinese.len());
}

#[test]
fn findings_as_json_count_characters() {
    let text = "条件 甲 {\n  户籍 为 朝阳区\n  乙；\n}\n条件 丙 { 丁； } }\n";
    let (_, found) = parse(FileId(0), text);
    let json = to_json(&found, &[Source { path: "政策.pol".into(), text: text.into() }]);
    let json = serde_json::to_string_pretty(&json).expect("it is JSON");
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("json", json);
    });
}

#[test]
fn colour_is_put_in_only_when_asked_for() {
    let text = "condition a { }\n";
    let (_, found) = parse(FileId(0), text);
    let sources = [Source { path: "p.pol".into(), text: text.into() }];
    assert!(render(&found, &sources, true).contains('\u{1b}'));
    assert!(!render(&found, &sources, false).contains('\u{1b}'));
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
