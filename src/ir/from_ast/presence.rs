//! What is known to be present where: flow typing for `or none`.
//!
//! A value that may be absent can be read only where an earlier line has tested that it is present. A condition tests
//! for itself; a value or reading may leave the test to whoever uses it, and the requirement is carried to the use.

use super::{Lower, Slot};
use crate::base::span::Span;
use crate::diagnostic::Diagnostic;
use crate::ir::expr::{Root, Step};
use std::collections::BTreeSet;

/// Something that may be absent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) root: KeyRoot,
    pub(super) steps: Vec<Step>,
}

/// What a [`Key`] begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KeyRoot {
    /// A form field.
    Form(usize),
    /// A row in scope.
    Row(u8),
    /// A value, of the row it is about.
    Value(usize, Option<u8>),
    /// A reading, of the row it is about.
    Reading(usize, Option<u8>),
}

impl Key {
    pub(super) fn place(root: Root, steps: &[Step]) -> Key {
        let root = match root {
            Root::Form(field) => KeyRoot::Form(field),
            Root::Row(row) => KeyRoot::Row(row),
        };
        Key { root, steps: steps.to_vec() }
    }

    /// Whether it hangs on the row opened at `depth`.
    fn is_about(&self, depth: u8) -> bool {
        match self.root {
            KeyRoot::Form(_) => false,
            KeyRoot::Row(row) => row == depth,
            KeyRoot::Value(_, row) | KeyRoot::Reading(_, row) => row == Some(depth),
        }
    }

    /// The same thing seen by a caller that gives row `row` as the callee's row 0; `None` if it hangs on a row that
    /// the caller does not have.
    pub(super) fn for_caller(&self, row: Option<u8>) -> Option<Key> {
        let map = |own: Option<u8>| match own {
            None => Some(None),
            Some(0) => row.map(Some),
            Some(_) => None,
        };
        let root = match self.root {
            KeyRoot::Form(field) => KeyRoot::Form(field),
            KeyRoot::Row(0) => KeyRoot::Row(row?),
            KeyRoot::Row(_) => return None,
            KeyRoot::Value(index, own) => KeyRoot::Value(index, map(own)?),
            KeyRoot::Reading(index, own) => KeyRoot::Reading(index, map(own)?),
        };
        Some(Key { root, steps: self.steps.clone() })
    }
}

/// What is present when a condition holds, and when it does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Flow {
    pub(super) holds: BTreeSet<Key>,
    pub(super) fails: BTreeSet<Key>,
}

impl Flow {
    pub(super) fn not(self) -> Flow {
        Flow { holds: self.fails, fails: self.holds }
    }

    pub(super) fn for_caller(&self, row: Option<u8>) -> Flow {
        Flow {
            holds: self.holds.iter().filter_map(|key| key.for_caller(row)).collect(),
            fails: self.fails.iter().filter_map(|key| key.for_caller(row)).collect(),
        }
    }
}

/// A test that somebody owes: `words` must be known to be present before it is read at `span`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Need {
    pub(super) key: Key,
    pub(super) words: String,
    pub(super) span: Span,
}

impl<'a> Lower<'a> {
    /// Reads `key`, which may be absent: fine if it was tested, else owed by the declaration being lowered.
    pub(super) fn need(&mut self, key: Key, words: String, span: Span, present: &BTreeSet<Key>) {
        let need = Need { key, words, span };
        if present.contains(&need.key) {
            self.relied.push(need);
        } else {
            self.needs.push(need);
        }
    }

    /// Closes the row opened at `depth`: what is owed about it since `from` can be tested by nobody outside.
    pub(super) fn close_row(&mut self, depth: u8, from: usize) {
        let since = self.needs.split_off(from);
        let (own, outer) = since.into_iter().partition(|need| need.key.is_about(depth));
        self.needs.extend::<Vec<Need>>(outer);
        self.refuse_needs(own);
    }

    /// Takes over what a used value or reading needs.
    pub(super) fn need_all(&mut self, needs: &[Need], row: Option<u8>, span: Span, present: &BTreeSet<Key>) {
        for need in needs {
            if let Some(key) = need.key.for_caller(row) {
                self.need(key, need.words.clone(), span, present);
            }
        }
    }

    /// Lowers a declaration with `f` and returns what it leaves untested.
    pub(super) fn with_needs<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> (T, Vec<Need>) {
        let outer = (std::mem::take(&mut self.needs), std::mem::take(&mut self.relied));
        let result = f(self);
        self.relied = outer.1;
        (result, std::mem::replace(&mut self.needs, outer.0))
    }

    /// Reports what a declaration leaves untested, where nobody can test it later.
    pub(super) fn refuse_needs(&mut self, needs: Vec<Need>) {
        for need in needs {
            let words = &need.words;
            let mut diagnostic = Diagnostic::error("T02", need.span, format!("`{words}` may be absent here"))
                .label("read without a test");
            // A value is absent where none of its rows holds.
            let open_value = match need.key.root {
                KeyRoot::Value(index, _) => match &self.values[index] {
                    Slot::Done((decl, _)) if decl.rows.last().is_some_and(|row| row.when.is_some()) => Some(decl.node),
                    _ => None,
                },
                _ => None,
            };
            diagnostic = match open_value {
                Some(node) => {
                    let span = self.name_span(node);
                    diagnostic.related(span, "has no `otherwise`, so it is absent where no row holds").help(format!(
                        "give `{words}` a last row `otherwise: …;` (其余), or test `{words} is present;` (确有) before this line"
                    ))
                }
                None if words.is_ascii() => diagnostic.help(format!(
                    "put a line `{words} is present;` before this one, or `{words} is absent;` before it in an `any of`"
                )),
                None => diagnostic.help(format!(
                    "put a line `{words} is present;` (`{words} 确有；`) before this one, or `{words} is absent;` (`{words} 确无；`) \
                     before it in an `any of`"
                )),
            };
            self.report(diagnostic);
        }
    }
}
