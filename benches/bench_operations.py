"""Every operation of pubfast and of every installed engine, at a small size and with its answer checked.

``pytest benches --benchmark-enable --benchmark-group-by=group`` compares pubfast with the pure-Python reader
and the other engines in one process, on one thread. `PUBFAST_BENCH_SIZE` is the size of the inputs.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import worker
from engines import adapter, table_adapter
from engines.registry import ENGINES, available
from engines.registry import adapter as engine_of
from inputs.store import Input, bytes_of, cached
from measuring.tasks import Task, task

ROUNDS = 5
ODD_SIZE = 50_000
OPERATIONS = {"text": adapter.OPERATIONS, "limits": adapter.OPERATIONS, "tables": table_adapter.OPERATIONS}


def kept(kind: str, size: int | None = None) -> Input:
    """Return an input of at most `PUBFAST_BENCH_SIZE` bytes, such as 100MB, kept from session to session."""
    most = bytes_of(os.environ.get("PUBFAST_BENCH_SIZE", "500kB"))
    folder = Path(tempfile.gettempdir()) / "pubfast-benches"
    return cached(folder, kind, min(size or most, most), seed=7)


def timed(benchmark: BenchmarkFixture, work: Task, given: Input) -> str | None:
    """Time a task and check its last answer; what is known to be wrong with that."""
    last: list[Any] = []

    def prepare() -> tuple[tuple[Any], dict[str, Any]]:
        last[:] = [work.prepare()]
        return (last[0],), {}

    found = benchmark.pedantic(work.run, setup=prepare, rounds=ROUNDS)  # type: ignore[no-untyped-call]
    if benchmark.stats:
        benchmark.extra_info["MB/s"] = given.counts["bytes"] / benchmark.stats.stats.median / 1e6
    return work.check(last[0], found)


def own_input(group: str) -> Input:
    """Return the input of a group of pubfast's own operations."""
    return kept("tables") if group == "tables" else kept("text", ODD_SIZE if group == "odd" else None)


def own() -> Iterator[Any]:
    """Yield the groups and names of pubfast's own operations."""
    for group, make in worker.groups().items():
        for name in make(own_input(group), 1):
            yield pytest.param(group, name, marks=pytest.mark.benchmark(group=name), id=name)


@pytest.mark.parametrize(("group", "name"), list(own()))
@pytest.mark.filterwarnings("ignore::pubfast.PubfastWarning")
def test_own(benchmark: BenchmarkFixture, group: str, name: str) -> None:
    """Every operation of `operations.py` gives the right answer."""
    given = own_input(group)
    assert not timed(benchmark, worker.groups()[group](given, 1)[name], given)


def engines() -> Iterator[Any]:
    """Yield kind, engine, operation, and whether of .gz; one of each engine that is not installed."""
    for kind, names in ENGINES.items():
        for name in names:
            if name not in available(kind):
                yield pytest.param(kind, name, "", False, marks=pytest.mark.skip(f"{name} is not installed"))
                continue
            engine = engine_of(kind, name)
            for operation in filter(engine.offers, OPERATIONS[kind]):
                group = pytest.mark.benchmark(group=f"{kind} {operation}")
                if operation != "unpack":
                    yield pytest.param(kind, name, operation, False, marks=group)
                unpacks = operation == "read" if kind == "tables" else engine.unpacks
                if operation in ("read", "stream", "unpack") and unpacks:
                    yield pytest.param(kind, name, operation, True, marks=group)


@pytest.mark.parametrize(("kind", "name", "operation", "packed"), list(engines()))
@pytest.mark.filterwarnings("ignore")  # of peers
def test_engines(benchmark: BenchmarkFixture, kind: str, name: str, operation: str, packed: bool) -> None:
    """Every answer is right, or wrong in the known way."""
    engine = engine_of(kind, name)
    given = kept("tables" if kind == "tables" else "text", engine.largest)
    work = task(kind, name, operation, given.gzipped() if packed else given.path, 1)
    assert bool(timed(benchmark, work, given)) <= bool(getattr(engine, "fault", ""))
