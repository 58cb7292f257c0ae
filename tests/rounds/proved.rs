//! Where the checker says that nobody can be in a pool, nobody is: tried on every applicant of a small world, for pools made
//! at random.

use crate::made::{draw, read, round, whole};
use ruxue::interp::{holds, pins_in_force};
use ruxue::ir::expr::{Cond, CondKind, Joint, Line};
use ruxue::tables::Tables;
use ruxue::value::{Fact, Truth, Value};
use std::collections::BTreeSet;

/// Numbers that are the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % end) as usize
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len() as u64)]
    }
}

const NAMED: &str = "\
condition town { any of { hukou is north; all of { hukou is south; ok; } } }
condition grown { age at least 7 waived when ok; }
condition steady { town but not when age less than 6; }
reading how { by_age: age at least 7; by_word: ok; choose by_age because \"so\"; }
condition all_used { town; grown; steady; how; }
";

fn atom(numbers: &mut Numbers) -> String {
    let district = numbers.one(&["north", "south", "east"]);
    let age = numbers.one(&["5", "6", "7", "8"]);
    match numbers.below(12) {
        0 => format!("hukou is {district}"),
        1 => format!("hukou is not {district}"),
        2 => "hukou in {north, south}".into(),
        3 => "hukou not in {south, east}".into(),
        4 => format!("age at least {age}"),
        5 => format!("age less than {age}"),
        6 => "ok".into(),
        7 => format!("route is {}", numbers.one(&["a", "b", "c"])),
        8 => format!("route is not {}", numbers.one(&["a", "b", "c"])),
        9 => numbers.one(&["town", "grown", "steady", "how"]).into(),
        10 => format!("all of {{ other is present; other is {district}; }}"),
        _ => format!("all of {{ came is present; came {} 2030-05-10; }}", numbers.one(&["on or before", "after"])),
    }
}

fn block(numbers: &mut Numbers, depth: u32) -> String {
    if depth == 0 || numbers.below(4) == 0 {
        let inner = atom(numbers);
        return if numbers.below(4) == 0 { format!("none of {{ {inner}; }}") } else { inner };
    }
    let head = numbers.one(&["all of", "all of", "any of", "none of", "at least 2 of"]);
    let lines: Vec<String> = (0..2 + numbers.below(2)).map(|_| line(numbers, depth - 1)).collect();
    format!("{head} {{ {} }}", lines.concat())
}

fn line(numbers: &mut Numbers, depth: u32) -> String {
    let made = block(numbers, depth);
    match numbers.below(8) {
        0 => format!("{made} waived when {};", atom(numbers)),
        1 => format!("{made} but not when {};", atom(numbers)),
        _ => format!("{made};"),
    }
}

#[test]
fn a_pool_that_nobody_is_said_to_be_in_is_empty() {
    let mut numbers = Numbers(2030);
    let pools: Vec<String> =
        (0..400).map(|_| (0..2 + numbers.below(2)).map(|_| line(&mut numbers, 2)).collect()).collect();
    let names: Vec<String> = (0..pools.len()).map(|at| format!("r{at}")).collect();
    let rounds: String = names
        .iter()
        .zip(&pools)
        .map(|(name, pool)| round(name, &format!("pool eligible where {{ {pool} }}")))
        .collect();
    let text = whole(&[NAMED, &draw("main", "first", &names.join(", ")), &rounds].concat());
    let loaded = read(&text);
    let policy = loaded.policy.unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics));
    let empty: BTreeSet<&str> = loaded
        .diagnostics
        .iter()
        .filter(|d| d.code == "R10")
        .map(|d| d.message.split("round `").nth(1).and_then(|m| m.split('`').next()).expect("the round"))
        .collect();

    let field = |name: &str| policy.form.fields.iter().position(|f| f.named.name == name).expect("a field");
    let (hukou, other, age, ok, came) = (field("hukou"), field("other"), field("age"), field("ok"), field("came"));
    let day = |d: u32| Value::Date(ruxue::base::date::Date::from_ymd(2030, 5, d).expect("a day"));
    let mut people: Vec<Vec<Fact>> = Vec::new();
    for h in 0..3u16 {
        for o in [Fact::None, Value::Enum(0).into(), Value::Enum(1).into(), Value::Enum(2).into()] {
            for a in 4..9 {
                for k in [true, false] {
                    for c in [Fact::None, day(10).into(), day(11).into()] {
                        let mut facts = vec![Fact::Unknown; policy.form.fields.len()];
                        facts[hukou] = Value::Enum(h).into();
                        facts[other] = o.clone();
                        facts[age] = Value::Int(a).into();
                        facts[ok] = Value::Bool(k).into();
                        facts[came] = c;
                        people.push(facts);
                    }
                }
            }
        }
    }
    let tables = Tables::from_rows(&policy, policy.tables.iter().map(|_| Vec::new()));
    let pins = pins_in_force(&policy);
    let required = &policy.categories[0].lines[0].cond;
    let (mut impossible, mut missed) = (0, 0);
    for round in &policy.rounds {
        let both = Cond {
            node: round.pool.node,
            kind: CondKind::Lines(
                Joint::All,
                [required, &round.pool].map(|c| Line { no: None, cites: Vec::new(), cond: c.clone() }).into(),
            ),
        };
        let somebody =
            people.iter().any(|facts| holds(&policy, &tables, round.stage, facts, &pins, &both).truth == Truth::True);
        let said = empty.contains(round.named.name.as_str());
        assert!(
            !(somebody && said),
            "{}: {}",
            round.named.name,
            pools[round.named.name[1..].parse::<usize>().expect("a number")]
        );
        impossible += usize::from(!somebody);
        missed += usize::from(!somebody && !said);
    }
    // How much is seen: enough pools are impossible, and most of them are found.
    println!("{missed} of {impossible} impossible pools are not seen");
    assert!(impossible > 20, "{impossible}");
    assert!(missed * 4 < impossible, "{missed} of {impossible} are not seen");
}
