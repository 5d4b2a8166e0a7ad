"""What pubfast raises and warns of."""

from __future__ import annotations

import os
from typing import Any


class PubfastError(Exception):
    """Base class of everything that pubfast raises of its own.

    Attributes
    ----------
    path : str or None
        The input, as it was named.
    """

    path: str | None = None

    def __init__(self, message: str = "", path: str | None = None) -> None:
        super().__init__(message)
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), str(self), dict(self.__dict__))


class InputError(PubfastError, OSError):
    """An input that cannot be read; where the system has a name for why, also the `OSError` of that name.

    Attributes
    ----------
    byte : int or None
        Where in the input, if that is known.
    """

    byte: int | None = None

    # OSError takes its arguments in __new__, and would read two of them as an error number and a text.
    def __new__(cls, message: str = "", path: str | None = None, byte: int | None = None) -> InputError:
        return OSError.__new__(cls, message)

    def __init__(self, message: str = "", path: str | None = None, byte: int | None = None) -> None:
        super().__init__(message, path)
        self.filename = path
        self.byte = byte


class FormatError(PubfastError, ValueError):
    """An input that is not what the reader reads; the message says what it looks like."""


class ParseError(PubfastError, ValueError):
    """The first problem of an input, raised by ``on_problem="raise"``.

    Attributes
    ----------
    line : int
        The line, counted from 1.
    byte : int
        Its first byte in the uncompressed input; of ``invalid_utf8`` the first bad byte.
    code : str
        What is wrong: a key of `pubfast.problem_codes`.
    """

    def __init__(self, message: str, path: str, line: int, byte: int, code: str) -> None:
        super().__init__(message, path)
        self.line = line
        self.byte = byte
        self.code = code


class PubfastWarning(UserWarning):
    """Problems were collected: the message counts them by code."""


class _MissingInput(InputError, FileNotFoundError):
    pass


class _DirectoryInput(InputError, IsADirectoryError):
    pass


class _ForbiddenInput(InputError, PermissionError):
    pass


_BY_SYSTEM_ERROR: tuple[type[InputError], ...] = (_MissingInput, _DirectoryInput, _ForbiddenInput)


def _input_error(path: str, errno: int | None, reason: str) -> InputError:
    """Make the error for a refusal of the system."""
    system = type(OSError(errno, "")) if errno is not None else OSError
    cls = next((cls for cls in _BY_SYSTEM_ERROR if issubclass(cls, system)), InputError)
    error = cls(f"{path}: {os.strerror(errno) if errno is not None else reason}", path)
    error.errno = errno
    return error


def _rebuild(cls: type[PubfastError], message: str, attributes: dict[str, Any]) -> PubfastError:
    """Make a pickled error again."""
    error = cls.__new__(cls)
    error.args = (message,)
    error.__dict__.update(attributes)
    return error


for _cls in _BY_SYSTEM_ERROR:
    # A traceback says the name that people catch.
    _cls.__name__ = _cls.__qualname__ = "InputError"
