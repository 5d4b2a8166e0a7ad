"""Tables for polars."""

from __future__ import annotations

from typing import Any

from pubfast.adapters._extras import Exportable, load


def to_polars(table: Exportable, columns: list[str] | None) -> Any:
    """Make a `polars.DataFrame`: its strings are views, so none is copied."""
    return load("polars", "to_polars", "polars").DataFrame(table._arrow(columns, "view"))
