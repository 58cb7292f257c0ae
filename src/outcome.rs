//! What came out for one applicant in one stage. Names and keys only: labels are put on where people read.

use crate::base::ids::{CategoryId, NodeId, ReadingId};
use crate::value::{Fact, Truth};
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;

/// The five outcomes. With known facts an applicant gets the best open to them, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// A way in is open.
    Eligible,
    /// A person must decide.
    Refer,
    /// A way in is shut only by its window.
    Late,
    /// No way in.
    Ineligible,
    /// It hangs on facts that are not known.
    Undetermined,
}

impl Outcome {
    /// Every outcome with its English and its Chinese word.
    pub const WORDS: [(Outcome, &'static str, &'static str); 5] = [
        (Outcome::Eligible, "eligible", "符合"),
        (Outcome::Refer, "refer", "转人工"),
        (Outcome::Late, "late", "逾期"),
        (Outcome::Ineligible, "ineligible", "不符合"),
        (Outcome::Undetermined, "undetermined", "待定"),
    ];

    /// The English word, which is also its name in files.
    pub fn word(self) -> &'static str {
        Outcome::WORDS[self as usize].1
    }

    /// The Chinese word.
    pub fn chinese(self) -> &'static str {
        Outcome::WORDS[self as usize].2
    }
}

/// A field read on the way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Read {
    /// Its path by names, such as `home.district` or `guardian[1].hukou`; the name of a figure or window that was
    /// read; a table not given is `table NAME`.
    pub path: String,
    /// What it was.
    pub fact: Fact,
    /// It was presumed, not stated.
    pub presumed: bool,
}

/// The closed vocabulary of trace steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// A way in.
    Category,
    /// A requirement of a way in.
    Require,
    /// A bar of a way in.
    Reject,
    /// A question for a person.
    Refer,
    /// The window of a way in.
    OnTime,
    /// A named condition.
    Condition,
    /// A numbered entry of a named condition.
    Entry,
    /// A reading, under the alternative that was run.
    Reading,
    /// Lines that must all hold.
    All,
    /// Lines of which one must hold.
    Any,
    /// Lines of which none may hold.
    NoneOf,
    /// Lines of which so many must hold.
    AtLeast,
    /// The contrary.
    Not,
    /// A condition with exceptions: the first child is the condition, the others its exceptions.
    Excepted,
    /// An exception that waives.
    Waived,
    /// An exception that excludes.
    ButNotWhen,
    /// One row must hold.
    AnyRow,
    /// All rows must hold.
    EveryRow,
    /// No row may hold.
    NoRow,
    /// One row of a list.
    Row,
    /// A comparison, a test of presence, a duration: what reads facts.
    Test,
    /// A named value.
    Value,
    /// A row of a value or case table.
    Case,
    /// A case table.
    Classify,
}

/// One step of a trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<'p> {
    /// What kind of step.
    pub kind: StepKind,
    /// Where the policy says it.
    pub node: NodeId,
    /// The rule, reading, alternative, case or row that it is.
    pub name: Option<Cow<'p, str>>,
    /// The articles of the rule that it is.
    pub articles: &'p [String],
    /// Its number as a line of a block.
    pub number: Option<&'p str>,
    /// Its articles as a line of a block.
    pub line_articles: &'p [String],
    /// How it came out; for values, whether the value is known.
    pub truth: Truth,
    /// The value of a value, case table or reading.
    pub value: Option<Fact>,
    /// How far a test of order is from its boundary, in days, months or units: 0 is the last that holds, −1 the first
    /// that does not. For a window, from its end and from its beginning.
    pub margins: [Option<i64>; 2],
    /// It asks only whether something is there.
    pub presence: bool,
    /// The fields read at this very step.
    pub reads: Vec<Read>,
    /// What it rests on.
    pub children: Children<'p>,
}

/// The steps that a step rests on. A named rule that is asked in several places is evaluated once, and its steps are
/// shared by all of them, so that a copy costs nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Children<'p>(Option<Arc<Vec<Step<'p>>>>);

impl<'p> Children<'p> {
    /// Adds a step at the end.
    pub fn push(&mut self, child: Step<'p>) {
        Arc::make_mut(self.0.get_or_insert_default()).push(child);
    }
}

impl<'p> std::ops::Deref for Children<'p> {
    type Target = [Step<'p>];

    fn deref(&self) -> &[Step<'p>] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<'s, 'p> IntoIterator for &'s Children<'p> {
    type Item = &'s Step<'p>;
    type IntoIter = std::slice::Iter<'s, Step<'p>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'p> FromIterator<Step<'p>> for Children<'p> {
    fn from_iter<I: IntoIterator<Item = Step<'p>>>(steps: I) -> Children<'p> {
        Children(Some(Arc::new(steps.into_iter().collect())))
    }
}

/// How one way in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// A requirement fails or a bar holds.
    Closed,
    /// Shut only by its window.
    Late,
    /// A person must decide.
    Referred,
    /// Open.
    Open,
}

/// One way in, for one applicant.
#[derive(Debug, Clone, PartialEq)]
pub struct Way<'p> {
    /// The way in.
    pub category: CategoryId,
    /// The worst it can come out, whatever the unknown facts are.
    pub least: Standing,
    /// The best it can come out.
    pub most: Standing,
    /// How it was decided, line by line.
    pub trace: Step<'p>,
}

/// Why an applicant is where they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// A stable key that a ruling can name, such as `local_primary/refer/1` or `reading/obtained_on`.
    pub key: String,
    /// Where the policy says it.
    pub node: NodeId,
    /// Its articles.
    pub articles: Vec<String>,
    /// The tests on which it comes down, with how they came out, where it is a condition made of others.
    pub tests: Vec<(NodeId, Truth)>,
}

/// An answer beside the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<'p> {
    /// The value or case table.
    pub name: &'p str,
    /// What it is.
    pub answer: Answered,
    /// Its deciding articles.
    pub articles: Vec<String>,
}

/// How sure an answer is.
#[derive(Debug, Clone, PartialEq)]
pub enum Answered {
    /// It is this.
    Is(Fact),
    /// It hangs on these fields.
    Unknown(Vec<String>),
    /// It hangs on how these readings are read.
    Refer(Vec<String>),
}

/// The decision about one applicant in one stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<'p> {
    /// The outcome.
    pub outcome: Outcome,
    /// Every way in of the stage, in the order of the file, under the readings in force.
    pub ways: Vec<Way<'p>>,
    /// The way in of the outcome: the first in the order of the file that has it.
    pub category: Option<CategoryId>,
    /// The articles that decided.
    pub articles: Vec<String>,
    /// Why, one reason for each line of the policy that stood in the way or asks for a person.
    pub reasons: Vec<Reason>,
    /// The fields that would settle an undetermined outcome.
    pub missing: Vec<String>,
    /// Route, class, area: what the stage answers.
    pub answers: Vec<Answer<'p>>,
    /// Where readings are not settled and matter: each way to read them, with the outcome under it. Empty if none does.
    pub branches: Vec<Branch>,
}

/// An outcome under one way to read what is not settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The alternatives that were run.
    pub under: Vec<(ReadingId, usize)>,
    /// What came out.
    pub outcome: Outcome,
}
