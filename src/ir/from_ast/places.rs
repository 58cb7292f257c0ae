//! What a path in a rule refers to: a field, a row, a named thing, something built in.

use super::presence::{Key, KeyRoot};
use super::scope::Term;
use super::types::{STAGE_ENUM, position};
use super::{Lower, Slot};
use crate::base::span::Span;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::ir::expr::{Place, Root, Step, Val, ValKind};
use crate::ir::{Base, ClassifyId, Each, Field, FigureId, Named, ReadingId, RecordId, Shape, TableId, Type, ValueId};
use crate::syntax::ast::{self, Path};
use std::collections::BTreeSet;

/// A row that is open where an expression stands.
#[derive(Debug, Clone)]
pub(super) struct RowScope {
    /// What the row is called: its list or table.
    pub(super) named: Named,
    pub(super) what: RowType,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowType {
    Record(RecordId),
    Table(TableId),
    /// A plain item, such as an id.
    Item(Base),
}

/// Where an expression stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Ctx {
    pub(super) rows: Vec<RowScope>,
    pub(super) present: BTreeSet<Key>,
}

impl Ctx {
    pub(super) fn depth(&self) -> u8 {
        self.rows.len() as u8
    }

    pub(super) fn with_row(&self, row: RowScope) -> Ctx {
        let mut inner = self.clone();
        inner.rows.push(row);
        inner
    }

    pub(super) fn with_present(&self, more: &BTreeSet<Key>) -> Ctx {
        let mut inner = self.clone();
        inner.present.extend(more.iter().cloned());
        inner
    }
}

/// A value with its type, and the key under which its presence can be known.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) val: Val,
    pub(super) ty: Type,
    pub(super) key: Option<Key>,
    pub(super) words: String,
}

/// What the first name of a path is.
pub(super) enum Start {
    /// The row called so.
    Row(u8),
    /// A field of a row.
    RowField(u8, usize),
    /// The form, by its name.
    Form,
    /// A declared term.
    Term(Term, Named),
    /// `policy`, for `policy.year`.
    Policy,
    /// `stage`
    Stage,
}

pub(super) const fn one(base: Base) -> Type {
    Type { shape: Shape::One, base, optional: false }
}

impl<'a> Lower<'a> {
    pub(super) fn row_fields(&self, row: &RowScope) -> &[Field] {
        match row.what {
            RowType::Record(id) => self.records.get(id.index()).map_or(&[], |r| &r.fields),
            RowType::Table(id) => self.tables.get(id.index()).map_or(&[], |t| &t.columns),
            RowType::Item(_) => &[],
        }
    }

    /// Looks a first name up without reporting anything; an error if two things in scope have it.
    pub(super) fn start(&self, word: &str, ctx: &Ctx) -> Result<Option<Start>, String> {
        let called = |named: &Named| named.is_called(word);
        for (depth, row) in ctx.rows.iter().enumerate().rev() {
            if called(&row.named) {
                return Ok(Some(Start::Row(depth as u8)));
            }
        }
        let inner: Vec<(u8, usize)> = ctx
            .rows
            .iter()
            .enumerate()
            .rev()
            .filter_map(|(depth, row)| position(self.row_fields(row), word).map(|at| (depth as u8, at)))
            .collect();
        let term = self.scope.terms.get(word);
        match (inner.as_slice(), term) {
            ([(depth, _)], Some((Term::Field(_), _))) => {
                let row = &ctx.rows[usize::from(*depth)].named.name;
                let form = self.scope.form.as_ref().map_or("applicant", |f| &f.name);
                Err(format!("write `{row}.{word}` for the row's, or `{form}.{word}` for the applicant's"))
            }
            ([(depth, _)], Some((term, _))) => {
                let row = &ctx.rows[usize::from(*depth)].named.name;
                Err(format!("write `{row}.{word}` for the row's; rename the {} if that one is meant", term.kind()))
            }
            ([(first, _), (second, _), ..], _) => {
                let names = [first, second].map(|d| &ctx.rows[usize::from(*d)].named.name);
                Err(format!("write `{}.{word}` or `{}.{word}`", names[0], names[1]))
            }
            ([(depth, at)], None) => Ok(Some(Start::RowField(*depth, *at))),
            ([], Some((term, named))) => Ok(Some(Start::Term(term, named.clone()))),
            ([], None) => Ok(match word {
                _ if self.scope.form.as_ref().is_some_and(called) => Some(Start::Form),
                "policy" | "政策" => Some(Start::Policy),
                "stage" | "学段" => Some(Start::Stage),
                _ => None,
            }),
        }
    }

    /// Everything that could stand at the beginning of a path here, for “did you mean”.
    pub(super) fn words_in_scope(&self, ctx: &Ctx) -> Vec<String> {
        let mut words: Vec<String> = self.scope.terms.words().map(str::to_string).collect();
        for row in &ctx.rows {
            words.push(row.named.name.clone());
            for field in self.row_fields(row) {
                words.push(field.named.name.clone());
                words.extend(field.named.label.clone());
            }
        }
        words.push("stage".into());
        words
    }

    /// A path as a value; reports what is wrong with it.
    pub(super) fn path_value(&mut self, path: &Path, ctx: &Ctx) -> Option<Typed> {
        if let Some(item) = &path.item {
            self.report(
                Diagnostic::error(
                    "T13",
                    path.span,
                    format!("`{}({})` is a condition, not a value", path.root.text, item.text),
                )
                .help("a numbered entry holds or fails; where a value hangs on it, write rows `when … : …;`"),
            );
            return None;
        }
        let start = match self.start(&path.root.text, ctx) {
            Ok(Some(start)) => start,
            Ok(None) => {
                let words = self.words_in_scope(ctx);
                self.unknown_term(&path.root, &words);
                return None;
            }
            Err(help) => {
                self.report(
                    Diagnostic::error(
                        "N06",
                        path.root.span,
                        format!("`{}` may be either of two things", path.root.text),
                    )
                    .label("ambiguous")
                    .help(help),
                );
                return None;
            }
        };
        let mut steps = path.steps.iter();
        let typed = match start {
            Start::Row(depth) => {
                let row = ctx.rows[usize::from(depth)].clone();
                self.refer(path.root.span, &row.named);
                let ty = match row.what {
                    RowType::Record(id) => one(Base::Record(id)),
                    RowType::Table(id) => one(Base::Row(id)),
                    RowType::Item(base) => one(base),
                };
                if let RowType::Table(table) = row.what {
                    // A row of a table is all its columns; only `.column` can follow.
                    let Some(ast::Step::Field(name)) = steps.next() else {
                        self.report(
                            Diagnostic::error(
                                "T14",
                                path.span,
                                format!("`{}` is a whole row, not one value", path.text()),
                            )
                            .help(format!("say which column is meant: `{}.COLUMN`", path.text())),
                        );
                        return None;
                    };
                    let at = self.field_named(name, &self.tables[table.index()].columns.clone())?;
                    self.place_at(
                        Root::Row(depth),
                        vec![Step::Field(at)],
                        self.tables[table.index()].columns[at].ty,
                        path,
                    )
                } else {
                    self.place_at(Root::Row(depth), Vec::new(), ty, path)
                }
            }
            Start::RowField(depth, at) => {
                let field = self.row_fields(&ctx.rows[usize::from(depth)])[at].clone();
                self.refer(path.root.span, &field.named);
                self.place_at(Root::Row(depth), vec![Step::Field(at)], field.ty, path)
            }
            Start::Form => {
                let named = self.scope.form.clone()?;
                self.refer(path.root.span, &named);
                let Some(ast::Step::Field(name)) = steps.next() else {
                    self.report(
                        Diagnostic::error(
                            "T14",
                            path.span,
                            format!("`{}` is the whole form, not one value", path.text()),
                        )
                        .help(format!("say which field is meant: `{}.FIELD`", path.text())),
                    );
                    return None;
                };
                let fields = self.form.as_ref()?.fields.clone();
                let at = self.field_named(name, &fields)?;
                self.place_at(Root::Form(at), Vec::new(), fields[at].ty, path)
            }
            Start::Policy => {
                match steps.next() {
                    Some(ast::Step::Field(name)) if matches!(name.text.as_str(), "year" | "年度") => {}
                    _ => {
                        self.report(
                            Diagnostic::error("N07", path.span, format!("there is no `{}`", path.text()))
                                .help("`policy.year` is the year of the policy"),
                        );
                        return None;
                    }
                }
                self.refer_built_in(path.root.span, "policy", "政策");
                if let Some(ast::Step::Field(name)) = path.steps.first() {
                    self.refer_built_in(name.span, "year", "年度");
                }
                self.typed(ValKind::Year, one(Base::Int), None, path)
            }
            Start::Stage => {
                self.refer_built_in(path.root.span, "stage", "学段");
                self.typed(ValKind::Stage, one(Base::Enum(STAGE_ENUM)), None, path)
            }
            Start::Term(term, named) => {
                self.refer(path.root.span, &named);
                self.term_value(term, path, ctx)?
            }
        };
        let mut typed = typed;
        for step in steps {
            typed = self.step(typed, step, path, ctx)?;
        }
        Some(typed)
    }

    fn refer_built_in(&mut self, span: Span, english: &str, chinese: &str) {
        self.refer(span, &Named { name: english.into(), label: Some(chinese.into()) });
    }

    fn typed(&mut self, kind: ValKind, ty: Type, key: Option<Key>, path: &Path) -> Typed {
        let node = self.node(path.span);
        Typed { val: Val { node, kind }, ty, key, words: path.text() }
    }

    fn place_at(&mut self, root: Root, steps: Vec<Step>, ty: Type, path: &Path) -> Typed {
        let key = Key::place(root, &steps);
        self.typed(ValKind::Place(Place { root, steps }), ty, Some(key), path)
    }

    /// The value of a declared term.
    fn term_value(&mut self, term: Term, path: &Path, ctx: &Ctx) -> Option<Typed> {
        match term {
            Term::Field(at) => {
                let ty = self.form.as_ref()?.fields[at].ty;
                Some(self.place_at(Root::Form(at), Vec::new(), ty, path))
            }
            Term::Figure(index) => {
                let ty = self.figures[index].as_ref()?.ty;
                Some(self.typed(ValKind::Figure(FigureId(index as u16)), ty, None, path))
            }
            Term::Value(index) => {
                self.value_decl(index, Some(path.span));
                let Slot::Done((decl, facts)) = &self.values[index] else { return None };
                let (each, ty, needs, size) = (decl.each.clone(), decl.ty, facts.needs.clone(), facts.size);
                self.use_sized(size, path.span)?;
                let row = self.row_for(each.as_ref(), path, ctx)?;
                self.need_all(&needs, row, path.span, &ctx.present);
                let key = Key { root: KeyRoot::Value(index, row), steps: Vec::new() };
                Some(self.typed(ValKind::Call(ValueId(index as u16), row), ty, Some(key), path))
            }
            Term::Reading(index) => {
                self.reading(index, Some(path.span));
                let Slot::Done((reading, facts)) = &self.readings[index] else { return None };
                let (each, ty, needs, size) = (reading.each.clone(), reading.ty, facts.needs.clone(), facts.size);
                self.use_sized(size, path.span)?;
                let Some(ty) = ty else {
                    self.report(
                        Diagnostic::error("T13", path.span, format!("`{}` is a condition, not a value", path.text()))
                            .help(
                                "its alternatives hold or fail; where a value hangs on them, write rows `when … : …;`",
                            ),
                    );
                    return None;
                };
                let row = self.row_for(each.as_ref(), path, ctx)?;
                self.need_all(&needs, row, path.span, &ctx.present);
                let key = Key { root: KeyRoot::Reading(index, row), steps: Vec::new() };
                Some(self.typed(ValKind::Reading(ReadingId(index as u16), row), ty, Some(key), path))
            }
            Term::Classify(index) => {
                self.classify(index, Some(path.span));
                let Slot::Done((classify, facts)) = &self.classifies[index] else { return None };
                let (ty, size) = (one(Base::Enum(classify.cases)), facts.size);
                self.use_sized(size, path.span)?;
                Some(self.typed(ValKind::Classify(ClassifyId(index as u16)), ty, None, path))
            }
            Term::Barred(_) => {
                self.report(
                    Diagnostic::error("C01", path.span, format!("no rule may read `{}`", path.text()))
                        .label("a barred fact")
                        .help("it is declared under `barred`, with the article that forbids it"),
                );
                None
            }
            Term::Window(_) => {
                self.report(
                    Diagnostic::error(
                        "T15",
                        path.span,
                        format!("`{}` is a window of the timetable, not a day", path.text()),
                    )
                    .help(format!("write `start of {0}` or `end of {0}` for one of its days", path.text())),
                );
                None
            }
            Term::Condition(_) | Term::Category(_) | Term::Claim(_) => {
                self.report(
                    Diagnostic::error("T13", path.span, format!("`{}` is a {}, not a value", path.text(), term.kind()))
                        .help(format!(
                            "it holds or fails; where a value hangs on it, write rows `when {}: …;`",
                            path.text()
                        )),
                );
                None
            }
        }
    }

    /// The row that a declaration for each row is about, where it is used.
    pub(super) fn row_for(&mut self, each: Option<&Each>, path: &Path, ctx: &Ctx) -> Option<Option<u8>> {
        let Some(each) = each else { return Some(None) };
        let fits = |row: &RowScope| match (each, row.what) {
            (Each::Record(id), RowType::Record(other)) => *id == other,
            (Each::Table(id), RowType::Table(other)) => *id == other,
            _ => false,
        };
        let open: Vec<usize> = (0..ctx.rows.len()).filter(|depth| fits(&ctx.rows[*depth])).collect();
        match open.last() {
            Some(inner) if open.iter().any(|d| ctx.rows[*d].named != ctx.rows[*inner].named) => {
                let names: Vec<String> = open.iter().map(|d| format!("`{}`", ctx.rows[*d].named.name)).collect();
                self.report(
                    Diagnostic::error("T64", path.span, format!("`{}` may be about either of two rows", path.text()))
                        .label(format!("{} are open here", names.join(" and ")))
                        .help("make what is asked of the inner row a condition of its own, so that only one is open"),
                );
                None
            }
            Some(depth) => Some(Some(*depth as u8)),
            None => {
                let list = match each {
                    Each::Record(id) => self.records[id.index()].named.name.clone(),
                    Each::Table(id) => self.tables[id.index()].named.name.clone(),
                };
                self.report(
                    Diagnostic::error("T16", path.span, format!("`{}` is about one `{list}`", path.text()))
                        .help("use it inside `any … { }`, `every … { }` or `no … { }` over such a list"),
                );
                None
            }
        }
    }

    fn step(&mut self, from: Typed, step: &ast::Step, path: &Path, ctx: &Ctx) -> Option<Typed> {
        let from_words = self.path_prefix(path, step);
        if from.ty.optional
            && let Some(key) = from.key.clone()
        {
            self.need(key, from_words.clone(), path.span, &ctx.present);
        }
        match step {
            ast::Step::Index(number, span) => {
                let Shape::List(most) = from.ty.shape else {
                    self.report(
                        Diagnostic::error("T17", *span, format!("`{from_words}` is not a list"))
                            .help("only the items of a list have numbers"),
                    );
                    return None;
                };
                if *number == 0 || most.is_some_and(|most| *number > most) {
                    self.report(Diagnostic::error("T18", *span, format!("`{from_words}` has no item {number}")).help(
                        format!("its items are numbered from 1{}", most.map_or(String::new(), |m| format!(" to {m}"))),
                    ));
                    return None;
                }
                // The list may be shorter.
                self.extend(from, Step::Index(number - 1), |ty| Type { shape: Shape::One, optional: true, ..ty }, path)
            }
            ast::Step::Field(name) => match (from.ty.shape, from.ty.base) {
                (Shape::One, Base::Record(id)) => {
                    let fields = self.records[id.index()].fields.clone();
                    let at = self.field_named(name, &fields)?;
                    self.extend(from, Step::Field(at), move |_| fields[at].ty, path)
                }
                (Shape::One, Base::Row(table)) => {
                    let columns = self.tables[table.index()].columns.clone();
                    let at = self.field_named(name, &columns)?;
                    self.extend(from, Step::Column(table, at), move |_| columns[at].ty, path)
                }
                (Shape::List(_), Base::Record(_) | Base::Row(_)) => {
                    let last = &name.text;
                    self.report(
                        Diagnostic::error("T19", name.span, format!("`{from_words}` is a list; its items have fields, not the list"))
                            .help(format!("say which item: `{from_words}[1].{last}`, or ask several: `any {from_words} {{ {last} … }}`")),
                    );
                    None
                }
                _ => {
                    let found = self.type_words(&from.ty);
                    self.report(
                        Diagnostic::error("T19", name.span, format!("`{from_words}` is {found} and has no fields"))
                            .help("only records, and references to the rows of a table, have fields"),
                    );
                    None
                }
            },
        }
    }

    fn path_prefix(&self, path: &Path, until: &ast::Step) -> String {
        let mut out = Path { steps: Vec::new(), ..path.clone() };
        for step in &path.steps {
            if std::ptr::eq(step, until) {
                break;
            }
            out.steps.push(step.clone());
        }
        out.text()
    }

    fn extend(&mut self, from: Typed, step: Step, ty: impl FnOnce(Type) -> Type, path: &Path) -> Option<Typed> {
        let ty = ty(from.ty);
        let key = from.key.map(|mut key| {
            key.steps.push(step.clone());
            key
        });
        let kind = match (from.val.kind, step) {
            (ValKind::Place(mut place), step) => {
                place.steps.push(step);
                ValKind::Place(place)
            }
            (kind, Step::Column(table, at)) => ValKind::Column(Box::new(Val { node: from.val.node, kind }), table, at),
            _ => {
                self.report(
                    Diagnostic::error(
                        "T61",
                        path.span,
                        format!("`{}` is computed, and no part of it can be asked", path.root.text),
                    )
                    .help("ask its rows in an `any` block, or take the part where the value is defined"),
                );
                return None;
            }
        };
        let node = self.node(path.span);
        Some(Typed { val: Val { node, kind }, ty, key, words: path.text() })
    }

    pub(super) fn field_named(&mut self, name: &ast::Name, fields: &[Field]) -> Option<usize> {
        match position(fields, &name.text) {
            Some(at) => {
                let named = fields[at].named.clone();
                self.refer(name.span, &named);
                Some(at)
            }
            None => {
                let words: Vec<&str> = fields.iter().map(|f| f.named.name.as_str()).collect();
                self.unknown_name(name, "field", words);
                None
            }
        }
    }

    pub(super) fn unknown_term(&mut self, name: &ast::Name, words: &[String]) {
        let help =
            self.cut_apart(&name.text, words).or_else(|| did_you_mean(&name.text, words.iter().map(String::as_str)));
        self.report(
            Diagnostic::error("N02", name.span, format!("nothing is called `{}` here", name.text))
                .label("not declared")
                .maybe_help(help),
        );
    }

    /// The spaced spelling of a name that can be cut into declared names and keywords, as glued Chinese words can.
    fn cut_apart(&self, word: &str, declared: &[String]) -> Option<String> {
        let member = |part: &str| self.enums.iter().any(|e| e.members.iter().any(|m| m.is_called(part)));
        let cut = crate::syntax::cut_words(word, |part| declared.iter().any(|d| d == part) || member(part))?;
        Some(format!("put spaces between the words: `{cut}`"))
    }
}
