"""What odd inputs cost: one huge document, millions of tiny ones, blank lines, lines that are all wrong.

Usage::

    python benches/shapes.py [--size 100MB] [--runs 3] [--only "many types"]

Every shape is opened, streamed, counted with `info` and looked at with `check`, on one thread. It may cost
three times as much a byte as usual block text, or 150 ns for each row that comes out (of documents,
annotations, relations, passages, problems, findings, types), or 30 ns a line, whichever is most: more is
marked. Counts are checked: a wrong one ends with exit status 1, a slow time is only reported.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pubfast
from inputs.dump import bytes_of, cached
from inputs.shapes import SHAPES

TIMES, A_ROW, A_LINE = 3, 150e-9, 30e-9  # of usual text; seconds
FEW = 1000  # rows: their share of the time would say nothing
HERE, SEED = Path(__file__).parent, 7


@dataclass(frozen=True, slots=True)
class Taken:
    """What an operation took, and how many rows came out."""

    seconds: float
    rows: int


def rows_of(corpus: pubfast.Corpus) -> int:
    """Rows of all tables, and types."""
    tables = (corpus.documents, corpus.annotations, corpus.relations, corpus.passages, corpus.problems)
    return sum(len(table) for table in tables) + len(corpus.annotations.type.categories)


def opened(text: bytes) -> int:
    """Open it."""
    return rows_of(pubfast.open(text, threads=1, format="pubtator"))


def streamed(text: bytes) -> int:
    """Stream it."""
    types = rows = 0
    with pubfast.stream(text, threads=1, format="pubtator") as batches:
        for batch in batches:
            types = len(batch.annotations.type.categories)
            rows += rows_of(batch) - types
    return rows + types


def counted(text: bytes) -> int:
    """Count what is in it."""
    info = pubfast.info(text, threads=1, format="pubtator")
    counts = (info.documents, info.annotations, info.relations, info.passages, sum(info.problems.values()))
    return sum(counts)


def checked(text: bytes) -> int:
    """Look for what is wrong with it."""
    return sum(pubfast.check(text, threads=1, format="pubtator").counts.values())


OPERATIONS = {"open": opened, "stream": streamed, "info": counted, "check": checked}


def take(operation: Callable[[bytes], int], text: bytes, runs: int) -> Taken:
    """Time an operation; the least of the runs, which was disturbed least."""
    seconds, rows = [], 0
    for _ in range(runs):
        begin = time.perf_counter()
        rows = operation(text)
        seconds.append(time.perf_counter() - begin)
    return Taken(min(seconds), rows)


def cell(taken: Taken, most: float) -> str:
    """Milliseconds, marked if they are too many; and nanoseconds a row where there are rows."""
    a_row = f", {taken.seconds / taken.rows * 1e9:.0f} ns" if taken.rows > FEW else ""
    return f"{taken.seconds * 1000:.0f} ms{a_row}{' **!**' if taken.seconds > most else ''}"


def measure(text: bytes, name: str, runs: int, a_byte: dict[str, float]) -> bool:
    """Measure a shape and print its row; whether opening and streaming gave as many rows.

    `a_byte` has the seconds that operations take for a byte of usual text, and gets them of the first.
    """
    taken = {operation: take(run, text, runs) for operation, run in OPERATIONS.items()}
    rows = taken["open"].rows
    cells = [name, f"{len(text) / 1e6:.0f}", f"{rows:,}"]
    for operation, one in taken.items():
        usual = a_byte.setdefault(operation, one.seconds / len(text)) * len(text)
        by_row = A_ROW * max(one.rows, rows)
        by_line = A_LINE * text.count(b"\n")
        cells.append(cell(one, max(TIMES * usual, by_row, by_line)))
    print(f"| {' | '.join(cells)} |", flush=True)
    if rows != taken["stream"].rows:
        print(f"{name}: {rows} rows opened, {taken['stream'].rows} streamed", file=sys.stderr)
    return rows == taken["stream"].rows


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="Measure what odd inputs cost.")
    parser.add_argument("--size", default="100MB", help="of each, such as 10MB (default: 100MB)")
    parser.add_argument("--runs", type=int, default=3, help="of which the least counts (default: 3)")
    parser.add_argument("--only", action="append", default=[], help="a shape; again for more")
    options = parser.parse_args()
    if unknown := set(options.only) - set(SHAPES):
        parser.error(f"there is no shape {sorted(unknown)[0]!r}; there are {', '.join(SHAPES)}")
    warnings.simplefilter("ignore", pubfast.PubfastWarning)
    size = bytes_of(options.size)
    shapes = {name: make for name, make in SHAPES.items() if not options.only or name in options.only}
    usual = cached(HERE / "data", size, SEED).path.read_bytes()
    print(f"| shape | MB | rows | {' | '.join(OPERATIONS)} |")
    print("|---|---|---|" + "---|" * len(OPERATIONS))
    a_byte: dict[str, float] = {}
    agree = measure(usual, "usual", options.runs, a_byte)
    for name, make in shapes.items():
        agree &= measure(make(size), name, options.runs, a_byte)
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
