//! The numbers of a year as they may be shown: small ones hidden, with those that would give them away.
//!
//! There are four tables of a stage, and they share only totals of everybody, which are known anyway: rounds by wishes,
//! each breakdown by how people fared, schools by rounds, and for each round schools by who was refused. Everything else
//! on the page is reckoned from their cells, and shown only if all the cells it is reckoned from are. Wishes with few
//! people are counted together with the wish before, groups with few people together with a neighbour.

use super::{Breakdown, Count, Cutoff, Round, Stage, Tally, Year};
use crate::report::hide::{Table, hide, small};
use crate::report::label::Label;

/// A number that may be hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Shown(u64),
    Hidden,
}

impl Cell {
    fn new(hidden: bool, count: u64) -> Cell {
        if hidden { Cell::Hidden } else { Cell::Shown(count) }
    }

    /// The count, if it is shown.
    pub fn count(self) -> Option<u64> {
        match self {
            Cell::Shown(count) => Some(count),
            Cell::Hidden => None,
        }
    }
}

/// How people fared: what a column of the tables counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Placed at a wish from the first to the last of these (from 0), or by the guarantee if that is with them.
    Placed { first: usize, last: usize, guarantee: bool },
    /// Placed by the guarantee.
    Guarantee,
    /// A person decides.
    Referred,
    /// Without a seat.
    Unplaced,
}

impl Fate {
    /// How many of a tally.
    pub fn of(self, tally: &Tally) -> u64 {
        match self {
            Fate::Placed { first, last, guarantee } => {
                let wishes = tally.by_wish.iter().skip(first).take(last + 1 - first).sum::<u64>();
                wishes + if guarantee { tally.guarantee } else { 0 }
            }
            Fate::Guarantee => tally.guarantee,
            Fate::Referred => tally.referred,
            Fate::Unplaced => tally.unplaced,
        }
    }
}

/// A row of a table of fates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub label: Label,
    /// How many there are in all.
    pub total: u64,
    pub cells: Vec<Cell>,
}

/// A breakdown as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub label: Label,
    pub fates: Vec<Fate>,
    pub rows: Vec<Row>,
}

/// A cut-off as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limit {
    pub seats: Cell,
    pub applied: Cell,
    pub admitted: Cell,
    pub left: Cell,
}

/// A stage as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// How the applications were decided, small counts together.
    pub outcomes: Vec<Count>,
    /// Placed by wish, for all rounds together.
    pub placed: Vec<(Fate, u64)>,
    /// The same for each round, as cells.
    pub rounds: Vec<Row>,
    pub breakdowns: Vec<Broken>,
    /// Why people have no seat, small counts together.
    pub reasons: Vec<Count>,
    /// Seats left at each school.
    pub left: Vec<Cell>,
    /// For each round its cut-offs.
    pub limits: Vec<Vec<Limit>>,
}

impl Shown {
    /// Whether any number is hidden.
    pub fn hides(&self) -> bool {
        let mut rows = self.rounds.iter().chain(self.breakdowns.iter().flat_map(|broken| &broken.rows));
        let limits =
            self.limits.iter().flatten().flat_map(|limit| [limit.seats, limit.applied, limit.admitted, limit.left]);
        rows.any(|row| row.cells.contains(&Cell::Hidden))
            || self.left.iter().copied().chain(limits).any(|cell| cell == Cell::Hidden)
    }
}

/// The stages as they are shown.
pub(super) fn shown(year: &Year) -> Vec<Shown> {
    year.stages.iter().map(stage).collect()
}

fn stage(stage: &Stage) -> Shown {
    let (placed, rounds) = by_wish(stage);
    let fates: Vec<Fate> = placed.iter().map(|(fate, _)| *fate).collect();
    let (left, limits) = schools(stage);
    Shown {
        outcomes: together(&stage.outcomes),
        placed,
        rounds,
        breakdowns: stage.breakdowns.iter().filter_map(|breakdown| broken(breakdown, &stage.tally, &fates)).collect(),
        reasons: together(&stage.reasons),
        left,
        limits,
    }
}

/// Counts of a list with a known sum: small ones are counted together with the smaller neighbour.
fn together(counts: &[Count]) -> Vec<Count> {
    let mut counts: Vec<Count> = counts.iter().filter(|count| count.count > 0).cloned().collect();
    while let Some(at) = counts.iter().position(|count| small(count.count)).filter(|_| counts.len() > 1) {
        let into = neighbour(&counts.iter().map(|count| count.count).collect::<Vec<_>>(), at);
        let (first, second) = (at.min(into), at.max(into));
        let second = counts.remove(second);
        counts[first].label = Label::join([&counts[first].label, &second.label]);
        counts[first].count += second.count;
    }
    counts
}

/// The smaller neighbour of a place in a list of two or more.
fn neighbour(counts: &[u64], at: usize) -> usize {
    match (at.checked_sub(1), at + 1) {
        (None, after) => after,
        (Some(before), after) if after >= counts.len() => before,
        (Some(before), after) if counts[before] <= counts[after] => before,
        (_, after) => after,
    }
}

/// The wishes as they are counted together, and each round by them.
fn by_wish(stage: &Stage) -> (Vec<(Fate, u64)>, Vec<Row>) {
    let mut fates = buckets(&stage.tally);
    loop {
        // A round at which nobody could make a third wish has nobody placed at one: everyone knows.
        let cell = |round: &Round, fate: Fate| match fate {
            Fate::Placed { first, guarantee, .. } if first >= round.tally.by_wish.len() && !guarantee => None,
            fate => Some(fate.of(&round.tally)),
        };
        let cells: Vec<Vec<Option<u64>>> =
            stage.rounds().map(|round| fates.iter().map(|fate| cell(round, *fate)).collect()).collect();
        // A round that has but one column says nothing but its total, which is known.
        let open: Vec<bool> = cells.iter().map(|row| row.iter().flatten().count() < 2).collect();
        let table = Table {
            cells: cells
                .iter()
                .zip(&open)
                .map(|(row, open)| if *open { vec![None; row.len()] } else { row.clone() })
                .collect(),
            people: vec![true; fates.len()],
            rows_known: true,
        };
        let hidden = hide(&table, &[]);
        if let (Some((_, column)), true) = (hidden.bare.first(), fates.len() > 1) {
            fold(&mut fates, *column);
            continue;
        }
        let rows = stage.rounds().zip(&cells).zip(&hidden.cells).map(|((round, cells), hidden)| Row {
            label: round.label.clone(),
            total: round.tally.placed(),
            cells: cells.iter().zip(hidden).map(|(cell, hidden)| Cell::new(*hidden, cell.unwrap_or(0))).collect(),
        });
        let rows = rows.collect();
        return (fates.into_iter().map(|fate| (fate, fate.of(&stage.tally))).collect(), rows);
    }
}

/// The ways of having a seat that occur: five kinds of wishes at most, and the guarantee.
pub(crate) fn seated(tally: &Tally) -> Vec<Fate> {
    let last = tally.by_wish.iter().rposition(|count| *count > 0).unwrap_or(0);
    let ranges: Vec<(usize, usize)> = match last {
        0..=4 => (0..=last).map(|at| (at, at)).collect(),
        5 => vec![(0, 0), (1, 1), (2, 2), (3, 5)],
        _ => vec![(0, 0), (1, 1), (2, 2), (3, 5), (6, last)],
    };
    let wishes = ranges.into_iter().map(|(first, last)| Fate::Placed { first, last, guarantee: false });
    let mut fates: Vec<Fate> = if tally.by_wish.iter().any(|count| *count > 0) { wishes.collect() } else { vec![] };
    if tally.guarantee > 0 {
        fates.push(Fate::Guarantee);
    }
    fates
}

/// The ways of having none that occur.
pub(crate) fn seatless(tally: &Tally) -> impl Iterator<Item = Fate> {
    [Fate::Referred, Fate::Unplaced].into_iter().filter(|fate| fate.of(tally) > 0)
}

/// The ways of having a seat, none of them with few people.
fn buckets(tally: &Tally) -> Vec<Fate> {
    let mut fates = seated(tally);
    while let Some(at) = fates.iter().rposition(|fate| small(fate.of(tally))).filter(|_| fates.len() > 1) {
        fold(&mut fates, at);
    }
    fates
}

/// Counts a column together with the one before, or the first with the second.
fn fold(fates: &mut Vec<Fate>, at: usize) {
    let at = at.max(1);
    let second = fates.remove(at);
    if let Fate::Placed { last, guarantee, .. } = &mut fates[at - 1] {
        match second {
            Fate::Placed { last: end, guarantee: with, .. } => (*last, *guarantee) = (end, *guarantee || with),
            _ => *guarantee = true,
        }
    }
}

/// A breakdown; `None` if there are too few people to break down.
fn broken(breakdown: &Breakdown, tally: &Tally, placed: &[Fate]) -> Option<Broken> {
    let fates: Vec<Fate> = placed.iter().copied().chain(seatless(tally)).collect();
    let mut rows: Vec<(Vec<&Label>, Tally)> = breakdown
        .rows
        .iter()
        .filter(|(_, row)| row.total() > 0)
        .map(|(label, row)| (vec![label], row.clone()))
        .collect();
    let merge = |rows: &mut Vec<(Vec<&Label>, Tally)>, at: usize| {
        let into = neighbour(&rows.iter().map(|(_, row)| row.total()).collect::<Vec<_>>(), at);
        let (labels, row) = rows.remove(at.max(into));
        rows[at.min(into)].0.extend(labels);
        rows[at.min(into)].1.add(&row);
    };
    loop {
        if let Some(at) = rows.iter().position(|(_, row)| small(row.total())).filter(|_| rows.len() > 1) {
            merge(&mut rows, at);
            continue;
        }
        if rows.len() < 2 {
            return None;
        }
        let cells: Vec<Vec<u64>> =
            rows.iter().map(|(_, row)| fates.iter().map(|fate| fate.of(row)).collect()).collect();
        let hidden = if fates.len() < 2 {
            // The totals are all there is.
            vec![vec![false; fates.len()]; rows.len()]
        } else {
            let table = Table {
                cells: cells.iter().map(|row| row.iter().copied().map(Some).collect()).collect(),
                people: vec![true; fates.len()],
                rows_known: true,
            };
            let hidden = hide(&table, &[]);
            if let Some((row, _)) = hidden.bare.first() {
                merge(&mut rows, *row);
                continue;
            }
            hidden.cells
        };
        let rows = rows.iter().zip(cells).zip(hidden).map(|(((labels, row), cells), hidden)| Row {
            label: Label::join(labels.iter().copied()),
            total: row.total(),
            cells: cells.into_iter().zip(hidden).map(|(count, hidden)| Cell::new(hidden, count)).collect(),
        });
        return Some(Broken { label: breakdown.label.clone(), rows: rows.collect(), fates });
    }
}

/// Seats left at each school, and each round's cut-offs.
///
/// A school's plan is public, and so is the number that each round placed: the table of schools by rounds, with the
/// seats left as its last column, adds up both ways. How many were refused at a school is what applied less what was
/// admitted, and where everybody had one wish their sum is known too.
fn schools(stage: &Stage) -> (Vec<Cell>, Vec<Vec<Limit>>) {
    let rounds: Vec<&Round> = stage.rounds().collect();
    let mut cells: Vec<Vec<Option<u64>>> = vec![vec![None; rounds.len()]; stage.schools.len()];
    for (at, round) in rounds.iter().enumerate() {
        for cutoff in &round.cutoffs {
            if let Some(row) = cells.get_mut(cutoff.school) {
                *row[at].get_or_insert(0) += cutoff.admitted;
            }
        }
    }
    for (row, school) in cells.iter_mut().zip(&stage.schools) {
        row.push(Some(school.left));
    }
    let people = std::iter::repeat_n(true, rounds.len()).chain([false]).collect();
    let taken = hide(&Table { cells, people, rows_known: true }, &[]).cells;
    let left = stage.schools.iter().zip(&taken).map(|(school, row)| Cell::new(row[rounds.len()], school.left));
    let limits = rounds.iter().enumerate().map(|(at, round)| {
        let refused = refused(round, stage.schools.len());
        let limit = |cutoff: &Cutoff| {
            let row = taken.get(cutoff.school).map_or(&[][..], |row| &row[..]);
            // What a school has at the start of a round is its plan less what earlier rounds gave.
            let before = row.iter().take(at).any(|hidden| *hidden);
            let refused = refused.get(cutoff.school).copied().unwrap_or(true);
            // The lines of a school with groups add up: all of them have numbers, or none.
            let group = cutoff.group.is_some() && refused;
            let here = row.get(at).copied().unwrap_or(true) || group;
            Limit {
                seats: Cell::new(before || group, cutoff.seats),
                applied: Cell::new(here || refused, cutoff.applied),
                admitted: Cell::new(here, cutoff.admitted),
                left: Cell::new(before || here, cutoff.left),
            }
        };
        round.cutoffs.iter().map(limit).collect()
    });
    (left.collect(), limits.collect())
}

/// Refused at a school, or at a group of its seats; `None`: an empty cut-off says that nobody was.
fn turned_away(cutoff: &Cutoff) -> Option<u64> {
    let refused = cutoff.applied.saturating_sub(cutoff.admitted);
    (refused > 0 || cutoff.last.is_some()).then_some(refused)
}

/// The schools whose number of applicants in a round is hidden, so that nobody sees how few applied or were refused.
fn refused(round: &Round, schools: usize) -> Vec<bool> {
    // Where the guarantee gave seats to some who had not applied, the numbers of those who did stand alone.
    let alone = round.tally.guarantee > 0;
    let mut cells: Vec<Vec<Option<u64>>> = vec![vec![None]; schools];
    let mut few = vec![false; schools];
    for cutoff in round.cutoffs.iter().filter(|cutoff| cutoff.school < schools) {
        let refused = turned_away(cutoff);
        if let Some(count) = if alone { Some(cutoff.applied) } else { refused } {
            *cells[cutoff.school][0].get_or_insert(0) += count;
        }
        let in_group = cutoff.group.is_some() && (small(cutoff.admitted) || refused.is_some_and(small));
        few[cutoff.school] |= small(cutoff.applied) || in_group;
    }
    let forced: Vec<(usize, usize)> = (0..schools).filter(|school| few[*school]).map(|school| (school, 0)).collect();
    let hidden = hide(&Table { cells, people: vec![true], rows_known: false }, &forced).cells;
    hidden.iter().zip(few).map(|(row, few)| row[0] || few).collect()
}
