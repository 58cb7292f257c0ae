//! The keyword table: each keyword's rule, its English and Chinese words and what it means.
//!
//! One table (`grammar/keywords.tsv`) serves the grammar, the formatter, the messages and the editors, so that
//! the two tongues cannot drift apart. [`grammar`] makes `grammar/keywords.pest` from it; a test compares the
//! two. This module knows words only, nothing of what they do.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// One row of the keyword table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyword {
    /// Name of the grammar rule, without its `k_`.
    pub rule: &'static str,
    /// English spellings, the first is the one the formatter writes.
    pub english: Vec<&'static str>,
    /// Chinese spellings, the first is the one the formatter writes.
    pub chinese: Vec<&'static str>,
    /// What kind of word it is: `item`, `noun`, `verb`, `op`, `word` or `unit`.
    pub kind: &'static str,
    /// What it means, in a few words.
    pub meaning: &'static str,
}

const TABLE: &str = include_str!("../../grammar/keywords.tsv");

/// All keywords in the table's order.
pub fn table() -> &'static [Keyword] {
    static WORDS: LazyLock<Vec<Keyword>> = LazyLock::new(read);
    &WORDS
}

fn read() -> Vec<Keyword> {
    TABLE
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let mut cells = line.split('\t');
            let mut next = || cells.next().unwrap_or("");
            Keyword {
                rule: next(),
                english: next().split('|').collect(),
                chinese: next().split('|').collect(),
                kind: next(),
                meaning: next(),
            }
        })
        .collect()
}

/// Words that no bare name may be: operators, verbs and values, and the first word of each that has several.
pub fn reserved() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut english, mut chinese) = (BTreeSet::new(), BTreeSet::new());
    for word in table().iter().filter(|k| matches!(k.kind, "op" | "verb" | "word")) {
        english.extend(word.english.iter().map(|w| first_word(w)));
        chinese.extend(word.chinese.iter().map(|w| first_word(w)));
    }
    english.extend(["present", "absent"].map(String::from));
    (english, chinese)
}

fn first_word(words: &str) -> String {
    words.split(' ').next().unwrap_or(words).to_string()
}

/// The text of `grammar/keywords.pest`.
pub fn grammar() -> String {
    let mut out = String::from("// Made from keywords.tsv (see src/syntax/keywords.rs); do not edit by hand.\n\n");
    let table = table();
    for word in table {
        let english = alternatives(&word.english, "SP+");
        let chinese = alternatives(&word.chinese, "SP*");
        let _ = writeln!(out, "k_{} = @{{ {english} ~ ENDE | {chinese} ~ ENDZ }}", word.rule);
    }
    let items: Vec<&Keyword> = table.iter().filter(|k| k.kind == "item").collect();
    let english: Vec<&str> = items.iter().flat_map(|k| k.english.iter().copied()).collect();
    let chinese: Vec<&str> = items.iter().flat_map(|k| k.chinese.iter().copied()).collect();
    let _ = writeln!(
        out,
        "\nitem_word = @{{ {} ~ ENDE | {} ~ ENDZ }}",
        alternatives(&english, "SP+"),
        alternatives(&chinese, "SP*")
    );
    let (english, chinese) = reserved();
    let quoted = |words: &BTreeSet<String>| {
        let mut words: Vec<&String> = words.iter().collect();
        words.sort_by_key(|w| (std::cmp::Reverse(w.len()), w.to_string()));
        words.iter().map(|w| format!("{w:?}")).collect::<Vec<_>>().join(" | ")
    };
    let _ = writeln!(out, "reserved  = @{{ ({}) ~ ENDE | ({}) ~ ENDZ }}", quoted(&english), quoted(&chinese));
    out
}

/// Spellings as a pest choice, the longest first (an ordered choice commits to the first that matches).
fn alternatives(words: &[&str], gap: &str) -> String {
    let mut words = words.to_vec();
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    let spelled: Vec<String> = words
        .iter()
        .map(|w| {
            let parts: Vec<String> = w.split(' ').map(|p| format!("{p:?}")).collect();
            parts.join(&format!(" ~ {gap} ~ "))
        })
        .collect();
    if spelled.len() == 1 { spelled[0].clone() } else { format!("({})", spelled.join(" | ")) }
}
