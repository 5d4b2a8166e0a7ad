"""Let one engine do one thing with one file, in a process that does nothing else.

Usage::

    python benches/worker.py text|limits|tables ENGINE OPERATION FILE THREADS

The counts of the file are in the JSON file that its generator wrote beside it. The answer is JSON.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from engines.registry import ENGINES
from inputs.answers import WrongAnswer
from measuring.resident import STATUS, Peak, anonymous
from measuring.tasks import Task, task

ENOUGH, MOST_RUNS = 0.2, 9  # seconds after which a run is not repeated; how often it is at most


@dataclass(frozen=True, slots=True)
class Taken:
    """What a piece of work took.

    Attributes
    ----------
    seconds, cores
        Of a second run in the same process, and how many cores were busy; a short one is repeated, and this
        is the median.
    peak
        Most bytes of memory of the process's own in the first run, above those before it; mapped files are
        no part of it. None where the system does not tell.
    resident
        The same with mapped files.
    wrong
        What is known to be wrong with the answer.
    """

    seconds: float
    cores: float
    peak: int | None
    resident: int | None
    wrong: str


def take(work: Task) -> Taken:
    """Run it twice and check the second answer."""
    peak, resident = weigh(work)
    walls: list[float] = []
    cores = 0.0
    while not walls or (len(walls) < MOST_RUNS and sum(walls) < ENOUGH):
        prepared = found = None  # the memory of the run before is free again
        gc.collect()
        prepared = work.prepare()
        cpu, begin = spent(), time.perf_counter()
        found = work.run(prepared)
        walls.append(time.perf_counter() - begin)
        cores += spent() - cpu
    wrong = work.check(prepared, found)
    return Taken(statistics.median(walls), cores / sum(walls), peak, resident, wrong)


def weigh(work: Task) -> tuple[int | None, int | None]:
    """Do the first run; its memory, of the process's own and with mapped files, if the system tells."""
    if not STATUS.exists():
        work.run(work.prepare())
        return None, None
    with Peak():
        pass  # what a watching thread takes is there from now on
    prepared = work.prepare()
    gc.collect()
    with contextlib.suppress(OSError):  # some sandboxes do not have it, and what was before counts too
        Path("/proc/self/clear_refs").write_text("5")
    own, whole = anonymous(), high_water()
    with Peak() as running:
        work.run(prepared)
    return max(0, running.bytes - own), max(0, high_water() - whole)


def high_water() -> int:
    """The most bytes that were resident."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def spent() -> float:
    """Seconds of all cores, those of programs that were started too."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="Let one engine do one thing with one file.")
    parser.add_argument("kind", choices=ENGINES)
    parser.add_argument("engine")
    parser.add_argument("operation")
    parser.add_argument("file", type=Path, help="a file that compare.py made, plain or packed")
    parser.add_argument("threads", type=int)
    options = parser.parse_args()
    try:
        work = task(options.kind, options.engine, options.operation, options.file, options.threads)
        print(json.dumps(asdict(take(work))))
    except WrongAnswer as error:
        print(f"WrongAnswer: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
