//! Where the grammar gives up: the most likely cause first, a list of what could stand there last.

use super::grammar::Rule;
use super::{brackets, near, scan, words};
use crate::base::span::{FileId, Span};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::syntax::keywords;

/// A place at which a declaration cannot be read on.
pub struct Site<'a> {
    /// The file.
    pub file: FileId,
    /// The whole text of the file.
    pub text: &'a str,
    /// Where the stretch begins in it.
    pub start: usize,
    /// The stretch, with what has been reported already blanked.
    pub patched: &'a str,
    /// Where in the stretch the grammar gave up.
    pub at: usize,
    /// What it could have read.
    pub rules: &'a [Rule],
}

/// What to do so that the rest of the declaration can be read.
pub enum Repair {
    /// Leave the entry out.
    BlankEntry,
    /// Close so many braces at the end.
    Close(usize),
    /// Leave out this range of the stretch.
    Blank(usize, usize),
    /// Give up.
    Nothing,
}

/// Why two words that follow each other do not belong together.
pub struct Reason {
    /// The code of the message.
    pub code: &'static str,
    /// Whether the first of the two is wrong.
    pub previous: bool,
    /// The message.
    pub message: String,
    /// What to write.
    pub help: String,
}

impl Site<'_> {
    /// The text from here on.
    pub fn rest(&self) -> &str {
        &self.patched[self.at.min(self.patched.len())..]
    }

    /// The text of the stretch before this place, without white space and comments at its end.
    pub fn before(&self) -> &str {
        let before = &self.patched[..self.at.min(self.patched.len())];
        &before[..scan::trimmed_end(before)]
    }

    /// A range of the stretch as a span of the file.
    pub fn span(&self, from: usize, to: usize) -> Span {
        Span { file: self.file, start: (self.start + from) as u32, end: (self.start + to) as u32 }
    }

    /// The token here.
    pub fn here(&self) -> Span {
        self.span(self.at, self.at + scan::token(self.rest()).len())
    }

    /// Whether this could have stood here.
    pub fn expects(&self, rule: Rule) -> bool {
        self.rules.contains(&rule)
    }

    /// Whether a comparison could stand here.
    fn compares(&self) -> bool {
        self.rules.iter().any(|r| words::word(*r) == Some("a comparison such as `is` or `at least`"))
    }

    /// Whether the stretch speaks Chinese: its first word does.
    fn chinese(&self) -> bool {
        !scan::token(self.patched.trim_start()).is_ascii()
    }

    /// Whether a declaration begins here.
    pub fn at_declaration(&self) -> bool {
        let word = scan::token(self.rest());
        let after = self.rest()[word.len()..].trim_start();
        spellings(|k| k == "item").iter().any(|w| w == word)
            && !after.starts_with(['.', '=', ':', '．', '＝', '：', ';', '；'])
    }
}

fn spellings(kind: impl Fn(&str) -> bool) -> Vec<String> {
    let table = keywords::table();
    let words = table.iter().filter(|k| kind(k.kind)).flat_map(|k| k.english.iter().chain(&k.chinese));
    words.map(|w| w.to_string()).collect()
}

/// The message about a place, and how to go on.
pub fn explain(site: &Site<'_>) -> (Diagnostic, Repair) {
    quotation(site)
        .or_else(|| nothing_begins(site))
        .or_else(|| brackets::unclosed_set(site))
        .or_else(|| brackets::unclosed(site))
        .or_else(|| citation(site))
        .or_else(|| equals_or_is(site))
        .or_else(|| words_apart(site))
        .or_else(|| brackets::statement_in_block(site))
        .or_else(|| operand_missing(site))
        .or_else(|| order_without_end(site))
        .or_else(|| misspelt_operator(site))
        .or_else(|| stray_word(site))
        .or_else(|| reserved(site))
        .or_else(|| misspelt(site))
        .unwrap_or_else(|| unexpected(site))
}

/// A quotation mark that nothing closes on its line.
fn quotation(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let rest = site.rest();
    let (first, closing) = match rest.chars().next()? {
        '"' => ('"', '"'),
        '“' => ('“', '”'),
        '「' => ('「', '」'),
        '”' | '」' | '\'' | '‘' | '『' | '《' => {
            let mark = rest.chars().next()?;
            let report = Diagnostic::error("S05", site.here(), format!("`{mark}` begins no quotation"))
                .help("words are quoted \"…\" or “…”, names 「…」");
            return Some((report, Repair::BlankEntry));
        }
        _ => return None,
    };
    let line = rest.lines().next().unwrap_or(rest);
    let mut depth = 0usize;
    for char in line.chars() {
        depth = match char {
            c if c == closing && depth > 0 => depth - 1,
            c if c == first => depth + 1,
            _ => depth,
        };
        if depth == 0 {
            return None;
        }
    }
    let end = site.at + scan::trimmed_end(line).max(first.len_utf8());
    let mut report = Diagnostic::error(
        "S05",
        site.span(site.at, end),
        format!("the quotation that begins with `{first}` is not closed on its line"),
    )
    .label(format!("`{closing}` is missing"));
    let other = if first == '"' { '”' } else { '"' };
    report = match line.contains(other) {
        true => report.help(format!("it ends with `{other}`: `{first}` is closed by `{closing}`")),
        false => report.help(format!("close it with `{closing}`; a quotation never runs on to the next line")),
    };
    // What the quotation would have swallowed is still there, as far as it looks like anything else.
    if first == '「' {
        return Some((report, Repair::Nothing));
    }
    let lost =
        line[first.len_utf8()..].find([';', '；', '{', '｛', '}', '｝']).map_or(line.len(), |p| p + first.len_utf8());
    Some((report, Repair::Blank(site.at, site.at + lost)))
}

/// Text that begins no declaration.
fn nothing_begins(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let begin = site.at;
    let first = begin == scan::skipped(site.patched);
    if site.at_declaration() || site.rest().is_empty() || !first && !site.expects(Rule::EOI) {
        return None;
    }
    let rest = site.rest();
    let token = scan::token(rest);
    let before = &site.text[..site.start + site.at];
    let previous = before.trim_end();
    if matches!(rest.chars().next(), Some('}' | '｝')) {
        let mut report = Diagnostic::error("S03", site.here(), format!("this `{token}` closes nothing"))
            .help("delete it, or open a block before it");
        if previous.ends_with(['}', '｝']) {
            let at = previous.len();
            let last = previous.chars().next_back().map_or(1, char::len_utf8);
            report = report.related(
                Span { file: site.file, start: (at - last) as u32, end: at as u32 },
                "the declaration has ended here already",
            );
        }
        return Some((report, Repair::Blank(begin, begin + token.len())));
    }
    let begins = spellings(|k| k == "item");
    let entry_words = spellings(|k| k == "verb" || k == "op");
    let misspelt = did_you_mean(token, begins.iter().map(String::as_str));
    let report = Diagnostic::error("S02", site.here(), format!("`{token}` begins no declaration"));
    let report = if entry_words.iter().any(|w| w.split(' ').next() == Some(token)) {
        report.label("stands outside any declaration").help("put it into a block; a `}` before it may be one too many")
    } else if let Some(help) = misspelt {
        report.help(help)
    } else {
        report.help("a file is made of declarations such as `condition name { … }` or `条件 名称 { … }`")
    };
    // A misspelt keyword is one error; what stands in its block cannot be judged. Another declaration may follow it.
    Some((report, Repair::Blank(begin, next_unindented_line(site.patched, begin))))
}

/// The next line after `at` that begins with a letter in the first column, or the end.
fn next_unindented_line(text: &str, at: usize) -> usize {
    let mut breaks = text[at..].match_indices('\n').map(|(offset, _)| at + offset + 1);
    breaks.find(|start| text[*start..].starts_with(char::is_alphabetic)).unwrap_or(text.len())
}

/// An `@` that no article follows, or a citation that was broken by a space.
fn citation(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let rest = site.rest();
    let before = site.before();
    if rest.starts_with('@') && !site.expects(Rule::cite) {
        return None;
    }
    if rest.starts_with('@') || rest.starts_with('＠') {
        let report = Diagnostic::error("S06", site.here(), "after `@` an article is missing")
            .help("write the article right after an ASCII `@`, without a space: `@三(一)1`");
        return Some((report, Repair::BlankEntry));
    }
    if let Some(reason) = juxtaposed(before, rest, false).filter(|reason| reason.code == "S06") {
        return Some((Diagnostic::error("S06", site.here(), reason.message).help(reason.help), Repair::BlankEntry));
    }
    let last_word = before.rsplit(scan::is_space).next().unwrap_or("");
    // The number in brackets was taken for an entry of its own.
    let number = last_word.trim_matches(['(', ')', '（', '）']);
    let earlier = before[..before.len() - last_word.len()].trim_end();
    let cited = earlier.rsplit(scan::is_space).next().unwrap_or("");
    let bracketed = last_word.starts_with(['(', '（']) && last_word.ends_with([')', '）']) && !number.is_empty();
    if bracketed && cited.starts_with('@') {
        let report = Diagnostic::error(
            "S06",
            site.span(earlier.len() - cited.len(), before.len()),
            "a citation is broken by a space",
        )
        .help(format!("write `{cited}{last_word}`"));
        return Some((report, Repair::BlankEntry));
    }
    None
}

/// `=` where `is` is meant, and the other way round; `:` for `=`.
fn equals_or_is(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let token = scan::token(site.rest());
    let compares = site.compares();
    let (message, help) = match token {
        "=" | "＝" if compares => {
            ("`=` gives a value, it does not ask for one".to_string(), "to ask, write `is` or `为`")
        }
        "is" | "为" if site.expects(Rule::eq) => {
            (format!("`{token}` asks for a value, it does not give one"), "to give a value, write `=`")
        }
        ":" | "：" if site.expects(Rule::eq) => ("here a value is given with `=`".to_string(), "write `=` for `:`"),
        "=" | "＝" if site.expects(Rule::colon) => ("here `:` is needed, not `=`".to_string(), "write `:` for `=`"),
        "-" | "－" if site.expects(Rule::minus) || site.expects(Rule::k_minus) => {
            ("`-` touches what follows it".to_string(), "write `minus`, or put a space on both sides of `-`")
        }
        _ => return None,
    };
    Some((Diagnostic::error("S07", site.here(), message).help(help), Repair::BlankEntry))
}

/// Two words that stand side by side on a line.
fn words_apart(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let before = site.before();
    if site.patched[before.len()..site.at].contains('\n') {
        return None;
    }
    let reason = juxtaposed(before, site.rest(), site.compares())?;
    let span = if reason.previous {
        site.span(before.len() - scan::last_token(before).len(), before.len())
    } else {
        site.here()
    };
    Some((Diagnostic::error(reason.code, span, reason.message).help(reason.help), Repair::BlankEntry))
}

/// Why the words on both sides of a gap do not belong together, if that can be said. `compares`: whether a comparison
/// could stand between them.
pub fn juxtaposed(before: &str, rest: &str, compares: bool) -> Option<Reason> {
    let (last, next) = (scan::last_token(before), scan::token(rest));
    let last_word = before.rsplit(scan::is_space).next().unwrap_or("");
    if rest.starts_with('。') {
        let (message, help) = ("`。` ends no entry".to_string(), "write `；` (or `;`)".to_string());
        return Some(Reason { code: "S07", previous: false, message, help });
    }
    if last_word.starts_with('@') && next.starts_with(|c: char| c.is_ascii_digit() || "([（［¶".contains(c)) {
        let piece = rest.split(|c| scan::is_space(c) || ";；{}".contains(c)).next().unwrap_or("");
        let (message, help) = ("a citation is broken by a space".to_string(), format!("write `{last_word}{piece}`"));
        return Some(Reason { code: "S06", previous: false, message, help });
    }
    if let Some((day, word)) = near::split_end(next).filter(|(day, _)| !day.is_empty()) {
        let message = format!("`{word}` does not say whether `{day}` itself is meant too");
        let help = "write 不晚于 or 早于, 不早于 or 晚于, 不少于 or 多于, 不多于 or 少于 before it".to_string();
        return Some(Reason { code: "S07", previous: false, message, help });
    }
    if let Some(spaced) = near::bound_with_numeral(next) {
        let (message, help) = (format!("in `{next}` the number is not written in digits"), format!("write `{spaced}`"));
        return Some(Reason { code: "S08", previous: false, message, help });
    }
    if let Some(number) = near::chinese_number(next).filter(|_| !last.is_empty()) {
        let message = format!("the number `{next}` is not written in digits");
        return Some(Reason { code: "S08", previous: false, message, help: format!("write `{number}`") });
    }
    for (word, previous) in [(next, false), (last, true)] {
        if let Some(help) = near::foreign(word) {
            let message = format!("`{word}` is not a word of the language");
            return Some(Reason { code: "S07", previous, message, help: help.to_string() });
        }
    }
    for (word, previous) in [(next, false), (last, true)] {
        if !word.is_ascii()
            && let Some(spaced) = near::cut_at_operator(word)
        {
            let message = format!("`{word}` is one word, because no space stands in it");
            return Some(Reason {
                code: "S08",
                previous,
                message,
                help: format!("put spaces between words: `{spaced}`"),
            });
        }
    }
    if !compares {
        return None;
    }
    let operators = spellings(|k| k == "op");
    let is_word = |w: &str| operators.iter().any(|o| o == w || o.split(' ').next() == Some(w));
    if next.chars().count() > 1 && !is_word(next) && next.starts_with(|c: char| c.is_alphabetic()) {
        let help = did_you_mean(next, operators.iter().map(String::as_str))?;
        let message = format!("`{next}` follows `{last}`, and nothing joins them");
        return Some(Reason { code: "S01", previous: false, message, help });
    }
    None
}

/// A word that needs something after it stands at the end of its line.
fn operand_missing(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let before = site.before();
    let line = before.rsplit(['\n', ';', '；', '{', '｛']).next().unwrap_or(before);
    let number = line.rsplit(scan::is_space).next().unwrap_or("");
    let stops = site.rest().starts_with([';', '；', '}', '｝', '@', ')', '）']);
    if stops && number.starts_with(['(', '（']) && number.ends_with([')', '）']) {
        let span = site.span(before.len() - number.len(), before.len());
        let report = Diagnostic::error(
            "S01",
            span,
            format!("`{number}` is the number of an entry, and no entry follows it"),
        )
        .help(format!(
            "write the number before its condition; a numbered entry is referred to as `name{number}`, without a space"
        ));
        return Some((report, Repair::BlankEntry));
    }
    let ends_line = site.patched[before.len()..site.at.min(site.patched.len())].contains('\n');
    let table = keywords::table();
    let operator = table
        .iter()
        .filter(|k| k.kind == "op" && !matches!(k.rule, "is_present" | "is_absent"))
        .flat_map(|k| k.english.iter().chain(&k.chinese).copied())
        .filter(|w| line.ends_with(w) && line[..line.len() - w.len()].ends_with(scan::is_space))
        .max_by_key(|w| w.len())?;
    if !ends_line && !stops {
        return None;
    }
    let span = site.span(before.len() - operator.len(), before.len());
    let report = Diagnostic::error("S01", span, format!("after `{operator}` something is missing"))
        .label("what comes after this?")
        .help("write the value or name that belongs here, and end the entry with `;`");
    Some((report, Repair::BlankEntry))
}

/// An order of a round that ends before it says what decides between those who are alike in everything else.
fn order_without_end(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let spelt = |rule: &str| {
        let word = keywords::table().iter().find(|k| k.rule == rule)?;
        Some(if site.chinese() { word.chinese[0] } else { word.english[0] })
    };
    let (begin, _) = scan::entry_around(site.patched, site.at)?;
    let entry = site.patched[begin..].trim_start();
    let order = keywords::table().iter().find(|k| k.rule == "order")?;
    let begins = scan::token(&entry[scan::skipped(entry)..]);
    let stops = site.rest().starts_with([';', '；', '}', '｝']);
    if !stops || !order.english.iter().chain(&order.chinese).any(|word| *word == begins) {
        return None;
    }
    let then = if site.before().ends_with(begins) { "" } else { spelt("then")? };
    let ends = ["ticket", "ticket_at_school", "refer", "admit_all"].map(|rule| spelt(rule).unwrap_or(rule));
    let ends = ends.map(|end| format!("`{}`", format!("{then} {end}").trim()));
    let report = Diagnostic::error("S01", site.here(), "the order does not say how it ends")
        .label("who goes first of those who are alike so far?")
        .help(format!("end it with {}", ends.join(", ")));
    Some((report, Repair::BlankEntry))
}

/// A word of the language where a name is needed.
fn reserved(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let token = scan::token(site.rest());
    let (english, chinese) = keywords::reserved();
    let wants_name = site.rules.iter().any(|r| {
        matches!(words::word(*r), Some("a name" | "a value or a name" | "a condition" | "a fact (`path = value`)"))
    });
    if !wants_name || !(english.contains(token) || chinese.contains(token)) {
        return None;
    }
    let after = site.rest()[token.len()..].trim_start();
    let expected = words::expectation(site.rules, site.chinese());
    let mut report =
        Diagnostic::error("S09", site.here(), format!("`{token}` is a word of the language and cannot stand here"))
            .label(format!("expected {expected}"));
    if after.starts_with([';', '；', '=', '＝', ':', '：', '.', '"', '“', '{', '}', '｛', '@']) {
        report = report.help(format!("if it is a name, write `「{token}」`"));
    }
    Some((report, Repair::BlankEntry))
}

/// A word behind a complete entry. The grammar took it for the name of the next one and gave up after it.
fn stray_word(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let starts_entry =
        (site.expects(Rule::colon) || site.expects(Rule::eq)) && site.rest().starts_with([';', '；', '}', '｝']);
    let before = site.before();
    let line = before.rsplit(['\n', ';', '；', '{', '｛', '}', '｝']).next().unwrap_or(before);
    let word = scan::last_token(before);
    let earlier = line.strip_suffix(word).unwrap_or("").trim_end();
    if !starts_entry || earlier.is_empty() {
        return None;
    }
    let span = site.span(before.len() - word.len(), before.len());
    let previous = scan::last_token(earlier);
    let report = Diagnostic::error("S01", span, format!("`{word}` follows `{previous}`, and nothing joins them"))
        .label("does not belong to this entry")
        .help(match previous {
            "list" => format!("write `list of {word}`"),
            "set" => format!("write `set of {word}`"),
            _ => format!("end the entry with `;` after `{previous}`, or delete `{word}`"),
        });
    Some((report, Repair::BlankEntry))
}

/// An operator of several words, one of which is wrong.
fn misspelt_operator(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    if !site.compares() {
        return None;
    }
    let table = keywords::table();
    let operators = table.iter().filter(|k| k.kind == "op").flat_map(|k| k.english.iter().copied());
    let line = site.rest().lines().next().unwrap_or("");
    for count in [3, 2] {
        let written: Vec<&str> = line.split_ascii_whitespace().take(count).collect();
        let written = written.join(" ");
        let candidates: Vec<&str> = operators.clone().filter(|o| o.split(' ').count() == count).collect();
        if let Some(help) = did_you_mean(&written, candidates) {
            let report =
                Diagnostic::error("S01", site.here(), format!("`{written}` is not a word of the language")).help(help);
            return Some((report, Repair::BlankEntry));
        }
    }
    None
}

/// A word that is nearly one of those that could stand here.
fn misspelt(site: &Site<'_>) -> Option<(Diagnostic, Repair)> {
    let token = scan::token(site.rest());
    if token.chars().count() < 2 {
        return None;
    }
    let table = keywords::table();
    let fitting: Vec<&str> = site
        .rules
        .iter()
        .filter_map(|r| words::keyword(*r))
        .flat_map(|k| k.english.iter().chain(&k.chinese).copied())
        .collect();
    let all = table
        .iter()
        .filter(|k| matches!(k.kind, "op" | "verb"))
        .flat_map(|k| k.english.iter().chain(&k.chinese).copied());
    let help = did_you_mean(token, fitting).or_else(|| did_you_mean(token, all.filter(|w| w.chars().count() > 2)))?;
    let expected = words::expectation(site.rules, site.chinese());
    let report = Diagnostic::error("S01", site.here(), format!("`{token}` cannot stand here"))
        .label(format!("expected {expected}"))
        .help(help);
    Some((report, Repair::BlankEntry))
}

/// None of the above.
fn unexpected(site: &Site<'_>) -> (Diagnostic, Repair) {
    let token = scan::token(site.rest());
    let expected = words::expectation(site.rules, site.chinese());
    if token.is_empty() {
        let before = site.before();
        let span = site.span(before.len() - scan::last_token(before).len(), before.len());
        let report = Diagnostic::error("S01", span, "the declaration ends too early")
            .label(format!("after this, expected {expected}"));
        return (report, Repair::Nothing);
    }
    let mut report = Diagnostic::error("S01", site.here(), format!("`{token}` cannot stand here"))
        .label(format!("expected {expected}"));
    report.help = near::foreign(token).map(String::from);
    (report, Repair::BlankEntry)
}
