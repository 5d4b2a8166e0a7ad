"""Compare pubfast with its peers: the command behind ``make bench`` and ``make bench-full``.

Usage::

    python benches/compare.py [--size 100MB] [--runs 3] [--full] [--engines pubfast,polars,...] [--seed 7]
        [--results benches/results] [--readme README.md] [--plots docs/plots]

Makes the inputs (once), runs every operation of every engine once a round, each in a process of its own,
checks every answer, prints the tables and writes the results as JSON, by date and machine. A wrong answer
that is not known beforehand ends with exit status 1; a slow time is only reported. Engines that are not
installed are left out with a message.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import time
from pathlib import Path

import worker
from engines.registry import ENGINES, available, versions
from inputs.counts import WrongAnswer
from inputs.store import bytes_of
from measuring import machine
from measuring.markdown import size_of
from measuring.plan import Plan, Work
from measuring.report import markdown, replace_marked, summary
from measuring.results import Results

HERE = Path(__file__).parent
RUNS = 3
USUAL = {"size": "100MB", "growth": ""}
FULL = {"size": "1GB", "growth": "10MB,100MB,1GB,5GB"}


def run(work: Work) -> None:
    """Start a process, and add what it answers."""
    one = work.measurement
    taken = worker.ask((one.kind, one.engine, one.operation, str(work.path), str(one.threads)))
    one.wrong = taken["wrong"]
    for name in ("seconds", "cores", "peak", "resident"):
        if taken[name] is not None:
            getattr(one, name).append(taken[name])


def compare(plan: Plan, runs: int, command: str) -> Results:
    """Run the comparison."""
    begin = time.monotonic()
    works = plan.works()
    made = time.monotonic() - begin
    print(f"inputs are there after {made:.0f} s; {len(works)} measurements a round", file=sys.stderr)
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    for number in range(1, runs + 1):
        for work in works:
            run(work)
        print(f"round {number} of {runs} done after {time.monotonic() - begin:.0f} s", file=sys.stderr)
    return Results(
        date=datetime.date.today().isoformat(),
        command=command,
        machine=machine.describe(),
        versions=versions(),
        load=load,
        seed=plan.seed,
        runs=runs,
        minutes=round((time.monotonic() - begin) / 60, 1),
        size=plan.size,
        inputs={f"{work.measurement.kind} {work.true['bytes']}": work.content() for work in works},
        measurements=[work.measurement for work in works],
    )


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="Compare pubfast with its peers.")
    parser.add_argument("--size", help="of dump and table, such as 50MB (default: 100MB)")
    parser.add_argument("--growth", help="more sizes of dumps (default: a tenth of the size)")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"rounds (default: {RUNS})")
    parser.add_argument(
        "--full", action="store_true", help="for the record: 1GB, and growth from 10MB to 5GB"
    )
    parser.add_argument("--seed", type=int, default=7, help="of the inputs (default: 7)")
    parser.add_argument("--engines", type=lambda names: names.split(","), help="only these")
    parser.add_argument("--results", type=Path, default=HERE / "results", help="folder to write to")
    parser.add_argument("--readme", type=Path, help="a file whose marked part becomes the summary")
    parser.add_argument("--plots", type=Path, help="a folder for pictures; needs matplotlib")
    options = parser.parse_args()
    if unknown := set(options.engines or ()) - {name for names in ENGINES.values() for name in names}:
        parser.error(f"no such engines: {', '.join(sorted(unknown))}")
    for kind in ENGINES:
        for name in sorted(set(ENGINES[kind]) - set(available(kind))):
            print(f"{name} is left out: it is not installed", file=sys.stderr)
    usual = FULL if options.full else USUAL
    size = bytes_of(options.size or usual["size"])
    growth = options.growth or usual["growth"]
    plan = Plan(
        folder=HERE / "data",
        size=size,
        growth=[bytes_of(one) for one in growth.split(",")] if growth else [size // 10, size],
        seed=options.seed,
        engines=options.engines,
    )
    try:
        results = compare(plan, options.runs, " ".join(["python", *sys.argv]))
    except WrongAnswer as error:
        print(f"WrongAnswer: {error}", file=sys.stderr)
        return 1
    name = f"{results.date}-{machine.slug()}-{size_of(size).replace(' ', '').lower()}.json"
    results.save(options.results / name)
    print(markdown(results))
    if options.readme:
        file = os.path.relpath(options.results / name, options.readme.parent)
        replace_marked(options.readme, summary(results, Path(file).as_posix()))
    if options.plots:
        import plots

        plots.draw(results, options.plots)
    return 0


if __name__ == "__main__":
    sys.exit(main())
