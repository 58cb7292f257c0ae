//! Draws and rounds. A round leaves nothing open: each choice that could change a placement must be said, and the
//! message about one that is not names the article that leaves it open.

use super::places::{Ctx, RowScope, RowType};
use super::rules::number;
use super::scope::Term;
use super::{Lower, Slot};
use crate::allocation::model::{
    ChainEnd, First, Freed, LastSeat, Leftover, Linked, LinkedApply, Mechanism, Sequence, Take, Unfilled,
};
use crate::base::ids::{DrawId, RoundId};
use crate::base::span::Span;
use crate::diagnostic::Diagnostic;
use crate::ir::expr::{Cond, CondKind, Root, Val, ValKind};
use crate::ir::rounds::{Criterion, Draw, Group, Invalid, Looked, Round, Several, Unplaced, Wins};
use crate::ir::walk::{self, Node};
use crate::ir::{Base, ClaimId, Named, ReadingId, Shape, StageId, TableId, WindowId};
use crate::outcome::Outcome;
use crate::syntax::ast::{ItemKind, Name, OutcomeWord};
use crate::syntax::rounds::{CriterionDecl, DrawDecl, DrawLine, GroupDecl, Line, OrRefer, RoundDecl, RoundLine};
use std::collections::BTreeMap;

/// The lines of a round, its own before those of the round it is like.
type Lines<'a> = BTreeMap<usize, &'a Line<RoundLine>>;

/// The lines of a round by number, and what each is called in messages.
const WORDS: [&str; 19] = [
    "pool",
    "wishes",
    "valid wishes",
    "within",
    "fewest wishes",
    "most wishes",
    "no wishes",
    "invalid wishes",
    "seats",
    "order",
    "mechanism",
    "equal demand",
    "linked",
    "unsettled",
    "unplaced",
    "leftover seats",
    "guarantee",
    "uses",
    "one list",
];
const POOL: usize = 0;
const WISHES: usize = 1;
const VALID: usize = 2;
const INSIDE: usize = 3;
const FEWEST: usize = 4;
const MOST: usize = 5;
const NO_WISHES: usize = 6;
const INVALID: usize = 7;
const SEATS: usize = 8;
const ORDER: usize = 9;
const MECHANISM: usize = 10;
const EQUAL: usize = 11;
const LINKED: usize = 12;
const UNSETTLED: usize = 13;
const UNPLACED: usize = 14;
const LEFTOVER: usize = 15;
const GUARANTEE: usize = 16;
const USES: usize = 17;
const ONE_LIST: usize = 18;

/// What must be said, with an example of it.
const FORCED: [(usize, &str); 10] = [
    (POOL, "who takes part: `pool eligible where { … };`"),
    (WISHES, "which schools are asked for: `wishes FIELD;`"),
    (NO_WISHES, "what becomes of those without a valid wish: `no wishes: stay;`"),
    (INVALID, "what becomes of a wish that is not valid: `invalid wishes: struck out;` or `list refused;`"),
    (SEATS, "how many seats there are: `seats school.plan;`, or `seats school.plan less placed;`"),
    (ORDER, "who is beyond the places: `order ticket;`, or `order first …, then ticket;`"),
    (MECHANISM, "who applies when, and when it is final: `mechanism immediate acceptance;`"),
    (EQUAL, "what happens when applicants are equal to the places: `equal demand: admit all;` or `by order;`"),
    (UNSETTLED, "what happens while somebody's part is not settled: `unsettled: stop;` or `leave out;`"),
    (UNPLACED, "what becomes of those not placed: `unplaced: stay;`, `join ROUND;` or `refer \"…\";`"),
];

fn kind_of(line: &RoundLine) -> Option<usize> {
    Some(match line {
        RoundLine::Like(_) => return None,
        RoundLine::Pool { .. } => POOL,
        RoundLine::OneList(..) => ONE_LIST,
        RoundLine::Wishes(_) => WISHES,
        RoundLine::Valid(_) => VALID,
        RoundLine::Inside(..) => INSIDE,
        RoundLine::Fewest(_) => FEWEST,
        RoundLine::Most(_) => MOST,
        RoundLine::NoWishes(_) => NO_WISHES,
        RoundLine::Invalid(_) => INVALID,
        RoundLine::Seats { .. } => SEATS,
        RoundLine::Order { .. } => ORDER,
        RoundLine::Mechanism(..) => MECHANISM,
        RoundLine::Equal(_) => EQUAL,
        RoundLine::Linked { .. } => LINKED,
        RoundLine::Unsettled(_) => UNSETTLED,
        RoundLine::Unplaced(_) => UNPLACED,
        RoundLine::Leftover(_) => LEFTOVER,
        RoundLine::Guarantee { .. } => GUARANTEE,
        RoundLine::Uses(_) => USES,
    })
}

fn named_of(head: &crate::syntax::ast::Head) -> Named {
    Named { name: head.name.text.clone(), label: head.label.as_ref().map(|l| l.text.clone()) }
}

impl<'a> Lower<'a> {
    pub(super) fn draw_decls(&self) -> Vec<(Span, &'a DrawDecl)> {
        self.items_of(|item| if let ItemKind::Draw(draw) = &item.kind { Some((item.span, draw)) } else { None })
    }

    pub(super) fn round_decls(&self) -> Vec<(Span, &'a RoundDecl)> {
        self.items_of(|item| if let ItemKind::Round(round) = &item.kind { Some((item.span, round)) } else { None })
    }

    /// Draws and rounds have names of their own.
    pub(super) fn declare_rounds(&mut self) {
        for (at, (_, draw)) in self.draw_decls().into_iter().enumerate() {
            let named = self.declare(&draw.head.name, draw.head.label.as_ref());
            if let Some((word, before)) = self.scope.draws.add(&named, at, draw.head.name.span) {
                self.duplicate(&word, before, draw.head.name.span);
            }
        }
        for (at, (_, round)) in self.round_decls().into_iter().enumerate() {
            let named = self.declare(&round.head.name, round.head.label.as_ref());
            if let Some((word, before)) = self.scope.rounds.add(&named, at, round.head.name.span) {
                self.duplicate(&word, before, round.head.name.span);
            }
        }
    }

    pub(super) fn round_named(&mut self, name: &Name) -> Option<RoundId> {
        match self.scope.rounds.get(&name.text).map(|(at, named)| (at, named.clone())) {
            Some((at, named)) => {
                self.refer(name.span, &named);
                Some(RoundId(at as u16))
            }
            None => {
                let words: Vec<String> = self.scope.rounds.words().map(str::to_string).collect();
                self.unknown_name(name, "round", words.iter().map(String::as_str));
                None
            }
        }
    }

    pub(super) fn draw_named(&mut self, name: &Name) -> Option<DrawId> {
        match self.scope.draws.get(&name.text).map(|(at, named)| (at, named.clone())) {
            Some((at, named)) => {
                self.refer(name.span, &named);
                Some(DrawId(at as u16))
            }
            None => {
                let words: Vec<String> = self.scope.draws.words().map(str::to_string).collect();
                self.unknown_name(name, "draw", words.iter().map(String::as_str));
                None
            }
        }
    }

    /// The one stage that a draw or round is for.
    fn one_stage(&mut self, head: &'a crate::syntax::ast::Head, what: &str) -> Option<StageId> {
        match self.stages_of(head).as_slice() {
            [stage] => Some(*stage),
            _ => {
                self.report(
                    Diagnostic::error(
                        "R03",
                        head.name.span,
                        format!("the {what} `{}` is not for exactly one stage", head.name.text),
                    )
                    .help("write `for STAGE` after its name and label: seats are given stage by stage"),
                );
                None
            }
        }
    }

    pub(super) fn lower_rounds(&mut self) -> (Vec<Draw>, Vec<Round>) {
        let draws: Vec<Option<Draw>> =
            self.draw_decls().into_iter().map(|(span, decl)| self.draw(span, decl)).collect();
        let Some(draws) = draws.into_iter().collect::<Option<Vec<Draw>>>() else {
            // Rounds of a draw that is not understood would be reported once more for that.
            return (Vec::new(), Vec::new());
        };
        let mut rounds = Vec::new();
        let mut failed = false;
        for (at, (span, decl)) in self.round_decls().into_iter().enumerate() {
            let id = RoundId(at as u16);
            let holders: Vec<usize> = (0..draws.len()).filter(|d| draws[*d].rounds.contains(&id)).collect();
            let [holder] = holders.as_slice() else {
                let name = &decl.head.name;
                let message = match holders.len() {
                    0 => format!("no draw holds the round `{}`", name.text),
                    _ => format!("several draws hold the round `{}`", name.text),
                };
                self.report(
                    Diagnostic::error("R04", name.span, message)
                        .help("name it in exactly one draw, after `in turn` or `at once`"),
                );
                failed = true;
                continue;
            };
            let (made, needs) =
                self.with_needs(|lower| lower.round(span, decl, DrawId(*holder as u16), &draws[*holder]));
            self.refuse_needs(needs);
            match made {
                Some(round) => rounds.push(round),
                None => failed = true,
            }
        }
        if failed { (Vec::new(), Vec::new()) } else { (draws, rounds) }
    }

    fn draw(&mut self, span: Span, decl: &'a DrawDecl) -> Option<Draw> {
        let head = &decl.head;
        let stage = self.one_stage(head, "draw")?;
        let mut cites = self.cites(&head.cites);
        let mut held: Option<WindowId> = None;
        let mut rounds: Option<(Sequence, Vec<RoundId>)> = None;
        let (mut enters, mut several, mut freed, mut winners) = (None, None, None, None);
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut failed = false;
        for line in &decl.lines {
            let word = match &line.kind {
                DrawLine::Held(_) => "held",
                DrawLine::AtOnce(_) | DrawLine::InTurn(_) => "in turn` or `at once",
                DrawLine::Enters(_) => "each enters at most",
                DrawLine::Several(_) | DrawLine::SeveralBy(..) => "several wins",
                DrawLine::Freed(_) => "freed seats",
                DrawLine::WinnersLeave(_) => "winners",
            };
            if let Some(before) = seen.insert(word, line.span) {
                self.twice(word, before, line.span);
                failed = true;
            }
            let more = self.cites(&line.cites);
            cites.extend(more.into_iter().filter(|c| !cites.contains(c)).collect::<Vec<_>>());
            match &line.kind {
                DrawLine::Held(window) => {
                    held = self.window_named(window);
                    failed |= held.is_none();
                }
                DrawLine::AtOnce(names) | DrawLine::InTurn(names) => {
                    let found: Option<Vec<RoundId>> = names.iter().map(|name| self.round_named(name)).collect();
                    let once = matches!(line.kind, DrawLine::AtOnce(_));
                    failed |= found.is_none();
                    rounds = found.map(|all| (if once { Sequence::AtOnce } else { Sequence::InTurn }, all));
                }
                DrawLine::Enters(number) => enters = *number,
                DrawLine::Several(wins) => {
                    several = self.wins(wins).map(Several::Plain);
                    failed |= several.is_none();
                }
                DrawLine::SeveralBy(reading, cases) => {
                    let more: Vec<String> = cases.iter().flat_map(|(.., own)| self.cites(own)).collect();
                    cites.extend(more.into_iter().filter(|c| !cites.contains(c)).collect::<Vec<_>>());
                    several = self.several_by(reading, cases);
                    failed |= several.is_none();
                }
                DrawLine::Freed(choice) => freed = Some(*choice),
                DrawLine::WinnersLeave(leave) => winners = Some(*leave),
            }
        }
        if failed {
            return None;
        }
        let once = matches!(rounds, Some((Sequence::AtOnce, _)));
        let mut lacks = |missing: bool, what: &str| {
            if missing {
                self.unsaid(&head.name, "draw", what, &cites);
                failed = true;
            }
        };
        lacks(held.is_none(), "when it is held: `held WINDOW;`");
        lacks(rounds.is_none(), "which rounds it holds: `in turn A, B;`, or `at once A, B;`");
        lacks(winners.is_none(), "what having a seat does to later draws: `winners: leave later draws;`");
        lacks(
            once && several.is_none(),
            "what becomes of those who win in several rounds: `several wins: keep the first of A, B;` or `refer \"…\";`",
        );
        lacks(once && enters.is_none(), "how many of its rounds one applicant may enter: `each enters at most 2;`");
        let keeps = match &several {
            Some(Several::Plain(Wins::Keep(_))) => true,
            Some(Several::By(_, all)) => all.iter().any(|w| matches!(w, Wins::Keep(_))),
            _ => false,
        };
        lacks(
            keeps && freed.is_none(),
            "where the seats go that they do not keep: `freed seats: to the next in order;`",
        );
        if failed {
            return None;
        }
        let (sequence, rounds) = rounds?;
        if let (Sequence::InTurn, Some(span)) = (sequence, seen.get("several wins")) {
            self.report(Diagnostic::error("R02", *span, "rounds held in turn have no several wins").help(
                "whoever is placed leaves the later rounds of the draw; take the line away, or hold them `at once`",
            ));
            return None;
        }
        if let Some(Several::Plain(Wins::Keep(keep))) = &several
            && (keep.len() != rounds.len() || rounds.iter().any(|r| !keep.contains(r)))
        {
            let span = seen.get("several wins").copied().unwrap_or(head.name.span);
            self.report(
                Diagnostic::error("R02", span, "not every round of the draw is in the order in which wins are kept")
                    .help("name each round of the draw once, the most wanted first"),
            );
            return None;
        }
        let node = self.node(span);
        Some(Draw {
            named: named_of(head),
            stage,
            held: held?,
            sequence,
            rounds,
            enters,
            several,
            freed: freed.unwrap_or(Freed::Empty),
            winners_leave: winners?,
            cites,
            node,
        })
    }

    fn wins(&mut self, wins: &'a crate::syntax::rounds::Several) -> Option<Wins> {
        Some(match wins {
            crate::syntax::rounds::Several::Keep(names) => {
                Wins::Keep(names.iter().map(|name| self.round_named(name)).collect::<Option<Vec<_>>>()?)
            }
            crate::syntax::rounds::Several::Refer(question) => Wins::Refer(question.clone()),
        })
    }

    /// A choice that hangs on a reading: each alternative once.
    fn several_by(
        &mut self,
        reading: &'a Name,
        cases: &'a [(Name, crate::syntax::rounds::Several, Vec<crate::syntax::ast::Cite>)],
    ) -> Option<Several> {
        let found = self.scope.terms.get(&reading.text).map(|(t, n)| (t, n.clone()));
        let Some((Term::Reading(index), named)) = found else {
            self.not_a(reading, "reading", |term| matches!(term, Term::Reading(_)));
            return None;
        };
        self.refer(reading.span, &named);
        self.reading(index, Some(reading.span));
        let Slot::Done((decl, _)) = &self.readings[index] else { return None };
        let alternatives: Vec<Named> = decl.alternatives.iter().map(|a| a.named.clone()).collect();
        let mut made: Vec<Option<Wins>> = vec![None; alternatives.len()];
        for (name, wins, _) in cases {
            let Some(at) = alternatives.iter().position(|a| a.is_called(&name.text)) else {
                self.unknown_name(name, "alternative", alternatives.iter().map(|a| a.name.as_str()));
                return None;
            };
            self.refer(name.span, &alternatives[at]);
            made[at] = Some(self.wins(wins)?);
        }
        if let Some(at) = made.iter().position(Option::is_none) {
            self.report(
                Diagnostic::error("R01", reading.span, format!("nothing is said for `{}`", alternatives[at].name))
                    .label("an alternative without a case")
                    .help("say what happens under each alternative of the reading"),
            );
            return None;
        }
        Some(Several::By(ReadingId(index as u16), made.into_iter().flatten().collect()))
    }

    fn twice(&mut self, word: &str, before: Span, span: Span) {
        self.report(
            Diagnostic::error("R02", span, format!("`{word}` is said twice"))
                .label("the second time")
                .related(before, "the first time")
                .help("keep the one that is right"),
        );
    }

    /// A choice that is not made, and the article that leaves it open.
    fn unsaid(&mut self, name: &Name, kind: &str, what: &str, cites: &[String]) {
        let by = match cites {
            [] => String::new(),
            all => format!("; {} leaves it open", all.iter().map(|c| format!("@{c}")).collect::<Vec<_>>().join(" ")),
        };
        let (says, example) = what.split_once(": ").unwrap_or((what, ""));
        self.report(
            Diagnostic::error("R01", name.span, format!("the {kind} `{}` does not say {says}{by}", name.text))
                .label("nothing is left to the program")
                .help(format!("say it: {example}")),
        );
    }

    /// The lines of a round, with those of the round that it is like.
    fn lines_of(&mut self, decl: &'a RoundDecl, depth: usize) -> Option<Lines<'a>> {
        let mut lines = Lines::new();
        let mut like: Option<&'a Name> = None;
        let mut failed = false;
        for line in &decl.lines {
            match (&line.kind, kind_of(&line.kind)) {
                (RoundLine::Like(name), _) => {
                    if let Some(before) = like.replace(name) {
                        self.twice("like", before.span, name.span);
                        failed = true;
                    }
                }
                (_, Some(kind)) => {
                    if let Some(before) = lines.insert(kind, line) {
                        self.twice(WORDS[kind], before.span, line.span);
                        failed = true;
                    }
                }
                _ => {}
            }
        }
        if let Some(name) = like {
            let base = self.round_named(name)?;
            if depth > 16 {
                self.report(
                    Diagnostic::error("T52", name.span, format!("the round `{}` is like itself", name.text))
                        .label("closes a circle")
                        .help("rounds cannot begin with themselves, neither directly nor through others"),
                );
                return None;
            }
            let (_, base) = self.round_decls()[base.index()];
            for (kind, line) in self.lines_of(base, depth + 1)? {
                lines.entry(kind).or_insert(line);
            }
        }
        if failed { None } else { Some(lines) }
    }

    fn round(&mut self, span: Span, decl: &'a RoundDecl, draw: DrawId, holder: &Draw) -> Option<Round> {
        let head = &decl.head;
        let stage = self.one_stage(head, "round")?;
        if stage != holder.stage {
            self.report(
                Diagnostic::error(
                    "R03",
                    head.name.span,
                    format!("the round `{}` is for another stage than its draw", head.name.text),
                )
                .help("a draw gives the seats of one stage; move the round to a draw of its stage"),
            );
            return None;
        }
        let cites = self.cites(&head.cites);
        let lines = self.lines_of(decl, 0)?;
        let mut failed = false;
        for (kind, what) in FORCED {
            if !lines.contains_key(&kind) {
                self.unsaid(&head.name, "round", what, &cites);
                failed = true;
            }
        }
        if failed {
            return None;
        }
        let mut line_cites: Vec<(&'static str, Vec<String>)> =
            lines.iter().map(|(kind, line)| (WORDS[*kind], self.cites(&line.cites))).collect();
        let (outcomes, pool, ctx) = self.pool(lines[&POOL], &cites)?;
        let RoundLine::Wishes(parts) = &lines[&WISHES].kind else { return None };
        let (wishes, schools) = self.wished(parts, &ctx)?;
        let one_list = match lines.get(&ONE_LIST).map(|l| &l.kind) {
            Some(RoundLine::OneList(by, rank)) => {
                let (by_value, rank_value) = (self.path_value(by, &ctx)?, self.path_value(rank, &ctx)?);
                for (typed, path, base, words) in
                    [(&by_value, by, Base::Id, "an id"), (&rank_value, rank, Base::Int, "a whole number")]
                {
                    if typed.ty.base != base || typed.ty.shape != Shape::One {
                        self.demand(typed.ty, base, words, path.span)?;
                    }
                    self.present_here(typed, path.span, &ctx)?;
                }
                Some((by_value.val, rank_value.val))
            }
            _ => None,
        };
        let row = RowScope { named: self.tables[schools.index()].named.clone(), what: RowType::Table(schools) };
        let at_school = ctx.with_row(row);
        let valid = match lines.get(&VALID).map(|l| &l.kind) {
            Some(RoundLine::Valid(block)) => {
                let (mut cond, _) = self.block(block, &at_school)?;
                number(&mut cond, &cites);
                cond
            }
            _ => Cond { node: self.node(head.name.span), kind: CondKind::Const(true) },
        };
        let inside = match lines.get(&INSIDE).map(|l| &l.kind) {
            Some(RoundLine::Inside(value, column)) => Some(self.inside(value, column, schools, &ctx)?),
            _ => None,
        };
        let number_of = |kind: usize| match lines.get(&kind).map(|l| &l.kind) {
            Some(RoundLine::Fewest(n) | RoundLine::Most(n)) => *n,
            _ => None,
        };
        let (fewest, most) = (number_of(FEWEST), number_of(MOST));
        let RoundLine::NoWishes(no_wishes) = &lines[&NO_WISHES].kind else { return None };
        let no_wishes = match no_wishes {
            OrRefer::Plain(()) => None,
            OrRefer::Refer(question) => Some(question.clone()),
        };
        let RoundLine::Invalid(invalid) = &lines[&INVALID].kind else { return None };
        let invalid = match invalid {
            OrRefer::Plain(true) => Invalid::StruckOut,
            OrRefer::Plain(false) => Invalid::ListRefused,
            OrRefer::Refer(question) => Invalid::Refer(question.clone()),
        };
        let RoundLine::Seats { value, less_placed, groups: group_decls } = &lines[&SEATS].kind else { return None };
        let seats = self.seats(value, &at_school)?;
        let groups = self.groups(group_decls, &at_school, lines[&SEATS].span)?;
        let RoundLine::Order { criteria, end } = &lines[&ORDER].kind else { return None };
        let order = self.order(criteria, &at_school)?;
        let RoundLine::Mechanism(mechanism, bands) = &lines[&MECHANISM].kind else { return None };
        let RoundLine::Equal(equal_admits) = &lines[&EQUAL].kind else { return None };
        let linked = match lines.get(&LINKED).map(|l| (&l.kind, l.span)) {
            Some((RoundLine::Linked { path, tickets, together }, span)) => {
                Some(self.linked(path, *tickets, together.as_ref(), span, &ctx)?)
            }
            _ => None,
        };
        let RoundLine::Unsettled(unsettled_stop) = &lines[&UNSETTLED].kind else { return None };
        let RoundLine::Unplaced(unplaced) = &lines[&UNPLACED].kind else { return None };
        let unplaced = match unplaced {
            OrRefer::Plain(None) => Unplaced::Stay,
            OrRefer::Refer(question) => Unplaced::Refer(question.clone()),
            OrRefer::Plain(Some(name)) => Unplaced::Join(self.joined(name, head, holder)?),
        };
        let later = holder.rounds.last().is_some_and(|last| {
            self.scope.rounds.get(&head.name.text).is_some_and(|(at, _)| usize::from(last.0) != at)
        });
        let leftover = match lines.get(&LEFTOVER).map(|l| &l.kind) {
            Some(RoundLine::Leftover(choice)) => *choice,
            // Without a later round in the draw there is nothing to choose.
            _ if holder.sequence == Sequence::AtOnce || !later => Leftover::ToLaterRounds,
            _ => {
                self.unsaid(
                    &head.name,
                    "round",
                    "what becomes of seats that nobody took: `leftover seats: to later rounds;` or `stay empty;`",
                    &cites,
                );
                return None;
            }
        };
        let guarantee = match lines.get(&GUARANTEE).map(|l| (&l.kind, l.span)) {
            Some((RoundLine::Guarantee { tiers, otherwise }, span)) => {
                let Some(question) = otherwise else {
                    self.report(
                        Diagnostic::error("R01", span, "the guarantee does not say what happens when there is no seat")
                            .label("there may be fewer seats than applicants")
                            .help("end it with `otherwise refer \"…\";`"),
                    );
                    return None;
                };
                let mut made = Vec::new();
                for (tier, tier_cites) in tiers {
                    let more = self.cites(tier_cites);
                    line_cites.push((WORDS[GUARANTEE], more));
                    made.push(self.schools_of(tier, Some(schools), &ctx)?.0);
                }
                if made.is_empty() {
                    self.report(
                        Diagnostic::error("R01", span, "the guarantee does not say where seats are sought")
                            .help("name the schools in turn, as in `school where { school.area is area; };`"),
                    );
                    return None;
                }
                Some((made, question.clone()))
            }
            _ => None,
        };
        let uses = match lines.get(&USES).map(|l| &l.kind) {
            Some(RoundLine::Uses(name)) => Some(self.claim_named(name, stage)?),
            _ => None,
        };
        self.combination(head, *mechanism, &groups, &order, *end, linked.as_ref(), &lines)?;
        let node = self.node(span);
        Some(Round {
            named: named_of(head),
            stage,
            draw,
            schools,
            outcomes,
            pool,
            one_list,
            wishes,
            valid,
            inside,
            fewest,
            most,
            no_wishes,
            invalid,
            seats,
            less_placed: *less_placed,
            groups,
            order,
            end: *end,
            mechanism: *mechanism,
            bands: bands.clone(),
            equal_admits: *equal_admits,
            linked,
            unsettled_stop: *unsettled_stop,
            unplaced,
            leftover,
            guarantee,
            uses,
            line_cites,
            cites,
            node,
        })
    }

    /// Who takes part, and what is known of them on the other lines.
    fn pool(
        &mut self,
        line: &'a Line<RoundLine>,
        cites: &[String],
    ) -> Option<(std::collections::BTreeSet<Outcome>, Cond, Ctx)> {
        let RoundLine::Pool { outcomes, block } = &line.kind else { return None };
        let words = outcomes.iter().map(|word| match word {
            OutcomeWord::Eligible => Outcome::Eligible,
            OutcomeWord::Refer => Outcome::Refer,
            OutcomeWord::Late => Outcome::Late,
            OutcomeWord::Ineligible => Outcome::Ineligible,
            OutcomeWord::Undetermined => Outcome::Undetermined,
        });
        let outcomes: std::collections::BTreeSet<Outcome> = words.collect();
        if let Some(wrong) = outcomes.iter().find(|o| matches!(o, Outcome::Refer | Outcome::Undetermined)) {
            self.report(
                Diagnostic::error(
                    "R05",
                    line.span,
                    format!("those whose outcome is `{}` cannot take part", wrong.word()),
                )
                .label("not settled")
                .help(
                    "their outcome is not settled: a ruling settles it, and `unsettled` says what happens until then",
                ),
            );
            return None;
        }
        let (pool, flow) = match block {
            Some(block) => {
                let (mut cond, flow) = self.block(block, &Ctx::default())?;
                number(&mut cond, cites);
                (cond, flow)
            }
            None => (Cond { node: self.node(line.span), kind: CondKind::Const(true) }, Default::default()),
        };
        Some((outcomes, pool, Ctx::default().with_present(&flow.holds)))
    }

    /// The schools that are asked for, in order.
    fn wished(&mut self, parts: &'a [crate::syntax::ast::Expr], ctx: &Ctx) -> Option<(Vec<Val>, TableId)> {
        let mut made = Vec::new();
        let mut schools = None;
        for part in parts {
            let (val, table) = self.schools_of(part, schools, ctx)?;
            schools = Some(table);
            made.push(val);
        }
        Some((made, schools?))
    }

    /// A school or a list of schools; one that is absent is none.
    fn schools_of(
        &mut self,
        expr: &'a crate::syntax::ast::Expr,
        schools: Option<TableId>,
        ctx: &Ctx,
    ) -> Option<(Val, TableId)> {
        // The name of the table alone is all of its schools.
        if let crate::syntax::ast::ExprKind::List { path, of: None, filter: None } = &expr.kind
            && path.steps.is_empty()
            && matches!(self.start(&path.root.text, ctx), Ok(None))
            && matches!(self.scope.types.get(&path.root.text), Some((super::scope::TypeName::Table(_), _)))
        {
            let (list, ty) = self.list(expr.span, path, None, None, ctx)?;
            if let (Base::Row(table), true) = (ty.base, schools.is_none_or(|s| Base::Row(s) == ty.base)) {
                return Some((Val { node: list.node, kind: ValKind::List(Box::new(list)) }, table));
            }
        }
        let typed = self.val(expr, schools.map(Base::Row), ctx)?;
        match (typed.ty.base, typed.ty.shape) {
            (Base::Row(table), Shape::One | Shape::List(_)) if schools.is_none_or(|s| s == table) => {
                Some((typed.val, table))
            }
            _ => {
                let found = self.type_words(&typed.ty);
                self.report(
                    Diagnostic::error("R05", expr.span, format!("this is {found}, where schools are expected"))
                        .label("not schools of one table")
                        .help("name a field or value that refers to rows of the table of schools, or a list of them"),
                );
                None
            }
        }
    }

    fn inside(
        &mut self,
        value: &'a crate::syntax::ast::Expr,
        column: &crate::syntax::ast::Path,
        schools: TableId,
        ctx: &Ctx,
    ) -> Option<(Val, usize)> {
        let columns = self.tables[schools.index()].columns.clone();
        let last = match column.steps.last() {
            Some(crate::syntax::ast::Step::Field(name)) => name,
            _ => &column.root,
        };
        if !column.steps.is_empty() {
            let named = self.tables[schools.index()].named.clone();
            if named.is_called(&column.root.text) {
                self.refer(column.root.span, &named);
            }
        }
        let at = self.field_named(last, &columns)?;
        let typed = self.val(value, Some(columns[at].ty.base), ctx)?;
        if typed.ty.base != columns[at].ty.base || typed.ty.shape != Shape::One {
            let (found, wanted) = (self.type_words(&typed.ty), self.type_words(&columns[at].ty));
            self.report(
                Diagnostic::error("R05", value.span, format!("this is {found}, and the column is {wanted}"))
                    .help("compare the applicant's area with the column that holds the school's area"),
            );
            return None;
        }
        Some((typed.val, at))
    }

    /// How many seats a school gives: nothing of the applicant may be in it.
    fn seats(&mut self, value: &'a crate::syntax::ast::Expr, at_school: &Ctx) -> Option<Val> {
        let (val, ty) = self.read(value, Some(Base::Int), at_school)?;
        if ty.base != Base::Int || ty.shape != Shape::One {
            self.demand(ty, Base::Int, "a number of seats", value.span)?;
        }
        let reads = crate::ir::walk::reads_applicant(&val);
        if reads {
            self.report(
                Diagnostic::error("R06", value.span, "the seats of a school cannot hang on an applicant")
                    .label("reads the form")
                    .help("read them from the school's row, as in `school.plan`"),
            );
            return None;
        }
        Some(val)
    }

    fn groups(&mut self, decls: &'a [GroupDecl], at_school: &Ctx, span: Span) -> Option<Vec<Group>> {
        let mut made: Vec<Group> = Vec::new();
        for (at, decl) in decls.iter().enumerate() {
            let named = self.declare(&decl.name, decl.label.as_ref());
            if let Some(before) = made.iter().find(|g| g.named.name == named.name) {
                let before = self.spans.of(before.node);
                self.duplicate(&named.name, before, decl.name.span);
                return None;
            }
            let whom = match &decl.whom {
                Some(expr) => Some(self.cond(expr, at_school)?.0),
                None => None,
            };
            if decl.take == Take::Share && decl.amount > 100 {
                self.report(
                    Diagnostic::error("R06", decl.span, format!("{} per cent is more than all seats", decl.amount))
                        .help("a share is from 0 to 100 per cent"),
                );
                return None;
            }
            let last = at + 1 == decls.len();
            if decl.take == Take::Rest && !last {
                self.report(
                    Diagnostic::error("R06", decl.span, "`rest` leaves nothing for the groups after it")
                        .help("groups are filled in the order in which they stand; put `rest` last"),
                );
                return None;
            }
            if decl.unfilled.is_none() && !last && decl.take != Take::All {
                self.report(
                    Diagnostic::error(
                        "R01",
                        decl.span,
                        format!(
                            "the seat group `{}` does not say what becomes of seats that nobody took",
                            decl.name.text
                        ),
                    )
                    .label("the order in which groups are filled changes who gets them")
                    .help("add `unfilled to the next` or `unfilled stay`"),
                );
                return None;
            }
            let node = self.node(decl.span);
            if decl.counting_earlier.is_none() {
                self.counting_unsaid.insert(node);
            }
            let cites = self.cites(&decl.cites);
            made.push(Group {
                named,
                take: decl.take,
                of: decl.of,
                amount: decl.amount,
                rounded: decl.rounded,
                whom,
                counting_earlier: decl.counting_earlier == Some(true),
                unfilled: decl.unfilled.unwrap_or(Unfilled::Next),
                cites,
                node,
            });
        }
        if made.len() > 64 {
            self.report(
                Diagnostic::error("R06", span, "a round has at most 64 seat groups").help("join groups that are alike"),
            );
            return None;
        }
        Some(made)
    }

    fn order(&mut self, decls: &'a [CriterionDecl], at_school: &Ctx) -> Option<Vec<Criterion>> {
        let mut made: Vec<Criterion> = Vec::new();
        for decl in decls {
            let cites = self.cites(&decl.cites);
            let (what, first, days) = if self.is_cond(&decl.expr, at_school) {
                if let Some((..)) = decl.first {
                    self.report(
                        Diagnostic::error("R07", decl.span, "a condition has no lowest or earliest")
                            .help("those for whom it holds go first; leave the direction out"),
                    );
                    return None;
                }
                (Looked::Cond(self.cond(&decl.expr, at_school)?.0), First::Lowest, false)
            } else {
                let typed = self.val(&decl.expr, None, at_school)?;
                let days = matches!(typed.ty.base, Base::Date);
                let cases = matches!(typed.ty.base, Base::Enum(_));
                if typed.ty.shape != Shape::One
                    || !(days || cases || matches!(typed.ty.base, Base::Int | Base::Decimal(_)))
                {
                    let found = self.type_words(&typed.ty);
                    self.report(
                        Diagnostic::error("R07", decl.expr.span, format!("this is {found}, which has no order"))
                            .help("order by a condition, a number, a day, or the cases of a classification"),
                    );
                    return None;
                }
                let first = match (decl.first, cases) {
                    (None, true) => First::Lowest,
                    (Some(_), true) => {
                        self.report(
                            Diagnostic::error("R07", decl.span, "cases go in the order in which they are declared")
                                .help("leave the direction out, or declare them in another order"),
                        );
                        return None;
                    }
                    (Some((first, of_days)), false) if of_days == days => first,
                    _ => {
                        let (one, other) =
                            if days { ("earliest first", "latest first") } else { ("lowest first", "highest first") };
                        self.report(
                            Diagnostic::error("R07", decl.span, "it is not said which goes first")
                                .help(format!("add `{one}` or `{other}`")),
                        );
                        return None;
                    }
                };
                (Looked::Val(typed.val), first, days)
            };
            let mut per_wish = false;
            let mut see = |node: Node| per_wish |= walk::about_row(node, 0);
            match &what {
                Looked::Cond(cond) => walk::cond(cond, &mut see),
                Looked::Val(val) => walk::val(val, &mut see),
            }
            let simple = match &what {
                Looked::Val(val) => self.named_value(val),
                Looked::Cond(cond) => self.named_cond(cond),
            };
            // Some words are columns of every roster.
            let own = ["pool", "groups", "linked", "elder", "wishes", "tiers"];
            let taken = |name: &String| own.contains(&name.as_str()) || made.iter().any(|c| c.name == *name);
            let name = simple.filter(|n| !taken(n)).unwrap_or_else(|| format!("order{}", made.len() + 1));
            let node = self.node(decl.span);
            made.push(Criterion { name, what, first, per_wish, days, cites, node });
        }
        Some(made)
    }

    /// The name of the rule or field that a value is.
    fn named_value(&self, val: &Val) -> Option<String> {
        match &val.kind {
            ValKind::Call(id, _) => self.values.get(id.index()).and_then(|s| match s {
                Slot::Done((d, _)) => Some(d.named.name.clone()),
                _ => None,
            }),
            ValKind::Reading(id, _) => self.readings.get(id.index()).and_then(|s| match s {
                Slot::Done((d, _)) => Some(d.named.name.clone()),
                _ => None,
            }),
            ValKind::Classify(id) => self.classifies.get(id.index()).and_then(|s| match s {
                Slot::Done((d, _)) => Some(d.named.name.clone()),
                _ => None,
            }),
            ValKind::Place(place) if place.steps.is_empty() => match place.root {
                Root::Form(at) => self.form.as_ref().map(|f| f.fields[at].named.name.clone()),
                Root::Row(_) => None,
            },
            _ => None,
        }
    }

    fn named_cond(&self, cond: &Cond) -> Option<String> {
        match &cond.kind {
            CondKind::Call(id, _) => self.conditions.get(id.index()).and_then(|s| match s {
                Slot::Done((d, _)) => Some(d.named.name.clone()),
                _ => None,
            }),
            CondKind::Reading(id, _) => self.readings.get(id.index()).and_then(|s| match s {
                Slot::Done((d, _)) => Some(d.named.name.clone()),
                _ => None,
            }),
            CondKind::Truth(val) => self.named_value(val),
            _ => None,
        }
    }

    fn linked(
        &mut self,
        path: &'a crate::syntax::ast::Path,
        tickets: crate::allocation::model::LinkedTickets,
        together: Option<&'a (LastSeat, Option<crate::syntax::ast::Path>)>,
        span: Span,
        ctx: &Ctx,
    ) -> Option<(Val, Linked, Option<Val>)> {
        let typed = self.path_value(path, ctx)?;
        if typed.ty.base != Base::Id || !matches!(typed.ty.shape, Shape::List(_)) {
            let found = self.type_words(&typed.ty);
            self.report(
                Diagnostic::error("R05", path.span, format!("this is {found}, where a list of ids is expected"))
                    .help("name the field that lists the ids of those who belong together"),
            );
            return None;
        }
        let (apply, last_seat, elder) = match together {
            None => (LinkedApply::Alone, LastSeat::Split, None),
            Some((last, elder)) => {
                let elder = match elder {
                    Some(path) => {
                        let born = self.path_value(path, ctx)?;
                        if born.ty.base != Base::Date || born.ty.shape != Shape::One {
                            self.demand(born.ty, Base::Date, "a day", span)?;
                        }
                        Some(born.val)
                    }
                    None => None,
                };
                (LinkedApply::Together, *last, elder)
            }
        };
        Some((typed.val, Linked { tickets, apply, last_seat }, elder))
    }

    /// A later round of the same draw.
    fn joined(&mut self, name: &'a Name, head: &crate::syntax::ast::Head, holder: &Draw) -> Option<RoundId> {
        let target = self.round_named(name)?;
        let own = self.scope.rounds.get(&head.name.text).map(|(at, _)| RoundId(at as u16))?;
        let at = |id: RoundId| holder.rounds.iter().position(|r| *r == id);
        if holder.sequence == Sequence::InTurn && at(target).is_some_and(|t| at(own).is_some_and(|o| o < t)) {
            return Some(target);
        }
        self.report(
            Diagnostic::error("R08", name.span, format!("`{}` is not a later round of the same draw", name.text))
                .help("those not placed can join a round that the same draw holds later, `in turn`"),
        );
        None
    }

    fn claim_named(&mut self, name: &'a Name, stage: StageId) -> Option<ClaimId> {
        let claims = self.items_of(|item| match &item.kind {
            ItemKind::Claim(claim) => Some(&claim.head),
            _ => None,
        });
        let found = claims.iter().position(|head| {
            head.name.text == name.text || head.label.as_ref().is_some_and(|label| label.text == name.text)
        });
        let Some(at) = found else {
            self.not_a(name, "claim", |term| matches!(term, Term::Claim(_)));
            return None;
        };
        let named = named_of(claims[at]);
        self.refer(name.span, &named);
        let stages = claims[at].stages.clone();
        let for_stage = stages.is_empty()
            || stages.iter().any(|s| self.scope.stages.get(&s.text).is_some_and(|(i, _)| i == stage.index()));
        if !for_stage {
            self.report(
                Diagnostic::error(
                    "R05",
                    name.span,
                    format!("the claim `{}` is not for the stage of the round", name.text),
                )
                .help("add the stage to the claim, or take `uses` away"),
            );
            return None;
        }
        Some(ClaimId(at as u16))
    }

    /// What cannot go together.
    #[expect(clippy::too_many_arguments, reason = "each is one line of the round")]
    fn combination(
        &mut self,
        head: &crate::syntax::ast::Head,
        mechanism: Mechanism,
        groups: &[Group],
        order: &[Criterion],
        end: ChainEnd,
        linked: Option<&(Val, Linked, Option<Val>)>,
        lines: &Lines<'a>,
    ) -> Option<()> {
        let mut clash = None;
        let by_order = mechanism == Mechanism::SerialDictatorship;
        if by_order && !groups.is_empty() {
            clash =
                Some((SEATS, "serial dictatorship fills schools in the order of applicants, and knows no seat groups"));
        } else if by_order && (end == ChainEnd::TicketAtSchool || order.iter().any(|c| c.per_wish)) {
            clash = Some((ORDER, "serial dictatorship needs one order of applicants for all schools"));
        } else if !matches!(end, ChainEnd::Ticket | ChainEnd::TicketAtSchool)
            && (by_order || linked.is_some_and(|(_, l, _)| l.apply == LinkedApply::Together))
        {
            clash = Some((
                ORDER,
                "an order that may end in a tie does not go with this mechanism or with linked applicants",
            ));
        } else if end == ChainEnd::TicketAtSchool && linked.is_some_and(|(_, l, _)| l.apply == LinkedApply::Together) {
            clash = Some((ORDER, "linked applicants who apply together need one ticket for all schools"));
        }
        let Some((kind, why)) = clash else { return Some(()) };
        let span = lines.get(&kind).map_or(head.name.span, |l| l.span);
        self.report(
            Diagnostic::error("R09", span, why)
                .label("does not go with the other lines")
                .help("deferred acceptance goes with every order and seat group; or change this line"),
        );
        None
    }
}
