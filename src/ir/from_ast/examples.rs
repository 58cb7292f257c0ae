//! Examples: facts, the rows of tables, and what must come out.

use super::Lower;
use super::places::Ctx;
use super::scope::Term;
use crate::base::span::Span;
use crate::diagnostic::Diagnostic;
use crate::ir::{Base, Example, Expect, Field, Named, ReadingId, Shape, StageId, Type};
use crate::outcome::Outcome;
use crate::syntax::ast::{self, FactEntry, Head, ItemKind, OutcomeWord};
use crate::value::{Fact, List, Value};

/// What `facts` and examples have stated so far.
struct World {
    applicants: Vec<Vec<Fact>>,
    tables: Vec<Vec<Vec<Fact>>>,
    under: Vec<(ReadingId, usize)>,
    hold: Option<crate::ir::DrawId>,
    tickets: Vec<(Option<crate::ir::RoundId>, Vec<String>)>,
}

impl<'a> Lower<'a> {
    pub(super) fn lower_examples(&mut self) -> Vec<Example> {
        if self.form.is_none() {
            return Vec::new();
        }
        let shared = self.items_of(|item| match &item.kind {
            ItemKind::Facts { head, body } => Some((head, body)),
            _ => None,
        });
        for (at, (head, _)) in shared.iter().enumerate() {
            let named = self.declare(&head.name, head.label.as_ref());
            self.stages_of(head);
            if let Some((word, before)) = self.scope.facts.add(&named, at, head.name.span) {
                self.duplicate(&word, before, head.name.span);
            }
        }
        // Shared facts are checked even if no example uses them.
        for (_, body) in &shared {
            let mut world = self.empty_world();
            self.state(body, &mut world, 0, &shared, 0);
        }
        let decls = self.items_of(|item| match &item.kind {
            ItemKind::Example(example) => Some((item.span, example)),
            _ => None,
        });
        let mut made: Vec<Example> = Vec::new();
        for (span, decl) in decls {
            let named = self.declare(&decl.name, decl.label.as_ref());
            if let Some(before) = made.iter().find(|e| e.named.name == named.name) {
                let before = self.spans.of(before.node);
                self.duplicate(&named.name, before, decl.name.span);
            }
            made.extend(self.example(span, decl, named, &shared));
        }
        made
    }

    fn empty_applicant(&self) -> Vec<Fact> {
        let fields = self.form.as_ref().map_or(&[][..], |f| &f.fields);
        fields
            .iter()
            .map(|f| match f.ty.shape {
                Shape::List(_) if f.complete => Value::List(List::default()).into(),
                _ => Fact::Unknown,
            })
            .collect()
    }

    fn empty_world(&self) -> World {
        World {
            applicants: vec![self.empty_applicant()],
            tables: vec![Vec::new(); self.tables.len()],
            under: Vec::new(),
            hold: None,
            tickets: Vec::new(),
        }
    }

    fn state(
        &mut self,
        body: &'a [FactEntry],
        world: &mut World,
        who: usize,
        shared: &[(&'a Head, &'a Vec<FactEntry>)],
        depth: usize,
    ) {
        for entry in body {
            match entry {
                FactEntry::Like(name) => {
                    match self.scope.facts.get(&name.text).map(|(at, named)| (at, named.clone())) {
                        Some((at, named)) => {
                            self.refer(name.span, &named);
                            if depth > 16 {
                                self.report(
                                    Diagnostic::error(
                                        "T52",
                                        name.span,
                                        format!("the facts `{}` are like themselves", name.text),
                                    )
                                    .label("closes a circle")
                                    .help("facts cannot begin with themselves, neither directly nor through others"),
                                );
                                return;
                            }
                            self.state(shared[at].1, world, who, shared, depth + 1);
                        }
                        None => {
                            let words: Vec<String> = self.scope.facts.words().map(str::to_string).collect();
                            self.unknown_name(name, "facts called", words.iter().map(String::as_str));
                        }
                    }
                }
                FactEntry::Under(reading, alternative) => {
                    if let Some((id, at)) = self.alternative_named(reading, alternative) {
                        world.under.retain(|(other, _)| *other != id);
                        world.under.push((id, at));
                    }
                }
                FactEntry::Row(table, facts, span) => self.table_row(table, facts, *span, world),
                // The grammar has no `other` inside another one.
                FactEntry::Other(body, _) => {
                    world.applicants.push(self.empty_applicant());
                    let other = world.applicants.len() - 1;
                    self.state(body, world, other, shared, depth);
                }
                FactEntry::Hold(name) => {
                    if let Some(id) = self.draw_named(name) {
                        world.hold = Some(id);
                    }
                }
                FactEntry::Tickets(round, ids, _) => {
                    let round = match round {
                        Some(name) => match self.round_named(name) {
                            Some(id) => Some(id),
                            None => continue,
                        },
                        None => None,
                    };
                    world.tickets.retain(|(other, _)| *other != round);
                    world.tickets.push((round, ids.clone()));
                }
                FactEntry::Fact(fact) => self.state_fact(fact, world, who),
            }
        }
    }

    fn alternative_named(&mut self, reading: &ast::Name, alternative: &ast::Name) -> Option<(ReadingId, usize)> {
        let found = self.scope.terms.get(&reading.text).map(|(t, n)| (t, n.clone()));
        let Some((Term::Reading(index), named)) = found else {
            self.not_a(reading, "reading", |term| matches!(term, Term::Reading(_)));
            return None;
        };
        self.refer(reading.span, &named);
        let super::Slot::Done((reading, _)) = &self.readings[index] else { return None };
        let names: Vec<Named> = reading.alternatives.iter().map(|a| a.named.clone()).collect();
        match names.iter().position(|n| n.is_called(&alternative.text)) {
            Some(at) => {
                self.refer(alternative.span, &names[at]);
                Some((ReadingId(index as u16), at))
            }
            None => {
                self.unknown_name(alternative, "alternative", names.iter().map(|n| n.name.as_str()));
                None
            }
        }
    }

    fn table_row(&mut self, table: &ast::Name, facts: &'a [ast::Fact], span: Span, world: &mut World) {
        let found = self.scope.types.get(&table.text).map(|(t, n)| (t, n.clone()));
        let Some((super::scope::TypeName::Table(index), named)) = found else {
            let words: Vec<String> = self.tables.iter().map(|t| t.named.name.clone()).collect();
            self.unknown_name(table, "table", words.iter().map(String::as_str));
            return;
        };
        self.refer(table.span, &named);
        let columns = self.tables[index].columns.clone();
        let mut row: Vec<Fact> =
            columns.iter().map(|c| if c.ty.optional { Fact::None } else { Fact::Unknown }).collect();
        for fact in facts {
            let Some(at) = self.field_at(&columns, &fact.path.root) else { continue };
            if !fact.path.steps.is_empty() {
                self.report(
                    Diagnostic::error(
                        "T19",
                        fact.path.span,
                        format!("the column `{}` has no fields of its own", fact.path.root.text),
                    )
                    .help("state what its cell holds; a reference to a row is stated by that row's key"),
                );
                continue;
            }
            if let Some(value) = self.constant(&fact.value, fact.last.as_ref(), &columns[at].ty) {
                row[at] = value;
            }
        }
        let keys = self.tables[index].keys.clone();
        for key in &keys {
            if row[*key] == Fact::Unknown {
                self.report(
                    Diagnostic::error(
                        "T58",
                        span,
                        format!("the row does not say its key `{}`", columns[*key].named.name),
                    )
                    .help("a row that is not named cannot be found; state each `key` column"),
                );
                return;
            }
        }
        let same = |other: &Vec<Fact>| !keys.is_empty() && keys.iter().all(|k| other[*k] == row[*k]);
        if let Some(at) = world.tables[index].iter().position(same) {
            // Said again: the later row stands in place of the earlier, as any later fact does.
            world.tables[index][at] = row;
        } else {
            world.tables[index].push(row);
        }
    }

    fn state_fact(&mut self, fact: &'a ast::Fact, world: &mut World, who: usize) {
        let Some(form) = &self.form else { return };
        let fields = form.fields.clone();
        let path = &fact.path;
        let (root, rest) = match (path.steps.first(), &self.scope.form) {
            (Some(ast::Step::Field(name)), Some(named))
                if path.root.text == named.name && super::types::position(&fields, &path.root.text).is_none() =>
            {
                let named = named.clone();
                self.refer(path.root.span, &named);
                (name, &path.steps[1..])
            }
            _ => (&path.root, &path.steps[..]),
        };
        let Some(at) = self.field_at(&fields, root) else { return };
        let mut place = std::mem::take(&mut world.applicants[who][at]);
        self.put(&mut place, &fields[at], rest, fact);
        world.applicants[who][at] = place;
    }

    /// Puts a value where a path leads.
    fn put(&mut self, place: &mut Fact, field: &Field, steps: &'a [ast::Step], fact: &'a ast::Fact) {
        self.put_type(place, &field.ty, steps, fact);
    }

    fn put_type(&mut self, place: &mut Fact, ty: &Type, steps: &'a [ast::Step], fact: &'a ast::Fact) {
        let Some((step, rest)) = steps.split_first() else {
            if let Some(value) = self.constant(&fact.value, fact.last.as_ref(), ty) {
                *place = value;
            }
            return;
        };
        match (step, ty.shape) {
            (ast::Step::Index(n, span), Shape::List(most)) => {
                if *n == 0 || most.is_some_and(|m| *n > m) {
                    self.report(
                        Diagnostic::error("T18", *span, format!("there is no item {n}"))
                            .help("items are numbered from 1, up to the list's length"),
                    );
                    return;
                }
                if !matches!(place, Fact::Known(Value::List(_))) {
                    *place = Value::List(List::default()).into();
                }
                let Fact::Known(Value::List(list)) = place else { return };
                let at = *n as usize - 1;
                if at > list.items.len() {
                    self.report(
                        Diagnostic::error(
                            "T60",
                            *span,
                            format!("item {n} is stated before item {}", list.items.len() + 1),
                        )
                        .help("number the items without a gap"),
                    );
                    return;
                }
                let inner = Type { shape: Shape::One, ..*ty };
                let mut item = list.items.get(at).cloned().map_or(Fact::Unknown, Fact::Known);
                if rest.is_empty() && matches!(fact.value.kind, ast::ExprKind::Unknown) {
                    item = self.unknown_record(&inner);
                } else {
                    self.put_type(&mut item, &inner, rest, fact);
                }
                let Fact::Known(value) = item else { return };
                if at == list.items.len() { list.items.push(value) } else { list.items[at] = value }
            }
            (ast::Step::Field(name), Shape::One) => {
                let Base::Record(id) = ty.base else {
                    let found = self.type_words(ty);
                    self.report(
                        Diagnostic::error("T19", name.span, format!("this is {found} and has no fields"))
                            .help("only records have fields; a reference to a row is stated by that row's key"),
                    );
                    return;
                };
                let fields = self.records[id.index()].fields.clone();
                let Some(at) = self.field_at(&fields, name) else { return };
                if !matches!(place, Fact::Known(Value::Record(_))) {
                    *place = self.unknown_record(ty);
                }
                let Fact::Known(Value::Record(inside)) = place else { return };
                let mut inner = std::mem::take(&mut inside[at]);
                self.put(&mut inner, &fields[at], rest, fact);
                inside[at] = inner;
            }
            (ast::Step::Index(_, span), _) => {
                self.report(
                    Diagnostic::error("T17", *span, "this is not a list").help("only the items of a list have numbers"),
                );
            }
            (ast::Step::Field(name), _) => {
                self.report(
                    Diagnostic::error("T19", name.span, "this is a list; its items have fields")
                        .help("say which item: `guardian[1].relation`"),
                );
            }
        }
    }

    /// A record of which nothing is known but that it is there.
    fn unknown_record(&self, ty: &Type) -> Fact {
        let Base::Record(id) = ty.base else { return Fact::Unknown };
        let inside = self.records[id.index()].fields.iter().map(|f| match f.ty.shape {
            Shape::List(_) if f.complete => Value::List(List::default()).into(),
            _ => Fact::Unknown,
        });
        Value::Record(inside.collect()).into()
    }

    fn example(
        &mut self,
        span: Span,
        decl: &'a ast::ExampleDecl,
        named: Named,
        shared: &[(&'a Head, &'a Vec<FactEntry>)],
    ) -> Option<Example> {
        let mut world = self.empty_world();
        self.state(&decl.body, &mut world, 0, shared, 0);
        let mut expects = Vec::new();
        for expect in &decl.expects {
            expects.extend(self.expect(expect));
        }
        if decl.expects.is_empty() {
            self.report(
                Diagnostic::error("C18", decl.name.span, format!("the example `{}` expects nothing", named.name))
                    .help("end it with `expect eligible as … @…;` or another outcome"),
            );
        }
        let stage = match &decl.stage {
            Some(name) => self.stage_named(name)?,
            None => match self.stage_of_facts(&decl.body, shared, 0).or_else(|| {
                let (_, draw) = self.draw_decls()[world.hold?.index()];
                let (at, _) = self.scope.stages.get(&draw.head.stages.first()?.text)?;
                Some(StageId(at as u16))
            }) {
                Some(stage) => stage,
                None => self.stage_of_example(&expects, decl)?,
            },
        };
        let node = self.node(span);
        Some(Example {
            named,
            stage,
            applicants: world.applicants,
            tables: world.tables,
            under: world.under,
            hold: world.hold,
            tickets: world.tickets,
            expects,
            node,
        })
    }

    /// The one stage that the facts are for which an example is like.
    fn stage_of_facts(
        &self,
        body: &[FactEntry],
        shared: &[(&'a Head, &'a Vec<FactEntry>)],
        depth: usize,
    ) -> Option<StageId> {
        body.iter().find_map(|entry| {
            let FactEntry::Like(name) = entry else { return None };
            let (head, body) = shared.get(self.scope.facts.get(&name.text)?.0)?;
            match head.stages.as_slice() {
                [only] => self.scope.stages.get(&only.text).map(|(at, _)| StageId(at as u16)),
                _ if depth < 16 => self.stage_of_facts(body, shared, depth + 1),
                _ => None,
            }
        })
    }

    /// The stage that an example is about: that of its category, or the only one.
    fn stage_of_example(&mut self, expects: &[Expect], decl: &ast::ExampleDecl) -> Option<StageId> {
        if self.stages.len() == 1 {
            return Some(StageId(0));
        }
        let of_category = |name: &str| {
            self.categories.iter().find_map(|slot| match slot {
                super::Slot::Done((c, _)) if c.named.name == name => match c.stages.as_slice() {
                    [only] => Some(*only),
                    _ => None,
                },
                _ => None,
            })
        };
        let found = expects.iter().find_map(|expect| match expect {
            Expect::Outcome { category: Some(id), .. } => match &self.categories[id.index()] {
                super::Slot::Done((c, _)) if c.stages.len() == 1 => Some(c.stages[0]),
                _ => None,
            },
            Expect::Outcome { because: Some((rule, _)), .. } => of_category(rule),
            _ => None,
        });
        if found.is_none() && !self.stages.is_empty() {
            self.report(
                Diagnostic::error(
                    "C19",
                    decl.name.span,
                    format!("the example `{}` does not say its stage", decl.name.text),
                )
                .help("write `for STAGE` after its name"),
            );
        }
        found
    }

    fn expect(&mut self, expect: &'a ast::Expect) -> Option<Expect> {
        match expect {
            ast::Expect::Order { round, ids, cites, span } => {
                let (round, cites) = (self.round_named(round)?, self.cites(cites));
                Some(Expect::Order { round, ids: ids.clone(), cites, node: self.node(*span) })
            }
            ast::Expect::Seat { id, what, by, cites, span } => {
                let by = match by {
                    Some(name) => Some(self.round_named(name)?),
                    None => None,
                };
                let seat = match what {
                    ast::SeatWord::PlacedAt(school) => crate::ir::ExpectedSeat::PlacedAt(school.clone()),
                    ast::SeatWord::NotPlaced => crate::ir::ExpectedSeat::NotPlaced,
                    ast::SeatWord::Referred => crate::ir::ExpectedSeat::Referred,
                };
                let cites = self.cites(cites);
                Some(Expect::Seat { id: id.clone(), seat, by, cites, node: self.node(*span) })
            }
            ast::Expect::Holds(expr, cites) => {
                // In an example everything is known, so nothing needs a presence test.
                let (cond, _) = self.with_needs(|lower| lower.cond(expr, &Ctx::default()));
                let cites = self.cites(cites);
                cond.map(|(cond, _)| Expect::Holds(cond, cites))
            }
            ast::Expect::Outcome { outcome, category, by, because, missing, cites, span } => {
                let category = match category {
                    Some(name) => match self.scope.terms.get(&name.text).map(|(t, n)| (t, n.clone())) {
                        Some((Term::Category(index), named)) => {
                            self.refer(name.span, &named);
                            Some(crate::ir::CategoryId(index as u16))
                        }
                        _ => {
                            self.not_a(name, "category", |term| matches!(term, Term::Category(_)));
                            return None;
                        }
                    },
                    None => None,
                };
                let mut decided = None;
                if let Some(path) = because.as_ref().or(by.as_ref()) {
                    let Some((_, named)) = self.scope.terms.get(&path.root.text).map(|(t, n)| (t, n.clone())) else {
                        let words: Vec<String> = self.scope.terms.words().map(str::to_string).collect();
                        self.unknown_name(&path.root, "rule", words.iter().map(String::as_str));
                        return None;
                    };
                    self.refer(path.root.span, &named);
                    decided = Some((named.name, path.item.as_ref().map(|i| i.text.clone())));
                }
                let missing = missing.iter().filter_map(|path| self.field_path(path)).collect();
                let node = self.node(*span);
                let outcome = match outcome {
                    OutcomeWord::Eligible => Outcome::Eligible,
                    OutcomeWord::Refer => Outcome::Refer,
                    OutcomeWord::Late => Outcome::Late,
                    OutcomeWord::Ineligible => Outcome::Ineligible,
                    OutcomeWord::Undetermined => Outcome::Undetermined,
                };
                Some(Expect::Outcome { outcome, category, because: decided, missing, cites: self.cites(cites), node })
            }
        }
    }

    /// A field's path by names, as decisions report it: `home.district`, `guardian[1].hukou`.
    fn field_path(&mut self, path: &'a ast::Path) -> Option<String> {
        let mut fields = self.form.as_ref()?.fields.clone();
        let at = self.field_at(&fields, &path.root)?;
        let mut out = fields[at].named.name.clone();
        let mut ty = fields[at].ty;
        for step in &path.steps {
            match step {
                ast::Step::Index(n, _) => {
                    out.push_str(&format!("[{n}]"));
                    ty.shape = Shape::One;
                }
                ast::Step::Field(name) => {
                    let Base::Record(id) = ty.base else {
                        let found = self.type_words(&ty);
                        self.report(
                            Diagnostic::error("T19", name.span, format!("this is {found} and has no fields"))
                                .help("name a field of the form, or a field of a record in it"),
                        );
                        return None;
                    };
                    fields = self.records[id.index()].fields.clone();
                    let at = self.field_at(&fields, name)?;
                    out.push_str(&format!(".{}", fields[at].named.name));
                    ty = fields[at].ty;
                }
            }
        }
        Some(out)
    }
}
