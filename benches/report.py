"""What a comparison found, for people and for programs."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from memory import PER_ANNOTATION, PER_DOCUMENT, Memory

UNITS = ((1.0, "s"), (1e3, "ms"), (1e6, "µs"))
LEAST_REFERENCE = 0.6  # of the speed of split_only; a slower reference reader would flatter pubfast


@dataclass(frozen=True, slots=True)
class Timing:
    """What one engine took.

    Attributes
    ----------
    seconds
        One value a round.
    calls
        How many calls share these seconds; 0 if the engine reads the dump once.
    against
        The engines that it is compared with.
    """

    name: str
    seconds: list[float]
    calls: int = 0
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A comparison."""

    date: str
    command: str
    machine: dict[str, str | int]
    load: float | None  # running processes on average, in the minute before
    size: int
    seed: int
    runs: int
    documents: int
    annotations: int
    timings: list[Timing]
    import_seconds: list[float]  # of pubfast after numpy
    numpy_seconds: list[float]
    memory: list[Memory] = field(default_factory=list)

    def ratios(self, of: str, to: str) -> list[float]:
        """How many times as fast one engine was as another, round by round."""
        seconds = {timing.name: timing.seconds for timing in self.timings}
        return [theirs / own for own, theirs in zip(seconds[of], seconds[to], strict=True)]

    def ratio(self, of: str, to: str) -> float:
        """The median of the rounds' ratios."""
        return statistics.median(self.ratios(of, to))

    def save(self, folder: Path, name: str) -> list[Path]:
        """Write ``NAME.json`` and ``NAME.md``."""
        folder.mkdir(parents=True, exist_ok=True)
        counts, table = folder / f"{name}.json", folder / f"{name}.md"
        counts.write_text(json.dumps(asdict(self), indent=1) + "\n")
        table.write_text(self.markdown())
        return [counts, table]

    def markdown(self) -> str:
        """Everything, as a person reads it."""
        machine = "\n".join(f"* {name}: {value}" for name, value in self.machine.items())
        parts = [
            f"# {round(self.size / 1e9, 3):g} GB of block text, {self.date}",
            f"`{self.command}`",
            f"{machine}\n* load before: {self.load}\n* dump: {self.size:,} bytes, seed {self.seed}, "
            f"{self.documents:,} documents, {self.annotations:,} annotations",
            f"Each of {self.runs} rounds ran every engine in this order, once untimed and then once timed. "
            "Times are medians, speeds the medians of the rounds' ratios. pubfast maps the file, which is in "
            "the page cache; the other readers have its bytes in memory.",
            self.times(),
            self.notes(),
        ]
        if self.memory:
            parts += [self.space()]
        return "\n\n".join(parts) + "\n"

    def times(self) -> str:
        """The table of engines."""
        rows = []
        for timing in self.timings:
            low, middle, high = spread([seconds / max(timing.calls, 1) for seconds in timing.seconds])
            scale, unit = next((unit for unit in UNITS if middle * unit[0] >= 1), UNITS[-1])
            times = f"{middle * scale:.3f} {unit}", f"{low * scale:.3f} – {high * scale:.3f}"
            speed = "" if timing.calls else f"{self.size / middle / 1e9:.3f}"
            ratios = [f"{self.ratio(timing.name, other):.3g} × {other}" for other in timing.against]
            rows.append((timing.name, *times, speed, "; ".join(ratios)))
        return table(("", "median", "least – most", "GB/s", "speed"), rows)

    def notes(self) -> str:
        """What is not about engines."""
        reference = self.ratio("read_columns", "split_only")
        verdict = "as it must be" if reference >= LEAST_REFERENCE else "TOO SLOW to compare with"
        low, middle, high = (1000 * value for value in spread(self.import_seconds))
        numpy = 1000 * statistics.median(self.numpy_seconds)
        return (
            f"* The reference reader has {reference:.2f} of the speed of split_only: {verdict} "
            f"(at least {LEAST_REFERENCE}).\n"
            f"* `import pubfast` takes {middle:.1f} ms ({low:.1f} – {high:.1f}) after numpy, which takes "
            f"{numpy:.0f} ms; {len(self.import_seconds)} fresh processes."
        )

    def space(self) -> str:
        """The table of memory."""
        budget = PER_ANNOTATION * self.annotations + PER_DOCUMENT * self.documents
        rows = []
        for name, measured in (
            ("after open", [memory.opened for memory in self.memory]),
            ("after every column was touched", [memory.columns for memory in self.memory]),
            ("peak during open", [memory.opened_peak for memory in self.memory]),
            ("peak while columns were touched", [memory.columns_peak for memory in self.memory]),
        ):
            low, middle, high = spread(measured)
            share = f"{middle / self.annotations:.1f}", f"{middle / budget:.2f}"
            rows.append((name, f"{middle / 1e6:.1f} MB", f"{low / 1e6:.1f} – {high / 1e6:.1f}", *share))
        whole = f"{budget / 1e6:.1f} MB", "", f"{budget / self.annotations:.1f}", "1"
        rows.append((f"budget: {PER_ANNOTATION} B an annotation, {PER_DOCUMENT} B a document", *whole))
        header = ("", "median", "least – most", "bytes an annotation", "of the budget")
        return (
            f"Memory of the process's own (RssAnon, looked at every millisecond for the peaks) beyond what "
            f"there was before; {len(self.memory)} fresh processes, 2 threads. The mapped file is no part of "
            f"it.\n\n{table(header, rows)}"
        )


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Least, median, most."""
    return min(values), statistics.median(values), max(values)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table that is also readable as it stands: numbers to the right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    sides = ["<" if name in ("", "speed") else ">" for name in header]
    line = "| " + " | ".join(f"{{:{side}{width}}}" for side, width in zip(sides, widths, strict=True)) + " |"
    rule = [
        "-" * (width + 1) + (":" if side == ">" else "-") for side, width in zip(sides, widths, strict=True)
    ]
    return "\n".join([line.format(*header), f"|{'|'.join(rule)}|", *(line.format(*row) for row in rows)])
