"""A stream gives what `open` gives, in batches, and ends when it is told to."""

from __future__ import annotations

import gc
import io
import os
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pubfast
from packing import CONTAINERS, single
from waiting import HANGS

Write = Callable[..., Path]
Script = Callable[..., Any]
DOCUMENT = b"%d|t|title %d\n%d|a|abstract\n%d\t0\t5\ttitle\tGene\t7\n%d\tCID\tD1\tD2\n\n"


def dump(count: int) -> bytes:
    return b"".join(DOCUMENT % (at, at, at, at, at) for at in range(count))


def joined(batches: Any) -> dict[str, list[Any]]:
    """The columns of all batches as those of one corpus."""
    columns: dict[str, list[Any]] = {}

    def add(name: str, values: Any) -> None:
        columns.setdefault(name, []).extend(values)

    for batch in batches:
        for table, first in (
            ("documents", 0),
            ("annotations", batch.first_document),
            ("relations", batch.first_document),
            ("passages", batch.first_document),
            ("problems", 0),
        ):
            rows = getattr(batch, table)
            for name in [
                name
                for name in dir(rows)
                if not name.startswith(("_", "to_")) and name not in ("nested", "source")
            ]:
                column = getattr(rows, name)
                if name == "document":
                    column = column + first
                elif name == "annotation_offsets":
                    column = column[1:] + batch.first_annotation
                elif name == "relation_offsets":
                    column = column[1:] + batch.first_relation
                add(f"{table}.{name}", column.tolist() if isinstance(column, np.ndarray) else list(column))
        add("byte_start of views", [document.byte_start for document in batch])
        add("views", batch)
    return columns


@pytest.mark.parametrize("batch_bytes", [1, 300, 1 << 20])
@pytest.mark.parametrize("threads", [1, 2])
def test_specimens(specimen: Path, threads: int, batch_bytes: int) -> None:
    options: Any = {"on_problem": "collect", "threads": threads, "format": "pubtator"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        whole = joined([pubfast.open(specimen, **options)])
        text = specimen.read_bytes()
        for _, pack in CONTAINERS.values():
            got = joined(pubfast.stream(pack(text), batch_bytes=batch_bytes, **options))
            assert {name: got.get(name, []) for name in whole} == whole
        for io_ in ("mmap", "read"):
            got = joined(pubfast.stream(specimen, batch_bytes=batch_bytes, io=io_, **options))
            assert {name: got.get(name, []) for name in whole} == whole


@given(
    lines=st.lists(
        st.sampled_from(
            [
                "1|t|x",
                "1|a|y",
                "2|t|é",
                "2\t0\t1\tx\tGene\t7",
                "",
                " ",
                "what",
                "##c",
                "2\tCID\tD1\tD2",
                "1|b|c",
            ]
        ),
        max_size=40,
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    batch_bytes=st.integers(1, 100),
    threads=st.integers(1, 3),
    container=st.sampled_from(sorted(CONTAINERS)),
)
def test_generated(lines: list[str], end: str, batch_bytes: int, threads: int, container: str) -> None:
    text = end.join(lines).encode()
    options: Any = {"threads": threads, "format": "pubtator"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        whole = joined([pubfast.open(text, **options)])
        got = joined(pubfast.stream(CONTAINERS[container][1](text), batch_bytes=batch_bytes, **options))
    assert {name: got.get(name, []) for name in whole} == whole


def test_batches_follow_each_other() -> None:
    documents = annotations = relations = 0
    for batch in pubfast.stream(single(dump(2000)), batch_bytes=5000):
        assert (batch.first_document, batch.first_annotation) == (documents, annotations)
        assert batch.first_relation == relations
        assert batch.documents.line[0] == 1 + 5 * documents
        assert batch[0].byte_start == batch.documents.byte_start[0]
        documents += len(batch)
        annotations += len(batch.annotations)
        relations += len(batch.relations)
        part = batch[1:3]
        assert part.documents.byte_start.tolist() == batch.documents.byte_start[1:3].tolist()
    assert (documents, annotations, relations) == (2000, 2000, 2000)


def test_kept_batches_keep_their_memory() -> None:
    batches = list(pubfast.stream(single(dump(5000)), batch_bytes=3000))
    ids = [name for batch in batches for name in batch.documents.document_id.to_list()]
    assert ids == [str(at) for at in range(5000)]


def test_arrays_outlive_their_batch_and_stream() -> None:
    stream = pubfast.stream(single(dump(5000)), batch_bytes=3000)
    first = next(stream)
    mentions, starts = first.annotations.mention, first.documents.byte_start
    expected = mentions.to_list(), starts.tolist()
    del first
    for _ in stream:
        pass
    del stream
    gc.collect()
    assert (mentions.to_list(), starts.tolist()) == expected


def test_one_warning_at_the_end() -> None:
    text = single(b"1|t|x\nwhat\n1\tx\n\n" * 500)
    stream = pubfast.stream(text, batch_bytes=100)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert len([*stream]) > 10
        assert [*stream] == []
    assert [str(warning.message) for warning in caught] == [
        "<bytes>: 500 too_few_columns, 500 unrecognised_line; see the problems of the batches"
    ]
    assert caught[0].filename == __file__
    assert all(not len(batch.problems) for batch in pubfast.stream(text, on_problem="ignore"))
    for threads in (1, 2, 3):
        with pytest.raises(pubfast.ParseError) as error:
            list(pubfast.stream(text, batch_bytes=100, on_problem="raise", threads=threads))
        assert (error.value.line, error.value.byte, error.value.code) == (2, 6, "unrecognised_line")


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_closing(threads: int) -> None:
    text = dump(20_000)
    before = threading.active_count(), _threads()
    with pubfast.stream(text, batch_bytes=1000, threads=threads) as stream:
        batch = next(stream)
        assert not stream.closed
    assert stream.closed
    assert batch[0].document_id == "0"
    with pytest.raises(ValueError, match="the stream is closed"):
        next(stream)
    stream.close()
    assert "closed" in repr(stream)
    stream = pubfast.stream(single(text), batch_bytes=1000, threads=threads)
    next(stream)
    del stream
    gc.collect()
    assert threading.active_count() == before[0]
    assert _threads() <= before[1]
    stream = pubfast.stream(text, threads=threads)
    assert len([*stream]) == 1
    assert stream.closed
    stream.close()
    assert [*stream] == []


def _threads() -> set[str]:
    """All threads; those of other libraries may end at any time."""
    return set(os.listdir("/proc/self/task"))


def test_closing_while_another_thread_waits() -> None:
    read, write = os.pipe()
    os.write(write, b"1|t|x\n\n" * 2000)
    seen: list[BaseException] = []

    def take(stream: pubfast.Stream) -> None:
        try:
            list(stream)
        except ValueError as error:
            seen.append(error)

    def later() -> None:
        os.write(write, b"1|t|x\n\n" * 9000)

    filler = threading.Thread(target=later)
    filler.start()
    stream = pubfast.stream(f"/dev/fd/{read}", batch_bytes=50)
    filler.join()
    taker = threading.Thread(target=take, args=(stream,))
    taker.start()
    time.sleep(0.2)
    stream.close()
    taker.join(HANGS)
    assert not taker.is_alive()
    assert "closed" in str(seen[0])
    os.close(write)
    os.close(read)


def test_several_threads_share_a_stream(write: Write) -> None:
    stream = pubfast.stream(write(single(dump(3000))), batch_bytes=2000)
    seen: list[int] = []

    def take() -> None:
        for batch in stream:
            seen.extend(range(batch.first_document, batch.first_document + len(batch)))

    takers = [threading.Thread(target=take) for _ in range(4)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert sorted(seen) == list(range(3000))


def test_two_streams_over_one_file(write: Write) -> None:
    path = write(single(dump(1000)))
    streams = [pubfast.stream(path, batch_bytes=2000) for _ in range(2)]
    for one, other in zip(*streams, strict=True):
        assert [*one] == [*other]


def test_a_file_object_is_read_while_python_runs() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            time.sleep(0.001)
            return super().read(min(size or 0, 35_000))

    text = b"1|t|x\n\n" * 5000 * 49
    seen = 0
    for batch in pubfast.stream(Slow(text), batch_bytes=10_000):
        seen += len(batch)
        sum(range(1000))
    assert seen == 49 * 5000
    slow = Slow(text)
    stream = pubfast.stream(slow, batch_bytes=10_000)
    next(stream)
    del stream
    assert slow.tell() < len(text)  # it is not read to its end


def test_a_fork(script: Script, write: Write) -> None:
    code = """
import os, sys, pubfast
stream = pubfast.stream(sys.argv[1], batch_bytes=2000, threads=2)
batch = next(stream)
child = os.fork()
if child == 0:
    try:
        next(stream)
    except ValueError as error:
        ok = "before a fork" in str(error) and stream.closed
    assert batch[0].document_id == "0"
    stream.close()
    del batch, stream
    again = sum(map(len, pubfast.stream(sys.argv[1])))
    os._exit(0 if ok and again == 3000 else 1)
_, status = os.waitpid(child, 0)
print(status, len(batch) + sum(map(len, stream)))
"""
    assert script(code, write(single(dump(3000)))).stdout == "0 3000\n"


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(
    "how", ["list(pubfast.stream(fifo, **options))", "pubfast.open(fifo, threads=threads)"]
)
def test_an_interrupt_ends_a_wait(script: Script, tmp_path: Path, threads: int, how: str) -> None:
    os.mkfifo(tmp_path / "fifo")
    code = f"""
import os, signal, sys, threading, time, pubfast
fifo, threads = sys.argv[1], int(sys.argv[2])
options = dict(threads=threads, batch_bytes=1000)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a process in the background inherits none
def feed():  # opening waits until the other end is open, and then the work has begun
    pipe = open(fifo, "wb", buffering=0)
    pipe.write(b"1|t|x\\n\\n" * 30_000)
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGINT)
    threading.Event().wait()
feeder = threading.Thread(target=feed, daemon=True)
feeder.start()
try:
    {how}
except KeyboardInterrupt:
    print("heard", flush=True)
while len(os.listdir("/proc/self/task")) > 2:  # the main thread and the feeder
    time.sleep(0.05)
os._exit(0)
"""
    assert script(code, tmp_path / "fifo", threads).stdout == "heard\n"


def test_a_bomb_takes_little_memory(script: Script, write: Write) -> None:
    code = """
import itertools, resource, sys, pubfast
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
stream = pubfast.stream(sys.argv[1], batch_bytes=1 << 20, format="pubtator")
print(max(len(batch.documents) for batch in itertools.islice(stream, 50)))
stream.close()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    bomb = write(single(b"\n" * 200_000_000))
    documents, memory = script(code, bomb).stdout.split()
    assert (int(documents), int(memory) < 60_000) == (0, True)


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"batch_bytes": 0}, ValueError, "batch_bytes must be at least 1"),
        ({"batch_bytes": 1.5}, TypeError, "batch_bytes must be an int"),
        ({"threads": 0}, ValueError, "threads must be at least 1"),
        ({"io": "fast"}, ValueError, "io must be"),
        ({"on_problem": "stop"}, ValueError, "on_problem must be"),
        ({"format": "xml"}, ValueError, "format must be"),
        ({"progress": 1}, TypeError, "progress must be"),
        ({"columns": "annotations"}, TypeError, "columns must be a sequence of names"),
        ({"columns": ["annotations.begin"]}, ValueError, 'no column "annotations.begin"; the columns are'),
        ({"columns": ["annotation"]}, ValueError, 'no column "annotation"'),
    ],
)
def test_arguments(options: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        pubfast.stream(dump(1), **options)


def test_what_is_missing_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        pubfast.stream(tmp_path / "missing")
    with pytest.raises(pubfast.FormatError, match="looks like XML"):
        pubfast.stream(single(b"<?xml?>"))


COLUMNS = ["documents", "annotations", "relations.type", "passages"]


@pytest.mark.parametrize("columns", [None, [], COLUMNS, ["documents.line", "annotations.extra"]])
@pytest.mark.parametrize("threads", [1, 2])
def test_columns_made_ahead_are_the_same(columns: list[str] | None, threads: int, sample_path: Path) -> None:
    options: Any = {"on_problem": "ignore", "threads": threads}
    expected = joined([pubfast.open(sample_path, **options)])
    for batch_bytes in (1, 5000, 1 << 20):
        batches = pubfast.stream(sample_path, batch_bytes=batch_bytes, columns=columns, **options)
        assert joined(batches) == expected


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_a_type_has_the_same_code_in_all_batches(threads: int) -> None:
    kinds = [f"Type{at % 7 * (at // 50)}" for at in range(500)]
    text = b"".join(
        b"%d|t|x\n%d\t0\t1\tx\t%s\t7\n\n" % (at, at, kind.encode()) for at, kind in enumerate(kinds)
    )
    whole = pubfast.open(text).annotations.type
    known: tuple[str, ...] = ()
    codes: list[int] = []
    for batch in pubfast.stream(single(text), batch_bytes=300, threads=threads):
        column = batch.annotations.type
        assert column.categories[: len(known)] == known
        known = column.categories
        codes += column.codes.tolist()
    assert (codes, known) == (whole.codes.tolist(), whole.categories)
