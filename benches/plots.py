"""Draw the results of a comparison.

Usage::

    python benches/plots.py RESULTS.json [--out docs/plots]

Writes ``speed.svg``, ``tables.svg`` and ``growth.svg``. Nothing is measured.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

from measuring.markdown import size_of, speed_of
from measuring.report import TEXT, rows_of
from measuring.results import Results
from measuring.svg import Picture

Column = tuple[str, str, bool]  # what is over it, operation, whether of .gz
Line = tuple[str, str, list[tuple[float, float]]]  # label, color, points
LEFT, PANEL, GAP, ROW = 156, 206, 48, 22  # pixels
DECADES = (1e6, 1e7, 1e8, 1e9, 1e10)  # bytes a second


def speeds(results: Results, kind: str, columns: Sequence[Column], path: Path) -> None:
    """Dots on a logarithmic scale, one row an engine and one panel an operation."""
    rows = list(rows_of(results, kind))
    across = min(3, len(columns))
    height = 76 + ROW * len(rows)  # of a panel
    depth = math.ceil(len(columns) / across)
    what = "block text" if kind == "text" else "an entity table"
    name = f"Speed in MB/s of {what}, {size_of(results.size)}: logarithmic, more is better"
    picture = Picture(LEFT + across * (PANEL + GAP) + 10, 44 + depth * height + 16, name)
    picture.text(16, 28, name, kind="head")
    for number, (head, operation, packed) in enumerate(columns):
        left = LEFT + number % across * (PANEL + GAP)
        top = 70 + number // across * height
        picture.text(left, top, head, kind="head")
        frame(picture, left, top + 10, ROW * len(rows))
        limit = results.main(kind="limits", engine="zcat" if packed else "newlines")
        if limit and operation in ("open", "stream") and kind == "text":
            x, bottom = left + place(limit.speed), top + 10 + ROW * len(rows)
            picture.line([(x, top + 8), (x, bottom)], "muted", 1, "3 3")
            label = "dashed: zcat" if packed else "dashed: newlines"
            picture.text(left + PANEL + 24, top, label, "muted", "end", "small")
        for row, (title, engine, threads) in enumerate(rows):
            y = top + 10 + ROW * (row + 0.5)
            own = "first" if engine == "pubfast" else "rest"
            if number % across == 0:
                picture.text(LEFT - 14, y + 4, title, "first" if engine == "pubfast" else "ink", "end")
            found = results.main(
                kind=kind, engine=engine, threads=threads, operation=operation, packed=packed
            )
            if not found:
                picture.text(left + 6, y + 4, "–", "muted")
                continue
            x = left + place(found.speed)
            picture.line([(left, y), (x, y)], own, 2.5)
            picture.dot(x, y, own)
            mark = " *" if found.wrong else ""
            ink = "ink" if own == "rest" else own
            picture.text(x + 8, y + 4, speed_of(found.speed) + mark, ink, kind="small")
    notes = ["dashed: newlines counted in memory, and zcat"] if kind == "text" else []
    if any(one.wrong for one in results.of(kind=kind)):
        notes.append("* with known faults, see the results")
    picture.text(16, picture.height - 10, "; ".join(notes), "muted", kind="small")
    picture.save(path)


def place(speed: float) -> float:
    """Pixels from the left of a panel."""
    low, high = math.log10(DECADES[0]), math.log10(DECADES[-1])
    return (min(max(math.log10(speed), low), high) - low) / (high - low) * PANEL


def frame(picture: Picture, left: float, top: float, height: float) -> None:
    """The grid of a panel and what its lines mean."""
    for speed in DECADES:
        x = left + place(speed)
        picture.line([(x, top), (x, top + height)], "grid")
        picture.text(x, top + height + 14, f"{speed / 1e6:g}", "muted", "middle", "small")
    picture.text(left + PANEL / 2, top + height + 29, "MB/s", "muted", "middle", "small")


def growth(results: Results, path: Path) -> None:
    """Time and memory against the size of the dump, both logarithmic."""
    series = []
    for engine, operation, label, color in (
        ("pubfast", "open", "pubfast open", "first"),
        ("pubfast", "stream", "pubfast stream", "second"),
        ("polars", "open", "polars recipe", "third"),
        ("reference", "open", "pure Python", "fourth"),
    ):
        found = list(results.of(kind="text", engine=engine, operation=operation, packed=False))
        most = max((one.threads for one in found), default=1)
        found = sorted((one for one in found if one.threads == most), key=lambda one: one.size)
        if len(found) > 1:
            series.append((label, color, found))
    name = "Block text of growing size, with as many threads as there are cores"
    picture = Picture(930, 400, name)
    picture.text(16, 28, name, kind="head")
    times: list[Line] = [
        (label, color, [(one.size, one.median) for one in found]) for label, color, found in series
    ]
    memory: list[Line] = [
        (label, color, [(one.size, one.memory or 1) for one in found])
        for label, color, found in series
        if any(one.memory for one in found)
    ]
    curves(
        picture,
        70,
        "Time",
        times,
        ((1e-3, "1 ms"), (1e-2, "10 ms"), (0.1, "0.1 s"), (1, "1 s"), (10, "10 s")),
    )
    ticks = ((1e6, "1 MB"), (1e7, "10 MB"), (1e8, "100 MB"), (1e9, "1 GB"), (1e10, "10 GB"))
    curves(picture, 530, "Peak memory of the process's own", memory, ticks)
    picture.save(path)


def curves(
    picture: Picture,
    left: float,
    head: str,
    series: Sequence[Line],
    ticks: Sequence[tuple[float, str]],
) -> None:
    """One panel of lines, each with its name at its end."""
    top, width, height = 78.0, 260.0, 260.0
    points = [point for _, _, line in series for point in line]
    if not points:
        return
    sizes = sorted({round(size, -5) for size, _ in points})
    below, above = math.log10(ticks[0][0]), math.log10(ticks[-1][0])
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def spot(size: float, value: float) -> tuple[float, float]:
        along = (math.log10(size) - first) / (last - first)
        up = (min(max(math.log10(value), below), above) - below) / (above - below)
        return left + width * along, top + height * (1 - up)

    picture.text(left, top - 14, head, kind="head")
    for value, label in ticks:
        y = spot(sizes[0], value)[1]
        picture.line([(left, y), (left + width, y)], "grid")
        picture.text(left - 8, y + 4, label, "muted", "end", "small")
    for size in sizes:
        x = spot(size, ticks[0][0])[0]
        picture.line([(x, top), (x, top + height)], "grid")
        picture.text(x, top + height + 16, size_of(size), "muted", "middle", "small")
    picture.text(left + width / 2, top + height + 36, "size of the dump", "muted", "middle", "small")
    taken: list[float] = []
    for label, color, line in sorted(series, key=lambda one: spot(*one[2][-1])[1]):
        places = [spot(*point) for point in line]
        picture.line(places, color, 2)
        for x, y in places:
            picture.dot(x, y, color, 3.5)
        y = max([places[-1][1] + 4, *(other + 16 for other in taken)])
        taken.append(y)
        picture.text(places[-1][0] + 9, y, label, color)


def draw(results: Results, folder: Path) -> list[Path]:
    """Draw everything; the files."""
    paths = [folder / "speed.svg", folder / "tables.svg", folder / "growth.svg"]
    columns = [(head, operation, False) for operation, head in TEXT.items()]
    speeds(results, "text", [*columns, ("stream .gz", "stream", True)], paths[0])
    columns = [("read", "read", False), ("read .gz", "read", True), ("index concepts", "index", False)]
    speeds(results, "tables", columns, paths[1])
    growth(results, paths[2])
    return paths


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Draw the results of a comparison.")
    parser.add_argument("results", type=Path, help="a JSON file that compare.py wrote")
    parser.add_argument("--out", type=Path, default=Path("docs/plots"), help="folder of the pictures")
    options = parser.parse_args()
    for path in draw(Results.load_from(options.results), options.out):
        print(path)


if __name__ == "__main__":
    main()
