"""Hand all columns to polars, beside opening the dump that they are of, in one process and in turn.

Usage::

    python benches/export.py [--size 1GB] [--threads 2] [--runs 11]

A corpus is exported the first time, when nothing of it is made yet. What is timed beside it: opening the
dump, a column of numbers that is there already, some rows of a mask, and the same of an entity table. The
answers are compared with the columns of numpy.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import pubfast
from inputs.answers import expect
from inputs.dump import bytes_of, cached, cached_table
from measuring.timing import Engine, Timing, measure, ratios

SEED = 7


def main() -> None:
    """Time all of it, and print a line for each and for each comparison."""
    parser = argparse.ArgumentParser(description="Compare exporting with opening.")
    parser.add_argument("--size", default="1GB")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=11)
    options = parser.parse_args()
    # polars reads it when it is imported.
    os.environ["POLARS_MAX_THREADS"] = str(options.threads)
    folder, size = Path(tempfile.gettempdir(), "pubfast-benches"), bytes_of(options.size)
    dump, table = cached(folder, size, SEED), cached_table(folder, size, "entities", SEED)
    engines = [*of_corpus(dump.path, options.threads), *of_table(table.path, options.threads)]
    report(engines, measure(engines, options.runs))


def report(engines: list[Engine], timings: list[Timing]) -> None:
    """Print medians, and how much longer each takes than what it is compared with."""
    for timing in timings:
        own = [1000 * seconds for seconds in timing.seconds]
        print(f"{timing.name}: {statistics.median(own):.2f} ms ({min(own):.2f} to {max(own):.2f})")
    for engine in engines:
        for other in engine.against:
            times = [1 / ratio for ratio in ratios(timings, engine.name, other)]
            print(f"{engine.name}, times {other}: {statistics.median(times):.2f}")
    sys.stdout.flush()


def of_corpus(path: Path, threads: int) -> list[Engine]:
    """What is timed of a dump."""

    def opened(_: object = None) -> pubfast.Corpus:
        return pubfast.open(path, threads=threads, on_problem="ignore")

    def selected() -> tuple[pubfast.Corpus, pubfast.Annotations]:
        corpus = opened()
        return corpus, corpus.annotations[np.arange(len(corpus.annotations)) % 5 < 2]

    there = opened()
    expect("a column", len(there.annotations.start), len(there.annotations))

    def check_number(_: object, frame: Any) -> None:
        expect("address", frame["start"].to_numpy().ctypes.data, there.annotations.start.ctypes.data)

    return [
        Engine("open", lambda: None, opened, lambda _, corpus: expect("documents", len(corpus), len(there))),
        Engine(
            "annotations",
            opened,
            lambda corpus: corpus.annotations.to_polars(),
            lambda corpus, frame: check_annotations(corpus, corpus.annotations, frame),
            against=("open",),
        ),
        Engine(
            "annotations, two rows of five",
            selected,
            lambda prepared: prepared[1].to_polars(),
            lambda prepared, frame: check_annotations(prepared[0], prepared[1], frame),
            against=("open",),
        ),
        Engine(
            "a column of numbers",
            lambda: None,
            lambda _: there.annotations.to_polars(columns=["start"]),
            check_number,
        ),
    ]


def check_annotations(corpus: pubfast.Corpus, rows: pubfast.Annotations, frame: Any) -> None:
    """Compare all columns with those of numpy."""
    for name in ("document", "start", "end"):
        expect(name, bool((frame[name].to_numpy() == getattr(rows, name)).all()), True)
    expect("PMIDs", bool((frame["pmid"].to_numpy() == corpus.documents.pmid[rows.document]).all()), True)
    expect("types", counts(frame, "type"), dict(rows.type.counts()))
    for name in ("mention", "identifier"):
        check_strings(name, getattr(rows, name), frame)
    ids = corpus.documents.document_id
    expect("ids", frame["document_id"][::9973].to_list(), [ids[row] for row in rows.document[::9973]])
    expect("extra", frame["extra"].null_count(), len(frame))


def check_strings(name: str, column: pubfast.StringColumn, frame: Any) -> None:
    """Compare the bytes of all values, and some values."""
    expect(
        f"bytes of {name}", int(frame[name].str.len_bytes().sum()), int(np.maximum(column.lengths, 0).sum())
    )
    expect(name, frame[name][::9973].to_list(), column[::9973].to_list())


def counts(frame: Any, name: str) -> dict[str, int]:
    """How often each value is there."""
    return dict(frame[name].cast(str).value_counts().iter_rows())


def of_table(path: Path, threads: int) -> list[Engine]:
    """What is timed of an entity table."""

    def opened(_: object = None) -> pubfast.EntityTable:
        return pubfast.read_entities(path, threads=threads)

    def check(table: pubfast.EntityTable, frame: Any) -> None:
        expect("PMIDs", int(frame["pmid"].sum()), int(table.pmid.sum()))
        expect("types", counts(frame, "type"), dict(table.type.counts()))
        for name in ("identifier", "mentions"):
            check_strings(name, getattr(table, name), frame)

    rows = len(opened())
    return [
        Engine("read_entities", lambda: None, opened, lambda _, table: expect("rows", len(table), rows)),
        Engine("entities", opened, lambda table: table.to_polars(), check, 0, ("read_entities",)),
    ]


if __name__ == "__main__":
    main()
