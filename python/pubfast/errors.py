"""What pubfast raises and warns of."""

from __future__ import annotations

import errno
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
        Where in the input, if that is known; of one that stops before its end, how many bytes of its
        text are complete documents.
    documents : int or None
        How many documents those are.
    """

    byte: int | None = None
    documents: int | None = None

    def __new__(
        cls,
        message: str = "",
        path: str | None = None,
        byte: int | None = None,
        documents: int | None = None,
    ) -> InputError:
        """Keep the arguments from `OSError`, which would take two of them for a number and a text."""
        return OSError.__new__(cls, message)

    def __init__(
        self,
        message: str = "",
        path: str | None = None,
        byte: int | None = None,
        documents: int | None = None,
    ) -> None:
        super().__init__(message, path)
        self.filename = path
        self.byte = byte
        self.documents = documents

    def __str__(self) -> str:
        # OSError would show the number and the file name, which the message has in words.
        return str(self.args[0]) if self.args else ""


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


_BY_NUMBER = {
    errno.ENOENT: _MissingInput,
    errno.EISDIR: _DirectoryInput,
    errno.EACCES: _ForbiddenInput,
    errno.EPERM: _ForbiddenInput,
}


def _input_error(
    path: str, number: int | None, reason: str, byte: int | None = None, documents: int | None = None
) -> InputError:
    """Make the error for a refusal of the system: by its number, if it has one, else by its words."""
    if number is None:
        return InputError(f"{path}: {reason}", path, byte, documents)
    said = os.strerror(number) if byte is None else reason
    error = _BY_NUMBER.get(number, InputError)(f"{path}: {said}", path, byte, documents)
    error.errno = number
    error.strerror = os.strerror(number)
    return error


def _rebuild(cls: type[PubfastError], message: str, attributes: dict[str, Any]) -> PubfastError:
    """Make a pickled error again."""
    error = cls.__new__(cls)
    error.args = (message,)
    error.__dict__.update(attributes)
    return error


for _cls in _BY_NUMBER.values():
    # A traceback says the name that people catch.
    _cls.__name__ = _cls.__qualname__ = "InputError"
