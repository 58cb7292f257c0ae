//! Opaque ids, and the identity-card numbers that must never be one.

/// Whether `text` is an id: a letter or digit, then up to 63 letters, digits, `_` and `-`. Compared bytewise.
pub fn is_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    (1..=64).contains(&bytes.len()) && bytes[0].is_ascii_alphanumeric() && bytes.iter().all(plain)
}
