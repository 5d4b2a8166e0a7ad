"""Measure what pubfast has budgets for: opening, columns, look-ups, importing, and the memory of columns.

Usage::

    python benches/budgets.py [--size 1GB] [--runs 7] [--seed 7] [--results FOLDER]

Makes a dump (once), runs everything once a round in one process, checks every answer, and prints a table,
which goes to the folder of results too if there is one. A wrong answer ends with exit status 1; a slow time
is only reported.
"""

from __future__ import annotations

import argparse
import datetime
import os
import subprocess
import sys
from pathlib import Path

import memory
import pubfast
from engines.text import pubfast as engines
from inputs import reference_reader
from inputs.answers import Answers, WrongAnswer
from inputs.dump import Dump, bytes_of, cached
from measuring import machine, resident
from measuring.budget_report import Report
from measuring.markdown import save
from measuring.timing import Engine, measure

HERE = Path(__file__).parent
LOOK_UPS = 100_000
IMPORTS, MEASUREMENTS = 15, 3  # fresh processes


def readers(dump: Dump, data: bytes, answers: Answers) -> list[Engine]:
    """What goes through a whole dump."""

    def bytes_in_memory() -> bytes:
        return data

    def corpus() -> pubfast.Corpus:
        return pubfast.open(dump.path, threads=2)

    def check_lines(_: bytes, lines: int) -> None:
        answers.check_lines(lines)

    def check_columns(corpus: pubfast.Corpus, _: object) -> None:
        answers.check_corpus(corpus)
        answers.check_strings(corpus)

    def opening(threads: int) -> Engine:
        return Engine(
            f"open, {threads} thread{'s' * (threads > 1)}",
            prepare=lambda: dump.path,
            run=lambda path: pubfast.open(path, threads=threads),
            check=lambda _, corpus: answers.check_corpus(corpus),
            against=("read_columns", "newline count", "every byte looked at"),
        )

    return [
        Engine(
            "every byte looked at",
            prepare=bytes_in_memory,
            run=lambda data: data.find(b"\0"),
            check=lambda _, place: answers.check_absent(place),
        ),
        Engine(
            "newline count", prepare=bytes_in_memory, run=lambda data: data.count(b"\n"), check=check_lines
        ),
        Engine("split_only", prepare=bytes_in_memory, run=reference_reader.split_only, check=check_lines),
        Engine(
            "read_columns",
            prepare=bytes_in_memory,
            run=reference_reader.read_columns,
            check=lambda _, columns: answers.check_reference(columns),
            against=("split_only", "newline count"),
        ),
        opening(1),
        opening(2),
        Engine("every column touched", prepare=corpus, run=engines.touch, check=check_columns, calls=1),
    ]


def look_ups(dump: Dump, answers: Answers) -> list[Engine]:
    """What looks documents up."""
    places = answers.pick(LOOK_UPS)
    ids = answers.ids(places)

    def corpus() -> pubfast.Corpus:
        return pubfast.open(dump.path, threads=2)

    def indexed() -> pubfast.Corpus:
        opened = corpus()
        answers.check_found(places[:1], [opened.find(ids[0])])
        return opened

    return [
        Engine(
            "corpus[i]",
            prepare=corpus,
            run=lambda corpus: engines.get_documents(corpus, places),
            check=lambda _, found: answers.check_documents(places, found),
            calls=LOOK_UPS,
        ),
        Engine(
            "first find, with the index",
            prepare=corpus,
            run=lambda corpus: engines.find_documents(corpus, ids[:1]),
            check=lambda _, found: answers.check_found(places[:1], found),
            calls=1,
        ),
        Engine(
            "find",
            prepare=indexed,
            run=lambda corpus: engines.find_documents(corpus, ids),
            check=lambda _, found: answers.check_found(places, found),
            calls=LOOK_UPS,
        ),
    ]


def import_times(count: int) -> tuple[list[float], list[float]]:
    """Seconds that numpy takes to import and that pubfast takes after it, in fresh processes."""
    code = """
from time import perf_counter
begin = perf_counter()
import numpy
middle = perf_counter()
import pubfast
print(middle - begin, perf_counter() - middle)
"""
    command = [sys.executable, "-c", code]
    pairs = []
    for _ in range(count):
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        pairs.append([float(seconds) for seconds in answer.split()])
    return [numpy for numpy, _ in pairs], [own for _, own in pairs]


def compare(size: str, seed: int, runs: int) -> Report:
    """Run the comparison."""
    dump = cached(HERE / "data", bytes_of(size), seed)
    data = dump.path.read_bytes()
    answers = Answers.of(dump, data)
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    timings = measure([*readers(dump, data, answers), *look_ups(dump, answers)], runs)
    del data
    numpy_seconds, import_seconds = import_times(IMPORTS)
    measured = []
    if resident.STATUS.exists():  # Linux has it
        measured = [memory.measure_apart(dump.path, threads=2) for _ in range(MEASUREMENTS)]
    return Report(
        date=datetime.date.today().isoformat(),
        command=f"python benches/budgets.py --size {size} --runs {runs} --seed {seed}",
        machine=machine.describe(),
        load=load,
        size=dump.statistics.bytes,
        seed=seed,
        runs=runs,
        documents=dump.statistics.documents,
        annotations=dump.statistics.annotations,
        timings=timings,
        import_seconds=import_seconds,
        numpy_seconds=numpy_seconds,
        memory=measured,
    )


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="Measure what pubfast has budgets for.")
    parser.add_argument("--size", default="1GB", help="of the dump, such as 50MB (default: 1GB)")
    parser.add_argument("--runs", type=int, default=7, help="rounds (default: 7)")
    parser.add_argument("--seed", type=int, default=7, help="of the dump (default: 7)")
    parser.add_argument("--results", type=Path, help="folder to write to")
    options = parser.parse_args()
    try:
        report = compare(options.size, options.seed, options.runs)
    except (WrongAnswer, subprocess.CalledProcessError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(report.markdown())
    if options.results:
        name = f"{report.date}-{machine.slug()}-{options.size.lower()}-budgets"
        for path in save(report, options.results, name):
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
