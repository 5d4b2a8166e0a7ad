"""polars."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from engines.table_adapter import CATEGORIES, COLUMNS, TableEngine
from inputs.table_content import Content, Index
from inputs.table_pool import COMPOSITE_TYPES, MISSING


class Engine(TableEngine):
    """polars.read_csv; the index is a group_by whose PMIDs are made unique and sorted."""

    def __init__(self, threads: int) -> None:
        super().__init__(threads)
        os.environ["POLARS_MAX_THREADS"] = str(threads)
        self.pl: Any = import_module("polars")
        if self.pl.thread_pool_size() != threads:
            raise RuntimeError("polars was imported before, with another number of threads")

    def read(self, path: Path) -> Any:
        """Read a table."""
        pl = self.pl
        types = {name: pl.Categorical if name in CATEGORIES else pl.String for name in COLUMNS}
        return pl.read_csv(
            path,
            separator="\t",
            has_header=False,
            quote_char=None,
            empty_string_is_null=False,
            schema=types | {"pmid": pl.Int64},
        )

    def content(self, table: Any) -> Content:
        """What was read."""
        return Content.of_arrow(table.to_arrow())

    def index(self, table: Any) -> Any:
        """Index the concepts; as categories, which is faster than as strings."""
        pl, identifier = self.pl, self.pl.col("identifier")
        several = pl.col("type").cast(pl.String).is_in(COMPOSITE_TYPES) & identifier.str.contains(
            ";", literal=True
        )
        split = table.filter(several).select(identifier.str.split(";"), "pmid").explode("identifier")
        pairs = pl.concat([table.filter(~several).select("identifier", "pmid"), split])
        pairs = pairs.filter(~identifier.is_in(MISSING)).with_columns(identifier.cast(pl.Categorical))
        return pairs.group_by("identifier").agg(pl.col("pmid").unique().sort())

    def indexed(self, found: Any) -> Index:
        """What was mapped."""
        concepts = found["identifier"].cast(self.pl.String).to_list()
        offsets = np.concatenate(([0], found["pmid"].list.len().to_numpy().astype(np.int64).cumsum()))
        return Index(concepts, offsets, found["pmid"].explode().to_numpy())
