//! From bytes to text: UTF-8 with or without a mark, otherwise GB18030, strictly.
//!
//! A character is never replaced: the first byte that has no meaning stops the file, with its position. A file that
//! begins in UTF-8 and breaks later is not read as GB18030, which would give a meaning to almost any bytes.

use super::super::problem::Problem;
use encoding_rs::{DecoderResult, GB18030};
use std::borrow::Cow;

/// How the bytes of a file were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// GB18030, which includes GBK and GB2312.
    Gb18030,
    /// A workbook.
    Xlsx,
}

/// The text of a file, without a byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), Problem> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Problem::Utf16);
    }
    let mark: &[u8] = b"\xef\xbb\xbf";
    let marked = bytes.starts_with(mark);
    let start = if marked { mark.len() } else { 0 };
    let (text, encoding) = match std::str::from_utf8(&bytes[start..]) {
        Ok(text) => (Cow::Borrowed(text), Encoding::Utf8),
        Err(error) => {
            let offset = start + error.valid_up_to();
            if marked || is_chinese_utf8(&bytes[start..offset]) {
                return Err(Problem::BrokenUtf8 { offset, line: line_of(bytes, offset) });
            }
            (Cow::Owned(gb18030(bytes)?), Encoding::Gb18030)
        }
    };
    if let Some(at) = text.find('\u{fffd}') {
        return Err(Problem::Replacement { line: line_of(text.as_bytes(), at) });
    }
    if let Some(at) = text.find('\0') {
        return Err(Problem::Nul { line: line_of(text.as_bytes(), at) });
    }
    Ok((text, encoding))
}

/// Whether the valid part shows that the author wrote UTF-8: it has several Chinese characters. The first characters
/// of a GB18030 file pass for two of them about once in thirty thousand files.
fn is_chinese_utf8(valid: &[u8]) -> bool {
    let text = std::str::from_utf8(valid).unwrap_or_default();
    text.chars().filter(|c| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')).nth(1).is_some()
}

fn gb18030(bytes: &[u8]) -> Result<String, Problem> {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(most.unwrap_or(bytes.len() * 4));
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::Malformed(bad, after) => {
            let offset = read.saturating_sub(usize::from(bad) + usize::from(after));
            Err(Problem::Encoding { offset, line: line_of(bytes, offset) })
        }
        DecoderResult::OutputFull => Err(Problem::Encoding { offset: read, line: line_of(bytes, read) }),
    }
}

/// The physical line of a byte, from 1. A line ends with LF, CR LF or CR.
pub(super) fn line_of(bytes: &[u8], offset: usize) -> u64 {
    1 + lines_in(&bytes[..offset.min(bytes.len())], bytes.get(offset).copied())
}

/// How many lines end in some bytes. `next` is the byte that follows them: a CR at their end counts there if it is
/// followed by LF.
pub(super) fn lines_in(bytes: &[u8], next: Option<u8>) -> u64 {
    let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1).copied().or(next) != Some(b'\n'),
        _ => false,
    });
    ends.count() as u64
}
