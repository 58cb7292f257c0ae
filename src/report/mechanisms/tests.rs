//! Mechanisms side by side, as a page and a screen.

use super::*;
use crate::allocation::model::Mechanism;
use crate::report::year::mechanism_name;

/// One draw under three mechanisms.
pub fn comparison() -> Comparison {
    let tally =
        |by_wish: &[u64], guarantee, unplaced| Tally { by_wish: by_wish.to_vec(), guarantee, referred: 0, unplaced };
    let change = |better, same, worse| Change { better, same, worse };
    let by = |east: Change, west: Change, north: Change| {
        let rows = vec![
            (Label::new("东片", "East"), east),
            (Label::new("西片", "West"), west),
            (Label::new("北片", "North"), north),
        ];
        vec![(Label::new("片区", "area"), rows)]
    };
    Comparison {
        title: Label::new("某区小学入学", "A district's primary schools"),
        year: 2024,
        round: Label::new("片区派位", "the area's draw"),
        took_part: 600,
        seats: 610,
        runs: 1,
        seed: "42".into(),
        tried: vec![
            Tried {
                label: mechanism_name(Mechanism::ImmediateAcceptance, &[]),
                tally: tally(&[470, 60, 20], 47, 3),
                envy: Envy { applicants: 35, pairs: 120, strict: 0 },
                waste: 4,
                ..Tried::default()
            },
            Tried {
                label: mechanism_name(Mechanism::Parallel, &[1, 2]),
                tally: tally(&[440, 95, 31], 32, 2),
                envy: Envy { applicants: 12, pairs: 30, strict: 0 },
                waste: 0,
                change: change(28, 540, 32),
                by: by(change(14, 270, 16), change(12, 180, 13), change(2, 90, 3)),
            },
            Tried {
                label: mechanism_name(Mechanism::DeferredAcceptance, &[]),
                tally: tally(&[421, 118, 40], 20, 1),
                envy: Envy::default(),
                waste: 0,
                change: change(41, 509, 50),
                by: by(change(20, 255, 25), change(13, 172, 20), change(8, 82, 5)),
            },
        ],
    }
}

/// The same as the sum of several draws.
pub fn averages() -> Comparison {
    let mut many = comparison();
    many.runs = 30;
    let times = |counts: &mut [&mut u64]| {
        counts.iter_mut().enumerate().for_each(|(at, count)| **count = **count * 30 + at as u64)
    };
    for tried in &mut many.tried {
        let Tally { by_wish, guarantee, unplaced, .. } = &mut tried.tally;
        by_wish.iter_mut().chain([guarantee, unplaced]).for_each(|count| *count *= 30);
        times(&mut [&mut tried.envy.applicants, &mut tried.envy.pairs, &mut tried.waste]);
        let changes = tried.by.iter_mut().flat_map(|(_, rows)| rows.iter_mut().map(|(_, change)| change));
        for change in changes.chain([&mut tried.change]) {
            [&mut change.better, &mut change.same, &mut change.worse].into_iter().for_each(|count| *count *= 30);
        }
    }
    many
}

#[test]
fn mechanisms_on_a_screen() {
    let screens = [comparison().text(Tongue::Zh), comparison().text(Tongue::En), averages().text(Tongue::En)];
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../../../tests/snapshots" }, {
        insta::assert_snapshot!("mechanisms", screens.join("\n"));
    });
}

#[test]
fn a_page_has_what_the_screen_has() {
    let page = comparison().page(Tongue::Zh);
    for word in ["延迟录取", "deferred acceptance", "（政策所定）", "合理嫉妒：人数", "470", "78.3%", "按片区", "West"]
    {
        assert!(page.contains(word), "{word}");
    }
    let mut bad = comparison();
    bad.round = Label::same("<script>");
    bad.tried[1].label = Label::same("<script>");
    bad.tried[1].by[0].1[0].0 = Label::same("<script>");
    assert!(!bad.page(Tongue::Zh).contains("<script"));
}

#[test]
fn small_numbers_of_groups_in_one_draw_are_hidden_and_averages_are_not() {
    let once = comparison();
    let mut stars = 0;
    once.changes(|_, _, lines| stars += lines.iter().flat_map(|line| line.cells).filter(Option::is_none).count());
    // North's 2 and 3, and the corners that cover them.
    assert!(stars >= 4, "{stars}");
    averages().changes(|_, _, lines| assert!(lines.iter().flat_map(|line| line.cells).all(|cell| cell.is_some())));
}
