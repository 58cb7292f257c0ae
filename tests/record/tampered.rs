//! A run verifies, and no file of it can be changed, taken away or added without being named.

use crate::folder::{BALLS, PARTIES, Place, faults};
use crate::rng::Rng;
use ruxue::record::sums::hex;
use ruxue::record::verify::{Stage, hold_to};
use ruxue::record::{Files, certificate};
use std::collections::BTreeMap;

/// A whole run with receipts, after a voided attempt.
fn whole(seed: u64) -> Place {
    let mut place = Place::some(seed);
    place.commit();
    let run = place.allocate(BALLS);
    place.receipts(&run);
    place.void();
    place.commit();
    let run = place.allocate("27182818284590452353");
    place.receipts(&run);
    place
}

/// Applies a change to every file, one after another, and looks whether the file is named.
fn each(place: &Place, what: &str, mut change: impl FnMut(&str, &mut Files)) {
    for sealed in [false, true] {
        let files = if sealed { &place.sealed } else { &place.public };
        for path in files.keys() {
            let mut other = place.clone();
            let files = if sealed { &mut other.sealed } else { &mut other.public };
            change(path, files);
            if other == *place {
                continue;
            }
            let verified = other.verify();
            let name = if sealed { format!("sealed/{path}") } else { path.clone() };
            // A salt is named with its file.
            let name = name.strip_suffix(".salt").unwrap_or(&name);
            let named = verified.faults.iter().any(|fault| fault.file.starts_with(name));
            assert!(named, "{name}: {what} is not named: {:#?}", faults(&verified));
        }
    }
}

#[test]
fn a_run_verifies_and_no_file_can_be_tampered_with() {
    for seed in 1..=6 {
        let place = whole(seed);
        let verified = place.verify();
        assert_eq!(faults(&verified), Vec::<String>::new(), "seed {seed}");
        assert_eq!((verified.stage, verified.attempt), (Stage::Certified, 2));
        assert_eq!(faults(&place.verify_public(&BTreeMap::new())), Vec::<String>::new(), "seed {seed}");

        let mut rng = Rng::new(seed);
        each(&place, "a changed byte", |path, files| {
            let bytes = files.get_mut(path).expect("there");
            if !bytes.is_empty() {
                let at = rng.below(bytes.len());
                bytes[at] ^= 1 << rng.below(8);
            }
        });
        each(&place, "a byte more", |path, files| files.get_mut(path).expect("there").push(b'\n'));
        each(&place, "no bytes", |path, files| files.get_mut(path).expect("there").clear());
        // A receipt may be handed out and kept nowhere.
        each(&place, "no file", |path, files| match path.contains("receipts/") {
            true => {}
            false => drop(files.remove(path)),
        });
        each(&place, "a row less", |path, files| {
            let bytes = files.get_mut(path).expect("there");
            let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
            if lines.len() > 1 {
                let gone = 1 + rng.below(lines.len() - 1);
                *bytes = lines
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| *at != gone)
                    .flat_map(|(_, line)| line.to_vec())
                    .collect();
            }
        });
        each(&place, "another file", |path, files| {
            files.insert(format!("{path}.bak"), files[path].clone());
        });
        each(&place, "another folder", |path, files| {
            files.insert(format!("{path}/x"), Vec::new());
        });
    }
}

#[test]
fn a_table_is_named_with_row_and_column() {
    let text = |place: &Place| String::from_utf8(place.public["placements.tsv"].clone()).expect("UTF-8");
    let place = (1..).map(whole).find(|place| text(place).contains("\tunplaced\t")).expect("a run");
    let placements = text(&place);
    let line = placements.lines().position(|line| line.contains("\tunplaced\t")).expect("someone is not placed");
    let row = placements.lines().nth(line).expect("a line");
    let id = row.split('\t').next().expect("an id");
    let mut other = place.clone();
    let changed = placements.replace(row, &row.replace("\tunplaced\t", "\tplaced\t"));
    other.public.insert("placements.tsv".into(), changed.into_bytes());
    let verified = other.verify();
    let fault = &verified.faults[0];
    assert_eq!(verified.faults.len(), 1, "{:#?}", faults(&verified));
    assert_eq!((fault.file.as_str(), fault.line), ("placements.tsv", Some(line + 1)));
    assert_eq!((fault.row.as_deref(), fault.column.as_deref()), (Some(id), Some("status")));

    // A certificate that says something else is named by its key.
    let text = String::from_utf8(place.public[certificate::FILE].clone()).expect("UTF-8");
    for (from, to, key) in [
        ("27182818284590452353", "27182818284590452354", "master"),
        ("\"balls\":\"27", "\"balls\":\"7", "balls"),
        ("\"attempt\":\"2\",\"balls\"", "\"attempt\":\"3\",\"balls\"", "attempt"),
        ("a ball broke", "all went well", "voids[0].reason"),
        ("\"placed\":", "\"placed\":1", "counts.placed"),
        ("sha-256", "sha-257", "suite"),
        ("\"certificate\":\"", "\"certificate\":\"0", "voids[0].certificate"),
        ("\"rehearsal\":null", "\"rehearsal\":\"x\"", "rehearsal"),
    ] {
        let mut other = place.clone();
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        other.public.insert(certificate::FILE.into(), changed.into_bytes());
        let verified = other.verify();
        let named = verified.faults.iter().any(|fault| {
            fault.file == certificate::FILE && fault.column.as_deref().is_some_and(|column| column == key)
        });
        assert!(named, "{key}: {:#?}", faults(&verified));
    }
}

/// Someone who exchanges everything consistently is caught by the signed digest alone.
#[test]
fn the_signed_digest_holds_the_whole() {
    let (mut one, mut other) = (Place::some(3), Place::some(3));
    one.commit();
    other.commit();
    one.allocate(BALLS);
    other.allocate("00000000000000000000");
    let signed = one.certificate();
    let mut verified = one.verify();
    hold_to(&mut verified, &signed);
    assert!(verified.faults.is_empty());
    let mut verified = other.verify();
    assert!(verified.faults.is_empty());
    hold_to(&mut verified, &signed);
    assert_eq!(verified.faults[0].file, certificate::FILE);
    assert!(faults(&verified)[0].contains(&hex(&other.certificate())));
}

#[test]
fn a_share_that_was_not_committed_to_is_named() {
    let mut place = Place::some(4);
    place.commit();
    let before = place.verify();
    assert_eq!((before.stage, faults(&before).len()), (Stage::Committed, 0));
    for party in PARTIES {
        let mut other = place.clone();
        let path = format!("shares/{party}.json");
        let text = String::from_utf8(other.sealed[&path].clone()).expect("UTF-8");
        let at = text.find("\"share\":\"").expect("a share") + 9;
        let digit = if text.as_bytes()[at] == b'0' { "1" } else { "0" };
        let changed = format!("{}{digit}{}", &text[..at], &text[at + 1..]);
        other.sealed.insert(path.clone(), changed.into_bytes());
        let verified = other.verify();
        assert_eq!(verified.faults[0].file, format!("sealed/{path}"), "{:#?}", faults(&verified));
    }
}
