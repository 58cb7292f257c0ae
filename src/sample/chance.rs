//! Chance that is the same everywhere: a ChaCha20 keystream under a seed, and draws of our own on top of it.
//!
//! The draws are part of what a seed means. Changing any of them changes every sample, and asks for a new [`VERSION`].

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// What the keystream is derived under; a number higher for every change of the draws.
const VERSION: &str = "ruxue sample 1";

/// A stream of draws.
pub struct Chance(ChaCha20Rng);

impl Chance {
    /// The stream of a seed for one purpose.
    pub fn new(seed: u64, purpose: &str) -> Chance {
        let mut hash = Sha256::new();
        // No part can run into the next: the first has a fixed length, the second no line break.
        hash.update(format!("{VERSION}\n{seed}\n{purpose}"));
        let mut key = [0u8; 32];
        key.copy_from_slice(&hash.finalize());
        Chance(ChaCha20Rng::from_seed(key))
    }

    /// A number from 0 up to but not including `end`, each as likely; 0 if `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        if end == 0 {
            return 0;
        }
        // Draws above the last whole multiple would favour the small numbers.
        let last = u64::MAX - (u64::MAX % end + 1) % end;
        loop {
            let drawn = self.0.next_u64();
            if drawn <= last {
                return drawn % end;
            }
        }
    }

    /// A number from `first` to `last`, both included; `first` if `last` is before it.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        match last.checked_sub(first).and_then(|span| u64::try_from(span).ok()) {
            Some(span) => first + self.below(span + 1) as i64,
            None => first,
        }
    }

    /// One of several by weight: its position.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u64> + Clone) -> usize {
        let mut drawn = self.below(weights.clone().sum());
        for (at, weight) in weights.enumerate() {
            if drawn < weight {
                return at;
            }
            drawn -= weight;
        }
        0
    }

    /// Whether something of so many in a hundred happens.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// Puts things in an order of which each is as likely.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for end in (1..things.len()).rev() {
            let drawn = self.below(end as u64 + 1) as usize;
            things.swap(end, drawn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_fixed_for_all_time() {
        let mut chance = Chance::new(1, "test");
        let drawn: Vec<u64> = (0..8).map(|_| chance.below(1000)).collect();
        // ChaCha20 with SHA-256 of the label as key, reckoned by another program.
        assert_eq!(drawn, [368, 505, 943, 164, 106, 255, 409, 743]);
        let again: Vec<u64> = {
            let mut chance = Chance::new(1, "test");
            (0..8).map(|_| chance.below(1000)).collect()
        };
        assert_eq!(drawn, again);
        assert_ne!(Chance::new(2, "test").below(u64::MAX), Chance::new(1, "test").below(u64::MAX));
        assert_ne!(Chance::new(1, "other").below(u64::MAX), Chance::new(1, "test").below(u64::MAX));
    }

    #[test]
    fn ends_are_included_and_nothing_beyond_them() {
        let mut chance = Chance::new(7, "test");
        let drawn: std::collections::BTreeSet<i64> = (0..200).map(|_| chance.between(-1, 2)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [-1, 0, 1, 2]);
        assert_eq!(chance.between(3, 1), 3);
        assert_eq!(chance.below(0), 0);
        assert!((0..200).all(|_| chance.weighted([0, 3, 0, 1].into_iter()) % 2 == 1));
        let mut all: Vec<u32> = (0..50).collect();
        chance.shuffle(&mut all);
        assert_ne!(all, (0..50).collect::<Vec<_>>());
        all.sort_unstable();
        assert_eq!(all, (0..50).collect::<Vec<_>>());
    }
}
