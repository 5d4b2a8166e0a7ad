//! Every input gives the same through every container, at once and in batches of any size; and what is
//! before a fault is not lost.

#[path = "containers/generated.rs"]
mod generated;
mod support;

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::{Compression, read::GzEncoder};
use pubfast_core::base::{Io, OnProblem, Options};
use pubfast_core::engine::stream::Stream;
use pubfast_core::formats::block_text::reference::parse;
use pubfast_core::io::Container;
use pubfast_core::model::{Dataset, Kind, TableId};
use pubfast_core::{Cause, Error, Records};
use support::packing::{CONTAINERS, gzip, memory};
use support::streams::{Chained, Short, WHOLE, opened, opens_alike, reader, streamed};
use support::{by_value, files, options};
use tempfile::NamedTempFile;

#[track_caller]
fn agree(text: &[u8], sizes: &[usize]) {
    let expected = parse(text);
    for (at, (container, pack)) in CONTAINERS.into_iter().enumerate() {
        let packed = pack(text);
        if !text.is_empty() {
            assert_eq!(Container::of(&packed), container);
        }
        assert!(opens_alike(&packed, sizes).as_ref() == Ok(&expected), "container {at}");
        for (way, &size) in sizes.iter().enumerate() {
            for threads in [1, 2, 3] {
                let source = match (way + threads) % 2 {
                    0 => memory(&packed),
                    _ => reader(io::Cursor::new(packed.clone())),
                };
                let columns = [[].as_slice(), &["annotations", "documents.line"]][way % 2];
                let columns = columns.iter().map(ToString::to_string).collect();
                let options = Options { columns, ..options(threads, 0) };
                let (found, error) = streamed(source, options, size);
                assert!(error.is_none(), "{error:?}");
                assert!(found == expected, "container {at}, {threads} threads, batches of {size} bytes");
            }
        }
    }
}

#[test]
fn every_file_through_every_container() {
    for path in files() {
        let text = std::fs::read(&path).expect("a file");
        match text.len() {
            0..50_000 => agree(&text, &[1, 1000, 1 << 20]),
            _ => agree(&text, &[30_000, 1 << 20]),
        }
    }
}

#[test]
fn batches_are_as_large_as_asked_for() {
    const SIZE: usize = 1_000_000;
    let text: Vec<u8> = (0..200).flat_map(|_| plain()).collect();
    for (container, pack) in CONTAINERS {
        for threads in [1, 2] {
            let stream = Stream::open(Kind::Documents, memory(&pack(&text)), options(threads, 0), SIZE)
                .expect("no error");
            let sizes: Vec<_> = stream.map(|batch| batch.expect("no fault").text().len()).collect();
            // The first may be what was read to see what the text is, and a frame or a block may find no room.
            let asked_for = SIZE / 2..SIZE + (100 << 10);
            let usual = &sizes[1..sizes.len() - 1];
            assert!(sizes.iter().all(|&size| size < asked_for.end), "{container:?} {sizes:?}");
            assert!(usual.iter().all(|size| asked_for.contains(size)), "{container:?} {sizes:?}");
        }
    }
}

#[test]
fn files_are_known_by_what_they_hold_and_not_by_their_names() {
    let text = b"1|t|x\n1\t0\t1\tx\tGene\t7\n";
    let folder = tempfile::tempdir().expect("a new folder");
    for (at, (_, pack)) in CONTAINERS.into_iter().enumerate() {
        for suffix in ["gz", "pubtator", "zst"] {
            let path = folder.path().join(format!("{at}.{suffix}"));
            std::fs::write(&path, pack(text)).expect("a temporary file");
            for io in [Io::Auto, Io::Read] {
                let opened = Dataset::read(Kind::Documents, &*path, &Options { io, ..Options::default() })
                    .expect("block text");
                assert!(by_value(&opened) == parse(text));
                let options = Options { io, ..Options::default() };
                assert!(streamed(path.as_path().into(), options, 1).0 == parse(text));
            }
        }
    }
}

#[test]
fn what_is_inside_decides() {
    for (container, pack) in CONTAINERS {
        let error =
            Dataset::read(Kind::Documents, memory(&pack(b"<?xml version='1.0'?>")), &Options::default())
                .unwrap_err();
        let inside = if container == Container::Plain {
            String::new()
        } else {
            format!("inside {}", container.name())
        };
        assert!(matches!(error, Error::Format { .. }) && error.to_string().contains(&inside), "{error}");
        let error = Stream::open(Kind::Documents, memory(&pack(&gzip(b"1|t|x\n"))), Options::default(), 1);
        if container != Container::Plain {
            assert!(error.unwrap_err().to_string().contains("packed data"));
        }
    }
}

/// Documents, of which each is complete where the next begins.
fn plain() -> Vec<u8> {
    let mut text = String::new();
    for at in 0..300 {
        text += &format!("{at}|t|title {at}\n{at}|a|abstract\n{at}\t0\t5\ttitle\tGene\t{at}\n");
        text += if at % 3 == 0 { "" } else { "\n" };
    }
    text.into_bytes()
}

#[test]
fn what_is_before_a_fault_is_delivered() {
    let text = plain();
    let whole = parse(&text);
    for (at, (_, pack)) in CONTAINERS.into_iter().enumerate().skip(1) {
        let packed = pack(&text);
        for cut in (4..packed.len()).step_by(1 + packed.len() / 150) {
            for threads in [1, 2] {
                let (found, error) = streamed(memory(&packed[..cut]), options(threads, 0), 500);
                // A cut between members, blocks or frames is an end like any other.
                let is_prefix = whole.documents.starts_with(&found.documents);
                assert!(is_prefix || error.is_none(), "container {at}, cut at {cut}");
                match error {
                    Some(Error::Fault { byte, complete, cause: Cause::Corrupt(said), .. }) => {
                        assert!(said.contains("truncated"), "{said}");
                        assert_eq!(complete, Records::Documents(found.documents.len() as u64));
                        let next = whole.documents.get(found.documents.len());
                        assert!(next.is_none_or(|next| byte as usize <= next.byte_start));
                        let last = found.documents.last().map_or(0, |last| last.byte_end);
                        assert!(byte as usize >= last);
                    }
                    None => assert!([2, 3, 5].contains(&at), "container {at}, cut at {cut}"),
                    other => panic!("{other:?}"),
                }
                let opened = Dataset::read(Kind::Documents, memory(&packed[..cut]), &options(threads, 500));
                if let Err(error) = opened {
                    let Error::Fault { complete, .. } = error else { panic!("{error:?}") };
                    assert_eq!(complete, Records::Documents(found.documents.len() as u64));
                }
            }
            opens_alike(&packed[..cut], &[1, 700]).ok();
        }
    }
}

#[test]
fn a_flipped_bit_is_a_fault_after_what_was_read() {
    let text = plain();
    let whole = parse(&text);
    for (_, pack) in CONTAINERS.into_iter().skip(1) {
        let packed = pack(&text);
        let mut faults = 0;
        for at in (30..packed.len()).step_by(1 + packed.len() / 100) {
            let mut wrong = packed.clone();
            wrong[at] ^= 0x10;
            let (_, error) = streamed(memory(&wrong), options(2, 0), 500);
            faults += usize::from(matches!(error, Some(Error::Fault { .. })));
            assert_eq!(opens_alike(&wrong, &[300]).is_err(), error.is_some());
        }
        assert!(faults > 0);
        // A checksum that does not match comes after all of the text.
        if let [.., 0x1f, 0x8b] | [0x1f, 0x8b, ..] = packed[..] {
            let mut wrong = gzip(&text);
            let sum = wrong.len() - 8;
            wrong[sum] ^= 1;
            let (found, error) = streamed(memory(&wrong), options(2, 0), 500);
            assert!(found.documents.len() + 1 >= whole.documents.len());
            assert!(error.unwrap().to_string().contains("checksum"));
        }
    }
}

#[test]
fn garbage_and_padding_after_the_last_member() {
    let text = b"1|t|x\n\n2|t|y\n";
    for (container, pack) in CONTAINERS.into_iter().skip(1) {
        let (found, error) =
            streamed(memory(&[&pack(text)[..], b"garbage"].concat()), options(2, 0), 1 << 20);
        assert!(error.unwrap().to_string().contains("followed by something that is none"));
        // The last record could go on where the garbage is.
        assert_eq!(found.documents.len(), 1);
        if container != Container::Zstd {
            let (found, error) = streamed(memory(&[&pack(text)[..], &[0; 777]].concat()), options(2, 0), 1);
            assert!(error.is_none() && found == parse(text));
        }
    }
}

/// Gives what it has, and fails then.
struct Failing(io::Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self.0.read(bytes)? {
            0 => Err(io::Error::from_raw_os_error(5)),
            count => Ok(count),
        }
    }
}

#[test]
fn a_read_error_is_a_fault_and_the_systems() {
    let text = plain();
    for (_, pack) in CONTAINERS {
        let packed = pack(&text);
        let half = packed[..packed.len() / 2].to_vec();
        let (found, error) = streamed(reader(Failing(io::Cursor::new(half.clone()))), options(2, 0), 100);
        assert!(parse(&text).documents.starts_with(&found.documents));
        assert!(
            matches!(error, Some(Error::Fault { cause: Cause::Io(source), .. }) if source.raw_os_error() == Some(5))
        );
        let opened = Dataset::read(Kind::Documents, reader(Failing(io::Cursor::new(half))), &options(1, 0));
        assert!(matches!(opened, Err(Error::Fault { cause: Cause::Io(_), .. })));
    }
}

#[test]
fn what_is_parsed_while_it_is_unpacked() {
    // Pages of their own, and more room for them again and again.
    let title = "0123456789 ".repeat(30);
    let text: String =
        (0..40_000).map(|at| format!("{at}|t|{title}\n{at}\t0\t5\t{at}\tType{}\n", at / 999)).collect();
    let text = text.as_bytes();
    let plain =
        Dataset::parse(Kind::Documents, text.to_vec().into(), "memory", &options(2, 0)).expect("no error");
    let (values, types) = (by_value(&plain), plain.categories(TableId::Annotations, "type"));
    for (container, pack) in CONTAINERS {
        let packed = pack(text);
        for (threads, window) in [(1, 0), (2, 0), (4, 0), (2, 100_000), (3, 5 << 20)] {
            let whole =
                Dataset::read(Kind::Documents, memory(&packed), &options(threads, window)).expect("no error");
            assert!(
                whole.text().whole()[..] == *text && by_value(&whole) == values,
                "{container:?} {threads} {window}"
            );
            assert_eq!(whole.categories(TableId::Annotations, "type"), types);
        }
        let path = NamedTempFile::new().expect("a temporary file").into_temp_path();
        std::fs::write(&path, &packed).expect("space");
        let options = Options { io: Io::Read, ..options(2, 0) };
        assert!(opened((&*path).into(), &options).as_ref() == Ok(&values));
        assert_eq!(
            (options.progress.done(), options.progress.total()),
            (packed.len() as u64, packed.len() as u64)
        );
    }
    let wrong = gzip(text);
    let cut = &wrong[..wrong.len() - 9];
    let error = Dataset::read(Kind::Documents, memory(cut), &options(2, 0)).expect_err("a truncated member");
    let last = format!("39999|t|{title}\n").len() + "39999\t0\t5\t39999\tType40\n".len();
    let Error::Fault { byte, complete, .. } = error else { panic!("{error:?}") };
    assert_eq!((byte as usize, complete), (text.len() - last, Records::Documents(39_999)));
}

/// Blank lines without end, counted.
struct Endless(Arc<AtomicUsize>);

impl Read for Endless {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        bytes.fill(b'\n');
        self.0.fetch_add(bytes.len(), Ordering::Relaxed);
        Ok(bytes.len())
    }
}

#[test]
fn an_endless_input_ends_when_the_caller_stops() {
    for threads in [1, 2, 4] {
        let read = Arc::new(AtomicUsize::new(0));
        let mut stream =
            Stream::open(Kind::Documents, reader(Endless(read.clone())), options(threads, 0), 10_000)
                .expect("no error");
        for _ in 0..3 {
            stream.next().expect("more").expect("no error");
        }
        drop(stream);
        let total = read.load(Ordering::Relaxed);
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert_eq!(total, read.load(Ordering::Relaxed), "something still reads");
        assert!(total < 10_000 * (5 + threads) + 200_000, "{total}");
    }
}

#[test]
fn a_bomb_takes_no_more_than_batches_do() {
    let mut inner = Vec::new();
    let zeros = io::repeat(b'\n').take(300_000_000);
    GzEncoder::new(zeros, Compression::fast()).read_to_end(&mut inner).expect("memory");
    let mut stream = Stream::open(Kind::Documents, memory(&inner), options(2, 0), 1 << 20).expect("no error");
    let longest = stream.by_ref().take(20).map(|batch| batch.expect("no error").text().len()).max();
    assert_eq!(longest, Some(1 << 20));
}

#[test]
fn problems_are_counted_over_all_batches_and_the_first_is_raised() {
    let text = b"1|t|x\nwhat\n\n".repeat(500);
    for threads in [1, 3] {
        let mut stream =
            Stream::open(Kind::Documents, memory(&gzip(&text)), options(threads, 0), 100).expect("no error");
        assert!(stream.by_ref().all(|batch| batch.is_ok()));
        assert_eq!(stream.problems().map(|(_, count)| count).collect::<Vec<_>>(), [500]);
        let raise = Options { on_problem: OnProblem::Raise, ..options(threads, 0) };
        let text = [&b"1|t|x\n\n".repeat(100)[..], &text].concat();
        let (found, error) = streamed(memory(&gzip(&text)), raise, 50);
        assert!(matches!(error, Some(Error::Problem { line: 202, byte: 706, .. })), "{error:?}");
        assert!(found.documents.len() >= 90);
    }
}

#[test]
fn batches_keep_what_they_have() {
    let text = plain();
    let kept: Vec<_> = Stream::open(Kind::Documents, memory(&gzip(&text)), options(2, 0), 300)
        .expect("no error")
        .map(|batch| batch.expect("no error"))
        .collect();
    assert!(kept.len() > 20);
    let found: Vec<_> = kept.iter().flat_map(|batch| by_value(batch).documents).collect();
    assert!(found == parse(&text).documents);
}

#[test]
fn cancelled_streams_end() {
    for threads in [1, 2] {
        let options = options(threads, 0);
        let cancel = options.cancel.clone();
        let mut stream =
            Stream::open(Kind::Documents, reader(Endless(Arc::default())), options, 1000).expect("no error");
        stream.next().expect("more").expect("no error");
        cancel.cancel();
        assert!(
            stream.find_map(|batch| batch.err()).is_some_and(|error| matches!(error, Error::Interrupted))
        );
    }
}

#[test]
fn cancelled_reading_ends() {
    for threads in [1, 2] {
        let options = options(threads, 1000);
        let (cancel, read) = (options.cancel.clone(), Arc::new(AtomicUsize::new(0)));
        let source = reader(Endless(read.clone()));
        let reading = std::thread::spawn(move || Dataset::read(Kind::Documents, source, &options));
        while read.load(Ordering::Relaxed) < 1 << 20 {
            std::thread::yield_now();
        }
        cancel.cancel();
        let outcome = reading.join().expect("no panic");
        assert!(matches!(outcome, Err(Error::Interrupted)), "{outcome:?}");
    }
}

#[test]
fn a_panic_in_a_thread_is_an_error() {
    struct Panics(usize);
    impl Read for Panics {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            assert!(self.0 < 200, "a reader that panics");
            bytes[..7].copy_from_slice(b"1|t|x\n\n");
            Ok(7)
        }
    }
    for threads in [1, 2] {
        // What is read ahead does not reach the panic.
        let panics = || reader(Chained(b"1|t|x\n\n".repeat(20_000), Panics(0)));
        let (_, error) = streamed(panics(), options(threads, 0), 100);
        assert!(matches!(error, Some(Error::Panic { .. })), "{error:?}");
        let outcome = Dataset::read(Kind::Documents, panics(), &options(threads, 100));
        assert!(matches!(outcome, Err(Error::Panic { .. })), "{outcome:?}");
    }
}
