"""Bounds of a reader: programs and calls that do less than one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from engines.adapter import TextEngine


class Newlines(TextEngine):
    """The newlines of bytes that are in memory before the clock starts, counted by `bytes.count`."""

    largest = 1_000_000_000

    def prepare(self, path: Path) -> bytes:
        """Return the bytes of the file."""
        return path.read_bytes()

    def lines(self, prepared: bytes) -> int:
        """Count newlines."""
        return prepared.count(b"\n")


class Wc(TextEngine):
    """The newlines of a file, counted by ``wc -l``."""

    largest = 10**12

    def lines(self, path: Path) -> int:
        """Count newlines."""
        answer = subprocess.run(["wc", "-l", str(path)], check=True, stdout=subprocess.PIPE).stdout
        return int(answer.split()[0])


class Zcat(TextEngine):
    """A .gz decompressed and thrown away by ``zcat``."""

    largest = 1_000_000_000
    unpacks = True

    def unpack(self, path: Path) -> None:
        """Decompress."""
        subprocess.run(["zcat", str(path)], check=True, stdout=subprocess.DEVNULL)


ENGINES = {"newlines": Newlines, "wc": Wc, "zcat": Zcat}
