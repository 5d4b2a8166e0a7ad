"""What is measured: which engine does what with which file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines.adapter import OPERATIONS
from engines.registry import adapter, available
from inputs.dump import Dump, TableDump, cached, cached_table
from inputs.table_statistics import TableStatistics
from inputs.text import Statistics
from measuring.results import Measurement

GROWING = ("open", "stream", "count")  # what is looked at in all sizes
GROWN = {"pubfast": 10**12, "polars": 10**9, "reference": 10**9}  # by whom, up to which size


@dataclass(frozen=True, slots=True)
class Work:
    """A measurement to be made, its file, and what is in it."""

    measurement: Measurement
    path: Path
    true: Statistics | TableStatistics

    def content(self) -> dict[str, int]:
        """The counts of the file that a reader of results wants to know."""
        names = ("bytes", "documents", "annotations", "relations", "rows")
        return {name: getattr(self.true, name) for name in names if hasattr(self.true, name)}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a comparison is about.

    Attributes
    ----------
    folder
        Where inputs are kept.
    size
        Bytes of the main dump and of the table.
    growth
        More sizes of block text, up to which time and memory are seen to grow.
    engines
        Which of them; None for all that are installed.
    """

    folder: Path
    size: int
    growth: Sequence[int]
    seed: int
    engines: Sequence[str] | None = None

    def names(self, kind: str) -> list[str]:
        """The engines of a kind."""
        return [name for name in available(kind) if self.engines is None or name in self.engines]

    def dump(self, size: int) -> Dump:
        """Block text."""
        return cached(self.folder, size, self.seed)

    def table(self, size: int) -> TableDump:
        """An entity table."""
        return cached_table(self.folder, size, "entities", self.seed)

    def works(self) -> list[Work]:
        """Everything, each once, in the order of a round."""
        found: dict[tuple[Any, ...], Work] = {}
        for work in (*self.text(), *self.grown(), *self.limits(), *self.tables()):
            one = work.measurement
            found.setdefault((one.kind, one.engine, one.operation, one.threads, work.path), work)
        return list(found.values())

    def text(self) -> Iterator[Work]:
        """All operations of all readers of block text; a slow one has a smaller dump."""
        for name in self.names("text"):
            engine = adapter("text", name)
            dump = self.dump(min(self.size, engine.largest))
            for threads in engine.threads:
                for operation in OPERATIONS:
                    if not engine.offers(operation):
                        continue
                    yield work("text", name, operation, threads, dump.path, dump.statistics)
                    if operation == "stream" and engine.unpacks:
                        yield work("text", name, operation, threads, dump.packed(), dump.statistics)

    def grown(self) -> Iterator[Work]:
        """Some operations, in all sizes."""
        for size in self.growth:
            for name in self.names("text"):
                engine = adapter("text", name)
                if size > GROWN.get(name, 0):
                    continue
                dump = self.dump(size)
                for operation in GROWING:
                    if engine.offers(operation) and (name == "pubfast" or operation == "open"):
                        threads = max(engine.threads)
                        one = work("text", name, operation, threads, dump.path, dump.statistics)
                        one.measurement.is_growth = True
                        yield one

    def limits(self) -> Iterator[Work]:
        """What bounds readers of block text."""
        for name in self.names("limits"):
            engine = adapter("limits", name)
            dump = self.dump(min(self.size, engine.largest))
            path = dump.packed() if engine.unpacks else dump.path
            operation = "unpack" if engine.unpacks else "lines"
            yield work("limits", name, operation, 1, path, dump.statistics)

    def tables(self) -> Iterator[Work]:
        """All operations of all readers of tables; pubfast reads a smaller one too."""
        for name in self.names("tables"):
            engine = adapter("tables", name)
            table = self.table(min(self.size, engine.largest))
            for threads in engine.threads:
                yield work("tables", name, "read", threads, table.path, table.statistics)
                if threads != max(engine.threads):
                    continue
                yield work("tables", name, "read", threads, table.packed, table.statistics)
                for operation in ("index", "stream"):
                    if engine.offers(operation):
                        yield work("tables", name, operation, threads, table.path, table.statistics)
                if name == "pubfast":
                    small = self.table(self.size // 10)
                    one = work("tables", name, "read", threads, small.path, small.statistics)
                    one.measurement.is_growth = True
                    yield one


def work(
    kind: str, engine: str, operation: str, threads: int, path: Path, true: Statistics | TableStatistics
) -> Work:
    """A measurement that is to be made."""
    measurement = Measurement(kind, engine, operation, threads, path.suffix == ".gz", true.bytes)
    return Work(measurement, path, true)
