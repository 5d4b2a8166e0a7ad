"""Let one engine do one thing with one table, in a process that does nothing else.

Usage::

    python benches/table_worker.py read|index|stream ENGINE TABLE THREADS [--memory]

The counts of the table are in the JSON file that the generator wrote beside it. The answer is JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from answers import expect
from dump import load_table
from pubfast_tables import PubfastEngine
from resident import Peak, anonymous
from table_engines import INDEXERS, READERS
from table_statistics import TableStatistics
from timing import Engine

WORKS = ("read", "index", "stream")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a piece of work took.

    Attributes
    ----------
    seconds, cores
        Of a second run in the same process, without preparation; zero where memory was measured.
    peak, added
        Most bytes of memory of the process's own, above those before anything was read, and above those when
        the work began; zero where time was measured.
    """

    seconds: float = 0
    cores: float = 0
    peak: int = 0
    added: int = 0


def engine_of(work: str, name: str, path: Path, threads: int, true: TableStatistics) -> Engine:
    """The work of an engine, prepared outside of what is timed."""
    if work == "stream":
        streamer = PubfastEngine(threads)

        def check_rows(_: Path, rows: int) -> None:
            expect("rows", rows, true.rows)

        return Engine(name, lambda: path, streamer.stream, check_rows)
    if work == "index":
        indexer = INDEXERS[name](threads)
        return Engine(
            name,
            lambda: indexer.read(path),
            indexer.index,
            lambda _, found: indexer.indexed(found).check(true),
        )
    reader = READERS[name](threads)
    return Engine(name, lambda: path, reader.read, lambda _, table: reader.content(table).check(true))


def timed(engine: Engine) -> Taken:
    """Time the work."""
    spent: list[float] = []

    def run(prepared: Any) -> object:
        begin = time.process_time()
        result = engine.run(prepared)
        spent.append(time.process_time() - begin)
        return result

    seconds = Engine(engine.name, engine.prepare, run, engine.check).seconds()
    return Taken(seconds=seconds, cores=spent[-1] / seconds)


def weighed(engine: Engine) -> Taken:
    """Measure the memory of the first run in this process."""
    with Peak():
        pass  # what a watching thread takes is there from now on
    before = anonymous()
    with Peak() as preparing:
        prepared = engine.prepare()
    gc.collect()
    ready = anonymous()
    with Peak() as running:
        result = engine.run(prepared)
    engine.check(prepared, result)
    return Taken(peak=max(preparing.bytes, running.bytes) - before, added=running.bytes - ready)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Let one engine do one thing with one table.")
    parser.add_argument("work", choices=WORKS)
    parser.add_argument("engine", choices=READERS)
    parser.add_argument("table", type=Path, help="a file that compare_tables.py made, plain or packed")
    parser.add_argument("threads", type=int)
    parser.add_argument("--memory", action="store_true", help="measure memory, not time")
    options = parser.parse_args()
    true = load_table(options.table.with_name(options.table.name.removesuffix(".gz"))).statistics
    engine = engine_of(options.work, options.engine, options.table, options.threads, true)
    print(json.dumps(asdict(weighed(engine) if options.memory else timed(engine))))


if __name__ == "__main__":
    main()
