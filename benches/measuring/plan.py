"""The measurements of a comparison: engines, operations and inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines.adapter import OPERATIONS
from engines.registry import adapter, available
from inputs.counts import Counts
from inputs.store import Input, cached
from measuring.results import Measurement

GROWING = ("open", "stream", "count")  # operations that are measured in all sizes
GROWN = {"pubfast": 10**12, "polars": 10**9, "reference": 10**9}  # largest of these sizes


@dataclass(frozen=True, slots=True)
class Work:
    """A measurement to be made, its file, and what is in it."""

    measurement: Measurement
    path: Path
    true: Counts

    def content(self) -> dict[str, int]:
        """Return the counts of the file that a reader of results wants to know."""
        names = ("bytes", "documents", "annotations", "relations", "rows")
        return {name: self.true[name] for name in names if name in self.true}


@dataclass(frozen=True, slots=True)
class Plan:
    """A comparison.

    Attributes
    ----------
    folder
        Where inputs are kept.
    size
        Bytes of the dump and of the table that the summary is about.
    growth
        More sizes of block text, to see how time and memory grow.
    engines
        Which of them; None for all that are installed.
    """

    folder: Path
    size: int
    growth: Sequence[int]
    seed: int
    engines: Sequence[str] | None = None

    def works(self) -> list[Work]:
        """Return everything, each once, in the order of a round."""
        found: dict[tuple[Any, ...], Work] = {}
        for work in (*self.text(), *self.grown(), *self.limits(), *self.tables()):
            one = work.measurement
            found.setdefault((one.kind, one.engine, one.operation, one.threads, work.path), work)
        return list(found.values())

    def adapters(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Yield the engines of a kind."""
        for name in available(kind):
            if self.engines is None or name in self.engines:
                yield name, adapter(kind, name)

    def input(self, kind: str, size: int) -> Input:
        """Return an input; a slow engine has a smaller one."""
        return cached(self.folder, kind, size, self.seed)

    def text(self) -> Iterator[Work]:
        """Yield all operations of all readers of block text."""
        for name, engine in self.adapters("text"):
            dump = self.input("text", min(self.size, engine.largest))
            for threads in engine.threads:
                for operation in filter(engine.offers, OPERATIONS):
                    yield work("text", name, operation, threads, dump)
                    if operation == "stream" and engine.unpacks:
                        yield work("text", name, operation, threads, dump, packed=True)

    def grown(self) -> Iterator[Work]:
        """Yield some operations, in all sizes."""
        for size in self.growth:
            for name, engine in self.adapters("text"):
                if size > GROWN.get(name, 0):
                    continue
                dump = self.input("text", size)
                for operation in filter(engine.offers, GROWING if name == "pubfast" else GROWING[:1]):
                    yield work("text", name, operation, max(engine.threads), dump, is_growth=True)

    def limits(self) -> Iterator[Work]:
        """Yield the bounds of readers of block text."""
        for name, engine in self.adapters("limits"):
            dump = self.input("text", min(self.size, engine.largest))
            operation = "unpack" if engine.unpacks else "lines"
            yield work("limits", name, operation, 1, dump, packed=engine.unpacks)

    def tables(self) -> Iterator[Work]:
        """Yield all operations of all readers of tables; pubfast reads a smaller one too."""
        for name, engine in self.adapters("tables"):
            table = self.input("tables", min(self.size, engine.largest))
            for threads in engine.threads:
                yield work("tables", name, "read", threads, table)
            yield work("tables", name, "read", threads, table, packed=True)
            for operation in filter(engine.offers, ("index", "stream")):
                yield work("tables", name, operation, threads, table)
            if name == "pubfast":
                yield work(
                    "tables", name, "read", threads, self.input("tables", self.size // 10), is_growth=True
                )


def work(
    kind: str,
    engine: str,
    operation: str,
    threads: int,
    input: Input,
    packed: bool = False,
    is_growth: bool = False,
) -> Work:
    """Return a measurement that is to be made."""
    size = input.counts["bytes"]
    measurement = Measurement(kind, engine, operation, threads, packed, size, is_growth)
    return Work(measurement, input.gzipped() if packed else input.path, input.counts)
