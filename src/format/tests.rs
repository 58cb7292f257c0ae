//! One layout, two tongues, nothing lost.

use super::{Understood, Voices, format, tokens};
use crate::base::span::{FileId, Span};
use crate::base::tongue::Tongue;
use crate::diagnostic::Severity;
use crate::driver::{Loaded, load};
use crate::examples;
use crate::interp::{decide, pins_in_force};
use crate::ir::fingerprint::fingerprint;
use crate::outcome::{Answered, Outcome};
use crate::syntax::{keywords, parse};
use crate::tables::Tables;
use proptest::prelude::*;
use std::fmt::Write as _;

const SAMPLE: &str = include_str!("../../tests/faces/sample.pol");

fn loaded(text: &str) -> Loaded {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/");
    let mut reader = |name: &str| std::fs::read_to_string(format!("{folder}{name}")).map_err(|e| e.to_string());
    load("policy.pol", text.to_string(), &mut reader)
}

fn formatted(text: &str, to: Option<Tongue>) -> Result<String, String> {
    let mut reader = |text: &str| {
        let loaded = loaded(text);
        Understood {
            fingerprint: loaded.policy.as_ref().map(fingerprint),
            wrong: loaded.diagnostics.iter().map(|d| d.span).collect(),
            items: loaded.items,
            spans: loaded.spans,
        }
    };
    format(text, to, &mut reader)
}

fn fine(text: &str, to: Option<Tongue>) -> String {
    formatted(text, to).unwrap_or_else(|why| panic!("{why}\n{text}"))
}

/// Formatting twice is formatting once, and switching there and back gives the same bytes.
fn settles(text: &str) {
    let plain = fine(text, None);
    assert_eq!(fine(&plain, None), plain, "twice");
    for (to, back) in [(Tongue::En, Tongue::Zh), (Tongue::Zh, Tongue::En)] {
        let one = fine(text, Some(to));
        assert_eq!(fine(&one, None), one, "twice in {to:?}");
        assert_eq!(fine(&one, Some(to)), one, "twice to {to:?}");
        let other = fine(&one, Some(back));
        assert_eq!(fine(&other, Some(to)), one, "there and back from {to:?}");
    }
}

fn good() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/good");
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("policies").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|p| std::fs::read_to_string(p).expect("a policy")).collect()
}

#[test]
fn every_good_policy_settles() {
    settles(SAMPLE);
    good().iter().for_each(|text| settles(text));
}

#[test]
fn the_sample_is_a_sound_policy_and_means_the_same_in_both_tongues() {
    let before = loaded(SAMPLE);
    let errors: Vec<_> = before.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let policy = before.policy.expect("a policy");
    for tongue in [Tongue::En, Tongue::Zh] {
        let after = loaded(&fine(SAMPLE, Some(tongue))).policy.expect("a policy");
        assert_eq!(fingerprint(&policy), fingerprint(&after));
        let outcomes =
            |p| examples::run(p).0.into_iter().map(|ran| (ran.outcome, ran.failures.len())).collect::<Vec<_>>();
        assert_eq!(outcomes(&policy), outcomes(&after));
    }
}

/// What is decided about the applicants of the examples.
fn outcomes(text: &str) -> Vec<(Outcome, Vec<Answered>)> {
    let policy = loaded(text).policy.expect("a policy");
    let all = policy.examples.iter().map(|example| {
        let tables = Tables::from_rows(&policy, example.tables.iter().cloned());
        let pins = example.under.iter().fold(pins_in_force(&policy), |pins, (reading, at)| pins.with(*reading, *at));
        let decision = decide(&policy, &tables, example.stage, &example.applicants[0], &pins);
        (decision.outcome, decision.answers.into_iter().map(|a| a.answer).collect::<Vec<_>>())
    });
    all.collect()
}

/// The policies that come with the tool: their Chinese face means the same, and leads back to the same bytes.
#[test]
fn the_policies_have_two_faces() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/policies");
    for entry in std::fs::read_dir(folder).expect("policies") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "pol") {
            continue;
        }
        let english = fine(&std::fs::read_to_string(&path).expect("a policy"), Some(Tongue::En));
        let chinese = fine(&english, Some(Tongue::Zh));
        assert_eq!(fine(&chinese, Some(Tongue::En)), english, "{}", path.display());
        assert_eq!(outcomes(&english), outcomes(&chinese), "{}", path.display());
    }
}

/// Every name that is written anywhere in the sample is known to refer to something.
#[test]
fn every_name_is_resolved() {
    let (file, read) = (tokens::read(SAMPLE).expect("tokens"), loaded(SAMPLE));
    let known: Vec<u32> = read.spans.names.iter().map(|r| r.span.start).collect();
    let unknown: Vec<&str> = file
        .tokens
        .iter()
        .filter(|t| t.is_name() && !known.contains(&(t.start as u32)))
        .map(|t| t.text.as_str())
        .collect();
    // An instrument is referred to in citations only.
    assert_eq!(unknown, ["review"]);
}

#[test]
fn every_declaration_in_both_faces() {
    let mut screen = String::new();
    let items = |text: &str| -> Vec<String> {
        let file = tokens::read(text).expect("tokens");
        let lines = |from: usize, to: usize| text[from..to].trim_end().to_string();
        file.items.iter().map(|i| lines(file.tokens[i.first].start, file.tokens[i.end].start)).collect()
    };
    let (english, chinese) = (fine(SAMPLE, Some(Tongue::En)), fine(SAMPLE, Some(Tongue::Zh)));
    for ((source, english), chinese) in items(SAMPLE).iter().zip(items(&english)).zip(items(&chinese)) {
        let _ = writeln!(screen, "{source}\n---- en\n{english}\n---- zh\n{chinese}\n════════");
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../../tests/snapshots" }, {
        insta::assert_snapshot!("faces", screen);
    });
}

#[test]
fn a_label_that_would_be_misunderstood_is_not_shown() {
    let text = "policy p \"策\" { year 2025; }\nstage primary \"小学\" {}\nrecord adult \"成人\" { area \"片\": text; }\n\
                form child \"儿童\" {\n  id \"编号\": id role id;\n  zone \"片\": text;\n  guardian \"监护人\": list of adult up to 2;\n}\n\
                condition near \"就近\" { any guardian { area is \"N1\"; } zone is \"N1\"; }\n";
    let chinese = fine(text, Some(Tongue::Zh));
    assert!(chinese.contains("任一 监护人 { area 为 “N1”； }"), "{chinese}");
    assert!(chinese.contains("片 为 “N1”；"), "{chinese}");
    assert_eq!(fine(&chinese, Some(Tongue::En)), fine(text, None));
}

#[test]
fn reports_speak_the_readers_tongue() {
    for source in [SAMPLE.to_string(), fine(SAMPLE, Some(Tongue::Zh))] {
        let read = loaded(&source);
        let voices = Voices::new(&read.sources, &read.spans);
        let word = if source.contains("on or before") { "born on or before" } else { "出生日期 不晚于" };
        let start = source.find(word).expect("the words") as u32;
        let end = start + source[start as usize..].find([';', '；']).expect("an end") as u32;
        let span = Span { file: FileId(0), start, end };
        assert_eq!(voices.words(span, Tongue::Zh), "出生日期 不晚于 出生截止日");
        assert_eq!(voices.words(span, Tongue::En), "born on or before born_by");
    }
}

#[test]
fn what_cannot_be_read_is_refused() {
    for text in ["condition {", "条件 甲 { 乙", "policy \"", "nonsense", "\u{0}"] {
        assert!(formatted(text, None).is_err(), "{text:?}");
    }
    assert_eq!(fine("", None), "");
    assert_eq!(fine("\n\n  # only words\n\n\n# more  \n", Some(Tongue::Zh)), "# only words\n\n# more\n");
}

/// The declarations of the good policies, each alone.
fn declarations() -> Vec<String> {
    let mut found = Vec::new();
    for text in good().iter().map(String::as_str).chain([SAMPLE]) {
        let file = tokens::read(text).expect("tokens");
        found.extend(file.items.iter().map(|i| text[file.tokens[i.first].start..file.tokens[i.end].start].to_string()));
    }
    found
}

fn soup() -> Vec<String> {
    let words = keywords::table().iter().flat_map(|k| k.english.iter().chain(&k.chinese));
    let others = "; ； { } ( ） [ ] = ＝ : ： , 、 . .. 至 @三(一)1 \"words\" “词” 「当」 name 名称 a.b c[1] 3 1.5 2024-05-01 2024年5月1日 \
                  2023-11 (1) （一） ① # \n";
    words.map(|w| w.to_string()).chain(others.split(' ').map(String::from)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn comments_are_never_lost(
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 1..4),
        gaps in proptest::collection::vec((any::<prop::sample::Index>(), 0..5usize), 1..6),
    ) {
        let all = declarations();
        let text: String = picks.iter().map(|p| format!("{}\n", p.get(&all))).collect();
        let file = tokens::read(&text).expect("tokens");
        let mut places: Vec<(usize, usize)> = gaps.iter().map(|(at, kind)| (file.tokens[at.index(file.tokens.len())].start, *kind)).collect();
        // A path is one word.
        places.retain(|(at, _)| !file.tokens.iter().any(|t| t.start == *at && t.parent == crate::syntax::Rule::path && t.gap == [0, 0]));
        places.sort_unstable();
        let mut commented = text.clone();
        for (number, (at, kind)) in places.iter().enumerate().rev() {
            let comment = ["# {}\n", "\n# {}\n", "\n\n# {}\n\n", "#{}  \n  # and\n", "\n  # {}\n\n\n# and\n"][*kind];
            commented.insert_str(*at, &format!(" {}", comment.replace("{}", &number.to_string())));
        }
        let before: Vec<String> = tokens::read(&commented).expect("tokens").comments().map(String::from).collect();
        for to in [None, Some(Tongue::Zh)] {
            let once = fine(&commented, to);
            let after: Vec<String> = tokens::read(&once).expect("tokens").comments().map(String::from).collect();
            prop_assert_eq!(&before, &after);
            prop_assert_eq!(fine(&once, None), once);
        }
    }

    #[test]
    fn whatever_parses_settles(
        pick in any::<prop::sample::Index>(),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4usize), 0..3),
    ) {
        let (all, soup) = (declarations(), soup());
        let mut text = pick.get(&all).clone();
        for (at, word, kind) in cuts {
            let Some(file) = tokens::read(&text) else { break };
            let token = &file.tokens[at.index(file.tokens.len())];
            let range = if kind == 0 { token.start..token.start } else { token.start..token.end };
            match kind {
                0 | 1 => text.replace_range(range, &format!(" {} ", word.get(&soup))),
                2 => text.replace_range(range, ""),
                _ => text.insert(token.start, '\n'),
            }
        }
        if parse(FileId(0), &text).1.is_empty() {
            settles(&text);
        } else {
            let _ = formatted(&text, Some(Tongue::Zh));
        }
    }

    #[test]
    fn garbage_is_refused_without_a_panic(
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..40),
        bytes in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let soup = soup();
        let text = picks.iter().map(|p| p.get(&soup).as_str()).collect::<Vec<_>>().join(" ");
        let _ = formatted(&text, Some(Tongue::Zh));
        let _ = formatted(&String::from_utf8_lossy(&bytes), None);
    }
}
