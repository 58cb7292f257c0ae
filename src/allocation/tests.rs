//! What only the engine's own parts can show: the sort of a line, the bounded heaps, the numbers of seat groups.

use super::choice::numbers;
use super::heaps::Heaps;
use super::model::*;
use super::order::{Order, sort};
use super::prepare::Prepared;

/// Numbers that look like chance and are always the same.
fn noise(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn round(name: &str) -> Round {
    Round {
        name: name.into(),
        mechanism: Mechanism::DeferredAcceptance,
        bands: Vec::new(),
        criteria: vec![Criterion { name: "class".into(), first: First::Highest, per_wish: false }],
        end: ChainEnd::Ticket,
        groups: Vec::new(),
        linked: None,
        less_placed: false,
        unplaced: Unplaced::Stay,
        leftover: Leftover::ToLaterRounds,
        guarantee: false,
    }
}

#[test]
fn a_line_is_sorted_whatever_the_tickets_are_like() {
    let mut state = 7;
    // Tickets by chance, alike in their first bits, alike in their last bits, all alike.
    let masks = [u64::MAX, 0xffff, 0xffff << 48, 0];
    for (rows, kinds) in [(0u32, 1), (1, 5), (511, 5), (512, 5), (5000, 1), (5000, 5), (5000, 3000)] {
        for mask in masks {
            let class = |state: &mut u64| Some((noise(state) % kinds) as i64).filter(|class| *class > 0);
            let classes: Vec<Option<i64>> = (0..rows).map(|_| class(&mut state)).collect();
            let tickets: Vec<u64> = (0..rows).map(|_| noise(&mut state) & mask).collect();
            let entries = (0..rows)
                .map(|row| Entry { row, criteria: vec![vec![classes[row as usize]]], ..Entry::default() })
                .collect();
            let roster = Roster { rounds: vec![RoundRoster { seats: Vec::new(), entries }], ..Roster::default() };
            let draw = Draw {
                format: String::new(),
                draw: String::new(),
                order: Sequence::InTurn,
                several_wins: None,
                rounds: vec![round("r")],
            };
            let prepared = Prepared::new(&draw, &roster);
            let single = Tickets::Single(tickets.clone());
            let order = Order { plan: &prepared.plans[0], tickets: &single, sources: &[] };
            let mut found: Vec<u32> = (0..rows).collect();
            sort(&order, &tickets, &mut found, &mut Vec::new(), &mut Vec::new());
            let mut expected: Vec<u32> = (0..rows).collect();
            expected.sort_by_key(|row| {
                let at = *row as usize;
                (classes[at].map_or(i64::MAX, |class| -class), tickets[at], *row)
            });
            assert_eq!(found, expected, "{rows} rows, {kinds} classes, {mask:x}");
        }
    }
}

#[test]
fn a_bounded_heap_keeps_the_first() {
    let mut state = 3;
    for bound in [0u32, 1, 2, 3, 7, 8, 40] {
        let mut heaps = Heaps::default();
        let demand = [100, 100];
        heaps.lay_out(&[5, bound], &demand);
        for _ in 0..3 {
            heaps.open(&[5, bound], &demand);
            let mut all: Vec<u128> = Vec::new();
            let mut refused: Vec<u128> = Vec::new();
            for _ in 0..100 {
                let key = u128::from(noise(&mut state)) << 40;
                all.push(key);
                refused.extend(if heaps.refuses(1, key) { Some(key) } else { heaps.take(1, key) });
            }
            all.sort_unstable();
            refused.sort_unstable();
            assert_eq!(refused, all[bound as usize..], "bound {bound}");
        }
    }
}

#[test]
fn promised_seats_are_summed_without_wrapping() {
    let share = |amount, of| SeatGroup {
        name: "share".into(),
        take: Take::Share,
        of: Some(of),
        amount,
        rounded: Some(Rounded::Up),
        for_all: true,
        counting_earlier: false,
        unfilled: Unfilled::Next,
    };
    let count = SeatGroup { take: Take::Count, of: None, rounded: None, ..share(u32::MAX, ShareOf::Plan) };
    let groups = [share(1, ShareOf::Plan), count.clone(), count, share(100, ShareOf::Left), share(100, ShareOf::Plan)];
    let mut found = Vec::new();
    numbers(&groups, u32::MAX, &mut found);
    assert_eq!(found, [42_949_673, u32::MAX, u32::MAX, 0, u32::MAX]);
}
