//! Values: fields, figures, named values, lists and what is made of them.

use super::{Frame, Rule, Run, step};
use crate::base::date::Date;
use crate::ir::expr::{Fold, Place, Val, ValKind};
use crate::ir::{Body, ClassifyId, ReadingId, Shape, ValueId};
use crate::operators as op;
use crate::outcome::{Read, Step, StepKind};
use crate::value::{Fact, List, Truth, Value};
use std::borrow::Cow;

/// A value as it came out.
pub(super) struct Evaluated {
    pub(super) fact: Fact,
}

/// Periods that surely belong to a list, and those that may; `None`: there may be any.
pub(super) type Periods = Vec<(Date, Option<Date>)>;

impl<'r> Run<'r, '_> {
    /// Evaluates a value; what it reads and rests on is noted in `into`.
    pub(super) fn val_into(&mut self, val: &'r Val, env: &[Frame<'r>], into: &mut Step<'r>) -> Evaluated {
        Evaluated { fact: self.val(val, env, into) }
    }

    pub(super) fn val(&mut self, val: &'r Val, env: &[Frame<'r>], into: &mut Step<'r>) -> Fact {
        match &val.kind {
            ValKind::Const(value) => Fact::Known(value.clone()),
            ValKind::None => Fact::None,
            ValKind::Place(place) => self.place(place, env, into),
            ValKind::Column(inner, table, column) => match self.val(inner, env, into) {
                Fact::Known(key) => self.column(*table, *column, &key, into),
                other => other,
            },
            ValKind::Figure(id) => {
                let figure = &self.policy.figures[id.index()];
                let fact = Fact::Known(figure.value.clone());
                into.reads.push(Read { path: figure.named.name.clone(), fact: fact.clone(), presumed: false });
                fact
            }
            ValKind::Edge(id, start) => {
                let window = &self.policy.windows[id.index()];
                let day = if *start { window.first } else { window.last };
                let fact = day.map_or(Fact::Unknown, |day| Fact::Known(Value::Date(day)));
                into.reads.push(Read { path: window.named.name.clone(), fact: fact.clone(), presumed: false });
                fact
            }
            ValKind::Call(id, row) => {
                let frames = self.callee_env(*row, env);
                let made = self.once(Rule::Value(*id), val.node, &frames, |run| run.value(val.node, *id, &frames));
                let fact = made.value.clone().unwrap_or_default();
                into.children.push(made);
                fact
            }
            ValKind::Reading(id, row) => {
                let frames = self.callee_env(*row, env);
                let made =
                    self.once(Rule::Reading(*id), val.node, &frames, |run| run.reading_val(val.node, *id, &frames));
                let fact = made.value.clone().unwrap_or_default();
                into.children.push(made);
                fact
            }
            ValKind::Classify(id) => {
                let made = self.once(Rule::Classify(*id), val.node, &[], |run| run.classify(val.node, *id));
                let fact = made.value.clone().unwrap_or_default();
                into.children.push(made);
                fact
            }
            ValKind::Stage => Fact::Known(Value::Enum(self.stage.0)),
            ValKind::Year => Fact::Known(Value::Int(self.policy.year)),
            ValKind::Shift(base, back, count, unit) => {
                self.both(base, count, env, into, |base, count| op::shift(base, *back, count, *unit))
            }
            ValKind::Add(left, right, minus) => self.both(left, right, env, into, |l, r| op::add(l, r, *minus)),
            ValKind::Times(left, right) => self.both(left, right, env, into, op::times),
            ValKind::MonthRange(first, last) => self.both(first, last, env, into, |f, l| match (f, l) {
                (Value::Month(f), Value::Month(l)) => Some(Value::Months(op::months(*f, *l))),
                _ => None,
            }),
            ValKind::Fold(Fold::Count, list) => match self.count(list, env, into) {
                (least, Some(most)) if least == most => Fact::Known(Value::Int(least)),
                _ => Fact::Unknown,
            },
            ValKind::Fold(fold, list) => {
                let List { items, open } = self.items(list, env, into);
                if open {
                    return Fact::Unknown;
                }
                match fold {
                    Fold::Largest => items.into_iter().max().map_or(Fact::None, Fact::Known),
                    Fold::Smallest => items.into_iter().min().map_or(Fact::None, Fact::Known),
                    _ => items
                        .into_iter()
                        .try_fold(Value::Int(0), |sum, item| op::add(&sum, &item, false))
                        .map_or(Fact::Unknown, Fact::Known),
                }
            }
            ValKind::First(list) => {
                let List { items, open } = self.items(list, env, into);
                match items.into_iter().next() {
                    _ if open => Fact::Unknown,
                    Some(item) => Fact::Known(item),
                    None => Fact::None,
                }
            }
            ValKind::Unbroken(list, to) => {
                let to = self.val(to, env, into);
                let (sure, possible) = self.periods(list, env, into);
                let Fact::Known(Value::Date(to)) = to else { return to };
                let since = op::unbroken_since(&sure, to);
                match possible {
                    Some(all) if op::unbroken_since(&all, to) == since => {
                        since.map_or(Fact::None, |day| Fact::Known(Value::Date(day)))
                    }
                    _ => Fact::Unknown,
                }
            }
            ValKind::List(list) => Fact::Known(Value::List(self.items(list, env, into))),
        }
    }

    fn both(
        &mut self,
        left: &'r Val,
        right: &'r Val,
        env: &[Frame<'r>],
        into: &mut Step<'r>,
        f: impl FnOnce(&Value, &Value) -> Option<Value>,
    ) -> Fact {
        let (left, right) = (self.val(left, env, into), self.val(right, env, into));
        match (left, right) {
            (Fact::Known(l), Fact::Known(r)) => f(&l, &r).map_or(Fact::Unknown, Fact::Known),
            (Fact::None, _) | (_, Fact::None) => Fact::None,
            _ => Fact::Unknown,
        }
    }

    /// A field, read and noted.
    fn place(&mut self, place: &'r Place, env: &[Frame<'r>], into: &mut Step<'r>) -> Fact {
        let mut path = String::new();
        let mut presumed = false;
        let fact = self.find(place, env, &mut path, &mut presumed).into_fact();
        into.reads.push(Read { path, fact: shallow(&fact), presumed });
        fact
    }

    /// A named value.
    pub(super) fn value(&mut self, node: crate::ir::NodeId, id: ValueId, env: &[Frame<'r>]) -> Step<'r> {
        let decl = &self.policy.values[id.index()];
        let mut made = step(StepKind::Value, node, Truth::True);
        made.name = Some(Cow::Borrowed(&decl.named.name));
        made.articles = &decl.cites;
        let mut candidates = Vec::new();
        let mut closed = false;
        for row in &decl.rows {
            let mut case = step(StepKind::Case, row.node, Truth::True);
            case.articles = &row.cites;
            if let Some(when) = &row.when {
                let when = self.cond(when, env);
                case.truth = when.truth;
                case.children.push(when);
            }
            if case.truth != Truth::False {
                let fact = self.val(&row.value, env, &mut case);
                case.value = Some(fact.clone());
                candidates.push(fact);
            }
            closed = case.truth == Truth::True;
            made.children.push(case);
            if closed {
                break;
            }
        }
        if !closed {
            candidates.push(match decl.ty.shape {
                Shape::One => Fact::None,
                Shape::Set => Fact::Known(Value::Set(Default::default())),
                Shape::List(_) => Fact::Known(Value::List(List::default())),
            });
        }
        made.value = Some(agreed(candidates));
        made.truth = known(&made.value);
        made
    }

    /// A case table.
    pub(super) fn classify(&mut self, node: crate::ir::NodeId, id: ClassifyId) -> Step<'r> {
        let decl = &self.policy.classifies[id.index()];
        let cases = &self.policy.enums[decl.cases.index()].members;
        let mut made = step(StepKind::Classify, node, Truth::True);
        made.name = Some(Cow::Borrowed(&decl.named.name));
        made.articles = &decl.cites;
        let mut candidates = Vec::new();
        for row in &decl.rows {
            let mut case = step(StepKind::Case, row.node, Truth::True);
            case.articles = &row.cites;
            case.name = Some(Cow::Borrowed(&cases[usize::from(row.case)].name));
            case.value = Some(Fact::Known(Value::Enum(row.case)));
            if let Some(when) = &row.when {
                let when = self.cond(when, &[]);
                case.truth = when.truth;
                case.children.push(when);
            }
            let truth = case.truth;
            made.children.push(case);
            if truth != Truth::False {
                candidates.push(Fact::Known(Value::Enum(row.case)));
            }
            if truth == Truth::True {
                break;
            }
        }
        made.value = Some(agreed(candidates));
        made.truth = known(&made.value);
        made
    }

    fn reading_val(&mut self, node: crate::ir::NodeId, id: ReadingId, env: &[Frame<'r>]) -> Step<'r> {
        let reading = &self.policy.readings[id.index()];
        let run = |run: &mut Self, at: usize| {
            let alternative = &reading.alternatives[at];
            let mut made = step(StepKind::Reading, node, Truth::True);
            made.name = Some(Cow::Borrowed(&reading.named.name));
            made.articles = if alternative.cites.is_empty() { &reading.cites } else { &alternative.cites };
            let fact = match &alternative.body {
                Body::Val(val) => run.val(val, env, &mut made),
                Body::Cond(_) => Fact::Unknown,
            };
            made.value = Some(fact);
            made.truth = known(&made.value);
            made
        };
        self.read_as(id, run, |one, other| one.value == other.value)
    }
}

/// The one value of several possible ones, if they agree.
fn agreed(candidates: Vec<Fact>) -> Fact {
    let mut rest = candidates.into_iter();
    let Some(first) = rest.next() else { return Fact::Unknown };
    if rest.all(|other| other == first) { first } else { Fact::Unknown }
}

fn known(value: &Option<Fact>) -> Truth {
    match value {
        Some(Fact::Unknown) | None => Truth::Unknown,
        Some(Fact::Known(Value::List(list))) if list.open => Truth::Unknown,
        _ => Truth::True,
    }
}

/// A fact as a trace keeps it: that a record or list is there, not all that is in it.
fn shallow(fact: &Fact) -> Fact {
    match fact {
        Fact::Known(Value::Record(_)) => Fact::Known(Value::Record(Vec::new())),
        other => other.clone(),
    }
}
