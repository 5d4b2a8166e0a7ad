//! Values gathered by several threads. The hash of a value decides its partition, and each partition has a lock.
//!
//! A thread buffers its values for each partition and hands over a full buffer. So locks are rare and held for
//! microseconds, and the table of one partition is in the cache while it is looked up many times. A thread also
//! remembers the codes of its latest values: a few frequent values are most of a dump, and need no table.

use std::ops::Range;
use std::sync::Mutex;

use foldhash::fast::RandomState;

use crate::base::share::chunks;
use crate::base::workers::{self, Tasks};
use crate::columns::{Interner, Words};
use crate::{Cancel, Result};

/// The number of partitions. Their tables fit a core's cache, and threads seldom meet at one.
const PARTITIONS: usize = 64;

/// The number of values that a buffer holds. With the values that a thread remembers, its buffers take 350 KiB.
const WAITING: usize = 64;

/// The number of values whose codes a thread remembers: the last ones, which are mostly the frequent ones.
const KNOWN: usize = 1 << 12;

/// A value on its way to its partition.
#[derive(Clone, Copy, Debug)]
struct HashedValue<'t> {
    words: Words,
    hash: u64,
    value: &'t [u8],
    /// The number gathered with the value: a PMID.
    number: i64,
}

/// A value that a thread has met before.
#[derive(Clone, Copy, Debug)]
struct MetValue {
    words: Words,
    /// Larger than that of any value which the words do not determine.
    length: u32,
    code: u32,
}

impl MetValue {
    const NOTHING: Self = Self { words: Words::NONE, length: u32::MAX, code: 0 };

    /// The slot of a remembered value. It uses other bits than the partition and its table do.
    #[inline]
    fn place(hash: u64) -> usize {
        (hash >> 20) as usize % KNOWN
    }
}

/// The values of one partition and the numbers gathered for them.
pub(super) trait Partition: Default + Send {
    /// The values.
    fn distinct(&mut self) -> &mut Interner;

    /// Records a number for a value.
    fn note(&mut self, code: u32, number: i64);
}

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

    /// Gathers values from rows, in chunks that threads share. Returns the results of `each` for the chunks, in any
    /// order.
    pub fn gather<'t, T: Send>(
        &self,
        threads: usize,
        cancel: &Cancel,
        rows: usize,
        each: impl Fn(Range<usize>, &mut Buffers<'_, 't, P>) -> T + Sync,
    ) -> Result<Vec<T>> {
        let chunks = chunks(rows);
        let tasks = Tasks::new(chunks.len());
        let results = workers::run(threads.clamp(1, chunks.len().max(1)), || {
            let mut buffers = Buffers::new(self);
            let mut results = Vec::new();
            while let Some(task) = tasks.take() {
                cancel.check()?;
                results.push(each(chunks[task].clone(), &mut buffers));
            }
            buffers.flush();
            Ok(results)
        })?;
        Ok(results.into_iter().flatten().collect())
    }

    /// Returns the partitions when everything has been gathered.
    pub fn into_inner(self) -> Vec<P> {
        let inner = |partition: Mutex<P>| partition.into_inner().expect("a thread panicked before");
        self.all.into_iter().map(inner).collect()
    }
}

/// Values that one thread has found and not yet handed over.
pub(super) struct Buffers<'p, 't, P> {
    partitions: &'p Partitions<P>,
    waiting: Vec<HashedValue<'t>>,
    counts: [usize; PARTITIONS],
    known: Vec<MetValue>,
    /// Numbers gathered for values whose codes are known.
    notes: Vec<(u32, i64)>,
    note_counts: [usize; PARTITIONS],
}

impl<'p, 't, P: Partition> Buffers<'p, 't, P> {
    fn new(partitions: &'p Partitions<P>) -> Self {
        let none = HashedValue { words: Words::NONE, hash: 0, value: &[], number: 0 };
        Self {
            partitions,
            waiting: vec![none; PARTITIONS * WAITING],
            counts: [0; PARTITIONS],
            known: vec![MetValue::NOTHING; KNOWN],
            notes: vec![(0, 0); PARTITIONS * WAITING],
            note_counts: [0; PARTITIONS],
        }
    }

    #[inline]
    pub fn put(&mut self, value: &'t [u8], number: i64) {
        let words = Words::of(value, &self.partitions.hasher);
        let hash = words.hash(&self.partitions.hasher);
        // The table of a partition uses the lowest and the highest bits.
        let partition = (hash >> 40) as usize % PARTITIONS;
        let known = &self.known[MetValue::place(hash)];
        if known.words == words && known.length as usize == value.len() {
            let count = &mut self.note_counts[partition];
            self.notes[partition * WAITING + *count] = (known.code, number);
            *count += 1;
            if *count == WAITING {
                self.hand_over(partition);
            }
            return;
        }
        let count = &mut self.counts[partition];
        self.waiting[partition * WAITING + *count] = HashedValue { words, hash, value, number };
        *count += 1;
        if *count == WAITING {
            self.hand_over(partition);
        }
    }

    #[inline(never)]
    fn hand_over(&mut self, at: usize) {
        let items = &self.waiting[at * WAITING..][..std::mem::take(&mut self.counts[at])];
        let notes = &self.notes[at * WAITING..][..std::mem::take(&mut self.note_counts[at])];
        let mut partition = self.partitions.all[at].lock().expect("a thread panicked before");
        for &(code, number) in notes {
            partition.note(code, number);
        }
        // All codes first and then all notes, so that a processor waits for many memory accesses at once.
        let hasher = &self.partitions.hasher;
        let mut codes = [0; WAITING];
        for (item_code, &HashedValue { words, hash, value, .. }) in codes.iter_mut().zip(items) {
            let code = partition.distinct().code(hasher, words, hash, value);
            *item_code = code;
            if value.len() <= Words::INLINE_BYTES {
                self.known[MetValue::place(hash)] = MetValue { words, length: value.len() as u32, code };
            }
        }
        for (&code, item) in codes.iter().zip(items) {
            partition.note(code, item.number);
        }
    }

    fn flush(&mut self) {
        (0..PARTITIONS).for_each(|partition| self.hand_over(partition));
    }
}
