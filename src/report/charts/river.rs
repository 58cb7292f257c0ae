//! Who went where, as a river: all applicants enter at the top, each round leads some of them off to the right, and
//! what is left at the foot has no seat. Width is numbers of applicants, on one scale.

use crate::report::charts::Tone;
use maud::{Markup, PreEscaped, html};
use unicode_width::UnicodeWidthChar;

/// A river.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct River {
    /// What it shows, for those who do not see it.
    pub title: String,
    /// The same in numbers.
    pub description: String,
    /// What begins the names inside the drawing, unique in the page.
    pub id: String,
    /// How many enter.
    pub whole: u64,
    /// What is written at the top.
    pub entry: String,
    /// The reaches of the river, from the top.
    pub reaches: Vec<Reach>,
}

/// Branches that leave at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// What is written beside the river, in bold.
    pub name: String,
    /// What is written under it.
    pub note: String,
    /// The branches, from the top.
    pub branches: Vec<Branch>,
}

/// Those who leave the river at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// How many.
    pub count: u64,
    /// What its colour stands for.
    pub tone: Tone,
    /// What is written beside it, in bold.
    pub name: String,
    /// What is written under it.
    pub notes: Vec<String>,
}

const WIDTH: u64 = 980;
/// Where the river begins.
const LEFT: u64 = 170;
/// Where branches end and their words begin.
const END: u64 = 540;
const WORDS: u64 = 556;
/// The inner radius of a bend.
const BEND: u64 = 8;
const LINE: u64 = 17;

/// Text in lines of at most `columns` columns; broken at spaces where there are any, otherwise between characters.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut at = 0;
    for word in text.split_inclusive(|c: char| c == ' ' || c.width().unwrap_or(0) > 1) {
        let wide = word.trim_end().chars().map(|c| c.width().unwrap_or(0)).sum::<usize>();
        if at > 0 && at + wide > columns {
            lines.push(String::new());
            at = 0;
        }
        at += word.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>();
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
}

impl River {
    /// How wide it is at the top: with few branches less, since a branch is as high as it is wide.
    fn top(&self) -> u64 {
        let branches = self.reaches.iter().map(|reach| reach.branches.len()).sum::<usize>();
        (100 + 40 * branches as u64).clamp(180, 300)
    }

    /// How wide so many are: at least two points, so that the few are seen.
    fn wide(&self, count: u64) -> u64 {
        let exact = (u128::from(count) * u128::from(self.top()) / u128::from(self.whole.max(1))) as u64;
        if count == 0 { 0 } else { exact.clamp(2, self.top()) }
    }

    /// The drawing.
    pub fn draw(&self) -> Markup {
        let mut shapes = String::new();
        let mut words = Vec::new();
        let mut left = self.whole;
        let mut y = 34;
        let put = |words: &mut Vec<_>, x: u64, y: u64, class: &'static str, text: &str| {
            words.push((x, y, class, text.to_owned()));
        };
        let river = |shapes: &mut String, left: u64, from: u64, to: u64| {
            let wide = self.wide(left);
            if wide > 0 && to > from {
                shapes.push_str(&format!(
                    "<rect class=\"water\" x=\"{LEFT}\" y=\"{from}\" width=\"{wide}\" height=\"{}\"></rect>",
                    to - from
                ));
            }
        };
        put(&mut words, LEFT, 18, "strong", &self.entry);
        river(&mut shapes, left, 26, y);
        for (at, reach) in self.reaches.iter().enumerate() {
            if at > 0 {
                shapes.push_str(&format!("<line class=\"rule\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{y}\" y2=\"{y}\"></line>"));
            }
            let top = y;
            let mut side = y + 18;
            for (lines, class) in [(wrap(&reach.name, 20), "strong"), (wrap(&reach.note, 24), "muted")] {
                for line in lines {
                    put(&mut words, 0, side, class, &line);
                    side += LINE;
                }
            }
            y += 6;
            river(&mut shapes, left, top, y);
            for branch in &reach.branches {
                let notes: Vec<String> = branch.notes.iter().flat_map(|note| wrap(note, 62)).collect();
                let thick = self.wide(branch.count);
                let remaining = left.saturating_sub(branch.count);
                let (edge, inner) = (LEFT + self.wide(left), LEFT + self.wide(left).saturating_sub(thick));
                let high = (BEND + thick + 8).max(LINE * (1 + notes.len() as u64) + 12);
                if thick > 0 {
                    let (outer, foot, head) = (thick + BEND, y + BEND + thick, y + BEND);
                    shapes.push_str(&format!(
                        "<path class=\"{}\" d=\"M{inner} {y}A{outer} {outer} 0 0 0 {} {foot}H{END}V{head}H{}A{BEND} {BEND} 0 0 1 {edge} {y}Z\"></path>",
                        branch.tone.class(),
                        inner + outer,
                        edge + BEND,
                    ));
                }
                let mut line = y + BEND + 10 + thick.saturating_sub(LINE * (1 + notes.len() as u64)) / 2;
                put(&mut words, WORDS, line, "strong", &branch.name);
                for note in &notes {
                    line += LINE;
                    put(&mut words, WORDS, line, "muted", note);
                }
                river(&mut shapes, remaining, y, y + high);
                left = remaining;
                y += high;
            }
            let end = y.max(side - LINE + 10);
            river(&mut shapes, left, y, end);
            y = end;
        }
        let (title, description) = (format!("{}-title", self.id), format!("{}-desc", self.id));
        html! {
            svg.river viewBox=(format!("0 0 {WIDTH} {}", y + 6)) width=(WIDTH) height=(y + 6) role="img"
                aria-labelledby=(format!("{title} {description}")) {
                title id=(title) { (self.title) }
                desc id=(description) { (self.description) }
                (PreEscaped(shapes))
                @for (x, y, class, text) in &words {
                    text class=(class) x=(x) y=(y) { (text) }
                }
            }
        }
    }
}
