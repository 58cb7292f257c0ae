//! What chances a draw gives: how often each group of applicants gets which wish, over many draws with other tickets.
//!
//! Like the page of a year, this is plain data that becomes a page and a screen. The numbers are of draws that were never
//! held, so that none of them is a fact about anybody; groups of 1 to 4 are left out all the same, since their odds would
//! say what those few wished for. Their applicants are in the line of everybody.

#[cfg(test)]
mod tests;

use crate::base::tongue::Tongue;
use crate::report::charts::{Part, Said, Tone, legend, stacked};
use crate::report::grid::{Side, grid};
use crate::report::hide::small;
use crate::report::html::{Frame, Kind, page};
use crate::report::label::{Label, number, percent};
use crate::report::year::{Fate, Tally, fate_name, fate_tone, seated, seatless};
use maud::{Markup, html};
use std::fmt::Write as _;

/// The chances that one draw gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Odds {
    /// What is admitted to, such as the policy's label.
    pub title: Label,
    /// The year.
    pub year: i64,
    /// The draw.
    pub draw: Label,
    /// How many draws were made.
    pub runs: u64,
    /// The seed of their tickets.
    pub seed: String,
    /// Everybody.
    pub all: Group,
    /// The same by what people are or wish for: by area, by priority class, by first wish.
    pub by: Vec<(Label, Vec<Group>)>,
}

/// A group of applicants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// What they are called.
    pub label: Label,
    /// How many they are.
    pub applicants: u64,
    /// How they fared, summed over all draws.
    pub tally: Tally,
}

impl Odds {
    /// The ways of faring that occur.
    fn ends(&self) -> Vec<Fate> {
        seated(&self.all.tally).into_iter().chain(seatless(&self.all.tally)).collect()
    }

    /// The groups that are shown, under the line of everybody.
    fn groups<'a>(&'a self, groups: &'a [Group]) -> Vec<&'a Group> {
        let listed = listed(groups, |group| group.applicants);
        std::iter::once(&self.all).chain(listed.into_iter().map(|at| &groups[at])).collect()
    }

    fn left_out(&self) -> bool {
        self.by.iter().flat_map(|(_, groups)| groups).any(|group| small(group.applicants))
    }

    /// How exact a share is: with so many draws, in tenths of a per cent.
    fn error(&self) -> String {
        // No share of n draws strays from its true value by more than 1/√n in more than one case of twenty.
        let tenths = 1000 / self.runs.max(1).isqrt().max(1);
        format!("{}.{}", tenths / 10, tenths % 10)
    }

    fn title(&self) -> Label {
        Label::new(
            format!("{}{}年：{}的机会", self.title.zh, self.year, self.draw.zh),
            format!("{} {}: the odds of {}", self.title.en, self.year, self.draw.en),
        )
    }

    fn made(&self, tongue: Tongue) -> String {
        let (runs, error, seed) = (number(self.runs), self.error(), &self.seed);
        tongue.pick(
            format!(
                "How often each end came out in {runs} draws with other tickets (seed {seed}), for the applicants, wishes and seats as they are. A single applicant's share is exact to about {error} points; it is no promise."
            ),
            format!(
                "申请人、志愿、学位不变，换用不同的派位号共派位 {runs} 次（种子 {seed}），各种结果出现的比例。单个申请人的比例误差约 {error} 个百分点，不构成承诺。"
            ),
        )
    }

    /// The page, which opens in the first tongue and holds both.
    pub fn page(&self, first: Tongue) -> String {
        let title = self.title();
        let ends = self.ends();
        page(&Frame { title: &title, first, kind: Kind::Trial }, |tongue| {
            html! {
                header {
                    h1 { (title.of(tongue)) }
                    p.lead { (self.made(tongue)) }
                }
                @if self.by.is_empty() {
                    (self.chart(tongue.pick("Everybody", "全部申请人"), &[&self.all], &ends, tongue))
                }
                @for (label, groups) in &self.by {
                    @let name = tongue.pick(format!("By {}", label.en), format!("按{}", label.zh));
                    (self.chart(&name, &self.groups(groups), &ends, tongue))
                }
                @if self.left_out() { p.note { (left_out(tongue)) } }
            }
        })
    }

    fn chart(&self, title: &str, groups: &[&Group], ends: &[Fate], tongue: Tongue) -> Markup {
        let entries: Vec<(Tone, String)> =
            ends.iter().enumerate().map(|(at, end)| (fate_tone(*end, at), fate_name(*end, tongue))).collect();
        html! {
            figure {
                figcaption { (title) }
                (legend(&entries))
                table.numbers.drawn {
                    caption.unseen { (title) }
                    thead { tr {
                        td {}
                        th scope="col" { (tongue.pick("applicants", "人数")) }
                        td {}
                        @for end in ends { th scope="col" { (fate_name(*end, tongue)) } }
                    } }
                    tbody {
                        @for group in groups {
                            @let whole = group.tally.total();
                            @let parts: Vec<Part> = ends.iter().enumerate().map(|(at, end)| Part {
                                name: fate_name(*end, tongue),
                                count: end.of(&group.tally),
                                tone: fate_tone(*end, at),
                            }).collect();
                            tr {
                                th scope="row" { (group.label.of(tongue)) }
                                td { (number(group.applicants)) }
                                td.chart { (stacked(group.label.of(tongue), &parts, whole, Said::Shares, tongue)) }
                                @for end in ends { td { (percent(end.of(&group.tally), whole)) } }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The screen.
    pub fn text(&self, tongue: Tongue) -> String {
        let ends = self.ends();
        let mut out = format!("{}\n{}\n", self.title().of(tongue), self.made(tongue));
        let everybody = [(Label::default(), Vec::new())];
        let by = if self.by.is_empty() { &everybody[..] } else { &self.by[..] };
        for (label, groups) in by {
            let name = tongue.pick(format!("by {}", label.en), format!("按{}", label.zh));
            let name = if label.en.is_empty() { String::new() } else { name };
            let mut rows = vec![vec![name, tongue.pick("applicants", "人数").to_owned()]];
            rows[0].extend(ends.iter().map(|end| fate_name(*end, tongue)));
            for group in self.groups(groups) {
                let whole = group.tally.total();
                let mut row = vec![group.label.of(tongue).to_owned(), number(group.applicants)];
                row.extend(ends.iter().map(|end| match end.of(&group.tally) {
                    0 => "·".into(),
                    count => percent(count, whole),
                }));
                rows.push(row);
            }
            let sides: Vec<Side> = std::iter::once(Side::Left).chain(rows[0].iter().map(|_| Side::Right)).collect();
            let _ = write!(out, "\n{}", grid(&rows, &sides, "  "));
        }
        if self.left_out() {
            let _ = writeln!(out, "\n{}", left_out(tongue));
        }
        out
    }
}

/// The groups that may be listed by themselves: not those of 1 to 4, nor one that would give them away, since all that
/// is not listed follows from the line of everybody.
pub(crate) fn listed<T>(groups: &[T], size: impl Fn(&T) -> u64) -> Vec<usize> {
    let mut listed: Vec<usize> = (0..groups.len()).filter(|at| size(&groups[*at]) > 0).collect();
    let out: Vec<usize> = listed.iter().copied().filter(|at| small(size(&groups[*at]))).collect();
    listed.retain(|at| !out.contains(at));
    let (mut many, mut sum) = (out.len(), out.iter().map(|at| size(&groups[*at])).sum::<u64>());
    while many == 1 || small(sum) {
        let Some(least) = listed.iter().copied().min_by_key(|at| size(&groups[*at])) else { break };
        listed.retain(|at| *at != least);
        (many, sum) = (many + 1, sum + size(&groups[least]));
    }
    listed
}

/// Said where some groups are not listed.
pub(crate) fn left_out(tongue: Tongue) -> &'static str {
    tongue.pick(
        "Groups of 1 to 4 applicants are not listed, nor a further one if theirs would follow from it.",
        "不足 5 人的类别不单列；若由此可以推算，另有一类也不单列。",
    )
}
