//! Mistakes such as families and offices make when they fill in a form.
//!
//! Some are set aside when the file is read (a day that does not exist, an unknown word, an id that was there before),
//! some survive (stray spaces, full-width digits), and some only leave a fact unknown (an empty cell).

use super::Chance;
use crate::data::columns::{Step, bind};
use crate::data::raw::{Encoding, RawTable};
use crate::data::write::Sheet;
use crate::ir::{Base, Field, Policy, Role, Shape, StageId, Type};

/// The kinds of mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mistake {
    BadDay,
    StrangeWord,
    SameId,
    Empty,
    Spaces,
    FullWidth,
    None,
}

const ALL: [Mistake; 7] = [
    Mistake::BadDay,
    Mistake::StrangeWord,
    Mistake::SameId,
    Mistake::Empty,
    Mistake::Spaces,
    Mistake::FullWidth,
    Mistake::None,
];

/// Puts one mistake into each of so many of a hundred rows; says how many rows have one now.
pub fn soil(policy: &Policy, stage: StageId, sheet: &mut Sheet, percent: u64, chance: &mut Chance) -> usize {
    let types = types(policy, stage, &sheet.headers);
    let id = policy
        .form
        .with_role(Role::Id)
        .and_then(|id| types.iter().position(|t| t.as_ref().is_some_and(|t| t.id == Some(id))));
    let mut rows: Vec<usize> = (0..sheet.rows.len()).collect();
    chance.shuffle(&mut rows);
    rows.truncate((sheet.rows.len() as u64 * percent).div_ceil(100) as usize);
    rows.sort_unstable();
    let mut soiled = 0;
    for row in rows {
        // Not every mistake can be made in every row: try until one can.
        let mut kinds = ALL;
        chance.shuffle(&mut kinds);
        let made = kinds.into_iter().any(|kind| mistake(kind, &types, id, row, sheet, chance));
        soiled += usize::from(made);
    }
    soiled
}

/// What is known of a column.
struct Column {
    ty: Type,
    /// The form's field, if the column is the whole of it.
    id: Option<usize>,
}

fn types(policy: &Policy, stage: StageId, headers: &[String]) -> Vec<Option<Column>> {
    let table = RawTable {
        name: String::new(),
        headers: headers.to_vec(),
        rows: Vec::new(),
        rejected: Vec::new(),
        blank: 0,
        encoding: Encoding::Utf8,
        fed_back: false,
    };
    let Ok(bound) = bind(policy, &policy.form.fields, Some(stage), &[], &table) else { return Vec::new() };
    let column = |path: &Vec<Step>| {
        let mut fields: &[Field] = &policy.form.fields;
        let mut ty = None;
        for step in path {
            match step {
                Step::Field(at) => {
                    let found = fields.get(*at)?.ty;
                    ty = Some(found);
                    if let Base::Record(record) = found.base {
                        fields = &policy.records[record.index()].fields;
                    }
                }
                Step::Item(_) => {}
                Step::Count => return None,
            }
        }
        let id = match path[..] {
            [Step::Field(at)] => Some(at),
            _ => None,
        };
        ty.map(|ty| Column { ty, id })
    };
    bound.paths.iter().map(|path| path.as_ref().and_then(column)).collect()
}

/// Makes a mistake in a row, if the row has a cell for it.
fn mistake(
    kind: Mistake,
    types: &[Option<Column>],
    id: Option<usize>,
    row: usize,
    sheet: &mut Sheet,
    chance: &mut Chance,
) -> bool {
    if kind == Mistake::SameId {
        let Some(id) = id.filter(|_| row > 0) else { return false };
        let earlier = chance.below(row as u64) as usize;
        sheet.rows[row][id] = sheet.rows[earlier][id].clone();
        return true;
    }
    let fits = |at: usize, cell: &str| {
        let Some(Some(column)) = types.get(at) else { return false };
        let digits = cell.chars().any(|c| c.is_ascii_digit());
        let one = column.ty.shape == Shape::One;
        match (kind, column.ty.base) {
            _ if cell.is_empty() => false,
            (Mistake::BadDay, Base::Date) => digits,
            (Mistake::StrangeWord, Base::Enum(_)) => one,
            (Mistake::FullWidth, Base::Date | Base::Int | Base::Months) => digits,
            (Mistake::None, Base::Record(_)) => false,
            (Mistake::None, _) => one && !column.ty.optional,
            (Mistake::Empty | Mistake::Spaces, Base::Record(_)) => false,
            (Mistake::Empty, _) => column.id != id,
            (Mistake::Spaces, _) => true,
            _ => false,
        }
    };
    let columns: Vec<usize> =
        sheet.rows[row].iter().enumerate().filter(|(at, cell)| fits(*at, cell)).map(|(at, _)| at).collect();
    let Some(at) = columns.get(chance.below(columns.len() as u64) as usize).copied() else { return false };
    let cell = &mut sheet.rows[row][at];
    *cell = match kind {
        Mistake::BadDay => bad_day(cell, chance),
        Mistake::StrangeWord => strange(cell, chance),
        Mistake::Empty => String::new(),
        Mistake::Spaces => format!(
            "{}{cell}{}",
            [" ", "\u{3000}", ""][chance.below(3) as usize],
            ["  ", "\u{3000}"][chance.below(2) as usize]
        ),
        Mistake::FullWidth => cell.chars().map(wide).collect(),
        Mistake::None => "无".into(),
        Mistake::SameId => return false,
    };
    true
}

/// A day that the calendar does not have, or no day at all.
fn bad_day(cell: &str, chance: &mut Chance) -> String {
    let (year, rest) = cell.split_once('-').unwrap_or((cell, "1-1"));
    let (month, day) = rest.split_once('-').unwrap_or((rest, "1"));
    match chance.below(4) {
        0 => format!("{year}-02-30"),
        1 => format!("{year}-13-{day}"),
        2 => format!("{year}-{month}-"),
        _ => format!("{}-{month}-{day}", year.get(1..).unwrap_or("")),
    }
}

/// A word with a slip of the pen in it, which is no word of the list any more.
fn strange(cell: &str, chance: &mut Chance) -> String {
    let letters: Vec<char> = cell.chars().collect();
    let at = chance.below(letters.len() as u64) as usize;
    let mut slip = letters.clone();
    slip.insert(at, letters[at]);
    slip.into_iter().collect()
}

/// A digit as Chinese input methods write it.
fn wide(c: char) -> char {
    c.to_digit(10).and_then(|digit| char::from_u32(0xff10 + digit)).unwrap_or(c)
}
