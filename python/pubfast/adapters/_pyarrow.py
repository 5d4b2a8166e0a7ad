"""Tables for pyarrow."""

from __future__ import annotations

from typing import Any

from pubfast.adapters._extras import Exportable, load


def to_arrow(table: Exportable, strings: str, columns: list[str] | None) -> Any:
    """Make a `pyarrow.Table`."""
    return load("pyarrow", "to_arrow", "arrow").table(table._arrow(columns, strings))
