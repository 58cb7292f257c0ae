//! Reading and writing files: whole or not at all, never over a result that nobody offered, private where it must be.
//!
//! A file is written under a temporary name beside its own, flushed to the disk and then renamed, so that no half of a
//! result ever stands under its final name. Nothing removes the temporary file of a run that was killed; its name is
//! recognisable, a living run holds a lock on its own, and the next run in that directory removes those that no one
//! holds.

use crate::base::tongue::Tongue;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::{Builder, NamedTempFile};

/// How the names of temporary files begin.
const PREFIX: &str = ".ruxue-";
/// How the names of temporary files end.
const SUFFIX: &str = ".part";
/// A file younger than this may not have its lock yet.
const GRACE: Duration = Duration::from_secs(60);

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its path; in a set, its name within the directory.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// It holds applicants: only its owner may read it.
    pub private: bool,
}

/// Why a file could not be read or written.
#[derive(Debug)]
pub enum Failure {
    /// It cannot be read.
    Read(PathBuf, io::Error),
    /// It cannot be written.
    Write(PathBuf, io::Error),
    /// These are there already, and nobody said that they may be replaced.
    Exists(Vec<PathBuf>),
    /// A directory stands where the file should.
    IsDirectory(PathBuf),
    /// A set was renamed in part only: these files are new, the others are as before.
    Partly(Vec<PathBuf>, PathBuf, io::Error),
}

impl Failure {
    /// Its words, with advice.
    pub fn text(&self, tongue: Tongue) -> String {
        let names = |paths: &[PathBuf]| tongue.join(paths.iter().map(|path| format!("`{}`", path.display())));
        match self {
            Failure::Read(path, error) => {
                let (path, error) = (path.display(), plain(error, tongue));
                tongue.pick(format!("cannot read `{path}`: {error}"), format!("无法读取 `{path}`：{error}"))
            }
            Failure::Write(path, error) => {
                let (path, error) = (path.display(), plain(error, tongue));
                tongue.pick(format!("cannot write `{path}`: {error}"), format!("无法写入 `{path}`：{error}"))
            }
            Failure::Exists(paths) => {
                let names = names(paths);
                tongue.pick(
                    format!("{names} already exists; choose another name, or replace it with `--force`"),
                    format!("{names} 已存在；请另选名称，或用 `--force` 替换"),
                )
            }
            Failure::IsDirectory(path) => {
                let path = path.display();
                tongue.pick(
                    format!("`{path}` is a directory; name a file in it"),
                    format!("`{path}` 是目录；请给出其中的文件名"),
                )
            }
            Failure::Partly(new, path, error) => {
                let (names, path, error) = (names(new), path.display(), plain(error, tongue));
                tongue.pick(
                    format!("cannot write `{path}`: {error}; {names} are new already, the others are as before: run it again"),
                    format!("无法写入 `{path}`：{error}；{names} 已是新的，其余未变：请重新运行"),
                )
            }
        }
    }
}

/// What the system says, in the tongue where it is something usual.
fn plain(error: &io::Error, tongue: Tongue) -> String {
    let known = match error.kind() {
        io::ErrorKind::NotFound => Some(("there is no such file or directory", "文件或目录不存在")),
        io::ErrorKind::PermissionDenied => Some(("permission denied", "没有权限")),
        io::ErrorKind::IsADirectory => Some(("it is a directory", "这是目录")),
        io::ErrorKind::NotADirectory => Some(("a part of the path is no directory", "路径中有一段不是目录")),
        io::ErrorKind::StorageFull => Some(("the disk is full", "磁盘已满")),
        io::ErrorKind::ReadOnlyFilesystem => Some(("the disk is read-only", "磁盘只读")),
        _ => None,
    };
    known.map_or_else(|| error.to_string(), |(en, zh)| tongue.pick(en, zh).to_owned())
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(|error| Failure::Read(path.to_owned(), error))?;
    file.read_to_end(&mut bytes).map_err(|error| Failure::Read(path.to_owned(), error))?;
    Ok(bytes)
}

/// Writes one file. With `force` it may take the place of another.
pub fn write(output: &Output, force: bool) -> Result<(), Failure> {
    let directory = directory_of(&output.path);
    refuse(std::slice::from_ref(&output.path), force)?;
    sweep(directory);
    let temporary = prepare(directory, output)?;
    rename(temporary, &output.path, force)?;
    settle(directory);
    Ok(())
}

/// Writes a set of files into a directory, which is made if it is not there.
///
/// All are written under temporary names before the first is renamed. `retired` names files that a run like this may
/// leave behind and this one does not: they count as results that are in the way, and with `force` they are removed,
/// so that no file of an older run is taken for one of this.
pub fn write_set(directory: &Path, outputs: &[Output], retired: &[&str], force: bool) -> Result<(), Failure> {
    let targets: Vec<PathBuf> = outputs.iter().map(|output| directory.join(&output.path)).collect();
    let retired: Vec<PathBuf> =
        retired.iter().map(|name| directory.join(name)).filter(|p| !targets.contains(p)).collect();
    let all: Vec<PathBuf> = targets.iter().chain(&retired).cloned().collect();
    refuse(&all, force)?;
    make_directory(directory, outputs.iter().any(|output| output.private))?;
    sweep(directory);
    let mut temporaries = Vec::new();
    for output in outputs {
        temporaries.push(prepare(directory, output)?);
    }
    for (done, (temporary, target)) in temporaries.into_iter().zip(&targets).enumerate() {
        if let Err(failure) = rename(temporary, target, force) {
            return Err(match failure {
                Failure::Write(path, error) if done > 0 => Failure::Partly(targets[..done].to_vec(), path, error),
                other => other,
            });
        }
    }
    for path in retired.iter().filter(|path| path.symlink_metadata().is_ok()) {
        fs::remove_file(path).map_err(|error| Failure::Write(path.clone(), error))?;
    }
    settle(directory);
    Ok(())
}

/// How many files of a large set are open at a time.
const AT_ONCE: usize = 64;

/// Writes a large set of files into a directory that is new or empty, or with `force` into one that holds something.
/// Each file is whole or not there, but an interrupted run may leave some of them. Returns how many files were there
/// before and are not of this set.
pub fn write_many(directory: &Path, outputs: &[Output], force: bool) -> Result<usize, Failure> {
    let failed = |error| Failure::Write(directory.to_owned(), error);
    let mut there: Vec<PathBuf> = Vec::new();
    if directory.is_dir() {
        sweep(directory);
        for entry in fs::read_dir(directory).map_err(failed)? {
            there.push(entry.map_err(failed)?.path());
        }
    }
    if !force && let Some(first) = there.first() {
        return Err(Failure::Exists(vec![first.clone()]));
    }
    make_directory(directory, outputs.iter().any(|output| output.private))?;
    for group in outputs.chunks(AT_ONCE) {
        let prepared: Result<Vec<_>, _> = group.iter().map(|output| prepare(directory, output)).collect();
        for (temporary, output) in prepared?.into_iter().zip(group) {
            rename(temporary, &directory.join(&output.path), force)?;
        }
    }
    settle(directory);
    let own: std::collections::BTreeSet<PathBuf> = outputs.iter().map(|output| directory.join(&output.path)).collect();
    Ok(there.iter().filter(|path| !own.contains(*path)).count())
}

/// All files under a directory, by their paths in it, with `/` between the parts. Whatever lies there is read, hidden files
/// too; what is neither a file nor a directory, and names that are no text, are failures.
pub fn read_tree(directory: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut found = BTreeMap::new();
    walk(directory, "", &mut found)?;
    Ok(found)
}

fn walk(directory: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
    for entry in fs::read_dir(directory).map_err(|error| Failure::Read(directory.to_owned(), error))? {
        let entry = entry.map_err(|error| Failure::Read(directory.to_owned(), error))?;
        let path = entry.path();
        let odd = |what: &str| Failure::Read(path.clone(), io::Error::other(what.to_owned()));
        let name = entry.file_name().into_string().map_err(|_| odd("its name is no text"))?;
        let kind = entry.file_type().map_err(|error| Failure::Read(path.clone(), error))?;
        if kind.is_dir() {
            walk(&path, &format!("{prefix}{name}/"), found)?;
        } else if kind.is_file() {
            found.insert(format!("{prefix}{name}"), read(&path)?);
        } else {
            return Err(odd("it is neither a file nor a directory"));
        }
    }
    Ok(())
}

/// Writes a new directory with all its files, by their paths in it: it appears whole or not at all. It is made ready in
/// `work`, a directory of the same file system.
pub fn write_tree(
    directory: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    private: bool,
    work: &Path,
) -> Result<(), Failure> {
    let failed = |error| Failure::Write(directory.to_owned(), error);
    if directory.symlink_metadata().is_ok() {
        return Err(Failure::Exists(vec![directory.to_owned()]));
    }
    let parent = directory_of(directory);
    make_directory(parent, private)?;
    let temporary = Builder::new().prefix(PREFIX).suffix(SUFFIX).tempdir_in(work).map_err(failed)?;
    let root = temporary.path().join("all");
    make_directory(&root, private)?;
    for (path, bytes) in files {
        let path = root.join(path);
        make_directory(directory_of(&path), private)?;
        let output = Output { path: path.clone(), bytes: bytes.clone(), private };
        rename(prepare(directory_of(&path), &output)?, &path, false)?;
        settle(directory_of(&path));
    }
    fs::rename(&root, directory).map_err(failed)?;
    settle(parent);
    Ok(())
}

/// Removes files of a directory by their paths in it, and the directories that are empty then.
pub fn remove_all<'a>(directory: &Path, paths: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
    for path in paths {
        let path = directory.join(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Failure::Write(path, error)),
            _ => {}
        }
        let mut above = path.parent();
        while let Some(folder) = above.filter(|folder| *folder != directory && fs::remove_dir(folder).is_ok()) {
            above = folder.parent();
        }
    }
    settle(directory);
    Ok(())
}

/// The directory that a path names a file in.
fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Refuses paths at which something stands that may not be replaced.
fn refuse(paths: &[PathBuf], force: bool) -> Result<(), Failure> {
    if let Some(path) = paths.iter().find(|path| path.is_dir()) {
        return Err(Failure::IsDirectory(path.clone()));
    }
    let there: Vec<PathBuf> = paths.iter().filter(|path| path.symlink_metadata().is_ok()).cloned().collect();
    if force || there.is_empty() { Ok(()) } else { Err(Failure::Exists(there)) }
}

/// A temporary file with everything that is to be written, safe on the disk.
fn prepare(directory: &Path, output: &Output) -> Result<NamedTempFile, Failure> {
    let target = directory.join(output.path.file_name().unwrap_or_default());
    let failed = |error| Failure::Write(target.clone(), error);
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    if let Some(permissions) = permissions(output.private) {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(directory).map_err(failed)?;
    // Where the file system knows no locks, an interrupted run leaves its file behind.
    let _ = file.as_file().try_lock();
    file.write_all(&output.bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    Ok(file)
}

/// Gives a temporary file its name.
fn rename(temporary: NamedTempFile, target: &Path, force: bool) -> Result<(), Failure> {
    let persisted = if force { temporary.persist(target) } else { temporary.persist_noclobber(target) };
    match persisted {
        Ok(_) => Ok(()),
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Failure::Exists(vec![target.to_owned()]))
        }
        Err(failed) => Err(Failure::Write(target.to_owned(), failed.error)),
    }
}

/// Makes a directory; one that will hold applicants is for its owner only.
fn make_directory(directory: &Path, private: bool) -> Result<(), Failure> {
    if directory.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    }
    #[cfg(not(unix))]
    let _ = private;
    builder.create(directory).map_err(|error| Failure::Write(directory.to_owned(), error))
}

/// The permissions of a file, from which the system takes away what the user's mask does not allow.
#[cfg(unix)]
fn permissions(private: bool) -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(if private { 0o600 } else { 0o666 }))
}

#[cfg(not(unix))]
fn permissions(_private: bool) -> Option<fs::Permissions> {
    None
}

/// Makes the new names themselves safe on the disk, where the system can.
fn settle(directory: &Path) {
    if let Ok(directory) = File::open(directory) {
        let _ = directory.sync_all();
    }
}

/// Removes the temporary files that runs which were killed left in a directory. What cannot be removed stays.
fn sweep(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
        let old = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if !ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) || old().is_none_or(|age| age < GRACE) {
            continue;
        }
        if File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests;
