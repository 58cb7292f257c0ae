//! How fast the engine is beside a kernel written by hand, on one machine and in one run.
//!
//! The kernel knows one thing only, deferred acceptance with flat arrays and a binary heap for each school; what the engine
//! adds (rounds, seat groups, placements) should cost little beside it. Both run in turn and the better of several
//! times counts; they must place everyone alike. `cargo bench --bench allocation`; with `-- small` in a few seconds.

use std::collections::BinaryHeap;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use ruxue::allocation::model::*;
use ruxue::allocation::{Prepared, Workspace, run};

/// Applicants, schools, and what the kernel by hand works on.
struct Market {
    schools: u32,
    /// Six wishes for each applicant, one after another, and the class at each.
    wishes: Vec<u32>,
    classes: Vec<u8>,
    seats: Vec<u32>,
}

const WISHES: usize = 6;

fn below(rng: &mut ChaCha8Rng, count: u32) -> u32 {
    ((u64::from(rng.next_u32()) * u64::from(count)) >> 32) as u32
}

/// Popularity falls with the number of a school, about as Zipf's law has it; seats do not.
fn market(applicants: u32, schools: u32, classes: u32) -> Market {
    let mut rng = ChaCha8Rng::seed_from_u64(20_240_601);
    let mut sum = 0;
    let ends: Vec<u32> = (0..schools)
        .map(|school| {
            sum += 4_000_000 / (school + 20);
            sum
        })
        .collect();
    let mut wishes = Vec::with_capacity(applicants as usize * WISHES);
    for _ in 0..applicants {
        let first = wishes.len();
        while wishes.len() < first + WISHES {
            let at = below(&mut rng, sum);
            let school = ends.partition_point(|end| *end <= at) as u32;
            if !wishes[first..].contains(&school) {
                wishes.push(school);
            }
        }
    }
    let classes = wishes.iter().map(|_| below(&mut rng, classes) as u8).collect();
    let mut seats = vec![0; schools as usize];
    for _ in 0..u64::from(applicants) * 105 / 100 {
        seats[below(&mut rng, schools) as usize] += 1;
    }
    Market { schools, wishes, classes, seats }
}

fn tickets(seed: u64, count: usize) -> Vec<u64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|_| rng.next_u64()).collect()
}

/// What the kernel by hand keeps between runs.
#[derive(Default)]
struct ByHand {
    heaps: Vec<BinaryHeap<(u8, u64, u32)>>,
    next: Vec<u8>,
}

impl ByHand {
    /// Deferred acceptance: one applicant after the other, each refusal followed at once.
    fn run(&mut self, market: &Market, tickets: &[u64]) {
        self.heaps.resize_with(market.seats.len(), BinaryHeap::new);
        self.heaps.iter_mut().for_each(BinaryHeap::clear);
        self.next.clear();
        self.next.resize(tickets.len(), 0);
        for first in 0..tickets.len() as u32 {
            let mut applicant = first;
            while (self.next[applicant as usize] as usize) < WISHES {
                let at = applicant as usize * WISHES + self.next[applicant as usize] as usize;
                let school = market.wishes[at] as usize;
                let own = (market.classes[at], tickets[applicant as usize], applicant);
                let heap = &mut self.heaps[school];
                if heap.len() < market.seats[school] as usize {
                    heap.push(own);
                    break;
                }
                match heap.peek_mut() {
                    Some(mut last) if own < *last => {
                        applicant = last.2;
                        *last = own;
                    }
                    _ => {}
                }
                self.next[applicant as usize] += 1;
            }
        }
    }

    fn school(&self, market: &Market, applicant: usize) -> Option<u32> {
        let next = self.next[applicant] as usize;
        (next < WISHES).then(|| market.wishes[applicant * WISHES + next])
    }
}

/// The market as a draw of one round. Without `per_wish` the class at the first wish holds everywhere.
fn as_draw(market: &Market, per_wish: bool, end: ChainEnd, groups: Vec<SeatGroup>) -> (Draw, Roster) {
    let round = Round {
        name: "r".into(),
        mechanism: Mechanism::DeferredAcceptance,
        bands: Vec::new(),
        criteria: vec![Criterion { name: "class".into(), first: First::Lowest, per_wish }],
        end,
        groups,
        linked: None,
        less_placed: false,
        unplaced: Unplaced::Stay,
        leftover: Leftover::ToLaterRounds,
        guarantee: false,
    };
    let applicants = market.wishes.len() / WISHES;
    let entry = |row: usize| {
        let of = row * WISHES..(row + 1) * WISHES;
        let classes: Vec<Option<i64>> =
            market.classes[of.clone()].iter().map(|class| Some(i64::from(*class))).collect();
        let groups = if round.groups.is_empty() {
            Vec::new()
        } else {
            classes.iter().map(|c| u64::from(*c == Some(0))).collect()
        };
        Entry {
            row: row as u32,
            wishes: market.wishes[of].to_vec(),
            criteria: vec![if per_wish { classes } else { classes[..1].to_vec() }],
            groups,
            ..Entry::default()
        }
    };
    let roster = Roster {
        ids: (0..applicants).map(|row| format!("A{row:06}")).collect(),
        schools: (0..market.schools).map(|school| format!("S{school:04}")).collect(),
        lists: Vec::new(),
        rounds: vec![RoundRoster {
            seats: market.seats.iter().copied().map(Some).collect(),
            entries: (0..applicants).map(entry).collect(),
        }],
    };
    let draw = Draw {
        format: "ruxue-rounds/1".into(),
        draw: "2024/junior/bench".into(),
        order: Sequence::InTurn,
        several_wins: None,
        rounds: vec![round],
    };
    (draw, roster)
}

fn timed(best: &mut Duration, work: impl FnOnce()) {
    let begun = Instant::now();
    work();
    *best = (*best).min(begun.elapsed());
}

fn row(what: &str, reference: Option<Duration>, ours: Duration) {
    let seconds = |time: Duration| format!("{:.3}", time.as_secs_f64());
    let ratio = reference.map(|time| format!("{:.2}", ours.as_secs_f64() / time.as_secs_f64()));
    let dash = || "-".to_string();
    println!(
        "{what:<66} {:>10} {:>10} {:>6}",
        reference.map_or_else(dash, seconds),
        seconds(ours),
        ratio.unwrap_or_else(dash)
    );
}

/// Deferred acceptance by hand and by the engine.
fn beside(what: &str, market: &mut Market, per_wish: bool, by_steps: bool, times: usize) {
    if !per_wish {
        for of in market.classes.chunks_mut(WISHES) {
            of.fill(of[0]);
        }
    }
    let (draw, roster) = as_draw(market, per_wish, ChainEnd::Ticket, Vec::new());
    let drawn = tickets(1, roster.ids.len());
    let single = [Tickets::Single(drawn.clone())];
    let begun = Instant::now();
    let prepared = if by_steps { Prepared::by_steps(&draw, &roster) } else { Prepared::new(&draw, &roster) };
    let preparing = begun.elapsed();
    let (mut by_hand, mut work) = (ByHand::default(), Workspace::default());
    let (mut reference, mut ours) = (Duration::MAX, Duration::MAX);
    for _ in 0..times {
        timed(&mut reference, || by_hand.run(market, black_box(&drawn)));
        timed(&mut ours, || prepared.play(black_box(&single), &mut work));
    }
    let (_, ended) = work.ended(&prepared, 0);
    for (applicant, end) in ended.iter().enumerate() {
        assert_eq!(end.school, by_hand.school(market, applicant), "applicant {applicant}");
    }
    row(what, Some(reference), ours);
    if !by_steps {
        row("  laying it out once, before", None, preparing);
        let begun = Instant::now();
        black_box(run(&draw, &roster, &single));
        row("  all at once: laying out, running, placements, cut-offs", None, begun.elapsed());
    }
}

/// One round drawn again and again, on two threads; says how often a first wish was met.
fn drawn_again(what: &str, draw: &Draw, roster: &Roster, times: u64) {
    let prepared = Prepared::new(draw, roster);
    let first = AtomicU64::new(0);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let (prepared, first) = (&prepared, &first);
            scope.spawn(move || {
                let (mut work, mut placements, mut met) = (Workspace::default(), Vec::new(), 0);
                for seed in (thread..times).step_by(2) {
                    let rows = roster.ids.len();
                    let drawn = match draw.rounds[0].end {
                        ChainEnd::TicketAtSchool => {
                            let all = tickets(seed, rows * roster.schools.len());
                            Tickets::AtSchool(all.chunks(rows).map(<[u64]>::to_vec).collect())
                        }
                        _ => Tickets::Single(tickets(seed, rows)),
                    };
                    prepared.placements(&[drawn], &mut work, &mut placements);
                    met += placements.iter().filter(|placement| placement.wish == Some(1)).count() as u64;
                }
                first.fetch_add(met, Ordering::Relaxed);
            });
        }
    });
    row(what, None, begun.elapsed());
    black_box(first);
}

fn main() {
    let small = std::env::args().any(|argument| argument == "small");
    let (applicants, schools, times) = if small { (54_000, 800, 3) } else { (540_000, 8_000, 9) };
    println!("{:<66} {:>10} {:>10} {:>6}", "what (seconds)", "by hand", "ours", "ratio");
    let name = |what: &str| format!("{applicants} x {schools}, {what}");
    let mut big = market(applicants, schools, 4);
    beside(&name("4 classes by wish"), &mut big, true, false, times);
    beside(&name("4 classes by wish, by simultaneous steps"), &mut big, true, true, 2);
    beside(&name("4 classes by applicant"), &mut big, false, false, times);
    big = market(applicants, schools, 1);
    beside(&name("no classes"), &mut big, false, false, times);

    let redraws = if small { 100 } else { 10_000 };
    let round = market(15_000, 120, 4);
    let again = |what: &str, times: u64| format!("{times} x 15000 x 120 on 2 threads, {what}");
    let (draw, roster) = as_draw(&round, true, ChainEnd::Ticket, Vec::new());
    drawn_again(&again("4 classes by wish", redraws), &draw, &roster, redraws);
    let (draw, roster) = as_draw(&round, false, ChainEnd::Ticket, Vec::new());
    drawn_again(&again("4 classes by applicant", redraws), &draw, &roster, redraws);
    let (draw, roster) = as_draw(&round, true, ChainEnd::TicketAtSchool, Vec::new());
    drawn_again(&again("ticket at school", redraws / 10), &draw, &roster, redraws / 10);
    let group = |name: &str, take, amount, for_all| SeatGroup {
        name: name.into(),
        take,
        of: None,
        amount,
        rounded: None,
        for_all,
        counting_earlier: false,
        unfilled: Unfilled::Next,
    };
    let groups = vec![group("area", Take::Count, 40, false), group("rest", Take::Rest, 0, true)];
    let (draw, roster) = as_draw(&round, true, ChainEnd::Ticket, groups);
    drawn_again(&again("two seat groups", redraws / 10), &draw, &roster, redraws / 10);
}
