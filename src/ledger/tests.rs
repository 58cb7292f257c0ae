//! Seats as text, and the table of a policy that stands for the ledger.

use super::*;
use crate::base::tongue::Tongue;
use crate::data::{RawTable, read_table, table_sheet, write};
use crate::driver::load;
use crate::ir::Policy;
use crate::tables::Tables;
use crate::value::{Fact, Value};

fn seat(pupil: &str, key: &str, stage: &str, year: i64) -> Seat {
    let [pupil, key, stage] = [pupil, key, stage].map(str::to_owned);
    Seat { pupil, claim: "seat".into(), key, stage, year, round: String::new(), school: String::new() }
}

fn policy(rules: &str) -> Policy {
    let text = format!(
        "policy town \"小镇\" {{ year 2024; }}\nstage primary \"小学\" {{ }}\nstage junior \"初中\" {{ }}\n\
         record home_facts {{ address \"地址\": id; }}\n\
         form applicant \"申请\" {{ id: id role id; household: id role household; home: home_facts or none; door: \
              id or none; }}\n{rules}"
    );
    let loaded = load("town.pol", text, &mut |_| Err(String::new()));
    let errors: Vec<_> =
        loaded.diagnostics.iter().filter(|d| d.severity == crate::diagnostic::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    loaded.policy.expect("a policy")
}

const LEDGER: &str = "table ledger \"学位记录\" { key address \"地址编号\": id; key level \"记录学段\": stage; key pupil \
     \"学生\": id; year \"年份\": int; }\n";
const CLAIM: &str = "claim seat \"一址一学位\" { home.address by household; only when home is present; when several: \
     refer \"归谁\"; }\n";

fn store(seats: &[Seat]) -> (tempfile::TempDir, SqliteLedger) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut ledger = SqliteLedger::open(&folder.path().join("seats.db")).expect("a ledger");
    ledger.import(&ImportEntry { source: "a.csv".into(), digest: digest_of(b"a") }, seats).expect("imported");
    (folder, ledger)
}

#[test]
fn sums_are_those_of_the_page() {
    // `grammar/DRAW.md` §6: a sealed file with 15 bytes under a salt of 32 bytes 09.
    let sealed = sums::sum(&[b"ruxue/sealed/v1", &[9; 32], b"applicant facts"]);
    assert_eq!(sealed.to_string(), "0bfa49fb453cb137be35f76f099b293a528b69c5d62ea1d406019c4597170e73");
    assert_eq!(sealed.to_string().parse(), Ok(sealed));
    for text in ["", "0bfa", &"0B".repeat(32), &"é".repeat(32)] {
        assert_eq!(text.parse::<Digest>(), Err(()), "{text}");
    }
}

/// The digests of a short chain, made from the description alone by a script of another language.
#[test]
fn the_chain_is_as_described() {
    let (_folder, mut ledger) = store(&[seat("P1", "A1", "primary", 2019)]);
    let given = Seat { round: "first".into(), school: "S1".into(), ..seat("Q1", "A2", "primary", 2024) };
    record_run(&mut ledger, "2024/primary/alpha", 1, digest_of(b"certificate"), &[given]).expect("recorded");
    ledger.void("2024/primary/alpha", &digest_of(b"certificate")).expect("voided");
    let chains: Vec<String> = ledger.entries().expect("entries").iter().map(|e| e.chain.to_string()).collect();
    assert_eq!(
        chains,
        [
            "a24f2391c964befb70eece390cabf95912bc96eb505ad16fcc4b06a52ba4323a",
            "c23c1b26873afd3e0dcc984a6144e9bac803593e161573338b7b1fe869ef1a93",
            "57610395e7ae4569a26cc185b61fc7054d6d0e54cb7338ff0763603318960987"
        ]
    );
}

#[test]
fn the_text_of_seats_reads_back_and_nothing_else_does() {
    let mut seats = vec![
        Seat { round: "first".into(), school: "S1".into(), ..seat("P2", "A1", "primary", 2024) },
        seat("P11x", "A2", "junior", 2023),
        seat("P2", "A1", "junior", 2023),
    ];
    let text = seats_text(&seats);
    seats.sort();
    assert_eq!(
        text,
        "ruxue-seats/1\tclaim\tkey\tstage\tyear\tround\tschool\nP11x\tseat\tA2\tjunior\t2023\t\t\n\
         P2\tseat\tA1\tjunior\t2023\t\t\nP2\tseat\tA1\tprimary\t2024\tfirst\tS1\n"
    );
    assert_eq!(read_seats(&text), Ok(seats.clone()));
    seats.reverse();
    assert_eq!(seats_text(&seats), text);
    assert_eq!(read_seats(&seats_text(&[])), Ok(vec![]));
    let lines: Vec<&str> = text.lines().collect();
    let wrong = [
        (text.trim_end().to_owned(), 1, "end"),
        (String::new(), 1, "end"),
        (text.replace("seats/1", "seats/2"), 1, "heading"),
        (text.replace("\tround", ""), 1, "heading"),
        (text.replace("\t2024", "\t+2024"), 4, "year"),
        (text.replace("\t2024", "\t02024"), 4, "year"),
        (text.replace("\tS1", ""), 4, "cells"),
        (text.replace('\n', "\r\n"), 1, "heading"),
        (format!("{}\n{}\n{}\n", lines[0], lines[2], lines[1]), 3, "order"),
        (format!("{}\n{}\n{}\n", lines[0], lines[1], lines[1]), 3, "order"),
    ];
    for (text, line, what) in wrong {
        assert_eq!(read_seats(&text), Err(Failure::Text { line, what }), "{text}");
    }
    let card = text.replace("P11x", "11010519491231002X").lines().collect::<Vec<_>>()[..2].join("\n") + "\n";
    assert!(matches!(read_seats(&card), Err(Failure::Seat { row: 1, field: "pupil", .. })));
    let again = format!("{}\n{}\nP11x\tseat\tA2\tjunior\t2023\tsecond\t\n", lines[0], lines[1]);
    assert!(matches!(read_seats(&again), Err(Failure::Twice(_))));
}

#[test]
fn the_table_is_found_by_what_it_is() {
    let other = "table service { key address: id; key level: stage; key serves: id; area: id; }\n";
    let found = bind(&policy(&format!("{other}{LEDGER}{CLAIM}")), None, None).expect("found");
    assert_eq!((found.table.index(), found.claim.as_str()), (1, "seat"));
    assert_eq!([found.key, found.stage, found.pupil, found.year], [0, 1, 2, 3]);
    // The order of the columns says nothing, and a year may be a key.
    let turned = "table ledger { key year: int; key pupil: id; key level: stage; key address: id; seats: int; }\n";
    let found = bind(&policy(&format!("{turned}{CLAIM}")), None, None).expect("found");
    assert_eq!([found.key, found.stage, found.pupil, found.year], [3, 2, 1, 0]);

    let none = policy(&format!("{other}{CLAIM}"));
    assert_eq!(bind(&none, None, None), Err(Unbound::NoTable));
    assert_eq!(bind(&none, Some("service"), None), Err(Unbound::NotLike("service".into())));
    assert_eq!(bind(&none, Some("ledger"), None), Err(Unbound::NotThere("ledger".into())));
    assert_eq!(bind(&policy(LEDGER), None, None), Err(Unbound::NoClaim("ledger".into())));

    let second = LEDGER.replace("ledger", "second").replace("学位记录", "另一表");
    let two = policy(&format!("{LEDGER}{second}{CLAIM}"));
    assert_eq!(bind(&two, None, None), Err(Unbound::Tables(vec!["ledger".into(), "second".into()])));
    assert_eq!(bind(&two, Some("另一表"), None).expect("found").table.index(), 1);

    let door =
        LEDGER.replace("ledger", "doors").replace("address \"地址编号\"", "door \"门\"").replace("学位记录", "门牌");
    let by_door = CLAIM
        .replace("seat", "door_seat")
        .replace("home.address", "door")
        .replace("一址", "一门")
        .replace("home is", "door is");
    let both = policy(&format!("{LEDGER}{door}{CLAIM}{by_door}"));
    assert_eq!(bind(&both, None, None), Err(Unbound::Tables(vec!["ledger".into(), "doors".into()])));
    assert_eq!(bind(&both, None, Some("door_seat")).expect("found").table.index(), 1);
    assert_eq!(bind(&both, Some("ledger"), None).expect("found").claim, "seat");
    assert_eq!(bind(&both, Some("ledger"), Some("door_seat")), Err(Unbound::NoClaim("ledger".into())));

    let again = CLAIM.replace("seat", "again").replace("一址", "又一");
    let rivals = policy(&format!("{LEDGER}{CLAIM}{again}"));
    assert_eq!(bind(&rivals, None, None), Err(Unbound::Claims(vec!["seat".into(), "again".into()])));
    assert_eq!(bind(&rivals, None, Some("一址一学位")).expect("found").claim, "seat");
    for unbound in [Unbound::NoTable, Unbound::Claims(vec!["seat".into()])] {
        assert!(!unbound.text(Tongue::En).is_empty() && !unbound.text(Tongue::Zh).is_ascii());
    }
}

#[test]
fn rows_that_cannot_be_a_seat_are_set_aside_and_the_counts_add_up() {
    let policy = policy(&format!("{LEDGER}{CLAIM}"));
    let binding = bind(&policy, None, None).expect("found");
    let file = "地址编号,记录学段,学生,年份\nA1,小学,P1,2019\nA2,初中,P2,\nA3,小学,P3,20199\nA4,幼儿园,P4,2019\n,小学,P5,2019\n\
                A1,小学,P1,2020\nA6,junior,P6,2020\nA7,小学,11010519491231002X,2020\nA8,小学,P8,19\n";
    let raw = RawTable::read("a.csv", file.as_bytes(), None).expect("a file");
    let mut read = read_table(&policy, binding.table, &raw).expect("the headings are right");
    let seats = seats_of(&policy, &binding, &raw, &mut read).expect("the headings are right");
    assert_eq!(seats, [seat("P1", "A1", "primary", 2019), seat("P6", "A6", "junior", 2020)]);
    assert_eq!(read.read as usize, seats.len() + read.rejected.len());
    let lines: Vec<u64> = read.rejected.iter().map(|rejected| rejected.line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 9, 10]);
    assert_eq!((read.rows.len(), &read.lines[..]), (2, &[2, 8][..]));
    let reason = |line: u64| {
        let rejected = read.rejected.iter().find(|rejected| rejected.line == line).expect("rejected");
        (rejected.column().unwrap_or_default().to_owned(), rejected.reason(Tongue::En), rejected.cells.clone())
    };
    let (column, words, cells) = reason(3);
    assert_eq!((column.as_str(), &cells[..]), ("年份", &["A2", "初中", "P2", ""].map(str::to_owned)[..]));
    assert!(words.contains("must not be empty"), "{words}");
    assert!(reason(4).1.contains("`20199` is not a year of four digits"), "{:?}", reason(4));
    assert!(reason(9).2[2].contains('*'), "{:?}", reason(9));
}

#[test]
fn seats_in_force_go_out_as_rows_of_the_table() {
    let policy = policy(&format!("{LEDGER}{CLAIM}"));
    let binding = bind(&policy, None, None).expect("found");
    let seats = [
        seat("P3", "A2", "primary", 2020),
        seat("P1", "A1", "junior", 2024),
        seat("P1", "A1", "primary", 2018),
        seat("P1", "A1", "primary", 2021),
        Seat { claim: "other".into(), ..seat("P9", "A9", "primary", 2020) },
    ];
    let (_folder, mut ledger) = store(&seats);
    let supplied = supply(&policy, &binding, &ledger).expect("rows");
    // Of two years of one holder the table can have but one.
    assert_eq!(supplied.older, 1);
    let id = |text: &str| Fact::Known(Value::Id(text.into()));
    let row = |key, stage, pupil, year| {
        vec![id(key), Fact::Known(Value::Enum(stage)), id(pupil), Fact::Known(Value::Int(year))]
    };
    assert_eq!(supplied.rows, [row("A1", 1, "P1", 2024), row("A1", 0, "P1", 2021), row("A2", 0, "P3", 2020)]);
    // What goes out comes in again as it was, under labels and under names.
    for labels in [true, false] {
        let bytes = write::csv(&table_sheet(&policy, binding.table, &supplied.rows, labels));
        let raw = RawTable::read("ledger.csv", &bytes, None).expect("a file");
        let mut read = read_table(&policy, binding.table, &raw).expect("the headings are right");
        assert_eq!((&read.rows, read.rejected.len()), (&supplied.rows, 0));
        let (_folder, again) = store(&seats_of(&policy, &binding, &raw, &mut read).expect("seats"));
        let second = supply(&policy, &binding, &again).expect("rows");
        assert_eq!(write::csv(&table_sheet(&policy, binding.table, &second.rows, labels)), bytes);
        Tables::new(&policy).supply(binding.table, second.rows);
    }
    // Where the year is a key, both years stay.
    let by_year = self::policy(&format!("{}{CLAIM}", LEDGER.replace("year \"年份\"", "key year \"年份\"")));
    let binding = bind(&by_year, None, None).expect("found");
    assert_eq!(supply(&by_year, &binding, &ledger).map(|s| (s.rows.len(), s.older)), Ok((4, 0)));
    // A stage that the policy does not have is no reason to leave seats out.
    let import = ImportEntry { source: "b.csv".into(), digest: digest_of(b"b") };
    ledger.import(&import, &[seat("P4", "A4", "nursery", 2020)]).expect("imported");
    assert_eq!(supply(&by_year, &binding, &ledger).err(), Some(Failure::NoStage("nursery".into())));
}
