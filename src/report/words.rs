//! Labels for names, words for values: what people see instead of paths and positions.

use crate::base::tongue::Tongue;
use crate::data::cell::show;
use crate::format::Voices;
use crate::ir::spans::Spans;
use crate::ir::{Base, Field, Named, NodeId, Policy, Shape, Type};
use crate::value::{Fact, List, Value};

/// The author's words in the reader's tongue, with labels for names.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// Where things stand.
    pub spans: &'a Spans,
    /// The texts in both tongues.
    pub voices: &'a Voices,
    /// The reader's tongue.
    pub tongue: Tongue,
}

impl Words<'_> {
    /// The words at a node.
    pub fn of(&self, node: NodeId) -> String {
        self.voices.words(self.spans.of(node), self.tongue)
    }

    /// The words at a node, cut where a block begins.
    pub fn short(&self, node: NodeId) -> String {
        let words = self.of(node);
        match words.find(['{', '｛']) {
            Some(at) if words.len() > 80 => format!("{}…", words[..at].trim_end()),
            _ => words,
        }
    }
}

/// The field at the end of a path of names, with its type there.
pub fn field_of<'p>(policy: &'p Policy, path: &str) -> Option<(&'p Field, Type)> {
    let mut fields: &[Field] = &policy.form.fields;
    let mut found: Option<(&Field, Type)> = None;
    for (at, word) in path.split('.').enumerate() {
        let (name, item) = word.split_once('[').map_or((word, false), |(n, _)| (n, true));
        if let Some((_, ty)) = found {
            fields = match ty.base {
                Base::Record(id) => &policy.records[id.index()].fields,
                Base::Row(id) => &policy.tables[id.index()].columns,
                _ => return None,
            };
        } else if at == 0
            && let Some(table) = policy.tables.iter().find(|t| t.named.name == name)
            && !fields.iter().any(|f| f.named.name == name && (!item || matches!(f.ty.shape, Shape::List(_))))
        {
            let column = path.split_once('.')?.1;
            let field = table.columns.iter().find(|c| c.named.name == column)?;
            return Some((field, field.ty));
        }
        let field = fields.iter().find(|f| f.named.name == name)?;
        let ty = if item { Type { shape: Shape::One, optional: false, ..field.ty } } else { field.ty };
        found = Some((field, ty));
    }
    found
}

/// The figure or window of a name.
fn constant_of<'p>(policy: &'p Policy, name: &str) -> Option<&'p Named> {
    let figure = policy.figures.iter().find(|f| f.named.name == name).map(|f| &f.named);
    figure.or_else(|| policy.windows.iter().find(|w| w.named.name == name).map(|w| &w.named))
}

/// A path in labels: `实际居住房屋.所在区`, `监护人2.户籍区`.
pub fn label_path(policy: &Policy, path: &str) -> String {
    if let Some(name) = path.strip_prefix("table ") {
        let table = policy.tables.iter().find(|t| t.named.name == name);
        return table.map_or(name.to_string(), |t| t.named.shown().to_string());
    }
    if let Some(list) = path.strip_suffix(".count")
        && field_of(policy, path).is_none()
    {
        return format!("{}.{}", label_path(policy, list), Tongue::of(policy.named.shown()).pick("count", "个数"));
    }
    if let Some(named) = constant_of(policy, path) {
        return named.shown().to_string();
    }
    let mut out: Vec<String> = Vec::new();
    let mut so_far = String::new();
    for word in path.split('.') {
        if !so_far.is_empty() {
            so_far.push('.');
        }
        so_far.push_str(word);
        let (name, number) = word.split_once('[').map_or((word, ""), |(n, rest)| (n, rest.trim_end_matches(']')));
        let label = match field_of(policy, &so_far) {
            Some((field, _)) => field.named.shown(),
            None => policy.tables.iter().find(|t| t.named.name == name).map_or(name, |t| t.named.shown()),
        };
        out.push(format!("{label}{number}"));
    }
    out.join(".")
}

/// The paper that proves a field, its own or that of what it is part of.
pub fn proof_of<'p>(policy: &'p Policy, path: &str) -> Option<&'p str> {
    let mut path = path;
    loop {
        if let Some((field, _)) = field_of(policy, path)
            && let Some(proof) = &field.proof
        {
            return Some(proof);
        }
        path = path.rsplit_once('.')?.0;
    }
}

/// A fact in labels.
pub fn show_fact(policy: &Policy, path: &str, fact: &Fact, tongue: Tongue) -> String {
    match fact {
        Fact::Unknown => tongue.pick("unknown", "未知").into(),
        Fact::None => tongue.pick("none", "无").into(),
        Fact::Known(value) => match field_of(policy, path) {
            Some((_, ty)) => show_value(policy, ty, value, tongue),
            None => match policy.figures.iter().find(|f| f.named.name == path) {
                Some(figure) => show_value(policy, figure.ty, value, tongue),
                None => plain(value),
            },
        },
    }
}

fn show_value(policy: &Policy, ty: Type, value: &Value, tongue: Tongue) -> String {
    match value {
        Value::Record(fields) if fields.is_empty() => tongue.pick("present", "有").into(),
        Value::Record(fields) => {
            let Base::Record(id) = ty.base else { return tongue.pick("present", "有").into() };
            let declared = &policy.records[id.index()].fields;
            let said: Vec<String> = declared
                .iter()
                .zip(fields)
                .filter(|(_, fact)| !matches!(fact, Fact::Known(Value::Id(id)) if **id == *crate::changes::SOME_ID))
                .filter(|(_, fact)| {
                    **fact != Fact::Unknown && !matches!(fact, Fact::Known(Value::List(l)) if l.items.is_empty())
                })
                .map(|(field, fact)| {
                    let shown = match fact {
                        Fact::Known(value) => show_value(policy, field.ty, value, tongue),
                        _ => tongue.pick("none", "无").into(),
                    };
                    format!("{} {shown}", field.named.shown())
                })
                .collect();
            format!("{{{}}}", tongue.join(said))
        }
        Value::List(List { items, open }) => {
            let one = Type { shape: Shape::One, ..ty };
            let mut said: Vec<String> = items.iter().map(|item| show_value(policy, one, item, tongue)).collect();
            if *open {
                said.push("…".into());
            }
            if said.is_empty() { tongue.pick("nothing", "空").into() } else { tongue.join(said) }
        }
        other => {
            let shown = show(policy, ty, &Fact::Known(other.clone()), true);
            if shown.is_empty() { tongue.pick("nothing", "空").into() } else { shown }
        }
    }
}

/// The value of a named value, reading or case table in labels.
pub fn show_named(policy: &Policy, name: &str, fact: &Fact, tongue: Tongue) -> String {
    match fact {
        Fact::Unknown => tongue.pick("unknown", "未知").into(),
        Fact::None => tongue.pick("none", "无").into(),
        Fact::Known(value) => match policy.readings.iter().find(|r| r.named.name == name).and_then(|r| r.ty) {
            Some(ty) => show_value(policy, ty, value, tongue),
            None => show_answer(policy, name, fact),
        },
    }
}

/// The value of an answer in labels.
pub fn show_answer(policy: &Policy, name: &str, fact: &Fact) -> String {
    let Fact::Known(value) = fact else { return "—".into() };
    if let Some(classify) = policy.classifies.iter().find(|c| c.named.name == name)
        && let Value::Enum(member) = value
    {
        return policy.enums[classify.cases.index()].members[usize::from(*member)].shown().to_string();
    }
    if let Some(decl) = policy.values.iter().find(|v| v.named.name == name) {
        return show_value(policy, decl.ty, value, Tongue::of(policy.named.shown()));
    }
    plain(value)
}

fn plain(value: &Value) -> String {
    match value {
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Decimal(d) => d.to_string(),
        Value::Date(d) => d.to_string(),
        Value::Moment(m) => m.to_string(),
        Value::Month(m) => m.to_string(),
        Value::Id(t) | Value::Text(t) => t.to_string(),
        Value::List(list) => list.items.iter().map(plain).collect::<Vec<_>>().join(", "),
        _ => String::from("…"),
    }
}
