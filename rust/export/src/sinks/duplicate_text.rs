//! Detects texts that repeat.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hasher};

use pubfast_core::model::Dataset;

/// The texts seen so far.
#[derive(Default)]
pub(crate) struct DuplicateTexts {
    seen: HashSet<u64>,
    /// Since the last answer.
    texts: usize,
    repeated: usize,
    answer: bool,
}

/// The number of texts remembered.
const MAX_TEXTS: usize = 1 << 17;

impl DuplicateTexts {
    /// Takes note of the abstracts of documents.
    pub fn see(&mut self, batch: &Dataset) {
        let texts = (0..batch.records()).filter_map(|row| batch.document(row).abstract_);
        self.see_all(texts.map(|place| fingerprint(&batch.text()[place])));
    }

    /// Takes note of texts, by their fingerprints.
    fn see_all(&mut self, fingerprints: impl Iterator<Item = u64>) {
        for fingerprint in fingerprints {
            self.texts += 1;
            self.repeated += usize::from(!self.seen.insert(fingerprint));
        }
        if self.seen.len() > MAX_TEXTS {
            self.seen.clear();
        }
    }

    /// True if many of the texts since the last call (a third) were seen before. Without new texts the last answer is
    /// repeated.
    pub fn are_many(&mut self) -> bool {
        if self.texts > 0 {
            self.answer = 3 * self.repeated > self.texts;
        }
        (self.texts, self.repeated) = (0, 0);
        self.answer
    }

    /// The last answer.
    pub fn were_many(&self) -> bool {
        self.answer
    }
}

/// A fingerprint that nearly always tells a text from others: its length and its beginning.
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
