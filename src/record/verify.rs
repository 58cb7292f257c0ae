//! Verification: everything that a run folder says is made again from the frozen files, and every difference is named.
//!
//! It takes the bytes of a folder, the public part alone or with the sealed one, and knows no more than the folder says.
//! What it cannot know is whether the whole folder was exchanged for another: that is what the digest on the signed page
//! is for. It does not hang on the words of pages for people: those are held to their digests in the certificate.

use super::certificate::{self, Certificate};
use super::commitments::{self, Share};
use super::fault::{Both, Fault, quoted};
use super::frozen::{self, Frozen};
use super::run::{Fixed, MADE, PAGES, Run, perform};
use super::sums::{self, Bytes32, are_balls, hex, unhex};
use super::void::{self, FOLDER, Void, folder, present, within};
use super::{Files, json, public, receipt, roster, rounds, tsv};
use std::collections::BTreeMap;

/// Makes `rounds.json`, `roster.tsv`, `plan.tsv` and `lists.tsv` again from the sealed files and the policies, each by
/// their paths (`policies/…`; the sealed ones without `sealed/`).
pub type Reevaluate<'a> = dyn FnMut(&Files, &Files) -> Result<Files, String> + 'a;

/// What is known of another draw's certificates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The digest of the one that stands.
    pub stands: Option<Bytes32>,
    /// The digests of those of voided attempts.
    pub voided: Vec<Bytes32>,
}

/// A run folder.
#[derive(Debug, Clone, Copy)]
pub struct Folder<'a> {
    /// The public files, by their paths in the public folder.
    pub public: &'a Files,
    /// The sealed files, by their paths in the sealed folder, if they are there.
    pub sealed: Option<&'a Files>,
}

/// How far a draw has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// All its attempts are void, and it is to be frozen again.
    Void,
    /// Its files are frozen.
    Frozen,
    /// Parties have committed themselves.
    Committed,
    /// It has a certificate.
    Certified,
}

/// What a verification came to.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The full name of the draw; empty if it cannot be read.
    pub draw: String,
    /// How far it has come.
    pub stage: Stage,
    /// Which attempt, from 1.
    pub attempt: u32,
    /// The seed, if it is a rehearsal.
    pub rehearsal: Option<String>,
    /// The digest of the certificate, if there is one.
    pub certificate: Option<Bytes32>,
    /// What was made again and is so.
    pub proved: Vec<Both>,
    /// What was not looked at, and why.
    pub open: Vec<Both>,
    /// What is not as it should be; empty if all is well.
    pub faults: Vec<Fault>,
}

impl Verified {
    fn prove(&mut self, en: impl Into<String>, zh: impl Into<String>) {
        self.proved.push(Both::new(en, zh));
    }

    fn leave(&mut self, en: impl Into<String>, zh: impl Into<String>) {
        self.open.push(Both::new(en, zh));
    }
}

/// Verifies a folder. `earlier` are the certificates of other draws, by their full names.
pub fn verify(
    folder: Folder<'_>,
    earlier: &BTreeMap<String, Known>,
    reevaluate: Option<&mut Reevaluate<'_>>,
) -> Verified {
    attempt(folder, earlier, reevaluate, false)
}

/// Verifies one attempt, the voided ones before it included.
fn attempt(
    folder: Folder<'_>,
    earlier: &BTreeMap<String, Known>,
    reevaluate: Option<&mut Reevaluate<'_>>,
    is_voided: bool,
) -> Verified {
    let files = folder.public;
    let made = MADE.iter().any(|path| files.contains_key(*path));
    let stage = match (made, files.contains_key(commitments::FILE)) {
        (true, _) => Stage::Certified,
        (_, true) => Stage::Committed,
        _ => Stage::Frozen,
    };
    let mut done = Verified {
        draw: String::new(),
        stage,
        attempt: 1,
        rehearsal: None,
        certificate: files.get(certificate::FILE).map(|bytes| sums::digest(bytes)),
        proved: Vec::new(),
        open: Vec::new(),
        faults: Vec::new(),
    };
    if present(files).is_empty()
        && let Some(draw) = void::draw(files)
    {
        done.stage = Stage::Void;
        done.draw = draw;
        done.attempt = check_voids(&mut done, folder, earlier, is_voided).map_or(0, |voids| voids.len()) as u32 + 1;
        done.leave("the draw is void and is to be frozen again", "派位已作废，有待重新冻结");
        return done;
    }
    let frozen = match Frozen::read(files) {
        Ok(frozen) => frozen,
        Err(faults) => {
            done.faults = faults;
            return done;
        }
    };
    done.draw = frozen.draw.clone();
    check_frozen(&mut done, &frozen, files);
    check_previous(&mut done, &frozen, earlier, is_voided);
    let voids = check_voids(&mut done, folder, earlier, is_voided);
    done.attempt = voids.as_ref().map_or(0, Vec::len) as u32 + 1;
    check_extra(&mut done, files);
    match stage {
        Stage::Certified => check_certified(&mut done, folder, &frozen, voids),
        _ => check_committed(&mut done, folder, &frozen),
    }
    check_sealed(&mut done, folder, &frozen, reevaluate);
    done
}

fn check_frozen(done: &mut Verified, frozen: &Frozen, files: &Files) {
    let before = done.faults.len();
    done.faults.extend(frozen.check_public(files));
    if done.faults.len() == before {
        done.prove(
            format!("the frozen files are those of frozen.json, which come to {}", frozen.frozen),
            format!("冻结的文件与 frozen.json 相符，合计为 {}", frozen.frozen),
        );
    }
    match public::read(files) {
        Ok(public) if public.draw.draw != frozen.draw => {
            let (en, zh) = ("is another draw than that of frozen.json", "与 frozen.json 的派位不同");
            done.faults.push(Fault::new(rounds::FILE, en, zh).column("draw"));
        }
        Ok(_) => {}
        // A file that is missing was named already.
        Err(faults) => done.faults.extend(faults.into_iter().filter(|fault| files.contains_key(&fault.file))),
    }
}

fn check_previous(done: &mut Verified, frozen: &Frozen, earlier: &BTreeMap<String, Known>, is_voided: bool) {
    for previous in &frozen.previous {
        let (draw, digest) = (&previous.draw, unhex(&previous.certificate));
        let Some(known) = earlier.get(draw) else {
            done.leave(
                format!(
                    "the earlier draw {draw} is not here; its certificate should have the digest {}",
                    previous.certificate
                ),
                format!("在前的派位 {draw} 不在此处；其证书摘要应为 {}", previous.certificate),
            );
            continue;
        };
        if known.stands.is_some() && known.stands == digest {
            done.prove(
                format!("it reads the results of {draw} as they stand"),
                format!("所依据的 {draw} 的结果即现行结果"),
            );
        } else if digest.is_some_and(|digest| known.voided.contains(&digest)) {
            if !is_voided {
                done.faults.push(
                    Fault::new(
                        frozen::FILE,
                        format!("the attempt at {draw} that this draw read was voided; void this draw too, and freeze it again"),
                        format!("本次派位所依据的 {draw} 已作废；请将本次派位一并作废，重新冻结"),
                    )
                    .column("previous"),
                );
            }
        } else {
            done.faults.push(
                Fault::new(
                    frozen::FILE,
                    format!("the certificate of {draw} is not the one that this draw read"),
                    format!("{draw} 的证书与本次派位所依据的不同"),
                )
                .column("previous"),
            );
        }
    }
}

/// Checks the records of voided attempts, and each attempt as the run that it was.
fn check_voids(
    done: &mut Verified,
    here: Folder<'_>,
    earlier: &BTreeMap<String, Known>,
    is_voided: bool,
) -> Option<Vec<Void>> {
    let voids = match void::read(here.public, &done.draw) {
        Ok(voids) => voids,
        Err(faults) => {
            done.faults.extend(faults);
            return None;
        }
    };
    // A voided attempt is verified together with those before it, which the folder above has at hand.
    if is_voided {
        return Some(voids);
    }
    let kept: Vec<String> = (1..=voids.len() as u32).map(folder).collect();
    let more = here.sealed.into_iter().flat_map(Files::keys).filter(|path| path.starts_with(FOLDER));
    let more = more.filter(|path| !kept.iter().any(|place| path.starts_with(place)));
    done.faults.extend(more.map(|path| super::extra(&format!("{}{path}", frozen::SEALED))));
    for number in 1..=voids.len() as u32 {
        let place = folder(number);
        let mut public = within(here.public, &place);
        public.remove(void::FILE);
        for before in 1..number {
            let place = folder(before);
            public
                .extend(within(here.public, &place).into_iter().map(|(path, bytes)| (format!("{place}{path}"), bytes)));
        }
        let sealed = here.sealed.map(|sealed| within(sealed, &place));
        let kept = Folder { public: &public, sealed: sealed.as_ref() };
        let verified = attempt(kept, earlier, None, true);
        if verified.faults.is_empty() {
            done.prove(
                format!("attempt {number}, which is void, is kept as it was"),
                format!("第 {number} 次（已作废）保存完好"),
            );
        }
        done.faults.extend(verified.faults.into_iter().map(|fault| {
            let (sealed, name) = match fault.file.strip_prefix(frozen::SEALED) {
                Some(name) => (frozen::SEALED, name.to_owned()),
                None => ("", fault.file.clone()),
            };
            Fault { file: format!("{sealed}{place}{name}"), ..fault }
        }));
    }
    Some(voids)
}

/// Files that no run has.
fn check_extra(done: &mut Verified, files: &Files) {
    let own = |path: &str| {
        path == frozen::FILE || path == commitments::FILE || frozen::is_frozen(path) || MADE.contains(&path)
    };
    let more = files.keys().filter(|path| !own(path) && !path.starts_with(FOLDER));
    done.faults.extend(more.map(|path| super::extra(path)));
}

fn check_committed(done: &mut Verified, folder: Folder<'_>, frozen: &Frozen) {
    let commitments = match commitments::read(folder.public) {
        Ok(commitments) => commitments,
        Err(faults) => return done.faults.extend(faults),
    };
    done.leave("the draw has not been held", "派位尚未进行");
    let Some(sealed) = folder.sealed else { return };
    let receipts = sealed.keys().filter(|path| path.starts_with(receipt::FOLDER));
    done.faults.extend(receipts.map(|path| super::extra(&format!("{}{path}", frozen::SEALED))));
    for (party, path) in sealed_shares(sealed) {
        let file = format!("{}{path}", frozen::SEALED);
        let share = match Share::read(sealed, &party) {
            Ok(share) => share.and_then(|share| share.open(&frozen.draw, done.attempt, &party, &frozen.digest())),
            Err(faults) => {
                done.faults.extend(faults);
                continue;
            }
        };
        let made = share.map(|share| sums::commitment(&party, &frozen.digest(), &share));
        if made.is_none() || made.as_ref() != commitments.get(&party) {
            done.faults.push(Fault::new(
                file,
                "the share is not the one that its party committed itself to",
                "该份额与该方的承诺不符",
            ));
        }
    }
}

/// The parties that have a sealed share, and its path.
fn sealed_shares(sealed: &Files) -> Vec<(String, String)> {
    let shares = sealed.keys().filter(|path| path.starts_with("shares/"));
    shares
        .map(|path| {
            let name = path.trim_start_matches("shares/");
            (name.strip_suffix(".json").unwrap_or(name).to_owned(), path.clone())
        })
        .collect()
}

fn check_certified(done: &mut Verified, folder: Folder<'_>, frozen: &Frozen, voids: Option<Vec<Void>>) {
    let files = folder.public;
    let certificate = match Certificate::read(files) {
        Ok(certificate) => certificate,
        Err(faults) => {
            done.faults.extend(faults);
            let missing = MADE.iter().filter(|path| !files.contains_key(**path) && **path != certificate::FILE);
            return done.faults.extend(missing.map(|path| super::missing(path)));
        }
    };
    done.rehearsal = certificate.rehearsal.clone();
    check_parties(done, files, frozen, &certificate);
    check_listed(done, files, &certificate);
    if let Some(sealed) = folder.sealed {
        check_opened(done, sealed, frozen, &certificate);
    }
    let Some(voids) = voids else {
        let zh = "作废记录有误，未能重算";
        return done.leave("nothing was made again, because the records of voided attempts are not sound", zh);
    };
    let run = match perform(files, Fixed::of(&certificate, voids)) {
        Ok(run) => run,
        Err(_) => {
            // What the frozen files lack was named already; without them nothing can be made again.
            return done
                .leave("nothing was made again, because the frozen files are not sound", "冻结的文件有误，未能重算");
        }
    };
    let before = done.faults.len();
    check_results(done, files, &run);
    check_certificate(done, &certificate, &run);
    if done.faults.len() == before {
        done.prove(
            "the tickets follow from the shares and the balls, and the placements from classes, wishes and tickets",
            "派位号由各方份额和公开摇号得出；录取结果由类别、志愿和派位号得出",
        );
    }
    check_pages(done, files, &certificate, &run);
    // Receipts name the certificate: of one that is not sound there are none that could be right.
    if done.faults.len() == before
        && let (Some(sealed), Some(digest)) = (folder.sealed, done.certificate)
    {
        done.faults.extend(receipt::check(&run, digest, &within(sealed, receipt::FOLDER)));
    }
}

fn check_parties(done: &mut Verified, files: &Files, frozen: &Frozen, certificate: &Certificate) {
    let mut fault = |key: String, en: &str, zh: &str| {
        done.faults.push(Fault::new(certificate::FILE, en, zh).column(&key));
    };
    if certificate.rehearsal.is_some() {
        if !certificate.parties.is_empty() || !certificate.balls.is_empty() {
            fault("rehearsal".into(), "a rehearsal has neither parties nor balls", "演练没有各方，也没有摇号");
        }
        if files.contains_key(commitments::FILE) {
            done.faults.push(super::extra(commitments::FILE));
        }
        return;
    }
    if !are_balls(&certificate.balls) {
        fault("balls".into(), "these are not at least 20 decimal digits", "不足 20 位十进制数字");
    }
    if certificate.parties.is_empty() {
        fault("parties".into(), "no party had committed itself", "没有任何一方提交承诺");
    }
    let mut listed = commitments::Commitments::new();
    for (at, party) in certificate.parties.iter().enumerate() {
        let (share, commitment) = (unhex(&party.share), unhex(&party.commitment));
        let made = share.map(|share| sums::commitment(&party.party, &frozen.digest(), &share));
        if made.is_none() || made != commitment {
            fault(
                format!("parties[{at}].share"),
                "the share is not the one that its party committed itself to",
                "该份额与该方的承诺不符",
            );
        }
        listed.insert(party.party.clone(), commitment.unwrap_or_default());
    }
    match files.get(commitments::FILE) {
        None => done.faults.push(super::missing(commitments::FILE)),
        Some(bytes) => {
            let by = Both::new("the certificate has", "证书所载为 ");
            let wanted = commitments::write(&listed);
            done.faults.extend(tsv::differences(commitments::FILE, bytes, &wanted, &by));
        }
    }
}

/// Records of voided attempts have the digests that the certificate gives them; pages for people are there.
fn check_listed(done: &mut Verified, files: &Files, certificate: &Certificate) {
    for path in PAGES.iter().filter(|path| !files.contains_key(**path)) {
        done.faults.push(super::missing(path));
    }
    for file in certificate.results.iter().filter(|file| file.path.starts_with(FOLDER)) {
        if files.get(&file.path).is_some_and(|bytes| hex(&sums::digest(bytes)) != file.digest) {
            done.faults.push(super::changed(&file.path, certificate::FILE));
        }
    }
}

/// Pages for people have the digests that the certificate gives them. Where one has not, it is the certificate that was
/// changed if the page has the very words that are written today.
fn check_pages(done: &mut Verified, files: &Files, certificate: &Certificate, run: &Run) {
    let pages = run.pages();
    for path in PAGES {
        let digest = certificate.results.iter().find(|file| file.path == path).map(|file| file.digest.as_str());
        let Some(found) = files.get(path) else { continue };
        let is_listed = digest == Some(&hex(&sums::digest(found)));
        let is_ours = pages.get(path) == Some(found);
        if is_listed && !is_ours {
            done.leave(
                format!("{path} has the digest of the certificate, but not the words of this version"),
                format!("{path} 与证书所载摘要相符，但文字与本版本不同"),
            );
        } else if !is_listed && is_ours {
            let (en, zh) = (format!("the digest of {path} is another"), format!("{path} 的摘要与此不同"));
            done.faults.push(Fault::new(certificate::FILE, en, zh).column("results"));
        } else if !is_listed {
            done.faults.push(super::changed(path, certificate::FILE));
        }
    }
}

/// After the draw every share is open, and the sealed copies are those of the certificate.
fn check_opened(done: &mut Verified, sealed: &Files, frozen: &Frozen, certificate: &Certificate) {
    let whole = frozen.has_facts(sealed);
    for party in &certificate.parties {
        let file = format!("{}{}", frozen::SEALED, Share::path(&party.party));
        let share = unhex(&party.share).unwrap_or_default();
        let wanted = Share::new(&frozen.draw, done.attempt, &party.party, &frozen.digest(), &share).bytes();
        match sealed.get(&Share::path(&party.party)) {
            None if whole => done.faults.push(super::missing(&file)),
            None => {}
            Some(bytes) if *bytes != wanted => done.faults.push(super::changed(&file, certificate::FILE)),
            Some(_) => {}
        }
    }
    let known = |name: &str| certificate.parties.iter().any(|party| party.party == name);
    let more = sealed_shares(sealed).into_iter().filter(|(party, path)| !known(party) || *path != Share::path(party));
    done.faults.extend(more.map(|(_, path)| super::extra(&format!("{}{path}", frozen::SEALED))));
}

fn check_results(done: &mut Verified, files: &Files, run: &Run) {
    let by = Both::new("the run gives", "重算得 ");
    for (path, wanted) in &run.tables {
        match files.get(path) {
            None => done.faults.push(super::missing(path)),
            Some(found) => done.faults.extend(tsv::differences(path, found, wanted, &by)),
        }
    }
}

/// The certificate is that of the run; of the pages it says what it says.
fn check_certificate(done: &mut Verified, certificate: &Certificate, run: &Run) {
    let pages = certificate.results.iter().filter(|file| PAGES.contains(&file.path.as_str())).cloned().collect();
    let wanted = run.certificate(pages);
    let value = |certificate: &Certificate| serde_json::to_value(certificate).unwrap_or_default();
    for key in json::differences(&value(certificate), &value(&wanted), tsv::MOST) {
        let (en, zh) = ("this is not what the run gives", "与重算结果不符");
        done.faults.push(Fault::new(certificate::FILE, en, zh).column(&key));
    }
    for path in PAGES.iter().filter(|path| !certificate.results.iter().any(|file| file.path == **path)) {
        let en = format!("the digest of {path} is missing");
        done.faults.push(Fault::new(certificate::FILE, en, format!("缺少 {path} 的摘要")).column("results"));
    }
}

fn check_sealed(done: &mut Verified, folder: Folder<'_>, frozen: &Frozen, reevaluate: Option<&mut Reevaluate<'_>>) {
    let any = frozen.files.iter().any(|file| file.sealed);
    let Some(sealed) = folder.sealed.filter(|sealed| frozen.has_facts(sealed)) else {
        if any {
            done.leave(
                "the sealed part is not here: that the roster follows from the facts was not looked at",
                "封存部分不在此处：名册是否由事实得出，未作核验",
            );
        }
        return;
    };
    let faults = frozen.check_sealed(sealed);
    let sound = faults.is_empty();
    done.faults.extend(faults);
    if !sound || !any {
        return;
    }
    done.prove("the sealed files are those that were frozen", "封存的文件即当时冻结的文件");
    let Some(reevaluate) = reevaluate else {
        done.leave("that the roster follows from the facts was not looked at", "名册是否由事实得出，未作核验");
        return;
    };
    if !frozen.check_public(folder.public).is_empty() {
        return;
    }
    let policies = folder.public.iter().filter(|(path, _)| path.starts_with(frozen::POLICIES));
    let policies: Files = policies.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    match reevaluate(&frozen.sealed_files(sealed), &policies) {
        Err(says) => {
            let says = crate::base::card::mask(&says);
            let en = format!("the roster cannot be made again from the facts: {says}");
            done.faults.push(Fault::new(roster::FILE, en, format!("无法由事实重新得出名册：{says}")));
        }
        Ok(made) => {
            let before = done.faults.len();
            let by = Both::new("the facts give", "由事实得 ");
            for path in [rounds::FILE, roster::FILE, public::PLAN, public::LISTS] {
                match (folder.public.get(path), made.get(path)) {
                    (Some(found), Some(wanted)) if found != wanted && path == rounds::FILE => {
                        let (en, zh) = ("the policy gives other rounds", "由政策得出的轮次与此不同");
                        done.faults.push(Fault::new(path, en, zh));
                    }
                    (Some(found), Some(wanted)) => done.faults.extend(tsv::differences(path, found, wanted, &by)),
                    (Some(_), None) => done.faults.push(super::extra(path)),
                    (None, Some(_)) => done.faults.push(super::missing(path)),
                    (None, None) => {}
                }
            }
            if done.faults.len() == before {
                done.prove(
                    "the roster and the seats follow from the facts and the policy",
                    "名册和学位由事实和政策得出",
                );
            }
        }
    }
}

/// Holds a verification against the digest on the signed page.
pub fn hold_to(done: &mut Verified, signed: &Bytes32) {
    match &done.certificate {
        Some(digest) if digest == signed => {
            done.prove("the certificate has the digest that was given", "证书的摘要与所给的相符");
        }
        Some(digest) => {
            let (is, given) = (hex(digest), quoted(&hex(signed)));
            let en = format!("its digest is {is}, not {given}: this is not the certificate that was signed");
            done.faults.push(Fault::new(certificate::FILE, en, format!("摘要为 {is}，并非 {given}：不是所签署的证书")));
        }
        None => done.faults.push(super::missing(certificate::FILE)),
    }
}

/// What a year knows of the certificates of a draw.
pub fn known(files: &Files) -> Known {
    let mut known = Known::default();
    let digest = |bytes: &Vec<u8>| sums::digest(bytes);
    let is_real = Certificate::read(&present(files)).is_ok_and(|certificate| certificate.rehearsal.is_none());
    known.stands = files.get(certificate::FILE).filter(|_| is_real).map(digest);
    for attempt in 1.. {
        let place = folder(attempt);
        if !files.keys().any(|path| path.starts_with(&place)) {
            break;
        }
        known.voided.extend(files.get(&format!("{place}{}", certificate::FILE)).map(digest));
    }
    known
}
