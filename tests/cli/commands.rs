//! The smaller commands: readings, the calendar, the form to fill in, a policy for another year, and the help.

use crate::place::{Place, TOWN};
use ruxue::base::date::{Date, Moment};
use ruxue::data::{RawTable, Sheet, write};

#[test]
fn readings_alone_and_with_a_batch() {
    let town = Place::town();
    let alone = town.run("readings town.pol").screen;
    let batch = town.run("readings town.pol primary.csv --lang zh").screen;
    let other = town.run("readings town.pol --reading of_age=refer --reading tenants=counts").screen;
    insta::assert_snapshot!([alone, batch, other].join("\n"));
}

#[test]
fn the_calendar_is_in_the_order_of_days() {
    let town = Place::town();
    let screens = ["zh", "en"].map(|lang| town.run(&format!("calendar town.pol --lang {lang}")).screen);
    insta::assert_snapshot!(screens.join("\n"));
}

#[test]
fn the_form_is_filled_in_and_read_back() {
    let town = Place::town();
    assert_eq!(town.run("template town.pol -o form.xlsx").code, 0);
    assert_eq!(town.run("template town.pol -o form.xlsx").code, 1);
    assert_eq!(town.run("template town.pol -o form.csv").code, 3);
    assert_eq!(town.run("template town.pol -o form.xlsx --force").code, 0);
    let form = RawTable::read("form.xlsx", &town.bytes("form.xlsx"), None).expect("the form reads");
    let fill = |heading: &String| match heading.as_str() {
        "编号" => "P1",
        "家庭" => "H1",
        "出生日期" => "2018-03-01",
        "居住区" => "本镇",
        "地址" | "备注" => "无",
        "交件日" => "2024年5月10日",
        _ => "",
    };
    let mut filled = Sheet::new("小学", form.headers.clone());
    filled.rows.push(form.headers.iter().map(fill).map(str::to_owned).collect());
    let when = Date::from_ymd(2024, 5, 1).and_then(|d| Moment::new(d, 0, 0, 0)).expect("a moment");
    town.write("primary.xlsx", write::xlsx(&[filled], when).expect("a workbook"));
    let ran = town.run("evaluate town.pol primary.xlsx -o out --names");
    assert_eq!(ran.code, 0, "{}", ran.screen);
    assert_eq!(town.rows("out/decisions.csv")[1][..3], ["P1", "eligible", "local"].map(String::from));
}

#[test]
fn a_policy_for_the_next_year() {
    let town = Place::town();
    insta::assert_snapshot!(town.run("new --from town.pol --year 2025 -o 2025.pol").screen);
    let made = town.text("2025.pol");
    insta::assert_snapshot!("the_next_year", made.lines().take(26).map(|l| format!("{l}\n")).collect::<String>());
    assert_eq!(town.run("check 2025.pol").code, 0);
    // But for the list at the top and the two years, every byte is as it was.
    assert!(made.ends_with(&TOWN.replace("year 2024", "year 2025").replace("repeals 2023", "repeals 2024")));
    // Each line of the list is the line that it names.
    let lines: Vec<&str> = made.lines().collect();
    let mut named = 0;
    for line in lines.iter().filter(|l| l.starts_with("#   第 ")) {
        let (number, words) = line["#   第 ".len()..].split_once(" 行：").expect("a line and its words");
        let there: Vec<&str> = lines[number.parse::<usize>().expect("a number") - 1].split_whitespace().collect();
        assert!(there.join(" ").contains(words), "{line}");
        named += 1;
    }
    assert_eq!(named, 6);
    let again = town.run("new --from town.pol --year 2026 -o 2025.pol");
    assert_eq!(again.code, 1, "{}", again.screen);
    assert_eq!(town.text("2025.pol"), made);
    assert_eq!(town.run("new --from town.pol --year 2024 -o same.pol").code, 3);
}

#[test]
fn a_copy_that_would_not_check_is_not_written() {
    let town = Place::town();
    town.write("words/town.pol", "enum colour \"色\" { red \"红\"; }\n");
    town.write("with.pol", TOWN.replace("articles {", "use \"words/town.pol\";\narticles {"));
    assert_eq!(town.run("new --from with.pol --year 2025 -o with-2025.pol").code, 0);
    town.write("elsewhere/x", "");
    let ran = town.run("new --from with.pol --year 2025 -o elsewhere/2025.pol");
    assert_eq!(ran.code, 3, "{}", ran.screen);
    assert!(!town.has("elsewhere/2025.pol"));
}

#[test]
fn every_help_has_an_example_and_the_exit_codes() {
    let town = Place::town();
    for command in ["evaluate", "readings", "calendar", "notices", "template", "new"] {
        let ran = town.run(&format!("{command} --help"));
        assert_eq!(ran.code, 0);
        for part in ["Example", "Exit codes:", &format!("ruxue {command} ")] {
            assert!(ran.out.contains(part), "{command} lacks {part}\n{}", ran.out);
        }
        let widest = ran.out.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(widest <= 120, "{command}: {widest}");
    }
}
