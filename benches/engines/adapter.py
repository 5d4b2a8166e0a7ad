"""What an adapter of a reader of block text may offer; one that cannot do something leaves it out."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, TextIO

from inputs.reference_reader import Annotation
from inputs.tally import Seen, Tally, Truth
from inputs.text import Statistics

OPERATIONS = {
    "open": "all of it in memory, as the engine keeps it; pubfast keeps where rows begin in the mapped file",
    "columns": "all of it in memory with every column made",
    "stream": "every document and annotation passes by and is counted, in memory that does not grow",
    "iterate": "every field of every document and annotation as Python objects",
    "count": "annotations by type",
    "find": "the sorted, unique PMIDs of one identifier",
    "convert": "the annotations as a Parquet file of zstd level 3",
    "verify": "is each mention where its offsets say?",
    "lines": "the newlines of the file: the least that a reader does",
    "unpack": "the .gz unpacked and thrown away",
}
COLUMNS = ("start", "end", "mention", "type", "identifier")


class TextEngine:
    """A reader of block text with a number of threads; every operation begins with a file.

    Attributes
    ----------
    threads
        How many it can use.
    largest
        Bytes of the largest input that it is given: a slow one gets no more than it reads in seconds.
    unpacks
        Whether it streams .gz.
    fault
        What is known to be wrong with what it finds.
    """

    threads: ClassVar[tuple[int, ...]] = (1,)
    largest: ClassVar[int] = 10_000_000
    unpacks: ClassVar[bool] = False
    fault: ClassVar[str] = ""

    def __init__(self, threads: int) -> None:
        self.count_of_threads = threads

    @classmethod
    def offers(cls, operation: str) -> bool:
        """Whether it can do this."""
        return getattr(cls, operation) is not getattr(TextEngine, operation)

    def expected(self, path: Path, true: Statistics) -> Truth:
        """What it finds with its known fault."""
        return Truth.of(true)

    def prepare(self, path: Path) -> Any:
        """What `lines` is given; not timed."""
        return path

    def open(self, path: Path) -> Any:
        """Read everything into memory."""
        raise NotImplementedError

    def tally(self, opened: Any) -> Tally:
        """What was opened, to be checked."""
        raise NotImplementedError

    def columns(self, path: Path) -> Any:
        """Read everything into columns."""
        raise NotImplementedError

    def stream(self, path: Path) -> Tally:
        """Count documents and annotations in bounded memory."""
        raise NotImplementedError

    def iterate(self, path: Path) -> Tally:
        """Look at every field."""
        raise NotImplementedError

    def count(self, path: Path) -> dict[str, int]:
        """Count annotations by type."""
        raise NotImplementedError

    def find(self, path: Path, identifier: str) -> list[int]:
        """Find the PMIDs of an identifier."""
        raise NotImplementedError

    def convert(self, path: Path, folder: Path) -> Path:
        """Write the annotations into an empty folder; the file."""
        raise NotImplementedError

    def verify(self, path: Path) -> tuple[int, int]:
        """Count the mentions that are where their offsets say, and those that are not."""
        raise NotImplementedError

    def lines(self, prepared: Any) -> int:
        """Count newlines."""
        raise NotImplementedError

    def unpack(self, path: Path) -> None:
        """Unpack a file of gzip."""
        raise NotImplementedError


class ObjectReader(TextEngine):
    """A reader that gives one document after another as an object: the recipes that all of these share.

    Attributes
    ----------
    fields, kind, identifier
        Functions of an annotation: its five fields, or one of them.
    """

    fields: ClassVar[Any]
    kind: ClassVar[Any]
    identifier: ClassVar[Any]

    def documents(self, path: Path) -> Iterable[Any]:
        """The documents of a file, one at a time."""
        raise NotImplementedError

    def head(self, document: Any) -> tuple[str, str, str | None]:
        """Document id, title and abstract."""
        raise NotImplementedError

    def text(self, document: Any) -> str:
        """What the offsets count in."""
        raise NotImplementedError

    def annotations(self, document: Any) -> Sequence[Any]:
        """The annotations of a document."""
        raise NotImplementedError

    def rows(self, document: Any) -> Iterable[Annotation]:
        """The fields of each annotation."""
        return map(self.fields, self.annotations(document))

    def seen(self, documents: Iterable[Any]) -> Iterator[Seen]:
        """Yield the fields of each document."""
        for document in documents:
            yield *self.head(document), self.rows(document)

    def open(self, path: Path) -> Any:
        """Keep all documents."""
        return list(self.documents(path))

    def tally(self, opened: Any) -> Tally:
        """Look at every field again."""
        return Tally.of(self.seen(opened))

    def stream(self, path: Path) -> Tally:
        """Let documents pass by."""
        documents = annotations = 0
        for document in self.documents(path):
            documents += 1
            annotations += len(self.annotations(document))
        return Tally(documents, annotations)

    def iterate(self, path: Path) -> Tally:
        """Look at every field."""
        return Tally.of(self.seen(self.documents(path)))

    def count(self, path: Path) -> dict[str, int]:
        """Count them as they come."""
        counts: Counter[str] = Counter()
        for document in self.documents(path):
            counts.update(map(self.kind, self.annotations(document)))
        return dict(counts)

    def find(self, path: Path, identifier: str) -> list[int]:
        """Collect in a set."""
        pmids = set()
        for document in self.documents(path):
            if identifier in map(self.identifier, self.annotations(document)):
                pmids.add(int(self.head(document)[0]))
        return sorted(pmids)

    def convert(self, path: Path, folder: Path) -> Path:
        """Collect the rows, and let polars write them."""
        polars: Any = import_module("polars")
        pmids, rows = [], []
        for document in self.documents(path):
            own = list(self.rows(document))
            pmids += [int(self.head(document)[0])] * len(own)
            rows += own
        frame = polars.DataFrame(rows, schema=list(COLUMNS), orient="row")
        frame = frame.insert_column(0, polars.Series("pmid", pmids))
        frame.write_parquet(folder / "annotations.parquet", compression="zstd", compression_level=3)
        return folder / "annotations.parquet"

    def verify(self, path: Path) -> tuple[int, int]:
        """Slice and compare."""
        right = wrong = 0
        for document in self.documents(path):
            text = self.text(document)
            for start, end, mention, _, _ in self.rows(document):
                if text[start:end] == mention:
                    right += 1
                else:
                    wrong += 1
        return right, wrong


def opened(path: Path) -> TextIO:
    """A text file, plain or in gzip."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")
