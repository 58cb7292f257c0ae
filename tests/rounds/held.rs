//! Whom an example of a draw may speak of, where the rows of a batch are wishes of one list.

use crate::made::{draw, round, sound, whole};
use ruxue::examples;

const FACTS: &str = "\
facts base for primary {
  id = \"R1\"; family = \"F1\"; rank = 1; hukou = north; other = none; age = 7; ok = true; came = 2030-05-10;
  wish = {}; one_wish = none; must = \"S1\"; born = 2023-01-01;
  row school { code = \"S1\"; plan = 1; batch_plan = 1; kind = day; big = true; }
}
";

/// What does not come out as an example expects, with the help about it.
fn failures(rounds: &str, body: &str) -> Vec<(String, String)> {
    let text = whole(&[rounds, FACTS, "example \"one\" for primary {\n  like base;\n", body, "\n}\n"].concat());
    let (ran, _) = examples::run(&sound(&text));
    ran.into_iter().flat_map(|r| r.failures).map(|f| (f.found, f.help.unwrap_or_default())).collect()
}

fn listed() -> String {
    draw("main", "first", "x") + &round("x", "one list by family, ranked by rank;\nwishes must;")
}

const OTHER: &str = "other { like base; id = \"R2\"; family = \"F2\"; hukou = east; }\n";

#[test]
fn an_applicant_goes_by_the_list_and_not_by_a_row() {
    let hold = format!("{OTHER}hold main;\n");
    let fine = |expects: &str| assert_eq!(failures(&listed(), &format!("{hold}{expects}")), [], "{expects}");
    let wrong = |expects: &str, found: &str, help: &str| {
        let all = failures(&listed(), &format!("{hold}{expects}"));
        assert!(all.len() == 1 && all[0].0.contains(found) && all[0].1.contains(help), "{expects}: {all:?}");
    };
    fine("expect \"F1\" placed at \"S1\" by x;");
    fine("expect order x: \"F1\";");
    // Whose rows take no part has no place, and so it may be said.
    fine("expect \"F2\" not placed;");
    wrong("expect \"F2\" referred;", "`F2` takes part in no round", "");
    let row = "`R1` is one row of a list, and the applicant of the draw is `F1`";
    for expects in [
        "expect \"R1\" placed at \"S1\";",
        "expect \"R1\" not placed;",
        "expect \"R1\" referred;",
        "expect order x: \"R1\";",
        "tickets \"R1\"; expect \"F1\" placed at \"S1\";",
    ] {
        wrong(expects, row, "rows with one `family` are one list");
    }
    wrong("expect \"R2\" not placed;", "the applicant of the draw is `F2`", "family");
    wrong("expect \"F3\" not placed;", "there is no applicant `F3`", "they are F1, F2");
    wrong("tickets \"F1\", \"G1\"; expect \"F1\" placed at \"S1\";", "there is no applicant `G1`", "they are F1, F2");
}

#[test]
fn what_is_open_about_a_row_is_open_about_its_list() {
    let open = "other { like base; id = \"R2\"; family = \"F2\"; hukou = unknown; }\nhold main;\n";
    assert_eq!(failures(&listed(), &format!("{open}expect \"F2\" referred;")), []);
    let found = failures(&listed(), &format!("{open}expect \"F2\" not placed;"));
    assert!(
        found.len() == 1
            && found[0].0.contains("`F2` is referred")
            && found[0].1.contains("the outcome is `undetermined`"),
        "{found:?}"
    );
    // Where it is not known whose row it is, the row stands for itself.
    let whose = "other { like base; id = \"R2\"; family = unknown; }\nhold main;\n";
    assert_eq!(failures(&listed(), &format!("{whose}expect \"R2\" referred;")), []);
}

#[test]
fn where_some_round_takes_each_row_alone_both_are_known() {
    let rounds = draw("main", "first", "x, y")
        + &round("x", "one list by family, ranked by rank;\nwishes must;")
        + &round("y", "wishes must;\nseats batch_plan;");
    let body = format!("{OTHER}hold main;\nexpect \"F1\" placed at \"S1\" by x;\nexpect \"R2\" not placed;\n");
    assert_eq!(failures(&rounds, &body), []);
    let alone = draw("main", "first", "y") + &round("y", "wishes must;");
    let body = format!(
        "{OTHER}hold main;\nexpect \"R1\" placed at \"S1\";\nexpect \"R2\" not placed;\nexpect \"F1\" not placed;\n"
    );
    let found = failures(&alone, &body);
    assert!(
        found.len() == 1 && found[0] == ("there is no applicant `F1`".into(), "they are R1, R2".into()),
        "{found:?}"
    );
}
