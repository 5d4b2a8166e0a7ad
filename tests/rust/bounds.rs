//! Memory follows from the bytes that are there, not from the sizes that containers claim.

mod support;

use pubfast_core::engine::stream::Stream;
use pubfast_core::model::{Dataset, Kind, TableId};
use pubfast_core::{Cause, Error};
use support::options;
use support::packing::{bgzf, gzip, memory, zstd};

/// Address space that the process ever had, in bytes.
fn most() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmPeak:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib << 10)
}

/// A zstd frame of one raw block, whose header says how large window and text are.
fn frame(window: Option<u8>, size: Option<u64>, text: &[u8]) -> Vec<u8> {
    let mut frame = b"\x28\xb5\x2f\xfd".to_vec();
    let descriptor = if size.is_some() { 0xc0 } else { 0 } | if window.is_none() { 0x20 } else { 0 };
    frame.push(descriptor);
    frame.extend(window);
    frame.extend(size.into_iter().flat_map(u64::to_le_bytes));
    let block = (text.len() as u32) << 3 | 1;
    frame.extend_from_slice(&block.to_le_bytes()[..3]);
    frame.extend_from_slice(text);
    frame
}

/// True if an input is refused, at once and in batches.
fn refused(packed: &[u8]) -> bool {
    let opened = Dataset::read(Kind::Documents, memory(packed), &options(2, 0));
    let streamed = Stream::open(Kind::Documents, memory(packed), options(2, 0), 1000);
    let streamed = streamed.and_then(|mut stream| {
        stream.try_fold(0, |sum, batch| batch.map(|batch| sum + batch.len(TableId::Documents)))
    });
    for error in [opened.as_ref().err(), streamed.as_ref().err()].into_iter().flatten() {
        assert!(matches!(error, Error::Fault { cause: Cause::Corrupt(_), .. }), "{error:?}");
    }
    assert_eq!(opened.is_err(), streamed.is_err(), "{opened:?} {streamed:?}");
    opened.is_err()
}

#[test]
fn sizes_that_are_only_said_take_no_memory() {
    let text = b"1|t|x\n";
    let good = zstd(text);
    assert!(!refused(&good));
    let before = most();
    let mut cases = Vec::new();
    for (window, size) in [
        // Windows of 1 KiB, of 128 MiB, of 256 MiB, which a frame that is decoded at once does not need, and of 3.75 TiB.
        (Some(0), None),
        (Some(17 << 3), None),
        (Some(18 << 3), None),
        (Some(0xff), None),
        // Texts of 6 bytes, of 1 GiB, of 16 EiB: in one piece, or in a window.
        (Some(0), Some(6)),
        (None, Some(6)),
        (None, Some(1 << 30)),
        (None, Some(u64::MAX - 2)),
        (Some(0), Some(1 << 40)),
    ] {
        let packed = frame(window, size, text);
        cases.push((format!("{window:?} {size:?}"), refused(&packed)));
        // As one frame of several.
        cases.push((format!("later {window:?} {size:?}"), refused(&[&good[..], &packed].concat())));
    }
    let good_ones = ["Some(0) None", "Some(136) None", "Some(144) None", "Some(0) Some(6)", "None Some(6)"];
    let is_good = |case: &str| good_ones.iter().any(|good| case.trim_start_matches("later ") == *good);
    for (case, is_refused) in cases {
        assert_eq!(is_refused, !is_good(&case), "{case}");
    }
    // A frame to be skipped that says it has 4 GiB.
    assert!(refused(&[&good[..], b"\x50\x2a\x4d\x18\xff\xff\xff\xffabc"].concat()));
    // Blocks that say they are of 4 GiB, of no byte, of less than their own header.
    for (from_end, bytes) in [(4, [0xff; 4]), (4, [0; 4])] {
        let mut packed = bgzf(text);
        let at = packed.len() - 28 - from_end;
        packed[at..at + 4].copy_from_slice(&bytes);
        assert!(refused(&packed));
    }
    for size in [0_u16, 10, 25, 0xffff] {
        let mut packed = bgzf(text);
        packed[16..18].copy_from_slice(&size.to_le_bytes());
        assert!(refused(&packed), "{size}");
    }
    // A member whose header says that more follows than there is.
    let mut packed = gzip(text);
    packed[3] = 0x1e;
    assert!(refused(&packed));
    if let (Some(before), Some(after)) = (before, most()) {
        // Stacks and arenas of threads, and one window of 128 MiB.
        assert!(after - before < 1 << 30, "{} MiB", (after - before) >> 20);
    }
}
