//! Fingerprints: 128 bits that stand for bytes which are not kept.
//!
//! Two different values have equal fingerprints with a chance of one in 10^38; among a hundred million values, of one
//! in 10^22. An attacker can construct two such values: a check is no safeguard against that.

use std::hash::{BuildHasher, Hasher};

use foldhash::quality::FixedState;

pub(crate) fn fingerprint(bytes: &[u8]) -> u128 {
    let half = |seed| {
        let mut hasher = FixedState::with_seed(seed).build_hasher();
        hasher.write(bytes);
        u128::from(hasher.finish())
    };
    half(0x9e37_79b9_7f4a_7c15) << 64 | half(0x2545_f491_4f6c_dd1d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_bytes_have_another() {
        let all: std::collections::HashSet<_> =
            (0..10_000_u32).map(|number| fingerprint(number.to_string().as_bytes())).collect();
        assert_eq!(all.len(), 10_000);
        assert_ne!(fingerprint(b""), fingerprint(b"\0"));
        assert_eq!(fingerprint(b"PMC1"), fingerprint(b"PMC1"));
    }
}
