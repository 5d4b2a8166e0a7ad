"""`zcat`."""

from __future__ import annotations

import subprocess
from pathlib import Path

from engines.adapter import TextEngine


class Engine(TextEngine):
    """A .gz unpacked and thrown away, by a program of the system."""

    largest = 1_000_000_000
    unpacks = True

    def unpack(self, path: Path) -> None:
        """Unpack."""
        subprocess.run(["zcat", str(path)], check=True, stdout=subprocess.DEVNULL)
