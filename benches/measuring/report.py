"""The results of a comparison as tables of Markdown."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from engines import adapter, table_adapter
from engines.registry import ENGINES, TITLES
from measuring.markdown import duration, megabytes, size_of, speed_of, spread, table
from measuring.results import Measurement, Results

# Columns of the summaries: head, operation, whether of .gz.
COLUMNS = {
    "text": (
        ("open", "open", False),
        ("all columns", "columns", False),
        ("stream", "stream", False),
        ("iterate", "iterate", False),
        ("count types", "count", False),
        ("one concept", "find", False),
        ("Parquet", "convert", False),
        ("offsets", "verify", False),
        ("stream .gz", "stream", True),
    ),
    "tables": (
        ("read", "read", False),
        ("read .gz", "read", True),
        ("index concepts", "index", False),
        ("stream", "stream", False),
    ),
}
WHOLE = {"text": ("columns", "open"), "tables": ("read",)}  # the first that an engine has: memory and size
MARKS = "<!-- speed: written by benches/compare.py -->", "<!-- end of speed -->"


def title(engine: str, threads: int, alone: bool) -> str:
    """Return the name of a row."""
    name = TITLES.get(engine, engine)
    return name if alone else f"{name}, {threads} thread{'s' * (threads > 1)}"


def rows_of(results: Results, kind: str) -> Iterator[tuple[str, str, int]]:
    """Yield the rows of a kind, most threads first: title, engine, threads."""
    for engine in ENGINES[kind]:
        numbers = sorted({one.threads for one in results.of(kind=kind, engine=engine)}, reverse=True)
        for threads in numbers:
            yield title(engine, threads, numbers == [1]), engine, threads


def speeds(results: Results, kind: str) -> str:
    """Return the speeds of all operations, one row an engine."""
    rows, wrong = [], wrongs(results)
    for name, engine, threads in rows_of(results, kind):
        main = partial(results.main, kind=kind, engine=engine, threads=threads)
        cells = [
            cell(main(operation=operation, packed=packed), wrong) for _, operation, packed in COLUMNS[kind]
        ]
        found = (main(operation=operation, packed=False) for operation in WHOLE[kind])
        whole = next(filter(None, found), None)
        memory = f"{whole.memory / whole.size:.2f} ×" if whole and whole.memory is not None else "-"
        rows.append((name, *cells, memory, size_of(whole.size) if whole else "-"))
    header = ("MB/s", *(head for head, _, _ in COLUMNS[kind]), "memory", "input")
    return table(header, rows) if rows else ""


def cell(found: Measurement | None, wrong: Sequence[str]) -> str:
    """Return a speed, with a mark if the answer is wrong in a known way."""
    if not found:
        return "-"
    return speed_of(found.speed) + (f" [{wrong.index(sentence(found)) + 1}]" if found.wrong else "")


def wrongs(results: Results) -> list[str]:
    """Return what is known to be wrong, each once."""
    return list(dict.fromkeys(sentence(one) for one in results.measurements if one.wrong))


def sentence(found: Measurement) -> str:
    """Say what is known to be wrong with a measurement."""
    return f"{found.engine}: {found.wrong}"


def limits(results: Results) -> str:
    """Say what bounds readers."""
    said = [f"{TITLES[one.engine]} {speed_of(one.speed)}" for one in results.of(kind="limits")]
    return f"Bounds in MB/s: {', '.join(said)}." if said else ""


def summary(results: Results, file: str) -> str:
    """Return the part of a README: two tables and what has to be said of them."""
    machine = results.machine
    versions = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    notes = [f"[{number}] {said}." for number, said in enumerate(wrongs(results), 1)]
    parts = [
        f"Block text, {size_of(results.size)}; a slow reader gets less of it, see `input`. MB/s of text, "
        f"medians of {results.runs} runs, more is better. Memory is the peak of the process's own until all "
        "columns, or all objects, are there, as a multiple of the text:",
        speeds(results, "text"),
        " ".join(notes),
        limits(results),
        f"Entity table, {size_of(results.size)}:",
        speeds(results, "tables"),
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
    """Return time and memory in all sizes."""
    rows = []
    groups: dict[tuple[str, str, int, str], list[Measurement]] = {}
    for one in results.of(packed=False):
        if one.kind != "limits":
            groups.setdefault((one.kind, one.engine, one.threads, one.operation), []).append(one)
    for (kind, engine, threads, operation), group in groups.items():
        for one in sorted(group, key=lambda one: one.size) if len(group) > 1 else ():
            count = results.inputs[f"{kind} {one.size}"]["rows" if kind == "tables" else "annotations"]
            rows.append(
                (
                    f"{title(engine, threads, False)}: {operation} {kind}",
                    size_of(one.size),
                    duration(one.median),
                    f"{one.median / one.size * 1e9:.3f} s",
                    f"{one.median / count * 1e9:.0f} ns",
                    megabytes(one.peak),
                    f"{one.memory / count:.1f} B" if one.memory is not None else "-",
                )
            )
    header = ("", "input", "median", "a GB", "a row", "peak memory", "memory a row")
    return table(header, rows) if rows else ""


def details(results: Results) -> str:
    """Return every measurement."""
    rows = [
        (
            f"{title(one.engine, one.threads, False)}: {one.operation}{' .gz' * one.packed} {one.kind}",
            size_of(one.size),
            duration(one.median),
            spread(one.seconds),
            speed_of(one.speed),
            f"{statistics.median(one.cores):.2f}",
            megabytes(one.peak),
            megabytes(one.resident),
        )
        for one in results.measurements
    ]
    header = ("", "input", "median", "least – most", "MB/s", "cores", "peak memory", "peak resident")
    return table(header, rows)


def markdown(results: Results) -> str:
    """Return everything."""
    facts = results.machine | results.versions | {"load before": results.load, "minutes": results.minutes}
    inputs = [
        f"{name.split()[0]}: {', '.join(f'{count:,} {what}' for what, count in known.items())}"
        for name, known in results.inputs.items()
    ]
    parts = [
        f"# pubfast and its peers, {size_of(results.size)}, {results.date}",
        f"`{results.command}`",
        listed(f"{name}: {value}" for name, value in facts.items()),
        f"Inputs, of seed {results.seed}; what is in them was counted when they were written:",
        listed(dict.fromkeys(inputs)),
        f"In each of {results.runs} rounds every engine did everything once in a process of its own: a first "
        "run, in which memory is looked at every millisecond, and a second one, which is timed and whose "
        "answer is checked. What takes less than 0.2 s is repeated, and the median counts. The file is in "
        "the page cache. Speeds are MB/s of text, also of .gz.",
        "## Block text",
        listed(f"{name}: {said}" for name, said in adapter.OPERATIONS.items()),
        speeds(results, "text"),
        listed(f"[{number}] {said}." for number, said in enumerate(wrongs(results), 1)),
        limits(results),
        "## Entity tables",
        listed(f"{name}: {said}" for name, said in table_adapter.OPERATIONS.items()),
        speeds(results, "tables"),
        "## Growth",
        growth(results),
        "## Everything",
        details(results),
        "Peak memory is of the process's own (RssAnon), above what there was before the work; peak resident "
        "counts pages of mapped files too, which the system takes back when it needs them. That of programs "
        "that an engine starts is not seen.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def listed(lines: Iterable[str]) -> str:
    """Return a list of Markdown."""
    return "\n".join(f"* {line}" for line in lines)
