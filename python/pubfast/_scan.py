"""Lazy polars frames over dumps."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from pubfast import _core
from pubfast._detect import detect
from pubfast._input import MAX_RECORD_BYTES, Kind, record_limit, thread_count, word
from pubfast._open import IO, OnProblem
from pubfast.errors import FormatError, InputError

if TYPE_CHECKING:
    import polars

Scannable = str | os.PathLike[str] | os.PathLike[bytes] | bytes

_TABLES: dict[Kind, tuple[str, ...]] = {
    "pubtator": ("annotations", "documents", "relations", "passages", "problems"),
    "entities": ("entities", "problems"),
    "relations": ("relations", "problems"),
}
_CALLED: dict[Kind, str] = {
    "pubtator": "block text",
    "entities": "a table of entities",
    "relations": "a table of relations",
}


def scan(
    paths: Scannable | Sequence[Scannable],
    *,
    table: str | None = None,
    threads: int | None = None,
    io: IO = "auto",
    batch_bytes: int = 32 << 20,
    on_problem: OnProblem = "collect",
    include_file_paths: str | None = None,
    max_record_bytes: int = MAX_RECORD_BYTES,
    format: Kind | None = None,
) -> polars.LazyFrame:
    """Make a lazy polars frame over one or more dumps.

    Only the head of each file is read until the frame is collected. Then the reader does only what the query
    needs: columns that it does not use are not built, ``head`` stops reading, and rows are filtered as they
    are parsed. Each ``collect`` opens the files again.

    Parameters
    ----------
    paths : str, path-like, bytes, or a sequence of them
        Files of one kind: block text, tables of entities, or tables of relations, compressed or not. A
        pattern with ``*``, ``?``, ``[...]`` or ``**`` stands for all files that match it, in sorted order.
        ``bytes`` are a dump themselves. Inputs that can be read only once (a pipe, standard input) are
        refused.
    table : str, optional
        For block text "annotations" (the default), "documents", "relations", "passages" or "problems"; for a
        table file its own rows, "entities" or "relations" (the default), or "problems".
    threads, io : optional
        As in `open`.
    batch_bytes : int
        Approximate bytes of text that are read at a time; the first batches are smaller.
    on_problem : {"collect", "raise", "ignore"}
        As in `stream`: there is one warning for each file that has problems and is read to its end.
    include_file_paths : str, optional
        Name of an additional column with the path of the file that each row is from.
    max_record_bytes : int
        As in `open`.
    format : {"pubtator", "entities", "relations"}, optional
        Read the files in this format even if they do not look like it.

    Returns
    -------
    polars.LazyFrame
        The columns are those of ``docs/arrow.md``. ``document``, ``annotation_start`` and similar columns
        count over all files, so that tables of the same files can be joined on them; ``line`` and ``byte``
        count in the file of the row.

    Raises
    ------
    ImportError
        polars is not installed.
    InputError
        A file is missing or cannot be read, or a pattern matches no file. Errors beyond the head of a file
        are raised when the frame is collected.
    FormatError
        A file is not a dump, or the files are of different kinds.
    ValueError
        There is no such table, or an argument has none of the values above.

    Examples
    --------
    >>> import polars as pl, pubfast
    >>> annotations = pubfast.scan("examples/sample.pubtator", on_problem="ignore")
    >>> annotations.filter(pl.col("type") == "Gene").select("pmid", "identifier").collect().height
    8
    """
    from pubfast.adapters import _scan
    from pubfast.adapters._extras import load

    load("polars", "scan", "polars")
    if format is not None and format not in get_args(Kind):
        raise ValueError(f"format must be {', '.join(map(repr, get_args(Kind)))} or None, not {format!r}")
    if isinstance(batch_bytes, bool) or not isinstance(batch_bytes, int):
        raise TypeError(f"batch_bytes must be an int, not {type(batch_bytes).__name__}")
    if batch_bytes < 1:
        raise ValueError(f"batch_bytes must be at least 1, not {batch_bytes}")
    if include_file_paths is not None and not isinstance(include_file_paths, str):
        raise TypeError(f"include_file_paths must be a name or None, not {type(include_file_paths).__name__}")
    count = thread_count(threads)
    inputs = _inputs(paths)
    kind = format or _kind(inputs)
    if table is not None and table not in _TABLES[kind]:
        known = ", ".join(_TABLES[kind])
        raise ValueError(f"no table {table!r} in {_CALLED[kind]}; there are {known}")
    source = _scan.Source(
        paths=inputs,
        kind=kind,
        table=table or _TABLES[kind][0],
        threads=count,
        io=word("io", io),
        batch_bytes=min(batch_bytes, 1 << 30),
        on_problem=word("on_problem", on_problem),
        trusted=format is not None,
        max_record=record_limit(max_record_bytes),
        path_column=include_file_paths,
    )
    for path in inputs:
        # Open each input once, so that a bad one fails here and not in `collect()`; one thread reads no
        # batches ahead.
        replace(source, threads=1).read(path, [], [], 0, (0, 0, 0, 0)).close()
    frame: polars.LazyFrame = _scan.lazy_frame(source)
    return frame


def _inputs(paths: Any) -> list[Any]:
    """List the inputs: patterns are replaced by the files that match them."""
    if isinstance(paths, str | bytes | bytearray | memoryview) or hasattr(paths, "__fspath__"):
        paths = [paths]
    elif not isinstance(paths, Sequence):
        raise TypeError(
            f"paths must be a path, bytes, or a sequence of them, not {type(paths).__name__}: "
            "what is read several times cannot be a stream"
        )
    inputs = [found for path in paths for found in _expanded(path)]
    if not inputs:
        raise ValueError("paths must name at least one file")
    return inputs


def _expanded(path: Any) -> list[Any]:
    if isinstance(path, bytes | bytearray | memoryview):
        return [bytes(path)]
    if not isinstance(path, str) and not hasattr(path, "__fspath__"):
        raise TypeError(f"a path is a str, path-like, or bytes that are a dump, not {type(path).__name__}")
    name = os.fsdecode(path)
    if name == "-":
        raise ValueError(
            "standard input can be read only once, and a scan may be collected again: use stream"
        )
    if glob.has_magic(name) and not os.path.lexists(name):
        found = sorted(match for match in glob.glob(name, recursive=True) if not os.path.isdir(match))
        if not found:
            raise InputError(f"{name}: no file fits this pattern", name)
        return found
    try:
        if stat.S_ISFIFO(os.stat(name).st_mode):
            raise ValueError(
                f"{_core.visible(name)}: a pipe can be read only once, and a scan may be collected again: "
                "use stream"
            )
    except OSError:
        pass  # the reader raises the right error
    return [path]


def _kind(inputs: list[Any]) -> Kind:
    """Return the kind of all inputs; an input of unknown format is taken for the kind of the others."""
    known: tuple[Any, Kind] | None = None
    for path in inputs:
        found = detect(path).format
        kind = next((kind for kind in _TABLES if kind == found), None)
        if kind is None:
            continue
        if known is not None and known[1] != kind:
            names = [
                os.fsdecode(name) if not isinstance(name, bytes) else "<bytes>" for name in (path, known[0])
            ]
            raise FormatError(
                f"{names[0]}: {_CALLED[kind]}, but {names[1]} is {_CALLED[known[1]]}; scan them one by one",
                names[0],
            )
        known = known or (path, kind)
    return known[1] if known else "pubtator"
