//! The screens in README.md are what the commands print today.
//!
//! A block ```` ```console ```` holds commands (`$ ruxue …`) and their output. ```` ```console head=12 ```` shows the first twelve
//! lines and then `…`. Commands run one after another in one folder that has `policies/` in it. `UPDATE_README=1` writes
//! what they print into the page. `$ cargo …` is not run here: continuous integration does.
#![cfg(unix)]

use std::path::Path;
use std::process::Command;

struct Shown {
    command: String,
    head: Option<usize>,
    output: Vec<String>,
}

enum Part {
    Text(String),
    Fence(String),
    Shown(Shown),
}

fn parts(page: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut head = None;
    let mut inside = false;
    for line in page.lines() {
        if inside && line == "```" {
            inside = false;
            parts.push(Part::Fence(line.into()));
        } else if inside {
            if let Some(command) = line.strip_prefix("$ ") {
                parts.push(Part::Shown(Shown { command: command.into(), head, output: Vec::new() }));
            } else if let Some(Part::Shown(shown)) = parts.last_mut() {
                shown.output.push(line.into());
            } else {
                parts.push(Part::Text(line.into()));
            }
        } else if let Some(info) = line.strip_prefix("```console") {
            inside = true;
            head = info.trim().strip_prefix("head=").and_then(|n| n.parse().ok());
            parts.push(Part::Fence(line.into()));
        } else {
            parts.push(Part::Text(line.into()));
        }
    }
    parts
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let there = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &there);
        } else {
            std::fs::copy(&path, &there).expect("a copy");
        }
    }
}

fn run(command: &str, folder: &Path) -> Vec<String> {
    let bin = Path::new(env!("CARGO_BIN_EXE_ruxue")).parent().expect("a folder");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("bash")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
        .env("PATH", path)
        .env("LC_ALL", "C.UTF-8")
        .env("NO_COLOR", "1")
        .env("TERM", "dumb")
        .output()
        .expect("bash runs");
    String::from_utf8_lossy(&output.stdout).lines().map(|l| l.trim_end().to_string()).collect()
}

#[test]
fn the_screens_of_the_readme_are_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("README.md")).expect("README.md");
    let folder = tempfile::tempdir().expect("a folder");
    // A copy, not a link: the commands of the page may write into it.
    copy(&root.join("policies"), &folder.path().join("policies"));
    let update = std::env::var_os("UPDATE_README").is_some();
    let mut written = String::new();
    let mut wrong = Vec::new();
    let mut commands = 0;
    for part in parts(&page) {
        match part {
            Part::Text(line) | Part::Fence(line) => written.push_str(&format!("{line}\n")),
            Part::Shown(shown) => {
                written.push_str(&format!("$ {}\n", shown.command));
                let mut now = if shown.command.starts_with("cargo ") {
                    shown.output.clone()
                } else {
                    commands += 1;
                    run(&shown.command, folder.path())
                };
                if let Some(head) = shown.head
                    && now.len() > head
                {
                    now.truncate(head);
                    now.push("…".into());
                }
                while now.last().is_some_and(String::is_empty) {
                    now.pop();
                }
                let mut said = shown.output.clone();
                while said.last().is_some_and(String::is_empty) {
                    said.pop();
                }
                if now != said {
                    wrong.push(format!(
                        "$ {}\n--- the page says\n{}\n--- it prints\n{}",
                        shown.command,
                        said.join("\n"),
                        now.join("\n")
                    ));
                }
                for line in &now {
                    written.push_str(&format!("{line}\n"));
                }
            }
        }
    }
    if update {
        std::fs::write(root.join("README.md"), written).expect("README.md is written");
        return;
    }
    assert!(commands > 0, "README.md shows no command of ruxue");
    assert!(
        wrong.is_empty(),
        "run `UPDATE_README=1 cargo test --test readme` and look at the change\n\n{}",
        wrong.join("\n\n")
    );
}
