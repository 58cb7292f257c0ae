//! Draws and rounds as written.

use super::ast::{Block, Cite, Expr, Head, Name, OutcomeWord, Path};
use crate::allocation::model::{
    ChainEnd, First, Freed, LastSeat, Leftover, LinkedTickets, Mechanism, Rounded, ShareOf, Take, Unfilled,
};
use crate::base::span::Span;

/// `draw`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawDecl {
    /// What it begins with.
    pub head: Head,
    /// Its lines.
    pub lines: Vec<Line<DrawLine>>,
}

/// `round`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundDecl {
    /// What it begins with.
    pub head: Head,
    /// Its lines.
    pub lines: Vec<Line<RoundLine>>,
}

/// A line with its articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<K> {
    /// What it says.
    pub kind: K,
    /// Its articles.
    pub cites: Vec<Cite>,
    /// Where it stands.
    pub span: Span,
}

/// A line of a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrawLine {
    /// `held WINDOW`
    Held(Path),
    /// `at once A, B`
    AtOnce(Vec<Name>),
    /// `in turn A, B`
    InTurn(Vec<Name>),
    /// `each enters at most N`
    Enters(Option<u32>),
    /// `several wins: …`
    Several(Several),
    /// `several wins by READING { ALTERNATIVE: …; }`
    SeveralBy(Name, Vec<(Name, Several, Vec<Cite>)>),
    /// `freed seats: …`
    Freed(Freed),
    /// `winners: leave later draws`
    WinnersLeave(bool),
}

/// What becomes of those who win several times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Several {
    /// `keep the first of A, B`
    Keep(Vec<Name>),
    /// `refer "…"`
    Refer(String),
}

/// What becomes of an applicant or a wish: something plain, or a question for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrRefer<T> {
    /// Something plain.
    Plain(T),
    /// `refer "…"`
    Refer(String),
}

/// A line of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the line above a variant says what its fields are")]
pub enum RoundLine {
    /// `like ROUND`
    Like(Name),
    /// `pool OUTCOME, … where { … }`
    Pool { outcomes: Vec<OutcomeWord>, block: Option<Block> },
    /// `one list by PATH, ranked by PATH`
    OneList(Path, Path),
    /// `wishes A, then B`
    Wishes(Vec<Expr>),
    /// `valid wishes { … }`
    Valid(Block),
    /// `within VALUE by COLUMN`
    Inside(Expr, Path),
    /// `fewest wishes N`
    Fewest(Option<u32>),
    /// `most wishes N`
    Most(Option<u32>),
    /// `no wishes: …`
    NoWishes(OrRefer<()>),
    /// `invalid wishes: …`; true for `struck out`, false for `list refused`
    Invalid(OrRefer<bool>),
    /// `seats VALUE less placed { groups }`
    Seats { value: Expr, less_placed: bool, groups: Vec<GroupDecl> },
    /// `order first A, then B, then END`
    Order { criteria: Vec<CriterionDecl>, end: ChainEnd },
    /// `mechanism …`
    Mechanism(Mechanism, Vec<u32>),
    /// `equal demand: …`; true for `admit all`
    Equal(bool),
    /// `linked PATH: …`; the procedure and the field of the elder if they apply together
    Linked { path: Path, tickets: LinkedTickets, together: Option<(LastSeat, Option<Path>)> },
    /// `unsettled: …`; true for `stop`
    Unsettled(bool),
    /// `unplaced: …`; the round that they join, if any
    Unplaced(OrRefer<Option<Name>>),
    /// `leftover seats: …`
    Leftover(Leftover),
    /// `guarantee { …; otherwise refer "…"; }`
    Guarantee { tiers: Vec<(Expr, Vec<Cite>)>, otherwise: Option<String> },
    /// `uses CLAIM`
    Uses(Name),
}

/// A seat group as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupDecl {
    /// Its name.
    pub name: Name,
    /// Its label.
    pub label: Option<Name>,
    /// How many seats it takes.
    pub take: Take,
    /// For a share: of what.
    pub of: Option<ShareOf>,
    /// A number of seats, or a per cent.
    pub amount: u32,
    /// For a share: how a part of a seat is rounded.
    pub rounded: Option<Rounded>,
    /// Who may have its seats; everyone if none.
    pub whom: Option<Expr>,
    /// Whether those whom an earlier group took count, if it is said.
    pub counting_earlier: Option<bool>,
    /// What becomes of seats that nobody took, if it is said.
    pub unfilled: Option<Unfilled>,
    /// Its articles.
    pub cites: Vec<Cite>,
    /// Where it stands.
    pub span: Span,
}

/// One thing by which applicants are ordered, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionDecl {
    /// What is looked at.
    pub expr: Expr,
    /// Which goes first, if it is said, and whether it is said of days.
    pub first: Option<(First, bool)>,
    /// Its articles.
    pub cites: Vec<Cite>,
    /// Where it stands.
    pub span: Span,
}
