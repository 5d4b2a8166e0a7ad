"""Kinds of inputs, and checks of the arguments that readers share."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, Protocol

from pubfast import _core
from pubfast.errors import InputError, PubfastError, _input_error


class Reads(Protocol):
    """A binary file object that has ``read``."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""


class ReadsInto(Protocol):
    """A binary file object that has ``readinto``."""

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill a part of the buffer, and return the number of bytes."""


Input = str | os.PathLike[str] | os.PathLike[bytes] | bytes | bytearray | memoryview | Reads | ReadsInto

Tick = Callable[[int, int], None]

# A condition on the named column: its strings are among these (False: are not), or its numbers lie in one
# of these inclusive ranges.
Condition = tuple[str, list[str], bool] | tuple[str, list[tuple[int, int]]]


@contextmanager
def naming(path: Input) -> Iterator[None]:
    """Give errors the path as the caller wrote it, even if it is not valid UTF-8."""
    try:
        yield
    except PubfastError as error:
        if isinstance(path, str | os.PathLike):
            error._name_input(os.fsdecode(path))
        raise


def thread_count(asked: int | None) -> int:
    """Return the number of threads to use; 0 leaves it to the core."""
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


# More threads than any machine has cores: a larger number is a mistake, and each thread takes memory.
_MOST_THREADS = 1024


def record_limit(given: int) -> int:
    """Check the largest number of bytes of a record."""
    if isinstance(given, bool) or not isinstance(given, int):
        raise TypeError(f"max_record_bytes must be an int, not {type(given).__name__}")
    if not 1 <= given <= _MOST_RECORD_BYTES:
        raise ValueError(f"max_record_bytes must be 1 to {_MOST_RECORD_BYTES}, not {given}")
    return given


# The default of the largest record, and the largest limit: offsets in a record are 32-bit numbers.
MAX_RECORD_BYTES = 1 << 30
_MOST_RECORD_BYTES = (1 << 31) - 1


def word(name: str, given: str) -> str:
    """Check that an argument is a str; the core checks that it is one of the allowed words."""
    if not isinstance(given, str):
        raise TypeError(f"{name} must be a str, not {type(given).__name__}")
    return given


def words(name: str, given: Iterable[str] | None, *, kind: str = "sequence of names") -> list[str] | None:
    """Check that an argument is an iterable of str, or None, and return it as a list."""
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
    """Return True if the caller gave the format of the input, so that its content need not look like it."""
    if format not in (None, kind):
        raise ValueError(f"format must be {kind!r} or None, not {format!r}")
    return format is not None


def fingerprint(ends: bytes) -> bytes:
    """Return a digest of the first and last bytes of a file."""
    return hashlib.blake2b(ends, digest_size=16).digest()


def reopen(
    path: str,
    size: int,
    changed: int,
    options: dict[str, Any],
    rows: tuple[int, int] | bytes | None,
    digest: bytes,
) -> Any:
    """Open the file of a pickled corpus or table again.

    Raises
    ------
    InputError
        The file is gone, or is another one: its size, its time of change, or its first or last bytes
        differ.
    ValueError
        The pickle has been tampered with: it selects rows that the file does not have.
    """
    path = os.fspath(path)
    name = "corpus" if options.get("kind") == "pubtator" else "table"
    try:
        state = _core.file_state(path)
    except OSError as error:
        raise _input_error(path, error.errno, f"the file of a pickled {name} cannot be read") from None
    if state is None:
        raise InputError(f"{path}: this was the file of a pickled {name}, and is no regular file now", path)
    if (state[0], state[1], fingerprint(state[2])) != (size, changed, digest):
        raise InputError(f"{path}: the file has changed since the {name} was pickled", path)
    opened = _core.open(path, **options)
    return opened if rows is None else opened._rows(rows)
