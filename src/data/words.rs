//! The words of every [`Problem`], in both tongues.
//!
//! Each sentence stands alone, begins in lower case and puts what the file says in back-ticks; what to do follows
//! after a semicolon.

use super::problem::{Expected, Problem, Shown, Words};
use crate::base::tongue::Tongue;
use std::fmt;

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Problem {
    /// Its code; its page stands in [`super::PAGES`].
    pub fn code(&self) -> &'static str {
        match self {
            Problem::Empty | Problem::HeaderOnly => "D01",
            Problem::Encoding { .. } | Problem::BrokenUtf8 { .. } | Problem::Replacement { .. } | Problem::Utf16 => {
                "D02"
            }
            Problem::OldExcel | Problem::Workbook | Problem::Sheet { .. } => "D03",
            Problem::Nul { .. } | Problem::UnclosedQuote { .. } => "D04",
            Problem::DuplicateHeading { .. } | Problem::SameField { .. } => "D05",
            Problem::TooFewCells { .. } | Problem::TooManyCells { .. } | Problem::NoHeading { .. } => "D06",
            Problem::CellError(_) | Problem::LongNumber => "D07",
            Problem::UnknownHeading { .. } | Problem::NoSuchField { .. } => "D10",
            Problem::MissingColumns { .. } => "D11",
            Problem::RequiredColumn(_) | Problem::NoIdRole => "D12",
            Problem::Ambiguous { .. } => "D13",
            Problem::Unnumbered { .. } | Problem::NoSuchItem { .. } => "D14",
            Problem::OtherStage(_) => "D15",
            Problem::Cell { .. } | Problem::TooManyPlaces { .. } | Problem::MonthRange(_) => "D20",
            Problem::NoneForbidden { .. } => "D21",
            Problem::TooManyItems { .. } => "D22",
            Problem::IdentityCard(_) | Problem::MaskedCard(_) => "D23",
            Problem::AbsentYetGiven { .. } | Problem::TwiceGiven { .. } | Problem::CountDiffers { .. } => "D24",
            Problem::NoId => "D30",
            Problem::DuplicateId { .. } => "D31",
            Problem::NoSuchRow { .. } => "D32",
            Problem::BlankRows(_) => "D33",
        }
    }

    /// Its words, with advice.
    pub fn text(&self, tongue: Tongue) -> String {
        match tongue {
            Tongue::En => self.english(),
            Tongue::Zh => self.chinese(),
        }
    }

    fn english(&self) -> String {
        let words = |fields: &[Words]| Tongue::En.join(fields.iter().map(|f| format!("`{}`", f.name)));
        let shown = |several: &[Shown]| Tongue::En.join(several.iter().map(|s| format!("`{s}`")));
        match self {
            Problem::Empty => "the file is empty; the first row must hold the headings".into(),
            Problem::HeaderOnly => "the file has headings and no rows".into(),
            Problem::Encoding { offset, line } => {
                format!("byte {offset} (line {line}) is neither UTF-8 nor GB18030; save the file as “CSV UTF-8”")
            }
            Problem::BrokenUtf8 { offset, line } => format!(
                "byte {offset} (line {line}) breaks a UTF-8 character: the file is damaged or was joined from files of \
                 two encodings; save it again as “CSV UTF-8”"
            ),
            Problem::Replacement { line } => format!(
                "line {line} has a replacement character `\u{fffd}`: a program lost a character before; go back to the \
                 original file"
            ),
            Problem::Utf16 => "the file is UTF-16; save it as “CSV UTF-8”".into(),
            Problem::OldExcel => {
                "this is a workbook of Excel 97–2003, or one with a password; save it as .xlsx without a password"
                    .into()
            }
            Problem::Workbook => {
                "the file cannot be opened as an .xlsx workbook; open it in a spreadsheet and save it again".into()
            }
            Problem::Sheet { wanted, there } => {
                format!("the workbook has no sheet `{wanted}`; it has {}", shown(there))
            }
            Problem::Nul { line } => {
                format!("line {line} has a zero byte, which no text has; save the file as “CSV UTF-8”")
            }
            Problem::UnclosedQuote { line } => format!(
                "a quotation mark that opens a cell on line {line} is never closed, so that the rest of the file would \
                 be one cell; close it, or double it if it is part of the text"
            ),
            Problem::DuplicateHeading { heading, first, second } => {
                format!("columns {first} and {second} have the same heading `{heading}`; rename or remove one")
            }
            Problem::TooFewCells { cells, headings } => format!(
                "the row has {cells} cells under {headings} headings; add the missing delimiters so that every cell \
                 stands under its heading"
            ),
            Problem::TooManyCells { cells, headings } => format!(
                "the row has {cells} cells under {headings} headings; put quotation marks around a cell that holds the \
                 delimiter"
            ),
            Problem::NoHeading { column } => {
                format!("the cell in column {column} has no heading above it; add a heading or empty the cell")
            }
            Problem::CellError(cell) => {
                format!("the spreadsheet could not compute this cell (`{cell}`); type the value")
            }
            Problem::LongNumber => {
                "the number has more than 15 digits, which a spreadsheet does not hold exactly; format the column as \
                 text and type it again"
                    .into()
            }
            Problem::UnknownHeading { heading, near: Some(near) } => format!(
                "`{heading}` is no field of the form; did you mean `{}`, which has no column? rename or remove it",
                near.name
            ),
            Problem::UnknownHeading { heading, near: None } => {
                format!("`{heading}` is no field of the policy; the column is ignored")
            }
            Problem::NoSuchField { heading, near } => {
                let meant = near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                format!("the last word of `{heading}` is no field there{meant}")
            }
            Problem::MissingColumns { unknown, presumed } => {
                let mut parts = Vec::new();
                if !unknown.is_empty() {
                    parts.push(format!("no column for {}: unknown for all", words(unknown)));
                }
                if !presumed.is_empty() {
                    parts.push(format!("no column for {}: as presumed for all", words(presumed)));
                }
                parts.join("; ")
            }
            Problem::RequiredColumn(field) => {
                format!("there is no column `{}` (or `{}`); every row needs one", field.name, field.label)
            }
            Problem::SameField { first, second, field } => {
                format!("`{first}` and `{second}` are both `{}`; remove one", field.name)
            }
            Problem::Ambiguous { heading, fields } => {
                format!("`{heading}` can be any of {}; write the name", words(fields))
            }
            Problem::Unnumbered { heading, example } => {
                format!("`{heading}` is about a list; number its items, such as `{}`", example.name)
            }
            Problem::NoSuchItem { heading, most } => {
                format!("`{heading}`: the items of this list are numbered from 1 to {most}")
            }
            Problem::OtherStage(headings) => {
                let verb = if headings.len() == 1 {
                    "belongs to another stage and is"
                } else {
                    "belong to another stage and are"
                };
                format!("{} {verb} ignored", shown(headings))
            }
            Problem::NoIdRole => "the form has no field with `role id`, so that rows cannot be told apart".into(),
            Problem::Cell { cell, expected } => format!("`{cell}` is not {}", english_expected(expected)),
            Problem::NoneForbidden { several: true } => {
                "`none` is not allowed here; for an empty list write `{}`, for unknown leave the cell empty".into()
            }
            Problem::NoneForbidden { several: false } => {
                "`none` is not allowed here; leave the cell empty if it is not known".into()
            }
            Problem::TooManyPlaces { cell, most } => {
                format!("`{cell}` has more than {most} places after the point")
            }
            Problem::MonthRange(cell) => {
                format!("`{cell}` ends before it begins or is longer than a century; write it as `2019-11..2020-03`")
            }
            Problem::TooManyItems { items, most } => format!("{items} items, but the list may have {most} at most"),
            Problem::IdentityCard(cell) => format!(
                "`{cell}` is or holds the number of an identity card, which no column may hold; use an opaque id"
            ),
            Problem::MaskedCard(cell) => {
                format!("`{cell}` is an identity-card number that was masked before; use an opaque id")
            }
            Problem::AbsentYetGiven { given } => {
                format!("said to be absent, but `{given}` is filled; empty one of the two")
            }
            Problem::TwiceGiven { given } => {
                format!("the list is given whole here and by items under `{given}`; empty one of the two")
            }
            Problem::CountDiffers { count, given } => {
                format!("the count is {count}, but {given} items are given; correct one of the two")
            }
            Problem::NoId => "the cell must not be empty: it names the row".into(),
            Problem::DuplicateId { first } => {
                format!("line {first} has the same id or key; correct the wrong one, or keep one of the two rows")
            }
            Problem::NoSuchRow { cell, table } => {
                format!("the table `{}` has no row `{cell}`; correct the cell or add the row", table.name)
            }
            Problem::BlankRows(1) => "1 blank row was skipped".into(),
            Problem::BlankRows(rows) => format!("{rows} blank rows were skipped"),
        }
    }

    fn chinese(&self) -> String {
        let words = |fields: &[Words]| Tongue::Zh.join(fields.iter().map(|f| format!("`{}`", f.label)));
        let shown = |several: &[Shown]| Tongue::Zh.join(several.iter().map(|s| format!("`{s}`")));
        match self {
            Problem::Empty => "文件是空的；第一行应为表头".into(),
            Problem::HeaderOnly => "文件只有表头，没有数据".into(),
            Problem::Encoding { offset, line } => {
                format!("第 {offset} 字节（第 {line} 行）既不是 UTF-8 也不是 GB18030；请另存为“CSV UTF-8”")
            }
            Problem::BrokenUtf8 { offset, line } => format!(
                "第 {offset} 字节（第 {line} 行）的 UTF-8 字符不完整：文件已损坏，或由两种编码的文件拼成；请重新另存为“CSV UTF-8”"
            ),
            Problem::Replacement { line } => {
                format!("第 {line} 行有替换字符 `\u{fffd}`：此前已有程序丢失字符；请使用原始文件")
            }
            Problem::Utf16 => "文件是 UTF-16 编码；请另存为“CSV UTF-8”".into(),
            Problem::OldExcel => "这是 Excel 97–2003 工作簿，或有密码保护；请取消密码并另存为 .xlsx".into(),
            Problem::Workbook => "文件无法作为 .xlsx 工作簿打开；请用电子表格软件打开后重新保存".into(),
            Problem::Sheet { wanted, there } => format!("工作簿没有工作表 `{wanted}`；现有 {}", shown(there)),
            Problem::Nul { line } => format!("第 {line} 行有零字节，不是文本；请另存为“CSV UTF-8”"),
            Problem::UnclosedQuote { line } => {
                format!("第 {line} 行有引号未闭合，其后内容会成为一个单元格；请补上引号，若引号属于正文请写两个")
            }
            Problem::DuplicateHeading { heading, first, second } => {
                format!("第 {first} 列与第 {second} 列表头相同 `{heading}`；请改名或删去一列")
            }
            Problem::TooFewCells { cells, headings } => {
                format!("该行有 {cells} 格，表头有 {headings} 列；请补足分隔符，使每格对应其表头")
            }
            Problem::TooManyCells { cells, headings } => {
                format!("该行有 {cells} 格，表头只有 {headings} 列；含分隔符的单元格请加引号")
            }
            Problem::NoHeading { column } => format!("第 {column} 列的单元格没有表头；请补表头或清空该格"),
            Problem::CellError(cell) => format!("电子表格未能算出该格（`{cell}`）；请直接填写"),
            Problem::LongNumber => "该数超过 15 位，电子表格无法精确保存；请将该列设为文本后重新填写".into(),
            Problem::UnknownHeading { heading, near: Some(near) } => {
                format!("`{heading}` 不是表单字段；是否指 `{}`（该字段没有列）？请改名或删去", near.label)
            }
            Problem::UnknownHeading { heading, near: None } => format!("`{heading}` 不是政策中的字段；该列被忽略"),
            Problem::NoSuchField { heading, near } => {
                let meant = near.as_ref().map(|near| format!("；是否指 `{near}`？")).unwrap_or_default();
                format!("`{heading}` 的末段不是其中的字段{meant}")
            }
            Problem::MissingColumns { unknown, presumed } => {
                let mut parts = Vec::new();
                if !unknown.is_empty() {
                    parts.push(format!("没有 {} 列：对所有人均为未知", words(unknown)));
                }
                if !presumed.is_empty() {
                    parts.push(format!("没有 {} 列：对所有人均按推定", words(presumed)));
                }
                parts.join("；")
            }
            Problem::RequiredColumn(field) => format!("缺少 `{}`（或 `{}`）列；每行都须有", field.label, field.name),
            Problem::SameField { first, second, field } => {
                format!("`{first}` 与 `{second}` 都是 `{}`；请删去一列", field.label)
            }
            Problem::Ambiguous { heading, fields } => {
                let names = Tongue::Zh.join(fields.iter().map(|f| format!("`{}`", f.name)));
                format!("`{heading}` 可指 {names}；请写字段名")
            }
            Problem::Unnumbered { heading, example } => {
                format!("`{heading}` 属于列表；请写序号，如 `{}`", example.label)
            }
            Problem::NoSuchItem { heading, most } => format!("`{heading}`：该列表的序号为 1 至 {most}"),
            Problem::OtherStage(headings) => format!("{} 属于其他学段，被忽略", shown(headings)),
            Problem::NoIdRole => "表单没有用途为“编号”的字段，无法区分各行".into(),
            Problem::Cell { cell, expected } => format!("`{cell}` 不是{}", chinese_expected(expected)),
            Problem::NoneForbidden { several: true } => "此处不可填“无”；空列表请填 `空`，不知道请留空".into(),
            Problem::NoneForbidden { several: false } => "此处不可填“无”；不知道请留空".into(),
            Problem::TooManyPlaces { cell, most } => format!("`{cell}` 的小数超过 {most} 位"),
            Problem::MonthRange(cell) => format!("`{cell}` 止早于起，或超过一百年；请写作 `2019-11..2020-03`"),
            Problem::TooManyItems { items, most } => format!("有 {items} 项，列表至多 {most} 项"),
            Problem::IdentityCard(cell) => format!("`{cell}` 是或含有身份证号码，任何列均不得填写；请改用编号"),
            Problem::MaskedCard(cell) => format!("`{cell}` 是此前已遮盖的身份证号码；请改用编号"),
            Problem::AbsentYetGiven { given } => format!("已填“无”，但 `{given}` 有内容；请清空其一"),
            Problem::TwiceGiven { given } => format!("此格已给出整个列表，`{given}` 又逐项给出；请清空其一"),
            Problem::CountDiffers { count, given } => format!("个数为 {count}，却给出 {given} 项；请更正其一"),
            Problem::NoId => "该格不可为空：它标识这一行".into(),
            Problem::DuplicateId { first } => {
                format!("与第 {first} 行的编号或主键相同；请核对，改正其中写错的，或只保留一行")
            }
            Problem::NoSuchRow { cell, table } => {
                format!("数据表 `{}` 没有 `{cell}` 这一行；请更正该格或补充该行", table.label)
            }
            Problem::BlankRows(rows) => format!("跳过 {rows} 个空行"),
        }
    }
}

fn english_expected(expected: &Expected) -> String {
    match expected {
        Expected::Bool => "yes or no; write `yes` or `no`".into(),
        Expected::Int => "a whole number".into(),
        Expected::Year => "a year of four digits".into(),
        Expected::Decimal(places) => format!("a number with at most {places} places after the point"),
        Expected::Date => "a day of the calendar; write it as `2019-06-15`".into(),
        Expected::Moment => "a moment; write it as `2024-05-06 09:30:00`".into(),
        Expected::Month => "a month; write it as `2019-11`".into(),
        Expected::Months => {
            "a set of months; write it as `2019-11..2020-03` or `2019-11;2024-01`, or `{}` if there is none".into()
        }
        Expected::Id => "an id; it has 1 to 64 letters, digits, `-` and `_`, and begins with a letter or digit".into(),
        Expected::Text => "text".into(),
        Expected::Member { near: Some(near), .. } => format!("in the list; did you mean `{near}`?"),
        Expected::Member { members, more, near: None } => {
            let names = Tongue::En.join(members.iter().map(|m| format!("`{}`", m.name)));
            let rest = if *more == 0 { String::new() } else { format!(" and {more} more") };
            format!("in the list; it has {names}{rest}")
        }
        Expected::Presence => "`none` or `present`; its fields stand in columns of their own".into(),
        Expected::Items(example) => {
            format!("`{{}}`; the items of this list stand in columns of their own, such as `{}`", example.name)
        }
        Expected::Count => "a number of items".into(),
    }
}

fn chinese_expected(expected: &Expected) -> String {
    match expected {
        Expected::Bool => "是或否；请填 `是` 或 `否`".into(),
        Expected::Int => "整数".into(),
        Expected::Year => "四位年份".into(),
        Expected::Decimal(places) => format!("至多 {places} 位小数的数"),
        Expected::Date => "存在的日期；请写作 `2019-06-15`".into(),
        Expected::Moment => "时刻；请写作 `2024-05-06 09:30:00`".into(),
        Expected::Month => "月份；请写作 `2019-11`".into(),
        Expected::Months => "月份；请写作 `2019-11..2020-03` 或 `2019-11;2024-01`，没有则填 `空`".into(),
        Expected::Id => "编号；编号为 1 至 64 个字母、数字、`-`、`_`，以字母或数字开头".into(),
        Expected::Text => "文字".into(),
        Expected::Member { near: Some(near), .. } => format!("可选项；是否指 `{near}`？"),
        Expected::Member { members, more, near: None } => {
            let labels = Tongue::Zh.join(members.iter().map(|m| format!("`{}`", m.label)));
            let rest = if *more == 0 { String::new() } else { format!("等 {} 项", members.len() + more) };
            format!("可选项；可选 {labels}{rest}")
        }
        Expected::Presence => " `无` 或 `有`；其各字段另有列".into(),
        Expected::Items(example) => format!(" `空`；该列表逐项另有列，如 `{}`", example.label),
        Expected::Count => "个数".into(),
    }
}
