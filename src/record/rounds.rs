//! What a draw's rounds must be for a run to mean anything: names that columns can carry, and parameters that fit each
//! other. What an allocation does with them is not decided here.

use super::fault::{Fault, quoted};
use super::names::{RESERVED, is_draw, is_name};
use crate::allocation::model::{
    ChainEnd, Draw, Freed, Mechanism, Round, SeatGroup, Sequence, SeveralWins, Take, Unplaced,
};

/// The file that holds the rounds.
pub const FILE: &str = "rounds.json";
/// Its format.
pub const FORMAT: &str = "ruxue-rounds/1";

/// What is wrong with the rounds of a draw.
pub fn check(draw: &Draw) -> Vec<Fault> {
    let mut faults = Vec::new();
    if draw.format != FORMAT {
        faults.push(plain("format", &draw.format, "is not `ruxue-rounds/1`", "不是 `ruxue-rounds/1`"));
    }
    if !is_draw(&draw.draw) {
        faults.push(plain("draw", &draw.draw, "is not of the form `YEAR/STAGE/DRAW`", "应写作“年份/学段/派位”"));
    }
    if draw.rounds.is_empty() {
        faults.push(Fault::new(FILE, "the draw has no round", "派位没有轮次").column("rounds"));
    }
    for (at, round) in draw.rounds.iter().enumerate() {
        if draw.rounds[..at].iter().any(|earlier| earlier.name == round.name) {
            faults.push(plain("rounds", &round.name, "names two rounds", "是两个轮次的名称"));
        }
        check_round(draw, at, round, &mut faults);
    }
    match (&draw.several_wins, draw.order) {
        (Some(_), Sequence::InTurn) => faults.push(
            Fault::new(
                FILE,
                "rounds held in turn know no several wins; set it to null",
                "依次进行的轮次没有“多处录取”；应为 null",
            )
            .column("several_wins"),
        ),
        (Some(SeveralWins::Keep { keep, freed: Freed::Next | Freed::Empty }), _) => {
            for (at, name) in keep.iter().enumerate() {
                if !draw.rounds.iter().any(|round| round.name == *name) || keep[..at].contains(name) {
                    let (en, zh) = ("is no round of the draw, or stands twice", "不是本次派位的轮次，或重复");
                    faults.push(plain("several_wins.keep", name, en, zh));
                }
            }
        }
        _ => {}
    }
    faults
}

fn plain(key: &str, value: &str, en: &str, zh: &str) -> Fault {
    let value = quoted(value);
    Fault::new(FILE, format!("{value} {en}"), format!("{value} {zh}")).column(key)
}

fn check_round(draw: &Draw, at: usize, round: &Round, faults: &mut Vec<Fault>) {
    let name = &round.name;
    let mut fault = |key: &str, en: String, zh: String| {
        faults.push(Fault::new(FILE, en, zh).row(name).column(key));
    };
    let bad_name = |word: &str| {
        let word = quoted(word);
        (
            format!("{word} cannot be a name: 1 to 64 characters, of ASCII only letters, digits, `_` and `-`"),
            format!("{word} 不能用作名称：1 至 64 字，ASCII 字符只限字母、数字、`_` 和 `-`"),
        )
    };
    let twice = |word: &str| (format!("{} stands twice", quoted(word)), format!("{} 重复", quoted(word)));
    if !is_name(name) {
        let (en, zh) = bad_name(name);
        fault("name", en, zh);
    }
    if (round.mechanism != Mechanism::Parallel && !round.bands.is_empty()) || round.bands.contains(&0) {
        fault(
            "bands",
            "bands are for `parallel` alone, and each has at least one wish".into(),
            "`bands` 只用于 `parallel`，每段至少一个志愿".into(),
        );
    }
    for (number, criterion) in round.criteria.iter().enumerate() {
        if !is_name(&criterion.name) || RESERVED.contains(&criterion.name.as_str()) {
            let (en, zh) = bad_name(&criterion.name);
            fault(
                "criteria",
                format!("{en}, and not the name of another column"),
                format!("{zh}，且不得是其他列的名称"),
            );
        }
        if round.criteria[..number].iter().any(|earlier| earlier.name == criterion.name) {
            let (en, zh) = twice(&criterion.name);
            fault("criteria", en, zh);
        }
    }
    if round.mechanism == Mechanism::SerialDictatorship
        && (!round.groups.is_empty()
            || round.end == ChainEnd::TicketAtSchool
            || round.criteria.iter().any(|criterion| criterion.per_wish))
    {
        fault(
            "mechanism",
            "serial dictatorship has no seat groups, no criterion for each wish and no ticket at each school".into(),
            "`serial dictatorship` 没有名额组、逐志愿的排序依据和逐校派位号".into(),
        );
    }
    if round.groups.len() > 64 {
        fault("groups", "a round has at most 64 seat groups".into(), "每轮至多 64 个名额组".into());
    }
    for (number, group) in round.groups.iter().enumerate() {
        if !is_name(&group.name) {
            let (en, zh) = bad_name(&group.name);
            fault("groups", en, zh);
        }
        if round.groups[..number].iter().any(|earlier| earlier.name == group.name) {
            let (en, zh) = twice(&group.name);
            fault("groups", en, zh);
        }
        if !amounts_fit(group) {
            let word = quoted(&group.name);
            fault(
                "groups",
                format!(
                    "{word}: `of` and `rounded` go with `share` and are null elsewhere; `amount` goes with `count` and `share` (at most 100) and is 0 elsewhere"
                ),
                format!(
                    "{word}：`of` 和 `rounded` 只用于 `share`，其余为 null；`amount` 用于 `count` 和 `share`（不超过 100），其余为 0"
                ),
            );
        }
    }
    if let Unplaced::Join(other) = &round.unplaced
        && !draw.rounds[at + 1..].iter().any(|later| later.name == *other)
    {
        let other = quoted(other);
        fault(
            "unplaced",
            format!("{other} is no later round of the draw"),
            format!("{other} 不是本次派位中靠后的轮次"),
        );
    }
}

fn amounts_fit(group: &SeatGroup) -> bool {
    match group.take {
        Take::Share => group.of.is_some() && group.rounded.is_some() && group.amount <= 100,
        Take::Count => group.of.is_none() && group.rounded.is_none(),
        Take::All | Take::Rest => group.of.is_none() && group.rounded.is_none() && group.amount == 0,
    }
}
