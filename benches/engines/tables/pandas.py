"""pandas."""

from __future__ import annotations

import csv
from importlib import import_module
from pathlib import Path
from typing import Any

from engines.table_adapter import CATEGORIES, COLUMNS, TableEngine
from inputs.table_content import Content


class Engine(TableEngine):
    """pandas.read_csv with its C engine, which has one thread."""

    threads = (1,)
    largest = 100_000_000

    def __init__(self, threads: int) -> None:
        super().__init__(threads)
        self.pd: Any = import_module("pandas")

    def read(self, path: Path) -> Any:
        """Read a table."""
        types = {name: "category" if name in CATEGORIES else "str" for name in COLUMNS}
        return self.pd.read_csv(
            path,
            sep="\t",
            header=None,
            names=COLUMNS,
            dtype=types | {"pmid": "int64"},
            quoting=csv.QUOTE_NONE,
            keep_default_na=False,
            na_filter=False,
            engine="c",
            low_memory=False,
        )

    def content(self, table: Any) -> Content:
        """What was read."""
        return Content.of_arrow(import_module("pyarrow").Table.from_pandas(table, preserve_index=False))
