"""`wc -l`."""

from __future__ import annotations

import subprocess
from typing import Any

from engines.adapter import TextEngine


class Engine(TextEngine):
    """The newlines of a file, as a program of the system counts them."""

    largest = 10**12

    def lines(self, prepared: Any) -> int:
        """Count newlines."""
        answer = subprocess.run(["wc", "-l", str(prepared)], check=True, stdout=subprocess.PIPE).stdout
        return int(answer.split()[0])
