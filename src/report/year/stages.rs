//! The section of a stage: where its applicants went, how they fared by wish, category and area, who has no seat and
//! why, and which seats are left.

use super::shown::{Broken, Cell, Fate, Row, Shown};
use super::words::{cell, fate, tone};
use super::{Round, Stage};
use crate::base::tongue::Tongue;
use crate::report::charts::river::{Branch, Reach, River};
use crate::report::charts::{Part, Said, Tone, bar, legend, stacked};
use crate::report::label::{Label, number, percent};
use maud::{Markup, html};

/// How many schools with seats left are listed at once.
const SCHOOLS: usize = 12;

/// The section.
pub(super) fn section(stage: &Stage, shown: &Shown, id: &str, tongue: Tongue) -> Markup {
    let fates: Vec<Fate> = shown.placed.iter().map(|(fate, _)| *fate).collect();
    // The stage as a whole, then the rounds in which there was more than a first wish.
    let all = Row {
        label: Label::new("全部", "all"),
        total: stage.tally.placed(),
        cells: shown.placed.iter().map(|(_, count)| Cell::Shown(*count)).collect(),
    };
    let several = stage.rounds().zip(&shown.rounds).filter(|(round, row)| {
        let other = row.cells.iter().skip(1).any(|cell| *cell != Cell::Shown(0));
        row.total > 0 && (round.tally.by_wish.len() > 1 || other)
    });
    let by_wish: Vec<&Row> = if shown.rounds.len() > 1 {
        std::iter::once(&all).chain(several.map(|(_, row)| row)).collect()
    } else {
        vec![&all]
    };
    html! {
        section.stage id=(id) {
            h2 { (stage.label.of(tongue)) }
            (outcomes(shown, tongue))
            (river(stage, id, tongue))
            @if fates.len() > 1 && all.total > 0 {
                (chart(tongue.pick("Placed by wish", "录取者的志愿"), tongue.pick("placed", "录取"), &fates, &by_wish, tongue))
                @if by_wish.len() <= shown.rounds.len() && shown.rounds.len() > 1 {
                    p.note { (tongue.pick("In the other rounds there was one wish only.", "其余各轮只能填报一个志愿。")) }
                }
            }
            @for broken in &shown.breakdowns {
                (breakdown(broken, tongue))
            }
            div.pair {
                (reasons(stage, shown, tongue))
                (seats_left(stage, shown, tongue))
            }
        }
    }
}

fn outcomes(shown: &Shown, tongue: Tongue) -> Markup {
    let total: u64 = shown.outcomes.iter().map(|outcome| outcome.count).sum();
    html! {
        @if total > 0 {
            p.lead {
                (tongue.pick(
                    format!("{} applications were decided:", number(total)),
                    format!("共审核申请 {} 份：", number(total)),
                ))
                @for (at, outcome) in shown.outcomes.iter().enumerate() {
                    (if at > 0 { tongue.pick("; ", "；") } else { tongue.pick(" ", "") })
                    (outcome.label.of(tongue)) " " strong { (number(outcome.count)) }
                }
                (tongue.pick(".", "。"))
            }
        }
    }
}

/// The year of the stage as a river.
fn river(stage: &Stage, id: &str, tongue: Tongue) -> Markup {
    let total = stage.tally.total();
    let many = |rounds: usize| tongue.pick(format!("{rounds} rounds"), format!("{rounds} 轮"));
    let mut reaches: Vec<Reach> = stage
        .draws
        .iter()
        .map(|draw| Reach {
            name: draw.label.of(tongue).to_owned(),
            note: match (draw.held, draw.rounds.len()) {
                (Some(day), 1) => super::words::day(day, tongue),
                (Some(day), rounds) => format!("{} · {}", super::words::day(day, tongue), many(rounds)),
                (None, 1) => String::new(),
                (None, rounds) => many(rounds),
            },
            branches: draw.rounds.iter().map(|round| branch(round, tongue)).collect(),
        })
        .collect();
    let ends = [
        (stage.tally.referred, Tone::Referred, tongue.pick("A person decides", "转人工")),
        (stage.tally.unplaced, Tone::Unplaced, tongue.pick("No seat", "未录取")),
    ];
    let ends: Vec<Branch> = ends
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, tone, name)| Branch {
            count,
            tone,
            name: format!("{name} {}", number(count)),
            notes: vec![tongue.pick(
                format!("{} of all", percent(count, total)),
                format!("占全部参加者的 {}", percent(count, total)),
            )],
        })
        .collect();
    if !ends.is_empty() {
        reaches.push(Reach { name: tongue.pick("At the end", "最后").into(), note: String::new(), branches: ends });
    }
    let said = |branch: &Branch| format!("{}: {}", branch.name, branch.notes.join(" "));
    let drawn = River {
        title: tongue.pick("Who went where", "去向").into(),
        description: tongue.join(reaches.iter().flat_map(|reach| reach.branches.iter().map(said))),
        id: format!("{id}-river"),
        whole: total,
        entry: tongue.pick(format!("{} took part", number(total)), format!("参加派位 {} 人", number(total))),
        reaches,
    };
    html! {
        @if total > 0 {
            figure.flow {
                figcaption { (tongue.pick("Who went where", "去向")) }
                div.scroll { (drawn.draw()) }
            }
        }
    }
}

fn branch(round: &Round, tongue: Tongue) -> Branch {
    let placed = round.tally.placed();
    let mut notes = vec![tongue.pick(
        format!("{} took part for {} seats, {} left", number(round.took_part), number(round.seats), number(round.left)),
        format!("参加 {} 人，学位 {} 个，剩余 {} 个", number(round.took_part), number(round.seats), number(round.left)),
    )];
    if let Some(joins) = &round.joins
        && round.tally.unplaced > 0
    {
        let (count, joins) = (number(round.tally.unplaced), joins.of(tongue));
        notes.push(
            tongue.pick(format!("{count} not placed went on to {joins}"), format!("未录取的 {count} 人转入{joins}")),
        );
    }
    Branch {
        count: placed,
        tone: Tone::Wish(1),
        name: tongue.pick(
            format!("{}: {} placed", round.label.en, number(placed)),
            format!("{}：录取 {}", round.label.zh, number(placed)),
        ),
        notes,
    }
}

/// The parts of a row; what is hidden is one part of what is left of the total.
pub(super) fn parts(fates: &[Fate], row: &Row, tongue: Tongue) -> Vec<Part> {
    let named = |at: usize, count: u64| Part { name: fate(fates[at], tongue), count, tone: tone(fates[at], at) };
    let seen = row.cells.iter().filter_map(|cell| cell.count()).sum::<u64>();
    let mut parts: Vec<Part> =
        row.cells.iter().enumerate().filter_map(|(at, cell)| cell.count().map(|count| named(at, count))).collect();
    let hidden: Vec<String> =
        (0..fates.len()).filter(|at| row.cells[*at] == Cell::Hidden).map(|at| fate(fates[at], tongue)).collect();
    if !hidden.is_empty() {
        let names = tongue.join(&hidden);
        let name = tongue.pick(format!("not shown: {names}"), format!("不公布：{names}"));
        // It stands where the first of them would.
        let place = row.cells.iter().position(|cell| *cell == Cell::Hidden).unwrap_or(0);
        parts.insert(place, Part { name, count: row.total.saturating_sub(seen), tone: Tone::Hidden });
    }
    parts
}

/// A chart of stacked bars, each as long as the others, with its numbers behind it.
fn chart(title: &str, counted: &str, fates: &[Fate], rows: &[&Row], tongue: Tongue) -> Markup {
    let occurs = |at: usize| rows.iter().any(|row| row.cells[at].count() != Some(0));
    let columns: Vec<usize> = (0..fates.len()).filter(|at| occurs(*at)).collect();
    let mut entries: Vec<(Tone, String)> =
        columns.iter().map(|at| (tone(fates[*at], *at), fate(fates[*at], tongue))).collect();
    if rows.iter().any(|row| row.cells.contains(&Cell::Hidden)) {
        entries.push((Tone::Hidden, tongue.pick("not shown (*)", "不公布（*）").into()));
    }
    html! {
        figure {
            figcaption { (title) }
            (legend(&entries))
            table.bars {
                caption.unseen { (title) }
                thead.unseen { tr {
                    td {}
                    th scope="col" { (counted) }
                    th scope="col" { (tongue.pick("of them", "其中")) }
                } }
                tbody {
                    @for row in rows {
                        tr {
                            th scope="row" { (row.label.of(tongue)) }
                            td.count { (number(row.total)) }
                            td.drawn { (stacked(row.label.of(tongue), &parts(fates, row, tongue), row.total, Said::Counts, tongue)) }
                        }
                    }
                }
            }
            details {
                summary { (tongue.pick("in numbers", "列出数目")) }
                div.scroll { table.numbers {
                    caption.unseen { (title) }
                    thead { tr {
                        td {}
                        th scope="col" { (counted) }
                        @for at in &columns { th scope="col" { (fate(fates[*at], tongue)) } }
                    } }
                    tbody {
                        @for row in rows {
                            tr {
                                th scope="row" { (row.label.of(tongue)) }
                                td { (number(row.total)) }
                                @for at in &columns { td { (cell(row.cells[*at], tongue)) } }
                            }
                        }
                    }
                } }
            }
        }
    }
}

fn breakdown(broken: &Broken, tongue: Tongue) -> Markup {
    let label = &broken.label;
    let title = tongue.pick(format!("By {}", label.en), format!("按{}", label.zh));
    let rows: Vec<&Row> = broken.rows.iter().collect();
    chart(&title, tongue.pick("took part", "参加"), &broken.fates, &rows, tongue)
}

fn reasons(stage: &Stage, shown: &Shown, tongue: Tongue) -> Markup {
    let unplaced = stage.tally.unplaced;
    html! {
        div {
            h3 { (tongue.pick("Without a seat, and why", "未录取及原因")) }
            @if unplaced == 0 {
                p { (tongue.pick("Nobody is without a seat.", "没有未录取的申请人。")) }
            } @else if shown.reasons.is_empty() {
                p { (tongue.pick(format!("{} applicants.", number(unplaced)), format!("{} 人。", number(unplaced)))) }
            } @else {
                table.numbers {
                    caption.unseen { (tongue.pick("Without a seat, and why", "未录取及原因")) }
                    thead { tr {
                        th scope="col" { (tongue.pick("why", "原因")) }
                        th scope="col" { (tongue.pick("applicants", "人数")) }
                    } }
                    tbody {
                        @for reason in &shown.reasons {
                            tr { th scope="row" { (reason.label.of(tongue)) } td { (number(reason.count)) } }
                        }
                    }
                    @if shown.reasons.len() > 1 {
                        tfoot { tr { th scope="row" { (tongue.pick("all", "合计")) } td { (number(unplaced)) } } }
                    }
                }
            }
        }
    }
}

fn seats_left(stage: &Stage, shown: &Shown, tongue: Tongue) -> Markup {
    let mut listed: Vec<(usize, u64)> =
        shown.left.iter().enumerate().filter_map(|(at, left)| left.count().map(|left| (at, left))).collect();
    let full = listed.iter().filter(|(_, left)| *left == 0).count();
    let hidden = shown.left.len() - listed.len();
    listed.retain(|(_, left)| *left > 0);
    // As many left as elsewhere: in the order of the schools.
    listed.sort_by_key(|(at, left)| (std::cmp::Reverse(*left), *at));
    let most = listed.first().map_or(1, |(_, left)| *left);
    let rows = |of: &[(usize, u64)]| {
        html! {
            table.bars.left {
                caption.unseen { (tongue.pick("Seats left", "剩余学位")) }
                thead.unseen { tr {
                    th scope="col" { (tongue.pick("school", "学校")) }
                    th scope="col" { (tongue.pick("seats left", "剩余学位")) }
                    td {}
                } }
                tbody {
                    @for (at, left) in of {
                        @let school = &stage.schools[*at];
                        @let said = tongue.pick(
                            format!("{} of {} seats left", number(*left), number(school.plan)),
                            format!("{} 个学位剩余 {} 个", number(school.plan), number(*left)),
                        );
                        tr {
                            th scope="row" {
                                (school.label.of(tongue))
                                @if let Some(area) = &school.area { " " span.area { (area.of(tongue)) } }
                            }
                            td.count { (number(*left)) span.of { " / " (number(school.plan)) } }
                            td.drawn { (bar(&said, *left, most, Tone::Seats)) }
                        }
                    }
                }
            }
        }
    };
    let (first, rest) = listed.split_at(listed.len().min(SCHOOLS));
    // One more line costs no more than the fold would.
    let (first, rest) = if rest.len() < 3 { (&listed[..], &[][..]) } else { (first, rest) };
    html! {
        div {
            h3 { (tongue.pick("Seats left", "剩余学位")) }
            p.lead {
                (tongue.pick(
                    format!("{} of {} schools are full.", full, stage.schools.len()),
                    format!("{} 所学校中 {full} 所已满。", stage.schools.len()),
                ))
                @if hidden > 0 {
                    (tongue.pick(
                        format!(" Of {hidden} it is not shown, as it would tell small numbers."),
                        format!("另有 {hidden} 所因会透露少数人的去向而不公布。"),
                    ))
                }
            }
            @if !first.is_empty() { (rows(first)) }
            @if !rest.is_empty() {
                details {
                    summary { (tongue.pick(format!("{} more schools", rest.len()), format!("另外 {} 所学校", rest.len()))) }
                    (rows(rest))
                }
            }
        }
    }
}
