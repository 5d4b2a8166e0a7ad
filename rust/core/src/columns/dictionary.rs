//! Codes for repeated values: types, and the resources of a table.

use foldhash::fast::RandomState;

use super::categories::Categories;
use super::interner::Interner;

/// The slots of the table in front of the map. A dump has about ten types; a thousand still hit it.
const SLOTS: usize = 4096;

/// The longest value that its first and last eight bytes determine.
const MASKED_BYTES: usize = 16;

/// For each length, a mask of the first eight bytes that belong to the value.
const HEAD_MASKS: [u64; MASKED_BYTES + 1] = {
    let mut masks = [u64::MAX; MASKED_BYTES + 1];
    let mut length = 0;
    while length < 8 {
        masks[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    masks
};

/// For each length, a mask of the last eight bytes that are not among the first eight.
const TAIL_MASKS: [u64; MASKED_BYTES + 1] = {
    let mut masks = [0; MASKED_BYTES + 1];
    let mut length = 8;
    while length <= MASKED_BYTES {
        masks[length] = u64::MAX;
        length += 1;
    }
    masks
};

/// Distinct values in order of first appearance.
#[derive(Default)]
pub struct Dictionary {
    values: Interner,
    hasher: RandomState,
    /// The window in which each value appeared first.
    first_seen: Vec<usize>,
    /// Slots by the hash of a value's length and its first and last eight bytes.
    slots: Box<[CodeSlot]>,
    window: usize,
}

#[derive(Clone, Copy)]
struct CodeSlot {
    head: u64,
    tail: u64,
    length: usize,
    code: i32,
}

impl Dictionary {
    #[inline]
    pub fn value(&self, code: i32) -> &[u8] {
        self.values.value(code as u32)
    }

    /// The number of bytes of a code's value.
    #[inline]
    pub fn length(&self, code: i32) -> usize {
        self.value(code).len()
    }

    /// Sets the window that the next values come from.
    pub fn enter_window(&mut self, window: usize) {
        self.window = window;
    }

    /// The code of `text[start..end]`, a new one if it has none yet.
    #[inline(always)]
    pub fn code(&mut self, text: &[u8], start: usize, end: usize) -> i32 {
        let length = end - start;
        if let Some(head) = text.get(start..start + 8)
            && let Some(tail) = text.get(end.wrapping_sub(8)..end)
        {
            // A value shorter than eight bytes has its neighbours masked off; its tail adds nothing.
            let masks = (HEAD_MASKS[length.min(MASKED_BYTES)], TAIL_MASKS[length.min(MASKED_BYTES)]);
            let head = u64::from_le_bytes(head.try_into().expect("eight bytes")) & masks.0;
            let tail = u64::from_le_bytes(tail.try_into().expect("eight bytes")) & masks.1;
            let hash = (head ^ tail.rotate_left(23) ^ length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let slot = (hash >> 52) as usize;
            if let Some(seen) = self.slots.get(slot)
                && seen.head == head
                && seen.tail == tail
                && seen.length == length
                && (length <= MASKED_BYTES || *self.value(seen.code) == text[start..end])
            {
                return seen.code;
            }
            let code = self.look_up(&text[start..end]);
            if self.slots.is_empty() {
                self.slots = vec![CodeSlot { head: 0, tail: 0, length: usize::MAX, code: 0 }; SLOTS].into();
            }
            self.slots[slot] = CodeSlot { head, tail, length, code };
            return code;
        }
        self.look_up(&text[start..end])
    }

    #[cold]
    fn look_up(&mut self, value: &[u8]) -> i32 {
        let code = self.values.code_of(&self.hasher, value) as usize;
        if code == self.first_seen.len() {
            self.first_seen.push(self.window);
        }
        code as i32
    }
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.values.iter().map(String::from_utf8_lossy)).finish()
    }
}

/// Several dictionaries merged into one: values in order of first appearance in the input, which does not depend on
/// threads or batches.
#[derive(Debug, Default)]
pub(crate) struct KnownValues {
    /// An index of the names. It is built when a second worker's dictionary arrives.
    values: Interner,
    hasher: RandomState,
    names: Categories,
}

/// Several workers' dictionaries merged, with the new code of each old code.
#[derive(Debug, Default)]
pub(crate) struct MergedDictionary {
    /// All values so far.
    pub values: Categories,
    /// For each worker, the new code of each of its codes.
    pub codes: Vec<Vec<i32>>,
}

impl KnownValues {
    /// Merges the dictionaries of workers whose windows follow those merged before.
    pub fn merge<'a>(&mut self, parts: impl Iterator<Item = &'a Dictionary>) -> MergedDictionary {
        let parts: Vec<_> = parts.collect();
        if let [only] = &parts[..]
            && self.names.is_empty()
        {
            self.names.extend(only.values.iter());
            return MergedDictionary {
                values: self.names.clone(),
                codes: vec![(0..only.values.len() as i32).collect()],
            };
        }
        self.values
            .reserve(&self.hasher, self.names.len().max(parts.iter().map(|part| part.values.len()).sum()));
        if self.values.len() < self.names.len() {
            // This happens once: all names are the first worker's.
            for name in self.names.iter() {
                self.values.code_of(&self.hasher, name);
            }
        }
        let mut seen: Vec<(usize, i32, usize)> = Vec::new();
        for (part, dictionary) in parts.iter().enumerate() {
            // A window belongs to one worker, so (window, code) orders values of different workers as well.
            seen.extend(dictionary.first_seen.iter().zip(0..).map(|(&window, code)| (window, code, part)));
        }
        seen.sort_unstable();
        let mut codes: Vec<Vec<i32>> = parts.iter().map(|part| vec![0; part.values.len()]).collect();
        for (_, code, part) in seen {
            let known = self.values.code_of(&self.hasher, parts[part].value(code));
            codes[part][code as usize] = known as i32;
        }
        self.names.extend((self.names.len()..self.values.len()).map(|code| self.values.value(code as u32)));
        MergedDictionary { values: self.names.clone(), codes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(dictionary: &mut Dictionary, window: usize, values: &[&str]) -> Vec<i32> {
        dictionary.enter_window(window);
        values.iter().map(|value| dictionary.code(value.as_bytes(), 0, value.len())).collect()
    }

    #[test]
    fn values_of_every_length_keep_their_code() {
        let text: Vec<u8> = (0..=255).collect();
        let mut dictionary = Dictionary::default();
        for round in 0..2 {
            let mut next = 0;
            for length in 0..20 {
                for start in [0, 8, 200] {
                    if length > 0 || start == 0 {
                        assert_eq!(
                            dictionary.code(&text, start, start + length),
                            next,
                            "{round} {start} {length}"
                        );
                        next += 1;
                    }
                }
            }
        }
    }

    #[test]
    fn long_values_that_share_a_slot_are_told_apart() {
        let text = b"PubTator3|gene2pubmed|BioGRID PubTator3|gene2pubtat|BioGRID";
        let mut dictionary = Dictionary::default();
        for _ in 0..3 {
            assert_eq!(dictionary.code(text, 0, 29), 0);
            assert_eq!(dictionary.code(text, 30, 59), 1);
            assert_eq!(dictionary.code(text, 0, 28), 2);
        }
        assert_eq!(dictionary.value(1), &text[30..]);
    }

    #[test]
    fn batches_go_on_with_the_codes_of_those_before() {
        let mut known = KnownValues::default();
        let batches = [&["Gene", "Species"][..], &[], &["Species", "Chemical", "Gene"], &["Chemical"]];
        let codes: Vec<_> = batches
            .map(|batch| {
                let mut dictionary = Dictionary::default();
                fill(&mut dictionary, 0, batch);
                known.merge([&dictionary].into_iter()).codes
            })
            .into();
        assert_eq!(codes, [[vec![0, 1]], [vec![]], [vec![1, 2, 0]], [vec![2]]]);
        assert_eq!(known.names, ["Gene", "Species", "Chemical"].iter().collect());
    }

    #[test]
    fn merging_follows_the_input_and_not_the_workers() {
        let (mut one, mut two) = (Dictionary::default(), Dictionary::default());
        fill(&mut one, 0, &["Gene"]);
        fill(&mut two, 1, &["Species", "Gene"]);
        fill(&mut one, 2, &["Chemical", "Species"]);
        fill(&mut two, 3, &["CellLine", "Chemical"]);
        let MergedDictionary { values, codes } = KnownValues::default().merge([&one, &two].into_iter());
        let values: Vec<_> = values.iter().map(String::from_utf8_lossy).collect();
        assert_eq!(values, ["Gene", "Species", "Chemical", "CellLine"]);
        assert_eq!(codes, [vec![0, 2, 1], vec![1, 0, 3, 2]]);
    }
}
