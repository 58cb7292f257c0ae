//! An empty form as a workbook: headings, drop-downs, papers as notes, and a sheet that says how to fill it in.
//!
//! What is filled in reads back as it is, since the headings are the ones that [`super::columns`] binds. Days keep the
//! format of a day; ids and months are text, so that no spreadsheet makes something else of them.

#[cfg(test)]
mod tests;
mod words;

use super::cell::{NO, NONE, PRESENT, YES, show, tongue_of};
use super::layout::{Column, Holds, columns};
use super::write::{Failure, book, column as column_number, tab_name, width};
use crate::base::date::{Date, Moment};
use crate::base::tongue::Tongue;
use crate::ir::{Base, Policy, Role, Shape, StageId, Type};
use crate::value::{Fact, Value};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Note, Workbook, Worksheet,
};
use std::collections::{BTreeMap, BTreeSet};

/// The rows that have drop-downs.
const ROWS: u32 = 10_000;
/// The most items of a list of records, and of one inside another, that get columns.
const ITEMS: [u32; 2] = [4, 2];
/// The sheet of the words of drop-downs, which is hidden.
const LISTS: &str = "lists";
/// The most characters of a drop-down's words, or of a message, inside the cell's own rule.
const INLINE: usize = 255;

/// The bytes of an empty form for a stage.
pub fn template(policy: &Policy, stage: StageId) -> Result<Vec<u8>, Failure> {
    let tongue = tongue_of(policy);
    let columns = columns(policy, &policy.form.fields, Some(stage), tongue == Tongue::Zh, &|by, field| {
        let most = ITEMS[usize::from(by.len() > 1)];
        match field.ty.shape {
            Shape::List(Some(bound)) => bound.min(most),
            _ => most,
        }
    });
    let mut book = book(created(policy))?;
    let mut tabs = BTreeSet::from([LISTS.to_owned()]);
    let title = policy.stages.get(stage.index()).map_or("", |stage| stage.named.shown());
    let form = tab_name(title, &mut tabs);
    let guide = tab_name(tongue.pick("instructions", "填写说明"), &mut tabs);
    let mut lists = Lists::default();
    fill_form(book.add_worksheet().set_name(form)?, policy, &columns, tongue, &mut lists)?;
    fill_guide(book.add_worksheet().set_name(guide)?, policy, &columns, tongue)?;
    lists.write(&mut book)?;
    Ok(book.save_to_buffer()?)
}

/// The day of the document stands for the time of making, so that the same policy gives the same bytes.
pub fn created(policy: &Policy) -> Moment {
    let year = i32::try_from(policy.year).ok().and_then(|year| Date::from_ymd(year, 1, 1));
    let day = policy.issued.or(year).filter(|day| day.ymd().0 >= 1900).or(Date::from_ymd(2000, 1, 1));
    match day.and_then(|day| Moment::new(day, 0, 0, 0)) {
        Some(moment) => moment,
        None => unreachable!("the first day of 2000 has a midnight"),
    }
}

fn fill_form(
    page: &mut Worksheet,
    policy: &Policy,
    columns: &[Column<'_>],
    tongue: Tongue,
    lists: &mut Lists,
) -> Result<(), Failure> {
    for (at, column) in columns.iter().enumerate() {
        let number = column_number(at)?;
        let needed = column.field.role == Some(Role::Id);
        let heading = Format::new().set_num_format("@").set_bold().set_text_wrap().set_align(FormatAlign::Top);
        let heading = if needed { heading.set_background_color(Color::RGB(0xFF_F2_CC)) } else { heading };
        page.write_string_with_format(0, number, &column.heading, &heading)?;
        page.set_column_width(number, (width(&column.heading) as f64 + 2.0).clamp(12.0, 40.0))?;
        page.set_column_format(number, &Format::new().set_num_format(number_format(column.holds)))?;
        if let Some(proof) = &column.field.proof {
            let text = format!("{}{proof}", tongue.pick("Paper: ", "凭："));
            page.insert_note(0, number, &Note::new(text).add_author_prefix(false))?;
        }
        let rule = rule(policy, column, tongue, lists)?;
        page.add_data_validation(1, number, ROWS, number, &rule)?;
    }
    page.set_freeze_panes(1, 1)?;
    Ok(())
}

/// How a spreadsheet shows the cells of a column.
fn number_format(holds: Holds) -> String {
    match holds {
        Holds::Value(Type { shape: Shape::One, base: Base::Date, .. }) => "yyyy-mm-dd".into(),
        Holds::Value(Type { shape: Shape::One, base: Base::Moment, .. }) => "yyyy-mm-dd hh:mm:ss".into(),
        Holds::Value(Type { shape: Shape::One, base: Base::Int, .. }) | Holds::Count(_) => "0".into(),
        Holds::Value(Type { shape: Shape::One, base: Base::Decimal(places), .. }) if places > 0 => {
            format!("0.{}", "0".repeat(usize::from(places)))
        }
        _ => "@".into(),
    }
}

/// What a cell of a column asks for, as a rule of the spreadsheet: a drop-down where one word is chosen.
fn rule(policy: &Policy, column: &Column<'_>, tongue: Tongue, lists: &mut Lists) -> Result<DataValidation, Failure> {
    let several = matches!(column.holds, Holds::Value(Type { shape: Shape::Set | Shape::List(_), .. }));
    let words = choices(policy, column.holds, tongue);
    let rule = DataValidation::new();
    let rule = if words.is_empty() || several {
        rule.allow_any_value()
    } else if words.iter().map(|word| word.encode_utf16().count() + 1).sum::<usize>() <= INLINE
        && !words.iter().any(|word| word.contains([',', '"']))
    {
        rule.allow_list_strings(&words)?
    } else {
        rule.allow_list_formula(Formula::new(lists.reference(words)?))
    };
    // A name or label that the list does not show may be right too: the toolchain looks at it again.
    let rule = rule.set_error_style(DataValidationErrorStyle::Warning);
    let mut message = words::asked(policy, column, tongue);
    if several && !message.is_empty() {
        message = format!("{message} {}", tongue.join(choices(policy, column.holds, tongue)));
    }
    Ok(rule.set_input_message(cut(&message))?)
}

/// The words that a cell may be chosen from; none if it is free.
fn choices(policy: &Policy, holds: Holds, tongue: Tongue) -> Vec<String> {
    let pick = |words: &[&str]| tongue.pick(words[0], words[1]).to_owned();
    let Holds::Value(ty) = holds else {
        return if holds == Holds::Presence { vec![pick(&PRESENT), pick(&NONE)] } else { Vec::new() };
    };
    let mut words: Vec<String> = match ty.base {
        Base::Bool => vec![pick(&YES), pick(&NO)],
        Base::Enum(id) => {
            let members = policy.enums.get(id.index()).map_or(0, |of| of.members.len());
            let one = Type { shape: Shape::One, optional: false, ..ty };
            let member = |at| show(policy, one, &Fact::Known(Value::Enum(at)), tongue == Tongue::Zh);
            (0..u16::try_from(members).unwrap_or(u16::MAX)).map(member).collect()
        }
        _ => Vec::new(),
    };
    if ty.optional && !words.is_empty() {
        words.push(pick(&NONE));
    }
    words
}

fn fill_guide(page: &mut Worksheet, policy: &Policy, columns: &[Column<'_>], tongue: Tongue) -> Result<(), Failure> {
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    let bold = wrap.clone().set_bold();
    let mut row = 0;
    for line in words::guide(policy, tongue) {
        page.write_string(row, 0, line)?;
        row += 1;
    }
    row += 1;
    let heads = tongue.pick(["column", "what to fill in", "choices", "paper"], ["列", "填什么", "可选", "凭"]);
    for (at, head) in (0u16..).zip(heads) {
        page.write_string_with_format(row, at, head, &bold)?;
    }
    for (at, wide) in (0u16..).zip([36.0, 56.0, 44.0, 36.0]) {
        page.set_column_width(at, wide)?;
    }
    for column in columns {
        row += 1;
        let choices = tongue.join(choices(policy, column.holds, tongue));
        let asked = words::asked(policy, column, tongue);
        let paper = column.field.proof.clone().unwrap_or_default();
        for (at, text) in (0u16..).zip([&column.heading, &asked, &choices, &paper]) {
            page.write_string_with_format(row, at, text, &wrap)?;
        }
    }
    Ok(())
}

/// The words of long drop-downs, each list once.
#[derive(Default)]
struct Lists {
    columns: BTreeMap<Vec<String>, usize>,
}

impl Lists {
    /// The cells that hold these words.
    fn reference(&mut self, words: Vec<String>) -> Result<String, Failure> {
        let last = words.len();
        let next = self.columns.len();
        let column = column_number(*self.columns.entry(words).or_insert(next))?;
        let letters = rust_xlsxwriter::utility::column_number_to_name(column);
        Ok(format!("={LISTS}!${letters}$1:${letters}${last}"))
    }

    fn write(&self, book: &mut Workbook) -> Result<(), Failure> {
        if self.columns.is_empty() {
            return Ok(());
        }
        let page = book.add_worksheet();
        page.set_name(LISTS)?.set_hidden(true);
        for (words, column) in &self.columns {
            for (row, word) in (0u32..).zip(words) {
                page.write_string(row, column_number(*column)?, word)?;
            }
        }
        Ok(())
    }
}

/// As much of a message as a rule may hold.
fn cut(message: &str) -> String {
    let mut units = 0;
    let mut text: String = message.chars().take_while(|c| (units += c.len_utf16(), units).1 < INLINE).collect();
    if text.len() < message.len() {
        text.push('…');
    }
    text
}
