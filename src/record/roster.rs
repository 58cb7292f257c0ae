//! `roster.tsv`: a row for each applicant, a few columns for each round, and what must hold among them.
//!
//! Cells become positions and numbers here, and go back to the same bytes. [`check`] holds for rosters that were read and
//! for rosters that are to be written, so that nothing is written that would not be read.

use super::fault::{Fault, quoted};
use super::names::{holds_card, is_id, is_name};
use super::rounds;
use super::tsv::{self, MOST, Writer};
use crate::allocation::model::{Draw, Entry, LastSeat, Roster, Round};
use crate::base::date::Date;
use std::collections::BTreeSet;

/// The file that holds the roster.
pub const FILE: &str = "roster.tsv";
/// Its format.
pub const FORMAT: &str = "ruxue-roster/1";

/// The criteria whose values are days: positions of the round and of the criterion. Their cells hold dates, and in a
/// [`Roster`] the number of days since 1970-01-01.
pub type Days = BTreeSet<(usize, usize)>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Pool,
    Criterion(usize),
    Groups,
    Linked,
    Elder,
    Wishes,
    Tiers,
}

/// The columns of a round, in their order.
fn layout(round: &Round) -> Vec<Column> {
    let mut columns = vec![Column::Pool];
    columns.extend((0..round.criteria.len()).map(Column::Criterion));
    if !round.groups.is_empty() {
        columns.push(Column::Groups);
    }
    if let Some(linked) = round.linked {
        columns.push(Column::Linked);
        if linked.last_seat == LastSeat::ElderFirst {
            columns.push(Column::Elder);
        }
    }
    columns.push(Column::Wishes);
    if round.guarantee {
        columns.push(Column::Tiers);
    }
    columns
}

fn head(round: &Round, column: Column) -> String {
    let name = match column {
        Column::Pool => "pool",
        Column::Criterion(at) => &round.criteria[at].name,
        Column::Groups => "groups",
        Column::Linked => "linked",
        Column::Elder => "elder",
        Column::Wishes => "wishes",
        Column::Tiers => "tiers",
    };
    format!("{}.{name}", round.name)
}

/// The heads of all columns after the first.
pub fn heads(draw: &Draw) -> Vec<String> {
    draw.rounds.iter().flat_map(|round| layout(round).into_iter().map(|column| head(round, column))).collect()
}

/// A value of a criterion as its cell shows it.
pub fn shown(value: Option<i64>, is_day: bool) -> String {
    match value {
        None => String::new(),
        Some(days) if is_day => day(days).map(|day| day.to_string()).unwrap_or_default(),
        Some(number) => number.to_string(),
    }
}

fn day(days: i64) -> Option<Date> {
    i32::try_from(days).ok().and_then(Date::from_days)
}

/// The bytes of `roster.tsv`. The roster has passed [`check`].
pub fn write(draw: &Draw, roster: &Roster, days: &Days) -> Vec<u8> {
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); roster.ids.len()];
    for (number, (round, pool)) in draw.rounds.iter().zip(&roster.rounds).enumerate() {
        let columns = layout(round);
        let mut entries = pool.entries.iter().peekable();
        for (row, cells) in cells.iter_mut().enumerate() {
            match entries.next_if(|entry| entry.row as usize == row) {
                Some(entry) => cells.extend(columns.iter().map(|c| cell(roster, days, number, round, entry, *c))),
                None => cells.extend(columns.iter().map(|_| String::new())),
            }
        }
    }
    let mut writer = Writer::new(FORMAT, heads(draw));
    for (id, cells) in roster.ids.iter().zip(cells) {
        writer.row(id, cells);
    }
    writer.finish()
}

fn cell(roster: &Roster, days: &Days, number: usize, round: &Round, entry: &Entry, column: Column) -> String {
    let join = |words: Vec<&str>| words.join(",");
    match column {
        Column::Pool => if entry.joins { "joins" } else { "in" }.to_owned(),
        Column::Criterion(at) => {
            let is_day = days.contains(&(number, at));
            entry.criteria[at].iter().map(|value| shown(*value, is_day)).collect::<Vec<_>>().join(",")
        }
        Column::Groups => {
            let names = |bits: u64| {
                let mine = round.groups.iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1);
                mine.map(|(_, group)| group.name.as_str()).collect::<Vec<_>>().join("+")
            };
            entry.groups.iter().map(|bits| names(*bits)).collect::<Vec<_>>().join(",")
        }
        Column::Linked => entry.linked.map(|row| roster.ids[row as usize].clone()).unwrap_or_default(),
        Column::Elder => shown(entry.elder, true),
        Column::Wishes => join(entry.wishes.iter().map(|at| roster.schools[*at as usize].as_str()).collect()),
        Column::Tiers => join(entry.tiers.iter().map(|at| roster.lists[*at as usize].0.as_str()).collect()),
    }
}

/// What is wrong in one cell.
type Bad = (String, String);

/// Reads `roster.tsv` into a roster that has its schools, lists and seats already.
pub fn read(draw: &Draw, roster: &mut Roster, bytes: &[u8]) -> Result<Days, Vec<Fault>> {
    let table = tsv::read(FILE, FORMAT, bytes)?;
    let wanted = heads(draw);
    if let Some(fault) = heads_differ(FILE, &table.columns, &wanted) {
        return Err(vec![fault]);
    }
    roster.ids = table.rows.iter().map(|row| row[0].to_owned()).collect();
    let mut days = Kinds::default();
    let mut faults = Vec::new();
    let mut first = 1;
    for (number, round) in draw.rounds.iter().enumerate() {
        let columns = layout(round);
        let mut entries = Vec::new();
        for (row, cells) in table.rows.iter().enumerate() {
            let cells = &cells[first..first + columns.len()];
            let at = |wanted: Column| columns.iter().position(|c| *c == wanted).map(|at| cells[at]);
            let mut refuse = |column: Column, (en, zh): Bad| {
                if faults.len() < MOST {
                    let fault = Fault::new(FILE, en, zh).line(row + 2).row(&roster.ids[row]);
                    faults.push(fault.column(&head(round, column)));
                }
            };
            let joins = match cells[0] {
                "in" => false,
                "joins" => true,
                "" => {
                    if let Some(at) = cells.iter().position(|cell| !cell.is_empty()) {
                        let en = "the applicant is not in the round's pool; leave the cell empty";
                        refuse(columns[at], (en.into(), "该申请人不在本轮名单内；此格应为空".into()));
                    }
                    continue;
                }
                other => {
                    let other = quoted(other);
                    refuse(
                        Column::Pool,
                        (format!("{other} is not `in`, `joins` or empty"), format!("{other} 不是 `in`、`joins` 或空")),
                    );
                    continue;
                }
            };
            let mut entry = Entry { row: row as u32, joins, ..Entry::default() };
            match list(at(Column::Wishes).unwrap_or_default(), |code| position(&roster.schools, code, "plan.tsv")) {
                Ok(wishes) => entry.wishes = wishes,
                Err(bad) => refuse(Column::Wishes, bad),
            }
            for (criterion, (asked, cell)) in round.criteria.iter().zip(&cells[1..]).enumerate() {
                let count = if asked.per_wish { entry.wishes.len() } else { 1 };
                match values(cell, count, asked.per_wish, |value| days.value((number, criterion), value)) {
                    Ok(values) => entry.criteria.push(values),
                    Err(bad) => refuse(Column::Criterion(criterion), bad),
                }
            }
            if let Some(cell) = at(Column::Groups) {
                match values(cell, entry.wishes.len(), true, |names| bits(round, names)) {
                    Ok(groups) => entry.groups = groups,
                    Err(bad) => refuse(Column::Groups, bad),
                }
            }
            if let Some(cell) = at(Column::Linked).filter(|cell| !cell.is_empty()) {
                match position(&roster.ids, cell, FILE) {
                    Ok(row) => entry.linked = Some(row),
                    Err(bad) => refuse(Column::Linked, bad),
                }
            }
            if let Some(cell) = at(Column::Elder).filter(|cell| !cell.is_empty()) {
                match Date::parse_iso(cell) {
                    Some(day) => entry.elder = Some(i64::from(day.days())),
                    None => refuse(
                        Column::Elder,
                        (format!("{} is no date", quoted(cell)), format!("{} 不是日期", quoted(cell))),
                    ),
                }
            }
            if let Some(cell) = at(Column::Tiers) {
                match list(cell, |name| named(&roster.lists, name)) {
                    Ok(tiers) => entry.tiers = tiers,
                    Err(bad) => refuse(Column::Tiers, bad),
                }
            }
            entries.push(entry);
        }
        first += columns.len();
        if let Some(pool) = roster.rounds.get_mut(number) {
            pool.entries = entries;
        }
    }
    for (number, criterion) in &days.mixed {
        let column = head(&draw.rounds[*number], Column::Criterion(*criterion));
        faults.push(
            Fault::new(FILE, "numbers and dates stand in one column", "同一列中既有数字又有日期").column(&column),
        );
    }
    if faults.is_empty() { Ok(days.days) } else { Err(faults) }
}

/// Which criteria hold days: their cells say so, and a column does not mix.
#[derive(Default)]
struct Kinds {
    days: Days,
    numbers: Days,
    mixed: Days,
}

impl Kinds {
    fn value(&mut self, at: (usize, usize), cell: &str) -> Result<Option<i64>, Bad> {
        if cell.is_empty() {
            return Ok(None);
        }
        let (value, own, other) = match Date::parse_iso(cell) {
            Some(day) => (i64::from(day.days()), &mut self.days, &self.numbers),
            None => (number(cell)?, &mut self.numbers, &self.days),
        };
        own.insert(at);
        if other.contains(&at) {
            self.mixed.insert(at);
        }
        Ok(Some(value))
    }
}

fn number(cell: &str) -> Result<i64, Bad> {
    match cell.parse::<i64>() {
        Ok(number) if number.to_string() == cell => Ok(number),
        _ => {
            let cell = quoted(cell);
            Err((
                format!("{cell} is neither a whole number nor a date such as 2018-03-01"),
                format!("{cell} 既不是整数，也不是 2018-03-01 这样的日期"),
            ))
        }
    }
}

/// A cell of words joined by commas; an empty cell has none.
fn list<T>(cell: &str, read: impl FnMut(&str) -> Result<T, Bad>) -> Result<Vec<T>, Bad> {
    if cell.is_empty() { Ok(Vec::new()) } else { cell.split(',').map(read).collect() }
}

/// A cell with as many values as there are wishes, or just one.
fn values<T>(
    cell: &str,
    count: usize,
    per_wish: bool,
    mut read: impl FnMut(&str) -> Result<T, Bad>,
) -> Result<Vec<T>, Bad> {
    if !per_wish {
        return Ok(vec![read(cell)?]);
    }
    if count == 0 && cell.is_empty() {
        return Ok(Vec::new());
    }
    let parts: Vec<&str> = cell.split(',').collect();
    if parts.len() != count {
        return Err((
            format!("there are {} values for {count} wishes; write one for each, joined by `,`", parts.len()),
            format!("有 {} 个值，志愿有 {count} 个；应逐一对应，以 `,` 相连", parts.len()),
        ));
    }
    parts.into_iter().map(read).collect()
}

fn bits(round: &Round, names: &str) -> Result<u64, Bad> {
    let mut bits = 0;
    for name in names.split('+').filter(|_| !names.is_empty()) {
        match round.groups.iter().position(|group| group.name == name) {
            Some(bit) if bit < 64 => bits |= 1 << bit,
            _ => {
                let name = quoted(name);
                return Err((format!("{name} is no seat group of the round"), format!("{name} 不是本轮的学位组")));
            }
        }
    }
    Ok(bits)
}

fn position(sorted: &[String], word: &str, file: &str) -> Result<u32, Bad> {
    match sorted.binary_search_by(|one| one.as_str().cmp(word)) {
        Ok(at) => Ok(at as u32),
        Err(_) => {
            let word = quoted(word);
            Err((format!("{word} has no row in {file}"), format!("{word} 在 {file} 中没有对应的行")))
        }
    }
}

fn named(lists: &[(String, Vec<u32>)], name: &str) -> Result<u32, Bad> {
    match lists.binary_search_by(|(one, _)| one.as_str().cmp(name)) {
        Ok(at) => Ok(at as u32),
        Err(_) => {
            let name = quoted(name);
            Err((format!("{name} is no list of lists.tsv"), format!("{name} 不是 lists.tsv 中的名单")))
        }
    }
}

/// Says where the heads of a table are not those that the rounds ask for.
pub fn heads_differ(file: &str, found: &[&str], wanted: &[String]) -> Option<Fault> {
    let at =
        (0..found.len().max(wanted.len())).find(|at| found.get(*at).copied() != wanted.get(*at).map(String::as_str))?;
    let found = found.get(at).map_or_else(|| "-".to_owned(), |head| quoted(head));
    let wanted = wanted.get(at).map_or_else(|| "-".to_owned(), |head| quoted(head));
    let column = at + 2;
    Some(
        Fault::new(
            file,
            format!("the head of column {column} is {found}; the rounds ask for {wanted}"),
            format!("第 {column} 列的表头是 {found}；按轮次应为 {wanted}"),
        )
        .line(1),
    )
}

/// What must hold of a draw and its roster before they are written: names and ids, what the allocation asks for, and that
/// every cell has one spelling.
pub fn check(draw: &Draw, roster: &Roster, days: &Days) -> Vec<Fault> {
    let mut faults = rounds::check(draw);
    check_ids(FILE, &roster.ids, &mut faults);
    check_ids("plan.tsv", &roster.schools, &mut faults);
    for (at, (name, _)) in roster.lists.iter().enumerate() {
        if !is_name(name) || holds_card(name) || at > 0 && roster.lists[at - 1].0 >= *name {
            let (en, zh) = ("this cannot be the list's name, or it is out of order", "名单名称不合规，或次序不对");
            faults.push(Fault::new("lists.tsv", en, zh).line(at + 2).row(name));
        }
    }
    if !roster.lists.is_empty() && !draw.rounds.iter().any(|round| round.guarantee) {
        let (en, zh) = ("no round has a guarantee, so there are no lists", "没有轮次设保障，不应有名单");
        faults.push(Fault::new("lists.tsv", en, zh));
    }
    if faults.is_empty() {
        faults = rounds::check_sense(draw, roster);
    }
    if faults.is_empty() {
        check_cells(draw, roster, days, &mut faults);
    }
    faults
}

/// That entries stand in the order of the rows, and that days are days.
fn check_cells(draw: &Draw, roster: &Roster, days: &Days, faults: &mut Vec<Fault>) {
    for (number, (round, pool)) in draw.rounds.iter().zip(&roster.rounds).enumerate() {
        if !pool.entries.is_sorted_by(|one, other| one.row < other.row) {
            let (en, zh) = ("the entries of a round are not in the order of the rows", "本轮各人未按名册次序排列");
            faults.push(Fault::new(FILE, en, zh).row(&round.name));
        }
        let elder_counts = round.linked.is_some_and(|linked| linked.last_seat == LastSeat::ElderFirst);
        for entry in &pool.entries {
            let is_bad = |(at, values): (usize, &Vec<Option<i64>>)| {
                days.contains(&(number, at)) && values.iter().flatten().any(|days| day(*days).is_none())
            };
            let column = if let Some(at) = entry.criteria.iter().enumerate().position(is_bad) {
                Column::Criterion(at)
            } else if entry.elder.is_some_and(|days| !elder_counts || day(days).is_none()) {
                Column::Elder
            } else {
                continue;
            };
            let (en, zh) =
                ("the day is outside the calendar, or the round does not ask for it", "日期超出历法范围，或本轮不用");
            let row = entry.row as usize;
            faults.push(Fault::new(FILE, en, zh).line(row + 2).row(&roster.ids[row]).column(&head(round, column)));
        }
    }
}

/// Ids and codes: of the right form, no identity-card number, in order, none twice.
fn check_ids(file: &str, ids: &[String], faults: &mut Vec<Fault>) {
    for (at, id) in ids.iter().enumerate() {
        let mut fault = |en: String, zh: String| {
            if faults.len() < MOST {
                faults.push(Fault::new(file, en, zh).line(at + 2).row(id));
            }
        };
        let shown = quoted(id);
        if holds_card(id) {
            fault(
                format!("{shown} holds an identity-card number; use opaque ids"),
                format!("{shown} 含有居民身份证号码；请改用编号"),
            );
        } else if !is_id(id) {
            fault(
                format!("{shown} is no id: a letter or digit, then up to 63 letters, digits, `_` and `-`"),
                format!("{shown} 不是编号：首字为字母或数字，其后至多 63 个字母、数字、`_`、`-`"),
            );
        } else if at > 0 && ids[at - 1] >= *id {
            fault(format!("{shown} stands twice or out of order"), format!("{shown} 重复或次序不对"));
        }
    }
}
