//! Two mechanisms that no round has, for comparison: top trading cycles, and deferred acceptance proposed by the schools.
//!
//! They take strict orders as plain lists and know nothing of rounds. Neither does anything by chance; the end of top
//! trading cycles does not hang on which cycle is cleared first.

use super::prepare::NONE;

/// Applicants, schools and how each orders the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Market {
    /// For each applicant the schools they want, the most wanted first.
    pub wishes: Vec<Vec<u32>>,
    /// For each school the applicants that it may take, the first first.
    pub orders: Vec<Vec<u32>>,
    /// The seats of each school.
    pub seats: Vec<u32>,
}

/// Top trading cycles with seats: everyone points at the school they want most of those with seats left, every school
/// at the first applicant left in its order, and whoever is on a cycle gets what they point at.
///
/// An applicant and a school that do not both name each other are never joined.
pub fn top_trading_cycles(market: &Market) -> Vec<Option<u32>> {
    let Market { wishes, orders, seats } = market;
    let acceptable = acceptable(market);
    let mut left = seats.clone();
    let mut got = vec![None; wishes.len()];
    let mut out = vec![false; wishes.len()];
    let (mut wish, mut first) = (vec![0usize; wishes.len()], vec![0usize; orders.len()]);
    // The applicant at whom a school points: the first in its order who is not out.
    let mut walk: Vec<u32> = Vec::new();
    let mut on_walk = vec![NONE; wishes.len()];
    let mut start = 0;
    loop {
        let person = match walk.last() {
            Some(person) => *person,
            None => {
                while start < wishes.len() && out[start] {
                    start += 1;
                }
                if start == wishes.len() {
                    return got;
                }
                on_walk[start] = 0;
                walk.push(start as u32);
                start as u32
            }
        };
        let at = person as usize;
        let wanted = loop {
            match wishes[at].get(wish[at]) {
                None => break None,
                Some(school) if left[*school as usize] > 0 && acceptable(person, *school) => break Some(*school),
                Some(_) => wish[at] += 1,
            }
        };
        let Some(school) = wanted else {
            // No school with a seat is left for them; whoever pointed at them points anew.
            out[at] = true;
            on_walk[at] = NONE;
            walk.pop();
            continue;
        };
        let order = &orders[school as usize];
        let head = &mut first[school as usize];
        while out[order[*head] as usize] {
            *head += 1;
        }
        let next = order[*head];
        if on_walk[next as usize] == NONE {
            on_walk[next as usize] = walk.len() as u32;
            walk.push(next);
            continue;
        }
        for person in walk.drain(on_walk[next as usize] as usize..) {
            let at = person as usize;
            let school = wishes[at][wish[at]];
            got[at] = Some(school);
            left[school as usize] -= 1;
            out[at] = true;
            on_walk[at] = NONE;
        }
    }
}

/// Deferred acceptance proposed by the schools: the stable matching that is best for schools and worst for applicants.
pub fn school_proposing(market: &Market) -> Vec<Option<u32>> {
    let Market { wishes, orders, seats } = market;
    let rank = |person: u32, school: u32| wishes[person as usize].iter().position(|other| *other == school);
    let mut got: Vec<Option<u32>> = vec![None; wishes.len()];
    let mut next = vec![0usize; orders.len()];
    let mut left = seats.clone();
    let mut open: Vec<u32> = (0..orders.len() as u32).collect();
    while let Some(school) = open.pop() {
        let at = school as usize;
        while left[at] > 0
            && let Some(person) = orders[at].get(next[at])
        {
            next[at] += 1;
            let Some(offered) = rank(*person, school) else { continue };
            let held = got[*person as usize];
            if held.is_some_and(|held| rank(*person, held) < Some(offered)) {
                continue;
            }
            left[at] -= 1;
            if let Some(before) = got[*person as usize].replace(school) {
                left[before as usize] += 1;
                open.push(before);
            }
        }
    }
    got
}

/// Whether a school has an applicant in its order.
fn acceptable(market: &Market) -> impl Fn(u32, u32) -> bool {
    let mut known: Vec<Vec<u32>> = market.orders.clone();
    known.iter_mut().for_each(|order| order.sort_unstable());
    move |person, school| known[school as usize].binary_search(&person).is_ok()
}
