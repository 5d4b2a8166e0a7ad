//! Inputs that are large, missing, odd, or not block text.

mod support;

use std::fs::File;
use std::io::Write;

use pubfast_core::base::{Io, OnProblem, Options};
use pubfast_core::io::TextBuf;
use pubfast_core::model::{Dataset, Kind, TableId};
use pubfast_core::{Error, ProblemCode};
use support::{agree, open, options, specimens};
use tempfile::NamedTempFile;

/// A file that is gone when the test is over.
fn temporary(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("space");
    file
}

#[test]
fn what_the_system_refuses_is_an_error_that_names_the_path() {
    for (path, said) in [("no/such/file", "os error 2"), (".", "os error 21")] {
        let error = Dataset::read(Kind::Documents, path.as_ref(), &Options::default()).expect_err("no file");
        assert!(matches!(error, Error::Io { .. }), "{error:?}");
        assert!(error.to_string().starts_with(path) && error.to_string().contains(said), "{error}");
    }
}

#[test]
fn other_formats_are_refused_unless_they_are_trusted() {
    let file = temporary(b"1\tGene\t7\tx|y\tGNormPlus\n");
    let error = Dataset::read(Kind::Documents, file.path(), &Options::default()).expect_err("a table");
    assert!(
        matches!(error, Error::Format { .. }) && error.to_string().contains("table of entities"),
        "{error}"
    );
    let corpus =
        Dataset::read(Kind::Documents, file.path(), &options(1, 0)).expect("relations, as they look");
    assert_eq!((corpus.len(TableId::Relations), corpus.problems().len()), (1, 1));
}

#[test]
fn ways_of_reading_agree() {
    let path = specimens().join("dialect-biored.pubtator");
    let by = |io| {
        Dataset::read(Kind::Documents, &*path, &Options { io, ..Options::default() }).expect("a specimen")
    };
    let (mapped, read) = (by(Io::Mmap), by(Io::Read));
    assert!(mapped.text().is_mapped() && !read.text().is_mapped());
    assert_eq!(support::by_value(&mapped), support::by_value(&read));
}

#[test]
fn a_file_that_changed_size_is_an_error() {
    let file = temporary(b"1|t|x\n");
    let corpus = Dataset::read(Kind::Documents, file.path(), &Options::default()).expect("a file");
    File::options().append(true).open(&file).unwrap().write_all(b"2|t|y\n").unwrap();
    assert!(matches!(corpus.text().unchanged(), Err(Error::Changed { before: 6, after: 12, .. })));
}

#[test]
fn the_first_problem_is_raised_whoever_meets_it() {
    let mut input = b"1|t|x\n1\t0\t1\tx\tGene\t7\n\n".repeat(2000);
    let first = input.len();
    input.extend_from_slice(&b"2|t|x\nwhat\n\n".repeat(2000));
    for threads in (1..5).cycle().take(40) {
        let raise = Options { on_problem: OnProblem::Raise, ..options(threads, 500) };
        match Dataset::parse(Kind::Documents, TextBuf::from(input.clone()), "memory", &raise) {
            Err(Error::Problem { line, byte, code, .. }) => {
                assert_eq!((line, byte as usize, code), (6002, first + 6, ProblemCode::UnrecognisedLine));
            }
            other => panic!("{other:?}"),
        }
    }
    let ignore = Options { on_problem: OnProblem::Ignore, ..options(2, 500) };
    assert!(
        Dataset::parse(Kind::Documents, TextBuf::from(input), "memory", &ignore)
            .unwrap()
            .problems()
            .is_empty()
    );
}

#[test]
fn cancelled_work_ends() {
    let options = options(2, 1);
    options.cancel.cancel();
    let outcome = Dataset::parse(Kind::Documents, TextBuf::from(b"1|t|x\n".to_vec()), "memory", &options);
    assert!(matches!(outcome, Err(Error::Interrupted)));
}

#[test]
fn long_lines_and_large_documents() {
    let long = [b"1|t|".as_slice(), &b"long \t| ".repeat(100_000), b"\n1\t0\t4\tlong\tx\ty\n2|t|z"].concat();
    let large = [b"1|t|x\n".as_slice(), &b"1\t0\t1\tx\tGene\t7\n".repeat(100_000)].concat();
    let tabs = [b"1|t|x\n1\t".as_slice(), &b"\t".repeat(200_000), b"\n1\t0\t1\tx\tGene\t7\n"].concat();
    let wide =
        [b"1|t|x\n1\t0\t1\t".as_slice(), &b"x".repeat(70_000), b"\tGene\t", &b"7;".repeat(70_000)].concat();
    let bad = [b"1|t|".as_slice(), &b"x".repeat(100_000), b"\xff\n1|a|\xff\n"].concat();
    for input in [long, large, tabs, wide, bad] {
        agree(&input, 2, 1);
        agree(&input, 1, 0);
    }
}

#[test]
fn more_types_than_a_packed_row_can_say() {
    let mut input = b"1|t|x\n".to_vec();
    for at in 0..70_000 {
        writeln!(input, "1\t0\t1\tx\tType{at}\t7").unwrap();
    }
    agree(&input, 1, 0);
    assert_eq!(open(&input, 1, 0).categories(TableId::Annotations, "type").len(), 70_000);
}

#[test]
fn blank_lines_are_nothing() {
    let corpus = open(&b"\n".repeat(10_000_000), 2, 0);
    assert_eq!((corpus.len(TableId::Documents), corpus.problems().len()), (0, 0));
}

#[test]
#[cfg(target_os = "linux")] // sparse files
fn a_record_that_no_window_can_hold_is_an_error_with_its_byte() {
    let file = temporary(b"1|t|x\n\n2|t|");
    File::options().write(true).open(&file).unwrap().set_len(3 << 30).unwrap();
    let error = Dataset::read(Kind::Documents, file.path(), &options(2, 0)).expect_err("a title of 3 GiB");
    assert!(matches!(error, Error::RecordTooLarge { byte: 7, .. }), "{error:?}");
    assert!(error.to_string().contains("byte 7"), "{error}");
}
