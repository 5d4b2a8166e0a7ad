"""How long queries take that read only what they need, beside opening the dump and beside polars' readers.

Usage::

    python benches/scans.py [--size 1GB] [--runs 7] [--seed 7] [--threads 2]

Makes a dump and a table (once), asks every engine once a round, checks every answer, and prints ratios of
the rounds. Then it looks at the memory of a streaming collect of the dump, and of three files of it. A wrong
answer ends with exit status 1; a slow time is only reported.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inputs.answers import WrongAnswer, expect
from inputs.dump import Dump, TableDump, bytes_of, cached, cached_table
from measuring import resident
from measuring.timing import Engine, measure, report

HERE = Path(__file__).parent
HEAD = 10


def engine(
    name: str, ask: Callable[[], Any], rows: int, against: tuple[str, ...] = (), columns: int | None = None
) -> Engine:
    """A query whose answer has so many rows, and so many columns if that is said."""

    def check(_: object, found: Any) -> None:
        expect(f"rows of {name}", len(found), rows)
        if columns is not None:
            expect(f"columns of {name}", found.width, columns)

    return Engine(name, lambda: None, lambda _: ask(), check, against=against)


def lines(pl: Any, path: Path) -> Any:
    """A file as one column, which is how polars reads what is no table."""
    return pl.scan_csv(
        path,
        separator="\x01",
        has_header=False,
        quote_char=None,
        schema={"line": pl.String},
        raise_if_empty=False,
    )


def block_text(dump: Dump, packed: Path, threads: int) -> list[Engine]:
    """The genes of a dump; its first rows."""
    import polars as pl

    import pubfast

    genes = dump.statistics.annotations_by_type["Gene"]

    def scan(path: Path) -> Any:
        return pubfast.scan(path, threads=threads, on_problem="ignore")

    def recipe() -> Any:
        """The fastest that we know of, for dumps whose annotations have six columns."""
        cells = pl.col("line").str.splitn("\t", 6).struct
        fields = [cells.field(f"field_{at}").alias(f"field_{at}") for at in range(6)]
        rows = lines(pl, dump.path).select(fields).filter(pl.col("field_4") == "Gene")
        return rows.select(pl.col("field_0").cast(pl.Int64), pl.col("field_5")).collect()

    def genes_of(frame: Any) -> Any:
        return frame.filter(pl.col("type") == "Gene").select("pmid", "identifier").collect()

    return [
        engine(
            "open",
            lambda: pubfast.open(dump.path, threads=threads, on_problem="ignore"),
            dump.statistics.documents,
        ),
        engine("genes: scan", lambda: genes_of(scan(dump.path)), genes, ("open", "genes: polars"), 2),
        engine("genes: polars", recipe, genes, (), 2),
        engine(
            "all columns: scan", lambda: scan(dump.path).collect(), dump.statistics.annotations, ("open",), 9
        ),
        engine("head: scan", lambda: scan(dump.path).head(HEAD).collect(), HEAD, (), 9),
        engine("head of .gz: scan", lambda: scan(packed).head(HEAD).collect(), HEAD, (), 9),
    ]


def table(dump: TableDump, threads: int) -> list[Engine]:
    """The genes of an entity table."""
    import polars as pl

    import pubfast

    kinds = pubfast.read_entities(dump.path, threads=threads, on_problem="ignore").type.counts()
    rows = kinds["Gene"]
    names = ("pmid", "type", "identifier", "mentions", "resource")

    def genes(frame: Any) -> Any:
        return frame.filter(pl.col("type") == "Gene").select("pmid", "identifier").collect()

    def scan_csv() -> Any:
        types = dict.fromkeys(names, pl.String) | {"pmid": pl.Int64}
        options = {"separator": "\t", "has_header": False, "quote_char": None, "empty_string_is_null": False}
        return pl.scan_csv(dump.path, schema=types, **options)  # type: ignore[arg-type]

    return [
        engine(
            "genes of a table: scan",
            lambda: genes(pubfast.scan(dump.path, threads=threads, on_problem="ignore")),
            rows,
            ("genes of a table: polars",),
            2,
        ),
        engine("genes of a table: polars", lambda: genes(scan_csv()), rows, (), 2),
    ]


def peak(paths: list[Path], threads: int) -> int:
    """The most memory of its own that a streaming collect took, in bytes."""
    import polars as pl

    import pubfast

    frame = pubfast.scan(paths, threads=threads, on_problem="ignore")
    with resident.Peak() as most:
        frame.group_by("type").agg(pl.len(), pl.col("pmid").max()).collect(engine="streaming")
    return most.bytes


def peaks(path: Path, packed: Path, threads: int) -> list[tuple[str, int]]:
    """The same of one file and of three, each in a process that did nothing before."""
    found = []
    files = {"1 file": [path], "3 files": [path] * 3, "1 .gz": [packed], "3 .gz": [packed] * 3}
    for name, paths in files.items():
        command = [sys.executable, __file__, "--threads", str(threads), "--memory", *map(str, paths)]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        found.append((name, int(answer)))
    return found


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="Compare lazy frames with opening and with polars' readers.")
    parser.add_argument("--size", default="1GB", help="of dump and table, such as 50MB (default: 1GB)")
    parser.add_argument("--runs", type=int, default=7, help="rounds (default: 7)")
    parser.add_argument("--seed", type=int, default=7, help="of the dump (default: 7)")
    parser.add_argument("--threads", type=int, default=2, help="of every engine (default: 2)")
    parser.add_argument("--memory", type=Path, nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    # Before it is imported; afterwards it does not listen.
    os.environ["POLARS_MAX_THREADS"] = str(options.threads)
    if options.memory:
        print(peak(options.memory, options.threads))
        return 0
    folder, size = HERE / "data", bytes_of(options.size)
    dump, entities = cached(folder, size, options.seed), cached_table(folder, size, "entities", options.seed)
    packed = dump.packed()
    try:
        engines = [*block_text(dump, packed, options.threads), *table(entities, options.threads)]
        report(measure(engines, options.runs))
    except WrongAnswer as error:
        print(error, file=sys.stderr)
        return 1
    if resident.STATUS.exists():  # Linux has it
        for name, most in peaks(dump.path, packed, options.threads):
            print(f"memory of a streaming collect, {name}: {most / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
