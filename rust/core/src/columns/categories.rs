//! The distinct values that the codes of a dictionary column stand for.

use std::fmt;
use std::ops::Index;
use std::sync::Arc;

/// Distinct values by their codes: 0, 1, 2 and so on.
///
/// The values of a batch begin with those of the batch before, and share their memory. New values are a chunk, and a
/// chunk that is not longer than the next is merged with it. So chunks are few, and a value is copied a few times
/// however many batches there are.
#[derive(Clone, Default)]
pub struct Categories {
    chunks: Vec<Arc<CategoryChunk>>,
}

/// Values one after another.
#[derive(Default)]
struct CategoryChunk {
    /// The code of the first value.
    first: usize,
    ends: Vec<usize>,
    bytes: Vec<u8>,
}

impl CategoryChunk {
    fn push(&mut self, value: &[u8]) {
        self.bytes.extend_from_slice(value);
        self.ends.push(self.bytes.len());
    }

    fn get(&self, at: usize) -> &[u8] {
        let begin = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.bytes[begin..self.ends[at]]
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).map(|at| self.get(at))
    }
}

impl Categories {
    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| last.first + last.ends.len())
    }

    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// All values, in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// The concatenated bytes of all values.
    pub fn concat(&self) -> Vec<u8> {
        self.iter().collect::<Vec<_>>().concat()
    }

    /// Adds values, which get the next codes.
    pub(super) fn extend<'v>(&mut self, values: impl Iterator<Item = &'v [u8]>) {
        let mut chunk = CategoryChunk { first: self.len(), ..CategoryChunk::default() };
        values.for_each(|value| chunk.push(value));
        if chunk.ends.is_empty() {
            return;
        }
        let (mut kept, mut joined) = (self.chunks.len(), chunk.ends.len());
        while let Some(last) = self.chunks[..kept].last().filter(|last| last.ends.len() <= joined) {
            (kept, joined) = (kept - 1, joined + last.ends.len());
        }
        if kept < self.chunks.len() {
            let mut whole = CategoryChunk { first: self.chunks[kept].first, ..CategoryChunk::default() };
            let parts = self.chunks.drain(kept..).collect::<Vec<_>>();
            parts.iter().flat_map(|part| part.iter()).chain(chunk.iter()).for_each(|value| whole.push(value));
            chunk = whole;
        }
        self.chunks.push(Arc::new(chunk));
    }
}

impl Index<usize> for Categories {
    type Output = [u8];

    fn index(&self, code: usize) -> &[u8] {
        let chunk = &self.chunks[self.chunks.partition_point(|chunk| chunk.first <= code) - 1];
        chunk.get(code - chunk.first)
    }
}

impl<V: AsRef<[u8]>> FromIterator<V> for Categories {
    fn from_iter<I: IntoIterator<Item = V>>(values: I) -> Self {
        let mut chunk = CategoryChunk::default();
        values.into_iter().for_each(|value| chunk.push(value.as_ref()));
        Self { chunks: if chunk.ends.is_empty() { Vec::new() } else { vec![Arc::new(chunk)] } }
    }
}

impl PartialEq for Categories {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Categories {}

impl fmt::Debug for Categories {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|value| String::from_utf8_lossy(value))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stay_however_values_are_added() {
        let values: Vec<String> =
            (0..1000).map(|number| "x".repeat(number % 7) + &number.to_string()).collect();
        let mut names = Categories::default();
        let mut before = Vec::new();
        let (mut done, mut step) = (0, 1);
        while done < values.len() {
            let next = values.len().min(done + step);
            names.extend(values[done..next].iter().map(String::as_bytes));
            before.push(names.clone());
            done = next;
            step = step * 5 % 17;
        }
        names.extend(std::iter::empty());
        assert!(names.chunks.len() <= 10, "{}", names.chunks.len());
        for some in before.iter().chain([&names]) {
            assert!((0..some.len()).all(|code| some[code] == *values[code].as_bytes()));
            assert!(some.iter().eq(values[..some.len()].iter().map(String::as_bytes)));
        }
        assert_eq!(names.len(), values.len());
        assert_eq!(values.iter().collect::<Categories>().concat(), values.concat().as_bytes());
        assert!(Categories::default().is_empty() && Categories::from_iter([b""; 0]).is_empty());
    }
}
