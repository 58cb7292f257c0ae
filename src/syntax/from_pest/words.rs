//! What a rule is called in a message, and lists of what could have stood at a place.

use super::grammar::Rule;
use crate::syntax::keywords::{self, Keyword};
use std::collections::BTreeSet;

/// The keyword that a rule is, if it is one.
pub fn keyword(rule: Rule) -> Option<&'static Keyword> {
    let name = format!("{rule:?}");
    let name = name.strip_prefix("k_")?;
    keywords::table().iter().find(|k| k.rule == name)
}

/// What a rule is called, in words of a reader who knows nothing of grammars. Several rules share a name where a
/// reader sees one thing. Keywords are found in their table.
pub fn word(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::EOI => "the end of the declaration",
        Rule::file
        | Rule::one_item
        | Rule::bad_item
        | Rule::item
        | Rule::item_start
        | Rule::item_word
        | Rule::decl_start
        | Rule::call => "a declaration",
        Rule::policy
        | Rule::use_file
        | Rule::articles
        | Rule::stage
        | Rule::yearly
        | Rule::fixed
        | Rule::timetable
        | Rule::enumeration
        | Rule::record
        | Rule::form
        | Rule::table
        | Rule::reading
        | Rule::assume
        | Rule::condition
        | Rule::value
        | Rule::category
        | Rule::classify
        | Rule::claim
        | Rule::draw
        | Rule::round
        | Rule::barred
        | Rule::facts
        | Rule::example => "a declaration",
        Rule::head | Rule::name | Rule::any_name | Rule::member | Rule::group => "a name",
        Rule::for_stage => "`for` a stage",
        Rule::for_each => "`for each` of a list",
        Rule::about => "a line about the document",
        Rule::article | Rule::cite => "an article (`@…`)",
        Rule::answers => "`answers`",
        Rule::figure => "a figure (`name = value`)",
        Rule::window => "a window (`name = first .. last`)",
        Rule::period => "`period`",
        Rule::field | Rule::key_column => "a field (`name: type`)",
        Rule::form_stage => "`for` a stage",
        Rule::type_ | Rule::base => "a type",
        Rule::proof | Rule::presumed | Rule::role => "`proof`, `presumed` or `role`",
        Rule::alternative => "an alternative (`name: condition`)",
        Rule::choice => "`choose`",
        Rule::row_when | Rule::class_when => "`when`",
        Rule::row_otherwise | Rule::class_otherwise => "`otherwise`",
        Rule::row_by => "a row (`case: value`)",
        Rule::require => "`require`",
        Rule::reject => "`reject`",
        Rule::refer_when => "`refer`",
        Rule::on_time => "`on time`",
        Rule::claim_key => "a key (`what by whom`)",
        Rule::claim_when => "`only when`",
        Rule::claim_several => "`when several`",
        Rule::held => "`held`",
        Rule::at_once => "`at once`",
        Rule::in_turn => "`in turn`",
        Rule::enters => "`each enters at most`",
        Rule::several_wins | Rule::several_as => "`several wins`",
        Rule::several => "`keep the first of` or `refer`",
        Rule::freed => "`freed seats`",
        Rule::winners => "`winners`",
        Rule::pool => "`pool`",
        Rule::pool_of => "an outcome",
        Rule::wishes
        | Rule::one_list
        | Rule::fewest
        | Rule::most
        | Rule::no_wishes
        | Rule::invalid
        | Rule::valid
        | Rule::inside => "a line about wishes",
        Rule::seats => "`seats`",
        Rule::seat_group => "a seat group (`name: share`)",
        Rule::order | Rule::expect_order => "`order`",
        Rule::criterion => "what is looked at",
        Rule::chain_end => "`ticket`, `ticket at school`, `refer` or `admit all`",
        Rule::mechanism => "`mechanism`",
        Rule::equal_demand
        | Rule::linked
        | Rule::unsettled
        | Rule::unplaced
        | Rule::leftover
        | Rule::guarantee
        | Rule::uses => "another line of a round",
        Rule::tier => "schools",
        Rule::guarantee_end => "`otherwise refer`",
        Rule::hold => "`hold`",
        Rule::tickets => "`tickets`",
        Rule::expect_seat => "who is placed where",
        Rule::percent => "`%`",
        Rule::like => "`like`",
        Rule::choose_in => "`under`",
        Rule::other => "`other`",
        Rule::table_row => "`row`",
        Rule::fact => "a fact (`path = value`)",
        Rule::expect => "`expect`",
        Rule::expect_outcome => "an outcome",
        Rule::block => "a block (`{ … }`)",
        Rule::exception => "`waived when` or `but not when`",
        Rule::entry
        | Rule::expr
        | Rule::operand
        | Rule::lines
        | Rule::quantified
        | Rule::elapsed
        | Rule::comparison
        | Rule::expect_holds => "a condition",
        Rule::plain
        | Rule::sum
        | Rule::term
        | Rule::primary
        | Rule::aggregate
        | Rule::unbroken
        | Rule::until
        | Rule::edge
        | Rule::list
        | Rule::set
        | Rule::paren
        | Rule::literal
        | Rule::path => "a value or a name",
        Rule::set_item => "a member of the set",
        Rule::unit => "`years`, `months` or `days`",
        Rule::label | Rule::string | Rule::nested => "words in quotation marks",
        Rule::item_no => "a number in brackets",
        Rule::zh_digit | Rule::integer | Rule::near_number => "a whole number",
        Rule::decimal => "a decimal",
        Rule::date | Rule::near_date => "a day",
        Rule::moment => "a moment",
        Rule::month => "a month",
        Rule::semi => "`;`",
        Rule::comma => "`,`",
        Rule::colon => "`:`",
        Rule::eq => "`=`",
        Rule::open => "`{`",
        Rule::close => "`}`",
        Rule::lparen => "`(`",
        Rule::rparen => "`)`",
        Rule::lbracket => "`[`",
        Rule::rbracket => "`]`",
        Rule::dot => "`.`",
        Rule::dots | Rule::near_dots => "`..`",
        Rule::plus | Rule::minus | Rule::star => "`plus`, `minus` or `times`",
        Rule::near_op | Rule::near_end | Rule::near_bound | Rule::near_truth => {
            "a comparison such as `is` or `at least`"
        }
        Rule::near_and => "`and` or `or`",
        Rule::reserved => "a word of the language",
        Rule::SP | Rule::ENDE | Rule::ENDZ | Rule::WHITESPACE | Rule::COMMENT => "a space",
        rule => return group(keyword(rule)?),
    })
}

/// The name that several keywords share, where a reader expects any of them.
fn group(keyword: &Keyword) -> Option<&'static str> {
    Some(match keyword.rule {
        "is" | "is_not" | "is_present" | "is_absent" | "in" | "not_in" | "meets" | "covers" | "within"
        | "on_or_before" | "on_or_after" | "before" | "after" | "at_least" | "at_most" | "more_than" | "less_than" => {
            "a comparison such as `is` or `at least`"
        }
        "and" | "or" => "`and` or `or`",
        "plus" | "minus" | "times" => "`plus`, `minus` or `times`",
        "full" | "beyond" | "under_full" | "not_beyond" => "`at least`, `more than`, `less than` or `at most`",
        "years" | "months" | "days" => "`years`, `months` or `days`",
        "not" | "any" | "every" | "no" | "all_of" | "any_of" | "none_of" | "some_of" => "a condition",
        "count" | "sum" | "largest" | "smallest" | "first" | "unbroken" | "start_of" | "end_of" | "none"
        | "unknown" | "true" | "false" => "a value or a name",
        "waived_when" | "but_not_when" => "`waived when` or `but not when`",
        _ if keyword.kind == "item" => "a declaration",
        _ if keyword.rule.starts_with("t_") || matches!(keyword.rule, "list_of" | "set_of") => "a type",
        _ => return None,
    })
}

/// What could have stood at a place, in one phrase: `a, b or c`.
pub fn expectation(rules: &[Rule], chinese: bool) -> String {
    let mut names: BTreeSet<(usize, String)> = BTreeSet::new();
    for rule in rules {
        let name = word(*rule).map(String::from).or_else(|| {
            let keyword = keyword(*rule)?;
            let spelling = if chinese { keyword.chinese[0] } else { keyword.english[0] };
            Some(format!("`{spelling}`"))
        });
        names.extend(name.map(|name| (rank(&name), name)));
    }
    if names.iter().any(|(_, n)| n == "a condition") {
        names.retain(|(_, n)| n != "a value or a name" && n != "a number in brackets");
    }
    // Whatever may be left out or added anywhere says little beside what is needed.
    if names.iter().any(|(rank, _)| *rank == 0) {
        names.retain(|(rank, _)| *rank < 2);
    }
    let mut names: Vec<String> = names.into_iter().map(|(_, name)| name).collect();
    names.truncate(6);
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "something else".to_string(),
    }
}

/// What is most likely meant comes first: 0 what is needed, 1 what ends something, 2 what may be added.
fn rank(name: &str) -> usize {
    match name {
        "`plus`, `minus` or `times`"
        | "`years`, `months` or `days`"
        | "`waived when` or `but not when`"
        | "an article (`@…`)"
        | "`of`"
        | "`where`"
        | "`.`"
        | "`[`"
        | "`取自`"
        | "`满足`"
        | "a number in brackets"
        | "words in quotation marks"
        | "`,`" => 2,
        "`;`" | "`}`" | "`)`" | "the end of the declaration" | "`and` or `or`" => 1,
        _ => 0,
    }
}
