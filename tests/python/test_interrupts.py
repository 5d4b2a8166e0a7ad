"""Ctrl-C ends long work at once, and the process goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Script = Callable[..., Any]

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="signals as Unix has them are needed")

HEAD = """
import os, signal, sys, threading, time, pubfast
from interrupting import Interrupter, is_interruptible
path, sample = sys.argv[1:3]
"""
TAIL = """
assert len(pubfast.open(sample, on_problem="ignore")) == 16
assert pubfast.open(sample, on_problem="ignore").annotations.start.sum() > 0
"""


def said(script: Script, code: str, *arguments: object) -> list[str]:
    """Run a script and check that the process can be used afterwards; give the words that it printed."""
    done = script(HEAD + code + TAIL, *arguments)
    assert done.stderr == ""
    words: list[str] = done.stdout.split()
    return words


@pytest.mark.large
@pytest.mark.parametrize("options", ["threads=1", "threads=2", "threads=1, io='read'"])
def test_opening_a_large_file(script: Script, large_path: Path, sample_path: Path, options: str) -> None:
    with large_path.open("wb") as file:
        for _ in range(10):
            file.write(b"1\tCID\tD1\tD2\n" * 2_000_000)
    code = f"""
print(is_interruptible(lambda: pubfast.open(path, {options}, on_problem="ignore", format="pubtator")))
"""
    assert said(script, code, large_path, sample_path) == ["True"]


@pytest.mark.parametrize("options", ["", "io='read', threads=1"])
def test_waiting_for_a_pipe(script: Script, tmp_path: Path, sample_path: Path, options: str) -> None:
    """The pipe has no writer, or one that writes a line and holds it open."""
    path = tmp_path / "fifo"
    os.mkfifo(path)
    code = f"""
interrupter = Interrupter()
print(interrupter.seconds_until_heard(lambda: pubfast.open(path, {options}), 0.2))
writer = os.open(path, os.O_RDWR)
os.write(writer, b"1|t|x\\n")
print(interrupter.seconds_until_heard(lambda: pubfast.open(path, {options}), 0.2))
"""
    assert len(said(script, code, path, sample_path)) == 2


def test_detecting_what_is_in_a_pipe(script: Script, tmp_path: Path, sample_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    code = """
print(Interrupter().seconds_until_heard(lambda: pubfast.detect(path), 0.2))
"""
    assert len(said(script, code, path, sample_path)) == 1


@pytest.mark.large
def test_going_through_a_large_table(script: Script, large_path: Path, sample_path: Path) -> None:
    with large_path.open("wb") as file:
        file.write(b"1|t|x\n")
        for _ in range(10):
            file.write(b"1\t0\t1\tx\tGene\t7\n" * 1_200_000)
    code = """
corpus = pubfast.open(path, on_problem="ignore", format="pubtator")
print(is_interruptible(lambda: corpus.annotations.mention.to_list()))
"""
    assert said(script, code, large_path, sample_path) == ["True"]


@pytest.mark.large
@pytest.mark.parametrize(
    "work",
    [
        "identifier.split()",
        "identifier.missing()",
        "identifier.unescape()",
        "corpus.annotations.type.split('|')",
        "corpus.concept_index(threads=1)",
        "corpus.identifier_counts(threads=2)",
        "corpus.type_counts()",
    ],
)
def test_reading_the_cells_of_a_large_table(
    script: Script, large_path: Path, sample_path: Path, work: str
) -> None:
    with large_path.open("wb") as file:
        file.write(b"1|t|x\n")
        for _ in range(10):
            file.write(b"1\t0\t1\tx\tGene\t7;8\n" * 1_000_000)
    code = f"""
corpus = pubfast.open(path, on_problem="ignore", format="pubtator", threads=1)
identifier = corpus.annotations.identifier
identifier.starts
print(is_interruptible(lambda: {work}))
"""
    assert said(script, code, large_path, sample_path) == ["True"]


def test_a_handler_that_goes_on(script: Script, large_path: Path, sample_path: Path) -> None:
    large_path.write_bytes(b"1\tCID\tD1\tD2\n" * 5_000_000)
    code = """
heard = []
signal.signal(signal.SIGPROF, lambda *_: heard.append(1))
signal.setitimer(signal.ITIMER_PROF, 0.05)
corpus = pubfast.open(path, threads=1, on_problem="ignore", format="pubtator")
assert len(corpus.relations) == 5_000_000
while not heard:
    time.sleep(0.01)
    sum(range(10_000))  # the timer counts processor time
print(len(heard))
"""
    assert said(script, code, large_path, sample_path) == ["1"]


def test_a_handler_that_raises_something_else(script: Script, tmp_path: Path, sample_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    code = """
def handler(*_):
    raise LookupError("mine")
signal.signal(signal.SIGALRM, handler)
try:
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    pubfast.open(path)
except LookupError as error:
    print(error)
"""
    assert said(script, code, path, sample_path) == ["mine"]


def test_the_process_ends_while_a_pipe_is_waited_for(
    script: Script, tmp_path: Path, sample_path: Path
) -> None:
    """The process ends, whatever an interrupt left behind."""
    path = tmp_path / "fifo"
    os.mkfifo(path)
    code = """
interrupter = Interrupter()
for _ in range(5):
    print(interrupter.seconds_until_heard(lambda: pubfast.open(path), 0.05))
"""
    assert len(said(script, code, path, sample_path)) == 5
