//! A policy for another year, made from this year's text: the year is changed where it stands, comments and layout
//! stay, and a list at the top names what has still to be re-dated.
//!
//! Figures and windows are never shifted: a date that looks right and is last year's is worse than one that is listed
//! as old.

use crate::base::span::{FileId, Span};
use crate::base::tongue::Tongue;
use crate::driver::Loaded;
use crate::ir::spans::Spans;
use crate::ir::{NodeId, Policy};
use crate::syntax::ast::ItemKind;
use crate::syntax::keywords::table;
use std::fmt::Write as _;

/// Why there is no copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The policy is for this year already.
    SameYear(i64),
    /// The declaration `policy` does not stand in the file itself.
    NoPolicy,
}

impl Refusal {
    /// Its words.
    pub fn text(&self, tongue: Tongue) -> String {
        match self {
            Refusal::SameYear(year) => {
                tongue.pick(format!("the policy is for {year} already"), format!("该政策已是 {year} 年的"))
            }
            Refusal::NoPolicy => tongue
                .pick(
                    "the file does not declare `policy` itself; name the file that does",
                    "该文件没有“政策”声明；请给出含有该声明的文件",
                )
                .into(),
        }
    }
}

/// The text of the copy, and how many lines of it are listed as old.
pub fn renewed(loaded: &Loaded, policy: &Policy, year: i64) -> Result<(String, usize), Refusal> {
    if policy.year == year {
        return Err(Refusal::SameYear(year));
    }
    let own =
        |item: &&crate::syntax::ast::Item| item.span.file == FileId(0) && matches!(item.kind, ItemKind::Policy(_));
    let Some(item) = loaded.items.iter().find(own) else { return Err(Refusal::NoPolicy) };
    let source = &loaded.sources[0];
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    if let Some((start, end)) = number_after(&source.text, item.span, "year") {
        edits.push((start, end, year.to_string()));
    }
    if let (Some((start, end)), Some(repeals)) = (number_after(&source.text, item.span, "repeals"), policy.repeals) {
        edits.push((start, end, (repeals + year - policy.year).to_string()));
    }
    edits.sort();
    let mut text = source.text.clone();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, &new);
    }
    let old = old(loaded, policy, item.span);
    Ok((header(policy, year, &source.path, &old) + &text, old.len()))
}

/// Something that last year's document fixed: the file (none for the policy's own) and line, and its words.
struct Old {
    file: Option<String>,
    line: usize,
    words: String,
}

/// Every yearly figure, every row of the timetable, and what the policy says of the document, in the order of the text.
fn old(loaded: &Loaded, policy: &Policy, about: Span) -> Vec<Old> {
    let spans: &Spans = &loaded.spans;
    let mut found: Vec<(Span, String)> = Vec::new();
    let text = &loaded.sources[0].text;
    for rule in ["document", "issued", "instrument"] {
        for (start, end) in statements(text, about, rule) {
            let span = Span { file: FileId(0), start: start as u32, end: end as u32 };
            found.push((span, text[start..end].split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    let mut add = |node: NodeId| {
        // A declaration's own span is its name; the value stands after it.
        let span = spans.of(node);
        let rest = loaded.sources.get(usize::from(span.file.0)).and_then(|s| s.text.get(span.start as usize..));
        let statement = rest.and_then(|rest| rest.split([';', '；']).next()).unwrap_or("");
        found.push((span, statement.split_whitespace().collect::<Vec<_>>().join(" ")));
    };
    policy.figures.iter().filter(|f| f.yearly).for_each(|f| add(f.node));
    policy.windows.iter().for_each(|w| add(w.node));
    found.sort_by_key(|(span, _)| (span.file, span.start));
    found
        .into_iter()
        .map(|(span, words)| {
            let source = &loaded.sources[usize::from(span.file.0)];
            let file = (span.file.0 > 0).then(|| source.path.clone());
            Old { file, line: source.line_column(span.start).0, words }
        })
        .collect()
}

/// The comment at the top. Lines are those of the copy.
fn header(policy: &Policy, year: i64, from: &str, old: &[Old]) -> String {
    let tongue = Tongue::of(policy.named.shown());
    let name = from.rsplit('/').next().unwrap_or(from);
    let was = policy.year;
    let mut lines: Vec<String> = match tongue {
        Tongue::Zh => vec![
            format!(
                "{year} 年草稿，由 {name} 复制而来。年度已改；下列 {} 处仍是 {was} 年的原值，没有自动顺延。",
                old.len()
            ),
            format!(
                "请逐项对照 {year} 年文件改正，全部改完再删去本说明；示例中的日期也要随之修改（ruxue test 会指出）。"
            ),
            String::new(),
        ],
        Tongue::En => vec![
            format!(
                "Draft for {year}, copied from {name}. The year is changed; the {} lines below still say what {was} said,",
                old.len()
            ),
            format!(
                "and nothing was shifted. Set each by the document of {year}, then delete this list; the dates in the examples"
            ),
            "follow them (`ruxue test` shows which).".into(),
            String::new(),
        ],
    };
    let shift = lines.len() + old.len() + 1;
    for Old { file, line, words } in old {
        let place = match file {
            None => tongue.pick(format!("line {}", line + shift), format!("第 {} 行", line + shift)),
            Some(file) => tongue.pick(format!("{file} line {line}"), format!("{file} 第 {line} 行")),
        };
        lines.push(format!("  {place}{}{words}", tongue.pick(": ", "：")));
    }
    let mut out = String::new();
    for line in lines {
        let _ = writeln!(out, "{}", format!("# {line}").trim_end());
    }
    out.push('\n');
    out
}

/// The digits after a keyword of the declaration.
fn number_after(text: &str, span: Span, rule: &str) -> Option<(usize, usize)> {
    let (start, end) = statements(text, span, rule).into_iter().next()?;
    let from = text[start..end].find(|c: char| c.is_numeric()).map(|at| start + at)?;
    let length = text[from..end].find(|c: char| !c.is_numeric()).unwrap_or(end - from);
    Some((from, from + length))
}

/// The statements of a declaration that begin with a keyword, from it up to the semicolon; comments and quoted text
/// are no statements.
fn statements(text: &str, span: Span, rule: &str) -> Vec<(usize, usize)> {
    let words: Vec<&str> = table()
        .iter()
        .filter(|k| k.rule == rule)
        .flat_map(|k| [k.english.clone(), k.chinese.clone()].concat())
        .collect();
    let (mut found, mut start, mut inside) = (Vec::new(), None, None);
    let end = (span.end as usize).min(text.len());
    for (at, c) in text[..end].char_indices().skip_while(|(at, _)| *at < span.start as usize) {
        match (inside, c) {
            (Some('\n'), '\n') => inside = None,
            (Some(close), c) if close == c => inside = None,
            (Some(_), _) => {}
            (None, '#' | '＃') => inside = Some('\n'),
            (None, '"') => inside = Some('"'),
            (None, '“') => inside = Some('”'),
            (None, '「') => inside = Some('」'),
            (None, '{' | '｛') => start = None,
            (None, ';' | '；') => {
                if let Some(from) = start.take()
                    && words.iter().any(|word| begins(&text[from..at], word))
                {
                    found.push((from, at));
                }
            }
            (None, _) => {}
        }
        let opens = inside.is_none() && !matches!(c, '{' | '｛' | ';' | '；' | '"' | '”' | '」') && !c.is_whitespace();
        if start.is_none() && opens {
            start = Some(at);
        }
    }
    found
}

/// Whether a statement begins with a word and not with a longer one.
fn begins(statement: &str, word: &str) -> bool {
    statement.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_found_past_comments_and_quotes() {
        let text = "policy p \"year 1;\" { # year 2020;\n  document \"year 1999; x\";  year  2024; 废止 2023；}";
        let span = Span { file: FileId(0), start: 0, end: text.len() as u32 };
        let digits = |rule| number_after(text, span, rule).map(|(start, end)| &text[start..end]);
        assert_eq!(digits("year"), Some("2024"));
        assert_eq!(digits("repeals"), Some("2023"));
        assert_eq!(digits("issued"), None);
    }
}
