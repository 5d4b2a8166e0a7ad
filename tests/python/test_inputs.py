"""Pipes, devices, files that change: what comes in other than from a file at rest."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import pubfast
import reference
from waiting import HANGS

Agree = Callable[[pubfast.Corpus, reference.Parsed], None]
Read = Callable[..., pubfast.Corpus]
Script = Callable[..., "subprocess.CompletedProcess[str]"]
Write = Callable[..., Path]

BLOCK = b"1|t|x\n1|a|y\n1\t0\t1\tx\tGene\t7\n\n"

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are needed")


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path


@pytest.fixture
def fed(fifo: Path) -> Iterator[Callable[[bytes], Path]]:
    """A named pipe and a thread that writes some bytes to it."""
    threads: list[threading.Thread] = []

    def feed(content: bytes) -> Path:
        threads.append(threading.Thread(target=fifo.write_bytes, args=(content,), daemon=True))
        threads[-1].start()
        return fifo

    yield feed
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


@pytest.mark.parametrize("io", ["auto", "read"])
def test_a_pipe_with_a_name(
    fed: Callable[[bytes], Path],
    mixed_text: bytes,
    mixed_twin: reference.Parsed,
    read: Read,
    agree_all: Agree,
    io: str,
) -> None:
    agree_all(read(fed(mixed_text), io=io, format="pubtator"), mixed_twin)


def test_small_and_empty_pipes(fed: Callable[[bytes], Path]) -> None:
    assert len(pubfast.open(fed(BLOCK))) == 1
    assert len(pubfast.open(fed(b""))) == 0


def test_a_pipe_of_something_else(fed: Callable[[bytes], Path]) -> None:
    with pytest.raises(pubfast.FormatError, match="table of entities"):
        pubfast.open(fed(b"1\tGene\t7\tx\tGNormPlus\n"))


def test_a_pipe_cannot_be_mapped_or_pickled(fifo: Path, fed: Callable[[bytes], Path]) -> None:
    keep_open = os.open(fifo, os.O_RDWR)  # so that opening it does not wait for a writer
    with pytest.raises(pubfast.InputError, match="map") as caught:
        pubfast.open(fifo, io="mmap")
    assert str(fifo) in str(caught.value)
    os.close(keep_open)
    corpus = pubfast.open(fed(BLOCK))
    with pytest.raises(ValueError, match="pickle"):
        pickle.dumps(corpus)


COUNTS = """
import pubfast, sys
corpus = pubfast.open(sys.argv[1], on_problem="ignore", format="pubtator")
print(len(corpus), len(corpus.annotations), corpus.documents.byte_end[-1])
"""


@pytest.mark.parametrize("name", ["/dev/stdin", "/proc/self/fd/0"])
def test_standard_input(name: str, mixed: Path, mixed_text: bytes, mixed_twin: reference.Parsed) -> None:
    for content, twin in ((mixed_text, mixed_twin), (BLOCK, reference.parse(BLOCK))):
        command = [sys.executable, "-c", COUNTS, name]
        done = subprocess.run(command, input=content, capture_output=True, check=True, timeout=HANGS)
        counts = [len(twin.documents), len(twin.annotations), twin.documents[-1].byte_end]
        assert [int(count) for count in done.stdout.split()] == counts
    with mixed.open("rb") as file:  # a file by another name
        command = [sys.executable, "-c", COUNTS, name]
        done = subprocess.run(command, stdin=file, capture_output=True, check=True, timeout=HANGS)
        assert int(done.stdout.split()[0]) == len(mixed_twin.documents)


def test_devices() -> None:
    assert len(pubfast.open("/dev/null")) == 0
    assert len(pubfast.open("/dev/null", io="read")) == 0
    with pytest.raises(pubfast.InputError):
        pubfast.open("/dev/null", io="mmap")


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="there is no /proc")
def test_files_that_say_they_are_empty_and_are_not() -> None:
    corpus = pubfast.open("/proc/self/status", format="pubtator", on_problem="ignore")
    assert len(corpus.documents.document_id.buffer) > 100


@pytest.mark.parametrize("io", ["auto", "mmap", "read"])
def test_a_file_replaced_or_deleted_after_opening(
    write: Write, mixed_text: bytes, mixed_twin: reference.Parsed, read: Read, agree_all: Agree, io: str
) -> None:
    path = write(mixed_text)
    corpus = read(path, io=io, format="pubtator")
    other = path.with_suffix(".new")
    other.write_bytes(b"9|t|other\n")
    other.replace(path)
    agree_all(corpus, mixed_twin)
    assert read(path)[0].title == "other"
    path.unlink()
    agree_all(corpus, mixed_twin)


@pytest.mark.parametrize("change", ["truncate", "overwrite"])
def test_a_file_shortened_or_overwritten_after_reading(
    write: Write, mixed_text: bytes, mixed_twin: reference.Parsed, read: Read, agree_all: Agree, change: str
) -> None:
    path = write(mixed_text)
    corpus = read(path, io="read", format="pubtator")
    if change == "truncate":
        os.truncate(path, 0)
    else:
        path.write_bytes(b"x" * len(mixed_text))
    agree_all(corpus, mixed_twin)


def test_a_file_that_grew_after_opening(
    write: Write, mixed_text: bytes, mixed_twin: reference.Parsed, read: Read, agree_all: Agree
) -> None:
    path = write(mixed_text)
    corpus = read(path, io="mmap", format="pubtator")
    with path.open("ab") as file:
        file.write(BLOCK * 1000)
    agree_all(corpus, mixed_twin)


def test_a_file_opened_read_only_by_its_owner(write: Write) -> None:
    path = write(BLOCK)
    path.chmod(0o444)
    assert len(pubfast.open(path)) == 1


GROWS = """
import os, sys, threading, pubfast
path, block = sys.argv[1], b"1\\tCID\\tD1\\tD2\\n" * 1000
done = False
def grow():
    with open(path, "ab") as file:
        while not done:
            file.write(block)
            file.flush()
            if file.tell() > 40_000_000:
                return
thread = threading.Thread(target=grow)
thread.start()
outcomes = set()
for io in ("mmap", "read") * 3:
    try:
        corpus = pubfast.open(path, io=io, threads=1, on_problem="ignore", format="pubtator")
        assert corpus.relations[-1].arg1 == "D1" and not len(corpus.annotations)
        outcomes.add("opened")
    except pubfast.InputError as error:
        assert path in str(error) and "changed" in str(error), error
        outcomes.add("changed")
done = True
thread.join()
print(sorted(outcomes))
"""


def test_a_file_that_grows_while_it_is_read(script: Script, large_path: Path) -> None:
    """The change may be noticed or not, depending on time, but nothing else may come of it."""
    large_path.write_bytes(b"1\tCID\tD1\tD2\n" * 100_000)
    outcomes: Any = script(GROWS, large_path).stdout
    assert "opened" in outcomes or "changed" in outcomes
