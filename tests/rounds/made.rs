//! A small policy, with draws and rounds made from the few lines that a test is about.

use ruxue::driver::{Loaded, load};
use ruxue::ir::Policy;
use ruxue::report::diagnostics::render;

/// Everything but the ways in, the draws and the rounds.
pub const BASE: &str = "\
policy t \"t\" { year 2030; }
enum district { north; south; east; }
enum kind { day; boarding; special; }
timetable {
  signup   = 2030-05-01 .. 2030-05-20;
  first    = on 2030-06-01 after signup;
  second   = on 2030-06-20 after first;
  loose    = by 2030-07-10;
  loose_up = by 2030-07-20;
}
form applicant {
  id: id role id;
  family: id;
  rank: int;
  hukou: district;
  other: district or none;
  age: int;
  mark: decimal(1);
  ok: yes or no;
  came: date or none role submitted;
  wish: list of school up to 3 complete;
  one_wish: school or none;
  must: school;
  twin: list of id up to 3 complete;
  born: date;
}
table school { key code: id; plan: int; batch_plan: int; kind: kind; big: yes or no; }
table placed { key pupil: id role id; serves: school role school; by_round: id role round; }
";

/// The stage with its classification.
pub const ROUTE: &str = "stage primary { answers route; }
classify route { when ok and hukou is north: a; when hukou is south: b; otherwise: c; }
";

/// A way in with a window.
pub const WAY: &str = "category local for primary { require hukou is not east; on time came within signup; }\n";

/// Lines of a round, each by how it begins.
const LINES: [(&str, &str); 11] = [
    ("pool ", "pool eligible;"),
    ("wishes ", "wishes school;"),
    ("no wishes", "no wishes: stay;"),
    ("invalid wishes", "invalid wishes: struck out;"),
    ("seats ", "seats plan less placed;"),
    ("order ", "order ticket;"),
    ("mechanism ", "mechanism immediate acceptance;"),
    ("equal demand", "equal demand: admit all;"),
    ("unsettled", "unsettled: stop;"),
    ("unplaced", "unplaced: stay;"),
    ("leftover seats", "leftover seats: to later rounds;"),
];

/// A round with these lines of its own, one on each line, and plain ones for the rest.
pub fn round(name: &str, own: &str) -> String {
    let says = |begin: &str| own.lines().any(|line| line.trim_start().starts_with(begin));
    let rest: Vec<&str> = LINES.iter().filter(|(begin, _)| !says(begin)).map(|(_, line)| *line).collect();
    format!("round {name} for primary {{\n{own}\n{}\n}}\n", rest.join("\n"))
}

/// A draw of rounds in turn.
pub fn draw(name: &str, held: &str, rounds: &str) -> String {
    format!("draw {name} for primary {{ held {held}; in turn {rounds}; winners: leave later draws; }}\n")
}

pub fn read(text: &str) -> Loaded {
    load("t.pol", text.to_string(), &mut |_| Err("no other file".into()))
}

pub fn sound(text: &str) -> Policy {
    let loaded = read(text);
    loaded.policy.unwrap_or_else(|| panic!("{}", render(&loaded.diagnostics, &loaded.sources, false)))
}

/// What is said of a policy that must be sound: its codes and sentences, those about rounds only.
pub fn said(text: &str) -> Vec<(&'static str, String)> {
    let loaded = read(text);
    assert!(loaded.policy.is_some(), "{}", render(&loaded.diagnostics, &loaded.sources, false));
    let about = loaded.diagnostics.into_iter().filter(|d| d.code.starts_with('R'));
    about.map(|d| (d.code, d.message)).collect()
}

/// The codes of what is said.
pub fn codes(text: &str) -> Vec<&'static str> {
    said(text).into_iter().map(|(code, _)| code).collect()
}

/// The policy with one way in, and these declarations.
pub fn whole(rest: &str) -> String {
    [BASE, ROUTE, WAY, rest].concat()
}
