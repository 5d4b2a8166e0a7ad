//! Tables: the fast parsers against the slow ones, in windows of any size, whole and as streams.

use super::is_text;
use crate::knobs::Knobs;
use crate::support::packing::CONTAINERS;
use crate::support::tables::{agree, agree_streamed, agree_whole};

pub fn run(data: &[u8]) {
    let mut knobs = Knobs::of(data);
    agree(data, knobs.size());
    agree_whole(data, knobs.threads(), knobs.size());
    if !is_text(data) {
        return;
    }
    let (_, pack) = CONTAINERS[knobs.below(CONTAINERS.len())];
    agree_streamed(data, &pack(data), knobs.threads(), knobs.size());
}
