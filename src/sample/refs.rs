//! What a value takes from elsewhere: `pick TABLE where …`, and `$way.to.a.value` with what it goes through.

use super::profile::{Pick, Ref, Root, Step};
use super::read::{Place, Reader, Scope};
use super::spec::{Wrong, wrong};
use crate::diagnostic::did_you_mean;
use crate::ir::{Base, Field, Policy, Shape, TableId, Type};
use crate::tables::single_key;

/// Whether a value of one type may stand where another is wanted; a reference is as good as the key it holds.
pub(super) fn fits(policy: &Policy, of: Type, wanted: Type) -> bool {
    let key = |mut base: Base| {
        while let Base::Row(table) = base {
            match policy.tables.get(table.index()).and_then(single_key) {
                Some(key) => base = key.ty.base,
                None => break,
            }
        }
        base
    };
    let shape = |ty: Type| std::mem::discriminant(&ty.shape);
    shape(of) == shape(wanted) && key(of.base) == key(wanted.base)
}

impl Reader<'_> {
    /// `TABLE[.COLUMN] [where COLUMN is [not] VALUE [and …]]`
    pub(super) fn pick(&mut self, text: &str, scope: &Scope) -> Result<Pick, Wrong> {
        let (what, conditions) = text.split_once(" where ").unwrap_or((text, ""));
        let (table, column) = match what.trim().split_once('.') {
            Some((table, column)) => (table, Some(column)),
            None => (what.trim(), None),
        };
        let Some(at) = self.policy.tables.iter().position(|t| t.named.name == table) else {
            let help = did_you_mean(table, self.policy.tables.iter().map(|t| t.named.name.as_str()));
            return Err((format!("the policy has no table `{table}`"), help));
        };
        let declared = &self.policy.tables[at];
        let find = |word: &str| {
            let found = declared.columns.iter().position(|c| c.named.name == word);
            let help = did_you_mean(word, declared.columns.iter().map(|c| c.named.name.as_str()));
            found.ok_or_else(|| (format!("the table `{table}` has no column `{word}`"), help))
        };
        let column = match column {
            Some(word) => find(word)?,
            None if single_key(declared).is_some() => declared.keys[0],
            None => return wrong(format!("say which column of `{table}`, as in `{table}.COLUMN`")),
        };
        let (mut are, mut are_not) = (Vec::new(), Vec::new());
        for condition in conditions.split(" and ").map(str::trim).filter(|c| !c.is_empty()) {
            let Some((word, value)) = condition.split_once(" is ") else {
                return wrong(format!("`{condition}` is not of the form `COLUMN is VALUE` or `COLUMN is not VALUE`"));
            };
            let word = find(word.trim())?;
            let (value, into) = match value.trim().strip_prefix("not ") {
                Some(value) => (value, &mut are_not),
                None => (value, &mut are),
            };
            into.push((word, self.spec(declared.columns[word].ty, value, scope)?));
        }
        Ok(Pick { table: TableId(at as u16), column, are, are_not, text: text.to_string() })
    }

    /// Resolves a way, and says of what type its value is.
    pub(super) fn refer(&self, text: &str, scope: &Scope) -> Result<(Ref, Type), Wrong> {
        let words: Vec<&str> = text.trim_start_matches('$').split('.').collect();
        let (name, item) = numbered(words[0])?;
        let mut at = 1;
        let (root, mut ty) = if let Some(note) = self.notes.iter().position(|(n, _)| n == name) {
            (Root::Note(note), self.notes[note].1)
        } else {
            let own = scope.fields.iter().position(|f| f.named.name == name);
            let form = scope.stage.and_then(|_| self.policy.form.fields.iter().position(|f| f.named.name == name));
            let whole = matches!(scope.place, Place::Record(_, Some(field)) if form == Some(field) && words.len() > 1);
            match (own, form) {
                // A field of the record in which this stands, by its full way.
                (_, _) if whole => {
                    let (name, _) = numbered(words[1])?;
                    let own = self.field(scope.fields, name, words[0])?;
                    at = 2;
                    (Root::Own(own), scope.fields[own].ty)
                }
                (Some(own), _) if scope.place != Place::Form => (Root::Own(own), scope.fields[own].ty),
                (_, Some(form)) => {
                    let field = &self.policy.form.fields[form];
                    if field.stage.is_some() && field.stage != scope.stage {
                        return Err((format!("`{name}` is not asked for this stage"), None));
                    }
                    (Root::Form(form), field.ty)
                }
                _ => {
                    let names = self
                        .notes
                        .iter()
                        .map(|(n, _)| n.as_str())
                        .chain(scope.fields.iter().map(|f| f.named.name.as_str()));
                    let form = self.policy.form.fields.iter().map(|f| f.named.name.as_str());
                    let all: Vec<&str> =
                        if scope.stage.is_some() { names.chain(form).collect() } else { names.collect() };
                    return Err((format!("nothing here is called `${name}`"), did_you_mean(name, all)));
                }
            }
        };
        let mut steps = Vec::new();
        self.item(item, name, &mut ty, &mut steps)?;
        for word in &words[at..] {
            let (name, item) = numbered(word)?;
            let step = match (ty.shape, ty.base) {
                (Shape::One, Base::Record(record)) => {
                    let fields = &self.policy.records[record.index()].fields;
                    let field = self.field(fields, name, text)?;
                    ty = fields[field].ty;
                    Step::Field(field)
                }
                (Shape::One, Base::Row(table)) => {
                    let columns = &self.policy.tables[table.index()].columns;
                    let column = self.field(columns, name, text)?;
                    ty = columns[column].ty;
                    Step::Through(table, column)
                }
                _ => return Err((format!("there is nothing below `{text}` at `{name}`"), None)),
            };
            steps.push(step);
            self.item(item, name, &mut ty, &mut steps)?;
        }
        Ok((Ref { root, steps }, ty))
    }

    fn field(&self, fields: &[Field], name: &str, way: &str) -> Result<usize, Wrong> {
        let help = did_you_mean(name, fields.iter().map(|f| f.named.name.as_str()));
        fields.iter().position(|f| f.named.name == name).ok_or_else(|| (format!("`{way}` has no `{name}`"), help))
    }

    fn item(&self, item: Option<usize>, name: &str, ty: &mut Type, steps: &mut Vec<Step>) -> Result<(), Wrong> {
        let Some(item) = item else { return Ok(()) };
        let Shape::List(_) = ty.shape else { return Err((format!("`{name}` is no list"), None)) };
        ty.shape = Shape::One;
        ty.optional = false;
        steps.push(Step::Item(item));
        Ok(())
    }
}

/// `lease[2]` as `lease` and 1.
fn numbered(word: &str) -> Result<(&str, Option<usize>), Wrong> {
    let Some((name, rest)) = word.split_once('[') else { return Ok((word, None)) };
    let number = rest.strip_suffix(']').and_then(|n| n.parse::<usize>().ok()).filter(|n| *n > 0);
    match number {
        Some(number) => Ok((name, Some(number - 1))),
        None => Err((format!("`{word}` is not of the form `{name}[1]`"), None)),
    }
}
