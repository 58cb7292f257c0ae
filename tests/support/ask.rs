//! Questions about a generated policy: what a value needs, what a list holds, which entries can be asked alone.

use super::model::*;
use super::schema::*;

/// What is needed of a value before it is read: things to be tested, outermost first.
pub type Needs = Vec<V>;

/// What must be present before a path is read to its end, its end included.
pub fn needs_of(x: &V) -> Needs {
    let V::Path { row, names } = x else { return Vec::new() };
    let fields = match row {
        None => FORM,
        Some(row) if row == "school" => SCHOOL,
        Some(row) if row == "ledger" => LEDGER,
        Some(_) => LEASE,
    };
    let mut needs = Vec::new();
    let mut fields: &[Fld] = fields;
    for at in 0..names.len() {
        let Some(field) = fields.iter().find(|f| f.name == names[at]) else { return needs };
        if field.opt {
            needs.push(V::Path { row: row.clone(), names: names[..=at].to_vec() });
        }
        fields = match field.t {
            T::Home => HOME,
            T::School => SCHOOL,
            _ => &[],
        };
    }
    needs
}

/// The position of a case in the enum that the case table makes.
pub fn first_use(rows: &[(Option<C>, &'static str)], case: &str) -> u16 {
    let mut seen: Vec<&str> = Vec::new();
    for (_, name) in rows {
        if !seen.contains(name) {
            seen.push(name);
        }
    }
    seen.iter().position(|name| *name == case).expect("a case") as u16
}

pub fn fields_of(src: &Src) -> &'static [Fld] {
    match src {
        Src::Form("f_lease" | "f_job") => LEASE,
        Src::School => SCHOOL,
        Src::Ledger => LEDGER,
        _ => &[],
    }
}

/// The numbers of a condition's entries that can be asked by themselves.
///
/// What an earlier line has tested cannot be relied on there, so only lines before the first such test are given.
pub fn numbers(condition: &Condition) -> Vec<u32> {
    let tests = |line: &&Line| !mentions_presence(&line.c);
    let entries = entries(condition);
    let safe = entries.iter().take_while(tests).count() + 1;
    entries.iter().take(safe).filter_map(|line| line.no).collect()
}

fn mentions_presence(c: &C) -> bool {
    match c {
        C::Present(..) | C::Call(_) => true,
        C::Not(inner) => mentions_presence(inner),
        C::Block(_, lines) => lines.iter().any(|l| mentions_presence(&l.c)),
        C::Chain(_, parts) => parts.iter().any(mentions_presence),
        _ => false,
    }
}

/// The lines that are a condition's numbered entries.
pub fn entries(condition: &Condition) -> &[Line] {
    match condition.lines.as_slice() {
        [Line { no: None, c: C::Block(_, lines), but }] if but.is_empty() => lines,
        lines => lines,
    }
}
