"""Parquet, Arrow and JSON have the values that `open` reads, for every library that reads them."""

from __future__ import annotations

import gzip
import io
import json
import os
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pubfast
from packing import CONTAINERS, single

Read = Callable[..., pubfast.Corpus]
Write = Callable[..., Path]

TABLES = ("documents", "annotations", "relations", "passages", "problems")
OWN_TABLES = sorted((Path(__file__).parents[1] / "data" / "tables").glob("*.tsv"))
PIECES = [{}, {"batch_bytes": 1}, {"batch_bytes": 300, "row_group_size": 3, "threads": 1}]


def convert(src: Any, dst: Path, **options: Any) -> pubfast.Converted:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        return pubfast.convert(src, dst, **options)


Rows = list[dict[str, Any]]
OF_ANNOTATIONS = ("start", "end", "mention", "type", "identifier", "extra")


def rows_of(table: Any) -> Rows:
    """The rows that an eager table exports."""
    rows: Rows = table.to_arrow(strings="string").to_pylist()
    return rows


def by_pyarrow(path: Path) -> Rows:
    table = pq.read_table(path)
    table.validate(full=True)
    rows: Rows = table.to_pylist()
    return rows


def by_polars(path: Path) -> Rows:
    return pl.read_parquet(path).to_dicts()


def by_duckdb(path: Path) -> Rows:
    relation = duckdb.read_parquet(str(path))
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


READERS = {"pyarrow": by_pyarrow, "polars": by_polars, "duckdb": by_duckdb}


def check_parquet(folder: Path, expected: dict[str, Rows], result: pubfast.Converted) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{table}.parquet" for table in expected)
    assert result.rows == {table: len(rows) for table, rows in expected.items()}
    assert result.bytes == sum(path.stat().st_size for path in folder.iterdir())
    for table, rows in expected.items():
        for name, read in READERS.items():
            assert read(folder / f"{table}.parquet") == rows, (name, table)


def nested(corpus: pubfast.Corpus) -> Rows:
    """The documents that lines of JSON have."""
    return [
        {
            "document_id": document.document_id,
            "pmid": None if document.pmid < 0 else document.pmid,
            "title": document.title,
            "abstract": document.abstract,
            "passages": [{"tag": passage.tag, "text": passage.text} for passage in document.passages],
            "annotations": [
                {name: getattr(row, name) for name in OF_ANNOTATIONS} for row in document.annotations
            ],
            "relations": [
                {name: getattr(row, name) for name in ("type", "arg1", "arg2", "extra")}
                for row in document.relations
            ],
        }
        for document in corpus
    ]


def lines_of(path: Path) -> Rows:
    text = path.read_bytes()
    if path.suffix == ".gz":
        text = gzip.decompress(text)
    elif path.suffix == ".zst":
        text = pa.input_stream(pa.BufferReader(text), compression="zstd").read()
    assert not text or text.endswith(b"\n")
    return [json.loads(line) for line in text.decode().split("\n")[:-1]]


def by_ipc(path: Path) -> Rows:
    with pa.OSFile(str(path)) as file:
        table = pa.ipc.open_file(file).read_all()
        table.validate(full=True)
        rows: Rows = table.to_pylist()
    assert pl.read_ipc(path).to_dicts() == rows
    return rows


def check_all_formats(src: Any, corpus: pubfast.Corpus, folder: Path, **options: Any) -> None:
    options = {"source_format": "pubtator", **options}
    expected = {table: rows_of(getattr(corpus, table)) for table in TABLES}
    result = convert(src, folder / "dump", **options)
    check_parquet(folder / "dump", expected, result)
    assert result.problems == {code: count for code, count in corpus.problems.code.counts().items() if count}
    for table, rows in expected.items():
        convert(src, folder / f"{table}.arrow", table=table, **options)
        assert by_ipc(folder / f"{table}.arrow") == rows
        convert(src, folder / f"{table}.jsonl", table=table, **options)
        assert lines_of(folder / f"{table}.jsonl") == rows
    documents = nested(corpus)
    for name in ("dump.jsonl", "dump.jsonl.gz", "dump.jsonl.zst"):
        convert(src, folder / name, **options)
        assert lines_of(folder / name) == documents


@pytest.mark.parametrize("options", PIECES, ids=["whole", "one byte", "small"])
def test_specimens(specimen: Path, read: Read, tmp_path: Path, options: dict[str, Any]) -> None:
    check_all_formats(specimen, read(specimen, format="pubtator"), tmp_path, **options)


def test_real_files(real_file: Path, read: Read, tmp_path: Path) -> None:
    """Real files, in pieces, packed as thoroughly as is usual for keeping."""
    options = {"batch_bytes": 100_000, "row_group_size": 1000, "compression": "zstd", "level": 9}
    corpus = read(real_file, format="pubtator")
    expected = {table: rows_of(getattr(corpus, table)) for table in TABLES}
    result = convert(real_file, tmp_path / "dump", source_format="pubtator", **options)
    check_parquet(tmp_path / "dump", expected, result)
    del options["row_group_size"]
    convert(real_file, tmp_path / "a.arrow", source_format="pubtator", table="annotations", **options)
    assert by_ipc(tmp_path / "a.arrow") == expected["annotations"]
    convert(real_file, tmp_path / "dump.jsonl.zst", source_format="pubtator", **options)
    assert lines_of(tmp_path / "dump.jsonl.zst") == nested(corpus)


@pytest.mark.parametrize("path", OWN_TABLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("options", PIECES[:2], ids=["whole", "one byte"])
def test_tables(path: Path, options: dict[str, Any], tmp_path: Path) -> None:
    kind = "relations" if "relation" in path.stem else "entities"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        read: Any = {"relations": pubfast.read_relations, "entities": pubfast.read_entities}[kind]
        try:
            table = read(path, format=kind)
        except pubfast.FormatError:
            pytest.skip("is read as the other kind of table")
    options = {"source_format": kind, **options}
    expected = {kind: rows_of(table), "problems": rows_of(table.problems)}
    check_parquet(tmp_path / "t", expected, convert(path, tmp_path / "t", **options))
    assert convert(path, tmp_path / "t.parquet", **options).rows == {kind: len(table)}
    assert by_pyarrow(tmp_path / "t.parquet") == expected[kind]
    convert(path, tmp_path / "t.arrow", **options)
    assert by_ipc(tmp_path / "t.arrow") == expected[kind]
    convert(path, tmp_path / "t.jsonl", **options)
    assert lines_of(tmp_path / "t.jsonl") == expected[kind]


def test_the_kind_of_an_input_is_found(sample_path: Path, tmp_path: Path) -> None:
    examples = sample_path.parent
    for name, table in (("sample.pubtator", "documents"), ("sample.entities.tsv", "entities")):
        packed = single((examples / name).read_bytes())
        assert next(iter(convert(packed, tmp_path / table).rows)) == table
    with pytest.raises(pubfast.FormatError, match='source_format="pubtator"'):
        convert(b"neither this nor that\n", tmp_path / "no")
    with pytest.raises(pubfast.FormatError, match="BioC"):
        convert(b"<?xml version='1.0'?><collection><source>PubTator</source>", tmp_path / "no")
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("container", CONTAINERS)
def test_containers(container: str, specimen_texts: list[bytes], read: Read, tmp_path: Path) -> None:
    text = b"\n".join(specimen_texts)
    corpus = read(text, format="pubtator")
    expected = {table: rows_of(getattr(corpus, table)) for table in TABLES}
    packed = CONTAINERS[container][1](text)
    for at, options in enumerate(PIECES):
        result = convert(packed, tmp_path / str(at), source_format="pubtator", **options)
        check_parquet(tmp_path / str(at), expected, result)


def test_inputs_that_are_read_once(sample_path: Path, sample: pubfast.Corpus, tmp_path: Path) -> None:
    """A pipe, a file object and bytes, which have no name that tells their format."""
    text = sample_path.read_bytes()
    expected = rows_of(sample.annotations)
    reader, writer = os.pipe()

    def write() -> None:
        with open(writer, "wb") as file:
            file.write(text)

    thread = threading.Thread(target=write)
    thread.start()
    with open(reader, "rb") as pipe:
        inputs = {"pipe": pipe, "object": io.BytesIO(text), "bytes": text, "view": memoryview(text)}
        for name, src in inputs.items():
            convert(src, tmp_path / f"{name}.parquet", table="annotations")
            assert by_pyarrow(tmp_path / f"{name}.parquet") == expected
    thread.join()
    if hasattr(os, "mkfifo"):
        fifo = tmp_path / "fifo"
        os.mkfifo(fifo)
        thread = threading.Thread(target=lambda: fifo.write_bytes(text))
        thread.start()
        convert(fifo, tmp_path / "fifo.parquet", table="annotations")
        thread.join()
        assert by_pyarrow(tmp_path / "fifo.parquet") == expected


def test_standard_input(script: Callable[..., Any], sample_path: Path, tmp_path: Path) -> None:
    code = "import pubfast, sys; print(pubfast.convert('-', sys.argv[1], on_problem='ignore'))"
    done = script(code, tmp_path / "dump", input=sample_path.read_text())
    assert "16 documents, 121 annotations, 15 relations" in done.stdout
    assert pq.read_metadata(tmp_path / "dump" / "annotations.parquet").num_rows == 121


def test_the_output_does_not_depend_on_threads(mixed: Path, tmp_path: Path) -> None:
    files = []
    for threads in (1, 2, 5):
        folder = tmp_path / str(threads)
        convert(mixed, folder, threads=threads, batch_bytes=200_000, row_group_size=20_000)
        files.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert files[0] == files[1] == files[2]
    row_groups = pq.read_metadata(tmp_path / "1" / "annotations.parquet")
    sizes = [row_groups.row_group(at).num_rows for at in range(row_groups.num_row_groups)]
    assert len(sizes) > 2
    assert set(sizes[:-1]) == {20_000}


@pytest.mark.parametrize("text", [b"", b"\n\n", b"## nothing\n"])
def test_zero_documents(text: bytes, tmp_path: Path) -> None:
    result = pubfast.convert(text, tmp_path / "dump")
    check_parquet(tmp_path / "dump", {table: [] for table in TABLES}, result)
    for name in ("a.arrow", "a.parquet"):
        pubfast.convert(text, tmp_path / name, table="annotations")
    assert by_ipc(tmp_path / "a.arrow") == []
    assert pq.read_schema(tmp_path / "a.parquet").names[:3] == ["document", "document_id", "pmid"]
    for name in ("a.jsonl", "a.jsonl.gz", "a.jsonl.zst"):
        pubfast.convert(text, tmp_path / name)
        assert lines_of(tmp_path / name) == []


def test_strings_are_plain(sample_path: Path, tmp_path: Path) -> None:
    """All readers have them so, and a dictionary if they ask for it."""
    path = tmp_path / "a.parquet"
    convert(sample_path, path, table="annotations")
    schema = pq.read_schema(path)
    assert {schema.field(name).type for name in ("document_id", "type", "mention")} == {pa.string()}
    assert pl.read_parquet_schema(path)["type"] == pl.String
    read = pq.read_table(path, read_dictionary=["type"])
    assert read.schema.field("type").type == pa.dictionary(pa.int32(), pa.string())
    assert pq.read_metadata(path).row_group(0).column(6).has_dictionary_page
    convert(sample_path, tmp_path / "a.arrow", table="annotations")
    schema = pa.ipc.open_file(tmp_path / "a.arrow").schema
    assert {schema.field(name).type for name in ("document_id", "type", "mention")} == {pa.string()}
    assert schema.field("start").metadata[b"unit"] == b"code points"
    assert schema.metadata[b"pubfast.table"] == b"annotations"


def test_metadata(data: Path, tmp_path: Path) -> None:
    path = data / "problem-invalid_utf8.pubtator"
    convert(path, tmp_path / "dump")
    found = pq.read_metadata(tmp_path / "dump" / "documents.parquet").metadata
    size = str(path.stat().st_size).encode()
    assert found[b"pubfast.source"] == str(path).encode()
    assert found[b"pubfast.table"] == b"documents"
    assert b"byte_start=bytes; byte_end=bytes; line=lines" in found[b"pubfast.units"]
    assert found[b"pubfast.version"] == pubfast.__version__.encode()
    assert found[b"pubfast.source_bytes"] == found[b"pubfast.text_bytes"] == size
    assert int(found[b"pubfast.invalid_utf8_lines"]) > 0
    assert int(found[b"pubfast.problems"]) > 0
    packed = single(path.read_bytes())
    convert(packed, tmp_path / "packed")
    found = pq.read_metadata(tmp_path / "packed" / "documents.parquet").metadata
    assert (found[b"pubfast.source"], found[b"pubfast.text_bytes"]) == (b"<bytes>", size)
    assert int(found[b"pubfast.source_bytes"]) == len(packed)


@pytest.mark.parametrize(("count", "repeat"), [(10, True), (900, False)])
def test_texts_that_repeat_have_a_dictionary(count: int, repeat: bool, tmp_path: Path) -> None:
    """Each row group goes by what was seen when it began."""
    expected = [f"abstract {at % count}" for at in range(900)]
    text = "".join(f"{at}|t|a title\n{at}|a|{abstract}\n\n" for at, abstract in enumerate(expected))
    convert(text.encode(), tmp_path / "a", row_group_size=300, batch_bytes=1000)
    path = tmp_path / "a" / "documents.parquet"
    metadata = pq.read_metadata(path)
    assert metadata.num_row_groups == 3
    assert {metadata.row_group(at).column(4).has_dictionary_page for at in range(3)} == {repeat}
    for read in READERS.values():
        assert [row["abstract"] for row in read(path)] == expected


def test_sorted_by_document(sample_path: Path, tmp_path: Path) -> None:
    convert(sample_path, tmp_path / "dump")
    group = pq.read_metadata(tmp_path / "dump" / "annotations.parquet").row_group(0)
    assert [(column.column_index, column.descending) for column in group.sorting_columns] == [(0, False)]
    document, start = group.column(0), group.column(3)
    assert document.statistics.has_min_max
    assert (document.statistics.min, start.statistics.min) == (0, 0)
    assert "DELTA_BINARY_PACKED" in document.encodings
    assert "BYTE_STREAM_SPLIT" in start.encodings
    assert start.compression == "ZSTD"


def test_problems_are_warned_of_once(sample_path: Path, tmp_path: Path) -> None:
    with pytest.warns(pubfast.PubfastWarning, match="1 bad_offset, .* see the table problems"):
        pubfast.convert(sample_path, tmp_path / "a")
    with pytest.warns(pubfast.PubfastWarning, match="table='problems'"):
        result = pubfast.convert(sample_path, tmp_path / "a.jsonl")
    assert result.problems == {"bad_offset": 1, "unrecognised_line": 1}
    result = pubfast.convert(sample_path, tmp_path / "b", on_problem="ignore")
    assert (result.problems, result.rows["problems"]) == ({}, 0)
    with pytest.raises(pubfast.ParseError, match="bad_offset"):
        pubfast.convert(sample_path, tmp_path / "c", on_problem="raise")
    assert not (tmp_path / "c").exists()


def test_the_result_says_what_was_written(sample_path: Path, tmp_path: Path) -> None:
    result = convert(sample_path, tmp_path / "d")
    assert repr(result).startswith(f"<Converted {str(tmp_path / 'd')!r}: 16 documents, 121 annotations, ")
    assert (result.path, result.format) == (tmp_path / "d", "parquet")
    assert convert(sample_path, tmp_path / "d.jsonl").format == "jsonl"


def test_a_level_counts(mixed: Path, tmp_path: Path) -> None:
    sizes: list[int] = []
    for options in ({"compression": "none"}, {"level": 1}, {"level": 9}):
        name = str(len(sizes))
        sizes.append(convert(mixed, tmp_path / name, table=None, **options).bytes)
    assert sizes[0] > sizes[1] > sizes[2]


def test_progress(sample_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    convert(sample_path.read_bytes() * 1000, tmp_path / "a", progress=True, level=9)
    assert "pubfast" in capsys.readouterr().err
    convert(sample_path, tmp_path / "b", progress=False)
    assert capsys.readouterr().err == ""
