//! Every target of fuzzing on every specimen, as it is and changed a little.

use pubfast_fuzz::TARGETS;
use pubfast_fuzz::mutate::mutate;
use pubfast_fuzz::seeds::Seeds;

#[test]
fn specimens_find_nothing() {
    let seeds = Seeds::specimens();
    let mut random = fastrand::Rng::with_seed(1);
    for data in seeds.all() {
        TARGETS.into_iter().for_each(|target| (target.run)(data));
    }
    for target in TARGETS {
        for _ in 0..20 {
            let mut data = seeds.draw(target.seeds, &mut random);
            let other = seeds.draw(target.seeds, &mut random);
            mutate(&mut data, &other, &mut random);
            (target.run)(&data);
        }
    }
}
