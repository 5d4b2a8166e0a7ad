"""A stream gives its remaining rows as an Arrow stream, once, as the whole input would have them."""

from __future__ import annotations

import gzip
import io
import itertools
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal

import pubfast

Write = Callable[..., Path]
Script = Callable[..., Any]
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "examples" / "sample.pubtator"
TABLES = ("documents", "annotations", "relations", "passages", "problems")


def stream(source: Any, **options: Any) -> pubfast.Stream:
    return pubfast.stream(source, **{"on_problem": "ignore", "batch_bytes": 700, **options})


def collected(path: Any) -> pubfast.Corpus:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        return pubfast.open(path, format="pubtator")


@pytest.mark.filterwarnings("ignore::pubfast.PubfastWarning")
@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("table", TABLES)
def test_each_table(specimen: Path, table: str, threads: int) -> None:
    expected: pl.DataFrame = getattr(collected(specimen), table).to_polars()
    options: Any = {"threads": threads, "on_problem": "collect", "format": "pubtator"}
    found = pl.DataFrame(stream(specimen, **options).table(table))
    assert_frame_equal(found, expected)
    arrow = pa.table(stream(specimen, **options).table(table))
    arrow.validate(full=True)
    assert arrow.num_rows == expected.height
    if not specimen.stem.startswith("nul"):
        plain = pl.DataFrame(
            arrow.cast(pa.schema([(field.name, plain_type(field)) for field in arrow.schema]))
        )
        assert_frame_equal(plain, expected.with_columns(pl.col(pl.Categorical).cast(pl.String)))


def plain_type(field: pa.Field) -> pa.DataType:
    return field.type if pa.types.is_integer(field.type) else pa.string()


@pytest.mark.parametrize("kind", ["entities", "relations"])
def test_table_files_are_tables(kind: str) -> None:
    path = ROOT / "tests" / "data" / "tables" / f"{kind}.tsv"
    begin, read = getattr(pubfast, f"stream_{kind}"), getattr(pubfast, f"read_{kind}")
    expected = read(path, on_problem="ignore").to_polars()
    assert_frame_equal(pl.DataFrame(begin(path, batch_bytes=60, on_problem="ignore")), expected)
    columns = [*reversed(expected.columns)]
    table = begin(path, batch_bytes=60, on_problem="ignore").table(columns=columns)
    assert_frame_equal(pl.DataFrame(table), expected.select(columns))
    assert pa.schema(begin(path, on_problem="ignore")).names == expected.columns
    problems = begin(path, on_problem="ignore").table("problems")
    assert pa.table(problems).num_rows == 0


def growing(count: int = 60) -> bytes:
    """Each document brings a type of its own, and repeats the first."""
    row = b"%d|t|title\n%d\t0\t5\ttitle\tT%d\t\n%d\t0\t5\ttitle\tT0\t\n\n"
    return b"".join(row % (at, at, at, at) for at in range(count))


def test_dictionaries_grow_and_codes_stay() -> None:
    text = growing()
    expected = [name for at in range(60) for name in (f"T{at}", "T0")]
    batches = list(pa.RecordBatchReader.from_stream(stream(text, batch_bytes=100).table(columns=["type"])))
    assert len(batches) > 10
    values = [batch.column(0).dictionary.to_pylist() for batch in batches]
    assert all(later[: len(before)] == before for before, later in itertools.pairwise(values))
    assert values[-1] == [f"T{at}" for at in range(60)]
    assert [name for batch in batches for name in batch.column(0).to_pylist()] == expected

    table = pa.table(stream(text, batch_bytes=100).table())
    assert table["type"].to_pylist() == expected
    assert table.unify_dictionaries()["type"].combine_chunks().to_pylist() == expected
    assert pl.DataFrame(stream(text, batch_bytes=100).table())["type"].to_list() == expected
    one, other = (stream(text, batch_bytes=100).table(columns=["pmid", "type"]) for _ in range(2))
    with duckdb.connect() as connection:
        connection.register("one", one)
        assert connection.sql("select type from one").fetchall() == [(name,) for name in expected]
        connection.register("other", other)
        found = connection.sql("select type, count(*) from other group by 1 order by 2 desc, 1 limit 2")
        assert found.fetchall() == [("T0", 61), ("T1", 1)]


def test_what_is_left() -> None:
    corpus = collected(SAMPLE)
    batches = stream(SAMPLE)
    first = next(batches)
    table = batches.table("annotations", columns=["document", "start"])
    assert pa.schema(table).names == ["document", "start"]
    rows = pa.table(table)
    skipped = len(first.annotations)
    assert rows["start"].to_pylist() == corpus.annotations.start[skipped:].tolist()
    assert rows["document"].to_pylist() == corpus.annotations.document[skipped:].tolist()
    assert batches.closed
    message = r"what was left of the stream was handed over as Arrow; open it again"
    with pytest.raises(ValueError, match=message):
        pa.table(table)
    with pytest.raises(ValueError, match=message):
        next(batches)
    # A schema is no use of it.
    assert "mention" in pa.schema(batches.table()).names


def test_strings_as_they_are_asked_for() -> None:
    schema = pa.schema({"mention": pa.large_string(), "type": pa.string(), "start": pa.int64()})
    reader = pa.RecordBatchReader.from_stream(stream(SAMPLE).table(columns=["mention", "type", "start"]))
    assert reader.schema.types[0] == pa.string_view()
    capsule = (
        stream(SAMPLE)
        .table(columns=["mention", "type", "start"])
        .__arrow_c_stream__(schema.__arrow_c_schema__())
    )
    found = pa.RecordBatchReader._import_from_c_capsule(capsule)
    assert found.schema.types == [pa.large_string(), pa.string(), pa.int32()]
    assert found.read_all().num_rows == 121


def test_wrong_names() -> None:
    batches = stream(SAMPLE)
    with pytest.raises(ValueError, match='no table "titles"; there are documents, annotations, relations'):
        batches.table("titles")
    with pytest.raises(ValueError, match='no column "titel"; there are document, document_id'):
        batches.table("documents", columns=["titel"])
    with pytest.raises(TypeError, match="a sequence of names, not one str"):
        batches.table(columns="pmid")
    # Nothing was lost.
    assert sum(len(batch) for batch in batches) == 16
    with pytest.raises(ValueError, match="the stream is closed"):
        pa.table(batches.table())


def test_a_closed_stream() -> None:
    with stream(SAMPLE) as batches:
        table = batches.table()
    with pytest.raises(ValueError, match="the stream is closed"):
        table.__arrow_c_stream__()
    with stream(SAMPLE) as batches:
        reader = pa.RecordBatchReader.from_stream(batches.table())
        assert reader.read_next_batch().num_rows
    with pytest.raises(pa.ArrowException, match="the stream is closed"):
        reader.read_all()


@pytest.mark.parametrize("take", [pa.table, pl.DataFrame], ids=["pyarrow", "polars"])
def test_a_fault_in_the_middle(write: Write, take: Any) -> None:
    packed = gzip.compress(SAMPLE.read_bytes() * 200, 1)
    path = write(packed[: len(packed) // 2])
    with pytest.raises(Exception, match=r"truncated; complete are the first \d+ bytes of the text") as caught:
        take(stream(path, batch_bytes=50_000).table())
    assert str(path) in str(caught.value)


def test_a_broken_file_object() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 100_000:
                raise RuntimeError("the cable is unplugged")
            return super().read(min(size or 0, 10_000))

    batches = pubfast.stream(Broken(SAMPLE.read_bytes() * 50), batch_bytes=20_000, on_problem="ignore")
    with pytest.raises(pa.ArrowException, match="the cable is unplugged"):
        pa.table(batches.table())


@pytest.mark.parametrize("threads", [1, 2])
def test_file_objects(threads: int) -> None:
    """The thread that reads a file object needs the GIL, also while another thread waits for it."""
    source = io.BytesIO(SAMPLE.read_bytes() * 50)
    frame = pl.DataFrame(stream(source, threads=threads, batch_bytes=10_000).table())
    assert frame.height == 50 * 121


def test_problems_warn_at_the_end() -> None:
    batches = stream(SAMPLE, on_problem="collect")
    with pytest.warns(pubfast.PubfastWarning, match="1 bad_offset, 1 unrecognised_line"):
        pa.table(batches.table())
    # Not if no reader comes so far.
    reader = pa.RecordBatchReader.from_stream(stream(SAMPLE, on_problem="collect").table())
    reader.read_next_batch()
    del reader
    with pytest.raises(pa.ArrowException, match=r":181: .*bad_offset|line 181|181"):
        pa.table(stream(SAMPLE, on_problem="raise").table())


def test_numbers_of_lines_and_problems() -> None:
    batches = stream(SAMPLE, on_problem="collect", batch_bytes=100)
    with pytest.warns(pubfast.PubfastWarning):
        problems = pl.DataFrame(batches.table("problems"))
    assert_frame_equal(problems, collected(SAMPLE).problems.to_polars())


@pytest.mark.large
@pytest.mark.parametrize("take", ["pa.table", "pl.DataFrame"])
def test_ctrl_c(script: Script, sample_path: Path, take: str) -> None:
    """The library that reads an endless stream hears of it, and then Python does."""
    code = f"""
import sys, time, pandas, pubfast, pyarrow as pa, polars as pl
from interrupting import Interrupter
text = open(sys.argv[1], "rb").read() * 100
class Endless:
    at = 0
    def read(self, size):
        time.sleep(0.001)
        piece = text[self.at : self.at + size]
        self.at = (self.at + len(piece)) % len(text)
        return piece
batches = pubfast.stream(Endless(), batch_bytes=100_000, on_problem="ignore")
def work():
    try:
        {take}(batches.table(columns=["start"]))
    except (pa.ArrowException, pl.exceptions.PolarsError):
        while True:
            time.sleep(0.01)
Interrupter(times=2).seconds_until_heard(work, 0.5)  # once for the library, and once for Python
print("heard", batches.closed)
"""
    assert script(code, sample_path).stdout == "heard True\n"
