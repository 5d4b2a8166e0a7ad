"""Make a concept index of 10 million annotations with pubfast and with polars, alternating in one process.

Usage::

    python benches/concepts.py [--rows N] [--threads N] [--runs N]

Polars gets the pairs of identifier and PMID as columns that are there already. pubfast begins with an opened
corpus and makes the columns that it needs, or has its columns too. The peak is memory of the process's own
above what there was before the work, in a process for each. The answers are compared.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

import pubfast
from measuring.resident import Peak, anonymous

ENGINES = ("pubfast", "pubfast with columns", "polars")


def main() -> None:
    """Compare the two, and print a line for each."""
    parser = argparse.ArgumentParser(description="Make a concept index with pubfast and with polars.")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--peak", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    # Polars reads it when it is imported.
    os.environ["POLARS_MAX_THREADS"] = str(options.threads)
    if options.peak:
        print(peak(options.peak, options.path, options.threads))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "dump.pubtator")
        write(path, options.rows)
        peaks = {engine: measured_peak(engine, path, options.threads) for engine in ENGINES}
        times = compare(path, options.threads, options.runs)
    for engine, (walls, cores) in times.items():
        spread = f"{min(walls):.3f} to {max(walls):.3f}"
        wall, core = statistics.median(walls), statistics.median(cores)
        print(f"{engine}: {wall:.3f} s ({spread}), {core:.3f} s of CPU, peak {peaks[engine] / 2**20:.0f} MiB")
    for engine in ENGINES[:2]:
        for what, place in (("wall time", 0), ("CPU time", 1)):
            pairs = zip(times["polars"][place], times[engine][place], strict=True)
            print(f"{what}, polars to {engine}: {statistics.median(one / two for one, two in pairs):.2f}")


def write(path: Path, rows: int) -> None:
    """Genes as in the gene table: four a document, few are frequent and many rare, some not normalised."""
    randomly = random.Random(1)
    with path.open("w") as file:
        for _ in range(rows // 4):
            pmid = randomly.randrange(1, 40_000_000)
            lines = [f"{pmid}|t|x"]
            for _ in range(4):
                gene = str(1 + int(500_000 ** randomly.random())) if randomly.random() > 0.01 else "-"
                if randomly.random() < 0.004:
                    gene += ";3065;3066"
                lines.append(f"{pmid}\t0\t1\tx\tGene\t{gene}")
            file.write("\n".join([*lines, "", ""]))


def prepared(engine: str, path: Path, threads: int) -> Callable[[], Any]:
    """The work, after all that comes before it."""

    def index() -> Any:
        # Opened anew each time, as the columns stay once they are made.
        return corpora.pop().concept_index(threads=threads)

    corpora = [pubfast.open(path, threads=threads, on_problem="ignore")]
    if engine != "polars":
        if engine == "pubfast with columns":
            touch(corpora[0])
        return index
    polars: Any = import_module("polars")
    annotations = corpora.pop().annotations
    lists = annotations.identifier.split()
    rows = np.repeat(np.arange(len(annotations)), np.diff(lists.offsets))
    pmids = pubfast.open(path, threads=threads, on_problem="ignore").documents.pmid[
        annotations.document[rows]
    ]
    pairs = polars.DataFrame(
        {"identifier": polars.Series(lists.values.to_list(), dtype=polars.String), "pmid": pmids}
    )
    pairs = pairs.filter(polars.col("identifier") != "-").rechunk()

    def group() -> Any:
        pmids = polars.col("pmid").unique().sort()
        return pairs.lazy().group_by("identifier").agg(pmids).collect()

    return group


def touch(corpus: pubfast.Corpus) -> None:
    """Have the columns made that an index is made of."""
    annotations = corpus.annotations
    made = (
        corpus.documents.pmid,
        annotations.document,
        annotations.type.codes,
        annotations.identifier.starts,
    )
    assert len(made[0]) == len(corpus)


def compare(path: Path, threads: int, runs: int) -> dict[str, tuple[list[float], list[float]]]:
    """Wall and CPU times of each, whose answers are the same."""
    polars: Any = import_module("polars")
    times: dict[str, tuple[list[float], list[float]]] = {engine: ([], []) for engine in ENGINES}
    group = prepared("polars", path, threads)
    for _ in range(runs):
        results = {}
        for engine in ENGINES:
            work = group if engine == "polars" else prepared(engine, path, threads)
            wall, core = time.perf_counter(), time.process_time()
            results[engine] = work()
            times[engine][0].append(time.perf_counter() - wall)
            times[engine][1].append(time.process_time() - core)
        index, frame = results["pubfast"], results["polars"].sort("identifier")
        assert isinstance(index, pubfast.ConceptIndex)
        assert index.concepts.to_list() == frame["identifier"].to_list()
        assert (index.pmids == frame["pmid"].explode().to_numpy()).all()
        assert (index.offsets[1:] == frame["pmid"].list.len().cast(polars.Int64).cum_sum().to_numpy()).all()
    return times


def measured_peak(engine: str, path: Path, threads: int) -> int:
    """The peak of one of them, in a process of its own."""
    command = [sys.executable, __file__, "--peak", engine, "--path", str(path), "--threads", str(threads)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def peak(engine: str, path: Path, threads: int) -> int:
    """How much larger the process gets while it works, at most."""
    work = prepared(engine, path, threads)
    with Peak():
        pass  # what a watching thread takes is there from now on
    before = anonymous()
    with Peak() as memory:
        work()
    return memory.bytes - before


if __name__ == "__main__":
    main()
