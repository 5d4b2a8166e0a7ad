"""Measure pubfast's own operations, perhaps in turn with those of another build.

Usage::

    python benches/operations.py [--size 1GB] [--runs 7] [--only open 'stream*' tables ...] [--threads 2]
        [--against OTHER/bin/python] [--seed 7]

Makes the inputs (once), runs every operation once a round, each in a process of its own, checks every answer,
and prints medians. A wrong answer ends with exit status 1; a slow time is only reported.

With ``--against``, the pubfast of another environment takes turns, and the ratio says how many times as fast
this one is: below 1 it is slower. What the other one cannot do is left empty.

``--only`` has patterns of names of operations, or groups: text, tables, and odd, which is measured only when
it is asked for. These are odd inputs of at most 20 MB; ``**!**`` marks what takes longer than
`measuring/odd.py` allows.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import pubfast
import worker
from inputs.counts import WrongAnswer
from inputs.store import Input, bytes_of, cached
from measuring import machine, odd
from measuring.markdown import duration, megabytes, size_of, speed_of, spread, table

HERE = Path(__file__).parent
ODD_SIZE = 20_000_000
HEADER = ("", "median", "least – most", "MB/s", "peak memory", "a row")
AGAINST = ("the other", "times as fast", "least – most")


@dataclass(slots=True)
class Timed:
    """An operation and its times; the lists have one value a round.

    Attributes
    ----------
    others
        Seconds of the other build; None if it cannot do this.
    rows
        The answer, if it is a number.
    """

    group: str
    name: str
    given: Input
    seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)
    others: list[float] | None = field(default_factory=list)
    rows: int | None = None

    def run(self, threads: int) -> None:
        """Run it once with this build."""
        taken = worker.ask(self.words(threads))
        self.seconds.append(taken["seconds"])
        self.rows = taken["answer"]
        if taken["peak"] is not None:
            self.peaks.append(taken["peak"])

    def run_other(self, threads: int, python: Path) -> None:
        """Run it once with the pubfast that another interpreter imports."""
        if self.others is None:
            return
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        try:
            taken = worker.ask(self.words(threads), str(python), environment)
        except subprocess.CalledProcessError:
            print(f"{self.name}: {python} cannot do this", file=sys.stderr)
            self.others = None
            return
        if Path(taken["pubfast"]) == Path(pubfast.__file__).parent:
            raise SystemExit(f"{python} imports the same pubfast: {taken['pubfast']}")
        self.others.append(taken["seconds"])

    def words(self, threads: int) -> tuple[str, ...]:
        """Return the arguments of the worker."""
        return "own", self.group, self.name, str(self.given.path), str(threads)

    def row(self, usual: dict[str, float]) -> list[str]:
        """Return its row of the table; `usual` has the seconds a byte of the operations on usual text."""
        median, size, mark = statistics.median(self.seconds), self.given.counts["bytes"], ""
        if self.group == "odd":
            operation, _, shape = self.name.partition("-")
            text = odd.made(self.given.path, shape)
            limit = odd.limit(text, self.rows or 0, usual.setdefault(operation, median / len(text)))
            size, mark = len(text), " **!**" if median > limit else ""
        is_whole = not self.name.startswith(("look-up", "import"))
        speed = speed_of(size / median) if is_whole else "-"
        cells = [self.name + mark, duration(median), spread(self.seconds), speed]
        cells += [megabytes(self.peaks), duration(median / self.rows) if self.rows else "-"]
        if not self.others:
            return [*cells, "-", "-", "-"]
        ratios = [other / own for own, other in zip(self.seconds, self.others, strict=True)]
        cells += [duration(statistics.median(self.others)), f"{statistics.median(ratios):.2f}"]
        return [*cells, f"{min(ratios):.2f} – {max(ratios):.2f}"]


def chosen(given: Mapping[str, Input], only: Sequence[str], threads: int) -> list[Timed]:
    """Return the operations of these names and groups; by default all but the odd inputs."""
    found = []
    for group, make in worker.groups().items():
        for name in make(given[group], threads):
            is_wanted = any(pattern == group or fnmatch(name, pattern) for pattern in only)
            if is_wanted or (not only and group != "odd"):
                found.append(Timed(group, name, given[group]))
    if not found:
        raise SystemExit(f"no operation or group is called {' or '.join(only)}")
    return found


def measure(operations: Sequence[Timed], runs: int, threads: int, against: Path | None) -> None:
    """Run everything in turn; the build that goes first changes from round to round."""
    for number in range(1, runs + 1):
        for one in operations:
            if against and number % 2 == 0:
                one.run_other(threads, against)
            one.run(threads)
            if against and number % 2 == 1:
                one.run_other(threads, against)
        print(f"round {number} of {runs} done", file=sys.stderr)


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="Measure pubfast's own operations.")
    parser.add_argument("--size", type=bytes_of, default=10**9, help="of dump and table (default: 1GB)")
    parser.add_argument("--runs", type=int, default=7, help="rounds (default: 7)")
    parser.add_argument("--only", nargs="+", default=(), help="patterns of names of operations, or groups")
    parser.add_argument("--threads", type=int, default=2, help="of every operation (default: 2)")
    parser.add_argument("--against", type=Path, help="interpreter of an environment with another pubfast")
    parser.add_argument("--seed", type=int, default=7, help="of the inputs (default: 7)")
    options = parser.parse_args()
    dump, entities, small = (
        cached(HERE / "data", kind, size, options.seed)
        for kind, size in (
            ("text", options.size),
            ("tables", options.size),
            ("text", min(options.size, ODD_SIZE)),
        )
    )
    given = {"text": dump, "tables": entities, "odd": small}
    operations = chosen(given, options.only, options.threads)
    try:
        measure(operations, options.runs, options.threads, options.against)
    except WrongAnswer as error:
        print(f"WrongAnswer: {error}", file=sys.stderr)
        return 1
    usual: dict[str, float] = {}
    rows = [one.row(usual) for one in operations]
    width = len(HEADER) + (len(AGAINST) if options.against else 0)
    what = f"{size_of(options.size)}, {options.threads} threads, medians of {options.runs} runs"
    print(f"{what}, {machine.slug()}\n")
    print(table((*HEADER, *AGAINST)[:width], [row[:width] for row in rows]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
