//! Generated text, and damaged containers of it.

use super::*;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated(
        lines in prop::collection::vec(prop::sample::select(vec![
            "1|t|x\n", "1|a|y\n", "1|a|z\r\n", "2|t|\u{e9}\n", "2\t0\t1\tx\tGene\t7\n", "1\t0\t1\tx\tGene\t7\n", "\n", " \t\r\n",
            "what\n", "##c\n", "\u{feff}1|t|x\n", "2\tCID\tD1\tD2\n", "1|b|c\n", "3\t5\t2\tx\tGene\n", "\r", "1|t|last",
        ]), 0..50),
        size in 1usize..200,
        short in 1usize..20,
        mark in any::<bool>(),
    ) {
        let text = (if mark { "\u{feff}" } else { "" }).to_owned() + &lines.concat();
        agree(text.as_bytes(), &[size]);
        let text: &'static [u8] = text.into_bytes().leak();
        let (found, error) = streamed(reader(Short(text, short)), options(2, 0), size);
        prop_assert!(error.is_none() && found == parse(text));
        for window in [size, WHOLE] {
            prop_assert!(opened(reader(Short(text, short)), &options(2, window)) == Ok(parse(text)));
        }
    }

    #[test]
    fn broken(
        lines in prop::collection::vec(prop::sample::select(vec![
            "1|t|x\n", "1|a|z\r\n", "2|t|\u{e9}\n", "2\t0\t1\tx\tGene\t7\n", "\n", "what\n", "##c\n", "2\tCID\tD1\tD2\n", "7|a|",
        ]), 0..80),
        container in 1..CONTAINERS.len(),
        window in 1usize..200,
        cut in any::<prop::sample::Index>(),
        bits in 0u8..=255,
    ) {
        let mut packed = CONTAINERS[container].1(lines.concat().as_bytes());
        let cut = cut.index(packed.len());
        if bits == 0 { packed.truncate(cut) } else { packed[cut] ^= bits }
        opens_alike(&packed, &[window]).ok();
    }
}
