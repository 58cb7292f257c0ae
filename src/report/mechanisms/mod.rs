//! The same applicants, wishes, seats and tickets under several mechanisms: who gets which wish, how much justified envy
//! and how many wasted seats there are, and who would fare better or worse than by the policy.
//!
//! Like the page of a year, this is plain data that becomes a page and a screen. Numbers of everybody are shown as they
//! are, and so are averages over several draws; in the lines of groups small counts of one draw are hidden as there.
//!
//! The tickets are to be those of rehearsals. With those of the real draw, what this page shows could tell what the page
//! of the year hides.

#[cfg(test)]
mod tests;

use crate::base::tongue::Tongue;
use crate::report::charts::{Column, Part, Said, Tone, columns, legend, stacked};
use crate::report::grid::{Side, grid};
use crate::report::hide::{Table, hide, small};
use crate::report::html::{Frame, Kind, page};
use crate::report::label::{Label, number, percent};
use crate::report::odds::{left_out, listed};
use crate::report::year::{Envy, Fate, Tally, fate_name, fate_tone, seated, seatless, star, star_means};
use maud::{Markup, html};
use std::fmt::Write as _;

/// Several mechanisms on the same round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// What is admitted to, such as the policy's label.
    pub title: Label,
    /// The year.
    pub year: i64,
    /// The round.
    pub round: Label,
    /// How many take part.
    pub took_part: u64,
    /// How many seats there are.
    pub seats: u64,
    /// How many draws were made; all counts are sums over them.
    pub runs: u64,
    /// The seed of their tickets.
    pub seed: String,
    /// The mechanisms; the first is the policy's own.
    pub tried: Vec<Tried>,
}

/// One mechanism.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tried {
    /// Its name ([`crate::report::year::mechanism_name`]).
    pub label: Label,
    /// How everybody fared.
    pub tally: Tally,
    /// Justified envy.
    pub envy: Envy,
    /// Wasted seats.
    pub waste: u64,
    /// Against the first mechanism; of the first itself nobody looks at it.
    pub change: Change,
    /// The same by what people are: by category, by area.
    pub by: Vec<(Label, Vec<(Label, Change)>)>,
}

/// Who fares better and who fares worse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    /// Have a more wanted seat, or one instead of none.
    pub better: u64,
    /// Have an equally wanted one, or none as before.
    pub same: u64,
    /// Have a less wanted seat, or none any more.
    pub worse: u64,
}

impl Change {
    fn total(self) -> u64 {
        self.better + self.same + self.worse
    }

    fn counts(self) -> [u64; 3] {
        [self.better, self.same, self.worse]
    }
}

/// A line of changes as it is shown.
struct Line<'a> {
    label: &'a Label,
    total: u64,
    cells: [Option<u64>; 3],
}

impl Comparison {
    fn title(&self) -> Label {
        Label::new(
            format!("{}{}年：{}的几种派位方式", self.title.zh, self.year, self.round.zh),
            format!("{} {}: mechanisms for {}", self.title.en, self.year, self.round.en),
        )
    }

    fn made(&self, tongue: Tongue) -> String {
        let (people, seats, runs, seed) = (number(self.took_part), number(self.seats), number(self.runs), &self.seed);
        let once = self.runs == 1;
        let en = if once {
            "the same tickets".into()
        } else {
            format!("the same tickets in each of {runs} draws; averages")
        };
        let zh = if once {
            "派位号相同".into()
        } else {
            format!("共派位 {runs} 次，每次派位号相同；数目为平均数")
        };
        tongue.pick(
            format!("{people} applicants, {seats} seats, the same wishes and {en} (seed {seed}). The first is the policy's own; wishes are taken as they were made, though people might wish otherwise under another mechanism."),
            format!("申请人 {people} 名，学位 {seats} 个，志愿相同，{zh}（种子 {seed}）。第一种为政策所定；志愿按现有填报计，换一种方式时人们的填法可能不同。"),
        )
    }

    /// A sum over all draws as an average.
    fn average(&self, sum: u64) -> String {
        let runs = self.runs.max(1);
        let tenths = (u128::from(sum) * 20 + u128::from(runs)) / (2 * u128::from(runs));
        let whole = number((tenths / 10) as u64);
        if runs == 1 { whole } else { format!("{whole}.{}", tenths % 10) }
    }

    /// The ways of faring that occur under any of them.
    fn fates(&self) -> Vec<Fate> {
        let mut all = Tally::default();
        self.tried.iter().for_each(|tried| all.add(&tried.tally));
        seated(&all).into_iter().chain(seatless(&all)).collect()
    }

    /// The lines of one kind of group, under that of everybody.
    fn lines<'a>(&self, all: &'a (Label, Change), groups: &'a [(Label, Change)]) -> Vec<Line<'a>> {
        let runs = self.runs.max(1);
        let size = |group: &(Label, Change)| group.1.total() / runs;
        let rows: Vec<&(Label, Change)> = listed(groups, size).into_iter().map(|at| &groups[at]).collect();
        // What is not listed is a row that is not shown: whatever it holds, its cells are free to move.
        let mut rest = all.1;
        for (_, row) in &rows {
            rest.better = rest.better.saturating_sub(row.better);
            rest.same = rest.same.saturating_sub(row.same);
            rest.worse = rest.worse.saturating_sub(row.worse);
        }
        let cells: Vec<Vec<Option<u64>>> =
            rows.iter().map(|(_, row)| *row).chain([rest]).map(|row| row.counts().map(Some).to_vec()).collect();
        let table = Table { cells, people: vec![true; 3], rows_known: true };
        let forced: Vec<(usize, usize)> =
            if rest.total() > 0 { (0..3).map(|column| (rows.len(), column)).collect() } else { vec![] };
        let hidden = if runs > 1 { vec![vec![false; 3]; rows.len() + 1] } else { hide(&table, &forced).cells };
        let everybody = Line { label: &all.0, total: all.1.total(), cells: all.1.counts().map(Some) };
        let shown = rows.iter().zip(&hidden).map(|((label, change), hidden)| {
            let mut cells = change.counts().map(Some);
            cells.iter_mut().zip(hidden).filter(|(_, hidden)| **hidden).for_each(|(cell, _)| *cell = None);
            Line { label, total: change.total(), cells }
        });
        std::iter::once(everybody).chain(shown).collect()
    }

    /// For each mechanism but the first and each kind of group: its lines.
    fn changes(&self, mut each: impl FnMut(&Tried, Option<&Label>, Vec<Line>)) {
        for tried in self.tried.iter().skip(1) {
            let all = (Label::new("全部", "all"), tried.change);
            if tried.by.is_empty() {
                each(tried, None, self.lines(&all, &[]));
            }
            for (label, groups) in &tried.by {
                each(tried, Some(label), self.lines(&all, groups));
            }
        }
    }

    fn left_out(&self) -> bool {
        let groups = self.tried.iter().flat_map(|tried| &tried.by).flat_map(|(_, groups)| groups);
        groups.into_iter().any(|(_, change)| small(change.total() / self.runs.max(1)))
    }

    /// The page, which opens in the first tongue and holds both.
    pub fn page(&self, first: Tongue) -> String {
        let title = self.title();
        let fates = self.fates();
        page(&Frame { title: &title, first, kind: Kind::Trial }, |tongue| {
            let mut hides = false;
            self.changes(|_, _, lines| hides |= lines.iter().any(|line| line.cells.contains(&None)));
            html! {
                header { h1 { (title.of(tongue)) } p.lead { (self.made(tongue)) } }
                h2 { (tongue.pick("Which wish is met", "满足了第几志愿")) }
                (self.small_charts(&fates, tongue))
                (self.numbers(&fates, tongue))
                h2 { (tongue.pick("Who would fare better or worse", "谁更好，谁更差")) }
                (self.gains(tongue))
                @if hides { p.note { (star_means(tongue)) } }
                @if self.left_out() { p.note { (left_out(tongue)) } }
                h2 { (tongue.pick("How to read this page", "怎样读这一页")) }
                dl.words {
                    dt { (tongue.pick("justified envy", "合理嫉妒")) }
                    dd { (tongue.pick(
                        "Applicants who would rather have a seat that went to somebody behind them in the order for it.",
                        "更想要的学位给了次序在其之后的人，这样的申请人数。",
                    )) }
                    dt { (tongue.pick("wasted seats", "空置学位")) }
                    dd { (tongue.pick(
                        "Seats left empty at a school that somebody without a seat, or with a less wanted one, had wished for.",
                        "学校有空余学位，而志愿中有该校的人未录取，或去了志愿更靠后的学校。",
                    )) }
                }
            }
        })
    }

    fn small_charts(&self, fates: &[Fate], tongue: Tongue) -> Markup {
        let whole = self.took_part * self.runs.max(1);
        let counts = self.tried.iter().flat_map(|tried| fates.iter().map(|fate| fate.of(&tried.tally)));
        let most = counts.max().unwrap_or(1);
        // Under a column there is room for a wish's number; the legend has the words.
        let short = |fate: &Fate| match fate {
            Fate::Placed { first, last, .. } if first == last => format!("{}", first + 1),
            Fate::Placed { first, last, .. } => format!("{}–{}", first + 1, last + 1),
            Fate::Guarantee => tongue.pick("guar.", "保障").into(),
            Fate::Referred => tongue.pick("ref.", "人工").into(),
            Fate::Unplaced => tongue.pick("none", "未录").into(),
        };
        let entries: Vec<(Tone, String)> =
            fates.iter().enumerate().map(|(at, fate)| (fate_tone(*fate, at), fate_name(*fate, tongue))).collect();
        html! {
            (legend(&entries))
            div.several {
                @for (at, tried) in self.tried.iter().enumerate() {
                    figure {
                        figcaption {
                            (tried.label.of(tongue))
                            @if at == 0 { " " span.area { (tongue.pick("(the policy's)", "（政策所定）")) } }
                        }
                        @let drawn: Vec<Column> = fates.iter().enumerate().map(|(row, fate)| Column {
                            name: short(fate),
                            count: fate.of(&tried.tally),
                            tone: fate_tone(*fate, row),
                        }).collect();
                        (columns(tried.label.of(tongue), &drawn, whole, most, tongue))
                    }
                }
            }
        }
    }

    fn numbers(&self, fates: &[Fate], tongue: Tongue) -> Markup {
        let whole = self.took_part * self.runs.max(1);
        html! {
            div.scroll { table.numbers.tried {
                caption.unseen { (tongue.pick("The mechanisms in numbers", "几种方式的数目")) }
                thead { tr { td {} @for tried in &self.tried { th scope="col" colspan="2" { (tried.label.of(tongue)) } } } }
                tbody {
                    @for fate in fates {
                        tr {
                            th scope="row" { (fate_name(*fate, tongue)) }
                            @for tried in &self.tried {
                                @let count = fate.of(&tried.tally);
                                td { (self.average(count)) } td.share { (percent(count, whole)) }
                            }
                        }
                    }
                }
                tbody {
                    @for (name, figures) in self.figures(tongue) {
                        tr {
                            th scope="row" { (name) }
                            @for figure in figures { td { (figure) } td.share {} }
                        }
                    }
                }
            } }
        }
    }

    /// What is said of each mechanism besides.
    fn figures(&self, tongue: Tongue) -> [(&'static str, Vec<String>); 4] {
        let of = |count: fn(&Tried) -> u64| self.tried.iter().map(|tried| self.average(count(tried))).collect();
        [
            (tongue.pick("justified envy: applicants", "合理嫉妒：人数"), of(|tried| tried.envy.applicants)),
            (tongue.pick("justified envy: pairs", "合理嫉妒：对数"), of(|tried| tried.envy.pairs)),
            (tongue.pick("  of them by more than the ticket", "  其中不只派位号之差"), of(|tried| tried.envy.strict)),
            (tongue.pick("wasted seats", "空置学位"), of(|tried| tried.waste)),
        ]
    }

    fn gains(&self, tongue: Tongue) -> Markup {
        let names = change_names(tongue);
        let tones = [Tone::Wish(1), Tone::Quiet, Tone::Referred];
        let said = if self.runs == 1 { Said::Counts } else { Said::Shares };
        let mut charts: Vec<Markup> = Vec::new();
        self.changes(|tried, by, lines| {
            let by = by
                .map_or(String::new(), |label| tongue.pick(format!(", by {}", label.en), format!("，按{}", label.zh)));
            let title = format!("{}{by}", tried.label.of(tongue));
            charts.push(html! {
                figure {
                    figcaption { (title) }
                    table.numbers.drawn {
                        caption.unseen { (title) }
                        thead { tr {
                            td {}
                            th scope="col" { (tongue.pick("applicants", "人数")) }
                            td {}
                            @for name in names { th scope="col" { (name) } }
                        } }
                        tbody {
                            @for line in &lines {
                                @let seen: u64 = line.cells.iter().flatten().sum();
                                @let mut parts: Vec<Part> = (0..3).filter_map(|at| line.cells[at].map(|count| Part {
                                    name: names[at].into(),
                                    count,
                                    tone: tones[at],
                                })).collect();
                                @let () = if parts.len() < 3 {
                                    parts.push(Part {
                                        name: tongue.pick("not shown", "不公布").into(),
                                        count: line.total - seen,
                                        tone: Tone::Hidden,
                                    });
                                };
                                tr {
                                    th scope="row" { (line.label.of(tongue)) }
                                    td { (number(line.total / self.runs.max(1))) }
                                    td.chart { (stacked(line.label.of(tongue), &parts, line.total, said, tongue)) }
                                    @for cell in line.cells {
                                        td { @match cell {
                                            Some(count) => (self.average(count)),
                                            None => (star(tongue)),
                                        } }
                                    }
                                }
                            }
                        }
                    }
                }
            });
        });
        let entries: Vec<(Tone, String)> = tones.into_iter().zip(names.map(String::from)).collect();
        html! {
            p.lead { (tongue.pick("Each against the policy's own mechanism.", "均与政策所定方式相比。")) }
            (legend(&entries))
            @for chart in charts { (chart) }
        }
    }

    /// The screen.
    pub fn text(&self, tongue: Tongue) -> String {
        let mut out = format!("{}\n{}\n\n", self.title().of(tongue), self.made(tongue));
        let whole = self.took_part * self.runs.max(1);
        let mut rows = vec![vec![String::new()]];
        rows[0].extend(self.tried.iter().flat_map(|tried| [tried.label.of(tongue).to_owned(), String::new()]));
        for fate in self.fates() {
            let mut row = vec![fate_name(fate, tongue)];
            row.extend(self.tried.iter().flat_map(|tried| match fate.of(&tried.tally) {
                0 => ["·".to_owned(), String::new()],
                count => [self.average(count), percent(count, whole)],
            }));
            rows.push(row);
        }
        for (name, figures) in self.figures(tongue) {
            let mut row = vec![name.to_owned()];
            row.extend(figures.into_iter().flat_map(|figure| [figure, String::new()]));
            rows.push(row);
        }
        let sides = |columns: usize| {
            std::iter::once(Side::Left).chain(std::iter::repeat_n(Side::Right, columns)).collect::<Vec<_>>()
        };
        out += &grid(&rows, &sides(rows[0].len()), "  ");
        let heads = std::iter::once(tongue.pick("applicants", "人数")).chain(change_names(tongue)).map(str::to_owned);
        let heads: Vec<String> = heads.collect();
        let mut hides = false;
        self.changes(|tried, by, lines| {
            let against = tried.label.of(tongue);
            let by = by
                .map_or(String::new(), |label| tongue.pick(format!(", by {}", label.en), format!("，按{}", label.zh)));
            let _ = writeln!(
                out,
                "\n{}",
                tongue
                    .pick(format!("{against} against the policy's own{by}"), format!("{against}，与政策所定相比{by}"))
            );
            let mut rows = vec![std::iter::once(String::new()).chain(heads.clone()).collect::<Vec<_>>()];
            for line in lines {
                let mut row = vec![line.label.of(tongue).to_owned(), number(line.total / self.runs.max(1))];
                hides |= line.cells.contains(&None);
                row.extend(line.cells.map(|cell| match cell {
                    Some(0) => "·".to_owned(),
                    Some(count) => self.average(count),
                    None => "*".to_owned(),
                }));
                rows.push(row);
            }
            out += &grid(&rows, &sides(5), "  ");
        });
        if hides {
            let _ = writeln!(out, "\n{}", star_means(tongue));
        }
        if self.left_out() {
            let _ = writeln!(out, "\n{}", left_out(tongue));
        }
        out
    }
}

fn change_names(tongue: Tongue) -> [&'static str; 3] {
    tongue.pick(["better", "the same", "worse"], ["更好", "相同", "更差"])
}
