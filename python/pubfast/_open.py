"""Opening a dump."""

from __future__ import annotations

import sys
import warnings
from typing import Any, Literal

from pubfast import _core
from pubfast._core import Corpus
from pubfast._input import (
    MAX_RECORD_BYTES,
    Input,
    Kind,
    fingerprint,
    is_trusted,
    naming,
    record_limit,
    reopen,
    thread_count,
    word,
)
from pubfast._progress import ProgressBar
from pubfast.errors import PubfastWarning

IO = Literal["auto", "mmap", "read"]
OnProblem = Literal["collect", "raise", "ignore"]


def open(
    path: Input,
    *,
    threads: int | None = None,
    io: IO = "auto",
    on_problem: OnProblem = "collect",
    progress: bool | None = None,
    max_record_bytes: int = MAX_RECORD_BYTES,
    format: Literal["pubtator"] | None = None,
) -> Corpus:
    r"""Open a PubTator dump as columns.

    Parameters
    ----------
    path : str, path-like, bytes or binary file object
        Block text: ``ID|t|title``, ``ID|a|abstract``, tab-separated rows, blank lines; or documents as lines
        of JSON, as `convert` writes them, which are read as the block text that they stand for. Either may
        be compressed with gzip, BGZF or zstd, under any name; the text is then held in memory. ``"-"`` is
        standard input. ``bytes`` are the dump itself and not a path to it. A file object, which has ``read``
        or ``readinto``, is read from its current position on.
    threads : int, optional
        Number of threads to parse with; by default the value of the environment variable
        ``PUBFAST_NUM_THREADS``, else the number of cores that this process may use. The result does not
        depend on it.
    io : {"auto", "mmap", "read"}
        "auto" maps regular files and reads everything else (pipes, devices). A mapped file must not be
        shortened while the corpus is in use: the system ends a process that touches the missing part.
        (Renaming, replacing and deleting it are safe.) Use "read" where that can happen, or on network
        file systems; it takes as much memory as the file has bytes. A compressed file is read in any case.
    on_problem : {"collect", "raise", "ignore"}
        Treatment of lines that cannot be read as they stand: keep them as rows of
        ``corpus.problems`` and warn once, raise a `ParseError` at the first of the file, or drop them.
    progress : bool, optional
        Progress bar in bytes of the input: True shows one (this needs tqdm, the extra
        ``pubfast[progress]``), False shows none. By default there is one on a terminal and in a notebook,
        for work of more than two seconds, if tqdm is installed.
    max_record_bytes : int
        Largest number of bytes of text that one document may have. A larger one is an `InputError`, so that a
        damaged file, or one made to do harm, does not fill the memory with a single line.
    format : {"pubtator"}, optional
        Read the text as block text even if it does not look like it.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        The file is missing, a directory, unreadable, or changed while it was read; or its container
        is truncated or corrupt, or a line of JSON is no document. In the latter cases ``byte`` and
        ``documents`` say how much of the text is complete, and `stream` gives that part.
    FormatError
        The file is not block text; the message says what it looks like.
    ParseError
        With ``on_problem="raise"``: the first problem.

    Warns
    -----
    PubfastWarning
        With ``on_problem="collect"``: the numbers of problems, by code.
    """
    corpus: Corpus = load("pubtator", path, threads, io, on_problem, progress, format, max_record_bytes)
    return corpus


def load(
    kind: Kind,
    path: Input,
    threads: int | None,
    io: IO,
    on_problem: OnProblem,
    progress: bool | None,
    format: str | None,
    max_record_bytes: int,
) -> Any:
    """Read a dump of a kind; the warning of its problems points at the caller of the calling function."""
    trusted = is_trusted(format, kind)
    with naming(path), ProgressBar(progress) as bar:
        opened = _core.open(
            path,
            kind=kind,
            threads=thread_count(threads),
            io=word("io", io),
            on_problem=word("on_problem", on_problem),
            trusted=trusted,
            max_record=record_limit(max_record_bytes),
            tick=bar.tick,
        )
    if on_problem == "collect" and len(opened.problems):
        counts = ", ".join(f"{count} {code}" for code, count in opened.problems.code.counts().items())
        name = "corpus" if kind == "pubtator" else "table"
        message = _core.visible(f"{opened.path}: {counts}; see {name}.problems")
        warnings.warn(message, PubfastWarning, stacklevel=3)
    return opened


# Pickles are made with these functions.
_reopen, _fingerprint = reopen, fingerprint


if _core.is_debug_build and not sys.flags.ignore_environment:
    warnings.warn(
        "pubfast was built without optimisation and is many times slower than it could be; "
        "build it with `pip install .` or `maturin develop --release`",
        PubfastWarning,
        stacklevel=2,
    )
