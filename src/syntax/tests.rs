//! The keyword table against the grammar.

use super::keywords;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn grammar_file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar").join(name);
    std::fs::read_to_string(path).expect("the grammar is there")
}

/// `UPDATE_KEYWORDS=1 cargo test generated_half` writes the file anew.
#[test]
fn the_generated_half_of_the_grammar_is_up_to_date() {
    let made = keywords::grammar();
    if std::env::var_os("UPDATE_KEYWORDS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/keywords.pest");
        std::fs::write(path, &made).expect("the grammar can be written");
    }
    assert_eq!(made, grammar_file("keywords.pest"), "run `UPDATE_KEYWORDS=1 cargo test generated_half`");
}

/// The rules that the hand-written half names with `k_`.
fn used() -> BTreeSet<String> {
    let text = grammar_file("pol.pest");
    let text: String = text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter_map(|word| word.strip_prefix("k_"))
        .map(String::from)
        .collect()
}

#[test]
fn every_keyword_is_used_and_every_used_keyword_is_declared() {
    let declared: BTreeSet<String> = keywords::table().iter().map(|k| k.rule.to_string()).collect();
    assert_eq!(used(), declared);
}

#[test]
fn the_table_is_complete() {
    for word in keywords::table() {
        assert!(matches!(word.kind, "item" | "noun" | "verb" | "op" | "word" | "unit"), "{word:?}");
        assert!(!word.meaning.is_empty(), "{word:?}");
        assert!(word.english.iter().chain(&word.chinese).all(|w| !w.is_empty() && w.trim() == *w), "{word:?}");
    }
}

/// Keywords that share a spelling, and why they are never possible at the same place.
const SHARED: &[(&str, &[&str])] = &[
    ("at least", &["at_least", "full", "some_of"]), // between numbers; after `from … to …`; before `n of {`
    ("at most", &["at_most", "not_beyond"]),
    ("more than", &["beyond", "more_than"]),
    ("less than", &["less_than", "under_full"]),
    ("by", &["by", "by_day"]),         // after a name or an outcome; after `=` in the timetable
    ("year", &["year", "years"]),      // in `policy`; after a number
    ("of", &["of", "of_these"]),       // after a path; after a number
    ("month", &["months", "t_month"]), // after a number; as a type
    ("months", &["months", "t_months"]),
    ("first", &["first", "first_by"]), // before a bracket; after `order`
];

#[test]
fn no_word_serves_two_keywords_at_one_place() {
    let mut rules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let table = keywords::table();
    for word in table {
        for spelling in word.english.iter().chain(&word.chinese) {
            rules.entry(spelling).or_default().insert(word.rule);
        }
    }
    for (spelling, rules) in rules.iter().filter(|(_, rules)| rules.len() > 1) {
        let allowed = SHARED.iter().find(|(shared, _)| shared == spelling);
        let allowed: BTreeSet<&str> = allowed.map(|(_, rules)| rules.iter().copied().collect()).unwrap_or_default();
        assert_eq!(rules, &allowed, "`{spelling}` serves several keywords");
    }
}
