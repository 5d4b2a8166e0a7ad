"""Tables read as the slow twin reads them: at once and in batches, through every container."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pubfast
import reference_tables
from comparison import same
from packing import CONTAINERS, single
from table_files import COLUMNS, KINDS, batches, read, values

DATA = Path(__file__).parents[1] / "data" / "tables"
MANIFEST = json.loads((DATA / "manifest.json").read_text("utf-8"))
CORPORA = Path(os.environ["PUBFAST_CORPORA"], "tables") if os.environ.get("PUBFAST_CORPORA") else None
REAL = sorted(path for path in CORPORA.rglob("*") if path.is_file()) if CORPORA else []
FILES = sorted(DATA.glob("*.tsv")) + REAL
PMID_ONLY = b"PMID\tMeshID\tMentions\tResource\r\n"


def twin(kind: str, text: bytes) -> Any:
    return getattr(reference_tables, kind)(text)


def agree(kind: str, tables: Sequence[Any], text: bytes) -> None:
    """Compare the columns, the views and the problems of tables that follow each other."""
    expected = twin(kind, text)
    first = 0
    for table in tables:
        assert table.first_row == first
        first += len(table)
    rows = list(zip(*(getattr(expected, name) for name in COLUMNS[kind]), strict=True))
    views = [tuple(getattr(row, name) for name in COLUMNS[kind]) for table in tables for row in table]
    same("views", views, rows)
    for name in COLUMNS[kind]:
        got = [value for table in tables for value in values(getattr(table, name))]
        same(name, got, getattr(expected, name))
    problems = [(row.line, row.byte, row.code) for table in tables for row in table.problems]
    same("problems", problems, [tuple(problem) for problem in expected.problems])
    # When all columns are there, views look up there.
    again = [tuple(getattr(row, name) for name in COLUMNS[kind]) for table in tables for row in table]
    same("views of columns", again, rows)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files(path: Path, kind: str) -> None:
    """Every file by both readers: what is no table of the kind has problems, and the same."""
    text = path.read_bytes()
    for threads in (1, 2, 3):
        for io in ("mmap", "read"):
            agree(kind, [read(kind, path, threads=threads, io=io)], text)


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_in_batches(path: Path, container: str) -> None:
    kind = kind_of(path)
    text = path.read_bytes()
    packed = CONTAINERS[container][1](text)
    agree(kind, [read(kind, packed)], text)
    for batch_bytes in (1 if len(text) < 2000 else 1500, 100, 1 << 20):
        for threads in (1, 2):
            agree(kind, batches(kind, packed, batch_bytes=batch_bytes, threads=threads), text)


def kind_of(path: Path) -> str:
    by_name = {entry["file"]: entry["table"] for entry in MANIFEST}
    return str(by_name.get(path.name) or pubfast.detect(path).format)


def test_the_manifest_lists_every_specimen() -> None:
    assert sorted(entry["file"] for entry in MANIFEST) == sorted(path.name for path in DATA.glob("*.tsv"))


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["file"])
def test_what_the_manifest_says(entry: dict[str, Any]) -> None:
    """Without being told what they are, too: no specimen is refused by its reader."""
    table = read(entry["table"], DATA / entry["file"], format=None)
    assert len(table) == entry["rows"]
    assert [[row.line, row.byte, row.code] for row in table.problems] == entry["problems"]
    assert pubfast.detect(DATA / entry["file"]).format in (entry["table"], "pubtator")


@pytest.mark.skipif(not REAL, reason="PUBFAST_CORPORA is not set")
def test_real_files_are_recognised() -> None:
    for path in REAL:
        assert pubfast.detect(path).format in KINDS, path.name
        read(kind_of(path), path, format=None)


VALUES = ["", "7", "Gene", "a|b", "|x", '"', "\\", "\0", "é", "PMID", "-", " ", "x;y", "\r", "A|", "1" * 20]


@given(
    lines=st.lists(
        st.one_of(
            st.lists(st.sampled_from(VALUES), max_size=7).map("\t".join),
            st.tuples(st.integers(0, 10**9), st.lists(st.sampled_from(VALUES), min_size=3, max_size=4)).map(
                lambda row: "\t".join([str(row[0]), *row[1]])
            ),
        ),
        max_size=30,
    ),
    head=st.sampled_from(["", "\ufeff", "PMID\tID\tMentions\n", "\n\n#pmid\ttype\tid\r\n", "PMID\tType\n"]),
    end=st.sampled_from(["\n", "\r\n"]),
    kind=st.sampled_from(KINDS),
    batch_bytes=st.integers(1, 200),
    threads=st.integers(1, 3),
    container=st.sampled_from(sorted(CONTAINERS)),
)
def test_generated(
    lines: list[str], head: str, end: str, kind: str, batch_bytes: int, threads: int, container: str
) -> None:
    text = (head + end.join(lines)).encode()
    agree(kind, [read(kind, text, threads=threads)], text)
    packed = CONTAINERS[container][1](text)
    agree(kind, batches(kind, packed, batch_bytes=batch_bytes, threads=threads), text)


def test_rows_by_hand() -> None:
    table = pubfast.read_entities(
        b"25379667\tGene\t3558\tinterleukin-2|IL-2\tGNormPlus\n"
        b"28555004\tGene\t3065;3066\tHistone deacetylases 1, 2\tGNormPlus\n"
        b"19953087\tGene\t8463\t\tgene2pubmed|BioGRID\n"
        b"31642774\tChemical\t-\tK318\tTaggerOne\n"
        b'200\tGene\t7099\tToll"-like receptor (4|TLR(4\tPubTator3\n'
        b"100\tMutation\ttmVar:c|SUB|A|2063|G;HGVS:c.2063A>G\tA2063G\tPubTator3\n"
    )
    assert len(table) == 6
    assert table.pmid.dtype == np.int64
    assert table.type.codes.tolist() == [0, 0, 0, 1, 0, 2]
    assert table.type.categories == ("Gene", "Chemical", "Mutation")
    assert table.identifier.to_list()[1:4] == ["3065;3066", "8463", "-"]
    assert table.mentions.to_list()[2:5] == ["", "K318", 'Toll"-like receptor (4|TLR(4']
    assert table.resource[2] == "gene2pubmed|BioGRID"
    relations = pubfast.read_relations(
        b"35378878\tassociate\tChemical|MESH:D003911\tDisease|MESH:D005334\n"
        b"1\ttreat\tDNAMutation|RS#:67376798;HGVS:c.2846A&gt;T\tDNAMutation|c|DEL|1314_1328|\n"
    )
    assert relations.type1.to_list() == ["Chemical", "DNAMutation"]
    assert relations.id1.to_list() == ["MESH:D003911", "RS#:67376798;HGVS:c.2846A&gt;T"]
    assert relations.id2.to_list() == ["MESH:D005334", "c|DEL|1314_1328|"]


BAD: dict[str, tuple[bytes, list[tuple[Any, ...]], list[str]]] = {
    "fewer columns": (b"1\tGene\t7\n", [(1, "Gene", "7", None, None)], ["missing_columns"]),
    "two columns": (b"1\tGene\n", [], ["too_few_columns"]),
    "more columns": (b"1\tGene\t7\tx\tR\tmore\t\n", [(1, "Gene", "7", "x", "R")], ["extra_columns"]),
    "no number": (b"PMC1\tGene\t7\tx\tR\n", [(-1, "Gene", "7", "x", "R")], ["bad_pmid"]),
    "a leading zero": (b"007\tGene\t7\tx\tR\n", [(-1, "Gene", "7", "x", "R")], ["bad_pmid"]),
    "eighteen digits": (b"9" * 18 + b"\tGene\t7\tx\tR\n", [(10**18 - 1, "Gene", "7", "x", "R")], []),
    "invalid UTF-8": (b"1\tGene\t\xff\tx\tR\n", [(1, "Gene", "\ufffd", "x", "R")], ["invalid_utf8"]),
    "NUL": (b"1\tGene\t7\tx\0y\tR\n", [(1, "Gene", "7", "x\0y", "R")], []),
    "CRLF": (b"1\tGene\t7\tx\tR\r\n\r\n", [(1, "Gene", "7", "x", "R")], []),
    "quotes": (b'1\tGene\t7\t"x\tR"\n', [(1, "Gene", "7", '"x', 'R"')], []),
    "a backslash": (b"1\tGene\t7\tx\tR\\\n2\tGene\t8\ty\tR\\", [(1, "Gene", "7", "x", "R\\")], []),
    "nothing": (b"", [], []),
    "a late header": (b"1\tGene\t7\tx\tR\nPMID\tType\n", [(1, "Gene", "7", "x", "R")], ["repeated_header"]),
    "an old table": (PMID_ONLY + b"1\tD1\tx\tR\r\n", [(1, None, "D1", "x", "R")], []),
    "a header alone": (b"PMID\tType\tConceptID\tMentions\tResource", [], []),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input(what: str) -> None:
    text, rows, codes = BAD[what]
    agree("entities", [read("entities", text, format=None)], text)
    table = read("entities", text, format=None)
    got = [(row.pmid, row.type, row.identifier, row.mentions, row.resource) for row in table]
    assert got[: len(rows)] == rows
    assert table.problems.code.to_list() == codes


def test_long_values() -> None:
    long = b"x" * (2 << 20)
    text = b"1\tGene\t%s\tm\tR\n2\tGene\t7\t%s\t%s\n" % (long, long, long)
    for table in (read("entities", text), *batches("entities", single(text), batch_bytes=1 << 23)):
        assert table.identifier.lengths.tolist() == [2 << 20, 1]
        assert table.mentions.lengths.tolist() == [1, 2 << 20]
        assert list(map(len, table.resource.categories)) == [1, 2 << 20]
        assert table[0].identifier == long.decode()


def test_absent_values() -> None:
    table = read("entities", PMID_ONLY + b"1\tD1\tx\tR\n2\tD2\n3\tD3\t\t\n")
    assert table.type.codes.tolist() == [-1, -1, -1]
    assert table.type.categories == ()
    assert table.type[0] is None
    assert table.resource.to_list() == ["R", None, ""]
    assert list(table.resource[1:]) == [None, ""]
    assert table.resource.counts() == {"R": 1, "": 1}
    assert (table.resource == "R").tolist() == [True, False, False]
    assert (table.resource != "R").tolist() == [False, True, True]
    assert (table.resource == None).tolist() == [False, True, False]  # noqa: E711
    assert table.resource.isin(["", None]).tolist() == [False, True, True]
    assert table.resource.to_numpy().tolist() == ["R", None, ""]
    assert table.mentions.lengths.tolist() == [1, -1, 0]
