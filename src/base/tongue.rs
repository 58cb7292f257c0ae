//! The two tongues in which the toolchain speaks.
//!
//! A message is a typed value; it becomes words only where a person reads them, in one of these.

/// A tongue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Tongue {
    /// English.
    #[default]
    En,
    /// Chinese.
    Zh,
}

impl Tongue {
    /// The one of two texts that is in this tongue.
    pub fn pick<T>(self, en: T, zh: T) -> T {
        match self {
            Tongue::En => en,
            Tongue::Zh => zh,
        }
    }

    /// Several phrases in a row: `a, b` or `a、b`.
    pub fn join<S: AsRef<str>>(self, phrases: impl IntoIterator<Item = S>) -> String {
        let mut joined = String::new();
        for phrase in phrases {
            if !joined.is_empty() {
                joined.push_str(self.pick(", ", "、"));
            }
            joined.push_str(phrase.as_ref());
        }
        joined
    }

    /// Chinese if the text has a Chinese character, otherwise English.
    pub fn of(text: &str) -> Tongue {
        if text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')) {
            Tongue::Zh
        } else {
            Tongue::En
        }
    }
}
