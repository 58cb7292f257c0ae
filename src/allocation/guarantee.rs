//! The guarantee: everyone whom the mechanism left is sought a seat in their tiers.
//!
//! Which applicants can be seated together is a matroid (they are matched to seats), so taking them in order, each who can be
//! seated with all before, is the best that the order allows; a search for a way to move others decides each. When the
//! search fails, the schools it reached are full, and whoever sits there by the guarantee has all their tiers among them
//! (Hall): no later search can find a seat there, so they are closed at once and together are the proof.
//!
//! The second pass hangs on who can be seated, not on where the first happened to seat them.

use super::model::{Ended, Status};
use super::order::Order;
use super::prepare::NONE;

/// Seats being sought, by place in the order.
struct Seating<'a> {
    /// The schools of each distinct list of tiers.
    tiers: &'a [Vec<u32>],
    tiers_of: Vec<u32>,
    left: Vec<u32>,
    closed: Vec<bool>,
    /// Those who may still be moved, by school.
    seated: Vec<Vec<u32>>,
    /// The school of each, or [`NONE`].
    seat: Vec<u32>,
    reached: Vec<u32>,
    /// By school: who would move there.
    mover: Vec<u32>,
    seen_tiers: Vec<bool>,
}

impl Seating<'_> {
    fn is_free(&self, school: u32) -> bool {
        self.seated[school as usize].len() < self.left[school as usize] as usize
    }

    /// Whether `person` can have a seat at one of `schools` by moving others; if so, all are moved. If not, `reached` holds
    /// every school looked at.
    fn seat(&mut self, person: u32, schools: &[u32]) -> bool {
        self.mover.fill(NONE);
        self.seen_tiers.fill(false);
        self.reached.clear();
        self.reach(person, schools);
        let mut at = 0;
        while at < self.reached.len() {
            let school = self.reached[at];
            if self.is_free(school) {
                self.walk_back(person, school);
                return true;
            }
            for other in 0..self.seated[school as usize].len() {
                let other = self.seated[school as usize][other];
                let tiers = self.tiers_of[other as usize];
                if !std::mem::replace(&mut self.seen_tiers[tiers as usize], true) {
                    let tiers = self.tiers;
                    self.reach(other, &tiers[self.tiers_of[other as usize] as usize]);
                }
            }
            at += 1;
        }
        false
    }

    fn reach(&mut self, person: u32, schools: &[u32]) {
        for school in schools {
            let mover = &mut self.mover[*school as usize];
            if *mover == NONE && !self.closed[*school as usize] {
                *mover = person;
                self.reached.push(*school);
            }
        }
    }

    /// Moves everyone on the way from `person` to the free seat.
    fn walk_back(&mut self, person: u32, free: u32) {
        let mut school = free;
        loop {
            let mover = self.mover[school as usize];
            let before = std::mem::replace(&mut self.seat[mover as usize], school);
            self.seated[school as usize].push(mover);
            if mover == person {
                return;
            }
            self.leave(mover, before);
            school = before;
        }
    }

    fn leave(&mut self, person: u32, school: u32) {
        let seated = &mut self.seated[school as usize];
        if let Some(at) = seated.iter().position(|other| *other == person) {
            seated.swap_remove(at);
        }
    }
}

/// Seats those `unplaced` on the seats that are `left`, or refers them; says who cannot be seated and which schools show it.
pub(super) fn run(
    order: &Order<'_>,
    unplaced: &[u32],
    left: Vec<u32>,
    ended: &mut [Ended],
) -> Option<(Vec<u32>, Vec<u32>)> {
    let plan = order.plan;
    let mut line = unplaced.to_vec();
    line.sort_by_cached_key(|entry| order.key_of_guarantee(*entry));
    let tiers: Vec<Vec<u32>> = plan
        .tiers
        .iter()
        .map(|schools| schools.iter().copied().filter(|school| plan.takes_part[*school as usize]).collect())
        .collect();
    let mut seating = Seating {
        tiers: &tiers,
        tiers_of: line.iter().map(|entry| plan.tiers_of[*entry as usize]).collect(),
        closed: vec![false; left.len()],
        seated: vec![Vec::new(); left.len()],
        seat: vec![NONE; line.len()],
        reached: Vec::new(),
        mover: vec![NONE; left.len()],
        seen_tiers: vec![false; tiers.len()],
        left,
    };
    let schools_of = |seating: &Seating<'_>, person: u32| &tiers[seating.tiers_of[person as usize] as usize];
    let mut beyond = Vec::new();
    for person in 0..line.len() as u32 {
        let schools = schools_of(&seating, person);
        if !seating.seat(person, schools) {
            beyond.push(person);
            for at in 0..seating.reached.len() {
                let school = seating.reached[at] as usize;
                seating.closed[school] = true;
            }
        }
    }
    let proof = beyond.iter().flat_map(|person| schools_of(&seating, *person));
    let mut proof: Vec<u32> = proof.copied().chain((0..).zip(&seating.closed).filter(|c| *c.1).map(|c| c.0)).collect();
    proof.sort_unstable();
    proof.dedup();
    seating.closed.fill(false);

    for person in 0..line.len() as u32 {
        let entry = line[person as usize] as usize;
        let given = seating.seat[person as usize];
        if given == NONE {
            ended[entry] = Ended { status: Status::Refer, ..Ended::default() };
            continue;
        }
        // They rise from their seat and try one school after the other; at the latest their own seat takes them back.
        seating.leave(person, given);
        let found =
            schools_of(&seating, person).iter().find(|school| seating.seat(person, std::slice::from_ref(school)));
        let school = *found.unwrap_or(&given);
        seating.leave(person, school);
        seating.left[school as usize] -= 1;
        ended[entry] = Ended { status: Status::Placed, school: Some(school), wish: Some(0), group: None };
    }
    let mut rows: Vec<u32> = beyond.iter().map(|person| plan.rows[line[*person as usize] as usize]).collect();
    rows.sort_unstable();
    (!rows.is_empty()).then_some((rows, proof))
}
