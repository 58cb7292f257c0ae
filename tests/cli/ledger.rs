//! `ruxue ledger` as an officer meets it: what goes in, what is set aside, what comes out, what is found.

use crate::place::{Place, TOWN};
use insta::assert_snapshot;
use ruxue::ledger::{Seat, SqliteLedger, digest_of, record_run};
use std::path::Path;

const TABLE: &str = "table seat_ledger \"学位记录\" { key address \"登记地址\": id; key level \"登记学段\": stage; \
                     key pupil \"学生编号\": id; year \"登记年份\": int; }\n";
const DIRTY: &str = "登记地址,登记学段,学生编号,登记年份\nA1,小学,P1,2019\nA2,小学,P2,20211\nA3,初中,P3,2020\n\n\
                     A4,小学,P4,\nA5,primary,P5,2022\nA1,小学,P1,2020\n";

fn town() -> Place {
    let town = Place::town();
    town.write("ledger.pol", format!("{TOWN}{TABLE}"));
    town.write("seats.csv", DIRTY);
    town
}

/// A run on top of an import, as the tool itself would record it.
fn with_run(town: &Place) {
    let ran = town.run("ledger import seats.db ledger.pol seats.csv");
    assert_eq!(ran.code, 3, "{}", ran.screen);
    let seat = |pupil: &str, key: &str| Seat {
        pupil: pupil.into(),
        claim: "seat".into(),
        key: key.into(),
        stage: "primary".into(),
        year: 2024,
        round: "first".into(),
        school: "S1".into(),
    };
    let mut ledger = SqliteLedger::open(&town.path("seats.db")).expect("a ledger");
    let seats = [seat("Q1", "A1"), seat("Q2", "A9")];
    record_run(&mut ledger, "2024/primary/early", 1, digest_of(b"certificate"), &seats).expect("recorded");
}

#[test]
fn seats_are_imported_shown_and_checked() {
    let town = town();
    let mut screens = String::new();
    let mut run = |command: &str| screens.push_str(&town.run(command).screen);
    run("ledger import seats.db ledger.pol seats.csv");
    run("ledger import seats.db ledger.pol seats.csv");
    run("ledger import seats.db ledger.pol seats.csv --force --lang zh");
    run("ledger show seats.db");
    run("ledger show seats.db --key A1 --lang zh");
    run("ledger check seats.db");
    run("ledger check seats.db --lang zh");
    assert_snapshot!(screens);
    let rows = town.rows("seats-rejected.csv");
    assert_eq!(rows.iter().map(|row| row[4].as_str()).collect::<Vec<_>>(), ["行", "3", "4", "6", "8"]);
    // Corrected, they come in too.
    let corrected = town.text("seats-rejected.csv").replace("20211", "2021").replace("初中", "小学");
    town.write("again.csv", corrected);
    let ran = town.run("ledger import seats.db ledger.pol again.csv");
    assert!(
        ran.out.starts_with("again.csv: 4 rows read = 3 entered + 0 in the ledger already + 1 set aside\n"),
        "{}",
        ran.screen
    );
}

#[test]
fn what_a_run_gave_is_shown_and_voided_with_its_entry() {
    let town = town();
    with_run(&town);
    let mut screens = String::new();
    let mut run = |command: &str| screens.push_str(&town.run(command).screen);
    run("ledger show seats.db --key A1");
    run("ledger show seats.db --pupil Q2");
    run("ledger show seats.db --year 1999");
    let certificate = digest_of(b"certificate");
    run(&format!("ledger void seats.db 1 --digest {certificate}"));
    run(&format!("ledger void seats.db 3 --digest {certificate}"));
    run("ledger void seats.db 2 --digest ABC");
    run(&format!("ledger void seats.db 2 --digest {certificate}"));
    run(&format!("ledger void seats.db 2 --digest {certificate} --lang zh"));
    run("ledger show seats.db --lang zh");
    run("ledger show seats.db --key A1");
    assert_snapshot!(screens);
}

#[test]
fn what_was_changed_or_cut_off_is_found() {
    let town = town();
    with_run(&town);
    let noted = SqliteLedger::open_read_only(&town.path("seats.db"))
        .and_then(|ledger| ruxue::ledger::Store::entries(&ledger))
        .map(|entries| entries.iter().map(|entry| entry.chain.to_string()).collect::<Vec<_>>())
        .expect("entries");
    for head in &noted {
        assert_eq!(town.run(&format!("ledger check seats.db --head {head}")).code, 0);
    }
    let tamper = |sql: &str| {
        rusqlite::Connection::open(town.path("seats.db")).and_then(|c| c.execute_batch(sql)).expect("tampered");
    };
    tamper("DELETE FROM seats WHERE entry = 2; DELETE FROM entries WHERE number = 2");
    // The chain is whole without its end; only what was noted tells.
    assert_eq!(town.run("ledger check seats.db").code, 0);
    assert_eq!(town.run(&format!("ledger check seats.db --head {}", noted[0])).code, 0);
    let mut screens = town.run(&format!("ledger check seats.db --head {}", noted[1])).screen;
    tamper("UPDATE seats SET year = 2009 WHERE pupil = 'P1'");
    screens.push_str(&town.run("ledger check seats.db").screen);
    screens.push_str(&town.run("ledger check seats.db --lang zh").screen);
    screens.push_str(&town.run("ledger export seats.db ledger.pol").screen);
    screens.push_str(&town.run("ledger export seats.db").screen);
    assert_snapshot!(screens);
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_written() {
    let town = town();
    town.write("notes.txt", "no ledger");
    town.write(
        "many.pol",
        format!("{TOWN}{TABLE}{}", TABLE.replace("seat_ledger", "other").replace("学位记录", "另表")),
    );
    town.write("heads.csv", "登记地址,登记学段,登记年份\nA1,小学,2019\n");
    town.write("yearless.csv", "登记地址,登记学段,学生编号\nA1,小学,P1\n");
    let mut screens = String::new();
    for command in [
        "ledger import seats.db town.pol seats.csv",
        "ledger import seats.db many.pol seats.csv",
        "ledger import seats.db ledger.pol seats.csv --table school",
        "ledger import seats.db ledger.pol seats.csv --claim bed --lang zh",
        "ledger import seats.db ledger.pol heads.csv",
        "ledger import seats.db ledger.pol yearless.csv",
        "ledger import notes.txt ledger.pol seats.csv",
        "ledger import no/where.db ledger.pol seats.csv",
        "ledger show seats.db",
        "ledger check notes.txt --lang zh",
        "ledger check notes.txt --head 12",
        "ledger void seats.db 1 --digest 12",
    ] {
        screens.push_str(&town.run(command).screen);
    }
    assert_snapshot!(screens);
    assert!(!town.has("seats.db") && !town.has("seats-rejected.csv"));
    assert_eq!(town.text("notes.txt"), "no ledger");
    // A file of rejected rows that is there, or is what is imported, is never written over unasked.
    town.write("seats-rejected.csv", DIRTY);
    for command in [
        "ledger import seats.db ledger.pol seats.csv",
        "ledger import seats.db ledger.pol seats.csv --rejected seats.csv --force",
    ] {
        assert_ne!(town.run(command).code, 0);
        assert!(!town.has("seats.db"));
    }
    assert_eq!((town.text("seats-rejected.csv"), town.text("seats.csv")), (DIRTY.into(), DIRTY.into()));
}

#[test]
fn a_path_is_only_a_path() {
    let town = town();
    for name in ["file:seats.db?mode=memory", ":memory:"] {
        let ran = town.run(&format!("ledger import {name} ledger.pol seats.csv --force"));
        assert_eq!(ran.code, 3, "{}", ran.screen);
        assert!(town.has(name), "{name}");
        assert_eq!(town.run(&format!("ledger check {name}")).code, 0);
    }
}

#[cfg(unix)]
#[test]
fn a_ledger_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let town = town();
    town.run("ledger import seats.db ledger.pol seats.csv");
    town.run("ledger export seats.db ledger.pol -o out.csv");
    for name in ["seats.db", "seats-rejected.csv", "out.csv"] {
        assert_eq!(town.path(name).metadata().expect(name).permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[test]
fn what_is_exported_decides_as_what_was_imported() {
    let town = town();
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    for name in ["2024.pol", "2024.cohort.toml", "vocabulary/beijing.pol"] {
        town.write(&format!("policies/{name}"), std::fs::read(policies.join(name)).expect(name));
    }
    let run = |command: &str| {
        let ran = town.run(command);
        assert_eq!(ran.code, 0, "{}", ran.screen);
        ran
    };
    run("sample policies/2024.pol -n 1500 -o drawn");
    let ran = run("ledger import seats.db policies/2024.pol drawn/seat_ledger.csv");
    let drawn = town.rows("drawn/seat_ledger.csv").len() - 1;
    assert!(drawn > 50, "{drawn} seats");
    assert!(ran.out.contains(&format!("{drawn} rows read = {drawn} entered + 0 in")), "{}", ran.screen);
    for name in ["school.csv", "service.csv"] {
        town.write(&format!("exported/{name}"), town.bytes(&format!("drawn/{name}")));
        town.write(&format!("without/{name}"), town.bytes(&format!("drawn/{name}")));
    }
    run("ledger export seats.db policies/2024.pol -o exported/seat_ledger.csv");
    assert_eq!(town.run("ledger export seats.db policies/2024.pol").out, town.text("exported/seat_ledger.csv"));
    // In again, out again, by labels and by names: the same bytes.
    run("ledger import second.db policies/2024.pol exported/seat_ledger.csv");
    run("ledger export second.db policies/2024.pol -o second.csv");
    assert_eq!(town.bytes("second.csv"), town.bytes("exported/seat_ledger.csv"));
    run("ledger export second.db policies/2024.pol --names -o names.csv");
    assert!(town.text("names.csv").starts_with("\u{feff}address,level,pupil,year\r\n"));
    run("ledger import third.db policies/2024.pol names.csv --lang zh");
    assert_eq!(town.run("ledger export third.db").out, town.run("ledger export seats.db").out);
    // And the tool reads it as it reads the file it came from.
    for stage in ["primary", "junior"] {
        let evaluate = format!("evaluate policies/2024.pol drawn/{stage}.csv --stage {stage}");
        run(&format!("{evaluate} -o {stage}-drawn"));
        run(&format!("{evaluate} --tables exported -o {stage}-exported"));
        assert_eq!(
            town.text(&format!("{stage}-exported/decisions.csv")),
            town.text(&format!("{stage}-drawn/decisions.csv"))
        );
    }
    // The ledger matters to them: without it some stay open.
    run("evaluate policies/2024.pol drawn/primary.csv --stage primary --tables without -o primary-without");
    assert_ne!(town.text("primary-without/decisions.csv"), town.text("primary-drawn/decisions.csv"));
}
