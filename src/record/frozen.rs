//! `frozen.json`: everything that can change a placement, in digests, before anyone knows a ticket.

use super::fault::{Fault, quoted};
use super::names::{is_draw, is_path};
use super::sums::{self, Bytes32, hex, unhex};
use super::{Files, json, public, roster, rounds};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The file.
pub const FILE: &str = "frozen.json";
/// Its format.
pub const FORMAT: &str = "ruxue-frozen/1";
/// How the paths of policies begin.
pub const POLICIES: &str = "policies/";
/// How the paths of sealed files begin.
pub const SEALED: &str = "sealed/";
/// What the name of a salt has after that of its sealed file.
pub const SALT: &str = ".salt";

/// `frozen.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// `ruxue-frozen/1`.
    pub format: String,
    /// The full name of the draw.
    pub draw: String,
    /// The files, sorted by path.
    pub files: Vec<FrozenFile>,
    /// The earlier draws whose results this one reads, sorted by name.
    pub previous: Vec<Previous>,
    /// What they come to, in hexadecimal digits.
    pub frozen: String,
}

/// A frozen file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenFile {
    /// Its path in the public folder, or `sealed/…`.
    pub path: String,
    /// Its digest.
    pub digest: String,
    /// It holds facts about people, and its digest is under a salt.
    pub sealed: bool,
}

/// An earlier draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// Its full name.
    pub draw: String,
    /// The digest of its certificate.
    pub certificate: String,
}

/// A sealed file and its salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// 32 bytes from the operating system, drawn for this file.
    pub salt: Bytes32,
}

/// Freezes a draw: `rounds.json`, `roster.tsv`, `plan.tsv`, `lists.tsv` if there is one and `policies/…` of `public`, and
/// all of `sealed`, by their names within the sealed folder. Other public files are not frozen.
pub fn freeze(
    draw: &str,
    files: &Files,
    sealed: &BTreeMap<String, Sealed>,
    previous: &BTreeMap<String, Bytes32>,
) -> Result<Frozen, Vec<Fault>> {
    let mut list: Vec<FrozenFile> = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| is_frozen(path)) {
        list.push(FrozenFile { path: path.clone(), digest: hex(&sums::digest(bytes)), sealed: false });
    }
    for (name, file) in sealed {
        let digest = hex(&sums::sealed(&file.salt, &file.bytes));
        list.push(FrozenFile { path: format!("{SEALED}{name}"), digest, sealed: true });
    }
    list.sort_by(|one, other| one.path.cmp(&other.path));
    let previous = previous
        .iter()
        .map(|(draw, certificate)| Previous { draw: draw.clone(), certificate: hex(certificate) })
        .collect();
    let mut frozen = Frozen { format: FORMAT.into(), draw: draw.into(), files: list, previous, frozen: String::new() };
    let faults = frozen.check_shape();
    if !faults.is_empty() {
        return Err(faults);
    }
    frozen.frozen = hex(&frozen.sum());
    Ok(frozen)
}

/// Whether a public file of this path is frozen.
pub fn is_frozen(path: &str) -> bool {
    [rounds::FILE, roster::FILE, public::PLAN, public::LISTS].contains(&path) || path.starts_with(POLICIES)
}

impl Frozen {
    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        json::write(self)
    }

    /// Reads the file: canonical, with paths that can be, in order, and with the sum that they come to.
    pub fn read(files: &Files) -> Result<Frozen, Vec<Fault>> {
        let bytes = files.get(FILE).ok_or_else(|| vec![super::missing(FILE)])?;
        let frozen: Frozen = json::read(FILE, bytes)?;
        let mut faults = frozen.check_shape();
        if faults.is_empty() && frozen.frozen != hex(&frozen.sum()) {
            let sum = hex(&frozen.sum());
            faults.push(
                Fault::new(FILE, format!("the files listed come to {sum}"), format!("所列文件合计应为 {sum}"))
                    .column("frozen"),
            );
        }
        if faults.is_empty() { Ok(frozen) } else { Err(faults) }
    }

    /// The public files that are not as they were frozen: missing, changed or added since.
    pub fn check_public(&self, files: &Files) -> Vec<Fault> {
        let mut faults = Vec::new();
        for file in self.files.iter().filter(|file| !file.sealed) {
            match files.get(&file.path) {
                None => faults.push(super::missing(&file.path)),
                Some(bytes) if hex(&sums::digest(bytes)) != file.digest => {
                    faults.push(super::changed(&file.path, FILE));
                }
                Some(_) => {}
            }
        }
        let listed = |path: &str| self.files.iter().any(|file| file.path == path);
        faults.extend(files.keys().filter(|path| is_frozen(path) && !listed(path)).map(|path| super::extra(path)));
        faults
    }

    /// Whether the sealed facts lie here, or a part of them. The folder of a party may hold its own share alone.
    pub fn has_facts(&self, sealed: &Files) -> bool {
        let mut names = self.files.iter().filter_map(|file| file.path.strip_prefix(SEALED)).peekable();
        names.peek().is_none()
            || names.any(|name| sealed.contains_key(name) || sealed.contains_key(&format!("{name}{SALT}")))
    }

    /// The sealed files that are not as they were frozen, by their names in the sealed folder, and their salts.
    pub fn check_sealed(&self, sealed: &Files) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut known = BTreeSet::new();
        for (file, name) in self.files.iter().filter_map(|file| Some((file, file.path.strip_prefix(SEALED)?))) {
            let salt = format!("{name}{SALT}");
            match (sealed.get(name), sealed.get(&salt).map(|salt| Bytes32::try_from(salt.as_slice()))) {
                (None, _) => faults.push(super::missing(&file.path)),
                (_, None) => faults.push(super::missing(&format!("{SEALED}{salt}"))),
                (_, Some(Err(_))) => {
                    let (en, zh) = ("a salt is 32 bytes", "盐应为 32 字节");
                    faults.push(Fault::new(format!("{SEALED}{salt}"), en, zh));
                }
                (Some(bytes), Some(Ok(salt))) => {
                    if hex(&sums::sealed(&salt, bytes)) != file.digest {
                        let with = format!("{SEALED}{name}{SALT}");
                        faults.push(Fault::new(
                            &file.path,
                            format!("the file and its salt ({with}) do not have the digest that stands in {FILE}"),
                            format!("该文件及其盐（{with}）与 {FILE} 所载摘要不符"),
                        ));
                    }
                }
            }
            known.extend([name.to_owned(), salt]);
        }
        let own = |path: &str| super::OWN_SEALED.iter().any(|folder| path.starts_with(folder));
        let more = sealed.keys().filter(|path| !known.contains(*path) && !own(path));
        faults.extend(more.map(|path| super::extra(&format!("{SEALED}{path}"))));
        faults
    }

    /// The sealed files themselves, without salts and what else lies in the sealed folder.
    pub fn sealed_files(&self, sealed: &Files) -> Files {
        let names = self.files.iter().filter_map(|file| file.path.strip_prefix(SEALED));
        names.filter_map(|name| Some((name.to_owned(), sealed.get(name)?.clone()))).collect()
    }

    /// The sum as bytes.
    pub fn digest(&self) -> Bytes32 {
        self.sum()
    }

    fn sum(&self) -> Bytes32 {
        let digest = |text: &str| unhex(text).unwrap_or_default();
        let files: Vec<(&str, Bytes32)> =
            self.files.iter().map(|file| (file.path.as_str(), digest(&file.digest))).collect();
        let previous: Vec<Bytes32> = self.previous.iter().map(|previous| digest(&previous.certificate)).collect();
        sums::frozen(&self.draw, files.iter().map(|(path, digest)| (*path, digest)), &previous)
    }

    /// What cannot be in any `frozen.json`.
    fn check_shape(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, word: &str, en: &str, zh: &str| {
            let word = quoted(word);
            faults.push(Fault::new(FILE, format!("{word} {en}"), format!("{word} {zh}")).column(key));
        };
        if self.format != FORMAT {
            fault("format", &self.format, "is not `ruxue-frozen/1`", "不是 `ruxue-frozen/1`");
        }
        if !is_draw(&self.draw) {
            fault("draw", &self.draw, "is not of the form `YEAR/STAGE/DRAW`", "应写作“年份/学段/派位”");
        }
        for (at, file) in self.files.iter().enumerate() {
            let name = file.path.strip_prefix(SEALED);
            let fits = match name {
                Some(name) => file.sealed && is_free(name),
                None => !file.sealed && is_frozen(&file.path),
            };
            if !is_path(&file.path) || !fits {
                fault("files", &file.path, "cannot be a frozen file", "不能是冻结的文件");
            }
            if at > 0 && self.files[at - 1].path >= file.path {
                fault("files", &file.path, "stands twice or out of order", "重复或次序不对");
            }
            if unhex(&file.digest).is_none() {
                fault("files", &file.digest, "is no digest", "不是摘要");
            }
        }
        for wanted in [rounds::FILE, roster::FILE, public::PLAN] {
            if !self.files.iter().any(|file| file.path == wanted) {
                fault("files", wanted, "is not among them", "不在其中");
            }
        }
        if !self.files.iter().any(|file| file.path.starts_with(POLICIES)) {
            fault("files", "policies/…", "is not among them", "不在其中");
        }
        for (at, previous) in self.previous.iter().enumerate() {
            if !is_draw(&previous.draw) || previous.draw == self.draw || unhex(&previous.certificate).is_none() {
                fault("previous", &previous.draw, "is no earlier draw with its certificate", "不是在前的派位及其证书");
            }
            if at > 0 && self.previous[at - 1].draw >= previous.draw {
                fault("previous", &previous.draw, "stands twice or out of order", "重复或次序不对");
            }
        }
        faults
    }
}

/// Whether a sealed file may have this name: not that of a salt, nor in a folder that a run uses itself.
fn is_free(name: &str) -> bool {
    !name.ends_with(SALT) && !super::OWN_SEALED.iter().any(|folder| name.starts_with(folder))
}
