//! The parser on small texts, on hostile ones, and rules of its own that no single text shows.

use super::grammar::Rule;
use super::{guard, near, words};
use crate::base::span::FileId;
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Expr, ExprKind, Item, ItemKind};

fn parse(text: &str) -> (Vec<Item>, Vec<Diagnostic>) {
    super::parse(FileId(0), text)
}

fn codes(text: &str) -> Vec<&'static str> {
    parse(text).1.iter().map(|d| d.code).collect()
}

/// The one line of a condition.
fn line(text: &str) -> Expr {
    let (items, found) = parse(&format!("condition c {{ {text}; }}"));
    assert!(found.is_empty(), "{text}: {found:?}");
    match items.into_iter().next().map(|item| item.kind) {
        Some(ItemKind::Condition { mut block, .. }) => block.entries.remove(0).expr,
        other => panic!("{other:?}"),
    }
}

/// Runs on a thread with the 2 MiB that a program's threads have.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(test).expect("a thread");
    thread.join().expect("no panic");
}

#[test]
fn every_rule_has_a_word() {
    for rule in Rule::all_rules() {
        let named = words::word(*rule).is_some() || words::keyword(*rule).is_some();
        assert!(named, "{rule:?} has no word that a reader knows");
    }
}

#[test]
fn both_tongues_make_one_tree() {
    let english = format!("{:?}", line("a on or before 2024-05-01 and not b").kind);
    let chinese = format!("{:?}", line("a 不晚于2024年5月1日 且 非 b").kind);
    let without_spans = |text: &str| {
        text.split("Span {").map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect::<String>()
    };
    assert_eq!(without_spans(&english), without_spans(&chinese));
}

#[test]
fn an_anniversary_is_counted_from_the_last_sum() {
    let ExprKind::Elapsed { to, .. } = line("from a to b plus 1 day at least 3 years").kind else { panic!() };
    assert!(matches!(to.kind, ExprKind::Shift { .. }));
}

#[test]
fn the_filter_of_unbroken_belongs_to_the_periods() {
    let ExprKind::Compare(_, left, _) = line("start of unbroken a to b where { c; } before d").kind else { panic!() };
    assert!(matches!(left.kind, ExprKind::Unbroken { filter: Some(_), .. }));
}

#[test]
fn numbers_of_entries_lose_their_brackets() {
    let (items, _) = parse("condition c @三（一）1 { (1) a; （一） b; ① c; }");
    let ItemKind::Condition { head, block, .. } = &items[0].kind else { panic!() };
    assert_eq!(head.cites[0].text, "三(一)1");
    let numbers: Vec<&str> = block.entries.iter().filter_map(|e| e.no.as_ref()).map(|no| no.text.as_str()).collect();
    assert_eq!(numbers, ["1", "一", "①"]);
}

#[test]
fn spans_end_with_the_last_character() {
    let text = "condition c {\n  a is b   # why\n  ;\n}\n\n# the end\n";
    let (items, _) = parse(text);
    assert_eq!(items[0].span.end as usize, text.find('}').unwrap() + 1);
    let ItemKind::Condition { block, .. } = &items[0].kind else { panic!() };
    let span = block.entries[0].expr.span;
    assert_eq!(&text[span.start as usize..span.end as usize], "a is b");
}

#[test]
fn one_bad_declaration_leaves_its_neighbours_and_most_of_itself() {
    let (items, found) = parse("condition a { x; }\ncondition b { y is; z; }\ncondition c { w; }\n");
    assert_eq!(found.len(), 1);
    assert_eq!(items.len(), 3);
}

#[test]
fn nesting_to_depth_60_is_read_at_once() {
    on_a_small_stack(|| {
        let forms = [
            ("(", ")"),
            ("x at least (", ")"),
            ("not (", ")"),
            ("(a and ", ")"),
            ("any of { ", " }"),
            ("at least 2 of { a; ", " }"),
            ("any g { ", " }"),
            ("no g { a; ", " }"),
            ("x in { (", ") }"),
            ("count(g where { ", " }) is 1"),
            ("x is count(g where { ", " })"),
            ("first(a of b where { ", " }) is 1"),
            ("start of unbroken a to b where { ", " } is c"),
            ("start of unbroken a to (", ") is c"),
            ("from a to (", ") at least 3 years"),
            ("x (", ")"),
            ("a where { b ", " }"),
        ];
        for (open, close) in forms {
            let depth = 60 / open.matches(['(', '{']).count();
            for closed in [true, false] {
                let mut text = format!("condition c {{ {}z", open.repeat(depth));
                if closed {
                    text.push_str(&close.repeat(depth));
                }
                text.push_str("; }\n");
                let (_, found) = parse(&text);
                assert!(closed || !found.is_empty(), "{text}");
                assert!(found.iter().all(|d| d.code != "S16"), "{text}");
            }
        }
    });
}

#[test]
fn no_text_overflows_the_stack() {
    on_a_small_stack(|| {
        let many = 10_000;
        let inside = |text: String| format!("condition c {{ {text}; }}");
        let texts = [
            inside("not ".repeat(many) + "a"),
            inside("a plus ".repeat(many) + "a"),
            inside("a times ".repeat(many) + "a"),
            inside("a and ".repeat(many / 5) + "a"),
            inside("a or b and ".repeat(many / 10) + "a"),
            inside("(".repeat(many)),
            inside("(".repeat(many) + "a" + &")".repeat(many)),
            inside("any of { ".repeat(many)),
            inside("x in {".repeat(many) + &"}".repeat(many)),
            inside("start of unbroken a to ".repeat(many) + "a"),
            inside("from a to ".repeat(many)),
            inside("a.b".to_string() + &".b".repeat(many)),
            inside("a[1]".to_string() + &"[1]".repeat(many)),
            inside("a waived when b".to_string() + &" waived when b".repeat(many / 10)),
            inside("a; ".repeat(many / 10) + "a"),
            inside(format!("x in {{ {} }}", "a, ".repeat(many / 10) + "a")),
            "[{(".repeat(many),
            "}])".repeat(many),
            "“".repeat(many),
            "“".repeat(many) + &"”".repeat(many),
            "\"".repeat(many),
            "「".repeat(many),
            "@".repeat(many),
            "#".repeat(many),
            "\n".repeat(many),
            "form\n".repeat(many / 10),
            "form where {\n".repeat(many / 10),
            "condition c { a where\nform where {\n".repeat(many / 100),
            "\u{FEFF}".repeat(many),
            "9".repeat(many),
        ];
        for text in texts {
            let _ = parse(&text);
        }
    });
}

#[test]
fn limits_are_said() {
    assert_eq!(codes(&" ".repeat(guard::MAX_BYTES + 1)), ["S17"]);
    assert_eq!(codes(&format!("condition c {{ {}a{}; }}", "(".repeat(64), ")".repeat(64))), ["S16"]);
    assert_eq!(codes(&format!("condition c {{ {}a{}; }}", "(".repeat(63), ")".repeat(63))), [""; 0]);
}

#[test]
fn words_are_cut_only_in_one_way() {
    let names = ["出生日期", "出生截止日", "甲", "甲不晚于乙"];
    let cut = |text| near::cut_words(text, |name| names.contains(&name));
    assert_eq!(cut("出生日期不晚于出生截止日").as_deref(), Some("出生日期 不晚于 出生截止日"));
    assert_eq!(cut("出生日期不晚于别的"), None);
    assert_eq!(cut("甲不晚于乙"), None);
    assert_eq!(cut("甲"), None);
}

#[test]
fn chinese_numerals() {
    for (text, number) in [("三", 3), ("十", 10), ("十二", 12), ("三十", 30), ("三十六", 36), ("两", 2)] {
        assert_eq!(near::chinese_number(text), Some(number));
    }
    assert_eq!(near::chinese_number("三年"), None);
    assert_eq!(near::bound_with_numeral("满三年").as_deref(), Some("满 3 年"));
    assert_eq!(near::bound_with_numeral("超过六个月").as_deref(), Some("超过 6 个月"));
    assert_eq!(near::bound_with_numeral("满意"), None);
}
