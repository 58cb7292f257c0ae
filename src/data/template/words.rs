//! The words of an empty form: how to fill it in, and what each column asks.

use super::super::columns::COUNT;
use super::super::layout::{Column, Holds};
use crate::base::tongue::Tongue;
use crate::ir::{Base, Policy, Role, Shape, Type};

/// How to fill in the form, line by line.
pub(super) fn guide(policy: &Policy, tongue: Tongue) -> Vec<String> {
    let mut lines: Vec<String> = match tongue {
        Tongue::En => vec![
            format!("{} {} · {}", policy.named.shown(), policy.year, policy.form.named.shown()),
            "One row for each applicant. Do not rename the headings; columns may be removed or put in another order."
                .into(),
            "Leave a cell empty if it is not known. Write `none` only if it is known that there is none.".into(),
            "Several values stand in one cell with `;` between them; `{}` says that there are none at all.".into(),
            format!(
                "The items of a list are numbered; for more of them add columns with the next number. `{}` says how many \
                 there are; without it there may be more than are written.",
                COUNT[0]
            ),
            "Write days as 2019-06-15, months as 2019-11, months in a row as 2019-11..2020-03.".into(),
            "Never write the number of an identity card, in any column: such a row is set aside.".into(),
        ],
        Tongue::Zh => vec![
            format!("{}（{}年）· {}", policy.named.shown(), policy.year, policy.form.named.shown()),
            "每名申请人一行。请勿修改表头；可以删列或调整列的次序。".into(),
            "不知道的留空；确知没有的才填“无”。".into(),
            "一格填多项时用“；”隔开；一项也没有填“空”。".into(),
            format!("列表各项按序号分列，不够时可按下一序号加列；“{}”为总数，不填则视为可能还有。", COUNT[1]),
            "日期写作 2019-06-15，月份写作 2019-11，连续月份写作 2019-11..2020-03。".into(),
            "任何一列都不得填写身份证号码，含有身份证号码的行会被退回。".into(),
        ],
    };
    if !policy.barred.is_empty() {
        let barred = tongue.join(policy.barred.iter().map(|(named, ..)| named.shown()));
        lines.push(tongue.pick(format!("Not to be asked or used: {barred}."), format!("不得收集或使用：{barred}。")));
    }
    lines
}

/// What a column asks, in a sentence.
pub(super) fn asked(policy: &Policy, column: &Column<'_>, tongue: Tongue) -> String {
    let what = match column.holds {
        Holds::Presence => tongue.pick("present or none".into(), "有或无".into()),
        Holds::Count(most) => {
            let most = most.map(|most| most.to_string()).unwrap_or_default();
            let bound = if most.is_empty() {
                String::new()
            } else {
                tongue.pick(format!(", {most} at most"), format!("，至多 {most} 项"))
            };
            tongue.pick(format!("how many there are{bound}"), format!("共几项{bound}"))
        }
        Holds::Value(ty) => value(policy, ty, tongue),
    };
    let mut parts = vec![what];
    let optional = column.field.ty.optional && !matches!(column.holds, Holds::Presence);
    if column.field.role == Some(Role::Id) {
        parts.push(tongue.pick("required, unique".into(), "必填，不得重复".into()));
    } else if optional {
        parts.push(tongue.pick("`none` if there is none".into(), "没有填“无”".into()));
    }
    if column.field.presumed.is_some() {
        parts.push(tongue.pick("presumed if left empty".into(), "留空按推定".into()));
    }
    parts.join(tongue.pick("; ", "；"))
}

fn value(policy: &Policy, ty: Type, tongue: Tongue) -> String {
    let one: String = match ty.base {
        Base::Bool => tongue.pick("yes or no", "是或否").into(),
        Base::Int => tongue.pick("a whole number", "整数").into(),
        Base::Decimal(places) => {
            tongue.pick(format!("a number, {places} places at most"), format!("数，至多 {places} 位小数"))
        }
        Base::Date => tongue.pick("a day, 2019-06-15", "日期，如 2019-06-15").into(),
        Base::Moment => tongue.pick("a moment, 2024-05-06 09:30:00", "时刻，如 2024-05-06 09:30:00").into(),
        Base::Month => tongue.pick("a month, 2019-11", "月份，如 2019-11").into(),
        Base::Months => tongue.pick("months, 2019-11..2020-03", "若干月份，如 2019-11..2020-03").into(),
        Base::Id => tongue.pick("an id: letters, digits, - and _", "编号：字母、数字、-、_").into(),
        Base::Text => tongue.pick("text", "文字").into(),
        Base::Enum(_) if ty.shape == Shape::One => tongue.pick("one of the list", "选一项").into(),
        Base::Enum(_) => tongue.pick("of the list", "可选项").into(),
        Base::Record(_) => String::new(),
        Base::Row(table) => {
            let table = policy.tables.get(table.index()).map_or("", |table| table.named.shown());
            tongue.pick(format!("the key of a row of the table {table}"), format!("数据表“{table}”中的主键"))
        }
    };
    match ty.shape {
        Shape::One => one,
        Shape::Set => {
            tongue.pick(format!("any number {one}, with ; between them:"), format!("{one}，可多选，用；隔开："))
        }
        Shape::List(most) => {
            let bound = most
                .map_or(String::new(), |most| tongue.pick(format!(", {most} at most"), format!("，至多 {most} 项")));
            tongue
                .pick(format!("several{bound}, with ; between them: {one}"), format!("{one}，可多项{bound}，用；隔开"))
        }
    }
}
