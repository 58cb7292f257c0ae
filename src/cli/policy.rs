//! Reading a policy file and showing what is wrong with it.

use super::{Stop, colour};
use crate::base::tongue::Tongue;
use crate::driver::{Loaded, load};
use crate::interp::{Pins, pins_in_force};
use crate::ir::{Policy, ReadingId, StageId};
use crate::report::diagnostics::render;
use std::path::Path;

/// Reads a policy from disk, whatever is wrong with it.
pub fn read(path: &Path) -> Result<Loaded, Stop> {
    let text = std::fs::read_to_string(path).map_err(|e| Stop::failed(cannot_read(path, &e)))?;
    Ok(load_text(path, text))
}

/// Reads a policy from its text as if it stood at a path; the files that it uses are on the disk.
pub fn load_text(path: &Path, text: String) -> Loaded {
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut reader = |name: &str| {
        let used = folder.join(name);
        std::fs::read_to_string(&used).map_err(|e| cannot_read(&used, &e))
    };
    load(&path.to_string_lossy(), text, &mut reader)
}

fn cannot_read(path: &Path, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no file `{}`", path.display()),
        std::io::ErrorKind::InvalidData => format!("`{}` is not UTF-8 text", path.display()),
        std::io::ErrorKind::IsADirectory => format!("`{}` is a folder", path.display()),
        _ => format!("cannot read `{}`: {error}", path.display()),
    }
}

/// Reads a policy that must be without errors; they are shown if it is not.
pub fn sound(path: &Path) -> Result<(Loaded, Policy), Stop> {
    let mut loaded = read(path)?;
    match loaded.policy.take() {
        Some(policy) if !loaded.has_errors() => Ok((loaded, policy)),
        _ => {
            super::say_plain!("{}", render(&loaded.diagnostics, &loaded.sources, colour()));
            Err(Stop::wrong(format!("`{}` has errors; `ruxue check` shows them", path.display())))
        }
    }
}

/// The stage that was asked for, or the only one.
pub fn stage(policy: &Policy, asked: Option<&str>, tongue: Tongue) -> Result<StageId, Stop> {
    let names = || {
        tongue.join(policy.stages.iter().map(|s| {
            let label = tongue.pick(None, s.named.label.as_ref());
            label.map_or(format!("`{}`", s.named.name), |label| format!("`{}`（{label}）", s.named.name))
        }))
    };
    match asked {
        Some(word) => policy.stage(word).ok_or_else(|| {
            Stop::wrong(tongue.pick(
                format!("the policy has no stage `{word}`; it has {}", names()),
                format!("政策没有学段 `{word}`；有 {}", names()),
            ))
        }),
        None if policy.stages.len() == 1 => Ok(StageId(0)),
        None => Err(Stop::wrong(tongue.pick(
            format!("say for which stage with `--stage`; the policy has {}", names()),
            format!("请用 `--stage` 指明学段；政策有 {}", names()),
        ))),
    }
}

/// The readings in force, changed as asked by `name=alternative`.
pub fn pins(policy: &Policy, asked: &[String], tongue: Tongue) -> Result<Pins, Stop> {
    let mut pins = pins_in_force(policy);
    for word in asked {
        let Some((name, alternative)) = word.split_once('=') else {
            return Err(Stop::wrong(tongue.pick(
                format!("`--reading {word}` is not of the form `name=alternative`"),
                format!("`--reading {word}` 应写作 `名称=读法`"),
            )));
        };
        let Some(at) = policy.readings.iter().position(|r| r.named.is_called(name)) else {
            let names = policy.readings.iter().map(|r| r.named.name.as_str());
            let help = crate::diagnostic::did_you_mean(name, names);
            return Err(Stop::wrong(tongue.pick(
                format!("there is no reading `{name}`; {}", help.as_deref().unwrap_or("`ruxue readings` lists them")),
                format!("没有解读 `{name}`；`ruxue readings` 可列出全部"),
            )));
        };
        let reading = &policy.readings[at];
        if alternative == "refer" {
            pins.0[at] = None;
            continue;
        }
        let Some(choice) = reading.alternatives.iter().position(|a| a.named.is_called(alternative)) else {
            let names: Vec<String> = reading.alternatives.iter().map(|a| format!("`{}`", a.named.name)).collect();
            let names = tongue.join(names);
            return Err(Stop::wrong(tongue.pick(
                format!(
                    "the reading `{name}` has no alternative `{alternative}`; it has {names}, or `refer` for all of them"
                ),
                format!("解读 `{name}` 没有读法 `{alternative}`；有 {names}，或用 `refer` 全部试算"),
            )));
        };
        pins = pins.with(ReadingId(at as u16), choice);
    }
    Ok(pins)
}
