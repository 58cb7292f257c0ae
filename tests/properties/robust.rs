//! Nothing panics and nothing exhausts the stack, which on these threads is two mebibytes.

use crate::support::rng::Rng;
use crate::support::typed::some_facts;
use crate::support::{PRIMARY, bare, codes, pool, read};
use ruxue::changes::openings;
use ruxue::driver::Loaded;
use ruxue::interp::{answers, decide, pins_in_force};
use ruxue::ir::fingerprint::fingerprint;
use ruxue::report::diagnostics::{render, to_json};
use ruxue::tables::Tables;

/// Decides some applicants with whatever has been read, or shows what is wrong with it.
fn run(rng: &mut Rng, loaded: &Loaded) -> bool {
    render(&loaded.diagnostics, &loaded.sources, false);
    to_json(&loaded.diagnostics, &loaded.sources);
    let Some(policy) = &loaded.policy else { return false };
    fingerprint(policy);
    if policy.stages.is_empty() {
        return true;
    }
    for unknown in [0, 30] {
        let facts = some_facts(rng, policy, &policy.form.fields, unknown);
        let mut tables = Tables::new(policy);
        for (at, table) in (0..).map(ruxue::ir::TableId).zip(&policy.tables) {
            if !rng.percent(unknown) {
                tables.supply(at, (0..4).map(|_| some_facts(rng, policy, &table.columns, unknown)).collect());
            }
        }
        let pins = pins_in_force(policy);
        decide(policy, &tables, PRIMARY, &facts, &pins);
        answers(policy, &tables, PRIMARY, &facts, &pins);
        if rng.percent(10) {
            openings(policy, &tables, PRIMARY, &facts, &pins);
        }
    }
    true
}

/// Words that may stand for each other.
const LIKES: &[&[&str]] = &[
    &["any", "every", "no", "all", "none"],
    &["before", "after"],
    &["present;", "absent;"],
    &["years", "months", "days", "years;", "months;", "days;"],
    &["f_lease", "f_job", "f_sib", "school", "ledger"],
    &["f_born", "f_known", "f_moved", "f_age", "f_home.h_deed", "fig0", "2024-02-29", "9999-12-31", "0001-01-01"],
    &["0", "1", "3", "9223372036854775807", "9999"],
    &["red", "blue", "green", "warm"],
    &["(1)", "(2)", "(9)"],
    &["require", "reject"],
    &["and", "or"],
];

/// Puts another word in the place of the first one from `at` on that has its like.
fn swap_for_its_like(rng: &mut Rng, words: &mut [String], at: usize) {
    let like = |word: &str| LIKES.iter().find(|likes| likes.contains(&word));
    let found = words.iter().enumerate().skip(at).find_map(|(at, word)| like(word).map(|likes| (at, *likes)));
    if let Some((at, likes)) = found {
        words[at] = rng.pick(likes).to_string();
    }
}

#[test]
fn mutated_policies_are_refused_or_decide() {
    let mut survived = 0;
    for seed in 0..160 {
        let mut rng = Rng::new(110_000 + seed);
        let generated = rng.below(pool().len());
        let text = &pool()[generated].text;
        let mut words: Vec<String> = text.split(' ').map(String::from).collect();
        let other: Vec<&str> = pool()[rng.below(pool().len())].text.split(' ').collect();
        for _ in 0..1 + rng.below(2) {
            let at = rng.below(words.len());
            match rng.below(9) {
                5.. => swap_for_its_like(&mut rng, &mut words, at),
                0 => drop(words.remove(at)),
                1 => {
                    let with = rng.below(words.len());
                    words.swap(at, with);
                }
                2 => words[at] = rng.pick(&other).to_string(),
                3 => {
                    let copied = words[at].clone();
                    words.insert(at, copied);
                }
                _ => {
                    let name = rng.pick(&[
                        "f_born", "f_home", "v0", "c1", "r0", "route", "k0", "f_lease", "9999", "f_wish", "none",
                    ]);
                    words[at] = name.to_string();
                }
            }
        }
        survived += usize::from(run(&mut rng, &read(&words.join(" "))));
    }
    assert!(survived > 15, "only {survived} of the mutated policies check");
}

#[test]
fn long_chains_of_rules_are_refused_in_either_order() {
    let chain = |count: usize, from_the_end: bool| {
        let mut rules: Vec<String> = (1..count).map(|at| format!("condition d{at} {{ d{}; }}", at - 1)).collect();
        rules.push("condition d0 { f_flag; }".into());
        if from_the_end {
            rules.reverse();
        }
        format!("{}{}\ncategory k for primary {{ require d{}; }}\n", bare(), rules.join("\n"), count - 1)
    };
    for from_the_end in [false, true] {
        assert!(codes(&chain(1500, from_the_end)).contains(&"T01"));
        let loaded = read(&chain(20, from_the_end));
        assert!(run(&mut Rng::new(1), &loaded), "a short chain checks");
    }
}

#[test]
fn the_deepest_policy_that_checks_is_decided() {
    let mut text = bare();
    text.push_str("condition d0 { f_flag; }\n");
    let mut deepest = None;
    for depth in 1..60 {
        // Each layer nests in every way that adds to the stack of an evaluator.
        let body =
            format!("any f_sib {{ not all of {{ any of {{ d{}; }}; }}; }} but not when none of {{ d0; }};", depth - 1);
        text.push_str(&format!("condition d{depth} {{ {body} }}\n"));
        if depth % 5 == 0 {
            let loaded = read(&format!("{text}category k for primary {{ require d{depth}; }}\n"));
            if loaded.policy.is_none() {
                break;
            }
            deepest = Some(loaded);
        }
    }
    let loaded = deepest.expect("five layers check");
    assert!(run(&mut Rng::new(2), &loaded));
}
