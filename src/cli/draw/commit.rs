//! `ruxue commit`

use super::{Place, frozen_of, one, sound, year};
use crate::base::tongue::Tongue;
use crate::cli::files::{Output, write, write_set};
use crate::cli::{Done, End, Stop, print, say};
use crate::record::commitments::{self, Share, is_party};
use crate::record::sums::{self, Bytes32, hex, unhex};
use crate::record::verify::Stage;
use std::path::PathBuf;

/// Draw a party's share and publish its commitment, after the freeze and before the balls
///
/// Each party (commission, notary, representatives) does this once. The share is 32 bytes from the operating system;
/// it is kept in sealed/shares until the balls are drawn. Its commitment is added to public/commitments.tsv and
/// printed, to be published.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_long_help = "\
A party that draws its share on its own machine, on a copy of the public folder, hands over the printed commitment,
and the commission adds it with --commitment; the share is then given to `ruxue allocate --share`.

Examples:
  ruxue commit 2024 --draw first_batch --party notary
  ruxue commit 2024 --draw first_batch --party parents --commitment 9c1f…

Exit codes: 0 fine; 1 a file could not be written; 2 wrong usage; 3 the folder is not sound, the party has committed
itself already, or the draw was held"
)]
pub struct Args {
    /// The year folder
    year: PathBuf,
    /// The draw: the name of its folder
    #[arg(long, value_name = "NAME")]
    draw: String,
    /// The party, by a short name without spaces
    #[arg(long, value_name = "NAME")]
    party: String,
    /// A commitment that the party made itself, as 64 hexadecimal digits
    #[arg(long, value_name = "HEX")]
    commitment: Option<String>,
    /// Speak Chinese or English
    #[arg(long, value_name = "zh|en")]
    lang: Option<String>,
}

pub fn run(args: &Args) -> Done {
    let tongue = crate::cli::tongue(args.lang.as_deref())?;
    let party = args.party.as_str();
    if !is_party(party) {
        return Err(Stop::wrong(tongue.pick(
            "the party's name is 1 to 64 letters, digits, `_` and `-`, without spaces",
            "各方的名称为 1 至 64 个文字、字母、数字、`_`、`-`，不含空格",
        )));
    }
    let draws = year(&args.year, tongue)?;
    let place = one(&draws, &args.draw, &args.year, tongue)?;
    let frozen = frozen_of(place, tongue)?;
    let mut checked = place.clone();
    let path = Share::path(party);
    let mut commitments = read(place, tongue)?;
    if !commitments.contains_key(party) {
        // A share without its commitment is what an interrupted commitment leaves; it is looked at below.
        checked.sealed = checked.sealed.map(|sealed| sealed.into_iter().filter(|(name, _)| *name != path).collect());
    }
    let verified = sound(&checked, &draws, tongue)?;
    if verified.stage == Stage::Certified {
        return Err(Stop::wrong(tongue.pick(
            "the draw was held; a further attempt needs `ruxue void` first",
            "派位已经举行；再次派位须先用 `ruxue void` 作废",
        )));
    }
    if commitments.contains_key(party) {
        return Err(Stop::wrong(
            tongue.pick(format!("`{party}` has committed itself already"), format!("`{party}` 已提交承诺")),
        ));
    }
    let commitment = match &args.commitment {
        Some(digits) => unhex(digits).ok_or_else(|| {
            Stop::wrong(tongue.pick("a commitment is 64 lower-case hexadecimal digits", "承诺为 64 位小写十六进制数"))
        })?,
        None => {
            let share = share(place, &frozen.draw, verified.attempt, party, &frozen.digest(), tongue)?;
            sums::commitment(party, &frozen.digest(), &share)
        }
    };
    commitments.insert(party.to_owned(), commitment);
    let output = Output {
        path: place.public_at.join(commitments::FILE),
        bytes: commitments::write(&commitments),
        private: false,
    };
    write(&output, true).map_err(|failure| super::failed(&failure, tongue))?;
    print(&format!("{party}\t{}\n", hex(&commitment)));
    say!(
        "{}",
        tongue.pick(
            format!("publish this line; it stands in {}", output.path.display()),
            format!("请公布此行；已写入 {}", output.path.display()),
        )
    );
    Ok(End::Fine)
}

fn read(place: &Place, tongue: Tongue) -> Result<commitments::Commitments, Stop> {
    commitments::read(&place.public)
        .map_err(|faults| super::refuse(&faults, tongue, "commitments.tsv is not sound", "commitments.tsv 有误"))
}

/// The share: drawn anew and sealed, or the one that an interrupted commitment has sealed already.
fn share(
    place: &Place,
    draw: &str,
    attempt: u32,
    party: &str,
    frozen: &Bytes32,
    tongue: Tongue,
) -> Result<Bytes32, Stop> {
    let path = Share::path(party);
    if let Some(sealed) = &place.sealed
        && sealed.contains_key(&path)
    {
        let share = Share::read(sealed, party).ok().flatten();
        return share.and_then(|share| share.open(draw, attempt, party, frozen)).ok_or_else(|| {
            Stop::wrong(tongue.pick(
                format!("sealed/{path} is no share for this attempt; move it away"),
                format!("sealed/{path} 不是本次的份额；请移走"),
            ))
        });
    }
    let mut share: Bytes32 = [0; 32];
    getrandom::fill(&mut share).map_err(|error| {
        Stop::failed(tongue.pick(
            format!("the operating system gives no random bytes: {error}"),
            format!("操作系统未能给出随机数：{error}"),
        ))
    })?;
    let bytes = Share::new(draw, attempt, party, frozen, &share).bytes();
    let folder = place.sealed_at().join("shares");
    let output = Output { path: format!("{party}.json").into(), bytes, private: true };
    write_set(&folder, &[output], &[], false).map_err(|failure| super::failed(&failure, tongue))?;
    Ok(share)
}
