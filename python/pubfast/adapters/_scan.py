"""Lazy frames of polars. What it calls an IO plugin is not stable there, so nothing else here knows of it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pubfast import _core
from pubfast._input import Condition, Input, Kind, naming
from pubfast.adapters._extras import load
from pubfast.adapters._predicate import understood
from pubfast.errors import PubfastWarning

_FIRST_BYTES = 256 << 10
"""About how much text is read for the first rows; batches grow from that."""


@dataclass(frozen=True)
class Source:
    """What is read, and how, every time a frame is collected."""

    paths: list[Input]
    kind: Kind
    table: str
    threads: int
    io: str
    batch_bytes: int
    on_problem: str
    trusted: bool
    path_column: str | None

    def read(
        self, path: Input, columns: list[str], conditions: list[Condition], most: int | None, before: Any
    ) -> _core.Stream[_core.ArrowBatch]:
        """Begin to read some rows and columns of an input."""
        with naming(path):
            return _core.scan(
                path,
                kind=self.kind,
                table=self.table,
                columns=columns,
                conditions=conditions,
                most=most,
                first_bytes=min(_FIRST_BYTES, self.batch_bytes),
                batch_bytes=self.batch_bytes,
                before=before,
                threads=self.threads,
                io=self.io,
                on_problem=self.on_problem,
                trusted=self.trusted,
            )


def lazy_frame(source: Source) -> Any:
    """Make a `polars.LazyFrame`."""
    polars = load("polars", "scan", "polars")
    plugins = load("polars.io.plugins", "scan", "polars")
    empty = polars.DataFrame(_Nothing(source.kind, source.table))
    schema = dict(empty.schema)
    own = list(schema)
    if source.path_column is not None:
        if source.path_column in schema:
            raise ValueError(
                f"include_file_paths: {source.table} have a column {source.path_column!r} already"
            )
        schema[source.path_column] = polars.String

    def frames(
        columns: list[str] | None, predicate: Any, most: int | None, _batch_size: int | None
    ) -> Iterator[Any]:
        wanted = list(schema) if columns is None else columns
        # A limit counts rows before the filter, so what it leaves is filtered afterwards.
        conditions, is_done = understood(predicate, own) if most is None else ([], False)
        left = most
        alike = {name: polars.lit(value, schema[name]) for name, value in _alike(conditions).items()}
        for frame in _frames(source, polars, wanted, own, conditions, left, alike):
            if left is not None:
                frame = frame.head(left)
                left -= frame.height
            yield frame if predicate is None or is_done else frame.filter(predicate)
            if left == 0:
                return
        yield polars.DataFrame(schema=schema).select(wanted)

    return plugins.register_io_source(frames, schema=schema)


def _alike(conditions: list[Condition]) -> dict[str, str]:
    """Name the columns that have one value in all rows that are read, and the value."""
    strings = [condition for condition in conditions if len(condition) == 3]
    return {name: values[0] for name, values, is_one in strings if is_one and len(values) == 1}


def _frames(
    source: Source,
    polars: Any,
    wanted: list[str],
    own: list[str],
    conditions: list[Condition],
    most: int | None,
    alike: dict[str, Any],
) -> Iterator[Any]:
    """Read one input after another; rows are numbered from the first input on."""
    # A frame needs a column to have rows; the first of any table is one of numbers.
    columns = [name for name in wanted if name in own and name not in alike] or own[:1]
    known = [value.alias(name) for name, value in alike.items() if name in wanted]
    before = (0, 0, 0, 0)
    for path in source.paths:
        core = source.read(path, columns, conditions, most, before)
        try:
            with naming(path):
                while (batch := core.advance()) is not None:
                    frame = polars.DataFrame(batch)
                    if known:
                        frame = frame.with_columns(known)
                    if source.path_column in wanted:
                        name = polars.lit(str(core.path), polars.String).alias(source.path_column)
                        frame = frame.with_columns(name)
                    yield frame.select(wanted)
        finally:
            core.close()
        before = core.delivered
        counts = core.take_problem_counts()
        if counts and source.table != "problems":
            counted = ", ".join(f"{count} {code}" for code, count in counts)
            warnings.warn(f"{core.path}: {counted}; see table='problems'", PubfastWarning, stacklevel=2)


class _Nothing:
    """A table without rows."""

    def __init__(self, kind: Kind, table: str) -> None:
        self._kind = kind
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        core = _core.stream(
            b"",
            kind=self._kind,
            batch_bytes=1,
            threads=1,
            io="auto",
            on_problem="ignore",
            columns=[],
            trusted=True,
        )
        return core.arrow_stream(self._table, None, requested_schema, tick=None, end=_ignore)


def _ignore(_problems: object) -> None:
    """Take no notice."""
