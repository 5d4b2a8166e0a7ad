"""Inputs on disk: generated once, kept beside the counts of what is in them."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inputs.counts import Counts
from inputs.tables import generate_table
from inputs.text import generate

GENERATORS = {"text": generate, "tables": generate_table}
SUFFIXES = {"text": ".pubtator", "tables": ".tsv"}
SOURCES = ("author", "names", "vocabulary", "text", "table_rows", "tables")


@dataclass(frozen=True, slots=True)
class Input:
    """A file and what is in it."""

    path: Path
    counts: Counts

    @classmethod
    def load(cls, path: Path) -> Input:
        """Return an input that `cached` made; of a compressed one, the one that it is a copy of."""
        plain = path if path.suffix in SUFFIXES.values() else path.with_suffix("")
        return cls(plain, json.loads(plain.with_suffix(".json").read_text()))

    def gzipped(self) -> Path:
        """Return the same as one member of gzip, made if it is not there yet."""
        out = self.path.with_name(f"{self.path.name}.gz")

        def pack(partial: Path) -> None:
            with self.path.open("rb") as text, gzip.open(partial, "wb", compresslevel=6) as packed:
                shutil.copyfileobj(text, packed, 1 << 20)

        make(out, pack)
        return out


def cached(folder: Path, kind: str, size: int, seed: int) -> Input:
    """Return the input of a kind, size and seed, made if it is not in the folder yet.

    A changed generator writes new files and leaves the old ones.
    """
    source = b"".join((Path(__file__).parent / f"{name}.py").read_bytes() for name in SOURCES)
    version = hashlib.sha256(source).hexdigest()[:8]
    path = folder / f"{kind}-{size}-{seed}-{version}{SUFFIXES[kind]}"

    def write(partial: Path) -> None:
        counts = GENERATORS[kind](partial, size, seed)
        partial.replace(path)
        partial.write_text(json.dumps(counts))

    make(path.with_suffix(".json"), write)  # last, so that counts are never there without their text
    return Input.load(path)


def make(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file under another name and rename it, unless it is there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        write(partial)
        partial.replace(path)


def bytes_of(size: str) -> int:
    """Return the bytes of a size such as ``500kB``, ``10MB`` or ``1.5GB``, in powers of 1000."""
    number = size.lower().removesuffix("b")
    scale = {"k": 10**3, "m": 10**6, "g": 10**9}.get(number[-1:])
    return int(float(number[:-1]) * scale) if scale else int(number)
