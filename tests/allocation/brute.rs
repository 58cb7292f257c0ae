//! Small markets, looked at whole: every matching, every list an applicant could have handed in.

use crate::published::as_draw;
use crate::support::*;
use ruxue::allocation::model::*;
use ruxue::allocation::{Market, diagnose, run, school_proposing, top_trading_cycles};

/// Every way to give each applicant a school of their list, or none, within the seats.
pub fn every_matching(market: &Market) -> Vec<Vec<Option<u32>>> {
    fn go(market: &Market, left: &mut [u32], so_far: &mut Vec<Option<u32>>, all: &mut Vec<Vec<Option<u32>>>) {
        let Some(wishes) = market.wishes.get(so_far.len()) else {
            all.push(so_far.clone());
            return;
        };
        so_far.push(None);
        go(market, left, so_far, all);
        so_far.pop();
        for school in wishes {
            if left[*school as usize] > 0 {
                left[*school as usize] -= 1;
                so_far.push(Some(*school));
                go(market, left, so_far, all);
                so_far.pop();
                left[*school as usize] += 1;
            }
        }
    }
    let mut all = Vec::new();
    go(market, &mut market.seats.clone(), &mut Vec::new(), &mut all);
    all
}

/// Where an applicant has put what they got; past the end for nothing.
fn rank(wishes: &[u32], got: Option<u32>) -> usize {
    got.and_then(|school| wishes.iter().position(|other| *other == school)).unwrap_or(wishes.len())
}

/// Nobody would rather have a school that has a seat left or holds someone who stands behind them.
pub fn is_stable(market: &Market, matching: &[Option<u32>]) -> bool {
    let place = |school: u32, row: usize| market.orders[school as usize].iter().position(|r| *r as usize == row);
    market.wishes.iter().enumerate().all(|(row, wishes)| {
        wishes[..rank(wishes, matching[row])].iter().all(|school| {
            let Some(mine) = place(*school, row) else { return true };
            let held: Vec<usize> = (0..matching.len()).filter(|other| matching[*other] == Some(*school)).collect();
            held.len() == market.seats[*school as usize] as usize
                && held.iter().all(|other| place(*school, *other) < Some(mine))
        })
    })
}

fn market(dice: &mut Dice, people: u32, schools: u32) -> Market {
    let people = 1 + dice.below(people);
    let schools = 1 + dice.below(schools);
    let orders = (0..schools).map(|_| {
        let mut order: Vec<u32> = (0..people).collect();
        dice.shuffle(&mut order);
        order
    });
    let orders = orders.collect();
    let wishes = (0..people).map(|_| dice.some_of(schools, schools)).collect();
    Market { wishes, orders, seats: (0..schools).map(|_| dice.below(3)).collect() }
}

fn outcome(market: &Market, mechanism: Mechanism) -> Vec<Option<u32>> {
    let (draw, roster, tickets) = as_draw(market, round("r", mechanism));
    schools(&run(&draw, &roster, &tickets))
}

#[test]
fn deferred_acceptance_is_the_stable_matching_best_for_applicants() {
    let mut several = 0;
    for seed in 0..400 {
        let mut dice = Dice::new(seed);
        let mut market = market(&mut dice, 6, 4);
        if seed % 2 == 0 {
            // Two stable matchings need few seats and long lists.
            market.seats.fill(1);
            market.wishes.iter_mut().for_each(|wishes| *wishes = dice.all_of(market.orders.len() as u32));
        }
        let (draw, roster, tickets) = as_draw(&market, round("r", Mechanism::DeferredAcceptance));
        let results = run(&draw, &roster, &tickets);
        let found = schools(&results);
        let measured = &diagnose(&draw, &roster, &tickets, &results).rounds[0];
        assert_eq!((measured.envy.pairs, measured.waste.pairs), (0, 0), "seed {seed}");
        let stable: Vec<_> = every_matching(&market).into_iter().filter(|m| is_stable(&market, m)).collect();
        assert!(stable.contains(&found), "seed {seed}");
        let worst = school_proposing(&market);
        assert!(stable.contains(&worst), "seed {seed}");
        for other in &stable {
            for (row, wishes) in market.wishes.iter().enumerate() {
                let rank = |matching: &[Option<u32>]| rank(wishes, matching[row]);
                assert!(rank(&found) <= rank(other) && rank(other) <= rank(&worst), "seed {seed}");
            }
        }
        several += usize::from(stable.len() > 1);
    }
    assert!(several > 10, "only {several} markets had more than one stable matching");
}

/// Every list of some of the first `count` schools.
fn every_list(count: u32) -> Vec<Vec<u32>> {
    let mut lists = vec![Vec::new()];
    let mut at = 0;
    while at < lists.len() {
        for school in 0..count {
            if !lists[at].contains(&school) {
                let mut longer = lists[at].clone();
                longer.push(school);
                lists.push(longer);
            }
        }
        at += 1;
    }
    lists
}

/// How many applicants could have got more by handing in another list.
fn gains(market: &Market, outcome: impl Fn(&Market) -> Vec<Option<u32>>) -> usize {
    let honest = outcome(market);
    let mut gains = 0;
    for (row, wishes) in market.wishes.iter().enumerate() {
        gains += usize::from(every_list(market.seats.len() as u32).into_iter().any(|list| {
            let mut changed = market.clone();
            changed.wishes[row] = list;
            rank(wishes, outcome(&changed)[row]) < rank(wishes, honest[row])
        }));
    }
    gains
}

#[test]
fn nobody_gains_by_another_list_in_deferred_acceptance_or_top_trading_cycles() {
    for seed in 0..60 {
        let market = market(&mut Dice::new(seed), 5, 3);
        assert_eq!(gains(&market, |m| outcome(m, Mechanism::DeferredAcceptance)), 0, "seed {seed}");
        assert_eq!(gains(&market, top_trading_cycles), 0, "seed {seed}");
    }
}

#[test]
fn somebody_gains_by_another_list_in_immediate_acceptance() {
    for mechanism in [Mechanism::ImmediateAcceptance, Mechanism::ImmediateAcceptanceSkipping] {
        let gains = (0..60).map(|seed| gains(&market(&mut Dice::new(seed), 5, 3), |m| outcome(m, mechanism)));
        assert!(gains.sum::<usize>() > 0);
    }
}

#[test]
fn no_matching_gives_one_more_than_top_trading_cycles_and_others_no_less() {
    for seed in 0..300 {
        let market = market(&mut Dice::new(seed), 5, 4);
        let found = top_trading_cycles(&market);
        for other in every_matching(&market) {
            let better = |row: usize| {
                let wishes = &market.wishes[row];
                rank(wishes, other[row]).cmp(&rank(wishes, found[row]))
            };
            let all: Vec<_> = (0..found.len()).map(better).collect();
            assert!(all.iter().all(|o| o.is_eq()) || all.iter().any(|o| o.is_gt()), "seed {seed}");
        }
    }
}
