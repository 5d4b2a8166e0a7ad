"""Whether a command writes colours."""

from __future__ import annotations

import argparse
import os
from importlib.util import find_spec
from typing import Literal, TextIO

When = Literal["auto", "always", "never"]


def add_color(parser: argparse.ArgumentParser) -> None:
    """Add the choice of colours."""
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours (default: on a terminal, unless NO_COLOR is set); they need pubfast[cli]",
    )


def has_rich() -> bool:
    """Whether rich, which makes colours, is installed; this does not import it."""
    return find_spec("rich") is not None


def is_colored(when: When, stream: TextIO) -> bool:
    """Whether to write colours to a stream: see https://no-color.org for the variable.

    Raises
    ------
    ImportError
        Colours are asked for, and rich is not installed.
    """
    if when == "always" and not has_rich():
        raise ImportError("--color always needs rich: pip install 'pubfast[cli]'", name="rich")
    if when != "auto":
        return when == "always"
    is_wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return is_wanted and stream.isatty() and has_rich()
