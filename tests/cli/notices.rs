//! `notices`: one letter for each family, and nothing of the others in it.

use crate::place::Place;

#[test]
fn a_letter_for_each_family() {
    let town = Place::town();
    let ran = town.run("notices town.pol primary.csv -o letters --lang zh");
    assert_eq!(ran.code, 3, "{}", ran.screen);
    let letters = ["H1", "H4", "H5", "H6"].map(|id| town.text(&format!("letters/{id}.md")));
    insta::assert_snapshot!(format!("{}\n{}", ran.screen, letters.join("\n========\n\n")));
    let index = town.text("letters/index.csv").replace('\u{feff}', "").replace("\r\n", "\n");
    insta::assert_snapshot!("index", index);
}

#[test]
fn a_letter_in_english() {
    let town = Place::town();
    town.run("notices town.pol primary.csv -o letters");
    insta::assert_snapshot!(town.text("letters/H6.md"));
}

#[test]
fn a_letter_tells_of_its_own_family_only() {
    let town = Place::town();
    town.run("notices town.pol primary.csv -o letters");
    let ids: Vec<String> = town.rows("letters/index.csv").iter().skip(1).map(|row| row[1].clone()).collect();
    for own in &ids {
        let letter = town.text(&format!("letters/{own}.md"));
        let words: Vec<&str> = letter.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        for other in ids.iter().filter(|id| *id != own) {
            assert!(!words.contains(&other.as_str()), "{own} tells of {other}");
        }
    }
    // P8 and P9 are at one address; neither letter names the other.
    assert!(!town.text("letters/H8.md").contains("P9"));
}

#[test]
fn without_a_household_the_applicant_names_the_file() {
    let town = Place::town();
    let head = "id,household,birth_date,lives_in,address,handed_in\n";
    let row = |id: &str, household: &str| format!("{id},{household},2018-03-01,inside,none,2024-05-10\n");
    town.write("primary.csv", format!("{head}{}{}{}{}", row("P1", "X"), row("X", ""), row("x", ""), row("P4", "")));
    assert_eq!(town.run("notices town.pol primary.csv -o letters").code, 0);
    let names = town.names("letters");
    assert_eq!(names, ["P4.md", "X.applicant.1.md", "X.md", "index.csv", "x.applicant.2.md"]);
    let again = town.run("notices town.pol primary.csv -o letters");
    assert_eq!(again.code, 1, "{}", again.screen);
    assert_eq!(town.run("notices town.pol primary.csv -o letters --force").code, 0);
}

#[cfg(unix)]
#[test]
fn letters_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let town = Place::town();
    town.run("notices town.pol primary.csv -o letters");
    for name in town.names("letters") {
        let path = town.path(&format!("letters/{name}"));
        assert_eq!(std::fs::metadata(path).expect("there").permissions().mode() & 0o777, 0o600, "{name}");
    }
}
