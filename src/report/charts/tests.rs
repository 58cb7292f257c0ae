//! Lengths add up, zero is not drawn, and what is written in a drawing is escaped.

use super::river::{Branch, Reach, River, wrap};
use super::*;

#[test]
fn lengths_fill_the_whole_and_hide_nobody() {
    for counts in [vec![1, 29_999], vec![1, 1, 1], vec![3, 0, 29_000, 997], vec![0, 0], vec![1; 40]] {
        let whole: u64 = counts.iter().sum();
        let lengths = lengths(&counts, whole);
        assert!(lengths.iter().sum::<u64>() <= 1000, "{counts:?} {lengths:?}");
        assert!(counts.iter().zip(&lengths).all(|(count, length)| (*count == 0) == (*length == 0)), "{lengths:?}");
        if whole > 0 {
            assert!(lengths.iter().sum::<u64>() >= 990, "{counts:?} {lengths:?}");
        }
    }
}

#[test]
fn a_part_of_a_whole_stays_a_part() {
    assert_eq!(lengths(&[10, 5], 30), [333, 167]);
    assert_eq!(lengths(&[1], 100_000), [LEAST]);
}

#[test]
fn zero_is_not_drawn() {
    let part = |count| Part { name: "x".into(), count, tone: Tone::Wish(0) };
    let drawn = stacked("row", &[part(0), part(12)], 12, Said::Counts, Tongue::En).into_string();
    assert_eq!(drawn.matches("<rect").count(), 1);
    assert!(drawn.contains("aria-label=\"row: x 12 (100%)\""), "{drawn}");
    let share = stacked("row", &[part(6)], 12, Said::Shares, Tongue::En).into_string();
    assert!(share.contains("x 50.0%") && !share.contains("6 ("), "{share}");
    assert!(!bar("none", 0, 9, Tone::Seats).into_string().contains("<rect"));
    let column = Column { name: "1".into(), count: 0, tone: Tone::Wish(0) };
    assert!(!columns("of", &[column], 9, 9, Tongue::En).into_string().contains("<rect"));
}

#[test]
fn nothing_of_a_label_becomes_part_of_a_drawing() {
    let bad = "<script>&\"'";
    let part = Part { name: bad.into(), count: 900, tone: Tone::Unplaced };
    let branch = Branch { count: 3, tone: Tone::Wish(0), name: bad.into(), notes: vec![bad.into()] };
    let river = River {
        title: bad.into(),
        description: bad.into(),
        id: "r".into(),
        whole: 9,
        entry: bad.into(),
        reaches: vec![Reach { name: bad.into(), note: bad.into(), branches: vec![branch] }],
    };
    let column = Column { name: bad.into(), count: 3, tone: Tone::Wish(0) };
    for drawn in [
        stacked(bad, &[part], 1000, Said::Shares, Tongue::Zh),
        bar(bad, 3, 4, Tone::Seats),
        legend(&[(Tone::Hidden, bad.into())]),
        columns(bad, &[column], 9, 9, Tongue::En),
        river.draw(),
    ] {
        let drawn = drawn.into_string();
        assert!(drawn.contains("&lt;script&gt;&amp;&quot;'"), "{drawn}");
        assert!(!drawn.contains("<script"), "{drawn}");
    }
}

#[test]
fn long_words_are_broken_where_they_may() {
    assert_eq!(wrap("public boarding schools", 10), ["public", "boarding", "schools"]);
    assert_eq!(wrap("公办寄宿小学派位", 8), ["公办寄宿", "小学派位"]);
    assert_eq!(wrap("", 8), Vec::<String>::new());
}
