//! Near misses: what the grammar reads although the language does not have it, so that the message can say what was
//! meant. Where the meaning is certain it is taken; elsewhere the expression is an error that has been reported.

use super::grammar::Piece;
use super::pieces::{Inner, Lower};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Expr, ExprKind, Rel};
use crate::syntax::keywords;

impl Lower<'_> {
    /// `&&`, `||` and their like; `true` means `and`.
    pub fn near_and(&mut self, piece: &Piece<'_>) -> bool {
        let and = matches!(piece.as_str(), "&&" | "并且");
        let (english, chinese) = if and { ("and", "且") } else { ("or", "或") };
        self.report(
            Diagnostic::error("S07", self.span(piece), format!("`{}` is not a word of the language", piece.as_str()))
                .help(format!("write `{english}` or `{chinese}`")),
        );
        and
    }

    /// `~`, `—` or `到` where a range is meant.
    pub fn near_dots(&mut self, dots: Piece<'_>) {
        if let Some(near) = Inner::of(dots).next() {
            self.report(
                Diagnostic::error("S07", self.span(&near), format!("a range is not written with `{}`", near.as_str()))
                    .help("write `..` or `至` between the first and the last; both belong to the range"),
            );
        }
    }

    /// A comparison that is written with a symbol. `texts` are its two sides as they are written.
    pub fn near_op(&mut self, op: &Piece<'_>, texts: (&str, &str), left: Expr, right: Expr) -> ExprKind {
        let symbol = op.as_str();
        let (day, number) = match symbol {
            ">=" | "≥" | "大于等于" => (Rel::OnOrAfter, Rel::AtLeast),
            "<=" | "≤" | "小于等于" => (Rel::OnOrBefore, Rel::AtMost),
            ">" | "大于" => (Rel::After, Rel::MoreThan),
            "<" | "小于" => (Rel::Before, Rel::LessThan),
            "!=" | "≠" | "不是" => (Rel::IsNot, Rel::IsNot),
            "不迟于" => (Rel::OnOrBefore, Rel::OnOrBefore),
            "前于" => (Rel::Before, Rel::Before),
            "后于" => (Rel::After, Rel::After),
            _ => (Rel::Is, Rel::Is),
        };
        let known = match right.kind {
            _ if day == number => Some(day),
            ExprKind::Date(_)
            | ExprKind::Moment(_)
            | ExprKind::Month(_)
            | ExprKind::Edge(..)
            | ExprKind::Shift { .. } => Some(day),
            ExprKind::Int(_) | ExprKind::Decimal(_) | ExprKind::Aggregate(..) | ExprKind::Times(..) => Some(number),
            _ => None,
        };
        let help = match known {
            _ if symbol == "在" => {
                "write 处于 (`within`) before a window of the timetable, 属于 (`in`) before a group or set".to_string()
            }
            Some(rel) => {
                let word = if texts.0.is_ascii() { spelled(rel).0 } else { spelled(rel).1 };
                format!("write `{} {word} {}`", texts.0, texts.1)
            }
            None => format!(
                "write `{}` {} between days, `{}` {} between numbers",
                spelled(day).0,
                spelled(day).1,
                spelled(number).0,
                spelled(number).1
            ),
        };
        let said = match symbol {
            "是" | "不是" | "在" => format!("`{symbol}` does not compare"),
            _ => format!("`{symbol}` is not a word of the language"),
        };
        self.report(Diagnostic::error("S07", self.span(op), said).label("comparisons are spoken").help(help));
        match known {
            _ if symbol == "在" => ExprKind::Error,
            Some(rel) => ExprKind::Compare(rel, Box::new(left), Box::new(right)),
            None => ExprKind::Error,
        }
    }

    /// `有房 是`: a yes or no is asked by its name.
    pub fn near_truth(&mut self, truth: &Piece<'_>, text: &str, left: Expr) -> ExprKind {
        let yes = matches!(truth.as_str(), "true" | "是");
        let help =
            if yes { format!("write just `{text}`") } else { format!("write `not {text}`, in Chinese `非 {text}`") };
        let message = format!("`{}` does not ask anything", truth.as_str());
        self.report(
            Diagnostic::error("S07", self.span(truth), message).label("a yes or no is asked by its name").help(help),
        );
        if yes { left.kind } else { ExprKind::Not(Box::new(left)) }
    }

    /// `D 以前` and its like, which do not say whether the end belongs.
    pub fn near_end(&mut self, piece: &Piece<'_>, subject: &str, value: &str) {
        let word = END_WORDS.iter().find(|(word, ..)| piece.as_str().ends_with(word));
        let Some((word, with, without)) = word else { unreachable!("the grammar has the same words") };
        self.report(
            Diagnostic::error(
                "S07",
                self.span(piece),
                format!("`{word}` does not say whether `{value}` itself is meant too"),
            )
            .label("readers differ on the end")
            .help(format!("write `{subject} {with} {value}` if it is, `{subject} {without} {value}` if it is not")),
        );
    }
}

/// Words after a day or number that leave its end open; what to write if the end belongs, and if it does not.
const END_WORDS: [(&str, &str, &str); 8] = [
    ("以前", "不晚于", "早于"),
    ("之前", "不晚于", "早于"),
    ("以后", "不早于", "晚于"),
    ("之后", "不早于", "晚于"),
    ("以上", "不少于", "多于"),
    ("以下", "不多于", "少于"),
    ("以内", "不多于", "少于"),
    ("之内", "不多于", "少于"),
];

/// A word that ends in `以前` or its like, in its two parts.
pub fn split_end(text: &str) -> Option<(&str, &'static str)> {
    END_WORDS.iter().find_map(|(word, ..)| Some((text.strip_suffix(word)?, *word)))
}

/// English and Chinese of a comparison.
fn spelled(rel: Rel) -> (&'static str, &'static str) {
    let rule = match rel {
        Rel::Is => "is",
        Rel::IsNot => "is_not",
        Rel::In => "in",
        Rel::NotIn => "not_in",
        Rel::Meets => "meets",
        Rel::Covers => "covers",
        Rel::Within => "within",
        Rel::OnOrBefore => "on_or_before",
        Rel::OnOrAfter => "on_or_after",
        Rel::Before => "before",
        Rel::After => "after",
        Rel::AtLeast => "at_least",
        Rel::AtMost => "at_most",
        Rel::MoreThan => "more_than",
        Rel::LessThan => "less_than",
    };
    let word = keywords::table().iter().find(|k| k.rule == rule);
    word.map_or(("", ""), |k| (k.english[0], k.chinese[0]))
}

/// How the contrary of a comparison is said, if there is a word for it.
pub fn contrary(value: &Expr, text: &str) -> Option<String> {
    let (from, to) = match &value.kind {
        ExprKind::Compare(rel, ..) | ExprKind::CompareRange(rel, ..) => {
            let other = match rel {
                Rel::Is => Rel::IsNot,
                Rel::IsNot => Rel::Is,
                Rel::In => Rel::NotIn,
                Rel::NotIn => Rel::In,
                Rel::OnOrBefore => Rel::After,
                Rel::After => Rel::OnOrBefore,
                Rel::OnOrAfter => Rel::Before,
                Rel::Before => Rel::OnOrAfter,
                Rel::AtLeast => Rel::LessThan,
                Rel::LessThan => Rel::AtLeast,
                Rel::AtMost => Rel::MoreThan,
                Rel::MoreThan => Rel::AtMost,
                Rel::Meets | Rel::Covers | Rel::Within => return None,
            };
            (spelled(*rel), spelled(other))
        }
        ExprKind::Present(_, true) => (("is present", "确有"), ("is absent", "确无")),
        ExprKind::Present(_, false) => (("is absent", "确无"), ("is present", "确有")),
        _ => return None,
    };
    let swap = |from: &str, to: &str| {
        let (before, after) = text.split_once(&format!(" {from}"))?;
        Some(format!("write `{before} {to}{after}`"))
    };
    swap(from.0, to.0).or_else(|| swap(from.1, to.1)).or_else(|| Some(format!("write `{}` instead", to.0)))
}

/// The two ways to bracket a chain of operands that mixes `and` (`true`) and `or`: `or` first, and `and` first.
pub fn bracketings(texts: &[String], joins: &[bool]) -> (String, String) {
    let grouped = |inner: bool| {
        let word = |join| if join { " and " } else { " or " };
        let mut groups: Vec<Vec<&str>> = vec![vec![&texts[0]]];
        for (text, join) in texts[1..].iter().zip(joins) {
            match groups.last_mut() {
                Some(group) if *join == inner => group.push(text),
                _ => groups.push(vec![text]),
            }
        }
        let groups: Vec<String> = groups
            .iter()
            .map(|g| if g.len() == 1 { g[0].to_string() } else { format!("({})", g.join(word(inner))) })
            .collect();
        groups.join(word(!inner))
    };
    (grouped(false), grouped(true))
}

/// A piece of source on one line, cut short if it is long.
pub fn shortened(text: &str) -> String {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or(""));
    let text = lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    if text.chars().count() <= 48 { text } else { text.chars().take(47).chain(['…']).collect() }
}

/// What to write instead of a word that other languages have.
pub fn foreign(word: &str) -> Option<&'static str> {
    Some(match word {
        "if" | "如果" | "若" => "write `when` or `当`",
        "else" | "否则" => "write `otherwise` or `其余`",
        "exists" | "存在" => "write `is present` or `确有`",
        "equals" | "equal" => "write `is` or `为`",
        "unless" | "除非" | "但" | "除外" | "except" => "write `waived when` 豁免当 or `but not when` 排除当",
        "&" | "，" | "," => "write one condition per line, each with its `;`",
        "!" => "write `not` or `非`",
        "has" | "with" => "write `where { … }` or `any LIST { … }`",
        "null" | "nil" => "write `none` or `无`",
        "yes" => "write `true` or `是`",
        _ => return None,
    })
}

/// Puts spaces between words that were written together: `出生日期不晚于出生截止日` becomes
/// `出生日期 不晚于 出生截止日`. `None` if the text does not fall apart into keywords and known names in exactly one way,
/// or if it is a known name itself.
pub fn cut_words(text: &str, is_name: impl Fn(&str) -> bool) -> Option<String> {
    if is_name(text) || text.chars().count() > 60 {
        return None;
    }
    let table = keywords::table();
    let words: Vec<&str> = table
        .iter()
        .filter(|k| matches!(k.kind, "op" | "verb" | "unit"))
        .flat_map(|k| k.chinese.iter().copied())
        .collect();
    let bounds: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    // For each boundary: how many ways lead there (two is as good as many), and where the last word began.
    let mut ways: Vec<(usize, usize)> = vec![(0, 0); bounds.len()];
    ways[0].0 = 1;
    for end in 1..bounds.len() {
        for start in 0..end {
            let piece = &text[bounds[start]..bounds[end]];
            let fits = words.contains(&piece) || is_name(piece) || piece.bytes().all(|b| b.is_ascii_digit());
            if ways[start].0 > 0 && fits {
                ways[end] = ((ways[end].0 + ways[start].0).min(2), start);
            }
        }
    }
    if ways[bounds.len() - 1].0 != 1 {
        return None;
    }
    let mut pieces = Vec::new();
    let mut end = bounds.len() - 1;
    while end > 0 {
        let start = ways[end].1;
        pieces.push(&text[bounds[start]..bounds[end]]);
        end = start;
    }
    pieces.reverse();
    Some(pieces.join(" "))
}

/// Puts spaces around the one long comparison word inside a Chinese text, if there is one: names are not known here.
pub fn cut_at_operator(text: &str) -> Option<String> {
    let table = keywords::table();
    let mut found: Option<(usize, &str)> = None;
    for word in table.iter().filter(|k| k.kind == "op").flat_map(|k| k.chinese.iter().copied()) {
        if word.chars().count() < 2 {
            continue;
        }
        if let Some(at) = text.find(word)
            && found.is_none_or(|(_, best)| best.len() < word.len())
        {
            found = Some((at, word));
        }
    }
    let (at, word) = found.filter(|(_, word)| *word != text)?;
    Some(format!("{} {word} {}", &text[..at], &text[at + word.len()..]).trim().to_string())
}

/// A Chinese numeral up to 99 in digits: `三` is 3, `十二` is 12.
pub fn chinese_number(text: &str) -> Option<u32> {
    let digit =
        |c| "一二三四五六七八九".chars().position(|d| d == c).map(|p| p as u32 + 1).or((c == '两').then_some(2));
    let chars: Vec<char> = text.chars().collect();
    match chars[..] {
        ['十'] => Some(10),
        [d] => digit(d),
        ['十', d] => Some(10 + digit(d)?),
        [d, '十'] => Some(digit(d)? * 10),
        [a, '十', b] => Some(digit(a)? * 10 + digit(b)?),
        _ => None,
    }
}

/// `满三年` as `满 3 年`: a bound, a Chinese numeral and a unit written together.
pub fn bound_with_numeral(text: &str) -> Option<String> {
    let table = keywords::table();
    let spellings = |rules: &'static [&str]| {
        table.iter().filter(|k| rules.contains(&k.rule)).flat_map(|k| k.chinese.iter().copied()).collect::<Vec<_>>()
    };
    let bounds =
        spellings(&["full", "beyond", "under_full", "not_beyond", "at_least", "at_most", "more_than", "less_than"]);
    let units = spellings(&["years", "months", "days"]);
    let bare = ("", text);
    let (bound, rest) =
        bounds.iter().filter_map(|b| Some((*b, text.strip_prefix(b)?))).max_by_key(|(b, _)| b.len()).unwrap_or(bare);
    let (number, unit) = units.iter().filter_map(|u| Some((rest.strip_suffix(u)?, *u))).max_by_key(|(_, u)| u.len())?;
    Some(format!("{bound} {} {unit}", chinese_number(number)?).trim().to_string())
}
