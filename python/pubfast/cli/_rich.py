"""Styled text as lines of a width, which rich makes."""

from __future__ import annotations

import os
from functools import cache
from itertools import groupby

from rich.color import Color
from rich.console import Console
from rich.palette import Palette
from rich.style import Style
from rich.text import Text

from pubfast._palette import channels, luminance
from pubfast.cli._lines import Run

# Stands for a no-break space while rich breaks lines: rich would break them there.
_UNBROKEN = "\ufdd0"

# White text on anything lighter is hard to read.
_LIGHTEST = 0.183

# Reversed, text has the colour of the terminal's ground, and is legible whatever the terminal makes of the 8.
_OF_8 = {
    "reverse red": "#d01030",
    "reverse green": "#107a30",
    "reverse yellow": "#b06000",
    "reverse blue": "#0050ff",
    "reverse magenta": "#904ab0",
    "reverse cyan": "#007c7c",
}


class RichLines:
    """Makes lines in which ideographs take two columns, and marks on other characters none.

    Parameters
    ----------
    width : int
        Of a line, in columns of a terminal.
    is_colored : bool
        Whether lines have styles. The environment says how many colours the terminal has; 8 are the least.
    """

    def __init__(self, width: int, is_colored: bool) -> None:
        self.width = width
        self.is_colored = is_colored
        is_dumb = os.environ.get("TERM") in ("dumb", "unknown")
        self._console = Console(
            color_system=None if not is_colored else "standard" if is_dumb else "auto",
            force_terminal=is_colored,
            force_jupyter=False,
            no_color=False,
            width=width,
        )

    def wrapped(self, runs: list[Run], indent: str = "") -> list[str]:
        """Break a text of several runs into lines."""
        whole = Text()
        for style, group in groupby(runs, key=lambda run: run[1]):
            text = "".join(text for text, _ in group)
            whole.append(text.replace("\u00a0", _UNBROKEN), self._style(style))
        lines = whole.wrap(self._console, max(self.width - len(indent), 2), overflow="fold")
        for line in lines:
            line.rstrip()
        with self._console.capture() as capture:
            self._console.print(*lines, sep=f"\n{indent}", soft_wrap=True)
        return capture.get().removesuffix("\n").replace(_UNBROKEN, "\u00a0").split("\n")

    def _style(self, style: str) -> Style:
        is_ground = style.startswith("#")
        return Style.parse(_ground(style, self._console.color_system) if is_ground else style)


@cache
def _ground(color: str, system: str | None) -> str:
    """The style of a mention: white text on the colour, or on the nearest one that the terminal has."""
    if system == "truecolor":
        return f"#ffffff on {color}"
    styles = _of_256() if system == "256" else _OF_8
    nearest = Palette([channels(each) for each in styles.values()]).match(channels(color))
    return list(styles)[nearest]


@cache
def _of_256() -> dict[str, str]:
    """Styles with the colours of 256 that are dark enough; terminals choose the first 16 themselves."""
    colors = {code: Color.from_ansi(code).get_truecolor().hex for code in range(16, 256)}
    dark = {code: color for code, color in colors.items() if luminance(color) <= _LIGHTEST}
    return {f"color(231) on color({code})": color for code, color in dark.items()}
