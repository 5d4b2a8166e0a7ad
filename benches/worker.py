"""Run one operation of one engine on one file, in a process that does nothing else.

Usage::

    python benches/worker.py text|limits|tables ENGINE OPERATION FILE THREADS
    python benches/worker.py own text|tables|odd OPERATION FILE THREADS

The counts of the file are in the JSON file that its generator wrote beside it. The answer is JSON. The exit
status of a wrong answer is 2.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pubfast
from inputs.counts import WrongAnswer
from inputs.store import Input
from measuring.odd import of_shapes
from measuring.own import Tasks, of_dump, of_tables
from measuring.tasks import Task, task

ENOUGH, MOST_RUNS = 0.2, 9  # a run is repeated until this many seconds have passed, or this often
INTERVAL = 0.001  # seconds between two looks at the memory
STATUS = Path("/proc/self/status")
WRONG = 2  # exit status


@dataclass(frozen=True, slots=True)
class Taken:
    """Time and memory of an operation.

    Attributes
    ----------
    seconds, cores
        The median of the runs after the first one, and how many cores were busy.
    peak
        Most bytes of memory of the process's own in the first run, above those before it; mapped files are
        no part of it. None where the system does not tell.
    resident
        The same with mapped files.
    wrong
        The known fault of the answer, or an empty string.
    answer
        The answer if it is a number, such as a number of rows.
    pubfast
        Where the package is.
    """

    seconds: float
    cores: float
    peak: int | None
    resident: int | None
    wrong: str
    answer: int | None
    pubfast: str


def status(name: str) -> int:
    """Return bytes of memory, as Linux names them: `RssAnon` belongs to no file, `VmHWM` is the most ever."""
    found = re.search(rf"^{name}:\s*(\d+) kB$", STATUS.read_text(), re.MULTILINE)
    if not found:
        raise OSError(f"{STATUS} has no {name}")
    return int(found[1]) * 1024


class Peak:
    """The most memory of the process's own while a ``with`` block runs, looked at every millisecond."""

    def __init__(self) -> None:
        self.bytes = 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def watch(self) -> None:
        """Look until the block ends."""
        while not self.done.wait(INTERVAL):
            self.bytes = max(self.bytes, status("RssAnon"))

    def __enter__(self) -> Peak:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join()
        self.bytes = max(self.bytes, status("RssAnon"))


def groups() -> dict[str, Callable[[Input, int], Tasks]]:
    """Return the groups of pubfast's own operations."""
    return {"text": of_dump, "tables": of_tables, "odd": of_shapes}


def ask(words: Sequence[str], python: str = sys.executable, env: Mapping[str, str] | None = None) -> Any:
    """Start a worker with these arguments, perhaps with another interpreter; its answer."""
    done = subprocess.run([python, __file__, *words], stdout=subprocess.PIPE, text=True, env=env)
    if done.returncode == WRONG:
        raise WrongAnswer(" ".join(words))
    done.check_returncode()
    return json.loads(done.stdout)


def take(work: Task) -> Taken:
    """Run it once for its memory, then for its time, and check the last answer."""
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
    return Taken(
        seconds=statistics.median(walls),
        cores=cores / sum(walls),
        peak=peak,
        resident=resident,
        wrong=work.check(prepared, found) or "",
        answer=found if isinstance(found, int) else None,
        pubfast=str(Path(pubfast.__file__).parent),
    )


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
    own, whole = status("RssAnon"), status("VmHWM")
    with Peak() as running:
        work.run(prepared)
    return max(0, running.bytes - own), max(0, status("VmHWM") - whole)


def spent() -> float:
    """Return the seconds of all cores, those of programs that were started too."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="Run one operation of one engine on one file.")
    parser.add_argument("kind", choices=("text", "limits", "tables", "own"))
    parser.add_argument("engine")
    parser.add_argument("operation")
    parser.add_argument("file", type=Path, help="a file that compare.py or operations.py made")
    parser.add_argument("threads", type=int)
    options = parser.parse_args()
    try:
        if options.kind == "own":
            # polars reads it when it is first imported.
            os.environ["POLARS_MAX_THREADS"] = str(options.threads)
            warnings.simplefilter("ignore", pubfast.PubfastWarning)  # of odd inputs
            given = Input.load(options.file)
            work = groups()[options.engine](given, options.threads)[options.operation]
        else:
            work = task(options.kind, options.engine, options.operation, options.file, options.threads)
        print(json.dumps(asdict(take(work))))
    except WrongAnswer as error:
        print(f"WrongAnswer: {error}", file=sys.stderr)
        return WRONG
    return 0


if __name__ == "__main__":
    sys.exit(main())
