"""Entity tables of any size, and exact counts of what is in them.

A pool of rows without PMIDs is drawn for each type. Rows of the pool are given PMIDs at random: those of one
PMID are in the order of their identifiers, no identifier twice. One type follows the other, as in a
concatenation of PubTator3's tables, and PMIDs ascend as text within each (100002 before 1000020).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inputs.counts import Counts
from inputs.table_rows import KINDS, Row, RowAuthor

Integers = NDArray[np.int64]

COMPOSITE_TYPES = ("Gene", "Species", "CellLine")  # whose identifiers ; separates
MISSING = ("", "-", "-1", "None", "null")  # identifiers that name no concept
CATEGORIES, STRINGS = {"type": 0, "resource": 3}, {"identifier": 1, "mentions": 2}  # columns of a row
MEASURED = ("bytes", "byte_sum", "empty", "quotes")
WEIGHTS = {"identifier": 31, "mentions": 17}  # of the lengths of the strings in `order_sum`
LARGEST_POOL, SMALLEST_POOL = 150_000, 2000  # rows
ROOM = 300  # bytes of the table for each row of a pool, so that a row is repeated five times or more
ROWS_OF_PMID = (346, 76, 24, 19, 5, 2, 2)  # counted in the first 696 rows of the disease table
LAST_PMID, DIGITS = 39_999_999, 8
CHUNK = 200_000  # rows that are written at once
CONCEPT_BITS = 20  # of the number of a concept beside a PMID


def generate_table(path: Path, size: int, seed: int) -> Counts:
    """Write whole rows until the file has at least `size` bytes, and count them.

    The same size and seed write the same bytes.
    """
    author = RowAuthor(random.Random(seed))
    pools = []
    for kind, of in KINDS.items():
        count = int(min(LARGEST_POOL, max(SMALLEST_POOL, of.share * size / ROOM)))
        pools.append(sorted(author.rows(kind, count), key=lambda row: row[1]))
    pool = [row for rows in pools for row in rows]
    tails = [("\t" + "\t".join(row) + "\n").encode() for row in pool]
    lengths = np.array([len(tail) for tail in tails])
    _, keys = numbered([row[1] for row in pool])
    firsts = np.cumsum([0, *map(len, pools)]).tolist()
    parts = [slice(*pair) for pair in pairwise(firsts)]
    room = [of.share * mean_bytes(lengths[part]) for of, part in zip(KINDS.values(), parts, strict=True)]
    sizes = np.ceil(np.array(room) / sum(room) * size).tolist()
    found = [
        drawn(author.numbers, lengths[part], keys[part], bytes_of_kind)
        for part, bytes_of_kind in zip(parts, sizes, strict=True)
    ]
    pmids = np.concatenate([own for own, _ in found])
    rows = np.concatenate([own + part.start for (_, own), part in zip(found, parts, strict=True)])
    written = 0
    with path.open("wb") as file:
        for first in range(0, len(rows), CHUNK):
            chunk = slice(first, first + CHUNK)
            pairs = zip(pmids[chunk].tolist(), rows[chunk].tolist(), strict=True)
            written += file.write(b"".join([b"%d%b" % (pmid, tails[row]) for pmid, row in pairs]))
    return {"bytes": written} | count_columns(pool, pmids, rows) | count_concepts(pool, pmids, rows)


def mean_bytes(lengths: Integers) -> float:
    """Return the mean length of rows with PMIDs of eight digits."""
    return DIGITS + float(lengths.mean())


def drawn(
    numbers: np.random.Generator, lengths: Integers, keys: Integers, size: float
) -> tuple[Integers, Integers]:
    """Draw rows of a pool until there are `size` bytes; their PMIDs and their numbers in the pool."""
    weights = np.array(ROWS_OF_PMID) / sum(ROWS_OF_PMID)
    wanted = 1.05 * size / mean_bytes(lengths) / (weights @ np.arange(1, len(weights) + 1)) + 100
    # Some are drawn repeatedly.
    count = int(-LAST_PMID * np.log1p(-wanted / LAST_PMID))
    pmids = unique(numbers.integers(1, LAST_PMID + 1, size=count))
    digits = np.floor(np.log10(pmids)).astype(np.int64) + 1
    order = np.lexsort((digits, pmids * 10 ** (DIGITS - digits)))
    pmids, digits = pmids[order], digits[order]
    owners = np.repeat(np.arange(len(pmids)), numbers.choice(len(weights), p=weights, size=len(pmids)) + 1)
    rows = numbers.integers(len(lengths), size=len(owners))
    owners, rows = np.divmod(np.sort(owners * len(lengths) + rows), len(lengths))
    fresh = np.ones(len(rows), bool)
    fresh[1:] = (keys[rows][1:] != keys[rows][:-1]) | (owners[1:] != owners[:-1])
    owners, rows = owners[fresh], rows[fresh]
    kept = int(np.searchsorted(np.cumsum(lengths[rows] + digits[owners]), size)) + 1
    if kept > len(rows):
        raise ValueError(f"{size} bytes need more PMIDs than were drawn")
    return pmids[owners[:kept]], rows[:kept]


def numbered(texts: Sequence[str]) -> tuple[list[str], Integers]:
    """Return the different texts, and the number among them of each text."""
    numbers = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    return list(numbers), np.array([numbers[text] for text in texts])


def unique(values: Integers) -> Integers:
    """Return sorted, different values; sorting is faster than `numpy.unique`."""
    values.sort()
    return values[np.diff(values, prepend=-1) > 0]


def count_columns(pool: Sequence[Row], pmids: Integers, rows: Integers) -> Counts:
    """Count each value of the categories, and of the strings the numbers of `MEASURED`.

    ``order_sum`` is the sum over all rows of the row number, from 1, times the sum of the PMID and the
    weighted byte lengths of both strings, modulo 2**64.
    """
    copies = np.bincount(rows, minlength=len(pool))
    counts: Counts = {"rows": len(rows), "pmid_sum": int(pmids.sum())}
    for name, column in CATEGORIES.items():
        values, codes = numbered([row[column] for row in pool])
        totals = np.bincount(codes, copies).astype(int).tolist()
        counts[name] = {value: n for value, n in zip(values, totals, strict=True) if n}
    lengths = np.zeros(len(pool), np.int64)
    for name, column in STRINGS.items():
        texts = [row[column].encode() for row in pool]
        measured = np.array([(len(text), sum(text), not text, text.count(b'"')) for text in texts])
        counts[name] = dict(zip(MEASURED, (copies @ measured).tolist(), strict=True))
        lengths += WEIGHTS[name] * measured[:, 0]
    numbers = np.arange(1, len(rows) + 1, dtype=np.uint64)
    order_sum = int((numbers * (pmids + lengths[rows]).astype(np.uint64)).sum(dtype=np.uint64))
    return counts | {"order_sum": order_sum}


def count_concepts(pool: Sequence[Row], pmids: Integers, rows: Integers) -> Counts:
    """Count the concepts, and the different pairs of a concept and a PMID that mentions it.

    ``concept_pmid_sum`` is the sum of the PMIDs of all pairs, ``concept_sum`` the sum of these PMIDs, each
    times the sum of the concept's bytes.
    """
    names = [members(kind, identifier) for kind, identifier, _, _ in pool]
    concepts, flat = numbered([name for own in names for name in own])
    padded = np.full((len(pool), max(map(len, names))), -1)
    padded[np.array([len(own) for own in names])[:, None] > np.arange(padded.shape[1])] = flat
    found = []
    for column in padded.T:  # the first, second, ... concept of each row
        codes = column[rows]
        found.append((pmids[codes >= 0] << CONCEPT_BITS) + codes[codes >= 0])
    pairs = unique(np.concatenate(found))
    owners, codes = pairs >> CONCEPT_BITS, pairs & ((1 << CONCEPT_BITS) - 1)
    byte_sums = np.array([sum(name.encode()) for name in concepts], np.int64)
    return {
        "concepts": int(np.count_nonzero(np.bincount(codes))),
        "concept_pmids": len(pairs),
        "concept_pmid_sum": int(owners.sum()),
        "concept_sum": int(owners @ byte_sums[codes]),
    }


def members(kind: str, identifier: str) -> list[str]:
    """Return the concepts that an identifier names."""
    names = identifier.split(";") if kind in COMPOSITE_TYPES else [identifier]
    return [name for name in names if name not in MISSING]
