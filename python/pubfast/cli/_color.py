"""Colours of a terminal."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from functools import cache
from typing import Literal, TextIO

from pubfast._palette import channels, luminance

When = Literal["auto", "always", "never"]

_RESET = "\x1b[0m"
_CUBE = (0, 95, 135, 175, 215, 255)
# White text on anything lighter is hard to read.
_LIGHTEST = 0.183


def add_color(parser: argparse.ArgumentParser) -> None:
    """Add the choice of colours."""
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours (default: on a terminal, unless NO_COLOR is set)",
    )


def is_colored(when: When, stream: TextIO) -> bool:
    """Whether to write colours to a stream: see https://no-color.org for the variable."""
    if when != "auto":
        return when == "always"
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


class Paint:
    """Makes text of colours, or leaves it as it is.

    Parameters
    ----------
    is_on : bool
        Whether there are colours.
    """

    def __init__(self, is_on: bool) -> None:
        self.is_on = is_on
        has_256 = "256color" in os.environ.get("TERM", "xterm-256color") or bool(os.environ.get("COLORTERM"))
        self._ground: Callable[[str], str] = _ground_256 if has_256 else _ground_8

    def on(self, color: str) -> str:
        """The codes of text on the ground of a colour, ``#rrggbb``; none where there are no colours."""
        return self._ground(color) if self.is_on else ""

    def bold(self) -> str:
        """The codes of bold text."""
        return "1" if self.is_on else ""

    def dim(self) -> str:
        """The codes of text that steps back."""
        return "2" if self.is_on else ""


def painted(text: str, codes: str) -> str:
    """The text between codes and their end."""
    return f"\x1b[{codes}m{text}{_RESET}" if codes and text else text


@cache
def _ground_256(color: str) -> str:
    """White on the nearest colour of 256 that is dark enough."""
    return f"38;5;231;48;5;{min(_dark_256(), key=lambda code: _distance(color, _dark_256()[code]))}"


@cache
def _ground_8(color: str) -> str:
    """The nearest colour of 8, reversed: text in the terminal's ground, whatever the colours are."""
    names = {31: "#d01030", 32: "#107a30", 33: "#b06000", 34: "#0050ff", 35: "#904ab0", 36: "#007c7c"}
    return f"7;{min(names, key=lambda code: _distance(color, names[code]))}"


@cache
def _dark_256() -> dict[int, str]:
    colors = {
        16 + 36 * red + 6 * green + blue: f"#{_CUBE[red]:02x}{_CUBE[green]:02x}{_CUBE[blue]:02x}"
        for red in range(6)
        for green in range(6)
        for blue in range(6)
    }
    return {code: color for code, color in colors.items() if luminance(color) <= _LIGHTEST}


def _distance(one: str, other: str) -> int:
    """How different two colours look; green counts most."""
    weights = (2, 4, 3)
    differences = (a - b for a, b in zip(channels(one), channels(other), strict=True))
    return sum(weight * difference**2 for weight, difference in zip(weights, differences, strict=True))
