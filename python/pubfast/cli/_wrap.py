"""Lines of a width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pubfast.cli._color import painted

# Some text, and the codes that paint it.
Run = tuple[str, str]

_WORDS = re.compile(r" +|[^ ]+")


def wrapped(runs: Iterable[Run], width: int, *, indent: str = "") -> list[str]:
    """Break painted text into lines.

    Parameters
    ----------
    runs : iterable of (str, str)
        Texts one after another, each with the codes that paint it. They have no control characters.
    width : int
        Of a line, in columns of a terminal. Lines break at blanks, which are dropped there, and within words
        that are longer than a line.
    indent : str
        What further lines begin with.

    Returns
    -------
    list of str
        The lines; there is always one.
    """
    width = max(width, len(indent) + 2)
    lines: list[list[Run]] = [[]]
    used = 0
    blanks: list[Run] = []
    for word in _words(runs):
        if word[0][0].startswith(" "):
            blanks = word
            continue
        wide, gap = _width(word), _width(blanks)
        if used + gap + wide > width and used > len(indent):
            lines.append([(indent, "")])
            used = len(indent)
        else:
            lines[-1] += blanks
            used += gap
        blanks = []
        for text, codes in word:
            rest = text
            while rest:
                end = _fitting(rest, width - used, used == len(indent))
                lines[-1].append((rest[:end], codes))
                used += _columns(rest[:end])
                rest = rest[end:]
                if rest:
                    lines.append([(indent, "")])
                    used = len(indent)
    return ["".join(painted(text, codes) for text, codes in _joined(line)) for line in lines]


def _words(runs: Iterable[Run]) -> Iterable[list[Run]]:
    """Blanks and words in turn, each in the runs that it has parts of."""
    word: list[Run] = []
    for text, codes in runs:
        for part in _WORDS.findall(text):
            if word and part.startswith(" ") != word[0][0].startswith(" "):
                yield word
                word = []
            word.append((part, codes))
    if word:
        yield word


def _joined(line: list[Run]) -> Iterable[Run]:
    """Runs of the same codes as one."""
    joined: list[Run] = []
    for text, codes in line:
        if joined and joined[-1][1] == codes:
            joined[-1] = (joined[-1][0] + text, codes)
        else:
            joined.append((text, codes))
    return joined


def _fitting(text: str, room: int, is_alone: bool) -> int:
    """How many characters fit in some columns; at least one where nothing else is in the line."""
    used = 0
    for place, character in enumerate(text):
        used += _columns(character)
        if used > room:
            return max(place, 1) if is_alone else place
    return len(text)


def _width(runs: Iterable[Run]) -> int:
    return sum(_columns(text) for text, _ in runs)


def _columns(text: str) -> int:
    """How many columns a text takes: ideographs two, marks on other characters none."""
    return len(text) if text.isascii() else sum(map(_column, text))


def _column(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
