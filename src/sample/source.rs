//! The text of a cohort profile as a tree that remembers lines, in the order of the file.

use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is wrong with a profile, or with drawing from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, where it is known.
    pub line: Option<usize>,
    /// The key, such as `persona.primary.owner.home.district`.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// As a line of a message about `file`.
    pub fn text(&self, file: &str) -> String {
        let line = self.line.map_or(String::new(), |line| format!(":{line}"));
        format!("{file}{line}: {self}")
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// A value of the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its line, from 1.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
}

/// What a value of the profile is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Words; `true`, `false` and days are words too, as a cell has them.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Keys and values, in the order of the file.
    Table(Vec<(String, Node)>),
    /// Values in order.
    Array(Vec<Node>),
}

impl Node {
    /// The keys and values; none of what is no table.
    pub fn entries(&self) -> &[(String, Node)] {
        match &self.kind {
            Kind::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(k, _)| k == key).map(|(_, node)| node)
    }

    /// As the words of one cell; nothing of what is a table or an array.
    pub fn words(&self) -> Option<String> {
        match &self.kind {
            Kind::Text(text) => Some(text.clone()),
            Kind::Number(number) => Some(number.to_string()),
            Kind::Table(_) | Kind::Array(_) => None,
        }
    }
}

/// Reads TOML.
pub fn parse(text: &str) -> Result<Node, Problem> {
    let lines: Vec<usize> = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect();
    let line = |at: usize| lines.partition_point(|end| *end < at) + 1;
    let parsed = DeTable::parse(text).map_err(|error| Problem {
        line: error.span().map(|span| line(span.start)),
        key: String::new(),
        message: format!("this is not TOML: {}", error.message().replace('\n', ", ")),
        help: None,
    })?;
    Ok(Node { line: 1, kind: table(parsed.get_ref(), &line)? })
}

fn table(found: &DeTable<'_>, line: &dyn Fn(usize) -> usize) -> Result<Kind, Problem> {
    let mut entries: Vec<(usize, String, Node)> = Vec::new();
    for (key, value) in found {
        let at = key.span().start;
        let mut node = node(value, line)?;
        node.line = line(at);
        entries.push((at, key.get_ref().to_string(), node));
    }
    entries.sort_by_key(|(at, ..)| *at);
    Ok(Kind::Table(entries.into_iter().map(|(_, key, node)| (key, node)).collect()))
}

fn node(value: &Spanned<DeValue<'_>>, line: &dyn Fn(usize) -> usize) -> Result<Node, Problem> {
    let at = line(value.span().start);
    let wrong = |message: &str| Problem { line: Some(at), key: String::new(), message: message.into(), help: None };
    let kind = match value.get_ref() {
        DeValue::String(text) => Kind::Text(text.to_string()),
        DeValue::Integer(number) => {
            let read = i64::from_str_radix(number.as_str(), number.radix());
            Kind::Number(read.map_err(|_| wrong("this number is too large"))?)
        }
        DeValue::Float(_) => return Err(wrong("numbers are whole here")),
        DeValue::Boolean(yes) => Kind::Text(if *yes { "yes" } else { "no" }.into()),
        DeValue::Datetime(day) => Kind::Text(day.to_string()),
        DeValue::Array(items) => Kind::Array(items.iter().map(|item| node(item, line)).collect::<Result<_, _>>()?),
        DeValue::Table(inner) => table(inner, line)?,
    };
    Ok(Node { line: at, kind })
}
