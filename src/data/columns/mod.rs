//! The columns of a file bound to the fields of a form or a table, before any row is read.
//!
//! What is wrong with the headings is said once, with what was probably meant. A heading close to a field that has
//! no column stops the file: taken for a stranger, it would leave a field unknown, or presumed, that the file states.

mod heading;
#[cfg(test)]
mod tests;

pub use heading::{COUNT, MOST_ITEMS, Step};

use super::problem::{Finding, Problem, Shown, Words, nearest};
use super::raw::RawTable;
use crate::ir::{Base, Field, Policy, Shape, StageId, Type};
use heading::{Meaning, meanings};
use std::collections::BTreeMap;

/// The columns of one field, of one item, or of everything below.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slot {
    /// The column of the whole.
    pub cell: Option<usize>,
    /// The column of the number of items.
    pub count: Option<usize>,
    /// The columns of the fields, in the order of the record; empty if none has one.
    pub fields: Vec<Slot>,
    /// The columns of the items.
    pub items: BTreeMap<u32, Slot>,
}

impl Slot {
    /// Whether no column is bound here or below.
    pub fn is_empty(&self) -> bool {
        self.cell.is_none()
            && self.count.is_none()
            && self.fields.iter().all(Slot::is_empty)
            && self.items.values().all(Slot::is_empty)
    }

    /// The slot at the end of a path, made on the way; `None` if the path goes through a field that is not there.
    fn at(&mut self, path: &[Step], width: &dyn Fn(&[Step]) -> usize) -> &mut Option<usize> {
        let mut slot = self;
        for (depth, step) in path.iter().enumerate() {
            slot = match *step {
                Step::Count => return &mut slot.count,
                Step::Item(item) => slot.items.entry(item).or_default(),
                Step::Field(at) => {
                    let width = width(&path[..depth]).max(at + 1);
                    if slot.fields.len() < width {
                        slot.fields.resize(width, Slot::default());
                    }
                    &mut slot.fields[at]
                }
            };
        }
        &mut slot.cell
    }
}

/// The columns of a file, bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// By position of the field.
    pub fields: Vec<Slot>,
    /// By position of the column: where its cells go; `None` for a column that is not read.
    pub paths: Vec<Option<Vec<Step>>>,
    /// What should be said of the headings.
    pub notes: Vec<Finding>,
}

/// Binds the headings of a table to fields: those that a stage asks, or all of them. `required` fields must each
/// have a column. Every error of the headings is returned.
pub fn bind(
    policy: &Policy,
    fields: &[Field],
    stage: Option<StageId>,
    required: &[usize],
    table: &RawTable,
) -> Result<Columns, Vec<Finding>> {
    let binder = Binder { policy, fields, stage };
    let mut root = Slot { fields: vec![Slot::default(); fields.len()], ..Slot::default() };
    let mut paths = vec![None; table.headers.len()];
    let mut findings = Vec::new();
    let mut strangers = Vec::new();
    let mut of_other_stages = Vec::new();
    for (at, heading) in table.headers.iter().enumerate().filter(|(_, heading)| !heading.is_empty()) {
        let shown = Shown::new(heading);
        let path = match binder.place(heading) {
            Place::Here(path) => path,
            Place::Elsewhere => {
                of_other_stages.push(shown);
                continue;
            }
            Place::Nowhere => {
                strangers.push(heading);
                continue;
            }
            Place::Wrong(problem) => {
                findings.push(Finding::error(problem));
                continue;
            }
        };
        let column = root.at(&path, &|above| binder.width(above));
        match *column {
            Some(first) => findings.push(Finding::error(Problem::SameField {
                first: Shown::new(&table.headers[first]),
                second: shown,
                field: binder.words(&path),
            })),
            None => {
                *column = Some(at);
                paths[at] = Some(path);
            }
        }
    }
    for at in required {
        if root.fields[*at].is_empty() {
            findings.push(Finding::error(Problem::RequiredColumn(Words::from(&fields[*at].named))));
        }
    }
    let missing = binder.missing(&root.fields, required);
    for heading in strangers {
        findings.push(binder.astray(heading).unwrap_or_else(|| stranger(heading, &missing)));
    }
    if !of_other_stages.is_empty() {
        findings.push(Finding::note(Problem::OtherStage(of_other_stages)));
    }
    if !missing.is_empty() {
        let (presumed, unknown): (Vec<_>, Vec<_>) = missing.into_iter().partition(|(_, presumed)| *presumed);
        let words = |several: Vec<(Words, bool)>| several.into_iter().map(|(words, _)| words).collect();
        findings.push(Finding::note(Problem::MissingColumns { unknown: words(unknown), presumed: words(presumed) }));
    }
    if findings.iter().any(|finding| finding.severity == crate::diagnostic::Severity::Error) {
        return Err(findings);
    }
    Ok(Columns { fields: root.fields, paths, notes: findings })
}

/// The path that a heading names among the fields that a stage asks, if it names exactly one.
pub(super) fn path_of(policy: &Policy, fields: &[Field], stage: Option<StageId>, heading: &str) -> Option<Vec<Step>> {
    match (Binder { policy, fields, stage }).place(heading) {
        Place::Here(path) => Some(path),
        _ => None,
    }
}

/// A heading that names nothing: an error if it is close to something that has no column.
fn stranger(heading: &str, missing: &[(Words, bool)]) -> Finding {
    let candidates = missing.iter().flat_map(|(words, _)| [words.name.as_str(), words.label.as_str()]);
    let near = nearest(heading, candidates).and_then(|near| {
        missing.iter().map(|(words, _)| words).find(|words| words.name == near || words.label == near)
    });
    let problem = Problem::UnknownHeading { heading: Shown::new(heading), near: near.cloned() };
    if near.is_some() { Finding::error(problem) } else { Finding::note(problem) }
}

/// Where a heading leads.
enum Place {
    /// To what the stage asks.
    Here(Vec<Step>),
    /// To what only another stage asks.
    Elsewhere,
    /// To nothing.
    Nowhere,
    /// To something that cannot be.
    Wrong(Problem),
}

struct Binder<'p> {
    policy: &'p Policy,
    fields: &'p [Field],
    stage: Option<StageId>,
}

impl Binder<'_> {
    fn asked(&self, field: &Field) -> bool {
        self.stage.is_none() || field.stage.is_none() || field.stage == self.stage
    }

    fn place(&self, heading: &str) -> Place {
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            meanings(self.policy, self.fields, heading).into_iter().partition(|meaning| match meaning {
                Meaning::Place(path) | Meaning::Unnumbered(path) => {
                    matches!(path[0], Step::Field(at) if self.asked(&self.fields[at]))
                }
                Meaning::NoSuchItem(_) => true,
            });
        let shown = Shown::new(heading);
        match &here[..] {
            [] if elsewhere.is_empty() => Place::Nowhere,
            [] => Place::Elsewhere,
            [Meaning::Place(path)] => Place::Here(path.clone()),
            [Meaning::Place(_), ..] => Place::Wrong(Problem::Ambiguous {
                heading: shown,
                fields: here
                    .iter()
                    .filter_map(|meaning| match meaning {
                        Meaning::Place(path) => Some(self.words(path)),
                        _ => None,
                    })
                    .collect(),
            }),
            [Meaning::Unnumbered(path), ..] => {
                Place::Wrong(Problem::Unnumbered { heading: shown, example: self.words(path) })
            }
            [Meaning::NoSuchItem(most), ..] => Place::Wrong(Problem::NoSuchItem { heading: shown, most: *most }),
        }
    }

    /// A heading that begins like a path: it is meant for a field, and what it says must not be lost.
    fn astray(&self, heading: &str) -> Option<Finding> {
        let (above, last) = heading.rsplit_once(['.', '．', '。'])?;
        let Place::Here(path) = self.place(above) else { return None };
        let fields = self.record(&path).filter(|_| !path.is_empty())?;
        let words = fields.iter().flat_map(|field| [Some(field.named.name.as_str()), field.named.label.as_deref()]);
        let near = nearest(last.trim(), words.flatten()).map(str::to_owned);
        Some(Finding::error(Problem::NoSuchField { heading: Shown::new(heading), near }))
    }

    /// How many fields the record at the end of a path has.
    fn width(&self, path: &[Step]) -> usize {
        self.record(path).map_or(0, <[Field]>::len)
    }

    /// The fields at the end of a path.
    fn record(&self, path: &[Step]) -> Option<&[Field]> {
        let mut fields = self.fields;
        for step in path {
            let Step::Field(at) = step else { continue };
            let Base::Record(record) = fields.get(*at)?.ty.base else { return None };
            fields = &self.policy.records.get(record.index())?.fields;
        }
        Some(fields)
    }

    /// A path in words.
    fn words(&self, path: &[Step]) -> Words {
        words(self.policy, self.fields, path)
    }

    /// The fields that have no column, and whether they are presumed. Of a record or list that has columns, the
    /// fields without one; of one that has none, itself.
    fn missing(&self, slots: &[Slot], required: &[usize]) -> Vec<(Words, bool)> {
        let mut missing = Vec::new();
        for (at, (field, slot)) in self.fields.iter().zip(slots).enumerate() {
            if self.asked(field) && !required.contains(&at) {
                self.missing_in(field, &[slot], &mut vec![Step::Field(at)], &mut missing);
            }
        }
        missing
    }

    fn missing_in(&self, field: &Field, slots: &[&Slot], path: &mut Vec<Step>, missing: &mut Vec<(Words, bool)>) {
        if slots.iter().all(|slot| slot.is_empty()) {
            missing.push((self.words(path), field.presumed.is_some()));
            return;
        }
        let Base::Record(record) = field.ty.base else { return };
        let Some(record) = self.policy.records.get(record.index()) else { return };
        let is_list = matches!(field.ty.shape, Shape::List(_));
        let inner: Vec<&Slot> =
            if is_list { slots.iter().flat_map(|slot| slot.items.values()).collect() } else { slots.to_vec() };
        if inner.iter().all(|slot| slot.fields.is_empty()) {
            return;
        }
        if is_list {
            path.push(Step::Item(1));
        }
        for (at, field) in record.fields.iter().enumerate() {
            let below: Vec<&Slot> = inner.iter().filter_map(|slot| slot.fields.get(at)).collect();
            path.push(Step::Field(at));
            self.missing_in(field, &below, path, missing);
            path.pop();
        }
        if is_list {
            path.pop();
        }
    }
}

/// A path in words: `guardian1.relation` and `监护人1.关系`.
pub fn words(policy: &Policy, fields: &[Field], path: &[Step]) -> Words {
    let mut words = Words { name: String::new(), label: String::new() };
    let mut fields = fields;
    for step in path {
        let (name, label) = match *step {
            Step::Item(item) => {
                words.name.push_str(&item.to_string());
                words.label.push_str(&item.to_string());
                continue;
            }
            Step::Count => (COUNT[0], COUNT[1]),
            Step::Field(at) => {
                let Some(field) = fields.get(at) else { break };
                fields = match field.ty.base {
                    Base::Record(record) => policy.records.get(record.index()).map_or(&[], |record| &record.fields),
                    _ => &[],
                };
                (field.named.name.as_str(), field.named.shown())
            }
        };
        for (whole, part) in [(&mut words.name, name), (&mut words.label, label)] {
            if !whole.is_empty() {
                whole.push('.');
            }
            whole.push_str(part);
        }
    }
    words
}

/// The type of the cells at the end of a path; `None` for a record or a count.
pub(super) fn type_of(policy: &Policy, fields: &[Field], path: &[Step]) -> Option<Type> {
    let mut fields = fields;
    let mut ty = None;
    for step in path {
        match *step {
            Step::Count => return None,
            // `none` in an item's own column says that there is no such item.
            Step::Item(_) => ty = ty.map(|ty: Type| Type { shape: Shape::One, optional: true, ..ty }),
            Step::Field(at) => {
                let field = fields.get(at)?;
                ty = Some(field.ty);
                if let Base::Record(record) = field.ty.base {
                    fields = &policy.records.get(record.index())?.fields;
                }
            }
        }
    }
    ty.filter(|ty| !matches!(ty.base, Base::Record(_)))
}
