//! Words in both tongues, and numbers as people read them.
//!
//! A page holds both tongues, so its labels come in pairs. Shares are whole numbers of tenths of a per cent; nothing
//! here is ever a float.

use crate::base::tongue::Tongue;

/// The same words in both tongues.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Label {
    /// A pair.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Label {
        Label { zh: zh.into(), en: en.into() }
    }

    /// Words that are the same in both tongues, such as a name.
    pub fn same(text: impl Into<String>) -> Label {
        let text = text.into();
        Label { en: text.clone(), zh: text }
    }

    /// The words in a tongue.
    pub fn of(&self, tongue: Tongue) -> &str {
        tongue.pick(&self.en, &self.zh)
    }

    /// Several in a row.
    pub fn join<'a>(labels: impl IntoIterator<Item = &'a Label> + Clone) -> Label {
        Label::new(
            Tongue::Zh.join(labels.clone().into_iter().map(|label| &label.zh)),
            Tongue::En.join(labels.into_iter().map(|label| &label.en)),
        )
    }
}

/// A number with its thousands apart: `30,000`.
pub fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share in tenths of a per cent, rounded; 0 of nothing.
pub fn permille(part: u64, whole: u64) -> u64 {
    if whole == 0 { 0 } else { ((u128::from(part) * 2000 + u128::from(whole)) / (u128::from(whole) * 2)) as u64 }
}

/// A share in words: `71.3%`. It is `0%` only for none and `100%` only for all.
pub fn percent(part: u64, whole: u64) -> String {
    match permille(part, whole) {
        _ if part == 0 => "0%".into(),
        _ if part == whole => "100%".into(),
        0 => "<0.1%".into(),
        tenths if tenths >= 1000 && part < whole => ">99.9%".into(),
        tenths => format!("{}.{}%", tenths / 10, tenths % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let shown = [0, 7, 999, 1000, 30_000, 1_234_567, u64::MAX].map(number);
        assert_eq!(shown, ["0", "7", "999", "1,000", "30,000", "1,234,567", "18,446,744,073,709,551,615"]);
    }

    #[test]
    fn a_share_is_never_rounded_to_none_or_to_all() {
        let shown = [(0, 5), (1, 30_000), (1, 2), (2, 3), (29_999, 30_000), (5, 5), (0, 0)].map(|(a, b)| percent(a, b));
        assert_eq!(shown, ["0%", "<0.1%", "50.0%", "66.7%", ">99.9%", "100%", "0%"]);
    }

    #[test]
    fn pairs_are_joined_in_their_own_tongue() {
        let pairs = [Label::new("甲", "A"), Label::same("B")];
        assert_eq!(Label::join(&pairs), Label::new("甲、B", "A, B"));
        assert_eq!(pairs[0].of(Tongue::Zh), "甲");
    }
}
