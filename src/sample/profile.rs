//! A cohort profile, read: what is drawn for whom, with every name of the policy resolved.

use crate::base::date::{Date, Unit};
use crate::base::month::MonthSet;
use crate::ir::{StageId, TableId};
use crate::value::Fact;

/// A profile that fits a policy.
#[derive(Debug)]
pub struct Profile {
    /// How applicants are numbered.
    pub(super) applicant: Vec<Part>,
    /// How households are numbered.
    pub(super) household: Vec<Part>,
    /// The share of each stage in all applicants.
    pub(super) shares: Vec<u64>,
    /// The declared counts, which in the numbering of counts follow that of all applicants and those of the stages.
    pub(super) counts: Vec<Count>,
    /// The rows of tables that are there before any applicant.
    pub(super) blocks: Vec<Block>,
    /// The kinds of household, by stage.
    pub(super) personas: Vec<Vec<Persona>>,
    /// The bundles, each as read for one place.
    pub(super) bundles: Vec<Settings>,
    /// What picks a row of a table.
    pub(super) picks: Vec<Pick>,
    /// The names of what is drawn for a household and is no field.
    pub(super) notes: Vec<String>,
}

/// How many there are of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// So many.
    Just(i64),
    /// One for every so many of another count, but not fewer than these.
    Per(i64, usize, i64),
    /// So many times another count.
    Times(i64, usize),
}

/// Rows of a table.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) table: TableId,
    pub(super) repeat: Count,
    pub(super) row: Settings,
}

/// A kind of household.
#[derive(Debug)]
pub(super) struct Persona {
    pub(super) name: String,
    pub(super) weight: u64,
    pub(super) settings: Settings,
    pub(super) also: Vec<Also>,
}

/// Another applicant with the facts of the first.
#[derive(Debug)]
pub(super) struct Also {
    /// How often, in a hundred.
    pub(super) percent: u64,
    pub(super) stage: StageId,
    /// Of another household.
    pub(super) apart: bool,
    pub(super) settings: Settings,
}

/// What a form, a record or a row is given.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// Where the profile says it.
    pub(super) key: String,
    /// Bundles to begin with; each is one of several by weight, or nothing.
    pub(super) uses: Vec<Vec<(u64, Option<usize>)>>,
    /// Fields by position.
    pub(super) fields: Vec<(usize, Setting)>,
    /// Notes by position.
    pub(super) notes: Vec<(usize, Spec)>,
    /// Rows that come with the applicant.
    pub(super) rows: Vec<(TableId, Settings)>,
}

/// What one field is given.
#[derive(Debug)]
pub(super) enum Setting {
    /// One value.
    One(Spec),
    /// The fields of a record.
    Record(Settings),
    /// The items of a list of records.
    Records(Vec<Settings>),
    /// The items of another list.
    Items(Vec<Item>),
}

/// An item of a list of values.
#[derive(Debug)]
pub(super) enum Item {
    /// This one.
    One(Spec),
    /// The ids of the other applicants of the household.
    Others,
}

/// How one value is had.
#[derive(Debug)]
pub(super) enum Spec {
    /// It is this.
    Const(Fact),
    /// One of several by weight.
    Choice(Vec<(u64, Spec)>),
    /// A day from one to another, both included.
    Days(Day, Day),
    /// A number from one to another, both included.
    Numbers(Number, Number),
    /// A percentage between these of one count by another.
    Percent(i64, i64, usize, usize),
    /// Months.
    Months(Months, Keep),
    /// A member of an enum, each as likely.
    Member(Vec<u16>),
    /// The member that is the stage, by stage.
    Stage(Vec<u16>),
    /// Words with numbers in them, and whether they are an id.
    Words(Vec<Part>, bool),
    /// A name that nothing else has, with this beginning.
    New(String),
    /// From a row of a table.
    Pick(usize),
    /// The same as something else.
    Same(Ref),
}

/// A day and what is added to it.
#[derive(Debug)]
pub(super) struct Day {
    pub(super) base: DayBase,
    pub(super) plus: Vec<(i64, Unit)>,
}

/// What a day is counted from.
#[derive(Debug)]
pub(super) enum DayBase {
    Just(Date),
    Same(Ref),
}

/// A number.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number {
    Just(i64),
    /// A count, and what is added to it.
    Count(usize, i64),
}

/// A set of months.
#[derive(Debug)]
pub(super) enum Months {
    Just(MonthSet),
    Same(Ref),
}

/// Which months of a set are kept.
#[derive(Debug, Clone, Copy)]
pub(super) enum Keep {
    All,
    /// All but so many.
    Without(usize),
    /// So many.
    Some(usize),
}

/// A part of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    /// The policy's year.
    Year,
    /// The number of the row or applicant, with so many digits at least.
    Number(usize, Cycle),
}

/// What is made of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cycle {
    Plain,
    /// So many neighbours share one.
    Div(Times),
    /// From 1 to this and again.
    Mod(Times),
}

/// The number of a cycle: given, or a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    Just(i64),
    Count(usize),
}

/// A row of a table, picked.
#[derive(Debug)]
pub(super) struct Pick {
    pub(super) table: TableId,
    /// The column that is wanted.
    pub(super) column: usize,
    /// Columns that must have a value.
    pub(super) are: Vec<(usize, Spec)>,
    /// Columns that must not have it.
    pub(super) are_not: Vec<(usize, Spec)>,
    /// How the profile says it.
    pub(super) text: String,
}

/// A way to a value that is drawn elsewhere.
#[derive(Debug, Clone)]
pub(super) struct Ref {
    pub(super) root: Root,
    pub(super) steps: Vec<Step>,
}

/// Where a way begins.
#[derive(Debug, Clone, Copy)]
pub(super) enum Root {
    /// A field of the record or row that is being made.
    Own(usize),
    /// A field of the applicant.
    Form(usize),
    /// A note.
    Note(usize),
}

/// A step of a way.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// A field of a record.
    Field(usize),
    /// An item of a list, from 0.
    Item(usize),
    /// A column of the row of this table that the value names.
    Through(TableId, usize),
}
