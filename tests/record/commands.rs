//! The commands of a draw, run on folders: commit, allocate, void, verify, receipt.

use crate::folder::{BALLS, Place, SIZE};
use crate::made::draw;
use crate::rng::Rng;
use ruxue::record::Files;
use ruxue::record::public::Public;
use ruxue::record::sums::{self, hex};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A year folder.
struct Year(TempDir);

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    /// The digits after a word at the beginning of a line.
    fn digits(&self, word: &str) -> String {
        let line =
            self.out.lines().find_map(|line| line.trim().strip_prefix(word)).unwrap_or_else(|| panic!("{}", self.out));
        line.trim().to_owned()
    }
}

fn some(seed: u64) -> Public {
    let mut rng = Rng::new(seed);
    loop {
        let made = draw(&mut rng, SIZE);
        if made.roster.ids.len() > 7 {
            return made;
        }
    }
}

impl Year {
    fn new() -> Year {
        Year(TempDir::new().expect("a folder"))
    }

    /// With one frozen draw, `first`.
    fn one(seed: u64) -> Year {
        let year = Year::new();
        year.lay("first", &Place::frozen("2024/junior/first", &some(seed), &BTreeMap::new()));
        year
    }

    /// A second draw that reads the first.
    fn and_second(&self) {
        let certificate = sums::digest(&self.bytes("first/public/certificate.json"));
        let previous = BTreeMap::from([("2024/junior/first".to_owned(), certificate)]);
        self.lay("second", &Place::frozen("2024/junior/second", &some(99), &previous));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("2024").join(name)
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).expect("UTF-8")
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }

    fn lay(&self, name: &str, place: &Place) {
        for (path, bytes) in &place.public {
            self.write(&format!("{name}/public/{path}"), bytes);
        }
        for (path, bytes) in &place.sealed {
            self.write(&format!("{name}/sealed/{path}"), bytes);
        }
    }

    fn run(&self, words: &[&str]) -> Ran {
        let ran = Command::new(env!("CARGO_BIN_EXE_ruxue"))
            .args(words)
            .current_dir(self.0.path())
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", "C")
            .output()
            .expect("the tool runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Ran { code: ran.status.code().unwrap_or(-1), out: text(ran.stdout), err: text(ran.stderr) }
    }

    /// Runs words that must do.
    fn fine(&self, words: &[&str]) -> Ran {
        let ran = self.run(words);
        assert_eq!(ran.code, 0, "{words:?}\n{}{}", ran.out, ran.err);
        ran
    }

    /// Runs words that must be refused, and returns what was said.
    fn refused(&self, words: &[&str]) -> String {
        let ran = self.run(words);
        assert_eq!(ran.code, 3, "{words:?}\n{}{}", ran.out, ran.err);
        format!("{}{}", ran.out, ran.err)
    }

    fn commit(&self, name: &str, parties: &[&str]) {
        for party in parties {
            self.fine(&["commit", "2024", "--draw", name, "--party", party]);
        }
    }

    fn hold(&self, name: &str) -> Ran {
        self.commit(name, &["commission", "notary"]);
        self.fine(&["allocate", "2024", "--draw", name, "--balls", BALLS])
    }

    fn void(&self, name: &str) -> Vec<String> {
        let words =
            ["void", "2024", "--draw", name, "--reason", "a ball broke", "--who", "the notary", "--at", "2024-06-12"];
        words.map(str::to_owned).to_vec()
    }

    fn files(&self, name: &str) -> Files {
        let mut files = Files::new();
        walk(&self.path(name), "", &mut files);
        files
    }
}

pub fn walk(folder: &Path, prefix: &str, files: &mut Files) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => walk(&entry.path(), &format!("{name}/"), files),
            false => drop(files.insert(name, std::fs::read(entry.path()).expect("a file"))),
        }
    }
}

fn words(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

#[test]
fn from_the_freeze_to_the_receipts() {
    let year = Year::one(1);
    assert!(year.fine(&["verify", "2024"]).out.contains("frozen"));
    year.commit("first", &["notary", "commission", "家长代表"]);
    assert!(year.refused(&["commit", "2024", "--draw", "first", "--party", "notary"]).contains("already"));
    assert!(year.fine(&["verify", "2024"]).out.contains("committed"));

    for balls in ["1234567890123456789", "1234 5678 9012 3456 7890"] {
        assert!(year.refused(&["allocate", "2024", "--draw", "first", "--balls", balls]).contains("20 decimal digits"));
    }
    let held = year.fine(&["allocate", "2024", "--draw", "first", "--balls", BALLS]);
    let digest = held.digits("certificate");
    assert_eq!(digest, hex(&sums::digest(&year.bytes("first/public/certificate.json"))));
    for party in ["notary", "commission", "家长代表"] {
        assert!(held.err.contains(&format!("share of `{party}` was opened from its sealed copy")), "{}", held.err);
    }
    let again = year.refused(&["allocate", "2024", "--draw", "first", "--balls", "00000000000000000000"]);
    assert!(again.contains("was held") && again.contains(&digest));
    assert!(year.refused(&["commit", "2024", "--draw", "first", "--party", "late"]).contains("was held"));

    let verified = year.fine(&["verify", "2024", "--digest", &digest]);
    assert!(verified.out.contains("the digest that was given"), "{}", verified.out);
    // A copied public folder is enough, wherever it lies.
    for (path, bytes) in year.files("first/public") {
        year.write(&format!("../copy/{path}"), bytes);
    }
    let copied = year.fine(&["verify", "copy", "--digest", &digest, "--lang", "zh"]);
    assert!(copied.out.contains("封存部分不在此处"), "{}", copied.out);
    let other = "0".repeat(64);
    assert!(year.refused(&["verify", "copy", "--digest", &other]).contains("not the certificate that was signed"));

    let id = year
        .text("first/public/roster.tsv")
        .lines()
        .nth(1)
        .expect("a row")
        .split('\t')
        .next()
        .expect("an id")
        .to_owned();
    let one = year.fine(&["receipt", "2024", "--draw", "first", "--id", &id]);
    assert!(one.out.contains(&digest) && one.out.contains(&id));
    assert_eq!(year.fine(&["receipt", "copy", "--id", &id]).out, one.out);
    assert!(year.refused(&["receipt", "2024", "--draw", "first", "--id", "G1"]).contains("no applicant `G1`"));
    year.fine(&["receipt", "2024", "--draw", "first", "--all", "--lang", "zh"]);
    assert_eq!(year.files("first/sealed/receipts").len(), year.text("first/public/roster.tsv").lines().count() - 1);
    assert_eq!(year.run(&["receipt", "2024", "--draw", "first", "--all"]).code, 1);
    year.fine(&["receipt", "2024", "--draw", "first", "--all", "--force"]);
    year.fine(&["verify", "2024"]);
    assert_eq!(year.run(&["receipt", "copy", "--all"]).code, 3);

    let placements = year.text("first/public/placements.tsv");
    year.write("first/public/placements.tsv", placements.replacen("placed", "refer", 1));
    let wrong = year.refused(&["verify", "2024"]);
    assert!(wrong.contains("WRONG:   placements.tsv, line "), "{wrong}");
    assert!(year.refused(&["receipt", "2024", "--draw", "first", "--id", &id]).contains("placements.tsv"));
}

#[cfg(unix)]
#[test]
fn what_is_sealed_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let year = Year::one(1);
    year.hold("first");
    year.fine(&["receipt", "2024", "--draw", "first", "--all"]);
    year.fine(&words(&year.void("first")));
    let mut seen = 0;
    for name in year.files("first/sealed").keys() {
        // The facts themselves were laid out by the test.
        if name.contains("shares/") || name.contains("receipts/") || name.contains("voided/") {
            let mode =
                std::fs::metadata(year.path(&format!("first/sealed/{name}"))).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
            seen += 1;
        }
    }
    assert!(seen > 8, "{seen}");
}

#[test]
fn a_share_from_elsewhere() {
    let year = Year::one(2);
    let frozen: serde_json::Value = serde_json::from_str(&year.text("first/public/frozen.json")).expect("JSON");
    let frozen = sums::unhex(frozen["frozen"].as_str().expect("digits")).expect("a digest");
    let (share, other) = ([7; 32], [8; 32]);
    let commitment = hex(&sums::commitment("parents", &frozen, &share));
    year.commit("first", &["notary"]);
    let words = ["commit", "2024", "--draw", "first", "--party", "parents", "--commitment", commitment.as_str()];
    year.fine(&words);
    let allocate = ["allocate", "2024", "--draw", "first", "--balls", BALLS];
    assert!(
        year.refused(&allocate).contains("commitments.tsv (parents), `commitment`: the share of this party is missing")
    );
    let given = |party: &str, share: &[u8; 32]| format!("{party}={}", hex(share));
    let wrong = given("parents", &other);
    let said = year.refused(&[&allocate[..], &["--share", &wrong]].concat());
    assert!(said.contains("not the one that it committed itself to") && !said.contains(&hex(&other)), "{said}");
    for bad in ["parents", "parents=07"] {
        year.refused(&[&allocate[..], &["--share", bad]].concat());
    }
    let (right, stranger) = (given("parents", &share), given("stranger", &share));
    year.refused(&[&allocate[..], &["--share", &right, "--share", &stranger]].concat());
    let held = year.fine(&[&allocate[..], &["--share", &right]].concat());
    assert!(held.err.contains("`notary`") && !held.err.contains("`parents`"), "{}", held.err);
    // Once it is open it lies with the others.
    assert!(year.text("first/sealed/shares/parents.json").contains(&hex(&share)));
    year.fine(&["verify", "2024"]);
}

#[test]
fn in_whatever_order_parties_and_shares_come_the_run_is_the_same() {
    let run = |parties: [&str; 3]| {
        let year = Year::one(3);
        let frozen: serde_json::Value = serde_json::from_str(&year.text("first/public/frozen.json")).expect("JSON");
        let frozen = sums::unhex(frozen["frozen"].as_str().expect("digits")).expect("a digest");
        let mut words: Vec<String> =
            ["allocate", "2024", "--draw", "first", "--balls", BALLS].map(str::to_owned).to_vec();
        for party in parties {
            let share = sums::digest(party.as_bytes());
            let commitment = hex(&sums::commitment(party, &frozen, &share));
            year.fine(&["commit", "2024", "--draw", "first", "--party", party, "--commitment", &commitment]);
            words.extend(["--share".to_owned(), format!("{party}={}", hex(&share))]);
        }
        year.fine(&words.iter().map(String::as_str).collect::<Vec<_>>());
        year.files("first")
    };
    assert_eq!(run(["a", "b", "c"]), run(["c", "a", "b"]));
}

#[test]
fn what_is_frozen_is_looked_at_before_every_step() {
    for file in ["public/roster.tsv", "public/policies/town.pol", "sealed/applicants.csv", "sealed/applicants.csv.salt"]
    {
        let year = Year::one(4);
        let before = year.bytes(&format!("first/{file}"));
        let mut changed = before.clone();
        changed[3] ^= 1;
        year.write(&format!("first/{file}"), &changed);
        let named = file.trim_start_matches("public/").trim_end_matches(".salt");
        assert!(year.refused(&["commit", "2024", "--draw", "first", "--party", "notary"]).contains(named));
        assert!(!year.path("first/public/commitments.tsv").exists());
        year.write(&format!("first/{file}"), &before);
        year.commit("first", &["notary"]);
        year.write(&format!("first/{file}"), &changed);
        assert!(year.refused(&["allocate", "2024", "--draw", "first", "--balls", BALLS]).contains(named));
        assert!(!year.path("first/public/certificate.json").exists());
    }
}

#[test]
fn a_rehearsal_lies_apart() {
    let year = Year::one(5);
    let rehearsed = year.fine(&["allocate", "2024", "--draw", "first", "--rehearsal"]);
    assert!(rehearsed.out.contains("REHEARSAL"));
    assert_eq!(year.run(&["allocate", "2024", "--draw", "first", "--rehearsal"]).code, 1);
    year.fine(&["allocate", "2024", "--draw", "first", "--rehearsal", "another", "--force"]);
    assert_eq!(year.run(&["allocate", "2024", "--draw", "first", "--rehearsal", "--balls", BALLS]).code, 2);
    assert!(!year.path("first/public/tickets.tsv").exists());
    let seeded = year.bytes("first-rehearsal/public/tickets.tsv");
    year.hold("first");
    assert_ne!(year.bytes("first/public/tickets.tsv"), seeded);
    let verified = year.fine(&["verify", "2024"]);
    assert!(verified.out.contains("REHEARSAL, seed `another`") && verified.out.contains("held"), "{}", verified.out);
    let words_ = year.void("first-rehearsal");
    assert!(year.refused(&words(&words_)).contains("a rehearsal has no force"));
    assert_eq!(year.run(&["allocate", "2024", "--draw", "first-rehearsal", "--balls", BALLS]).code, 3);
    // A real draw's folder is never replaced by a rehearsal.
    let year = Year::one(5);
    year.lay("first-rehearsal", &Place::frozen("2024/junior/other", &some(6), &BTreeMap::new()));
    assert_eq!(year.run(&["allocate", "2024", "--draw", "first", "--rehearsal", "--force"]).code, 1);
}

#[test]
fn an_attempt_is_voided_in_public() {
    let year = Year::one(6);
    let nothing = year.refused(&words(&year.void("first")));
    assert!(nothing.contains("nothing to void"), "{nothing}");
    let first = year.hold("first").digits("certificate");
    let frozen = year.files("first/public").into_iter().filter(|(path, _)| path.contains("ro")).collect::<Files>();
    let mut bad = year.void("first");
    *bad.last_mut().expect("a day") = "12.6.2024".into();
    year.refused(&words(&bad));
    year.fine(&words(&year.void("first")));
    assert!(!year.path("first/public/certificate.json").exists() && !year.path("first/sealed/shares").exists());
    for (path, bytes) in frozen.iter().filter(|(path, _)| !path.contains("certificate")) {
        assert_eq!(year.bytes(&format!("first/public/{path}")), *bytes);
    }
    let record: serde_json::Value = serde_json::from_str(&year.text("first/public/voided/1/void.json")).expect("JSON");
    assert_eq!(record["certificate"], first);
    assert_eq!(
        (&record["reason"], &record["who"], &record["at"]),
        (&"a ball broke".into(), &"the notary".into(), &"2024-06-12".into())
    );
    year.fine(&["verify", "2024"]);
    assert!(year.refused(&words(&year.void("first"))).contains("nothing to void"));

    // Without new commitments there is no second attempt.
    assert!(
        year.refused(&["allocate", "2024", "--draw", "first", "--balls", BALLS]).contains("no party has committed")
    );
    let second = year.hold("first");
    assert!(second.out.contains("attempt 2"));
    assert_ne!(second.digits("certificate"), first);
    let verified = year.fine(&["verify", "2024", "--digest", &second.digits("certificate")]);
    assert!(verified.out.contains("attempt 1, which is void, is kept as it was"), "{}", verified.out);
    assert!(year.text("first/public/certificate.txt").contains("a ball broke"));
    // Voiding the second keeps the first where it was.
    year.fine(&words(&year.void("first")));
    year.hold("first");
    assert!(year.fine(&["verify", "2024"]).out.contains("attempt 3: held"));
}

#[test]
fn later_draws_fall_with_the_one_that_they_read() {
    let year = Year::one(7);
    year.hold("first");
    year.and_second();
    year.hold("second");
    let verified = year.fine(&["verify", "2024"]);
    assert!(verified.out.contains("it reads the results of 2024/junior/first as they stand"), "{}", verified.out);
    // One draw of a year is verified within its year.
    year.fine(&["verify", "2024", "--draw", "second"]);

    let mut void = year.void("first");
    assert!(year.refused(&words(&void)).contains("`second` read the results of `first`"));
    assert!(
        year.path("first/public/certificate.json").exists() && year.path("second/public/certificate.json").exists()
    );
    void.push("--and-later".into());
    let voided = year.fine(&words(&void));
    assert!(voided.err.contains("`second` is to be frozen again"), "{}", voided.err);
    assert!(!year.path("second/public/frozen.json").exists() && !year.path("second/public/policies").exists());
    let verified = year.fine(&["verify", "2024"]);
    assert!(verified.out.contains("2024/junior/second (second), attempt 2: void"), "{}", verified.out);
    assert!(year.refused(&["commit", "2024", "--draw", "second", "--party", "notary"]).contains("not frozen"));

    year.hold("first");
    year.and_second();
    let held = year.hold("second");
    assert!(held.out.contains("attempt 2"), "{}", held.out);
    year.fine(&["verify", "2024"]);
    // Whoever exchanges the first breaks the second.
    std::fs::remove_dir_all(year.path("first")).expect("removed");
    year.lay("first", &Place::frozen("2024/junior/first", &some(7), &BTreeMap::new()));
    year.hold("first");
    assert!(year.refused(&["verify", "2024"]).contains("is not the one that this draw read"));
}

/// What a run leaves when it is killed half way is finished by the same command, and by no other.
#[test]
fn what_was_interrupted_is_finished() {
    let year = Year::one(8);
    year.commit("first", &["commission", "notary"]);
    // A commitment that was sealed but not yet published keeps its share.
    let list = year.text("first/public/commitments.tsv");
    let last = list.lines().last().expect("a row").to_owned();
    year.write("first/public/commitments.tsv", list.replace(&format!("{last}\n"), ""));
    assert_eq!(year.fine(&["commit", "2024", "--draw", "first", "--party", "notary"]).out, format!("{last}\n"));
    assert_eq!(year.text("first/public/commitments.tsv"), list);

    year.fine(&["allocate", "2024", "--draw", "first", "--balls", BALLS]);
    let whole = year.files("first");
    std::fs::remove_file(year.path("first/public/certificate.json")).expect("removed");
    assert!(year.refused(&["verify", "2024"]).contains("certificate.json: the file is missing"));
    let other = year.refused(&["allocate", "2024", "--draw", "first", "--balls", "00000000000000000000"]);
    assert!(other.contains("with other balls or shares"), "{other}");
    year.fine(&["allocate", "2024", "--draw", "first", "--balls", BALLS]);
    assert_eq!(year.files("first"), whole);

    year.fine(&words(&year.void("first")));
    let voided = year.files("first");
    for left in ["certificate.json", "commitments.tsv", "tickets.tsv"] {
        year.write(&format!("first/public/{left}"), &whole[&format!("public/{left}")]);
    }
    year.write("first/sealed/shares/notary.json", &whole["sealed/shares/notary.json"]);
    year.refused(&["verify", "2024"]);
    year.fine(&words(&year.void("first")));
    assert_eq!(year.files("first"), voided);
    assert!(!year.path("first/sealed/shares").exists());
}

#[test]
fn folders_without_draws() {
    let year = Year::one(9);
    std::fs::create_dir(year.path("notes")).expect("a folder");
    assert!(year.refused(&["verify", "2024", "--draw", "frist"]).contains("it has `first`"));
    assert!(year.refused(&["verify", "2024/notes"]).contains("no draw in"));
    assert_eq!(year.run(&["verify", "2025"]).code, 1);
    assert!(year.refused(&["receipt", "2024", "--draw", "first", "--id", "G1"]).contains("not been held"));
    year.refused(&["commit", "2024", "--draw", "first", "--party", "a b"]);
    year.lay("copy", &Place::frozen("2024/junior/first", &some(9), &BTreeMap::new()));
    assert!(year.refused(&["verify", "2024"]).contains("holds the same draw"));
}

#[test]
fn every_help_has_an_example_and_the_exit_codes() {
    let year = Year::new();
    std::fs::create_dir(year.path("")).expect("a folder");
    for command in ["commit", "allocate", "void", "verify", "receipt"] {
        let ran = year.fine(&[command, "--help"]);
        for part in ["Example", "Exit codes:", &format!("ruxue {command} ")] {
            assert!(ran.out.contains(part), "{command} lacks {part}\n{}", ran.out);
        }
        let widest = ran.out.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(widest <= 120, "{command}: {widest}");
    }
}
