//! The odds as a page and a screen; small groups are not listed, nor is one that would give them away.

use super::*;

fn tally(by_wish: &[u64], guarantee: u64, unplaced: u64) -> Tally {
    Tally { by_wish: by_wish.to_vec(), guarantee, referred: 0, unplaced }
}

fn group(zh: &str, en: &str, applicants: u64, by_wish: &[u64], guarantee: u64, unplaced: u64) -> Group {
    Group { label: Label::new(zh, en), applicants, tally: tally(by_wish, guarantee, unplaced) }
}

/// Four areas of which one has but three applicants, 1,000 draws.
pub fn odds() -> Odds {
    let areas = vec![
        group("东片", "East", 120, &[84_000, 20_400, 9_600], 6_000, 0),
        group("西片", "West", 300, &[141_000, 60_000, 36_000], 45_000, 18_000),
        group("南片", "South", 3, &[3_000, 0, 0], 0, 0),
        group("北片", "North", 40, &[38_000, 1_990, 10], 0, 0),
    ];
    let mut all = Group { label: Label::new("全部", "all"), ..Group::default() };
    for area in &areas {
        all.applicants += area.applicants;
        all.tally.add(&area.tally);
    }
    Odds {
        title: Label::new("某区小学入学", "A district's primary schools"),
        year: 2024,
        draw: Label::new("片区派位", "the area's draw"),
        runs: 1000,
        seed: "7".into(),
        all,
        by: vec![(Label::new("片区", "area"), areas)],
    }
}

#[test]
fn odds_on_a_screen() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../../../tests/snapshots" }, {
        insta::assert_snapshot!("odds", format!("{}\n{}", odds().text(Tongue::Zh), odds().text(Tongue::En)));
    });
}

#[test]
fn a_page_has_what_the_screen_has() {
    let page = odds().page(Tongue::En);
    for word in ["By area", "West", "47.0%", "按片区", "西片", "trial runs, not a result"] {
        assert!(page.contains(word), "{word}");
    }
    assert!(!page.contains("South") && !page.contains("North"));
    let bad = Odds { title: Label::same("<script>"), seed: "<b>".into(), ..odds() };
    assert!(!bad.page(Tongue::Zh).contains("<script") && !bad.page(Tongue::Zh).contains("<b>"));
}

#[test]
fn a_small_group_is_not_told_by_the_others() {
    let sizes = |groups: &[u64]| listed(groups, |size| *size);
    assert_eq!(sizes(&[10, 20, 30]), [0, 1, 2]);
    assert_eq!(sizes(&[10, 3, 30]), [2], "one more is left out");
    assert_eq!(sizes(&[10, 3, 4, 30]), [0, 3], "the two cover one another");
    assert_eq!(sizes(&[10, 1, 2, 30]), [3], "three people are too few for that");
    assert_eq!(sizes(&[3]), [0usize; 0]);
    assert_eq!(sizes(&[10, 0, 30]), [0, 2], "nobody is nobody's secret");
}

#[test]
fn nothing_at_all_is_no_trouble() {
    let none = Odds::default();
    assert!(none.page(Tongue::Zh).contains("共派位 0 次"));
    assert!(none.text(Tongue::En).contains("in 0 draws"));
}
