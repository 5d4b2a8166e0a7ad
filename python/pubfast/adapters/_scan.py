"""Lazy frames of polars. Its IO plugins are not a stable interface, so only this module uses them."""

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
"""Approximate bytes of text of the first batch; later batches grow from that."""


@dataclass(frozen=True)
class Source:
    """Inputs and options of a scan; the inputs are read each time the frame is collected."""

    paths: list[Input]
    kind: Kind
    table: str
    threads: int
    io: str
    batch_bytes: int
    on_problem: str
    trusted: bool
    max_record: int
    path_column: str | None

    def read(
        self, path: Input, columns: list[str], conditions: list[Condition], most: int | None, before: Any
    ) -> _core.Stream[_core.ArrowBatch]:
        """Begin to read columns of the rows that meet the conditions, of each batch at most `most` rows."""
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
                max_record=self.max_record,
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
        return _Frames(source, polars, schema, own, wanted, predicate, most)

    return plugins.register_io_source(frames, schema=schema)


class _Frames(Iterator[Any]):
    """The frames of a query, from one input after another; rows are numbered over all inputs.

    This is a class and not a generator because polars drops it early when Ctrl-C is pressed. A generator then
    runs Python code to close itself, and an interrupt that is raised there is printed and lost.

    Parameters
    ----------
    source : Source
        The inputs.
    polars : module
        The library.
    schema : dict
        The type of each column by name, including the column of paths.
    own : list of str
        The columns that the reader makes: all but the column of paths.
    wanted : list of str
        The columns of the frames.
    predicate : polars.Expr or None
        The filter on the rows of the frames.
    most : int or None
        Largest number of rows to read, counted before the predicate is applied.
    """

    def __init__(
        self,
        source: Source,
        polars: Any,
        schema: dict[str, Any],
        own: list[str],
        wanted: list[str],
        predicate: Any,
        most: int | None,
    ) -> None:
        self._source, self._polars, self._schema, self._wanted = source, polars, schema, wanted
        # A limit counts rows before the filter, so that the reader must not filter: the frame is filtered.
        self._conditions, is_done = understood(predicate, own) if most is None else ([], False)
        self._predicate = None if is_done else predicate
        self._left = most
        alike = _alike(self._conditions)
        # A frame needs a column to have rows; the first column of any table has numbers, which are cheap.
        self._columns = [name for name in wanted if name in own and name not in alike] or own[:1]
        self._known = [
            polars.lit(value, schema[name]).alias(name) for name, value in alike.items() if name in wanted
        ]
        self._paths = iter(source.paths)
        self._path: Input = ""
        self._before: Any = (0, 0, 0, 0)
        self._core: _core.Stream[_core.ArrowBatch] | None = None
        self._is_over = False

    def __next__(self) -> Any:
        if self._is_over:
            raise StopIteration
        if (batch := self._advance()) is not None:
            frame = self._frame(batch)
            if self._left is not None:
                frame = frame.head(self._left)
                self._left -= frame.height
                self._is_over = self._left == 0
            return frame if self._predicate is None else frame.filter(self._predicate)
        self._is_over = True
        return self._polars.DataFrame(schema=self._schema).select(self._wanted)

    def _advance(self) -> _core.ArrowBatch | None:
        """Read the next batch; None after the last of the last input."""
        while True:
            if self._core is None:
                path = next(self._paths, None)
                if path is None:
                    return None
                self._path = path
                self._core = self._source.read(
                    path, self._columns, self._conditions, self._left, self._before
                )
            with naming(self._path):
                batch = self._core.advance()
            if batch is not None:
                return batch
            core, self._core = self._core, None
            self._before = core.delivered
            self._warn(core)

    def _frame(self, batch: _core.ArrowBatch) -> Any:
        """Make a frame with the wanted columns."""
        assert self._core is not None
        frame = self._polars.DataFrame(batch)
        if self._known:
            frame = frame.with_columns(self._known)
        column = self._source.path_column
        if column in self._wanted:
            path = self._polars.lit(str(self._core.path), self._polars.String)
            frame = frame.with_columns(path.alias(column))
        return frame.select(self._wanted)

    def _warn(self, core: _core.Stream[_core.ArrowBatch]) -> None:
        """Warn of the problems of an input that was read to its end."""
        counts = core.take_problem_counts()
        if counts and self._source.table != "problems":
            counted = ", ".join(f"{count} {code}" for code, count in counts)
            warnings.warn(f"{core.path}: {counted}; see table='problems'", PubfastWarning, stacklevel=2)


def _alike(conditions: list[Condition]) -> dict[str, str]:
    """Return the columns that have the same value in all rows that meet the conditions, with that value."""
    strings = [condition for condition in conditions if len(condition) == 3]
    return {name: values[0] for name, values, is_one in strings if is_one and len(values) == 1}


class _Nothing:
    """A table without rows, of which polars takes the schema."""

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
    """Ignore the problems of the empty table."""
