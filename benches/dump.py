"""The dump that benchmarks read: generated once, kept beside its exact counts."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from generate import Statistics, generate

GENERATOR = ("generate.py", "author.py", "vocabulary.py", "real_dump.py")


@dataclass(frozen=True, slots=True)
class Dump:
    """A file and what is in it."""

    path: Path
    statistics: Statistics


def cached(folder: Path, size: int, seed: int) -> Dump:
    """The dump of this size and seed in a folder, made if it is not there yet.

    Parameters
    ----------
    folder
        Made if missing. A changed generator writes new files and leaves the old ones.
    size, seed
        As `generate` has them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{size}-{seed}-{version()}.pubtator"
    counts = path.with_suffix(".json")
    if not counts.exists():
        # Renamed when complete, the counts last: whoever finds them finds the whole dump.
        partial = path.with_suffix(f".{os.getpid()}")
        statistics = generate(partial, size, seed)
        partial.replace(path)
        partial.write_text(json.dumps(asdict(statistics)))
        partial.replace(counts)
    return load(path)


def load(path: Path) -> Dump:
    """A dump that `cached` made."""
    return Dump(path, Statistics(**json.loads(path.with_suffix(".json").read_text())))


def version() -> str:
    """What the bytes of a dump depend on besides size and seed."""
    here = Path(__file__).parent
    source = b"".join((here / name).read_bytes() for name in GENERATOR)
    return hashlib.sha256(source).hexdigest()[:8]
