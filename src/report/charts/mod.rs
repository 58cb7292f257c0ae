//! Charts as figures of a page: bars, stacked bars and small columns, drawn by hand as SVG.
//!
//! A bar stands in a cell of a table, so that its label is text that wraps and can be searched; the drawing has the same
//! numbers as words for those who do not see it. Lengths are whole tenths of a per cent. Nothing is drawn for zero, and
//! what is not zero can always be seen. What is hidden is drawn as one dashed part: its length follows from what is shown.

pub mod river;
#[cfg(test)]
mod tests;

use crate::base::tongue::Tongue;
use crate::report::label::{number, percent, permille};
use maud::{Markup, html};
use std::fmt;

/// The least length of what is not zero, in tenths of a per cent.
const LEAST: u64 = 4;

/// What a colour stands for. Blue runs from dark to light with the wishes; what is not a seat is orange and red, which
/// all kinds of eyes tell from blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Placed at a wish: 0 is the first one; from 4 on they look alike.
    Wish(usize),
    /// Placed by the guarantee.
    Guarantee,
    /// Keeps a seat won elsewhere.
    Elsewhere,
    /// A person decides.
    Referred,
    /// Has no seat.
    Unplaced,
    /// Seats.
    Seats,
    /// Neither good nor bad.
    Quiet,
    /// Not shown.
    Hidden,
}

impl Tone {
    /// Its class in the style.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Wish(0) => "w1",
            Tone::Wish(1) => "w2",
            Tone::Wish(2) => "w3",
            Tone::Wish(3) => "w4",
            Tone::Wish(_) => "w5",
            Tone::Guarantee => "gua",
            Tone::Elsewhere => "els",
            Tone::Referred => "ref",
            Tone::Unplaced => "unp",
            Tone::Seats => "sea",
            Tone::Quiet => "qui",
            Tone::Hidden => "hid",
        }
    }

    /// Light letters are read on it.
    fn dark(self) -> bool {
        matches!(self, Tone::Wish(0 | 1) | Tone::Guarantee | Tone::Unplaced)
    }
}

/// A length as the drawing writes it: tenths of a per cent.
#[derive(Clone, Copy)]
struct Share(u64);

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}%", self.0 / 10),
            tenth => write!(f, "{}.{tenth}%", self.0 / 10),
        }
    }
}

/// A part of a stacked bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub name: String,
    /// How many.
    pub count: u64,
    /// What its colour stands for; a [`Tone::Hidden`] part stands for all that are not shown.
    pub tone: Tone,
}

/// Which numbers stand with a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Counts, with their shares of the whole.
    Counts,
    /// Shares alone.
    Shares,
}

/// The lengths of parts of a whole, in tenths of a per cent: each at least [`LEAST`] unless it is zero, at the cost of
/// the longest.
fn lengths(counts: &[u64], whole: u64) -> Vec<u64> {
    let mut lengths: Vec<u64> =
        counts.iter().map(|count| if *count == 0 { 0 } else { permille(*count, whole).clamp(LEAST, 1000) }).collect();
    let most = permille(counts.iter().sum::<u64>().min(whole), whole).max(lengths.iter().sum::<u64>().min(LEAST));
    while lengths.iter().sum::<u64>() > most {
        let Some(longest) = lengths.iter_mut().max() else { break };
        if *longest <= LEAST {
            break;
        }
        *longest -= 1;
    }
    lengths
}

/// One bar of parts, as long as the cell it stands in stands for `whole`.
pub fn stacked(of: &str, parts: &[Part], whole: u64, numbers: Said, tongue: Tongue) -> Markup {
    let parts: Vec<&Part> = parts.iter().filter(|part| part.count > 0).collect();
    let lengths = lengths(&parts.iter().map(|part| part.count).collect::<Vec<_>>(), whole);
    let said = |part: &Part| {
        if part.tone == Tone::Hidden {
            return part.name.clone();
        }
        let (name, count, share) = (&part.name, number(part.count), percent(part.count, whole));
        if numbers == Said::Shares {
            return format!("{name} {share}");
        }
        tongue.pick(format!("{name} {count} ({share})"), format!("{name} {count}（{share}）"))
    };
    let all = tongue.join(parts.iter().map(|part| said(part)));
    html! {
        svg.bar width="100%" height="20" role="img" aria-label=(tongue.pick(format!("{of}: {all}"), format!("{of}：{all}"))) {
            @let starts = lengths.iter().scan(0, |at, length| { let start = *at; *at += length; Some(start) });
            @for ((part, length), start) in parts.iter().zip(&lengths).zip(starts) {
                g {
                    title { (said(part)) }
                    rect class=(part.tone.class()) x=(Share(start)) width=(Share(*length)) y="0" height="20" {}
                    @let count = number(part.count);
                    // A digit takes about 1.6 per cent of a bar on paper.
                    @if numbers == Said::Counts && part.tone != Tone::Hidden && *length >= 16 * count.len() as u64 + 10 {
                        text class=(if part.tone.dark() { "in light" } else { "in" }) x=(Share(start + length / 2)) y="14.5" {
                            (count)
                        }
                    }
                }
            }
        }
    }
}

/// One bar of a list of bars whose longest stands for `most`.
pub fn bar(said: &str, count: u64, most: u64, tone: Tone) -> Markup {
    html! {
        svg.bar width="100%" height="14" role="img" aria-label=(said) {
            @if count > 0 {
                g {
                    title { (said) }
                    rect class=(tone.class()) x="0" width=(Share(permille(count, most).clamp(LEAST, 1000))) y="1" height="12" {}
                }
            }
        }
    }
}

/// What the colours stand for.
pub fn legend(entries: &[(Tone, String)]) -> Markup {
    html! {
        ul.legend {
            @for (tone, name) in entries {
                li {
                    svg width="12" height="12" aria-hidden="true" {
                        rect class=(tone.class()) x="0.5" y="0.5" width="11" height="11" {}
                    }
                    (name)
                }
            }
        }
    }
}

/// One column of a small chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What stands under it.
    pub name: String,
    /// How many.
    pub count: u64,
    /// What its colour stands for.
    pub tone: Tone,
}

/// A small chart of columns, one of several that share their scale: `most` of `whole` is the highest.
pub fn columns(of: &str, columns: &[Column], whole: u64, most: u64, tongue: Tongue) -> Markup {
    const WIDE: usize = 46;
    const HIGH: u64 = 90;
    let width = columns.len().max(1) * WIDE;
    let said = |column: &Column| format!("{} {}", column.name, percent(column.count, whole));
    let all = tongue.join(columns.iter().map(said));
    html! {
        svg.columns viewBox=(format!("0 0 {width} {}", HIGH + 40)) width=(width) height=(HIGH + 40) role="img"
            aria-label=(tongue.pick(format!("{of}: {all}"), format!("{of}：{all}"))) {
            @for (at, column) in columns.iter().enumerate() {
                @let (left, middle) = (at * WIDE + 5, at * WIDE + WIDE / 2);
                g {
                    title { (said(column)) }
                    @if column.count > 0 {
                        @let high = u128::from(column.count) * u128::from(HIGH) / u128::from(most.max(1));
                        @let top = 18 + HIGH - high.clamp(1, HIGH.into()) as u64;
                        rect class=(column.tone.class()) x=(left) y=(top) width=(WIDE - 10) height=(18 + HIGH - top) {}
                        text.small x=(middle) y=(top - 5) { (percent(column.count, whole)) }
                    }
                    text.small x=(middle) y=(HIGH + 33) { (column.name) }
                }
            }
            line.axis x1="0" x2=(width) y1=(18 + HIGH) y2=(18 + HIGH) {}
        }
    }
}
