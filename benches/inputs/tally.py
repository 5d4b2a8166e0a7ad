"""What an engine sees on the way through block text, and what it has to see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from inputs.author import CONCEPT
from inputs.reference_reader import Annotation, iterate, read_columns
from inputs.text import Statistics

Seen = tuple[str, str, str | None, Iterable[Annotation]]  # document id, title, abstract, annotations


@dataclass(slots=True)
class Tally:
    """What was seen; the names are those of `Statistics`. What is None was not looked at."""

    documents: int | None
    annotations: int
    annotations_by_type: dict[str, int] | None = None
    title_characters: int | None = None
    abstract_characters: int | None = None
    mention_characters: int | None = None
    identifier_bytes: int | None = None
    start_sum: int | None = None
    end_sum: int | None = None
    pmid_digits: int | None = None
    relations: int | None = None
    argument_bytes: int | None = None

    @classmethod
    def of(cls, documents: Iterable[Seen]) -> Tally:
        """Look at every field of every document and annotation, as Python objects."""
        count = annotations = ids = titles = abstracts = starts = ends = mentions = identifiers = 0
        types: dict[str, int] = defaultdict(int)
        for document_id, title, abstract, rows in documents:
            count += 1
            ids += len(document_id)
            titles += len(title)
            abstracts += len(abstract or "")
            for start, end, mention, kind, identifier in rows:
                annotations += 1
                starts += start
                ends += end
                mentions += len(mention)
                types[kind] += 1
                identifiers += len(identifier)
        return cls(
            count, annotations, dict(types), titles, abstracts, mentions, identifiers, starts, ends, ids
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Truth:
    """What an engine has to find: everything, or what is left of it by faults that are known."""

    tally: Tally
    concept_documents: int
    concept_pmid_sum: int

    @classmethod
    def of(cls, statistics: Statistics) -> Truth:
        """Of a whole file, as whoever wrote it counted."""
        tally = Tally(**{field.name: getattr(statistics, field.name) for field in fields(Tally)})
        tally.annotations_by_type = {name: n for name, n in statistics.annotations_by_type.items() if n}
        return cls(tally, statistics.concept_documents, statistics.concept_pmid_sum)

    @classmethod
    def counted(cls, path: Path, keeps: Callable[[Annotation], bool] = lambda _: True) -> Truth:
        """Of a file of which only some annotations are kept, as the reference reader counts them."""
        data = path.read_bytes()
        kept: list[tuple[str, str, str | None, list[Annotation]]] = [
            (document_id, title, abstract, list(filter(keeps, rows)))
            for document_id, title, abstract, rows in iterate(data)
        ]
        tally = Tally.of(kept)
        columns = read_columns(data)
        tally.relations = len(columns.relation_types)
        tally.argument_bytes = sum(map(len, columns.relation_args1 + columns.relation_args2))
        of_concept = (one[0] for one in kept if any(row[4] == CONCEPT for row in one[3]))
        found = set(map(int, of_concept))
        return cls(tally, len(found), sum(found))
