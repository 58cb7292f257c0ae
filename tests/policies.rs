//! What must be true of the policies that come with the tool, whatever they say.

use ruxue::base::date::Unit;
use ruxue::diagnostic::Severity;
use ruxue::driver::{Loaded, load};
use ruxue::examples;
use ruxue::interp::{decide, pins_in_force};
use ruxue::ir::Policy;
use ruxue::outcome::{Answered, Outcome};
use ruxue::tables::Tables;
use ruxue::value::Value;
use std::path::{Path, PathBuf};

fn policies() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of policies")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "pol"))
        .collect();
    found.sort();
    found
}

fn read(path: &Path) -> Loaded {
    let text = std::fs::read_to_string(path).expect("a policy");
    let folder = path.parent().expect("a folder").to_path_buf();
    let mut reader = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|e| e.to_string());
    load(&path.to_string_lossy(), text, &mut reader)
}

fn policy(path: &Path) -> Policy {
    let loaded = read(path);
    loaded.policy.unwrap_or_else(|| panic!("{}: {:#?}", path.display(), loaded.diagnostics))
}

#[test]
fn they_are_clean_and_every_article_is_accounted_for() {
    for path in policies() {
        let loaded = read(&path);
        let said: Vec<_> = loaded.diagnostics.iter().filter(|d| d.severity >= Severity::Error).collect();
        assert!(said.is_empty(), "{}: {said:#?}", path.display());
        assert!(loaded.diagnostics.is_empty(), "{}: {:#?}", path.display(), loaded.diagnostics);
    }
}

#[test]
fn their_examples_pass_and_leave_nothing_unreached() {
    for path in policies() {
        let policy = policy(&path);
        let (ran, gaps) = examples::run(&policy);
        let failed: Vec<_> = ran
            .iter()
            .filter(|r| !r.failures.is_empty())
            .map(|r| (policy.examples[r.example].named.shown(), &r.failures))
            .collect();
        assert!(failed.is_empty(), "{}: {failed:#?}", path.display());
        // A round may have seats for everybody in every example; that is said, and no more.
        let gaps: Vec<_> = gaps.into_iter().filter(|gap| gap.never != examples::Never::Leaves).collect();
        assert!(gaps.is_empty(), "{}: {gaps:#?}", path.display());
        assert!(ran.len() >= 40, "{}: {} examples", path.display(), ran.len());
    }
}

/// The outcome and answers of every example.
fn outcomes(policy: &Policy) -> Vec<(Outcome, Vec<Answered>)> {
    let all = policy.examples.iter().map(|example| {
        let tables = Tables::from_rows(policy, example.tables.iter().cloned());
        let pins = example.under.iter().fold(pins_in_force(policy), |pins, (reading, at)| pins.with(*reading, *at));
        let decision = decide(policy, &tables, example.stage, &example.applicants[0], &pins);
        (decision.outcome, decision.answers.into_iter().map(|a| a.answer).collect::<Vec<_>>())
    });
    all.collect()
}

#[test]
fn every_yearly_figure_and_every_window_that_a_way_in_reads_decides_somebody() {
    for path in policies() {
        let before = policy(&path);
        let said = outcomes(&before);
        for at in 0..before.figures.len() {
            let figure = &before.figures[at];
            // A fixed figure may have become history that no longer decides anybody.
            if !figure.yearly {
                continue;
            }
            let mut after = before.clone();
            after.figures[at].value = match &figure.value {
                Value::Date(date) => Value::Date(date.checked_add(-1, Unit::Days).expect("a day")),
                Value::Int(n) => Value::Int(n + 1),
                Value::Months(months) => {
                    let mut more = months.clone();
                    let last = *months.0.iter().next_back().expect("a month");
                    more.0.insert(last.checked_add(1).expect("a month"));
                    Value::Months(more)
                }
                Value::Month(month) => Value::Month(month.checked_add(1).expect("a month")),
                other => other.clone(),
            };
            let changed = outcomes(&after) != said;
            // A figure may go one way only: try the other before complaining.
            if !changed {
                after.figures[at].value = match &figure.value {
                    Value::Date(date) => Value::Date(date.checked_add(1, Unit::Days).expect("a day")),
                    Value::Int(n) => Value::Int(n - 1),
                    Value::Months(months) => {
                        let mut fewer = months.clone();
                        fewer.0.pop_first();
                        Value::Months(fewer)
                    }
                    other => other.clone(),
                };
                assert!(outcomes(&after) != said, "{}: `{}` decides no example", path.display(), figure.named.name);
            }
        }
        let read: std::collections::BTreeSet<String> = before
            .categories
            .iter()
            .flat_map(|c| &c.lines)
            .filter_map(|l| match &l.kind {
                ruxue::ir::LineKind::OnTime(_, window, _) => Some(before.windows[window.index()].named.name.clone()),
                _ => None,
            })
            .collect();
        for at in 0..before.windows.len() {
            if !read.contains(&before.windows[at].named.name) {
                continue;
            }
            let mut after = before.clone();
            let back = |d: ruxue::base::date::Date| d.checked_add(-1, Unit::Days);
            after.windows[at].first = after.windows[at].first.and_then(back);
            after.windows[at].last = after.windows[at].last.and_then(back);
            assert!(
                outcomes(&after) != said,
                "{}: the window `{}` decides no example",
                path.display(),
                before.windows[at].named.name
            );
        }
    }
}

#[test]
fn nothing_of_a_district_or_a_year_stands_in_the_sources() {
    fn walk(folder: &Path, wrong: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, wrong);
                continue;
            }
            // Tests and the pages of codes may quote a policy.
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
            if path.components().any(|c| c.as_os_str() == "tests" || c.as_os_str() == "codes")
                || matches!(name, "tests.rs" | "codes.rs" | "support.rs")
            {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a file");
            let code_only = text.split("#[cfg(test)]").next().unwrap_or("");
            for (number, line) in code_only.lines().enumerate() {
                let code = line.split("//").next().unwrap_or("");
                if ["chaoyang", "朝阳", "2018-08-31", "2017-06-30", "2024-05-01"]
                    .iter()
                    .any(|w| code.to_lowercase().contains(w))
                {
                    wrong.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
                }
            }
        }
    }
    let mut wrong = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
