//! What can be wrong with a file, a heading, a cell or a row: typed facts, each with a code.
//!
//! The words stand in [`super::words`]. A problem carries no more of a row than the offending cell, and that already
//! masked and cut to a length that fits a line.

use crate::base::card;
use crate::base::tongue::Tongue;
use crate::diagnostic::Severity;
use crate::ir::Named;

/// A field or column of the policy by its names and by its labels, such as `home.district` and `房屋.所在区`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words {
    /// By names.
    pub name: String,
    /// By labels, names where there are none.
    pub label: String,
}

impl Words {
    /// The one that suits the tongue.
    pub fn text(&self, tongue: Tongue) -> &str {
        tongue.pick(&self.name, &self.label)
    }
}

impl From<&Named> for Words {
    fn from(named: &Named) -> Words {
        Words { name: named.name.clone(), label: named.shown().to_owned() }
    }
}

/// Text of a file as messages may show it: masked, on one line, and short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown(pub(super) String);

impl Shown {
    /// As messages may show `text`.
    pub fn new(text: &str) -> Shown {
        const MOST: usize = 40;
        let masked = card::mask(text.trim());
        let mut shown: String = masked.chars().take(MOST).map(|c| if c.is_control() { '␣' } else { c }).collect();
        if masked.chars().nth(MOST).is_some() {
            shown.push('…');
        }
        Shown(shown)
    }
}

/// What a cell should hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Yes or no.
    Bool,
    /// A whole number.
    Int,
    /// A year of four digits.
    Year,
    /// A decimal with so many places.
    Decimal(u8),
    /// A day.
    Date,
    /// A local time.
    Moment,
    /// A month.
    Month,
    /// A set of months.
    Months,
    /// An opaque name.
    Id,
    /// Words.
    Text,
    /// One of these; in full if they are few, else the first of them.
    Member {
        /// The words.
        members: Vec<Words>,
        /// How many more there are.
        more: usize,
        /// The one that was probably meant.
        near: Option<String>,
    },
    /// Whether a record is there at all.
    Presence,
    /// Nothing but `{}`: the items of this list stand in columns of their own.
    Items(Words),
    /// How many items there are.
    Count,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The file holds nothing.
    Empty,
    /// The file has headings and no rows.
    HeaderOnly,
    /// Bytes that are neither UTF-8 nor GB18030.
    Encoding {
        /// Position of the first such byte, from 0.
        offset: usize,
        /// Its line.
        line: u64,
    },
    /// UTF-8 with a broken character.
    BrokenUtf8 {
        /// Position of the first broken byte, from 0.
        offset: usize,
        /// Its line.
        line: u64,
    },
    /// A replacement character: some program lost a character before.
    Replacement {
        /// Its line.
        line: u64,
    },
    /// UTF-16.
    Utf16,
    /// A workbook of Excel 97, or one that a password protects.
    OldExcel,
    /// What should be a workbook cannot be opened.
    Workbook,
    /// The workbook has no such sheet.
    Sheet {
        /// The one asked for.
        wanted: Shown,
        /// The ones there are.
        there: Vec<Shown>,
    },
    /// A byte that no text has.
    Nul {
        /// Its line.
        line: u64,
    },
    /// A quotation mark without its partner.
    UnclosedQuote {
        /// The line on which it opens.
        line: u64,
    },
    /// A heading that stands twice.
    DuplicateHeading {
        /// The heading.
        heading: Shown,
        /// Its first column, from 1.
        first: usize,
        /// Its second column.
        second: usize,
    },
    /// A row with fewer cells than there are headings.
    TooFewCells {
        /// Cells.
        cells: usize,
        /// Headings.
        headings: usize,
    },
    /// A row with more cells than there are headings.
    TooManyCells {
        /// Cells.
        cells: usize,
        /// Headings.
        headings: usize,
    },
    /// A cell in a column without a heading.
    NoHeading {
        /// The column, from 1.
        column: usize,
    },
    /// An error of the spreadsheet, such as `#N/A`.
    CellError(Shown),
    /// A number that a spreadsheet cannot hold exactly.
    LongNumber,

    /// A heading that names nothing in the policy.
    UnknownHeading {
        /// The heading.
        heading: Shown,
        /// What was probably meant, and has no column yet.
        near: Option<Words>,
    },
    /// A heading that begins like the path of a field and ends in none.
    NoSuchField {
        /// The heading.
        heading: Shown,
        /// The field that was probably meant, by its last word.
        near: Option<String>,
    },
    /// Fields that have no column.
    MissingColumns {
        /// The fields, unknown for all.
        unknown: Vec<Words>,
        /// The fields that are presumed for all.
        presumed: Vec<Words>,
    },
    /// A column that cannot be done without.
    RequiredColumn(Words),
    /// Two headings for one field.
    SameField {
        /// The first heading.
        first: Shown,
        /// The second.
        second: Shown,
        /// The field.
        field: Words,
    },
    /// A heading that names several fields.
    Ambiguous {
        /// The heading.
        heading: Shown,
        /// The fields.
        fields: Vec<Words>,
    },
    /// A heading of a list without the number of the item.
    Unnumbered {
        /// The heading.
        heading: Shown,
        /// How it would be right.
        example: Words,
    },
    /// A heading for an item that the list cannot have.
    NoSuchItem {
        /// The heading.
        heading: Shown,
        /// The most items that the list can have.
        most: u32,
    },
    /// Headings of fields that only other stages ask.
    OtherStage(Vec<Shown>),
    /// Fields of the policy that have the toolchain's use `id`: there is none.
    NoIdRole,

    /// A cell that is not what its column holds.
    Cell {
        /// The cell.
        cell: Shown,
        /// What it should be.
        expected: Expected,
    },
    /// `none` where the type has no `or none`.
    NoneForbidden {
        /// The field is a list or set, for which `{}` may be meant.
        several: bool,
    },
    /// A decimal with too many places.
    TooManyPlaces {
        /// The cell.
        cell: Shown,
        /// The most places.
        most: u8,
    },
    /// A range of months that ends before it begins or is longer than a century.
    MonthRange(Shown),
    /// More items than the list may have.
    TooManyItems {
        /// How many.
        items: usize,
        /// The most.
        most: u32,
    },
    /// The number of an identity card, masked.
    IdentityCard(Shown),
    /// What this toolchain made of such a number in a file of rejected rows.
    MaskedCard(Shown),
    /// A record that is said to be absent, and yet has fields.
    AbsentYetGiven {
        /// The heading under which it has a field.
        given: Shown,
    },
    /// A list given whole and by items.
    TwiceGiven {
        /// The heading of an item.
        given: Shown,
    },
    /// The count and the items given do not agree.
    CountDiffers {
        /// The count.
        count: u32,
        /// The items given.
        given: usize,
    },

    /// A row without the id or key that it needs.
    NoId,
    /// A row whose id or key an earlier one has.
    DuplicateId {
        /// The line of the earlier one.
        first: u64,
    },
    /// A reference to a row that the table has not.
    NoSuchRow {
        /// The cell.
        cell: Shown,
        /// The table.
        table: Words,
    },
    /// Blank rows were skipped.
    BlankRows(u64),
}

/// A problem of a whole file, and how grave it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether the file can be used in spite of it.
    pub severity: Severity,
    /// What is wrong.
    pub problem: Problem,
}

impl Finding {
    /// The file cannot be used.
    pub fn error(problem: Problem) -> Finding {
        Finding { severity: Severity::Error, problem }
    }

    /// The file can be used, but somebody should look.
    pub fn note(problem: Problem) -> Finding {
        Finding { severity: Severity::Warning, problem }
    }

    /// Its words, with advice.
    pub fn text(&self, tongue: Tongue) -> String {
        self.problem.text(tongue)
    }
}

/// Why a row was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The heading of the offending cell, if it is one cell.
    pub column: Option<Shown>,
    /// What is wrong.
    pub problem: Problem,
}

/// A row that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The physical line on which it begins.
    pub line: u64,
    /// Every reason; the first is the first found from left to right. Never empty.
    pub reasons: Vec<Reason>,
    /// Its cells as they came, but for masked identity-card numbers.
    pub cells: Vec<String>,
}

impl Rejected {
    /// A row set aside; identity-card numbers are masked here and not kept.
    pub fn new(line: u64, reasons: Vec<Reason>, cells: &[String]) -> Rejected {
        Rejected { line, reasons, cells: cells.iter().map(|cell| card::mask(cell)).collect() }
    }

    /// The heading of the first offending cell.
    pub fn column(&self) -> Option<&str> {
        self.reasons.iter().find_map(|reason| reason.column.as_ref()).map(|shown| shown.0.as_str())
    }

    /// Every reason in words, each with its column where there are several.
    pub fn reason(&self, tongue: Tongue) -> String {
        let one = self.reasons.len() == 1;
        let mut text = String::new();
        for reason in &self.reasons {
            if !text.is_empty() {
                text.push_str(tongue.pick("; ", "；"));
            }
            if let (false, Some(column)) = (one, &reason.column) {
                text.push_str(&column.0);
                text.push_str(tongue.pick(": ", "："));
            }
            text.push_str(&reason.problem.text(tongue));
        }
        text
    }
}

/// The candidate nearest to what was written, if one is near enough to be meant: one holds the other, or few edits
/// lie between them.
pub(super) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = candidate.chars().count();
            let shorter = length.min(other);
            let edits = strsim::damerau_levenshtein(written, candidate);
            let holds = shorter >= 2 && (candidate.contains(written) || written.contains(candidate));
            let near = edits <= (length / 3).max(1) && edits < shorter;
            (holds || near).then_some((edits, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}
