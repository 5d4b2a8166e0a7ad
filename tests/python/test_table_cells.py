"""The identifiers in the cells of tables, counted and indexed: as in block text, by the rules of tables."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pytest

import pubfast
import reference_cells as twin
from packing import single

ROWS: list[tuple[str, ...]] = [
    ("1", "Gene", "3558;16183", "IL-2|interleukin-2", "GNormPlus"),
    ("1", "Gene", "22339(Tax:10090;9606);7422", "TLR(4|TLR", "PubTator3|gene2pubmed"),
    ("2", "Species", "9606;10090", "", "GNormPlus"),
    ("2", "CellLine", "CVCL_0030;NCBITaxID:9606", "HeLa", "TaggerOne"),
    ("2", "Mutation", "tmVar:c|SUB|A|2063|G;HGVS:c.2063A>G;VariantGroup:0", "A2063G", "ClinVar|dbSNP"),
    ("3", "Chemical", "-", "K318||K30", "TaggerOne"),
    ("3", "Disease", "MESH:D1;MESH:D2", '"', "TaggerOne"),
    ("x3", "Gene", "3558", "IL-2", "GNormPlus"),
    ("3", "Gene", "", "a &gt; b", ""),
]


def table(rows: list[tuple[str, ...]]) -> bytes:
    return "".join("\t".join(row) + "\n" for row in rows).encode()


@pytest.fixture(scope="module")
def entities() -> Any:
    return pubfast.read_entities(table(ROWS), on_problem="ignore")


def test_identifiers_are_split_by_the_rule_of_their_type(entities: Any) -> None:
    assert entities.identifier.split().to_list() == [
        ["3558", "16183"],
        ["22339(Tax:10090;9606)", "7422"],
        ["9606", "10090"],
        ["CVCL_0030", "NCBITaxID:9606"],
        ["tmVar:c|SUB|A|2063|G;HGVS:c.2063A>G;VariantGroup:0"],
        ["-"],
        ["MESH:D1;MESH:D2"],
        ["3558"],
        [],
    ]
    some = entities[[3, 0]].identifier.split()
    assert some.to_list() == [["CVCL_0030", "NCBITaxID:9606"], ["3558", "16183"]]
    assert some.offsets.tolist() == [0, 2, 4]


def test_mentions_and_resources_are_split_at_pipes(entities: Any) -> None:
    assert entities.mentions.split().to_list() == [row[3].split("|") if row[3] else [] for row in ROWS]
    assert entities.resource.split().to_list() == [row[4].split("|") if row[4] else [] for row in ROWS]
    with pytest.raises(ValueError, match="name"):
        entities.mentions.split().values.split()


def test_missing_identifiers_name_their_rule(entities: Any) -> None:
    assert entities.identifier.missing().to_list() == [twin.missing(row[2]) for row in ROWS]
    short = pubfast.read_entities(b"1\tGene\t7\n", on_problem="ignore")
    assert short.mentions.missing().to_list() == ["absent"]
    assert short.mentions.split().to_list() == [[]]
    assert short.resource.split().to_list() == [[]]


def test_entities_of_html_stay_until_asked_for(entities: Any) -> None:
    assert entities.mentions[8] == "a &gt; b"
    assert entities.mentions.unescape()[8] == "a > b"


def test_old_tables_keep_their_cells_whole() -> None:
    old = pubfast.read_entities(b"PMID\tMeshID\tMentions\tResource\n1\tD1;D2\ta|b\tX|Y\n")
    assert old.identifier.split().to_list() == [["D1;D2"]]
    assert old.mentions.split().to_list() == [["a", "b"]]
    assert old.resource.split().to_list() == [["X", "Y"]]


def test_both_ends_of_a_relation_have_the_rule_of_their_type() -> None:
    relations = pubfast.read_relations(b"1\tassociate\tGene|1;2\tDNAMutation|RS#:1;HGVS:c.2A>T\n")
    assert relations.id1.split().to_list() == [["1", "2"]]
    assert relations.id2.split().to_list() == [["RS#:1;HGVS:c.2A>T"]]


def rows_at_random(seed: int, count: int) -> list[tuple[str, ...]]:
    choose = random.Random(seed)
    kinds = ["Gene", "Species", "CellLine", "Disease", "Mutation"]
    ids = ["1", "2", "3;4", "5(6;7);8", "-", "", "None", "MESH:D1", "9;;9"]
    pmids = [*map(str, range(1, 40)), "x", "007"]
    return [(choose.choice(pmids), choose.choice(kinds), choose.choice(ids), "m", "r") for _ in range(count)]


def expected(
    rows: list[tuple[str, ...]], kinds: set[str] | None = None
) -> tuple[dict[str, list[int]], Counter[str]]:
    index: defaultdict[str, set[int]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for pmid, kind, cell, *_ in rows:
        if kinds is not None and kind not in kinds:
            continue
        values = split(cell) if kind in {"Gene", "Species", "CellLine"} else [cell]
        for value in values:
            if twin.missing(value) == "present":
                counts[value] += 1
                if pmid not in {"x", "007"}:
                    index[value].add(int(pmid))
    return {value: sorted(pmids) for value, pmids in sorted(index.items())}, counts


def split(cell: str) -> list[str]:
    """Divided by semicolons outside parentheses: what cell lines of block text are divided by."""
    return twin.identifiers(cell, "cellline")


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("kinds", [None, {"Gene"}, {"Gene", "Disease"}, {"nothing"}])
def test_an_index_and_counts_by_hand_from_tables_and_streams(threads: int, kinds: set[str] | None) -> None:
    rows = rows_at_random(5, 2000)
    whole = pubfast.read_entities(table(rows), on_problem="ignore")
    index, counts = expected(rows, kinds)
    batches = pubfast.stream_entities(single(table(rows)), batch_bytes=500, on_problem="ignore")
    for found in (
        whole.concept_index(types=kinds, threads=threads),
        pubfast.concept_index(batches, types=kinds, threads=threads),
        pubfast.concept_index([whole[:700], whole[700:]], types=kinds, threads=threads),
    ):
        assert {concept: found[concept].tolist() for concept in found} == index
        assert found.offsets.dtype == found.pmids.dtype == np.int64
    assert whole.identifier_counts(types=kinds, threads=threads).to_dict() == counts


def test_types_are_counted_in_tables_and_streams() -> None:
    rows = rows_at_random(6, 500)
    counted = Counter(row[1] for row in rows)
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    whole = pubfast.read_entities(table(rows), on_problem="ignore")
    assert list(whole.type_counts().items()) == ordered
    batches = pubfast.stream_entities(table(rows), batch_bytes=300, on_problem="ignore")
    assert list(pubfast.type_counts(batches).items()) == ordered
