"""pubfast's operations on odd inputs, and what they may cost."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pubfast
from inputs.counts import expect
from inputs.shapes import SHAPES
from inputs.store import Input
from measuring.own import Tasks
from measuring.tasks import Task

# More times than usual text of as many bytes, and seconds for a row that comes out and for a line.
TIMES, A_ROW, A_LINE = 3, 150e-9, 30e-9


def rows_of(corpus: pubfast.Corpus) -> int:
    """Return the number of rows of all tables."""
    tables = (corpus.documents, corpus.annotations, corpus.relations, corpus.passages, corpus.problems)
    return sum(len(table) for table in tables)


def opened(text: bytes, threads: int) -> int:
    """Open it; the number of rows and of types."""
    corpus = pubfast.open(text, threads=threads, format="pubtator")
    return rows_of(corpus) + len(corpus.annotations.type.categories)


def streamed(text: bytes, threads: int) -> int:
    """Stream it; the same number."""
    types = rows = 0
    with pubfast.stream(text, threads=threads, format="pubtator") as batches:
        for batch in batches:
            types = len(batch.annotations.type.categories)
            rows += rows_of(batch)
    return rows + types


def counted(text: bytes, threads: int) -> int:
    """Count what is in it."""
    info = pubfast.info(text, threads=threads, format="pubtator")
    return info.documents + info.annotations + info.relations + info.passages + sum(info.problems.values())


def checked(text: bytes, threads: int) -> int:
    """Look for what is wrong with it; the number of rows and of findings."""
    report = pubfast.check(text, threads=threads, format="pubtator")
    return report.documents + report.annotations + report.relations + sum(report.counts.values())


OPERATIONS = {"open": opened, "stream": streamed, "info": counted, "check": checked}


@functools.lru_cache(maxsize=1)
def made(dump: Path, shape: str) -> bytes:
    """Make an odd input of the size of a dump; the usual shape is the dump itself."""
    return dump.read_bytes() if shape == "usual" else SHAPES[shape](dump.stat().st_size)


def of_shapes(given: Input, threads: int) -> Tasks:
    """Return all operations on all shapes; their answers are numbers of rows."""

    def on_shape(shape: str, name: str, operation: Callable[[bytes, int], int]) -> Task:
        def check(text: bytes, rows: int) -> None:
            if name == "stream":
                expect("rows", rows, opened(text, threads))

        return Task(lambda: made(given.path, shape), lambda text: operation(text, threads), check)

    shapes = ("usual", *SHAPES)
    return {
        f"{name}-{shape}": on_shape(shape, name, operation)
        for shape in shapes
        for name, operation in OPERATIONS.items()
    }


def limit(text: bytes, rows: int, usual: float) -> float:
    """Return the seconds that an operation may take, when usual text takes `usual` seconds a byte."""
    return max(TIMES * usual * len(text), A_ROW * rows, A_LINE * text.count(b"\n"))
