"""The progress bar of long work."""

from __future__ import annotations

import importlib.util
import sys
import time
from types import TracebackType
from typing import Any

_LONG = 2.0  # seconds


class ProgressBar:
    """A progress bar in bytes of the input, which is made only if the work turns out to be long.

    Parameters
    ----------
    asked : bool or None
        True shows a bar from the start, False none. None shows one on a terminal or in a notebook, for work
        of more than two seconds.

    Raises
    ------
    ImportError
        `asked` is True and tqdm is not installed.
    """

    def __init__(self, asked: bool | None) -> None:
        if asked is not None and not isinstance(asked, bool):
            raise TypeError(f"progress must be True, False or None, not {type(asked).__name__}")
        has_tqdm = asked is not False and importlib.util.find_spec("tqdm") is not None
        if asked and not has_tqdm:
            raise ImportError("progress=True needs tqdm: pip install 'pubfast[progress]'")
        self._is_wanted = has_tqdm and (asked or _is_watched())
        self._due = time.monotonic() + (0 if asked else _LONG)
        self._bar: Any = None

    @property
    def tick(self) -> Any:
        """Function that the core calls regularly while it works; None if there will be no bar."""
        return self.update if self._is_wanted else None

    def update(self, done: int, total: int) -> None:
        """Show that `done` bytes of `total` were read; `total` is 0 if it is not known."""
        if self._bar is None:
            if time.monotonic() < self._due or not self._is_wanted:
                return
            from tqdm.auto import tqdm

            self._bar = tqdm(desc="pubfast", total=total or None, unit="B", unit_scale=True)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """End the bar, which stays on the screen as it is."""
        self._is_wanted = False
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _is_watched() -> bool:
    """Return True on a terminal and in a notebook."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None and "IPKernelApp" in getattr(shell, "config", ()):
        return True
    return sys.stderr is not None and sys.stderr.isatty()
