//! From the text of a cohort profile to a [`Profile`] that fits a policy, or everything that is wrong with it.

use super::profile::{Also, Block, Count, Persona, Pick, Profile, Settings};
use super::source::{self, Kind, Node, Problem};
use super::spec::Wrong;
use crate::data::cell::Cells;
use crate::diagnostic::did_you_mean;
use crate::ir::{Base, Field, Policy, RecordId, Shape, StageId, TableId, Type};
use std::collections::{BTreeMap, BTreeSet};

/// What is being given fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// The applicant.
    Form,
    /// A record, and the form's field that it is if there is only one.
    Record(RecordId, Option<usize>),
    /// A row of a table.
    Row(TableId),
}

/// What is being given fields, and for which stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'p> {
    pub(super) place: Place,
    pub(super) fields: &'p [Field],
    /// The stage; none for the rows that are there before any applicant.
    pub(super) stage: Option<StageId>,
}

/// Reads one profile.
pub(super) struct Reader<'p> {
    pub(super) policy: &'p Policy,
    pub(super) cells: Cells<'p>,
    pub(super) picks: Vec<Pick>,
    /// The notes and their types.
    pub(super) notes: Vec<(String, Type)>,
    counts: Vec<(String, Count)>,
    pub(super) bundles: Vec<Settings>,
    /// Bundles that have been read for a place; `None` while they are.
    pub(super) read: BTreeMap<(String, Place, Option<StageId>), Option<usize>>,
    pub(super) used: BTreeSet<String>,
    /// The key at which the reader is.
    pub(super) key: Vec<String>,
    problems: Vec<Problem>,
}

/// Reads a profile for a policy.
pub fn read(policy: &Policy, text: &str) -> Result<Profile, Vec<Problem>> {
    let root = source::parse(text).map_err(|problem| vec![problem])?;
    let mut reader = Reader {
        policy,
        cells: Cells::new(policy),
        picks: Vec::new(),
        notes: Vec::new(),
        counts: Vec::new(),
        bundles: Vec::new(),
        read: BTreeMap::new(),
        used: BTreeSet::new(),
        key: Vec::new(),
        problems: Vec::new(),
    };
    let profile = reader.profile(&root);
    reader.problems.sort_by_key(|problem| problem.line);
    reader.problems.dedup();
    if reader.problems.is_empty() { Ok(profile) } else { Err(reader.problems) }
}

impl<'p> Reader<'p> {
    pub(super) fn say(&mut self, line: usize, (message, help): Wrong) {
        self.problems.push(Problem { line: Some(line), key: self.key.join("."), message, help });
    }

    fn said<T>(&mut self, line: usize, result: Result<T, Wrong>) -> Option<T> {
        result.map_err(|wrong| self.say(line, wrong)).ok()
    }

    fn within<T>(&mut self, key: &str, then: impl FnOnce(&mut Self) -> T) -> T {
        self.key.push(key.to_string());
        let made = then(self);
        self.key.pop();
        made
    }

    /// Says of the keys that are none of `known` that they are unknown.
    fn only(&mut self, node: &Node, known: &[&str]) {
        for (key, inner) in node.entries() {
            if !known.contains(&key.as_str()) {
                let help = did_you_mean(key, known.iter().copied());
                let help = help.or_else(|| Some(format!("the keys here are {}", quoted(known.iter().copied()))));
                self.within(key, |r| r.say(inner.line, ("there is no such key".into(), help)));
            }
        }
    }

    fn profile(&mut self, root: &Node) -> Profile {
        self.only(root, &["ids", "stages", "counts", "table", "bundle", "persona"]);
        let empty = Node { line: 1, kind: Kind::Table(Vec::new()) };
        let part = |key: &str| root.get(key).unwrap_or(&empty);
        self.within("counts", |r| r.read_counts(part("counts")));
        self.find_notes(root);
        let ids = part("ids");
        let shares = self.within("stages", |r| r.shares(part("stages")));
        let (applicant, household) = self.within("ids", |r| {
            r.only(ids, &["applicant", "household"]);
            let mut id = |key: &str, default: &str| {
                let node = ids.get(key);
                let text = node.and_then(Node::words).unwrap_or_else(|| default.into());
                r.within(key, |r| {
                    let read = r.words(&text).and_then(|parts| {
                        let numbered = text.contains("{n}") || text.contains("{n:");
                        if numbered {
                            Ok(parts)
                        } else {
                            Err(("there must be `{n}` in it, or all would be the same".into(), None))
                        }
                    });
                    r.said(node.map_or(1, |n| n.line), read).unwrap_or_default()
                })
            };
            (id("applicant", "{year}{n:6}"), id("household", "H{n:6}"))
        });
        let blocks = self.within("table", |r| r.blocks(part("table")));
        let bundles = part("bundle").entries();
        let personas = self.within("persona", |r| r.personas(part("persona"), bundles));
        for (name, node) in bundles {
            if !self.used.contains(name) {
                self.key = vec!["bundle".into(), name.clone()];
                self.say(node.line, ("nothing uses this bundle".into(), None));
                self.key.clear();
            }
        }
        Profile {
            applicant,
            household,
            shares,
            counts: self.counts.iter().map(|(_, count)| *count).collect(),
            blocks,
            personas,
            bundles: std::mem::take(&mut self.bundles),
            picks: std::mem::take(&mut self.picks),
            notes: self.notes.iter().map(|(name, _)| name.clone()).collect(),
        }
    }

    fn shares(&mut self, node: &Node) -> Vec<u64> {
        let names: Vec<&str> = self.policy.stages.iter().map(|s| s.named.name.as_str()).collect();
        self.only(node, &names);
        let share = |r: &mut Self, name: &str| match node.get(name).map(|n| (&n.kind, n.line)) {
            Some((Kind::Number(share), _)) if *share >= 0 => *share as u64,
            Some((_, line)) => {
                r.within(name, |r| r.say(line, ("a share is a whole number".into(), None)));
                0
            }
            None if node.entries().is_empty() => 1,
            None => 0,
        };
        names.iter().map(|name| share(self, name)).collect()
    }

    fn read_counts(&mut self, node: &Node) {
        for (name, inner) in node.entries() {
            let read = self.within(name, |r| {
                let text = inner.words().unwrap_or_default();
                let count = r.count(&text);
                r.said(inner.line, count)
            });
            self.counts.push((name.clone(), read.unwrap_or(Count::Just(1))));
        }
    }

    /// `12`, `1 per 800 applicants, at least 3`, `3 areas`
    fn count(&self, text: &str) -> Result<Count, Wrong> {
        let form = || ("a count is written `12`, `1 per 800 applicants, at least 3` or `3 areas`".to_string(), None);
        let (text, least) = text.split_once(", at least ").unwrap_or((text, "1"));
        let least = least.trim().parse::<i64>().map_err(|_| form())?;
        match text.split_whitespace().collect::<Vec<_>>()[..] {
            [number] => number.parse().map(Count::Just).map_err(|_| form()),
            ["1", "per", number, of] => {
                let number: i64 = number.parse().map_err(|_| form())?;
                if number < 1 { Err(form()) } else { Ok(Count::Per(number, self.count_named(of)?, least)) }
            }
            [number, of] => Ok(Count::Times(number.parse().map_err(|_| form())?, self.count_named(of)?)),
            _ => Err(form()),
        }
    }

    /// The number of a count by its name.
    pub(super) fn count_named(&self, name: &str) -> Result<usize, Wrong> {
        let stages = self.policy.stages.iter().map(|s| s.named.name.as_str());
        let names: Vec<&str> =
            std::iter::once("applicants").chain(stages).chain(self.counts.iter().map(|(n, _)| n.as_str())).collect();
        names.iter().position(|n| *n == name).ok_or_else(|| {
            let help = did_you_mean(name, names.iter().copied());
            (
                format!("there is no count `{name}`"),
                help.or_else(|| Some(format!("there are {}", quoted(names.iter().copied())))),
            )
        })
    }

    /// The notes of the whole profile, with their types.
    fn find_notes(&mut self, node: &Node) {
        for (key, inner) in node.entries() {
            if let Some(name) = key.strip_prefix('$') {
                let first = match &inner.kind {
                    Kind::Table(choices) => choices.first().map(|(word, _)| word.clone()).unwrap_or_default(),
                    _ => inner.words().unwrap_or_default(),
                };
                let one = |base| Type { shape: Shape::One, base, optional: false };
                let ty = match first.strip_prefix("pick ") {
                    Some(rest) => {
                        let what = rest.split(" where ").next().unwrap_or("").trim();
                        let (table, column) = what.split_once('.').map_or((what, None), |(t, c)| (t, Some(c)));
                        let at = self.policy.tables.iter().position(|t| t.named.name == table);
                        let column = at
                            .zip(column)
                            .and_then(|(at, c)| self.policy.tables[at].columns.iter().find(|f| f.named.name == c));
                        // What does not exist is said where the note is read.
                        column.map_or(one(at.map_or(Base::Id, |at| Base::Row(TableId(at as u16)))), |c| c.ty)
                    }
                    None if first.starts_with("new ") || first.starts_with('$') => one(Base::Id),
                    None => one(Base::Date),
                };
                match self.notes.iter().find(|(n, _)| n == name) {
                    Some((_, before)) if *before != ty => {
                        self.key = vec![key.clone()];
                        self.say(inner.line, ("this note is of another type elsewhere".into(), None));
                        self.key.clear();
                    }
                    Some(_) => {}
                    None => self.notes.push((name.to_string(), ty)),
                }
            }
            self.find_notes(inner);
        }
        if let Kind::Array(items) = &node.kind {
            for item in items {
                self.find_notes(item);
            }
        }
    }

    fn blocks(&mut self, node: &Node) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (name, inner) in node.entries() {
            let found = self.table_named(name);
            self.key.push(name.clone());
            let items = std::slice::from_ref(inner);
            let items = if let Kind::Array(items) = &inner.kind { items } else { items };
            if let Some(table) = self.said(inner.line, found) {
                for (at, item) in items.iter().enumerate() {
                    let scope = Scope {
                        place: Place::Row(table),
                        fields: &self.policy.tables[table.index()].columns,
                        stage: None,
                    };
                    self.within(&(at + 1).to_string(), |r| {
                        let text = item.get("repeat").and_then(Node::words).unwrap_or_else(|| "1".into());
                        let repeat = r.count(&text);
                        let repeat = r.said(item.line, repeat).unwrap_or(Count::Just(1));
                        let row = r.settings(item, &scope, &["repeat"], &[]);
                        blocks.push(Block { table, repeat, row });
                    });
                }
            }
            self.key.pop();
        }
        blocks
    }

    pub(super) fn table_named(&self, name: &str) -> Result<TableId, Wrong> {
        let names = self.policy.tables.iter().map(|t| t.named.name.as_str());
        let help = did_you_mean(name, names.clone());
        let at = names.clone().position(|n| n == name);
        let help = help.or_else(|| Some(format!("the policy's tables are {}", quoted(names))));
        at.map(|at| TableId(at as u16)).ok_or_else(|| (format!("the policy has no table `{name}`"), help))
    }

    fn personas(&mut self, node: &Node, bundles: &[(String, Node)]) -> Vec<Vec<Persona>> {
        let names: Vec<&str> = self.policy.stages.iter().map(|s| s.named.name.as_str()).collect();
        self.only(node, &names);
        let mut all = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let stage = StageId(at as u16);
            let mut personas = Vec::new();
            for (name, inner) in node.get(name).map_or(&[][..], Node::entries) {
                self.key.push(names[at].to_string());
                self.key.push(name.clone());
                let weight = match inner.get("weight").map(|n| &n.kind) {
                    Some(Kind::Number(weight)) if *weight > 0 => *weight as u64,
                    _ => {
                        self.say(inner.line, ("a persona has a `weight`, a whole number above 0".into(), None));
                        1
                    }
                };
                let settings = self.settings(inner, &self.form_scope(stage), &["weight", "about", "also"], bundles);
                let also = inner
                    .get("also")
                    .map_or_else(Vec::new, |node| self.within("also", |r| r.also(node, stage, bundles)));
                personas.push(Persona { name: name.clone(), weight, settings, also });
                self.key.truncate(self.key.len() - 2);
            }
            all.push(personas);
        }
        all
    }

    fn form_scope(&self, stage: StageId) -> Scope<'p> {
        Scope { place: Place::Form, fields: &self.policy.form.fields, stage: Some(stage) }
    }

    fn also(&mut self, node: &Node, own: StageId, bundles: &[(String, Node)]) -> Vec<Also> {
        let Kind::Array(items) = &node.kind else {
            self.say(node.line, ("`also` is a list of tables: `[{ percent = 3 }]`".into(), None));
            return Vec::new();
        };
        let mut all = Vec::new();
        for (at, item) in items.iter().enumerate() {
            self.key.push((at + 1).to_string());
            let percent = match item.get("percent").map(|n| &n.kind) {
                Some(Kind::Number(percent)) if (0..=100).contains(percent) => *percent as u64,
                _ => {
                    self.say(item.line, ("say how often with `percent`, a whole number from 0 to 100".into(), None));
                    0
                }
            };
            let stage = match item.get("stage").and_then(Node::words) {
                None => own,
                Some(word) => self.policy.stage(&word).unwrap_or_else(|| {
                    let help = did_you_mean(&word, self.policy.stages.iter().map(|s| s.named.name.as_str()));
                    self.say(item.line, (format!("the policy has no stage `{word}`"), help));
                    own
                }),
            };
            let apart = item.get("apart").and_then(Node::words).is_some_and(|word| word == "yes");
            let settings =
                self.settings(item, &self.form_scope(stage), &["percent", "stage", "apart", "about"], bundles);
            all.push(Also { percent, stage, apart, settings });
            self.key.pop();
        }
        all
    }
}

/// Names in a row, each in backticks.
pub(super) fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
