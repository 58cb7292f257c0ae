//! The tree as written: what stands in the file, word for word, with spans, nothing looked up.

use crate::base::date::{Bound, Date, Moment, Unit};
use crate::base::decimal::Decimal;
use crate::base::month::Month;
use crate::base::span::Span;

/// A name, NFC, without its 「」.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The characters.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// A citation, brackets made half-width, without its `@`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cite {
    /// The article.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A dotted path: `home.district`, `guardian[1].relation`, `entry_terms(2)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The first name.
    pub root: Name,
    /// The numbered entry, as in `entry_terms(2)`.
    pub item: Option<Name>,
    /// What follows.
    pub steps: Vec<Step>,
    /// The whole.
    pub span: Span,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// `.name`
    Field(Name),
    /// `[3]`, from 1
    Index(u32, Span),
}

impl Path {
    /// The path as it is written, without spaces.
    pub fn text(&self) -> String {
        let mut out = self.root.text.clone();
        if let Some(item) = &self.item {
            out.push_str(&item_suffix(&item.text));
        }
        for step in &self.steps {
            match step {
                Step::Field(name) => out.push_str(&format!(".{}", name.text)),
                Step::Index(n, _) => out.push_str(&format!("[{n}]")),
            }
        }
        out
    }
}

/// The number of an entry as a citation adds it to its article: `1` is `(1)`, a circled number stands alone.
pub fn item_suffix(no: &str) -> String {
    if no.starts_with(|c| ('①'..='⑳').contains(&c)) { no.to_string() } else { format!("({no})") }
}

/// What every declaration begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its name.
    pub name: Name,
    /// Its label.
    pub label: Option<Name>,
    /// The stages it is for; empty means every stage.
    pub stages: Vec<Name>,
    /// The list whose rows it is about.
    pub each: Option<Path>,
    /// The articles it is under.
    pub cites: Vec<Cite>,
}

/// A declaration with its span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// From keyword to closing brace.
    pub span: Span,
    /// What it declares.
    pub kind: ItemKind,
}

/// The declarations of the language.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the line above a variant says what its fields are")]
pub enum ItemKind {
    /// `policy`
    Policy(PolicyDecl),
    /// `use`
    Use(Name),
    /// `articles`
    Articles(Vec<ArticleDecl>),
    /// `stage`
    Stage { head: Head, answers: Vec<Name> },
    /// `barred`
    Barred { cites: Vec<Cite>, facts: Vec<(Name, Option<Name>)> },
    /// `yearly` and `fixed`
    Figures { yearly: bool, figures: Vec<FigureDecl> },
    /// `timetable`
    Timetable(Vec<WindowDecl>),
    /// `enum`
    Enum { head: Head, entries: Vec<EnumEntry> },
    /// `record`
    Record { head: Head, period: Option<(Name, Name)>, fields: Vec<FieldDecl> },
    /// `form`
    Form { head: Head, fields: Vec<FieldDecl> },
    /// `table`
    Table { head: Head, fields: Vec<FieldDecl> },
    /// `reading`
    Reading { head: Head, alternatives: Vec<AltDecl>, choices: Vec<Choice> },
    /// `assume`
    Assume { head: Head, block: Block },
    /// `condition`
    Condition { head: Head, block: Block, exceptions: Vec<Exception> },
    /// `value`
    Value { head: Head, by: Option<Path>, rows: Vec<ValueRow> },
    /// `category`
    Category { head: Head, entries: Vec<CategoryEntry> },
    /// `classify`
    Classify { head: Head, rows: Vec<ClassRow> },
    /// `claim`
    Claim(ClaimDecl),
    /// `draw`
    Draw(super::rounds::DrawDecl),
    /// `round`
    Round(super::rounds::RoundDecl),
    /// `facts`
    Facts { head: Head, body: Vec<FactEntry> },
    /// `example`
    Example(ExampleDecl),
}

/// `policy`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDecl {
    /// Its name.
    pub name: Name,
    /// Its label.
    pub label: Option<Name>,
    /// `year`
    pub year: Option<i64>,
    /// `authority`
    pub authority: Option<String>,
    /// `document`
    pub document: Option<String>,
    /// `issued`
    pub issued: Option<Date>,
    /// `repeals`
    pub repeals: Option<i64>,
    /// `instrument name "title"`
    pub instruments: Vec<(Name, Name)>,
}

/// One line of `articles`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleDecl {
    /// The article.
    pub cite: Cite,
    /// What it is about.
    pub label: Option<Name>,
    /// Why it is not encoded, if it is not.
    pub not_encoded: Option<String>,
}

/// One figure of `yearly` or `fixed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureDecl {
    /// Its name.
    pub name: Name,
    /// Its label.
    pub label: Option<Name>,
    /// The value, or the first month of a range.
    pub value: Expr,
    /// The last month of a range.
    pub last: Option<Expr>,
    /// Its articles.
    pub cites: Vec<Cite>,
}

/// One row of the timetable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowDecl {
    /// Its name.
    pub name: Name,
    /// Its label.
    pub label: Option<Name>,
    /// First day, if it has one.
    pub first: Option<Expr>,
    /// Last day, if it has one.
    pub last: Option<Expr>,
    /// What must be over before it.
    pub after: Vec<Name>,
    /// Its articles.
    pub cites: Vec<Cite>,
}

/// A line of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnumEntry {
    /// A member, or inside a group a reference to one declared before.
    Member(Name, Option<Name>),
    /// A named group.
    Group(Name, Option<Name>, Vec<(Name, Option<Name>)>),
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeExpr {
    /// List, set or plain.
    pub shape: Shape,
    /// What of.
    pub base: BaseType,
    /// May be absent.
    pub or_none: bool,
    /// Where it stands.
    pub span: Span,
}

/// The shape of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One.
    One,
    /// `list of … up to n`
    List(Option<u32>),
    /// `set of`
    Set,
}

/// The base of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaseType {
    /// `yes or no`
    Bool,
    /// `int`
    Int,
    /// `decimal(2)`
    Decimal(u8),
    /// `date`
    Date,
    /// `moment`
    Moment,
    /// `month`
    Month,
    /// `months`
    Months,
    /// `id`
    Id,
    /// `text`
    Text,
    /// An enum, a record or a table.
    Named(Name),
}

/// A field of a record, form or table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDecl {
    /// Its name.
    pub name: Name,
    /// Its label.
    pub label: Option<Name>,
    /// Its type.
    pub ty: TypeExpr,
    /// The paper that proves it.
    pub proof: Option<String>,
    /// What is taken for true unless stated.
    pub presumed: Option<Expr>,
    /// Cannot be changed by the applicant.
    pub given: bool,
    /// A list that holds all there are.
    pub complete: bool,
    /// Its use by the toolchain.
    pub role: Option<Name>,
    /// A key column of a table.
    pub key: bool,
    /// The one stage that asks it.
    pub stage: Option<Name>,
    /// Its articles.
    pub cites: Vec<Cite>,
}

/// One way to read an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AltDecl {
    /// Its name.
    pub name: Name,
    /// Its label.
    pub label: Option<Name>,
    /// What it means; none for a choice that a draw makes.
    pub body: Option<Expr>,
    /// Its articles.
    pub cites: Vec<Cite>,
}

/// The alternative in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// `None` means `refer`.
    pub name: Option<Name>,
    /// The reason.
    pub because: String,
    /// Where it stands.
    pub span: Span,
}

/// `{ entry; entry; }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its lines.
    pub entries: Vec<Entry>,
    /// Braces included.
    pub span: Span,
}

/// One line of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the document: the text between its brackets (`1` for `(1)`, `一` for `（一）`), or the circled
    /// number itself (`①`). [`item_suffix`] writes it as citations do.
    pub no: Option<Name>,
    /// What it says.
    pub expr: Expr,
    /// Its articles.
    pub cites: Vec<Cite>,
    /// Its exceptions.
    pub exceptions: Vec<Exception>,
    /// The whole line.
    pub span: Span,
}

/// `waived when` or `but not when`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// `true` for `waived when` (or), `false` for `but not when` (and not).
    pub waives: bool,
    /// When.
    pub expr: Expr,
    /// Its articles.
    pub cites: Vec<Cite>,
    /// The whole clause.
    pub span: Span,
}

/// A row of a `value`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "the large variant is the usual one")]
pub enum ValueRow {
    /// The value itself.
    Plain(Expr, Vec<Cite>),
    /// `when C: v`
    When(Expr, Expr, Vec<Cite>),
    /// `otherwise: v`
    Otherwise(Expr, Vec<Cite>),
    /// `2022 .. 2023: v`
    By(Expr, Option<Expr>, Expr, Vec<Cite>),
}

/// A line of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the line above a variant says what its fields are")]
pub enum CategoryEntry {
    /// `require`
    Require(Entry),
    /// `reject`
    Reject(Entry),
    /// `refer "…" when`
    Refer(String, Entry),
    /// `on time FIELD within WINDOW @cites … afterwards "…" @late_cites`
    OnTime {
        field: Path,
        window: Path,
        cites: Vec<Cite>,
        exceptions: Vec<Exception>,
        afterwards: Option<String>,
        late_cites: Vec<Cite>,
        span: Span,
    },
}

/// A row of a `classify`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassRow {
    /// `None` for `otherwise`.
    pub when: Option<Expr>,
    /// The case.
    pub name: Name,
    /// Its label, where it is declared.
    pub label: Option<Name>,
    /// Its articles.
    pub cites: Vec<Cite>,
    /// The whole row.
    pub span: Span,
}

/// `claim`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimDecl {
    /// Its head.
    pub head: Head,
    /// What is claimed, and by whom.
    pub keys: Vec<(Path, Path)>,
    /// Who takes part.
    pub only_when: Vec<Entry>,
    /// What happens to a contested claim.
    pub several: Vec<(String, Vec<Cite>)>,
}

/// A line of `facts`, or a line of an example that states facts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "the large variant is the usual one")]
pub enum FactEntry {
    /// `like base`
    Like(Name),
    /// `under reading = alternative`
    Under(Name, Name),
    /// `row table { … }`
    Row(Name, Vec<Fact>, Span),
    /// `other { … }`: another applicant of the same batch
    Other(Vec<FactEntry>, Span),
    /// `hold draw`
    Hold(Name),
    /// `tickets by round "A", "B"`
    Tickets(Option<Name>, Vec<String>, Span),
    /// `path = value`
    Fact(Fact),
}

/// `path = value`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What.
    pub path: Path,
    /// Its value, or the first month of a range.
    pub value: Expr,
    /// The last month of a range.
    pub last: Option<Expr>,
}

/// `example`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleDecl {
    /// Its name.
    pub name: Name,
    /// Its label.
    pub label: Option<Name>,
    /// Its stage, if it says one.
    pub stage: Option<Name>,
    /// Its facts.
    pub body: Vec<FactEntry>,
    /// What must come out.
    pub expects: Vec<Expect>,
}

/// What must come out of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the line above a variant says what its fields are")]
pub enum Expect {
    /// An outcome and why.
    Outcome {
        outcome: OutcomeWord,
        category: Option<Name>,
        by: Option<Path>,
        because: Option<Path>,
        missing: Vec<Path>,
        cites: Vec<Cite>,
        span: Span,
    },
    /// A truth.
    Holds(Expr, Vec<Cite>),
    /// `order ROUND: "A", "B"`
    Order { round: Name, ids: Vec<String>, cites: Vec<Cite>, span: Span },
    /// `"A" placed at "S" by ROUND`
    Seat { id: String, what: SeatWord, by: Option<Name>, cites: Vec<Cite>, span: Span },
}

/// How an applicant of an example stands after a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeatWord {
    /// `placed at "S"`
    PlacedAt(String),
    /// `not placed`
    NotPlaced,
    /// `referred`
    Referred,
}

/// An outcome as a word of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeWord {
    /// `eligible`
    Eligible,
    /// `refer`
    Refer,
    /// `late`
    Late,
    /// `ineligible`
    Ineligible,
    /// `undetermined`
    Undetermined,
}

/// An expression with its span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// Comparison words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rel {
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `meets`
    Meets,
    /// `covers`
    Covers,
    /// `within`
    Within,
    /// `on or before`
    OnOrBefore,
    /// `on or after`
    OnOrAfter,
    /// `before`
    Before,
    /// `after`
    After,
    /// `at least`
    AtLeast,
    /// `at most`
    AtMost,
    /// `more than`
    MoreThan,
    /// `less than`
    LessThan,
}

/// Quantifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// `any`
    Any,
    /// `every`
    Every,
    /// `no`
    No,
}

/// How the lines of a block are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Joint {
    /// `all of`
    All,
    /// `any of`
    Any,
    /// `none of`
    None,
    /// `at least n of`
    Some(u32),
}

/// Aggregates over a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fold {
    /// `count`
    Count,
    /// `sum`
    Sum,
    /// `largest`
    Largest,
    /// `smallest`
    Smallest,
    /// `first`
    First,
}

/// The expressions of the language.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the line above a variant says what its fields are")]
pub enum ExprKind {
    /// `a and b and c` or `a or b`
    Chain(bool, Vec<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `all of { … }`
    Lines(Joint, Block),
    /// `any guardian { … }`
    Quantified(Quantifier, Path, Block),
    /// `from a to b at least 3 years`
    Elapsed { from: Box<Expr>, to: Box<Expr>, bound: Bound, count: Box<Expr>, unit: Unit },
    /// `a is present`, `a is absent`
    Present(Box<Expr>, bool),
    /// `a is b`
    Compare(Rel, Box<Expr>, Box<Expr>),
    /// `a in b .. c`, `a covers b .. c`
    CompareRange(Rel, Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a plus 3 days`
    Shift { base: Box<Expr>, back: bool, count: Box<Expr>, unit: Unit },
    /// `a plus b`
    Add { left: Box<Expr>, right: Box<Expr>, minus: bool },
    /// `a times 3`
    Times(Box<Expr>, Box<Expr>),
    /// `count(…)`
    Aggregate(Fold, Box<Expr>),
    /// `start of unbroken LIST to D where { … }`
    Unbroken { list: Path, to: Box<Expr>, filter: Option<Block> },
    /// `start of WINDOW`, `end of WINDOW`
    Edge(bool, Path),
    /// `F of LIST where { … }`, or a plain path
    List { path: Path, of: Option<Path>, filter: Option<Block> },
    /// `{a, b}`
    Set(Vec<(Expr, Option<Expr>)>),
    /// A date.
    Date(Date),
    /// A moment.
    Moment(Moment),
    /// A month.
    Month(Month),
    /// A whole number.
    Int(i64),
    /// A decimal.
    Decimal(Decimal),
    /// Words in quotes.
    Text(String),
    /// `none`
    None,
    /// `unknown`
    Unknown,
    /// `true`, `false`
    Bool(bool),
    /// Something that could not be understood and has been reported.
    Error,
}
