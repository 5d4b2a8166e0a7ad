"""The memory that Arrow shares with the corpus: shared or copied, and how long it lives."""

from __future__ import annotations

import gc
import io
import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

import pubfast

CorpusOf = Callable[..., pubfast.Corpus]
Read = Callable[..., pubfast.Corpus]

COUNT = 20_000
TEXT = "".join(
    f"{row}|t|a title of some length, number {row}\n{row}|a|\n"
    f"{row}\t2\t7\ta mention of some length {row}\tGene\t{row}\n"
    for row in range(1, COUNT + 1)
)


@pytest.fixture(scope="module")
def corpus(corpus_of: CorpusOf) -> pubfast.Corpus:
    return corpus_of(TEXT)


def addresses(series: pl.Series) -> tuple[int, list[int]]:
    """The addresses of the numbers or views of a series, and of its data buffers."""
    array = series.to_arrow(compat_level=pl.CompatLevel.newest())
    _, first, *data = array.buffers()
    return first.address + array.offset * array.type.bit_width // 8 if data == [] else first.address, [
        buffer.address for buffer in data
    ]


@pytest.mark.parametrize("name", ["document", "start", "end"])
def test_polars_has_the_memory_of_numbers(name: str, corpus: pubfast.Corpus) -> None:
    series = pl.DataFrame(corpus.annotations)[name]
    assert addresses(series)[0] == getattr(corpus.annotations, name).ctypes.data
    part = pl.DataFrame(corpus.annotations[5000:15000])[name]
    if name != "document":
        assert addresses(part)[0] == getattr(corpus.annotations, name)[5000:].ctypes.data


@pytest.mark.parametrize(("table", "name"), [("annotations", "mention"), ("documents", "title")])
def test_polars_has_the_memory_of_text(table: str, name: str, corpus: pubfast.Corpus) -> None:
    rows = getattr(corpus, table)
    column = getattr(rows, name)
    views, (data,) = addresses(pl.DataFrame(rows)[name])
    assert views
    # A longer value's view has its length, four bytes of it, the number of its buffer and its place there.
    array = pa.table(rows)[name].combine_chunks()
    found = np.frombuffer(array.buffers()[1], "int32").reshape(-1, 4).astype("int64")
    text = column.buffer.ctypes.data
    assert (found[:, 0] == column.lengths).all()
    assert (found[:, 3] + array.buffers()[2].address == column.starts + text).all()
    assert data == text + column.starts[0] == array.buffers()[2].address


def test_values_of_up_to_12_bytes_need_no_text(corpus: pubfast.Corpus) -> None:
    assert len(pa.table(corpus.annotations)["identifier"].chunk(0).buffers()) == 2
    assert len(pa.table(corpus.annotations)["document_id"].chunk(0).buffers()) == 2


@pytest.mark.parametrize("strings", ["view", "large_string", "string"])
@pytest.mark.parametrize("table", ["documents", "annotations"])
def test_ten_rows_cost_kilobytes(table: str, strings: str, corpus: pubfast.Corpus) -> None:
    for rows in (getattr(corpus, table)[500:510], getattr(corpus, table)[[9, 19_000] * 5]):
        few = rows.to_arrow(strings=strings)
        sink = io.BytesIO()
        with pa.ipc.new_stream(sink, few.schema) as writer:
            writer.write_table(few)
        assert len(sink.getvalue()) < 8000
        assert len(pickle.dumps(few)) < 8000
        assert len(pickle.dumps(rows.to_polars())) < 20_000


def test_half_of_the_rows_need_half_of_the_text(corpus: pubfast.Corpus) -> None:
    half = pa.table(corpus.annotations[COUNT // 2 :])["mention"].chunk(0)
    assert half.buffers()[2].size < len(TEXT) * 0.6


@pytest.mark.parametrize("end", ["close", "forget"])
@pytest.mark.parametrize("source", ["mmap", "read", "stream"])
def test_frames_outlive_the_corpus(end: str, source: str, write: Callable[..., Path], read: Read) -> None:
    path = write(TEXT)
    if source == "stream":
        corpus: pubfast.Corpus = next(iter(pubfast.stream(path)))
    else:
        corpus = read(path, io=source)
    wanted = corpus.annotations.mention.to_list()
    frame, table = pl.DataFrame(corpus.annotations), pa.table(corpus.annotations)
    stream = pa.RecordBatchReader.from_stream(corpus.annotations)
    if end == "close":
        corpus.close()
    path.unlink()
    del corpus
    gc.collect()
    ballast = [bytearray(b"x" * (1 << 20)) for _ in range(32)]  # memory that was freed would be used again
    assert frame["mention"].to_list() == wanted
    assert table["mention"].to_pylist() == wanted
    assert stream.read_all()["mention"].to_pylist() == wanted
    del ballast


def test_threads_export_at_once(mixed: Path, read: Read) -> None:
    corpus = read(mixed, format="pubtator")
    wanted = pa.table(read(mixed, format="pubtator").annotations)
    found: list[Any] = []

    def work() -> None:
        found.append(pa.table(corpus.annotations))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(table == wanted for table in found)


@pytest.mark.large
def test_text_beyond_2_gigabytes(large_path: Path) -> None:
    """A value lies where a signed offset of 32 bits does not reach."""
    hole = 800 << 20
    with large_path.open("wb") as file:
        for row in range(4):
            file.write(f"{row}|t|a title of some length {row}\n".encode())
            file.write(f"{row}\t0\t1\ta mention of some length {row}\tGene\tD{row}\n".encode())
            file.seek(hole, io.SEEK_CUR)  # zeros that take no space on the disk: an unrecognised line
            file.write(b"\n")
    corpus = pubfast.open(large_path, on_problem="ignore")
    for found in (
        pa.table(corpus.annotations).to_pydict(),
        pl.DataFrame(corpus.annotations).to_dict(as_series=False),
    ):
        assert found["mention"] == [f"a mention of some length {row}" for row in range(4)]
        assert found["document_id"] == ["0", "1", "2", "3"]
    views = pa.table(corpus.annotations)["mention"].chunk(0).buffers()
    assert len(views) == 2 + 3
    assert all(view.size < 2**31 for view in views[2:])
    offsets = np.frombuffer(views[1], "int32").reshape(-1, 4)
    assert (offsets[:, 3] >= 0).all()
    assert offsets[:, 2].tolist() == [0, 0, 1, 2]
