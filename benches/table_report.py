"""What a comparison of readers of tables found, for people and for programs."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from markdown import spread, table, times
from timing import Timing


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes of memory that one engine took, as `table_worker.Taken` has them; one value a process."""

    name: str
    peak: list[int]
    added: list[int]


@dataclass(frozen=True, slots=True)
class TableReport:
    """A comparison."""

    date: str
    command: str
    machine: dict[str, str | int]
    versions: dict[str, str]
    load: float | None  # running processes on average, in the minute before
    size: int
    packed_size: int
    seed: int
    runs: int
    rows: int
    indexed_rows: int
    timings: list[Timing]
    cores: dict[str, list[float]]
    spaces: list[Space]

    def markdown(self) -> str:
        """Everything, as a person reads it."""
        versions = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        facts = "\n".join(
            f"* {name}: {value}" for name, value in (self.machine | {"engines": versions}).items()
        )
        parts = [
            f"# {round(self.size / 1e9, 3):g} GB of an entity table, {self.date}",
            f"`{self.command}`",
            f"{facts}\n* load before: {self.load}\n* table: {self.size:,} bytes, "
            f"packed {self.packed_size:,}, seed {self.seed}, {self.rows:,} rows; "
            f"{self.indexed_rows:,} rows are indexed",
            f"Each of {self.runs} rounds ran every engine in this order, each in a process of its own, once "
            "untimed and then once timed; the file is in the page cache. Times are medians, speeds the "
            "medians of the rounds' ratios. GB/s are of the text, also for .gz.",
            times(self.timings, self.size),
            self.used(),
        ]
        if self.spaces:
            parts.append(self.space())
        return "\n\n".join(parts) + "\n"

    def used(self) -> str:
        """How many cores were busy: more than were asked for where a library has threads of its own."""
        cores = [f"{name}: {statistics.median(values):.2f}" for name, values in self.cores.items()]
        return f"Cores that were busy: {'; '.join(cores)}."

    def space(self) -> str:
        """The table of memory."""
        rows = []
        for space in self.spaces:
            low, middle, high = (f"{value / 1e6:.1f}" for value in spread(space.peak))
            counted = self.indexed_rows if " index" in space.name else self.rows
            share = f"{statistics.median(space.peak) / counted:.1f}"
            added = f"{statistics.median(space.added) / 1e6:.1f} MB"
            rows.append((space.name, f"{middle} MB", f"{low} – {high}", share, added))
        header = ("", "peak", "least – most", "bytes a row", "of it by the work")
        return (
            "Memory of the process's own (RssAnon, looked at every millisecond) beyond what there was before "
            f"the file was opened; {len(self.spaces[0].peak)} fresh processes each, medians. Mapped files "
            "are no part of it. An index begins when the table is in memory: the last column is what came "
            "after.\n\n"
            f"{table(header, rows)}"
        )
