"""`check` finds what the slow twin finds, wherever the input is cut."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pubfast
import reference_check
from pubfast._input import Kind

Found = list[reference_check.Finding]

WAYS = (
    {"batch_bytes": 1},
    {"batch_bytes": 300},
    {"batch_bytes": 300, "threads": 3},
    {"batch_bytes": 1 << 20},
)
TABLES = Path(__file__).parents[1] / "data" / "tables"


def found(data: bytes | Path, kind: Kind, **options: int) -> Found:
    """Every finding, from the lines of JSON."""
    lines = io.BytesIO()
    report = pubfast.check(
        data,
        format=kind,
        output=lines,
        threads=options.pop("threads", 1),
        **options,  # type: ignore[arg-type]
    )
    findings = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert len(findings) == len(report)
    for finding in findings:
        assert finding["severity"] == pubfast.finding_severities[finding["code"]]
        assert finding["message"].endswith(pubfast.finding_codes[finding["code"]])
        assert finding["message"].isprintable()
    return [reference_check.Finding(f["line"], f["byte"], f["code"]) for f in findings]


def agree(data: bytes, kind: Kind, expected: Found) -> None:
    for way in WAYS:
        assert found(data, kind, **way) == expected, way


def test_specimens(specimen: Path) -> None:
    data = specimen.read_bytes()
    agree(data, "pubtator", reference_check.block_text(data))


def test_real_files(real_file: Path) -> None:
    data = real_file.read_bytes()
    expected = reference_check.block_text(data)
    for way in ({}, {"batch_bytes": 10_000, "threads": 3}):
        assert found(real_file, "pubtator", **way) == expected


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.tsv")), ids=lambda path: path.stem)
def test_tables(path: Path) -> None:
    data = path.read_bytes()
    agree(data, "entities", reference_check.entities(data))
    agree(data, "relations", reference_check.relations(data))


LINE_ENDS = st.sampled_from([b"\n"] * 8 + [b"\r\n", b"\r\r\n", b"\n\n", b"\n \t\n", b""])
ANYTHING = st.binary(max_size=20).map(lambda line: line.replace(b"\n", b"\t"))

# Lines of few documents with few values, so that much of it repeats and refers to each other.
WORDS = st.sampled_from([b"a", b"ab", b"A", "\u03b1".encode(), b"a&gt;", b"", b"\0", b"b ", b" x"])
IDENTIFIERS = st.sampled_from(
    [b"7", b"7;8", b"7,8", b"MESH:D1", b"D1|D2", b" 7", b"D1\xc2\xa0", b"-", b"", b"\xff "]
)
ARGUMENTS = st.sampled_from([b"7", b"8", b"7;8", b"D1", b"D2", b"MESH:D2", b"7 ", b"-", b"", b"9;7", b"\xff"])
TEXTS = st.lists(WORDS, max_size=5).map(b" ".join)
NUMBERS = st.integers(-1, 9).map(lambda number: b"%d" % number)
IDS = st.sampled_from([b"1", b"1", b"2", b"a"])
TYPES = st.sampled_from([b"Gene", b"Disease", b"Chemical", b"SNP"])
NEAR = st.one_of(
    st.tuples(IDS, st.just(b"t"), TEXTS).map(b"|".join),
    st.tuples(IDS, st.sampled_from([b"a", b"a", b"body"]), TEXTS).map(b"|".join),
    st.tuples(IDS, NUMBERS, NUMBERS, WORDS, TYPES, IDENTIFIERS).map(b"\t".join),
    st.tuples(IDS, NUMBERS, NUMBERS, WORDS, TYPES, IDENTIFIERS).map(b"\t".join),
    st.tuples(IDS, NUMBERS, NUMBERS, WORDS, TYPES, IDENTIFIERS, WORDS).map(b"\t".join),
    st.tuples(IDS, TYPES, ARGUMENTS, ARGUMENTS).map(b"\t".join),
    st.tuples(IDS, ARGUMENTS, ARGUMENTS, st.just(b"Subject:7")).map(b"\t".join),
    st.just(b""),
)


@given(
    st.lists(st.tuples(st.one_of(NEAR, NEAR, NEAR, ANYTHING), LINE_ENDS).map(b"".join), max_size=25).map(
        b"".join
    )
)
@settings(max_examples=300)
def test_generated_block_text(data: bytes) -> None:
    agree(data, "pubtator", reference_check.block_text(data))


PMIDS = st.sampled_from([b"1", b"1", b"1", b"2", b"x", b"01"])
ENTITIES = st.sampled_from([b"Gene|7", b"Gene|7&gt;", b"7", b"Gene| 7", b"|7 ", b"&lt;|8", b""])
TABLE_LINES = st.one_of(
    st.tuples(PMIDS, TYPES, IDENTIFIERS, WORDS, st.just(b"R")).map(b"\t".join),
    st.tuples(PMIDS, TYPES, ENTITIES, ENTITIES).map(b"\t".join),
    st.lists(st.one_of(PMIDS, TYPES, IDENTIFIERS, WORDS), max_size=7).map(b"\t".join),
    st.just(b"PMID\tMeshID\tMentions\tResource"),
)


@given(st.lists(st.tuples(TABLE_LINES, LINE_ENDS).map(b"".join), max_size=20).map(b"".join))
@settings(max_examples=200)
def test_generated_tables(data: bytes) -> None:
    agree(data, "entities", reference_check.entities(data))
    agree(data, "relations", reference_check.relations(data))
