//! From a fact to the cell that states it.
//!
//! What is written reads back as the same fact. Names are used, or labels where asked for and where the label would
//! be read as the same member.

use super::{EMPTY, NO, NONE, OPEN, PRESENT, YES, is_word, tongue_of};
use crate::base::month::MonthSet;
use crate::base::tongue::Tongue;
use crate::ir::{Base, Policy, Type};
use crate::tables::single_key;
use crate::value::{Fact, Value};

/// The cell that states a fact of a type; with `labels` in the words of the policy's people, otherwise by names.
///
/// The items of a list of records stand in columns of their own; in one cell only the empty list can be stated, and
/// for a record only that it is there.
pub fn show(policy: &Policy, ty: Type, fact: &Fact, labels: bool) -> String {
    let tongue = if labels { tongue_of(policy) } else { Tongue::En };
    let word = |words: &[&str]| tongue.pick(words[0], words[1]).to_owned();
    match fact {
        Fact::Unknown => String::new(),
        Fact::None => word(&NONE),
        Fact::Known(Value::Record(_)) => word(&PRESENT),
        Fact::Known(Value::Months(months)) if months.is_empty() => word(&EMPTY),
        Fact::Known(Value::Set(members)) if members.is_empty() => word(&EMPTY),
        Fact::Known(Value::Set(members)) => {
            joined(members.iter().map(|at| scalar(policy, ty.base, &Value::Enum(*at), labels, tongue)))
        }
        Fact::Known(Value::List(list)) => {
            if matches!(ty.base, Base::Record(_)) && !list.items.is_empty() {
                return String::new();
            }
            let mark = if list.open { OPEN } else { "" };
            match joined(list.items.iter().map(|item| scalar(policy, ty.base, item, labels, tongue))) {
                items if items.is_empty() && !list.open => word(&EMPTY),
                items if items.is_empty() => mark.to_owned(),
                items if list.open => format!("{items};{mark}"),
                items => items,
            }
        }
        Fact::Known(value) => scalar(policy, ty.base, value, labels, tongue),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(";")
}

fn scalar(policy: &Policy, base: Base, value: &Value, labels: bool, tongue: Tongue) -> String {
    match value {
        Value::Bool(yes) => {
            let words = if *yes { YES } else { NO };
            tongue.pick(words[0], words[1]).to_owned()
        }
        Value::Int(whole) => whole.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Moment(moment) => moment.to_string().replace('T', " "),
        Value::Month(month) => month.to_string(),
        Value::Months(months) => show_months(months),
        Value::Enum(at) => member(policy, base, *at, labels),
        Value::Id(text) | Value::Text(text) => text.to_string(),
        Value::Record(_) => tongue.pick(PRESENT[0], PRESENT[1]).to_owned(),
        Value::Set(_) | Value::List(_) => String::new(),
    }
}

/// The label of a member if it reads back, otherwise its name.
fn member(policy: &Policy, base: Base, at: u16, labels: bool) -> String {
    let mut base = base;
    // A key may be a member of an enum.
    for _ in 0..super::DEPTH {
        let Base::Row(table) = base else { break };
        let Some(key) = policy.tables.get(table.index()).and_then(single_key) else { break };
        base = key.ty.base;
    }
    let Base::Enum(id) = base else { return at.to_string() };
    let Some(named) = policy.enums.get(id.index()).and_then(|of| of.members.get(usize::from(at)).map(|m| (of, m)))
    else {
        return String::new();
    };
    let (of, member) = named;
    let Some(label) = member.label.as_deref().filter(|_| labels) else { return member.name.clone() };
    let others = of.members.iter().filter(|other| other.name != member.name);
    let mut taken = others.flat_map(|other| [Some(other.name.as_str()), other.label.as_deref()]).flatten();
    let parts = [';', '；', '…'];
    if is_word(label, &NONE) || is_word(label, &EMPTY) || label.contains(parts) || taken.any(|word| word == label) {
        return member.name.clone();
    }
    label.to_owned()
}

/// Runs of three months or more as ranges, the others one by one.
fn show_months(months: &MonthSet) -> String {
    let all: Vec<_> = months.0.iter().copied().collect();
    let runs = all.chunk_by(|a, b| a.number() + 1 == b.number());
    // A range may not be longer than a century.
    let short = runs.flat_map(|run| run.chunks(1200));
    joined(short.map(|run| match run {
        [first, .., last] if run.len() > 2 => format!("{first}..{last}"),
        few => joined(few.iter().map(ToString::to_string)),
    }))
}
