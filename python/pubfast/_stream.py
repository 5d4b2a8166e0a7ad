"""Reading a dump in batches."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Literal, Self, TypeVar

from pubfast import _core
from pubfast._core import Corpus, EntityTable, RelationTable
from pubfast._input import (
    MAX_RECORD_BYTES,
    Input,
    Kind,
    is_trusted,
    naming,
    record_limit,
    thread_count,
    word,
    words,
)
from pubfast._open import IO, OnProblem
from pubfast._progress import ProgressBar
from pubfast.errors import PubfastWarning

_Batch = TypeVar("_Batch")


class _Batches(Generic[_Batch], Iterator[_Batch]):
    """An iterator over the batches of an input of any kind."""

    def __init__(self, core: _core.Stream[_Batch], bar: ProgressBar) -> None:
        self._core = core
        self._bar = bar

    def __next__(self) -> _Batch:
        try:
            with naming(self._core.path):
                batch = self._core.advance(self._bar.tick)
        except BaseException:
            self._bar.close()
            raise
        if batch is not None:
            return batch
        self._end(self._core.take_problem_counts())
        raise StopIteration

    def _end(self, counts: list[tuple[str, int]] | None) -> None:
        """Close the progress bar, and warn of problems if there are any."""
        self._bar.close()
        if counts:
            counted = ", ".join(f"{count} {code}" for code, count in counts)
            message = f"{self.path}: {counted}; see the problems of the batches"
            warnings.warn(_core.visible(message), PubfastWarning, stacklevel=3)

    def table(self, table: str | None = None, *, columns: Sequence[str] | None = None) -> StreamTable:
        """Offer the remaining batches as one table, for libraries that speak Arrow.

        Parameters
        ----------
        table : str, optional
            For block text "annotations" (the default), "documents", "relations", "passages" or "problems";
            for a table file "entities" or "relations" (its own rows, the default) or "problems".
        columns : sequence of str, optional
            The columns to make, in this order; by default all.

        Returns
        -------
        StreamTable
            The table. Its rows are made when another library asks for them.

        Raises
        ------
        ValueError
            There is no such table or column.
        """
        names = words("columns", columns)
        self._core.arrow_schema(table, names)
        return StreamTable(self, table, names)

    @property
    def path(self) -> Path:
        """The path. Another input has its name, such as ``<bytes>``, or a file object's ``name``."""
        return Path(self._core.path)

    @property
    def closed(self) -> bool:
        """True if there are no more batches to come."""
        return self._core.closed

    def close(self) -> None:
        """Stop reading; batches that were taken stay valid."""
        self._bar.close()
        self._core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {str(self.path)!r}{': closed' if self.closed else ''}>"


class StreamTable:
    """The remaining batches of a stream as one table for Arrow libraries; `Stream.table` makes one.

    A library that reads it consumes the stream, batch by batch and in memory that does not depend on its
    size. It can be read once; then the stream has no more batches. Rows are numbered as in the whole input. A
    dictionary may have more values in later batches; a code stands for the same value in all. At the end
    there is a warning if there were problems. If the stream fails, the reading library raises its own error,
    with the message of pubfast.
    """

    def __init__(self, stream: _Batches[Any], table: str | None, columns: list[str] | None) -> None:
        self._stream = stream
        self._table = table
        self._columns = columns

    def __arrow_c_schema__(self) -> object:
        return self._stream._core.arrow_schema(self._table, self._columns)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand over the remaining rows, with strings stored as `requested_schema` has them."""
        stream = self._stream
        with naming(stream._core.path):
            return stream._core.arrow_stream(
                self._table, self._columns, requested_schema, tick=stream._bar.tick, end=stream._end
            )

    def __repr__(self) -> str:
        return f"<StreamTable {self._table or 'of what is left'} of {self._stream!r}>"


class _Table(_Batches[_Batch]):
    """The batches of a table file, which can be handed to Arrow libraries directly."""

    def __arrow_c_schema__(self) -> object:
        return self.table().__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand over the remaining rows, which is possible once, as with a `StreamTable`."""
        return self.table().__arrow_c_stream__(requested_schema)


class Stream(_Batches[Corpus]):
    """The batches of a dump, each a `Corpus`, in file order; `pubfast.stream` makes one.

    Several threads may take batches from one stream: each batch goes to one of them. A stream ends when
    its last batch was taken, when it fails, when it is closed, when its ``with`` block ends, and when no
    reference to it is left; its threads stop then. A child process made by ``fork`` cannot go on with a
    stream of its parent: asking for a batch there raises ``ValueError``.
    """


class EntityStream(_Table[EntityTable]):
    """The batches of a table of entities, each an `EntityTable`; `pubfast.stream_entities` makes one.

    It is used like a `Stream`, and ends like one.
    """


class RelationStream(_Table[RelationTable]):
    """The batches of a table of relations, each a `RelationTable`; `pubfast.stream_relations` makes one.

    It is used like a `Stream`, and ends like one.
    """


def stream(
    path: Input,
    *,
    batch_bytes: int = 64 << 20,
    threads: int | None = None,
    io: IO = "auto",
    on_problem: OnProblem = "collect",
    progress: bool | None = None,
    columns: Sequence[str] | None = None,
    max_record_bytes: int = MAX_RECORD_BYTES,
    format: Literal["pubtator"] | None = None,
) -> Stream:
    """Read a PubTator dump in batches, in memory that does not depend on its size.

    Row numbers start at 0 in each batch; ``batch.first_document``, ``first_annotation`` and
    ``first_relation`` turn them into numbers in the whole input when added. Lines and bytes count in the
    whole uncompressed input. A type has the same code in all batches; later batches may have more types.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        As in `open`. A file object is read by another thread.
    batch_bytes : int
        Approximate bytes of text in a batch. A batch with a larger document has more.
    threads : int, optional
        As in `open`. Each free thread reads the next part of the input and makes a batch of it. A gzip
        member is decompressed by one thread at a time; BGZF blocks, zstd frames and lines of JSON are
        decoded by all threads.
    io : {"auto", "mmap", "read"}
        As in `open`.
    on_problem : {"collect", "raise", "ignore"}
        As in `open`; the one warning comes at the end, and not at all if the stream is not read to its end.
    progress : bool, optional
        As in `open`.
    columns : sequence of str, optional
        Columns that the caller is going to use, such as ``"annotations.start"``, or ``"annotations"`` for all
        columns of the table. The threads of the stream make them before they hand over a batch. Any other
        column is made when it is first used.
    max_record_bytes : int
        As in `open`.
    format : {"pubtator"}, optional
        As in `open`.

    Returns
    -------
    Stream

    Raises
    ------
    InputError, FormatError, ParseError
        As in `open`. An error later in the input is raised by the stream, after the batches of all complete
        documents before it. A document that is cut short is in no batch.
    """
    return Stream(
        *_begin(
            "pubtator",
            path,
            batch_bytes,
            threads,
            io,
            on_problem,
            progress,
            columns,
            format,
            max_record_bytes,
        )
    )


def stream_entities(
    path: Input,
    *,
    batch_bytes: int = 64 << 20,
    threads: int | None = None,
    io: IO = "auto",
    on_problem: OnProblem = "collect",
    progress: bool | None = None,
    columns: Sequence[str] | None = None,
    max_record_bytes: int = MAX_RECORD_BYTES,
    format: Literal["entities"] | None = None,
) -> EntityStream:
    """Read a table of entities in batches, in memory that does not depend on its size.

    ``batch.first_row`` is the number of rows of the table before a batch. Types and resources have the same
    code in all batches; later batches may have more of them.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        As in `read_entities`. A file object is read by another thread.
    batch_bytes : int
        Approximate bytes of text in a batch, which consists of whole rows.
    threads, io, on_problem, progress
        As in `stream`.
    columns : sequence of str, optional
        Columns that the caller is going to use, such as ``"mentions"``; the threads of the stream make them.
    max_record_bytes : int
        As in `read_entities`.
    format : {"entities"}, optional
        As in `read_entities`.

    Returns
    -------
    EntityStream

    Raises
    ------
    InputError, FormatError, ParseError
        As from `read_entities`. An error later in the input is raised after all rows before it.
    """
    return EntityStream(
        *_begin(
            "entities",
            path,
            batch_bytes,
            threads,
            io,
            on_problem,
            progress,
            columns,
            format,
            max_record_bytes,
        )
    )


def stream_relations(
    path: Input,
    *,
    batch_bytes: int = 64 << 20,
    threads: int | None = None,
    io: IO = "auto",
    on_problem: OnProblem = "collect",
    progress: bool | None = None,
    columns: Sequence[str] | None = None,
    max_record_bytes: int = MAX_RECORD_BYTES,
    format: Literal["relations"] | None = None,
) -> RelationStream:
    """Read a table of relations in batches, in memory that does not depend on its size.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        As in `read_relations`. A file object is read by another thread.
    batch_bytes, threads, io, on_problem, progress, columns, max_record_bytes
        As in `stream_entities`.
    format : {"relations"}, optional
        As in `read_relations`.

    Returns
    -------
    RelationStream

    Raises
    ------
    InputError, FormatError, ParseError
        As from `stream_entities`.
    """
    return RelationStream(
        *_begin(
            "relations",
            path,
            batch_bytes,
            threads,
            io,
            on_problem,
            progress,
            columns,
            format,
            max_record_bytes,
        )
    )


def _begin(
    kind: Kind,
    path: Input,
    batch_bytes: int,
    threads: int | None,
    io: IO,
    on_problem: OnProblem,
    progress: bool | None,
    columns: Sequence[str] | None,
    format: str | None,
    max_record_bytes: int,
) -> tuple[Any, ProgressBar]:
    """Check the arguments, begin to read a dump of a kind, and return the stream and its progress bar."""
    trusted = is_trusted(format, kind)
    if isinstance(batch_bytes, bool) or not isinstance(batch_bytes, int):
        raise TypeError(f"batch_bytes must be an int, not {type(batch_bytes).__name__}")
    if batch_bytes < 1:
        raise ValueError(f"batch_bytes must be at least 1, not {batch_bytes}")
    bar = ProgressBar(progress)
    try:
        with naming(path):
            core = _core.stream(
                path,
                kind=kind,
                batch_bytes=min(batch_bytes, _LARGEST_BATCH),
                threads=thread_count(threads),
                io=word("io", io),
                on_problem=word("on_problem", on_problem),
                columns=words("columns", columns) or [],
                trusted=trusted,
                max_record=record_limit(max_record_bytes),
                tick=bar.tick,
            )
    except BaseException:
        bar.close()
        raise
    return core, bar


_LARGEST_BATCH = 1 << 30
