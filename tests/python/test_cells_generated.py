"""Cells of identifiers made at random, and those of real files, as the slow twin splits and counts them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import pubfast
import reference_cells as twin
from reference_cells import block

CorpusOf = Callable[..., pubfast.Corpus]
WORDS = st.sampled_from(
    [
        "7",
        "9606",
        "D1",
        "-",
        "-1",
        "None",
        "null",
        "(",
        ")",
        "a|b",
        " ",
        "&gt;",
        "&#65;",
        "é",
        "MESH:D003866_long",
    ]
)
CELLS = st.none() | st.lists(st.tuples(WORDS, st.sampled_from(["", "|", ",", ";", "+"])), max_size=4).map(
    lambda parts: "".join(part for pair in parts for part in pair)
)
KINDS = st.sampled_from(["Gene", "DISEASE", "Chemical", "CellLine", "SNP", "Species", "Other"])
ROWS = st.lists(st.tuples(CELLS, KINDS), max_size=6)
DOCUMENTS = st.lists(st.tuples(st.sampled_from(["7", "007", "PMC1", "123456789012", "12"]), ROWS), max_size=5)
Documents = list[tuple[str, list[tuple[str | None, str]]]]


@given(documents=DOCUMENTS, threads=st.integers(1, 3), data=st.data())
def test_cells_are_what_the_twin_says(
    corpus_of: CorpusOf, documents: Documents, threads: int, data: st.DataObject
) -> None:
    corpus = corpus_of("".join(block(rows, pmid) for pmid, rows in documents))
    rows = [
        twin.Row(int(pmid) if re.fullmatch("[1-9][0-9]*", pmid) else -1, kind, cell)
        for pmid, rows in documents
        for cell, kind in rows
    ]
    identifier = corpus.annotations.identifier
    assert identifier.split().to_list() == [twin.identifiers(row.cell, row.kind) for row in rows]
    assert identifier.split("|;").to_list() == [twin.pieces(row.cell, "|;") for row in rows]
    assert identifier.missing().to_list() == [twin.missing(row.cell) for row in rows]
    assert identifier.unescape().to_list() == [twin.unescape(row.cell) for row in rows]

    places = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=8)) if rows else []
    part = corpus.annotations[places]
    chosen = [rows[place] for place in places]
    assert part.identifier.split().to_list() == [twin.identifiers(row.cell, row.kind) for row in chosen]
    assert part.identifier.missing().to_list() == [twin.missing(row.cell) for row in chosen]
    assert part.identifier.unescape().to_list() == [twin.unescape(row.cell) for row in chosen]

    types = data.draw(st.none() | st.sets(KINDS))
    for batch, expected in ((corpus, rows), (part, chosen)):
        expected = [row for row in expected if types is None or row.kind in types]
        index = pubfast.concept_index([batch], types=types, threads=threads)
        entries, skipped = twin.concept_index(expected)
        assert [(concept, index[concept].tolist()) for concept in index] == list(entries.items())
        assert index.skipped == skipped
        counts = pubfast.identifier_counts([batch], types=types, threads=threads)
        assert (counts.most_common(), counts.missing) == twin.identifier_counts(expected)


def test_identifiers_of_real_files(real_file: Path, read: Callable[..., pubfast.Corpus]) -> None:
    annotations = read(real_file, on_problem="ignore", format="pubtator").annotations
    rows = list(zip(annotations.identifier, annotations.type, strict=True))
    lists = annotations.identifier.split().to_list()
    assert lists == [twin.identifiers(cell, kind) for cell, kind in rows]
    assert annotations.identifier.missing().to_list() == [twin.missing(cell) for cell, _ in rows]
