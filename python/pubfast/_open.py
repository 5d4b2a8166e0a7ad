"""Opening a dump."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Mapping
from typing import Any, Literal

from pubfast import _core
from pubfast._core import Corpus
from pubfast.errors import InputError, PubfastError, PubfastWarning, _input_error

IO = Literal["auto", "mmap", "read"]
OnProblem = Literal["collect", "raise", "ignore"]


def open(
    path: str | bytes | os.PathLike[str] | os.PathLike[bytes],
    *,
    threads: int | None = None,
    io: IO = "auto",
    on_problem: OnProblem = "collect",
    format: Literal["pubtator"] | None = None,
) -> Corpus:
    r"""Open a PubTator dump as columns.

    Parameters
    ----------
    path : str or path-like
        A file of block text: ``ID|t|title``, ``ID|a|abstract``, tab-separated rows, blank lines.
    threads : int, optional
        Threads to parse with. By default what the variable ``PUBFAST_NUM_THREADS`` says, else the
        cores that this process may use. The result does not depend on it.
    io : {"auto", "mmap", "read"}
        "auto" maps regular files and reads everything else (pipes, devices). A mapped file must not be
        shortened while the corpus is in use: the system ends the process that touches what is gone.
        (Renaming, replacing and deleting it are safe.) Use "read" where that can happen, or on network
        file systems; it takes as much memory as the file has bytes.
    on_problem : {"collect", "raise", "ignore"}
        What to do about lines that cannot be read as they stand: keep them as rows of
        ``corpus.problems`` and warn once, raise a `ParseError` at the first of the file, or forget them.
    format : {"pubtator"}, optional
        Take the file for block text even if it does not look like it.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        The file is missing, a directory, unreadable, or changed while it was read.
    FormatError
        The file is something else; the message says what it looks like.
    ParseError
        With ``on_problem="raise"``: the first problem.

    Warns
    -----
    PubfastWarning
        With ``on_problem="collect"``: how many problems there are, by code.
    """
    if format not in (None, "pubtator"):
        raise ValueError(f"format must be 'pubtator' or None, not {format!r}")
    name = os.fsdecode(path)
    try:
        corpus = _core.open(
            name, threads=_threads(threads), io=io, on_problem=on_problem, trusted=format is not None
        )
    except PubfastError as error:
        error.name_input(name)
        raise
    if on_problem == "collect" and len(corpus.problems):
        counts = ", ".join(f"{count} {code}" for code, count in corpus.problems.code.counts().items())
        message = f"{name}: {counts}; see corpus.problems"
        warnings.warn(message, PubfastWarning, stacklevel=2)
    return corpus


def _threads(asked: int | None) -> int:
    """How many threads to use; 0 leaves it to the core."""
    if asked is not None:
        if isinstance(asked, bool) or not isinstance(asked, int):
            raise TypeError(f"threads must be an int or None, not {type(asked).__name__}")
        if asked < 1:
            raise ValueError(f"threads must be at least 1, not {asked}")
        return min(asked, _MOST_THREADS)
    variable = os.environ.get("PUBFAST_NUM_THREADS", "")
    if not variable.strip():
        return 0
    try:
        count = int(variable)
    except ValueError:
        count = 0
    if count < 1:
        raise ValueError(f"PUBFAST_NUM_THREADS must be a number of threads, not {variable!r}")
    return min(count, _MOST_THREADS)


# More than any machine has; a larger number is a slip that would only eat memory.
_MOST_THREADS = 1024


def _reopen(
    path: str, size: int, changed: int, options: Mapping[str, Any], rows: tuple[int, int] | bytes | None
) -> Corpus:
    """Open a pickled corpus again, if its file is the same."""
    path = os.fspath(path)
    try:
        state = os.stat(path)
    except OSError as error:
        raise _input_error(path, error.errno, "the file of a pickled corpus is gone") from None
    if (state.st_size, state.st_mtime_ns) != (size, changed):
        raise InputError(f"{path}: the file has changed since the corpus was pickled", path)
    corpus = _core.open(path, **options)
    return corpus if rows is None else corpus._rows(rows)


if _core.is_debug_build and not sys.flags.ignore_environment:
    warnings.warn(
        "pubfast was built without optimisation and is many times slower than it could be; "
        "build it with `pip install .` or `maturin develop --release`",
        PubfastWarning,
        stacklevel=2,
    )
