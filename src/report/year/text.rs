//! The year on a screen: the numbers of the page in straight columns, the longest lists cut.

use super::shown::{Cell, Fate, Row, Shown, shown};
use super::words::{day, fate, plain, star_means};
use super::{Cutoff, Stage, Tally, Year};
use crate::base::tongue::Tongue;
use crate::report::grid::{Side, grid};
use crate::report::label::{number, percent};
use std::cmp::Reverse;
use std::fmt::Write as _;

/// How many lines a list has at most.
const MOST: usize = 8;

impl Year {
    /// The screen.
    pub fn text(&self, tongue: Tongue) -> String {
        self.said(&shown(self), tongue)
    }

    /// The screen of numbers as they may be shown. Of the year itself only words and totals of everybody are looked at.
    pub(super) fn said(&self, shown: &[Shown], tongue: Tongue) -> String {
        let mut out = format!(
            "{}\n",
            tongue.pick(
                format!("{}: the allocation of {}", self.title.en, self.year),
                format!("{}{}年派位结果", self.title.zh, self.year),
            )
        );
        if let Some(seed) = &self.rehearsal {
            let _ = writeln!(
                out,
                "{}",
                tongue.pick(
                    format!("a rehearsal with the seed {seed}, not a result"),
                    format!("演练（种子 {seed}），不是正式结果"),
                )
            );
        }
        let _ = write!(out, "\n{}", self.overview(tongue));
        for (stage, shown) in self.stages.iter().zip(shown) {
            let _ = writeln!(out, "\n{}", stage.label.of(tongue));
            stage_text(&mut out, stage, shown, tongue);
        }
        let _ = write!(out, "\n{}\n{}", tongue.pick("draws", "各次派位"), self.draws(tongue));
        if shown.iter().any(Shown::hides) {
            let _ = writeln!(out, "\n{}", star_means(tongue));
        }
        out
    }

    fn overview(&self, tongue: Tongue) -> String {
        let heads = tongue.pick(
            ["", "took part", "placed", "", "no seat", "referred", "seats", "left"],
            ["", "参加", "录取", "", "未录取", "转人工", "学位", "剩余"],
        );
        let row = |name: &str, tally: &Tally, seats: u64, left: u64| {
            let (total, placed) = (tally.total(), tally.placed());
            let counts = |count| plain(Cell::Shown(count));
            vec![
                name.to_owned(),
                counts(total),
                counts(placed),
                percent(placed, total),
                counts(tally.unplaced),
                counts(tally.referred),
                counts(seats),
                counts(left),
            ]
        };
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        let (mut seats, mut left) = (0, 0);
        for stage in &self.stages {
            rows.push(row(stage.label.of(tongue), &stage.tally, stage.seats(), stage.left()));
            seats += stage.seats();
            left += stage.left();
        }
        if self.stages.len() > 1 {
            rows.push(row(tongue.pick("all", "合计"), &self.tally(), seats, left));
        }
        grid(&rows, &sides(8), "  ")
    }

    fn draws(&self, tongue: Tongue) -> String {
        let mut rows = Vec::new();
        for draw in self.stages.iter().flat_map(|stage| &stage.draws) {
            let held = draw.held.map_or(String::new(), |held| day(held, tongue));
            rows.push(vec![held, draw.name.clone(), draw.certificate.clone().unwrap_or_default()]);
        }
        grid(&rows, &[], "  ")
    }
}

/// A name and then numbers.
fn sides(columns: usize) -> Vec<Side> {
    std::iter::once(Side::Left).chain(std::iter::repeat_n(Side::Right, columns.saturating_sub(1))).collect()
}

fn stage_text(out: &mut String, stage: &Stage, shown: &Shown, tongue: Tongue) {
    let fates: Vec<Fate> = shown.placed.iter().map(|(fate, _)| *fate).collect();
    let mut section = |name: &str, body: String| {
        if !body.is_empty() {
            let _ = write!(out, "  {name}\n{body}");
        }
    };
    section(tongue.pick("rounds, and the wishes they met", "各轮及录取者的志愿"), rounds(stage, shown, &fates, tongue));
    for broken in &shown.breakdowns {
        let label = &broken.label;
        let name = tongue.pick(format!("by {}", label.en), format!("按{}", label.zh));
        let head = std::iter::once(tongue.pick("took part", "参加").to_owned());
        let head = head.chain(broken.fates.iter().map(|one| fate(*one, tongue)));
        let mut rows = vec![std::iter::once(String::new()).chain(head).collect::<Vec<_>>()];
        rows.extend(broken.rows.iter().map(|row| line(row, tongue)));
        section(&name, grid(&rows, &sides(rows[0].len()), "    "));
    }
    let reasons: Vec<Vec<String>> =
        shown.reasons.iter().map(|reason| vec![number(reason.count), reason.label.of(tongue).to_owned()]).collect();
    section(tongue.pick("without a seat, and why", "未录取及原因"), grid(&reasons, &[Side::Right], "    "));
    section(tongue.pick("seats left", "剩余学位"), left(stage, shown, tongue));
    section(
        tongue.pick("cut-offs of the most sought schools", "报名最多的学校的录取截止"),
        cutoffs(stage, shown, tongue),
    );
}

fn line(row: &Row, tongue: Tongue) -> Vec<String> {
    let first = [row.label.of(tongue).to_owned(), number(row.total)];
    first.into_iter().chain(row.cells.iter().map(|cell| plain(*cell))).collect()
}

fn rounds(stage: &Stage, shown: &Shown, fates: &[Fate], tongue: Tongue) -> String {
    let before = tongue.pick(["seats", "took part", "placed"], ["学位", "参加", "录取"]);
    let after = tongue.pick(["not placed", "left"], ["未录取", "剩余"]);
    let mut head = vec![String::new()];
    head.extend(before.map(str::to_owned));
    head.extend(fates.iter().map(|one| fate(*one, tongue)));
    head.extend(after.map(str::to_owned));
    let mut rows = vec![head];
    for (round, row) in stage.rounds().zip(&shown.rounds) {
        let count = |count| plain(Cell::Shown(count));
        let mut line = vec![round.label.of(tongue).to_owned()];
        line.extend([round.seats, round.took_part, round.tally.placed()].map(count));
        line.extend(row.cells.iter().map(|cell| plain(*cell)));
        line.extend([round.tally.unplaced, round.left].map(count));
        rows.push(line);
    }
    if rows.len() < 2 { String::new() } else { grid(&rows, &sides(rows[0].len()), "    ") }
}

fn left(stage: &Stage, shown: &Shown, tongue: Tongue) -> String {
    let known: Vec<(usize, u64)> =
        shown.left.iter().enumerate().filter_map(|(at, left)| left.count().map(|left| (at, left))).collect();
    let full = known.iter().filter(|(_, left)| *left == 0).count();
    let hidden = shown.left.len() - known.len();
    let mut some: Vec<(usize, u64)> = known.into_iter().filter(|(_, left)| *left > 0).collect();
    some.sort_by_key(|(at, left)| (Reverse(*left), *at));
    let rows: Vec<Vec<String>> = some
        .iter()
        .take(MOST)
        .map(|(at, left)| {
            let school = &stage.schools[*at];
            let area = school.area.as_ref().map_or("", |area| area.of(tongue));
            vec![number(*left), format!("/ {}", number(school.plan)), school.label.of(tongue).into(), area.into()]
        })
        .collect();
    let mut out = grid(&rows, &[Side::Right, Side::Right], "    ");
    let (all, more) = (stage.schools.len(), some.len().saturating_sub(MOST));
    if all > 0 {
        let more = match more {
            0 => String::new(),
            more => tongue.pick(format!("{more} more with seats left; "), format!("另有 {more} 所有剩余；")),
        };
        let _ = writeln!(
            out,
            "    {more}{}",
            tongue.pick(format!("{full} of {all} schools are full"), format!("{all} 所学校中 {full} 所已满"))
                + &match hidden {
                    0 => String::new(),
                    hidden => tongue.pick(format!("; {hidden} not shown"), format!("；{hidden} 所不公布")),
                }
        );
    }
    out
}

/// The cut-offs of schools with the most applications for each seat.
fn cutoffs(stage: &Stage, shown: &Shown, tongue: Tongue) -> String {
    let mut found: Vec<(&str, &Cutoff, u64, u64)> = Vec::new();
    for (round, limits) in stage.rounds().zip(&shown.limits) {
        for (cutoff, limit) in round.cutoffs.iter().zip(limits) {
            if let (Some(applied), Some(seats), Some(_)) = (limit.applied.count(), limit.seats.count(), &cutoff.last) {
                found.push((round.label.of(tongue), cutoff, applied, seats));
            }
        }
    }
    // Compared as fractions; a list with no seats at all goes first.
    found.sort_by(|a, b| {
        let (left, right) = (u128::from(a.2) * u128::from(b.3), u128::from(b.2) * u128::from(a.3));
        right.cmp(&left).then(a.1.school.cmp(&b.1.school))
    });
    let rows: Vec<Vec<String>> = found
        .iter()
        .take(MOST)
        .map(|(round, cutoff, applied, seats)| {
            let school = stage.schools.get(cutoff.school).map_or("", |school| school.label.of(tongue));
            let last = cutoff.last.as_ref().map_or("", |last| last.of(tongue));
            vec![
                tongue.pick(
                    format!("{} for {}", number(*applied), number(*seats)),
                    format!("{} 报 {}", number(*applied), number(*seats)),
                ),
                school.to_owned(),
                cutoff.group.as_ref().map_or("", |group| group.of(tongue)).to_owned(),
                last.to_owned(),
                (*round).to_owned(),
            ]
        })
        .map(|mut row| {
            if row[2].is_empty() {
                row.remove(2);
            }
            row
        })
        .collect();
    grid(&rows, &[Side::Right], "    ")
}
