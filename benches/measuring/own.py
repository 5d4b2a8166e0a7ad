"""pubfast's own operations: `operations.py` measures them, `bench_operations.py` runs them as tests.

Each group is a function of an input and a number of threads that returns tasks by name. Nothing is read
before a task is prepared.
"""

from __future__ import annotations

import functools
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

import pubfast
import pubfast.cli
from engines import tables
from engines.text import pubfast as text
from inputs.author import CONCEPT
from inputs.counts import check, expect, tally
from inputs.store import Input
from measuring.tasks import Task, table_task, text_task

LOOK_UPS = 10_000
CONTAINERS = ("gz", "bgz", "zst")
TABLES = ("documents", "annotations", "relations")
LEVEL = 3  # of zstd

Tasks = dict[str, Task]


def whole(run: Callable[[], Any], check: Callable[[Any], None]) -> Task:
    """Return a task that needs no preparation, and whose answer is all that is checked."""
    return Task(lambda: None, lambda _: run(), lambda _, found: check(found))


def of_text(given: Input, threads: int) -> Tasks:
    """Return the operations on whole dumps, plain and compressed, as `compare.py` has them."""
    found = {
        name: text_task(text.Engine(threads), name, given.path, given)
        for name in ("open", "columns", "stream", "iterate")
    }
    for name in ("open", "stream"):
        found[f"{name}-1-thread"] = text_task(text.Engine(1), name, given.path, given)
    for suffix in CONTAINERS:
        path = given.path.with_name(f"{given.path.name}.{suffix}")
        made = functools.partial(compressed, given, path)
        for operation in ("open", "stream"):
            work = text_task(text.Engine(threads), operation, path, given)
            found[f"{operation}-{suffix}"] = Task(made, work.run, work.check)
    return found


def compressed(given: Input, path: Path) -> Path:
    """Make a compressed copy of a dump, unless it is there."""
    if path.suffix == ".gz":
        return given.gzipped()
    if not path.exists():
        pubfast.write(pubfast.open(given.path), path)
    return path


def of_corpus(given: Input, threads: int) -> Tasks:
    """Return the operations on a corpus that was just opened."""
    true = given.counts
    genes = true["annotations_by_type"]["Gene"]
    opened = functools.partial(pubfast.open, given.path, threads=threads)
    numbers = random.Random(1).choices(range(true["documents"]), k=LOOK_UPS)

    def indexed() -> pubfast.Corpus:
        corpus = opened()
        expect("documents of a missing id", corpus.find("no such id"), [])
        return corpus

    @functools.cache
    def ids() -> list[str]:
        known = opened().documents.document_id
        return [known[number] or "" for number in numbers]

    def check_frame(_: object, frame: Any) -> None:
        found = {"start_sum": frame["start"].cast(int).sum(), "end_sum": frame["end"].cast(int).sum()}
        found["identifier_bytes"] = frame["identifier"].str.len_bytes().sum()
        check(found | {"mention_characters": frame["mention"].str.len_chars().sum()}, true)

    def check_index(_: object, found: pubfast.ConceptIndex) -> None:
        pmids = found[CONCEPT]
        check({"concept_documents": len(pmids), "concept_pmid_sum": int(pmids.sum())}, true)

    def check_ids(documents: list[pubfast.Document], expected: list[str]) -> None:
        expect("ids", [document.document_id for document in documents], expected)

    return {
        "views": Task(opened, lambda corpus: tally(text.views(corpus)), lambda _, found: check(found, true)),
        "concept-index": Task(opened, lambda corpus: corpus.concept_index(threads=threads), check_index),
        "select-type": Task(
            opened,
            lambda corpus: corpus.annotations[corpus.annotations.type == "Gene"],
            lambda _, found: expect("genes", found.type.counts(), {"Gene": genes}),
        ),
        "select-identifier": Task(
            opened,
            lambda corpus: corpus.annotations.identifier.isin([""]),
            lambda _, found: check({"empty_identifiers": int(found.sum())}, true),
        ),
        "to-polars": Task(opened, lambda corpus: corpus.annotations.to_polars(), check_frame),
        "to-polars-nested": Task(
            opened,
            lambda corpus: corpus.documents.to_polars(nested=True),
            lambda _, frame: check({"annotations": frame["annotations"].list.len().sum()}, true),
        ),
        "look-up-numbers": Task(
            opened,
            lambda corpus: [corpus[number] for number in numbers],
            lambda _, found: check_ids(found, ids()),
        ),
        "look-up-ids": Task(
            lambda: (indexed(), ids()),
            lambda prepared: [prepared[0].find(document_id) for document_id in prepared[1]],
            lambda _, found: check_ids([document for (document,) in found], ids()),
        ),
        "look-up-first-id": Task(
            lambda: (opened(), ids()[0]),
            lambda prepared: prepared[0].find(prepared[1]),
            lambda prepared, found: check_ids(found, [prepared[1]]),
        ),
    }


def of_commands(given: Input, threads: int) -> Tasks:
    """Return `info`, `check`, `write` and the commands that cut a dump."""
    true, path = given.counts, str(given.path)
    out = given.path.with_name(f"{given.path.name}.{os.getpid()}.out")
    opened = functools.partial(pubfast.open, given.path, threads=threads)
    types: dict[str, int] = true["annotations_by_type"]
    rare = min(types, key=types.__getitem__)

    def writing(
        write: Callable[[Any], Any], holds: int | str, what: Callable[[], Any] = lambda: None
    ) -> Task:
        """Return a task that writes a number of documents, or those that have a type."""

        def prepare() -> Any:
            out.unlink(missing_ok=True)
            return what()

        def check_file(_: object, __: object) -> None:
            found = len(pubfast.open(out))
            out.unlink()
            annotations = opened().annotations
            of_type = np.unique(annotations.document[annotations.type == holds])
            expect("documents", found, len(of_type) if isinstance(holds, str) else holds)

        return Task(prepare, write, check_file)

    def command(holds: int | str, name: str, *words: str) -> Task:
        """Return a task that is a command of pubfast."""
        words = (name, path, *words, "--threads", str(threads), "-o", str(out), "--no-progress")
        return writing(lambda _: pubfast.cli.main(list(words)), holds)

    def middle() -> str:
        with given.path.open("rb") as file:
            file.seek(true["bytes"] // 2)
            found = re.search(rb"\n(\d+)\|t\|", file.read(1 << 20))
        return found[1].decode() if found else ""

    def check_info(info: pubfast.Info) -> None:
        check({"documents": info.documents, "lines": info.lines, "annotations_by_type": info.types}, true)

    def check_report(report: pubfast.Report) -> None:
        names = ("documents", "annotations", "relations", "lines")
        check({name: getattr(report, name) for name in names}, true)

    def write(documents: Any) -> Any:
        return pubfast.write(documents, out, threads=threads)

    return {
        "info": whole(lambda: pubfast.info(path, threads=threads), check_info),
        "check": whole(lambda: pubfast.check(path, threads=threads), check_report),
        "filter-rare-type": command(rare, "filter", "--type", rare),
        "filter-genes": command("Gene", "filter", "--type", "Gene"),
        "get": writing(lambda pmid: command(1, "get", pmid).run(None), 1, middle),
        "sample": command(20, "sample", "-n", "20"),
        "write-all": writing(write, true["documents"], opened),
        "write-half": writing(write, (true["documents"] + 1) // 2, lambda: opened().documents[::2]),
    }


def of_files(given: Input, threads: int) -> Tasks:
    """Return conversions to Parquet and lazy frames, beside what polars and pyarrow make of the same."""
    true = given.counts
    folder = given.path.with_name(f"{given.path.stem}-{os.getpid()}")

    def fresh(source: Callable[[], Path]) -> Callable[[], Path]:
        def prepare() -> Path:
            shutil.rmtree(folder, ignore_errors=True)
            return source()

        return prepare

    def convert(source: Path) -> None:
        pubfast.convert(source, folder, level=LEVEL, threads=threads, progress=False)

    def script(write: Callable[[Any, Path], None]) -> Callable[[Path], None]:
        def run(source: Path) -> None:
            corpus = pubfast.open(source, threads=threads)
            folder.mkdir()
            for name in TABLES:
                write(getattr(corpus, name), folder / f"{name}.parquet")

        return run

    def with_polars(table: Any, out: Path) -> None:
        table.to_polars().write_parquet(out, compression="zstd", compression_level=LEVEL)

    def with_pyarrow(table: Any, out: Path) -> None:
        write_table = import_module("pyarrow.parquet").write_table
        write_table(table.to_arrow(strings="string"), out, compression="zstd", compression_level=LEVEL)

    def check_files(_: object, __: object) -> None:
        parquet: Any = import_module("pyarrow.parquet")
        found = {name: parquet.read_metadata(folder / f"{name}.parquet").num_rows for name in TABLES}
        starts = parquet.read_table(folder / "annotations.parquet", columns=["start"])["start"]
        shutil.rmtree(folder)
        check(found | {"start_sum": int(starts.to_numpy().sum(dtype=np.int64))}, true)

    def scan() -> Any:
        return pubfast.scan(given.path, threads=threads)

    def recipe() -> Any:
        """Ask polars for the same, with expressions on lines."""
        polars = import_module("engines.text.polars").Engine(threads)
        lines = polars.read(given.path).select(polars.cells("pmid", "type", "identifier"))
        return genes_of(lines).cast({"pmid": int})

    def counted() -> Any:
        polars: Any = import_module("polars")
        return scan().group_by("type").agg(polars.len()).collect(engine="streaming")

    def check_genes(frame: Any) -> None:
        expect("genes", len(frame), true["annotations_by_type"]["Gene"])

    return {
        "convert": Task(fresh(lambda: given.path), convert, check_files),
        "convert-gz": Task(fresh(given.gzipped), convert, check_files),
        "convert-gz-with-polars": Task(fresh(given.gzipped), script(with_polars), check_files),
        "convert-gz-with-pyarrow": Task(fresh(given.gzipped), script(with_pyarrow), check_files),
        "scan-genes": whole(lambda: genes_of(scan()), check_genes),
        "scan-genes-with-polars": whole(recipe, check_genes),
        "scan-and-count": whole(
            counted, lambda frame: check({"annotations_by_type": dict(frame.iter_rows())}, true)
        ),
    }


def genes_of(frame: Any) -> Any:
    """Collect PMIDs and identifiers of genes."""
    polars: Any = import_module("polars")
    return frame.filter(polars.col("type") == "Gene").select("pmid", "identifier").collect()


def of_tables(given: Input, threads: int) -> Tasks:
    """Return the operations on an entity table."""
    engine = tables.Pubfast(threads)
    found = {
        f"{name}-table": table_task(engine, name, given.path, given) for name in ("read", "stream", "index")
    }
    found["read-table-1-thread"] = table_task(tables.Pubfast(1), "read", given.path, given)
    found["read-table-gz"] = Task(given.gzipped, found["read-table"].run, found["read-table"].check)
    found["scan-table-genes"] = whole(
        lambda: genes_of(pubfast.scan(given.path, threads=threads)),
        lambda frame: expect("genes", len(frame), given.counts["type"]["Gene"]),
    )
    return found


def of_imports(_: Input, __: int) -> Tasks:
    """Return starts of the interpreter, with numpy alone and with pubfast."""

    def start(name: str) -> Task:
        command = [sys.executable, "-c", f"import {name}"]
        return whole(lambda: subprocess.run(command).returncode, lambda code: expect("status", code, 0))

    return {f"import-{name}": start(name) for name in ("numpy", "pubfast")}


def of_dump(given: Input, threads: int) -> Tasks:
    """Return all operations on a dump."""
    found: Tasks = {}
    for group in (of_text, of_corpus, of_commands, of_files, of_imports):
        found |= group(given, threads)
    return found
