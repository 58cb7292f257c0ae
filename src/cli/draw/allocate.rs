//! `ruxue allocate`

use super::{Place, REHEARSAL, frozen_of, known_of, one, refuse, sound, year};
use crate::base::tongue::Tongue;
use crate::cli::files::{Output, write_set, write_tree};
use crate::cli::{Done, End, Stop, print, say};
use crate::record::certificate;
use crate::record::commitments::{self, Share, opened};
use crate::record::frozen::{self, Frozen};
use crate::record::run::{Fixed, MADE, Run, perform};
use crate::record::sums::{self, Bytes32, are_balls, hex, unhex};
use crate::record::{Files, void};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Hold the draw: from the frozen files, the shares and the balls to tickets, placements and the certificate
///
/// Every share is checked against its commitment. A share that is not given is opened from its sealed copy, and that
/// is said; it is never a reason to start again. The digest of the certificate is printed last, for the signed page.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
What is written into the public folder: tickets.tsv, placements.tsv, cutoffs.tsv, certificate.json, certificate.txt
(for people) and steps.txt (to make it again without this program). An attempt is made once: a further one needs
`ruxue void`.

A rehearsal needs neither parties nor balls. It is written into a folder of its own, named after the draw with
`-rehearsal`, and can never give the tickets of the real draw.

Examples:
  ruxue allocate 2024 --draw first_batch --balls 31415926535897932384
  ruxue allocate 2024 --draw first_batch --balls 31415926535897932384 --share notary=9c1f…
  ruxue allocate 2024 --draw first_batch --rehearsal

Exit codes: 0 fine; 1 a file could not be written; 2 wrong usage; 3 the folder, the shares or the balls are not as
they should be, or the draw was held already"
)]
pub struct Args {
    /// The year folder
    year: PathBuf,
    /// The draw: the name of its folder
    #[arg(long, value_name = "NAME")]
    draw: String,
    /// At least 20 digits, drawn in public
    #[arg(long, value_name = "DIGITS", required_unless_present = "rehearsal")]
    balls: Option<String>,
    /// A party's share as 64 hexadecimal digits
    #[arg(long = "share", value_name = "PARTY=HEX")]
    shares: Vec<String>,
    /// Rehearse with a seed, any text
    #[arg(
        long,
        value_name = "SEED",
        num_args = 0..=1,
        default_missing_value = "rehearsal",
        conflicts_with_all = ["balls", "shares"]
    )]
    rehearsal: Option<String>,
    /// Replace an earlier rehearsal
    #[arg(long, requires = "rehearsal")]
    force: bool,
    /// Speak Chinese or English
    #[arg(long, value_name = "zh|en")]
    lang: Option<String>,
}

pub fn run(args: &Args) -> Done {
    let tongue = crate::cli::tongue(args.lang.as_deref())?;
    let draws = year(&args.year, tongue)?;
    let place = one(&draws, &args.draw, &args.year, tongue)?;
    let frozen = frozen_of(place, tongue)?;
    if let Some(seed) = &args.rehearsal {
        return rehearse(args, place, &draws, seed, tongue);
    }
    let balls = args.balls.as_deref().unwrap_or_default();
    if !are_balls(balls) {
        return Err(Stop::wrong(tongue.pick(
            "the balls are at least 20 decimal digits, without spaces",
            "公开摇号至少为 20 位十进制数字，不含空格",
        )));
    }
    if place.public.contains_key(certificate::FILE) {
        let digest = hex(&sums::digest(&place.public[certificate::FILE]));
        return Err(Stop::wrong(tongue.pick(
            format!(
                "the draw was held; its certificate has the digest {digest}. A further attempt needs `ruxue void` first"
            ),
            format!("派位已经举行；证书摘要为 {digest}。再次派位须先用 `ruxue void` 作废"),
        )));
    }
    // What an interrupted allocation has left may stay if it is what this one gives.
    let mut before = place.clone();
    before.public.retain(|path, _| !MADE.contains(&path.as_str()));
    let verified = sound(&before, &draws, tongue)?;
    let commitments = commitments::read(&place.public).unwrap_or_default();
    let (shares, from_sealed) = shares(args, &before, &frozen, verified.attempt, &commitments, tongue)?;
    let parties = opened(&frozen.digest(), &commitments, &shares)
        .map_err(|faults| refuse(&faults, tongue, "the draw was not held", "派位未举行"))?;
    let voids = void::read(&place.public, &frozen.draw).unwrap_or_default();
    let fixed = Fixed { rehearsal: None, parties, balls: balls.to_owned(), voids };
    let run = perform(&before.public, fixed)
        .map_err(|faults| refuse(&faults, tongue, "the draw was not held", "派位未举行"))?;
    let made = run.files();
    for (path, bytes) in &made {
        if place.public.get(path).is_some_and(|found| found != bytes) {
            return Err(Stop::wrong(tongue.pick(
                format!(
                    "{path} is left of an allocation with other balls or shares that was interrupted; void that attempt"
                ),
                format!("{path} 是另一次中断的派位所留，摇号或份额与此不同；请将该次作废"),
            )));
        }
    }
    seal(place, &frozen, &run, tongue)?;
    publish(place, &made, tongue)?;
    for party in &from_sealed {
        say!(
            "{}",
            tongue.pick(
                format!("the share of `{party}` was opened from its sealed copy"),
                format!("`{party}` 的份额由封存件开启"),
            )
        );
    }
    finish(&run, &made, tongue);
    Ok(End::Fine)
}

/// The shares that were given, and for the other parties those of the sealed copies, with the names of these.
fn shares(
    args: &Args,
    place: &Place,
    frozen: &Frozen,
    attempt: u32,
    commitments: &commitments::Commitments,
    tongue: Tongue,
) -> Result<(BTreeMap<String, Bytes32>, Vec<String>), Stop> {
    let mut shares = BTreeMap::new();
    for given in &args.shares {
        let read = given.split_once('=').and_then(|(party, digits)| Some((party, unhex(digits)?)));
        let Some((party, share)) = read else {
            // What was typed may be a share that is still secret; it is not repeated.
            return Err(Stop::wrong(tongue.pick(
                "a share is given as `PARTY=` and 64 lower-case hexadecimal digits",
                "份额应写作“某方=”及 64 位小写十六进制数",
            )));
        };
        if shares.insert(party.to_owned(), share).is_some() {
            return Err(Stop::wrong(
                tongue.pick(format!("two shares are given for `{party}`"), format!("`{party}` 有两个份额")),
            ));
        }
    }
    let mut from_sealed = Vec::new();
    for party in commitments.keys().filter(|party| !shares.contains_key(*party)).cloned().collect::<Vec<_>>() {
        let Some(sealed) = &place.sealed else { continue };
        let share = Share::read(sealed, &party)
            .map_err(|faults| refuse(&faults, tongue, "a share cannot be read", "份额无法读取"))?;
        if let Some(share) = share.and_then(|share| share.open(&frozen.draw, attempt, &party, &frozen.digest())) {
            shares.insert(party.clone(), share);
            from_sealed.push(party);
        }
    }
    Ok((shares, from_sealed))
}

/// Keeps every share that is open now beside the sealed facts, so that the folder is whole.
fn seal(place: &Place, frozen: &Frozen, run: &Run, tongue: Tongue) -> Result<(), Stop> {
    let Some(sealed) = &place.sealed else { return Ok(()) };
    let mut outputs = Vec::new();
    for party in &run.fixed.parties {
        let path = Share::path(&party.party);
        if let (false, Some(share)) = (sealed.contains_key(&path), unhex(&party.share)) {
            let share = Share::new(&frozen.draw, run.fixed.attempt(), &party.party, &frozen.digest(), &share);
            let path = format!("{}.json", party.party).into();
            outputs.push(Output { path, bytes: share.bytes(), private: true });
        }
    }
    if outputs.is_empty() {
        return Ok(());
    }
    write_set(&place.sealed_at().join("shares"), &outputs, &[], false)
        .map_err(|failure| super::failed(&failure, tongue))
}

/// Writes what came of it, the certificate last.
fn publish(place: &Place, made: &Files, tongue: Tongue) -> Result<(), Stop> {
    let outputs: Vec<Output> = MADE
        .iter()
        .filter_map(|path| Some(Output { path: path.into(), bytes: made.get(*path)?.clone(), private: false }))
        .collect();
    write_set(&place.public_at, &outputs, &[], true).map_err(|failure| super::failed(&failure, tongue))
}

/// Prints the counts and the digest.
fn finish(run: &Run, made: &Files, tongue: Tongue) {
    let count = |key: &str| run.counts.get(key).and_then(serde_json::Value::as_u64).unwrap_or_default();
    let (all, placed, refer, unplaced) = (count("applicants"), count("placed"), count("refer"), count("unplaced"));
    let draw = &run.frozen.draw;
    let attempt = run.fixed.attempt();
    let digest = hex(&sums::digest(&made[certificate::FILE]));
    let head = match &run.fixed.rehearsal {
        Some(seed) => {
            tongue.pick(format!("{draw}, REHEARSAL with the seed `{seed}`"), format!("{draw}，演练，种子 `{seed}`"))
        }
        None => tongue.pick(format!("{draw}, attempt {attempt}"), format!("{draw}，第 {attempt} 次")),
    };
    print(&tongue.pick(
        format!(
            "{head}\n{all} applicants: {placed} placed, {refer} referred, {unplaced} not placed\n\
             certificate {digest}\n"
        ),
        format!("{head}\n共 {all} 人：录取 {placed}，转人工 {refer}，未录取 {unplaced}\n证书摘要 {digest}\n"),
    ));
}

/// Runs the draw with a seed, into a folder of its own.
fn rehearse(args: &Args, place: &Place, draws: &[Place], seed: &str, tongue: Tongue) -> Done {
    let mut files: Files =
        place.public.iter().filter(|(path, _)| frozen::is_frozen(path) || *path == frozen::FILE).map(own).collect();
    let bare = Place { public: files.clone(), sealed: None, ..place.clone() };
    let verified = bare.verify(&known_of(draws));
    if !verified.faults.is_empty() {
        let en = "the frozen files are not sound; nothing was rehearsed";
        return Err(refuse(&verified.faults, tongue, en, "冻结的文件有误；未演练"));
    }
    let run = perform(&files, Fixed::rehearsal(seed))
        .map_err(|faults| refuse(&faults, tongue, "nothing was rehearsed", "未演练"))?;
    let made = run.files();
    files.extend(made.clone());
    let name = format!("{}{REHEARSAL}", place.name);
    let folder = args.year.join(&name);
    if let Some(before) = draws.iter().find(|place| place.name == name) {
        let is_ours = before.is_rehearsal() && before.sealed.is_none();
        if !is_ours || !args.force {
            return Err(Stop::failed(tongue.pick(
                format!("`{}` is there already; a rehearsal can be replaced with `--force`", folder.display()),
                format!("`{}` 已存在；演练可用 `--force` 替换", folder.display()),
            )));
        }
        let failed = |error| super::failed(&crate::cli::files::Failure::Write(folder.clone(), error), tongue);
        std::fs::remove_dir_all(&folder).map_err(failed)?;
    }
    write_tree(&folder.join(super::PUBLIC), &files, false, &args.year)
        .map_err(|failure| super::failed(&failure, tongue))?;
    finish(&run, &made, tongue);
    say!("{}", tongue.pick(format!("written into {}", folder.display()), format!("已写入 {}", folder.display())));
    Ok(End::Fine)
}

fn own((path, bytes): (&String, &Vec<u8>)) -> (String, Vec<u8>) {
    (path.clone(), bytes.clone())
}
