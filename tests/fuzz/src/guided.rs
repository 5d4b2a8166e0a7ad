//! The targets under libFuzzer, which is guided by coverage. `PUBFAST_FUZZ_TARGET` names one.
#![no_main]

use std::sync::OnceLock;

use fastrand::Rng;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use pubfast_fuzz::Target;
use pubfast_fuzz::mutate::mutate;
use pubfast_fuzz::seeds::Seeds;
use pubfast_fuzz::targets::find;

fn target() -> Target {
    static TARGET: OnceLock<Target> = OnceLock::new();
    *TARGET.get_or_init(|| {
        let name = std::env::var("PUBFAST_FUZZ_TARGET").expect("PUBFAST_FUZZ_TARGET names a target");
        find(&name).expect("PUBFAST_FUZZ_TARGET names a target")
    })
}

fuzz_target!(|data: &[u8]| (target().run)(data));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    static SEEDS: OnceLock<Seeds> = OnceLock::new();
    let mut random = Rng::with_seed(u64::from(seed));
    if random.bool() {
        return fuzzer_mutate(data, size, max_size);
    }
    let seeds = SEEDS.get_or_init(Seeds::read);
    let mut changed = data[..size].to_vec();
    let other = seeds.draw(target().seeds, &mut random);
    mutate(&mut changed, &other, &mut random);
    changed.truncate(max_size);
    data[..changed.len()].copy_from_slice(&changed);
    changed.len()
});
