"""Compare pubfast with other readers of entity tables: the command behind ``make bench-tables``.

Usage::

    python benches/compare_tables.py [--size 1GB] [--runs 5] [--seed 7] [--results benches/results]
        [--engines pubfast,polars,...] [--index-size 500MB]

Makes a table and its .gz (once), lets every engine read both and index the concepts once a round, each in
a process of its own, checks every answer, prints the tables and writes them to the folder of results. A
wrong answer ends with exit status 1; a slow time is only reported. Engines that are not installed are left
out, and it is said so.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import machine
import pubfast
import resident
from answers import WrongAnswer
from dump import TableDump, cached_table
from generate import bytes_of
from markdown import save
from table_engines import INDEXERS, READERS, THREADS, versions
from table_report import Space, TableReport
from table_worker import Taken
from timing import measure

HERE = Path(__file__).parent
MEASUREMENTS = 3  # of memory


@dataclass(slots=True)
class Remote:
    """A piece of work in a process of its own."""

    name: str
    work: str
    engine: str
    table: Path
    threads: int
    calls: int = 0
    against: tuple[str, ...] = ()
    cores: list[float] = field(default_factory=list)

    def run(self, *options: str) -> Taken:
        """Start the process and wait for its answer."""
        worker = str(HERE / "table_worker.py")
        command = [
            sys.executable,
            worker,
            self.work,
            self.engine,
            str(self.table),
            str(self.threads),
            *options,
        ]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise WrongAnswer(f"{self.engine}'s process ended with exit status {done.returncode}")
        return Taken(**json.loads(done.stdout))

    def seconds(self) -> float:
        """The seconds of one run."""
        taken = self.run()
        self.cores.append(taken.cores)
        return taken.seconds


def available(wanted: Sequence[str]) -> list[str]:
    """The engines that can run, of those wanted; says which cannot."""
    installed = versions()
    found = []
    for name in wanted:
        if name == "pubfast" and not hasattr(pubfast, "read_entities"):
            print("pubfast is left out: this version has no read_entities", file=sys.stderr)
        elif name not in installed:
            print(f"{name} is left out: not installed (pip install --group peers)", file=sys.stderr)
        else:
            found.append(name)
    return found


def title(what: str, threads: int) -> str:
    """The name of a row."""
    return f"{what}, {threads} thread{'s' * (threads > 1)}"


def works(names: Sequence[str], dump: TableDump, indexed: TableDump) -> list[Remote]:
    """Everything to measure: pubfast last, compared with those of as many threads that do the same."""
    found = []
    for label, work, table in (
        ("", "read", dump.path),
        (" .gz", "read", dump.packed),
        (" index", "index", indexed.path),
    ):
        doing = [name for name in names if name in (INDEXERS if work == "index" else READERS)]
        for threads in (1, 2):
            rows = [
                Remote(title(name + label, threads), work, name, table, threads, int(work == "index"))
                for name in sorted(doing, key=lambda name: name == "pubfast")
                if threads in THREADS.get(name, (1, 2))
            ]
            if rows and rows[-1].engine == "pubfast":
                rows[-1].against = tuple(row.name for row in rows[:-1])
            found += rows
    return found


def weigh(compared: Sequence[Remote], dump: TableDump, with_pubfast: bool) -> list[Space]:
    """Measure the memory of all at two threads, pandas at one."""
    rows = [row for row in compared if row.threads == max(THREADS.get(row.engine, (1, 2)))]
    if with_pubfast:
        rows.append(Remote(title("pubfast stream", 2), "stream", "pubfast", dump.path, 2))
        rows.append(Remote(title("pubfast stream .gz", 2), "stream", "pubfast", dump.packed, 2))
    spaces = []
    for row in rows:
        taken = [row.run("--memory") for _ in range(MEASUREMENTS)]
        spaces.append(Space(row.name, [one.peak for one in taken], [one.added for one in taken]))
    return spaces


def compare(options: argparse.Namespace) -> TableReport:
    """Run the comparison."""
    folder = HERE / "data"
    dump = cached_table(folder, bytes_of(options.size), "entities", options.seed)
    indexed = cached_table(folder, bytes_of(options.index_size or options.size), "entities", options.seed)
    names = available(options.engines)
    if not names:
        raise SystemExit("no engine is left to compare")
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    compared = works(names, dump, indexed)
    timings = measure(compared, options.runs)
    spaces = weigh(compared, dump, "pubfast" in names) if resident.STATUS.exists() else []
    extra = f" --index-size {options.index_size}" if options.index_size else ""
    return TableReport(
        date=datetime.date.today().isoformat(),
        command=f"python benches/compare_tables.py --size {options.size} --runs {options.runs} "
        f"--seed {options.seed}{extra}",
        machine=machine.describe(),
        versions={name: version for name, version in versions().items() if name in names},
        load=load,
        size=dump.statistics.bytes,
        packed_size=dump.packed.stat().st_size,
        seed=options.seed,
        runs=options.runs,
        rows=dump.statistics.rows,
        indexed_rows=indexed.statistics.rows,
        timings=timings,
        cores={row.name: row.cores for row in compared},
        spaces=spaces,
    )


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="Compare pubfast with other readers of entity tables.")
    parser.add_argument("--size", default="1GB", help="of the table, such as 50MB (default: 1GB)")
    parser.add_argument("--index-size", help="of the table whose concepts are indexed (default: the same)")
    parser.add_argument("--runs", type=int, default=5, help="rounds (default: 5)")
    parser.add_argument("--seed", type=int, default=7, help="of the table (default: 7)")
    parser.add_argument("--engines", type=lambda names: names.split(","), default=list(READERS))
    parser.add_argument("--results", type=Path, default=HERE / "results", help="folder to write to")
    options = parser.parse_args()
    try:
        report = compare(options)
    except WrongAnswer as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(report.markdown())
    name = f"{report.date}-{machine.slug()}-{options.size.lower()}-entities"
    for path in save(report, options.results, name):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
