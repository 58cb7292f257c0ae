//! The fields that a table of the profile gives to an applicant, a record or a row, and the bundles it begins with.

use super::profile::{Item, Setting, Settings, Spec};
use super::read::{Place, Reader, Scope, quoted};
use super::source::{Kind, Node};
use super::spec::Wrong;
use crate::diagnostic::did_you_mean;
use crate::ir::{Base, Field, Shape, Type};

/// The word for no bundle.
const NOTHING: &str = "nothing";

impl<'p> Reader<'p> {
    /// Reads what a table gives to what is in scope. `own` are keys that the caller reads.
    pub(super) fn settings(
        &mut self,
        node: &Node,
        scope: &Scope<'p>,
        own: &[&str],
        bundles: &[(String, Node)],
    ) -> Settings {
        let mut made = Settings { key: self.key.join("."), ..Settings::default() };
        let Kind::Table(entries) = &node.kind else {
            self.say(node.line, ("a table of fields is wanted here".into(), None));
            return made;
        };
        for (key, inner) in entries {
            if own.contains(&key.as_str()) {
                continue;
            }
            self.key.push(key.clone());
            match key.as_str() {
                "use" => made.uses = self.uses(inner, scope, bundles),
                "about" => {}
                "rows" if scope.place == Place::Form => self.rows(inner, scope, bundles, &mut made),
                _ if key.starts_with('$') => {
                    let at = self.notes.iter().position(|(name, _)| *name == key[1..]);
                    if let Some(at) = at.filter(|_| scope.place == Place::Form) {
                        let ty = self.notes[at].1;
                        if let Some(spec) = self.one(ty, inner, scope) {
                            made.notes.push((at, spec));
                        }
                    } else {
                        self.say(
                            inner.line,
                            ("notes are made for applicants only, not inside records or rows".into(), None),
                        );
                    }
                }
                _ => {
                    if let Some(field) = self.field_named(key, inner, scope) {
                        let setting = self.setting(field, &scope.fields[field], inner, scope, bundles);
                        made.fields.extend(setting.map(|setting| (field, setting)));
                    }
                }
            }
            self.key.pop();
        }
        made
    }

    fn field_named(&mut self, name: &str, node: &Node, scope: &Scope<'p>) -> Option<usize> {
        let asked = |f: &Field| scope.place != Place::Form || f.stage.is_none() || f.stage == scope.stage;
        let found = scope.fields.iter().position(|f| f.named.is_called(name));
        match found {
            Some(at) if asked(&scope.fields[at]) => Some(at),
            Some(at) => {
                let stage = scope.fields[at].stage.map_or("", |s| &self.policy.stages[s.index()].named.name);
                self.say(node.line, (format!("this field is asked only for {stage}"), None));
                None
            }
            None => {
                let names: Vec<&str> =
                    scope.fields.iter().filter(|f| asked(f)).map(|f| f.named.name.as_str()).collect();
                let help = did_you_mean(name, names.iter().copied())
                    .or_else(|| Some(format!("the fields are {}", quoted(names.into_iter()))));
                self.say(node.line, ("there is no such field".into(), help));
                None
            }
        }
    }

    fn setting(
        &mut self,
        at: usize,
        field: &'p Field,
        node: &Node,
        scope: &Scope<'p>,
        bundles: &[(String, Node)],
    ) -> Option<Setting> {
        let policy = self.policy;
        match (field.ty.shape, field.ty.base, &node.kind) {
            (Shape::One, Base::Record(record), Kind::Table(_)) => {
                let of_form = (scope.place == Place::Form).then_some(at);
                let inner = Scope {
                    place: Place::Record(record, of_form),
                    fields: &policy.records[record.index()].fields,
                    ..*scope
                };
                Some(Setting::Record(self.settings(node, &inner, &[], bundles)))
            }
            (Shape::List(most), base, Kind::Array(items)) => {
                if let Some(most) = most.filter(|most| items.len() > *most as usize) {
                    self.say(node.line, (format!("there are {} items; the list takes {most}", items.len()), None));
                }
                if let Base::Record(record) = base {
                    let inner = Scope {
                        place: Place::Record(record, None),
                        fields: &policy.records[record.index()].fields,
                        ..*scope
                    };
                    let mut all = Vec::new();
                    for (number, item) in items.iter().enumerate() {
                        self.key.push((number + 1).to_string());
                        all.push(self.settings(item, &inner, &[], bundles));
                        self.key.pop();
                    }
                    return Some(Setting::Records(all));
                }
                let ty = Type { shape: Shape::One, base, optional: false };
                let mut all = Vec::new();
                for item in items {
                    if item.words().as_deref() == Some("others") && base == Base::Id {
                        all.push(Item::Others);
                    } else {
                        all.push(Item::One(self.one(ty, item, scope)?));
                    }
                }
                Some(Setting::Items(all))
            }
            (Shape::Set, _, Kind::Array(items)) => {
                let words: Vec<String> = items.iter().filter_map(Node::words).collect();
                let text = if words.is_empty() { "{}".into() } else { words.join(";") };
                let whole = Node { line: node.line, kind: Kind::Text(text) };
                Some(Setting::One(self.one(field.ty, &whole, scope)?))
            }
            _ => Some(Setting::One(self.one(field.ty, node, scope)?)),
        }
    }

    /// One value: words, or a table of choices with their weights.
    pub(super) fn one(&mut self, ty: Type, node: &Node, scope: &Scope<'p>) -> Option<Spec> {
        match &node.kind {
            Kind::Text(_) | Kind::Number(_) => {
                let text = node.words().unwrap_or_default();
                let spec = if text.is_empty() {
                    Err(("say `unknown` for a cell that stays empty".into(), None))
                } else {
                    self.spec(ty, &text, scope)
                };
                self.noted(node.line, spec)
            }
            Kind::Table(choices) if !choices.is_empty() => {
                let mut all = Vec::new();
                for (word, weight) in choices {
                    let Kind::Number(weight) = weight.kind else {
                        let message = "a choice is `{ \"VALUE\" = WEIGHT, … }` with whole numbers for weights";
                        self.say(node.line, (message.into(), None));
                        return None;
                    };
                    if weight <= 0 {
                        self.say(node.line, (format!("the weight of `{word}` is not above 0"), None));
                        return None;
                    }
                    let spec = self.spec(ty, word, scope);
                    all.push((weight as u64, self.noted(node.line, spec)?));
                }
                Some(Spec::Choice(all))
            }
            Kind::Table(_) | Kind::Array(_) => {
                self.say(node.line, ("one value is wanted here, not several".into(), None));
                None
            }
        }
    }

    fn noted<T>(&mut self, line: usize, result: Result<T, Wrong>) -> Option<T> {
        match result {
            Ok(made) => Some(made),
            Err(wrong) => {
                self.say(line, wrong);
                None
            }
        }
    }

    /// `"A"`, or a list of `"A"` and `{ A = 3, nothing = 1 }`.
    fn uses(&mut self, node: &Node, scope: &Scope<'p>, bundles: &[(String, Node)]) -> Vec<Vec<(u64, Option<usize>)>> {
        let items = match &node.kind {
            Kind::Array(items) => &items[..],
            _ => std::slice::from_ref(node),
        };
        let mut all = Vec::new();
        for item in items {
            let choices: Vec<(String, i64)> = match &item.kind {
                Kind::Text(name) => vec![(name.clone(), 1)],
                Kind::Table(choices) => {
                    let weight = |n: &Node| if let Kind::Number(w) = n.kind { w } else { 0 };
                    choices.iter().map(|(name, n)| (name.clone(), weight(n))).collect()
                }
                _ => vec![(String::new(), 0)],
            };
            let mut one = Vec::new();
            for (name, weight) in choices {
                if weight <= 0 {
                    self.say(
                        item.line,
                        ("bundles are named, or chosen by `{ NAME = WEIGHT, … }` with weights above 0".into(), None),
                    );
                } else if name == NOTHING {
                    one.push((weight as u64, None));
                } else if let Some(bundle) = self.bundle(&name, item.line, scope, bundles) {
                    one.push((weight as u64, Some(bundle)));
                }
            }
            if !one.is_empty() {
                all.push(one);
            }
        }
        all
    }

    /// A bundle, read for what is in scope.
    fn bundle(&mut self, name: &str, line: usize, scope: &Scope<'p>, bundles: &[(String, Node)]) -> Option<usize> {
        let Some((_, node)) = bundles.iter().find(|(n, _)| n == name) else {
            let help = did_you_mean(name, bundles.iter().map(|(n, _)| n.as_str()));
            self.say(line, (format!("there is no bundle `{name}`"), help));
            return None;
        };
        self.used.insert(name.to_string());
        let place = (name.to_string(), scope.place, scope.stage);
        match self.read.get(&place) {
            Some(Some(done)) => return Some(*done),
            Some(None) => {
                self.say(line, (format!("the bundle `{name}` uses itself"), None));
                return None;
            }
            None => {}
        }
        self.read.insert(place.clone(), None);
        let key = std::mem::replace(&mut self.key, vec!["bundle".into(), name.to_string()]);
        let made = self.settings(node, scope, &[], bundles);
        self.key = key;
        self.bundles.push(made);
        self.read.insert(place, Some(self.bundles.len() - 1));
        Some(self.bundles.len() - 1)
    }

    /// Rows of tables that come with an applicant.
    fn rows(&mut self, node: &Node, scope: &Scope<'p>, bundles: &[(String, Node)], made: &mut Settings) {
        for (name, inner) in node.entries() {
            self.key.push(name.clone());
            let found = self.table_named(name);
            match (self.noted(inner.line, found), &inner.kind) {
                (Some(table), Kind::Array(items)) => {
                    let columns = &self.policy.tables[table.index()].columns;
                    let row = Scope { place: Place::Row(table), fields: columns, ..*scope };
                    for item in items {
                        let settings = self.settings(item, &row, &[], bundles);
                        made.rows.push((table, settings));
                    }
                }
                (Some(_), _) => self.say(inner.line, ("rows are a list of tables: `[{ … }]`".into(), None)),
                (None, _) => {}
            }
            self.key.pop();
        }
    }
}
