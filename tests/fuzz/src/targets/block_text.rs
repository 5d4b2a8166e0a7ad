//! Block text: the fast parser against the slow one, in windows of any size.

use crate::knobs::Knobs;
use crate::support::agree;

pub fn run(data: &[u8]) {
    let mut knobs = Knobs::of(data);
    agree(data, 1, 0);
    agree(data, knobs.threads(), knobs.size());
}
