"""The reader in pure Python that is as fast as it goes, `inputs/reference_reader.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

from engines.adapter import ObjectReader, TextEngine
from inputs.reference_reader import Annotation, Columns, iterate, read_columns
from inputs.tally import Tally


class Engine(ObjectReader):
    """It has the bytes of the file in memory, and gives columns or tuples."""

    largest = 100_000_000
    kind, identifier = itemgetter(3), itemgetter(4)
    stream = TextEngine.stream

    def documents(self, path: Path) -> Iterable[Any]:
        """The documents one at a time."""
        return iterate(path.read_bytes())

    def open(self, path: Path) -> Columns:
        """Columns, as bytes."""
        return read_columns(path.read_bytes())

    columns = open  # there is nothing else

    def tally(self, opened: Columns) -> Tally:
        """What is in the columns."""
        kinds = [kind.decode() for kind in opened.types]
        return Tally(
            documents=len(opened.document_ids),
            annotations=len(opened.starts),
            annotations_by_type={kind: kinds.count(kind) for kind in set(kinds)},
            title_characters=sum(len(title.decode()) for title in opened.titles),
            abstract_characters=sum(len((abstract or b"").decode()) for abstract in opened.abstracts),
            mention_characters=sum(len(mention.decode()) for mention in opened.mentions),
            identifier_bytes=sum(map(len, opened.identifiers)),
            start_sum=sum(opened.starts),
            end_sum=sum(opened.ends),
            pmid_digits=sum(map(len, opened.document_ids)),
            relations=len(opened.relation_types),
            argument_bytes=sum(map(len, opened.relation_args1 + opened.relation_args2)),
        )

    def head(self, document: Any) -> tuple[str, str, str | None]:
        """Document id, title and abstract."""
        head: tuple[str, str, str | None] = document[:3]
        return head

    def text(self, document: Any) -> str:
        """Title and abstract."""
        return f"{document[1]} {document[2] or ''}"

    def annotations(self, document: Any) -> Sequence[Any]:
        """The annotations."""
        annotations: list[Any] = document[3]
        return annotations

    def rows(self, document: Any) -> Iterable[Annotation]:
        """The annotations, which are their fields."""
        rows: list[Annotation] = document[3]
        return rows
