//! Reads and writes that fail, stop, or do less than they were asked for: at every call, one after another. What comes
//! of it is all there is, or an error and what was complete before it.

mod support;

use std::io::{self, ErrorKind, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use pubfast_core::base::{Options, Progress};
use pubfast_core::engine::output::BlockTextWriter;
use pubfast_core::engine::stream::Stream;
use pubfast_core::io::Source;
use pubfast_core::io::output::Compression;
use pubfast_core::model::{Dataset, Kind, Rows, TableId};
use pubfast_core::{Cancel, Cause, Error, Records};
use support::json::Style;
use support::packing::CONTAINERS;
use support::{by_value, open};

/// The fault of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Fails for good.
    Broken,
    /// There is nothing at the moment.
    WouldBlock,
    /// A signal came.
    Interrupted,
    /// Takes or gives one byte.
    Short,
    /// Says that this was all.
    Nothing,
}

/// Bytes that are read in steps; one call, or each from there on, does something else.
struct Faulty {
    bytes: Vec<u8>,
    at: usize,
    step: usize,
    calls: Arc<AtomicUsize>,
    call: usize,
    fault: Fault,
    is_once: bool,
}

impl Read for Faulty {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        let is_here = if self.is_once { call == self.call } else { call >= self.call };
        let mut count = (self.bytes.len() - self.at).min(bytes.len()).min(self.step);
        match self.fault {
            _ if !is_here => {}
            Fault::Broken => return Err(io::Error::from_raw_os_error(5)),
            Fault::WouldBlock => return Err(ErrorKind::WouldBlock.into()),
            // One that always comes would be waited for without end.
            Fault::Interrupted if self.is_once || call.is_multiple_of(2) => {
                return Err(ErrorKind::Interrupted.into());
            }
            Fault::Interrupted => {}
            Fault::Short => count = count.min(1),
            Fault::Nothing => count = 0,
        }
        bytes[..count].copy_from_slice(&self.bytes[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

fn options(threads: usize, window: usize) -> Options {
    Options { threads, window, ..Options::default() }
}

/// Values, and what stopped them; after an error there is nothing.
type Outcome = (Vec<String>, Option<Error>);

/// A function that reads an input with the given number of threads: at once, where an error leaves nothing, or in
/// batches.
struct Way {
    name: &'static str,
    read: fn(Source, usize) -> Outcome,
    is_whole: bool,
}

fn documents(corpus: &Dataset) -> Vec<String> {
    by_value(corpus).documents.iter().map(|located| format!("{:?}", located.document)).collect()
}

fn rows(table: &Dataset) -> Vec<String> {
    (0..table.records()).map(|row| format!("{:?}", table.entity_value(row))).collect()
}

fn batches<F>(
    stream: pubfast_core::Result<impl Iterator<Item = pubfast_core::Result<F>>>,
    values: fn(&F) -> Vec<String>,
) -> Outcome {
    let mut all = Vec::new();
    let stream = match stream {
        Ok(stream) => stream,
        Err(error) => return (all, Some(error)),
    };
    for batch in stream {
        match batch {
            Ok(batch) => all.extend(values(&batch)),
            Err(error) => return (all, Some(error)),
        }
    }
    (all, None)
}

fn at_once<F>(whole: pubfast_core::Result<F>, values: fn(&F) -> Vec<String>) -> Outcome {
    match whole {
        Ok(whole) => (values(&whole), None),
        Err(error) => (Vec::new(), Some(error)),
    }
}

const CORPUS: [Way; 3] = [
    Way {
        name: "open",
        read: |source, threads| {
            at_once(Dataset::read(Kind::Documents, source, &options(threads, 0)), documents)
        },
        is_whole: true,
    },
    Way {
        name: "open in windows",
        read: |source, threads| {
            at_once(Dataset::read(Kind::Documents, source, &options(threads, 100)), documents)
        },
        is_whole: true,
    },
    Way {
        name: "stream",
        read: |source, threads| {
            batches(Stream::open(Kind::Documents, source, options(threads, 0), 100), documents)
        },
        is_whole: false,
    },
];

const TABLE: [Way; 2] = [
    Way {
        name: "read_entities",
        read: |source, threads| at_once(Dataset::read(Kind::Entities, source, &options(threads, 50)), rows),
        is_whole: true,
    },
    Way {
        name: "stream of rows",
        read: |source, threads| batches(Stream::open(Kind::Entities, source, options(threads, 0), 50), rows),
        is_whole: false,
    },
];

fn block_text() -> Vec<u8> {
    let document =
        |at: usize| format!("{at}|t|title {at}\n{at}|a|abstract\n{at}\t0\t5\ttitle\tGene\t{at}\n\n");
    (0..14).map(document).collect::<String>().into_bytes()
}

fn table() -> Vec<u8> {
    (0..30).map(|at| format!("{at}\tGene\t{at}\tmention {at}\tPubTator3\n")).collect::<String>().into_bytes()
}

fn json() -> Vec<u8> {
    let corpus = open(&block_text(), 1, 0);
    let lines = (0..corpus.len(TableId::Documents))
        .map(|row| Style::default().document(&corpus.to_value(row)) + "\n");
    lines.collect::<String>().into_bytes()
}

/// Tries a fault at every call of reading an input.
fn attack(input: &[u8], ways: &[Way]) {
    for (at, (_, pack)) in CONTAINERS.into_iter().enumerate() {
        let packed = pack(input);
        for way in ways {
            for threads in [1, 2] {
                attack_packed(&packed, way, threads, at);
            }
        }
    }
}

fn attack_packed(packed: &[u8], way: &Way, threads: usize, container: usize) {
    let step = packed.len() / 12 + 1;
    let run = |fault, call, is_once| {
        let calls = Arc::new(AtomicUsize::new(0));
        let faulty =
            Faulty { bytes: packed.to_vec(), at: 0, step, calls: calls.clone(), call, fault, is_once };
        let (found, error) = (way.read)(Source::Reader("faulty".into(), Box::new(faulty)), threads);
        (found, error, calls.load(Ordering::Relaxed))
    };
    let (whole, error, calls) = run(Fault::Short, usize::MAX, true);
    assert!(error.is_none() && calls >= 12, "{error:?}");
    for fault in [Fault::Broken, Fault::WouldBlock, Fault::Interrupted, Fault::Short, Fault::Nothing] {
        for call in 0..calls {
            for is_once in [true, false] {
                let (found, error, _) = run(fault, call, is_once);
                let case = format!("{} {fault:?} at call {call}, container {container}: {error:?}", way.name);
                let is_all = error.is_none() && found == whole;
                match fault {
                    Fault::Interrupted | Fault::Short => assert!(is_all, "{case}"),
                    Fault::Broken | Fault::WouldBlock => {
                        let Some(Error::Fault { cause: Cause::Io(source), complete, .. }) = &error else {
                            panic!("{case}");
                        };
                        let expected = if fault == Fault::Broken { Some(5) } else { None };
                        assert_eq!(source.raw_os_error(), expected, "{case}");
                        assert!(expected.is_some() || source.kind() == ErrorKind::WouldBlock, "{case}");
                        is_beginning(&found, &whole, Some(*complete), way, &case);
                    }
                    // // A short read looks like the end, unless the container knows better or more bytes follow.
                    Fault::Nothing => match &error {
                        None if is_all => {}
                        None => is_cut(&found, &whole, &case),
                        Some(Error::Fault { cause: Cause::Corrupt(said), complete, .. }) => {
                            assert!(container > 0 || said.starts_with("line "), "{case}");
                            is_beginning(&found, &whole, Some(*complete), way, &case);
                        }
                        // The first bytes were nothing.
                        Some(Error::Format { .. }) => assert!(found.is_empty(), "{case}"),
                        Some(_) => panic!("{case}"),
                    },
                }
            }
        }
    }
}

/// Asserts that the values found are the beginning of the whole, and as many as the error says.
fn is_beginning(found: &[String], whole: &[String], complete: Option<Records>, way: &Way, case: &str) {
    assert!(whole.starts_with(found), "{case}");
    if let (Some(Records::Documents(count) | Records::Rows(count)), false) = (complete, way.is_whole) {
        assert_eq!(count, found.len() as u64, "{case}");
    }
}

/// Like `is_beginning`, for a text that ends too early: its last record may be incomplete.
fn is_cut(found: &[String], whole: &[String], case: &str) {
    let before = found.len().saturating_sub(1);
    assert!(found.len() <= whole.len() && whole.starts_with(&found[..before]), "{case}");
}

#[test]
fn block_text_at_every_call() {
    attack(&block_text(), &CORPUS);
}

#[test]
fn tables_at_every_call() {
    attack(&table(), &TABLE);
}

#[test]
fn lines_of_json_at_every_call() {
    attack(&json(), &CORPUS);
}

/// An output of which one call does something else, and all after it fail; and what it took.
#[derive(Clone)]
struct Disk {
    taken: Arc<Mutex<Vec<u8>>>,
    calls: Arc<AtomicUsize>,
    call: usize,
    fault: Fault,
}

impl Disk {
    fn new(call: usize, fault: Fault) -> Self {
        Self { taken: Arc::default(), calls: Arc::default(), call, fault }
    }
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        let count = match self.fault {
            _ if call != self.call => bytes.len(),
            Fault::Broken => return Err(io::Error::from_raw_os_error(28)),
            Fault::WouldBlock => return Err(ErrorKind::WouldBlock.into()),
            Fault::Interrupted => return Err(ErrorKind::Interrupted.into()),
            Fault::Short => bytes.len().min(1),
            Fault::Nothing => 0,
        };
        self.taken.lock().expect("no panics").extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        if call == self.call && self.fault == Fault::Broken {
            return Err(io::Error::from_raw_os_error(28));
        }
        Ok(())
    }
}

#[test]
fn writes_at_every_call() {
    let corpus = open(&block_text(), 2, 0);
    let picked: Rows = (0..14).rev().map(|row| row as i64).collect();
    let write = |disk: &Disk, compression, threads| {
        let cancel = Cancel::default();
        let target = Box::new(disk.clone());
        let mut writer = BlockTextWriter::new(target, "disk", compression, threads, Progress::default())?
            .with_chunks_of(90);
        writer.rows(&corpus, &picked, &cancel)?;
        writer.whole(&corpus, &cancel)?;
        writer.finish(&cancel)
    };
    for compression in [Compression::None, Compression::Gzip(1), Compression::Bgzf(1), Compression::Zstd(1)] {
        for threads in [1, 2, 3] {
            let disk = Disk::new(usize::MAX, Fault::Broken);
            write(&disk, compression, threads).expect("no fault");
            let (whole, calls) =
                (disk.taken.lock().expect("no panics").clone(), disk.calls.load(Ordering::Relaxed));
            assert!(calls > 5);
            for fault in [Fault::Broken, Fault::WouldBlock, Fault::Interrupted, Fault::Short, Fault::Nothing]
            {
                for call in 0..calls {
                    let disk = Disk::new(call, fault);
                    let outcome = write(&disk, compression, threads);
                    let taken = disk.taken.lock().expect("no panics").clone();
                    let is_flush = call + 1 == calls;
                    match fault {
                        Fault::Interrupted | Fault::Short => {
                            outcome.expect("it goes on");
                            assert!(taken == whole, "{compression:?} {fault:?} {call}");
                        }
                        _ if is_flush && fault != Fault::Broken => outcome.expect("nothing is written there"),
                        _ => {
                            assert!(
                                matches!(outcome, Err(Error::Output { .. })),
                                "{fault:?} {call}: {outcome:?}"
                            );
                            // Nothing is written after a write that failed.
                            assert!(whole.starts_with(&taken), "{compression:?} {fault:?} {call}");
                        }
                    }
                }
            }
        }
    }
}
