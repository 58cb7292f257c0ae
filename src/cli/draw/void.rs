//! `ruxue void`

use super::{PUBLIC, Place, SEALED, frozen_of, one, refuse, sound, year};
use crate::base::date::Date;
use crate::base::tongue::Tongue;
use crate::cli::files::{remove_all, write_tree};
use crate::cli::{Done, End, Stop, print, say};
use crate::record::OWN_SEALED;
use crate::record::certificate;
use crate::record::commitments;
use crate::record::frozen::{self, Frozen};
use crate::record::run::MADE;
use crate::record::sums::{self, hex, unhex};
use crate::record::void::{self, FOLDER, Void, folder, present, within};
use std::path::PathBuf;

/// Void an attempt in public, with the reason, so that a further one can be made
///
/// Everything that the attempt had published is kept in public/voided/1 (2, 3, …), with a record of why, by whom and
/// when. The frozen files stay; parties commit themselves anew, balls are drawn anew, and the next certificate names
/// the record.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
Later draws that read the results of this one fall with it. They are named, and --and-later voids them too; they must
then be frozen again.

Example:
  ruxue void 2024 --draw first_batch --reason \"a ball broke\" --who notary --at 2024-06-12

Exit codes: 0 fine; 1 a file could not be written; 2 wrong usage; 3 there is nothing to void, the folder is not
sound, or later draws would fall and --and-later is not given"
)]
pub struct Args {
    /// The year folder
    year: PathBuf,
    /// The draw: the name of its folder
    #[arg(long, value_name = "NAME")]
    draw: String,
    /// Why; it is published
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who voids it; it is published
    #[arg(long, value_name = "NAME")]
    who: String,
    /// The day, such as 2024-06-12
    #[arg(long, value_name = "DATE")]
    at: String,
    /// Void later draws that read its results too
    #[arg(long)]
    and_later: bool,
    /// Speak Chinese or English
    #[arg(long, value_name = "zh|en")]
    lang: Option<String>,
}

pub fn run(args: &Args) -> Done {
    let tongue = crate::cli::tongue(args.lang.as_deref())?;
    let at = Date::parse_iso(&args.at).ok_or_else(|| {
        Stop::wrong(tongue.pick("`--at` is a day such as 2024-06-12", "`--at` 应为 2024-06-12 这样的日期"))
    })?;
    let draws = year(&args.year, tongue)?;
    let place = one(&draws, &args.draw, &args.year, tongue)?;
    if place.is_rehearsal() {
        return Err(Stop::wrong(
            tongue.pick("a rehearsal has no force and need not be voided", "演练没有效力，无须作废"),
        ));
    }
    if let Some(record) = resume(place, true, tongue)? {
        told(place, &record, tongue);
        return Ok(End::Fine);
    }
    frozen_of(place, tongue)?;
    if !has_begun(place) {
        return Err(Stop::wrong(
            tongue
                .pick("there is nothing to void: no party has committed itself", "没有可作废的：尚无任何一方提交承诺"),
        ));
    }
    let later = later(place, &draws);
    if !later.is_empty() && !args.and_later {
        let names = tongue.join(later.iter().map(|place| format!("`{}`", place.name)));
        return Err(Stop::wrong(tongue.pick(
            format!("{names} read the results of `{}` and would fall with it; say so with `--and-later`", place.name),
            format!("{names} 依据 `{}` 的结果，将一并作废；请用 `--and-later` 确认", place.name),
        )));
    }
    sound(place, &draws, tongue)?;
    let mut standing = Vec::new();
    for other in later {
        match resume(other, false, tongue)? {
            Some(record) => told(other, &record, tongue),
            None => {
                sound(other, &draws, tongue)?;
                standing.push(other);
            }
        }
    }
    // The later ones first: whatever interrupts this, no draw stands on one that is void.
    for other in standing.into_iter().rev() {
        let reason = tongue.pick(
            format!("{}: {}", place.full_name().unwrap_or_default(), args.reason),
            format!("{}：{}", place.full_name().unwrap_or_default(), args.reason),
        );
        let record = one_draw(other, &reason, &args.who, at, false, tongue)?;
        told(other, &record, tongue);
        say!(
            "{}",
            tongue.pick(
                format!("`{}` is to be frozen again before it is held", other.name),
                format!("`{}` 须重新冻结后方可举行", other.name),
            )
        );
    }
    let record = one_draw(place, &args.reason, &args.who, at, true, tongue)?;
    told(place, &record, tongue);
    Ok(End::Fine)
}

/// Whether an attempt has begun.
fn has_begun(place: &Place) -> bool {
    MADE.iter().chain(&[commitments::FILE]).any(|path| place.public.contains_key(*path))
}

/// The draws that read the certificate of this one, or that of one that does; each after those that it reads.
fn later<'a>(place: &Place, draws: &'a [Place]) -> Vec<&'a Place> {
    let mut found: Vec<&Place> = Vec::new();
    let digest = |place: &Place| place.public.get(certificate::FILE).map(|bytes| sums::digest(bytes));
    let reads = |other: &Place, read: &Place| {
        let digest = digest(read);
        let frozen = Frozen::read(&other.public).ok();
        digest.is_some()
            && frozen.is_some_and(|frozen| frozen.previous.iter().any(|one| unhex(&one.certificate) == digest))
    };
    loop {
        let fresh: Vec<&Place> = draws
            .iter()
            .filter(|other| !other.is_rehearsal() && other.name != place.name)
            .filter(|other| !found.iter().any(|one| one.name == other.name))
            .filter(|other| reads(other, place) || found.iter().any(|one| reads(other, one)))
            .collect();
        if fresh.is_empty() {
            return found;
        }
        found.extend(fresh);
    }
}

/// Voids one draw: first its sealed part is copied, then the record appears, then what it covers is taken away.
fn one_draw(place: &Place, reason: &str, who: &str, at: Date, keep_frozen: bool, tongue: Tongue) -> Result<Void, Stop> {
    let (record, moved) = void::void(&place.public, reason, who, at)
        .map_err(|faults| refuse(&faults, tongue, "nothing was voided", "未作废"))?;
    let attempt = record.attempt.parse().unwrap_or(1);
    let mine = folder(attempt);
    let failed = |failure| super::failed(&failure, tongue);
    let work = place.public_at.parent().unwrap_or(&place.public_at);
    if let Some(sealed) = &place.sealed {
        let copy = place.sealed_at().join(&mine);
        if copy.is_dir() {
            // Left of a void that was interrupted before its record appeared.
            let failed = |error| super::failed(&crate::cli::files::Failure::Write(copy.clone(), error), tongue);
            std::fs::remove_dir_all(&copy).map_err(failed)?;
        }
        write_tree(&copy, &present(sealed), true, work).map_err(failed)?;
    }
    write_tree(&place.public_at.join(&mine), &within(&moved, &mine), false, work).map_err(failed)?;
    take_away(place, keep_frozen, tongue)?;
    Ok(record)
}

/// Takes away what lies in the folder of a voided attempt now, the certificate last.
fn take_away(place: &Place, keep_frozen: bool, tongue: Tongue) -> Result<(), Stop> {
    let failed = |failure| super::failed(&failure, tongue);
    let stays = |path: &str| keep_frozen && (frozen::is_frozen(path) || path == frozen::FILE);
    let of_attempt = |path: &str| OWN_SEALED.iter().any(|own| path.starts_with(own));
    if let Some(sealed) = &place.sealed {
        let gone = sealed.keys().map(String::as_str).filter(|path| !path.starts_with(FOLDER));
        remove_all(&place.sealed_at(), gone.filter(|path| !keep_frozen || of_attempt(path))).map_err(failed)?;
    }
    let mut gone: Vec<&str> =
        place.public.keys().map(String::as_str).filter(|path| !path.starts_with(FOLDER)).collect();
    gone.retain(|path| !stays(path));
    // What `leftover` looks for goes last.
    gone.sort_by_key(|path| [frozen::FILE, commitments::FILE, certificate::FILE].iter().position(|last| last == path));
    remove_all(&place.public_at, gone).map_err(failed)
}

/// Finishes a void that was interrupted after its record had appeared, and returns the record.
fn resume(place: &Place, keep_frozen: bool, tongue: Tongue) -> Result<Option<Void>, Stop> {
    let Some(draw) = void::draw(&place.public) else { return Ok(None) };
    let mut voids = void::read(&place.public, &draw)
        .map_err(|faults| refuse(&faults, tongue, "the records of voided attempts are not sound", "作废记录有误"))?;
    let mine = folder(voids.len() as u32);
    let kept = within(&place.public, &mine);
    let is_left = |path: &str| place.public.get(path).is_some_and(|bytes| kept.get(path) == Some(bytes));
    let has_left = is_left(certificate::FILE)
        || is_left(commitments::FILE)
        || (!keep_frozen && !has_begun(place) && is_left(frozen::FILE));
    if !has_left {
        return Ok(None);
    }
    let mut leftover = place.clone();
    leftover.public.retain(|path, _| is_left(path));
    if let Some(sealed) = &mut leftover.sealed {
        let kept = within(sealed, &mine);
        sealed.retain(|path, bytes| kept.get(path) == Some(bytes));
    }
    take_away(&leftover, keep_frozen, tongue)?;
    Ok(voids.pop())
}

/// Says what is void now and where its record is.
fn told(place: &Place, record: &Void, tongue: Tongue) {
    let path = format!("{}{}", folder(record.attempt.parse().unwrap_or(1)), void::FILE);
    let digest = hex(&sums::digest(&crate::record::json::write(record)));
    let (draw, attempt) = (&record.draw, &record.attempt);
    print(&tongue.pick(
        format!("{draw}: attempt {attempt} is void; publish {PUBLIC}/{path}\nrecord {digest}\n"),
        format!("{draw}：第 {attempt} 次已作废；请公布 {PUBLIC}/{path}\n记录摘要 {digest}\n"),
    ));
    if place.sealed.is_some() {
        say!(
            "{}",
            tongue.pick(
                format!("its sealed part is kept in {SEALED}/{}", folder(attempt.parse().unwrap_or(1))),
                format!("封存部分存于 {SEALED}/{}", folder(attempt.parse().unwrap_or(1))),
            )
        );
    }
}
