//! One target, attacked for some time.

use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;
use std::time::{Duration, Instant};
use std::{fs, io};

use fastrand::Rng;
use pubfast_fuzz::Target;
use pubfast_fuzz::mutate::mutate;
use pubfast_fuzz::seeds::Seeds;

/// The time for a run, and the seed of its randomness.
#[derive(Clone, Copy)]
pub struct Budget {
    pub time: Duration,
    pub seed: u64,
}

/// The result of a run.
pub struct Outcome {
    pub runs: u64,
    pub time: Duration,
    /// A sentence, if something was found.
    pub finding: Option<String>,
}

/// An input takes milliseconds; one that takes longer than this hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// The most memory, in KiB: of all targets at once, whose inputs are of a few KiB.
const MEMORY: u64 = 3 << 20;

/// The time for shrinking an input that fails.
const SHRINKING: Duration = Duration::from_secs(5);

/// Inputs that have been changed before are kept, to be changed again.
const KEPT: usize = 200;

/// The case that each thread runs: since when, which target, which input.
type Current = HashMap<ThreadId, (Instant, &'static str, Vec<u8>)>;

fn current() -> MutexGuard<'static, Current> {
    static CURRENT: LazyLock<Mutex<Current>> = LazyLock::new(Mutex::default);
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The last panic of any thread.
fn said() -> MutexGuard<'static, String> {
    static SAID: Mutex<String> = Mutex::new(String::new());
    SAID.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps what panics say, rather than print it.
pub fn hush() {
    panic::set_hook(Box::new(|info| *said() = info.to_string()));
}

/// Runs a target on inputs until the time is over or something is found.
pub fn attack(target: Target, seeds: &Seeds, budget: Budget) -> Outcome {
    let mut random = Rng::with_seed(budget.seed);
    let mut kept: Vec<Vec<u8>> = Vec::new();
    let begin = Instant::now();
    let mut runs = 0;
    while begin.elapsed() < budget.time {
        let mut data = match random.choice(&kept) {
            Some(before) if random.u8(..4) == 0 => before.clone(),
            _ => seeds.draw(target.seeds, &mut random),
        };
        if random.u8(..16) > 0 {
            let other = seeds.draw(target.seeds, &mut random);
            mutate(&mut data, &other, &mut random);
        }
        runs += 1;
        if let Some(said) = fails(target, &data) {
            let finding = found(target, data, &said).unwrap_or_else(|error| error.to_string());
            return Outcome { runs, time: begin.elapsed(), finding: Some(finding) };
        }
        if kept.len() < KEPT {
            kept.push(data);
        } else {
            kept[random.usize(..KEPT)] = data;
        }
    }
    Outcome { runs, time: begin.elapsed(), finding: None }
}

/// The message of a target that fails on an input.
fn fails(target: Target, data: &[u8]) -> Option<String> {
    let thread = std::thread::current().id();
    current().insert(thread, (Instant::now(), target.name, data.to_vec()));
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(data)));
    current().remove(&thread);
    outcome.err().map(|_| said().clone())
}

/// Makes an input smaller that a target fails on, and keeps it.
fn found(target: Target, mut data: Vec<u8>, said: &str) -> io::Result<String> {
    let path = keep(target.name, &data)?;
    let begin = Instant::now();
    let mut size = data.len() / 2;
    while size > 0 && begin.elapsed() < SHRINKING {
        let mut at = 0;
        while at < data.len() && begin.elapsed() < SHRINKING {
            let less = [&data[..at], &data[data.len().min(at + size)..]].concat();
            if fails(target, &less).is_some() {
                data = less;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    let small = keep(target.name, &data)?;
    Ok(format!(
        "{} found something: {said}\n    first {}\n    small {}: {:?}",
        target.name,
        path.display(),
        small.display(),
        String::from_utf8_lossy(&data[..data.len().min(500)])
    ))
}

fn keep(name: &str, data: &[u8]) -> io::Result<PathBuf> {
    let folder = Path::new("target/fuzz");
    fs::create_dir_all(folder)?;
    let hash = data.iter().fold(7_u64, |hash, &byte| hash.wrapping_mul(0x100_0000_01b3) ^ u64::from(byte));
    let path = folder.join(format!("{name}-{hash:016x}"));
    fs::write(&path, data)?;
    Ok(path)
}

/// Ends everything if an input hangs, or if there is more memory than there should be.
pub fn watch() {
    loop {
        std::thread::sleep(Duration::from_millis(50));
        let memory = memory();
        let current = current();
        let slow = current.values().filter(|(since, ..)| since.elapsed() > PATIENCE);
        let stopped: Vec<_> = if memory > MEMORY { current.values().collect() } else { slow.collect() };
        for (since, name, data) in &stopped {
            let path = keep(name, data);
            println!("{name} hangs, or has taken {memory} KiB, after {:?}: {path:?}", since.elapsed());
        }
        if !stopped.is_empty() {
            std::process::exit(1);
        }
    }
}

/// The memory of this process, in KiB; 0 where the system does not say.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok()).unwrap_or(0)
}

/// Writes seeds as files, for other fuzzers.
pub fn write_seeds(seeds: &Seeds, targets: &[Target], folder: &Path) -> io::Result<()> {
    for target in targets {
        let folder = folder.join(target.name);
        fs::create_dir_all(&folder)?;
        let mut random = Rng::with_seed(1);
        for number in 0..1000 {
            fs::write(folder.join(format!("seed-{number}")), seeds.draw(target.seeds, &mut random))?;
        }
    }
    Ok(())
}
