"""Numbers and tables as a person reads them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

UNITS = ((1.0, "s"), (1e3, "ms"), (1e6, "µs"), (1e9, "ns"))


def duration(seconds: float) -> str:
    """Return three digits and a unit."""
    scale, unit = next((unit for unit in UNITS if seconds * unit[0] >= 1), UNITS[-1])
    return f"{float(f'{seconds * scale:.3g}'):g} {unit}"


def size_of(count: float) -> str:
    """Return a size as it was asked for, which a generated file exceeds by a little."""
    scale, unit = next((unit for unit in ((1e9, "GB"), (1e6, "MB")) if count >= unit[0]), (1e3, "kB"))
    return f"{round(count / scale, 1):g} {unit}"


def speed_of(speed: float) -> str:
    """Return MB/s with three digits."""
    value = speed / 1e6
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def megabytes(values: Sequence[float]) -> str:
    """Return the median of some sizes, of which there may be none."""
    return f"{statistics.median(values) / 1e6:.1f} MB" if values else "-"


def spread(values: Sequence[float]) -> str:
    """Return the least and the most of some durations."""
    return f"{duration(min(values))} – {duration(max(values))}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table that is readable as it stands: numbers are on the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    sides = ["<", *">" * (len(header) - 1)]
    line = "| " + " | ".join(f"{{:{side}{width}}}" for side, width in zip(sides, widths, strict=True)) + " |"
    rule = ["-" * (width + 1) + ("-" if at == 0 else ":") for at, width in enumerate(widths)]
    return "\n".join([line.format(*header), f"|{'|'.join(rule)}|", *(line.format(*row) for row in rows)])
