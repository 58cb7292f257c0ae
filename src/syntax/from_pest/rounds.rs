//! Draws and rounds.

use super::grammar::{Piece, Rule};
use super::pieces::{Inner, Lower};
use crate::allocation::model::{
    ChainEnd, First, Freed, LastSeat, Leftover, LinkedTickets, Mechanism, Rounded, ShareOf, Take, Unfilled,
};
use crate::syntax::ast::{ItemKind, Name, OutcomeWord};
use crate::syntax::rounds::{
    CriterionDecl, DrawDecl, DrawLine, GroupDecl, Line, OrRefer, RoundDecl, RoundLine, Several,
};

impl Lower<'_> {
    /// `draw`
    pub fn draw(&mut self, mut inner: Inner<'_>) -> ItemKind {
        let head = self.head(&mut inner);
        let lines = inner.map(|line| self.draw_line(line)).collect();
        ItemKind::Draw(DrawDecl { head, lines })
    }

    fn draw_line(&mut self, piece: Piece<'_>) -> Line<DrawLine> {
        let (span, rule) = (self.span(&piece), piece.as_rule());
        let mut inner = Inner::of(piece);
        inner.any(); // its keyword
        let kind = match rule {
            Rule::held => DrawLine::Held(self.path(inner.need(Rule::path))),
            Rule::at_once => DrawLine::AtOnce(self.names(&mut inner)),
            Rule::in_turn => DrawLine::InTurn(self.names(&mut inner)),
            Rule::enters => DrawLine::Enters(self.small(&inner.need(Rule::integer))),
            Rule::freed => DrawLine::Freed(match inner.any().as_rule() {
                Rule::k_next_in_order => Freed::Next,
                _ => Freed::Empty,
            }),
            Rule::winners => DrawLine::WinnersLeave(inner.any().as_rule() == Rule::k_leave_later),
            _ if inner.maybe(Rule::k_by).is_some() => {
                let reading = self.name(inner.need(Rule::name));
                let mut cases = Vec::new();
                while let Some(case) = inner.maybe(Rule::several_as) {
                    let mut case = Inner::of(case);
                    let name = self.name(case.need(Rule::name));
                    let several = self.several(case.need(Rule::several));
                    cases.push((name, several, self.cites(&mut case)));
                }
                DrawLine::SeveralBy(reading, cases)
            }
            _ => DrawLine::Several(self.several(inner.need(Rule::several))),
        };
        Line { kind, cites: self.cites(&mut inner), span }
    }

    fn several(&mut self, piece: Piece<'_>) -> Several {
        let mut inner = Inner::of(piece);
        match inner.any().as_rule() {
            Rule::k_keep_first_of => Several::Keep(self.names(&mut inner)),
            _ => Several::Refer(self.string(&mut inner)),
        }
    }

    fn names(&mut self, inner: &mut Inner<'_>) -> Vec<Name> {
        let mut names = Vec::new();
        while let Some(name) = inner.maybe(Rule::name) {
            names.push(self.name(name));
        }
        names
    }

    /// `round`
    pub fn round(&mut self, mut inner: Inner<'_>) -> ItemKind {
        let head = self.head(&mut inner);
        let lines = inner.map(|line| self.round_line(line)).collect();
        ItemKind::Round(RoundDecl { head, lines })
    }

    fn round_line(&mut self, piece: Piece<'_>) -> Line<RoundLine> {
        let (span, rule) = (self.span(&piece), piece.as_rule());
        let mut inner = Inner::of(piece);
        inner.any(); // its keyword
        let mut cites = Vec::new();
        let kind = match rule {
            Rule::like => RoundLine::Like(self.name(inner.need(Rule::name))),
            Rule::pool => {
                let mut outcomes = Vec::new();
                while let Some(word) = inner.maybe(Rule::pool_of) {
                    outcomes.push(self.outcome_word(Inner::of(word).any().as_rule()));
                }
                let block = inner.maybe(Rule::k_where).map(|_| self.block(inner.need(Rule::block)));
                RoundLine::Pool { outcomes, block }
            }
            Rule::one_list => {
                inner.need(Rule::k_by);
                let by = self.path(inner.need(Rule::path));
                inner.need(Rule::k_ranked);
                RoundLine::OneList(by, self.path(inner.need(Rule::path)))
            }
            Rule::wishes => {
                let mut parts = Vec::new();
                while let Some(Rule::sum | Rule::k_then) = inner.peek() {
                    inner.maybe(Rule::k_then);
                    parts.push(self.sum(inner.need(Rule::sum)));
                }
                RoundLine::Wishes(parts)
            }
            Rule::valid => RoundLine::Valid(self.block(inner.need(Rule::block))),
            Rule::inside => {
                let value = self.sum(inner.need(Rule::sum));
                inner.need(Rule::k_by);
                RoundLine::Inside(value, self.path(inner.need(Rule::path)))
            }
            Rule::fewest => RoundLine::Fewest(self.small(&inner.need(Rule::integer))),
            Rule::most => RoundLine::Most(self.small(&inner.need(Rule::integer))),
            Rule::no_wishes => RoundLine::NoWishes(match inner.any().as_rule() {
                Rule::k_stay => OrRefer::Plain(()),
                _ => OrRefer::Refer(self.string(&mut inner)),
            }),
            Rule::invalid => RoundLine::Invalid(match inner.any().as_rule() {
                Rule::k_struck_out => OrRefer::Plain(true),
                Rule::k_list_refused => OrRefer::Plain(false),
                _ => OrRefer::Refer(self.string(&mut inner)),
            }),
            Rule::seats => {
                let value = self.sum(inner.need(Rule::sum));
                let less_placed = inner.maybe(Rule::k_less_placed).is_some();
                cites = self.cites(&mut inner);
                let mut groups = Vec::new();
                while let Some(group) = inner.maybe(Rule::seat_group) {
                    groups.push(self.seat_group(group));
                }
                RoundLine::Seats { value, less_placed, groups }
            }
            Rule::order => {
                let mut criteria = Vec::new();
                while let Some(Rule::k_first_by | Rule::k_then | Rule::criterion) = inner.peek() {
                    let next = inner.any();
                    if next.as_rule() == Rule::criterion {
                        criteria.push(self.criterion(next));
                    }
                }
                let end = match Inner::of(inner.need(Rule::chain_end)).any().as_rule() {
                    Rule::k_ticket_at_school => ChainEnd::TicketAtSchool,
                    Rule::k_ticket => ChainEnd::Ticket,
                    Rule::k_refer => ChainEnd::Refer,
                    _ => ChainEnd::AdmitAll,
                };
                RoundLine::Order { criteria, end }
            }
            Rule::mechanism => {
                let mechanism = match inner.any().as_rule() {
                    Rule::k_serial => Mechanism::SerialDictatorship,
                    Rule::k_ia_skipping => Mechanism::ImmediateAcceptanceSkipping,
                    Rule::k_ia => Mechanism::ImmediateAcceptance,
                    Rule::k_parallel => Mechanism::Parallel,
                    _ => Mechanism::DeferredAcceptance,
                };
                let mut bands = Vec::new();
                while let Some(band) = inner.maybe(Rule::integer) {
                    bands.extend(self.small::<u32>(&band));
                }
                RoundLine::Mechanism(mechanism, bands)
            }
            Rule::equal_demand => RoundLine::Equal(inner.any().as_rule() == Rule::k_admit_all),
            Rule::linked => {
                let path = self.path(inner.need(Rule::path));
                let tickets = match inner.any().as_rule() {
                    Rule::k_one_ticket => LinkedTickets::One,
                    _ => LinkedTickets::Own,
                };
                let together = (inner.any().as_rule() == Rule::k_together).then(|| {
                    inner.need(Rule::k_last_seat);
                    match inner.any().as_rule() {
                        Rule::k_beyond_seats => (LastSeat::Beyond, None),
                        Rule::k_skip => (LastSeat::Skip, None),
                        Rule::k_split => (LastSeat::Split, None),
                        Rule::k_elder_first => (LastSeat::ElderFirst, Some(self.path(inner.need(Rule::path)))),
                        _ => (LastSeat::Refer, None),
                    }
                });
                RoundLine::Linked { path, tickets, together }
            }
            Rule::unsettled => RoundLine::Unsettled(inner.any().as_rule() == Rule::k_stop),
            Rule::unplaced => RoundLine::Unplaced(match inner.any().as_rule() {
                Rule::k_stay => OrRefer::Plain(None),
                Rule::k_join => OrRefer::Plain(Some(self.name(inner.need(Rule::name)))),
                _ => OrRefer::Refer(self.string(&mut inner)),
            }),
            Rule::leftover => RoundLine::Leftover(match inner.any().as_rule() {
                Rule::k_to_later => Leftover::ToLaterRounds,
                _ => Leftover::StayEmpty,
            }),
            Rule::guarantee => {
                cites = self.cites(&mut inner);
                let (mut tiers, mut otherwise) = (Vec::new(), None);
                for part in inner.by_ref() {
                    let end = part.as_rule() == Rule::guarantee_end;
                    let mut part = Inner::of(part);
                    if end {
                        part.need(Rule::k_otherwise);
                        part.need(Rule::k_refer);
                        otherwise = Some(self.string(&mut part));
                        cites.extend(self.cites(&mut part));
                    } else {
                        let value = self.sum(part.need(Rule::sum));
                        tiers.push((value, self.cites(&mut part)));
                    }
                }
                RoundLine::Guarantee { tiers, otherwise }
            }
            _ => RoundLine::Uses(self.name(inner.need(Rule::name))),
        };
        cites.extend(self.cites(&mut inner));
        Line { kind, cites, span }
    }

    fn seat_group(&mut self, piece: Piece<'_>) -> GroupDecl {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        let name = self.name(inner.need(Rule::name));
        let label = self.label(&mut inner);
        let (mut of, mut amount, mut rounded) = (None, 0, None);
        let take = match inner.any().as_rule() {
            Rule::k_all_seats => Take::All,
            Rule::k_rest => Take::Rest,
            Rule::k_number => {
                amount = self.small(&inner.need(Rule::integer)).unwrap_or(0);
                Take::Count
            }
            share => {
                of = Some(if share == Rule::k_share_of_plan { ShareOf::Plan } else { ShareOf::Left });
                amount = self.small(&inner.need(Rule::integer)).unwrap_or(0);
                inner.need(Rule::percent);
                rounded = Some(if inner.any().as_rule() == Rule::k_rounded_down { Rounded::Down } else { Rounded::Up });
                Take::Share
            }
        };
        let whom = inner.maybe(Rule::k_for).map(|_| self.expr(inner.need(Rule::expr)));
        let counting_earlier = match inner.peek() {
            Some(Rule::k_counting_earlier) => Some(true),
            Some(Rule::k_not_counting) => Some(false),
            _ => None,
        };
        if counting_earlier.is_some() {
            inner.any();
        }
        let unfilled = match inner.peek() {
            Some(Rule::k_unfilled_next) => Some(Unfilled::Next),
            Some(Rule::k_unfilled_stay) => Some(Unfilled::Stay),
            _ => None,
        };
        if unfilled.is_some() {
            inner.any();
        }
        let cites = self.cites(&mut inner);
        GroupDecl { name, label, take, of, amount, rounded, whom, counting_earlier, unfilled, cites, span }
    }

    fn criterion(&mut self, piece: Piece<'_>) -> CriterionDecl {
        let span = self.span(&piece);
        let mut inner = Inner::of(piece);
        let expr = self.expr(inner.need(Rule::expr));
        let first = match inner.peek() {
            Some(Rule::k_lowest_first) => Some((First::Lowest, false)),
            Some(Rule::k_highest_first) => Some((First::Highest, false)),
            Some(Rule::k_earliest_first) => Some((First::Lowest, true)),
            Some(Rule::k_latest_first) => Some((First::Highest, true)),
            _ => None,
        };
        if first.is_some() {
            inner.any();
        }
        CriterionDecl { expr, first, cites: self.cites(&mut inner), span }
    }

    /// A word for an outcome.
    pub fn outcome_word(&self, rule: Rule) -> OutcomeWord {
        match rule {
            Rule::k_eligible => OutcomeWord::Eligible,
            Rule::k_refer => OutcomeWord::Refer,
            Rule::k_late => OutcomeWord::Late,
            Rule::k_ineligible => OutcomeWord::Ineligible,
            _ => OutcomeWord::Undetermined,
        }
    }
}
