"""Measures what a thousand turns of every operation leave: memory, descriptors, threads, maps.

python tests/leaks.py [TURNS]
"""

from __future__ import annotations

import gc
import io
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pubfast

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "sample.pubtator"
TABLE = ROOT / "examples" / "sample.entities.tsv"


class Use(NamedTuple):
    """The resources that a process has at the moment."""

    resident: int
    descriptors: int
    threads: int
    maps: int

    @classmethod
    def now(cls) -> Use:
        gc.collect()
        threads = _threads()
        for _ in range(1000):  # what was asked to end does so soon, and is no leak
            if not threads:
                break
            time.sleep(0.01)
            threads = _threads()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        lines = Path("/proc/self/maps").read_text().splitlines()
        # Of files that are read; the allocator and the libraries have maps as they like.
        maps = sum(line.endswith((SAMPLE.name, TABLE.name)) for line in lines)
        size = pages * os.sysconf("SC_PAGE_SIZE")
        return cls(size, len(os.listdir("/proc/self/fd")), threads, maps)

    def since(self, before: Use) -> Use:
        return Use(*(one - other for one, other in zip(self, before, strict=True)))


def _threads() -> int:
    """Count the threads of pubfast."""
    count = 0
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # it has just ended
            count += (task / "comm").read_text().startswith("pubfast")
    return count


def failing() -> None:
    for path in ("/nowhere", b"no text", b"\x1f\x8b\x08\0broken"):
        with suppress(pubfast.PubfastError):
            pubfast.open(path)


def views(corpus: pubfast.Corpus) -> int:
    return sum(len(annotation.mention) for document in corpus for annotation in document.annotations)


def left_early() -> None:
    next(pubfast.stream(SAMPLE, batch_bytes=500, threads=2, on_problem="ignore"))
    stream = pubfast.stream(io.BytesIO(SAMPLE.read_bytes()), batch_bytes=500, on_problem="ignore")
    next(stream)
    stream.close()


def discarded(folder: Path) -> None:
    with pubfast.Writer(folder / "discarded.gz") as writer:
        writer.write(pubfast.open(SAMPLE, on_problem="ignore"))
        writer.discard()


def works(folder: Path) -> dict[str, Callable[[], object]]:
    """Every kind of work, in small."""

    def corpus() -> pubfast.Corpus:
        return pubfast.open(SAMPLE, on_problem="ignore")

    def closed(io: str) -> None:
        with pubfast.open(SAMPLE, on_problem="ignore", io=io) as opened:  # type: ignore[arg-type]
            _ = opened.annotations.start, opened.annotations.status

    return {
        "open, mmap": lambda: closed("mmap"),
        "open, read": lambda: closed("read"),
        "open, refused": failing,
        "stream": lambda: [len(b) for b in pubfast.stream(SAMPLE, batch_bytes=2000, on_problem="ignore")],
        "stream, left early": left_early,
        "scan": lambda: pubfast.scan(SAMPLE, on_problem="ignore").collect(),
        "check": lambda: pubfast.check(SAMPLE).summary(),
        "info": lambda: pubfast.info(SAMPLE),
        "write": lambda: pubfast.write(corpus(), folder / "written.gz", overwrite=True),
        "write, discarded": lambda: discarded(folder),
        "convert, Parquet": lambda: pubfast.convert(
            SAMPLE, folder / "folder", overwrite=True, on_problem="ignore"
        ),
        "convert, JSON": lambda: pubfast.convert(
            SAMPLE, folder / "a.jsonl.gz", overwrite=True, on_problem="ignore"
        ),
        "read_entities": lambda: pubfast.read_entities(TABLE, on_problem="ignore").concept_index(),
        "views": lambda: views(corpus()),
        "Arrow": lambda: [corpus().annotations.to_arrow(), corpus().documents.to_arrow(nested=True)],
        "polars and pandas": lambda: [corpus().annotations.to_polars(), corpus().relations.to_pandas()],
        "indexes": lambda: [corpus().concept_index(), corpus().identifier_counts(), corpus().repaired()],
    }


def figures(turns: int, warm: int = 30) -> dict[str, Use]:
    """The resources that each work leaves behind after some turns, without those of the first turns."""
    left: dict[str, Use] = {}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", pubfast.PubfastWarning)
        for name, work in works(Path(folder)).items():
            for _ in range(warm):
                work()
            before = Use.now()
            for _ in range(turns):
                work()
            left[name] = Use.now().since(before)
    return left


if __name__ == "__main__":
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{'after ' + str(turns) + ' turns':24} {'KiB':>8} {'descriptors':>12} {'threads':>8} {'maps':>5}")
    for name, use in figures(turns).items():
        print(f"{name:24} {use.resident >> 10:8} {use.descriptors:12} {use.threads:8} {use.maps:5}")
