//! How each word and mark is written in English and in Chinese.

use super::tokens::{File, Place, Token, needs_quotes};
use crate::base::tongue::Tongue;
use crate::ir::spans::NameRef;
use crate::syntax::{Rule, keyword};
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr as _;

/// The spellings of one token: English, Chinese, and the one that is asked for.
pub type Face = [String; 3];

/// The spellings of all tokens of a file.
#[derive(Debug)]
pub struct Faces {
    /// By token.
    pub text: Vec<Face>,
    /// Their widths in columns.
    pub width: Vec<[usize; 3]>,
    /// By declaration: whether its marks are Chinese in the face that is asked for.
    pub marks: Vec<Tongue>,
}

impl Faces {
    /// The spellings of a file whose names refer to `refs`. `other` says for which tokens the tongue's own name would
    /// be misunderstood, so that the other one is written.
    pub fn new(file: &File, refs: &[Option<&NameRef>], to: Option<Tongue>, other: &[BTreeSet<usize>; 2]) -> Faces {
        let marks: Vec<Tongue> =
            file.items.iter().map(|item| to.unwrap_or_else(|| tongue_of(&file.tokens[item.first].text))).collect();
        let mut text = Vec::with_capacity(file.tokens.len());
        for (at, token) in file.tokens.iter().enumerate() {
            let one_before = at > 0 && file.tokens[at - 1].rule == Rule::integer && file.tokens[at - 1].text == "1";
            let face = |tongue: Tongue| {
                let referred = refs.get(at).copied().flatten();
                name(token, referred, tongue, other[tongue as usize].contains(&at))
                    .unwrap_or_else(|| spelled(token, tongue, one_before))
            };
            let asked = match to {
                Some(tongue) => face(tongue),
                None => as_written(token, marks.get(token.item).copied().unwrap_or_default(), one_before),
            };
            text.push([face(Tongue::En), face(Tongue::Zh), asked]);
        }
        let width = text.iter().map(|face: &Face| [0, 1, 2].map(|k: usize| face[k].width())).collect();
        Faces { text, width, marks }
    }
}

/// Which tongue a keyword or a literal is in.
fn tongue_of(text: &str) -> Tongue {
    if text.is_ascii() { Tongue::En } else { Tongue::Zh }
}

/// A token in its own tongue, in its first spelling.
fn as_written(token: &Token, marks: Tongue, one_before: bool) -> String {
    match token.rule {
        Rule::name | Rule::any_name => quoted(unquoted_name(&token.text), token.place),
        Rule::string
        | Rule::semi
        | Rule::comma
        | Rule::colon
        | Rule::lparen
        | Rule::rparen
        | Rule::dots
        | Rule::item_no => spelled(token, marks, one_before),
        _ => spelled(token, tongue_of(&token.text), one_before),
    }
}

/// The name that a tongue shows for a token that refers to something.
fn name(token: &Token, referred: Option<&NameRef>, tongue: Tongue, other: bool) -> Option<String> {
    if !token.is_name() {
        return None;
    }
    let (Some(referred), false) = (referred, token.rule == Rule::string) else {
        return Some(quoted(unquoted_name(&token.text), token.place));
    };
    if referred.declares {
        return Some(quoted(&referred.name, token.place));
    }
    let tongue = if other { tongue.pick(Tongue::Zh, Tongue::En) } else { tongue };
    Some(quoted(shown(referred, tongue), token.place))
}

/// Which of a thing's two names a tongue shows: the one that is in it. If both are Chinese or neither is, English shows
/// the name; Chinese shows the label only if it is Chinese.
pub fn shown(referred: &NameRef, tongue: Tongue) -> &str {
    let Some(label) = referred.label.as_deref().filter(|l| !l.is_empty() && !l.contains('」')) else {
        return &referred.name;
    };
    let chinese = |text: &str| Tongue::of(text) == Tongue::Zh;
    match tongue {
        Tongue::Zh if chinese(label) => label,
        Tongue::En if chinese(&referred.name) && !chinese(label) => label,
        _ => &referred.name,
    }
}

fn unquoted_name(text: &str) -> &str {
    text.strip_prefix('「').and_then(|t| t.strip_suffix('」')).unwrap_or(text).trim()
}

fn quoted(name: &str, place: Place) -> String {
    if needs_quotes(name, place) { format!("「{name}」") } else { name.to_string() }
}

/// A keyword, mark or literal in a tongue.
fn spelled(token: &Token, tongue: Tongue, one_before: bool) -> String {
    let text = token.text.as_str();
    let mark = |en: &str, zh: &str| tongue.pick(en, zh).to_string();
    match token.rule {
        Rule::semi => mark(";", "；"),
        Rule::comma => mark(",", "、"),
        Rule::colon => mark(":", "："),
        Rule::eq => "=".into(),
        Rule::open => "{".into(),
        Rule::close => "}".into(),
        Rule::lparen => mark("(", "（"),
        Rule::rparen => mark(")", "）"),
        Rule::lbracket => "[".into(),
        Rule::rbracket => "]".into(),
        Rule::dot => ".".into(),
        Rule::dots => mark("..", "至"),
        Rule::plus => "+".into(),
        Rule::minus => "-".into(),
        Rule::star => mark("*", "×"),
        Rule::string => string(text, tongue),
        Rule::item_no => match text.strip_prefix(['(', '（']).and_then(|t| t.strip_suffix([')', '）'])) {
            Some(number) => tongue.pick(format!("({number})"), format!("（{number}）")),
            None => text.to_string(),
        },
        Rule::date | Rule::month | Rule::moment => when(text, tongue),
        rule => match keyword(rule) {
            Some(word) => {
                let spellings = tongue.pick(&word.english, &word.chinese);
                // `1 year`, but `3 years`
                let singular = word.kind == "unit" && tongue == Tongue::En && one_before;
                let spelling = if singular { spellings.last() } else { spellings.first() };
                spelling.unwrap_or(&text).to_string()
            }
            None => text.to_string(),
        },
    }
}

/// A string in the quotation marks of a tongue, unless it holds such a mark itself.
fn string(text: &str, tongue: Tongue) -> String {
    if let Some(inside) = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
        let mut depth = 0i32;
        let balanced = inside.chars().all(|c| {
            depth += i32::from(c == '“') - i32::from(c == '”');
            depth >= 0
        });
        if tongue == Tongue::Zh && balanced && depth == 0 {
            return format!("“{inside}”");
        }
    } else if let Some(inside) = text.strip_prefix('“').and_then(|t| t.strip_suffix('”'))
        && tongue == Tongue::En
        && !inside.contains('"')
    {
        return format!("\"{inside}\"");
    }
    text.to_string()
}

/// A day, month or moment.
fn when(text: &str, tongue: Tongue) -> String {
    let runs: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .filter_map(|run| run.parse().ok())
        .collect();
    let day = |y: u32, m: u32, d: u32| tongue.pick(format!("{y:04}-{m:02}-{d:02}"), format!("{y:04}年{m}月{d}日"));
    match runs[..] {
        [y, m] => tongue.pick(format!("{y:04}-{m:02}"), format!("{y:04}年{m}月")),
        [y, m, d] => day(y, m, d),
        [y, m, d, hour, minute] | [y, m, d, hour, minute, 0] => {
            day(y, m, d) + &tongue.pick(format!(" {hour:02}:{minute:02}"), format!("{hour:02}时{minute:02}分"))
        }
        [y, m, d, hour, minute, second] => {
            let time = tongue
                .pick(format!(" {hour:02}:{minute:02}:{second:02}"), format!("{hour:02}时{minute:02}分{second:02}秒"));
            day(y, m, d) + &time
        }
        _ => text.to_string(),
    }
}

/// Which of a thing's two names people see in a tongue: the label, unless only the name is in that tongue.
pub fn called(referred: &NameRef, tongue: Tongue) -> &str {
    let Some(label) = referred.label.as_deref().filter(|l| !l.is_empty()) else { return &referred.name };
    let chinese = |text: &str| Tongue::of(text) == Tongue::Zh;
    match (tongue, chinese(&referred.name), chinese(label)) {
        (Tongue::En, false, true) | (Tongue::Zh, true, false) => &referred.name,
        _ => label,
    }
}
