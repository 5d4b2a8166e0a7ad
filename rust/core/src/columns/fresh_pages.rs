//! Freshly mapped memory. The kernel zeroes pages on first touch; another thread faults them in ahead of the decoder.

use std::marker::PhantomData;
use std::ops::Range;

/// As large as huge pages are, and a multiple of what all others are.
const PAGE: usize = 2 << 20;

/// Pages that were not touched yet.
#[derive(Debug)]
pub(crate) struct FreshPages<'m> {
    addresses: Range<usize>,
    memory: PhantomData<&'m mut [u8]>,
}

impl<'m> FreshPages<'m> {
    /// The whole pages of some memory, and the memory.
    pub fn of(memory: &'m mut [u8]) -> (Self, &'m mut [u8]) {
        let begin = (memory.as_ptr() as usize).next_multiple_of(PAGE);
        let end = (memory.as_ptr() as usize + memory.len()) / PAGE * PAGE;
        (Self { addresses: begin..end.max(begin), memory: PhantomData }, memory)
    }

    /// Their bytes.
    pub fn len(&self) -> usize {
        self.addresses.len()
    }

    /// Splits off the first `bytes` bytes of pages, rounded up to a whole page.
    pub fn split(&mut self, bytes: usize) -> Self {
        let begin = self.addresses.start;
        let end = self.addresses.end.min(begin.saturating_add(bytes.next_multiple_of(PAGE)));
        self.addresses.start = end;
        Self { addresses: begin..end, memory: PhantomData }
    }

    /// Faults in the pages that have not been written to yet.
    pub fn populate(&self) {
        #[cfg(target_os = "linux")]
        {
            use rustix::mm::{Advice, madvise};
            let begin = std::ptr::without_provenance_mut(self.addresses.start);
            #[allow(unsafe_code)]
            // SAFETY: the pages are memory that is borrowed for as long as `self` is. The advice changes nothing
            // that is in them. Linux before 5.14 does not know it; then the pages come one by one.
            unsafe { madvise(begin, self.len(), Advice::LinuxPopulateWrite) }.ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_the_pages_stays() {
        let mut memory = vec![0; 5 * PAGE];
        let (mut untouched, memory) = FreshPages::of(&mut memory);
        assert!((4 * PAGE..=5 * PAGE).contains(&untouched.len()));
        memory.fill(7);
        let (first, before) = (untouched.split(PAGE + 1), untouched.len());
        assert_eq!((first.len(), before), (2 * PAGE, before));
        first.populate();
        untouched.split(usize::MAX / 2).populate();
        assert_eq!(untouched.len(), 0);
        untouched.populate();
        assert!(memory.iter().all(|&byte| byte == 7));
        assert_eq!(FreshPages::of(&mut memory[..100]).0.len(), 0);
    }
}
