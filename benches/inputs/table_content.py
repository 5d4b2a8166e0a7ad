"""What a reader found in a table, in a form that all readers have, and whether it is true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inputs.answers import expect
from inputs.table_pool import SHAPES, WEIGHTS, Integers
from inputs.table_statistics import TableStatistics

QUOTE = ord('"')


@dataclass(frozen=True, slots=True)
class Strings:
    """A string column: bytes of each value, and the bytes of all of them one after the other, in pieces."""

    lengths: Integers
    pieces: Iterable[NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class Content:
    """The columns of a table."""

    pmid: Integers
    categories: dict[str, dict[str, int]]
    strings: dict[str, Strings]

    @classmethod
    def of_arrow(cls, table: Any) -> Content:
        """Of a table of pyarrow, without missing values."""
        pa = import_module("pyarrow")
        shape = SHAPES["entities"]
        for name in ("pmid", *shape.columns):
            expect(f"missing values of {name}", table[name].null_count, 0)
        categories, strings = {}, {}
        for name in shape.categories:
            counts = table[name].value_counts().to_pylist()
            categories[name] = {pair["values"]: pair["counts"] for pair in counts}
        for name in shape.strings:
            # One type for all readers: some give views.
            chunks = table[name].cast(pa.large_string()).chunks
            offsets = [
                np.frombuffer(chunk.buffers()[1], np.int64)[chunk.offset :][: len(chunk) + 1]
                for chunk in chunks
            ]
            pieces = [
                np.frombuffer(chunk.buffers()[2] or b"", np.uint8)[places[0] : places[-1]]
                for chunk, places in zip(chunks, offsets, strict=True)
            ]
            strings[name] = Strings(np.concatenate([np.diff(places) for places in offsets]), pieces)
        return cls(table["pmid"].to_numpy(), categories, strings)

    def check(self, true: TableStatistics) -> None:
        """Fail unless this is what was written."""
        expect("rows", len(self.pmid), true.rows)
        expect("type of PMIDs", self.pmid.dtype, np.dtype(np.int64))
        expect("PMIDs", int(self.pmid.sum()), true.pmid_sum)
        for name, counts in self.categories.items():
            expect(name, counts, true.categories[name])
        mixed = self.pmid.astype(np.uint64)
        for (name, column), weight in zip(self.strings.items(), WEIGHTS, strict=True):
            found = {"bytes": int(column.lengths.sum()), "byte_sum": 0, "empty": 0, "quotes": 0}
            found["empty"] = int(np.count_nonzero(column.lengths == 0))
            for piece in column.pieces:
                found["byte_sum"] += int(piece.sum(dtype=np.int64))
                found["quotes"] += int(np.count_nonzero(piece == QUOTE))
            expect(name, found, true.strings[name])
            mixed += column.lengths.astype(np.uint64) * np.uint64(weight)
        numbers = np.arange(1, len(mixed) + 1, dtype=np.uint64)
        expect("order of the rows", int((numbers * mixed).sum(dtype=np.uint64)), true.order_sum)


@dataclass(frozen=True, slots=True)
class Index:
    """Who mentions what: the PMIDs of concept ``i`` are ``pmids[offsets[i] : offsets[i + 1]]``."""

    concepts: list[str]
    offsets: Integers
    pmids: Integers

    def check(self, true: TableStatistics) -> None:
        """Fail unless this is the index of what was written."""
        expect("concepts", len(self.concepts), true.concepts)
        expect("different concepts", len(set(self.concepts)), true.concepts)
        expect("PMIDs of concepts", len(self.pmids), true.concept_pmids)
        expect("offsets", (int(self.offsets[0]), int(self.offsets[-1])), (0, true.concept_pmids))
        ascends = np.diff(self.pmids) > 0
        ascends[self.offsets[1:-1] - 1] = True  # from one concept to the next
        expect("ascending PMIDs of each concept", bool(ascends.all()), True)
        expect("sum of the PMIDs of concepts", int(self.pmids.sum()), true.concept_pmid_sum)
        sums = np.array([sum(name.encode()) for name in self.concepts], np.int64)
        found = int(self.pmids @ np.repeat(sums, np.diff(self.offsets)))
        expect("concepts and their PMIDs", found, true.concept_sum)
