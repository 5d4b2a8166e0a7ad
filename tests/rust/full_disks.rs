//! Files that cannot become larger than so much, whatever is written: no output appears, and nothing is left of it.
//!
//! What a process may write to one file is limited where it begins: the tests start themselves again.
#![cfg(unix)]
#![allow(clippy::print_stdout)] // one process tells the other

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pubfast_core::base::Options;
use pubfast_core::io::Source;
use pubfast_core::io::output::Staged;
use pubfast_core::model::Kind;
use pubfast_core::ops::check::{self, check};
use pubfast_core::ops::select::Choice;
use pubfast_core::{Error, Result};
use pubfast_export::sinks::{Compression, FindingsFile, Form, Job, Lines, Output, convert, members, select};

const COMPRESSIONS: [Compression; 4] =
    [Compression::None, Compression::Gzip(1), Compression::Bgzf(1), Compression::Zstd(1)];

/// The environment variable for the folder that the limited process writes to, with the input in it.
const FOLDER: &str = "PUBFAST_TEST_FOLDER";

fn input() -> Vec<u8> {
    // Numbers that are not much smaller when they are packed.
    let mut state = 7_u64;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("{:x}", state >> 16)
    };
    let mut text = String::new();
    for at in 0..250 {
        let (title, identifier) = (word(), word());
        text += &format!("{at}|t|{title}\n{at}|a|{}\n{at}\t0\t12\t{title}\tGene\t{identifier}\n", word());
        text += &format!("{at}\tBinds\t{identifier}\t{}\n\n", word());
    }
    text.into_bytes()
}

/// Something that writes a file, and what it is called.
type Writer<'f> = (String, Box<dyn Fn() -> Result<()> + 'f>);

/// Everything that writes files.
fn writers(folder: &Path) -> Vec<Writer<'_>> {
    let source = || Source::Path(folder.join("input"));
    let options = |threads| Options { threads, ..Options::default() };
    let mut all: Vec<Writer<'_>> = Vec::new();
    let plan = |form, table: Option<&str>, compression| Job {
        form,
        table: table.map(str::to_owned),
        input: None,
        compression,
        row_group_size: 100,
        batch_bytes: 4000,
    };
    for threads in [1, 2] {
        let mut converts = vec![
            plan(Form::ParquetFolder, None, Compression::Zstd(1)),
            plan(Form::Parquet, Some("annotations"), Compression::None),
            plan(Form::Arrow, Some("documents"), Compression::None),
        ];
        converts.extend(COMPRESSIONS.map(|compression| plan(Form::JsonLines, None, compression)));
        for plan in converts {
            let name = format!("{:?} {:?} {threads}", plan.form, plan.compression);
            let write = move || {
                let to = folder.join("out");
                let staged = match plan.form {
                    Form::ParquetFolder => Staged::folder(&to, false, members())?,
                    _ => Staged::file(&to, false)?,
                };
                convert(source(), &staged, &plan, options(threads)).map(drop)
            };
            all.push((name, Box::new(write)));
        }
        for lines in [Lines::Source, Lines::Json] {
            for compression in COMPRESSIONS {
                let write = move || {
                    let output = Output::File(Staged::file(&folder.join("out"), false)?);
                    let all = Choice::First(usize::MAX);
                    select(
                        source(),
                        output,
                        &all,
                        (lines, compression),
                        Some(Kind::Documents),
                        options(threads),
                    )
                    .map(drop)
                };
                all.push((format!("{lines:?} {compression:?} {threads}"), Box::new(write)));
            }
        }
    }
    for is_arrow in [false, true] {
        let write = move || {
            let staged = Staged::file(&folder.join("out"), false)?;
            let mut file =
                if is_arrow { FindingsFile::arrow(staged, "input")? } else { FindingsFile::lines(staged)? };
            for findings in check(source(), options(2), check::CheckPlan::default())? {
                file.write(&findings?)?;
            }
            file.finish()
        };
        all.push((format!("findings {is_arrow}"), Box::new(write)));
    }
    all
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort_unstable();
    names
}

/// The test that runs in the limited process.
#[test]
#[ignore = "run by the other one, with a limit"]
fn writes_within_a_limit() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let (mut refused, mut written) = (0, 0);
    for (name, write) in writers(&folder) {
        match write() {
            Ok(()) => {
                written += 1;
                assert_eq!(names(&folder), ["input", "out"], "{name}");
                let out = folder.join("out");
                fs::remove_file(&out).or_else(|_| fs::remove_dir_all(&out)).expect("the output");
            }
            Err(Error::Output { source, .. }) => {
                refused += 1;
                assert_eq!(source.kind(), std::io::ErrorKind::FileTooLarge, "{name}");
                assert_eq!(names(&folder), ["input"], "{name}");
            }
            Err(error) => panic!("{name}: {error:?}"),
        }
    }
    println!("refused {refused}, written {written}");
}

#[test]
fn nothing_is_left_of_what_does_not_fit() {
    let folder = tempfile::tempdir().expect("a new folder");
    fs::write(folder.path().join("input"), input()).expect("space");
    let mut refused = 0;
    // In blocks of 512 bytes; the last limit is none.
    for blocks in [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 100_000] {
        let program = std::env::current_exe().expect("this program");
        // // Exceeding the limit is an error for a process that ignores its signal.
        let script = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" --exact writes_within_a_limit --include-ignored --nocapture"
        );
        let outcome =
            Command::new("sh").arg("-c").arg(script).arg(program).env(FOLDER, folder.path()).output();
        let outcome = outcome.expect("a shell");
        let said = String::from_utf8_lossy(&outcome.stdout).into_owned();
        assert!(
            outcome.status.success(),
            "{blocks} blocks: {said}{}",
            String::from_utf8_lossy(&outcome.stderr)
        );
        let count = said
            .lines()
            .find_map(|line| line.strip_prefix("refused ")?.split(',').next()?.parse::<usize>().ok());
        let count = count.unwrap_or_else(|| panic!("{said}"));
        assert!(blocks > 0 || count == 32, "everything is refused where there is no room: {said}");
        assert!(blocks < 100_000 || count == 0, "{said}");
        refused += count;
    }
    assert!(refused > 100, "{refused}");
}
