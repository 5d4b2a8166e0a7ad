"""Exceptions and warnings of pubfast."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pubfast import _core

if TYPE_CHECKING:
    from pubfast._check import Report


class PubfastError(Exception):
    """Base class of the exceptions of pubfast.

    Attributes
    ----------
    path : str or None
        The input, as the caller named it.
    """

    path: str | None = None

    def __init__(self, message: str = "", path: str | None = None) -> None:
        super().__init__(message)
        self.path = path

    def __str__(self) -> str:
        # A message may have a file name, or text of an input, and is shown in a terminal.
        return _core.visible(str(self.args[0])) if self.args else ""

    def _name_input(self, path: str) -> None:
        """Set the path as the caller named it, because the path in the message may have replaced bytes."""
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), str(self.args[0]) if self.args else "", dict(self.__dict__))


class InputError(PubfastError, OSError):
    """An input that cannot be read; if the system gives the reason, also the `OSError` of that reason.

    Attributes
    ----------
    byte : int or None
        Position in the input, if it is known. If the input is cut short, the number of bytes of its text that
        are complete documents or rows.
    documents : int or None
        Number of these complete documents, in block text.
    rows : int or None
        Number of these complete rows, in a table.
    report : pubfast.Report or None
        The findings of `pubfast.check` in the complete part.
    """

    byte: int | None = None
    documents: int | None = None
    rows: int | None = None
    report: Report | None = None

    def __new__(
        cls,
        message: str = "",
        path: str | None = None,
        byte: int | None = None,
        documents: int | None = None,
        rows: int | None = None,
    ) -> InputError:
        """Keep the arguments from `OSError`, which would take two of them for a number and a text."""
        return OSError.__new__(cls, message)

    def __init__(
        self,
        message: str = "",
        path: str | None = None,
        byte: int | None = None,
        documents: int | None = None,
        rows: int | None = None,
    ) -> None:
        super().__init__(message, path)
        self.filename = path
        self.byte = byte
        self.documents = documents
        self.rows = rows

    def _name_input(self, path: str) -> None:
        """Set the path, and the `filename` of an `OSError`."""
        super()._name_input(path)
        self.filename = path

    def __reduce__(self) -> tuple[Any, ...]:
        rebuild, (cls, message, attributes) = super().__reduce__()
        of_the_system = {name: getattr(self, name) for name in ("filename", "errno", "strerror")}
        # A report is not pickled, since it may be large.
        return rebuild, (cls, message, attributes | of_the_system | {"report": None})


class FormatError(PubfastError, ValueError):
    """An input of another format than the reader reads; the message says what it looks like."""


class ParseError(PubfastError, ValueError):
    """The first problem of an input, raised by ``on_problem="raise"``.

    Attributes
    ----------
    line : int
        The line, counted from 1.
    byte : int
        Offset of the line in the uncompressed input; for ``invalid_utf8`` that of the first bad byte.
    code : str
        The code of the problem, a key of `pubfast.problem_codes`.
    """

    def __init__(self, message: str, path: str, line: int, byte: int, code: str) -> None:
        super().__init__(message, path)
        self.line = line
        self.byte = byte
        self.code = code


class OutputError(PubfastError, OSError):
    """An output that cannot be written, or must not be overwritten; ``path`` is the destination.

    If the system gives the reason, it is also the `OSError` of that reason.
    """

    def __new__(cls, message: str = "", path: str | None = None) -> OutputError:
        """Keep the arguments from `OSError`, which would take two of them for a number and a text."""
        return OSError.__new__(cls, message)

    def __init__(self, message: str = "", path: str | None = None) -> None:
        super().__init__(message, path)
        self.filename = path

    def _name_input(self, path: str) -> None:
        """Keep `path`, which is the destination and not the input."""

    def __reduce__(self) -> tuple[Any, ...]:
        rebuild, (cls, message, attributes) = super().__reduce__()
        of_the_system = {name: getattr(self, name) for name in ("filename", "errno", "strerror")}
        return rebuild, (cls, message, attributes | of_the_system)


class PubfastWarning(UserWarning):
    """A warning that an input has problems; the message counts them by code."""


class MissingInputError(InputError, FileNotFoundError):
    """There is no such file."""


class DirectoryInputError(InputError, IsADirectoryError):
    """The path is a directory."""


class NotADirectoryInputError(InputError, NotADirectoryError):
    """A parent of the path is not a directory."""


class ForbiddenInputError(InputError, PermissionError):
    """The file may not be read."""


_OF_THE_SYSTEM = (MissingInputError, DirectoryInputError, NotADirectoryInputError, ForbiddenInputError)


class ExistingOutputError(OutputError, FileExistsError):
    """The destination exists."""


class MissingOutputError(OutputError, FileNotFoundError):
    """The folder of the destination does not exist."""


class DirectoryOutputError(OutputError, IsADirectoryError):
    """The destination is a folder, but the output is a file."""


class NotADirectoryOutputError(OutputError, NotADirectoryError):
    """The destination or one of its parents is not a folder."""


class ForbiddenOutputError(OutputError, PermissionError):
    """The destination may not be written."""


_OUTPUTS_OF_THE_SYSTEM = (
    ExistingOutputError,
    MissingOutputError,
    DirectoryOutputError,
    NotADirectoryOutputError,
    ForbiddenOutputError,
)


def _input_error(
    path: str,
    number: int | None,
    reason: str,
    byte: int | None = None,
    documents: int | None = None,
    rows: int | None = None,
) -> InputError:
    """Make the error for an input: the class follows from the system's error number, if there is one."""
    if number is None:
        return InputError(f"{path}: {reason}", path, byte, documents, rows)
    system = type(OSError(number, ""))
    cls = next((cls for cls in _OF_THE_SYSTEM if issubclass(cls, system)), InputError)
    said = os.strerror(number) if byte is None else reason
    error = (InputError if system is OSError else cls)(f"{path}: {said}", path, byte, documents, rows)
    error.errno = number
    error.strerror = os.strerror(number)
    return error


def _output_error(path: str, number: int | None, reason: str | None) -> OutputError:
    """Make the error for an output: the class follows from the system's error number, if there is one."""
    if number is None:
        return OutputError(f"{path}: {reason}", path)
    system = type(OSError(number, ""))
    cls = next((cls for cls in _OUTPUTS_OF_THE_SYSTEM if issubclass(cls, system)), OutputError)
    error = (OutputError if system is OSError else cls)(f"{path}: {reason or os.strerror(number)}", path)
    error.errno = number
    error.strerror = os.strerror(number)
    return error


def _rebuild(cls: type[PubfastError], message: str, attributes: dict[str, Any]) -> PubfastError:
    """Rebuild a pickled error."""
    error = cls.__new__(cls)
    error.args = (message,)
    for name, value in attributes.items():
        setattr(error, name, value)
    return error
