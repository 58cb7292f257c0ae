//! The parameters of a draw's rounds, as `rounds.json` has them.

use crate::allocation::model;
use crate::interp::Pins;
use crate::ir::rounds::{Round, Several, Unplaced, Wins};
use crate::ir::{DrawId, Policy, RoundId};

/// The parameters of a draw, or the reading that must be settled first.
pub type Parameters = Result<model::Draw, crate::ir::ReadingId>;

/// The rounds of a draw with their parameters, under the alternatives of readings that are in force.
pub fn parameters(policy: &Policy, draw: DrawId, pins: &Pins) -> Parameters {
    let declared = &policy.draws[draw.index()];
    let name = |id: &RoundId| policy.rounds[id.index()].named.name.clone();
    let wins = match &declared.several {
        None => None,
        Some(Several::Plain(wins)) => Some(wins),
        Some(Several::By(reading, cases)) => {
            let at = pins.0[reading.index()].ok_or(*reading)?;
            cases.get(at)
        }
    };
    let several_wins = wins.map(|wins| match wins {
        Wins::Keep(rounds) => {
            model::SeveralWins::Keep { keep: rounds.iter().map(name).collect(), freed: declared.freed }
        }
        Wins::Refer(_) => model::SeveralWins::Refer(model::ReferWord::Refer),
    });
    Ok(model::Draw {
        format: "ruxue-rounds/1".into(),
        draw: policy.draw_name(draw),
        order: declared.sequence,
        several_wins,
        rounds: declared.rounds.iter().map(|id| round(policy, &policy.rounds[id.index()])).collect(),
    })
}

fn round(policy: &Policy, round: &Round) -> model::Round {
    model::Round {
        name: round.named.name.clone(),
        mechanism: round.mechanism,
        bands: round.bands.clone(),
        criteria: round
            .order
            .iter()
            .map(|c| model::Criterion {
                name: c.name.clone(),
                first: c.first,
                per_wish: c.per_wish || round.one_list.is_some(),
            })
            .collect(),
        end: round.end,
        groups: round
            .groups
            .iter()
            .map(|g| model::SeatGroup {
                name: g.named.name.clone(),
                take: g.take,
                of: g.of,
                amount: g.amount,
                rounded: g.rounded,
                for_all: g.whom.is_none(),
                counting_earlier: g.counting_earlier,
                unfilled: g.unfilled,
            })
            .collect(),
        linked: round.linked.as_ref().map(|(_, linked, _)| *linked),
        less_placed: round.less_placed,
        unplaced: match &round.unplaced {
            Unplaced::Stay => model::Unplaced::Stay,
            Unplaced::Refer(_) => model::Unplaced::Refer,
            Unplaced::Join(target) => model::Unplaced::Join(policy.rounds[target.index()].named.name.clone()),
        },
        leftover: round.leftover,
        guarantee: round.guarantee.is_some(),
    }
}
