//! Lists and quantifiers: which rows, which of them, and what of them.

use super::Lower;
use super::places::{Ctx, RowScope, RowType, Typed, one};
use super::scope::TypeName;
use crate::diagnostic::Diagnostic;
use crate::ir::expr::{ListExpr, Source, Step, ValKind};
use crate::ir::{Base, Named, Shape, TableId, Type};
use crate::syntax::ast::{self, Block, Path};

/// A list that has been found, before its rows are asked.
pub(super) struct Rows {
    pub(super) source: Source,
    pub(super) row: RowScope,
    pub(super) record: Option<crate::ir::RecordId>,
}

impl<'a> Lower<'a> {
    /// The rows that a path names: a list of the applicant or of a row in scope, a list value, or a table.
    pub(super) fn rows(&mut self, path: &'a Path, ctx: &Ctx) -> Option<Rows> {
        if path.steps.is_empty() && path.item.is_none() {
            let as_list = self.start_is_list(&path.root.text, ctx);
            let table = self.scope.types.get(&path.root.text).map(|(what, named)| (what, named.clone()));
            if let (false, Some((TypeName::Table(index), named))) = (as_list, table) {
                self.refer(path.root.span, &named);
                let id = TableId(index as u16);
                return Some(Rows {
                    source: Source::Table(id),
                    row: RowScope { named, what: RowType::Table(id) },
                    record: None,
                });
            }
        }
        let typed = self.path_value(path, ctx)?;
        let Shape::List(_) = typed.ty.shape else {
            self.report(
                Diagnostic::error("T17", path.span, format!("`{}` is not a list", path.text()))
                    .help("`any`, `every`, `no` and `count` ask the rows of a list or table"),
            );
            return None;
        };
        let named = self.list_name(path);
        let (what, record) = match typed.ty.base {
            Base::Record(id) => (RowType::Record(id), Some(id)),
            base => (RowType::Item(base), None),
        };
        let source = match typed.val.kind {
            ValKind::Place(place) => Source::Place(place),
            _ => Source::Val(Box::new(typed.val)),
        };
        Some(Rows { source, row: RowScope { named, what }, record })
    }

    /// What a row of the list at `path` is called: the list itself, by its name and label.
    fn list_name(&self, path: &Path) -> Named {
        let last = path
            .steps
            .iter()
            .rev()
            .find_map(|step| if let ast::Step::Field(name) = step { Some(name) } else { None })
            .unwrap_or(&path.root);
        let found = self.spans.names.iter().rev().find(|r| r.span == last.span && !r.declares);
        found.map_or(Named { name: last.text.clone(), label: None }, |r| Named {
            name: r.name.clone(),
            label: r.label.clone(),
        })
    }

    fn start_is_list(&mut self, word: &str, ctx: &Ctx) -> bool {
        use super::places::Start;
        use super::scope::Term;
        match self.start(word, ctx) {
            Ok(Some(Start::RowField(depth, at))) => {
                let fields = self.row_fields(&ctx.rows[usize::from(depth)]);
                matches!(fields[at].ty.shape, Shape::List(_))
            }
            Ok(Some(Start::Term(Term::Field(at), _))) => {
                self.form.as_ref().is_some_and(|f| matches!(f.fields[at].ty.shape, Shape::List(_)))
            }
            Ok(Some(Start::Term(Term::Value(_), _))) => true,
            Ok(Some(Start::Row(depth))) => !matches!(ctx.rows[usize::from(depth)].what, RowType::Table(_)),
            Err(_) => true,
            _ => false,
        }
    }

    /// `COLUMN of LIST where { … }`, or `LIST where { … }`: the list and the type of its items.
    ///
    /// Items of a column that may be absent are left out where they are.
    pub(super) fn list(
        &mut self,
        span: crate::base::span::Span,
        path: &'a Path,
        of: Option<&'a Path>,
        filter: Option<&'a Block>,
        ctx: &Ctx,
    ) -> Option<(ListExpr, Type)> {
        let rows = self.rows(of.unwrap_or(path), ctx)?;
        let inner = ctx.with_row(rows.row.clone());
        let depth = ctx.depth();
        let (mut column, mut ty) = match rows.row.what {
            RowType::Record(id) => (Vec::new(), one(Base::Record(id))),
            RowType::Table(id) => (Vec::new(), one(Base::Row(id))),
            RowType::Item(base) => (Vec::new(), one(base)),
        };
        let filter = match filter {
            Some(block) => {
                let owed = self.needs.len();
                let cond = self.block(block, &inner);
                self.close_row(depth, owed);
                Some(Box::new(cond?.0))
            }
            None => None,
        };
        if of.is_some() {
            (column, ty) = self.column(path, &rows.row)?;
        }
        let node = self.node(span);
        Some((ListExpr { node, source: rows.source, filter, column, record: rows.record, depth }, ty))
    }

    /// What is taken of each row: `school`, `home.district`.
    fn column(&mut self, path: &Path, row: &RowScope) -> Option<(Vec<Step>, Type)> {
        let fields = self.row_fields(row).to_vec();
        let first = self.field_named(&path.root, &fields)?;
        let mut steps = vec![Step::Field(first)];
        let mut ty = fields[first].ty;
        for step in &path.steps {
            let ast::Step::Field(name) = step else {
                self.report(
                    Diagnostic::error(
                        "T17",
                        path.span,
                        format!("`{}` is taken of every row, and has no numbered items", path.text()),
                    )
                    .help("leave the number out"),
                );
                return None;
            };
            let (fields, table) = match ty.base {
                Base::Record(id) => (self.records[id.index()].fields.clone(), None),
                Base::Row(id) => (self.tables[id.index()].columns.clone(), Some(id)),
                _ => (Vec::new(), None),
            };
            let at = self.field_named(name, &fields)?;
            steps.push(table.map_or(Step::Field(at), |table| Step::Column(table, at)));
            ty = fields[at].ty;
        }
        if ty.shape != Shape::One {
            self.report(
                Diagnostic::error("T20", path.span, format!("`{}` would give a list of lists", path.text()))
                    .help("take a column that holds one value, or ask the inner list in an `any` block of its own"),
            );
            return None;
        }
        Some((steps, Type { optional: false, ..ty }))
    }

    /// Whether the rows of a list are periods.
    pub(super) fn are_periods(&self, list: &ListExpr) -> bool {
        list.record.is_some_and(|id| self.records[id.index()].period.is_some())
    }

    /// A value as the rows of a list, for `in`, `count` and the like.
    pub(super) fn typed_is_list(typed: &Typed) -> bool {
        matches!(typed.ty.shape, Shape::List(_))
    }
}
