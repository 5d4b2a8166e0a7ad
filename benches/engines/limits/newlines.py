"""`bytes.count`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engines.adapter import TextEngine


class Engine(TextEngine):
    """The newlines of bytes that are in memory before the clock starts."""

    largest = 1_000_000_000

    def prepare(self, path: Path) -> bytes:
        """The bytes of the file."""
        return path.read_bytes()

    def lines(self, prepared: Any) -> int:
        """Count newlines."""
        count: int = prepared.count(b"\n")
        return count
