//! Conditions: each gives a step with its truth and what it rests on.

use super::lists::Rows;
use super::values::Evaluated;
use super::{Frame, Rule, Run, step};
use crate::ir::expr::{Choices, Cond, CondKind, Exception, Joint, Line, Quantifier, Relation, Val, ValKind};
use crate::ir::{Body, CategoryId, ConditionId, LineKind, ReadingId, entry_of};
use crate::operators as op;
use crate::outcome::{Children, Read, Step, StepKind};
use crate::value::{Fact, List, Truth, Value};
use std::borrow::Cow;

impl<'r> Run<'r, '_> {
    /// Evaluates a condition where the rows of `env` are open.
    pub(super) fn cond(&mut self, cond: &'r Cond, env: &[Frame<'r>]) -> Step<'r> {
        let node = cond.node;
        match &cond.kind {
            CondKind::Const(b) => step(StepKind::Test, node, Truth::from(*b)),
            CondKind::Lines(joint, lines) => self.lines(node, *joint, lines, env),
            CondKind::Not(inner) => {
                let inner = self.cond(inner, env);
                let mut made = step(StepKind::Not, node, inner.truth.not());
                made.children.push(inner);
                made
            }
            CondKind::Excepted(base, exceptions) => self.excepted(node, base, exceptions, env),
            CondKind::Truth(val) => self.test(node, &[val], env, |facts, _| match facts {
                [Value::Bool(b)] => Some(Truth::from(*b)),
                _ => None,
            }),
            CondKind::Call(id, row) => {
                let frames = self.callee_env(*row, env);
                let mut made = self.once(Rule::Condition(*id), node, &frames, |run| run.condition(*id, &frames));
                made.node = node;
                made
            }
            CondKind::Entry(id, no, row) => {
                let condition = &self.policy.conditions[id.index()];
                let Some(line) = entry_of(&condition.body, no) else {
                    return step(StepKind::Entry, node, Truth::Unknown);
                };
                let frames = self.callee_env(*row, env);
                let inner = self.cond(&line.cond, &frames);
                let mut made = step(StepKind::Entry, node, inner.truth);
                made.name = Some(Cow::Borrowed(&condition.named.name));
                made.number = line.no.as_deref();
                made.articles = if line.cites.is_empty() { &condition.cites } else { &line.cites };
                made.children.push(inner);
                made
            }
            CondKind::Reading(id, row) => {
                let frames = self.callee_env(*row, env);
                self.once(Rule::Reading(*id), node, &frames, |run| run.reading_cond(node, *id, &frames))
            }
            CondKind::Category(id) => self.requirements(node, *id),
            CondKind::Present(val, present) => {
                let mut made = step(StepKind::Test, node, Truth::Unknown);
                made.presence = true;
                let Evaluated { fact, .. } = self.val_into(val, env, &mut made);
                made.truth = match fact {
                    Fact::Known(_) => Truth::from(*present),
                    Fact::None => Truth::from(!*present),
                    Fact::Unknown => Truth::Unknown,
                };
                made
            }
            CondKind::Compare(relation, left, right) => self.compare(node, *relation, left, right, env),
            CondKind::In(val, choices, positive) => {
                let mut made = step(StepKind::Test, node, Truth::Unknown);
                let left = self.val_into(val, env, &mut made).fact;
                let truth = match left {
                    Fact::None => Some(Truth::False),
                    Fact::Known(value) => self.one_of(&value, choices, env, &mut made),
                    Fact::Unknown => {
                        self.choices_read(choices, env, &mut made);
                        Some(Truth::Unknown)
                    }
                };
                // Absent is neither in nor not in.
                made.truth = match truth {
                    Some(truth) if *positive => truth,
                    Some(truth) if left_absent(&made) => truth,
                    Some(truth) => truth.not(),
                    None => Truth::False,
                };
                made
            }
            CondKind::Meets(val, choices) => self.meets(node, val, choices, env),
            CondKind::Covers(left, right) => self.test(node, &[left, right], env, |facts, _| match facts {
                [l, r] => op::covers(l, r).map(Truth::from),
                _ => None,
            }),
            CondKind::CoversDays(list, from, to) => {
                let mut made = step(StepKind::Test, node, Truth::Unknown);
                let from = self.val_into(from, env, &mut made).fact;
                let to = self.val_into(to, env, &mut made).fact;
                let (sure, possible) = self.periods(list, env, &mut made);
                made.truth = match (from, to) {
                    (Fact::Known(Value::Date(from)), Fact::Known(Value::Date(to))) => {
                        if op::covers_days(&sure, from, to) {
                            Truth::True
                        } else if possible.is_none_or(|all| op::covers_days(&all, from, to)) {
                            Truth::Unknown
                        } else {
                            Truth::False
                        }
                    }
                    (Fact::None, _) | (_, Fact::None) => Truth::False,
                    _ => Truth::Unknown,
                };
                made
            }
            CondKind::Within(val, window) => {
                let window = &self.policy.windows[window.index()];
                let mut made = self.test(node, &[val], env, |facts, margins| {
                    let date = match facts {
                        [Value::Date(date)] => *date,
                        [Value::Moment(moment)] => moment.date(),
                        _ => return None,
                    };
                    let days = |d: crate::base::date::Date| i64::from(d.days());
                    *margins = [window.last.map(|l| days(l) - days(date)), window.first.map(|f| days(date) - days(f))];
                    let inside = window.first.is_none_or(|f| f <= date) && window.last.is_none_or(|l| date <= l);
                    Some(Truth::from(inside))
                });
                let day = |d: Option<crate::base::date::Date>| d.map_or(String::new(), |d| d.to_string());
                let days = format!("{} .. {}", day(window.first), day(window.last));
                let fact = Fact::Known(Value::Text(days.trim().into()));
                made.reads.push(Read { path: window.named.name.clone(), fact, presumed: false });
                made
            }
            CondKind::Elapsed { from, to, bound, count, unit } => {
                self.test(node, &[from, to, count], env, |facts, margins| match facts {
                    [from, to, count] => {
                        margins[0] = op::elapsed_margin(from, to, *bound, count, *unit);
                        op::reaches(from, to, *bound, count, *unit).map(Truth::from)
                    }
                    _ => None,
                })
            }
            CondKind::Quantified(quantifier, list, body) => {
                let kind = match quantifier {
                    Quantifier::Any => StepKind::AnyRow,
                    Quantifier::Every => StepKind::EveryRow,
                    Quantifier::No => StepKind::NoRow,
                };
                let mut made = step(kind, node, Truth::Unknown);
                let narrow = if *quantifier == Quantifier::Every { None } else { Some(&**body) };
                let Rows { frames: rows, open, alike } = self.rows(list, narrow, env, &mut made);
                let mut any = Truth::False;
                let mut all = Truth::True;
                let mut frames = env.to_vec();
                for frame in rows {
                    let path = frame.path.clone();
                    frames.push(frame);
                    let inner = self.cond(body, &frames);
                    frames.pop();
                    any = any.or(inner.truth);
                    all = all.and(inner.truth);
                    let mut row = step(StepKind::Row, body.node, inner.truth);
                    row.name = Some(Cow::Owned(path.to_string()));
                    row.children.push(inner);
                    let settled = alike && row.truth == Truth::Unknown;
                    made.children.push(row);
                    if settled {
                        break;
                    }
                }
                if open {
                    any = any.or(Truth::Unknown);
                    all = all.and(Truth::Unknown);
                }
                made.truth = match quantifier {
                    Quantifier::Any => any,
                    Quantifier::Every => all,
                    Quantifier::No => any.not(),
                };
                made
            }
        }
    }

    fn lines(&mut self, node: crate::ir::NodeId, joint: Joint, lines: &'r [Line], env: &[Frame<'r>]) -> Step<'r> {
        let children: Children<'r> = lines.iter().map(|line| self.line(line, env)).collect();
        let (kind, truth) = match joint {
            Joint::All => (StepKind::All, children.iter().fold(Truth::True, |t, c| t.and(c.truth))),
            Joint::Any => (StepKind::Any, children.iter().fold(Truth::False, |t, c| t.or(c.truth))),
            Joint::None => (StepKind::NoneOf, children.iter().fold(Truth::False, |t, c| t.or(c.truth)).not()),
            Joint::AtLeast(n) => {
                let sure = children.iter().filter(|c| c.truth == Truth::True).count();
                let possible = children.iter().filter(|c| c.truth != Truth::False).count();
                let truth = if sure >= n as usize {
                    Truth::True
                } else if possible >= n as usize {
                    Truth::Unknown
                } else {
                    Truth::False
                };
                (StepKind::AtLeast, truth)
            }
        };
        let mut made = step(kind, node, truth);
        made.children = children;
        made
    }

    fn line(&mut self, line: &'r Line, env: &[Frame<'r>]) -> Step<'r> {
        let mut made = self.cond(&line.cond, env);
        if made.number.is_none() {
            made.number = line.no.as_deref();
        }
        made.line_articles = &line.cites;
        made
    }

    pub(super) fn excepted(
        &mut self,
        node: crate::ir::NodeId,
        base: &'r Cond,
        exceptions: &'r [Exception],
        env: &[Frame<'r>],
    ) -> Step<'r> {
        let base = self.cond(base, env);
        let mut truth = base.truth;
        let mut made = step(StepKind::Excepted, node, truth);
        made.children.push(base);
        for exception in exceptions {
            let when = self.cond(&exception.when, env);
            truth = if exception.waives { truth.or(when.truth) } else { truth.and(when.truth.not()) };
            let kind = if exception.waives { StepKind::Waived } else { StepKind::ButNotWhen };
            let mut clause = step(kind, exception.when.node, when.truth);
            clause.line_articles = &exception.cites;
            clause.children.push(when);
            made.children.push(clause);
        }
        made.truth = truth;
        made
    }

    /// A test of values that must all be known; an absent one makes it fail.
    fn test(
        &mut self,
        node: crate::ir::NodeId,
        vals: &[&'r Val],
        env: &[Frame<'r>],
        f: impl FnOnce(&[Value], &mut [Option<i64>; 2]) -> Option<Truth>,
    ) -> Step<'r> {
        let mut made = step(StepKind::Test, node, Truth::Unknown);
        let mut known = Vec::with_capacity(vals.len());
        let (mut absent, mut unknown) = (false, false);
        for val in vals {
            match self.val_into(val, env, &mut made).fact {
                Fact::Known(value) => known.push(value),
                Fact::None => absent = true,
                Fact::Unknown => unknown = true,
            }
        }
        made.truth = if absent {
            Truth::False
        } else if unknown {
            Truth::Unknown
        } else {
            f(&known, &mut made.margins).unwrap_or(Truth::Unknown)
        };
        made
    }

    fn compare(
        &mut self,
        node: crate::ir::NodeId,
        relation: Relation,
        left: &'r Val,
        right: &'r Val,
        env: &[Frame<'r>],
    ) -> Step<'r> {
        // A list whose length is not known may still be long enough.
        if let (ValKind::Fold(crate::ir::expr::Fold::Count, list), ValKind::Const(Value::Int(bound))) =
            (&left.kind, &right.kind)
        {
            let mut made = step(StepKind::Test, node, Truth::Unknown);
            let (least, most) = self.count(list, env, &mut made);
            let at = |count: i64| op::compare(relation, &Value::Int(count), &Value::Int(*bound)) == Some(true);
            made.truth = match most {
                Some(most) if least == most => {
                    made.margins[0] = op::margin(relation, &Value::Int(least), &Value::Int(*bound));
                    Truth::from(at(least))
                }
                _ => {
                    // Whether the answer is one for every count from `least` to `most`.
                    let top = most.unwrap_or(i64::MAX);
                    let ends = [at(least), at(top)];
                    let between = (least..=top).contains(bound);
                    let steady = match relation {
                        Relation::Is | Relation::IsNot => !between,
                        _ => ends[0] == ends[1],
                    };
                    if steady { Truth::from(ends[0]) } else { Truth::Unknown }
                }
            };
            return made;
        }
        self.test(node, &[left, right], env, |facts, margins| match facts {
            [Value::List(l), Value::List(r)] if l.open || r.open => Some(open_lists(relation, l, r)),
            [l, r] => {
                margins[0] = op::margin(relation, l, r);
                op::compare(relation, l, r).map(Truth::from)
            }
            _ => None,
        })
    }

    /// Whether a known value is one of several.
    fn one_of(&mut self, value: &Value, choices: &'r Choices, env: &[Frame<'r>], into: &mut Step<'r>) -> Option<Truth> {
        match choices {
            Choices::Members(members) => match value {
                Value::Enum(member) => Some(Truth::from(members.contains(member))),
                _ => None,
            },
            Choices::Values(values) => {
                let mut any = Truth::False;
                for (first, last) in values {
                    let first = self.val_into(first, env, into).fact;
                    let truth = match last {
                        None => ordered(Relation::Is, value, &first),
                        Some(last) => {
                            let last = self.val_into(last, env, into).fact;
                            ordered(Relation::AtLeast, value, &first).and(ordered(Relation::AtMost, value, &last))
                        }
                    };
                    any = any.or(truth);
                }
                Some(any)
            }
            Choices::Of(set) => Some(match self.val_into(set, env, into).fact {
                Fact::Known(Value::Set(set)) => match value {
                    Value::Enum(member) => Truth::from(set.contains(member)),
                    _ => return None,
                },
                Fact::Known(Value::Months(set)) => match value {
                    Value::Month(month) => Truth::from(set.contains(*month)),
                    _ => return None,
                },
                Fact::Known(Value::List(list)) => among(value, &list),
                Fact::None => Truth::False,
                _ => Truth::Unknown,
            }),
        }
    }

    fn choices_read(&mut self, choices: &'r Choices, env: &[Frame<'r>], into: &mut Step<'r>) {
        match choices {
            Choices::Members(_) => {}
            Choices::Values(values) => {
                for (first, last) in values {
                    self.val_into(first, env, into);
                    last.iter().for_each(|last| {
                        self.val_into(last, env, into);
                    });
                }
            }
            Choices::Of(set) => {
                self.val_into(set, env, into);
            }
        }
    }

    fn meets(&mut self, node: crate::ir::NodeId, val: &'r Val, choices: &'r Choices, env: &[Frame<'r>]) -> Step<'r> {
        let mut made = step(StepKind::Test, node, Truth::Unknown);
        let left = self.val_into(val, env, &mut made).fact;
        made.truth = match left {
            Fact::Unknown => {
                self.choices_read(choices, env, &mut made);
                Truth::Unknown
            }
            Fact::None => Truth::False,
            Fact::Known(value) => {
                let (items, open): (Vec<Value>, bool) = match value {
                    Value::Set(set) => (set.into_iter().map(Value::Enum).collect(), false),
                    Value::Months(months) => (months.0.into_iter().map(Value::Month).collect(), false),
                    Value::List(list) => (list.items, list.open),
                    _ => (Vec::new(), false),
                };
                let mut any = if open { Truth::Unknown } else { Truth::False };
                for item in &items {
                    any = any.or(self.one_of(item, choices, env, &mut made).unwrap_or(Truth::Unknown));
                }
                any
            }
        };
        made
    }

    /// A named condition.
    pub(super) fn condition(&mut self, id: ConditionId, env: &[Frame<'r>]) -> Step<'r> {
        let condition = &self.policy.conditions[id.index()];
        let inner = self.cond(&condition.body, env);
        let mut made = step(StepKind::Condition, condition.node, inner.truth);
        made.name = Some(Cow::Borrowed(&condition.named.name));
        made.articles = &condition.cites;
        made.children.push(inner);
        made
    }

    /// The requirements of a way in, its window and questions left aside.
    pub(super) fn requirements(&mut self, node: crate::ir::NodeId, id: CategoryId) -> Step<'r> {
        let category = &self.policy.categories[id.index()];
        let mut made = step(StepKind::Category, node, Truth::True);
        made.name = Some(Cow::Borrowed(&category.named.name));
        made.articles = &category.cites;
        for line in &category.lines {
            let kind = match line.kind {
                LineKind::Require => StepKind::Require,
                LineKind::Reject => StepKind::Reject,
                LineKind::Refer(_) | LineKind::OnTime(..) => continue,
            };
            let inner = self.cond(&line.cond, &[]);
            made.truth = made.truth.and(if kind == StepKind::Reject { inner.truth.not() } else { inner.truth });
            let mut asked = step(kind, line.node, inner.truth);
            asked.number = line.no.as_deref();
            asked.line_articles = &line.cites;
            asked.children.push(inner);
            made.children.push(asked);
        }
        made
    }

    fn reading_cond(&mut self, node: crate::ir::NodeId, id: ReadingId, env: &[Frame<'r>]) -> Step<'r> {
        let reading = &self.policy.readings[id.index()];
        let run = |run: &mut Self, at: usize| {
            let alternative = &reading.alternatives[at];
            let inner = match &alternative.body {
                Body::Cond(cond) => run.cond(cond, env),
                Body::Val(_) => step(StepKind::Test, node, Truth::Unknown),
            };
            let mut made = step(StepKind::Reading, node, inner.truth);
            made.name = Some(Cow::Borrowed(&reading.named.name));
            made.articles = if alternative.cites.is_empty() { &reading.cites } else { &alternative.cites };
            made.value = Some(Value::Text(alternative.named.name.as_str().into()).into());
            made.children.push(inner);
            made
        };
        self.read_as(id, run, |one, other| one.truth == other.truth)
    }

    /// A reading under its pin; where it has none, under its first alternative, and noted if another gives something
    /// else.
    pub(super) fn read_as(
        &mut self,
        id: ReadingId,
        run: impl Fn(&mut Self, usize) -> Step<'r>,
        same: impl Fn(&Step, &Step) -> bool,
    ) -> Step<'r> {
        self.hangs.on.insert(id.index());
        if let Some(at) = self.pins[id.index()] {
            return run(self, at);
        }
        let first = run(self, 0);
        // All are run, even when two differ already: what they hang on must be known.
        for at in 1..self.policy.readings[id.index()].alternatives.len() {
            if !same(&run(self, at), &first) {
                self.hangs.forks.insert(id.index());
            }
        }
        first
    }

    pub(super) fn callee_env(&self, row: Option<u8>, env: &[Frame<'r>]) -> Vec<Frame<'r>> {
        row.and_then(|depth| env.get(usize::from(depth)).cloned()).into_iter().collect()
    }
}

/// Whether two lists are one, where there may be more items than are known: a closed list that lacks a known item of
/// the other differs from it, whatever else there is.
fn open_lists(relation: Relation, left: &List, right: &List) -> Truth {
    let lacks =
        |closed: &List, other: &List| !closed.open && other.items.iter().any(|item| !closed.items.contains(item));
    let differ = lacks(left, right) || lacks(right, left);
    match relation {
        Relation::Is if differ => Truth::False,
        Relation::IsNot if differ => Truth::True,
        _ => Truth::Unknown,
    }
}

fn left_absent(made: &Step) -> bool {
    made.reads.first().is_some_and(|r| r.fact == Fact::None)
}

fn ordered(relation: Relation, left: &Value, right: &Fact) -> Truth {
    match right {
        Fact::Known(right) => op::compare(relation, left, right).map_or(Truth::Unknown, Truth::from),
        Fact::None => Truth::False,
        Fact::Unknown => Truth::Unknown,
    }
}

fn among(value: &Value, list: &List) -> Truth {
    if list.items.iter().any(|item| op::compare(Relation::Is, value, item) == Some(true)) {
        Truth::True
    } else if list.open {
        Truth::Unknown
    } else {
        Truth::False
    }
}
