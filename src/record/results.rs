//! The results of a draw as tables: `tickets.tsv`, `placements.tsv`, `cutoffs.tsv`.

use super::Files;
use super::public::Public;
use super::roster::shown;
use super::tsv::Writer;
use crate::allocation::model::{Cutoff, Placement, Results, Round, Status, Tickets};

/// The file that holds the tickets.
pub const TICKETS: &str = "tickets.tsv";
/// The file that holds the result.
pub const PLACEMENTS: &str = "placements.tsv";
/// The file that says where each school's list ended.
pub const CUTOFFS: &str = "cutoffs.tsv";

/// The format of [`TICKETS`].
pub const TICKETS_FORMAT: &str = "ruxue-tickets/1";
/// The format of [`PLACEMENTS`].
pub const PLACEMENTS_FORMAT: &str = "ruxue-placements/1";
/// The format of [`CUTOFFS`].
pub const CUTOFFS_FORMAT: &str = "ruxue-cutoffs/1";

/// A ticket as the tables show it.
pub fn ticket(ticket: u64) -> String {
    format!("{ticket:016x}")
}

/// The three tables of a run.
pub fn write(public: &Public, tickets: &[Tickets], results: &Results) -> Files {
    Files::from([
        (TICKETS.to_owned(), write_tickets(public, tickets)),
        (PLACEMENTS.to_owned(), write_placements(public, results)),
        (CUTOFFS.to_owned(), write_cutoffs(public, results)),
    ])
}

/// The heads of the columns of tickets, each with its tickets.
fn ticket_columns<'a>(public: &'a Public, tickets: &'a [Tickets]) -> Vec<(String, &'a [u64])> {
    let mut columns = Vec::new();
    for ((round, pool), drawn) in public.draw.rounds.iter().zip(&public.roster.rounds).zip(tickets) {
        match drawn {
            Tickets::None => {}
            Tickets::Single(drawn) => columns.push((round.name.clone(), drawn.as_slice())),
            Tickets::AtSchool(schools) => {
                let part = pool.seats.iter().zip(&public.roster.schools).zip(schools);
                for ((_, code), drawn) in part.filter(|((seats, _), _)| seats.is_some()) {
                    columns.push((format!("{}/school={code}", round.name), drawn.as_slice()));
                }
            }
        }
    }
    columns
}

fn write_tickets(public: &Public, tickets: &[Tickets]) -> Vec<u8> {
    let columns = ticket_columns(public, tickets);
    let mut writer = Writer::new(TICKETS_FORMAT, columns.iter().map(|(head, _)| head));
    for (row, id) in public.roster.ids.iter().enumerate() {
        writer.row(id, columns.iter().map(|(_, drawn)| ticket(drawn[row])));
    }
    writer.finish()
}

fn write_placements(public: &Public, results: &Results) -> Vec<u8> {
    let mut writer = Writer::new(PLACEMENTS_FORMAT, ["status", "round", "school", "wish", "group"]);
    for (id, placement) in public.roster.ids.iter().zip(&results.placements) {
        writer.row(id, placement_cells(public, placement));
    }
    writer.finish()
}

/// The cells of a placement. Where a person decides, round and school say where seats are held, if any are.
fn placement_cells(public: &Public, placement: &Placement) -> [String; 5] {
    let round = |at: u32| public.draw.rounds[at as usize].name.as_str();
    let school = |at: u32| public.roster.schools[at as usize].as_str();
    let seats = |say: &dyn Fn(&(u32, u32)) -> String| placement.seats.iter().map(say).collect::<Vec<_>>().join(",");
    let rounds = seats(&|(at, _)| round(*at).to_owned());
    let schools = seats(&|(_, at)| school(*at).to_owned());
    let status = status(placement.status).to_owned();
    match placement.status {
        Status::Placed => {
            let group = placement.seats.first().zip(placement.group);
            let group = group.map(|((at, _), group)| group_name(&public.draw.rounds[*at as usize], group));
            let wish = placement.wish.map(|wish| wish.to_string()).unwrap_or_default();
            [status, rounds, schools, wish, group.unwrap_or_default()]
        }
        Status::Refer => [status, rounds, schools, String::new(), String::new()],
        Status::Unplaced => {
            let last = placement.last_round.map(|at| round(at).to_owned()).unwrap_or_default();
            [status, last, String::new(), String::new(), String::new()]
        }
    }
}

fn group_name(round: &Round, group: u32) -> String {
    round.groups.get(group as usize).map(|group| group.name.clone()).unwrap_or_default()
}

/// The word of a status in the tables.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Placed => "placed",
        Status::Refer => "refer",
        Status::Unplaced => "unplaced",
    }
}

fn write_cutoffs(public: &Public, results: &Results) -> Vec<u8> {
    let mut writer = Writer::new(CUTOFFS_FORMAT, ["seats", "applied", "admitted", "left", "cutoff"]);
    for (number, (round, ended)) in public.draw.rounds.iter().zip(&results.rounds).enumerate() {
        // Where there are groups, a row for each of them says where the school's list ended.
        let has_groups = !round.groups.is_empty();
        for cutoff in ended.cutoffs.iter().filter(|cutoff| cutoff.group.is_some() == has_groups) {
            let mut first = format!("{}/{}", round.name, public.roster.schools[cutoff.school as usize]);
            if let Some(group) = cutoff.group {
                first = format!("{first}/{}", group_name(round, group));
            }
            let count = |number: u32| number.to_string();
            let order = order(public, number, cutoff);
            let Cutoff { seats, applied, admitted, left, .. } = *cutoff;
            writer.row(&first, [count(seats), count(applied), count(admitted), count(left), order]);
        }
    }
    writer.finish()
}

/// The order of the last one taken: criteria joined by `,`, then the ticket; empty if nobody was refused.
pub fn order(public: &Public, round: usize, cutoff: &Cutoff) -> String {
    let Some((values, last)) = &cutoff.last else { return String::new() };
    let is_day = |at: usize| public.days.contains(&(round, at));
    let mut words: Vec<String> = values.iter().enumerate().map(|(at, value)| shown(*value, is_day(at))).collect();
    words.extend(last.map(ticket));
    words.join(",")
}
