"""Counts of what is in an input, and the check of the counts that a reader finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from inputs.author import CONCEPT
from inputs.reference_reader import Annotation, iterate, read_columns

# Exact counts by name, as the generator wrote them beside its file, or those of them that a reader found.
Counts = dict[str, Any]
Seen = tuple[str, str, str | None, Iterable[Annotation]]  # document id, title, abstract, annotations


class WrongAnswer(AssertionError):
    """A reader found something that is not in the input, or missed something that is."""


def expect(what: str, found: object, expected: object) -> None:
    """Fail unless both are equal."""
    if found != expected:
        raise WrongAnswer(f"{what}: {found!r} instead of {expected!r}")


def check(found: Counts, true: Counts) -> None:
    """Fail unless each count that was found is true."""
    for name, value in found.items():
        expect(name, value, true[name])


def tally(documents: Iterable[Seen]) -> Counts:
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
    return {
        "documents": count,
        "pmid_digits": ids,
        "title_characters": titles,
        "abstract_characters": abstracts,
        "annotations": annotations,
        "annotations_by_type": dict(types),
        "mention_characters": mentions,
        "identifier_bytes": identifiers,
        "start_sum": starts,
        "end_sum": ends,
    }


def recount(path: Path, keeps: Callable[[Annotation], bool] = lambda _: True) -> Counts:
    """Count block text with the reference reader, leaving out annotations that `keeps` rejects."""
    data = path.read_bytes()
    kept: list[tuple[str, str, str | None, list[Annotation]]] = [
        (document_id, title, abstract, list(filter(keeps, rows)))
        for document_id, title, abstract, rows in iterate(data)
    ]
    columns = read_columns(data)
    pmids = {int(one[0]) for one in kept if any(row[4] == CONCEPT for row in one[3])}
    return tally(kept) | {
        "relations": len(columns.relation_types),
        "argument_bytes": sum(map(len, columns.relation_args1 + columns.relation_args2)),
        "concept_documents": len(pmids),
        "concept_pmid_sum": sum(pmids),
    }
