"""Odd inputs: block text that no tool writes on purpose, of any size."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

BLANK_LINES = 10_000_000

TEXT = b"1|t|a title\n1|a|an abstract\n"


def repeated(part: bytes, size: int) -> bytes:
    """Return a part again and again."""
    return part * (size // len(part))


def numbered(size: int, part: Callable[[int], bytes]) -> bytes:
    """Return parts that differ by a number."""

    def parts() -> Iterator[bytes]:
        made = 0
        for number in itertools.count():
            if made >= size:
                return
            made += len(one := part(number))
            yield one

    return b"".join(parts())


# Each is a name, and what makes about so many bytes of it.
SHAPES: dict[str, Callable[[int], bytes]] = {
    "blank lines": lambda _: b"\n" * BLANK_LINES,
    "lines of blanks": lambda size: repeated(b"  \n", size),
    "CRLF alone": lambda size: repeated(b"\r\n", size),
    "one huge document": lambda size: TEXT + repeated(b"1\t0\t1\ta\tGene\t7157\n", size),
    "one huge title": lambda size: b"1|t|" + b"a" * size + b"\n",
    "one huge mention": lambda size: TEXT + b"1\t0\t1\t" + b"a" * size + b"\tGene\t1\n",
    "one row of many columns": lambda size: TEXT + b"1\t0\t1\ta\tGene\t1" + repeated(b"\tx", size) + b"\n",
    "empty documents": lambda size: numbered(size, lambda number: b"%d|t|\n\n" % number),
    "tiny documents": lambda size: numbered(size, lambda number: b"%d|t|a\n%d|a|b\n\n" % (number, number)),
    "one id for all": lambda size: repeated(b"1|t|a\n1|a|b\n\n", size),
    "rows without text": lambda size: numbered(
        size, lambda number: b"%d\t0\t1\ta\tGene\t1\n" % (number // 5)
    ),
    "ids in turn": lambda size: numbered(size, lambda number: b"%d\t0\t1\ta\tGene\t1\n" % (number % 2)),
    "ids of 200 bytes": lambda size: numbered(size, lambda number: b"%0200d|t|a\n" % number),
    "passages": lambda size: TEXT + repeated(b"1|x|y\n", size),
    "relations": lambda size: TEXT + repeated(b"1\tCID\tD1\tD2\n", size),
    "a type a row": lambda size: TEXT + numbered(size, lambda number: b"1\t0\t1\ta\tT%d\t1\n" % number),
    "a thousand types": lambda size: (
        TEXT + numbered(size, lambda number: b"1\t0\t1\ta\tT%d\t%d\n" % (number % 1000, number))
    ),
    "words": lambda size: repeated(b"word\n", size),
    "letters": lambda size: repeated(b"x\n", size),
    "wrong offsets": lambda size: TEXT + repeated(b"1\tx\t1\ta\tGene\t7157\n", size),
    "negative offsets": lambda size: (
        TEXT + numbered(size, lambda number: b"1\t-%d\t1\ta\tGene\t1\n" % number)
    ),
    "invalid UTF-8": lambda size: numbered(size, lambda number: b"%d|t|\xff\xfe\n\n" % number),
    "invalid UTF-8 in one line": lambda size: b"1|t|" + b"\xff" * size + b"\n",
    "tabs": lambda size: repeated(b"\t" * 50 + b"\n", size),
    "tabs in one line": lambda size: b"\t" * size,
    "pipes": lambda size: repeated(b"|" * 50 + b"\n", size),
    "NULs": lambda size: b"1|t|" + b"\0" * size + b"\n",
    "ampersands": lambda size: b"1|t|" + b"&" * size + b"\n",
    "comments": lambda size: repeated(b"##comment\n", size),
}
