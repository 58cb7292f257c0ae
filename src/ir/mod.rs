//! What a policy means: names resolved, types checked, nothing of the layout left.
//!
//! The tree is made by [`from_ast`] and read by every engine. Nothing below it knows source text: a node carries
//! only its number, and [`spans::Spans`] beside the tree says where it stands and what the author wrote. Names are
//! carried along for results; labels only for people.

pub mod codes;
pub mod expr;
pub mod fingerprint;
pub mod from_ast;
mod lints;
pub mod needs;
pub mod rounds;
pub mod spans;
pub mod walk;

pub use crate::base::ids::{
    CategoryId, ClaimId, ClassifyId, ConditionId, DrawId, EnumId, FigureId, NodeId, ReadingId, RecordId, RoundId,
    StageId, TableId, ValueId, WindowId,
};
pub(crate) use from_ast::refines;
pub use from_ast::{entries, entry_of, from_ast};

use crate::base::date::Date;
use crate::value::{Fact, Value};
use expr::{Cond, Val};
use std::collections::BTreeSet;

/// A declared name, and the label that people see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// The name: unique in its scope, in every record and fingerprint.
    pub name: String,
    /// The label.
    pub label: Option<String>,
}

impl Named {
    /// What people see: the label, or the name where there is none.
    pub fn shown(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.name)
    }

    /// Whether a word refers to it: by its name or by its label.
    pub fn is_called(&self, word: &str) -> bool {
        self.name == word || self.label.as_deref() == Some(word)
    }
}

/// A type of a field or value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Type {
    /// One, a list or a set.
    pub shape: Shape,
    /// What of.
    pub base: Base,
    /// May be known to be absent.
    pub optional: bool,
}

/// The shape of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One.
    One,
    /// A list, of so many items at most.
    List(Option<u32>),
    /// A set of members of an enum.
    Set,
}

/// The base of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Yes or no.
    Bool,
    /// A whole number.
    Int,
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
    /// A member of an enum.
    Enum(EnumId),
    /// A record.
    Record(RecordId),
    /// A row of a table, by its key.
    Row(TableId),
}

/// What the toolchain uses a field for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Names the applicant; opaque, unique in a batch.
    Id,
    /// Names the household.
    Household,
    /// Names the dwelling that gives a seat.
    HomeUnit,
    /// The school an applicant comes from.
    School,
    /// The service area.
    Area,
    /// When the application was submitted.
    Submitted,
    /// In a table of earlier results: the round that placed the applicant.
    Round,
}

impl Role {
    /// Every role with its English and its Chinese word.
    pub const WORDS: [(Role, &'static str, &'static str); 7] = [
        (Role::Id, "id", "编号"),
        (Role::Household, "household", "家庭"),
        (Role::HomeUnit, "home_unit", "房屋"),
        (Role::School, "school", "学校"),
        (Role::Area, "area", "服务片"),
        (Role::Submitted, "submitted", "提交"),
        (Role::Round, "round", "轮次"),
    ];
}

/// A field of a record, a form or a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub named: Named,
    /// Its type.
    pub ty: Type,
    /// The paper that proves it.
    pub proof: Option<String>,
    /// What is taken for true unless stated.
    pub presumed: Option<Presumed>,
    /// The applicant cannot change it.
    pub given: bool,
    /// A list that holds all there are.
    pub complete: bool,
    /// Its use by the toolchain.
    pub role: Option<Role>,
    /// The one stage whose form asks it; all if none.
    pub stage: Option<StageId>,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// The enum whose members are the stages.
pub const STAGES: EnumId = EnumId(0);

/// What a field is presumed to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Presumed {
    /// This, or absent.
    Fact(Fact),
    /// The same as another field of the same record or form, by position.
    Like(usize),
}

/// An entry level.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Its name.
    pub named: Named,
    /// What a decision reports beside the outcome.
    pub answers: Vec<Answer>,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// What a decision reports beside the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A case table.
    Classify(ClassifyId),
    /// A value.
    Value(ValueId),
}

/// A closed list of words.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// Its name.
    pub named: Named,
    /// Its members.
    pub members: Vec<Named>,
    /// Its groups, with the positions of their members.
    pub groups: Vec<(Named, BTreeSet<u16>)>,
    /// The case table it comes from, if it was not declared as an enum.
    pub classify: Option<ClassifyId>,
    /// Where it was declared.
    pub node: NodeId,
}

/// Several fields that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its name.
    pub named: Named,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The two date fields that begin and end a period.
    pub period: Option<(usize, usize)>,
    /// Where it was declared.
    pub node: NodeId,
}

/// What an applicant is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Its name, which in rules names the applicant.
    pub named: Named,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Where it was declared.
    pub node: NodeId,
}

impl Form {
    /// The field that has a role.
    pub fn with_role(&self, role: Role) -> Option<usize> {
        self.fields.iter().position(|field| field.role == Some(role))
    }
}

/// Reference data.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name.
    pub named: Named,
    /// Its columns.
    pub columns: Vec<Field>,
    /// Positions of the key columns; empty if rows have no key.
    pub keys: Vec<usize>,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// A named number, date, month or range of months.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name.
    pub named: Named,
    /// Re-dated every year (`yearly`) or not (`fixed`).
    pub yearly: bool,
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Value,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// A row of the timetable.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Its name.
    pub named: Named,
    /// How it was written.
    pub kind: WindowKind,
    /// First day, if it has one.
    pub first: Option<Date>,
    /// Last day, if it has one.
    pub last: Option<Date>,
    /// What must be over before it begins.
    pub after: Vec<WindowId>,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// How a window was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowKind {
    /// `A .. B`
    Between,
    /// `by D`
    By,
    /// `on D`
    On,
    /// `from D`
    From,
}

/// An ambiguity of the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Its name.
    pub named: Named,
    /// The list whose rows it is about.
    pub each: Option<Each>,
    /// The ways to read it.
    pub alternatives: Vec<Alternative>,
    /// The type of its alternatives; `None` if they are conditions.
    pub ty: Option<Type>,
    /// The alternative in force; `None`: all are run, and the applicant is referred where they differ.
    pub choice: Option<usize>,
    /// Why.
    pub because: String,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// One way to read an ambiguity.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// Its name.
    pub named: Named,
    /// What it means.
    pub body: Body,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it stands.
    pub node: NodeId,
}

/// The body of a reading's alternative.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A condition.
    Cond(Cond),
    /// A value.
    Val(Val),
}

/// The rows that a condition or value for each row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Each {
    /// The records of a list field, wherever a list of that record stands.
    Record(RecordId),
    /// The rows of a table.
    Table(TableId),
}

/// A named truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Its name.
    pub named: Named,
    /// Stages that may use it; all if empty.
    pub stages: Vec<StageId>,
    /// The rows it is about.
    pub each: Option<Each>,
    /// What it says.
    pub body: Cond,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// A named quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueDecl {
    /// Its name.
    pub named: Named,
    /// Stages that may use it; all if empty.
    pub stages: Vec<StageId>,
    /// The rows it is about.
    pub each: Option<Each>,
    /// Its type.
    pub ty: Type,
    /// Its rows, of which the first that holds gives the value; none is absent.
    pub rows: Vec<ValueRow>,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// A row of a value's table.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueRow {
    /// When it gives the value; `None`: always.
    pub when: Option<Cond>,
    /// The value.
    pub value: Val,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it stands.
    pub node: NodeId,
}

/// A way in.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// Its name.
    pub named: Named,
    /// Stages it is for; all if empty.
    pub stages: Vec<StageId>,
    /// Its lines in the order of the file.
    pub lines: Vec<CategoryLine>,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// A line of a category.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryLine {
    /// What the line does.
    pub kind: LineKind,
    /// Its number in the document, if it has one.
    pub no: Option<String>,
    /// Its own articles; the category's hold where there are none.
    pub cites: Vec<String>,
    /// What it asks; for `on time`, whether the applicant came within the window.
    pub cond: Cond,
    /// Its key: stable under edits elsewhere, such as `local_primary/refer/1`.
    pub key: String,
    /// Where it stands.
    pub node: NodeId,
}

/// What a line of a category does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineKind {
    /// Must hold.
    Require,
    /// Must not hold.
    Reject,
    /// A person decides when it holds; the question.
    Refer(String),
    /// Late when it does not hold; what becomes of those who come late, and by which articles.
    OnTime(Option<String>, WindowId, Vec<String>),
}

/// A table of cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Classify {
    /// Its name.
    pub named: Named,
    /// Stages it is for; all if empty.
    pub stages: Vec<StageId>,
    /// The enum of its cases.
    pub cases: EnumId,
    /// Its rows, of which the first that holds answers.
    pub rows: Vec<ClassRow>,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// A row of a case table.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassRow {
    /// When it answers; `None`: otherwise.
    pub when: Option<Cond>,
    /// The case.
    pub case: u16,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it stands.
    pub node: NodeId,
}

/// A key that only one household may hold in a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Its name.
    pub named: Named,
    /// Stages it is for; all if empty.
    pub stages: Vec<StageId>,
    /// What is claimed.
    pub key: Val,
    /// By whom.
    pub by: Val,
    /// Who takes part.
    pub only_when: Cond,
    /// The question for a person where several claim one key.
    pub question: String,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// A fact of the world that plausible data obeys.
#[derive(Debug, Clone, PartialEq)]
pub struct Assume {
    /// Its name.
    pub named: Named,
    /// Stages whose applicants obey it; all if empty.
    pub stages: Vec<StageId>,
    /// What it says.
    pub body: Cond,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// One line of the document's outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its citation.
    pub cite: String,
    /// What it is about.
    pub label: Option<String>,
    /// Why it is not encoded.
    pub not_encoded: Option<String>,
    /// Where it stands.
    pub node: NodeId,
}

/// A text that the rules lean on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// The name that citations begin with.
    pub name: String,
    /// Its title.
    pub title: String,
}

/// A test in the policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its name.
    pub named: Named,
    /// The stage that decides it.
    pub stage: StageId,
    /// The applicant, and others of the same batch.
    pub applicants: Vec<Vec<Fact>>,
    /// The rows of every table.
    pub tables: Vec<Vec<Vec<Fact>>>,
    /// Readings that the example tries.
    pub under: Vec<(ReadingId, usize)>,
    /// The draw that is held among the applicants.
    pub hold: Option<DrawId>,
    /// Ids in the order of their tickets, for one round or for all.
    pub tickets: Vec<(Option<RoundId>, Vec<String>)>,
    /// What must come out.
    pub expects: Vec<Expect>,
    /// Where it was declared.
    pub node: NodeId,
}

/// What must come out of an example.
#[derive(Debug, Clone, PartialEq)]
pub enum Expect {
    /// An outcome, and why.
    Outcome {
        /// The outcome.
        outcome: crate::outcome::Outcome,
        /// The way in.
        category: Option<CategoryId>,
        /// What decided: a rule, or a numbered entry of one.
        because: Option<(String, Option<String>)>,
        /// The fields that would settle it.
        missing: Vec<String>,
        /// The deciding articles.
        cites: Vec<String>,
        /// Where it stands.
        node: NodeId,
    },
    /// A truth.
    Holds(Cond, Vec<String>),
    /// Who goes before whom in a round.
    Order {
        /// The round.
        round: RoundId,
        /// Ids, the first in order first.
        ids: Vec<String>,
        /// Articles that the round or its order must cite.
        cites: Vec<String>,
        /// Where it stands.
        node: NodeId,
    },
    /// How an applicant stands after the draw.
    Seat {
        /// The applicant.
        id: String,
        /// Where they are placed, if they are.
        seat: ExpectedSeat,
        /// The round that placed them, or the last in which they were.
        by: Option<RoundId>,
        /// Articles that the round must cite.
        cites: Vec<String>,
        /// Where it stands.
        node: NodeId,
    },
}

/// How an applicant of an example should stand after a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedSeat {
    /// Placed at this school.
    PlacedAt(String),
    /// Without a seat.
    NotPlaced,
    /// A person decides.
    Referred,
}

/// A policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name.
    pub named: Named,
    /// The year it is for.
    pub year: i64,
    /// Who issued the document.
    pub authority: Option<String>,
    /// The document's number.
    pub document: Option<String>,
    /// The day the document was issued.
    pub issued: Option<Date>,
    /// The year whose document this one ends.
    pub repeals: Option<i64>,
    /// Other texts that the rules lean on.
    pub instruments: Vec<Instrument>,
    /// The document's outline.
    pub articles: Vec<Article>,
    /// Facts that no rule may read, with their articles and their place.
    pub barred: Vec<(Named, Vec<String>, NodeId)>,
    /// The entry levels.
    pub stages: Vec<Stage>,
    /// The enums, one for each case table included.
    pub enums: Vec<Enum>,
    /// The records.
    pub records: Vec<Record>,
    /// The form.
    pub form: Form,
    /// The tables.
    pub tables: Vec<Table>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The timetable.
    pub windows: Vec<Window>,
    /// The readings.
    pub readings: Vec<Reading>,
    /// The conditions.
    pub conditions: Vec<Condition>,
    /// The values.
    pub values: Vec<ValueDecl>,
    /// The ways in, in the order of the file.
    pub categories: Vec<Category>,
    /// The case tables.
    pub classifies: Vec<Classify>,
    /// The claims.
    pub claims: Vec<Claim>,
    /// Rounds held together, in the order of the file.
    pub draws: Vec<rounds::Draw>,
    /// The rounds, in the order of the file.
    pub rounds: Vec<rounds::Round>,
    /// Facts of the world.
    pub assumes: Vec<Assume>,
    /// The examples.
    pub examples: Vec<Example>,
}

impl Policy {
    /// A stage by its name or label.
    pub fn stage(&self, word: &str) -> Option<StageId> {
        let found = self.stages.iter().position(|s| s.named.is_called(word))?;
        u16::try_from(found).ok().map(StageId)
    }

    /// The ways in of a stage, in the order of the file.
    pub fn categories_of(&self, stage: StageId) -> impl Iterator<Item = (CategoryId, &Category)> {
        (0..).map(CategoryId).zip(&self.categories).filter(move |(_, c)| is_for(&c.stages, stage))
    }

    /// The claims of a stage, in the order of the file.
    pub fn claims_of(&self, stage: StageId) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(move |c| is_for(&c.stages, stage))
    }

    /// The table of earlier results, if the policy has one: that with a column for the round. With it the columns for
    /// applicant, school and round.
    pub fn results(&self) -> Option<(TableId, usize, usize, usize)> {
        let column = |table: &Table, role: Role| table.columns.iter().position(|c| c.role == Some(role));
        (0..).map(TableId).zip(&self.tables).find_map(|(id, table)| {
            Some((id, column(table, Role::Id)?, column(table, Role::School)?, column(table, Role::Round)?))
        })
    }

    /// The draws of a stage, in the order of the file.
    pub fn draws_of(&self, stage: StageId) -> impl Iterator<Item = (DrawId, &rounds::Draw)> {
        (0..).map(DrawId).zip(&self.draws).filter(move |(_, d)| d.stage == stage)
    }

    /// The full name of a draw: `YEAR/STAGE/DRAW`.
    pub fn draw_name(&self, draw: DrawId) -> String {
        let draw = &self.draws[draw.index()];
        format!("{}/{}/{}", self.year, self.stages[draw.stage.index()].named.name, draw.named.name)
    }

    /// A draw by its name or label.
    pub fn draw(&self, word: &str) -> Option<DrawId> {
        let found = self.draws.iter().position(|d| d.named.is_called(word))?;
        u16::try_from(found).ok().map(DrawId)
    }

    /// The form fields that a stage asks.
    pub fn fields_of(&self, stage: StageId) -> impl Iterator<Item = (usize, &Field)> {
        self.form.fields.iter().enumerate().filter(move |(_, f)| f.stage.is_none_or(|s| s == stage))
    }
}

/// Whether a rule that names these stages is for `stage`; one that names none is for all.
pub fn is_for(stages: &[StageId], stage: StageId) -> bool {
    stages.is_empty() || stages.contains(&stage)
}
