"""What an adapter of a reader of entity tables may offer, each set to read them correctly.

No quoting, nothing guessed, no value missing: an empty mention is an empty string, ``-`` and ``None`` are
strings. PMID is int64; type and resource are categories where the reader has such; the rows keep their order.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from inputs.table_content import Content, Index

OPERATIONS = {
    "read": "all columns in memory",
    "index": "the sorted, unique PMIDs of every concept, of a table in memory",
    "stream": "every row passes by with all its columns, in memory that does not grow",
}
COLUMNS = ["pmid", "type", "identifier", "mentions", "resource"]
CATEGORIES = ("type", "resource")


class TableEngine:
    """A reader with a number of threads.

    A library is imported when its engine is made, as polars reads its number of threads from the environment
    then.

    Attributes
    ----------
    threads
        How many it can use.
    largest
        Bytes of the largest input that it is given, as `TextEngine` has it.
    """

    threads: ClassVar[tuple[int, ...]] = (1, 2)
    largest: ClassVar[int] = 10**12

    def __init__(self, threads: int) -> None:
        self.count_of_threads = threads

    @classmethod
    def offers(cls, operation: str) -> bool:
        """Whether it can do this."""
        return getattr(cls, operation) is not getattr(TableEngine, operation)

    def read(self, path: Path) -> Any:
        """Read a table, plain or in gzip, into memory."""
        raise NotImplementedError

    def content(self, table: Any) -> Content:
        """What was read, to be checked."""
        raise NotImplementedError

    def index(self, table: Any) -> Any:
        """Map each concept to the sorted, unique PMIDs that mention it, as the reader has lists."""
        raise NotImplementedError

    def indexed(self, found: Any) -> Index:
        """What was mapped, to be checked."""
        raise NotImplementedError

    def stream(self, path: Path) -> int:
        """Read batch by batch; the rows."""
        raise NotImplementedError
