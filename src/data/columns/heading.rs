//! From one heading to the field that it names.
//!
//! A heading is a path of names or labels, mixed as one likes: `home.district`, `房屋.所在区`, `guardian1.relation`,
//! `监护人[1].关系`, `guardian1.jobs2.since`. The number of items of a list has the heading `guardian.count` or
//! `监护人.个数` (`人数` and `数量` are understood). Full-width points and brackets are read like the usual ones. A label
//! may itself hold points and digits, so every way to read the heading is tried.

use super::super::cell::fold;
use crate::ir::{Base, Field, Policy, Shape};
use unicode_normalization::UnicodeNormalization;

/// The words for the number of a list's items; the first two are written.
pub const COUNT: [&str; 4] = ["count", "个数", "人数", "数量"];

/// The most items of a list that has no bound of its own.
pub const MOST_ITEMS: u32 = 1000;

/// One step from a form to what a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// To a field, by position.
    Field(usize),
    /// To an item, from 1.
    Item(u32),
    /// To the number of items.
    Count,
}

/// What a heading can mean.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meaning {
    /// The place at the end of this path.
    Place(Vec<Step>),
    /// A field of a list's items, if only it had the number of one: here with the number 1.
    Unnumbered(Vec<Step>),
    /// An item that the list cannot have; it can have so many.
    NoSuchItem(u32),
}

/// Every meaning of a heading among the fields, the best kind only; none if it means nothing.
pub(super) fn meanings(policy: &Policy, fields: &[Field], heading: &str) -> Vec<Meaning> {
    let heading: String = heading.nfkc().map(|c| if c == '。' { '.' } else { c }).collect();
    for spell in [as_is, fold] {
        let search = Search { policy, spell, top: fields };
        let mut found = Vec::new();
        search.walk(fields, &spell(&heading), &mut Vec::new(), &mut found);
        found.sort();
        found.dedup();
        // The kinds are ordered: what is a place needs no other explanation.
        if let Some(best) = found.first().map(std::mem::discriminant) {
            found.retain(|meaning| std::mem::discriminant(meaning) == best);
            return found;
        }
    }
    Vec::new()
}

fn as_is(word: &str) -> String {
    word.nfkc().collect()
}

struct Search<'p> {
    policy: &'p Policy,
    /// How words are spelled before they are compared.
    spell: fn(&str) -> String,
    top: &'p [Field],
}

impl Search<'_> {
    fn walk(&self, fields: &[Field], rest: &str, path: &mut Vec<Step>, found: &mut Vec<Meaning>) {
        for (at, field) in fields.iter().enumerate() {
            let words = [Some(field.named.name.as_str()), field.named.label.as_deref()];
            for word in words.into_iter().flatten().map(self.spell) {
                // An empty label names nothing.
                if let Some(rest) = rest.strip_prefix(word.as_str()).filter(|_| !word.is_empty()) {
                    path.push(Step::Field(at));
                    self.field(field, rest, path, found);
                    path.pop();
                }
            }
        }
    }

    fn field(&self, field: &Field, rest: &str, path: &mut Vec<Step>, found: &mut Vec<Meaning>) {
        if rest.is_empty() {
            found.push(Meaning::Place(path.clone()));
            return;
        }
        let below = rest.trim_start().strip_prefix('.').map(str::trim_start);
        match (field.ty.shape, field.ty.base) {
            (Shape::One, Base::Record(record)) => {
                if let Some(rest) = below {
                    self.walk(self.fields_of(record), rest, path, found);
                }
            }
            (Shape::List(most), base) => {
                if below.is_some_and(|rest| COUNT.contains(&rest)) {
                    path.push(Step::Count);
                    found.push(Meaning::Place(path.clone()));
                    path.pop();
                }
                match numbered(rest) {
                    Some((item, rest)) => self.item(item, most.unwrap_or(MOST_ITEMS), base, rest, path, found),
                    None => {
                        // As if the item had its number.
                        let (Some(rest), Base::Record(_)) = (below, base) else { return };
                        let mut inner = Vec::new();
                        self.item(1, 1, base, &format!(".{rest}"), path, &mut inner);
                        found.extend(inner.into_iter().filter_map(|meaning| match meaning {
                            Meaning::Place(path) => Some(Meaning::Unnumbered(path)),
                            _ => None,
                        }));
                    }
                }
            }
            _ => {}
        }
    }

    fn item(&self, item: u32, most: u32, base: Base, rest: &str, path: &mut Vec<Step>, found: &mut Vec<Meaning>) {
        path.push(Step::Item(item));
        let mut inner = Vec::new();
        if rest.is_empty() {
            inner.push(Meaning::Place(path.clone()));
        } else if let (Base::Record(record), Some(rest)) = (base, rest.trim_start().strip_prefix('.')) {
            self.walk(self.fields_of(record), rest.trim_start(), path, &mut inner);
        }
        path.pop();
        if item == 0 || item > most {
            // Only if the rest of the heading makes sense is the number what is wrong with it.
            found.extend(inner.first().map(|_| Meaning::NoSuchItem(most)));
        } else {
            found.append(&mut inner);
        }
    }

    fn fields_of(&self, record: crate::ir::RecordId) -> &[Field] {
        self.policy.records.get(record.index()).map_or(&self.top[..0], |record| &record.fields)
    }
}

/// The number at the beginning, `1`, `[1]` or `(1)`, and what follows it.
fn numbered(rest: &str) -> Option<(u32, &str)> {
    let rest = rest.trim_start();
    let close = match rest.chars().next()? {
        '[' => Some(']'),
        '(' => Some(')'),
        _ => None,
    };
    let inner = if close.is_some() { rest[1..].trim_start() } else { rest };
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = inner.split_at(digits);
    // A number too large for any list is one that the list cannot have.
    let number = if digits == 0 { return None } else { number.parse().unwrap_or(u32::MAX) };
    match close {
        Some(close) => rest.trim_start().strip_prefix(close).map(|rest| (number, rest)),
        None => Some((number, rest)),
    }
}
