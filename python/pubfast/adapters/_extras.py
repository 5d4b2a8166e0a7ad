"""Import of optional libraries."""

from __future__ import annotations

import importlib
from typing import Any, Protocol

from pubfast._core import ArrowTable


class Exportable(Protocol):
    """A table of pubfast that can be exported as Arrow."""

    def _arrow(self, columns: list[str] | None = None, strings: str = "view") -> ArrowTable: ...


def load(name: str, method: str, extra: str) -> Any:
    """Import the library `name`, which `method` needs and the extra `extra` installs.

    Raises
    ------
    ImportError
        The library is not installed; the message says what to install.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        message = f"{method}() needs {name}: pip install 'pubfast[{extra}]'"
        raise ImportError(message, name=name) from None
