"""Write entity and relation tables of any size.

A pool of rows without PMID is drawn for each type; PMIDs go with rows of the pool at random, those of one
PMID in the order of their identifiers and no identifier twice. One type follows the other, as where tables
of types are put together; PMIDs ascend within each as text (100002 before 1000020), as in the real tables.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import inputs.table_vocabulary as vocabulary
from inputs.table_author import TableAuthor
from inputs.table_pool import SHAPES, Codes, Dictionaries, Integers, Pool
from inputs.table_statistics import Count, TableStatistics

LARGEST_POOL, SMALLEST_POOL = 150_000, 2000  # rows
ROOM = 300  # bytes of the table for each row of a pool: every row is there five times or more
CHUNK = 50_000  # PMIDs that are written at once
DIGITS = 8  # of the last PMID


def generate_table(
    path: str | Path, size: int, kind: str, seed: int = 7, newline: str = "lf"
) -> TableStatistics:
    """Write whole rows until the file has at least `size` bytes, and count them.

    Parameters
    ----------
    path
        Overwritten.
    size
        Bytes. The last row may end some bytes past it.
    kind
        ``"entities"`` or ``"relations"``.
    seed
        The same size, kind, seed and newline write the same bytes.
    newline
        ``"lf"`` or ``"crlf"``.
    """
    rng, numbers = random.Random(seed), np.random.Generator(np.random.PCG64(seed))
    pools, texts = drawn(kind, size, rng, {"lf": "\n", "crlf": "\r\n"}[newline])
    types_of_concept = np.zeros(len(texts.concepts), np.int64)
    for pool in pools.values():
        types_of_concept[np.unique(pool.members)] += 1
    room = [shares(kind)[name] * pool.mean_bytes for name, pool in pools.items()]
    ends = np.ceil(np.cumsum(room) / sum(room) * size).astype(int).tolist()
    count = Count(texts)
    with open(path, "wb") as file:
        for pool, end in zip(pools.values(), ends, strict=True):
            for text, pmids, rows in pieces(pool, numbers, end, count):
                file.write(text)
                count.bytes += len(text)
                count.add(pool, pmids, rows, types_of_concept > 1)
    return count.statistics(kind)


def shares(kind: str) -> dict[str, float]:
    """How many of the rows each pool has."""
    return vocabulary.TYPES if kind == "entities" else {"": 1.0}


def drawn(kind: str, size: int, rng: random.Random, newline: str) -> tuple[dict[str, Pool], Dictionaries]:
    """The pools of a table of `size` bytes, one for each type of an entity."""
    shape, author, pools = SHAPES[kind], TableAuthor(rng), {}
    texts = Dictionaries({name: Codes() for name in shape.categories})
    for name, share in shares(kind).items():
        count = int(min(LARGEST_POOL, max(SMALLEST_POOL, share * size / ROOM)))
        rows = author.entities(name, count) if kind == "entities" else author.relations(count)
        pools[name] = Pool.of(rows, shape, texts, newline)
    return pools, texts


def pieces(
    pool: Pool, numbers: np.random.Generator, end: int, count: Count
) -> Iterator[tuple[bytes, Integers, Integers]]:
    """Yield text, PMIDs and pool rows, piece by piece, until `count` has `end` bytes."""
    weights = np.array(vocabulary.ROWS_OF_PMID) / sum(vocabulary.ROWS_OF_PMID)
    of_pmid = pool.mean_bytes * float(weights @ np.arange(1, len(weights) + 1))
    wanted = int(1.05 * max(0, end - count.bytes) / of_pmid) + 100
    for pmids in np.array_split(ascending(numbers, wanted), wanted // CHUNK + 1):
        if count.bytes >= end:
            return
        sizes = numbers.choice(len(weights), p=weights, size=len(pmids)) + 1
        owners = np.repeat(np.arange(len(pmids)), sizes)
        owners, rows = np.divmod(
            np.sort(owners * len(pool.tails) + numbers.integers(len(pool.tails), size=len(owners))),
            len(pool.tails),
        )
        keys = pool.keys[rows]
        fresh = np.ones(len(rows), bool)
        fresh[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
        owners, rows = owners[fresh], rows[fresh]
        heads = [b"%d" % pmid for pmid in pmids.tolist()]
        parts = [b""] * (2 * len(rows))
        parts[::2] = map(heads.__getitem__, owners.tolist())
        parts[1::2] = map(pool.tails.__getitem__, rows.tolist())
        text = b"".join(parts)
        if len(text) > end - count.bytes:  # the rows that begin before the end
            ends = np.cumsum(np.fromiter(map(len, parts), np.int64))[1::2]
            kept = int(np.searchsorted(ends, end - count.bytes)) + 1
            text, owners, rows = text[: ends[kept - 1]], owners[:kept], rows[:kept]
        yield text, pmids[owners], rows
    if count.bytes < end:
        raise ValueError(f"{end} bytes need more PMIDs than there are")


def ascending(numbers: np.random.Generator, count: int) -> Integers:
    """Different PMIDs, in the order of their digits as text."""
    if count > vocabulary.LAST_PMID:
        raise ValueError(f"{count} PMIDs are more than there are")
    gaps = numbers.exponential(size=count)
    places = np.cumsum(gaps) / gaps.sum() * (vocabulary.LAST_PMID - count)
    pmids = places.astype(np.int64) + np.arange(1, count + 1)
    digits = np.floor(np.log10(pmids)).astype(np.int64) + 1
    ordered: Integers = pmids[np.lexsort((digits, pmids * 10 ** (DIGITS - digits)))]
    return ordered
