"""Results as a person reads them."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from measuring.timing import Timing, ratio

UNITS = ((1.0, "s"), (1e3, "ms"), (1e6, "µs"))


def save(report: Any, folder: Path, name: str) -> list[Path]:
    """Write ``NAME.json`` and ``NAME.md`` of a report, a dataclass that says how it looks."""
    folder.mkdir(parents=True, exist_ok=True)
    counts, table = folder / f"{name}.json", folder / f"{name}.md"
    counts.write_text(json.dumps(asdict(report), indent=1) + "\n")
    table.write_text(report.markdown())
    return [counts, table]


def times(timings: Sequence[Timing], size: int) -> str:
    """The table of engines that read `size` bytes."""
    rows = []
    for timing in timings:
        low, middle, high = spread([seconds / max(timing.calls, 1) for seconds in timing.seconds])
        scale, unit = next((unit for unit in UNITS if middle * unit[0] >= 1), UNITS[-1])
        columns = f"{middle * scale:.3f} {unit}", f"{low * scale:.3f} – {high * scale:.3f}"
        speed = "" if timing.calls else f"{size / middle / 1e9:.3f}"
        compared = [f"{ratio(timings, timing.name, other):.3g} × {other}" for other in timing.against]
        rows.append((timing.name, *columns, speed, "; ".join(compared)))
    return table(("", "median", "least – most", "GB/s", "speed"), rows)


def duration(seconds: float) -> str:
    """Three digits and a unit."""
    scale, unit = next((unit for unit in UNITS if seconds * unit[0] >= 1), UNITS[-1])
    return f"{float(f'{seconds * scale:.3g}'):g} {unit}"


def size_of(count: float) -> str:
    """Bytes as they were asked for, which a generated file exceeds by a little."""
    scale, unit = next((unit for unit in ((1e9, "GB"), (1e6, "MB")) if count >= unit[0]), (1e3, "kB"))
    return f"{round(count / scale, 1):g} {unit}"


def speed_of(speed: float) -> str:
    """MB/s with three digits."""
    value = speed / 1e6
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Least, median, most."""
    return min(values), statistics.median(values), max(values)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table that is also readable as it stands: numbers to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    sides = ["<" if name in ("", "speed") or at == 0 else ">" for at, name in enumerate(header)]
    line = "| " + " | ".join(f"{{:{side}{width}}}" for side, width in zip(sides, widths, strict=True)) + " |"
    rule = [
        "-" * (width + 1) + (":" if side == ">" else "-") for side, width in zip(sides, widths, strict=True)
    ]
    return "\n".join([line.format(*header), f"|{'|'.join(rule)}|", *(line.format(*row) for row in rows)])
