//! The samples of `grammar/LANGUAGE.md`, put together, are a policy that checks and whose examples pass.

use ruxue::driver::load;
use ruxue::examples;
use ruxue::report::diagnostics::render;

#[test]
fn the_samples_of_the_page_are_a_policy() {
    let page = include_str!("../grammar/LANGUAGE.md");
    let samples: Vec<&str> =
        page.split("```pol\n").skip(1).map(|rest| rest.split("```").next().expect("the end of the sample")).collect();
    assert!(samples.len() > 6);
    let loaded = load("LANGUAGE.md", samples.concat(), &mut |_| Err("no other file".into()));
    // A page that explains `reading` may show one that nothing else on the page uses.
    let wrong: Vec<_> = loaded.diagnostics.iter().filter(|d| d.code != "C21").cloned().collect();
    assert!(wrong.is_empty(), "{}", render(&wrong, &loaded.sources, false));
    let policy = loaded.policy.expect("a policy");
    let (ran, _) = examples::run(&policy);
    assert_eq!(ran.len(), 4);
    for result in ran {
        assert!(result.failures.is_empty(), "{}: {:#?}", policy.examples[result.example].named.name, result.failures);
    }
}
