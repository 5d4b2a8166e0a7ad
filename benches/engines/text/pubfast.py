"""pubfast."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np

import pubfast
from engines.adapter import TextEngine
from inputs.counts import Counts, Seen, tally

FIELDS = attrgetter("start", "end", "mention", "type", "identifier")
# Every column of every table of which a dump has rows.
COLUMNS = {
    "documents": [
        *("document_id", "pmid", "title", "abstract", "annotation_offsets", "relation_offsets"),
        *("byte_start", "byte_end", "line"),
    ],
    "annotations": ["document", "start", "end", "mention", "type", "identifier", "extra"],
    "relations": ["document", "type", "arg1", "arg2", "extra"],
    "passages": ["document", "tag", "text"],
}


class Engine(TextEngine):
    """`open`, `stream`, views of documents, columns, and `convert`."""

    threads = (1, 2)
    largest = 10**12
    unpacks = True

    def open(self, path: Path) -> pubfast.Corpus:
        """Open the dump."""
        return pubfast.open(path, threads=self.count_of_threads)

    def columns(self, path: Path) -> pubfast.Corpus:
        """Open the dump, and ask for every column."""
        corpus = self.open(path)
        touch(corpus)
        return corpus

    def counts(self, opened: pubfast.Corpus) -> Counts:
        """Count what is in the columns, texts with polars."""
        frame: Any = import_module("polars").DataFrame
        documents, annotations = frame(opened.documents), frame(opened.annotations)
        relations = frame(opened.relations)
        return {
            "documents": len(opened),
            "annotations": len(opened.annotations),
            "annotations_by_type": dict(opened.annotations.type.counts()),
            "title_characters": documents["title"].str.len_chars().sum(),
            "abstract_characters": documents["abstract"].str.len_chars().sum(),
            "mention_characters": annotations["mention"].str.len_chars().sum(),
            "identifier_bytes": annotations["identifier"].str.len_bytes().sum(),
            "start_sum": int(opened.annotations.start.sum(dtype=np.int64)),
            "end_sum": int(opened.annotations.end.sum(dtype=np.int64)),
            "pmid_digits": documents["document_id"].str.len_bytes().sum(),
            "relations": len(opened.relations),
            "argument_bytes": sum(relations[name].str.len_bytes().sum() for name in ("arg1", "arg2")),
        }

    def stream(self, path: Path) -> Counts:
        """Let batches pass by."""
        documents = annotations = 0
        for batch in pubfast.stream(path, threads=self.count_of_threads):
            documents += len(batch)
            annotations += len(batch.annotations)
        return {"documents": documents, "annotations": annotations}

    def iterate(self, path: Path) -> Counts:
        """Look at every field of every view."""
        return tally(views(self.open(path)))

    def count(self, path: Path) -> dict[str, int]:
        """Count the types."""
        return dict(self.open(path).annotations.type.counts())

    def find(self, path: Path, identifier: str) -> list[int]:
        """Select by identifier."""
        corpus = self.open(path)
        rows = corpus.annotations.identifier.isin([identifier])
        found: list[int] = np.unique(corpus.documents.pmid[corpus.annotations.document[rows]]).tolist()
        return found

    def convert(self, path: Path, out: Path) -> None:
        """Write the table of annotations."""
        threads = self.count_of_threads
        pubfast.convert(path, out, table="annotations", threads=threads, level=3, progress=False)

    def verify(self, path: Path) -> tuple[int, int]:
        """Count the statuses."""
        counts = self.open(path).annotations.status.counts()
        return counts["exact"], sum(counts.values()) - counts["exact"]


def views(corpus: pubfast.Corpus) -> Iterator[Seen]:
    """Yield every document and all fields of its annotations."""
    for document in corpus:
        yield document.document_id, document.title or "", document.abstract, map(FIELDS, document.annotations)


def touch(corpus: pubfast.Corpus) -> list[Any]:
    """Ask for all columns, which makes those that are not there yet; their arrays."""
    arrays: list[Any] = []
    for table, names in COLUMNS.items():
        for name in names:
            column = getattr(getattr(corpus, table), name)
            if isinstance(column, pubfast.StringColumn):
                arrays += (column.starts, column.lengths)
            elif isinstance(column, pubfast.CategoryColumn):
                arrays.append(column.codes)
            else:
                arrays.append(column)
    return arrays
