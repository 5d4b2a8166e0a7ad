"""A file of documents appears when it is complete, and replaces nothing that it should not."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import pubfast

Script = Callable[..., Any]


def test_a_destination_that_exists(sample: pubfast.Corpus, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError, match="overwrite=True") as caught:
        pubfast.write(sample, path)
    assert isinstance(caught.value, pubfast.OutputError)
    assert caught.value.path == str(path)
    assert path.read_bytes() == b"mine"
    # What comes meanwhile is not replaced either.
    writer = pubfast.Writer(tmp_path / "b")
    (tmp_path / "b").write_bytes(b"theirs")
    with pytest.raises(FileExistsError):
        writer.close()
    assert (tmp_path / "b").read_bytes() == b"theirs"
    assert pubfast.write(sample, path, overwrite=True).documents == 16
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_folders(sample: pubfast.Corpus, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        pubfast.write(sample, tmp_path / "none" / "a")
    with pytest.raises(IsADirectoryError, match="a file does not replace one"):
        pubfast.write(sample, tmp_path, overwrite=True)
    with pytest.raises(TypeError, match="path must be a path or a binary file object, not int"):
        pubfast.write(sample, 3)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_the_input_is_not_the_output(sample_path: Path, tmp_path: Path) -> None:
    """Neither by another name, nor as a batch or a view among others."""
    path = tmp_path / "dump"
    path.write_bytes(sample_path.read_bytes())
    (tmp_path / "link").symlink_to(path)
    os.link(path, tmp_path / "hard")
    corpus = pubfast.open(path, on_problem="ignore")
    by_hand = pubfast.Document(document_id="1", title="x")

    def batches() -> Iterator[pubfast.Corpus]:
        return pubfast.stream(path, on_problem="ignore")

    for name in ("dump", "link", "hard"):
        for documents in (corpus, [by_hand, corpus[3]], corpus.annotations, batches()):
            with pytest.raises(FileExistsError, match="the input itself"):
                pubfast.write(documents, tmp_path / name, overwrite=True)
    assert path.read_bytes() == sample_path.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dump", "hard", "link"]


def test_an_iterable_that_fails(sample: pubfast.Corpus, tmp_path: Path) -> None:
    def documents() -> Iterator[pubfast.Document]:
        yield from sample
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        pubfast.write(documents(), tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


class Failing(io.RawIOBase):
    """A file object that is full after some bytes, and takes few at a time."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.taken = b""

    def write(self, data: Any, /) -> int:
        if len(self.taken) >= self.room:
            raise ZeroDivisionError("full")
        piece = bytes(data[:1000])
        self.taken += piece
        return len(piece)


def test_file_objects(mixed: Path) -> None:
    corpus = pubfast.open(mixed, on_problem="ignore")
    target = Failing(1 << 40)
    result = pubfast.write(corpus, target)
    assert target.taken == mixed.read_bytes()
    assert (str(result.path), result.bytes) == ("<Failing>", len(target.taken))
    with pytest.raises(ZeroDivisionError, match="full"):
        pubfast.write(corpus, Failing(5000))
    with pytest.raises(TypeError):
        pubfast.write(corpus, io.StringIO())  # type: ignore[arg-type]


def test_a_write_that_fails_is_not_gone_on_with(mixed: Path) -> None:
    corpus = pubfast.open(mixed, on_problem="ignore")
    # More than waits.
    enough = [corpus] * (1 + (16 << 20) // mixed.stat().st_size)
    writer = pubfast.Writer(Failing(5000), threads=1)
    with pytest.raises(ZeroDivisionError):
        writer.write(enough)
    uses: list[Callable[[], None]] = [lambda: writer.write(enough), writer.close]
    for use in uses:
        with pytest.raises(ValueError, match="written in part"):
            use()
    assert writer.closed
    assert writer.written is None


@pytest.mark.parametrize("name", ["a", "a.gz", "a.bgz", "a.zst"])
@pytest.mark.parametrize("what", ["corpus", "corpus.documents", "list(corpus)"])
def test_no_space(script: Script, mixed: Path, tmp_path: Path, name: str, what: str) -> None:
    """A file may not grow beyond some bytes, which is what a full disk looks like."""
    code = f"""
import os, resource, signal, sys, pubfast
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))
src, dst = sys.argv[1:]
corpus = pubfast.open(src, on_problem="ignore")
try:
    pubfast.write({what}, dst)
except pubfast.OutputError as error:
    print(error.errno, error.path == dst, os.listdir(os.path.dirname(dst)))
"""
    folder = tmp_path / "out"
    folder.mkdir()
    done = script(code, mixed, folder / name)
    assert done.stdout == "27 True []\n"


INTERRUPTED = """
import os, sys, pubfast
from interrupting import Interrupter
src, dst = sys.argv[1:]
corpus = pubfast.open(src, on_problem="ignore")
def work():
    with pubfast.Writer(dst, level=9) as writer:
        while True:
            writer.write(corpus.documents)
print(Interrupter().seconds_until_heard(work, 0.3) < 10, os.listdir(os.path.dirname(dst)))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGPROF"), reason="signals as Unix has them are needed")
@pytest.mark.parametrize("name", ["a.gz", "a.zst"])
def test_interrupted(script: Script, large_path: Path, mixed_text: bytes, tmp_path: Path, name: str) -> None:
    """One `write` takes about half a minute, and the signal is heard in the middle of it."""
    folder = tmp_path / "out"
    folder.mkdir()
    with large_path.open("wb") as file:
        for _ in range(50):
            file.write(mixed_text)
    assert script(INTERRUPTED, large_path, folder / name).stdout == "True []\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes as Unix has them are needed")
def test_a_writer_of_another_process(script: Script, sample_path: Path, tmp_path: Path) -> None:
    code = """
import os, sys, pubfast
src, dst = sys.argv[1:]
corpus = pubfast.open(src, on_problem="ignore")
writer = pubfast.Writer(dst)
writer.write(corpus)
child = os.fork()
if not child:
    try:
        writer.write(corpus)
    except ValueError as error:
        print(str(error).endswith("the writer belongs to the process that made it"), flush=True)
    writer.discard()
    del writer
    os._exit(0)
os.waitpid(child, 0)
writer.close()
print(writer.written.documents)
"""
    assert script(code, sample_path, tmp_path / "a").stdout == "True\n16\n"


def test_other_threads_go_on(mixed: Path, tmp_path: Path) -> None:
    """The lock of the interpreter is free meanwhile."""
    corpus = pubfast.open(mixed, on_problem="ignore")
    options: dict[str, Any] = {"level": 9}
    thread = threading.Thread(target=pubfast.write, args=([corpus] * 5, tmp_path / "a.gz"), kwargs=options)
    thread.start()
    turns = 0
    while thread.is_alive():
        turns += 1
        time.sleep(0)
    thread.join()
    assert turns > 100
