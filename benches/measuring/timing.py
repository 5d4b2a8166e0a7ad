"""Time things in turn: one value of each a round, so that what slows the machine slows all of them."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from inputs.answers import WrongAnswer


class Timed(Protocol):
    """Something that can be timed again and again."""

    @property
    def name(self) -> str:
        """Of its row in the table."""
        ...

    @property
    def calls(self) -> int:
        """How many calls share its seconds; 0 if it reads the dump once."""
        ...

    @property
    def against(self) -> tuple[str, ...]:
        """What it is compared with."""
        ...

    def seconds(self) -> float:
        """Run it and check what it gives; the seconds of the run alone."""
        ...


@dataclass(frozen=True, slots=True)
class Engine:
    """Something to time: only `run` is timed, and `check` has both what it got and what it gave."""

    name: str
    prepare: Callable[[], Any]
    run: Callable[[Any], object]
    check: Callable[[Any, Any], None]
    calls: int = 0
    against: tuple[str, ...] = ()

    def seconds(self) -> float:
        """Time one run; nothing of it is left afterwards."""
        # A rehearsal: otherwise who runs after a pause, or after an engine that gave memory back, pays
        # for getting memory from the system, and on a virtual machine the system from its host.
        self.run(self.prepare())
        gc.collect()
        prepared = self.prepare()
        begin = time.perf_counter()
        result = self.run(prepared)
        took = time.perf_counter() - begin
        self.check(prepared, result)
        del prepared, result
        gc.collect()
        return took


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


def ratios(timings: Sequence[Timing], of: str, to: str) -> list[float]:
    """How many times as fast one engine was as another, round by round."""
    seconds = {timing.name: timing.seconds for timing in timings}
    return [theirs / own for own, theirs in zip(seconds[of], seconds[to], strict=True)]


def ratio(timings: Sequence[Timing], of: str, to: str) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(ratios(timings, of, to))


def measure(compared: Sequence[Timed], runs: int) -> list[Timing]:
    """Time the engines in turn, and check what each gives."""
    timings = [Timing(engine.name, [], engine.calls, engine.against) for engine in compared]
    for number in range(1, runs + 1):
        for engine, timing in zip(compared, timings, strict=True):
            try:
                timing.seconds.append(engine.seconds())
            except WrongAnswer as error:
                raise WrongAnswer(f"{engine.name}, round {number}: {error}") from error
        print(f"round {number} of {runs} done", file=sys.stderr)
    return timings


def report(timings: list[Timing]) -> None:
    """Print the medians, and the medians of the rounds' ratios."""
    for timing in timings:
        said = f"{timing.name:26} {statistics.median(timing.seconds) * 1000:9.1f} ms"
        for other in timing.against:
            said += f"   {ratio(timings, timing.name, other):.2f} times as fast as {other}"
        print(said)
