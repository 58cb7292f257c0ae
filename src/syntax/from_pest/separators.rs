//! The `;` between entries. The grammar lets it be missing, so that the message can stand at the end of the line that
//! lacks it and say what else may have been meant.

use super::grammar::{Piece, Rule};
use super::pieces::{self, Lower};
use super::{errors, scan};
use crate::diagnostic::Diagnostic;

/// The entries that `;` ends.
fn is_entry(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::about
            | Rule::use_file
            | Rule::article
            | Rule::answers
            | Rule::figure
            | Rule::window
            | Rule::member
            | Rule::period
            | Rule::field
            | Rule::alternative
            | Rule::choice
            | Rule::condition
            | Rule::row_when
            | Rule::row_otherwise
            | Rule::row_by
            | Rule::plain
            | Rule::on_time
            | Rule::entry
            | Rule::class_when
            | Rule::class_otherwise
            | Rule::claim_key
            | Rule::claim_several
            | Rule::like
            | Rule::held
            | Rule::at_once
            | Rule::in_turn
            | Rule::enters
            | Rule::several_as
            | Rule::freed
            | Rule::winners
            | Rule::pool
            | Rule::wishes
            | Rule::one_list
            | Rule::valid
            | Rule::inside
            | Rule::fewest
            | Rule::most
            | Rule::no_wishes
            | Rule::invalid
            | Rule::seats
            | Rule::seat_group
            | Rule::order
            | Rule::mechanism
            | Rule::equal_demand
            | Rule::linked
            | Rule::unsettled
            | Rule::unplaced
            | Rule::leftover
            | Rule::tier
            | Rule::guarantee_end
            | Rule::uses
            | Rule::hold
            | Rule::tickets
            | Rule::choose_in
            | Rule::fact
            | Rule::expect
    )
}

fn holds_condition(rule: Rule) -> bool {
    matches!(rule, Rule::entry | Rule::alternative | Rule::condition | Rule::expect)
}

impl Lower<'_> {
    /// Reports each entry inside `item` that is followed by something else than `;` or a brace.
    pub fn separators(&mut self, item: &Piece<'_>) {
        let text = item.get_input();
        let mut reported_line = None;
        for piece in item.clone().into_inner().flatten().filter(|p| is_entry(p.as_rule())) {
            let end = pieces::end(&piece);
            let before = &text[..end];
            if before.ends_with(['}', '｝', ';', '；']) {
                continue;
            }
            let rest = &text[end..];
            let next = end + scan::skipped(rest);
            let follower = &text[next..];
            if follower.starts_with(['}', '｝', ';', '；']) || follower.is_empty() && piece.as_rule() == Rule::condition
            {
                continue;
            }
            let line = before.rfind('\n');
            if reported_line == Some(line) {
                continue;
            }
            reported_line = Some(line);
            let same_line = !text[end..next].contains('\n');
            let reason =
                if same_line { errors::juxtaposed(before, follower, holds_condition(piece.as_rule())) } else { None };
            let word = scan::last_token(before);
            let report = match reason {
                Some(reason) => {
                    let range = if reason.previous {
                        (end - word.len(), end)
                    } else {
                        (next, next + scan::token(follower).len())
                    };
                    let mut report = Diagnostic::error(reason.code, self.span_of(range.0, range.1), reason.message);
                    report.help = Some(reason.help);
                    report
                }
                None => Diagnostic::error(
                    "S04",
                    self.span_of(end - word.len(), end),
                    format!("after `{word}` a `;` is missing"),
                )
                .label("the entry ends here")
                .help("every entry ends with `;` or `；`"),
            };
            self.report(report);
        }
    }
}
