"""How long it takes to read an entity table and to index its concepts, with each engine that is installed.

At one thread; `compare.py` has processes for each engine and number of threads.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from engines.registry import ENGINES, adapter, available
from engines.table_adapter import TableEngine
from inputs.dump import TableDump, bytes_of, cached_table


@pytest.fixture(scope="module")
def table() -> TableDump:
    """An entity table of `PUBFAST_BENCH_SIZE` bytes, kept from session to session."""
    size = bytes_of(os.environ.get("PUBFAST_BENCH_SIZE", "2MB"))
    return cached_table(Path(tempfile.gettempdir()) / "pubfast-benches", size, "entities", seed=7)


def engine_of(name: str) -> TableEngine:
    """An engine, if it is installed; what was read is checked through pyarrow."""
    if {name, "pyarrow"} - set(available("tables")):
        pytest.skip(f"{name} or pyarrow is not installed")
    engine: TableEngine = adapter("tables", name)(1)
    return engine


@pytest.mark.benchmark(group="read entities")
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("name", ENGINES["tables"])
def test_read(benchmark: BenchmarkFixture, table: TableDump, name: str, packed: bool) -> None:
    """Read a table."""
    engine = engine_of(name)
    found = benchmark(engine.read, table.packed if packed else table.path)
    engine.content(found).check(table.statistics)


@pytest.mark.benchmark(group="index concepts")
@pytest.mark.parametrize("name", ENGINES["tables"])
def test_index(benchmark: BenchmarkFixture, table: TableDump, name: str) -> None:
    """Index the concepts of a table in memory."""
    engine = engine_of(name)
    if not engine.offers("index"):
        pytest.skip(f"{name} has no index")
    found = benchmark(engine.index, engine.read(table.path))
    engine.indexed(found).check(table.statistics)
