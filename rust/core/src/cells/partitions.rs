//! Values gathered by several threads: each value has a partition, by its hash, and each partition a lock.
//!
//! A thread keeps what it finds in a buffer for each partition and hands over a full one. So locks are rare and
//! held for microseconds, and the table of one partition is in the cache while it is looked up many times.

use std::ops::Range;
use std::sync::Mutex;

use foldhash::fast::RandomState;

use super::distinct::{Distinct, Words};
use super::share::{chunks, map};
use crate::{Cancel, Result};

/// How many partitions: so many that their tables fit a core's cache, and that threads seldom meet at one.
const PARTITIONS: usize = 64;

/// How many values a buffer holds: all buffers of a thread together are 192 KiB.
const WAITING: usize = 64;

/// A value on its way to its partition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'t> {
    words: Words,
    hash: u64,
    value: &'t [u8],
    /// What is gathered about it: a PMID.
    pub number: i64,
}

impl Item<'_> {
    /// The code of the value.
    #[inline]
    pub fn code(&self, hasher: &RandomState, distinct: &mut Distinct) -> u32 {
        distinct.code(hasher, self.words, self.hash, self.value)
    }
}

/// What is known about the values of one partition.
pub(super) trait Partition: Default + Send {
    fn take(&mut self, hasher: &RandomState, items: &[Item<'_>]);
}

/// All partitions.
#[derive(Debug)]
pub(super) struct Partitions<P> {
    hasher: RandomState,
    all: Vec<Mutex<P>>,
}

impl<P: Partition> Partitions<P> {
    pub fn new() -> Self {
        Self {
            hasher: RandomState::default(),
            all: std::iter::repeat_with(Mutex::default).take(PARTITIONS).collect(),
        }
    }

    /// Gathers from rows, in pieces that threads share; the results are what `each` returns for the pieces.
    pub fn gather<'t, T: Send>(
        &self,
        threads: usize,
        cancel: &Cancel,
        rows: usize,
        each: impl Fn(Range<usize>, &mut Buffers<'_, 't, P>) -> T + Sync,
    ) -> Result<Vec<T>> {
        map(threads, chunks(rows), |rows| {
            cancel.check()?;
            let mut buffers = Buffers::new(self);
            let result = each(rows, &mut buffers);
            buffers.flush();
            Ok(result)
        })
    }

    /// The partitions, when everything has been gathered.
    pub fn into_inner(self) -> Vec<P> {
        let inner = |partition: Mutex<P>| partition.into_inner().expect("a thread panicked before");
        self.all.into_iter().map(inner).collect()
    }
}

/// What one thread has found and not handed over.
pub(super) struct Buffers<'p, 't, P> {
    partitions: &'p Partitions<P>,
    waiting: Vec<Item<'t>>,
    counts: [usize; PARTITIONS],
}

impl<'p, 't, P: Partition> Buffers<'p, 't, P> {
    fn new(partitions: &'p Partitions<P>) -> Self {
        let none = Item { words: Words::default(), hash: 0, value: &[], number: 0 };
        Self { partitions, waiting: vec![none; PARTITIONS * WAITING], counts: [0; PARTITIONS] }
    }

    #[inline]
    pub fn put(&mut self, value: &'t [u8], number: i64) {
        let words = Words::of(value, &self.partitions.hasher);
        let hash = words.hash(&self.partitions.hasher);
        // A partition's table goes by the lowest and the highest bits.
        let partition = (hash >> 40) as usize % PARTITIONS;
        let count = &mut self.counts[partition];
        self.waiting[partition * WAITING + *count] = Item { words, hash, value, number };
        *count += 1;
        if *count == WAITING {
            self.hand_over(partition);
        }
    }

    #[inline(never)]
    fn hand_over(&mut self, partition: usize) {
        let count = std::mem::take(&mut self.counts[partition]);
        let items = &self.waiting[partition * WAITING..][..count];
        let mut partition = self.partitions.all[partition].lock().expect("a thread panicked before");
        partition.take(&self.partitions.hasher, items);
    }

    fn flush(&mut self) {
        for partition in 0..PARTITIONS {
            if self.counts[partition] > 0 {
                self.hand_over(partition);
            }
        }
    }
}
