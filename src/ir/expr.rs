//! Conditions and values, resolved and typed.

use super::{
    CategoryId, ClassifyId, ConditionId, FigureId, NodeId, ReadingId, RecordId, StageId, TableId, ValueId, WindowId,
};
use crate::base::date::{Bound, Unit};
pub use crate::operators::Relation;
use crate::value::Value;
use std::collections::BTreeSet;

/// A condition: true, false or unknown for an applicant.
#[derive(Debug, Clone, PartialEq)]
pub struct Cond {
    /// Its number.
    pub node: NodeId,
    /// What it asks.
    pub kind: CondKind,
}

/// One line of a block, with its own number and articles.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its number in the document, if it has one.
    pub no: Option<String>,
    /// Its articles: its own, or made from its number; empty where it has neither.
    pub cites: Vec<String>,
    /// What it asks.
    pub cond: Cond,
}

/// An exception of a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// `waived when` (or) if true, `but not when` (and not) if false.
    pub waives: bool,
    /// When.
    pub when: Cond,
    /// Its articles.
    pub cites: Vec<String>,
}

/// How the lines of a block are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// All hold.
    All,
    /// One or more hold.
    Any,
    /// None holds.
    None,
    /// So many or more hold.
    AtLeast(u32),
}

/// How rows of a list are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// One or more rows hold.
    Any,
    /// All rows hold.
    Every,
    /// No row holds.
    No,
}

/// What a condition asks.
#[derive(Debug, Clone, PartialEq)]
pub enum CondKind {
    /// Always so.
    Const(bool),
    /// Lines joined.
    Lines(Joint, Vec<Line>),
    /// The contrary.
    Not(Box<Cond>),
    /// With exceptions, applied from left to right.
    Excepted(Box<Cond>, Vec<Exception>),
    /// A yes-or-no value.
    Truth(Val),
    /// A named condition; the row it is about, if it is about one.
    Call(ConditionId, Option<u8>),
    /// A numbered entry of a named condition; the row it is about, if it is about one.
    Entry(ConditionId, String, Option<u8>),
    /// A reading whose alternatives are conditions.
    Reading(ReadingId, Option<u8>),
    /// The requirements of a way in hold.
    Category(CategoryId),
    /// Known not to be absent; or, if false, known to be absent.
    Present(Val, bool),
    /// Two values compared.
    Compare(Relation, Val, Val),
    /// A value is (true) or is not (false) one of several.
    In(Val, Choices, bool),
    /// A set or list shares a member with several.
    Meets(Val, Choices),
    /// A set of months holds every month of another.
    Covers(Val, Val),
    /// Periods together hold every day from one to another.
    CoversDays(ListExpr, Val, Val),
    /// A day lies in a window, both ends included.
    Within(Val, WindowId),
    /// A duration reaches a bound.
    Elapsed {
        /// First day.
        from: Val,
        /// Last day.
        to: Val,
        /// The bound.
        bound: Bound,
        /// How many.
        count: Val,
        /// Of what.
        unit: Unit,
    },
    /// Rows of a list asked.
    Quantified(Quantifier, ListExpr, Box<Cond>),
}

/// The several that a value is looked for in.
#[derive(Debug, Clone, PartialEq)]
pub enum Choices {
    /// Members of the value's enum.
    Members(BTreeSet<u16>),
    /// Values, or ranges with both ends.
    Values(Vec<(Val, Option<Val>)>),
    /// What a set or list holds.
    Of(Val),
}

/// A value with its number.
#[derive(Debug, Clone, PartialEq)]
pub struct Val {
    /// Its number.
    pub node: NodeId,
    /// Where it comes from.
    pub kind: ValKind,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum ValKind {
    /// A constant.
    Const(Value),
    /// Known absent.
    None,
    /// A field.
    Place(Place),
    /// A column of the table's row whose key the value is.
    Column(Box<Val>, TableId, usize),
    /// A figure.
    Figure(FigureId),
    /// First (true) or last (false) day of a window.
    Edge(WindowId, bool),
    /// A named value; the row it is about, if it is about one.
    Call(ValueId, Option<u8>),
    /// A reading whose alternatives are values.
    Reading(ReadingId, Option<u8>),
    /// The case of a case table.
    Classify(ClassifyId),
    /// The stage that decides.
    Stage,
    /// The policy's year.
    Year,
    /// A day or month moved; back if true.
    Shift(Box<Val>, bool, Box<Val>, Unit),
    /// Two numbers added, or the second taken from the first; for months, the set without the second.
    Add(Box<Val>, Box<Val>, bool),
    /// A number times a number.
    Times(Box<Val>, Box<Val>),
    /// A list folded.
    Fold(Fold, Box<ListExpr>),
    /// The first of a list, none if it has none.
    First(Box<ListExpr>),
    /// The day since which periods follow without a gap up to a day; none if no period holds that day.
    Unbroken(Box<ListExpr>, Box<Val>),
    /// A list.
    List(Box<ListExpr>),
    /// A set of months from one to another.
    MonthRange(Box<Val>, Box<Val>),
}

/// Folds of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// How many.
    Count,
    /// Added up.
    Sum,
    /// The greatest, none if there is none.
    Largest,
    /// The least, none if there is none.
    Smallest,
}

/// A field of the applicant or of a row in scope.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Whose.
    pub root: Root,
    /// Which.
    pub steps: Vec<Step>,
}

/// Whose field a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// The applicant's; the position in the form.
    Form(usize),
    /// A row's; how many rows were opened before it.
    Row(u8),
}

/// One step of a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A field of a record (or a column of a row), by position.
    Field(usize),
    /// An item of a list, from 0.
    Index(u32),
    /// A column of the table's row whose key stands here.
    Column(TableId, usize),
}

/// Rows of a list or table, those that pass, and which column of them.
#[derive(Debug, Clone, PartialEq)]
pub struct ListExpr {
    /// Its number.
    pub node: NodeId,
    /// The rows.
    pub source: Source,
    /// Which of them.
    pub filter: Option<Box<Cond>>,
    /// What of them; the row itself if empty.
    pub column: Vec<Step>,
    /// What the rows are, where they are records.
    pub record: Option<RecordId>,
    /// How many rows were opened before these.
    pub depth: u8,
}

/// Where rows come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A list of the applicant or of a row.
    Place(Place),
    /// A table.
    Table(TableId),
    /// A value that is a list.
    Val(Box<Val>),
}

/// A stage, as a value.
pub fn stage_value(stage: StageId) -> Value {
    Value::Enum(stage.0)
}
