//! Walks over the typed tree.

use super::expr::{Choices, Cond, CondKind, ListExpr, Source, Val, ValKind};
use super::{Body, NodeId, Policy};
use std::collections::BTreeMap;

/// Something met on a walk.
#[derive(Debug, Clone, Copy)]
pub enum Node<'p> {
    /// A condition.
    Cond(&'p Cond),
    /// A value.
    Val(&'p Val),
    /// A list.
    List(&'p ListExpr),
}

/// Visits a condition and everything inside it, each before its parts. Named rules are not entered.
pub fn cond<'p>(at: &'p Cond, visit: &mut dyn FnMut(Node<'p>)) {
    visit(Node::Cond(at));
    match &at.kind {
        CondKind::Const(_)
        | CondKind::Call(..)
        | CondKind::Entry(..)
        | CondKind::Reading(..)
        | CondKind::Category(_) => {}
        CondKind::Lines(_, lines) => lines.iter().for_each(|line| cond(&line.cond, visit)),
        CondKind::Not(inner) => cond(inner, visit),
        CondKind::Excepted(inner, exceptions) => {
            cond(inner, visit);
            exceptions.iter().for_each(|e| cond(&e.when, visit));
        }
        CondKind::Truth(value) | CondKind::Present(value, _) | CondKind::Within(value, _) => val(value, visit),
        CondKind::Compare(_, left, right) | CondKind::Covers(left, right) => {
            val(left, visit);
            val(right, visit);
        }
        CondKind::In(value, several, _) | CondKind::Meets(value, several) => {
            val(value, visit);
            choices(several, visit);
        }
        CondKind::CoversDays(rows, from, to) => {
            list(rows, visit);
            val(from, visit);
            val(to, visit);
        }
        CondKind::Elapsed { from, to, count, .. } => {
            val(from, visit);
            val(to, visit);
            val(count, visit);
        }
        CondKind::Quantified(_, rows, body) => {
            list(rows, visit);
            cond(body, visit);
        }
    }
}

fn choices<'p>(several: &'p Choices, visit: &mut dyn FnMut(Node<'p>)) {
    match several {
        Choices::Members(_) => {}
        Choices::Values(values) => {
            for (first, last) in values {
                val(first, visit);
                last.iter().for_each(|last| val(last, visit));
            }
        }
        Choices::Of(value) => val(value, visit),
    }
}

/// Visits a value and everything inside it.
pub fn val<'p>(at: &'p Val, visit: &mut dyn FnMut(Node<'p>)) {
    visit(Node::Val(at));
    match &at.kind {
        ValKind::Column(inner, ..) => val(inner, visit),
        ValKind::Shift(base, _, count, _) => {
            val(base, visit);
            val(count, visit);
        }
        ValKind::Add(left, right, _) | ValKind::Times(left, right) | ValKind::MonthRange(left, right) => {
            val(left, visit);
            val(right, visit);
        }
        ValKind::Fold(_, rows) | ValKind::First(rows) | ValKind::List(rows) => list(rows, visit),
        ValKind::Unbroken(rows, to) => {
            list(rows, visit);
            val(to, visit);
        }
        _ => {}
    }
}

/// Whether a value reads the applicant, itself or through a rule that is not about a row.
pub fn reads_applicant(at: &Val) -> bool {
    let mut found = false;
    val(at, &mut |node| {
        let place = match node {
            Node::Val(Val { kind: ValKind::Place(place), .. }) => Some(place),
            Node::List(ListExpr { source: Source::Place(place), .. }) => Some(place),
            _ => None,
        };
        found |= place.is_some_and(|p| matches!(p.root, super::expr::Root::Form(_)));
        found |= matches!(node, Node::Val(Val { kind: ValKind::Call(_, None) | ValKind::Classify(_), .. }));
    });
    found
}

/// Whether a node reads the row that was opened as number `row`, itself or through a rule about that row.
pub fn about_row(node: Node, row: u8) -> bool {
    let read = |place: &super::expr::Place| place.root == super::expr::Root::Row(row);
    match node {
        Node::Val(at) => match &at.kind {
            ValKind::Place(place) => read(place),
            ValKind::Call(_, at) | ValKind::Reading(_, at) => *at == Some(row),
            _ => false,
        },
        Node::Cond(at) => match &at.kind {
            CondKind::Call(_, at) | CondKind::Reading(_, at) | CondKind::Entry(_, _, at) => *at == Some(row),
            _ => false,
        },
        Node::List(at) => matches!(&at.source, Source::Place(place) if read(place)),
    }
}

/// Visits a list and everything inside it.
pub fn list<'p>(at: &'p ListExpr, visit: &mut dyn FnMut(Node<'p>)) {
    visit(Node::List(at));
    if let Source::Val(value) = &at.source {
        val(value, visit);
    }
    if let Some(filter) = &at.filter {
        cond(filter, visit);
    }
}

/// Visits every condition and value of a round.
pub fn round<'p>(at: &'p super::rounds::Round, visit: &mut dyn FnMut(Node<'p>)) {
    cond(&at.pool, visit);
    if let Some((by, rank)) = &at.one_list {
        val(by, visit);
        val(rank, visit);
    }
    at.wishes.iter().for_each(|wish| val(wish, visit));
    cond(&at.valid, visit);
    at.inside.iter().for_each(|(value, _)| val(value, visit));
    val(&at.seats, visit);
    at.groups.iter().filter_map(|g| g.whom.as_ref()).for_each(|whom| cond(whom, visit));
    for criterion in &at.order {
        match &criterion.what {
            super::rounds::Looked::Cond(inner) => cond(inner, visit),
            super::rounds::Looked::Val(inner) => val(inner, visit),
        }
    }
    if let Some((ids, _, elder)) = &at.linked {
        val(ids, visit);
        elder.iter().for_each(|born| val(born, visit));
    }
    if let Some((tiers, _)) = &at.guarantee {
        tiers.iter().for_each(|tier| val(tier, visit));
    }
}

/// Visits the body of a reading's alternative.
pub fn body<'p>(at: &'p Body, visit: &mut dyn FnMut(Node<'p>)) {
    match at {
        Body::Cond(inner) => cond(inner, visit),
        Body::Val(inner) => val(inner, visit),
    }
}

/// Every article that a rule, figure, window, field or table cites, with the places that cite it.
pub fn articles_of(policy: &Policy) -> BTreeMap<String, Vec<NodeId>> {
    let mut found: BTreeMap<String, Vec<NodeId>> = BTreeMap::new();
    let mut add = |cites: &[String], node: NodeId| {
        for cite in cites {
            let nodes = found.entry(cite.clone()).or_default();
            if nodes.last() != Some(&node) {
                nodes.push(node);
            }
        }
    };
    for stage in &policy.stages {
        add(&stage.cites, stage.node);
    }
    let fields = policy.form.fields.iter().chain(policy.records.iter().flat_map(|r| &r.fields));
    for field in fields.chain(policy.tables.iter().flat_map(|t| &t.columns)) {
        add(&field.cites, field.node);
    }
    for table in &policy.tables {
        add(&table.cites, table.node);
    }
    for figure in &policy.figures {
        add(&figure.cites, figure.node);
    }
    for window in &policy.windows {
        add(&window.cites, window.node);
    }
    for (_, cites, node) in &policy.barred {
        add(cites, *node);
    }
    let lines = |c: &Cond, add: &mut dyn FnMut(&[String], NodeId)| cond(c, &mut |node| cited_lines(node, add));
    for reading in &policy.readings {
        add(&reading.cites, reading.node);
        for alternative in &reading.alternatives {
            add(&alternative.cites, alternative.node);
            if let Body::Cond(c) = &alternative.body {
                lines(c, &mut add);
            }
        }
    }
    for condition in &policy.conditions {
        add(&condition.cites, condition.node);
        lines(&condition.body, &mut add);
    }
    for value in &policy.values {
        add(&value.cites, value.node);
        for row in &value.rows {
            add(&row.cites, row.node);
            row.when.iter().for_each(|c| lines(c, &mut add));
        }
    }
    for category in &policy.categories {
        add(&category.cites, category.node);
        for line in &category.lines {
            add(&line.cites, line.node);
            if let super::LineKind::OnTime(_, _, late) = &line.kind {
                add(late, line.node);
            }
            lines(&line.cond, &mut add);
        }
    }
    for classify in &policy.classifies {
        add(&classify.cites, classify.node);
        for row in &classify.rows {
            add(&row.cites, row.node);
            row.when.iter().for_each(|c| lines(c, &mut add));
        }
    }
    for claim in &policy.claims {
        add(&claim.cites, claim.node);
        lines(&claim.only_when, &mut add);
    }
    for draw in &policy.draws {
        add(&draw.cites, draw.node);
    }
    for round in &policy.rounds {
        add(&round.cites, round.node);
        round.line_cites.iter().for_each(|(_, cites)| add(cites, round.node));
        self::round(round, &mut |node| cited_lines(node, &mut add));
        round.groups.iter().for_each(|group| add(&group.cites, group.node));
        round.order.iter().for_each(|criterion| add(&criterion.cites, criterion.node));
    }
    for assume in &policy.assumes {
        add(&assume.cites, assume.node);
    }
    found
}

/// The articles of the lines and exceptions of a condition that is met on a walk.
fn cited_lines(node: Node, add: &mut dyn FnMut(&[String], NodeId)) {
    let Node::Cond(at) = node else { return };
    match &at.kind {
        CondKind::Lines(_, lines) => lines.iter().for_each(|l| add(&l.cites, l.cond.node)),
        CondKind::Excepted(_, exceptions) => exceptions.iter().for_each(|e| add(&e.cites, e.when.node)),
        _ => {}
    }
}
