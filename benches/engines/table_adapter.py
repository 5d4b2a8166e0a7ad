"""The interface of an adapter of a reader of entity tables, and the check of its answers.

Every reader is set to read tables correctly: no quoting, nothing guessed, no value missing. An empty mention
is an empty string, ``-`` and ``None`` are strings. The PMID is int64; type and resource are categories where
the reader has such; the rows keep their order.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from inputs.counts import Counts, check, expect
from inputs.tables import CATEGORIES, MEASURED, STRINGS, WEIGHTS, Integers

OPERATIONS = {
    "read": "all columns in memory",
    "index": "the sorted, unique PMIDs of every concept, of a table in memory",
    "stream": "every row passes by with all its columns, in memory that does not grow",
}
COLUMNS = ["pmid", "type", "identifier", "mentions", "resource"]


class TableEngine:
    """A reader with a number of threads; operations are its methods of these names.

    A library is imported when its engine is made, as polars reads its number of threads from the environment
    then. `index` is given what `read` returned, and `stream` returns the number of rows.

    Attributes
    ----------
    threads, largest
        As `TextEngine` has them.
    """

    threads: ClassVar[tuple[int, ...]] = (1, 2)
    largest: ClassVar[int] = 10**12

    def __init__(self, threads: int) -> None:
        self.count_of_threads = threads

    @classmethod
    def offers(cls, operation: str) -> bool:
        """Return whether it has an operation."""
        return hasattr(cls, operation)

    def read(self, path: Path) -> Any:
        """Read a table, plain or in gzip, into memory."""
        raise NotImplementedError

    def arrow(self, table: Any) -> Any:
        """Return what was read as a table of pyarrow."""
        return table

    def concepts(self, found: Any) -> tuple[list[str], Integers, Integers]:
        """Return an index: the PMIDs of concept ``i`` are ``pmids[offsets[i] : offsets[i + 1]]``."""
        raise NotImplementedError


def check_table(table: Any, true: Counts) -> None:
    """Fail unless a table of pyarrow is what was written."""
    pa = import_module("pyarrow")
    for name in COLUMNS:
        expect(f"missing values of {name}", table[name].null_count, 0)
    pmids = table["pmid"].to_numpy()
    expect("type of PMIDs", pmids.dtype, np.dtype(np.int64))
    check({"rows": len(pmids), "pmid_sum": int(pmids.sum())}, true)
    for name in CATEGORIES:
        counts = {pair["values"]: pair["counts"] for pair in table[name].value_counts().to_pylist()}
        expect(name, counts, true[name])
    mixed = pmids.astype(np.uint64)
    for name in STRINGS:
        # One type for all readers: some give views.
        column = table[name].cast(pa.large_string()).combine_chunks()
        offsets = np.frombuffer(column.buffers()[1], np.int64)[column.offset :][: len(column) + 1]
        text = np.frombuffer(column.buffers()[2] or b"", np.uint8)[offsets[0] : offsets[-1]]
        lengths = np.diff(offsets)
        found = (len(text), text.sum(dtype=np.int64), (lengths == 0).sum(), (text == ord('"')).sum())
        expect(name, dict(zip(MEASURED, map(int, found), strict=True)), true[name])
        mixed += lengths.astype(np.uint64) * np.uint64(WEIGHTS[name])
    numbers = np.arange(1, len(mixed) + 1, dtype=np.uint64)
    expect("order of the rows", int((numbers * mixed).sum(dtype=np.uint64)), true["order_sum"])


def check_index(concepts: list[str], offsets: Integers, pmids: Integers, true: Counts) -> None:
    """Fail unless this is the index of what was written."""
    expect("different concepts", len(set(concepts)), true["concepts"])
    expect("offsets", (int(offsets[0]), int(offsets[-1])), (0, true["concept_pmids"]))
    ascends = np.diff(pmids) > 0
    ascends[offsets[1:-1] - 1] = True  # from one concept to the next
    expect("ascending PMIDs of each concept", bool(ascends.all()), True)
    byte_sums = np.array([sum(name.encode()) for name in concepts], np.int64)
    found = {
        "concepts": len(concepts),
        "concept_pmids": len(pmids),
        "concept_pmid_sum": int(pmids.sum()),
        "concept_sum": int(pmids @ np.repeat(byte_sums, np.diff(offsets))),
    }
    check(found, true)
