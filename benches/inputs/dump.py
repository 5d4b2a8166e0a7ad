"""The dump that benchmarks read: generated once, kept beside its exact counts."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from inputs.table_statistics import TableStatistics
from inputs.tables import generate_table
from inputs.text import Statistics, generate

GENERATOR = ("text.py", "author.py", "vocabulary.py", "real_dump.py")
TABLE_GENERATOR = (
    *("tables.py", "table_author.py", "table_pool.py", "table_vocabulary.py", "table_statistics.py"),
    *("author.py", "vocabulary.py", "real_dump.py"),
)


@dataclass(frozen=True, slots=True)
class Dump:
    """A file and what is in it."""

    path: Path
    statistics: Statistics

    def packed(self) -> Path:
        """The same as one member of gzip, made when it is first asked for."""
        return packed(self.path)


@dataclass(frozen=True, slots=True)
class TableDump:
    """A table, the same as one member of gzip, and what is in it."""

    path: Path
    packed: Path
    statistics: TableStatistics


def cached(folder: Path, size: int, seed: int) -> Dump:
    """The dump of this size and seed in a folder, made if it is not there yet.

    Parameters
    ----------
    folder
        Made if missing. A changed generator writes new files and leaves the old ones.
    size, seed
        As `generate` has them.
    """
    path = folder / f"{size}-{seed}-{version(GENERATOR)}.pubtator"
    make(path, lambda partial: generate(partial, size, seed))
    return load(path)


def cached_table(folder: Path, size: int, kind: str, seed: int) -> TableDump:
    """The table of this size, kind and seed in a folder, made if it is not there yet; as `cached`."""
    path = folder / f"{kind}-{size}-{seed}-{version(TABLE_GENERATOR)}.tsv"
    make(path, lambda partial: generate_table(partial, size, kind, seed))
    packed(path)
    return load_table(path)


def packed(path: Path) -> Path:
    """A file as one member of gzip, made if it is not there yet."""
    out = path.with_name(path.name + ".gz")
    if not out.exists():
        partial = path.with_suffix(f".{os.getpid()}")
        with path.open("rb") as text, gzip.open(partial, "wb", compresslevel=6) as packed:
            shutil.copyfileobj(text, packed, 1 << 20)
        partial.replace(out)
    return out


def make(path: Path, write: Callable[[Path], Statistics | TableStatistics]) -> None:
    """Write a dump and its counts, unless both are there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    counts = path.with_suffix(".json")
    if not counts.exists():
        # Renamed when complete, the counts last: whoever finds them finds the whole dump.
        partial = path.with_suffix(f".{os.getpid()}")
        statistics = write(partial)
        partial.replace(path)
        partial.write_text(json.dumps(asdict(statistics)))
        partial.replace(counts)


def load(path: Path) -> Dump:
    """A dump that `cached` made."""
    return Dump(path, Statistics(**json.loads(path.with_suffix(".json").read_text())))


def load_table(path: Path) -> TableDump:
    """A table that `cached_table` made."""
    counts = json.loads(path.with_suffix(".json").read_text())
    return TableDump(path, path.with_suffix(".tsv.gz"), TableStatistics(**counts))


def version(generator: Sequence[str]) -> str:
    """What the bytes of a dump depend on besides size and seed."""
    here = Path(__file__).parent
    source = b"".join((here / name).read_bytes() for name in generator)
    return hashlib.sha256(source).hexdigest()[:8]


def bytes_of(size: str) -> int:
    """Bytes of a size such as ``500kB``, ``10MB`` or ``1.5GB``, in powers of 1000."""
    number = size.lower().removesuffix("b")
    scale = {"k": 10**3, "m": 10**6, "g": 10**9}.get(number[-1:])
    return int(float(number[:-1]) * scale) if scale else int(number)
