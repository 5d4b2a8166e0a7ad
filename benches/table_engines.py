"""Readers of entity tables to compare with, each set to read them correctly: pubfast and its peers.

No quoting, nothing guessed, no value missing: an empty mention is an empty string, ``-`` and ``None`` are
strings. PMID is int64; type and resource are categories where the reader has such; the rows keep their order.
A reader is imported when its engine is made, as polars reads its number of threads from the environment then.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Protocol

import numpy as np

import pubfast
from pubfast_tables import PubfastEngine
from table_content import Content, Index
from table_pool import COMPOSITE_TYPES, MISSING

COLUMNS = ["pmid", "type", "identifier", "mentions", "resource"]
CATEGORIES = ("type", "resource")
ARROW_BLOCK = 4 << 20  # bytes; faster than 1 and than 16 MiB


class TableEngine(Protocol):
    """A reader with a number of threads."""

    def read(self, path: Path) -> Any:
        """Read a table, plain or in gzip, into memory."""
        ...

    def content(self, table: Any) -> Content:
        """What was read, to be checked."""
        ...


class IndexEngine(TableEngine, Protocol):
    """A reader that can also index what it has read."""

    def index(self, table: Any) -> Any:
        """Map each concept to the sorted, unique PMIDs that mention it, as the reader has lists."""
        ...

    def indexed(self, found: Any) -> Index:
        """What was mapped, to be checked."""
        ...


class Polars:
    """polars.read_csv; the index is a group_by whose PMIDs are made unique and sorted."""

    def __init__(self, threads: int) -> None:
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


class Arrow:
    """pyarrow.csv.read_csv."""

    def __init__(self, threads: int) -> None:
        self.pa: Any = import_module("pyarrow")
        self.csv: Any = import_module("pyarrow.csv")
        self.threads = threads
        self.pa.set_cpu_count(threads)
        self.pa.set_io_thread_count(threads)

    def read(self, path: Path) -> Any:
        """Read a table."""
        pa = self.pa
        category = pa.dictionary(pa.int32(), pa.string())
        types = {name: category if name in CATEGORIES else pa.string() for name in COLUMNS}
        return self.csv.read_csv(
            path,
            self.csv.ReadOptions(column_names=COLUMNS, use_threads=self.threads > 1, block_size=ARROW_BLOCK),
            self.csv.ParseOptions(delimiter="\t", quote_char=False, escape_char=False),
            self.csv.ConvertOptions(column_types=types | {"pmid": pa.int64()}),
        )

    def content(self, table: Any) -> Content:
        """What was read."""
        return Content.of_arrow(table)


class DuckDB:
    """read_csv of DuckDB into a table in memory, in which strings that repeat are stored once by itself."""

    def __init__(self, threads: int) -> None:
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


class Pandas:
    """pandas.read_csv with its C engine, which has one thread."""

    def __init__(self, threads: int) -> None:
        if threads != 1:
            raise NotImplementedError
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


READERS: dict[str, Callable[[int], TableEngine]] = {
    "pubfast": PubfastEngine,
    "polars": Polars,
    "pyarrow": Arrow,
    "duckdb": DuckDB,
    "pandas": Pandas,
}
INDEXERS: dict[str, Callable[[int], IndexEngine]] = {
    "pubfast": PubfastEngine,
    "polars": Polars,
    "duckdb": DuckDB,
}
if not hasattr(getattr(pubfast, "EntityTable", None), "concept_index"):
    del INDEXERS["pubfast"]  # of a version that only reads
THREADS = {"pandas": (1,)}  # of the others 1 and 2


def versions() -> dict[str, str]:
    """The versions of the readers that are installed."""
    found = {}
    for name in READERS:
        try:
            found[name] = pubfast.__version__ if name == "pubfast" else metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
