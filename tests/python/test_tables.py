"""Tables read as the slow twin reads them: at once and in batches, through every container."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Iterable, Sequence
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

Write = Callable[..., Path]
DATA = Path(__file__).parents[1] / "data" / "tables"
MANIFEST = json.loads((DATA / "manifest.json").read_text("utf-8"))
CORPORA = Path(os.environ["PUBFAST_CORPORA"], "tables") if os.environ.get("PUBFAST_CORPORA") else None
REAL = sorted(path for path in CORPORA.rglob("*") if path.is_file()) if CORPORA else []
FILES = sorted(DATA.glob("*.tsv")) + REAL
KINDS = ("entities", "relations")
COLUMNS = {
    "entities": ("pmid", "type", "identifier", "mentions", "resource"),
    "relations": ("pmid", "type", "type1", "id1", "type2", "id2"),
}
CATEGORIES = {"entities": ("type", "resource"), "relations": ("type", "type1", "type2")}
PMID_ONLY = b"PMID\tMeshID\tMentions\tResource\r\n"


def read(kind: str, source: object, **options: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        return getattr(pubfast, f"read_{kind}")(source, **{"format": kind, **options})


def batches(kind: str, source: object, **options: Any) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        return [*getattr(pubfast, f"stream_{kind}")(source, **{"format": kind, **options})]


def twin(kind: str, text: bytes) -> Any:
    return getattr(reference_tables, kind)(text)


def values(column: Any) -> list[Any]:
    return list(column.tolist() if isinstance(column, np.ndarray) else column.to_list())


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


@pytest.fixture
def table() -> pubfast.EntityTable:
    return pubfast.read_entities(b"".join(b"%d\tGene\t%d\tm%d\tR%d\n" % (n, n, n, n % 2) for n in range(100)))


def test_selection(table: pubfast.EntityTable) -> None:
    assert [row.pmid for row in table[10:20:3]] == [10, 13, 16, 19]
    assert table[table.resource == "R1"].pmid.tolist() == list(range(1, 100, 2))
    part = table[[5, 3, 3, -1]]
    assert isinstance(part, pubfast.EntityTable)
    assert part.pmid.tolist() == [5, 3, 3, 99]
    assert part.mentions.to_list() == ["m5", "m3", "m3", "m99"]
    assert part.type.to_list() == ["Gene"] * 4
    assert part[1:].resource.to_list() == ["R1", "R1", "R1"]
    assert table[-1] == table[99]
    assert table[10:20].identifier.buffer.ctypes.data == table.identifier.buffer.ctypes.data
    with pytest.raises(IndexError):
        table[100]
    wrong: list[Any] = ["pmid", (1, 2), 1.5, None]
    for key in wrong:
        with pytest.raises(TypeError, match="rows are selected by"):
            table[key]
    with pytest.raises(IndexError, match="a mask of 3 values"):
        table[[True, False, True]]


def test_arrays_are_read_only(table: pubfast.EntityTable) -> None:
    for array in (table.pmid, table.type.codes, table.identifier.starts, table.mentions.buffer):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.flags.writeable = True


def test_problems_of_a_part() -> None:
    text = b"1\tGene\t7\n2\tGene\n3\tGene\t7\tx\t\xff\nx\tGene\t7\tx\tR\n"
    for table in (read("entities", text), read("entities", b"\xef\xbb\xbf\n" + text)):
        codes = ["missing_columns", "too_few_columns", "invalid_utf8", "bad_pmid"]
        assert table.problems.code.to_list() == codes
        assert table[:1].problems.code.to_list() == ["missing_columns"]
        assert table[1:].problems.code.to_list() == ["invalid_utf8", "bad_pmid"]
        assert table[[2]].problems.code.to_list() == ["bad_pmid"]
        assert len(table[:0].problems) == 0
    *_, last = batches("entities", text, batch_bytes=1)
    assert last[:1].problems.line.tolist() == [4]
    assert 'column 1 is "x"' in last.problems.message[0]


def test_warnings_and_errors(write: Write) -> None:
    path = write(b"1\tGene\t7\nx\tGene\t7\tx\tR\n" * 2000)
    with pytest.warns(pubfast.PubfastWarning) as caught:
        pubfast.read_entities(path)
    assert str(caught[0].message) == f"{path}: 2000 missing_columns, 2000 bad_pmid; see table.problems"
    assert caught[0].filename == __file__
    with pytest.warns(pubfast.PubfastWarning) as caught:
        list(pubfast.stream_entities(path, batch_bytes=1000))
    assert "2000 bad_pmid, 2000 missing_columns; see the problems of the batches" in str(caught[0].message)
    assert caught[0].filename == __file__
    assert len(pubfast.read_entities(path, on_problem="ignore").problems) == 0
    for threads in (1, 2):
        for consume in (pubfast.read_entities, lambda *a, **o: list(pubfast.stream_entities(*a, **o))):
            with pytest.raises(pubfast.ParseError) as error:
                consume(path, on_problem="raise", threads=threads)
            assert (error.value.line, error.value.byte, error.value.code) == (1, 0, "missing_columns")


def test_codes_depend_on_nothing(write: Write) -> None:
    kinds = ["Gene", "Disease", "Chemical", "Species"]
    rows = (b"%d\t%s\t7\tm\tR%d\n" % (n, kinds[n // 9000 % 4].encode(), n * n % 97) for n in range(100_000))
    path = write(b"".join(rows))
    whole = pubfast.read_entities(path, threads=1)
    for threads in (2, 3, 8):
        other = pubfast.read_entities(path, threads=threads)
        for name in CATEGORIES["entities"]:
            mine, theirs = getattr(whole, name), getattr(other, name)
            assert theirs.categories == mine.categories
            np.testing.assert_array_equal(theirs.codes, mine.codes)
    for threads in (1, 3):
        parts = batches("entities", path, threads=threads, batch_bytes=50_000)
        assert len(parts) > 20
        for name in CATEGORIES["entities"]:
            codes = np.concatenate([getattr(part, name).codes for part in parts])
            np.testing.assert_array_equal(codes, getattr(whole, name).codes)
            known: tuple[str, ...] = ()
            for part in parts:
                categories = getattr(part, name).categories
                assert categories[: len(known)] == known
                known = categories
            assert known == getattr(whole, name).categories


def test_columns_ahead() -> None:
    text = b"1\tGene\t7\tm\tR\n" * 100
    for columns in (["pmid", "mentions"], ["type"], list(COLUMNS["entities"])):
        parts = batches("entities", text, batch_bytes=100, columns=columns)
        assert sum(part.pmid.sum() for part in parts) == 100
    with pytest.raises(ValueError, match="the columns are pmid, type, identifier, mentions, resource"):
        pubfast.stream_entities(text, columns=["documents"])
    with pytest.raises(ValueError, match="the columns are pmid, type, type1, id1, type2, id2"):
        pubfast.stream_relations(b"1\tx\tA|1\tB|2\n", columns=["id3"])


FORMATS: dict[str, tuple[bytes, str, str]] = {
    "entities": (b"1\tGene\t7\tm\tR\n", "a table of entities", "pubfast.read_entities"),
    "relations": (b"1\ttreat\tA|1\tB|2\n", "a table of relations", "pubfast.read_relations"),
    "pubtator": (b"1|t|x\n1\t0\t1\tx\tGene\t7\n", "block text", "pubfast.open"),
}
READERS: dict[str, list[Callable[..., Any]]] = {
    "entities": [pubfast.read_entities, pubfast.stream_entities],
    "relations": [pubfast.read_relations, pubfast.stream_relations],
    "pubtator": [pubfast.open, pubfast.stream],
}


@pytest.mark.parametrize("container", ["plain", "gzip"])
@pytest.mark.parametrize("other", FORMATS)
@pytest.mark.parametrize("own", READERS)
def test_each_reader_names_the_one_that_reads_a_file(own: str, other: str, container: str) -> None:
    text, looks, function = FORMATS[other]
    packed = CONTAINERS[container][1](text)
    for reader in READERS[own]:
        if own == other:
            reader(packed)
            continue
        with pytest.raises(pubfast.FormatError) as error:
            reader(packed)
        message = str(error.value)
        assert f"looks like {looks}" in message
        assert function in message
        assert f'format="{own}" reads it all the same' in message
        assert ("inside gzip" in message) == (container == "gzip")
        reader(packed, format=own, on_problem="ignore")
        with pytest.raises(ValueError, match="format must be"):
            reader(packed, format=other)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"<?xml?>", "XML"),
        (b'{"a": 1}', "JSON"),
        (b"PAR1\0", "Parquet"),
        (b"words\n", "no table"),
        (b"PK\3\4", "zip"),
    ],
)
def test_what_is_no_table(kind: str, text: bytes, words: str) -> None:
    with pytest.raises(pubfast.FormatError, match=words):
        getattr(pubfast, f"read_{kind}")(text)
    assert len(read(kind, text, on_problem="ignore")) == 0


def test_a_fault_counts_rows() -> None:
    packed = single(b"1\tGene\t7\tm\tR\n" * 5000)
    packed = packed[: len(packed) // 2]
    rows = 0

    def consume() -> None:
        nonlocal rows
        for batch in pubfast.stream_entities(packed, batch_bytes=1000):
            rows += len(batch)

    with pytest.raises(pubfast.InputError) as error:
        consume()
    assert rows > 0
    assert (error.value.rows, error.value.documents, error.value.byte) == (rows, None, 13 * rows)
    assert f"with {rows} rows" in str(error.value)
    with pytest.raises(pubfast.InputError) as error:
        pubfast.read_entities(packed)
    assert error.value.rows == rows


def test_closing(write: Write, table: pubfast.EntityTable) -> None:
    mentions, row = table.mentions, table[3]
    with table:
        assert not table.closed
    assert table.closed
    assert "closed" in repr(table)
    actions: Iterable[Callable[[], object]] = (
        lambda: len(table),
        lambda: table[0],
        lambda: table.pmid,
        lambda: table.type,
        lambda: table.mentions,
        lambda: list(table),
        lambda: table.problems,
        lambda: table.first_row,
    )
    for action in actions:
        with pytest.raises(ValueError, match="the table is closed"):
            action()
    table.close()
    assert (mentions[3], row.mentions) == ("m3", "m3")
    with pubfast.stream_entities(b"1\tGene\t7\tm\tR\n" * 100, batch_bytes=100) as stream:
        assert isinstance(stream, pubfast.EntityStream)
        next(stream)
    assert stream.closed
    assert repr(stream) == "<EntityStream '<bytes>': closed>"


def test_representations() -> None:
    table = pubfast.read_relations(b"1\ttreat\tA|1\tB|2\n" * 7)
    assert repr(table).startswith(
        "<RelationTable '<bytes>': 7 rows\n  TableRelation(pmid=1, type='treat', type1='A'"
    )
    assert repr(table).endswith("\n  …>")
    assert repr(table[2]) == "TableRelation(pmid=1, type='treat', type1='A', id1='1', type2='B', id2='2')"


@pytest.mark.large
@pytest.mark.parametrize("pack", [bytes, single], ids=["plain", "gzip"])
def test_a_stream_takes_the_same_memory_whatever_the_size(
    script: Callable[..., Any], tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    code = """
import sys, pubfast
def own():
    return int(next(line for line in open("/proc/self/status") if line.startswith("RssAnon")).split()[1])
before, peak = own(), 0
for batch in pubfast.stream_entities(sys.argv[1], batch_bytes=2 << 20, threads=2):
    batch.pmid, batch.type.codes, batch.identifier.starts, batch.mentions.starts, batch.resource.codes
    peak = max(peak, own() - before)
print(peak)
"""
    if not Path("/proc/self/status").exists():
        pytest.skip("no /proc")
    peaks = []
    for size in (20, 80):
        path = tmp_path / str(size)
        path.write_bytes(pack(b"25379667\tGene\t3558\tinterleukin-2|IL-2\tGNormPlus\n" * (size * 20_000)))
        peaks.append(int(script(code, path).stdout))
        path.unlink()
    assert peaks[1] < peaks[0] + 8000  # kB; the text has 60 MB more
