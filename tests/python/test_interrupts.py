"""Ctrl-C ends long work at once, and the process goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Script = Callable[..., Any]

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="signals as Unix has them are needed")

# Interrupts what `work` does, `DELAY` seconds after it began; prints how long it took to hear of it, or -1
# if the work was over by then. The signal comes from another process: a thread would need the GIL for it.
HEAD = """
import os, signal, sys, threading, time, pubfast
path, sample = sys.argv[1:3]
DELAY = float(sys.argv[3])
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs in the background inherits none

def interrupted(work):
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        time.sleep(DELAY)
        os.write(writer, b"%.6f" % time.monotonic())
        os.kill(os.getppid(), signal.SIGINT)
        os._exit(0)
    over = float("inf")
    try:
        work()
        over = time.monotonic()
        time.sleep(60)
    except KeyboardInterrupt:
        heard = time.monotonic()
    os.waitpid(child, 0)
    sent = float(os.read(reader, 99))
    print(round(heard - sent, 4) if over > sent else -1.0)
"""
TAIL = """
assert len(pubfast.open(sample, on_problem="ignore")) == 16
assert pubfast.open(sample, on_problem="ignore").annotations.start.sum() > 0
"""
# Ctrl-C is answered within 200 ms on a machine at rest. What is tested is that nothing waits for its end.
LIMIT = 2.0


def times(script: Script, code: str, *arguments: object) -> list[float]:
    done = script(HEAD + code + TAIL, *arguments)
    assert "Traceback" not in done.stderr
    return [float(line) for line in done.stdout.split()]


def check(took: list[float]) -> None:
    assert took
    for seconds in took:
        assert seconds != -1.0, "the work was over before the signal came"
        assert seconds < LIMIT


@pytest.mark.large
@pytest.mark.parametrize("options", ["threads=1", "threads=2", "threads=1, io='read'"])
def test_opening_a_large_file(script: Script, large_path: Path, sample_path: Path, options: str) -> None:
    with large_path.open("wb") as file:
        for _ in range(10):
            file.write(b"1\tCID\tD1\tD2\n" * 2_500_000)
    code = f"""
for _ in range(2):
    interrupted(lambda: pubfast.open(path, {options}, on_problem="ignore", format="pubtator"))
"""
    check(times(script, code, large_path, sample_path, 0.1))


@pytest.mark.parametrize("options", ["", "io='read', threads=1"])
def test_waiting_for_a_pipe(script: Script, tmp_path: Path, sample_path: Path, options: str) -> None:
    """Nobody writes to it, or somebody holds it open and writes nothing."""
    path = tmp_path / "fifo"
    os.mkfifo(path)
    code = f"""
interrupted(lambda: pubfast.open(path, {options}))
writer = os.open(path, os.O_RDWR)
os.write(writer, b"1|t|x\\n")
interrupted(lambda: pubfast.open(path, {options}))
"""
    check(times(script, code, path, sample_path, 0.2))


def test_detecting_what_is_in_a_pipe(script: Script, tmp_path: Path, sample_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    code = """
def rescue():  # a test that hangs says nothing
    time.sleep(10)
    os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
threading.Thread(target=rescue, daemon=True).start()
interrupted(lambda: pubfast.detect(path))
"""
    check(times(script, code, path, sample_path, 0.2))


@pytest.mark.large
def test_going_through_a_large_table(script: Script, large_path: Path, sample_path: Path) -> None:
    with large_path.open("wb") as file:
        file.write(b"1|t|x\n")
        for _ in range(10):
            file.write(b"1\t0\t1\tx\tGene\t7\n" * 1_200_000)
    code = """
corpus = pubfast.open(path, on_problem="ignore", format="pubtator")
interrupted(lambda: corpus.annotations.mention.to_list())
"""
    check(times(script, code, large_path, sample_path, 0.05))


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
            file.write(b"1\t0\t1\tx\tGene\t7;8\n" * 500_000)
    code = f"""
corpus = pubfast.open(path, on_problem="ignore", format="pubtator", threads=1)
identifier = corpus.annotations.identifier
identifier.starts
interrupted(lambda: [{work} for _ in range(500)])
"""
    check(times(script, code, large_path, sample_path, 0.1))


def test_a_handler_that_goes_on(script: Script, large_path: Path, sample_path: Path) -> None:
    large_path.write_bytes(b"1\tCID\tD1\tD2\n" * 5_000_000)
    code = """
heard = []
signal.signal(signal.SIGINT, lambda *_: heard.append(1))
threading.Timer(DELAY, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
corpus = pubfast.open(path, threads=1, on_problem="ignore", format="pubtator")
assert len(corpus.relations) == 5_000_000
time.sleep(0.1)
print(len(heard))
"""
    assert times(script, code, large_path, sample_path, 0.05) == [1.0]


def test_a_handler_that_raises_something_else(script: Script, tmp_path: Path, sample_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    code = """
def handler(*_):
    raise LookupError("mine")
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, DELAY)
try:
    pubfast.open(path)
except LookupError as error:
    assert str(error) == "mine"
    print(1)
"""
    assert times(script, code, path, sample_path, 0.1) == [1.0]


def test_the_process_ends_while_a_pipe_is_waited_for(
    script: Script, tmp_path: Path, sample_path: Path
) -> None:
    """What an interrupt left behind must not keep the process from ending."""
    path = tmp_path / "fifo"
    os.mkfifo(path)
    code = """
for _ in range(5):
    interrupted(lambda: pubfast.open(path))
"""
    check(times(script, code, path, sample_path, 0.05))
