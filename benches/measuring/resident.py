"""The memory of this process's own, and the most there was of it."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from types import TracebackType

INTERVAL = 0.001  # seconds
STATUS = Path("/proc/self/status")


def anonymous() -> int:
    """Bytes of memory that belong to no file."""
    found = re.search(r"^RssAnon:\s*(\d+) kB$", STATUS.read_text(), re.MULTILINE)
    if not found:
        raise OSError(f"{STATUS} has no RssAnon")
    return int(found[1]) * 1024


class Peak:
    """The most memory while a ``with`` block runs, as far as a look a millisecond tells."""

    def __init__(self) -> None:
        self.bytes = 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def watch(self) -> None:
        """Look until the block ends."""
        while not self.done.wait(INTERVAL):
            self.bytes = max(self.bytes, anonymous())

    def __enter__(self) -> Peak:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done.set()
        self.thread.join()
        self.bytes = max(self.bytes, anonymous())
