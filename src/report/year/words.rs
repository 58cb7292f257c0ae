//! The words of the page and of the screen, in both tongues.

use super::shown::{Cell, Fate};
use crate::allocation::model::Mechanism;
use crate::base::date::Date;
use crate::base::tongue::Tongue;
use crate::report::charts::Tone;
use crate::report::label::{Label, number};
use maud::{Markup, html};

/// A mechanism by name, with its bands if it has any: `parallel wishes (1, 3)`.
pub fn mechanism_name(mechanism: Mechanism, bands: &[u32]) -> Label {
    match mechanism {
        Mechanism::SerialDictatorship => Label::new("按次序逐人选校", "one after another in order"),
        Mechanism::ImmediateAcceptance => Label::new("志愿优先", "immediate acceptance"),
        Mechanism::ImmediateAcceptanceSkipping => {
            Label::new("志愿优先（跳过已满学校）", "immediate acceptance, skipping full schools")
        }
        Mechanism::DeferredAcceptance => Label::new("延迟录取", "deferred acceptance"),
        Mechanism::Parallel if bands.is_empty() => Label::new("平行志愿", "parallel wishes"),
        Mechanism::Parallel => {
            let each: Vec<String> = bands.iter().map(u32::to_string).collect();
            Label::new(format!("平行志愿（{}）", each.join("、")), format!("parallel wishes ({})", each.join(", ")))
        }
    }
}

/// How a mechanism places, in a sentence.
pub(super) fn mechanism_how(mechanism: Mechanism) -> Label {
    match mechanism {
        Mechanism::SerialDictatorship => Label::new(
            "按次序一个接一个，每人得到志愿中第一所尚有学位的学校。",
            "In order, one after another, each gets the first of their wishes that has a seat left.",
        ),
        Mechanism::ImmediateAcceptance => Label::new(
            "先看所有人的第一志愿，录取即定；再看未录取者的第二志愿，依此类推。志愿填了已满的学校，这一次就错过了。",
            "All first wishes come first, and who is taken is placed for good; then the second wishes of the others, and so on. A wish spent on a full school is lost.",
        ),
        Mechanism::ImmediateAcceptanceSkipping => Label::new(
            "与志愿优先相同，但已满的学校直接跳过，不占一次机会。",
            "As immediate acceptance, but full schools are passed over and cost no turn.",
        ),
        Mechanism::DeferredAcceptance => Label::new(
            "每人先报第一志愿，学校按次序暂时留下能容纳的人；未留下的改报下一志愿，与已留下的一起重新比较，直到无人再报，才全部确定。填报真实志愿不会吃亏。",
            "Each applies to the first wish and schools hold whom they can seat, in order; the others apply to their next wish and are compared with those held, until nobody applies. Only then is it final. Nobody loses by stating their true wishes.",
        ),
        Mechanism::Parallel => Label::new(
            "志愿分成几段，同一段内的志愿按次序平行比较，段末确定；未录取者进入下一段。",
            "Wishes come in bands: within a band they are compared side by side, in order; at its end it is final, and those not placed go on to the next band.",
        ),
    }
}

/// `1st`, `2nd`.
fn ordinal(at: usize) -> String {
    let ending = match (at % 10, at % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{at}{ending}")
}

/// How people fared, in words.
pub(crate) fn fate(fate: Fate, tongue: Tongue) -> String {
    match fate {
        Fate::Placed { first, last, guarantee } => {
            let (from, to) = (first + 1, last + 1);
            let wishes = if from == to {
                tongue.pick(format!("{} wish", ordinal(from)), format!("第{from}志愿"))
            } else {
                tongue.pick(format!("{} to {} wish", ordinal(from), ordinal(to)), format!("第{from}至{to}志愿"))
            };
            if guarantee {
                tongue.pick(format!("{wishes} or guarantee"), format!("{wishes}或保障入学"))
            } else {
                wishes
            }
        }
        Fate::Guarantee => tongue.pick("guarantee", "保障入学").into(),
        Fate::Referred => tongue.pick("a person decides", "转人工").into(),
        Fate::Unplaced => tongue.pick("no seat", "未录取").into(),
    }
}

/// What colour stands for it; `at` is the column.
pub(crate) fn tone(fate: Fate, at: usize) -> Tone {
    match fate {
        Fate::Placed { .. } => Tone::Wish(at),
        Fate::Guarantee => Tone::Guarantee,
        Fate::Referred => Tone::Referred,
        Fate::Unplaced => Tone::Unplaced,
    }
}

/// A day.
pub(super) fn day(date: Date, tongue: Tongue) -> String {
    tongue.pick(date.to_string(), date.zh())
}

/// A cell as a screen has it.
pub(super) fn plain(cell: Cell) -> String {
    match cell {
        Cell::Shown(0) => "·".into(),
        Cell::Shown(count) => number(count),
        Cell::Hidden => "*".into(),
    }
}

/// A number of a table.
pub(super) fn figure(count: u64) -> Markup {
    html! { @if count == 0 { span.zero { "0" } } @else { (number(count)) } }
}

/// A cell of a table.
pub(super) fn cell(cell: Cell, tongue: Tongue) -> Markup {
    match cell {
        Cell::Shown(count) => figure(count),
        Cell::Hidden => star(tongue),
    }
}

/// What stands for a hidden number.
pub(crate) fn star(tongue: Tongue) -> Markup {
    html! { abbr.star title=(tongue.pick("not shown", "不公布")) { "*" } }
}

/// What the star means.
pub(crate) fn star_means(tongue: Tongue) -> &'static str {
    tongue.pick(
        "* is 1 to 4 people, or a number hidden so that such a one cannot be worked out. Totals of a whole stage, draw or round are given as they are.",
        "* 表示 1 至 4 人，或为使这样的数目无法推算而一并隐去的数目；整个学段、批次、轮次的总数照实公布。",
    )
}

/// A number that has no total beside it: small ones only as such.
pub(super) fn few(count: u64, tongue: Tongue) -> String {
    if crate::report::hide::small(count) { tongue.pick("fewer than 5", "少于 5").into() } else { number(count) }
}
