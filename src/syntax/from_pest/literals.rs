//! Numbers, days, months and moments: from digits to values, and what is said of those that do not exist.

use super::grammar::{Piece, Rule};
use super::pieces::{Inner, Lower, unquoted};
use crate::base::date::{Date, Moment};
use crate::base::decimal::Decimal;
use crate::base::month::Month;
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Expr, ExprKind};
use unicode_normalization::UnicodeNormalization as _;

impl Lower<'_> {
    /// A literal.
    pub fn literal(&mut self, piece: Piece<'_>) -> Expr {
        let span = self.span(&piece);
        let inner = Inner::of(piece).any();
        let text = inner.as_str();
        let kind = match inner.as_rule() {
            Rule::date => self.date(&inner).map(ExprKind::Date),
            Rule::moment => self.moment(&inner).map(ExprKind::Moment),
            Rule::month => self.month(&inner).map(ExprKind::Month),
            Rule::near_date => self.near_date(&inner).map(ExprKind::Date),
            Rule::near_number => self.near_number(&inner),
            Rule::decimal => self.decimal(&inner).map(ExprKind::Decimal),
            Rule::integer => self.integer(&inner).map(ExprKind::Int),
            Rule::string => Some(ExprKind::Text(unquoted(text).nfc().collect())),
            Rule::k_none => Some(ExprKind::None),
            Rule::k_unknown => Some(ExprKind::Unknown),
            Rule::k_true => Some(ExprKind::Bool(true)),
            Rule::k_false => Some(ExprKind::Bool(false)),
            rule => unreachable!("{rule:?} is no literal"),
        };
        Expr { kind: kind.unwrap_or(ExprKind::Error), span }
    }

    /// A whole number.
    pub fn integer(&mut self, piece: &Piece<'_>) -> Option<i64> {
        let value = piece.as_str().parse().ok();
        if value.is_none() {
            self.too_large(piece, &format!("the largest whole number is {}", i64::MAX));
        }
        value
    }

    /// A whole number that must be small, such as the length of a list.
    pub fn small<T: std::str::FromStr>(&mut self, piece: &Piece<'_>) -> Option<T> {
        let value = piece.as_str().parse().ok();
        if value.is_none() {
            self.too_large(piece, "no number that large is needed here");
        }
        value
    }

    fn decimal(&mut self, piece: &Piece<'_>) -> Option<Decimal> {
        let value = Decimal::parse(piece.as_str());
        if value.is_none() {
            self.too_large(piece, "a decimal has at most 18 digits");
        }
        value
    }

    fn too_large(&mut self, piece: &Piece<'_>, help: &str) {
        let message = format!("the number `{}` is too large", piece.as_str());
        self.report(Diagnostic::error("S14", self.span(piece), message).label("does not fit").help(help));
    }

    /// A day.
    pub fn date(&mut self, piece: &Piece<'_>) -> Option<Date> {
        let date = match digits(piece.as_str())[..] {
            [year, month, day] => Date::from_ymd(year as i32, month, day),
            _ => None,
        };
        if date.is_none() {
            self.no_such("day", piece);
        }
        date
    }

    fn month(&mut self, piece: &Piece<'_>) -> Option<Month> {
        let month = match digits(piece.as_str())[..] {
            [year, month] => Month::new(year as i32, month),
            _ => None,
        };
        if month.is_none() {
            self.no_such("month", piece);
        }
        month
    }

    fn moment(&mut self, piece: &Piece<'_>) -> Option<Moment> {
        let at = |year: u32, month, day, rest: [u32; 3]| {
            Moment::new(Date::from_ymd(year as i32, month, day)?, rest[0], rest[1], rest[2])
        };
        // A Chinese day may touch the hour: `2024年5月1日08时00分`; its last part is then still a run of its own.
        let moment = match digits(piece.as_str())[..] {
            [year, month, day, hour, minute] => at(year, month, day, [hour, minute, 0]),
            [year, month, day, hour, minute, second] => at(year, month, day, [hour, minute, second]),
            _ => None,
        };
        if moment.is_none() {
            self.no_such("moment", piece);
        }
        moment
    }

    fn no_such(&mut self, what: &str, piece: &Piece<'_>) {
        let (text, span) = (piece.as_str(), self.span(piece));
        let mut report =
            Diagnostic::error("S13", span, format!("there is no {what} `{text}`")).label("not in the calendar");
        if let [year, month, day, ..] = digits(text)[..]
            && day > 28
            && let Some(month) = Month::new(year as i32, month)
        {
            report = report.help(format!("the last day of that month is `{}`", month.last_day()));
        }
        self.report(report);
    }

    /// A day in a spelling that is not the language's: reported, and taken for what it means.
    fn near_date(&mut self, piece: &Piece<'_>) -> Option<Date> {
        let (text, span) = (piece.as_str(), self.span(piece));
        let runs = digits(text);
        let date = match runs[..] {
            [year, month, day] => Date::from_ymd(year as i32, month, day),
            _ => None,
        };
        let report = Diagnostic::error("S21", span, format!("`{text}` is not how a day is written"));
        self.report(match (date, &runs[..]) {
            (Some(date), _) => report.label("taken for a day").help(format!("write `{date}` or `{}`", date.zh())),
            (None, [month, day]) => report
                .label("the year is missing")
                .help(format!("write `2024-{month:02}-{day:02}` or `2024年{month}月{day}日`")),
            _ => report.label("there is no such day").help("write `2030-05-01` or `2030年5月1日`"),
        });
        date
    }

    /// Full-width digits: reported, and taken for what they mean.
    fn near_number(&mut self, piece: &Piece<'_>) -> Option<ExprKind> {
        let text = piece.as_str();
        let half: String = text.nfkc().collect();
        let message = format!("`{text}` is written in full-width digits");
        let report = Diagnostic::error("S21", self.span(piece), message).help(format!("write `{half}`"));
        self.report(report);
        if let Ok(number) = half.parse() {
            return Some(ExprKind::Int(number));
        }
        match digits(&half)[..] {
            [year, month, day] => Date::from_ymd(year as i32, month, day).map(ExprKind::Date),
            [year, month] => Month::new(year as i32, month).map(ExprKind::Month),
            _ => None,
        }
    }
}

/// The runs of digits in a text. A run that is too long becomes a number that nothing has.
fn digits(text: &str) -> Vec<u32> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .map(|run| run.parse().unwrap_or(u32::MAX >> 1))
        .collect()
}
