//! Reads a text whose blocks can be decompressed independently, one block after another.

use std::io::{self, Read};
use std::ops::Range;

use crate::Cancel;
use crate::io::compressed_blocks::{CompressedBlocks, Decode};
use crate::io::decode_fault::DecodeFault;

/// A decoder that hands out blocks, or their text to a caller that reads.
pub(crate) struct IndependentReader<D> {
    decoder: D,
    /// The text of a part, and how much of it was taken.
    text: Vec<u8>,
    left: Range<usize>,
    /// The fault that follows the text.
    fault: Option<io::Error>,
}

impl<D: Decode> IndependentReader<D> {
    pub fn new(decoder: D) -> Self {
        Self { decoder, text: Vec::new(), left: 0..0, fault: None }
    }
}

impl<D: Decode> Decode for IndependentReader<D> {
    fn independent(&mut self, most: usize, blocks: usize) -> Option<CompressedBlocks> {
        let is_next = self.left.is_empty() && self.fault.is_none();
        is_next.then(|| self.decoder.independent(most, blocks)).flatten()
    }

    fn waiting(&self) -> usize {
        self.left.len()
    }

    fn is_at_end(&mut self) -> bool {
        self.left.is_empty() && self.fault.is_none() && self.decoder.is_at_end()
    }
}

impl<D: Decode> Read for IndependentReader<D> {
    fn read(&mut self, text: &mut [u8]) -> io::Result<usize> {
        while self.left.is_empty()
            && let Some(packed) = self.independent(usize::MAX, 1)
        {
            self.text.resize(packed.room(), 0);
            let (count, fault) = packed.decompress(&mut self.text, &Cancel::default());
            self.left = 0..count;
            self.fault = fault.map(|DecodeFault(error)| error);
        }
        if !self.left.is_empty() {
            let count = self.left.len().min(text.len());
            text[..count].copy_from_slice(&self.text[self.left.start..self.left.start + count]);
            self.left.start += count;
            return Ok(count);
        }
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.decoder.read(text),
        }
    }
}
