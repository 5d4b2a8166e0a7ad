"""Compare pubfast with its peers: the command behind ``make bench`` and ``make bench-full``.

Usage::

    python benches/compare.py [--size 100MB] [--runs 3] [--full] [--engines pubfast,polars,...] [--seed 7]
        [--results benches/results] [--readme README.md] [--plots docs/plots]

Makes the inputs (once), lets every engine do what it can do with them once a round, each in a process of its
own, checks every answer, prints the tables and writes them to the folder of results, by date and machine. A
wrong answer that is not known beforehand ends with exit status 1; a slow time is only reported. Engines that
are not installed are left out, and it is said so.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import plots
from engines.registry import ENGINES, available, versions
from inputs.answers import WrongAnswer
from inputs.dump import bytes_of
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
    words = [one.kind, one.engine, one.operation, str(work.path), str(one.threads)]
    done = subprocess.run(
        [sys.executable, str(HERE / "worker.py"), *words], stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise WrongAnswer(f"{' '.join(words)} ended with exit status {done.returncode}")
    taken = json.loads(done.stdout)
    one.seconds.append(taken["seconds"])
    one.cores.append(taken["cores"])
    one.wrong = taken["wrong"]
    for name in ("peak", "resident"):
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
        for done, work in enumerate(works):
            one = work.measurement
            if sys.stderr.isatty():
                print(
                    f"\033[K{done} of {len(works)}: {one.engine} {one.operation}", end="\r", file=sys.stderr
                )
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
        inputs={f"{work.measurement.kind} {work.true.bytes}": work.content() for work in works},
        measurements=[work.measurement for work in works],
    )


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="Compare pubfast with its peers.")
    parser.add_argument("--size", help="of dump and table, such as 50MB (default: 100MB)")
    parser.add_argument("--growth", help="more sizes of dumps (default: a tenth of the size)")
    parser.add_argument("--runs", type=int, help=f"rounds (default: {RUNS})")
    parser.add_argument(
        "--full", action="store_true", help="for the record: 1GB, and growth from 10MB to 5GB"
    )
    parser.add_argument("--seed", type=int, default=7, help="of the inputs (default: 7)")
    parser.add_argument("--engines", type=lambda names: names.split(","), help="only these")
    parser.add_argument("--results", type=Path, default=HERE / "results", help="folder to write to")
    parser.add_argument("--readme", type=Path, help="a file whose marked part becomes the summary")
    parser.add_argument("--plots", type=Path, help="a folder for pictures")
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
        results = compare(plan, options.runs or RUNS, " ".join(["python", *sys.argv]))
    except WrongAnswer as error:
        print(f"WrongAnswer: {error}", file=sys.stderr)
        return 1
    name = f"{results.date}-{machine.slug()}-{size_of(size).replace(' ', '').lower()}"
    results.save(options.results / f"{name}.json")
    (options.results / f"{name}.md").write_text(markdown(results))
    print(markdown(results))
    if options.readme:
        file = os.path.relpath(options.results / f"{name}.md", options.readme.parent)
        replace_marked(options.readme, summary(results, Path(file).as_posix()))
    if options.plots:
        plots.draw(results, options.plots)
    return 0


if __name__ == "__main__":
    sys.exit(main())
