"""Reading a dump in batches."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Literal, Self, TypeVar

from pubfast import _core
from pubfast._core import Corpus, EntityTable, RelationTable
from pubfast._input import Input, Kind, is_trusted, naming, thread_count, word, words
from pubfast._open import IO, OnProblem
from pubfast._progress import ProgressBar
from pubfast.errors import PubfastWarning

_Batch = TypeVar("_Batch")


class _Batches(Generic[_Batch], Iterator[_Batch]):
    """The batches of an input of any kind."""

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
        """Leave the bar, and warn of problems if there are any."""
        self._bar.close()
        if counts:
            counted = ", ".join(f"{count} {code}" for code, count in counts)
            message = f"{self.path}: {counted}; see the problems of the batches"
            warnings.warn(message, PubfastWarning, stacklevel=3)

    def table(self, table: str | None = None, *, columns: Sequence[str] | None = None) -> StreamTable:
        """Give a table of what is left of the stream, for libraries that speak Arrow.

        Parameters
        ----------
        table : str, optional
            Of block text "annotations" (the default), "documents", "relations", "passages" or "problems";
            of a table file "entities" or "relations" (its own rows, the default) or "problems".
        columns : sequence of str, optional
            The columns, in this order; all if it is not given. What is not named is not made.

        Returns
        -------
        StreamTable
            Nothing of it is made before another library asks for it.

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
        """The path; a name in angle brackets for what is no file."""
        return Path(self._core.path)

    @property
    def closed(self) -> bool:
        """True if the stream gives no more batches."""
        return self._core.closed

    def close(self) -> None:
        """End the work; batches that were taken keep what they have."""
        self._bar.close()
        self._core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} '{self.path}'{': closed' if self.closed else ''}>"


class StreamTable:
    """A table of the batches that a stream still has, as an Arrow stream: `Stream.table` makes one.

    A library that reads it consumes the stream, batch by batch and in memory that does not depend on its
    size. It can be read once; then the stream has no more batches. Rows are numbered as in the whole input. A
    dictionary may have more values in later batches; a code stands for the same value in all. Problems warn
    at the end, and what stops the stream is an error of the library that reads it, with our message.
    """

    def __init__(self, stream: _Batches[Any], table: str | None, columns: list[str] | None) -> None:
        self._stream = stream
        self._table = table
        self._columns = columns

    def __arrow_c_schema__(self) -> object:
        return self._stream._core.arrow_schema(self._table, self._columns)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand over what is left of the stream, with strings as they are requested."""
        stream = self._stream
        with naming(stream._core.path):
            return stream._core.arrow_stream(
                self._table, self._columns, requested_schema, tick=stream._bar.tick, end=stream._end
            )

    def __repr__(self) -> str:
        return f"<StreamTable {self._table or 'of what is left'} of {self._stream!r}>"


class _Table(_Batches[_Batch]):
    """The batches of a table file, which is one table."""

    def __arrow_c_schema__(self) -> object:
        return self.table().__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand over the rows that are left, once, as `StreamTable` does."""
        return self.table().__arrow_c_stream__(requested_schema)


class Stream(_Batches[Corpus]):
    """The batches of a dump, each a `Corpus`, in file order; `pubfast.stream` makes one.

    Several threads may take batches from one stream: each batch goes to one of them. A stream ends when
    its last batch was taken, when it fails, when it is closed or left (``with``), and when no reference to
    it is left; then no thread of it runs. A child process made by ``fork`` cannot go on with a stream of
    its parent: asking for a batch there raises ``ValueError``.
    """


class EntityStream(_Table[EntityTable]):
    """The batches of a table of entities, each an `EntityTable`; `pubfast.stream_entities` makes one.

    It is used, and ends, as a `Stream`.
    """


class RelationStream(_Table[RelationTable]):
    """The batches of a table of relations, each a `RelationTable`; `pubfast.stream_relations` makes one.

    It is used, and ends, as a `Stream`.
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
    format: Literal["pubtator"] | None = None,
) -> Stream:
    """Read a PubTator dump in batches, in memory that does not depend on its size.

    Rows of a batch count from its own beginning; ``batch.first_document``, ``first_annotation`` and
    ``first_relation`` are what to add to them. Lines and bytes are those of the (decompressed) input. A type
    has the same code in all batches; later batches may have more types.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        As in `open`. A file object is read by another thread.
    batch_bytes : int
        About how much text a batch has. One with a larger document has more, up to 2 GiB.
    threads : int, optional
        As in `open`. With two or more, one decompresses and the others parse; the others also decompress
        BGZF, zstd of several frames, and lines of JSON.
    io : {"auto", "mmap", "read"}
        As in `open`.
    on_problem : {"collect", "raise", "ignore"}
        As in `open`; there is one warning at the end, and none if the stream is left before.
    progress : bool, optional
        As in `open`.
    columns : sequence of str, optional
        Columns that will be wanted, as ``"annotations.start"``, or ``"annotations"`` for all of a table. The
        threads of the stream make them, so that they are there when a batch is. Any other column is
        made when it is first asked for.
    format : {"pubtator"}, optional
        As in `open`.

    Returns
    -------
    Stream

    Raises
    ------
    InputError, FormatError, ParseError
        As in `open`. Errors further on are raised by the stream, after all batches before them: a
        document that a fault cuts short is in none, every complete one before it is.
    """
    return Stream(*_begin("pubtator", path, batch_bytes, threads, io, on_problem, progress, columns, format))


def stream_entities(
    path: Input,
    *,
    batch_bytes: int = 64 << 20,
    threads: int | None = None,
    io: IO = "auto",
    on_problem: OnProblem = "collect",
    progress: bool | None = None,
    columns: Sequence[str] | None = None,
    format: Literal["entities"] | None = None,
) -> EntityStream:
    """Read a table of entities in batches, in memory that does not depend on its size.

    ``batch.first_row`` is how many rows of the table come before a batch. A type and a resource have the
    same code in all batches; later batches may have more of them.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        As in `read_entities`. A file object is read by another thread.
    batch_bytes : int
        About how much text a batch has, in whole rows.
    threads, io, on_problem, progress
        As in `stream`.
    columns : sequence of str, optional
        Columns that will be wanted, as ``"mentions"``, which the threads of the stream then make.
    format : {"entities"}, optional
        As in `read_entities`.

    Returns
    -------
    EntityStream

    Raises
    ------
    InputError, FormatError, ParseError
        As from `read_entities`; what is wrong further on is raised by the stream after all rows before it.
    """
    return EntityStream(
        *_begin("entities", path, batch_bytes, threads, io, on_problem, progress, columns, format)
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
    format: Literal["relations"] | None = None,
) -> RelationStream:
    """Read a table of relations in batches, in memory that does not depend on its size.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        As in `read_relations`. A file object is read by another thread.
    batch_bytes, threads, io, on_problem, progress, columns
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
        *_begin("relations", path, batch_bytes, threads, io, on_problem, progress, columns, format)
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
) -> tuple[Any, ProgressBar]:
    """Begin to read a dump of a kind."""
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
                tick=bar.tick,
            )
    except BaseException:
        bar.close()
        raise
    return core, bar


_LARGEST_BATCH = 1 << 30
