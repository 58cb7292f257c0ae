//! Attempts, voids, rehearsals, chains of draws, and runs that come out the same.

use crate::folder::{BALLS, PARTIES, Place, SIZE, faults};
use crate::made::draw;
use crate::rng::Rng;
use ruxue::base::date::Date;
use ruxue::base::tongue::Tongue;
use ruxue::record::certificate::Certificate;
use ruxue::record::commitments::{self, opened};
use ruxue::record::frozen::Frozen;
use ruxue::record::run::{Fixed, perform};
use ruxue::record::verify::{Folder, Known, Stage, known, verify};
use ruxue::record::{Files, public, void};
use std::collections::BTreeMap;

fn drawn(seed: u64) -> Place {
    let mut place = Place::some(seed);
    place.commit();
    place.allocate(BALLS);
    place
}

#[test]
fn two_runs_are_the_same_to_the_byte() {
    for seed in 1..=8 {
        assert_eq!(drawn(seed), drawn(seed));
    }
    let other = |balls: &str| {
        let mut place = Place::some(1);
        place.commit();
        place.allocate(balls);
        place.public["tickets.tsv"].clone()
    };
    assert_ne!(other(BALLS), other("31415926535897932384627"));
}

#[test]
fn a_rehearsal_is_no_draw() {
    let place = drawn(2);
    for seed in ["1", "", BALLS] {
        let rehearsal = Place::some(2).rehearse(seed);
        let verified = rehearsal.verify_public(&BTreeMap::new());
        assert_eq!(faults(&verified), Vec::<String>::new());
        assert_eq!(verified.rehearsal.as_deref(), Some(seed));
        assert_ne!(rehearsal.public["tickets.tsv"], place.public["tickets.tsv"]);
        assert!(String::from_utf8_lossy(&rehearsal.public["certificate.txt"]).contains("REHEARSAL"));
        // The year knows no certificate of a rehearsal.
        assert_eq!(known(&rehearsal.public), Known::default());
        // A rehearsal that passes itself off as the draw has tickets of no master.
        let text = String::from_utf8(rehearsal.public["certificate.json"].clone()).expect("UTF-8");
        let real = Certificate::read(&place.public).expect("a certificate");
        let mut forged: Certificate = serde_json::from_str(&text).expect("a certificate");
        (forged.rehearsal, forged.balls, forged.parties) = (None, real.balls, real.parties);
        let mut other = rehearsal.clone();
        other.public.insert("certificate.json".into(), forged.bytes());
        other.public.insert("commitments.tsv".into(), place.public["commitments.tsv"].clone());
        let verified = other.verify_public(&BTreeMap::new());
        assert!(verified.faults.iter().any(|fault| fault.file == "tickets.tsv"), "{:#?}", faults(&verified));
    }
}

#[test]
fn a_further_attempt_needs_the_record_of_the_one_before() {
    let mut place = drawn(3);
    let first = place.public["tickets.tsv"].clone();
    let certificate = place.certificate();
    place.void();
    let verified = place.verify();
    assert_eq!((verified.stage, verified.attempt, faults(&verified).len()), (Stage::Frozen, 2, 0));
    assert_eq!(known(&place.public), Known { stands: None, voided: vec![certificate] });

    place.commit();
    place.allocate(BALLS);
    assert_ne!(place.public["tickets.tsv"], first, "the same balls give other tickets in another attempt");
    let verified = place.verify();
    assert_eq!((verified.attempt, faults(&verified)), (2, Vec::new()));
    let certified = Certificate::read(&place.public).expect("a certificate");
    assert_eq!(certified.voids[0].reason, "一只号球破裂 a ball broke");
    let page = String::from_utf8_lossy(&place.public["certificate.txt"]).into_owned();
    assert!(page.contains("1. 2024-06-12 notary: 一只号球破裂 a ball broke"));

    // Without the record the second attempt is no attempt.
    let mut other = place.clone();
    other.public.retain(|path, _| !path.starts_with("voided/"));
    let verified = other.verify_public(&BTreeMap::new());
    assert!(verified.faults.iter().any(|fault| fault.column.as_deref() == Some("attempt")), "{:#?}", faults(&verified));

    // An attempt that came to no certificate can be voided too, and a third follows.
    place.void();
    place.commit();
    place.void();
    place.commit();
    place.allocate(BALLS);
    let verified = place.verify();
    assert_eq!((verified.attempt, faults(&verified)), (4, Vec::new()));
    let certified = Certificate::read(&place.public).expect("a certificate");
    assert_eq!(
        certified.voids.iter().map(|void| void.certificate.is_empty()).collect::<Vec<_>>(),
        [false, false, true]
    );
}

#[test]
fn a_record_says_why_and_who() {
    let place = drawn(3);
    let at = Date::parse_iso("2024-06-12").expect("a day");
    for (reason, who) in
        [("", "notary"), ("a ball broke", " "), ("two\nlines", "notary"), ("11010519491231002X", "notary")]
    {
        let faults = void::void(&place.public, reason, who, at).expect_err("refused");
        assert_eq!(faults[0].file, "voided/1/void.json");
        assert!(!faults[0].text(Tongue::En).contains("1231002X"));
    }
}

#[test]
fn shares_are_held_to_their_commitments() {
    let mut place = Place::some(4);
    place.commit();
    let frozen = Frozen::read(&place.public).expect("frozen").digest();
    let list = commitments::read(&place.public).expect("commitments");
    let good: BTreeMap<_, _> = PARTIES.iter().map(|party| ((*party).to_owned(), Place::share(party, 1))).collect();
    assert_eq!(opened(&frozen, &list, &good).map(|parties| parties.len()), Ok(3));
    let mut missing = good.clone();
    missing.remove("notary");
    let mut other = good.clone();
    other.insert("notary".into(), Place::share("notary", 2));
    let mut more = good.clone();
    more.insert("stranger".into(), [1; 32]);
    for (shares, party) in [(missing, "notary"), (other, "notary"), (more, "stranger")] {
        let faults = opened(&frozen, &list, &shares).expect_err("refused");
        assert!(faults[0].text(Tongue::En).contains(party), "{}", faults[0].text(Tongue::En));
    }
    assert!(opened(&frozen, &BTreeMap::new(), &BTreeMap::new()).is_err());
}

#[test]
fn a_chain_of_two_draws() {
    let mut first = drawn(5);
    let name = "2024/junior/first_batch".to_owned();
    let previous = BTreeMap::from([(name.clone(), first.certificate())]);
    let mut second = Place::frozen("2024/junior/second_batch", &draw(&mut Rng::new(9), SIZE), &previous);
    second.commit();
    second.allocate(BALLS);

    let earlier = |first: &Place| BTreeMap::from([(name.clone(), known(&first.public))]);
    assert_eq!(faults(&second.verify_public(&earlier(&first))), Vec::<String>::new());
    // Alone it says what was not looked at.
    let alone = second.verify_public(&BTreeMap::new());
    assert!(alone.faults.is_empty() && alone.open.iter().any(|open| open.en.contains(&name)));
    // Another certificate than the one that was read, and one that was voided since.
    let verified = second.verify_public(&earlier(&drawn(6)));
    assert_eq!(verified.faults[0].column.as_deref(), Some("previous"));
    first.void();
    let verified = second.verify_public(&earlier(&first));
    assert!(faults(&verified)[0].contains("was voided"), "{:#?}", faults(&verified));
    // Frozen anew and voided itself, its first attempt may have read what is void now.
    second.void();
    first.commit();
    first.allocate(BALLS);
    let previous = BTreeMap::from([(name.clone(), first.certificate())]);
    let mut again = Place::frozen("2024/junior/second_batch", &draw(&mut Rng::new(9), SIZE), &previous);
    again.public.extend(second.public.into_iter().filter(|(path, _)| path.starts_with("voided/")));
    again.commit();
    again.allocate(BALLS);
    let verified = again.verify_public(&earlier(&first));
    assert_eq!((verified.attempt, faults(&verified)), (2, Vec::new()));
}

#[test]
fn the_roster_is_held_to_the_facts() {
    let place = drawn(7);
    let folder = Folder { public: &place.public, sealed: Some(&place.sealed) };
    let wanted: Files = public::write(&public::read(&place.public).expect("a draw")).expect("files");
    let mut asked = Vec::new();
    let mut right = |facts: &Files, policies: &Files| {
        asked.extend(facts.keys().chain(policies.keys()).cloned());
        Ok(wanted.clone())
    };
    let verified = verify(folder, &BTreeMap::new(), Some(&mut right));
    assert!(
        verified.faults.is_empty() && verified.proved.iter().any(|proved| proved.en.contains("follow from the facts"))
    );
    assert_eq!(asked, ["applicants.csv", "rulings/1.csv", "policies/town.pol", "policies/words/town's own.pol"]);

    let roster = String::from_utf8(wanted["roster.tsv"].clone()).expect("UTF-8");
    let row = roster.lines().nth(1).expect("a row");
    let mut wrong = |_: &Files, _: &Files| {
        let mut other = wanted.clone();
        other.insert("roster.tsv".into(), roster.replace(row, &format!("{row}x")).into_bytes());
        Ok(other)
    };
    let verified = verify(folder, &BTreeMap::new(), Some(&mut wrong));
    assert_eq!((verified.faults[0].file.as_str(), verified.faults[0].line), ("roster.tsv", Some(2)));
    let mut cannot = |_: &Files, _: &Files| Err("the policy has errors".to_owned());
    let verified = verify(folder, &BTreeMap::new(), Some(&mut cannot));
    assert!(faults(&verified)[0].contains("the policy has errors"));
}

/// The balls of a run must be what the certificate holds; fewer than twenty are refused when it is verified.
#[test]
fn too_few_balls_are_a_fault() {
    let mut place = Place::some(8);
    place.commit();
    place.allocate("1234567890123456789");
    let verified = place.verify();
    assert_eq!(verified.faults[0].column.as_deref(), Some("balls"));
}

/// What was frozen may not change before the balls either.
#[test]
fn nothing_runs_on_files_that_changed_since() {
    let mut place = Place::some(9);
    place.commit();
    for path in ["roster.tsv", "plan.tsv", "rounds.json", "policies/town.pol"] {
        let mut files = place.public.clone();
        files.get_mut(path).expect("there").push(b'\n');
        assert_eq!(perform(&files, Fixed::rehearsal("1")).expect_err("refused")[0].file, path);
    }
}
