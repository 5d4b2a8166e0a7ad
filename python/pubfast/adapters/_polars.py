"""Tables for polars."""

from __future__ import annotations

from typing import Any

from pubfast.adapters._extras import Exportable, load


def to_polars(table: Exportable, columns: list[str] | None) -> Any:
    """Make a `polars.DataFrame`, whose strings are views of the text of the table."""
    return load("polars", "to_polars", "polars").DataFrame(table._arrow(columns, "view"))
