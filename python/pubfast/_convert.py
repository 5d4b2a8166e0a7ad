"""Writing a dump in another format."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from pubfast import _core
from pubfast._input import MAX_RECORD_BYTES, Input, Kind, naming, record_limit, thread_count, word
from pubfast._open import IO, OnProblem
from pubfast._progress import ProgressBar
from pubfast.display.numbers import counted
from pubfast.errors import PubfastWarning

OutputFormat = Literal["parquet", "arrow", "jsonl"]
Compression = Literal["zstd", "gzip", "none"]


@dataclass(frozen=True, repr=False)
class Converted:
    """Result of `convert`: the output and the numbers of its rows.

    Attributes
    ----------
    path : pathlib.Path
        The file or folder.
    format : {"parquet", "arrow", "jsonl"}
        Format of the output.
    rows : dict of str to int
        Number of rows of each table in it. In JSON Lines of documents, each document is a line.
    bytes : int
        The size of the file, or of all files of the folder.
    problems : dict of str to int
        Number of problems of the input, by code; empty with ``on_problem="ignore"``.
    """

    path: Path
    format: OutputFormat
    rows: dict[str, int]
    bytes: int
    problems: dict[str, int]

    def __repr__(self) -> str:
        rows = ", ".join(counted(count, table) for table, count in self.rows.items())
        return f"<Converted {str(self.path)!r}: {rows}; {counted(self.bytes, 'bytes')}>"


def convert(
    src: Input,
    dst: str | os.PathLike[str] | os.PathLike[bytes],
    *,
    table: str | None = None,
    format: OutputFormat | None = None,
    overwrite: bool = False,
    compression: Compression | None = None,
    level: int | None = None,
    row_group_size: int = 1 << 20,
    batch_bytes: int = 16 << 20,
    source_format: Kind | None = None,
    threads: int | None = None,
    io: IO = "auto",
    on_problem: OnProblem = "collect",
    max_record_bytes: int = MAX_RECORD_BYTES,
    progress: bool | None = None,
) -> Converted:
    """Write a dump as Parquet, Arrow IPC or JSON Lines, in memory that does not depend on its size.

    The output appears under its name when it is complete. Until then it has a temporary name in the same
    folder. An error or Ctrl-C leaves no partial output, and an output that existed before stays.

    Parameters
    ----------
    src : str, path-like, bytes or binary file object
        Block text, or a table of entities or relations, compressed or not, as `stream` takes it.
    dst : str or path-like
        ``"name"``, without a suffix: a folder of ``documents.parquet``, ``annotations.parquet``,
        ``relations.parquet``, ``passages.parquet`` and ``problems.parquet``; from a table
        ``entities.parquet`` or ``relations.parquet``, and ``problems.parquet``.
        ``"name.parquet"``: one table. ``"name.arrow"``: one table as an Arrow IPC file.
        ``"name.jsonl"``, also ``.jsonl.gz`` and ``.jsonl.zst``: a line of JSON for each document, with its
        annotations, relations and passages, or for each row of a table.
    table : {"documents", "annotations", "relations", "passages", "entities", "problems"}, optional
        The table to write to a single file; Parquet and Arrow need it if the input is block text. The columns
        are those of ``to_arrow()`` of that table, with documents numbered as in the whole input.
    format : {"parquet", "arrow", "jsonl"}, optional
        The format of the output; it takes precedence over the suffix. ``"parquet"`` without `table` is a
        folder.
    overwrite : bool
        Replace an output that exists: a file, or a folder that has nothing but such tables in it.
    compression : {"zstd", "gzip", "none"}, optional
        Parquet and Arrow IPC take "zstd" or "none"; the default is zstd for Parquet, and none for Arrow IPC,
        whose file can then be mapped. By default lines of JSON are compressed as their suffix says.
    level : int, optional
        Level of the compression: 1 to 22 for zstd (default 3), 0 to 9 for gzip (default 6).
    row_group_size : int
        Largest number of rows of a Parquet row group and of an Arrow record batch. Row groups of texts also
        end after 64 to 512 MiB of input.
    batch_bytes : int
        Approximate bytes of text that each thread works on at a time; the rows do not depend on it.
    source_format : {"pubtator", "entities", "relations"}, optional
        Read the input in this format even if it looks like another; by default its beginning decides.
    threads : int, optional
        As in `open`. The output does not depend on it.
    io : {"auto", "mmap", "read"}
        "auto" reads the input, since nothing of it is kept; "mmap" maps it, as `open` does.
    on_problem, max_record_bytes, progress
        As in `open`; collected problems go to the table "problems".

    Returns
    -------
    Converted
        The rows of each table, the bytes written, and the problems by code.

    Raises
    ------
    OutputError
        The destination exists, its folder is missing or may not be written, or there is no space. The error
        is also the `OSError` of its kind, such as `FileExistsError`.
    InputError, FormatError, ParseError
        As from `stream`. An input that is cut short gives no output.
    ValueError
        Options do not go together, or the input does not have the table.

    Warns
    -----
    PubfastWarning
        With ``on_problem="collect"``: how many problems there are, by code.
    """
    if not os.fsdecode(dst):
        raise ValueError("the destination is an empty name; give a folder or a file")
    path = Path(os.fsdecode(dst))
    target = _target(path, table, format, compression)
    number = _level(target.compression, level)
    for name, value in (("row_group_size", row_group_size), ("batch_bytes", batch_bytes)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{name} must be an int, not {type(value).__name__}")
        if value < 1:
            raise ValueError(f"{name} must be at least 1, not {value}")
    if source_format not in (None, "pubtator", "entities", "relations"):
        raise ValueError(
            f"source_format must be 'pubtator', 'entities', 'relations' or None, not {source_format!r}"
        )
    with naming(src), ProgressBar(progress) as bar:
        name, rows, written, problems = _core.convert(
            src,
            os.fspath(path),
            form=target.form,
            table=table,
            kind=source_format,
            overwrite=bool(overwrite),
            compression=target.compression,
            level=number,
            row_group_size=min(row_group_size, _MOST),
            batch_bytes=min(batch_bytes, _MOST),
            threads=thread_count(threads),
            io=word("io", io),
            on_problem=word("on_problem", on_problem),
            max_record=record_limit(max_record_bytes),
            tick=bar.tick,
        )
    if problems and on_problem == "collect":
        counts = ", ".join(f"{count} {code}" for code, count in problems)
        is_written = any(table == "problems" for table, _ in rows)
        where = "the table problems" if is_written else "convert(..., table='problems')"
        warnings.warn(_core.visible(f"{name}: {counts}; see {where}"), PubfastWarning, stacklevel=2)
    return Converted(path, target.format, dict(rows), written, dict(problems))


# More than fits in memory.
_MOST = 1 << 30


class _Target(NamedTuple):
    """Form, format and compression of the output."""

    form: Literal["folder", "parquet", "arrow", "jsonl"]
    format: OutputFormat
    compression: Compression


# Format of each suffix, and its compression if the suffix names one.
_SUFFIXES: dict[str, tuple[OutputFormat, Compression | None]] = {
    ".parquet": ("parquet", None),
    ".arrow": ("arrow", None),
    ".jsonl": ("jsonl", "none"),
    ".jsonl.gz": ("jsonl", "gzip"),
    ".jsonl.zst": ("jsonl", "zstd"),
}


def _target(
    path: Path, table: str | None, format: OutputFormat | None, compression: Compression | None
) -> _Target:
    """Derive form, format and compression of an output from its name, unless the caller gives them."""
    shown = _core.visible(str(path))
    suffix = next((suffix for suffix in reversed(_SUFFIXES) if path.name.lower().endswith(suffix)), "")
    by_name, packed = _SUFFIXES.get(suffix, (None, None))
    if format is None and by_name is None and path.suffix:
        raise ValueError(
            f"{shown}: the suffix {path.suffix!r} is of no format that is written; it can be "
            f"{', '.join(_SUFFIXES)}, or none for a folder of Parquet files; or say format="
        )
    found = format or by_name or "parquet"
    if found == "jsonl":
        return _Target("jsonl", found, compression or packed or "none")
    if found not in ("parquet", "arrow"):
        raise ValueError(f"format must be 'parquet', 'arrow', 'jsonl' or None, not {format!r}")
    if compression == "gzip":
        raise ValueError("compression='gzip' is for lines of JSON; Parquet and Arrow take 'zstd' or 'none'")
    if found == "arrow":
        return _Target("arrow", found, compression or "none")
    is_folder = by_name != "parquet" and (format is None or table is None)
    if is_folder and table is not None:
        raise ValueError(
            f"{shown}: a folder has all tables; for table={table!r} alone name a file, as {shown}.parquet"
        )
    return _Target("folder" if is_folder else "parquet", found, compression or "zstd")


# The lowest and the highest level, and the default.
_LEVELS: dict[Compression, tuple[int, int, int]] = {"zstd": (1, 22, 3), "gzip": (0, 9, 6)}


def _level(compression: Compression, level: int | None) -> int:
    """Return the level to compress with: `level`, the default of `compression`, or 0 without compression."""
    if compression not in (*_LEVELS, "none"):
        raise ValueError(f"compression must be 'zstd', 'gzip', 'none' or None, not {compression!r}")
    if level is not None and (isinstance(level, bool) or not isinstance(level, int)):
        raise TypeError(f"level must be an int or None, not {type(level).__name__}")
    if compression == "none":
        if level is not None:
            raise ValueError("level says how thoroughly to compress; this output is not compressed")
        return 0
    least, most, usual = _LEVELS[compression]
    if level is not None and not least <= level <= most:
        raise ValueError(f"level must be {least} to {most} with {compression}, not {level}")
    return usual if level is None else level
