"""Breaking of styled text into lines, and its implementation without rich."""

from __future__ import annotations

import textwrap
from typing import Protocol

# A text without control characters, and its style: "bold", "dim", "" for none, or a background ("#8456b3").
Run = tuple[str, str]


class Lines(Protocol):
    """Breaks styled text into lines of a given width."""

    is_colored: bool

    def wrapped(self, runs: list[Run], indent: str = "") -> list[str]:
        """Break a text of several runs into lines.

        Parameters
        ----------
        runs : list of (str, str)
            Texts one after another, each with its style.
        indent : str
            Text at the beginning of every line but the first.

        Returns
        -------
        list of str
            The lines; there is always one. They break at blanks, which are dropped there, and within words
            that are longer than a line.
        """


class PlainLines:
    """Breaks text into lines without styles, where every character counts as one column.

    Parameters
    ----------
    width : int
        Width of a line in columns of a terminal.
    """

    is_colored = False

    def __init__(self, width: int) -> None:
        self.width = width

    def wrapped(self, runs: list[Run], indent: str = "") -> list[str]:
        """Break a text of several runs into lines."""
        text = "".join(text for text, _ in runs)
        width = max(self.width, len(indent) + 2)
        lines = textwrap.wrap(text, width, subsequent_indent=indent, break_on_hyphens=False)
        # textwrap leaves a blank at the end of a line if a word follows that is longer than a line.
        return [line.rstrip(" ") for line in lines] or [""]
