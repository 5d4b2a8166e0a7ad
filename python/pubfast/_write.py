"""Writing block text."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Protocol, Self, cast

from pubfast import _core
from pubfast._core import Annotations, Corpus, Document, Documents
from pubfast._input import thread_count, word
from pubfast._progress import ProgressBar
from pubfast.display.numbers import counted

TextCompression = Literal["gzip", "bgzf", "zstd", "none"]

_Part = Corpus | Documents | Annotations | Document
Writable = _Part | Iterable[_Part]


class Writes(Protocol):
    """A binary file object that has ``write``."""

    def write(self, data: bytes, /) -> int | None:
        """Take some bytes, and return how many; None stands for all."""


@dataclass(frozen=True, repr=False)
class Written:
    """Result of `write`: the file and its size.

    Attributes
    ----------
    path : pathlib.Path
        The file; a name in angle brackets for a file object.
    documents : int
        Number of documents in the file.
    bytes : int
        Size of the file.
    """

    path: Path
    documents: int
    bytes: int

    def __repr__(self) -> str:
        size = counted(self.bytes, "bytes")
        return f"<Written {str(self.path)!r}: {counted(self.documents, 'documents')}; {size}>"


def write(
    documents: Writable,
    path: str | os.PathLike[str] | os.PathLike[bytes] | Writes,
    *,
    overwrite: bool = False,
    compression: TextCompression | None = None,
    level: int | None = None,
    threads: int | None = None,
    progress: bool | None = None,
) -> Written:
    """Write documents as block text.

    A `Corpus` is written as its whole input, byte for byte; if several are written one after another, all but
    the first are written from their first document on. A selection of documents is written as the bytes
    that each was read from, with a blank line between two; comments and other lines between documents are
    left out. A document that was made by hand, or unpickled, is written in the usual order: title,
    abstract, passages, annotations, relations. A document that could not be read back unchanged is refused.

    The file appears under its name when it is complete. Until then it has a temporary name in the same
    folder. An error or Ctrl-C leaves no partial file, and a file that existed before stays.

    Parameters
    ----------
    documents : Corpus, Documents, Document, Annotations, or an iterable of them
        The documents to write, in this order. The iterable may be a `stream`, a generator of documents, or a
        list that mixes all of these. `Annotations` stand for the documents that have one of the rows, in
        file order, each with its text and these rows, and without relations.
    path : str, path-like or binary file object
        The suffix sets the compression: ``.gz``, ``.bgz`` or ``.bgzf``, ``.zst`` or ``.zstd``. A file
        object is written to directly, and uncompressed unless `compression` is given.
    overwrite : bool
        Replace a file that exists.
    compression : {"gzip", "bgzf", "zstd", "none"}, optional
        The compression; it takes precedence over the suffix. BGZF is gzip that several threads can
        decompress.
    level : int, optional
        Level of the compression: 0 to 9 for gzip and BGZF (default 6), 1 to 22 for zstd (default 3).
    threads : int, optional
        As in `open`. The file does not depend on it.
    progress : bool, optional
        As in `open`.

    Returns
    -------
    Written
        The path, the number of documents, and the size.

    Raises
    ------
    OutputError
        The destination exists, is the input of one of the documents, its folder is missing or may not be
        written, or there is no space. The error is also the `OSError` of its kind, such as
        `FileExistsError`.
    ValueError
        A document cannot be written: a text with a line break, an id with a tab or a pipe, or a row that
        would be read as another. The message names the document, by its id and its position among all, and
        the reason.
    TypeError
        Something is neither documents nor an iterable of them.
    """
    with (
        ProgressBar(progress) as bar,
        Writer(path, overwrite=overwrite, compression=compression, level=level, threads=threads) as writer,
    ):
        writer._tick = bar.tick
        writer.write(documents)
    assert writer.written is not None
    return writer.written


class Writer:
    """Writes documents as block text, one by one or many at a time.

    A writer is a context manager: at the end of the ``with`` block the file is complete and has its name;
    after an exception there is no file. Several threads may write; documents of other threads may then come
    between the items of one thread's iterable.

    Parameters
    ----------
    path : str, path-like or binary file object
        As in `write`.
    overwrite : bool
        Replace a file that exists.
    compression : {"gzip", "bgzf", "zstd", "none"}, optional
        As in `write`.
    level : int, optional
        As in `write`.
    threads : int, optional
        Number of threads that compress; the default is that of `open`.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    written : Written or None
        The file and its size, once it is complete.

    Raises
    ------
    OutputError, ValueError
        As from `write`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | os.PathLike[bytes] | Writes,
        *,
        overwrite: bool = False,
        compression: TextCompression | None = None,
        level: int | None = None,
        threads: int | None = None,
    ) -> None:
        if level is not None and (isinstance(level, bool) or not isinstance(level, int)):
            raise TypeError(f"level must be an int or None, not {type(level).__name__}")
        if level is not None and abs(level) > _FAR:
            raise ValueError(f"level must be 0 to 9 for gzip and BGZF or 1 to 22 for zstd, not {level}")
        if isinstance(path, str | os.PathLike):
            self.path, target = Path(os.fsdecode(path)), None
        elif callable(getattr(path, "write", None)):
            self.path, target = Path(f"<{type(path).__name__}>"), path
        else:
            raise TypeError(f"path must be a path or a binary file object, not {type(path).__name__}")
        self.written: Written | None = None
        self._lock = threading.Lock()
        self._thread = 0
        self._tick: Any = None
        self._core = _core.Writer(
            os.fspath(self.path),
            target,
            overwrite=bool(overwrite),
            compression=None if compression is None else word("compression", compression),
            level=level,
            threads=thread_count(threads),
        )

    def write(self, documents: Writable) -> None:
        """Append documents to the file.

        Parameters
        ----------
        documents : Corpus, Documents, Document, Annotations, or an iterable of them
            As in `pubfast.write`.

        Raises
        ------
        OutputError, TypeError
            As from `pubfast.write`.
        ValueError
            The writer is closed, or a document cannot be written. If the exception is caught within the
            ``with`` block, the file has all documents before that one, and not that one.
        """
        if self._add(documents):
            return
        if isinstance(documents, str | bytes | bytearray | memoryview | Mapping):
            raise TypeError(f"{_WANTED}, not {type(documents).__name__}")
        try:
            parts: Iterator[_Part] = iter(cast("Iterable[_Part]", documents))
        except TypeError:
            raise TypeError(f"{_WANTED}, not {type(documents).__name__}") from None
        for place, part in enumerate(parts):
            if not self._add(part):
                raise TypeError(f"{_WANTED}; at place {place} of the iterable is a {type(part).__name__}")

    def close(self) -> None:
        """Complete the file, and give it its name; further calls do nothing."""
        with self._alone():
            if not self._core.closed:
                documents, size = self._core.commit(self._tick)
                self.written = Written(self.path, documents, size)

    def discard(self) -> None:
        """Close the writer and leave no file, unless it is complete."""
        self._core.discard()

    @property
    def closed(self) -> bool:
        """True if the writer takes no more documents."""
        return self._core.closed

    def _add(self, part: object) -> bool:
        """Write `part` and return True, or return False if it is nothing that can be written."""
        with self._alone():
            return self._core.add(part, self._tick)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other thread writes; fail if this thread is in a write, which would wait forever."""
        if self._thread == threading.get_ident() or self._core.waits_here:
            raise ValueError(
                f"{_core.visible(str(self.path))}: the writer waits for what called this, and cannot write "
                "meanwhile"
            )
        with self._lock:
            self._thread = threading.get_ident()
            try:
                yield
            finally:
                self._thread = 0

    def __enter__(self) -> Self:
        if self.closed:
            raise ValueError(f"{_core.visible(str(self.path))}: the writer is closed")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def __repr__(self) -> str:
        if self.written is not None:
            return f"<Writer {str(self.path)!r}: {counted(self.written.documents, 'documents')}, closed>"
        documents = self._core.documents
        state = "closed" if documents is None else counted(documents, "documents")
        return f"<Writer {str(self.path)!r}: {state}>"


_WANTED = "what is written must be a Corpus, Documents, Document or Annotations, or an iterable of them"

# A level beyond those of all compressions; the core tells for smaller ones which compression it is.
_FAR = 1000
