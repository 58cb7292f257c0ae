//! A year's allocation as people look at it: how many have a seat, at which wish, by category and area; who has none and
//! why; which seats are left; where each school's list ended; and how to check it all.
//!
//! [`Year`] is plain data that the caller makes. It becomes a page ([`Year::page`]) and a screen ([`Year::text`]), both
//! drawn from one copy of the numbers in which small counts are hidden (`shown.rs`), so that neither can show what the
//! other hides. **Numbers of everybody in a year, stage, draw or round are always shown**, as they stand in the minutes
//! of the draw; whatever is broken down by what people are or wish is hidden where it is small.
//!
//! Nothing here decides or counts anything about an applicant, and no path or clock is known.

mod draws;
mod made;
mod page;
mod shown;
mod stages;
#[cfg(test)]
pub(crate) mod support;
#[cfg(test)]
mod tests;
mod text;
mod words;

use crate::allocation::model::Mechanism;
use crate::base::date::Date;
use crate::report::label::Label;

pub use made::{Held, criterion_label, order_words, school_words, year};
pub(crate) use shown::{Fate, seated, seatless};
pub use words::mechanism_name;
pub(crate) use words::{fate as fate_name, star, star_means, tone as fate_tone};

/// A year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Year {
    /// What is admitted to, such as the policy's label.
    pub title: Label,
    /// The year.
    pub year: i64,
    /// Who issued the policy.
    pub authority: Option<Label>,
    /// The policy's document number.
    pub document: Option<String>,
    /// The fingerprint of what the policy means.
    pub fingerprint: String,
    /// The seed, if this is a rehearsal.
    pub rehearsal: Option<String>,
    /// The stages, in the policy's order.
    pub stages: Vec<Stage>,
}

/// A stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stage {
    /// Its name in the policy.
    pub name: String,
    /// Its label.
    pub label: Label,
    /// How the applications were decided before any round; empty: not said.
    pub outcomes: Vec<Count>,
    /// How those who took part in the stage's rounds stand at the end: the sum of its rounds, and those who have no seat.
    pub tally: Tally,
    /// The same by what people are: by category, by area, by priority class. Each has everybody in it once.
    pub breakdowns: Vec<Breakdown>,
    /// Why some have no seat; together the unplaced of `tally`.
    pub reasons: Vec<Count>,
    /// The stage's schools, those of an area together.
    pub schools: Vec<School>,
    /// The draws, in the order in which they were held.
    pub draws: Vec<Draw>,
}

/// How many of what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    /// What.
    pub label: Label,
    /// How many.
    pub count: u64,
}

/// How many have a seat, and at which wish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Placed at the first wish, the second and so on, as far as wishes could be made.
    pub by_wish: Vec<u64>,
    /// Placed by the guarantee.
    pub guarantee: u64,
    /// A person decides.
    pub referred: u64,
    /// Without a seat.
    pub unplaced: u64,
}

impl Tally {
    /// How many have a seat.
    pub fn placed(&self) -> u64 {
        self.by_wish.iter().sum::<u64>() + self.guarantee
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.placed() + self.referred + self.unplaced
    }

    /// One more tally on top of this one.
    pub fn add(&mut self, other: &Tally) {
        self.by_wish.resize(self.by_wish.len().max(other.by_wish.len()), 0);
        self.by_wish.iter_mut().zip(&other.by_wish).for_each(|(sum, more)| *sum += more);
        self.guarantee += other.guarantee;
        self.referred += other.referred;
        self.unplaced += other.unplaced;
    }
}

/// Everybody of a stage by something that people are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Breakdown {
    /// By what: `category`, `area`.
    pub label: Label,
    /// Its groups. Small ones are shown together with a neighbour: put like beside like.
    pub rows: Vec<(Label, Tally)>,
}

/// A school of a stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct School {
    /// Its code.
    pub code: String,
    /// Its name.
    pub label: Label,
    /// Its area.
    pub area: Option<Label>,
    /// Its seats before the first draw.
    pub plan: u64,
    /// Its seats after the last.
    pub left: u64,
}

/// A draw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draw {
    /// Its full name, such as `2024/junior/first_batch`.
    pub name: String,
    /// Its label.
    pub label: Label,
    /// When it was held.
    pub held: Option<Date>,
    /// The digest of its certificate, 64 hexadecimal digits.
    pub certificate: Option<String>,
    /// The digest of what was frozen before it.
    pub frozen: Option<String>,
    /// Who committed to a share.
    pub parties: Vec<Label>,
    /// The public balls.
    pub balls: Option<String>,
    /// Which attempt it was.
    pub attempt: u32,
    /// Why earlier attempts are void.
    pub voids: Vec<Label>,
    /// The command that checks it.
    pub verify: Option<String>,
    /// The rounds, in order.
    pub rounds: Vec<Round>,
}

/// A round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    /// Its label.
    pub label: Label,
    /// The articles it rests on.
    pub articles: Vec<String>,
    /// How it placed; `None`: not said.
    pub mechanism: Option<Mechanism>,
    /// For parallel wishes: the number of wishes in each band.
    pub bands: Vec<u32>,
    /// The order of applicants, in words.
    pub order: Label,
    /// Seats at the start.
    pub seats: u64,
    /// How many took part.
    pub took_part: u64,
    /// Who has a seat by this round at the end of the draw, and who was left by it.
    pub tally: Tally,
    /// Won a seat here and keep one of another round.
    pub elsewhere: u64,
    /// Where those without a seat went, if this round sent them: the label of a later round.
    pub joins: Option<Label>,
    /// Seats left at the end.
    pub left: u64,
    /// Where each school's list ended.
    pub cutoffs: Vec<Cutoff>,
    /// Justified envy; `None`: not counted.
    pub envy: Option<Envy>,
    /// Seats left empty that somebody without a seat, or with a worse one, had wished for; `None`: not counted.
    pub waste: Option<u64>,
}

/// Where the list of a school, or of a group of its seats, ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cutoff {
    /// The school, by its position in the stage.
    pub school: usize,
    /// The group of seats.
    pub group: Option<Label>,
    /// Its seats in this round.
    pub seats: u64,
    /// How many ever applied.
    pub applied: u64,
    /// How many were admitted, the guarantee included.
    pub admitted: u64,
    /// Seats left.
    pub left: u64,
    /// The order of the last one admitted; `None`: nobody was refused.
    pub last: Option<Label>,
}

/// Justified envy: somebody would rather have a seat that went to one who stood behind them in the order for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Envy {
    /// How many applicants.
    pub applicants: u64,
    /// How many pairs of an applicant and one who stood behind.
    pub pairs: u64,
    /// Pairs that differ in more than the ticket.
    pub strict: u64,
}

impl Year {
    /// Everybody of the year.
    pub fn tally(&self) -> Tally {
        let mut sum = Tally::default();
        self.stages.iter().for_each(|stage| sum.add(&stage.tally));
        sum
    }

    /// Where the numbers contradict one another: empty, unless whoever made them erred.
    pub fn contradictions(&self) -> Vec<String> {
        let mut found = Vec::new();
        for stage in &self.stages {
            let name = &stage.name;
            let mut say = |holds: bool, what: String| {
                if !holds {
                    found.push(format!("{name}: {what}"));
                }
            };
            let mut placed =
                Tally { referred: stage.tally.referred, unplaced: stage.tally.unplaced, ..Tally::default() };
            for round in stage.rounds() {
                let Tally { by_wish, guarantee, .. } = &round.tally;
                placed.add(&Tally { by_wish: by_wish.clone(), guarantee: *guarantee, ..Tally::default() });
                let label = &round.label.en;
                let sum = round.tally.total() + round.elsewhere;
                say(round.took_part == sum, format!("{} took part in {label}, but {sum} came out", round.took_part));
                say(
                    round.cutoffs.iter().all(|cutoff| cutoff.school < stage.schools.len()),
                    format!("{label} has a cut-off of no school"),
                );
            }
            placed.by_wish.resize(placed.by_wish.len().max(stage.tally.by_wish.len()), 0);
            let mut tally = stage.tally.clone();
            tally.by_wish.resize(placed.by_wish.len(), 0);
            say(placed == tally, "the rounds do not add up to the stage".into());
            for breakdown in &stage.breakdowns {
                let mut sum = Tally::default();
                breakdown.rows.iter().for_each(|(_, row)| sum.add(row));
                sum.by_wish.resize(sum.by_wish.len().max(tally.by_wish.len()), 0);
                let mut tally = tally.clone();
                tally.by_wish.resize(sum.by_wish.len(), 0);
                say(sum == tally, format!("{} does not add up to the stage", breakdown.label.en));
            }
            let reasons: u64 = stage.reasons.iter().map(|reason| reason.count).sum();
            say(
                stage.reasons.is_empty() || reasons == stage.tally.unplaced,
                "the reasons do not add up to the unplaced".into(),
            );
        }
        found
    }
}

impl Stage {
    /// The rounds of all draws, in order.
    pub fn rounds(&self) -> impl Iterator<Item = &Round> {
        self.draws.iter().flat_map(|draw| &draw.rounds)
    }

    /// Seats before the first draw.
    pub fn seats(&self) -> u64 {
        self.schools.iter().map(|school| school.plan).sum()
    }

    /// Seats after the last.
    pub fn left(&self) -> u64 {
        self.schools.iter().map(|school| school.left).sum()
    }
}
