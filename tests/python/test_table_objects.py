"""Tables and their streams as Python objects: selections, problems, codes, closing, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pubfast
from packing import CONTAINERS, single
from table_files import COLUMNS, KINDS, batches, read

Write = Callable[..., Path]


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
        for name in ("type", "resource"):
            mine, theirs = getattr(whole, name), getattr(other, name)
            assert theirs.categories == mine.categories
            np.testing.assert_array_equal(theirs.codes, mine.codes)
    for threads in (1, 3):
        parts = batches("entities", path, threads=threads, batch_bytes=50_000)
        assert len(parts) > 20
        for name in ("type", "resource"):
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
