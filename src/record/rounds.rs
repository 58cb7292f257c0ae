//! What a draw and its rounds may be called, so that columns and scopes can carry the names, and where in the files what
//! the allocation finds amiss is to be mended.

use super::fault::{Fault, quoted};
use super::names::{is_draw, is_name};
use super::roster;
use super::tsv::MOST;
use crate::allocation::model::{Draw, Roster};
use crate::allocation::problem::{self, Problem};
use crate::allocation::validate;
use crate::base::card::mask;
use crate::base::tongue::Tongue;

/// The file that holds the rounds.
pub const FILE: &str = "rounds.json";

/// Names that cannot be.
pub fn check(draw: &Draw) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !is_draw(&draw.draw) {
        let name = quoted(&draw.draw);
        let en = format!("{name} is not of the form `YEAR/STAGE/DRAW`");
        faults.push(Fault::new(FILE, en, format!("{name} 应写作“年份/学段/派位”")).column("draw"));
    }
    for round in &draw.rounds {
        let criteria = round.criteria.iter().map(|criterion| ("criteria", &criterion.name));
        let groups = round.groups.iter().map(|group| ("groups", &group.name));
        for (key, name) in std::iter::once(("name", &round.name)).chain(criteria).chain(groups) {
            if !is_name(name) {
                let name = quoted(name);
                let fault = Fault::new(
                    FILE,
                    format!("{name} cannot be a name: 1 to 64 characters, of ASCII only letters, digits, `_` and `-`"),
                    format!("{name} 不能用作名称：1 至 64 字，ASCII 字符只限字母、数字、`_` 和 `-`"),
                );
                faults.push(fault.row(&round.name).column(key));
            }
        }
    }
    faults
}

/// What the allocation finds amiss in a draw and its roster.
pub fn check_sense(draw: &Draw, roster: &Roster) -> Vec<Fault> {
    validate(draw, roster).iter().take(MOST).map(|problem| place(roster, problem)).collect()
}

/// Where a problem is to be mended.
fn place(roster: &Roster, problem: &Problem) -> Fault {
    let says = |tongue| mask(&problem.sentence(tongue));
    let (en, zh) = (says(Tongue::En), says(Tongue::Zh));
    let Some(applicant) = &problem.applicant else {
        let fault = Fault::new(FILE, en, zh);
        return match &problem.round {
            Some(round) => fault.row(round),
            None => fault,
        };
    };
    let mut fault = Fault::new(roster::FILE, en, zh).row(applicant);
    if let Ok(row) = roster.ids.binary_search(applicant) {
        fault = fault.line(row + 2);
    }
    match (&problem.round, column(&problem.fault)) {
        (Some(round), Some(column)) => fault.column(&format!("{round}.{column}")),
        _ => fault,
    }
}

/// The column that a fault of one applicant is about.
fn column(fault: &problem::Fault) -> Option<&str> {
    use problem::Fault::*;
    Some(match fault {
        WishTwice(_) | WishWithoutSeats(_) | NoSuchSchool(..) => "wishes",
        GroupsOfEntry(..) | NoSuchGroup(..) => "groups",
        LinkedInVain | LinkedAmiss(_) => "linked",
        TiersInVain | NoSuchList(..) | Twice(_) => "tiers",
        JoinsFromNowhere | SeveralWinsUnsaid(..) | RowTwice => "pool",
        ValuesOfCriterion(criterion, ..) => criterion,
        _ => return None,
    })
}
