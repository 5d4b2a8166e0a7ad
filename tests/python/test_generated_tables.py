"""The counts of generated tables are those that the slow twin finds."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

import reference_tables
from inputs.tables import CATEGORIES, WEIGHTS, generate_table, members

SIZE = 300_000


def test_counts(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    counts = generate_table(path, SIZE, seed=3)
    data = path.read_bytes()
    twin = reference_tables.entities(data)
    assert twin.problems == []
    assert counts["bytes"] == len(data) >= SIZE
    assert counts["rows"] == len(twin.pmid) == data.count(b"\n")
    assert counts["pmid_sum"] == sum(twin.pmid)
    for name in CATEGORIES:
        assert counts[name] == Counter(getattr(twin, name))
    mixed = np.array(twin.pmid)
    for name, weight in WEIGHTS.items():
        texts = [text.encode() for text in getattr(twin, name)]
        assert counts[name] == {
            "bytes": sum(map(len, texts)),
            "byte_sum": sum(map(sum, texts)),
            "empty": texts.count(b""),
            "quotes": sum(text.count(b'"') for text in texts),
        }
        mixed += weight * np.array([len(text) for text in texts])
    assert counts["order_sum"] == sum(row * int(value) for row, value in enumerate(mixed, 1)) % 2**64


def test_concepts(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    counts = generate_table(path, SIZE, seed=5)
    twin = reference_tables.entities(path.read_bytes())
    pmids: dict[str, set[int]] = defaultdict(set)
    for pmid, kind, identifier in zip(twin.pmid, twin.type, twin.identifier, strict=True):
        for concept in members(kind or "", identifier):
            pmids[concept].add(pmid)
    assert counts["concepts"] == len(pmids)
    assert counts["concept_pmids"] == sum(map(len, pmids.values()))
    assert counts["concept_pmid_sum"] == sum(map(sum, pmids.values()))
    assert counts["concept_sum"] == sum(sum(name.encode()) * sum(those) for name, those in pmids.items())


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    texts = []
    for number, seed in enumerate((1, 1, 2)):
        path = tmp_path / str(number)
        generate_table(path, 100_000, seed)
        texts.append(path.read_bytes())
    assert texts[0] == texts[1] != texts[2]
