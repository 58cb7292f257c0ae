//! `ruxue sample` and `ruxue demo` as a newcomer runs them.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

fn ruxue(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ruxue"));
    command.args(args).current_dir(folder).env_remove("LC_ALL").env("LANG", "C").output().expect("the tool runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with the policies in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    std::os::unix::fs::symlink(policies, folder.path().join("policies")).expect("a link");
    folder
}

fn mode(path: &Path) -> u32 {
    path.metadata().expect("it is there").permissions().mode() & 0o777
}

#[test]
fn the_demo_ends_with_commands_that_run() {
    let folder = folder();
    let at = folder.path();
    let first = ruxue(at, &["demo", "-n", "120"]);
    let screen = text(&first.stdout);
    assert!(first.status.success(), "{screen}{}", text(&first.stderr));
    let commands: Vec<&str> = screen.lines().map(str::trim).filter(|line| line.contains(" explain ")).collect();
    assert_eq!(commands.len(), 3, "{screen}");
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        let explained = ruxue(at, &words);
        assert!(explained.status.success(), "{command}\n{}", text(&explained.stderr));
    }
    assert_eq!(mode(&at.join("demo-out/primary.csv")), 0o600);
    assert_eq!(mode(&at.join("demo-out/primary-decisions/decisions.csv")), 0o600);

    // It may replace what it made itself, and gives the same again.
    let again = ruxue(at, &["demo", "-n", "120"]);
    assert_eq!(text(&again.stdout), screen);
    // A folder that someone else made is left alone.
    std::fs::create_dir(at.join("mine")).expect("a folder");
    std::fs::write(at.join("mine/primary.csv"), "my own work").expect("a file");
    let refused = ruxue(at, &["demo", "-n", "120", "-o", "mine"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("choose another folder"), "{}", text(&refused.stderr));
    assert_eq!(std::fs::read_to_string(at.join("mine/primary.csv")).expect("a file"), "my own work");
}

#[test]
fn a_sample_is_written_once_and_replaced_only_when_asked() {
    let folder = folder();
    let at = folder.path();
    let args = ["sample", "policies/2024.pol", "-n", "50", "--seed", "3", "-o", "out", "--dirt", "20"];
    let first = ruxue(at, &args);
    assert!(first.status.success(), "{}", text(&first.stderr));
    let screen = text(&first.stdout);
    assert!(screen.contains("out/primary.csv: 30 applicants, 6 of them with a mistake"), "{screen}");
    assert_eq!(mode(&at.join("out/junior.csv")), 0o600);
    assert_eq!(ruxue(at, &args).status.code(), Some(1));
    let forced = ruxue(at, &[&args[..], &["--force", "--names"]].concat());
    assert!(forced.status.success());
    let header = std::fs::read_to_string(at.join("out/primary.csv")).expect("a file");
    assert!(header.starts_with("\u{feff}id,household,"), "{header}");
    std::fs::write(at.join("bad.toml"), "[persona.primary.x]\nweight = 1\nhuko = \"chaoyang\"\n").expect("a file");
    let wrong = ruxue(at, &["sample", "policies/2024.pol", "-o", "other", "--profile", "bad.toml"]);
    assert_eq!(wrong.status.code(), Some(3));
    assert!(
        text(&wrong.stderr)
            .contains("bad.toml:3: persona.primary.x.huko: there is no such field; did you mean `hukou`?")
    );
    assert!(!at.join("other").exists());
}
