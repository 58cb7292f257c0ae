//! One cell: from text to a fact of a type, and back.
//!
//! An empty cell is unknown. `none` and `无` say that there is none, where the type has `or none`; `{}` and `空` are
//! the empty list or set. A list or set in one cell, `a;b`, is whole; one that may go on ends with `…`. Reading is
//! strict where a guess could be wrong (`2023.1` could be January or October) and tolerant where it could not (width
//! of characters, case of `Yes`). No column of any type may hold the number of an identity card.

mod moments;
mod show;
#[cfg(test)]
mod tests;

pub use show::show;

use super::problem::{Expected, Problem, Shown, Words, nearest};
use super::raw::tidy;
use crate::base::card;
use crate::base::decimal::Decimal;
pub use crate::base::id::is_id;
use crate::base::tongue::Tongue;
use crate::ir::{Base, Enum, Named, Policy, Shape, Type};
use crate::tables::single_key;
use crate::value::{Fact, List, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// The words for what is known to be absent.
pub const NONE: [&str; 2] = ["none", "无"];
/// The words for an empty list or set.
pub const EMPTY: [&str; 2] = ["{}", "空"];
/// The words for a record that is there, whatever is known of it.
pub const PRESENT: [&str; 2] = ["present", "有"];
/// The words for yes; the first two are written.
pub const YES: [&str; 4] = ["yes", "是", "true", "1"];
/// The words for no; the first two are written.
pub const NO: [&str; 4] = ["no", "否", "false", "0"];
/// The mark at the end of a list that may go on.
const OPEN: &str = "…";

/// How many references a key may pass through before it is no longer looked at.
const DEPTH: u8 = 8;

/// Reads cells by the types and words of a policy.
pub struct Cells<'p> {
    policy: &'p Policy,
    /// The words of each enum, folded; `None` where two members have the same.
    words: Vec<BTreeMap<String, Option<u16>>>,
}

impl<'p> Cells<'p> {
    /// For the policy's enums and tables.
    pub fn new(policy: &'p Policy) -> Cells<'p> {
        Cells { policy, words: policy.enums.iter().map(words_of).collect() }
    }

    /// The fact that a cell states.
    pub fn read(&self, ty: Type, cell: &str) -> Result<Fact, Problem> {
        let text = tidy(cell);
        if text.is_empty() {
            return Ok(Fact::Unknown);
        }
        refuse_card(text)?;
        if is_word(text, &NONE) {
            if ty.optional {
                return Ok(Fact::None);
            }
            // An enum may have a member of this name.
            return match ty.base {
                Base::Enum(_) => self.shaped(ty, text).map_err(|_| none_forbidden(ty)),
                _ => Err(none_forbidden(ty)),
            };
        }
        self.shaped(ty, text)
    }

    fn shaped(&self, ty: Type, text: &str) -> Result<Fact, Problem> {
        let value = match ty.shape {
            Shape::One => self.scalar(ty.base, text, DEPTH)?,
            Shape::Set => Value::Set(self.set(ty.base, text)?),
            Shape::List(most) => Value::List(self.list(ty.base, most, text)?),
        };
        Ok(Fact::Known(value))
    }

    /// One value that is not absent.
    pub(super) fn scalar(&self, base: Base, text: &str, depth: u8) -> Result<Value, Problem> {
        let narrow = narrow(text);
        let not = |expected| Problem::Cell { cell: Shown::new(text), expected };
        match base {
            Base::Bool if is_word(&narrow, &YES) => Ok(Value::Bool(true)),
            Base::Bool if is_word(&narrow, &NO) => Ok(Value::Bool(false)),
            Base::Bool => Err(not(Expected::Bool)),
            Base::Int => int(&narrow).map(Value::Int).ok_or_else(|| not(Expected::Int)),
            Base::Decimal(places) => decimal(&narrow, places, text).map(Value::Decimal),
            Base::Date => moments::date(&narrow).map(Value::Date).ok_or_else(|| not(Expected::Date)),
            Base::Moment => moments::moment(&narrow).map(Value::Moment).ok_or_else(|| not(Expected::Moment)),
            Base::Month => moments::month(&narrow).map(Value::Month).ok_or_else(|| not(Expected::Month)),
            Base::Months if is_word(&narrow, &EMPTY) => Ok(Value::Months(Default::default())),
            Base::Months => moments::months(&narrow, text).map(Value::Months),
            Base::Id if is_id(text) => Ok(Value::Id(Arc::from(text))),
            Base::Id => Err(not(Expected::Id)),
            Base::Text => Ok(Value::Text(Arc::from(text))),
            Base::Enum(id) => {
                self.member(id.index(), text).map(Value::Enum).ok_or_else(|| self.not_member(id.index(), text))
            }
            Base::Record(_) => Err(not(Expected::Presence)),
            Base::Row(table) => match self.policy.tables.get(table.index()).and_then(single_key) {
                Some(key) if depth > 0 => self.scalar(key.ty.base, text, depth - 1),
                _ => self.scalar(Base::Id, text, 0),
            },
        }
    }

    fn set(&self, base: Base, text: &str) -> Result<std::collections::BTreeSet<u16>, Problem> {
        let Base::Enum(id) = base else {
            return Err(Problem::Cell { cell: Shown::new(text), expected: Expected::Text });
        };
        if is_word(&narrow(text), &EMPTY) && self.member(id.index(), text).is_none() {
            return Ok(Default::default());
        }
        let mut members = std::collections::BTreeSet::new();
        for part in self.parts(base, text) {
            members.insert(self.member(id.index(), part).ok_or_else(|| self.not_member(id.index(), part))?);
        }
        Ok(members)
    }

    fn list(&self, base: Base, most: Option<u32>, text: &str) -> Result<List, Problem> {
        let rest = text.strip_suffix(OPEN).or_else(|| text.strip_suffix("...")).map(tidy);
        let (text, open) = match rest {
            Some(rest) if rest.is_empty() || rest.ends_with([';', '；']) => (rest, true),
            _ => (text, false),
        };
        if is_word(&narrow(text), &EMPTY) || text.is_empty() {
            return Ok(List { items: Vec::new(), open });
        }
        let parts = self.parts(base, text);
        if let Some(most) = most.filter(|most| parts.len() > *most as usize) {
            return Err(Problem::TooManyItems { items: parts.len(), most });
        }
        let items = parts.into_iter().map(|part| self.scalar(base, part, DEPTH)).collect::<Result<_, _>>()?;
        Ok(List { items, open })
    }

    /// The parts of a cell that holds several. A semicolon always parts them; a comma or `、` only where they cannot
    /// be part of a word.
    fn parts<'t>(&self, base: Base, text: &'t str) -> Vec<&'t str> {
        let whole = |part: &str| match base {
            Base::Text => true,
            Base::Enum(id) => self.member(id.index(), part).is_some(),
            _ => false,
        };
        if !matches!(base, Base::Text) && whole(text) {
            return vec![text];
        }
        let mut parts = Vec::new();
        for part in text.split([';', '；']).map(tidy).filter(|part| !part.is_empty()) {
            match base {
                _ if whole(part) => parts.push(part),
                // Months and moments hold none of these; ids and numbers neither.
                _ => parts.extend(part.split(['、', ',', '，']).map(tidy).filter(|part| !part.is_empty())),
            }
        }
        parts
    }

    /// A member by its name or label.
    pub(super) fn member(&self, of: usize, text: &str) -> Option<u16> {
        let members = &self.policy.enums.get(of)?.members;
        let exact = |word: fn(&Named) -> Option<&str>| members.iter().position(|m| word(m) == Some(text));
        exact(|named| Some(&named.name))
            .or_else(|| exact(|named| named.label.as_deref()))
            .and_then(|at| u16::try_from(at).ok())
            .or_else(|| self.words[of].get(&fold(text)).copied().flatten())
    }

    fn not_member(&self, of: usize, text: &str) -> Problem {
        const MOST: usize = 8;
        let members: &[Named] = self.policy.enums.get(of).map_or(&[], |found| &found.members);
        let words = members.iter().flat_map(|m| [Some(m.name.as_str()), m.label.as_deref()]).flatten();
        Problem::Cell {
            cell: Shown::new(text),
            expected: Expected::Member {
                near: nearest(text, words).map(str::to_owned),
                members: members.iter().take(MOST).map(Words::from).collect(),
                more: members.len().saturating_sub(MOST),
            },
        }
    }
}

/// Refuses the number of an identity card, and what [`card::mask`] left of one.
pub(super) fn refuse_card(text: &str) -> Result<(), Problem> {
    if card::holds_card(text) {
        return Err(Problem::IdentityCard(Shown::new(text)));
    }
    if card::holds_masked(text) {
        return Err(Problem::MaskedCard(Shown::new(text)));
    }
    Ok(())
}

fn none_forbidden(ty: Type) -> Problem {
    Problem::NoneForbidden { several: ty.shape != Shape::One || ty.base == Base::Months }
}

/// The folded words of an enum's members; a name goes before another member's label.
fn words_of(of: &Enum) -> BTreeMap<String, Option<u16>> {
    let mut words: BTreeMap<String, Option<u16>> = BTreeMap::new();
    for labels in [false, true] {
        let mut level: BTreeMap<String, Option<u16>> = BTreeMap::new();
        for (at, member) in (0u16..).zip(&of.members) {
            let word = if labels { member.label.as_deref() } else { Some(member.name.as_str()) };
            if let Some(word) = word {
                level.entry(fold(word)).and_modify(|found| *found = None).or_insert(Some(at));
            }
        }
        for (word, at) in level {
            words.entry(word).or_insert(at);
        }
    }
    words
}

/// A word without what does not distinguish words: width, case, white space.
pub(super) fn fold(word: &str) -> String {
    word.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The text in characters of the usual width.
pub(super) fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

/// Whether the text is one of the words, in any case.
pub(super) fn is_word(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn int(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn decimal(narrow: &str, places: u8, text: &str) -> Result<Decimal, Problem> {
    let not = || Problem::Cell { cell: Shown::new(text), expected: Expected::Decimal(places) };
    let read = Decimal::parse(narrow).ok_or_else(not)?;
    match read.rescale(places) {
        Some(number) => Ok(number),
        None if read.scale() > places => Err(Problem::TooManyPlaces { cell: Shown::new(text), most: places }),
        None => Err(not()),
    }
}

/// The tongue of a policy's labels.
pub fn tongue_of(policy: &Policy) -> Tongue {
    let labels = policy.form.fields.iter().filter_map(|field| field.named.label.as_deref());
    let names = policy.form.fields.iter().map(|field| field.named.name.as_str());
    if labels.chain(names).any(|word| Tongue::of(word) == Tongue::Zh) { Tongue::Zh } else { Tongue::En }
}
