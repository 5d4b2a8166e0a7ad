"""Operations of engines on inputs, with the checks of their answers."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from engines.adapter import TextEngine
from engines.registry import adapter
from engines.table_adapter import TableEngine, check_index, check_table
from inputs.author import CONCEPT
from inputs.counts import Counts, WrongAnswer, check, expect
from inputs.store import Input

EVERY, SAMPLE = 7, 200_000  # annotations one of which is misplaced by `doctor`; characters that it copies


@dataclass(frozen=True, slots=True)
class Task:
    """An operation: only `run` is timed. `check` fails, or returns the known fault of the answer."""

    prepare: Callable[[], Any]
    run: Callable[[Any], Any]
    check: Callable[[Any, Any], str | None]


def task(kind: str, name: str, operation: str, path: Path, threads: int) -> Task:
    """Return the task of an engine."""
    engine = adapter(kind, name)(threads)
    return (table_task if kind == "tables" else text_task)(engine, operation, path, Input.load(path))


def table_task(engine: TableEngine, operation: str, path: Path, given: Input) -> Task:
    """Return an operation on an entity table, or on a compressed copy of it."""
    true = given.counts

    def checked(_: Any, found: Any) -> str:
        if operation == "stream":
            expect("rows", found, true["rows"])
        elif operation == "index":
            check_index(*engine.concepts(found), true)
        else:
            check_table(engine.arrow(found), true)
        return ""

    prepare = (lambda: engine.read(path)) if operation == "index" else (lambda: path)
    return Task(prepare, getattr(engine, operation), checked)


def text_task(engine: TextEngine, operation: str, path: Path, given: Input) -> Task:
    """Return an operation on block text, or on a compressed copy of it."""
    true = given.counts
    out = path.with_name(f"{path.name}.{os.getpid()}.parquet")

    def prepare() -> Any:
        out.unlink(missing_ok=True)
        return engine.prepare(path) if hasattr(engine, "prepare") else path

    def run(prepared: Any) -> Any:
        more = {"find": (CONCEPT,), "convert": (out,)}.get(operation, ())
        return getattr(engine, operation)(prepared, *more)

    def checked(_: Any, found: Any) -> str:
        if operation == "convert":
            found = written(out)
            out.unlink()
        counts = counts_of(engine, operation, found)
        if operation == "verify":
            check_doctored(engine, given.path)
        try:
            check(counts, true)
        except WrongAnswer:
            if not engine.fault:
                raise
            known = engine.expected(given.path, true)
            check(counts, known)
            return f"{engine.fault}: {missing(true, known)}"
        return ""

    return Task(prepare, run, checked)


def counts_of(engine: TextEngine, operation: str, found: Any) -> Counts:
    """Return an answer as counts."""
    if operation in ("open", "columns"):
        counts: Counts = engine.counts(found)  # type: ignore[attr-defined]
        return counts
    if operation == "count":
        return {"annotations_by_type": found}
    if operation == "find":
        expect("sorted and unique PMIDs", found, sorted(set(found)))
        return {"concept_documents": len(found), "concept_pmid_sum": sum(found)}
    if operation == "verify":
        right, wrong = found
        expect("misplaced mentions", wrong, 0)
        return {"annotations": right}
    if operation == "lines":
        return {"lines": found}
    return found or {}


def written(path: Path) -> Counts:
    """Count what is in a Parquet file of annotations."""
    compute: Any = import_module("pyarrow.compute")
    table: Any = import_module("pyarrow.parquet").read_table(path)
    types = table["type"].value_counts().to_pylist()
    return {
        "annotations": len(table),
        "annotations_by_type": {pair["values"]: pair["counts"] for pair in types},
        "mention_characters": compute.sum(compute.utf8_length(table["mention"])).as_py(),
        "identifier_bytes": compute.sum(compute.binary_length(table["identifier"])).as_py(),
        "start_sum": compute.sum(table["start"]).as_py(),
        "end_sum": compute.sum(table["end"]).as_py(),
    }


def check_doctored(engine: Any, dump: Path) -> None:
    """Fail unless misplaced mentions are noticed where there are some."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "doctored.pubtator"
        expected = doctor(dump, out)
        expect("mentions in place, elsewhere, of a doctored dump", engine.verify(out), expected)


def doctor(dump: Path, out: Path) -> tuple[int, int]:
    """Copy the first documents of a dump with every seventh annotation moved by a character.

    Annotations without an identifier are left out, as not all engines see them.

    Returns
    -------
    tuple of int
        The number of annotations that stand where their offsets say, and of those that do not.
    """
    with dump.open(encoding="utf-8") as file:
        blocks = file.read(SAMPLE).split("\n\n")[:-1]
    right = wrong = 0
    lines = []
    for block in blocks:
        text = " ".join(line.split("|", 2)[2] for line in block.split("\n") if "\t" not in line)
        for line in block.split("\n"):
            cells = line.split("\t")
            if len(cells) == 6:
                if not cells[5]:
                    continue
                move = int((right + wrong) % EVERY == 0)
                start, end = int(cells[1]) + move, int(cells[2]) + move
                if text[start:end] == cells[3]:
                    right += 1
                else:
                    wrong += 1
                line = "\t".join((cells[0], str(start), str(end), *cells[3:]))
            lines.append(line)
        lines.append("")
    out.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return right, wrong


def missing(true: Counts, found: Counts) -> str:
    """Say how much of what there is was not found."""
    for name in ("annotations", "relations", "argument_bytes"):
        if found[name] < true[name]:
            return f"{true[name] - found[name]:,} of {true[name]:,} {name.replace('_', ' ')}"
    return "nothing is missing"
