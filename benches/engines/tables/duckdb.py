"""duckdb."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from engines.table_adapter import COLUMNS, TableEngine
from inputs.table_content import Content, Index
from inputs.table_pool import COMPOSITE_TYPES, MISSING


class Engine(TableEngine):
    """read_csv of DuckDB into a table in memory, in which strings that repeat are stored once by itself."""

    def __init__(self, threads: int) -> None:
        super().__init__(threads)
        self.connection: Any = import_module("duckdb").connect(config={"threads": threads})

    def read(self, path: Path) -> Any:
        """Read a table."""
        types = {name: "BIGINT" if name == "pmid" else "VARCHAR" for name in COLUMNS}
        # Without a nullstr that is nowhere in the file, empty mentions are missing.
        self.connection.execute("drop table if exists entities")
        self.connection.execute(
            "create temp table entities as select * from read_csv($path, delim = '\t', header = false, "
            f"quote = '', escape = '', auto_detect = false, nullstr = '\x01', columns = {types})",
            {"path": str(path)},
        )
        return self.connection.table("entities")

    def content(self, table: Any) -> Content:
        """What was read."""
        return Content.of_arrow(table.to_arrow_table())

    def index(self, table: Any) -> Any:
        """Index the concepts: one of the fastest queries of several that were tried."""
        several = f"type in {COMPOSITE_TYPES} and contains(identifier, ';')"
        return self.connection.sql(
            f"""
            select concept, list_sort(list(pmid)) as pmids from (
                select distinct concept, pmid from (
                    select identifier as concept, pmid from entities where not ({several})
                    union all
                    select unnest(string_split(identifier, ';')), pmid from entities where {several}
                ) where concept not in {MISSING}
            ) group by concept
            """
        ).to_arrow_table()

    def indexed(self, found: Any) -> Index:
        """What was mapped."""
        lists = found["pmids"].combine_chunks()
        offsets = lists.offsets.to_numpy().astype(np.int64)
        return Index(found["concept"].to_pylist(), offsets, lists.values.to_numpy())
