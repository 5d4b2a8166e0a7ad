"""What is true of a dump. A benchmark that finds something else fails, however fast it was."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

import pubfast
from inputs.dump import Dump
from inputs.reference_reader import Columns, blocks
from inputs.tally import Tally, Truth
from inputs.text import Statistics


class WrongAnswer(AssertionError):
    """A reader found something that is not in the dump, or did not find what is."""


def expect(what: str, found: object, expected: object) -> None:
    """Fail unless both are equal."""
    if found != expected:
        raise WrongAnswer(f"{what}: {found!r} instead of {expected!r}")


@dataclass(frozen=True, slots=True)
class Answers:
    """The counts of whoever wrote a dump, and its document ids as the reference reader finds them."""

    statistics: Statistics
    document_ids: list[str]

    @classmethod
    def of(cls, dump: Dump, data: bytes) -> Answers:
        """The answers of a dump; `data` is its bytes."""
        ids = [document_id.decode() for document_id, *_ in blocks(data)]
        expect("document ids", len(set(ids)), dump.statistics.documents)
        return cls(dump.statistics, ids)

    def pick(self, count: int) -> list[int]:
        """Numbers of documents all over the dump, the same each time."""
        return random.Random(1).choices(range(len(self.document_ids)), k=count)

    def ids(self, places: Sequence[int]) -> list[str]:
        """The ids of some documents."""
        return [self.document_ids[place] for place in places]

    def check_absent(self, place: int) -> None:
        """Check that a byte of no dump was not found."""
        expect("place", place, -1)

    def check_lines(self, lines: int) -> None:
        """Check how many lines there are."""
        expect("lines", lines, self.statistics.lines)

    def check_reference(self, columns: Columns) -> None:
        """Check the columns of the reference reader."""
        true = self.statistics
        expect("documents", len(columns.document_ids), true.documents)
        expect("annotations", columns.offsets[-1], true.annotations)
        expect("relations", len(columns.relation_types), true.relations)
        expect("starts", sum(columns.starts), true.start_sum)
        expect("ends", sum(columns.ends), true.end_sum)
        expect("identifiers", sum(map(len, columns.identifiers)), true.identifier_bytes)
        types = Counter(columns.types)
        self.check_types({name.decode(): count for name, count in types.items()})

    def check_types(self, counts: Mapping[str, int]) -> None:
        """Check how many annotations each type has."""
        expected = {name: count for name, count in self.statistics.annotations_by_type.items() if count}
        expect("types", dict(counts), expected)

    def check_corpus(self, corpus: pubfast.Corpus) -> None:
        """Check the size of each table, and those columns that are cheap to add up."""
        true = self.statistics
        expect("documents", len(corpus), true.documents)
        expect("annotations", len(corpus.annotations), true.annotations)
        expect("relations", len(corpus.relations), true.relations)
        expect("passages", len(corpus.passages), 0)
        expect("problems", len(corpus.problems), 0)
        self.check_numbers(corpus)
        codes = np.bincount(corpus.annotations.type.codes)
        self.check_types(dict(zip(corpus.annotations.type.categories, codes.tolist(), strict=True)))

    def check_numbers(self, corpus: pubfast.Corpus) -> None:
        """Check the number columns."""
        true, documents, annotations = self.statistics, corpus.documents, corpus.annotations
        expect("starts", int(annotations.start.sum(dtype=np.int64)), true.start_sum)
        expect("ends", int(annotations.end.sum(dtype=np.int64)), true.end_sum)
        offsets = documents.annotation_offsets
        expect("offsets", (offsets[0], offsets[-1]), (0, true.annotations))
        owners = np.repeat(np.arange(true.documents, dtype=np.int32), np.diff(offsets))
        expect("documents of annotations", np.array_equal(annotations.document, owners), True)
        expect("ends of relations", int(documents.relation_offsets[-1]), true.relations)
        with_relations = int(np.count_nonzero(np.diff(documents.relation_offsets)))
        expect("documents with relations", with_relations, true.documents_with_relations)
        pmids = np.array(self.document_ids, dtype=np.int64)
        expect("PMIDs", np.array_equal(documents.pmid, pmids), True)

    def check_strings(self, corpus: pubfast.Corpus) -> None:
        """Check the string columns."""
        true, documents, annotations = self.statistics, corpus.documents, corpus.annotations
        expect("titles", characters(documents.title), true.title_characters)
        expect("abstracts", characters(documents.abstract), true.abstract_characters)
        absent = int(np.count_nonzero(documents.abstract.lengths < 0))
        expect("absent abstracts", absent, true.documents_without_abstract_line)
        expect("mentions", characters(annotations.mention), true.mention_characters)
        lengths = annotations.identifier.lengths
        expect("identifiers", int(lengths.sum(dtype=np.int64)), true.identifier_bytes)
        expect("empty identifiers", int(np.count_nonzero(lengths == 0)), true.empty_identifiers)
        expect("values beyond the sixth column", int(annotations.extra.lengths.max(initial=-1)), -1)

    def check_tally(self, tally: Tally) -> None:
        """Check what was seen on the way through the dump."""
        check_tally(tally, Truth.of(self.statistics).tally)

    def check_documents(self, places: Sequence[int], found: Iterable[pubfast.Document]) -> None:
        """Check documents that were looked up."""
        expect("ids of documents", [document.document_id for document in found], self.ids(places))

    def check_found(self, places: Sequence[int], found: Sequence[Sequence[pubfast.Document]]) -> None:
        """Check documents that were found by their id, which no two have in common."""
        expect("documents of an id", {len(documents) for documents in found}, {1})
        self.check_documents(places, (documents[0] for documents in found))


def check_tally(tally: Tally, true: Tally) -> None:
    """Check all that was looked at."""
    for field in fields(tally):
        found = getattr(tally, field.name)
        if found is not None:
            expect(field.name, found, getattr(true, field.name))


def characters(column: pubfast.StringColumn) -> int:
    """Code points of all values of a column."""
    buffer = column.buffer.data
    ends = column.starts + np.maximum(column.lengths, 0)
    places = zip(column.starts.tolist(), ends.tolist(), strict=True)
    return sum(len(str(buffer[start:end], "utf-8")) for start, end in places)
