//! Detects repeated texts.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hasher};

use pubfast_core::model::Dataset;

/// The fingerprints of the texts seen so far, and counts of new and repeated texts.
#[derive(Default)]
pub(crate) struct DuplicateTexts {
    seen: HashSet<u64>,
    /// The number of texts since the last answer.
    texts: usize,
    repeated: usize,
    answer: bool,
}

/// The largest number of fingerprints to keep.
const MAX_TEXTS: usize = 1 << 17;

impl DuplicateTexts {
    /// Records the abstracts of a batch.
    pub fn see(&mut self, batch: &Dataset) {
        let texts = (0..batch.records()).filter_map(|row| batch.document(row).abstract_);
        self.see_all(texts.map(|place| fingerprint(&batch.text()[place])));
    }

    fn see_all(&mut self, fingerprints: impl Iterator<Item = u64>) {
        for fingerprint in fingerprints {
            self.texts += 1;
            self.repeated += usize::from(!self.seen.insert(fingerprint));
        }
        if self.seen.len() > MAX_TEXTS {
            self.seen.clear();
        }
    }

    /// True if more than a third of the texts since the last call were seen before. Without new texts it repeats the
    /// last answer.
    pub fn are_many(&mut self) -> bool {
        if self.texts > 0 {
            self.answer = 3 * self.repeated > self.texts;
        }
        (self.texts, self.repeated) = (0, 0);
        self.answer
    }

    /// The last answer of `are_many`.
    pub fn were_many(&self) -> bool {
        self.answer
    }
}

/// A fingerprint of a text: a hash of its length and its beginning, which differs for nearly all different texts.
fn fingerprint(text: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write_usize(text.len());
    hasher.write(&text[..text.len().min(24)]);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_of_the_texts_has_to_repeat() {
        let mut duplicates = DuplicateTexts::default();
        assert!(!duplicates.are_many());
        duplicates.see_all(0..100);
        assert!(!duplicates.are_many());
        duplicates.see_all(80..200);
        assert!(!duplicates.are_many());
        duplicates.see_all(0..200);
        assert!(duplicates.are_many() && duplicates.are_many());
        duplicates.see_all(1000..1001);
        assert!(!duplicates.are_many());
        assert_ne!(fingerprint(b"a text"), fingerprint(b"a text that goes on"));
    }
}
