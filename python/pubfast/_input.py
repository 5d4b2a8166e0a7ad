"""Kinds of inputs, and checks of the arguments that readers share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, Protocol

from pubfast import _core
from pubfast.errors import InputError, PubfastError, _input_error


class Reads(Protocol):
    """A binary file object that has ``read``; one that has ``readinto`` instead will do."""

    def read(self, size: int, /) -> bytes:
        """Give at most ``size`` bytes, none at the end."""


class ReadsInto(Protocol):
    """A binary file object that has ``readinto``."""

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill a part of the buffer, and say how much."""


Input = str | os.PathLike[str] | os.PathLike[bytes] | bytes | bytearray | memoryview | Reads | ReadsInto

Tick = Callable[[int, int], None]

# A string of a column is one of these, or, with false, none of them; a number lies in one of these ranges.
Condition = tuple[str, list[str], bool] | tuple[str, list[tuple[int, int]]]


@contextmanager
def naming(path: Input) -> Iterator[None]:
    """Let errors name a path as it was given, also one that is no valid text."""
    try:
        yield
    except PubfastError as error:
        if isinstance(path, str | os.PathLike):
            error._name_input(os.fsdecode(path))
        raise


def thread_count(asked: int | None) -> int:
    """Number of threads to use; 0 leaves it to the core."""
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


def word(name: str, given: str) -> str:
    """An argument that is one of some words; the core knows which there are."""
    if not isinstance(given, str):
        raise TypeError(f"{name} must be a str, not {type(given).__name__}")
    return given


def words(name: str, given: Iterable[str] | None, *, kind: str = "sequence of names") -> list[str] | None:
    """An argument that is several words, or none."""
    if given is None:
        return None
    if isinstance(given, str):
        raise TypeError(f"{name} must be a {kind}, not one str")
    try:
        parts = iter(given)
    except TypeError:
        raise TypeError(f"{name} must be a {kind}, not {type(given).__name__}") from None
    several = list(parts)
    for one in several:
        if not isinstance(one, str):
            raise TypeError(f"{name} must be a {kind}, not of {type(one).__name__}")
    return several


Kind = Literal["pubtator", "entities", "relations"]


def is_trusted(format: str | None, kind: Kind) -> bool:
    """Return True if the caller gives the format of the input."""
    if format not in (None, kind):
        raise ValueError(f"format must be {kind!r} or None, not {format!r}")
    return format is not None


def reopen(
    path: str, size: int, changed: int, options: dict[str, Any], rows: tuple[int, int] | bytes | None
) -> Any:
    """Open a pickled corpus or table again, if its file is the same."""
    path = os.fspath(path)
    name = "corpus" if options["kind"] == "pubtator" else "table"
    try:
        state = os.stat(path)
    except OSError as error:
        raise _input_error(path, error.errno, f"the file of a pickled {name} is gone") from None
    if (state.st_size, state.st_mtime_ns) != (size, changed):
        raise InputError(f"{path}: the file has changed since the {name} was pickled", path)
    opened = _core.open(path, **options)
    return opened if rows is None else opened._rows(rows)
