"""A file that is cut, overwritten, appended to or replaced, while it is read and afterwards."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pubfast
from waiting import HANGS

Script = Callable[..., "subprocess.CompletedProcess[str]"]
BLOCK = b"7|t|title\n7\t0\t5\ttitle\tGene\t7\n\n"
COUNT = 30_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "dump"
    path.write_bytes(BLOCK * COUNT)
    os.utime(path, ns=(0, 10**18))  # another write in the same tick of the clock changes it all the same
    return path


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(BLOCK.replace(b"7", b"8") * COUNT)


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(BLOCK * 100)


def replace(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(b"9|t|other\n")
    other.replace(path)


def touch(path: Path) -> None:
    os.utime(path, (1, 1))


CHANGES: dict[str, Callable[[Path], None]] = {
    "truncate": truncate,
    "overwrite": overwrite,
    "append": append,
    "replace": replace,
    "unlink": Path.unlink,
    "touch": touch,
}


class Changes:
    """Lets a file change in the middle of being read: when a stream has given its first batch."""

    def __init__(self, path: Path, change: str, **options: Any) -> None:
        self.stream = pubfast.stream(path, batch_bytes=20_000, threads=1, **options)
        self.batches = [next(self.stream)]
        CHANGES[change](path)

    def rest(self) -> int:
        self.batches += self.stream
        return sum(map(len, self.batches))


@pytest.mark.parametrize("io", ["mmap", "read"])
@pytest.mark.parametrize("change", ["overwrite", "append", "touch", "truncate"])
def test_what_changes_while_it_is_streamed(path: Path, io: str, change: str) -> None:
    """The batches before stand; the end is an error and never a wrong number of documents."""
    if (io, change) == ("mmap", "truncate"):
        pytest.skip("the system ends a process that touches what is gone")
    changing = Changes(path, change, io=io)
    with pytest.raises(pubfast.InputError, match="changed") as caught:
        changing.rest()
    assert str(path) in str(caught.value)
    assert changing.batches[0][0].title == "title"
    assert changing.stream.closed


@pytest.mark.parametrize("io", ["mmap", "read"])
@pytest.mark.parametrize("change", ["replace", "unlink"])
def test_what_is_replaced_while_it_is_streamed(path: Path, io: str, change: str) -> None:
    assert Changes(path, change, io=io).rest() == COUNT


@pytest.mark.parametrize("io", ["mmap", "read"])
@pytest.mark.parametrize("work", ["convert", "check", "info"])
def test_what_changes_during_other_work(path: Path, tmp_path: Path, io: Any, work: str) -> None:
    """Another thread writes all the time. Work that is over between two writes is right, and done again."""

    def again_and_again(work: Callable[[], object], output: Path) -> None:
        while True:
            work()
            shutil.rmtree(output, ignore_errors=True)

    path.write_bytes(BLOCK * COUNT * 10)
    done = threading.Event()

    def write() -> None:
        for turn in itertools.count():
            if done.wait(0.0005):
                return
            with path.open("ab") as file:
                file.write(BLOCK * 3000)
            if turn % 500 == 499:
                # A smaller file at its place: one that is cut under a map would end the process.
                smaller = path.with_name("smaller")
                smaller.write_bytes(BLOCK * COUNT * 10)
                smaller.replace(path)

    options = {"io": io, "batch_bytes": 20_000}
    works: dict[str, Callable[[], object]] = {
        "convert": lambda: pubfast.convert(path, tmp_path / "out", **options),
        "check": lambda: pubfast.check(path, **options),
        "info": lambda: _raised(pubfast.info(path, io=io, threads=1)),
    }
    writer = threading.Thread(target=write)
    writer.start()
    try:
        with pytest.raises(pubfast.InputError, match="changed"):
            again_and_again(works[work], tmp_path / "out")
    finally:
        done.set()
        writer.join()
    assert [each.name for each in tmp_path.iterdir()] == ["dump"]


def _raised(info: pubfast.Info) -> None:
    if info.fault is not None:
        raise info.fault


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_after_it_was_read(path: Path, change: str) -> None:
    corpus = pubfast.open(path, io="read")
    CHANGES[change](path)
    assert corpus.documents.title.to_list() == ["title"] * COUNT
    assert corpus.annotations.identifier.to_list() == ["7"] * COUNT


@pytest.mark.parametrize("change", ["append", "replace", "unlink", "touch"])
def test_what_a_map_survives(path: Path, change: str) -> None:
    corpus = pubfast.open(path, io="mmap")
    CHANGES[change](path)
    assert corpus.documents.title.to_list() == ["title"] * COUNT
    assert corpus[-1].annotations[0].mention == "title"


def test_what_a_map_shows(path: Path) -> None:
    """An overwritten file shows through a map where the text is looked at; rows are what they were."""
    corpus = pubfast.open(path, io="mmap")
    overwrite(path)
    assert set(corpus.annotations.identifier) == {"8"}
    assert len(corpus) == COUNT


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the signals are those of Linux")
def test_what_a_map_does_not_survive(path: Path) -> None:
    """A file that is cut under a map ends the process, as the documentation says."""
    code = """
import os, sys, faulthandler, pubfast
faulthandler.enable()
corpus = pubfast.open(sys.argv[1], io=sys.argv[2])
os.truncate(sys.argv[1], 0)
print(len(corpus), corpus.annotations.end.sum(), flush=True)  # numbers are in memory
print(corpus[5].title)
"""
    for io, status in (("mmap", -7), ("read", 0)):
        path.write_bytes(BLOCK * COUNT)
        command = [sys.executable, "-c", code, str(path), io]
        done = subprocess.run(command, capture_output=True, text=True, timeout=HANGS)
        assert done.returncode == status
        assert done.stdout.splitlines()[0] == f"{COUNT} {5 * COUNT}"
        assert ("Bus error" in done.stderr) == (io == "mmap")


@pytest.mark.parametrize("change", ["truncate", "overwrite", "append"])
def test_a_file_that_a_lazy_frame_is_reading(
    path: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The query ends in an error of polars, with the message of pubfast that a stream would raise."""
    polars = pytest.importorskip("polars")
    from pubfast.adapters import _scan

    advance, taken = _scan._Frames.__next__, itertools.count()

    def changing(frames: Any) -> Any:
        frame = advance(frames)
        if next(taken) == 0:
            CHANGES[change](path)
        return frame

    monkeypatch.setattr(_scan._Frames, "__next__", changing)
    frame = pubfast.scan(path, io="read", batch_bytes=20_000, threads=1).select("start")
    with pytest.raises((polars.exceptions.PolarsError, pubfast.InputError), match="while it was being read"):
        frame.collect()
    assert next(taken) > 1
