"""Block text of any size, and exact counts of what is in it."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import numpy as np

from inputs.author import CONCEPT, TYPES, Author
from inputs.counts import Counts

BODIES = 20_000  # number of different documents, which are repeated in random order under new PMIDs
PMID_PRIME = 39_999_983  # 2 modulo 3, so cubes modulo this prime are all different; they are not sorted


def generate(path: Path, size: int, seed: int) -> Counts:
    """Write whole documents until the file has at least `size` bytes, and count them.

    The same size and seed write the same bytes. Characters are code points, and sums of offsets are over all
    annotations. The documents of the concept are those with an annotation whose identifier is `CONCEPT`.
    """
    rng = random.Random(seed)
    author = Author(rng)
    bodies = [body(author) for _ in range(max(20, min(BODIES, size // 1600)))]
    order = list(range(len(bodies)))
    key, written = rng.randrange(PMID_PRIME), 0
    used: list[int] = []
    pmids: list[int] = []
    with path.open("wb") as file:
        while written < size:
            rng.shuffle(order)
            for index in order:
                if written >= size:
                    break
                pmid = pow((key + len(pmids)) % (PMID_PRIME - 1) + 1, 3, PMID_PRIME)
                written += file.write(bodies[index][0].replace(b"\0", b"%d" % pmid))
                used.append(index)
                pmids.append(pmid)
    if len(pmids) >= PMID_PRIME:
        raise ValueError(f"{size} bytes need more documents than there are PMIDs")
    copies = np.bincount(used, minlength=len(bodies))
    counts = {
        name: int(copies @ np.array([counted[name] for _, counted in bodies], np.int64))
        for name in bodies[0][1]
    }
    is_concept = np.array([counted["concept_documents"] for _, counted in bodies], bool)[used]
    return {
        "bytes": written,
        "pmid_digits": sum(len(str(pmid)) for pmid in pmids),
        "concept_pmid_sum": int(np.array(pmids)[is_concept].sum()),
        "annotations_by_type": {kind: n for kind in TYPES if (n := counts.pop(f"type {kind}"))},
        **counts,
    }


def body(author: Author) -> tuple[bytes, Counter[str]]:
    """Draw a document; its text with NUL in place of the PMID, and its counts."""
    title, abstract, rows, relations = author.document()
    lines = [f"\0|t|{title}"] + ([] if abstract is None else [f"\0|a|{abstract}"])
    lines += ["\t".join(("\0", str(start), str(end), *entry)) for start, end, entry in rows]
    lines += ["\t".join(("\0", *relation)) for relation in relations]
    identifiers = [identifier for _, _, (_, _, identifier) in rows]
    counts = Counter(
        documents=1,
        lines=len(lines) + 1,
        annotations=len(rows),
        relations=len(relations),
        title_characters=len(title),
        abstract_characters=len(abstract or ""),
        mention_characters=sum(end - start for start, end, _ in rows),
        identifier_bytes=sum(map(len, identifiers)),
        empty_identifiers=identifiers.count(""),
        start_sum=sum(start for start, _, _ in rows),
        end_sum=sum(end for _, end, _ in rows),
        argument_bytes=sum(len(first) + len(second) for _, first, second in relations),
        concept_documents=int(CONCEPT in identifiers),
    )
    counts.update({f"type {kind}": 0 for kind in TYPES})
    counts.update(f"type {entry[1]}" for _, _, entry in rows)
    return "\n".join([*lines, "", ""]).encode(), counts
