//! Headings bound to fields, and what is said of those that cannot be.

use super::*;
use crate::base::tongue::Tongue;
use crate::data::support::*;

fn table(headers: &[&str]) -> RawTable {
    RawTable::read("t", format!("{}\n", headers.join(";")).as_bytes(), None).expect("a readable heading")
}

fn bound(headers: &[&str]) -> Columns {
    let policy = policy();
    bind(&policy, &policy.form.fields, Some(PRIMARY), &[0], &table(headers)).unwrap_or_else(|e| panic!("{e:?}"))
}

fn errors(headers: &[&str]) -> Vec<String> {
    let policy = policy();
    let findings =
        bind(&policy, &policy.form.fields, Some(PRIMARY), &[0], &table(headers)).expect_err("wrong headings");
    let errors = findings.iter().filter(|f| f.severity == crate::diagnostic::Severity::Error);
    errors.map(|finding| format!("{} {}", finding.problem.code(), finding.text(Tongue::En))).collect()
}

fn path(heading: &str) -> String {
    let policy = policy();
    let path = path_of(&policy, &policy.form.fields, Some(PRIMARY), heading);
    path.map(|path| words(&policy, &policy.form.fields, &path).name).unwrap_or_default()
}

#[test]
fn headings_are_paths_of_names_and_labels() {
    for (heading, name) in [
        ("id", "id"),
        ("编号", "id"),
        (" ID ", "id"),
        ("home.district", "home.district"),
        ("登记入学房屋.所在区", "home.district"),
        ("home.所在区", "home.district"),
        ("登记入学房屋。所在区", "home.district"),
        ("登记入学房屋．district", "home.district"),
        ("home", "home"),
        ("guardian1.relation", "guardian1.relation"),
        ("guardian[1].relation", "guardian1.relation"),
        ("监护人２.关系", "guardian2.relation"),
        ("监护人［2］．关系", "guardian2.relation"),
        ("监护人（3）.工作经历 1.起", "guardian3.jobs1.since"),
        ("guardian1.jobs12.since", "guardian1.jobs12.since"),
        ("guardian.count", "guardian.count"),
        ("监护人.个数", "guardian.count"),
        ("监护人.人数", "guardian.count"),
        ("guardian1.jobs.count", "guardian1.jobs.count"),
        ("siblings", "siblings"),
        ("siblings3", "siblings3"),
        ("guardian1", "guardian1"),
    ] {
        assert_eq!(path(heading), name, "{heading}");
    }
    for heading in [
        "",
        "homedistrict",
        "guardian.relation",
        "guardian0.relation",
        "guardian5.relation",
        "id1",
        "graduating",
        "home.district.x",
        "guardian[1.relation",
        ".",
    ] {
        assert_eq!(path(heading), "", "{heading}");
    }
}

#[test]
fn columns_without_fields_and_fields_without_columns_are_said_once() {
    let columns = bound(&["id", "毕业年级", "手机", "home.district", "guardian1.relation"]);
    assert_eq!(columns.paths.iter().filter(|path| path.is_some()).count(), 3);
    let notes: Vec<_> = columns.notes.iter().map(|note| (note.problem.code(), note.text(Tongue::Zh))).collect();
    assert_eq!(notes.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["D10", "D15", "D11"]);
    assert!(notes[1].1.contains("毕业年级"));
    let missing = &notes[2].1;
    assert!(
        missing.contains("`出生日期`")
            && missing.contains("`登记入学房屋.地址编号`")
            && missing.contains("`监护人1.户籍区`"),
        "{missing}"
    );
    assert!(missing.ends_with("没有 `登记入学房屋.实际居住` 列：对所有人均按推定"), "{missing}");
    assert!(!missing.contains("毕业年级") && !missing.contains("`编号`"));
}

#[test]
fn wrong_headings_stop_the_file() {
    assert_eq!(errors(&["hukou"]), ["D12 there is no column `id` (or `编号`); every row needs one"]);
    assert_eq!(
        errors(&["id", "birthdate", "guardian.relation", "guardian5.hukou", "guardian1.relaton", "户籍区", "hukou"]),
        [
            "D14 `guardian.relation` is about a list; number its items, such as `guardian1.relation`",
            "D14 `guardian5.hukou`: the items of this list are numbered from 1 to 4",
            "D05 `户籍区` and `hukou` are both `hukou`; remove one",
            "D10 `birthdate` is no field of the form; did you mean `birth_date`, which has no column? rename or remove it",
            "D10 the last word of `guardian1.relaton` is no field there; did you mean `relation`?",
        ]
    );
}

#[test]
fn a_heading_with_two_meanings_asks_for_the_name() {
    let mut policy = policy();
    policy.form.fields[2].named.label = Some("出生日期".into());
    let findings =
        bind(&policy, &policy.form.fields, Some(PRIMARY), &[0], &table(&["id", "出生日期"])).expect_err("two");
    assert_eq!(findings[0].text(Tongue::Zh), "`出生日期` 可指 `birth_date`、`hukou`；请写字段名");
    // A label of another stage does not count.
    policy.form.fields[2].named.label = None;
    policy.form.fields[13].named.label = Some("出生日期".into());
    assert!(bind(&policy, &policy.form.fields, Some(PRIMARY), &[0], &table(&["id", "出生日期"])).is_ok());
}

#[test]
fn hostile_headings_end() {
    let long = format!("guardian{}", "1.jobs1".repeat(2000));
    assert_eq!(path(&long), "");
    assert_eq!(path("guardian99999999999999999999.hukou"), "");
}
