"""Styled text as lines of a width, and how these are made where rich is not installed."""

from __future__ import annotations

import textwrap
from typing import Protocol

# A text without control characters, and its style: "bold", "dim", "" for none, or the ground ("#8456b3").
Run = tuple[str, str]


class Lines(Protocol):
    """Breaks styled text into lines of a width."""

    is_colored: bool

    def wrapped(self, runs: list[Run], indent: str = "") -> list[str]:
        """Break a text of several runs into lines.

        Parameters
        ----------
        runs : list of (str, str)
            Texts one after another, each with its style.
        indent : str
            What every line but the first begins with.

        Returns
        -------
        list of str
            The lines; there is always one. They break at blanks, which are dropped there, and within words
            that are longer than a line.
        """


class PlainLines:
    """Makes lines without styles, in which every character counts as one column.

    Parameters
    ----------
    width : int
        Of a line, in columns of a terminal.
    """

    is_colored = False

    def __init__(self, width: int) -> None:
        self.width = width

    def wrapped(self, runs: list[Run], indent: str = "") -> list[str]:
        """Break a text of several runs into lines."""
        text = "".join(text for text, _ in runs)
        width = max(self.width, len(indent) + 2)
        lines = textwrap.wrap(text, width, subsequent_indent=indent, break_on_hyphens=False)
        # A blank stays at the end of a line where a word that is longer than a line would follow it.
        return [line.rstrip(" ") for line in lines] or [""]
