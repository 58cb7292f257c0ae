//! The commands of a draw, from the commitments to the receipts, and what they share: where the folders lie, and how
//! faults are shown.
//!
//! A year folder holds a folder for each draw, with a `public` and, at the commission, a `sealed` part. What a draw is and
//! what must hold of it is the library's; here files are read and written.

pub mod allocate;
pub mod commit;
pub mod receipt;
pub mod record;
pub mod verify;
pub mod void;

use super::files::{self, Failure};
use super::{End, Stop, say};
use crate::base::tongue::Tongue;
use crate::record::certificate::Certificate;
use crate::record::frozen::{self, Frozen};
use crate::record::verify::{self as verification, Folder, Known, Reevaluate, Verified, known};
use crate::record::{Fault, Files, void as voided};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of what may be published.
const PUBLIC: &str = "public";
/// The folder of facts about people.
const SEALED: &str = "sealed";
/// What the name of a rehearsal's folder has after that of its draw.
const REHEARSAL: &str = "-rehearsal";

/// A draw on the disk.
#[derive(Debug, Clone)]
struct Place {
    /// What it is called on the command line: its folder's name.
    name: String,
    /// Its public folder; the sealed one lies beside it.
    public_at: PathBuf,
    /// A public folder that was copied; nothing is known of what lies beside it.
    is_alone: bool,
    /// The public files.
    public: Files,
    /// The sealed files, if the folder is there.
    sealed: Option<Files>,
}

impl Place {
    /// Reads a draw's folder.
    fn read(folder: &Path, name: &str, tongue: Tongue) -> Result<Place, Stop> {
        let sealed_at = folder.join(SEALED);
        let sealed = if sealed_at.is_dir() { Some(tree(&sealed_at, tongue)?) } else { None };
        let public_at = folder.join(PUBLIC);
        let public = tree(&public_at, tongue)?;
        Ok(Place { name: name.to_owned(), public_at, is_alone: false, public, sealed })
    }

    /// Reads a public folder that stands alone.
    fn read_public(folder: &Path, tongue: Tongue) -> Result<Place, Stop> {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let public = tree(folder, tongue)?;
        Ok(Place { name, public_at: folder.to_owned(), is_alone: true, public, sealed: None })
    }

    /// Verifies it.
    fn verify(&self, earlier: &BTreeMap<String, Known>) -> Verified {
        let folder = Folder { public: &self.public, sealed: self.sealed.as_ref() };
        match Frozen::read(&self.public) {
            // Without a policy that can be read the roster is not made again, and the verification says so.
            Ok(frozen) if crate::freeze::policy_of(&self.public).is_ok() => {
                verification::verify(folder, earlier, Some(reevaluate(frozen.draw).as_mut()))
            }
            _ => verification::verify(folder, earlier, None),
        }
    }

    /// The full name of its draw, if it can be read.
    fn full_name(&self) -> Option<String> {
        Frozen::read(&self.public).ok().map(|frozen| frozen.draw).or_else(|| voided::draw(&self.public))
    }

    /// Whether it is a rehearsal.
    fn is_rehearsal(&self) -> bool {
        Certificate::read(&self.public).is_ok_and(|certificate| certificate.rehearsal.is_some())
    }

    /// The sealed folder, whether it is there or not.
    fn sealed_at(&self) -> PathBuf {
        self.public_at.with_file_name(SEALED)
    }
}

/// Makes the roster of a draw again from sealed files and policies.
fn reevaluate(draw: String) -> Box<Reevaluate<'static>> {
    Box::new(move |sealed, policies| super::freeze::again(&draw, sealed, policies))
}

fn tree(folder: &Path, tongue: Tongue) -> Result<Files, Stop> {
    files::read_tree(folder).map_err(|failure| failed(&failure, tongue))
}

fn failed(failure: &Failure, tongue: Tongue) -> Stop {
    Stop::failed(failure.text(tongue))
}

/// All draws of a year folder, by the names of their folders.
fn year(folder: &Path, tongue: Tongue) -> Result<Vec<Place>, Stop> {
    let cannot = |error| failed(&Failure::Read(folder.to_owned(), error), tongue);
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        if entry.path().join(PUBLIC).is_dir() {
            names.extend(entry.file_name().into_string().ok());
        }
    }
    names.sort();
    names.iter().map(|name| Place::read(&folder.join(name), name, tongue)).collect()
}

/// One draw of a year folder.
fn one<'a>(draws: &'a [Place], name: &str, folder: &Path, tongue: Tongue) -> Result<&'a Place, Stop> {
    draws.iter().find(|place| place.name == name).ok_or_else(|| {
        let names = tongue.join(draws.iter().map(|place| format!("`{}`", place.name)));
        let folder = folder.display();
        if draws.is_empty() {
            return Stop::wrong(tongue.pick(
                format!("there is no draw in `{folder}`: no folder in it has a folder `{PUBLIC}`"),
                format!("`{folder}` 中没有派位：其中没有含 `{PUBLIC}` 的文件夹"),
            ));
        }
        Stop::wrong(tongue.pick(
            format!("there is no draw `{name}` in `{folder}`; it has {names}"),
            format!("`{folder}` 中没有派位 `{name}`；有 {names}"),
        ))
    })
}

/// What a year knows of the certificates of its draws. Rehearsals count for nothing.
fn known_of(draws: &[Place]) -> BTreeMap<String, Known> {
    let real = draws.iter().filter(|place| !place.is_rehearsal());
    real.filter_map(|place| Some((place.full_name()?, known(&place.public)))).collect()
}

/// Shows faults on standard error; the command ends because of them.
fn refuse(faults: &[Fault], tongue: Tongue, en: &str, zh: &str) -> Stop {
    for fault in faults {
        say!("{}", fault.text(tongue));
    }
    Stop { end: End::Wrong, message: tongue.pick(en, zh).to_owned() }
}

/// The draw of a folder that must be sound, with what its year knows of the others.
fn sound(place: &Place, draws: &[Place], tongue: Tongue) -> Result<Verified, Stop> {
    let verified = place.verify(&known_of(draws));
    if verified.faults.is_empty() {
        return Ok(verified);
    }
    let en = "the folder is not as it should be; nothing was done";
    Err(refuse(&verified.faults, tongue, en, "文件夹有误；未作任何处理"))
}

/// Reads the frozen files' list of a draw that is to be held.
fn frozen_of(place: &Place, tongue: Tongue) -> Result<Frozen, Stop> {
    if !place.public.contains_key(frozen::FILE) {
        return Err(Stop::wrong(
            tongue.pick(format!("the draw `{}` is not frozen", place.name), format!("派位 `{}` 尚未冻结", place.name)),
        ));
    }
    Frozen::read(&place.public)
        .map_err(|faults| refuse(&faults, tongue, "frozen.json is not sound", "frozen.json 有误"))
}
