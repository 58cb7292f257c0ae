//! Whatever the text, `parse` answers, and what it answers can be shown.

use proptest::prelude::*;
use ruxue::base::span::{FileId, Source};
use ruxue::report::diagnostics::{render, to_json};
use ruxue::syntax::{keywords, parse};

/// The declarations of the good policies.
fn declarations() -> Vec<&'static str> {
    let mut declarations = Vec::new();
    for policy in [include_str!("../good/english.pol"), include_str!("../good/chinese.pol")] {
        let mut start = 0;
        for (at, _) in policy.match_indices('\n') {
            if policy[at + 1..].starts_with(|c: char| c.is_alphabetic()) {
                declarations.push(&policy[start..at]);
                start = at + 1;
            }
        }
        declarations.push(&policy[start..]);
    }
    declarations
}

/// Parses and renders; every span must lie on characters of the text.
fn survives(text: &str) {
    let (items, found) = parse(FileId(0), text);
    let spans = items.iter().map(|item| item.span).chain(found.iter().map(|d| d.span));
    for span in spans {
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {text:?}");
    }
    let sources = [Source { path: "p.pol".into(), text: text.into() }];
    render(&found, &sources, false);
    to_json(&found, &sources);
}

/// Every spelling of every keyword, marks, names, numbers and whatever else a line may hold.
fn tokens() -> Vec<String> {
    let words = keywords::table().iter().flat_map(|k| k.english.iter().chain(&k.chinese));
    let mut tokens: Vec<String> = words.map(|w| w.to_string()).collect();
    let others = "; ； { } ｛ ｝ ( ) （ ） [ ] = ＝ : ： , 、 . .. @三(一)1 @ \"words\" “词” \" “ ” 「 」 「当」 name 名称 a.b c[1] 3 1.5 \
                  2024-05-01 2024-02-30 2024年5月1日 2023-11 08:00 (1) （一） ① >= ≤ == && 以前 ~ — 到 + - * # \n \n\n \u{200B} ２０２４";
    tokens.extend(others.split(' ').map(String::from));
    tokens
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>()) {
        survives(&text);
    }

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_tokens(picks in proptest::collection::vec((any::<prop::sample::Index>(), 0..3usize), 0..60)) {
        let tokens = tokens();
        let text: String = picks.iter().flat_map(|(pick, gap)| [pick.get(&tokens).as_str(), ["", " ", "\n"][*gap]]).collect();
        survives(&text);
    }

    #[test]
    fn any_declaration_of_tokens(
        keyword in any::<prop::sample::Index>(),
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..30),
    ) {
        let tokens = tokens();
        let items: Vec<&str> = keywords::table().iter().filter(|k| k.kind == "item").map(|k| k.english[0]).collect();
        let body: Vec<&str> = picks.iter().map(|pick| pick.get(&tokens).as_str()).collect();
        survives(&format!("{} n {{ {} ; }}\n", keyword.get(&items), body.join(" ")));
    }

    #[test]
    fn a_good_declaration_with_pieces_cut_out_turned_round_and_put_in(
        which in any::<prop::sample::Index>(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), 1..12usize, any::<prop::sample::Index>(), 0..3), 1..6),
    ) {
        let tokens = tokens();
        let mut chars: Vec<char> = which.get(&declarations()).chars().collect();
        for (place, length, pick, kind) in edits {
            let at = place.index(chars.len() + 1);
            let end = (at + length).min(chars.len());
            match kind {
                0 => drop(chars.drain(at..end)),
                1 => chars[at..end].reverse(),
                _ => drop(chars.splice(at..at, pick.get(&tokens).chars()).collect::<Vec<_>>()),
            }
        }
        survives(&format!("{}\n条件 邻居 {{ 甲； }}\n", chars.iter().collect::<String>()));
    }
}

/// Every third word or mark taken away: no panic, and the neighbour is always read.
#[test]
fn one_token_less_never_costs_the_neighbour() {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    for good in declarations() {
        let (mut at, mut count) = (0, 0);
        while at < good.len() {
            let rest = &good[at..];
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let length = if rest.starts_with(word) { rest.find(|c| !word(c)).unwrap_or(rest.len()) } else { first };
            count += usize::from(!rest.starts_with(char::is_whitespace));
            if !rest.starts_with(char::is_whitespace) && count % 3 == 0 {
                let text = format!("{}{}\n条件 邻居 {{ 甲； }}\n", &good[..at], &good[at + length..]);
                let (items, _) = parse(FileId(0), &text);
                let last = items.last().map(|item| &text[item.span.start as usize..item.span.end as usize]);
                assert_eq!(last, Some("条件 邻居 { 甲； }"), "without `{}` at {at} of {good}", &rest[..length]);
            }
            at += length;
        }
    }
}
