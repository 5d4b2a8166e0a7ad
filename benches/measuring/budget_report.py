"""What a comparison found, for people and for programs."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

from measuring.markdown import spread, table, times
from measuring.timing import Timing, ratio
from memory import PER_ANNOTATION, PER_DOCUMENT, Memory

LEAST_REFERENCE = 0.6  # of the speed of split_only; a slower reference reader would flatter pubfast


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
            times(self.timings, self.size),
            self.notes(),
        ]
        if self.memory:
            parts += [self.space()]
        return "\n\n".join(parts) + "\n"

    def notes(self) -> str:
        """What is not about engines."""
        reference = ratio(self.timings, "read_columns", "split_only")
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
