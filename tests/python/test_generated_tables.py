"""What the generator says of its tables is what the slow twin finds in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

import reference_tables
from inputs.table_pool import SHAPES, WEIGHTS, members
from inputs.tables import generate_table

SIZE = 300_000


@pytest.mark.parametrize("newline", ["lf", "crlf"])
@pytest.mark.parametrize("kind", ["entities", "relations"])
def test_counts(kind: str, newline: str, tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    counts = generate_table(path, SIZE, kind, seed=3, newline=newline)
    data = path.read_bytes()
    twin = getattr(reference_tables, kind)(data)
    assert twin.problems == []
    assert counts.bytes == len(data) >= SIZE
    assert counts.rows == len(twin.pmid) == data.count({"lf": b"\n", "crlf": b"\r\n"}[newline])
    assert counts.pmid_sum == sum(twin.pmid)
    for name in SHAPES[kind].categories:
        assert counts.categories[name] == Counter(getattr(twin, name))
    mixed = np.array(twin.pmid)
    for name, weight in zip(SHAPES[kind].strings, WEIGHTS, strict=True):
        texts = [text.encode() for text in getattr(twin, name)]
        assert counts.strings[name] == {
            "bytes": sum(map(len, texts)),
            "byte_sum": sum(map(sum, texts)),
            "empty": texts.count(b""),
            "quotes": sum(text.count(b'"') for text in texts),
        }
        mixed += weight * np.array([len(text) for text in texts])
    assert counts.order_sum == sum(row * int(value) for row, value in enumerate(mixed, 1)) % 2**64


def test_concepts(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    counts = generate_table(path, SIZE, "entities", seed=5)
    twin = reference_tables.entities(path.read_bytes())
    pmids: dict[str, set[int]] = defaultdict(set)
    for pmid, kind, identifier in zip(twin.pmid, twin.type, twin.identifier, strict=True):
        for concept in members(kind or "", identifier):
            pmids[concept].add(pmid)
    assert counts.identifiers == len(set(twin.identifier))
    assert counts.missing_identifiers == sum(name in ("-", "None") for name in twin.identifier)
    assert counts.concepts == len(pmids)
    assert counts.concept_pmids == sum(map(len, pmids.values()))
    assert counts.concept_pmid_sum == sum(map(sum, pmids.values()))
    assert counts.concept_sum == sum(sum(name.encode()) * sum(those) for name, those in pmids.items())


@pytest.mark.parametrize("kind", ["entities", "relations"])
def test_same_seed_same_bytes(kind: str, tmp_path: Path) -> None:
    texts = []
    for number, seed in enumerate((1, 1, 2)):
        path = tmp_path / str(number)
        generate_table(path, 100_000, kind, seed)
        texts.append(path.read_bytes())
    assert texts[0] == texts[1] != texts[2]
