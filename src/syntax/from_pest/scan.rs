//! A coarse reading of any text, right or wrong: which characters count, with strings and comments left out, and
//! which brackets are open.
//!
//! It is what the limits, the recovery and the messages stand on where the grammar has given up.

/// A character that is neither in a string nor in a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Its first byte.
    pub at: usize,
    /// The character, full-width marks made half-width.
    pub char: char,
}

/// The characters that count. Strings end at the end of their line, closed or not.
pub fn marks(text: &str) -> impl Iterator<Item = Mark> + '_ {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (at, char) = chars.next()?;
            match char {
                '#' => while chars.next_if(|(_, c)| *c != '\n').is_some() {},
                '"' => {
                    while chars.next_if(|(_, c)| !matches!(c, '"' | '\n')).is_some() {}
                    chars.next_if(|(_, c)| *c == '"');
                }
                '“' => {
                    let mut depth = 1;
                    while let Some((_, c)) = chars.next_if(|(_, c)| depth > 0 && *c != '\n') {
                        depth = match c {
                            '“' => depth + 1,
                            '”' => depth - 1,
                            _ => depth,
                        };
                    }
                }
                '「' => while chars.next_if(|(_, c)| !matches!(c, '」' | '\n')).is_some() {},
                _ => return Some(Mark { at, char: half_width(char) }),
            }
        }
    })
}

/// The ASCII twin of a full-width mark.
pub fn half_width(char: char) -> char {
    match char {
        '｛' => '{',
        '｝' => '}',
        '（' => '(',
        '）' => ')',
        '［' => '[',
        '］' => ']',
        '；' => ';',
        other => other,
    }
}

/// The opening brackets that are not closed at the end of `text`, outermost first. A closing bracket of the wrong
/// kind closes the nearest of its own kind.
pub fn open_brackets(text: &str) -> Vec<Mark> {
    let mut open: Vec<Mark> = Vec::new();
    for mark in marks(text) {
        let partner = match mark.char {
            '{' | '(' | '[' => {
                open.push(mark);
                continue;
            }
            '}' => '{',
            ')' => '(',
            ']' => '[',
            _ => continue,
        };
        if let Some(place) = open.iter().rposition(|m| m.char == partner) {
            open.truncate(place);
        }
    }
    open
}

/// Where the entry that holds `at` begins and ends: after the nearest `;`, `{` or `}` before it, after the next `;` or
/// before the `}` of its block. `None` before the first brace.
pub fn entry_around(text: &str, at: usize) -> Option<(usize, usize)> {
    let mut start = None;
    let mut depth = 0usize;
    for mark in marks(text) {
        if mark.at < at {
            if matches!(mark.char, ';' | '{' | '}') {
                start = Some(mark.at + text[mark.at..].chars().next().map_or(1, char::len_utf8));
            }
            continue;
        }
        match mark.char {
            '{' => depth += 1,
            '}' if depth == 0 => return Some((start?, mark.at)),
            '}' => depth -= 1,
            ';' if depth == 0 => {
                return Some((start?, mark.at + text[mark.at..].chars().next().map_or(1, char::len_utf8)));
            }
            _ => {}
        }
    }
    Some((start?, text.len()))
}

/// The end of the last character of `text` that is neither white space nor in a comment (but may be in a string).
pub fn trimmed_end(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    let mut closing = None;
    while let Some((at, char)) = chars.next() {
        match (closing, char) {
            (Some(_), '\n') => closing = None,
            (Some(mark), c) if c == mark => {
                closing = None;
                end = at + c.len_utf8();
            }
            (Some(_), c) => end = at + c.len_utf8(),
            (None, '#') => while chars.next_if(|(_, c)| *c != '\n').is_some() {},
            (None, c) if is_space(c) => {}
            (None, c) => {
                end = at + c.len_utf8();
                closing = match c {
                    '"' => Some('"'),
                    '“' => Some('”'),
                    '「' => Some('」'),
                    _ => None,
                };
            }
        }
    }
    end
}

/// White space, as the grammar has it.
pub fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\r' | '\n' | '\u{3000}' | '\u{A0}' | '\u{FEFF}')
}

/// The first byte of `text` that is neither white space nor in a comment.
pub fn skipped(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        match char {
            '#' => while chars.next_if(|(_, c)| *c != '\n').is_some() {},
            c if is_space(c) => {}
            _ => return at,
        }
    }
    text.len()
}

/// The token at the beginning of `text`: a word, a number, or one character.
pub fn token(text: &str) -> &str {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    match text.chars().next() {
        Some(first) if word(first) => &text[..text.find(|c| !word(c)).unwrap_or(text.len())],
        Some(first) => &text[..first.len_utf8()],
        None => "",
    }
}

/// The word or character that ends at the end of `text`.
pub fn last_token(text: &str) -> &str {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    match text.chars().next_back() {
        Some(last) if word(last) => {
            let start = text.rfind(|c| !word(c)).map_or(0, |p| p + text[p..].chars().next().map_or(1, char::len_utf8));
            &text[start..]
        }
        Some(last) => &text[text.len() - last.len_utf8()..],
        None => "",
    }
}
