"""pyarrow."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from engines.table_adapter import CATEGORIES, COLUMNS, TableEngine
from inputs.table_content import Content

BLOCK = 4 << 20  # bytes; faster than 1 and than 16 MiB


class Engine(TableEngine):
    """pyarrow.csv.read_csv."""

    def __init__(self, threads: int) -> None:
        super().__init__(threads)
        self.pa: Any = import_module("pyarrow")
        self.csv: Any = import_module("pyarrow.csv")
        self.pa.set_cpu_count(threads)
        self.pa.set_io_thread_count(threads)

    def read(self, path: Path) -> Any:
        """Read a table."""
        pa = self.pa
        category = pa.dictionary(pa.int32(), pa.string())
        types = {name: category if name in CATEGORIES else pa.string() for name in COLUMNS}
        return self.csv.read_csv(
            path,
            self.csv.ReadOptions(
                column_names=COLUMNS, use_threads=self.count_of_threads > 1, block_size=BLOCK
            ),
            self.csv.ParseOptions(delimiter="\t", quote_char=False, escape_char=False),
            self.csv.ConvertOptions(column_types=types | {"pmid": pa.int64()}),
        )

    def content(self, table: Any) -> Content:
        """What was read."""
        return Content.of_arrow(table)
