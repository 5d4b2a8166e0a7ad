"""Ctrl-C at random moments of everything that takes long, and the signals that end a command.

``PUBFAST_INTERRUPTS`` says how often; for the record it is 100.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from waiting import HANGS

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="signals as Unix has them are needed")
Script = Callable[..., "subprocess.CompletedProcess[str]"]

COUNT = int(os.environ.get("PUBFAST_INTERRUPTS", "8"))

# Interrupts each work once, at a random moment.
CODE = """
import os, random, sys, warnings, polars, pubfast
from interrupting import Interrupter
warnings.simplefilter("ignore")
src, folder, seed, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
random.seed(seed)
corpus = pubfast.open(src, on_problem="ignore", format="pubtator")
dst = os.path.join(folder, "out")

def streamed():
    for batch in pubfast.stream(src, batch_bytes=1 << 20, on_problem="ignore"):
        batch.annotations.start.sum()

def scanned():
    try:
        pubfast.scan(src, on_problem="ignore").collect()
    except polars.exceptions.PolarsError as error:
        assert "interrupt" in str(error).lower(), error
        raise KeyboardInterrupt from error

works = {
    "open": lambda: pubfast.open(src, on_problem="ignore", format="pubtator"),
    "read": lambda: pubfast.open(src, on_problem="ignore", format="pubtator", io="read", threads=1),
    "stream": streamed,
    "convert": lambda: pubfast.convert(src, dst, overwrite=True, on_problem="ignore"),
    "json": lambda: pubfast.convert(src, dst + ".jsonl.gz", overwrite=True, on_problem="ignore"),
    "check": lambda: pubfast.check(src, output=dst + ".jsonl", overwrite=True),
    "info": lambda: pubfast.info(src),
    "write": lambda: pubfast.write(corpus.documents, dst + ".gz", overwrite=True, level=9),
    "scan": scanned,
    "columns": lambda: corpus.annotations.mention.to_list(),
    "index": lambda: corpus.concept_index(),
}
for work in works.values():  # an import of numpy that is interrupted is the last
    work()
names = sorted(works)
interrupter = Interrupter()
for turn in range(count):
    name = names[(seed + turn) % len(names)]
    seconds = interrupter.seconds_until_heard(works[name], random.random() ** 2 * 0.6)
    left = [each for each in os.listdir(folder) if each.endswith(".partial")]
    assert not left, (name, left)
    assert len(pubfast.open(src, on_problem="ignore", format="pubtator")) == len(corpus)
    print(name, round(seconds, 4))
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, mixed_text: bytes) -> Path:
    path = tmp_path_factory.mktemp("source") / "dump"
    path.write_bytes(mixed_text * 4)
    return path


@pytest.mark.large
def test_works(script: Script, source: Path, tmp_path: Path) -> None:
    done = script(CODE, source, tmp_path, random.randrange(1000), COUNT)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == COUNT


COMMANDS: dict[str, list[str]] = {
    "info": ["info", "{src}"],
    "check": ["check", "{src}", "--overwrite", "-o", "{dst}.jsonl"],
    "convert": ["convert", "{src}", "{dst}", "--overwrite"],
    "lines": ["convert", "{src}", "{dst}.jsonl.gz", "--overwrite"],
    "filter": ["filter", "{src}", "--type", "Gene", "--overwrite", "-o", "{dst}.gz"],
    "sample": ["sample", "{src}", "-n", "5000", "--seed", "7", "--overwrite", "-o", "{dst}.text"],
}
# The status of each signal, and what is said.
SIGNALS = {"SIGINT": (130, "pubfast: interrupted\n"), "SIGTERM": (143, ""), "SIGHUP": (129, "")}


@pytest.mark.parametrize("name", SIGNALS)
def test_commands(name: str, source: Path, tmp_path: Path) -> None:
    """Of those that have begun; a signal before that ends Python in its own way."""
    status, said = SIGNALS[name]
    number = getattr(signal, name)
    code = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code += "import pubfast.cli as cli; print(flush=True); sys.exit(cli.main())"
    for turn in range(max(2, COUNT // 3)):
        words = [
            word.format(src=source, dst=tmp_path / "out")
            for word in list(COMMANDS.values())[turn % len(COMMANDS)]
        ]
        command = [sys.executable, "-c", code, *words, "--threads", "1"]
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, **pipes) as running:
            assert running.stdout is not None
            running.stdout.readline()
            time.sleep(0.05 + random.random() * 0.3)
            running.send_signal(number)
            _, error = running.communicate(timeout=HANGS)
        if running.returncode in (0, 1, -number):
            continue  # it was over by then, or had not begun
        assert (running.returncode, error) == (status, said), words
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
