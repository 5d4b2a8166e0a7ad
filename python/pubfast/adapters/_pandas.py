"""Tables for pandas."""

from __future__ import annotations

from typing import Any

from pubfast.adapters._extras import Exportable, load


def to_pandas(table: Exportable, columns: list[str] | None) -> Any:
    """Make a `pandas.DataFrame`, by way of pyarrow, which pandas reads strings with."""
    pandas = load("pandas", "to_pandas", "pandas")
    pyarrow = load("pyarrow", "to_pandas", "pandas")
    # pandas and pyarrow do little with string views.
    rows = pyarrow.table(table._arrow(columns, "large_string"))
    frame = rows.to_pandas()
    for at, field in enumerate(rows.schema):
        if field.nullable and pyarrow.types.is_integer(field.type):
            # As floating-point numbers, which have a missing value, large ones would change.
            values = rows.column(at).to_pandas(types_mapper={field.type: pandas.Int64Dtype()}.get)
            frame[field.name] = values
    return frame
