//! The page of a year: what matters first, then each stage, each draw, and how to check it.

use super::shown::{Fate, Shown, shown};
use super::words::{mechanism_how, mechanism_name, star_means};
use super::{Stage, Tally, Year, draws, stages};
use crate::base::tongue::Tongue;
use crate::report::html::{Frame, Kind, page, prefix};
use crate::report::label::{Label, number, percent};
use maud::{Markup, html};

/// Placed at the first wish, if that may be said of every stage.
pub(super) fn first_wishes(shown: &[Shown]) -> Option<u64> {
    shown
        .iter()
        .filter(|stage| stage.placed.iter().any(|(_, count)| *count > 0))
        .map(|stage| match stage.placed.first() {
            Some((Fate::Placed { first: 0, last: 0, guarantee: false }, count)) => Some(*count),
            _ => None,
        })
        .sum()
}

impl Year {
    /// The page, which opens in the first tongue and holds both.
    pub fn page(&self, first: Tongue) -> String {
        self.drawn(&shown(self), first)
    }

    /// The page of numbers as they may be shown. Of the year itself only words and totals of everybody are looked at.
    pub(super) fn drawn(&self, shown: &[Shown], first: Tongue) -> String {
        let year = self.year;
        let title = Label::new(
            format!("{}{year}年派位结果", self.title.zh),
            format!("{}: the allocation of {year}", self.title.en),
        );
        let kind = if self.rehearsal.is_some() { Kind::Rehearsal } else { Kind::Result };
        page(&Frame { title: &title, first, kind }, |tongue| self.text_of(&title, shown, tongue))
    }

    fn text_of(&self, title: &Label, shown: &[Shown], tongue: Tongue) -> Markup {
        let id = prefix(tongue);
        let numbered = || self.stages.iter().zip(shown).enumerate();
        html! {
            header {
                @if let Some(seed) = &self.rehearsal {
                    p.rehearsal {
                        strong { (tongue.pick("Rehearsal, not a result.", "演练，不是正式结果。")) }
                        (tongue.pick(" Its tickets come from the seed ", "派位号由种子产生："))
                        code { (seed) } (tongue.pick(" and are not those of any draw.", "，与正式派位无关。"))
                    }
                }
                h1 { (title.of(tongue)) }
                p.issued {
                    @for (at, part) in self.issued(tongue).iter().enumerate() {
                        @if at > 0 { span.dot { "·" } }
                        span { (part) }
                    }
                }
            }
            (self.numbers(shown, tongue))
            (self.stages_table(shown, tongue))
            nav.contents aria-label=(tongue.pick("Contents", "目录")) {
                ol {
                    @for (at, (stage, _)) in numbered() {
                        li { a href=(format!("#{id}-stage-{at}")) { (stage.label.of(tongue)) } }
                    }
                    li { a href=(format!("#{id}-draws")) { (tongue.pick("Draws and cut-offs", "各次派位与录取截止")) } }
                    li { a href=(format!("#{id}-check")) { (tongue.pick("How to check it", "如何核对")) } }
                    li { a href=(format!("#{id}-reading")) { (tongue.pick("How to read this page", "怎样读这一页")) } }
                }
            }
            @for (at, (stage, shown)) in numbered() {
                (stages::section(stage, shown, &format!("{id}-stage-{at}"), tongue))
            }
            section.draws id=(format!("{id}-draws")) {
                h2 { (tongue.pick("Draws and cut-offs", "各次派位与录取截止")) }
                @for (_, (stage, shown)) in numbered() { (draws::section(stage, shown, self.stages.len() > 1, tongue)) }
            }
            (draws::check(self, &format!("{id}-check"), tongue))
            (self.reading(shown, &format!("{id}-reading"), tongue))
        }
    }

    /// Who issued it, by which document, and its fingerprint.
    fn issued(&self, tongue: Tongue) -> Vec<String> {
        let authority = self.authority.as_ref().map(|label| label.of(tongue).to_owned());
        let fingerprint = (!self.fingerprint.is_empty())
            .then(|| tongue.pick(format!("policy {}", self.fingerprint), format!("政策指纹 {}", self.fingerprint)));
        authority.into_iter().chain(self.document.clone()).chain(fingerprint).collect()
    }

    /// The numbers that matter first.
    fn numbers(&self, shown: &[Shown], tongue: Tongue) -> Markup {
        let tally = self.tally();
        let (placed, total) = (tally.placed(), tally.total());
        let (seats, left) = self.stages.iter().fold((0, 0), |(s, l), stage| (s + stage.seats(), l + stage.left()));
        let tile = |count: u64, name: &str, note: String, class: &str| {
            html! {
                div.tile.(class) {
                    dt { (name) }
                    dd { strong { (number(count)) } span { (note) } }
                }
            }
        };
        let of_all = |count: u64| {
            let share = percent(count, total);
            tongue.pick(format!("{share} of those who took part"), format!("占参加者的 {share}"))
        };
        html! {
            dl.tiles {
                (tile(placed, tongue.pick("have a seat", "录取"), tongue.pick(
                    format!("{} of {} who took part", percent(placed, total), number(total)),
                    format!("参加 {} 人，录取 {}", number(total), percent(placed, total)),
                ), "good"))
                @if let Some(first) = first_wishes(shown) {
                    (tile(first, tongue.pick("at their first wish", "第一志愿录取"), tongue.pick(
                        format!("{} of those placed", percent(first, placed)),
                        format!("占录取者的 {}", percent(first, placed)),
                    ), "good"))
                }
                (tile(tally.unplaced, tongue.pick("have no seat", "未录取"), if tally.unplaced == 0 {
                    tongue.pick("everybody was placed or referred", "参加者均已录取或转人工").into()
                } else {
                    of_all(tally.unplaced)
                }, if tally.unplaced == 0 { "calm" } else { "bad" }))
                @if tally.referred > 0 {
                    (tile(tally.referred, tongue.pick("referred to a person", "转人工"), of_all(tally.referred), "open"))
                }
                (tile(left, tongue.pick("seats left", "剩余学位"), tongue.pick(
                    format!("of {}", number(seats)),
                    format!("共 {} 个学位", number(seats)),
                ), "calm"))
            }
        }
    }

    /// The same by stage.
    fn stages_table(&self, shown: &[Shown], tongue: Tongue) -> Markup {
        let heads = tongue.pick(
            ["stage", "draws", "rounds", "took part", "placed", "", "no seat", "referred", "seats", "left"],
            ["学段", "派位次数", "轮次", "参加", "录取", "", "未录取", "转人工", "学位", "剩余"],
        );
        let row = |name: &str, draws: u64, rounds: u64, tally: &Tally, seats: u64, left: u64| {
            html! {
                th scope="row" { (name) }
                @for count in [draws, rounds, tally.total(), tally.placed()] { td { (number(count)) } }
                td.share { (percent(tally.placed(), tally.total())) }
                @for count in [tally.unplaced, tally.referred, seats, left] { td { (super::words::figure(count)) } }
            }
        };
        let (mut draws, mut rounds, mut seats, mut left) = (0, 0, 0, 0);
        html! {
            div.scroll { table.numbers.stages {
                caption.unseen { (tongue.pick("The stages in numbers", "各学段概况")) }
                thead { tr {
                    @for (at, head) in heads.iter().enumerate() {
                        @if at == 4 { th scope="col" colspan="2" { (head) } } @else if at != 5 { th scope="col" { (head) } }
                    }
                } }
                tbody {
                    @for stage in &self.stages {
                        @let (own_draws, own_rounds) = (stage.draws.len() as u64, stage.rounds().count() as u64);
                        @let () = { draws += own_draws; rounds += own_rounds; seats += stage.seats(); left += stage.left() };
                        tr { (row(stage.label.of(tongue), own_draws, own_rounds, &stage.tally, stage.seats(), stage.left())) }
                    }
                }
                @if self.stages.len() > 1 {
                    tfoot { tr { (row(tongue.pick("all", "合计"), draws, rounds, &self.tally(), seats, left)) } }
                }
            } }
            @let hidden = shown.iter().any(Shown::hides);
            @if hidden { p.note { (star_means(tongue)) } }
        }
    }

    /// What the words mean.
    fn reading(&self, shown: &[Shown], id: &str, tongue: Tongue) -> Markup {
        let rounds = || self.stages.iter().flat_map(Stage::rounds);
        let mut mechanisms: Vec<_> = rounds().filter_map(|round| round.mechanism).collect();
        mechanisms.sort_by_key(|mechanism| *mechanism as u8);
        mechanisms.dedup();
        let with = |fate: &Fate| matches!(fate, Fate::Guarantee | Fate::Placed { guarantee: true, .. });
        let guarantee = shown.iter().flat_map(|stage| &stage.placed).any(|(fate, _)| with(fate));
        let (envy, waste) = (rounds().any(|round| round.envy.is_some()), rounds().any(|round| round.waste.is_some()));
        html! {
            section id=(id) {
                h2 { (tongue.pick("How to read this page", "怎样读这一页")) }
                dl.words {
                    @for mechanism in mechanisms {
                        dt { (mechanism_name(mechanism, &[]).of(tongue)) }
                        dd { (mechanism_how(mechanism).of(tongue)) }
                    }
                    dt { (tongue.pick("cut-off", "录取截止")) }
                    dd { (tongue.pick(
                        "The place in the order of the last one a school admitted. Everyone it refused stands behind. Empty: nobody who applied was refused.",
                        "学校录取的最后一名所处的次序；未被录取的报名者都排在其后。空白表示报名者无一落选。",
                    )) }
                    @if guarantee {
                        dt { (tongue.pick("guarantee", "保障入学")) }
                        dd { (tongue.pick(
                            "A seat sought, after the wishes, in the schools that the policy names, for those whom no wish could be met.",
                            "志愿均未满足者，按政策列明的学校次序另行安排的学位。",
                        )) }
                    }
                    @if envy {
                        dt { (tongue.pick("justified envy", "合理嫉妒")) }
                        dd { (tongue.pick(
                            "Somebody would rather have a seat that went to one who stood behind them in the order for it. Some mechanisms allow it; it is no mistake of the run.",
                            "有人更想要的学位给了次序在其之后的人。有的派位方式本身允许这种情形，并非运行有误。",
                        )) }
                    }
                    @if waste {
                        dt { (tongue.pick("wasted seats", "空置学位")) }
                        dd { (tongue.pick(
                            "Seats left empty at a school that somebody without a seat, or with a less wanted one, had wished for.",
                            "学校有空余学位，而志愿中有该校的人未录取，或去了志愿更靠后的学校。",
                        )) }
                    }
                }
            }
        }
    }
}
