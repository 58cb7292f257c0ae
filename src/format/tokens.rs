//! A policy file as words and marks, nothing lost: what stands between them are blank lines and comments, and those are
//! kept with the word that follows.

use crate::syntax::{Branch, Rule, keyword, tree};

/// A comment, `#` included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its text, without white space at the end.
    pub text: String,
    /// It stands on a line of its own.
    pub own_line: bool,
    /// A blank line stands before it.
    pub blank: bool,
}

/// Where a name stands, as far as it matters for its 「」.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Anywhere.
    Plain,
    /// After a dot, where every word may stand.
    Dot,
    /// As a type, beside `date`, `id` and their like.
    Type,
    /// First after `expect`, beside `eligible` and its like.
    Expect,
    /// Before an entry's number, beside `count(` and its like.
    Numbered,
    /// Before `of`, beside `start of` and its like.
    Of,
}

/// A word or mark.
#[derive(Debug, Clone)]
pub struct Token {
    /// What the grammar calls it.
    pub rule: Rule,
    /// The rule that it is a part of.
    pub parent: Rule,
    /// As it is written.
    pub text: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The comments between the token before it and this one.
    pub lead: Vec<Comment>,
    /// A new line begins between the token before it and this one.
    pub newline: bool,
    /// A blank line stands right before it.
    pub blank: bool,
    /// A `;` follows it.
    pub semi: bool,
    /// The spaces before it on a line, in English and in Chinese.
    pub gap: [usize; 2],
    /// Where it stands, if it is a name.
    pub place: Place,
    /// The declaration that it is in.
    pub item: usize,
}

impl Token {
    /// Whether it is a name.
    pub fn is_name(&self) -> bool {
        matches!(self.rule, Rule::name | Rule::any_name)
    }
}

/// A rule of the grammar over a range of tokens. A single token has nothing inside.
#[derive(Debug)]
pub struct Tree {
    /// The rule.
    pub rule: Rule,
    /// Its first token.
    pub first: usize,
    /// One past its last token.
    pub end: usize,
    /// What it consists of, separators between entries left out.
    pub inner: Vec<Tree>,
}

/// A whole file.
#[derive(Debug)]
pub struct File {
    /// Its words and marks, separators between entries left out; the last one is empty and stands at the end.
    pub tokens: Vec<Token>,
    /// Its declarations.
    pub items: Vec<Tree>,
}

impl File {
    /// All comments in their order.
    pub fn comments(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().flat_map(|t| &t.lead).map(|c| c.text.as_str())
    }
}

/// Reads a text; nothing if any part of it cannot be read.
pub fn read(text: &str) -> Option<File> {
    let branches = tree(text)?;
    let mut reader = Reader { text, tokens: Vec::new(), between: Between::default(), at: 0, item: 0 };
    let mut items = Vec::new();
    for (at, branch) in branches.iter().enumerate() {
        reader.item = at;
        items.extend(reader.tree(branch, Rule::file));
    }
    reader.token(Rule::EOI, Rule::file, text.len(), text.len());
    let mut tokens = reader.tokens;
    places(&items, &mut tokens);
    Some(File { tokens, items })
}

/// What has been met since the last token.
#[derive(Default)]
struct Between {
    comments: Vec<Comment>,
    lines: usize,
    newline: bool,
}

struct Reader<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    between: Between,
    at: usize,
    item: usize,
}

impl Reader<'_> {
    fn tree(&mut self, branch: &Branch, parent: Rule) -> Option<Tree> {
        let first = self.tokens.len();
        if branch.rule == Rule::semi {
            self.skip(branch.start);
            self.between.lines = 0;
            self.at = branch.end;
            if let Some(last) = self.tokens.last_mut() {
                last.semi = true;
            }
            return None;
        }
        if branch.inner.is_empty() {
            self.token(branch.rule, parent, branch.start, branch.end);
            return Some(Tree { rule: branch.rule, first, end: first + 1, inner: Vec::new() });
        }
        let inner = branch.inner.iter().filter_map(|b| self.tree(b, branch.rule)).collect();
        Some(Tree { rule: branch.rule, first, end: self.tokens.len(), inner })
    }

    fn token(&mut self, rule: Rule, parent: Rule, start: usize, end: usize) {
        self.skip(start);
        let between = std::mem::take(&mut self.between);
        let text = self.text[start..end].trim_end().to_string();
        let mut token = Token {
            rule,
            parent,
            start,
            end: start + text.len(),
            text,
            lead: between.comments,
            newline: between.newline,
            blank: between.lines > 1,
            semi: false,
            gap: [1, 1],
            place: Place::Plain,
            item: self.item,
        };
        if let Some(before) = self.tokens.last() {
            token.gap = gap(before, &token);
        }
        self.at = token.end;
        self.tokens.push(token);
    }

    /// Reads white space and comments up to a byte.
    fn skip(&mut self, to: usize) {
        let mut rest = &self.text[self.at..to];
        while let Some(char) = rest.chars().next() {
            if char == '#' {
                let end = rest.find('\n').unwrap_or(rest.len());
                let own_line = self.between.lines > 0 || self.tokens.is_empty();
                let (text, blank) = (rest[..end].trim_end().to_string(), self.between.lines > 1);
                self.between.comments.push(Comment { text, own_line, blank });
                self.between.lines = 0;
                rest = &rest[end..];
                continue;
            }
            if char == '\n' {
                self.between.lines += 1;
                self.between.newline = true;
            }
            rest = &rest[char.len_utf8()..];
        }
        self.at = to;
    }
}

/// The spaces between two tokens on a line, in English and in Chinese, where a full-width mark brings its own.
fn gap(before: &Token, token: &Token) -> [usize; 2] {
    let in_path = token.parent == Rule::path;
    match token.rule {
        Rule::item_no | Rule::any_name | Rule::integer | Rule::rbracket | Rule::lbracket | Rule::dot if in_path => {
            return [0, 0];
        }
        Rule::comma | Rule::colon | Rule::rparen => return [0, 0],
        Rule::lparen if token.parent == Rule::aggregate || token.parent == Rule::base => return [0, 0],
        Rule::close if token.parent == Rule::set => return [0, 0],
        _ => {}
    }
    let full_width =
        matches!(token.rule, Rule::lparen | Rule::item_no) && !token.text.starts_with(|c| ('①'..='⑳').contains(&c));
    match before.rule {
        Rule::lparen => [0, 0],
        Rule::open if before.parent == Rule::set => [0, 0],
        Rule::comma | Rule::colon | Rule::rparen => [1, 0],
        Rule::item_no if before.parent == Rule::entry && !before.text.starts_with(|c| ('①'..='⑳').contains(&c)) => {
            [1, 0]
        }
        _ if full_width => [1, 0],
        _ => [1, 1],
    }
}

/// Says where names stand.
fn places(trees: &[Tree], tokens: &mut [Token]) {
    for tree in trees {
        match tree.rule {
            Rule::any_name => tokens[tree.first].place = Place::Dot,
            Rule::base if tokens[tree.first].rule == Rule::name => tokens[tree.first].place = Place::Type,
            Rule::path => {
                let root = tree.first;
                if tokens.get(root + 1).is_some_and(|t| t.rule == Rule::item_no && t.parent == Rule::path) {
                    tokens[root].place = Place::Numbered;
                } else if tokens.get(root + 1).is_some_and(|t| t.rule == Rule::k_of) {
                    tokens[root].place = Place::Of;
                }
            }
            _ => {}
        }
        places(&tree.inner, tokens);
        if tree.rule == Rule::expect_holds && tokens[tree.first].place == Place::Plain {
            tokens[tree.first].place = Place::Expect;
        }
    }
}

/// Whether a name at a place would be read as something else without its 「」.
pub fn needs_quotes(name: &str, place: Place) -> bool {
    let is_word = |rules: &[Rule]| {
        rules.iter().filter_map(|r| keyword(*r)).any(|k| {
            let spellings = k.english.iter().chain(&k.chinese);
            spellings.into_iter().any(|w| w.split(' ').next() == Some(name))
        })
    };
    if !crate::syntax::is_name(name, place == Place::Dot) {
        return true;
    }
    match place {
        Place::Dot => false,
        Place::Plain => is_word(&[Rule::k_unbroken]) && !name.is_ascii(),
        Place::Type => is_word(&[
            Rule::k_t_bool,
            Rule::k_t_int,
            Rule::k_t_decimal,
            Rule::k_t_date,
            Rule::k_t_moment,
            Rule::k_t_month,
            Rule::k_t_months,
            Rule::k_t_id,
            Rule::k_t_text,
            Rule::k_list_of,
            Rule::k_set_of,
        ]),
        Place::Expect => is_word(&[Rule::k_eligible, Rule::k_late, Rule::k_ineligible, Rule::k_undetermined]),
        Place::Numbered => is_word(&[Rule::k_count, Rule::k_sum, Rule::k_largest, Rule::k_smallest, Rule::k_first]),
        Place::Of => is_word(&[Rule::k_start_of, Rule::k_end_of, Rule::k_unbroken]),
    }
}
