//! The page and the screen of a year: how they look, that nothing of a label becomes markup, that nothing is fetched, and
//! that nobody can work out what is hidden.

use super::shown::{Cell, Shown, shown};
use super::support::{any, large, small};
use super::*;
use crate::base::tongue::Tongue;
use crate::report::hide;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

const TONGUES: [Tongue; 2] = [Tongue::Zh, Tongue::En];

/// The page with a line for each tag and without its style.
fn lines(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").expect("a style");
    let (_, after) = rest.split_once("</style>").expect("its end");
    let (start, policy) = before.split_once("sha256-").expect("a policy");
    let (_, end) = policy.split_once('\'').expect("its end");
    format!("{start}sha256-…'{end}<style>…</style>{after}").replace("><", ">\n<")
}

#[test]
fn a_page_and_its_screens() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../../../tests/snapshots" }, {
        insta::assert_snapshot!("year_page", lines(&small().page(Tongue::Zh)));
        insta::assert_snapshot!("year_zh", small().text(Tongue::Zh));
        insta::assert_snapshot!("year_en", small().text(Tongue::En));
    });
}

#[test]
fn made_up_years_add_up() {
    for year in (0..60).map(any).chain([small(), large(3, 3000)]) {
        assert_eq!(year.contradictions(), Vec::<String>::new());
    }
    let mut wrong = small();
    wrong.stages[0].draws[0].rounds[0].tally.by_wish[0] += 1;
    assert_eq!(wrong.contradictions().len(), 2, "{:?}", wrong.contradictions());
}

/// Every text of a year made as bad as can be.
fn bad() -> Year {
    const BAD: &str = "<script>alert('&\"')</script>";
    let mut year = small();
    let spoil = |label: &mut Label| *label = Label::new(format!("甲{BAD}"), format!("x{BAD}"));
    spoil(&mut year.title);
    year.authority.iter_mut().for_each(spoil);
    year.document = Some(BAD.into());
    year.fingerprint = BAD.into();
    year.rehearsal = Some(BAD.into());
    for stage in &mut year.stages {
        stage.name = BAD.into();
        spoil(&mut stage.label);
        stage.outcomes.iter_mut().chain(&mut stage.reasons).for_each(|count| spoil(&mut count.label));
        stage.breakdowns.iter_mut().for_each(|breakdown| {
            spoil(&mut breakdown.label);
            breakdown.rows.iter_mut().for_each(|(label, _)| spoil(label));
        });
        for school in &mut stage.schools {
            school.code = BAD.into();
            spoil(&mut school.label);
            school.area.iter_mut().for_each(spoil);
        }
        for draw in &mut stage.draws {
            draw.name = BAD.into();
            spoil(&mut draw.label);
            (draw.certificate, draw.frozen) = (Some(BAD.into()), Some(BAD.into()));
            (draw.balls, draw.verify) = (Some(BAD.into()), Some(BAD.into()));
            (draw.attempt, draw.voids, draw.parties) = (2, vec![Label::same(BAD)], vec![Label::same(BAD)]);
            for round in &mut draw.rounds {
                spoil(&mut round.label);
                spoil(&mut round.order);
                round.articles = vec![BAD.into()];
                round.joins = Some(Label::same(BAD));
                for cutoff in &mut round.cutoffs {
                    cutoff.group = Some(Label::same(BAD));
                    cutoff.last = Some(Label::same(BAD));
                }
            }
        }
    }
    year
}

#[test]
fn every_text_is_escaped() {
    let page = bad().page(Tongue::En);
    assert!(!page.contains("<script"));
    assert!(page.matches("&lt;script&gt;alert('&amp;&quot;')&lt;/script&gt;").count() > 60);
    well_formed(&page);
}

#[test]
fn nothing_is_fetched_and_nothing_runs() {
    for page in [small().page(Tongue::Zh), large(5, 2000).page(Tongue::En)] {
        for word in ["http:", "https:", "//", " src=", "url(", "@import", "<script", "<link", "<iframe", " style="] {
            assert!(!page.contains(word), "{word}");
        }
        let handler = page.split('<').any(|tag| {
            tag.split('>')
                .next()
                .is_some_and(|tag| tag.split(' ').any(|part| part.starts_with("on") && part.contains('=')))
        });
        assert!(!handler);
        let links = page.split(" href=\"").skip(1);
        assert!(links.into_iter().all(|link| link.starts_with('#')));
    }
}

#[test]
fn the_policy_knows_the_style_by_its_hash() {
    for year in [small(), Year { rehearsal: None, ..small() }] {
        let page = year.page(Tongue::Zh);
        let style = page.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).expect("a style").0;
        let policy =
            page.split_once("style-src 'sha256-").and_then(|(_, rest)| rest.split_once('\'')).expect("a hash").0;
        // Written out letter by letter, apart from the page's own way.
        let letters: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
        let bits: String = Sha256::digest(style.as_bytes()).iter().map(|byte| format!("{byte:08b}")).collect();
        let bits = format!("{bits}00");
        let hash: String = (0..43)
            .map(|at| letters[usize::from_str_radix(&bits[at * 6..at * 6 + 6], 2).expect("six bits")])
            .chain(['='])
            .collect();
        assert_eq!(policy, hash);
        assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"));
    }
}

/// Every tag is closed in its turn, every name is there once, and whatever points to a name finds it.
fn well_formed(page: &str) {
    const VOID: [&str; 3] = ["meta", "input", "br"];
    let mut open: Vec<&str> = Vec::new();
    let (mut names, mut pointers) = (BTreeSet::new(), Vec::new());
    let body = page.strip_prefix("<!DOCTYPE html>").expect("a doctype");
    for (at, _) in body.match_indices('<') {
        let tag = body[at + 1..].split('>').next().expect("an end");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "at {}", &body[at.saturating_sub(80)..at]);
            continue;
        }
        let name = tag.split(' ').next().unwrap_or("");
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "`{tag}`");
        if !VOID.contains(&name) {
            open.push(name);
        }
        for (key, value) in tag.split("=\"").zip(tag.split("=\"").skip(1)) {
            let key = key.rsplit([' ', '"']).next().unwrap_or("");
            let value = value.split('"').next().unwrap_or("");
            match key {
                "id" => assert!(names.insert(value), "`{value}` is there twice"),
                "for" => pointers.push(value),
                "href" => pointers.push(value.trim_start_matches('#')),
                "aria-labelledby" => pointers.extend(value.split(' ')),
                _ => {}
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(!pointers.is_empty());
    for pointer in pointers {
        assert!(names.contains(pointer), "nothing is called `{pointer}`");
    }
}

#[test]
fn pages_are_well_formed() {
    for year in (0..20).map(any).chain([large(1, 4000), Year::default(), small()]) {
        well_formed(&year.page(Tongue::Zh));
    }
}

#[test]
fn a_large_year_takes_no_time() {
    let year = large(7, 30_000);
    let begun = std::time::Instant::now();
    let page = year.page(Tongue::Zh);
    assert!(begun.elapsed().as_millis() < 1000, "{:?}", begun.elapsed());
    assert!(page.len() < 600_000, "{}", page.len());
}

/// Every number that may be hidden is taken out of the year; what is left are words and totals of everybody.
fn blind(year: &Year) -> Year {
    let mut year = year.clone();
    let lump = |tally: &mut Tally| {
        let placed = tally.placed();
        tally.by_wish.iter_mut().for_each(|count| *count = 0);
        tally.guarantee = 0;
        match tally.by_wish.first_mut() {
            Some(first) => *first = placed,
            None => tally.by_wish.push(placed),
        }
    };
    for stage in &mut year.stages {
        stage.outcomes.clear();
        stage.reasons.clear();
        stage.breakdowns.clear();
        lump(&mut stage.tally);
        let left = stage.left();
        stage.schools.iter_mut().for_each(|school| school.left = 0);
        if let Some(first) = stage.schools.first_mut() {
            first.left = left;
        }
        for round in stage.draws.iter_mut().flat_map(|draw| &mut draw.rounds) {
            lump(&mut round.tally);
            for cutoff in &mut round.cutoffs {
                (cutoff.seats, cutoff.applied, cutoff.admitted, cutoff.left) = (0, 0, 0, 0);
            }
        }
    }
    year
}

fn same(left: &str, right: &str) {
    if let Some(at) = left.bytes().zip(right.bytes()).position(|(a, b)| a != b) {
        let around = |text: &str| {
            String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(90)..(at + 60).min(text.len())]).into_owned()
        };
        panic!("…{}…\nis not\n…{}…", around(left), around(right));
    }
    assert_eq!(left.len(), right.len());
}

#[test]
fn all_that_can_be_hidden_comes_from_the_numbers_as_they_may_be_shown() {
    for year in (0..40).map(any).chain([small(), large(2, 2000)]) {
        let (shown, blind) = (shown(&year), blind(&year));
        for tongue in TONGUES {
            same(&blind.drawn(&shown, tongue), &year.page(tongue));
            same(&blind.said(&shown, tongue), &year.text(tongue));
        }
    }
}

fn seen(cell: Cell) -> bool {
    cell != Cell::Hidden
}

/// No number of a part of the people is 1 to 4, unless there is but one part.
fn nothing_small(shown: &Shown) {
    let large = |count: u64| assert!(!hide::small(count), "{count} is shown");
    for counts in [&shown.outcomes, &shown.reasons] {
        counts.iter().filter(|_| counts.len() > 1).for_each(|count| large(count.count));
    }
    shown.placed.iter().filter(|_| shown.placed.len() > 1).for_each(|(_, count)| large(*count));
    for broken in &shown.breakdowns {
        assert!(broken.rows.len() > 1);
        broken.rows.iter().for_each(|row| large(row.total));
        let cells = broken.rows.iter().flat_map(|row| &row.cells).filter(|_| broken.fates.len() > 1);
        cells.filter_map(|cell| cell.count()).for_each(large);
    }
    let limits = shown.limits.iter().flatten().flat_map(|limit| [limit.applied, limit.admitted]);
    limits.filter_map(Cell::count).for_each(large);
}

/// What someone who reads the page knows: sums of unknown numbers. Their values matter only where they add up to zero,
/// since none of them is less than that.
#[derive(Default)]
struct Known {
    unknowns: Vec<u64>,
    sums: Vec<Vec<(usize, u64)>>,
}

/// Reckoning is done modulo this prime.
const PRIME: u64 = (1 << 61) - 1;

fn times(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

fn inverse(a: u64) -> u64 {
    let (mut power, mut base, mut left) = (1, a, PRIME - 2);
    while left > 0 {
        if left & 1 == 1 {
            power = times(power, base);
        }
        base = times(base, base);
        left >>= 1;
    }
    power
}

impl Known {
    fn unknown(&mut self, value: u64) -> usize {
        self.unknowns.push(value);
        self.unknowns.len() - 1
    }

    /// The sum of these is known.
    fn sum(&mut self, of: impl IntoIterator<Item = usize>) {
        self.sums.push(of.into_iter().map(|at| (at, 1)).collect());
    }

    /// The two sums are equal, or differ by something known.
    fn equal(&mut self, left: impl IntoIterator<Item = usize>, right: impl IntoIterator<Item = usize>) {
        let negative = right.into_iter().map(|at| (at, PRIME - 1));
        self.sums.push(left.into_iter().map(|at| (at, 1)).chain(negative).collect());
    }

    /// The numbers that follow from what is known.
    fn follow(&mut self) -> BTreeSet<usize> {
        loop {
            let found = self.reckon();
            let plain = self.sums.iter().filter(|sum| sum.iter().all(|(_, factor)| *factor == 1));
            let open =
                plain.map(|sum| sum.iter().map(|(at, _)| *at).filter(|at| !found.contains(at)).collect::<Vec<_>>());
            let zeros: Vec<usize> =
                open.filter(|open| open.iter().all(|at| self.unknowns[*at] == 0)).flatten().collect();
            if zeros.is_empty() {
                return found;
            }
            zeros.into_iter().for_each(|at| self.sum([at]));
        }
    }

    fn reckon(&self) -> BTreeSet<usize> {
        let mut rows: Vec<Vec<u64>> = self
            .sums
            .iter()
            .map(|sum| {
                let mut row = vec![0; self.unknowns.len()];
                sum.iter().for_each(|(at, factor)| row[*at] = (row[*at] + factor) % PRIME);
                row
            })
            .collect();
        let mut done = 0;
        for column in 0..self.unknowns.len() {
            let Some(found) = (done..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
            rows.swap(done, found);
            let factor = inverse(rows[done][column]);
            rows[done].iter_mut().for_each(|cell| *cell = times(*cell, factor));
            let pivot = rows[done].clone();
            for (at, row) in rows.iter_mut().enumerate() {
                let factor = row[column];
                if at != done && factor != 0 {
                    for (cell, from) in row.iter_mut().zip(&pivot) {
                        *cell = (*cell + times(PRIME - factor, *from)) % PRIME;
                    }
                }
            }
            done += 1;
        }
        // A row with one number left gives it away.
        let single = |row: &Vec<u64>| {
            let mut some = row.iter().enumerate().filter(|(_, cell)| **cell != 0).map(|(at, _)| at);
            some.next().filter(|_| some.next().is_none())
        };
        rows.iter().filter_map(single).collect()
    }
}

/// The small numbers of a stage that follow from what its page shows (`all`) or from the totals of everybody alone.
fn given_away(stage: &Stage, shown: &Shown, all: bool) -> BTreeSet<String> {
    let mut known = Known::default();
    let mut secret: Vec<(usize, String)> = Vec::new();
    let mut cell = |known: &mut Known, name: String, value: u64, cell: Cell| {
        let at = known.unknown(value);
        if all && seen(cell) {
            known.sum([at]);
        }
        if hide::small(value) && !seen(cell) {
            secret.push((at, name));
        }
        at
    };
    // Rounds by wishes: each round's total and each column's total is known.
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); shown.placed.len()];
    for (round, row) in stage.rounds().zip(&shown.rounds) {
        let mut own = Vec::new();
        for (at, (fate, _)) in shown.placed.iter().enumerate() {
            let number = cell(&mut known, format!("{} {fate:?}", round.label.en), fate.of(&round.tally), row.cells[at]);
            own.push(number);
            columns[at].push(number);
        }
        known.sum(own);
    }
    columns.into_iter().for_each(|column| known.sum(column));
    // The breakdowns: the same, group by group as they are shown.
    for (broken, whole) in shown
        .breakdowns
        .iter()
        .zip(stage.breakdowns.iter().filter(|b| shown.breakdowns.iter().any(|shown| shown.label == b.label)))
    {
        let mut columns: Vec<Vec<usize>> = vec![Vec::new(); broken.fates.len()];
        for row in &broken.rows {
            let mut tally = Tally::default();
            let names: Vec<&str> = row.label.zh.split('、').collect();
            whole.rows.iter().filter(|(label, _)| names.contains(&label.zh.as_str())).for_each(|(_, t)| tally.add(t));
            assert_eq!(tally.total(), row.total);
            let mut own = Vec::new();
            for (at, fate) in broken.fates.iter().enumerate() {
                let number = cell(&mut known, format!("{} {fate:?}", row.label.en), fate.of(&tally), row.cells[at]);
                own.push(number);
                columns[at].push(number);
            }
            known.sum(own);
        }
        columns.into_iter().for_each(|column| known.sum(column));
    }
    // Schools by rounds.
    let left: Vec<usize> = shown
        .left
        .iter()
        .zip(&stage.schools)
        .map(|(left, school)| {
            let at = known.unknown(school.left);
            if all && seen(*left) {
                known.sum([at]);
            }
            at
        })
        .collect();
    known.sum(left.clone());
    let mut taken: Vec<Vec<usize>> = vec![Vec::new(); stage.schools.len()];
    for (round, limits) in stage.rounds().zip(&shown.limits) {
        let mut here: Vec<Vec<usize>> = vec![Vec::new(); stage.schools.len()];
        let mut applied = Vec::new();
        let groups = round.cutoffs.iter().any(|cutoff| cutoff.group.is_some());
        for (cutoff, limit) in round.cutoffs.iter().zip(limits) {
            let name = format!("{} {} {:?}", round.label.en, cutoff.school, cutoff.group);
            let admitted = cell(&mut known, format!("{name} admitted"), cutoff.admitted, limit.admitted);
            let sought = cell(&mut known, format!("{name} applied"), cutoff.applied, limit.applied);
            here[cutoff.school].push(admitted);
            applied.push(sought);
            // An empty cut-off says that nobody was refused.
            if round.tally.guarantee == 0 {
                let value = cutoff.applied - cutoff.admitted;
                let refused = cell(&mut known, format!("{name} refused"), value, Cell::Hidden);
                known.equal([sought], [admitted, refused]);
                if cutoff.last.is_none() && value == 0 {
                    known.sum([refused]);
                }
            }
            // Seats and seats left are what the plan has less what was given so far.
            if all && !groups {
                // (The seats themselves are no secret of anybody.)
                if seen(limit.seats) {
                    known.sum(taken[cutoff.school].iter().copied());
                }
                if seen(limit.left) {
                    known.sum(taken[cutoff.school].iter().copied().chain([admitted]));
                }
            } else if all && seen(limit.left) {
                known.sum([admitted]);
            }
        }
        known.sum(here.iter().flatten().copied());
        if round.tally.by_wish.len() == 1 {
            known.sum(applied);
        }
        let mut over = Vec::new();
        for (school, admitted) in here.into_iter().enumerate().filter(|(_, admitted)| !admitted.is_empty()) {
            taken[school].extend(admitted);
            // What is left at the school after the round, shown or not, is not less than nothing.
            let plan = stage.schools[school].plan;
            let value = plan - taken[school].iter().map(|at| known.unknowns[*at]).sum::<u64>();
            over.push(known.unknown(value));
            known.sum(taken[school].iter().copied().chain(over.last().copied()));
        }
        known.sum(over);
    }
    for (taken, left) in taken.into_iter().zip(left) {
        known.sum(taken.into_iter().chain([left]));
    }
    let follow = known.follow();
    secret.into_iter().filter(|(at, _)| follow.contains(at)).map(|(_, name)| name).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn no_small_number_is_shown_and_none_follows_from_those_that_are(seed in 0u64..u64::MAX) {
        let year = super::support::any(seed);
        for (stage, shown) in year.stages.iter().zip(shown(&year)) {
            nothing_small(&shown);
            let away = given_away(stage, &shown, true);
            let mut anyway = given_away(stage, &shown, false);
            // Where but one school refused anybody, those without a seat are its.
            let refused: Vec<String> = anyway.iter().map(|name| name.replace("refused", "applied")).collect();
            anyway.extend(refused);
            prop_assert!(away.is_subset(&anyway), "{:?}", away.difference(&anyway).collect::<Vec<_>>());
        }
    }
}

#[test]
fn the_reckoning_of_the_tests_finds_what_follows() {
    let mut known = Known::default();
    let [a, b, c, d, e, f] = [3, 4, 4, 9, 0, 0].map(|value| known.unknown(value));
    known.sum([a, b]);
    known.equal([b], [c]);
    assert_eq!(known.follow(), BTreeSet::new());
    known.sum([c, d, d]);
    known.sum([d]);
    assert_eq!(known.follow(), BTreeSet::from([a, b, c, d]));
    known.sum([d, e, f]);
    assert_eq!(known.follow(), BTreeSet::from([a, b, c, d, e, f]));
}

#[test]
fn a_number_left_open_would_be_found() {
    // The same reckoning on a page where only what is small is hidden.
    let mut found = 0;
    for seed in 0..40 {
        let year = any(seed);
        for (stage, mut shown) in year.stages.iter().zip(shown(&year)) {
            for (broken, whole) in shown.breakdowns.iter_mut().zip(&stage.breakdowns) {
                for row in &mut broken.rows {
                    let mut tally = Tally::default();
                    let names: Vec<&str> = row.label.zh.split('、').collect();
                    whole.rows.iter().filter(|(l, _)| names.contains(&l.zh.as_str())).for_each(|(_, t)| tally.add(t));
                    for (cell, fate) in row.cells.iter_mut().zip(&broken.fates) {
                        let count = fate.of(&tally);
                        *cell = if hide::small(count) { Cell::Hidden } else { Cell::Shown(count) };
                    }
                }
            }
            found += usize::from(!given_away(stage, &shown, true).is_empty());
        }
    }
    assert!(found > 20, "{found}");
}
