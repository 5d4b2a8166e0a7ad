"""The name of the input of each document."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet
import pytest

import pubfast

Write = Callable[[str], Path]
TEXT = "1|t|x\n1\t0\t1\tx\tGene\t7\n\n2|t|y\n\n3|a|z\n"


@pytest.fixture
def path(write: Write) -> Path:
    return write(TEXT)


def test_it_is_the_name_as_it_was_given(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    for given, name in (
        (path, str(path)),
        (path.name, path.name),
        (TEXT.encode(), "<bytes>"),
        (io.BytesIO(TEXT.encode()), "<file object>"),
    ):
        source = pubfast.open(given).documents.source
        assert source.to_list() == [name] * 3
        assert source.categories == (name,)
        assert source.codes.dtype == np.int32


def test_parts_and_batches_have_it(path: Path) -> None:
    corpus = pubfast.open(path)
    name = str(path)
    for part in (corpus[1:], corpus[[2, 0]], corpus[::-1][:2]):
        assert part.documents.source.to_list() == [name, name]
    assert (corpus.documents.source == name).tolist() == [True] * 3
    assert corpus[3:].documents.source.to_list() == []
    with pubfast.stream(path, batch_bytes=1) as batches:
        assert [batch.documents.source.to_list() for batch in batches] == [[name]] * 3


def test_a_document_made_by_hand_has_none(tmp_path: Path) -> None:
    by_hand = pubfast.Document(document_id="1", title="x")
    written = tmp_path / "written"
    pubfast.write([by_hand], written)
    assert pubfast.open(written).documents.source.to_list() == [str(written)]


def test_a_stream_makes_it_ahead(path: Path) -> None:
    with pubfast.stream(path, columns=["documents.source", "documents.byte_start"]) as batches:
        assert [batch.documents.source.to_list() for batch in batches] == [[str(path)] * 3]


def test_every_export_has_it(path: Path, tmp_path: Path) -> None:
    corpus, name = pubfast.open(path), str(path)
    starts = corpus.documents.byte_start.tolist()
    table = corpus.documents.to_arrow()
    assert (table["source"].to_pylist(), table["byte_start"].to_pylist()) == ([name] * 3, starts)
    assert table.schema.field("source").type == pa.dictionary(pa.int32(), pa.string())
    few = corpus[1:2].documents.to_arrow(columns=["byte_start", "source"])
    assert few.to_pylist() == [{"byte_start": starts[1], "source": name}]
    assert corpus.documents.to_polars()["source"].to_list() == [name] * 3
    assert corpus.documents.to_pandas()["source"].tolist() == [name] * 3
    scanned = pubfast.scan(path, table="documents").select("source", "byte_start").collect()
    assert scanned.rows() == [(name, start) for start in starts]

    pubfast.convert(path, tmp_path / "folder")
    parquet = pyarrow.parquet.read_table(tmp_path / "folder" / "documents.parquet")
    assert (parquet["source"].to_pylist(), parquet["byte_start"].to_pylist()) == ([name] * 3, starts)
    pubfast.convert(path, tmp_path / "documents.arrow", table="documents")
    with pyarrow.ipc.open_file(tmp_path / "documents.arrow") as file:
        assert file.read_all()["source"].to_pylist() == [name] * 3
    pubfast.convert(path, tmp_path / "documents.jsonl", table="documents")
    lines = pl.read_ndjson(tmp_path / "documents.jsonl")
    assert lines.select("source", "byte_start").rows() == [(name, start) for start in starts]
