"""Tables for pandas."""

from __future__ import annotations

from typing import Any

from pubfast.adapters._extras import Exportable, load


def to_pandas(table: Exportable, columns: list[str] | None) -> Any:
    """Make a `pandas.DataFrame` by way of a `pyarrow.Table`."""
    pandas = load("pandas", "to_pandas", "pandas")
    pyarrow = load("pyarrow", "to_pandas", "pandas")
    # pandas and pyarrow support few operations on string views.
    rows = pyarrow.table(table._arrow(columns, "large_string"))
    frame = rows.to_pandas()
    for at, field in enumerate(rows.schema):
        if field.nullable and pyarrow.types.is_integer(field.type):
            # By default pandas makes floats of integers with missing values, and large ones lose digits.
            values = rows.column(at).to_pandas(types_mapper={field.type: pandas.Int64Dtype()}.get)
            frame[field.name] = values
    return frame
