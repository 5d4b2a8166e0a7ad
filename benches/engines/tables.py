"""Readers of entity tables. Each imports its library when it is made."""

from __future__ import annotations

import csv
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from engines.table_adapter import COLUMNS, TableEngine
from inputs.tables import CATEGORIES, COMPOSITE_TYPES, MISSING, Integers

BLOCK = 4 << 20  # bytes that pyarrow reads at once; faster than 1 and than 16 MiB


class Pubfast(TableEngine):
    """read_entities, stream_entities and concept_index."""

    def __init__(self, threads: int) -> None:
        super().__init__(threads)
        self.pubfast: Any = import_module("pubfast")

    def read(self, path: Path) -> Any:
        """Read a table, and make every column of it."""
        table = self.pubfast.read_entities(path, threads=self.count_of_threads)
        self.touch(table)
        return table

    def touch(self, table: Any) -> list[Any]:
        """Ask for all columns; their arrays."""
        arrays = [table.pmid, table.type.codes, table.resource.codes]
        for column in (table.identifier, table.mentions):
            arrays += (column.starts, column.lengths)
        return arrays

    def arrow(self, table: Any) -> Any:
        """Return what was read; its numbers are the numpy arrays."""
        return table.to_arrow()

    def stream(self, path: Path) -> int:
        """Read a table batch by batch, every column of each; the rows."""
        rows = 0
        for batch in self.pubfast.stream_entities(path, threads=self.count_of_threads):
            self.touch(batch)
            rows += len(batch)
        return rows

    def index(self, table: Any) -> Any:
        """Index the concepts."""
        return table.concept_index()

    def concepts(self, found: Any) -> tuple[list[str], Integers, Integers]:
        """Return the index."""
        return list(found.concepts), np.asarray(found.offsets), np.asarray(found.pmids)


class Polars(TableEngine):
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

    def arrow(self, table: Any) -> Any:
        """Return what was read."""
        return table.to_arrow()

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

    def concepts(self, found: Any) -> tuple[list[str], Integers, Integers]:
        """Return the index."""
        concepts = found["identifier"].cast(self.pl.String).to_list()
        offsets = np.concatenate(([0], found["pmid"].list.len().to_numpy().astype(np.int64).cumsum()))
        return concepts, offsets, found["pmid"].explode().to_numpy()


class Pyarrow(TableEngine):
    """pyarrow.csv.read_csv."""

    def __init__(self, threads: int) -> None:
        super().__init__(threads)
        self.pa: Any = import_module("pyarrow")
        self.csv: Any = import_module("pyarrow.csv")
        self.pa.set_cpu_count(threads)
        self.pa.set_io_thread_count(threads)

    def read(self, path: Path) -> Any:
        """Read a table."""
        pa, threads = self.pa, self.count_of_threads
        category = pa.dictionary(pa.int32(), pa.string())
        types = {name: category if name in CATEGORIES else pa.string() for name in COLUMNS}
        return self.csv.read_csv(
            path,
            self.csv.ReadOptions(column_names=COLUMNS, use_threads=threads > 1, block_size=BLOCK),
            self.csv.ParseOptions(delimiter="\t", quote_char=False, escape_char=False),
            self.csv.ConvertOptions(column_types=types | {"pmid": pa.int64()}),
        )


class Duckdb(TableEngine):
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

    def arrow(self, table: Any) -> Any:
        """Return what was read."""
        return table.to_arrow_table()

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

    def concepts(self, found: Any) -> tuple[list[str], Integers, Integers]:
        """Return the index."""
        lists = found["pmids"].combine_chunks()
        offsets = lists.offsets.to_numpy().astype(np.int64)
        return found["concept"].to_pylist(), offsets, lists.values.to_numpy()


class Pandas(TableEngine):
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

    def arrow(self, table: Any) -> Any:
        """Return what was read."""
        return import_module("pyarrow").Table.from_pandas(table, preserve_index=False)


ENGINES = {"pubfast": Pubfast, "polars": Polars, "pyarrow": Pyarrow, "duckdb": Duckdb, "pandas": Pandas}
