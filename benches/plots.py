"""Draw the results of a comparison.

Usage::

    python benches/plots.py [RESULTS.json] [--out docs/plots]

Writes ``speed.svg``, ``tables.svg`` and ``growth.svg``, by default of the newest results in benches/results.
Nothing is measured. Needs matplotlib. The same results give the same files, and colours are legible on light
pages and on dark ones.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from measuring.markdown import duration, size_of, speed_of
from measuring.report import COLUMNS, rows_of
from measuring.results import Measurement, Results

HERE = Path(__file__).parent
INK, MUTED, GRID = "#7d8590", "#7d8590", "#7d859040"
OWN, REST = "#3b82d6", "#8b949e"
LINES = {  # engine and operation: label and colour
    ("pubfast", "open"): ("pubfast open", OWN),
    ("pubfast", "stream"): ("pubfast stream", "#1a9a78"),
    ("polars", "open"): ("polars recipe", "#d0782a"),
    ("reference", "open"): ("pure Python", "#9a6dd7"),
}
STYLE: Any = {
    "svg.hashsalt": "pubfast",  # ids are the same each time
    "svg.fonttype": "none",
    "font.size": 9,
    "font.family": "sans-serif",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GRID,
    "axes.titlesize": 10,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "grid.color": GRID,
    "axes.grid": True,
    "axes.axisbelow": True,
    "figure.constrained_layout.use": True,
}


def speeds(results: Results, kind: str) -> Figure:
    """Draw a bar for each engine on a logarithmic scale, one panel an operation."""
    columns, rows = COLUMNS[kind], list(rows_of(results, kind))
    across = min(3, len(columns))
    deep = math.ceil(len(columns) / across)
    figure = Figure(figsize=(9.5, deep * (0.9 + 0.26 * len(rows))))
    panels = figure.subplots(deep, across, sharey=True, squeeze=False).flat
    for (head, operation, packed), panel in zip(columns, panels, strict=False):
        for place, (_, engine, threads) in enumerate(rows):
            one = results.main(kind=kind, engine=engine, threads=threads, operation=operation, packed=packed)
            if one is None:
                continue
            color, mark = OWN if engine == "pubfast" else REST, " *" if one.wrong else ""
            panel.hlines(place, 1, one.speed / 1e6, color=color, linewidth=2.5)
            panel.plot(one.speed / 1e6, place, "o", color=color, markersize=5)
            label = f"{speed_of(one.speed)}{mark}"
            panel.annotate(label, (one.speed / 1e6, place), (6, 0), textcoords="offset points", va="center")
        limit = results.main(kind="limits", engine="zcat" if packed else "newlines")
        if kind == "text" and limit and operation in ("open", "stream"):
            panel.axvline(limit.speed / 1e6, color=MUTED, linestyle="--", linewidth=1)
        panel.set(title=head, xscale="log", xlim=(1, 60_000), xlabel="MB/s")
        panel.set_yticks(range(len(rows)), [name for name, _, _ in rows])
        panel.xaxis.set_major_formatter(FuncFormatter(lambda speed, _: f"{speed:g}"))
        panel.grid(axis="y", visible=False)
    for panel in list(panels):
        panel.set_visible(False)
    figure.axes[0].invert_yaxis()
    what = "block text" if kind == "text" else "an entity table"
    notes = "\ndashed: newlines counted in memory, and zcat; * with known faults" if kind == "text" else ""
    figure.suptitle(
        f"Speed on {what}, {size_of(results.size)}: logarithmic, more is better{notes}", fontsize=10
    )
    return figure


def growth(results: Results) -> Figure:
    """Draw time and memory against the size of the dump, both logarithmic."""
    figure = Figure(figsize=(9.5, 3.8))
    panels: Sequence[tuple[str, Callable[[Measurement], float | None], Callable[[float], str]]] = (
        ("Time", lambda one: one.median, duration),
        ("Peak memory of the process's own", lambda one: one.memory, size_of),
    )
    for at, (title, value, text) in enumerate(panels, 1):
        panel = figure.add_subplot(1, 2, at)
        for (engine, operation), (label, color) in LINES.items():
            found = list(results.of(kind="text", engine=engine, operation=operation, packed=False))
            most = max((one.threads for one in found), default=1)
            points = sorted((one.size, value(one)) for one in found if one.threads == most and value(one))
            if len(points) > 1:
                panel.plot(*zip(*points, strict=True), "o-", color=color, label=label, markersize=4)
        sizes = sorted(
            {round(one.size, -5) for one in results.of(kind="text", is_growth=True)} | {results.size}
        )
        panel.set(title=title, xscale="log", yscale="log", xlabel="size of the dump")
        panel.set_xticks(sizes, [size_of(size) for size in sizes])
        panel.minorticks_off()
        panel.yaxis.set_major_formatter(FuncFormatter(lambda number, _, text=text: text(number)))
    figure.axes[0].legend(frameon=False, labelcolor=INK)
    figure.suptitle("Block text of growing size, with as many threads as there are cores", fontsize=10)
    return figure


def draw(results: Results, folder: Path) -> list[Path]:
    """Draw everything; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures: dict[str, Callable[[], Any]] = {
        "speed": lambda: speeds(results, "text"),
        "tables": lambda: speeds(results, "tables"),
        "growth": lambda: growth(results),
    }
    paths = []
    with matplotlib.rc_context(STYLE):
        for name, picture in pictures.items():
            paths.append(folder / f"{name}.svg")
            picture().savefig(paths[-1], transparent=True, metadata={"Date": None})
    return paths


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Draw the results of a comparison.")
    newest = max((HERE / "results").glob("*.json"))
    parser.add_argument("results", type=Path, nargs="?", default=newest, help="a JSON file of compare.py")
    parser.add_argument(
        "--out", type=Path, default=HERE.parent / "docs" / "plots", help="folder of the pictures"
    )
    options = parser.parse_args()
    for path in draw(Results.load_from(options.results), options.out):
        print(path)


if __name__ == "__main__":
    main()
