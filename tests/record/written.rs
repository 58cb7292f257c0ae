//! `rounds.json`, `roster.tsv`, `plan.tsv` and `lists.tsv`: there is one way to write a draw, and it is read back as it was.

use crate::made::{Size, draw};
use crate::rng::Rng;
use ruxue::base::tongue::Tongue;
use ruxue::record::{Files, public};

const SIZE: Size = Size { applicants: 12, schools: 5, rounds: 3 };

#[test]
fn what_is_written_is_read_back() {
    for seed in 0..400 {
        let made = draw(&mut Rng::new(seed), SIZE);
        let files = public::write(&made).unwrap_or_else(|faults| panic!("seed {seed}: {}", faults[0].text(Tongue::En)));
        assert_eq!(public::read(&files), Ok(made.clone()), "seed {seed}");
        assert_eq!(public::write(&made), Ok(files), "seed {seed}");
    }
}

/// A changed byte is either refused, or it is another draw that has these very bytes.
#[test]
fn nothing_has_two_spellings() {
    let (mut refused, mut others) = (0, 0);
    for seed in 0..60 {
        let mut rng = Rng::new(seed);
        let files = public::write(&draw(&mut rng, SIZE)).expect("written");
        for (name, bytes) in &files {
            for _ in 0..40 {
                let mut changed = bytes.clone();
                let at = rng.below(changed.len());
                match rng.below(3) {
                    0 => changed[at] = rng.pick(b"\t\n\r ,+.0123456789-:A\"{}[]Ssinjo\xc3"),
                    1 => drop(changed.remove(at)),
                    _ => changed.insert(at, rng.pick(b"\t\n\r ,+.01-\"{}S\xff")),
                }
                if changed == *bytes {
                    continue;
                }
                let mut files = files.clone();
                files.insert(name.clone(), changed);
                match public::read(&files) {
                    Err(faults) => {
                        assert!(!faults.is_empty());
                        refused += 1;
                    }
                    Ok(other) => {
                        assert_eq!(public::write(&other).as_ref(), Ok(&files), "seed {seed}");
                        others += 1;
                    }
                }
            }
        }
    }
    assert!(refused > 2000 && others > 50, "{refused} {others}");
}

#[test]
fn faults_say_where_they_are() {
    let mut rng = Rng::new(7);
    let made = loop {
        let made = draw(&mut rng, SIZE);
        let round = &made.draw.rounds[0];
        if made.roster.ids.len() > 5 && round.groups.is_empty() && round.criteria.is_empty() && !round.guarantee {
            break made;
        }
    };
    let files = public::write(&made).expect("written");
    let roster = String::from_utf8(files["roster.tsv"].clone()).expect("UTF-8");
    let line =
        roster.lines().position(|line| line.contains("\tin\t") && line.contains('S')).expect("a row with a wish");
    let changed = |from: &str, to: &str| {
        let mut lines: Vec<String> = roster.lines().map(|line| format!("{line}\n")).collect();
        lines[line] = lines[line].replacen(from, to, 1);
        let mut files = files.clone();
        files.insert("roster.tsv".into(), lines.concat().into_bytes());
        let faults = public::read(&files).expect_err("a fault");
        (faults[0].line, faults[0].column.clone(), faults[0].text(Tongue::En))
    };
    let (at, column, text) = changed("\tin\t", "\tout\t");
    assert_eq!((at, column.as_deref()), (Some(line + 1), Some("group1.pool")), "{text}");
    let (at, column, text) = changed("S0", "X0");
    assert_eq!((at, column.as_deref()), (Some(line + 1), Some("group1.wishes")), "{text}");
    assert!(text.contains("has no row in plan.tsv"), "{text}");

    let mut card = made.clone();
    card.roster.ids[0] = "11010519491231002X".into();
    let faults = public::write(&card).expect_err("refused");
    assert!(faults[0].text(Tongue::Zh).contains("110**************X"));
    assert!(faults.iter().all(|fault| !fault.text(Tongue::En).contains("11010519491231002X")));

    let mut missing: Files = files;
    missing.remove("plan.tsv");
    assert_eq!(public::read(&missing).expect_err("missing")[0].file, "plan.tsv");
}
