"""The pure-Python reader, `inputs/reference_reader.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

from engines.adapter import ObjectReader
from inputs.counts import Counts
from inputs.reference_reader import Annotation, Columns, iterate, read_columns


class Engine(ObjectReader):
    """It has the bytes of the file in memory, and gives columns or tuples."""

    largest = 100_000_000
    without = ("stream",)
    kind, identifier = itemgetter(3), itemgetter(4)

    def documents(self, path: Path) -> Iterable[Any]:
        """Return the documents one at a time."""
        return iterate(path.read_bytes())

    def open(self, path: Path) -> Columns:
        """Return columns of bytes."""
        return read_columns(path.read_bytes())

    columns = open  # there is nothing else

    def counts(self, opened: Columns) -> Counts:
        """Count what is in the columns."""
        return {
            "documents": len(opened.document_ids),
            "annotations": len(opened.starts),
            "annotations_by_type": {kind.decode(): count for kind, count in Counter(opened.types).items()},
            "title_characters": sum(len(title.decode()) for title in opened.titles),
            "abstract_characters": sum(len((abstract or b"").decode()) for abstract in opened.abstracts),
            "mention_characters": sum(len(mention.decode()) for mention in opened.mentions),
            "identifier_bytes": sum(map(len, opened.identifiers)),
            "start_sum": sum(opened.starts),
            "end_sum": sum(opened.ends),
            "pmid_digits": sum(map(len, opened.document_ids)),
            "relations": len(opened.relation_types),
            "argument_bytes": sum(map(len, opened.relation_args1 + opened.relation_args2)),
        }

    def head(self, document: Any) -> tuple[str, str, str | None]:
        """Return document id, title and abstract."""
        head: tuple[str, str, str | None] = document[:3]
        return head

    def annotations(self, document: Any) -> Sequence[Any]:
        """Return the annotations."""
        annotations: list[Any] = document[3]
        return annotations

    def rows(self, document: Any) -> Iterable[Annotation]:
        """Return the annotations, which are their fields."""
        rows: list[Annotation] = document[3]
        return rows
