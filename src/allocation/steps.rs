//! The mechanisms by simultaneous steps, as `grammar/DRAW.md` §4 writes them: what any round can be run by.
//!
//! In a step everyone who is not held applies to their next wish, then every school that someone applied to takes anew.
//! With linked applicants or tied ones the end may hang on who applies together with whom, so here the steps are the
//! definition and nothing is done out of turn.

use super::choice::{Candidate, Rules, Seats, Split, State, choose, may_have, numbers};
use super::model::{Ended, Mechanism, Status};
use super::order::Order;
use super::prepare::{NONE, Plan};

/// What the steps work on, kept from run to run.
#[derive(Default)]
pub(super) struct Steps {
    agents: Agents,
    /// By school: those held, sorted by key.
    held: Vec<Vec<Candidate>>,
    coming: Vec<Vec<Candidate>>,
    touched: Vec<u32>,
    /// Agents who apply next.
    queue: Vec<u32>,
    /// Agents not placed at the end of a band.
    rest: Vec<u32>,
    merged: Vec<Candidate>,
    left: Vec<u32>,
    /// By school and group.
    numbers: Vec<u32>,
    used: Vec<u32>,
    earlier: Vec<u32>,
    given: Vec<u32>,
}

/// Who applies as one.
#[derive(Default)]
pub(super) struct Agents {
    /// By agent, who is known by the first entry in it: the wish applied to, or [`NONE`].
    at: Vec<u32>,
    /// By agent: a place in `members`, or [`NONE`] for one alone.
    unit: Vec<u32>,
    members: Vec<Vec<u32>>,
}

impl Agents {
    /// The entries of an agent, in the order of rows.
    fn members<'a>(&'a self, agent: &'a u32) -> &'a [u32] {
        match self.unit[*agent as usize] {
            NONE => std::slice::from_ref(agent),
            unit => &self.members[unit as usize],
        }
    }

    /// Everyone who takes part, as the linked apply; `agents` is told who there is.
    pub(super) fn form(&mut self, plan: &Plan<'_>, active: &[u32], agents: &mut Vec<u32>) {
        self.at.clear();
        self.at.resize(plan.rows.len(), NONE);
        self.unit.clear();
        self.unit.resize(plan.rows.len(), NONE);
        self.members.clear();
        agents.clear();
        if !plan.together {
            agents.extend_from_slice(active);
            return;
        }
        let mut follows = vec![false; plan.rows.len()];
        for set in &plan.sets {
            let members: Vec<u32> = set.iter().copied().filter(|member| active.binary_search(member).is_ok()).collect();
            let alike = |m: &[u32]| m.windows(2).all(|two| plan.wishes_of(two[0]) == plan.wishes_of(two[1]));
            if members.len() > 1 && alike(&members) {
                members[1..].iter().for_each(|member| follows[*member as usize] = true);
                self.unit[members[0] as usize] = self.members.len() as u32;
                self.members.push(members);
            }
        }
        agents.extend(active.iter().copied().filter(|entry| !follows[*entry as usize]));
    }

    /// The members of an agent, those first who go first when not all fit.
    pub(super) fn ranked(&self, plan: &Plan<'_>, agent: u32, elder_first: bool) -> Vec<u32> {
        let mut members = self.members(&agent).to_vec();
        if elder_first {
            members.sort_by_key(|member| {
                let elder = plan.entries[*member as usize].elder;
                (elder.is_none(), elder, *member)
            });
        }
        members
    }
}

/// An agent as one who applies to the wish they have come to.
fn candidate(order: &Order<'_>, agents: &Agents, agent: u32) -> Candidate {
    let plan = order.plan;
    let wish = agents.at[agent as usize];
    let members = agents.members(&agent);
    let may = if plan.round.groups.is_empty() {
        u64::MAX
    } else {
        members.iter().fold(u64::MAX, |may, member| may & plan.entries[*member as usize].groups[wish as usize])
    };
    let size = members.len() as u32;
    Candidate { key: order.key(agent, wish), may, agent, size, group: NONE, state: State::Waiting }
}

/// Breaks up agents in a round whose order is known.
struct Splitter<'a, 'o> {
    order: &'a Order<'o>,
    agents: &'a mut Agents,
}

impl Split for Splitter<'_, '_> {
    fn split(&mut self, agent: u32, fit: u32, elder_first: bool, alone: &mut Vec<Candidate>) -> Candidate {
        let mut members = self.agents.ranked(self.order.plan, agent, elder_first);
        let wish = self.agents.at[agent as usize];
        let others = members.split_off(fit as usize);
        members.sort_unstable();
        self.agents.unit[agent as usize] = NONE;
        for other in others {
            self.agents.at[other as usize] = wish;
            alone.push(candidate(self.order, self.agents, other));
        }
        let stays = members[0];
        self.agents.at[stays as usize] = wish;
        if members.len() > 1 {
            self.agents.unit[stays as usize] = self.agents.members.len() as u32;
            self.agents.members.push(members);
        }
        candidate(self.order, self.agents, stays)
    }
}

impl Steps {
    /// Who applies as one, for others to work on.
    pub(super) fn agents(&mut self) -> &mut Agents {
        &mut self.agents
    }

    /// Runs a round's mechanism for those `active` on `seats`. `skipped`, by wish, is told of wishes passed over.
    pub(super) fn run(
        &mut self,
        order: &Order<'_>,
        active: &[u32],
        seats: &[u32],
        ended: &mut [Ended],
        skipped: &mut [bool],
    ) {
        let plan = order.plan;
        self.open(plan, active, seats);
        active.iter().for_each(|entry| ended[*entry as usize] = Ended::default());
        if plan.round.mechanism == Mechanism::ImmediateAcceptanceSkipping {
            while self.apply_skipping(order, skipped) {
                self.take(order);
                self.close(order, ended);
                self.queue.append(&mut self.rest);
            }
        } else {
            for band in &plan.bands {
                while self.apply(order, *band) {
                    self.take(order);
                }
                self.close(order, ended);
                self.queue.append(&mut self.rest);
            }
        }
    }

    fn open(&mut self, plan: &Plan<'_>, active: &[u32], seats: &[u32]) {
        let groups = &plan.round.groups;
        let numbers_each = groups.len().max(1);
        self.agents.form(plan, active, &mut self.queue);
        self.left.clear();
        self.left.extend_from_slice(seats);
        self.held.resize_with(seats.len().max(self.held.len()), Vec::new);
        self.held.iter_mut().for_each(Vec::clear);
        self.coming.resize_with(seats.len().max(self.coming.len()), Vec::new);
        self.coming.iter_mut().for_each(Vec::clear);
        self.numbers.clear();
        seats.iter().for_each(|seats| numbers(groups, *seats, &mut self.numbers));
        for list in [&mut self.used, &mut self.earlier, &mut self.given] {
            list.clear();
            list.resize(seats.len() * numbers_each, 0);
        }
        self.rest.clear();
        self.touched.clear();
    }

    /// Everyone in the queue applies to their next wish within the band; says whether anyone did.
    fn apply(&mut self, order: &Order<'_>, band: u32) -> bool {
        let plan = order.plan;
        let mut queue = std::mem::take(&mut self.queue);
        for agent in queue.drain(..) {
            let wishes = plan.wishes_of(agent);
            let at = &mut self.agents.at[agent as usize];
            let next = at.wrapping_add(1);
            if next < band && (next as usize) < wishes.len() {
                *at = next;
                self.come(order, agent, wishes[next as usize]);
            } else {
                self.rest.push(agent);
            }
        }
        self.queue = queue;
        !self.touched.is_empty()
    }

    /// Everyone in the queue applies to their next wish at a school with a seat left; says whether anyone did.
    fn apply_skipping(&mut self, order: &Order<'_>, skipped: &mut [bool]) -> bool {
        let plan = order.plan;
        let mut queue = std::mem::take(&mut self.queue);
        for agent in queue.drain(..) {
            let wishes = plan.wishes_of(agent);
            let mut next = self.agents.at[agent as usize].wrapping_add(1);
            while let Some(school) = wishes.get(next as usize) {
                if self.left[*school as usize] > 0 {
                    self.agents.at[agent as usize] = next;
                    self.come(order, agent, *school);
                    break;
                }
                for member in self.agents.members(&agent) {
                    skipped[(plan.start[*member as usize] + next) as usize] = true;
                }
                next += 1;
            }
        }
        self.queue = queue;
        !self.touched.is_empty()
    }

    /// An agent comes to a school.
    fn come(&mut self, order: &Order<'_>, agent: u32, school: u32) {
        let coming = &mut self.coming[school as usize];
        if coming.is_empty() {
            self.touched.push(school);
        }
        coming.push(candidate(order, &self.agents, agent));
    }

    /// Every school that someone applied to takes anew; the refused go into the queue.
    fn take(&mut self, order: &Order<'_>) {
        let round = order.plan.round;
        let rules =
            Rules { groups: &round.groups, end: round.end, last_seat: round.linked.map(|linked| linked.last_seat) };
        let each = round.groups.len().max(1);
        for school in self.touched.drain(..) {
            let school = school as usize;
            let groups = school * each..(school + 1) * each;
            let held = &mut self.held[school];
            merge(held, &mut self.coming[school], &mut self.merged);
            let seats = Seats {
                left: self.left[school],
                numbers: if round.groups.is_empty() { &[] } else { &self.numbers[groups.clone()] },
                used: &self.used[groups.clone()],
                earlier: &self.earlier[groups.clone()],
            };
            let mut splitter = Splitter { order, agents: &mut self.agents };
            choose(&rules, seats, held, &mut splitter, &mut self.given[groups]);
            held.retain(|candidate| {
                let refused = candidate.state == State::Waiting;
                if refused {
                    self.queue.push(candidate.agent);
                }
                !refused
            });
        }
    }

    /// What is held is final; the refused are left in the queue and the unplaced in `rest`.
    fn close(&mut self, order: &Order<'_>, ended: &mut [Ended]) {
        let plan = order.plan;
        let groups = &plan.round.groups;
        let each = groups.len().max(1);
        for (school, held) in self.held.iter_mut().enumerate() {
            if held.is_empty() {
                continue;
            }
            for held in held.drain(..) {
                let status = if held.state == State::Open { Status::Refer } else { Status::Placed };
                let group = (held.group != NONE).then_some(held.group);
                let wish = Some(self.agents.at[held.agent as usize] + 1);
                for member in self.agents.members(&held.agent) {
                    ended[*member as usize] = Ended { status, school: Some(school as u32), wish, group };
                }
                for (at, later) in groups.iter().enumerate().skip(held.group as usize + 1) {
                    if may_have(later, at, held.may) {
                        self.earlier[school * each + at] += held.size;
                    }
                }
            }
            for at in school * each..(school + 1) * each {
                let given = std::mem::take(&mut self.given[at]);
                self.used[at] = self.used[at].saturating_add(given);
                self.left[school] = self.left[school].saturating_sub(given);
            }
        }
    }
}

/// Brings those who come into those held, who are sorted.
fn merge(held: &mut Vec<Candidate>, coming: &mut Vec<Candidate>, merged: &mut Vec<Candidate>) {
    coming.sort_unstable_by_key(|candidate| candidate.key);
    merged.clear();
    let mut old = held.iter().peekable();
    for new in coming.drain(..) {
        while let Some(old) = old.next_if(|old| old.key < new.key) {
            merged.push(*old);
        }
        merged.push(new);
    }
    merged.extend(old);
    std::mem::swap(held, merged);
}
