//! The sums of a draw (`grammar/DRAW.md` §2 and §3): digests, commitments, the master, keys and tickets.
//!
//! Every sum has its own first field, so that no value of one kind can be passed off as one of another. Of the cipher
//! only the keystream is used; nothing here shuffles or draws from a range.

use crate::allocation::model::{ChainEnd, Draw, Roster, Tickets};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest as _, Sha256};

/// The names of the sums and the cipher, as a certificate gives them.
pub const SUITE: &str = "sha-256 chacha20";

/// 32 bytes: a digest, a share, a salt, a key.
pub type Bytes32 = [u8; 32];

/// `H`: SHA-256 over each field preceded by its length as 8 bytes, little-endian.
pub fn hash<'a>(fields: impl IntoIterator<Item = &'a [u8]>) -> Bytes32 {
    let mut sha = Sha256::new();
    for field in fields {
        sha.update((field.len() as u64).to_le_bytes());
        sha.update(field);
    }
    sha.finalize().into()
}

/// The digest of a public file: SHA-256 of its bytes.
pub fn digest(bytes: &[u8]) -> Bytes32 {
    Sha256::digest(bytes).into()
}

/// The digest of a sealed file.
pub fn sealed(salt: &Bytes32, bytes: &[u8]) -> Bytes32 {
    hash([b"ruxue/sealed/v1".as_slice(), salt, bytes])
}

/// What the frozen files come to. `files` are sorted by path, `previous` by the names of the draws.
pub fn frozen<'a>(
    draw: &str,
    files: impl IntoIterator<Item = (&'a str, &'a Bytes32)>,
    previous: &[Bytes32],
) -> Bytes32 {
    let previous = previous.concat();
    let mut fields: Vec<&[u8]> = vec![b"ruxue/frozen/v1", draw.as_bytes()];
    for (path, digest) in files {
        fields.extend([path.as_bytes(), digest.as_slice()]);
    }
    fields.push(&previous);
    hash(fields)
}

/// What a party publishes before the draw.
pub fn commitment(party: &str, frozen: &Bytes32, share: &Bytes32) -> Bytes32 {
    hash([b"ruxue/commit/v1".as_slice(), party.as_bytes(), frozen, share])
}

/// The master of an attempt; `parties` are commitments and shares, sorted by the party's name.
pub fn master(frozen: &Bytes32, parties: &[(Bytes32, Bytes32)], balls: &str, attempt: u32) -> Bytes32 {
    let attempt = attempt.to_string();
    let mut fields: Vec<&[u8]> = vec![b"ruxue/master/v1", frozen];
    fields.extend(parties.iter().map(|(commitment, _)| commitment.as_slice()));
    fields.extend(parties.iter().map(|(_, share)| share.as_slice()));
    fields.extend([balls.as_bytes(), attempt.as_bytes()]);
    hash(fields)
}

/// The master of a rehearsal. Its first field is another, so it is never that of a real draw.
pub fn rehearsal(frozen: &Bytes32, seed: &str) -> Bytes32 {
    hash([b"ruxue/rehearsal/v1".as_slice(), frozen, seed.as_bytes()])
}

/// The key of a round, or of a round at a school.
pub fn round_key(master: &Bytes32, scope: &str) -> Bytes32 {
    hash([b"ruxue/round-key/v1".as_slice(), master, scope.as_bytes()])
}

/// The first `rows` tickets under a key.
pub fn tickets(key: &Bytes32, rows: usize) -> Vec<u64> {
    let mut stream = ChaCha20Rng::from_seed(*key);
    let mut bytes = vec![0; rows * 8];
    stream.fill_bytes(&mut bytes);
    bytes.as_chunks().0.iter().map(|piece| u64::from_le_bytes(*piece)).collect()
}

/// A ticket as people read it: the ten digits of ⌊ticket × 10¹⁰ ÷ 2⁶⁴⌋.
pub fn number(ticket: u64) -> String {
    format!("{:010}", (u128::from(ticket) * 10_000_000_000) >> 64)
}

/// The key of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// `DRAW/ROUND`, or `DRAW/ROUND/school=CODE`.
    pub scope: String,
    /// The key.
    pub key: Bytes32,
}

/// The keys of all rounds that have tickets, and the tickets of all rounds, in the order of the draw.
pub fn draw_tickets(draw: &Draw, roster: &Roster, master: &Bytes32) -> (Vec<Key>, Vec<Tickets>) {
    let mut keys = Vec::new();
    let mut drawn = |scope: String| {
        let key = round_key(master, &scope);
        keys.push(Key { scope, key });
        tickets(&key, roster.ids.len())
    };
    let mut all = Vec::new();
    for (round, pool) in draw.rounds.iter().zip(&roster.rounds) {
        let scope = format!("{}/{}", draw.draw, round.name);
        all.push(match round.end {
            ChainEnd::Ticket => Tickets::Single(drawn(scope)),
            ChainEnd::TicketAtSchool => Tickets::AtSchool(
                pool.seats
                    .iter()
                    .zip(&roster.schools)
                    .map(|(seats, code)| match seats {
                        Some(_) => drawn(format!("{scope}/school={code}")),
                        None => Vec::new(),
                    })
                    .collect(),
            ),
            ChainEnd::Refer | ChainEnd::AdmitAll => Tickets::None,
        });
    }
    (keys, all)
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).map(|nibble| char::from(DIGITS[usize::from(nibble)])).collect()
}

/// 32 bytes from exactly 64 lower-case hexadecimal digits.
pub fn unhex(text: &str) -> Option<Bytes32> {
    let nibble = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

/// Whether the balls are at least 20 decimal digits.
pub fn are_balls(text: &str) -> bool {
    text.len() >= 20 && text.bytes().all(|b| b.is_ascii_digit())
}
