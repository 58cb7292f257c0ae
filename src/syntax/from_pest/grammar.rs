//! The generated parser. Its rules are known in this folder and to the formatter.

use pest::Parser as _;
use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pair;

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/keywords.pest"]
#[grammar = "../grammar/pol.pest"]
pub struct Grammar;

/// A piece of the parse.
pub type Piece<'i> = Pair<'i, Rule>;

/// Where the parser stopped, and what it could have read there.
#[derive(Debug)]
pub enum Stop {
    /// It found none of these at this byte.
    Expected(usize, Vec<Rule>),
    /// It ran out of stack.
    TooDeep,
}

/// The declarations of a file, and what lies between them.
pub fn file(text: &str) -> Result<Vec<Piece<'_>>, Stop> {
    inner(Rule::file, text)
}

/// A text that should be one declaration.
pub fn one_item(text: &str) -> Result<Vec<Piece<'_>>, Stop> {
    inner(Rule::one_item, text)
}

fn inner(rule: Rule, text: &str) -> Result<Vec<Piece<'_>>, Stop> {
    let pairs = Grammar::parse(rule, text).map_err(|error| stop(&error))?;
    Ok(pairs.flat_map(Pair::into_inner).collect())
}

fn stop(error: &Error<Rule>) -> Stop {
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => Stop::Expected(at, positives.clone()),
        ErrorVariant::CustomError { .. } => Stop::TooDeep,
    }
}
