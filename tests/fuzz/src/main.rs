//! Runs the targets on seeds that are changed at random, each for some seconds.
//!
//! ```text
//! pubfast-fuzz [TARGET...] [--seconds N] [--seed N] [--jobs N]
//! pubfast-fuzz TARGET --input FILE
//! pubfast-fuzz TARGET --seeds FOLDER
//! ```
//!
//! Exit status 1 says that something was found; the input is in `target/fuzz`, as small as it could be made.
#![allow(clippy::print_stdout, clippy::print_stderr)] // this is a command

mod run;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use pubfast_fuzz::seeds::Seeds;
use pubfast_fuzz::targets::find;
use pubfast_fuzz::{TARGETS, Target};
use run::{Budget, Outcome, watch};

/// The arguments of the command line.
struct Asked {
    targets: Vec<Target>,
    seconds: u64,
    seed: u64,
    jobs: usize,
    input: Option<PathBuf>,
    seeds: Option<PathBuf>,
}

fn main() -> ExitCode {
    let asked = match asked(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    if let Some(path) = &asked.input {
        let data = std::fs::read(path).expect("a readable input");
        asked.targets.iter().for_each(|target| (target.run)(&data));
        return ExitCode::SUCCESS;
    }
    let seeds = Seeds::read();
    if let Some(folder) = &asked.seeds {
        run::write_seeds(&seeds, &asked.targets, folder).expect("a folder for seeds");
        return ExitCode::SUCCESS;
    }
    println!(
        "{} targets, {} s each, {} at a time, slices of {} files, --seed {}",
        asked.targets.len(),
        asked.seconds,
        asked.jobs,
        seeds.len(),
        asked.seed
    );
    let waiting = Mutex::new(VecDeque::from(asked.targets.clone()));
    let found = Mutex::new(0);
    let budget = Budget { time: Duration::from_secs(asked.seconds), seed: asked.seed };
    run::hush();
    std::thread::spawn(watch);
    std::thread::scope(|scope| {
        for _ in 0..asked.jobs {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(target) = next else { return };
                    let Outcome { runs, finding, time } = run::attack(target, &seeds, budget);
                    let speed = runs as f64 / time.as_secs_f64();
                    println!("{:13} {runs:8} inputs {speed:8.0}/s", target.name);
                    if let Some(finding) = finding {
                        println!("{finding}");
                        *found.lock().unwrap_or_else(PoisonError::into_inner) += 1;
                    }
                }
            });
        }
    });
    let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn asked(arguments: impl Iterator<Item = String>) -> Result<Asked, String> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let mut asked =
        Asked { targets: Vec::new(), seconds: 20, seed: now.as_secs(), jobs, input: None, seeds: None };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        let number = |value: String| value.parse::<u64>().map_err(|error| format!("{value}: {error}"));
        match argument.as_str() {
            "--seconds" => asked.seconds = number(value()?)?,
            "--seed" => asked.seed = number(value()?)?,
            "--jobs" => asked.jobs = number(value()?)?.clamp(1, 64) as usize,
            "--input" => asked.input = Some(value()?.into()),
            "--seeds" => asked.seeds = Some(value()?.into()),
            name => asked.targets.push(find(name).ok_or_else(|| {
                let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
                format!("there is no target {name:?}; there are {}", names.join(", "))
            })?),
        }
    }
    if asked.targets.is_empty() {
        asked.targets = TARGETS.to_vec();
    }
    Ok(asked)
}
