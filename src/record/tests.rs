use super::frozen::{self, Frozen, Sealed};
use super::sums::{self, Bytes32, hex, unhex};
use super::{Files, json, names, tsv};
use std::collections::BTreeMap;

/// The example of `grammar/DRAW.md` §6.
fn vector() -> (Files, Bytes32) {
    let roster: String = (1..=8).map(|n| format!("G202400000{n}\tA\n")).collect();
    let files = Files::from([
        ("plan.tsv".to_owned(), b"ruxue-plan/1\tseats\nA\t3\n".to_vec()),
        ("policies/t.pol".to_owned(), b"policy bytes".to_vec()),
        ("roster.tsv".to_owned(), format!("ruxue-roster/1\trank1\n{roster}").into_bytes()),
    ]);
    let digests: Vec<(&str, Bytes32)> =
        files.iter().map(|(path, bytes)| (path.as_str(), sums::digest(bytes))).collect();
    let frozen = sums::frozen("2024/junior/batch1", digests.iter().map(|(path, digest)| (*path, digest)), &[]);
    (files, frozen)
}

#[test]
fn the_worked_example_comes_out() {
    let (files, frozen) = vector();
    let digest = |path: &str| hex(&sums::digest(&files[path]));
    assert_eq!(digest("roster.tsv"), "27b15367030ce096b63e849c6dadffd7a0182302930ea094de7d17e4e7f47809");
    assert_eq!(digest("plan.tsv"), "43156bc9b08a617a74fcffadab711a6672aab13c28b0b90915df98b0b8b951a6");
    assert_eq!(digest("policies/t.pol"), "5c03b910b231b823c172f571b37df4bfac46f83a5691fe724bcbe6485a76418f");
    assert_eq!(hex(&frozen), "67a7c558b522178080e90bb743a3252dde6c93018f6815c656ef72b1a8cfe374");
    let parties: Vec<(Bytes32, Bytes32)> = [("commission", 1), ("notary", 2), ("parents", 3)]
        .map(|(party, byte)| (sums::commitment(party, &frozen, &[byte; 32]), [byte; 32]))
        .to_vec();
    let commitments: Vec<String> = parties.iter().map(|(commitment, _)| hex(commitment)).collect();
    assert_eq!(
        commitments,
        [
            "7c284167f4b61beaf0e27a8d47a1d6cb418147aea83baf5c83bd99c4b4e8da46",
            "6d9cc5b5a949fd3e780b442f687ff598f9c296432d36e4b1bb85323620695608",
            "7e7b894aba1471bd7ffe2e92f31c3c16778bb47b6d36ff51010843dde1891307",
        ]
    );
    let master = sums::master(&frozen, &parties, "31415926535897932384", 1);
    assert_eq!(hex(&master), "e743e3087ff73e83e662a1745487d2c7da7d0f20862097873e36ec2db3d68b1e");
    let key = sums::round_key(&master, "2024/junior/batch1/group1");
    assert_eq!(hex(&key), "d5017754ed12aeefc36cbdc842e85514a2a30093c897b0ee2f83abe48698b45b");
    let tickets = sums::tickets(&key, 8);
    let shown: Vec<String> = tickets.iter().map(|ticket| format!("{ticket:016x}")).collect();
    assert_eq!(
        shown.join(" "),
        "867834da51c32db8 b5d8ca0e5c1e1e40 4c62c96da2a1d410 5920da03201b1141 \
         0ca61165a89109fd 811e2228d4f1d795 949d2a132ce7c00c 8e9b093536f72132"
    );
    let mut order: Vec<usize> = (1..=8).collect();
    order.sort_by_key(|row| tickets[row - 1]);
    assert_eq!(order, [5, 3, 4, 6, 1, 8, 7, 2]);
    let numbers: Vec<String> = tickets.iter().map(|ticket| sums::number(*ticket)).collect();
    assert_eq!(
        numbers.join(" "),
        "5252717049 7103391919 2983823673 3481575257 0494089959 5043660497 5805231377 5570531611"
    );
    assert_eq!(
        hex(&sums::sealed(&[9; 32], b"applicant facts")),
        "0bfa49fb453cb137be35f76f099b293a528b69c5d62ea1d406019c4597170e73"
    );
}

#[test]
fn tickets_are_the_bare_keystream() {
    // The same bytes come from `openssl enc -chacha20` over zeros.
    let tickets = sums::tickets(&[7; 32], 2);
    assert_eq!(tickets, [0x41f6_aa57_7892_00f4, 0x7079_b3ac_ba61_f514]);
    let bytes: Vec<u8> = sums::tickets(&[7; 32], 4).iter().flat_map(|ticket| ticket.to_le_bytes()).collect();
    assert_eq!(hex(&bytes), "f400927857aaf64114f561baacb379708c79a1dc1476ab573216a4020764bde5");
    // A longer stream begins as a shorter one, past the blocks of the cipher too.
    assert_eq!(sums::tickets(&[7; 32], 1000)[..2], tickets);
}

#[test]
fn the_least_and_the_greatest_ticket_have_numbers() {
    assert_eq!(sums::number(0), "0000000000");
    assert_eq!(sums::number(u64::MAX), "9999999999");
    assert_eq!(sums::number(1 << 63), "5000000000");
}

#[test]
fn a_rehearsal_never_has_the_real_master() {
    let (_, frozen) = vector();
    let balls = "31415926535897932384";
    let real = sums::master(&frozen, &[], balls, 1);
    for seed in ["", "1", balls, "314159265358979323841"] {
        assert_ne!(sums::rehearsal(&frozen, seed), real);
    }
    assert_ne!(sums::master(&frozen, &[], balls, 2), real);
}

#[test]
fn digits_are_read_strictly() {
    let good = "0123456789abcdef".repeat(4);
    assert_eq!(unhex(&good).map(|bytes| hex(&bytes)), Some(good.clone()));
    for bad in [good.to_uppercase(), good[1..].to_owned(), format!("{good}0"), good.replace('a', "g")] {
        assert_eq!(unhex(&bad), None, "{bad}");
    }
    assert!(sums::are_balls("01234567890123456789"));
    for bad in ["0123456789012345678", "0123456789012345678x", "", "０1234567890123456789"] {
        assert!(!sums::are_balls(bad), "{bad}");
    }
}

#[test]
fn names_of_runs() {
    for good in ["2024/junior/first_batch", "2025/小学/第一批"] {
        assert!(names::is_draw(good), "{good}");
    }
    for bad in ["2024/junior", "24/junior/a", "2024/junior/a/b", "2024//a", "2024/junior/a b", "2024/junior/a.b"] {
        assert!(!names::is_draw(bad), "{bad}");
    }
    for bad in ["", "/etc/passwd", "a//b", "../a", "a/../b", "a/.b", "a\\b", "a\nb"] {
        assert!(!names::is_path(bad), "{bad}");
    }
    assert!(names::is_path("policies/朝阳/2024.pol"));
    for bad in ["", "a b", "a.b", "a,b", "a+b", "a/b", "a\tb", "名 称", &"x".repeat(65)] {
        assert!(!names::is_name(bad), "{bad}");
    }
}

#[test]
fn a_table_is_read_strictly() {
    let read = |text: &str| match tsv::read("t.tsv", "ruxue-t/1", text.as_bytes()) {
        Ok(table) => Ok(table.rows.len()),
        Err(faults) => Err((faults[0].line, faults[0].column.clone())),
    };
    assert_eq!(read("ruxue-t/1\tone\nA\t1\nB\t2\n"), Ok(2));
    assert_eq!(read("ruxue-t/1\tone\n"), Ok(0));
    for (text, line) in [
        ("ruxue-t/2\tone\nA\t1\n", 1),
        ("ruxue-t/1\tone\nA\t1", 2),
        ("ruxue-t/1\tone\nA\t1\r\n", 2),
        ("\u{feff}ruxue-t/1\tone\nA\t1\n", 1),
        ("ruxue-t/1\tone\nA\t1\t2\n", 2),
        ("ruxue-t/1\tone\nA\n", 2),
        ("ruxue-t/1\tone\nA\t1\n\n", 3),
        ("ruxue-t/1\tone\nB\t1\nA\t1\n", 3),
        ("ruxue-t/1\tone\nA\t1\nA\t2\n", 3),
        ("ruxue-t/1\tone\nA\te\u{301}\n", 2),
        ("", 1),
    ] {
        assert_eq!(read(text), Err((Some(line), None)), "{text:?}");
    }
    assert!(tsv::read("t.tsv", "ruxue-t/1", b"ruxue-t/1\tone\nA\t\xff\n").is_err());
    // The example of the standard, GB 11643: it is refused, and not repeated in the message.
    let card = "11010519491231002X";
    for text in [format!("ruxue-t/1\tone\n{card}\t1\n"), format!("ruxue-t/1\tone\nA\tS1,{card}\n")] {
        let faults = tsv::read("t.tsv", "ruxue-t/1", text.as_bytes()).expect_err("refused");
        for tongue in [crate::base::tongue::Tongue::En, crate::base::tongue::Tongue::Zh] {
            assert!(!faults[0].text(tongue).contains(card));
            assert!(faults[0].text(tongue).contains("110**************X"));
        }
    }
}

#[test]
fn json_is_canonical() {
    // RFC 8785 §3.2.3 sorts keys by their UTF-16 code units: a character past U+FFFF stands before U+FB33.
    let keys = ["\u{20ac}", "\r", "\u{fb33}", "1", "\u{1f600}", "\u{80}", "\u{f6}"];
    let value: BTreeMap<&str, u32> = keys.into_iter().zip(1..).collect();
    let written = String::from_utf8(json::write(&value)).expect("UTF-8");
    assert_eq!(written, "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}");
    type Map = BTreeMap<String, u32>;
    assert!(json::read::<Map>("f", br#"{"a":1,"b":2}"#).is_ok());
    for bad in
        [r#"{"b":2,"a":1}"#, r#"{"a":1, "b":2}"#, r#"{"a":1,"a":1}"#, "{\"a\":1}\n", r#"{"a":01}"#, r#"{"a":1.0}"#]
    {
        assert!(json::read::<Map>("f", bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn what_is_frozen_is_in_order_and_complete() {
    let mut files = vector().0;
    files.insert("rounds.json".into(), b"{}".to_vec());
    files.insert("tickets.tsv".into(), b"not frozen".to_vec());
    let sealed =
        BTreeMap::from([("facts.csv".to_owned(), Sealed { bytes: b"applicant facts".to_vec(), salt: [9; 32] })]);
    let previous = BTreeMap::from([("2024/primary/a".to_owned(), [1; 32]), ("2024/junior/a".to_owned(), [2; 32])]);
    let frozen = frozen::freeze("2024/junior/batch1", &files, &sealed, &previous).expect("frozen");
    let paths: Vec<&str> = frozen.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["plan.tsv", "policies/t.pol", "roster.tsv", "rounds.json", "sealed/facts.csv"]);
    assert_eq!(frozen.files[4].digest, "0bfa49fb453cb137be35f76f099b293a528b69c5d62ea1d406019c4597170e73");
    let draws: Vec<&str> = frozen.previous.iter().map(|previous| previous.draw.as_str()).collect();
    assert_eq!(draws, ["2024/junior/a", "2024/primary/a"]);
    let mut written = Files::from([(frozen::FILE.to_owned(), frozen.bytes())]);
    assert_eq!(Frozen::read(&written), Ok(frozen.clone()));
    // Any other digest in it is another sum.
    let text = String::from_utf8(frozen.bytes()).expect("UTF-8");
    written.insert(frozen::FILE.into(), text.replace("5c03b910", "5c03b911").into_bytes());
    assert_eq!(Frozen::read(&written).expect_err("another sum")[0].column.as_deref(), Some("frozen"));

    files.remove("plan.tsv");
    assert!(frozen::freeze("2024/junior/batch1", &files, &sealed, &previous).is_err());
    files.insert("plan.tsv".into(), Vec::new());
    for name in ["facts.csv.salt", "shares/notary.json", "voided/1/x", "../x"] {
        let sealed = BTreeMap::from([(name.to_owned(), sealed["facts.csv"].clone())]);
        assert!(frozen::freeze("2024/junior/batch1", &files, &sealed, &previous).is_err(), "{name}");
    }
}
