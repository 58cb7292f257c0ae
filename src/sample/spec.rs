//! One value of a profile, from its words.
//!
//! Words are tried as what only a profile has (`$ref`, `pick …`, `new …`, `any of …`), then as a cell of the policy,
//! then as days, months or numbers reckoned from the policy's own figures.

use super::profile::{Cycle, Day, DayBase, Keep, Months, Number, Part, Spec, Times};
use super::read::{Reader, Scope};
use super::refs::fits;
use crate::base::date::{Date, Unit};
use crate::base::month::{Month, MonthSet};
use crate::diagnostic::did_you_mean;
use crate::ir::{Base, Shape, Type};
use crate::value::{Fact, Value};

/// What is wrong, and what to do.
pub(super) type Wrong = (String, Option<String>);

pub(super) fn wrong<T>(message: impl Into<String>) -> Result<T, Wrong> {
    Err((message.into(), None))
}

impl Reader<'_> {
    /// How a value of a type is had.
    pub(super) fn spec(&mut self, ty: Type, text: &str, scope: &Scope) -> Result<Spec, Wrong> {
        let text = text.trim();
        if text == "unknown" {
            return Ok(Spec::Const(Fact::Unknown));
        }
        if text.starts_with('$') && !text.contains(' ') {
            let (found, of) = self.refer(text, scope)?;
            return if fits(self.policy, of, ty) {
                Ok(Spec::Same(found))
            } else {
                wrong(format!("`{text}` is of another type"))
            };
        }
        if let Some(rest) = text.strip_prefix("pick ") {
            let pick = self.pick(rest.trim(), scope)?;
            let declared = &self.policy.tables[pick.table.index()];
            let of = declared.columns[pick.column].ty;
            let row = Type { shape: Shape::One, base: Base::Row(pick.table), optional: false };
            let names_row = declared.keys[..] == [pick.column] && fits(self.policy, row, ty);
            if !names_row && !fits(self.policy, of, ty) {
                return wrong(format!("the column `{}` is of another type", declared.columns[pick.column].named.name));
            }
            self.picks.push(pick);
            return Ok(Spec::Pick(self.picks.len() - 1));
        }
        match ty.base {
            Base::Enum(id) if ty.shape == Shape::One => {
                let members = &self.policy.enums[id.index()].members;
                if let Some(rest) = text.strip_prefix("any of ") {
                    return self.members(id.index(), rest);
                }
                if text == "stage" && members.iter().all(|m| m.name != "stage") {
                    let at = |name: &str| members.iter().position(|m| m.name == name).unwrap_or(0) as u16;
                    return Ok(Spec::Stage(self.policy.stages.iter().map(|s| at(&s.named.name)).collect()));
                }
            }
            Base::Id | Base::Row(_) if ty.shape == Shape::One && text.starts_with("new ") => {
                return Ok(Spec::New(text["new ".len()..].trim().to_string()));
            }
            Base::Id | Base::Text | Base::Row(_) if ty.shape == Shape::One && text.contains('{') => {
                return Ok(Spec::Words(self.words(text)?, ty.base != Base::Text));
            }
            _ => {}
        }
        let cell = match self.cells.read(ty, text) {
            Ok(fact) => return Ok(Spec::Const(fact)),
            Err(problem) => problem,
        };
        match (ty.shape, ty.base) {
            (Shape::One, Base::Date) => self.days(text, scope),
            (Shape::One, Base::Int) => self.numbers(text),
            (Shape::One, Base::Months) => self.months(text, scope),
            _ => wrong(cell.text(crate::base::tongue::Tongue::En)),
        }
    }

    /// `GROUP MEMBER but MEMBER MEMBER`
    fn members(&self, of: usize, text: &str) -> Result<Spec, Wrong> {
        let declared = &self.policy.enums[of];
        let find = |word: &str| -> Result<Vec<u16>, Wrong> {
            if let Some((_, group)) = declared.groups.iter().find(|(n, _)| n.is_called(word)) {
                return Ok(group.iter().copied().collect());
            }
            let member = declared.members.iter().position(|m| m.is_called(word));
            let names = declared.groups.iter().map(|(n, _)| n).chain(&declared.members).map(|n| n.name.as_str());
            let help = did_you_mean(word, names);
            member.map(|at| vec![at as u16]).ok_or_else(|| (format!("`{}` has no `{word}`", declared.named.name), help))
        };
        let (some, but) = text.split_once(" but ").unwrap_or((text, ""));
        let mut members = Vec::new();
        for word in some.split_whitespace() {
            members.extend(find(word)?);
        }
        for word in but.split_whitespace() {
            let out = find(word)?;
            members.retain(|m| !out.contains(m));
        }
        if members.is_empty() { wrong("none is left to choose from") } else { Ok(Spec::Member(members)) }
    }

    /// `A`, `A .. B`, or a window, which is all its days.
    fn days(&mut self, text: &str, scope: &Scope) -> Result<Spec, Wrong> {
        if let Some((first, last)) = text.split_once("..") {
            return Ok(Spec::Days(self.day(first, scope)?, self.day(last, scope)?));
        }
        if let Some(window) = self.policy.windows.iter().find(|w| w.named.name == text.trim()) {
            let just = |d: Date| Day { base: DayBase::Just(d), plus: Vec::new() };
            return match (window.first, window.last) {
                (Some(first), Some(last)) => Ok(Spec::Days(just(first), just(last))),
                _ => wrong(format!(
                    "`{text}` is open at one end; say how far, as in `end of {text} - 9 days .. end of {text}`"
                )),
            };
        }
        let day = self.day(text, scope)?;
        let again = self.day(text, scope)?;
        Ok(Spec::Days(day, again))
    }

    fn day(&mut self, text: &str, scope: &Scope) -> Result<Day, Wrong> {
        let (base, plus) = shifts(text)?;
        if base.starts_with('$') {
            let (found, of) = self.refer(&base, scope)?;
            if of.base != Base::Date || of.shape != Shape::One {
                return wrong(format!("`{base}` is no date"));
            }
            return Ok(Day { base: DayBase::Same(found), plus });
        }
        let date = match Date::parse_iso(&base) {
            Some(date) => date,
            None => self.day_named(&base)?,
        };
        let mut moved = date;
        for (count, unit) in plus {
            let Some(next) = moved.checked_add(count, unit) else { return wrong("this day is outside the calendar") };
            moved = next;
        }
        Ok(Day { base: DayBase::Just(moved), plus: Vec::new() })
    }

    fn day_named(&self, word: &str) -> Result<Date, Wrong> {
        for (start, end) in [("start of ", true), ("end of ", false)] {
            let Some(name) = word.strip_prefix(start) else { continue };
            let name = name.trim();
            let Some(window) = self.policy.windows.iter().find(|w| w.named.name == name) else {
                let help = did_you_mean(name, self.policy.windows.iter().map(|w| w.named.name.as_str()));
                return Err((format!("the timetable has no `{name}`"), help));
            };
            let day = if end { window.first } else { window.last };
            return day.ok_or_else(|| (format!("`{name}` is open at this end"), None));
        }
        let figure = self.policy.figures.iter().find(|f| f.named.name == word);
        match figure.map(|f| &f.value) {
            Some(Value::Date(date)) => Ok(*date),
            Some(_) => wrong(format!("the figure `{word}` is no date")),
            None => {
                let windows = self.policy.windows.iter().map(|w| w.named.name.as_str());
                let help = did_you_mean(word, self.policy.figures.iter().map(|f| f.named.name.as_str()).chain(windows));
                let help = help.or_else(|| Some("days are written as `YEAR-MM-DD`, a date of the policy, `end of WINDOW`, `$field`, each with `+ 3 days` and the like".into()));
                Err((format!("`{word}` is neither a day nor a figure of the policy"), help))
            }
        }
    }

    /// `A .. B`, `A`, or `70 .. 140 % of applicants / schools`.
    fn numbers(&mut self, text: &str) -> Result<Spec, Wrong> {
        let (range, of) = match text.split_once('%') {
            Some((range, of)) => (range, Some(of)),
            None => (text, None),
        };
        let (first, last) = range.split_once("..").unwrap_or((range, range));
        if let Some(of) = of {
            let Some((above, below)) = of.trim().strip_prefix("of ").and_then(|of| of.split_once('/')) else {
                return wrong("write `70 .. 140 % of COUNT / COUNT`");
            };
            let percent = |t: &str| t.trim().parse().map_err(|_| (format!("`{}` is no whole number", t.trim()), None));
            return Ok(Spec::Percent(
                percent(first)?,
                percent(last)?,
                self.count_named(above.trim())?,
                self.count_named(below.trim())?,
            ));
        }
        Ok(Spec::Numbers(self.number(first)?, self.number(last)?))
    }

    fn number(&self, text: &str) -> Result<Number, Wrong> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let whole = |word: &str| word.parse::<i64>().map_err(|_| (format!("`{word}` is no whole number"), None));
        let plus = match words[..] {
            [_] => 0,
            [_, "+", more] => whole(more)?,
            [_, "-", less] => -whole(less)?,
            _ => return wrong(format!("`{}` is no number, figure or count", text.trim())),
        };
        let base = words[0];
        let figure = self.policy.figures.iter().find(|f| f.named.name == base).map(|f| &f.value);
        match (base.parse::<i64>(), figure) {
            (Ok(number), _) => Ok(Number::Just(number + plus)),
            (_, Some(Value::Int(number))) => Ok(Number::Just(number + plus)),
            _ if base == "year" => Ok(Number::Just(self.policy.year + plus)),
            _ => Ok(Number::Count(self.count_named(base)?, plus)),
        }
    }

    /// `FIGURE`, `A .. B`, `$field`; then `without 2`; or `2 of` before.
    fn months(&mut self, text: &str, scope: &Scope) -> Result<Spec, Wrong> {
        let few =
            |t: &str| t.trim().parse::<usize>().map_err(|_| (format!("`{}` is no number of months", t.trim()), None));
        let starts_with_number = text.starts_with(|c: char| c.is_ascii_digit());
        let (set, keep) = match (text.split_once(" of "), text.split_once(" without ")) {
            (Some((number, set)), _) if starts_with_number => (set, Keep::Some(few(number)?)),
            (_, Some((set, number))) => (set, Keep::Without(few(number)?)),
            _ => (text, Keep::All),
        };
        let set = set.trim();
        if set.starts_with('$') {
            let (found, of) = self.refer(set, scope)?;
            return if of.base == Base::Months {
                Ok(Spec::Months(Months::Same(found), keep))
            } else {
                wrong(format!("`{set}` is no set of months"))
            };
        }
        let months = match set.split_once("..") {
            Some((first, last)) => MonthSet::range(self.month(first, true)?, self.month(last, false)?),
            None => self.month_figure(set)?,
        };
        Ok(Spec::Months(Months::Just(months), keep))
    }

    fn month(&self, text: &str, first: bool) -> Result<Month, Wrong> {
        let (base, plus) = shifts(text)?;
        let mut month = match Month::parse_iso(&base) {
            Some(month) => month,
            None => {
                let months = self.month_figure(base.trim_start_matches("start of ").trim_start_matches("end of "))?;
                let end = if base.starts_with("start of ") || (first && !base.starts_with("end of ")) {
                    months.0.first()
                } else {
                    months.0.last()
                };
                *end.ok_or_else(|| ("there is no month in it".to_string(), None))?
            }
        };
        for (count, unit) in plus {
            let count = match unit {
                Unit::Months => count,
                Unit::Years => count * 12,
                Unit::Days => return wrong("months are moved by months or years"),
            };
            month = month.checked_add(count).ok_or_else(|| ("this month is outside the calendar".to_string(), None))?;
        }
        Ok(month)
    }

    fn month_figure(&self, word: &str) -> Result<MonthSet, Wrong> {
        match self.policy.figures.iter().find(|f| f.named.name == word).map(|f| &f.value) {
            Some(Value::Months(months)) => Ok(months.clone()),
            Some(Value::Month(month)) => Ok(MonthSet::range(*month, *month)),
            _ => {
                let months =
                    self.policy.figures.iter().filter(|f| matches!(f.value, Value::Months(_) | Value::Month(_)));
                let help = did_you_mean(word, months.map(|f| f.named.name.as_str()));
                Err((format!("`{word}` is neither months nor a figure of months"), help))
            }
        }
    }

    /// Words with `{year}`, `{n}`, `{n:6}`, `{n/3}`, `{n mod areas}` in them.
    pub(super) fn words(&self, text: &str) -> Result<Vec<Part>, Wrong> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((inside, behind)) = after.split_once('}') else { return wrong("a `{` is not closed") };
            parts.push(Part::Text(before.to_string()));
            let (inside, digits) = match inside.split_once(':') {
                Some((inside, digits)) => {
                    (inside, digits.trim().parse().map_err(|_| (format!("`{digits}` is no number of digits"), None))?)
                }
                None => (inside, 0),
            };
            let times = |word: &str| match word.trim().parse::<i64>() {
                Ok(number) if number > 0 => Ok(Times::Just(number)),
                _ => self.count_named(word.trim()).map(Times::Count),
            };
            parts.push(match inside.trim() {
                "year" => Part::Year,
                "n" => Part::Number(digits, Cycle::Plain),
                other => match (other.strip_prefix("n/"), other.strip_prefix("n mod ")) {
                    (Some(by), _) => Part::Number(digits, Cycle::Div(times(by)?)),
                    (_, Some(by)) => Part::Number(digits, Cycle::Mod(times(by)?)),
                    _ => {
                        return wrong(format!(
                            "`{{{other}}}` is none of `{{year}}`, `{{n}}`, `{{n:6}}`, `{{n/3}}`, `{{n mod COUNT}}`"
                        ));
                    }
                },
            });
            rest = behind;
        }
        parts.push(Part::Text(rest.to_string()));
        Ok(parts)
    }
}

/// `BASE + 3 days - 1 year` in its parts.
fn shifts(text: &str) -> Result<(String, Vec<(i64, Unit)>), Wrong> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let end = words.iter().position(|w| matches!(*w, "+" | "-")).unwrap_or(words.len());
    let mut plus = Vec::new();
    for three in words[end..].chunks(3) {
        let [sign, count, unit] = three else {
            return wrong(format!("`{}` does not end in `+ NUMBER days` or the like", text.trim()));
        };
        let unit = match unit.trim_end_matches('s') {
            "day" => Unit::Days,
            "month" => Unit::Months,
            "year" => Unit::Years,
            _ => return wrong(format!("`{unit}` is none of days, months, years")),
        };
        let count: i64 = count.parse().map_err(|_| (format!("`{count}` is no whole number"), None))?;
        plus.push((if *sign == "-" { -count } else { count }, unit));
    }
    if end == 0 { wrong("a day or month is missing here") } else { Ok((words[..end].join(" "), plus)) }
}
