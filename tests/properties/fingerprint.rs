//! The fingerprint is blind to how a policy is written, and sees everything that it means.

use crate::support::rng::Rng;
use crate::support::{bare, checked, policy, read};
use ruxue::ir::fingerprint::fingerprint;

#[test]
fn order_labels_comments_and_layout_do_not_count() {
    for (generated, plain) in checked().take(40) {
        let mut rng = Rng::new(100_000 + generated.seed);
        let expected = fingerprint(plain);
        let (mut declarations, categories) = generated.model.declarations();
        rng.shuffle(&mut declarations);
        let order = format!("{}\n{}", categories.join("\n"), declarations.join("\n"));
        let labels = generated.text.replace("\"条件", "\"规则").replace("\"l·", "\"名·").replace("\"类", "\"门");
        let comments = generated.text.replace("\nc", "\n# note: and or not {\nc").replace("; ", " ;  \n\t");
        let reasons = generated.text.replace("because \"因\"", "because \"another reason\"");
        for (what, text) in [("order", order), ("labels", labels), ("comments", comments), ("reasons", reasons)] {
            assert_eq!(fingerprint(&policy(&text)), expected, "{what} counts, seed {}\n{text}", generated.seed);
        }
    }
}

/// What stands in a policy, and what else might stand there.
const MEANT: &[(&str, &str)] = &[
    ("f_born on or before 2018-08-31", "f_born before 2018-08-31"),
    ("f_born on or before 2018-08-31", "f_born on or before 2018-09-01"),
    ("f_age at least 3", "f_age more than 3"),
    ("f_age at least 3", "f_age at least 4"),
    ("f_color in warm;", "f_color in {red};"),
    ("f_color is blue;", "f_color is green;"),
    ("f_color is blue;", "f_color is not blue;"),
    ("not f_flag;", ""),
    ("not f_flag;", "f_flag;"),
    ("any f_job", "every f_job"),
    ("f_job { f_job.l_sole", "f_lease { f_lease.l_sole"),
    ("waived when f_presumed", "but not when f_presumed"),
    (" waived when f_presumed @二", ""),
    ("@二;", "@三;"),
    ("(1) f_flag", "(3) f_flag"),
    ("choose first", "choose second"),
    ("choose first", "choose refer"),
    ("at least 3 years", "at least 3 months"),
    ("at least 3 years", "more than 3 years"),
    ("0 .. 2: 5", "0 .. 3: 5"),
    ("0 .. 2: 5", "0 .. 2: 6"),
    ("when f_flag: one; when f_presumed: two;", "when f_presumed: two; when f_flag: one;"),
    ("within win0", "within win1"),
    ("presumed false", "presumed true"),
    ("group warm \"暖\" { red; orange; } blue;", "group warm \"暖\" { red; orange; blue; }"),
    ("year 2024", "year 2025"),
    ("largest(", "smallest("),
    ("plus 3 days", "minus 3 days"),
    ("l_kind is present", "l_kind is absent"),
    ("refer \"who\" when", "refer \"which\" when"),
    ("require rule;", "reject rule;"),
    ("afterwards \"later\"", "afterwards \"never\""),
    ("f_addr by f_household", "f_household by f_addr"),
    (" complete", ""),
    (" role household", ""),
    ("period l_since .. l_until;", ""),
    ("up to 3", "up to 2"),
    ("decimal(2)", "decimal(3)"),
];

#[test]
fn everything_that_is_meant_counts() {
    let mut text = bare().replace("@一 \"甲\"", "@一 \"甲\"; @一(1) \"甲一\"; @一(2) \"甲二\"; @一(3) \"甲三\"");
    text.push_str(
        "condition rule @一 {
  (1) f_flag;
  f_born on or before 2018-08-31;
  f_age at least 3;
  f_color in warm;
  f_color is blue;
  not f_flag;
  any f_job { f_job.l_sole; };
  every f_lease { f_lease.l_kind is present; };
  f_flag waived when f_presumed @二;
  f_flag @二;
  from f_born to f_known at least 3 years;
  f_born within win0;
  f_born before f_known plus 3 days;
  most is present;
  most at least 1;
  f_flag waived when doubt;
}
value most { largest(l_rooms of f_job); }
value seats by f_age { 0 .. 2: 5; 3: 9; }
reading doubt { first: f_flag; second: f_presumed; choose first because \"so\"; }
classify sort { when f_flag: one; when f_presumed: two; otherwise: three; }
claim seat for primary { f_addr by f_household; only when f_addr is present; when several: refer \"who\"; }
category way for primary @一 {
  require rule;
  require f_addr is present;
  refer \"who\" when f_presumed;
  on time f_born within win0 afterwards \"later\";
}
",
    );
    let before = fingerprint(&policy(&text));
    for (there, instead) in MEANT {
        assert!(text.contains(there), "{there}");
        let changed = text.replacen(there, instead, 1);
        let loaded = read(&changed);
        // What leans on the changed thing may no longer check; then there is nothing to compare.
        if let Some(policy) = &loaded.policy {
            assert_ne!(fingerprint(policy), before, "{there} -> {instead}");
        } else {
            let codes: Vec<_> = loaded.diagnostics.iter().map(|d| (d.code, d.message.clone())).collect();
            panic!("{there} -> {instead} does not check: {codes:?}");
        }
    }
}
