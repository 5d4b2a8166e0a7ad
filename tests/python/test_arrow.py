"""Every table is an Arrow stream, whose values are those of the columns."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pytest

import pubfast

CorpusOf = Callable[..., pubfast.Corpus]
Read = Callable[..., pubfast.Corpus]

TABLES = ("documents", "annotations", "relations", "passages", "problems")
IDS = ["document: int32 not null", "document_id: string_view not null", "pmid: int64"]
KIND = "dictionary<values=string, indices=int32, ordered=0> not null"
SCHEMAS = {
    "documents": [
        *IDS,
        "title: string_view",
        "abstract: string_view",
        "annotation_start: int64 not null",
        "annotation_end: int64 not null",
        "relation_start: int64 not null",
        "relation_end: int64 not null",
        "source: dictionary<values=string, indices=int32, ordered=0>",
        "byte_start: int64 not null",
        "byte_end: int64 not null",
        "line: int64 not null",
    ],
    "annotations": [
        *IDS,
        "start: int32 not null",
        "end: int32 not null",
        "mention: string_view not null",
        f"type: {KIND}",
        "identifier: string_view",
        "extra: string_view",
    ],
    "relations": [
        *IDS,
        f"type: {KIND}",
        "arg1: string_view not null",
        "arg2: string_view not null",
        "extra: string_view",
    ],
    "passages": [*IDS, "tag: string_view not null", "text: string_view not null"],
    "problems": [
        "line: int64 not null",
        "byte: int64 not null",
        f"code: {KIND}",
        "message: string_view not null",
    ],
}
UNITS = {
    "document": "rows of documents",
    "start": "code points",
    "end": "code points",
    "annotation_start": "rows of annotations",
    "annotation_end": "rows of annotations",
    "relation_start": "rows of relations",
    "relation_end": "rows of relations",
    "byte_start": "bytes",
    "byte_end": "bytes",
    "byte": "bytes",
    "line": "lines",
}


def expected(corpus: pubfast.Corpus, table: str) -> dict[str, list[Any]]:
    """The columns of a table as lists, by way of numpy and `str`."""
    documents, rows = corpus.documents, getattr(corpus, table)
    found: dict[str, list[Any]] = {}
    if table != "problems":
        owners = list(range(len(rows))) if table == "documents" else rows.document.tolist()
        ids = documents.document_id.to_list()
        pmids = [None if pmid == -1 else pmid for pmid in documents.pmid.tolist()]
        found["document"] = owners
        found["document_id"] = [ids[owner] for owner in owners]
        found["pmid"] = [pmids[owner] for owner in owners]
    for field in SCHEMAS[table]:
        name = field.partition(":")[0]
        if name in found:
            continue
        if name.startswith(("annotation_", "relation_")):
            kind, end = name.split("_")
            offsets = getattr(rows, f"{kind}_offsets").tolist()
            found[name] = offsets[:-1] if end == "start" else offsets[1:]
        else:
            column = getattr(rows, name)
            found[name] = (
                column
                if isinstance(column, list)
                else column[:].tolist()
                if isinstance(column, np.ndarray)
                else column.to_list()
            )
    return found


def by_duckdb(rows: Any) -> dict[str, list[Any]]:
    with duckdb.connect() as connection:
        found = connection.sql("from rows").fetchall()
    names = pa.schema(rows).names
    return {name: [row[at] for row in found] for at, name in enumerate(names)}


def by_pandas(table: Any) -> dict[str, list[Any]]:
    frame = table.to_pandas()
    absent = {name: frame[name].isna().tolist() for name in frame}
    return {
        name: [None if no else value for value, no in zip(frame[name].tolist(), absent[name], strict=True)]
        for name in frame
    }


def by_pyarrow(table: Any, **options: Any) -> dict[str, list[Any]]:
    rows = table.to_arrow(**options) if options else pa.table(table)
    rows.validate(full=True)
    found: dict[str, list[Any]] = rows.to_pydict()
    return found


READERS: dict[str, Callable[[Any], dict[str, list[Any]]]] = {
    "pyarrow": by_pyarrow,
    "large_string": lambda table: by_pyarrow(table, strings="large_string"),
    "string": lambda table: by_pyarrow(table, strings="string"),
    "polars": lambda table: pl.DataFrame(table).to_dict(as_series=False),
    "duckdb": by_duckdb,
    "pandas": by_pandas,
}


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Callable[[Any], dict[str, list[Any]]]:
    return READERS[request.param]


def agree(corpus: pubfast.Corpus, reader: Callable[[Any], dict[str, list[Any]]]) -> None:
    for table in TABLES:
        found, wanted = reader(getattr(corpus, table)), expected(corpus, table)
        assert list(found) == list(wanted)
        for name, values in wanted.items():
            assert found[name] == values, f"{table}.{name}"


def test_specimens(specimen: Path, read: Read, reader: Callable[[Any], dict[str, list[Any]]]) -> None:
    agree(read(specimen, format="pubtator"), reader)


def test_real_files(real_file: Path, read: Read) -> None:
    corpus = read(real_file, format="pubtator")
    agree(corpus, READERS["pyarrow"])
    agree(corpus, READERS["polars"])


PARTS: dict[str, Callable[[pubfast.Corpus], pubfast.Corpus]] = {
    "whole": lambda whole: whole,
    "part": lambda whole: whole[10:-10],
    "small part": lambda whole: whole[100:110],
    "steps": lambda whole: whole[::-7],
    "mask": lambda whole: whole[np.arange(len(whole)) % 3 == 0],
    "repeated": lambda whole: whole[[3, 3, -1, 0] * 5],
    "empty part": lambda whole: whole[5:5],
}


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_a_corpus(
    part: str, mixed: Path, read: Read, reader: Callable[[Any], dict[str, list[Any]]]
) -> None:
    agree(PARTS[part](read(mixed, format="pubtator", threads=3)), reader)


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_a_table(table: str, mixed: Path, read: Read) -> None:
    rows = getattr(read(mixed, format="pubtator"), table)
    whole = pa.table(rows).to_pylist()
    if table == "documents":  # the numbers of others rows begin with the selection
        whole = [{name: row[name] for name in ("document_id", "title", "line")} for row in whole]
    mask = np.arange(len(rows)) % 5 == 1
    for key, wanted in (
        (slice(3, 400), whole[3:400]),
        (slice(None, None, -3), whole[::-3]),
        (slice(7, 12), whole[7:12]),
        ([5, 1, 5, -1], [whole[5], whole[1], whole[5], whole[-1]]),
        (mask, list(itertools.compress(whole, mask))),
        (slice(0, 0), []),
    ):
        found = pa.table(rows[key]).to_pylist()
        if table == "documents":
            assert [row["document"] for row in found] == list(range(len(found)))
            found = [{name: row[name] for name in ("document_id", "title", "line")} for row in found]
        assert found == wanted


@pytest.mark.parametrize("table", TABLES)
def test_schemas(table: str, sample: pubfast.Corpus) -> None:
    rows = getattr(sample, table)
    schema = pa.schema(rows)
    assert schema == pa.table(rows).schema
    assert [
        f"{field.name}: {field.type}{'' if field.nullable else ' not null'}" for field in schema
    ] == SCHEMAS[table]
    for field in schema:
        unit = UNITS.get(field.name)
        assert field.metadata == (None if unit is None else {b"unit": unit.encode()}), field.name
    assert schema.metadata == {
        b"pubfast.version": pubfast.__version__.encode(),
        b"pubfast.table": table.encode(),
        b"pubfast.invalid_utf8_lines": b"0",
    }


@pytest.mark.parametrize("text", ["", "what\n", "1|t|x\n", "\n\n"])
def test_tables_without_rows(
    text: str, corpus_of: CorpusOf, reader: Callable[[Any], dict[str, list[Any]]]
) -> None:
    agree(corpus_of(text), reader)


def test_a_document_made_by_hand() -> None:
    mine = pubfast.Annotation(0, 5, "caf\u00e9s of the world", "Place", "P1")
    document = pubfast.Document(document_id="A1", title="caf\u00e9s of the world", annotations=[mine])
    assert pa.table(document.annotations).to_pylist() == [
        {
            "document": 0,
            "document_id": "A1",
            "pmid": None,
            "start": 0,
            "end": 5,
            "mention": "caf\u00e9s of the world",
            "type": "Place",
            "identifier": "P1",
            "extra": None,
        }
    ]


def test_batches_of_a_stream(mixed: Path) -> None:
    stream = pubfast.stream(mixed, batch_bytes=500_000, on_problem="collect", format="pubtator")
    with pytest.warns(pubfast.PubfastWarning):
        batches = list(stream)
    assert len(batches) > 3
    for batch in batches:
        agree(batch, READERS["pyarrow"])


INVALID = (
    b"1|t|fine\n1|a|bad \xff bytes in a long abstract\n1\t0\t1\tx\xfe\tGe\xffne\t7\n"
    b"1\t0\t1\ta mention of some length\xc3\tGe\xfene\t\xa9\tmore\xf0\x9f\t\x92\xa9\n"
    b"1\t0\t1\tanother mention of some length\tGene\tD1\n\xffid|t|x\n\xffid\tCID\tD1\xff\tD2\n"
)


@pytest.mark.parametrize("on_problem", ["collect", "ignore"])
def test_bytes_that_are_not_utf8(
    on_problem: str, corpus_of: CorpusOf, reader: Callable[[Any], dict[str, list[Any]]]
) -> None:
    corpus = corpus_of(INVALID * 200, on_problem=on_problem)
    agree(corpus, reader)
    agree(corpus[7:9], reader)
    assert pa.schema(corpus.annotations).metadata[b"pubfast.invalid_utf8_lines"] == b"1000"
    kinds = pa.table(corpus.annotations)["type"].combine_chunks().dictionary.to_pylist()
    assert kinds == ["Ge\ufffdne", "Gene"]


def test_halves_of_a_character_in_neighbouring_values(corpus_of: CorpusOf) -> None:
    """Put one after another, they would be UTF-8."""
    row = b"1\tT1\tGene\t0\t1\tx\t7\tlong enough for a view %b\t%b long enough for a view\n"
    corpus = corpus_of(b"1|t|x\n" + row % (b"\xc3", b"\xa9") + row % (b"a", b"b\xc3") + row % (b"\xa9", b"c"))
    for reader in READERS.values():
        agree(corpus, reader)
    many = corpus_of(b"1|t|x\n" + b"1\t0\t1\tlong enough for a view\xc3\tGene\t7\n" * 400)
    assert pa.table(many.annotations[:2])["mention"].to_pylist() == ["long enough for a view\ufffd"] * 2


@pytest.mark.parametrize("table", TABLES)
def test_types_that_a_reader_asks_for(table: str, sample: pubfast.Corpus) -> None:
    rows = getattr(sample, table)
    plain = pa.table(rows)
    for strings in (pa.string(), pa.large_string(), pa.string_view()):
        schema = pa.schema(
            [
                field.with_type(strings)
                if pa.types.is_string_view(field.type) or pa.types.is_dictionary(field.type)
                else field
                for field in plain.schema
            ]
        )
        asked = pa.table(rows, schema=schema)
        asked.validate(full=True)
        assert asked.schema.types == schema.types
        assert asked.to_pylist() == plain.to_pylist()


def test_types_that_nobody_can_have(sample: pubfast.Corpus) -> None:
    wanted = pa.schema({"mention": pa.float64(), "start": pa.string(), "nothing": pa.string()})
    stream = sample.annotations.__arrow_c_stream__(wanted.__arrow_c_schema__())
    reader = pa.RecordBatchReader._import_from_c_capsule(stream)
    assert reader.schema == pa.schema(sample.annotations)
    for wrong in (1, "schema", sample.annotations.__arrow_c_stream__()):
        with pytest.raises((TypeError, ValueError)):
            sample.annotations.__arrow_c_stream__(wrong)


def test_streams_can_be_had_again_and_left(sample: pubfast.Corpus) -> None:
    first = pa.table(sample.annotations)
    assert pa.table(sample.annotations) == first
    sample.annotations.__arrow_c_stream__()
    sample.annotations.__arrow_c_schema__()
    pa.RecordBatchReader.from_stream(sample.annotations).close()


def test_a_corpus_is_no_table(sample: pubfast.Corpus) -> None:
    """A corpus has several tables, so it is none itself."""
    assert not hasattr(sample, "__arrow_c_stream__")
