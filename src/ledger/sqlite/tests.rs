//! The ledger file: what is done happens wholly or not at all, once, and what was done behind its back is found.

use super::*;
use crate::ledger::record_run;
use std::path::PathBuf;
use tempfile::TempDir;

const ALPHA: &str = "2024/primary/alpha";
const BETA: &str = "2024/primary/beta";

fn seat(pupil: &str, key: &str, year: i64) -> Seat {
    Seat {
        pupil: pupil.into(),
        claim: "seat".into(),
        key: key.into(),
        stage: "primary".into(),
        year,
        round: String::new(),
        school: String::new(),
    }
}

/// The seats of a run: so many, each of another pupil and address.
fn drawn(letter: char, count: usize) -> Vec<Seat> {
    let one = |n: usize| Seat {
        round: "first".into(),
        school: "S1".into(),
        ..seat(&format!("{letter}{n}"), &format!("A{letter}{n}"), 2024)
    };
    (0..count).map(one).collect()
}

fn certificate(name: &str) -> Digest {
    digest_of(name.as_bytes())
}

fn source(name: &str) -> ImportEntry {
    ImportEntry { source: name.into(), digest: digest_of(name.as_bytes()) }
}

struct Place(TempDir);

impl Place {
    fn new() -> Place {
        Place(TempDir::new().expect("a folder"))
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("seats.db")
    }

    fn open(&self) -> SqliteLedger {
        SqliteLedger::open(&self.path()).expect("a ledger")
    }

    /// An import, two runs, the first of which was voided, and its further attempt.
    fn filled() -> Place {
        let place = Place::new();
        let mut ledger = place.open();
        let before = [seat("P1", "A1", 2019), seat("P2", "A2", 2020), seat("P3", "A3", 2021)];
        ledger.import(&source("old seats.csv"), &before).expect("imported");
        record_run(&mut ledger, ALPHA, 1, certificate("alpha 1"), &drawn('a', 4)).expect("recorded");
        record_run(&mut ledger, BETA, 1, certificate("beta"), &drawn('b', 3)).expect("recorded");
        ledger.void(ALPHA, &certificate("alpha 1")).expect("voided");
        record_run(&mut ledger, ALPHA, 2, certificate("alpha 2"), &drawn('c', 4)).expect("recorded");
        assert_eq!(ledger.check(), Ok(vec![]));
        place
    }

    /// Runs SQL as somebody would who has no use for the ledger's own ways.
    fn tamper(&self, sql: &str) {
        let connection = Connection::open(self.path()).expect("a database");
        connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).expect(sql);
    }

    fn faults(&self) -> Vec<Fault> {
        SqliteLedger::open_read_only(&self.path()).expect("a ledger").check().expect("checked")
    }
}

fn in_force(ledger: &SqliteLedger) -> Vec<String> {
    let rows = ledger.rows("seat", Some("primary")).expect("rows");
    rows.into_iter().map(|row| format!("{} {}", row.seat.pupil, row.entry)).collect()
}

#[test]
fn the_same_run_twice_is_once() {
    let place = Place::new();
    let mut ledger = place.open();
    let seats = drawn('a', 3);
    let mut shuffled = seats.clone();
    shuffled.reverse();
    assert_eq!(record_run(&mut ledger, ALPHA, 1, certificate("a"), &seats), Ok(Recorded::Now));
    assert_eq!(record_run(&mut ledger, ALPHA, 1, certificate("a"), &shuffled), Ok(Recorded::Already));
    drop(ledger);
    let mut ledger = place.open();
    assert_eq!(record_run(&mut ledger, ALPHA, 1, certificate("a"), &seats), Ok(Recorded::Already));
    assert_eq!(ledger.entries().expect("entries").len(), 1);
    assert_eq!(in_force(&ledger), ["a0 1", "a1 1", "a2 1"]);
    let draw = ALPHA.to_owned();
    let other = Failure::OtherSeats { draw: draw.clone(), entry: 1 };
    assert_eq!(record_run(&mut ledger, ALPHA, 1, certificate("a"), &seats[..2]), Err(other.clone()));
    assert_eq!(record_run(&mut ledger, ALPHA, 2, certificate("a"), &seats), Err(other));
    let in_force = certificate("a");
    let other = Failure::OtherCertificate { draw, in_force };
    assert_eq!(record_run(&mut ledger, ALPHA, 2, certificate("b"), &seats), Err(other));
    // A run that gave no seat is on record too.
    assert_eq!(record_run(&mut ledger, BETA, 1, certificate("b"), &[]), Ok(Recorded::Now));
    assert_eq!(record_run(&mut ledger, BETA, 1, certificate("b"), &[]), Ok(Recorded::Already));
    assert_eq!(ledger.check(), Ok(vec![]));
}

#[test]
fn another_run_of_a_draw_needs_the_one_before_voided() {
    let place = Place::filled();
    let mut ledger = place.open();
    assert_eq!(in_force(&ledger)[3..], ["b0 3", "b1 3", "b2 3", "c0 5", "c1 5", "c2 5", "c3 5"]);
    assert_eq!(ledger.void(ALPHA, &certificate("alpha 1")), Ok(Recorded::Already));
    let draw = ALPHA.to_owned();
    let voided = Failure::Voided { draw: draw.clone(), entry: 4 };
    assert_eq!(record_run(&mut ledger, ALPHA, 1, certificate("alpha 1"), &drawn('a', 4)), Err(voided));
    assert_eq!(ledger.void(ALPHA, &certificate("alpha 2")), Ok(Recorded::Now));
    let earlier = Failure::Earlier { draw: draw.clone(), last: 2 };
    assert_eq!(record_run(&mut ledger, ALPHA, 2, certificate("alpha 3"), &drawn('a', 4)), Err(earlier));
    assert_eq!(record_run(&mut ledger, ALPHA, 3, certificate("alpha 3"), &drawn('a', 4)), Ok(Recorded::Now));
    let unknown = Failure::NotRecorded { name: BETA.into() };
    assert_eq!(ledger.void(BETA, &certificate("alpha 3")), Err(unknown));
    assert_eq!(in_force(&ledger)[3..], ["a0 7", "a1 7", "a2 7", "a3 7", "b0 3", "b1 3", "b2 3"]);
    let all = ledger.find(&Filter { pupil: Some("a0".into()), withdrawn: true, ..Filter::default() }).expect("rows");
    assert_eq!(all.iter().map(|row| (row.entry, row.withdrawn)).collect::<Vec<_>>(), [(2, Some(4)), (7, None)]);
    assert_eq!(ledger.check(), Ok(vec![]));
}

#[test]
fn a_seat_in_force_is_not_given_again() {
    let place = Place::filled();
    let mut ledger = place.open();
    let before = ledger.entries();
    let seats = [drawn('d', 2), drawn('b', 1)].concat();
    match record_run(&mut ledger, "2024/primary/late", 1, certificate("late"), &seats) {
        Err(Failure::Held(row)) => assert_eq!((row.seat.pupil.as_str(), row.entry, row.name.as_str()), ("b0", 3, BETA)),
        other => panic!("{other:?}"),
    }
    assert_eq!(ledger.entries(), before);
    assert_eq!(ledger.rows("seat", None).expect("rows").len(), 10);
    assert_eq!(ledger.check(), Ok(vec![]));
}

#[test]
fn an_import_adds_what_is_new() {
    let place = Place::new();
    let mut ledger = place.open();
    let old = [seat("P1", "A1", 2019), seat("P2", "A2", 2020)];
    let first = Imported { entry: Some(1), added: 2, already: 0 };
    assert_eq!(ledger.import(&source("a.csv"), &old), Ok(first));
    assert_eq!(ledger.import(&source("a.csv"), &old), Ok(Imported { entry: None, added: 0, already: 2 }));
    let more = [old[1].clone(), seat("P2", "A2", 2021), seat("P1", "A2", 2019)];
    assert_eq!(ledger.import(&source("b.csv"), &more), Ok(Imported { entry: Some(2), added: 2, already: 1 }));
    assert_eq!(ledger.entries().expect("entries").len(), 2);
    // What was imported by mistake goes, and may come again.
    assert_eq!(ledger.void("a.csv", &source("a.csv").digest), Ok(Recorded::Now));
    assert_eq!(in_force(&ledger), ["P1 2", "P2 2"]);
    assert_eq!(ledger.import(&source("a.csv"), &old), Ok(Imported { entry: Some(4), added: 2, already: 0 }));
    assert_eq!(ledger.void("a.csv", &source("a.csv").digest), Ok(Recorded::Now));
    assert_eq!(in_force(&ledger), ["P1 2", "P2 2"]);
    assert_eq!(ledger.check(), Ok(vec![]));
}

#[test]
fn what_cannot_be_is_refused_and_leaves_nothing() {
    let place = Place::new();
    let mut ledger = place.open();
    let good = seat("P1", "A1", 2024);
    let wrong = |field: &'static str, text: &str| {
        let mut seat = good.clone();
        match field {
            "pupil" => seat.pupil = text.into(),
            "claim" => seat.claim = text.into(),
            "key" => seat.key = text.into(),
            "stage" => seat.stage = text.into(),
            "round" => seat.round = text.into(),
            "school" => seat.school = text.into(),
            _ => seat.year = text.parse().expect("a number"),
        }
        seat
    };
    let cases = [
        ("pupil", ""),
        ("pupil", "P\t1"),
        ("pupil", "张三"),
        ("key", "-A1"),
        ("key", "A1\n"),
        ("claim", ""),
        ("stage", "pri mary"),
        ("round", "first\u{0}"),
        ("school", "S 1"),
        ("year", "20245"),
        ("year", "-1"),
    ];
    for (field, text) in cases {
        let refused = ledger.import(&source("a.csv"), &[good.clone(), wrong(field, text)]);
        assert_eq!(refused, Err(Failure::Seat { row: 2, field, text: text.into() }));
    }
    // The example of GB 11643: refused, and not repeated.
    match ledger.import(&source("a.csv"), &[wrong("pupil", "11010519491231002X")]) {
        Err(failure) => assert!(!failure.text(Default::default()).contains("19491231"), "{failure:?}"),
        Ok(imported) => panic!("{imported:?}"),
    }
    let twice = Failure::Twice(Box::new(wrong("school", "S1")));
    assert_eq!(ledger.import(&source("a.csv"), &[good.clone(), wrong("school", "S1")]), Err(twice));
    for name in ["", "a/b.csv", "a\n.csv"] {
        assert_eq!(ledger.import(&source(name), std::slice::from_ref(&good)), Err(Failure::Name(name.into())));
    }
    for name in [
        "",
        "2024",
        "2024/primary",
        "2024/primary/a/b",
        "24/primary/a",
        "02024/primary/a",
        "2024//a",
        "2024/primary/a b",
    ] {
        let refused = record_run(&mut ledger, name, 1, certificate("a"), std::slice::from_ref(&good));
        assert_eq!(refused, Err(Failure::Name(name.into())));
    }
    assert_eq!(record_run(&mut ledger, ALPHA, 0, certificate("a"), &[]), Err(Failure::Attempt(ALPHA.into())));
    for other in [wrong("year", "2023"), wrong("stage", "junior")] {
        let refused = record_run(&mut ledger, ALPHA, 1, certificate("a"), &[good.clone(), other.clone()]);
        assert_eq!(refused, Err(Failure::OtherDraw(Box::new(other))));
    }
    assert_eq!(ledger.entries(), Ok(vec![]));
    assert_eq!(ledger.export(), Ok("ruxue-seats/1\tclaim\tkey\tstage\tyear\tround\tschool\n".into()));
}

#[test]
fn whatever_was_done_behind_its_back_is_found() {
    use Fault::*;
    let renumber = |from: u64, to: u64| {
        format!(
            "UPDATE entries SET number = {to} WHERE number = {from}; UPDATE seats SET entry = {to} WHERE entry = {from};
             UPDATE seats SET withdrawn = {to} WHERE withdrawn = {from};"
        )
    };
    let swap = renumber(2, 9) + &renumber(3, 2) + &renumber(9, 3);
    let remove = "DELETE FROM entries WHERE number = 3; DELETE FROM seats WHERE entry = 3;";
    let close_up = remove.to_owned() + &renumber(4, 3) + &renumber(5, 4);
    let cases: Vec<(&str, Vec<Fault>)> = vec![
        // Seats removed, added, changed, moved, exchanged.
        ("DELETE FROM seats WHERE pupil = 'b1'", vec![Seats(3)]),
        ("DELETE FROM seats WHERE pupil = 'a1'", vec![Seats(2)]),
        (
            "INSERT INTO seats (entry, claim, key, stage, year, pupil, round, school)
             VALUES (3, 'seat', 'Ax', 'primary', 2024, 'x', 'first', 'S1')",
            vec![Seats(3)],
        ),
        ("UPDATE seats SET year = 2017 WHERE pupil = 'P1'", vec![Seats(1)]),
        ("UPDATE seats SET school = 'S2' WHERE pupil = 'c3'", vec![Seats(5)]),
        ("UPDATE seats SET entry = 5 WHERE pupil = 'b0'", vec![Seats(3), Seats(5)]),
        (
            "UPDATE seats SET key = CASE pupil WHEN 'P1' THEN 'A2' ELSE 'A1' END WHERE pupil IN ('P1', 'P2')",
            vec![Seats(1)],
        ),
        ("UPDATE seats SET pupil = CAST(x'ff' AS TEXT) WHERE pupil = 'P1'", vec![Seats(1)]),
        // What is in force, and what is withdrawn.
        ("UPDATE seats SET withdrawn = 4 WHERE pupil = 'b1'", vec![Withdrawn(3)]),
        ("UPDATE seats SET withdrawn = NULL WHERE pupil = 'a1'", vec![InForce(2)]),
        ("UPDATE seats SET withdrawn = 5 WHERE pupil = 'a1'", vec![Withdrawn(2)]),
        // Entries changed.
        ("UPDATE entries SET name = '2024/primary/gamma' WHERE number = 3", vec![Entry(3)]),
        ("UPDATE entries SET attempt = 3 WHERE number = 5", vec![Entry(5)]),
        ("UPDATE entries SET attempt = 1 WHERE number = 5", vec![Entry(5), Second(5)]),
        ("UPDATE entries SET digest = replace(digest, substr(digest, 1, 1), 'f') WHERE number = 1", vec![Entry(1)]),
        ("UPDATE entries SET digest = (SELECT digest FROM entries WHERE number = 2) WHERE number = 3", vec![Entry(3)]),
        ("UPDATE entries SET kind = 'import', attempt = 0 WHERE number = 3", vec![Entry(3)]),
        ("UPDATE entries SET chain = 'none' WHERE number = 5", vec![Unreadable(5)]),
        ("UPDATE entries SET previous = '' WHERE number = 5", vec![Link(5), Entry(5)]),
        // Entries removed, at the front too, and put in another order.
        (remove, vec![Number { expected: 3, found: 4 }, Link(4)]),
        ("DELETE FROM entries WHERE number = 3", vec![Number { expected: 3, found: 4 }, Link(4), Orphans(3)]),
        (&close_up, vec![Link(3)]),
        (
            "DELETE FROM entries WHERE number = 1; DELETE FROM seats WHERE entry = 1;",
            vec![Number { expected: 1, found: 2 }, Link(2)],
        ),
        (&swap, vec![Link(2), Link(3), Link(4)]),
        // The file's own make.
        ("DROP INDEX seats_in_force", vec![Schema("seats_in_force".into())]),
        ("CREATE TRIGGER quiet BEFORE INSERT ON seats BEGIN SELECT RAISE(IGNORE); END", vec![Schema("quiet".into())]),
        ("CREATE TABLE more (x); ", vec![Schema("more".into())]),
        (
            "DROP TABLE seats",
            vec![Schema("seats".into()), Schema("seats_in_force".into()), Schema("seats_of_entry".into())],
        ),
    ];
    for (sql, found) in cases {
        let place = Place::filled();
        place.tamper(sql);
        assert_eq!(place.faults(), found, "{sql}");
    }
    // What SQLite keeps to plan its queries changes nothing.
    let place = Place::filled();
    place.tamper("ANALYZE");
    assert_eq!(place.faults(), []);
}

#[test]
fn digests_made_anew_still_do_not_fit_the_next_entry() {
    let place = Place::filled();
    place.tamper("UPDATE seats SET year = 2017 WHERE pupil = 'P1'");
    let ledger = place.open();
    let rows = ledger.find(&Filter { withdrawn: true, ..Filter::default() }).expect("rows");
    let mut first = ledger.entries().expect("entries").remove(0);
    first.seats = digest_of(seats_text(rows.iter().filter(|row| row.entry == 1).map(|row| &row.seat)).as_bytes());
    drop(ledger);
    place.tamper(&format!("UPDATE entries SET seats = '{}' WHERE number = 1", first.seats));
    assert_eq!(place.faults(), [Fault::Entry(1)]);
    place.tamper(&format!("UPDATE entries SET chain = '{}' WHERE number = 1", chain::digest(&first)));
    assert_eq!(place.faults(), [Fault::Link(2)]);
}

#[test]
fn nothing_is_put_on_top_of_a_broken_chain() {
    let place = Place::filled();
    place.tamper("UPDATE entries SET attempt = 7 WHERE number = 3");
    let mut ledger = place.open();
    let broken = Failure::Faults(vec![Fault::Entry(3)]);
    assert_eq!(record_run(&mut ledger, "2024/primary/late", 1, certificate("l"), &[]), Err(broken.clone()));
    assert_eq!(ledger.import(&source("b.csv"), &[seat("Q", "A", 2020)]), Err(broken.clone()));
    assert_eq!(ledger.void(BETA, &certificate("beta")), Err(broken));
    let place = Place::filled();
    place.tamper("CREATE TRIGGER quiet BEFORE INSERT ON seats BEGIN SELECT RAISE(IGNORE); END");
    let refused = place.open().import(&source("b.csv"), &[seat("Q", "A", 2020)]);
    assert_eq!(refused, Err(Failure::Faults(vec![Fault::Schema("quiet".into())])));
}

#[test]
fn a_damaged_file_is_not_taken_for_a_sound_one() {
    let place = Place::filled();
    let whole = std::fs::read(place.path()).expect("the file");
    assert!(whole.len() > 4 * 4096 && whole.len().is_multiple_of(4096));
    for page in 1..whole.len() / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096..page * 4096 + 64].fill(0xff);
        std::fs::write(place.path(), bytes).expect("written");
        let checked = SqliteLedger::open_read_only(&place.path()).and_then(|ledger| ledger.check());
        assert!(!matches!(&checked, Ok(faults) if faults.is_empty()), "page {page}: {checked:?}");
    }
}

#[test]
fn who_may_only_read_changes_nothing() {
    let place = Place::filled();
    let bytes = std::fs::read(place.path()).expect("the file");
    let mut ledger = SqliteLedger::open_read_only(&place.path()).expect("a ledger");
    assert_eq!(ledger.import(&source("b.csv"), &[seat("Q", "A", 2020)]), Err(Failure::ReadOnly));
    assert_eq!(record_run(&mut ledger, "2024/primary/late", 1, certificate("l"), &[]), Err(Failure::ReadOnly));
    assert_eq!(ledger.void(BETA, &certificate("beta")), Err(Failure::ReadOnly));
    // It is the connection that cannot write, not only these functions.
    for sql in ["DELETE FROM seats", "PRAGMA user_version = 9", "CREATE TABLE x (y)"] {
        let refused = ledger.connection.execute_batch(sql).map_err(failure);
        assert_eq!(refused, Err(Failure::ReadOnly), "{sql}");
    }
    assert_eq!(ledger.rows("seat", None).expect("rows").len(), 10);
    drop(ledger);
    assert_eq!(std::fs::read(place.path()).expect("the file"), bytes);
}

#[test]
fn other_files_are_refused_and_left_as_they_are() {
    let place = Place::new();
    let both = |refused: &Failure| {
        let bytes = std::fs::read(place.path()).expect("the file");
        assert_eq!(SqliteLedger::open(&place.path()).err().as_ref(), Some(refused));
        assert_eq!(SqliteLedger::open_read_only(&place.path()).err().as_ref(), Some(refused));
        assert_eq!(std::fs::read(place.path()).expect("the file"), bytes);
        assert_eq!(std::fs::read_dir(place.0.path()).expect("the folder").count(), 1, "files beside it");
    };
    std::fs::write(place.path(), "address,year\nA1,2019\n".repeat(400)).expect("written");
    both(&Failure::NotALedger);
    std::fs::write(place.path(), "short").expect("written");
    both(&Failure::NotALedger);
    std::fs::remove_file(place.path()).expect("removed");
    place.tamper("CREATE TABLE seats (a, b); INSERT INTO seats VALUES (1, 2)");
    both(&Failure::NotALedger);
    place.tamper("PRAGMA user_version = 1");
    both(&Failure::NotALedger);
    std::fs::remove_file(place.path()).expect("removed");
    assert_eq!(SqliteLedger::open_read_only(&place.path()).err(), Some(Failure::CannotOpen));
    assert_eq!(SqliteLedger::open(&place.0.path().join("no/where.db")).err(), Some(Failure::CannotOpen));
    assert_eq!(SqliteLedger::open(place.0.path()).err(), Some(Failure::CannotOpen));
    // An empty file becomes a ledger when it is written to.
    std::fs::write(place.path(), "").expect("written");
    assert_eq!(SqliteLedger::open_read_only(&place.path()).err(), Some(Failure::NotALedger));
    assert_eq!(place.open().check(), Ok(vec![]));
}

/// A file that version 1 made, as SQL; it is never to be changed.
const VERSION_1: &str = include_str!("version1.sql");

fn version_1() -> Place {
    let place = Place::new();
    Connection::open(place.path()).expect("a database").execute_batch(VERSION_1).expect("the tables of version 1");
    place
}

#[test]
fn a_file_of_version_1_goes_on_being_a_ledger() {
    let place = version_1();
    let mut ledger = place.open();
    assert_eq!(ledger.check(), Ok(vec![]));
    assert_eq!(
        ledger.export(),
        Ok("ruxue-seats/1\tclaim\tkey\tstage\tyear\tround\tschool\n\
            P1\tseat\tA1\tprimary\t2019\t\t\n\
            P2\tseat\tA2\tjunior\t2021\t\t\n\
            Q2\tseat\tA3\tprimary\t2024\tfirst\tS2\n"
            .into())
    );
    let kinds: Vec<Kind> = ledger.entries().expect("entries").iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [Kind::Import, Kind::Run, Kind::Void, Kind::Run]);
    assert_eq!(record_run(&mut ledger, BETA, 1, certificate("b"), &drawn('b', 2)), Ok(Recorded::Now));
    assert_eq!(ledger.check(), Ok(vec![]));
}

#[test]
fn a_step_is_taken_wholly_or_not_at_all() {
    let place = version_1();
    let untouched = place.open().export();
    let steps = [
        schema::STEPS,
        &["ALTER TABLE entries ADD COLUMN note TEXT NOT NULL DEFAULT '-'; UPDATE entries SET note = name;"],
    ]
    .concat();
    let broken = [&steps[..], &["CREATE TABLE half (way); INSERT INTO nowhere VALUES (1);"]].concat();
    let open = |steps: &[&str]| SqliteLedger::open_by(&place.path(), steps, PATIENCE);
    // The second of two steps fails: the first is not taken either.
    assert!(matches!(open(&broken), Err(Failure::Disk(said)) if said.contains("nowhere")));
    assert_eq!(place.faults(), []);
    assert_eq!(place.open().export(), untouched);
    let ledger = open(&steps).expect("version 2");
    let note = |sql: &str| ledger.connection.query_row(sql, [], |row| row.get::<_, String>(0));
    assert_eq!(note("SELECT note FROM entries WHERE number = 2").as_deref(), Ok(ALPHA));
    assert_eq!(ledger.export(), untouched);
    drop(ledger);
    // And it is not taken twice.
    drop(open(&steps).expect("version 2"));
    let newer = Failure::Newer { file: 2, known: 1 };
    assert_eq!(SqliteLedger::open(&place.path()).err(), Some(newer.clone()));
    assert_eq!(SqliteLedger::open_read_only(&place.path()).err(), Some(newer));
}

#[test]
fn one_writes_while_others_read_what_was_before() {
    let place = Place::filled();
    let reader = SqliteLedger::open_read_only(&place.path()).expect("a ledger");
    let mut writer = place.open();
    let change = writer.begin().expect("no one else writes");
    change.append(Kind::Run, "2024/primary/late", 1, certificate("late"), &drawn('d', 500)).expect("appended");
    assert_eq!(reader.rows("seat", None).expect("rows").len(), 10);
    assert_eq!(reader.check(), Ok(vec![]));
    let mut other = SqliteLedger::open_by(&place.path(), schema::STEPS, 50).expect("a ledger");
    assert_eq!(other.void(BETA, &certificate("beta")), Err(Failure::Busy));
    change.end().expect("done");
    assert_eq!(reader.rows("seat", None).expect("rows").len(), 510);
    assert_eq!(other.void(BETA, &certificate("beta")), Ok(Recorded::Now));
    assert_eq!(reader.check(), Ok(vec![]));
}

#[test]
fn the_same_seats_give_the_same_bytes() {
    let (one, two) = (Place::new(), Place::new());
    let (mut one, mut two) = (one.open(), two.open());
    let seats: Vec<Seat> = [drawn('a', 30), drawn('b', 30)].concat();
    one.import(&source("all.csv"), &seats).expect("imported");
    record_run(&mut two, BETA, 1, certificate("b"), &seats[30..]).expect("recorded");
    two.import(&source("wrong.csv"), &[seat("P", "A", 2020)]).expect("imported");
    two.void("wrong.csv", &source("wrong.csv").digest).expect("voided");
    record_run(&mut two, ALPHA, 1, certificate("a"), &seats[..30]).expect("recorded");
    let text = one.export().expect("text");
    assert_eq!(text.lines().count(), 61);
    assert_eq!(two.export(), Ok(text));
}
