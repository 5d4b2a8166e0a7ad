"""The option --color of a command."""

from __future__ import annotations

import argparse
import os
from importlib.util import find_spec
from typing import Literal, TextIO

When = Literal["auto", "always", "never"]


def add_color(parser: argparse.ArgumentParser) -> None:
    """Add the option --color."""
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours (default: on a terminal, unless NO_COLOR is set); they need pubfast[cli]",
    )


def has_rich() -> bool:
    """Return True if rich, which makes the colours, is installed; this does not import it."""
    return find_spec("rich") is not None


def is_colored(when: When, stream: TextIO) -> bool:
    """Return True if a command writes colours to a stream; NO_COLOR is described at https://no-color.org.

    Raises
    ------
    ImportError
        `when` is "always" and rich is not installed.
    """
    if when == "always" and not has_rich():
        raise ImportError("--color always needs rich: pip install 'pubfast[cli]'", name="rich")
    if when != "auto":
        return when == "always"
    is_wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return is_wanted and stream.isatty() and has_rich()
