"""Write block text of any size, with the statistics of the real old dump; `generate.py` is the command.

A pool of distinct document bodies is drawn first; they are written in a new random order on every pass over
the pool, under PMIDs that never repeat. What differs from the real dump on purpose is in `ADDED`; besides,
rows are in order of their start, not grouped by type.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from inputs.author import Author
from inputs.real_dump import REAL

BODIES = 20_000
BATCH = 512
PMID_PRIME = 39_999_983  # is 2 modulo 3: cubes modulo it are all different, unsorted, most of 8 digits


@dataclass(frozen=True, slots=True)
class Statistics:
    """Exact counts of a written file; characters are code points, sums of offsets over all annotations.

    A document is of the concept if an annotation of it has the identifier `CONCEPT` and no other beside it.
    """

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
    argument_bytes: int
    pmid_sum: int
    pmid_digits: int
    concept_documents: int
    concept_pmid_sum: int

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
    of_pmids: Counter[str] = Counter(pmid_sum=0, pmid_digits=0, concept_pmid_sum=0)
    with open(path, "wb") as file:
        while written < size:
            rng.shuffle(order)
            for first in range(0, len(order), BATCH):
                batch = order[first : first + BATCH]
                if documents + len(batch) >= PMID_PRIME:
                    raise ValueError(f"{size} bytes need more documents than there are PMIDs")
                roots = ((key + documents + i) % (PMID_PRIME - 1) + 1 for i in range(len(batch)))
                numbers = [root**3 % PMID_PRIME for root in roots]
                pmids = [b"%d" % number for number in numbers]
                pairs = zip(batch, pmids, strict=True)
                blocks = [bodies[index].template.replace(b"\0", pmid) for index, pmid in pairs]
                ends = list(accumulate(map(len, blocks), initial=written))
                kept = min(bisect_left(ends, size), len(batch))  # the documents that begin before `size`
                file.write(b"".join(blocks[:kept]))
                copies.update(batch[:kept])
                of_pmids["pmid_sum"] += sum(numbers[:kept])
                of_pmids["pmid_digits"] += sum(map(len, pmids[:kept]))
                of_pmids["concept_pmid_sum"] += sum(
                    number
                    for index, number in zip(batch[:kept], numbers[:kept], strict=True)
                    if bodies[index].counts["concept_documents"]
                )
                documents += kept
                written = ends[kept]
                if written >= size:
                    break
    totals, types = Counter(dict.fromkeys(bodies[0].counts, 0)), Counter(dict.fromkeys(REAL["types"], 0))
    for index, times in copies.items():
        for total, counts in ((totals, bodies[index].counts), (types, bodies[index].types)):
            for name, count in counts.items():
                total[name] += count * times
    return Statistics(bytes=written, annotations_by_type=dict(types), **totals, **of_pmids)
