//! Draws and rounds: what an allocation does, said in the policy.
//!
//! Every choice that changes a placement is a field here; the checker refuses a round that leaves one open. The words of
//! mechanisms, seat groups and orders are those of [`crate::allocation::model`], and `grammar/DRAW.md` says what they mean.

use super::expr::{Cond, Val};
use super::{Named, NodeId, StageId, TableId, WindowId};
use crate::allocation::model::{
    ChainEnd, First, Freed, Leftover, Linked, Mechanism, Rounded, Sequence, ShareOf, Take, Unfilled,
};
use crate::base::ids::{ClaimId, DrawId, ReadingId, RoundId};
use crate::outcome::Outcome;
use std::collections::BTreeSet;

/// Rounds held together at one entry of the timetable.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Its name.
    pub named: Named,
    /// The stage it is for.
    pub stage: StageId,
    /// When it is held.
    pub held: WindowId,
    /// One after the other, or at once.
    pub sequence: Sequence,
    /// Its rounds, in order.
    pub rounds: Vec<RoundId>,
    /// In how many of its rounds an applicant may be.
    pub enters: Option<u32>,
    /// What becomes of those who win in several; only if its rounds are held at once.
    pub several: Option<Several>,
    /// What becomes of the seats that they do not keep.
    pub freed: Freed,
    /// Those who have a seat take no part in later draws.
    pub winners_leave: bool,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// What becomes of those who win several times.
#[derive(Debug, Clone, PartialEq)]
pub enum Several {
    /// This.
    Plain(Wins),
    /// What stands under the alternative in force of a reading.
    By(ReadingId, Vec<Wins>),
}

/// What becomes of several wins.
#[derive(Debug, Clone, PartialEq)]
pub enum Wins {
    /// The first of these rounds is kept.
    Keep(Vec<RoundId>),
    /// A person decides; the question.
    Refer(String),
}

/// One step of an allocation.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// Its name.
    pub named: Named,
    /// The stage it is for.
    pub stage: StageId,
    /// The draw that holds it.
    pub draw: DrawId,
    /// The table of schools.
    pub schools: TableId,
    /// Outcomes of those who take part.
    pub outcomes: BTreeSet<Outcome>,
    /// Who of them takes part.
    pub pool: Cond,
    /// Rows of the batch that are one applicant's wishes, each decided by itself: by what they belong together, and the
    /// place of each in the list.
    pub one_list: Option<(Val, Val)>,
    /// Schools, or lists of schools, in the order in which they are asked for.
    pub wishes: Vec<Val>,
    /// Which schools may be asked for; the school is the row that is open.
    pub valid: Cond,
    /// Wishes stay where this value of the applicant is this column of the school.
    pub inside: Option<(Val, usize)>,
    /// The smallest number of valid wishes.
    pub fewest: Option<u32>,
    /// The greatest number of wishes.
    pub most: Option<u32>,
    /// What becomes of those without a valid wish: they stay unplaced, or a question for a person.
    pub no_wishes: Option<String>,
    /// What becomes of a wish that is not valid.
    pub invalid: Invalid,
    /// The seats of a school; the school is the row that is open.
    pub seats: Val,
    /// Seats given earlier in the year are taken off.
    pub less_placed: bool,
    /// Seat groups in filling order.
    pub groups: Vec<Group>,
    /// What orders applicants before the ticket.
    pub order: Vec<Criterion>,
    /// How the order ends.
    pub end: ChainEnd,
    /// Who applies when, and when it is final.
    pub mechanism: Mechanism,
    /// For parallel wishes: the number of wishes in each band.
    pub bands: Vec<u32>,
    /// As many applicants as seats: all are admitted (true), or they are admitted by the order.
    pub equal_admits: bool,
    /// Linked applicants: the ids of those linked with the applicant, the procedure, and who is the elder.
    pub linked: Option<(Val, Linked, Option<Val>)>,
    /// Nothing is frozen while it is not settled who takes part (true), or those of whom it is not take no part.
    pub unsettled_stop: bool,
    /// What becomes of those not placed.
    pub unplaced: Unplaced,
    /// What becomes of seats that nobody took.
    pub leftover: Leftover,
    /// Schools in which everyone not placed is sought a seat in turn, and the question about those for whom there is none.
    pub guarantee: Option<(Vec<Val>, String)>,
    /// The claim whose key a seat of this round takes in the ledger.
    pub uses: Option<ClaimId>,
    /// The articles of each line, by the line's keyword.
    pub line_cites: Vec<(&'static str, Vec<String>)>,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it was declared.
    pub node: NodeId,
}

/// What becomes of a wish that is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invalid {
    /// It is left out, and the others count.
    StruckOut,
    /// None of the wishes counts.
    ListRefused,
    /// A person decides; the question.
    Refer(String),
}

/// What becomes of those whom a round does not place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unplaced {
    /// They stay as they are.
    Stay,
    /// They take part in a later round of the draw.
    Join(RoundId),
    /// A person decides; the question.
    Refer(String),
}

/// A seat group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its name.
    pub named: Named,
    /// How many seats it takes.
    pub take: Take,
    /// For a share: of what.
    pub of: Option<ShareOf>,
    /// A number of seats, or a per cent.
    pub amount: u32,
    /// For a share: how a part of a seat is rounded.
    pub rounded: Option<Rounded>,
    /// Who may have its seats, everyone if none; the school is the row that is open.
    pub whom: Option<Cond>,
    /// Those whom an earlier group took count.
    pub counting_earlier: bool,
    /// What becomes of its seats that nobody took.
    pub unfilled: Unfilled,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it stands.
    pub node: NodeId,
}

/// One thing by which applicants are ordered; the school asked for is the row that is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// Its name in files: that of the rule or field that it looks at, or its number.
    pub name: String,
    /// What is looked at.
    pub what: Looked,
    /// Which goes first.
    pub first: First,
    /// It looks at the school asked for.
    pub per_wish: bool,
    /// Its articles.
    pub cites: Vec<String>,
    /// Where it stands.
    pub node: NodeId,
}

/// What a criterion looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Looked {
    /// A condition: those for whom it holds go first.
    Cond(Cond),
    /// A number, a day or a case.
    Val(Val),
}

impl Round {
    /// The articles of a line, or those of the round where it has none of its own.
    pub fn cites_of(&self, line: &str) -> &[String] {
        let own = self.line_cites.iter().find(|(key, cites)| *key == line && !cites.is_empty());
        own.map_or(&self.cites, |(_, cites)| cites)
    }
}
