//! Which fields and tables a stage reads, through every rule that can be reached from it.

use super::expr::{CondKind, Place, Root, Source, Step, ValKind};
use super::walk::{self, Node};
use super::{
    Answer, CategoryId, ClassifyId, ConditionId, DrawId, NodeId, Policy, ReadingId, StageId, TableId, ValueId,
};
use std::collections::{BTreeMap, BTreeSet};

/// What a stage reads.
#[derive(Debug, Clone, Default)]
pub struct Reads {
    /// Fields of the form by position, each with one place where it is read.
    pub fields: BTreeMap<usize, NodeId>,
    /// Tables.
    pub tables: BTreeSet<TableId>,
    /// Conditions reached.
    pub conditions: BTreeSet<ConditionId>,
    /// Values reached.
    pub values: BTreeSet<ValueId>,
    /// Readings reached.
    pub readings: BTreeSet<ReadingId>,
    /// Categories reached.
    pub categories: BTreeSet<CategoryId>,
    /// Case tables reached.
    pub classifies: BTreeSet<ClassifyId>,
}

/// A rule still to be visited.
#[derive(Debug, Clone, Copy)]
enum Todo {
    Condition(ConditionId),
    Value(ValueId),
    Reading(ReadingId),
    Category(CategoryId),
    Classify(ClassifyId),
}

/// Everything that a stage's ways in, answers and claims read.
pub fn reads_of(policy: &Policy, stage: StageId) -> Reads {
    let mut todo: Vec<Todo> = policy.categories_of(stage).map(|(id, _)| Todo::Category(id)).collect();
    for answer in &policy.stages[stage.index()].answers {
        todo.push(match answer {
            Answer::Classify(id) => Todo::Classify(*id),
            Answer::Value(id) => Todo::Value(*id),
        });
    }
    let mut reads = Reads::default();
    for claim in policy.claims_of(stage) {
        let mut visit = |node: Node| see(policy, node, &mut reads, &mut todo);
        walk::cond(&claim.only_when, &mut visit);
        walk::val(&claim.key, &mut visit);
        walk::val(&claim.by, &mut visit);
    }
    for round in policy.rounds.iter().filter(|r| r.stage == stage) {
        let mut visit = |node: Node| see(policy, node, &mut reads, &mut todo);
        walk::round(round, &mut visit);
        reads.tables.insert(round.schools);
    }
    for draw in policy.draws.iter().filter(|d| d.stage == stage) {
        if let Some(super::rounds::Several::By(reading, _)) = &draw.several {
            todo.push(Todo::Reading(*reading));
        }
    }
    close(policy, todo, &mut reads);
    reads
}

/// Everything that the rounds of a draw read, and the reading by which it says what becomes of several wins.
pub fn reads_of_draw(policy: &Policy, draw: DrawId) -> Reads {
    let (mut reads, mut todo) = (Reads::default(), Vec::new());
    let declared = &policy.draws[draw.index()];
    for id in &declared.rounds {
        walk::round(&policy.rounds[id.index()], &mut |node| see(policy, node, &mut reads, &mut todo));
    }
    if let Some(super::rounds::Several::By(reading, _)) = &declared.several {
        todo.push(Todo::Reading(*reading));
    }
    close(policy, todo, &mut reads);
    reads
}

/// Everything that one condition reads, through the rules it names.
pub fn reads_of_cond(policy: &Policy, cond: &super::expr::Cond) -> Reads {
    let (mut reads, mut todo) = (Reads::default(), Vec::new());
    walk::cond(cond, &mut |node| see(policy, node, &mut reads, &mut todo));
    close(policy, todo, &mut reads);
    reads
}

fn close(policy: &Policy, mut todo: Vec<Todo>, reads: &mut Reads) {
    while let Some(next) = todo.pop() {
        let mut more = Vec::new();
        let fresh = match next {
            Todo::Condition(id) => reads.conditions.insert(id),
            Todo::Value(id) => reads.values.insert(id),
            Todo::Reading(id) => reads.readings.insert(id),
            Todo::Category(id) => reads.categories.insert(id),
            Todo::Classify(id) => reads.classifies.insert(id),
        };
        if !fresh {
            continue;
        }
        let mut visit = |node: Node| see(policy, node, reads, &mut more);
        match next {
            Todo::Condition(id) => walk::cond(&policy.conditions[id.index()].body, &mut visit),
            Todo::Value(id) => {
                for row in &policy.values[id.index()].rows {
                    row.when.iter().for_each(|c| walk::cond(c, &mut visit));
                    walk::val(&row.value, &mut visit);
                }
            }
            Todo::Reading(id) => {
                policy.readings[id.index()].alternatives.iter().for_each(|a| walk::body(&a.body, &mut visit));
            }
            Todo::Category(id) => {
                policy.categories[id.index()].lines.iter().for_each(|l| walk::cond(&l.cond, &mut visit));
            }
            Todo::Classify(id) => {
                for row in &policy.classifies[id.index()].rows {
                    row.when.iter().for_each(|c| walk::cond(c, &mut visit));
                }
            }
        }
        todo.extend(more);
    }
}

fn see(policy: &Policy, node: Node, reads: &mut Reads, todo: &mut Vec<Todo>) {
    match node {
        Node::Cond(cond) => match &cond.kind {
            CondKind::Call(id, _) | CondKind::Entry(id, ..) => todo.push(Todo::Condition(*id)),
            CondKind::Reading(id, _) => todo.push(Todo::Reading(*id)),
            CondKind::Category(id) => todo.push(Todo::Category(*id)),
            _ => {}
        },
        Node::Val(val) => match &val.kind {
            ValKind::Place(place) => place_read(policy, place, val.node, reads),
            ValKind::Column(_, table, _) => {
                reads.tables.insert(*table);
            }
            ValKind::Call(id, _) => todo.push(Todo::Value(*id)),
            ValKind::Reading(id, _) => todo.push(Todo::Reading(*id)),
            ValKind::Classify(id) => todo.push(Todo::Classify(*id)),
            _ => {}
        },
        Node::List(list) => {
            match &list.source {
                Source::Place(place) => place_read(policy, place, list.node, reads),
                Source::Table(id) => {
                    reads.tables.insert(*id);
                }
                Source::Val(_) => {}
            }
            for step in &list.column {
                if let Step::Column(table, _) = step {
                    reads.tables.insert(*table);
                }
            }
        }
    }
}

fn place_read(policy: &Policy, place: &Place, node: NodeId, reads: &mut Reads) {
    for step in &place.steps {
        if let Step::Column(table, _) = step {
            reads.tables.insert(*table);
        }
    }
    if let Root::Form(at) = place.root {
        reads.fields.entry(at).or_insert(node);
        if let Some(super::Presumed::Like(other)) = policy.form.fields[at].presumed {
            reads.fields.entry(other).or_insert(node);
        }
    }
}
