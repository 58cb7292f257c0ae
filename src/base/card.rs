//! Identity-card numbers: recognised so that they can be refused, and masked so that they are shown nowhere.
//!
//! A mainland number has 17 digits and a check character: six digits of a region, eight of a birth date, three of
//! a sequence. Applicants are named by opaque ids; a number that identifies a person in the world has no place in
//! a batch, whatever column it stands in. Full-width digits, and numbers that stand inside longer text or are
//! broken up by spaces or hyphens, are recognised too.

use crate::base::date::Date;

/// How many characters a number has.
const LENGTH: usize = 18;
/// The asterisks of a masked number.
const STARS: &str = "**************";

/// Whether the text is or holds a valid identity-card number.
pub fn holds_card(text: &str) -> bool {
    !cards(text).is_empty()
}

/// Whether the text holds what [`mask`] made of a number.
pub fn holds_masked(text: &str) -> bool {
    text.contains(STARS)
}

/// The text with every identity-card number reduced to its first three characters and its last.
pub fn mask(text: &str) -> String {
    let cards = cards(text);
    if cards.is_empty() {
        return text.to_owned();
    }
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for card in cards {
        masked.push_str(&text[end..card.start]);
        let shown: Vec<char> = text[card.clone()].chars().filter_map(narrow).collect();
        masked.extend(&shown[..3]);
        masked.push_str(STARS);
        masked.extend(&shown[LENGTH - 1..]);
        end = card.end;
    }
    masked.push_str(&text[end..]);
    masked
}

/// The byte ranges of the numbers in a text.
fn cards(text: &str) -> Vec<std::ops::Range<usize>> {
    if text.len() < LENGTH {
        return Vec::new();
    }
    let mut found = runs(text, |_| false);
    if found.is_empty() {
        // Broken up, as in `110105 19491231 002X`.
        found = runs(text, |c| c.is_whitespace() || matches!(c, '-' | '－' | '‐' | '‑' | '–'));
    }
    found
}

/// The numbers whose characters follow one another, but for characters that may be skipped.
fn runs(text: &str, skipped: impl Fn(char) -> bool) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut run: Vec<(usize, usize, char)> = Vec::new();
    let mut close = |run: &mut Vec<(usize, usize, char)>, check: Option<(usize, usize, char)>| {
        let digits = run.len();
        run.extend(check);
        if digits == LENGTH || (digits == LENGTH - 1 && check.is_some()) {
            let number: Vec<u8> = run.iter().map(|(_, _, c)| *c as u8).collect();
            if is_card(&number) {
                found.push(run[0].0..run[LENGTH - 1].1);
            }
        }
        run.clear();
    };
    for (start, c) in text.char_indices() {
        match narrow(c) {
            Some('X') => close(&mut run, Some((start, start + c.len_utf8(), 'X'))),
            Some(digit) => run.push((start, start + c.len_utf8(), digit)),
            None if skipped(c) => {}
            None => close(&mut run, None),
        }
    }
    close(&mut run, None);
    found
}

/// A digit or the check character X, however wide it is written.
fn narrow(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
        'X' | 'x' | 'Ｘ' | 'ｘ' => Some('X'),
        _ => None,
    }
}

/// Whether 18 characters are a number: a province, a day that exists, and the right check character (modulus 11-2).
fn is_card(number: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let digit = |at: usize| u32::from(number[at].wrapping_sub(b'0'));
    let figures = |range: std::ops::Range<usize>| range.fold(0, |sum, at| sum * 10 + digit(at));
    let province =
        matches!(figures(0..2), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91);
    let year = figures(6..10);
    let sum: u32 = (0..17).map(|at| digit(at) * WEIGHTS[at]).sum();
    province
        && (1850..2150).contains(&year)
        && Date::from_ymd(year as i32, figures(10..12), figures(12..14)).is_some()
        && number[17] == CHECKS[(sum % 11) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the standard, GB 11643.
    const CARD: &str = "11010519491231002X";

    #[test]
    fn numbers_are_found_and_masked() {
        for text in [CARD, "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "440524188001010014"]
        {
            assert!(holds_card(text), "{text}");
        }
        assert_eq!(mask(CARD), "110**************X");
        assert_eq!(mask("证件440524188001010014，父"), "证件440**************4，父");
        assert_eq!(mask("110105 19491231 002X"), "110**************X");
        assert_eq!(mask(&format!("{CARD};440524188001010014")), "110**************X;440**************4");
        assert!(holds_masked(&mask(CARD)));
    }

    #[test]
    fn other_numbers_pass() {
        for text in [
            "110105194912310021",  // check character
            "110105194913310021",  // month
            "99010519491231002X",  // province
            "1101051949123100211", // too long
            "2024000001",
            "朝阳区2024-05-01",
            "",
        ] {
            assert!(!holds_card(text), "{text}");
            assert_eq!(mask(text), text);
        }
    }
}
