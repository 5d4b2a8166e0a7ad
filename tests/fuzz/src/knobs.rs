//! The settings of a case, drawn from the case's own bytes.

/// Numbers that look random and follow from an input.
pub struct Knobs(fastrand::Rng);

impl Knobs {
    /// Those of an input.
    pub fn of(data: &[u8]) -> Self {
        // FNV-1a.
        let hash = data.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        Self(fastrand::Rng::with_seed(hash))
    }

    /// Less than `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.usize(..end.max(1))
    }

    /// One to three.
    pub fn threads(&mut self) -> usize {
        self.0.usize(1..4)
    }

    /// A size of windows or batches, small ones mostly.
    pub fn size(&mut self) -> usize {
        let bits = self.0.u32(0..14);
        self.0.usize(1..=1 << bits)
    }
}
