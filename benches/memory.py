"""Measure the memory that a corpus takes, in a process that does nothing else.

Usage::

    python benches/memory.py DUMP [--threads 2]

It is ``RssAnon`` of ``/proc/self/status`` that is measured: memory of the process's own. The mapped dump
is no part of it, as the system takes those pages back when it needs them. A thread reads the number every
millisecond for the peaks. The answer is JSON, in bytes above what was there before.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import pubfast
from engines.text import pubfast as engines
from inputs.answers import Answers
from inputs.dump import load
from measuring.resident import Peak, anonymous

PER_ANNOTATION, PER_DOCUMENT = 48, 80  # bytes; what the columns may take


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of memory above what there was before the dump was opened."""

    opened: int
    opened_peak: int
    columns: int
    columns_peak: int


def measure(path: Path, threads: int) -> Memory:
    """Measure in this process, and check what was read."""
    dump = load(path)
    with Peak():
        pass  # what a watching thread takes is there from now on
    before = anonymous()
    with Peak() as opening:
        corpus = pubfast.open(path, threads=threads)
    opened = anonymous()
    with Peak() as touching:
        arrays = engines.touch(corpus)
    columns = anonymous()
    # Only now, as checking takes memory too. The ids are read from the dump again.
    answers = Answers.of(dump, path.read_bytes())
    answers.check_corpus(corpus)
    answers.check_strings(corpus)
    del arrays
    return Memory(opened - before, opening.bytes - before, columns - before, touching.bytes - before)


def measure_apart(path: Path, threads: int) -> Memory:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, str(path), "--threads", str(threads)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Memory(**json.loads(answer))


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Measure the memory that a corpus takes.")
    parser.add_argument("dump", type=Path, help="a file that compare.py or dump.py made")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    print(json.dumps(asdict(measure(options.dump, options.threads))))


if __name__ == "__main__":
    main()
