//! Facts of any form, by the types of the policy: at random, and refined.

use super::rng::Rng;
use super::schema::{some_day, some_month};
use ruxue::base::date::Moment;
use ruxue::base::decimal::Decimal;
use ruxue::ir::{Base, Field, Policy, Shape, Type};
use ruxue::value::{Fact, List, Value};

/// Facts for every field of a form, a record or a table: so many of a hundred unknown.
pub fn some_facts(rng: &mut Rng, policy: &Policy, fields: &[Field], unknown: usize) -> Vec<Fact> {
    fields.iter().map(|field| some_fact(rng, policy, &field.ty, unknown)).collect()
}

fn some_fact(rng: &mut Rng, policy: &Policy, ty: &Type, unknown: usize) -> Fact {
    if rng.percent(unknown) {
        Fact::Unknown
    } else if ty.optional && rng.percent(35) {
        Fact::None
    } else {
        Fact::Known(some_value(rng, policy, ty, unknown))
    }
}

fn some_value(rng: &mut Rng, policy: &Policy, ty: &Type, unknown: usize) -> Value {
    if let Shape::List(most) = ty.shape {
        let count = rng.below(3).min(most.unwrap_or(2) as usize);
        let one = Type { shape: Shape::One, optional: false, ..*ty };
        let items = (0..count).map(|_| some_value(rng, policy, &one, unknown)).collect();
        return Value::List(List { items, open: rng.percent(unknown) });
    }
    if ty.shape == Shape::Set {
        let Base::Enum(id) = ty.base else { unreachable!("sets are of words") };
        let members = policy.enums[id.index()].members.len();
        return Value::Set((0..rng.below(3)).filter(|_| members > 0).map(|_| rng.below(members) as u16).collect());
    }
    match ty.base {
        Base::Bool => Value::Bool(rng.percent(50)),
        Base::Int => Value::Int(if rng.percent(3) { i64::MAX } else { rng.between(-1, 5) }),
        Base::Decimal(scale) => Value::Decimal(Decimal::new(rng.between(-100, 600), scale).expect("a scale")),
        Base::Date => Value::Date(some_day(rng)),
        Base::Moment => Value::Moment(Moment::new(some_day(rng), 23, 59, 59).expect("a moment")),
        Base::Month => Value::Month(some_month(rng)),
        Base::Months => Value::Months((0..rng.below(5)).map(|_| some_month(rng)).collect()),
        Base::Id => Value::Id(rng.pick(&["a1", "a2", "a3"]).into()),
        Base::Text => Value::Text(rng.pick(&["x", "y", "a1"]).into()),
        Base::Enum(id) => Value::Enum(rng.below(policy.enums[id.index()].members.len().max(1)) as u16),
        Base::Record(id) => Value::Record(some_facts(rng, policy, &policy.records[id.index()].fields, unknown)),
        Base::Row(_) => Value::Id(rng.pick(&["s1", "s2", "s3"]).into()),
    }
}

/// Gives every fact that is not known, in so many of a hundred cases, some value of its type; lists that may be longer
/// become longer, and are closed. What is presumed is no gap: it is taken for true.
pub fn refine(rng: &mut Rng, policy: &Policy, fields: &[Field], facts: &mut [Fact], percent: usize) {
    for (field, fact) in fields.iter().zip(facts) {
        match fact {
            Fact::Unknown if field.presumed.is_none() && rng.percent(percent) => {
                *fact = some_fact(rng, policy, &field.ty, 0);
                unpresume(policy, &field.ty, fact);
            }
            Fact::Known(value) => refine_value(rng, policy, &field.ty, value, percent),
            _ => {}
        }
    }
}

fn refine_value(rng: &mut Rng, policy: &Policy, ty: &Type, value: &mut Value, percent: usize) {
    let one = Type { shape: Shape::One, optional: false, ..*ty };
    match (value, ty.base) {
        (Value::List(list), _) => {
            let Shape::List(most) = ty.shape else { return };
            for item in &mut list.items {
                refine_value(rng, policy, &one, item, percent);
            }
            if list.open && rng.percent(percent) {
                while list.items.len() < most.unwrap_or(3) as usize && rng.percent(50) {
                    let item = some_value(rng, policy, &one, 0);
                    list.items.push(item);
                }
                list.open = rng.percent(20);
            }
        }
        (Value::Record(facts), Base::Record(id)) => {
            refine(rng, policy, &policy.records[id.index()].fields, facts, percent);
        }
        _ => {}
    }
}

/// What was wholly unknown may as well be presumed once it is there.
fn unpresume(policy: &Policy, ty: &Type, fact: &mut Fact) {
    if let (Fact::Known(Value::Record(facts)), Base::Record(id)) = (fact, ty.base) {
        for (field, fact) in policy.records[id.index()].fields.iter().zip(facts) {
            if field.presumed.is_some() && field.ty.optional {
                *fact = Fact::Unknown;
            }
        }
    }
}

/// Gives the fact at a path, written as results write it, some value of its type; `false` if there is no such place.
pub fn fill(rng: &mut Rng, policy: &Policy, facts: &mut [Fact], path: &str) -> bool {
    let mut fields = &policy.form.fields[..];
    let mut facts = facts;
    let words: Vec<&str> = path.split('.').collect();
    for (at, word) in words.iter().enumerate() {
        let (name, item) = word.split_once('[').map_or((*word, None), |(name, rest)| (name, rest.strip_suffix(']')));
        let Some(position) = fields.iter().position(|f| f.named.name == name) else { return false };
        let (ty, fact) = (fields[position].ty, &mut facts[position]);
        let last = at + 1 == words.len();
        let inside = match (item, fact) {
            (None, fact) if last => {
                match fact {
                    Fact::Known(Value::List(list)) => list.open = false,
                    fact => *fact = some_fact(rng, policy, &ty, 0),
                }
                return true;
            }
            (None, Fact::Known(Value::Record(inside))) => inside,
            (Some(number), Fact::Known(Value::List(list))) => {
                let Ok(number) = number.parse::<usize>() else { return false };
                match list.items.get_mut(number - 1) {
                    Some(Value::Record(inside)) => inside,
                    _ => return false,
                }
            }
            _ => return false,
        };
        let Base::Record(id) = ty.base else { return false };
        fields = &policy.records[id.index()].fields;
        facts = inside;
    }
    false
}
