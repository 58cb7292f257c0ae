//! Attempts that were voided: why, by whom, and everything that they had published, kept under `voided/N/`.
//!
//! A draw is never made again in silence. The record of a voided attempt lists all its files in digests; the certificate
//! of the next attempt covers the record.

use super::certificate::{self, Certificate};
use super::fault::{Both, Fault, quoted};
use super::frozen::{self, Frozen};
use super::sums::{self, hex};
use super::{Files, json};
use crate::base::card::holds_card;
use crate::base::date::Date;
use serde::{Deserialize, Serialize};

/// The folder that holds voided attempts.
pub const FOLDER: &str = "voided/";
/// The format of a record.
pub const FORMAT: &str = "ruxue-void/1";
/// The name of the record within its folder.
pub const FILE: &str = "void.json";

/// `voided/N/void.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Void {
    /// `ruxue-void/1`.
    pub format: String,
    /// The full name of the draw.
    pub draw: String,
    /// The attempt, from 1.
    pub attempt: String,
    /// Why it does not stand.
    pub reason: String,
    /// Who says so.
    pub who: String,
    /// The day, as it was typed in.
    pub at: String,
    /// The digest of its certificate; empty if it came to none.
    pub certificate: String,
    /// Everything that the attempt had published, sorted by path.
    pub files: Vec<FileDigest>,
}

/// A file and the SHA-256 of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileDigest {
    /// Its path in the public folder, or in that of a voided attempt.
    pub path: String,
    /// Its digest.
    pub digest: String,
}

impl FileDigest {
    /// The digest of a file.
    pub fn of(path: &str, bytes: &[u8]) -> FileDigest {
        FileDigest { path: path.into(), digest: hex(&sums::digest(bytes)) }
    }
}

/// The folder of a voided attempt.
pub fn folder(attempt: u32) -> String {
    format!("{FOLDER}{attempt}/")
}

/// The files of a folder within others, by their names in it.
pub fn within(files: &Files, folder: &str) -> Files {
    let mine = files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(folder)?.to_owned(), bytes.clone())));
    mine.collect()
}

/// A public folder without its voided attempts.
pub fn present(files: &Files) -> Files {
    files
        .iter()
        .filter(|(path, _)| !path.starts_with(FOLDER))
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect()
}

/// Voids the present attempt: the record, and the files as they are to lie under `voided/N/`, by their full paths.
pub fn void(files: &Files, reason: &str, who: &str, at: Date) -> Result<(Void, Files), Vec<Fault>> {
    let frozen = Frozen::read(files)?;
    let attempt = read(files, &frozen.draw)?.len() as u32 + 1;
    let kept = present(files);
    let certificate = match kept.get(certificate::FILE) {
        Some(bytes) => {
            Certificate::read(&kept)?;
            hex(&sums::digest(bytes))
        }
        None => String::new(),
    };
    let record = Void {
        format: FORMAT.into(),
        draw: frozen.draw,
        attempt: attempt.to_string(),
        reason: reason.trim().into(),
        who: who.trim().into(),
        at: at.to_string(),
        certificate,
        files: kept.iter().map(|(path, bytes)| FileDigest::of(path, bytes)).collect(),
    };
    let folder = folder(attempt);
    if let Some(says) = record.words_missing() {
        return Err(vec![Fault { file: format!("{folder}{FILE}"), line: None, row: None, column: None, says }]);
    }
    let mut moved: Files = kept.into_iter().map(|(path, bytes)| (format!("{folder}{path}"), bytes)).collect();
    moved.insert(format!("{folder}{FILE}"), json::write(&record));
    Ok((record, moved))
}

impl Void {
    /// What a record must say and this one does not.
    fn words_missing(&self) -> Option<Both> {
        let word = |text: &str| !text.trim().is_empty() && text.trim() == text && !text.chars().any(char::is_control);
        if !word(&self.reason) || !word(&self.who) {
            return Some(Both::new(
                "the reason, and who voids the attempt, are each one line of text",
                "作废理由、作废人各为一行文字，不能为空",
            ));
        }
        if holds_card(&self.reason) || holds_card(&self.who) {
            return Some(Both::new(
                "the record is public; leave identity-card numbers out",
                "作废记录是公开的；请勿写入居民身份证号码",
            ));
        }
        None
    }

    fn check(&self, draw: &str, attempt: u32, kept: &Files) -> Vec<Fault> {
        let folder = folder(attempt);
        let file = format!("{folder}{FILE}");
        let mut faults = Vec::new();
        let mut fault = |key: &str, en: &str, zh: &str| faults.push(Fault::new(&file, en, zh).column(key));
        if self.format != FORMAT {
            fault("format", "is not `ruxue-void/1`", "不是 `ruxue-void/1`");
        }
        if self.draw != draw {
            fault("draw", "is another draw", "不是本次派位");
        }
        if self.attempt != attempt.to_string() {
            fault("attempt", "is not the number of the folder", "与文件夹的编号不符");
        }
        if Date::parse_iso(&self.at).is_none() {
            fault("at", "is no day", "不是日期");
        }
        if let Some(says) = self.words_missing() {
            fault("reason", &says.en, &says.zh);
        }
        let certificate = kept.get(certificate::FILE).map(|bytes| hex(&sums::digest(bytes))).unwrap_or_default();
        if self.certificate != certificate {
            fault("certificate", "is not the digest of the certificate kept here", "不是此处所存证书的摘要");
        }
        if !kept.contains_key(frozen::FILE) {
            fault("files", "frozen.json is not among them", "其中没有 frozen.json");
        }
        let mut listed = Files::new();
        for entry in &self.files {
            listed.insert(entry.path.clone(), entry.digest.clone().into_bytes());
            let path = format!("{folder}{}", entry.path);
            match kept.get(&entry.path) {
                None => faults.push(super::missing(&path)),
                Some(bytes) if hex(&sums::digest(bytes)) != entry.digest => faults.push(super::changed(&path, &file)),
                Some(_) => {}
            }
        }
        if !self.files.is_sorted_by(|one, other| one.path < other.path) {
            faults.push(Fault::new(&file, "is not sorted by path", "未按路径排序").column("files"));
        }
        for path in kept.keys().filter(|path| !listed.contains_key(*path) && *path != FILE) {
            faults.push(super::extra(&format!("{folder}{path}")));
        }
        faults
    }
}

/// The draw whose first attempt was voided here, if its record can be read.
pub fn draw(files: &Files) -> Option<String> {
    let file = format!("{}{FILE}", folder(1));
    json::read::<Void>(&file, files.get(&file)?).ok().map(|record| record.draw)
}

/// The records of voided attempts, which are numbered from 1; each lists the files that lie beside it.
pub fn read(files: &Files, draw: &str) -> Result<Vec<Void>, Vec<Fault>> {
    let mut voids = Vec::new();
    let mut faults = Vec::new();
    let mut seen = 0;
    let mut folders = Vec::new();
    for attempt in 1.. {
        let folder = folder(attempt);
        let mut kept = within(files, &folder);
        if kept.is_empty() {
            break;
        }
        seen += kept.len();
        folders.push(folder.clone());
        let file = format!("{folder}{FILE}");
        let Some(bytes) = kept.remove(FILE) else {
            faults.push(super::missing(&file));
            continue;
        };
        match json::read::<Void>(&file, &bytes) {
            Ok(record) => {
                faults.extend(record.check(draw, attempt, &kept));
                voids.push(record);
            }
            Err(more) => faults.extend(more),
        }
    }
    let all: Vec<&String> = files.keys().filter(|path| path.starts_with(FOLDER)).collect();
    if all.len() != seen {
        for path in all.into_iter().filter(|path| !folders.iter().any(|folder| path.starts_with(folder))) {
            faults.push(Fault::new(
                path.as_str(),
                format!("{} belongs to no voided attempt; they are numbered from 1 without a gap", quoted(path)),
                format!("{} 不属于任何作废的次数；各次应从 1 起连续编号", quoted(path)),
            ));
        }
    }
    if faults.is_empty() { Ok(voids) } else { Err(faults) }
}
