"""How long it takes to read an entity table and to index its concepts, with each engine that is installed.

At one thread; `compare_tables.py` has processes for each engine and number of threads.
"""

from __future__ import annotations

import os
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import pubfast
from inputs.dump import TableDump, cached_table
from inputs.dump import bytes_of
from table_engines import INDEXERS, READERS


@pytest.fixture(scope="module")
def table() -> TableDump:
    """An entity table of `PUBFAST_BENCH_SIZE` bytes, kept from session to session."""
    size = bytes_of(os.environ.get("PUBFAST_BENCH_SIZE", "2MB"))
    return cached_table(Path(tempfile.gettempdir()) / "pubfast-benches", size, "entities", seed=7)


def skip_without(name: str) -> None:
    """Skip what cannot run."""
    if name == "pubfast":
        if not hasattr(pubfast, "read_entities"):
            pytest.skip("this pubfast has no read_entities")
        return
    # Not imported here: polars would have all threads. What was read is checked through pyarrow.
    for module in (name, "pyarrow"):
        if not find_spec(module):
            pytest.skip(f"{module} is not installed")


@pytest.mark.benchmark(group="read entities")
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("name", READERS)
def test_read(benchmark: BenchmarkFixture, table: TableDump, name: str, packed: bool) -> None:
    """Read a table."""
    skip_without(name)
    engine = READERS[name](1)
    found = benchmark(engine.read, table.packed if packed else table.path)
    engine.content(found).check(table.statistics)


@pytest.mark.benchmark(group="index concepts")
@pytest.mark.parametrize("name", INDEXERS)
def test_index(benchmark: BenchmarkFixture, table: TableDump, name: str) -> None:
    """Index the concepts of a table in memory."""
    skip_without(name)
    engine = INDEXERS[name](1)
    found = benchmark(engine.index, engine.read(table.path))
    engine.indexed(found).check(table.statistics)
