//! A receipt: a page for one family, from the certified files. It says nothing about others.

use super::fault::Fault;
use super::results;
use super::run::Run;
use super::standing::{Standing, at_wish, leaders};
use super::sums::{self, Bytes32, hex};
use super::words;
use super::{Files, frozen};
use crate::allocation::model::{Cutoff, Ended, Entry, Placement, Status, Tickets};
use crate::base::tongue::Tongue;
use std::collections::BTreeMap;

/// The folder that holds receipts, within the sealed one.
pub const FOLDER: &str = "receipts/";

/// Makes receipts of one run.
pub struct Receipts<'a> {
    run: &'a Run,
    certificate: Bytes32,
    leaders: Vec<BTreeMap<u32, u32>>,
}

impl<'a> Receipts<'a> {
    /// For a run and the digest of its certificate.
    pub fn new(run: &'a Run, certificate: Bytes32) -> Receipts<'a> {
        let rounds = run.public.draw.rounds.iter().zip(&run.public.roster.rounds).zip(&run.results.rounds);
        let leaders = rounds.map(|((round, pool), ended)| leaders(round, &pool.entries, &ended.took_part)).collect();
        Receipts { run, certificate, leaders }
    }

    /// The row of an applicant.
    pub fn row(&self, id: &str) -> Option<usize> {
        self.run.public.roster.ids.binary_search_by(|one| one.as_str().cmp(id)).ok()
    }

    /// The receipt of the applicant in a row.
    pub fn write(&self, row: usize, tongue: Tongue) -> String {
        let run = self.run;
        let mut lines: Vec<String> = Vec::new();
        let id = &run.public.roster.ids[row];
        lines.push(tongue.pick(format!("Result of the draw for {id}"), format!("派位结果告知：{id}")));
        lines.push(String::new());
        if let Some(seed) = &run.fixed.rehearsal {
            lines.push(tongue.pick(
                format!("*** A REHEARSAL (seed {seed}), WITHOUT FORCE ***"),
                format!("*** 演练（种子 {seed}），没有效力 ***"),
            ));
            lines.push(String::new());
        }
        let mut say = |en: String, zh: String| lines.push(tongue.pick(en, zh));
        say(format!("Draw:        {}", run.frozen.draw), format!("派位：{}", run.frozen.draw));
        let digest = hex(&self.certificate);
        say(format!("Certificate: {digest}"), format!("证书摘要：{digest}"));
        say(String::new(), String::new());
        let (en, zh) = self.outcome(&run.results.placements[row]);
        say(en, zh);
        for number in 0..run.public.draw.rounds.len() {
            let entries = &run.public.roster.rounds[number].entries;
            if let Ok(at) = entries.binary_search_by_key(&(row as u32), |entry| entry.row) {
                lines.push(String::new());
                self.round(number, &entries[at], tongue, &mut lines);
            }
        }
        lines.push(String::new());
        lines.extend(self.how_to_check(id, tongue));
        let mut page = lines.join("\n");
        page.push('\n');
        page
    }

    /// How the applicant stands after the whole draw.
    fn outcome(&self, placement: &Placement) -> (String, String) {
        let round = |at: u32| &self.run.public.draw.rounds[at as usize];
        let school = |at: u32| &self.run.public.roster.schools[at as usize];
        let seats: Vec<String> =
            placement.seats.iter().map(|(at, code)| format!("{} ({})", school(*code), round(*at).name)).collect();
        let seats = seats.join(", ");
        match placement.status {
            Status::Placed => {
                let (en, zh) = match placement.wish {
                    Some(0) => ("by the guarantee".to_owned(), "由保障录取".to_owned()),
                    Some(wish) => (format!("wish {wish}"), format!("第 {wish} 志愿")),
                    None => (String::new(), String::new()),
                };
                (format!("Outcome: placed at {seats}, {en}"), format!("结果：录取于 {seats}，{zh}"))
            }
            Status::Refer if seats.is_empty() => {
                ("Outcome: a person decides".to_owned(), "结果：转人工处理".to_owned())
            }
            Status::Refer => (
                format!("Outcome: a person decides; until then a seat is held at {seats}"),
                format!("结果：转人工处理；在此之前为其保留 {seats} 的学位"),
            ),
            Status::Unplaced if placement.last_round.is_none() => {
                ("Outcome: took part in no round".to_owned(), "结果：未参加任何轮次".to_owned())
            }
            Status::Unplaced => ("Outcome: not placed in this draw".to_owned(), "结果：本次派位未录取".to_owned()),
        }
    }

    fn round(&self, number: usize, entry: &Entry, tongue: Tongue, lines: &mut Vec<String>) {
        let run = self.run;
        let (round, ended) = (&run.public.draw.rounds[number], &run.results.rounds[number]);
        let mechanism = words::mechanism(round.mechanism);
        lines.push(tongue.pick(
            format!("Round {} ({})", round.name, mechanism.en),
            format!("轮次 {}（{}）", round.name, mechanism.zh),
        ));
        let Ok(at) = ended.took_part.binary_search(&entry.row) else {
            lines.push(tongue.pick("  did not take part".into(), "  未参加".into()));
            return;
        };
        let mine = ended.ended[at];
        if let Tickets::Single(_) = run.tickets[number]
            && let Some(drawn) = at_wish(entry, 0, &run.tickets[number], &BTreeMap::new()).ticket
        {
            let (number, ticket) = (sums::number(drawn), results::ticket(drawn));
            lines.push(tongue.pick(
                format!("  ticket {ticket}, number {number} (the smaller goes first)"),
                format!("  派位号 {number}（原号 {ticket}；小者在先）"),
            ));
        }
        if entry.linked.and_then(|first| self.leaders[number].get(&first)).is_some_and(|leader| *leader != entry.row) {
            lines.push(tongue.pick(
                "  linked applicants have one ticket, that of the first of them in the roster".into(),
                "  关联申请人共用一个派位号，即名册中最先一人的派位号".into(),
            ));
        }
        if entry.wishes.is_empty() {
            lines.push(tongue.pick("  no wishes".into(), "  没有志愿".into()));
        }
        for wish in 0..entry.wishes.len() {
            self.wish(number, entry, wish, &mine, tongue, lines);
        }
        if mine.wish == Some(0)
            && let Some(school) = mine.school
        {
            let school = &run.public.roster.schools[school as usize];
            lines.push(tongue.pick(
                format!("  none of the wishes could be met; the guarantee gives a seat at {school}"),
                format!("  各志愿均未录取；由保障录取于 {school}"),
            ));
        }
    }

    /// A wish: what came of it, where the applicant stands, and the school's cut-off.
    fn wish(&self, number: usize, entry: &Entry, wish: usize, mine: &Ended, tongue: Tongue, lines: &mut Vec<String>) {
        let public = &self.run.public;
        let code = &public.roster.schools[entry.wishes[wish] as usize];
        let standing = at_wish(entry, wish, &self.run.tickets[number], &self.leaders[number]);
        let cutoffs = self.cutoffs(number, entry, wish);
        let met = mine.wish.filter(|met| *met > 0).map(|met| met as usize - 1);
        let met = met.or_else(|| entry.wishes.iter().position(|school| Some(*school) == mine.school));
        let no_seats = cutoffs.iter().all(|cutoff| cutoff.seats == 0);
        let (en, zh) = match (mine.status, met) {
            (Status::Placed, Some(met)) if met == wish => ("placed", "录取"),
            (Status::Refer, Some(met)) if met == wish => ("a seat is held; a person decides", "保留学位，转人工处理"),
            (_, Some(met)) if met < wish => ("not needed, an earlier wish was met", "未用到，在前的志愿已录取"),
            _ if no_seats => ("not placed: no seats there", "未录取：没有学位"),
            _ if self.is_after(number, &standing, &cutoffs) => {
                ("not placed: after the cut-off", "未录取：在录取线之后")
            }
            _ => (
                "not placed, although not after the cut-off: by the rules of the round the seats were gone when this wish \
                 came up, or went by seat group or to linked applicants",
                "未录取（并不在录取线之后）：依本轮规则，轮到此志愿时学位已满，或依学位组、关联规则归他人",
            ),
        };
        let nth = wish + 1;
        lines.push(tongue.pick(format!("  wish {nth}, {code}: {en}"), format!("  第 {nth} 志愿 {code}：{zh}")));
        let mine = standing.words(public, number, tongue);
        if !mine.is_empty() {
            lines.push(tongue.pick(format!("      yours:   {mine}"), format!("      本人：{mine}")));
        }
        for cutoff in cutoffs {
            let end = match &cutoff.last {
                Some((values, ticket)) => {
                    Standing { values: values.clone(), ticket: *ticket }.words(public, number, tongue)
                }
                None if cutoff.seats == 0 => continue,
                None if cutoff.admitted == 0 && cutoff.applied > 0 => {
                    tongue.pick("nobody was taken", "未录取任何人").into()
                }
                None => tongue.pick("none, nobody was refused", "无，无人被拒").into(),
            };
            let group = cutoff.group.and_then(|group| public.draw.rounds[number].groups.get(group as usize));
            let (en, zh) = group
                .map_or_else(Default::default, |group| (format!(" ({})", group.name), format!("（{}）", group.name)));
            lines.push(tongue.pick(format!("      cut-off{en}: {end}"), format!("      录取线{zh}：{end}")));
        }
    }

    /// The cut-offs of a wish's school: of the seat groups that the applicant may have seats of, or of the school.
    fn cutoffs(&self, number: usize, entry: &Entry, wish: usize) -> Vec<&Cutoff> {
        let round = &self.run.public.draw.rounds[number];
        let may = |group: Option<u32>| match group {
            None => round.groups.is_empty(),
            Some(group) => {
                round.groups.get(group as usize).is_some_and(|group| group.for_all)
                    || entry.groups.get(wish).is_some_and(|bits| bits >> group & 1 == 1)
            }
        };
        let all = self.run.results.rounds[number].cutoffs.iter();
        all.filter(|cutoff| cutoff.school == entry.wishes[wish] && may(cutoff.group)).collect()
    }

    /// Whether someone stands after every cut-off.
    fn is_after(&self, number: usize, standing: &Standing, cutoffs: &[&Cutoff]) -> bool {
        let round = &self.run.public.draw.rounds[number];
        let mut last = cutoffs.iter().filter_map(|cutoff| cutoff.last.clone());
        last.all(|(values, ticket)| standing.compare(&Standing { values, ticket }, round).is_gt())
            && cutoffs.iter().any(|cutoff| cutoff.last.is_some())
    }

    fn how_to_check(&self, id: &str, tongue: Tongue) -> Vec<String> {
        let words = tongue.pick(
            format!(
                "How to check: take the published folder of this draw and run `ruxue verify FOLDER --digest` with the digest\n\
                 above. Your rows of tickets.tsv and placements.tsv begin with {id}. Without the program, follow steps.txt.\n\
                 How to ask again: bring this page to the office where you applied, and name the draw and your id. The facts\n\
                 that you gave are sealed there, and it can be shown how your row of the roster came about."
            ),
            format!(
                "如何核验：取本次派位公布的文件夹，运行 `ruxue verify 文件夹 --digest` 并附上面的摘要。\n\
                 本人的派位号、结果见 tickets.tsv、placements.tsv 中以 {id} 开头的一行。不用程序，可按 steps.txt 逐步核验。\n\
                 如何申请复核：持本页到原受理处，说明派位名称和本人编号。申报的事实封存于该处，可据以说明名册中本人一行如何得出。"
            ),
        );
        words.lines().map(str::to_owned).collect()
    }
}

/// Receipts that are not what the run says, in either tongue.
pub fn check(run: &Run, certificate: Bytes32, found: &Files) -> Vec<Fault> {
    let mut faults = Vec::new();
    if found.is_empty() {
        return faults;
    }
    let receipts = Receipts::new(run, certificate);
    for (name, bytes) in found {
        let file = format!("{}{FOLDER}{name}", frozen::SEALED);
        match name.strip_suffix(".txt").and_then(|id| receipts.row(id)) {
            None => faults.push(super::extra(&file)),
            Some(row) => {
                if ![Tongue::Zh, Tongue::En].iter().any(|tongue| receipts.write(row, *tongue).as_bytes() == bytes) {
                    let en = "is not what the run says; write it again with `ruxue receipt`";
                    faults.push(Fault::new(file, en, "与派位结果不符；请用 `ruxue receipt` 重新生成"));
                }
            }
        }
    }
    faults
}
