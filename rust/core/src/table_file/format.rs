//! How a table becomes columns.

use memchr::{memchr, memrchr};

use super::columns::Columns;
use super::{Kind, TableFile};
use crate::base::Options;
use crate::columns::Known;
use crate::detect::Detected;
use crate::frame::{self, Format, Frame, Make};
use crate::input::{Source, Text, Window};
use crate::tables::{Parser, Part, Shape, shape};
use crate::{Records, Result};

impl<T: Kind> TableFile<T> {
    /// Reads and parses an input. What is packed is unpacked into memory.
    pub fn read(source: Source, options: &Options) -> Result<Self> {
        frame::read(source, options)
    }

    /// Parses bytes that are there already; `name` stands for the path in errors.
    pub fn parse(text: Text, name: &str, options: &Options) -> Result<Self> {
        frame::parse(text, name, options)
    }
}

impl<T: Kind> Format for TableFile<T> {
    type Head = Shape;
    type Parser = Parser<T>;
    type Part = Part<T>;
    /// The values of each dictionary column.
    type Known = Vec<Known>;

    const RECORDS: fn(u64) -> Records = Records::Rows;
    const COLUMNS: &[(&str, Make<Self>)] = T::COLUMNS;

    fn require(detected: Detected) -> std::result::Result<(), String> {
        detected.require(T::READER)
    }

    fn head(text: &[u8], begin: usize, shape: &mut Shape) -> (usize, bool) {
        let head = shape::head(&text[begin..]);
        *shape = T::shape(head.shape);
        (begin + head.end, head.is_open)
    }

    fn cut_before(text: &[u8], begin: usize, target: usize) -> usize {
        if target <= begin {
            return begin;
        }
        let at = (target - 1).min(text.len());
        memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline + 1)
    }

    fn last_cut(text: &[u8], begin: usize) -> Option<usize> {
        memrchr(b'\n', &text[begin..]).map(|newline| begin + newline + 1)
    }

    fn parse(parser: &mut Parser<T>, shape: Shape, window: &Window<'_>, part: &mut Part<T>) -> usize {
        parser.parse(shape, window, part)
    }

    fn assemble(parts: Vec<Part<T>>, frame: Frame, known: &mut Vec<Known>) -> Self {
        known.resize_with(T::CATEGORIES.len(), Known::default);
        let merge = |(at, known): (usize, &mut Known)| {
            known.merge(parts.iter().map(|part| part.rows.dictionaries()[at]))
        };
        let dictionaries = known.iter_mut().enumerate().map(merge).collect();
        let rows = parts.into_iter().map(|part| part.rows).collect();
        Self { frame, columns: Columns::new(rows, dictionaries) }
    }

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
