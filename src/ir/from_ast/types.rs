//! Stages, enums, records, the form and the tables.

use super::Lower;
use super::scope::{Term, TypeName};
use crate::base::span::Span;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::ir::{
    Base, Enum, EnumId, Field, Form, Named, NodeId, Presumed, Record, RecordId, Role, Shape, Stage, Table, TableId,
    Type,
};
use crate::syntax::ast::{self, BaseType, EnumEntry, FieldDecl, ItemKind};
use crate::value::{Fact, List, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The enum of the stages, made for every policy.
pub(super) const STAGE_ENUM: EnumId = EnumId(0);

/// The words of an enum so far: the member, or nothing for a group, and where it was declared.
type Words = BTreeMap<String, (Option<u16>, Span)>;

impl<'a> Lower<'a> {
    pub(super) fn lower_types(&mut self) {
        self.declare_stages();
        self.declare_types();
        self.lower_enums();
        self.lower_classify_enums();
        self.lower_records();
        self.lower_tables();
        self.lower_form();
        self.declare_barred();
    }

    fn declare_stages(&mut self) {
        for (item, kind) in self.item_kinds() {
            let ItemKind::Stage { head, .. } = kind else { continue };
            let named = self.declare(&head.name, head.label.as_ref());
            if let Some((word, before)) = self.scope.stages.add(&named, self.stages.len(), head.name.span) {
                self.duplicate(&word, before, head.name.span);
            }
            let (node, cites) = (self.node(item.span), self.cites(&head.cites));
            self.stages.push(Stage { named, answers: Vec::new(), cites, node });
        }
        let members = self.stages.iter().map(|s| s.named.clone()).collect();
        let named = Named { name: "stage".into(), label: Some("学段".into()) };
        let _ = self.scope.types.add(&named, TypeName::Enum(0), Default::default());
        self.enums.push(Enum { named, members, groups: Vec::new(), classify: None, node: NodeId::default() });
    }

    fn declare_types(&mut self) {
        let (mut enums, mut records, mut tables) = (1, 0, 0);
        for (_, kind) in self.item_kinds() {
            let (head, what) = match kind {
                ItemKind::Enum { head, .. } => {
                    enums += 1;
                    (head, TypeName::Enum(enums - 1))
                }
                ItemKind::Record { head, .. } => {
                    records += 1;
                    (head, TypeName::Record(records - 1))
                }
                ItemKind::Table { head, .. } => {
                    tables += 1;
                    (head, TypeName::Table(tables - 1))
                }
                _ => continue,
            };
            let named = self.declare(&head.name, head.label.as_ref());
            if let Some((word, before)) = self.scope.types.add(&named, what, head.name.span) {
                self.duplicate(&word, before, head.name.span);
            }
        }
    }

    fn head_named(head: &ast::Head) -> Named {
        Named { name: head.name.text.clone(), label: head.label.as_ref().map(|l| l.text.clone()) }
    }

    fn lower_enums(&mut self) {
        for (item, kind) in self.item_kinds() {
            let ItemKind::Enum { head, entries } = kind else { continue };
            let mut made = Enum {
                named: Self::head_named(head),
                members: Vec::new(),
                groups: Vec::new(),
                classify: None,
                node: self.node(item.span),
            };
            let mut words: Words = BTreeMap::new();
            for entry in entries {
                match entry {
                    EnumEntry::Member(name, label) => {
                        self.add_member(&mut made, &mut words, name, label.as_ref(), false);
                    }
                    EnumEntry::Group(name, label, members) => {
                        let named = self.declare(name, label.as_ref());
                        let inside = members
                            .iter()
                            .filter_map(|(name, label)| {
                                self.add_member(&mut made, &mut words, name, label.as_ref(), true)
                            })
                            .collect::<BTreeSet<u16>>();
                        for word in std::iter::once(&named.name).chain(&named.label) {
                            if let Some((_, before)) = words.insert(word.clone(), (None, name.span)) {
                                self.duplicate(word, before, name.span);
                            }
                        }
                        made.groups.push((named, inside));
                    }
                }
            }
            self.enums.push(made);
        }
    }

    fn add_member(
        &mut self,
        made: &mut Enum,
        words: &mut Words,
        name: &ast::Name,
        label: Option<&ast::Name>,
        repeats: bool,
    ) -> Option<u16> {
        if let Some((position, before)) = words.get(&name.text) {
            if let (Some(position), true, None) = (position, repeats, label) {
                let named = made.members[usize::from(*position)].clone();
                self.refer(name.span, &named);
                return Some(*position);
            }
            self.duplicate(&name.text, *before, name.span);
            return None;
        }
        let Ok(position) = u16::try_from(made.members.len()) else {
            self.report(
                Diagnostic::error("T03", name.span, "an enum has at most 65,536 words")
                    .help("a list as long as this is data: declare a `table` and keep its rows in a file"),
            );
            return None;
        };
        let named = self.declare(name, label);
        words.insert(named.name.clone(), (Some(position), name.span));
        if let Some(label) = &named.label
            && *label != named.name
            && let Some((_, before)) = words.insert(label.clone(), (Some(position), name.span))
        {
            self.duplicate(label, before, name.span);
        }
        made.members.push(named);
        Some(position)
    }

    /// Every case table is an enum of its own.
    fn lower_classify_enums(&mut self) {
        let mut index = 0u16;
        for (item, kind) in self.item_kinds() {
            let ItemKind::Classify { head, rows } = kind else { continue };
            let mut made = Enum {
                named: Self::head_named(head),
                members: Vec::new(),
                groups: Vec::new(),
                classify: Some(crate::ir::ClassifyId(index)),
                node: self.node(item.span),
            };
            index += 1;
            for row in rows {
                let before = made.members.iter().find(|m| m.is_called(&row.name.text)).cloned();
                if let Some(named) = before {
                    self.refer(row.name.span, &named);
                    if row.label.is_some() {
                        let first =
                            rows.iter().find(|r| r.name.text == named.name).map_or(row.name.span, |r| r.name.span);
                        self.duplicate(&row.name.text, first, row.name.span);
                    }
                } else {
                    let named = self.declare(&row.name, row.label.as_ref());
                    made.members.push(named);
                }
            }
            self.enums.push(made);
        }
    }

    fn lower_records(&mut self) {
        for (item, kind) in self.item_kinds() {
            let ItemKind::Record { head, period, fields } = kind else { continue };
            let lowered = self.fields(fields, false);
            let period = period.as_ref().and_then(|(from, to)| {
                let mut find = |name: &ast::Name| {
                    let found = position(&lowered, &name.text);
                    match found {
                        Some(at) => {
                            let named = lowered[at].named.clone();
                            self.refer(name.span, &named);
                            if lowered[at].ty.base != Base::Date || lowered[at].ty.shape != Shape::One {
                                self.report(
                                    Diagnostic::error("T04", name.span, format!("`{}` is not a date", name.text))
                                        .help("a period runs from one date field to another"),
                                );
                                return None;
                            }
                            Some(at)
                        }
                        None => {
                            let words: Vec<String> = lowered.iter().map(|f| f.named.name.clone()).collect();
                            self.unknown_name(name, "field", words.iter().map(String::as_str));
                            None
                        }
                    }
                };
                Some((find(from)?, find(to)?))
            });
            let node = self.node(item.span);
            self.records.push(Record { named: Self::head_named(head), fields: lowered, period, node });
        }
        self.refuse_recursive_records();
    }

    fn refuse_recursive_records(&mut self) {
        // A record may hold only records declared before it; that is enough for any form and cannot recurse.
        for index in 0..self.records.len() {
            let bad: Vec<NodeId> = self.records[index]
                .fields
                .iter()
                .filter(|f| matches!(f.ty.base, Base::Record(inner) if inner.index() >= index))
                .map(|f| f.node)
                .collect();
            for node in bad {
                let span = self.spans.of(node);
                self.report(
                    Diagnostic::error("T05", span, "a record can hold only records that are declared before it")
                        .label("declared later, or the record itself")
                        .help("declare the inner record first; a record cannot hold itself"),
                );
            }
        }
    }

    fn lower_tables(&mut self) {
        for (item, kind) in self.item_kinds() {
            let ItemKind::Table { head, fields } = kind else { continue };
            let columns = self.fields(fields, false);
            for field in columns.iter().filter(|f| matches!(f.ty.base, Base::Record(_))) {
                let span = self.spans.of(field.node);
                self.report(
                    Diagnostic::error("T06", span, format!("the column `{}` cannot be a record", field.named.name))
                        .help("a cell of a table holds one value: give each field of the record a column of its own"),
                );
            }
            let keys = fields
                .iter()
                .filter(|f| f.key)
                .filter_map(|f| columns.iter().position(|c| c.named.name == f.name.text))
                .collect();
            let (node, cites) = (self.node(item.span), self.cites(&head.cites));
            self.tables.push(Table { named: Self::head_named(head), columns, keys, cites, node });
        }
    }

    fn lower_form(&mut self) {
        let forms = self.items_of(|item| match &item.kind {
            ItemKind::Form { head, fields } => Some((item.span, head, fields)),
            _ => None,
        });
        let Some((span, head, fields)) = forms.first().copied() else {
            self.report(
                Diagnostic::error("N03", Span::default(), "the policy has no form")
                    .help("declare what an applicant is asked: `form applicant { id: id role id; … }`"),
            );
            return;
        };
        for (_, again, _) in &forms[1..] {
            self.report(
                Diagnostic::error("N04", again.name.span, "a policy has one form")
                    .label("a second one")
                    .related(head.name.span, "the first one")
                    .help("ask what only one stage needs under `for STAGE { … }` in the form"),
            );
        }
        let named = self.declare(&head.name, head.label.as_ref());
        self.scope.form = Some(named.clone());
        let lowered = self.fields(fields, true);
        for (index, (field, decl)) in lowered.iter().zip(fields).enumerate() {
            self.add_term(&field.named, Term::Field(index), decl.name.span);
        }
        for (role, ..) in Role::WORDS {
            let with: Vec<&Field> = lowered.iter().filter(|f| f.role == Some(role)).collect();
            if let [first, again, ..] = with.as_slice() {
                let (span, before) = (self.spans.of(again.node), self.spans.of(first.node));
                self.report(
                    Diagnostic::error(
                        "T07",
                        span,
                        format!("`{}` and `{}` have the same role", first.named.name, again.named.name),
                    )
                    .label("the second field")
                    .related(before, "the first field")
                    .help("a role is what the toolchain uses a field for, so one field has it"),
                );
            }
        }
        let node = self.node(span);
        if !lowered.iter().any(|f| f.role == Some(Role::Id) && f.ty.base == Base::Id && f.ty.shape == Shape::One) {
            self.report(
                Diagnostic::error("T08", head.name.span, "no field of the form names the applicant")
                    .help("give the field that does `role id`, as in `id \"编号\": id role id;`"),
            );
        }
        self.form = Some(Form { named, fields: lowered, node });
    }

    fn declare_barred(&mut self) {
        let mut index = 0;
        for (_, kind) in self.item_kinds() {
            let ItemKind::Barred { facts, .. } = kind else { continue };
            for (name, label) in facts {
                let named = self.declare(name, label.as_ref());
                // A form may have the field (it is on the paper form); then the field's own name is taken already.
                if self.scope.terms.get(&named.name).is_none() {
                    self.add_term(&named, Term::Barred(index), name.span);
                }
                index += 1;
            }
        }
    }

    fn fields(&mut self, decls: &'a [FieldDecl], form: bool) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        let mut words: BTreeMap<String, Span> = BTreeMap::new();
        for decl in decls {
            let named = self.declare(&decl.name, decl.label.as_ref());
            for word in std::iter::once(&named.name).chain(named.label.as_ref().filter(|l| **l != named.name)) {
                if let Some(before) = words.insert(word.clone(), decl.name.span) {
                    self.duplicate(word, before, decl.name.span);
                }
            }
            let node = self.node(decl.name.span);
            let Some(ty) = self.type_of(&decl.ty) else { continue };
            let role = decl.role.as_ref().and_then(|word| self.role(word, form));
            let stage = decl.stage.as_ref().and_then(|name| self.stage_named(name));
            let cites = self.cites(&decl.cites);
            let (proof, given, complete) = (decl.proof.clone(), decl.given, decl.complete);
            fields.push(Field { named, ty, proof, presumed: None, given, complete, role, stage, cites, node });
        }
        fields
    }

    /// What fields are presumed to be; only now, because figures and windows may say it.
    pub(super) fn lower_presumed(&mut self) {
        let (mut records, mut tables) = (0, 0);
        for (_, kind) in self.item_kinds() {
            match kind {
                ItemKind::Record { fields, .. } => {
                    let mut made = std::mem::take(&mut self.records[records].fields);
                    self.presume(fields, &mut made);
                    self.records[records].fields = made;
                    records += 1;
                }
                ItemKind::Table { fields, .. } => {
                    let mut made = std::mem::take(&mut self.tables[tables].columns);
                    self.presume(fields, &mut made);
                    self.tables[tables].columns = made;
                    tables += 1;
                }
                ItemKind::Form { fields, .. } => {
                    let Some(mut form) = self.form.take() else { continue };
                    self.presume(fields, &mut form.fields);
                    self.form = Some(form);
                }
                _ => {}
            }
        }
    }

    fn presume(&mut self, decls: &'a [FieldDecl], fields: &mut [Field]) {
        for decl in decls {
            let Some(value) = &decl.presumed else { continue };
            let Some(at) = fields.iter().position(|f| f.named.name == decl.name.text) else { continue };
            fields[at].presumed = self.presumed(value, fields, at, decls);
        }
    }

    fn role(&mut self, word: &ast::Name, form: bool) -> Option<Role> {
        let found = Role::WORDS.iter().find(|(_, en, zh)| *en == word.text || *zh == word.text);
        match found {
            Some((role, english, chinese))
                if form != (*role == Role::Round) || matches!(role, Role::Id | Role::School) =>
            {
                self.refer(word.span, &Named { name: (*english).into(), label: Some((*chinese).into()) });
                Some(*role)
            }
            Some(_) => {
                self.report(Diagnostic::error("T09", word.span, format!("`{}` is no role here", word.text)).help(
                    "fields of the form have roles; in a table of earlier results there are `id`, `school` and `round`",
                ));
                None
            }
            None => {
                let words: Vec<&str> = Role::WORDS.iter().flat_map(|(_, en, zh)| [*en, *zh]).collect();
                self.report(Diagnostic::error("N05", word.span, format!("there is no role `{}`", word.text)).help(
                    did_you_mean(&word.text, words).unwrap_or_else(|| {
                        "the roles are id, household, home_unit, school, area, submitted and round".into()
                    }),
                ));
                None
            }
        }
    }

    fn presumed(&mut self, value: &'a ast::Expr, fields: &[Field], at: usize, decls: &[FieldDecl]) -> Option<Presumed> {
        if let ast::ExprKind::List { path, of: None, filter: None } = &value.kind
            && path.steps.is_empty()
            && let Some(other) = position(fields, &path.root.text)
        {
            let named = fields[other].named.clone();
            self.refer(path.root.span, &named);
            let itself = decls.iter().any(|d| d.presumed.is_some() && d.name.text == named.name);
            let (theirs, own) = (fields[other].ty, fields[at].ty);
            let fits = theirs.base == own.base && theirs.shape == own.shape && (own.optional || !theirs.optional);
            if !itself && fits {
                return Some(Presumed::Like(other));
            }
            self.report(
                Diagnostic::error("T10", value.span, format!("`{}` cannot stand for this field", path.root.text)).help(
                    if fits {
                        "a field is presumed to be like another one that is not presumed itself"
                    } else if theirs.base == own.base && theirs.shape == own.shape {
                        "that one may be absent, and this one may not: let its type say `or none` too"
                    } else {
                        "a field is presumed to be a constant, or another field of the same type"
                    },
                ),
            );
            return None;
        }
        let ty = fields[at].ty;
        self.constant(value, None, &ty).map(Presumed::Fact)
    }

    /// A type as written.
    pub(super) fn type_of(&mut self, written: &'a ast::TypeExpr) -> Option<Type> {
        let base = match &written.base {
            BaseType::Bool => Base::Bool,
            BaseType::Int => Base::Int,
            BaseType::Decimal(places) => Base::Decimal(*places),
            BaseType::Date => Base::Date,
            BaseType::Moment => Base::Moment,
            BaseType::Month => Base::Month,
            BaseType::Months => Base::Months,
            BaseType::Id => Base::Id,
            BaseType::Text => Base::Text,
            BaseType::Named(name) => {
                let found = self.scope.types.get(&name.text).map(|(what, named)| (what, named.clone()));
                let Some((what, named)) = found else {
                    let words: Vec<String> = self.scope.types.words().map(str::to_string).collect();
                    self.unknown_name(name, "type", words.iter().map(String::as_str));
                    return None;
                };
                self.refer(name.span, &named);
                match what {
                    TypeName::Enum(index) => Base::Enum(EnumId(index as u16)),
                    TypeName::Record(index) => Base::Record(RecordId(index as u16)),
                    TypeName::Table(index) => {
                        self.demand_single_key(index, name);
                        Base::Row(TableId(index as u16))
                    }
                }
            }
        };
        let shape = match written.shape {
            ast::Shape::One => Shape::One,
            ast::Shape::List(most) => Shape::List(most),
            ast::Shape::Set => Shape::Set,
        };
        if shape == Shape::Set && !matches!(base, Base::Enum(_)) {
            self.report(
                Diagnostic::error("T11", written.span, "only words of an enum can form a set")
                    .help("write `list of …`; a set of months has the type `months`"),
            );
            return None;
        }
        if written.or_none && shape != Shape::One {
            self.report(
                Diagnostic::error("T12", written.span, "a list or set cannot be absent")
                    .help("leave `or none` out: an empty list says that there is nothing"),
            );
            return None;
        }
        Some(Type { shape, base, optional: written.or_none })
    }

    /// Refuses a reference to rows that one key does not find.
    fn demand_single_key(&mut self, index: usize, name: &ast::Name) {
        let tables = self.items_of(|item| match &item.kind {
            ItemKind::Table { head, fields } => {
                Some((head.name.span, fields.iter().filter(|f| f.key).collect::<Vec<_>>()))
            }
            _ => None,
        });
        let Some((table, keys)) = tables.get(index) else { return };
        let by_name = |key: &FieldDecl| {
            matches!(key.ty.base, BaseType::Id | BaseType::Named(_)) && key.ty.shape == ast::Shape::One
        };
        let (what, help) = match keys.as_slice() {
            [key] if by_name(key) => return,
            [_] => {
                ("have a key that is no id", "a row is referred to by its id: give the table a key of the type `id`")
            }
            [] => ("have no key", "say which column names a row: `key code: id;`"),
            _ => (
                "have several keys",
                "only a row with a single key can be referred to; ask the table itself: `any NAME { … }`",
            ),
        };
        let table = *table;
        self.report(
            Diagnostic::error(
                "T63",
                name.span,
                format!("the rows of `{}` {what}, so no field can refer to one", name.text),
            )
            .related(table, "the table")
            .help(help),
        );
    }

    /// The empty list or set of a type.
    pub(super) fn empty(ty: &Type) -> Option<Fact> {
        match (ty.shape, ty.base) {
            (Shape::List(_), _) => Some(Value::List(List::default()).into()),
            (Shape::Set, _) => Some(Value::Set(BTreeSet::new()).into()),
            (Shape::One, Base::Months) => Some(Value::Months(Default::default()).into()),
            _ => None,
        }
    }
}

/// The field with this name or label.
pub(super) fn position(fields: &[Field], word: &str) -> Option<usize> {
    fields.iter().position(|f| f.named.is_called(word))
}
