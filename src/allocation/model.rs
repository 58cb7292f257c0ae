//! What an allocation is run on: rounds with their parameters, a roster, seats and tickets.
//!
//! Nothing here knows of policies. `grammar/DRAW.md` §4 says what every parameter means; the names in `rounds.json`
//! are those of these types.

use serde::{Deserialize, Serialize};

/// A draw: the rounds held together at one timetable entry. This is `rounds.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    /// `ruxue-rounds/1`.
    pub format: String,
    /// Its full name: `YEAR/STAGE/DRAW`.
    pub draw: String,
    /// One after the other, or at once.
    pub order: Sequence,
    /// What becomes of those who win in several rounds held at once.
    pub several_wins: Option<SeveralWins>,
    /// The rounds, in order.
    pub rounds: Vec<Round>,
}

/// How the rounds of a draw follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sequence {
    /// Each on its own pool; an applicant may win in several.
    #[serde(rename = "at once")]
    AtOnce,
    /// One after the other; who is placed leaves the later ones.
    #[serde(rename = "in turn")]
    InTurn,
}

/// What becomes of those who win in several rounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum SeveralWins {
    /// They keep the first of these.
    Keep {
        /// Names of rounds, the most wanted first.
        keep: Vec<String>,
        /// What becomes of the seats they do not keep.
        freed: Freed,
    },
    /// A person decides (the only word is `refer`).
    Refer(ReferWord),
}

/// The word `refer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReferWord {
    /// A person decides.
    Refer,
}

/// What becomes of a seat that its winner does not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Freed {
    /// It goes to the next in order.
    Next,
    /// It stays empty.
    Empty,
}

/// One allocation step and its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// Its name, unique in the draw.
    pub name: String,
    /// Who applies when, and when it is final.
    pub mechanism: Mechanism,
    /// For [`Mechanism::Parallel`]: the number of wishes in each band; wishes after the last band form one more.
    #[serde(default)]
    pub bands: Vec<u32>,
    /// What orders applicants before the ticket.
    pub criteria: Vec<Criterion>,
    /// How the order ends.
    pub end: ChainEnd,
    /// Seat groups in filling order; none: one group of all seats.
    pub groups: Vec<SeatGroup>,
    /// How linked applicants are treated, if the round links any.
    pub linked: Option<Linked>,
    /// Seats given earlier in this draw are taken off.
    pub less_placed: bool,
    /// What becomes of those not placed.
    pub unplaced: Unplaced,
    /// What becomes of seats nobody took.
    pub leftover: Leftover,
    /// Everyone not placed is sought a seat in their tiers.
    pub guarantee: bool,
}

/// Who applies when, and when it is final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mechanism {
    /// In order, each takes the first wish with a free seat.
    #[serde(rename = "serial dictatorship")]
    SerialDictatorship,
    /// Wish by wish, final at once; a turn spent on a full school is lost.
    #[serde(rename = "immediate acceptance")]
    ImmediateAcceptance,
    /// Wish by wish, final at once; full schools cost no turn.
    #[serde(rename = "immediate acceptance skipping full schools")]
    ImmediateAcceptanceSkipping,
    /// Application and rejection within bands of wishes, final at a band's end.
    #[serde(rename = "parallel")]
    Parallel,
    /// One band of all wishes.
    #[serde(rename = "deferred acceptance")]
    DeferredAcceptance,
}

/// One thing by which applicants are ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its name.
    pub name: String,
    /// Which goes first.
    pub first: First,
    /// It has a value for each wish rather than one for the applicant.
    pub per_wish: bool,
}

/// Which value goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum First {
    /// The lowest number, the earliest day.
    Lowest,
    /// The highest number, the latest day.
    Highest,
}

/// How an order ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChainEnd {
    /// In the ticket, one for each applicant.
    #[serde(rename = "ticket")]
    Ticket,
    /// In a ticket for each applicant at each school.
    #[serde(rename = "ticket at school")]
    TicketAtSchool,
    /// Tied applicants who do not all fit are referred.
    #[serde(rename = "refer")]
    Refer,
    /// Tied applicants are all admitted, beyond the seats.
    #[serde(rename = "admit all")]
    AdmitAll,
}

/// Some of a school's seats, and whose they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeatGroup {
    /// Its name, unique in the round.
    pub name: String,
    /// How many it takes.
    pub take: Take,
    /// For [`Take::Share`]: of what.
    #[serde(default)]
    pub of: Option<ShareOf>,
    /// For [`Take::Count`] a number, for [`Take::Share`] a per cent.
    #[serde(default)]
    pub amount: u32,
    /// For [`Take::Share`]: how a fraction of a seat is rounded.
    #[serde(default)]
    pub rounded: Option<Rounded>,
    /// Everyone may have its seats.
    pub for_all: bool,
    /// Those of it whom an earlier group took count against its number.
    pub counting_earlier: bool,
    /// What becomes of its seats that nobody took.
    pub unfilled: Unfilled,
}

/// How many seats a group takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Take {
    /// As many as there are applicants of it, within the seats.
    All,
    /// A number.
    Count,
    /// A per cent.
    Share,
    /// What is left.
    Rest,
}

/// What a share is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShareOf {
    /// All of the round's seats at the school.
    Plan,
    /// Those not promised to earlier groups of a number or a share.
    Left,
}

/// How a fraction of a seat is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rounded {
    /// Down.
    Down,
    /// Up.
    Up,
}

/// What becomes of a group's seats that nobody took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unfilled {
    /// They go to the later groups.
    Next,
    /// They stay empty.
    Stay,
}

/// How linked applicants are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linked {
    /// One ticket for all of them, or each their own.
    pub tickets: LinkedTickets,
    /// Together or alone.
    pub apply: LinkedApply,
    /// What happens if some but not all of them fit.
    pub last_seat: LastSeat,
}

/// The tickets of linked applicants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkedTickets {
    /// All have that of the first of them in the roster.
    One,
    /// Each has their own.
    Own,
}

/// How linked applicants apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkedApply {
    /// As one, while their wishes are the same list.
    Together,
    /// Each for themselves.
    Alone,
}

/// What happens where some but not all of those linked fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LastSeat {
    /// All are taken, beyond the seats.
    #[serde(rename = "beyond")]
    Beyond,
    /// All are refused, and the next in order comes.
    #[serde(rename = "skip")]
    Skip,
    /// As many as fit, in the roster's order.
    #[serde(rename = "split")]
    Split,
    /// As many as fit, the elder first.
    #[serde(rename = "elder first")]
    ElderFirst,
    /// All are held and referred.
    #[serde(rename = "refer")]
    Refer,
}

/// What becomes of those whom a round does not place. In files: `stay`, `refer`, or `join ROUND`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Unplaced {
    /// They stay as they are, and in later rounds whose pool they are in.
    Stay,
    /// A person decides.
    Refer,
    /// They join a later round of the draw.
    Join(String),
}

impl From<Unplaced> for String {
    fn from(unplaced: Unplaced) -> String {
        match unplaced {
            Unplaced::Stay => "stay".into(),
            Unplaced::Refer => "refer".into(),
            Unplaced::Join(round) => format!("join {round}"),
        }
    }
}

impl TryFrom<String> for Unplaced {
    type Error = String;

    fn try_from(text: String) -> Result<Unplaced, String> {
        match text.as_str() {
            "stay" => Ok(Unplaced::Stay),
            "refer" => Ok(Unplaced::Refer),
            _ => match text.strip_prefix("join ") {
                Some(round) if !round.is_empty() => Ok(Unplaced::Join(round.into())),
                _ => Err(format!("`{text}` is not `stay`, `refer` or `join ROUND`")),
            },
        }
    }
}

/// What becomes of seats that a round leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Leftover {
    /// Later rounds may give them.
    #[serde(rename = "to later rounds")]
    ToLaterRounds,
    /// The school is closed to later rounds of the draw.
    #[serde(rename = "stay empty")]
    StayEmpty,
}

/// Who takes part in what, on which seats: what is frozen before the tickets are drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    /// Opaque ids, sorted byte by byte, no id twice. Positions are the rows of the roster.
    pub ids: Vec<String>,
    /// Codes of the schools, sorted byte by byte, no code twice.
    pub schools: Vec<String>,
    /// Named lists of schools, by name; each holds positions of `schools`.
    pub lists: Vec<(String, Vec<u32>)>,
    /// For each round of the draw, in its order.
    pub rounds: Vec<RoundRoster>,
}

/// Who takes part in one round, on which seats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoundRoster {
    /// The seats of each school before anything was given in this draw; `None`: the school takes no part.
    pub seats: Vec<Option<u32>>,
    /// Those who take part or may come to, by row, each row once.
    pub entries: Vec<Entry>,
}

/// One applicant in one round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The row of the roster.
    pub row: u32,
    /// Takes part only if another round of the draw sends them.
    pub joins: bool,
    /// Positions of schools, the most wanted first; no school twice.
    pub wishes: Vec<u32>,
    /// For each criterion of the round: one value, or one for each wish; `None`: not known.
    pub criteria: Vec<Vec<Option<i64>>>,
    /// For each wish, the groups whose seats they may take: bit n for the n-th group of the round. Empty if the round
    /// has no groups.
    pub groups: Vec<u64>,
    /// The row of the first of those linked with one another.
    pub linked: Option<u32>,
    /// The day of birth, as days since 1970-01-01, where the elder goes first.
    pub elder: Option<i64>,
    /// Positions of lists in which a seat is sought in turn.
    pub tiers: Vec<u32>,
}

/// The tickets of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tickets {
    /// The order does not end in a ticket.
    None,
    /// One for each row of the roster.
    Single(Vec<u64>),
    /// One for each school (by position) and row of the roster; empty for schools that take no part.
    AtSchool(Vec<Vec<u64>>),
}

/// What came out of a draw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Results {
    /// One for each row of the roster: how they stand at the end of the draw.
    pub placements: Vec<Placement>,
    /// One for each round, in the order of the draw.
    pub rounds: Vec<RoundResults>,
}

/// How an applicant stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placement {
    /// Placed, referred or neither.
    pub status: Status,
    /// Rounds and schools, by position: where placed (exactly one), or where a seat is held (any number); for the
    /// unplaced none.
    pub seats: Vec<(u32, u32)>,
    /// For the unplaced and those referred without a seat: the last round that they took part in.
    pub last_round: Option<u32>,
    /// The wish that was met, from 1; 0 by the guarantee.
    pub wish: Option<u32>,
    /// The group whose seat it is.
    pub group: Option<u32>,
}

/// Whether an applicant has a seat.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Has a seat.
    Placed,
    /// A person decides.
    Refer,
    /// Has none.
    #[default]
    Unplaced,
}

/// What came out of one round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoundResults {
    /// The rows of those who took part, in the roster's order.
    pub took_part: Vec<u32>,
    /// For each of them, how the round itself ended for them (before wins elsewhere are weighed): status, school, wish
    /// (from 1; 0 by the guarantee), group.
    pub ended: Vec<Ended>,
    /// One for each school that took part and, where there are groups, for each of its groups.
    pub cutoffs: Vec<Cutoff>,
    /// Those whom the guarantee could not seat, and the schools that show why: all the seats their tiers lead to,
    /// directly or by moving others, are taken.
    pub infeasible: Option<(Vec<u32>, Vec<u32>)>,
}

/// How a round ended for one applicant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ended {
    /// Placed, referred or neither.
    pub status: Status,
    /// Where placed or held.
    pub school: Option<u32>,
    /// The wish that was met, from 1; 0 by the guarantee.
    pub wish: Option<u32>,
    /// The group whose seat it is.
    pub group: Option<u32>,
}

/// Where the list of a school, or of a group of its seats, ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cutoff {
    /// The school.
    pub school: u32,
    /// The group.
    pub group: Option<u32>,
    /// Its seats in this round.
    pub seats: u32,
    /// How many ever applied there.
    pub applied: u32,
    /// How many were admitted, the guarantee included.
    pub admitted: u32,
    /// Seats left.
    pub left: u32,
    /// If anyone who applied was refused: the order of the last one taken there by the mechanism, criteria and ticket
    /// (`None` without tickets).
    pub last: Option<(Vec<Option<i64>>, Option<u64>)>,
}
