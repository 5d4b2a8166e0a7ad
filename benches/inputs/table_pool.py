"""Rows of a table that differ only in their PMID, and what each of their copies adds to the counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

COMPOSITE_TYPES = ("Gene", "Species", "CellLine")  # whose identifiers ; separates
MISSING = ("", "-", "-1", "None", "null")  # identifiers that name no concept
WEIGHTS = (31, 17)  # of the lengths of both string columns in the checksum of the order


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns behind the PMID, as pubfast names them, and how a row is written."""

    columns: tuple[str, ...]
    strings: tuple[str, str]
    row: str

    @property
    def categories(self) -> list[str]:
        """The columns that are no strings."""
        return [name for name in self.columns if name not in self.strings]


SHAPES = {
    "entities": Shape(
        ("type", "identifier", "mentions", "resource"), ("identifier", "mentions"), "\t{}\t{}\t{}\t{}"
    ),
    "relations": Shape(("type", "type1", "id1", "type2", "id2"), ("id1", "id2"), "\t{}\t{}|{}\t{}|{}"),
}


class Codes(dict[str, int]):
    """Texts met before, numbered."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code

    def of(self, texts: Iterable[str]) -> Integers:
        """The numbers of some texts."""
        return np.fromiter(map(self.__getitem__, texts), np.int64)


@dataclass(slots=True)
class Dictionaries:
    """The numbers of texts in all pools of one table."""

    categories: dict[str, Codes]
    identifiers: Codes = field(default_factory=Codes)
    concepts: Codes = field(default_factory=Codes)


@dataclass(slots=True)
class Pool:
    """Rows, in the order in which one PMID has them.

    Attributes
    ----------
    tails
        What follows the PMID.
    keys
        Numbers of what no PMID has twice.
    order
        Lengths of both strings, weighted.
    numbers
        By column: bytes, sum of the bytes, whether empty, double quotes; one row a tail.
    categories
        By column: the numbers of the values.
    identifiers
        Numbers of the identifiers; none of relations.
    members, offsets
        Tail ``i`` mentions the concepts ``members[offsets[i] : offsets[i + 1]]``.
    """

    tails: list[bytes]
    keys: Integers
    order: Integers
    numbers: dict[str, Integers]
    categories: dict[str, Integers]
    identifiers: Integers
    members: Integers
    offsets: Integers

    @property
    def mean_bytes(self) -> float:
        """Of a row, with a PMID of eight digits."""
        return sum(map(len, self.tails)) / len(self.tails) + 8

    @classmethod
    def of(cls, rows: Iterable[Sequence[str]], shape: Shape, texts: Dictionaries, newline: str) -> Pool:
        """Prepare the rows of one type."""
        rows = sorted(map(tuple, rows))  # equal ones stay: they are drawn the more often
        columns = dict(zip(shape.columns, zip(*rows, strict=True), strict=True))
        numbers = {name: measured(columns[name]) for name in shape.strings}
        identifiers = columns.get("identifier", ())
        concepts = [members(*pair) for pair in zip(columns["type"], identifiers, strict=False)]
        keys = texts.identifiers.of(identifiers) if identifiers else np.arange(len(rows))
        return cls(
            tails=[(shape.row.format(*row) + newline).encode() for row in rows],
            keys=keys,
            order=sum(
                (numbers[name][:, 0] * weight for name, weight in zip(shape.strings, WEIGHTS, strict=True)),
                np.zeros(len(rows), np.int64),
            ),
            numbers=numbers,
            categories={name: texts.categories[name].of(columns[name]) for name in shape.categories},
            identifiers=keys if identifiers else keys[:0],
            members=texts.concepts.of(name for names in concepts for name in names),
            offsets=np.fromiter(accumulate(map(len, concepts), initial=0), np.int64),
        )


def members(kind: str, identifier: str) -> list[str]:
    """The concepts that an identifier names."""
    names = re.split(";", identifier) if kind in COMPOSITE_TYPES else [identifier]
    return [name for name in names if name not in MISSING]


def measured(texts: Sequence[str]) -> Integers:
    """Bytes, their sum, whether there are none, and how many are double quotes, of each text."""
    packed = [text.encode() for text in texts]
    return np.array([(len(text), sum(text), not text, text.count(b'"')) for text in packed], np.int64)
