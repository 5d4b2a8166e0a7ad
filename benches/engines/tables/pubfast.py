"""pubfast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import pubfast
from engines.table_adapter import TableEngine
from inputs.table_content import Content, Index, Strings
from inputs.table_pool import SHAPES

ROWS = 100_000  # whose text is looked at together


class Engine(TableEngine):
    """read_entities, stream_entities and concept_index."""

    def read(self, path: Path) -> Any:
        """Read a table, and make every column of it."""
        table = pubfast.read_entities(path, threads=self.count_of_threads)
        touch(table)
        return table

    def stream(self, path: Path) -> int:
        """Read a table batch by batch, every column of each; the rows."""
        rows = 0
        for batch in pubfast.stream_entities(path, threads=self.count_of_threads):
            touch(batch)
            rows += len(batch)
        return rows

    def content(self, table: Any) -> Content:
        """What was read."""
        shape, categories, strings = SHAPES["entities"], {}, {}
        for name in shape.categories:
            column = getattr(table, name)
            counts = np.bincount(column.codes, minlength=len(column.categories)).tolist()
            categories[name] = dict(zip(column.categories, counts, strict=True))
        for name in shape.strings:
            column = getattr(table, name)
            strings[name] = Strings(column.lengths.astype(np.int64), pieces(column))
        return Content(np.asarray(table.pmid), categories, strings)

    def index(self, table: Any) -> Any:
        """Index the concepts."""
        return table.concept_index()

    def indexed(self, found: Any) -> Index:
        """What was mapped."""
        return Index(list(found.concepts), np.asarray(found.offsets), np.asarray(found.pmids))


def touch(table: Any) -> list[Any]:
    """Ask for all columns; their arrays."""
    arrays = [table.pmid, table.type.codes, table.resource.codes]
    for column in (table.identifier, table.mentions):
        arrays += (column.starts, column.lengths)
    return arrays


def pieces(column: Any) -> Iterator[NDArray[np.uint8]]:
    """Yield the bytes of the values of a string column."""
    for first in range(0, len(column.lengths), ROWS):
        lengths = column.lengths[first : first + ROWS].astype(np.int64)
        starts = column.starts[first : first + ROWS]
        places = np.arange(lengths.sum()) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        yield column.buffer[places]
