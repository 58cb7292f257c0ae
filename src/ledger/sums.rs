//! The sum that the chain is made of: SHA-256 over fields, each preceded by its length (`grammar/DRAW.md` §2).
//!
//! The length in front of every field makes `("ab", "c")` and `("a", "bc")` two different things.

use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;

/// A SHA-256 digest, shown as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

/// The digest of bytes as they are.
pub fn digest_of(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// `H(f1, f2, …)`: the digest of fields, each preceded by its length as 8 bytes, little-endian.
pub(super) fn sum(fields: &[&[u8]]) -> Digest {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update((field.len() as u64).to_le_bytes());
        hash.update(field);
    }
    Digest(hash.finalize().into())
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Digest {
    type Err = ();

    /// Reads what is shown, and nothing else.
    fn from_str(text: &str) -> Result<Digest, ()> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let bytes = text.as_bytes();
        if bytes.len() != 64 {
            return Err(());
        }
        let mut digest = [0; 32];
        for (to, pair) in digest.iter_mut().zip(bytes.chunks_exact(2)) {
            *to = digit(pair[0]).ok_or(())? << 4 | digit(pair[1]).ok_or(())?;
        }
        Ok(Digest(digest))
    }
}
