"""What one engine does with one file, and whether the answer is right."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from engines.adapter import TextEngine
from engines.registry import adapter
from engines.table_adapter import TableEngine
from inputs.answers import WrongAnswer, check_tally, expect
from inputs.author import CONCEPT
from inputs.doctored import doctor
from inputs.dump import load, load_table
from inputs.tally import Tally, Truth
from inputs.text import Statistics


@dataclass(frozen=True, slots=True)
class Task:
    """Something to time: only `run` is timed; `check` says what is known to be wrong, or fails."""

    prepare: Callable[[], Any]
    run: Callable[[Any], Any]
    check: Callable[[Any, Any], str]


def task(kind: str, name: str, operation: str, path: Path, threads: int) -> Task:
    """The task of an engine; a file of gzip has its counts beside the plain one."""
    engine = adapter(kind, name)(threads)
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    if kind == "tables":
        return table_task(engine, operation, path, plain)
    return text_task(engine, operation, path, plain)


def table_task(engine: TableEngine, operation: str, path: Path, plain: Path) -> Task:
    """What is done with an entity table."""
    true = load_table(plain).statistics

    def check(_: Any, found: Any) -> str:
        if operation == "stream":
            expect("rows", found, true.rows)
        elif operation == "index":
            engine.indexed(found).check(true)
        else:
            engine.content(found).check(true)
        return ""

    if operation == "index":
        return Task(lambda: engine.read(path), engine.index, check)
    return Task(lambda: path, getattr(engine, operation), check)


def text_task(engine: TextEngine, operation: str, path: Path, plain: Path) -> Task:
    """What is done with block text."""
    true = load(plain).statistics

    def check(_: Any, found: Any) -> str:
        answer, whole = answer_of(engine, operation, found), Truth.of(true)
        if operation == "verify":
            check_verdicts(engine, plain)
        try:
            judge(operation, answer, whole, true)
        except WrongAnswer:
            if not engine.fault:
                raise
            known = engine.expected(plain, true)
            judge(operation, answer, known, true)
            return f"{engine.fault}: {missing(whole.tally, known.tally)}"
        return ""

    if operation == "find":
        return Task(lambda: path, lambda path: engine.find(path, CONCEPT), check)
    if operation == "convert":
        folder = Path(tempfile.mkdtemp(prefix="pubfast-convert-", dir=plain.parent))

        def fresh() -> Path:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            return path

        def checked(_: Any, found: Any) -> str:
            try:
                return check(_, found)
            finally:
                shutil.rmtree(folder)

        return Task(fresh, lambda path: engine.convert(path, folder), checked)
    if operation == "lines":
        return Task(lambda: engine.prepare(path), engine.lines, check)
    return Task(lambda: path, getattr(engine, operation), check)


def answer_of(engine: TextEngine, operation: str, found: Any) -> Any:
    """What was found, in a form that all engines have."""
    if operation in ("open", "columns"):
        return engine.tally(found)
    if operation == "convert":
        return written(found)
    return found


def judge(operation: str, found: Any, true: Truth, statistics: Statistics) -> None:
    """Fail unless the answer is true."""
    if operation in ("open", "columns", "stream", "iterate", "convert"):
        check_tally(found, true.tally)
    elif operation == "count":
        expect("types", found, true.tally.annotations_by_type)
    elif operation == "find":
        expect("PMIDs of the concept", len(found), true.concept_documents)
        expect("their sum", sum(found), true.concept_pmid_sum)
        expect("their order", found, sorted(set(found)))
    elif operation == "verify":
        expect("mentions in place, elsewhere", found, (true.tally.annotations, 0))
    elif operation == "lines":
        expect("lines", found, statistics.lines)


def check_verdicts(engine: TextEngine, dump: Path) -> None:
    """Fail unless misplaced mentions are noticed where there are some."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "doctored.pubtator"
        expected = doctor(dump, out)
        expect("mentions in place, elsewhere, of a doctored dump", engine.verify(out), expected)


def written(path: Path) -> Tally:
    """What is in a Parquet file of annotations."""
    compute: Any = import_module("pyarrow.compute")
    table: Any = import_module("pyarrow.parquet").read_table(path)
    types = table["type"].value_counts().to_pylist()
    return Tally(
        documents=None,
        annotations=len(table),
        annotations_by_type={pair["values"]: pair["counts"] for pair in types},
        mention_characters=compute.sum(compute.utf8_length(table["mention"])).as_py(),
        identifier_bytes=compute.sum(compute.binary_length(table["identifier"])).as_py(),
        start_sum=compute.sum(table["start"]).as_py(),
        end_sum=compute.sum(table["end"]).as_py(),
    )


def missing(true: Tally, found: Tally) -> str:
    """How much of what there is was not found."""
    for name in ("annotations", "relations", "argument_bytes"):
        all_there, there = getattr(true, name), getattr(found, name)
        if there is not None and there < all_there:
            return f"{all_there - there:,} of {all_there:,} {name.replace('_', ' ')}"
    return "nothing is missing"
