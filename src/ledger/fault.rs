//! What `check` finds: typed, with words in both tongues.

use crate::base::tongue::Tongue;

/// Something in a ledger that is not as its entries say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The file itself is damaged; what SQLite says.
    Damaged(String),
    /// A table, index or trigger is missing, changed or not the ledger's.
    Schema(String),
    /// An entry that is not in its place: one before it is missing.
    Number {
        /// The number that should stand here.
        expected: u64,
        /// The number that does.
        found: u64,
    },
    /// An entry that does not follow the one before it.
    Link(u64),
    /// An entry that was changed.
    Entry(u64),
    /// An entry whose fields cannot be read.
    Unreadable(u64),
    /// An entry of which seats were removed, changed or added.
    Seats(u64),
    /// Seats whose entry is not there.
    Orphans(u64),
    /// An entry that was voided and has seats in force.
    InForce(u64),
    /// An entry that has withdrawn seats and was not voided, or was voided by another entry.
    Withdrawn(u64),
    /// A run of a draw that had one in force, or a later attempt.
    Second(u64),
    /// A void of something that is not in force.
    VoidOfNothing(u64),
    /// No entry has the digest that was noted.
    Head,
}

impl Fault {
    /// Its words.
    pub fn text(&self, tongue: Tongue) -> String {
        match self {
            Fault::Damaged(what) => tongue.pick(format!("the file is damaged: {what}"), format!("文件已损坏：{what}")),
            Fault::Schema(what) => tongue.pick(
                format!("`{what}` is missing, was changed, or is none of the ledger's"),
                format!("`{what}` 缺失、已改动，或不属于台账"),
            ),
            Fault::Number { expected, found } => tongue.pick(
                format!("entry {found} stands where entry {expected} should: an entry was removed or moved"),
                format!("第 {expected} 笔的位置上是第 {found} 笔：有记录被删去或移动"),
            ),
            Fault::Link(entry) => tongue.pick(
                format!("entry {entry} does not follow the one before it: an entry was removed, changed or moved"),
                format!("第 {entry} 笔与前一笔不相接：有记录被删去、改动或移动"),
            ),
            Fault::Entry(entry) => tongue.pick(
                format!("entry {entry} was changed: its digest is another"),
                format!("第 {entry} 笔已被改动：摘要不符"),
            ),
            Fault::Unreadable(entry) => tongue.pick(
                format!("entry {entry} was changed: a field of it cannot be read"),
                format!("第 {entry} 笔已被改动：有一项无法读取"),
            ),
            Fault::Seats(entry) => tongue.pick(
                format!("the seats of entry {entry} are not those entered: one was removed, changed or added"),
                format!("第 {entry} 笔的学位与登记时不符：有的被删去、改动或增添"),
            ),
            Fault::Orphans(entry) => tongue.pick(
                format!("there are seats of entry {entry}, which is not there"),
                format!("有属于第 {entry} 笔的学位，但没有这一笔"),
            ),
            Fault::InForce(entry) => tongue.pick(
                format!("entry {entry} was voided, and yet seats of it are in force"),
                format!("第 {entry} 笔已作废，但其学位仍有效"),
            ),
            Fault::Withdrawn(entry) => tongue.pick(
                format!("seats of entry {entry} are withdrawn, and no such entry voids it"),
                format!("第 {entry} 笔的学位已撤回，但没有相应的作废记录"),
            ),
            Fault::Second(entry) => tongue.pick(
                format!("entry {entry} records a draw that had a run in force, or a later attempt"),
                format!("第 {entry} 笔登记的派位已有有效结果，或已有更晚的一次"),
            ),
            Fault::VoidOfNothing(entry) => tongue
                .pick(format!("entry {entry} voids what is not in force"), format!("第 {entry} 笔作废的内容并不有效")),
            Fault::Head => tongue.pick(
                "no entry has the digest that was noted: entries are missing at the end, or this is another ledger"
                    .into(),
                "没有一笔的摘要与所记相符：末尾有记录缺失，或这是另一本台账".into(),
            ),
        }
    }
}
