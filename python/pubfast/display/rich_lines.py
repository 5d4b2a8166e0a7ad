"""Breaking of styled text into lines with rich."""

from __future__ import annotations

import os
from functools import cache
from itertools import groupby

from rich.color import Color
from rich.console import Console
from rich.palette import Palette
from rich.style import Style
from rich.text import Text

from pubfast.display.lines import Run
from pubfast.display.palette import channels, luminance

# Replaces no-break spaces while rich breaks lines, since rich would break lines at them.
_UNBROKEN = "\ufdd0"

# Largest relative luminance of a background of white text; on a lighter one the text is hard to read.
_LIGHTEST = 0.183

# Reversed text has the colour of the terminal's background, so it is legible with any palette of 8 colours.
_OF_8 = {
    "reverse red": "#d01030",
    "reverse green": "#107a30",
    "reverse yellow": "#b06000",
    "reverse blue": "#0050ff",
    "reverse magenta": "#904ab0",
    "reverse cyan": "#007c7c",
}


class RichLines:
    """Breaks text into styled lines, where ideographs count as two columns and combining marks as none.

    Parameters
    ----------
    width : int
        Width of a line in columns of a terminal.
    is_colored : bool
        True if lines have styles. The environment tells the number of colours of the terminal, at least 8.
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
    """Return the style of a mention: white text on the colour, or on the nearest that the terminal has."""
    if system == "truecolor":
        return f"#ffffff on {color}"
    styles = _of_256() if system == "256" else _OF_8
    nearest = Palette([channels(each) for each in styles.values()]).match(channels(color))
    return list(styles)[nearest]


@cache
def _of_256() -> dict[str, str]:
    """Return styles of the dark among 256 colours, without the first 16, which each terminal defines."""
    colors = {code: Color.from_ansi(code).get_truecolor().hex for code in range(16, 256)}
    dark = {code: color for code, color in colors.items() if luminance(color) <= _LIGHTEST}
    return {f"color(231) on color({code})": color for code, color in dark.items()}
