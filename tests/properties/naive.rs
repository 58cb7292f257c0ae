//! Where everything is known, the interpreter decides as a second, naive evaluator does; and nothing absent is ever
//! read on the way, so the tests of presence that the checker demands are enough.

use crate::support::model::Model;
use crate::support::naive::{Naive, Stop};
use crate::support::rng::Rng;
use crate::support::schema::{ALL_KNOWN, some_applicant, some_tables};
use crate::support::{PRIMARY, checked};
use ruxue::interp::{Pins, decide};
use ruxue::outcome::Answered;
use ruxue::tables::Tables;
use ruxue::value::{Fact, Value};

#[test]
fn the_interpreter_agrees_with_a_naive_one() {
    let mut settled = 0;
    for (generated, policy) in checked() {
        let (seed, model) = (generated.seed, &generated.model);
        let mut rng = Rng::new(10_000 + seed);
        for _ in 0..6 {
            let applicant = some_applicant(&mut rng, ALL_KNOWN);
            let rows = some_tables(&mut rng);
            let tables = Tables::from_rows(policy, rows.iter().cloned());
            let pins: Vec<usize> = model.readings.iter().map(|r| rng.below(r.alts.len())).collect();
            let naive = Naive { model, applicant: &applicant, tables: &rows, pins: pins.clone() };
            let pins = Pins(pins.into_iter().map(Some).collect());
            let decision = decide(policy, &tables, PRIMARY, &applicant, &pins);
            let about = || format!("seed {seed}\n{}\n{applicant:#?}", model.text());
            match naive.decide() {
                Ok(found) => {
                    assert_eq!(decision.outcome, found.outcome, "{}", about());
                    assert_eq!(decision.category.map(|c| c.index()), found.category, "{}", about());
                    settled += 1;
                }
                Err(Stop::Unknown(what)) => panic!("{what} is not known: {}", about()),
                Err(Stop::Absent(what)) => panic!("{what} is absent and was read: {}", about()),
            }
            answers(model, &naive, &decision, &about);
        }
    }
    assert!(settled > 500);
}

fn answers(model: &Model, naive: &Naive, decision: &ruxue::outcome::Decision, about: &dyn Fn() -> String) {
    let class = naive.class().unwrap_or_else(|stop| panic!("{stop:?}: {}", about()));
    assert_eq!(decision.answers[0].answer, Answered::Is(Value::Enum(class).into()), "{}", about());
    for (at, answer) in model.answers.iter().zip(&decision.answers[1..]) {
        let found = naive.answer(*at).unwrap_or_else(|stop| panic!("{stop:?}: {}", about()));
        let found = found.map_or(Fact::None, Fact::Known);
        assert_eq!(answer.answer, Answered::Is(found), "v{at}: {}", about());
    }
}
