//! The steps of `steps.txt` are typed into bash, and print what the page says.

use crate::folder::{BALLS, Place};
use ruxue::record::public;
use ruxue::record::sums::hex;
use ruxue::record::{Files, names};
use std::process::Command;

/// The commands of a page, each with the lines that it must print; nothing where the page leaves that open.
fn steps(page: &str) -> Vec<(String, Vec<String>)> {
    let mut steps: Vec<(String, Vec<String>)> = Vec::new();
    for line in page.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push((command.into(), Vec::new()));
        } else if let Some(printed) = line.strip_prefix("= ") {
            steps.last_mut().expect("a command before what it prints").1.push(printed.into());
        }
    }
    steps
}

fn lay_out(files: &Files) -> tempfile::TempDir {
    let folder = tempfile::TempDir::new().expect("a folder");
    for (path, bytes) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    folder
}

/// Whether the tools are there; without them the test says so and passes, but not where it must not be passed over.
fn tools() -> bool {
    let there = Command::new("bash")
        .args([
            "-c",
            "command -v openssl sha256sum od sort && od --endian=little -An -t x8 /dev/null && openssl version",
        ])
        .output()
        .is_ok_and(|output| output.status.success());
    if !there {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "bash, openssl and GNU coreutils are needed here");
        eprintln!("passed over: bash, openssl or GNU coreutils are missing");
    }
    there
}

/// Types the steps and compares; returns how many there were.
fn typed(place: &Place) -> usize {
    let folder = lay_out(&place.public);
    let page = String::from_utf8(place.public["steps.txt"].clone()).expect("UTF-8");
    let mut steps = steps(&page);
    let last = steps.last_mut().expect("steps");
    assert_eq!((last.0.as_str(), last.1.len()), ("sha256sum certificate.json", 0));
    last.1.push(format!("{}  certificate.json", hex(&place.certificate())));
    let script: String = steps.iter().map(|(command, _)| format!("{command}\necho; echo '<>'\n")).collect();
    let ran = Command::new("bash").args(["-c", &script]).current_dir(folder.path()).output().expect("bash");
    assert!(ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    let printed = String::from_utf8(ran.stdout).expect("UTF-8");
    let printed: Vec<&str> = printed.split("\n<>\n").collect();
    assert_eq!(printed.len(), steps.len() + 1);
    for ((command, wanted), printed) in steps.iter().zip(printed) {
        assert_eq!(printed.lines().collect::<Vec<_>>(), *wanted, "{command}");
    }
    steps.len()
}

#[test]
fn the_steps_print_what_they_say() {
    if !tools() {
        return;
    }
    let (mut orders, mut at_school) = (0, 0);
    for seed in 20..30 {
        let mut place = Place::some(seed);
        place.commit();
        place.allocate(BALLS);
        assert!(typed(&place) > 20);
        let page = String::from_utf8_lossy(&place.public["steps.txt"]).into_owned();
        let public = public::read(&place.public).expect("a draw");
        let sorted = page.lines().any(|line| line.starts_with("$ paste"));
        orders += u32::from(sorted && public.draw.rounds.iter().any(|round| !round.criteria.is_empty()));
        at_school += u32::from(page.contains("/school="));
        if seed == 20 {
            typed(&place.rehearse("a seed, 它's"));
            place.void();
            place.commit();
            place.allocate(BALLS);
            typed(&place);
        }
    }
    assert!(orders > 1 && at_school > 0, "{orders} {at_school}");
}

/// What the steps quote for the shell is quoted.
#[test]
fn names_that_a_shell_would_read_are_quoted() {
    assert!(names::is_path("policies/$(touch x)'; `touch y`.pol"));
    if !tools() {
        return;
    }
    let mut place = Place::some(5);
    place.public.insert("policies/$(touch x)'; `touch y`.pol".into(), b"policy".to_vec());
    let public = public::read(&place.public).expect("a draw");
    let mut place = Place::frozen_with(place.public, &public);
    place.commit();
    place.allocate(BALLS);
    typed(&place);
}
