"""What a comparison found, as a person reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from engines import adapter, table_adapter
from engines.registry import ENGINES, TITLES
from measuring.markdown import duration, size_of, speed_of, spread, table
from measuring.results import Measurement, Results

TEXT = {  # operations and the heads of their columns
    "open": "open",
    "columns": "all columns",
    "stream": "stream",
    "iterate": "iterate",
    "count": "count types",
    "find": "one concept",
    "convert": "Parquet",
    "verify": "offsets",
}
TABLES = {"read": "read", "index": "index concepts", "stream": "stream"}
MARKS = "<!-- speed: written by benches/compare.py -->", "<!-- end of speed -->"


def title(engine: str, threads: int, alone: bool) -> str:
    """The name of a row."""
    name = TITLES.get(engine, engine)
    return name if alone else f"{name}, {threads} thread{'s' * (threads > 1)}"


def rows_of(results: Results, kind: str) -> Iterator[tuple[str, str, int]]:
    """The rows of a kind, most threads first: title, engine, threads."""
    for engine in ENGINES[kind]:
        numbers = sorted({one.threads for one in results.of(kind=kind, engine=engine)}, reverse=True)
        for threads in numbers:
            yield title(engine, threads, numbers == [1]), engine, threads


def text_summary(results: Results) -> str:
    """Speeds of all operations on block text, one row an engine."""
    rows, wrong = [], wrongs(results)
    for name, engine, threads in rows_of(results, "text"):
        of = {"kind": "text", "engine": engine, "threads": threads}
        cells = []
        for operation in TEXT:
            found = results.main(**of, operation=operation, packed=False)
            cells.append(cell(found, wrong))
        cells.append(cell(results.main(**of, operation="stream", packed=True), wrong))
        opened = results.main(**of, operation="columns") or results.main(**of, operation="open")
        cells += [relative_memory(opened), size_of(opened.size) if opened else "-"]
        rows.append((name, *cells))
    header = ("MB/s", *TEXT.values(), "stream .gz", "memory", "input")
    return table(header, rows)


def cell(found: Measurement | None, wrong: Sequence[str]) -> str:
    """A speed, with a mark if the answer is wrong in a known way."""
    if not found:
        return "-"
    mark = f" [{wrong.index(sentence(found)) + 1}]" if found.wrong else ""
    return speed_of(found.speed) + mark


def relative_memory(found: Measurement | None) -> str:
    """The peak, as a multiple of the text."""
    return f"{found.memory / found.size:.2f} ×" if found and found.memory is not None else "-"


def wrongs(results: Results) -> list[str]:
    """What is known to be wrong, each once."""
    return list(dict.fromkeys(sentence(one) for one in results.measurements if one.wrong))


def sentence(found: Measurement) -> str:
    """What is known to be wrong with a measurement."""
    return f"{found.engine}: {found.wrong}"


def table_summary(results: Results) -> str:
    """Speeds of all operations on entity tables, one row an engine."""
    rows = []
    content = next(iter(results.of(kind="tables")), None)
    if not content:
        return ""
    for name, engine, threads in rows_of(results, "tables"):
        of = {"kind": "tables", "engine": engine, "threads": threads}
        found = [results.main(**of, operation=operation, packed=False) for operation in TABLES]
        cells = [cell(one, ()) for one in found]
        packed = results.main(**of, operation="read", packed=True)
        size = size_of(found[0].size) if found[0] else "-"
        rows.append((name, cells[0], cell(packed, ()), *cells[1:], relative_memory(found[0]), size))
    return table(("MB/s", "read", "read .gz", "index concepts", "stream", "memory", "input"), rows)


def limits(results: Results) -> str:
    """What bounds readers, in one sentence."""
    said = [f"{TITLES[one.engine]} {speed_of(one.speed)}" for one in results.of(kind="limits")]
    return f"Bounds in MB/s: {', '.join(said)}." if said else ""


def summary(results: Results, file: str) -> str:
    """The part of a README: two tables and what has to be said of them."""
    machine = results.machine
    versions = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    notes = [f"[{number}] {said}." for number, said in enumerate(wrongs(results), 1)]
    parts = [
        f"Block text, {size_of(results.size)}; a slow reader gets less of it, see `input`. MB/s of text, "
        f"medians of {results.runs} runs, more is better. Memory is the peak of the process's own until all "
        "columns, or all objects, are there, as a multiple of the text:",
        text_summary(results),
        " ".join(notes),
        limits(results),
        f"Entity table, {size_of(results.size)}:",
        table_summary(results),
        f"{results.date}, {machine['cores']} cores of {machine['processor']}, {machine['memory']}, "
        f"Python {str(machine['python']).split()[-1]}; {versions}. Command: `{results.command}`. "
        f"All figures: [{Path(file).name}]({file}).",
    ]
    return "\n\n".join(part for part in parts if part)


def replace_marked(path: Path, text: str) -> None:
    """Write between the marks of a file."""
    begin, end = map(re.escape, MARKS)
    old = path.read_text()
    new, count = re.subn(
        f"({begin}\n).*?(\n?{end})", lambda found: f"{found[1]}\n{text}\n\n{MARKS[1]}", old, flags=re.S
    )
    if count != 1:
        raise SystemExit(f"{path} has no part between {MARKS[0]} and {MARKS[1]}")
    path.write_text(new)


def growth(results: Results) -> str:
    """Time and memory of one gigabyte, in all sizes."""
    rows = []
    for kind, packed in (("text", False), ("tables", False)):
        groups: dict[tuple[str, int, str], list[Measurement]] = {}
        for one in results.of(kind=kind, packed=packed):
            groups.setdefault((one.engine, one.threads, one.operation), []).append(one)
        for (engine, threads, operation), group in groups.items():
            if len(group) == 1:
                continue
            for one in sorted(group, key=lambda one: one.size):
                known = results.inputs[f"{kind} {one.size}"]
                what = "rows" if kind == "tables" else "annotations"
                memory = f"{one.memory / 1e6:.1f} MB" if one.memory is not None else "-"
                rows.append(
                    (
                        f"{title(engine, threads, False)}: {operation} {kind}",
                        size_of(one.size),
                        duration(one.median),
                        f"{one.median / one.size * 1e9:.3f} s",
                        f"{one.median / known[what] * 1e9:.0f} ns",
                        memory,
                        f"{one.memory / known[what]:.1f} B" if one.memory is not None else "-",
                    )
                )
    header = ("", "input", "median", "a GB", "a row", "peak memory", "memory a row")
    return table(header, rows) if rows else ""


def details(results: Results) -> str:
    """Every measurement."""
    rows = []
    for one in results.measurements:
        low, _, high = spread(one.seconds)
        memory = f"{one.memory / 1e6:.1f} MB" if one.memory is not None else "-"
        resident = f"{spread(one.resident)[1] / 1e6:.1f} MB" if one.resident else "-"
        rows.append(
            (
                f"{title(one.engine, one.threads, False)}: {one.operation}{' .gz' * one.packed} {one.kind}",
                size_of(one.size),
                duration(one.median),
                f"{duration(low)} – {duration(high)}",
                speed_of(one.speed),
                f"{spread(one.cores)[1]:.2f}",
                memory,
                resident,
            )
        )
    header = ("", "input", "median", "least – most", "MB/s", "cores", "peak memory", "peak resident")
    return table(header, rows)


def markdown(results: Results) -> str:
    """Everything."""
    facts = results.machine | results.versions | {"load before": results.load, "minutes": results.minutes}
    notes = "\n".join(f"* [{number}] {said}." for number, said in enumerate(wrongs(results), 1))
    operations = adapter.OPERATIONS | table_adapter.OPERATIONS
    inputs = [
        f"* {name.split()[0]}: {', '.join(f'{count:,} {what}' for what, count in known.items())}"
        for name, known in results.inputs.items()
    ]
    parts = [
        f"# pubfast and its peers, {size_of(results.size)}, {results.date}",
        f"`{results.command}`",
        "\n".join(f"* {name}: {value}" for name, value in facts.items()),
        f"Inputs, of seed {results.seed}; what is in them was counted when they were written:",
        "\n".join(dict.fromkeys(inputs)),
        f"In each of {results.runs} rounds every engine did everything once in a process of its own: a first "
        "run, in which memory is looked at every millisecond, and a second one, which is timed and whose "
        "answer is checked. What takes less than 0.2 s is repeated, and the median counts. The file is in "
        "the page cache. Speeds are MB/s of text, also of .gz.",
        "\n".join(f"* {name}: {said}" for name, said in operations.items()),
        "## Block text",
        text_summary(results),
        notes,
        limits(results),
        "## Entity tables",
        table_summary(results),
        "## Growth",
        growth(results),
        "## Everything",
        details(results),
        "Peak memory is of the process's own (RssAnon), above what there was before the work; peak resident "
        "counts pages of mapped files too, which the system takes back when it needs them. That of programs "
        "that an engine starts is not seen.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
