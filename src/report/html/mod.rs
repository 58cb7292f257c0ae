//! The frame of every page for people: one file that stands alone, in both tongues.
//!
//! Nothing is fetched and nothing runs: the content policy forbids everything but the one style, which it knows by its
//! hash, so that even a label that got past the escaping could do no harm. Each tongue is a whole text of its own, with
//! its own `lang`; two radio buttons and the style choose which is seen and printed, without a script.

use crate::base::tongue::Tongue;
use crate::report::label::Label;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("style.css");

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What came out.
    Result,
    /// A rehearsal: each printed sheet says so.
    Rehearsal,
    /// Runs that were made to learn from: each printed sheet says so.
    Trial,
}

impl Kind {
    /// What its printed sheets say. Only fixed words, so that nothing of a label gets into the style.
    fn style(self) -> &'static str {
        match self {
            Kind::Result => "",
            Kind::Rehearsal => {
                "@page{@top-center{content:\"演练，不是正式结果 · rehearsal, not a result\";font:9pt sans-serif;color:#7d3608}}"
            }
            Kind::Trial => {
                "@page{@top-center{content:\"试算，不是派位结果 · trial runs, not a result\";font:9pt sans-serif;color:#7d3608}}"
            }
        }
    }
}

/// What a page is called and how it opens.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Its title.
    pub title: &'a Label,
    /// The tongue in which it opens.
    pub first: Tongue,
    /// What it is about.
    pub kind: Kind,
}

/// The language tag of a tongue.
pub fn lang(tongue: Tongue) -> &'static str {
    tongue.pick("en", "zh-CN")
}

/// What begins every name inside the text of a tongue, so that no name occurs twice in the page.
pub fn prefix(tongue: Tongue) -> &'static str {
    tongue.pick("en", "zh")
}

/// The page, from its text in each tongue.
pub fn page(frame: &Frame, text: impl Fn(Tongue) -> Markup) -> String {
    let style = format!("{STYLE}{}", frame.kind.style());
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(style.as_bytes()))
    );
    let tongues = match frame.first {
        Tongue::Zh => [Tongue::Zh, Tongue::En],
        Tongue::En => [Tongue::En, Tongue::Zh],
    };
    let title = tongues.map(|tongue| frame.title.of(tongue));
    let title = if title[0] == title[1] { title[0].to_owned() } else { title.join(" · ") };
    let id = |tongue| format!("show-{}", prefix(tongue));
    html! {
        (DOCTYPE)
        html lang=(lang(frame.first)) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(&style)) }
            }
            body {
                @for tongue in tongues {
                    input.show type="radio" name="tongue" id=(id(tongue)) lang=(lang(tongue))
                        aria-label=(tongue.pick("Read in English", "以中文阅读")) checked[tongue == frame.first];
                }
                div.tongues {
                    @for tongue in tongues {
                        label for=(id(tongue)) lang=(lang(tongue)) { (tongue.pick("English", "中文")) }
                    }
                }
                @for tongue in tongues {
                    article class=(format!("text {}", prefix(tongue))) lang=(lang(tongue)) { (text(tongue)) }
                }
            }
        }
    }
    .into_string()
}

/// Bytes as the content policy writes a hash.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let three = [chunk[0], *chunk.get(1).unwrap_or(&0), *chunk.get(2).unwrap_or(&0)];
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for at in 0..4 {
            out.push(if at <= chunk.len() { char::from(LETTERS[(bits >> (18 - 6 * at)) as usize & 63]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let shown = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(|text| base64(text.as_bytes()));
        assert_eq!(shown, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }
}
