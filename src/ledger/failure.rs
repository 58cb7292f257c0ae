//! Why something could not be done with a ledger: typed, with words in both tongues.
//!
//! The path is not part of the words; whoever opened the ledger puts it in front, with a colon.

use super::Row;
use super::fault::Fault;
use super::seat::{FORMAT, Seat};
use super::sums::Digest;
use crate::base::tongue::Tongue;

/// Why something could not be done with a ledger. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The file is none, is a folder, or may not be opened.
    CannotOpen,
    /// The file is something else.
    NotALedger,
    /// A later version of the tool made the file.
    Newer {
        /// The version of the file.
        file: i64,
        /// The latest version that is known here.
        known: i64,
    },
    /// An earlier version of the tool made the file, and it was opened for reading only.
    Older(i64),
    /// The file may only be read.
    ReadOnly,
    /// Another program is writing.
    Busy,
    /// The disk is full.
    Full,
    /// The file system has not what SQLite needs to let one write while others read.
    NoWal,
    /// SQLite cannot read or write it; what it says.
    Disk(String),
    /// The ledger is not as its entries say.
    Faults(Vec<Fault>),

    /// A draw's name that is not `YEAR/STAGE/DRAW`, or the name of a file that cannot be one.
    Name(String),
    /// A run without an attempt, or a draw without a year.
    Attempt(String),
    /// A seat that cannot be.
    Seat {
        /// Its position, from 1.
        row: usize,
        /// The field that is wrong.
        field: &'static str,
        /// What it holds, masked.
        text: String,
    },
    /// A seat that is not of the year and the stage of its draw.
    OtherDraw(Box<Seat>),
    /// A seat that is given twice.
    Twice(Box<Seat>),
    /// A text that is not canonical.
    Text {
        /// The line.
        line: usize,
        /// What is wrong: `heading`, `cells`, `year`, `order` or `end`.
        what: &'static str,
    },

    /// The draw has a run in force with another certificate.
    OtherCertificate {
        /// The draw.
        draw: String,
        /// The certificate in force.
        in_force: Digest,
    },
    /// The run is recorded, with another attempt or other seats.
    OtherSeats {
        /// The draw.
        draw: String,
        /// The entry.
        entry: u64,
    },
    /// The run was recorded and voided.
    Voided {
        /// The draw.
        draw: String,
        /// The entry that voids it.
        entry: u64,
    },
    /// The draw has a later attempt on record.
    Earlier {
        /// The draw.
        draw: String,
        /// The attempt on record.
        last: u32,
    },
    /// The seat is in force already.
    Held(Box<Row>),
    /// There is no such entry to void.
    NotRecorded {
        /// The name.
        name: String,
    },
    /// The ledger has a stage that the policy does not have.
    NoStage(String),
    /// The ledger has a value that the table's column cannot hold.
    NoValue {
        /// The column.
        column: String,
        /// The value.
        text: String,
    },
}

impl Failure {
    /// Its words, with advice.
    pub fn text(&self, tongue: Tongue) -> String {
        let t = |en: &str, zh: &str| tongue.pick(en, zh).to_owned();
        match self {
            Failure::CannotOpen => t(
                "the ledger cannot be opened: there is no such file, it is a folder, or its folder may not be \
                     written to (SQLite \
                 keeps two small files beside a ledger while it is open)",
                "台账无法打开：文件不存在、是目录，或所在目录不可写（打开期间 SQLite 会在旁边建两个小文件）",
            ),
            Failure::NotALedger => t("this is not a seat ledger", "这不是学位台账"),
            Failure::Newer { file, known } => tongue.pick(
                format!("the ledger was made by a later ruxue (version {file}; this one knows {known}); use that one"),
                format!("台账由更新的 ruxue 建立（版本 {file}，本程序只认到 {known}）；请用新程序"),
            ),
            Failure::Older(version) => tongue.pick(
                format!(
                    "the ledger was made by an earlier ruxue (version {version}); it is brought up to date \
                     when it is next written to"
                ),
                format!("台账由更早的 ruxue 建立（版本 {version}）；下次写入时会更新"),
            ),
            Failure::ReadOnly => t("the ledger may only be read", "台账只能读取"),
            Failure::Busy => {
                t("another program is writing to the ledger; try again", "另一程序正在写入台账；请稍后再试")
            }
            Failure::Full => t("the disk is full; nothing was changed", "磁盘已满；未作任何改动"),
            Failure::NoWal => t(
                "the ledger cannot be written safely where it lies, as on some network drives; put it on a local disk",
                "台账所在位置（如某些网络盘）不能安全写入；请放在本地磁盘",
            ),
            Failure::Disk(what) => {
                tongue.pick(format!("the ledger cannot be read or written: {what}"), format!("台账无法读写：{what}"))
            }
            Failure::Faults(faults) => {
                let first = faults.first().map(|fault| fault.text(tongue)).unwrap_or_default();
                tongue.pick(
                    format!("the ledger is not as its entries say ({first}); `ruxue ledger check` shows all"),
                    format!("台账与登记不符（{first}）；`ruxue ledger check` 可列出全部"),
                )
            }
            Failure::Name(name) => tongue.pick(
                format!("`{name}` is not a name that an entry can have; a draw is called `YEAR/STAGE/DRAW`"),
                format!("`{name}` 不能作名称；派位的名称形如 `年/学段/派位`"),
            ),
            Failure::Attempt(draw) => {
                tongue.pick(format!("`{draw}`: attempts are counted from 1"), format!("`{draw}`：次数从 1 起计"))
            }
            Failure::Seat { row, field, text } => tongue.pick(
                format!(
                    "seat {row}: `{text}` cannot be its {field}; ids are letters, digits, `-` and `_`, \
                     years have four digits"
                ),
                format!("第 {row} 个学位：`{text}` 不能作 {field}；编号只含字母、数字、`-`、`_`，年份为四位"),
            ),
            Failure::OtherDraw(seat) => tongue.pick(
                format!(
                    "the seat of `{}` is for {} {}, which is not what was drawn",
                    seat.pupil, seat.stage, seat.year
                ),
                format!("`{}` 的学位属于 {} {}，与派位不符", seat.pupil, seat.stage, seat.year),
            ),
            Failure::Twice(seat) => tongue.pick(
                format!("the seat of `{}` by `{}` is given twice", seat.pupil, seat.key),
                format!("`{}` 凭 `{}` 的学位出现两次", seat.pupil, seat.key),
            ),
            Failure::Text { line, what } => {
                let what = match *what {
                    "heading" => t("the first line is not the heading", "首行不是表头"),
                    "cells" => t("it has not seven cells", "不是七格"),
                    "year" => t("its year is not a number", "年份不是数"),
                    "order" => t("it is not after the line before it", "未按顺序排列"),
                    _ => t("the text does not end with a line end", "末尾没有换行"),
                };
                tongue.pick(
                    format!("line {line} is not as `{FORMAT}` has it: {what}"),
                    format!("第 {line} 行不合 `{FORMAT}`：{what}"),
                )
            }
            Failure::OtherCertificate { draw, in_force } => tongue.pick(
                format!(
                    "`{draw}` is recorded with the certificate {in_force}; another run can be recorded only \
                     after that one was voided"
                ),
                format!("`{draw}` 已按证书 {in_force} 登记；须先作废，才能登记另一次"),
            ),
            Failure::OtherSeats { draw, entry } => tongue.pick(
                format!(
                    "`{draw}` is recorded with this certificate (entry {entry}), but with another attempt \
                     or other seats"
                ),
                format!("`{draw}` 已按此证书登记（第 {entry} 笔），但次数或学位不同"),
            ),
            Failure::Voided { draw, entry } => tongue.pick(
                format!("this run of `{draw}` was voided (entry {entry}); a further attempt has another certificate"),
                format!("`{draw}` 的这一次已作废（第 {entry} 笔）；再次派位应有新的证书"),
            ),
            Failure::Earlier { draw, last } => tongue.pick(
                format!("attempt {last} of `{draw}` is on record; a further one has a greater number"),
                format!("`{draw}` 已登记第 {last} 次；再次派位的次数应更大"),
            ),
            Failure::Held(row) => {
                let Seat { pupil, key, stage, year, .. } = &row.seat;
                let (entry, name) = (row.entry, &row.name);
                tongue.pick(
                    format!(
                        "`{pupil}` holds the seat of `{key}` for {stage} {year} already, by entry {entry} \
                         (`{name}`); void that first if it is wrong"
                    ),
                    format!(
                        "`{pupil}` 凭 `{key}` 的 {stage} {year} 学位已登记于第 {entry} 笔（`{name}`）；若有误请先作废"
                    ),
                )
            }
            Failure::NotRecorded { name } => {
                tongue.pick(format!("`{name}` has no entry with that digest"), format!("`{name}` 没有此摘要的记录"))
            }
            Failure::NoStage(stage) => tongue.pick(
                format!("the ledger has seats of the stage `{stage}`, which the policy does not have"),
                format!("台账有学段 `{stage}` 的学位，而政策没有该学段"),
            ),
            Failure::NoValue { column, text } => tongue.pick(
                format!("the ledger has `{text}`, which the column `{column}` of the policy's table cannot hold"),
                format!("台账有 `{text}`，政策数据表的 `{column}` 列不能容纳"),
            ),
        }
    }
}
