//! The ambiguities of a document, the ways to read each, and what hangs on it.

use super::grid::{Side, grid};
use super::words::Words;
use crate::hinges::{Changes, Hinge};
use crate::interp::Pins;
use crate::ir::{Body, Policy, Reading};
use std::fmt::Write as _;

/// What the list of readings is made from.
pub struct Readings<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The author's words.
    pub words: Words<'a>,
    /// The alternatives in force.
    pub pins: &'a Pins,
    /// How a batch hinges on them, and how many applicants it has.
    pub batch: Option<(&'a [Hinge], usize)>,
}

impl Readings<'_> {
    /// The readings as they are printed.
    pub fn text(&self) -> String {
        let tongue = self.words.tongue;
        let count = self.policy.readings.len();
        let mut out = format!("{} {}\n", self.policy.named.shown(), self.policy.year);
        let _ = writeln!(out, "{}", tongue.pick(format!("{count} readings"), format!("{count} 处解读")));
        if let Some((hinges, applicants)) = self.batch {
            let _ = write!(out, "\n{}", self.ranking(hinges, applicants));
        }
        for (at, reading) in self.policy.readings.iter().enumerate() {
            let hinge = self.batch.map(|(hinges, _)| hinges.iter().find(|h| h.reading.index() == at));
            out.push('\n');
            self.reading(&mut out, at, reading, hinge);
        }
        out
    }

    /// How many applicants hinge on each, the most first.
    fn ranking(&self, hinges: &[Hinge], applicants: usize) -> String {
        let tongue = self.words.tongue;
        let mut sorted: Vec<&Hinge> = hinges.iter().filter(|h| h.applicants > 0).collect();
        sorted.sort_by_key(|h| (std::cmp::Reverse(h.applicants), h.reading));
        if sorted.is_empty() {
            let said = tongue.pick(
                format!("none of the {applicants} applicants hinges on a reading\n"),
                format!("{applicants} 名申请人的结果不取决于任何解读\n"),
            );
            return said;
        }
        let rows: Vec<Vec<String>> = sorted
            .iter()
            .map(|h| vec![h.applicants.to_string(), self.policy.readings[h.reading.index()].named.shown().to_owned()])
            .collect();
        let head = tongue.pick(
            format!("of {applicants} applicants so many change if it is read in another way:\n"),
            format!("{applicants} 名申请人中，换一种解读结果即不同的人数：\n"),
        );
        head + &grid(&rows, &[Side::Right], "  ")
    }

    fn reading(&self, out: &mut String, at: usize, reading: &Reading, hinge: Option<Option<&Hinge>>) {
        let Words { tongue, .. } = self.words;
        let cites: String = reading.cites.iter().map(|cite| format!("  @{cite}")).collect();
        let _ = writeln!(out, "{}  {}{cites}", reading.named.shown(), reading.named.name);
        let pin = self.pins.0[at];
        let mut rows = Vec::new();
        for (choice, alternative) in reading.alternatives.iter().enumerate() {
            let node = match &alternative.body {
                Body::Cond(cond) => cond.node,
                Body::Val(val) => val.node,
            };
            let mark = if pin == Some(choice) { "●" } else { "○" };
            let named = &alternative.named;
            let mut row = vec![format!("{mark} {}", named.shown()), named.name.clone(), self.words.short(node)];
            if let Some(Some(hinge)) = hinge {
                row.push(self.changes(&hinge.alternatives[choice]));
            }
            rows.push(row);
        }
        out.push_str(&grid(&rows, &[], "  "));
        let in_force = match pin {
            Some(choice) => reading.alternatives[choice].named.shown(),
            None => tongue.pick(
                "not settled (all are run, and a person decides where they differ)",
                "未定（逐一试算，结果不同的转人工）",
            ),
        };
        let why = if pin == reading.choice {
            format!("{}{}", tongue.pick(", because ", "，因为"), reading.because)
        } else {
            tongue.pick(" (by --reading)", "（由 --reading 指定）").to_owned()
        };
        let _ = writeln!(out, "  {}{in_force}{why}", tongue.pick("in force: ", "现行："));
        if hinge == Some(None) {
            let _ = writeln!(out, "  {}", tongue.pick("this stage does not ask it", "本学段不涉及"));
        }
    }

    /// What an alternative changes, in words.
    fn changes(&self, changes: &Changes) -> String {
        let tongue = self.words.tongue;
        if changes.count() == 0 {
            return String::new();
        }
        let outcomes = changes.outcomes.iter().map(|((from, to), count)| {
            let [from, to] = [from, to].map(|o| tongue.pick(o.word(), o.chinese()));
            tongue.pick(format!("{count} {from} → {to}"), format!("{count} 名{from}→{to}"))
        });
        let answers = (changes.answers > 0).then(|| {
            let count = changes.answers;
            tongue.pick(format!("{count} by another route or class"), format!("{count} 名途径或类别不同"))
        });
        tongue.join(outcomes.chain(answers))
    }
}
