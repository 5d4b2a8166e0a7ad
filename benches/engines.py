"""What benchmarks time: pubfast and the readers beside it, each doing the same work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pubfast
from reference_reader import iterate

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


@dataclass(slots=True)
class Tally:
    """What was seen on the way through a dump; the names are those of `generate.Statistics`."""

    documents: int = 0
    annotations: int = 0
    title_characters: int = 0
    abstract_characters: int = 0
    mention_characters: int = 0
    identifier_bytes: int = 0
    start_sum: int = 0
    end_sum: int = 0
    annotations_by_type: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    id_characters: int = 0  # of the documents


def look(data: bytes) -> int:
    """Look at every byte, for one that is not there: as fast as the memory is."""
    return data.find(b"\0")


def count_newlines(data: bytes) -> int:
    """Count newlines: the least that a reader does."""
    return data.count(b"\n")


def open_dump(path: Path, threads: int) -> pubfast.Corpus:
    """Open with pubfast."""
    return pubfast.open(path, threads=threads)


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


def iterate_views(corpus: pubfast.Corpus) -> Tally:
    """Read every field that the reference reader has, of every document and annotation."""
    ids = titles = abstracts = starts = ends = mentions = identifiers = documents = annotations = 0
    types: dict[str, int] = defaultdict(int)
    for document in corpus:
        documents += 1
        ids += len(document.document_id)
        titles += len(document.title or "")
        abstracts += len(document.abstract or "")
        for annotation in document.annotations:
            annotations += 1
            starts += annotation.start
            ends += annotation.end
            mentions += len(annotation.mention)
            types[annotation.type] += 1
            identifiers += len(annotation.identifier or "")
    return Tally(
        documents, annotations, titles, abstracts, mentions, identifiers, starts, ends, types, ids
    )  # fmt: skip


def iterate_reference(data: bytes) -> Tally:
    """Do the same with the reference reader's tuples."""
    ids = titles = abstracts = starts = ends = mentions = identifiers = documents = annotations = 0
    types: dict[str, int] = defaultdict(int)
    for document_id, title, abstract, rows in iterate(data):
        documents += 1
        ids += len(document_id)
        titles += len(title or "")
        abstracts += len(abstract or "")
        for start, end, mention, kind, identifier in rows:
            annotations += 1
            starts += start
            ends += end
            mentions += len(mention)
            types[kind] += 1
            identifiers += len(identifier or "")
    return Tally(
        documents, annotations, titles, abstracts, mentions, identifiers, starts, ends, types, ids
    )  # fmt: skip


def get_documents(corpus: pubfast.Corpus, places: Sequence[int]) -> list[pubfast.Document]:
    """Look documents up by their number."""
    return [corpus[place] for place in places]


def find_documents(corpus: pubfast.Corpus, ids: Sequence[str]) -> list[list[pubfast.Document]]:
    """Look documents up by their id."""
    return [corpus.find(document_id) for document_id in ids]
