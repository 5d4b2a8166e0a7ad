//! Reusable pages for columns. New pages for every batch of a stream, which the system zeroes, would cost a quarter of
//! the time of parsing it.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

use memmap2::MmapMut;

/// The size in bytes from which pages are huge, if the system has such.
pub(super) const LARGE: usize = 4 << 20;

/// A pool of unused pages.
pub(crate) struct PagePool {
    spare: Mutex<Vec<MmapMut>>,
    /// The largest number of bytes kept.
    most: usize,
    /// The process that may use the lock: after a fork, a thread of the other process may hold it for ever.
    process: u32,
}

impl PagePool {
    /// The least size of pooled pages; smaller columns use the allocator.
    pub const SMALLEST: usize = 128 << 10;

    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { spare: Mutex::default(), most, process: std::process::id() })
    }

    /// Pages of `bytes` bytes or more. They may hold old contents.
    pub(super) fn take(self: &Arc<Self>, bytes: usize) -> Option<Pages> {
        if self.process != std::process::id() {
            return Pages::new(bytes);
        }
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let fitting = spare.iter().enumerate().filter(|(_, map)| (bytes..=2 * bytes).contains(&map.len()));
        let found = fitting.min_by_key(|(_, map)| map.len()).map(|(at, _)| at);
        if let Some(at) = found {
            return Some(Pages { map: Some(spare.swap_remove(at)), memory: Some(self.clone()) });
        }
        drop(spare);
        // The next batch may have a few more rows.
        let mut pages = Pages::new(bytes + bytes / 8)?;
        pages.memory = Some(self.clone());
        Some(pages)
    }
}

/// Pages of the system, which return to their pool.
pub(super) struct Pages {
    /// None after they returned.
    map: Option<MmapMut>,
    memory: Option<Arc<PagePool>>,
}

impl Pages {
    /// Zeroed pages of no pool; none if the system has none.
    pub fn new(bytes: usize) -> Option<Self> {
        let map = MmapMut::map_anon(bytes).ok()?;
        #[cfg(target_os = "linux")]
        if bytes >= LARGE {
            map.advise(memmap2::Advice::HugePage).ok(); // a kernel without them is only slower
        }
        Some(Self { map: Some(map), memory: None })
    }

    /// Changes their size without copying; returns whether that was possible.
    pub fn resize(&mut self, bytes: usize) -> bool {
        #[cfg(target_os = "linux")]
        if let Some(map) = &mut self.map {
            #[allow(unsafe_code)]
            // SAFETY: a map must not be longer than its file, and there is no file.
            return unsafe { map.remap(bytes, memmap2::RemapOptions::new().may_move(true)) }.is_ok();
        }
        let _ = bytes;
        false
    }

    pub fn memory(&self) -> Option<&Arc<PagePool>> {
        self.memory.as_ref()
    }
}

impl Deref for Pages {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        self.map.as_deref().unwrap_or_default()
    }
}

impl DerefMut for Pages {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u8] {
        self.map.as_deref_mut().unwrap_or_default()
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        let (Some(map), Some(memory)) = (self.map.take(), self.memory.take()) else { return };
        if memory.process != std::process::id() {
            return;
        }
        let mut spare = memory.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.iter().map(|map| map.len()).sum::<usize>() + map.len() <= memory.most {
            spare.push(map);
        }
    }
}

impl fmt::Debug for PagePool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("most", &self.most).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_used_again_and_a_lock_of_another_process_is_not_waited_for() {
        let memory = PagePool::new(1 << 20);
        drop(memory.take(1000));
        assert_eq!(memory.spare.lock().expect("no panic").len(), 1);
        let again = memory.take(900).expect("memory");
        assert!(memory.spare.lock().expect("no panic").is_empty() && again.len() >= 900);

        let (spare, process) = (Mutex::default(), std::process::id() + 1);
        let foreign = Arc::new(PagePool { spare, most: 1 << 20, process });
        let _held = foreign.spare.lock();
        drop(foreign.take(1000).expect("memory"));
    }
}
