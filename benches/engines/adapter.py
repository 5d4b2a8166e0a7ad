"""The interface of an adapter of a reader of block text, whose operations are methods of these names."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, TextIO

from inputs.counts import Counts, Seen, tally
from inputs.reference_reader import Annotation

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
    "unpack": "the .gz decompressed and thrown away",
}
COLUMNS = ("start", "end", "mention", "type", "identifier")


class TextEngine:
    """A reader of block text with a number of threads. Every operation is given the path of a file.

    `open` and `columns` return what the engine has, of which `counts` says what is in it; `convert` has the
    path of the output too; `verify` returns how many mentions are where their offsets say, and how many not.

    Attributes
    ----------
    threads
        The numbers of threads that it can use.
    largest
        Bytes of the largest input that it is given: a slow one gets no more than it reads in seconds.
    unpacks
        Whether it streams .gz.
    without
        Operations that its base class has and it has not.
    fault
        What is known to be wrong with what it finds.
    """

    threads: ClassVar[tuple[int, ...]] = (1,)
    largest: ClassVar[int] = 10_000_000
    unpacks: ClassVar[bool] = False
    without: ClassVar[tuple[str, ...]] = ()
    fault: ClassVar[str] = ""

    def __init__(self, threads: int) -> None:
        self.count_of_threads = threads

    @classmethod
    def offers(cls, operation: str) -> bool:
        """Return whether it has an operation."""
        return hasattr(cls, operation) and operation not in cls.without

    def expected(self, path: Path, true: Counts) -> Counts:
        """Return what it finds with its known fault."""
        return true


class ObjectReader(TextEngine):
    """A reader that gives one document after another as an object.

    Attributes
    ----------
    fields, kind, identifier
        Functions of an annotation: its five fields, or one of them.
    """

    fields: ClassVar[Any]
    kind: ClassVar[Any]
    identifier: ClassVar[Any]

    def documents(self, path: Path) -> Iterable[Any]:
        """Return the documents of a file, one at a time."""
        raise NotImplementedError

    def head(self, document: Any) -> tuple[str, str, str | None]:
        """Return document id, title and abstract."""
        head: tuple[str, str, str | None] = document.pmid, document.title, document.abstract
        return head

    def text(self, document: Any) -> str:
        """Return what the offsets count in."""
        _, title, abstract = self.head(document)
        return f"{title} {abstract or ''}"

    def annotations(self, document: Any) -> Sequence[Any]:
        """Return the annotations of a document."""
        annotations: list[Any] = document.annotations
        return annotations

    def rows(self, document: Any) -> Iterable[Annotation]:
        """Return the fields of each annotation."""
        return map(self.fields, self.annotations(document))

    def seen(self, documents: Iterable[Any]) -> Iterator[Seen]:
        """Yield the fields of each document."""
        for document in documents:
            yield *self.head(document), self.rows(document)

    def open(self, path: Path) -> Any:
        """Keep all documents."""
        return list(self.documents(path))

    def counts(self, opened: Any) -> Counts:
        """Look at every field again."""
        return tally(self.seen(opened))

    def stream(self, path: Path) -> Counts:
        """Let documents pass by."""
        documents = annotations = 0
        for document in self.documents(path):
            documents += 1
            annotations += len(self.annotations(document))
        return {"documents": documents, "annotations": annotations}

    def iterate(self, path: Path) -> Counts:
        """Look at every field."""
        return tally(self.seen(self.documents(path)))

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

    def convert(self, path: Path, out: Path) -> None:
        """Collect the rows, and let polars write them."""
        polars: Any = import_module("polars")
        pmids, rows = [], []
        for document in self.documents(path):
            own = list(self.rows(document))
            pmids += [int(self.head(document)[0])] * len(own)
            rows += own
        frame = polars.DataFrame(rows, schema=list(COLUMNS), orient="row")
        frame = frame.insert_column(0, polars.Series("pmid", pmids))
        frame.write_parquet(out, compression="zstd", compression_level=3)

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
    """Open a text file, plain or in gzip."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")
