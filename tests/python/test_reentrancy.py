"""File objects, iterators and signal handlers that use what calls them."""

from __future__ import annotations

import io
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pubfast

TEXT = b"1|t|x\n1|a|y\n\n" * 60_000
COUNT = 60_000


class Calls:
    """A file object that does something in each call, and keeps what is raised."""

    def __init__(self, what: Callable[[], object]) -> None:
        self.what = what
        self.left = io.BytesIO(TEXT)
        self.said: set[str] = set()

    def _call(self) -> None:
        try:
            self.what()
        except ValueError as error:
            self.said.add(str(error))

    def read(self, size: int, /) -> bytes:
        if self.left.tell() > 70_000:
            self._call()
        return self.left.read(min(size, 50_000))

    def write(self, data: bytes, /) -> int:
        self._call()
        return len(data)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_file_object_that_takes_from_its_stream(threads: int) -> None:
    streams: list[pubfast.Stream] = []
    file = Calls(lambda: next(streams[0]) if streams else None)
    streams.append(pubfast.stream(file, batch_bytes=20_000, threads=threads))
    assert sum(map(len, streams[0])) == COUNT
    assert len(file.said) == 1
    assert "neither would ever come" in file.said.pop()


@pytest.mark.parametrize("threads", [1, 2])
def test_a_file_object_that_closes_its_stream(threads: int) -> None:
    streams: list[pubfast.Stream] = []
    file = Calls(lambda: streams[0].close() if streams else None)
    streams.append(pubfast.stream(file, batch_bytes=20_000, threads=threads))
    with pytest.raises(ValueError, match="closed"):
        list(streams[0])


@pytest.mark.parametrize("threads", [1, 2])
def test_a_file_object_that_reads_another_stream(threads: int) -> None:
    other = pubfast.stream(TEXT, batch_bytes=1000)
    file = Calls(lambda: len(next(other)) + len(pubfast.open(TEXT[:1300])))
    assert sum(map(len, pubfast.stream(file, batch_bytes=20_000, threads=threads))) == COUNT
    assert file.said == set()


@pytest.mark.parametrize("use", ["write", "close", "repr", "discard"])
def test_a_file_object_that_uses_its_writer(use: str) -> None:
    corpus = pubfast.open(TEXT)
    writers: list[pubfast.Writer] = []
    uses: dict[str, Callable[[], object]] = {
        "write": lambda: writers[0].write(corpus),
        "close": lambda: writers[0].close(),
        "repr": lambda: repr(writers[0]),
        "discard": lambda: writers[0].discard(),
    }
    file = Calls(uses[use])
    writers.append(pubfast.Writer(file))
    if use == "discard":
        with pytest.raises(ValueError, match="closed"), writers[0]:
            writers[0].write([corpus] * 40)
        return
    with writers[0]:
        writers[0].write([corpus] * 40)
    assert writers[0].written is not None
    assert writers[0].written.documents == 40 * COUNT
    assert all("cannot write meanwhile" in said for said in file.said)
    assert len(file.said) == (use != "repr")


def test_an_iterable_that_writes(tmp_path: Path) -> None:
    """Between the items of an iterable the writer is free."""
    corpus = pubfast.open(TEXT[:1300])
    with pubfast.Writer(tmp_path / "a") as writer:

        def documents() -> Iterator[pubfast.Corpus]:
            yield corpus
            writer.write(corpus)
            yield corpus

        writer.write(documents())
    assert len(pubfast.open(tmp_path / "a")) == 300


@pytest.fixture
def every_tenth_of_a_second() -> Iterator[Callable[[Callable[[], object]], None]]:
    """Call something in a signal handler again and again."""
    if not hasattr(signal, "setitimer"):
        pytest.skip("signals as Unix has them are needed")

    def start(call: Callable[[], object]) -> None:
        signal.signal(signal.SIGALRM, lambda *_: call())
        signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)

    before = signal.getsignal(signal.SIGALRM)
    yield start
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


Every = Callable[[Callable[[], object]], None]


def test_a_signal_handler_that_takes_from_the_stream_it_interrupts(every_tenth_of_a_second: Every) -> None:
    """It gets a sentence while the stream waits for a batch, and a batch at any other time."""

    class Slow(Calls):
        def read(self, size: int, /) -> bytes:
            time.sleep(0.03)
            return super().read(size)

    stream = pubfast.stream(Slow(lambda: None), batch_bytes=200_000, threads=2)
    said: list[str] = []
    taken: list[int] = []

    def handler() -> None:
        try:
            taken.append(len(next(stream, ())))
        except ValueError as error:
            said.append(str(error))

    every_tenth_of_a_second(handler)
    assert sum(map(len, stream)) + sum(taken) == COUNT
    assert "called this" in said[0]


@pytest.mark.parametrize("use", ["write", "close"])
def test_a_signal_handler_that_uses_the_writer_it_interrupts(
    use: str, tmp_path: Path, every_tenth_of_a_second: Every
) -> None:
    corpus = pubfast.open(TEXT)
    said: list[str] = []
    written = closed = 0
    with pubfast.Writer(tmp_path / "a.zst", level=15, threads=1) as writer:

        def handler() -> None:
            nonlocal written, closed
            try:
                if use == "write":
                    writer.write(corpus[:1])
                    written += 1
                else:
                    writer.close()
                    closed += 1
            except ValueError as error:
                said.append(str(error))

        every_tenth_of_a_second(handler)
        while not said and not closed:
            try:
                writer.write(corpus)
                written += COUNT
            except ValueError:
                if not closed:  # by the handler, just before the call
                    raise
        signal.setitimer(signal.ITIMER_REAL, 0)
    assert closed or "called this" in said[0]
    assert len(pubfast.open(tmp_path / "a.zst")) == written


@pytest.mark.parametrize("work", ["open", "stream", "convert", "check", "info"])
def test_a_tick_that_raises(
    work: str, large_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mixed_text: bytes
) -> None:
    """A progress bar may fail: its error is raised, and nothing is left."""
    pytest.importorskip("tqdm")

    def fails(*_: object) -> None:
        raise ZeroDivisionError("no bar")

    monkeypatch.setattr("pubfast._progress.ProgressBar.update", fails)
    large_path.write_bytes(mixed_text * 3)
    works: dict[str, Callable[[], object]] = {
        "open": lambda: pubfast.open(large_path, progress=True, format="pubtator"),
        "stream": lambda: list(
            pubfast.stream(large_path, progress=True, batch_bytes=9999, format="pubtator")
        ),
        "convert": lambda: pubfast.convert(large_path, tmp_path / "out", progress=True, on_problem="ignore"),
        "check": lambda: pubfast.check(large_path, progress=True, output=tmp_path / "out.jsonl"),
        "info": lambda: pubfast.info(large_path, progress=True),
    }
    with pytest.raises(ZeroDivisionError, match="no bar"):
        works[work]()
    assert list(tmp_path.iterdir()) == [large_path]


class Named:
    """A path that is freed at once: another object may take its address."""

    __slots__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path

    def __fspath__(self) -> str:
        return str(self.path)


class Joined:
    """A file object over the batches of a stream."""

    __slots__ = ("inner", "left")

    def __init__(self, inner: pubfast.Stream) -> None:
        self.inner, self.left = inner, b""

    def read(self, size: int, /) -> bytes:
        if not self.left and (batch := next(self.inner, None)) is not None:
            self.left = b"".join(b"%s|t|x\n\n" % document.document_id.encode() for document in batch)
        given, self.left = self.left[:size], self.left[size:]
        return given


def test_a_stream_over_a_stream_of_a_path(tmp_path: Path) -> None:
    path = tmp_path / "dump"
    path.write_bytes(b"".join(b"%d|t|x\n\n" % number for number in range(100)))
    for _ in range(20):
        inner = pubfast.stream(Named(path))
        outer = pubfast.stream(Joined(inner))
        assert sum(map(len, outer)) == 100
