"""Documents with lists of what belongs to them, in every library that reads tables."""

from __future__ import annotations

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
Row = dict[str, Any]

FIELDS = {
    "annotations": ("start", "end", "mention", "type", "identifier", "extra"),
    "relations": ("type", "arg1", "arg2", "extra"),
    "passages": ("tag", "text"),
}


def expected(corpus: pubfast.Corpus) -> list[Row]:
    """The rows, by way of the views of documents."""
    rows = []
    for document in corpus:
        row: Row = {name: getattr(document, name) for name in ("document_id", "pmid", "title", "abstract")}
        if row["pmid"] == -1:
            row["pmid"] = None
        for name, fields in FIELDS.items():
            row[name] = [{field: getattr(one, field) for field in fields} for one in getattr(document, name)]
        rows.append(row)
    return rows


def by_pyarrow(strings: Any) -> Callable[[pubfast.Documents], list[Row]]:
    def read(documents: pubfast.Documents) -> list[Row]:
        table = documents.to_arrow(strings=strings, nested=True)
        table.validate(full=True)
        found: list[Row] = table.to_pylist()
        return found

    return read


def by_capsule(documents: pubfast.Documents) -> list[Row]:
    table = pa.table(documents.nested())
    table.validate(full=True)
    found: list[Row] = table.to_pylist()
    return found


def by_duckdb(documents: pubfast.Documents) -> list[Row]:
    nested = documents.nested()
    assert len(nested) == len(documents)
    with duckdb.connect() as connection:
        relation = connection.sql("from nested")
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def by_pandas(documents: pubfast.Documents) -> list[Row]:
    frame = documents.to_pandas(nested=True)
    rows: list[Row] = []
    for row in frame.to_dict(orient="records"):
        lists: Row = {name: list(row[name]) for name in FIELDS}
        values = ("document_id", "pmid", "title", "abstract")
        absent = {name: frame[name].isna().iloc[len(rows)] for name in values}
        rows.append({name: None if absent[name] else row[name] for name in values} | lists)
    return rows


READERS: dict[str, Callable[[pubfast.Documents], list[Row]]] = {
    "capsule": by_capsule,
    "view": by_pyarrow("view"),
    "large_string": by_pyarrow("large_string"),
    "string": by_pyarrow("string"),
    "polars": lambda documents: documents.to_polars(nested=True).to_dicts(),
    "duckdb": by_duckdb,
    "pandas": by_pandas,
}


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> Callable[[pubfast.Documents], list[Row]]:
    return READERS[request.param]


def test_specimens(specimen: Path, read: Read, reader: Callable[[pubfast.Documents], list[Row]]) -> None:
    corpus = read(specimen, format="pubtator")
    assert reader(corpus.documents) == expected(corpus)


def test_real_files(real_file: Path, read: Read) -> None:
    corpus = read(real_file, format="pubtator")
    part = slice(0, 3000)
    assert by_capsule(corpus.documents[part]) == expected(corpus[part])


@pytest.mark.parametrize(
    "key",
    [
        slice(10, -10),
        slice(100, 110),
        slice(None, None, -7),
        slice(5, 5),
        [3, 3, -1, 0, 3] * 20,
        "mask",
    ],
    ids=str,
)
def test_selections(key: Any, mixed: Path, read: Read) -> None:
    """Any documents, in any order, repeated or none, of a corpus cut into many windows."""
    corpus = read(mixed, format="pubtator", threads=3)
    if key == "mask":
        key = np.arange(len(corpus)) % 3 == 1
    wanted = expected(corpus[key])
    for name in ("capsule", "large_string", "polars", "duckdb"):
        assert READERS[name](corpus.documents[key]) == wanted, name
    assert by_capsule(corpus[key].documents) == wanted


@pytest.mark.parametrize("text", ["", "1|t|x\n", "1|t|\n\n2|t|y\n2\t0\t1\ty\tGene\n"])
def test_empty_lists_and_no_documents(
    text: str, corpus_of: CorpusOf, reader: Callable[[pubfast.Documents], list[Row]]
) -> None:
    corpus = corpus_of(text)
    assert reader(corpus.documents) == expected(corpus)


def test_bytes_that_are_not_utf8(
    corpus_of: CorpusOf, reader: Callable[[pubfast.Documents], list[Row]]
) -> None:
    text = (
        b"1|t|bad \xff bytes in a title\n1\t0\t1\tx\xfe\tGe\xffne\t7\n1\tCID\tD1\xff\tD2\n1|note|\xffz\n" * 20
    )
    corpus = corpus_of(text * 20)
    assert reader(corpus.documents) == expected(corpus)


def test_the_schema_is_that_of_the_rows(sample: pubfast.Corpus) -> None:
    nested = sample.documents.nested()
    schema = pa.schema(nested)
    assert schema == pa.table(nested).schema
    assert schema.names == ["document_id", "pmid", "title", "abstract", *FIELDS]
    for name, fields in FIELDS.items():
        field = schema.field(name)
        assert pa.types.is_list(field.type)
        assert not field.nullable
        assert tuple(field.type.value_type.field(at).name for at in range(len(fields))) == fields
    element = schema.field("annotations").type.value_type
    assert element.field("start").metadata == {b"unit": b"code points"}
    assert pa.types.is_string_view(element.field("type").type)
    assert schema.metadata[b"pubfast.table"] == b"documents"


def test_strings_of_lists_are_stored_as_asked_for(sample: pubfast.Corpus) -> None:
    wanted = sample.documents.to_arrow(nested=True).schema
    found = pa.RecordBatchReader.from_stream(sample.documents.nested(), schema=wanted)
    assert found.schema.equals(wanted)
    assert found.read_all().to_pylist() == expected(sample)


def test_columns_in_any_order(sample: pubfast.Corpus) -> None:
    frame = sample.documents.to_polars(columns=["relations", "pmid"], nested=True)
    assert frame.columns == ["relations", "pmid"]
    assert frame.schema["relations"] == pl.List(
        pl.Struct({"type": pl.String, "arg1": pl.String, "arg2": pl.String, "extra": pl.String})
    )
    with pytest.raises(ValueError, match='no column "start"; there are document_id, pmid'):
        sample.documents.to_arrow(columns=["start"], nested=True)
    assert sample.documents.to_polars(columns=["line"]).columns == ["line"]


def test_numbers_in_lists_are_the_memory_of_numpy(sample: pubfast.Corpus) -> None:
    annotations = pa.table(sample.documents.nested())["annotations"].chunk(0)
    start = annotations.values.field("start")
    assert start.buffers()[1].address + 4 * start.offset == sample.annotations.start.ctypes.data
    assert repr(sample.documents.nested()) == f"<NestedDocuments: {len(sample)} rows>"


def test_batches_of_a_stream(mixed: Path) -> None:
    with pubfast.stream(mixed, batch_bytes=500_000, on_problem="ignore", format="pubtator") as batches:
        for batch in batches:
            assert by_capsule(batch.documents) == expected(batch)
