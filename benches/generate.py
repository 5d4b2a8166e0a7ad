"""Write PubTator dumps of any size: block text with the statistics of the real old dump, or tables.

Usage::

    python benches/generate.py OUT --size 1GB --seed 7 [--kind text|entities|relations] [--newline lf|crlf]
        [--statistics COUNTS.json]

The same size, seed and line end give the same bytes. How tables are made is said in `tables.py`. Of block
text a pool of distinct document bodies is drawn first; they are written in a new random order on every pass
over the pool, under PMIDs that never repeat. What differs from the real dump on purpose is in `ADDED`;
besides, rows are in order of their start, not grouped by type.
"""

from __future__ import annotations

import argparse
import json
import random
from bisect import bisect_left
from collections import Counter
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path

from author import Author
from real_dump import REAL
from table_pool import SHAPES
from table_statistics import TableStatistics
from tables import generate_table

BODIES = 20_000
BATCH = 512
PMID_PRIME = 39_999_983  # is 2 modulo 3: cubes modulo it are all different, unsorted, most of 8 digits


@dataclass(frozen=True, slots=True)
class Statistics:
    """Exact counts of a written file; characters are code points, sums of offsets over all annotations."""

    bytes: int
    documents: int
    lines: int
    annotations: int
    relations: int
    annotations_by_type: dict[str, int]
    documents_with_relations: int
    title_only_documents: int
    documents_without_abstract_line: int
    non_ascii_documents: int
    empty_identifiers: int
    composite_identifiers: int
    same_spans: int
    nested_spans: int
    title_characters: int
    abstract_characters: int
    mention_characters: int
    identifier_bytes: int
    start_sum: int
    end_sum: int

    def table(self) -> str:
        """Means and shares of this file beside those of the real dump."""
        lines = [f"{'':36}{'written':>10}{'real dump':>12}"]
        for group, whole in (("documents", self.documents), ("annotations", self.annotations)):
            for name, real in REAL[group].items():
                rate = getattr(self, name) / max(whole, 1)
                lines.append(f"{name + ' / ' + group:36}{rate:10.4g}{real:12.4g}")
        for name, real in REAL["types"].items():
            share = self.annotations_by_type[name] / max(self.annotations, 1)
            lines.append(f"{name + ' / annotations':36}{share:10.4g}{real:12.4g}")
        return "\n".join(lines)


def generate(path: str | Path, size: int, seed: int = 7, newline: str = "lf") -> Statistics:
    """Write whole documents until the file has at least `size` bytes, and count them.

    Parameters
    ----------
    path
        Overwritten.
    size
        Bytes. The last document may end some kilobytes past it.
    seed
        The same seed, size and newline write the same bytes.
    newline
        ``"lf"`` or ``"crlf"``.
    """
    rng = random.Random(seed)
    author = Author(rng, {"lf": "\n", "crlf": "\r\n"}[newline])
    bodies = [author.body() for _ in range(max(20, min(BODIES, size // 1600)))]
    order = list(range(len(bodies)))
    key, copies = rng.randrange(PMID_PRIME), Counter[int]()
    written = documents = 0
    with open(path, "wb") as file:
        while written < size:
            rng.shuffle(order)
            for first in range(0, len(order), BATCH):
                batch = order[first : first + BATCH]
                if documents + len(batch) >= PMID_PRIME:
                    raise ValueError(f"{size} bytes need more documents than there are PMIDs")
                roots = ((key + documents + i) % (PMID_PRIME - 1) + 1 for i in range(len(batch)))
                pmids = [b"%d" % (root**3 % PMID_PRIME) for root in roots]
                pairs = zip(batch, pmids, strict=True)
                blocks = [bodies[index].template.replace(b"\0", pmid) for index, pmid in pairs]
                ends = list(accumulate(map(len, blocks), initial=written))
                kept = min(bisect_left(ends, size), len(batch))  # the documents that begin before `size`
                file.write(b"".join(blocks[:kept]))
                copies.update(batch[:kept])
                documents += kept
                written = ends[kept]
                if written >= size:
                    break
    totals, types = Counter(dict.fromkeys(bodies[0].counts, 0)), Counter(dict.fromkeys(REAL["types"], 0))
    for index, times in copies.items():
        for total, counts in ((totals, bodies[index].counts), (types, bodies[index].types)):
            for name, count in counts.items():
                total[name] += count * times
    return Statistics(bytes=written, annotations_by_type=dict(types), **totals)


def bytes_of(size: str) -> int:
    """Bytes of a size such as ``500kB``, ``10MB`` or ``1.5GB``, in powers of 1000."""
    number = size.lower().removesuffix("b")
    scale = {"k": 10**3, "m": 10**6, "g": 10**9}.get(number[-1:])
    return int(float(number[:-1]) * scale) if scale else int(number)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write a PubTator dump like a real one.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", type=bytes_of, required=True, help="such as 500kB, 10MB, 5GB")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--kind", choices=("text", *SHAPES), default="text", help="block text or a table")
    parser.add_argument("--newline", choices=("lf", "crlf"), default="lf")
    parser.add_argument("--statistics", type=Path, help="also write the exact counts to this JSON file")
    options = parser.parse_args()
    how = options.seed, options.newline
    statistics: Statistics | TableStatistics
    if options.kind == "text":
        statistics = generate(options.out, options.size, *how)
    else:
        statistics = generate_table(options.out, options.size, options.kind, *how)
    counts = json.dumps(asdict(statistics), indent=1)
    if options.statistics:
        options.statistics.write_text(counts + "\n")
    print(f"{options.out}: {counts}\n{statistics.table()}")


if __name__ == "__main__":
    main()
