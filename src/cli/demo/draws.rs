//! The draws of a year on made-up applicants: frozen, committed to, run, certified, recorded and verified.
//!
//! Everything goes the way it goes in earnest, but for chance: shares, salts and balls follow from the seed, so that a demo
//! is the same every time. Such a draw is worth nothing, and the names of its parties say so.

use super::super::freeze::{Prepared, Source, faults, folder, prepare};
use super::super::{Stop, files};
use super::officer;
use crate::base::tongue::Tongue;
use crate::data::{Sheet, write};
use crate::freeze::{Facts, Need, open_before, seats_used};
use crate::ir::{DrawId, Policy, StageId};
use crate::ledger::{Digest, SqliteLedger, read_seats, record_run};
use crate::record::Files;
use crate::record::certificate;
use crate::record::commitments::{self, Party, Share};
use crate::record::frozen::Sealed;
use crate::record::run::{Fixed, Run, perform};
use crate::record::sums::{self, Bytes32, hex};
use crate::record::verify::{Folder, Known, known, verify};
use crate::roster::rulings::Ruling;
use crate::value::Fact;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the draws of a demo are held.
pub struct Ground<'a> {
    /// The policy file.
    pub file: &'a Path,
    /// The policy.
    pub policy: &'a Policy,
    /// The demo's folder.
    pub output: &'a Path,
    /// The year's folder in it.
    pub year: PathBuf,
    /// The seat ledger in it.
    pub ledger: PathBuf,
    /// The seed.
    pub seed: u64,
    /// The tongue.
    pub tongue: Tongue,
}

/// A draw that was held.
pub struct Made {
    /// Which, what it was run on.
    pub prepared: Prepared,
    /// The run.
    pub run: Run,
    /// The digest of its certificate.
    pub certificate: String,
    /// Seats recorded in the ledger.
    pub recorded: usize,
    /// What verification proved.
    pub proved: usize,
}

/// Rulings on everything that the draws of a stage must not be frozen without, and the ids of those for whom even rulings do
/// not settle it.
pub fn rulings(
    ground: &Ground,
    stage: StageId,
    applicants: &[(Arc<str>, Vec<Fact>)],
    tables: &[Option<Vec<Vec<Fact>>>],
) -> Result<(Vec<Ruling>, Vec<String>), Stop> {
    let when = ground.policy.issued.or(ground.policy.windows.iter().find_map(|w| w.last));
    let Some(when) = when else { return Ok((Vec::new(), Vec::new())) };
    let mut rulings: Vec<Ruling> = Vec::new();
    let mut left: Vec<Need> = Vec::new();
    for _ in 0..5 {
        let facts = Facts { applicants: applicants.to_vec(), tables: tables.to_vec(), rulings: rulings.clone() };
        let bar = super::super::progress(applicants.len(), ground.tongue.pick("ruling", "裁定"));
        let (needs, wrong) = open_before(ground.policy, stage, facts, &mut || bar.inc(1)).map_err(|reading| {
            let name = &ground.policy.readings[reading.index()].named.name;
            Stop::wrong(format!("a draw hangs on the reading `{name}`"))
        })?;
        bar.finish_and_clear();
        for (at, _) in wrong.iter().rev() {
            rulings.remove(*at);
        }
        left = needs.into_iter().filter(|need| need.stops).collect();
        let more = officer::rule(ground.policy, &left, ground.seed, when, &rulings);
        if more.is_empty() {
            break;
        }
        rulings.extend(more);
        rulings.sort_by(|one, other| (&one.id, &one.key).cmp(&(&other.id, &other.key)));
    }
    let dropped: BTreeSet<String> = left.into_iter().map(|need| need.id).collect();
    rulings.retain(|ruling| !dropped.contains(&ruling.id));
    Ok((rulings, dropped.into_iter().collect()))
}

/// Rulings as a table.
pub fn sheet(rulings: &[Ruling]) -> Sheet {
    let mut sheet = Sheet::new("rulings", ["id", "key", "ruling", "reason", "who", "when"]);
    for r in rulings {
        let cells = [&r.id, &r.key, &r.ruling, &r.reason, &r.who, &r.when.to_string()];
        sheet.rows.push(cells.into_iter().cloned().collect());
    }
    sheet
}

/// The bytes of a table of rulings.
pub fn sheet_bytes(rulings: &[Ruling]) -> Vec<u8> {
    write::csv(&sheet(rulings))
}

/// Holds one draw.
pub fn hold(ground: &Ground, draw: DrawId, applicants: &Path, rulings: &Path) -> Result<Made, Stop> {
    let tongue = ground.tongue;
    let named = &ground.policy.draws[draw.index()].named;
    let source = Source {
        policy: ground.file,
        applicants,
        draw: &named.name,
        tables: Some(ground.output),
        rulings: rulings.is_file().then_some(rulings),
        ledger: None,
        without_rejected: false,
    };
    let prepared = prepare(&source, &ground.year, tongue)?;
    if let Some(need) = prepared.remade.needs.iter().find(|need| need.stops) {
        return Err(Stop::wrong(format!("`{}` is still open in `{}`: {:?}", need.id, named.name, need.keys)));
    }
    let full = prepared.policy.draw_name(draw);
    let bytes = |what: &str, name: &str| -> Bytes32 {
        sums::hash([
            "ruxue/demo".as_bytes(),
            full.as_bytes(),
            what.as_bytes(),
            name.as_bytes(),
            &ground.seed.to_le_bytes(),
        ])
    };
    let sealed: BTreeMap<String, Sealed> = prepared
        .sealed
        .iter()
        .map(|(name, content)| (name.clone(), Sealed { bytes: content.clone(), salt: bytes("salt", name) }))
        .collect();
    let (mut all, frozen) = folder(&prepared, &sealed).map_err(|all| faults(&all, tongue))?;
    let parties: Vec<(String, Bytes32)> = ["demo-commission", "demo-notary", "demo-parents"]
        .into_iter()
        .map(|party| (party.to_owned(), bytes("share", party)))
        .collect();
    let digest = frozen.digest();
    let commitments: commitments::Commitments =
        parties.iter().map(|(party, share)| (party.clone(), sums::commitment(party, &digest, share))).collect();
    let opened: Vec<Party> = parties
        .iter()
        .map(|(party, share)| Party { party: party.clone(), commitment: hex(&commitments[party]), share: hex(share) })
        .collect();
    let balls: String = bytes("balls", "")[..20].iter().map(|b| char::from(b'0' + b % 10)).collect();
    let mut public: Files = all
        .iter()
        .filter_map(|(path, content)| Some((path.strip_prefix("public/")?.to_owned(), content.clone())))
        .collect();
    public.insert(commitments::FILE.into(), commitments::write(&commitments));
    let fixed = Fixed { rehearsal: None, parties: opened, balls, voids: Vec::new() };
    let run = perform(&public, fixed).map_err(|all| faults(&all, tongue))?;
    public.extend(run.files());
    for (party, share) in &parties {
        let share = Share::new(&full, 1, party, &digest, share);
        all.insert(format!("sealed/{}", Share::path(party)), share.bytes());
    }
    all.extend(public.iter().map(|(path, content)| (format!("public/{path}"), content.clone())));
    std::fs::create_dir_all(&ground.year).map_err(|e| Stop::failed(format!("`{}`: {e}", ground.year.display())))?;
    files::write_tree(&ground.year.join(&named.name), &all, true, &ground.year)
        .map_err(|e| Stop::failed(e.text(tongue)))?;
    let certified = sums::digest(&public[certificate::FILE]);
    let proved = check(ground, &named.name, draw)?;
    let seats = String::from_utf8(seats_used(&prepared.policy, draw, &prepared.remade.built, &run.results))
        .map_err(|e| Stop::failed(e.to_string()))?;
    let seats = read_seats(&seats).map_err(|e| Stop::failed(e.text(tongue)))?;
    files::reserve(&ground.ledger).map_err(|e| Stop::failed(e.text(tongue)))?;
    let mut store = SqliteLedger::open(&ground.ledger).map_err(|e| Stop::failed(e.text(tongue)))?;
    record_run(&mut store, &full, 1, Digest(certified), &seats).map_err(|e| Stop::failed(e.text(tongue)))?;
    Ok(Made { prepared, run, certificate: hex(&certified), recorded: seats.len(), proved })
}

/// Verifies a draw as it lies on the disk; how many things were proved.
fn check(ground: &Ground, name: &str, draw: DrawId) -> Result<usize, Stop> {
    let tongue = ground.tongue;
    let stage = ground.policy.draws[draw.index()].stage;
    let read = |name: &str, part: &str| {
        files::read_tree(&ground.year.join(name).join(part)).map_err(|e| Stop::failed(e.text(tongue)))
    };
    let mut earlier: BTreeMap<String, Known> = BTreeMap::new();
    for (id, declared) in ground.policy.draws_of(stage).take_while(|(id, _)| *id != draw) {
        earlier.insert(ground.policy.draw_name(id), known(&read(&declared.named.name, "public")?));
    }
    let (public, sealed) = (read(name, "public")?, read(name, "sealed")?);
    let full = ground.policy.draw_name(draw);
    let mut again = |sealed: &Files, policies: &Files| super::super::freeze::again(&full, sealed, policies);
    let verified = verify(Folder { public: &public, sealed: Some(&sealed) }, &earlier, Some(&mut again));
    if !verified.faults.is_empty() {
        return Err(faults(&verified.faults, tongue));
    }
    Ok(verified.proved.len())
}
