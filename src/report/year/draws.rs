//! The draws one by one: what each round did, where the list of each school ended, and how to check it.

use super::shown::{Cell, Fate, Limit, Shown};
use super::stages::parts;
use super::words::{cell, day, few, mechanism_name};
use super::{Draw, Round, Stage, Year};
use crate::base::tongue::Tongue;
use crate::report::charts::{Part, Said, Tone, stacked};
use crate::report::label::{Label, number, percent};
use maud::{Markup, html};

/// How many lines a table of cut-offs has before it is folded.
const LINES: usize = 14;

/// The draws of a stage.
pub(super) fn section(stage: &Stage, shown: &Shown, name_stage: bool, tongue: Tongue) -> Markup {
    let mut at = 0;
    html! {
        @for draw in &stage.draws {
            div.draw {
                h3 {
                    @if name_stage { (stage.label.of(tongue)) " · " }
                    (draw.label.of(tongue))
                    @if let Some(held) = draw.held { " " span.when { (day(held, tongue)) } }
                }
                @for round in &draw.rounds {
                    (self::round(stage, shown, round, at, draw.rounds.len() > 1, tongue))
                    @let () = at += 1;
                }
                (certificate(draw, tongue))
            }
        }
    }
}

fn round(stage: &Stage, shown: &Shown, round: &Round, at: usize, named: bool, tongue: Tongue) -> Markup {
    let fates: Vec<Fate> = shown.placed.iter().map(|(fate, _)| *fate).collect();
    let row = &shown.rounds[at];
    let mut drawn: Vec<Part> = parts(&fates, row, tongue);
    drawn.push(Part {
        name: tongue.pick("seat kept in another round", "保留另一轮的学位").into(),
        count: round.elsewhere,
        tone: Tone::Elsewhere,
    });
    let mut end = |name: &str, count: u64, tone: Tone| drawn.push(Part { name: name.into(), count, tone });
    end(tongue.pick("a person decides", "转人工"), round.tally.referred, Tone::Referred);
    // Most of them have a seat by a later round: nothing to alarm anybody.
    end(tongue.pick("not placed here", "本轮未录取"), round.tally.unplaced, Tone::Quiet);
    let limits = &shown.limits[at];
    // Where the guarantee is counted together with late wishes there is no number of its own.
    let guaranteed = fates.iter().position(|fate| *fate == Fate::Guarantee).map(|column| row.cells[column]);
    html! {
        div.round {
            @if named { h4 { (round.label.of(tongue)) } }
            p.meta {
                @let rules = rules(round, tongue);
                @for (at, rule) in rules.iter().enumerate() {
                    @if at > 0 { span.dot { "·" } }
                    span { (rule) }
                }
            }
            (stacked(round.label.of(tongue), &drawn, round.took_part, Said::Counts, tongue))
            p.figures { (figures(round, guaranteed, tongue)) }
            @if !round.cutoffs.is_empty() {
                @if round.cutoffs.len() > LINES {
                    details {
                        summary { (tongue.pick(
                            format!("where each list ended ({} lines)", round.cutoffs.len()),
                            format!("各校录取截止（{} 行）", round.cutoffs.len()),
                        )) }
                        (cutoffs(stage, round, limits, tongue))
                    }
                } @else {
                    (cutoffs(stage, round, limits, tongue))
                }
            }
        }
    }
}

/// What the round rests on and how it placed.
fn rules(round: &Round, tongue: Tongue) -> Vec<String> {
    let mut rules = Vec::new();
    if !round.articles.is_empty() {
        rules.push(tongue.join(&round.articles));
    }
    if let Some(mechanism) = round.mechanism {
        rules.push(mechanism_name(mechanism, &round.bands).of(tongue).to_owned());
    }
    let order = round.order.of(tongue);
    if !order.is_empty() {
        rules.push(tongue.pick(format!("order: {order}"), format!("次序：{order}")));
    }
    rules
}

/// The round in numbers.
fn figures(round: &Round, guaranteed: Option<Cell>, tongue: Tongue) -> Markup {
    let placed = round.tally.placed();
    let mut said: Vec<(String, Markup)> = Vec::new();
    let mut say = |name: &str, value: Markup| said.push((name.to_owned(), value));
    say(tongue.pick("seats", "学位"), html! { (number(round.seats)) });
    say(tongue.pick("took part", "参加"), html! { (number(round.took_part)) });
    say(
        tongue.pick("placed", "录取"),
        html! {
            (number(placed)) @if round.took_part > 0 { " (" (percent(placed, round.took_part)) ")" }
        },
    );
    if let Some(guaranteed) = guaranteed.filter(|cell| *cell != Cell::Shown(0)) {
        say(tongue.pick("of them by the guarantee", "其中保障入学"), cell(guaranteed, tongue));
    }
    if round.elsewhere > 0 {
        say(tongue.pick("kept a seat of another round", "保留另一轮学位"), html! { (number(round.elsewhere)) });
    }
    if round.tally.referred > 0 {
        say(tongue.pick("referred", "转人工"), html! { (number(round.tally.referred)) });
    }
    say(tongue.pick("not placed", "未录取"), html! { (number(round.tally.unplaced)) });
    say(tongue.pick("seats left", "剩余学位"), html! { (number(round.left)) });
    if let Some(envy) = round.envy {
        let strict = if envy.pairs > 0 && envy.strict == 0 {
            tongue.pick(" (by the ticket alone)", "（仅派位号之差）")
        } else {
            ""
        };
        say(tongue.pick("justified envy", "合理嫉妒"), html! { (few(envy.applicants, tongue)) (strict) });
    }
    if let Some(waste) = round.waste {
        say(tongue.pick("wasted seats", "空置学位"), html! { (number(waste)) });
    }
    html! {
        @for (name, value) in &said { span { (name) " " strong { (value) } } " " }
    }
}

fn cutoffs(stage: &Stage, round: &Round, limits: &[Limit], tongue: Tongue) -> Markup {
    let groups = round.cutoffs.iter().any(|cutoff| cutoff.group.is_some());
    let heads = tongue.pick(["seats", "applied", "admitted", "left"], ["学位", "报名", "录取", "剩余"]);
    // The schools of an area stand together, in the order in which the areas come first.
    let school = |at: usize| stage.schools.get(round.cutoffs[at].school);
    let mut areas: Vec<(Option<&Label>, Vec<usize>)> = Vec::new();
    for at in 0..round.cutoffs.len() {
        let area = school(at).and_then(|school| school.area.as_ref());
        match areas.iter_mut().find(|(other, _)| *other == area) {
            Some((_, lines)) => lines.push(at),
            None => areas.push((area, vec![at])),
        }
    }
    areas.sort_by_key(|(area, _)| stage.schools.iter().position(|school| school.area.as_ref() == *area));
    // A heading for each area is worth its line only above several schools.
    let headed = round.cutoffs.len() >= 3 * areas.len();
    let columns = 6 + usize::from(groups);
    let title =
        tongue.pick(format!("{}: where each list ended", round.label.en), format!("{}：各校录取截止", round.label.zh));
    html! {
        div.scroll { table.numbers.cutoffs {
            caption.unseen { (title) }
            thead { tr {
                th scope="col" { (tongue.pick("school", "学校")) }
                @if groups { th scope="col" { (tongue.pick("seats for", "学位类别")) } }
                @for head in heads { th scope="col" { (head) } }
                th scope="col" { (tongue.pick("cut-off", "录取截止")) }
            } }
            @for (area, lines) in areas {
                tbody {
                    @if let (Some(area), true) = (area, headed) {
                        tr.group { th scope="rowgroup" colspan=(columns) { (area.of(tongue)) } }
                    }
                    @for at in lines {
                        @let (cutoff, limit) = (&round.cutoffs[at], &limits[at]);
                        tr {
                            th scope="row" {
                                @if let Some(school) = school(at) {
                                    (school.label.of(tongue)) " " span.code { (school.code) }
                                    @if let (Some(area), false) = (area, headed) { " " span.area { (area.of(tongue)) } }
                                }
                            }
                            @if groups { td.word { @if let Some(group) = &cutoff.group { (group.of(tongue)) } } }
                            @for number in [limit.seats, limit.applied, limit.admitted, limit.left] {
                                td { (cell(number, tongue)) }
                            }
                            td.word { @if let Some(last) = &cutoff.last { (last.of(tongue)) } }
                        }
                    }
                }
            }
        } }
    }
}

/// A digest in groups of eight, which are copied as one.
pub(super) fn digest(text: &str) -> Markup {
    let letters: Vec<char> = text.chars().collect();
    html! {
        code.digest { @for group in letters.chunks(8) { span { (group.iter().collect::<String>()) } } }
    }
}

fn certificate(draw: &Draw, tongue: Tongue) -> Markup {
    let mut rows: Vec<(&str, Markup)> = Vec::new();
    rows.push((tongue.pick("draw", "批次全名"), html! { code { (draw.name) } }));
    if draw.attempt > 1 {
        rows.push((
            tongue.pick("attempt", "第几次"),
            html! {
                (draw.attempt)
                @for void in &draw.voids { (tongue.pick("; before it: ", "；此前作废：")) (void.of(tongue)) }
            },
        ));
    }
    if !draw.parties.is_empty() {
        let parties = tongue.join(draw.parties.iter().map(|party| party.of(tongue)));
        rows.push((tongue.pick("shares of", "各方随机数"), html! { (parties) }));
    }
    if let Some(balls) = &draw.balls {
        rows.push((tongue.pick("balls", "摇号球"), html! { code { (balls) } }));
    }
    if let Some(frozen) = &draw.frozen {
        rows.push((tongue.pick("frozen", "封存摘要"), digest(frozen)));
    }
    if let Some(certificate) = &draw.certificate {
        rows.push((tongue.pick("certificate", "证书摘要"), digest(certificate)));
    }
    if let Some(command) = &draw.verify {
        rows.push((tongue.pick("check", "核对命令"), html! { code { (command) } }));
    }
    html! {
        dl.certificate { @for (name, value) in rows { div { dt { (name) } dd { (value) } } } }
    }
}

/// How to check the draws.
pub(super) fn check(year: &Year, id: &str, tongue: Tongue) -> Markup {
    let rehearsal = year.rehearsal.is_some();
    html! {
        section id=(id) {
            h2 { (tongue.pick("How to check it", "如何核对")) }
            @if rehearsal {
                p { (tongue.pick(
                    "A rehearsal can be made again with the same seed: the same placements come out, and the same digests. It has no balls and no shares, and can never give the numbers of the real draw.",
                    "演练用同一种子可以重做，得到同样的录取结果和摘要。演练没有摇号球和各方随机数，绝不可能得到正式派位的派位号。",
                )) }
            } @else {
                ol {
                    li { (tongue.pick(
                        "Compare the certificate digest of a draw above with the one on the signed page, all 64 digits.",
                        "将上面每次派位的证书摘要与签字页上的逐位核对，共 64 位。",
                    )) }
                    li { (tongue.pick(
                        "Take the public folder of the draw and run its command. Everything is made again from the frozen files: tickets, placements, cut-offs, certificate. A changed, missing or added file is named.",
                        "取得该次派位的公开文件夹，运行其核对命令：派位号、录取结果、录取截止和证书都会从封存的文件重新算出；任何改动、缺失或多出的文件都会被指出。",
                    )) }
                    li { (tongue.pick(
                        "The way of reckoning is published with the program, down to each digest, so that anybody can write a program of their own, in any language, and must come to the same result.",
                        "算法随程序公开，细到每一个摘要，任何人都可以用任何语言自编程序，得到的结果必须相同。",
                    )) }
                }
            }
        }
    }
}
