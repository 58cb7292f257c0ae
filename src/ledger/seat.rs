//! A seat that was given, and its canonical text.
//!
//! `ruxue-seats/1` is a table as `grammar/DRAW.md` §1 describes them: tab-separated, the rows sorted byte by byte, no
//! row twice. A run folder carries its seats in it, the chain of the ledger is made over its bytes, and
//! `ruxue ledger export` writes it. What is checked here is checked of every seat, wherever it comes from.

use super::failure::Failure;
use crate::base::card;
use crate::base::id::is_id;

/// The first cell of the text.
pub const FORMAT: &str = "ruxue-seats/1";
/// The other heads.
const HEADS: [&str; 6] = ["claim", "key", "stage", "year", "round", "school"];

/// A seat that somebody was given by virtue of a key that may give only so many.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seat {
    /// Who was given it.
    pub pupil: String,
    /// The claim of the policy, by name.
    pub claim: String,
    /// What gave it: an address, say.
    pub key: String,
    /// For which stage, by name.
    pub stage: String,
    /// In which year.
    pub year: i64,
    /// By which round; empty if that is not on record.
    pub round: String,
    /// At which school; empty if that is not on record.
    pub school: String,
}

impl Seat {
    /// What must not be in force twice.
    pub(super) fn same_as(&self, other: &Seat) -> bool {
        (&self.claim, &self.key, &self.stage, &self.pupil, self.year)
            == (&other.claim, &other.key, &other.stage, &other.pupil, other.year)
    }

    /// The field that cannot be what it is, and its text.
    fn wrong(&self) -> Option<(&'static str, String)> {
        let id = |text: &str| is_id(text) && !card::holds_card(text);
        let year = self.year.to_string();
        let fields = [
            ("pupil", self.pupil.as_str(), id(&self.pupil)),
            ("claim", &self.claim, is_name(&self.claim)),
            ("key", &self.key, id(&self.key)),
            ("stage", &self.stage, is_name(&self.stage)),
            ("year", &year, is_year(self.year)),
            ("round", &self.round, self.round.is_empty() || is_name(&self.round)),
            ("school", &self.school, self.school.is_empty() || id(&self.school)),
        ];
        let wrong = fields.into_iter().find(|(_, _, fine)| !fine);
        wrong.map(|(field, text, _)| (field, card::mask(text)))
    }

    fn line(&self) -> String {
        let Seat { pupil, claim, key, stage, year, round, school } = self;
        format!("{pupil}\t{claim}\t{key}\t{stage}\t{year}\t{round}\t{school}")
    }
}

/// Whether a year can be one: four digits.
pub(super) fn is_year(year: i64) -> bool {
    (1000..=9999).contains(&year)
}

/// Whether a text can be the name of a claim, stage, round or draw.
pub(super) fn is_name(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control();
    (1..=200).contains(&text.len()) && text.chars().all(plain) && !card::holds_card(text)
}

/// Refuses seats that cannot be, or of which two are the same.
pub(super) fn check(seats: &[Seat]) -> Result<(), Failure> {
    for (at, seat) in seats.iter().enumerate() {
        if let Some((field, text)) = seat.wrong() {
            return Err(Failure::Seat { row: at + 1, field, text });
        }
    }
    let mut order: Vec<&Seat> = seats.iter().collect();
    order.sort_unstable_by_key(|s| (&s.claim, &s.key, &s.stage, &s.pupil, s.year));
    match order.windows(2).find(|pair| pair[0].same_as(pair[1])) {
        Some(pair) => Err(Failure::Twice(Box::new(pair[1].clone()))),
        None => Ok(()),
    }
}

/// The canonical text of seats: the same seats give the same bytes, in whatever order they come.
pub fn seats_text<'s>(seats: impl IntoIterator<Item = &'s Seat>) -> String {
    let mut lines: Vec<String> = seats.into_iter().map(Seat::line).collect();
    lines.sort_unstable();
    let mut text = heading();
    for line in lines {
        text.push('\n');
        text.push_str(&line);
    }
    text.push('\n');
    text
}

fn heading() -> String {
    format!("{FORMAT}\t{}", HEADS.join("\t"))
}

/// The seats of a canonical text; anything that [`seats_text`] would not have written is refused.
pub fn read_seats(text: &str) -> Result<Vec<Seat>, Failure> {
    let refuse = |line: usize, what: &'static str| Err(Failure::Text { line, what });
    let Some(body) = text.strip_suffix('\n') else { return refuse(1, "end") };
    let mut lines = body.split('\n');
    if lines.next() != Some(heading().as_str()) {
        return refuse(1, "heading");
    }
    let mut seats = Vec::new();
    let mut before = "";
    for (at, line) in lines.enumerate() {
        let number = at + 2;
        let cells: Vec<&str> = line.split('\t').collect();
        let [pupil, claim, key, stage, year, round, school] = cells[..] else { return refuse(number, "cells") };
        let Some(year) = year.parse::<i64>().ok().filter(|n| n.to_string() == year) else {
            return refuse(number, "year");
        };
        if line <= before {
            return refuse(number, "order");
        }
        before = line;
        let [pupil, claim, key, stage, round, school] = [pupil, claim, key, stage, round, school].map(str::to_owned);
        seats.push(Seat { pupil, claim, key, stage, year, round, school });
    }
    check(&seats)?;
    Ok(seats)
}
