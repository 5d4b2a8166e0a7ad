"""The results of a comparison, from which tables and pictures are made."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Measurement:
    """One operation of one engine on one file; the lists have one value a round.

    Attributes
    ----------
    kind
        ``"text"``, ``"limits"`` or ``"tables"``.
    packed
        Whether the file is one member of gzip.
    size
        Bytes of the file as text.
    is_growth
        Whether it is left out of the summary, which is about one size.
    peak, resident, wrong
        As `worker.Taken` has them.
    """

    kind: str
    engine: str
    operation: str
    threads: int
    packed: bool
    size: int
    is_growth: bool = False
    seconds: list[float] = field(default_factory=list)
    cores: list[float] = field(default_factory=list)
    peak: list[int] = field(default_factory=list)
    resident: list[int] = field(default_factory=list)
    wrong: str = ""

    @property
    def median(self) -> float:
        """Seconds."""
        return statistics.median(self.seconds)

    @property
    def speed(self) -> float:
        """Bytes of text a second."""
        return self.size / self.median

    @property
    def memory(self) -> float | None:
        """Peak bytes of the process's own, if the system tells."""
        return statistics.median(self.peak) if self.peak else None


@dataclass(slots=True)
class Results:
    """A comparison."""

    date: str
    command: str
    machine: dict[str, Any]
    versions: dict[str, str]
    load: float | None  # running processes on average, in the minute before
    seed: int
    runs: int
    minutes: float
    size: int  # of the main inputs, as it was asked for
    inputs: dict[str, dict[str, int]]  # by kind and size: what is in it
    measurements: list[Measurement]

    def save(self, path: Path) -> None:
        """Write JSON with a line for each measurement."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fields = asdict(self)
        rows = ",\n  ".join(json.dumps(one) for one in fields.pop("measurements"))
        lines = [f'"{name}": {json.dumps(value)},' for name, value in fields.items()]
        path.write_text("\n ".join(["{", *lines, f'"measurements": [\n  {rows}\n ]']) + "\n}\n")

    @classmethod
    def load_from(cls, path: Path) -> Results:
        """Read JSON."""
        found = json.loads(path.read_text())
        found["measurements"] = [Measurement(**one) for one in found["measurements"]]
        return cls(**found)

    def of(self, **wanted: Any) -> Iterator[Measurement]:
        """The measurements with these attributes, in their order."""
        for one in self.measurements:
            if all(getattr(one, name) == value for name, value in wanted.items()):
                yield one

    def main(self, **wanted: Any) -> Measurement | None:
        """The measurement with these attributes that the summary is about."""
        return next(self.of(**wanted, is_growth=False), None)
