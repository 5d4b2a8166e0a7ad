"""What is in a table, counted while it is written."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from inputs.table_pool import Dictionaries, Integers, Pool

NUMBERS = ("bytes", "byte_sum", "empty", "quotes")


@dataclass(frozen=True, slots=True)
class TableStatistics:
    """Exact counts of a written table.

    Attributes
    ----------
    order_sum
        Row number, from 1, times the sum of the PMID and the weighted byte lengths of both string columns,
        over all rows, modulo 2**64.
    categories
        Rows of each value of each column of few values.
    strings
        Of each other column: bytes, the sum of their values, empty values, double quotes.
    identifiers, missing_identifiers, composite_identifiers
        Distinct ones, and rows with none and with several; entities only, as what follows.
    concepts, concept_pmids, concept_pmid_sum, concept_sum
        Distinct concepts, pairs of a concept and a PMID that mentions it, the sum of these PMIDs, and the sum
        of PMID times the sum of the concept's bytes.
    """

    kind: str
    bytes: int
    rows: int
    pmid_sum: int
    order_sum: int
    categories: dict[str, dict[str, int]]
    strings: dict[str, dict[str, int]]
    identifiers: int = 0
    missing_identifiers: int = 0
    composite_identifiers: int = 0
    concepts: int = 0
    concept_pmids: int = 0
    concept_pmid_sum: int = 0
    concept_sum: int = 0

    def table(self) -> str:
        """Means and shares of this file, to compare with the real ones."""
        lines = [f"{'bytes / rows':36}{self.bytes / self.rows:10.4g}"]
        for name, numbers in self.strings.items():
            lines.append(f"{'empty ' + name + ' / rows':36}{numbers['empty'] / self.rows:10.4g}")
        lines.append(f"{'missing identifiers / rows':36}{self.missing_identifiers / self.rows:10.4g}")
        lines.append(f"{'composite identifiers / rows':36}{self.composite_identifiers / self.rows:10.4g}")
        for name, count in self.categories["type"].items():
            lines.append(f"{name + ' / rows':36}{count / self.rows:10.4g}")
        return "\n".join(lines)


@dataclass(slots=True)
class Count:
    """What was written so far."""

    texts: Dictionaries
    bytes: int = 0
    rows: int = 0
    pmid_sum: int = 0
    order_sum: int = 0
    categories: dict[str, Integers] = field(default_factory=dict)
    strings: dict[str, Integers] = field(default_factory=dict)
    identifiers: list[Integers] = field(default_factory=list)
    missing: int = 0
    composite: int = 0
    concepts: list[Integers] = field(default_factory=list)
    pairs: int = 0
    pair_sum: int = 0
    concept_sum: int = 0
    byte_sums: Integers = field(init=False)  # of the concepts
    shared: list[Integers] = field(default_factory=list)  # pairs of concepts that several types have

    def __post_init__(self) -> None:
        self.byte_sums = np.array([sum(name.encode()) for name in self.texts.concepts], np.int64)

    def add(self, pool: Pool, pmids: Integers, rows: Integers, is_shared: NDArray[np.bool_]) -> None:
        """Count rows of a pool under their PMIDs."""
        numbers = np.arange(self.rows + 1, self.rows + 1 + len(rows), dtype=np.uint64)
        products = numbers * (pmids + pool.order[rows]).astype(np.uint64)
        self.order_sum = (self.order_sum + int(products.sum(dtype=np.uint64))) % 2**64
        self.rows += len(rows)
        self.pmid_sum += int(pmids.sum())
        for name, codes in pool.categories.items():
            counts = np.bincount(codes[rows], minlength=len(self.texts.categories[name]))
            self.categories[name] = self.categories.get(name, 0) + counts
        for name, values in pool.numbers.items():
            self.strings[name] = self.strings.get(name, 0) + values[rows].sum(axis=0)
        self.identifiers.append(np.unique(pool.identifiers[rows]) if len(pool.identifiers) else rows[:0])
        if not len(pool.members):
            return
        sizes = np.diff(pool.offsets)[rows]
        self.missing += int(np.count_nonzero(sizes == 0))
        self.composite += int(np.count_nonzero(sizes > 1))
        firsts = np.repeat(pool.offsets[rows] - np.cumsum(sizes) + sizes, sizes)
        members = pool.members[firsts + np.arange(len(firsts))]
        pairs = np.unique(np.repeat(pmids, sizes) * len(self.texts.concepts) + members)
        owners, concepts = np.divmod(pairs, len(self.texts.concepts))
        self.concepts.append(np.unique(concepts))
        self.pairs += len(pairs)
        self.pair_sum += int(owners.sum())
        self.concept_sum += int(owners @ self.byte_sums[concepts])
        self.shared.append(pairs[is_shared[concepts]])

    def statistics(self, kind: str) -> TableStatistics:
        """The counts by name."""
        # What two types say of the same PMID is one pair.
        shared = np.sort(np.concatenate(self.shared)) if self.shared else np.empty(0, np.int64)
        again = shared[1:][shared[1:] == shared[:-1]]
        owners, concepts = np.divmod(again, max(1, len(self.texts.concepts)))
        names = {name: list(codes) for name, codes in self.texts.categories.items()}
        categories = {name: named(names[name], counts.tolist()) for name, counts in self.categories.items()}
        strings = {name: named(list(NUMBERS), counts.tolist()) for name, counts in self.strings.items()}
        return TableStatistics(
            kind=kind,
            bytes=self.bytes,
            rows=self.rows,
            pmid_sum=self.pmid_sum,
            order_sum=self.order_sum,
            categories={
                name: {value: count for value, count in counts.items() if count}
                for name, counts in categories.items()
            },
            strings=strings,
            identifiers=distinct(self.identifiers),
            missing_identifiers=self.missing,
            composite_identifiers=self.composite,
            concepts=distinct(self.concepts),
            concept_pmids=self.pairs - len(again),
            concept_pmid_sum=self.pair_sum - int(owners.sum()),
            concept_sum=self.concept_sum - int(owners @ self.byte_sums[concepts]),
        )


def named(names: list[str], values: list[int]) -> dict[str, int]:
    """The values by name; there may be fewer of them."""
    return dict(zip(names, values, strict=False))


def distinct(codes: list[Integers]) -> int:
    """How many different codes there are."""
    return len(np.unique(np.concatenate(codes))) if codes else 0
