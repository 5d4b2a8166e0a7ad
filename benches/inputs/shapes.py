"""Odd inputs: block text of a given size that no tool writes on purpose."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

TEXT = b"1|t|a title\n1|a|an abstract\n"


def numbered(part: bytes, size: int, modulus: int = 10**9) -> bytes:
    """Repeat a part, with its number in place of each %d."""

    def parts() -> Iterator[bytes]:
        made, count = 0, part.count(b"%")
        for number in itertools.count():
            if made >= size:
                return
            made += len(one := part % ((number % modulus,) * count))
            yield one

    return b"".join(parts())


def repeated(part: bytes, size: int) -> bytes:
    """Repeat a part."""
    return part * (size // len(part))


SHAPES: dict[str, Callable[[int], bytes]] = {
    "blank-lines": lambda size: b"\n" * size,
    "lines-of-blanks": lambda size: repeated(b"  \n", size),
    "CRLF-alone": lambda size: repeated(b"\r\n", size),
    "one-huge-document": lambda size: TEXT + repeated(b"1\t0\t1\ta\tGene\t7157\n", size),
    "one-huge-title": lambda size: b"1|t|" + b"a" * size + b"\n",
    "one-huge-mention": lambda size: TEXT + b"1\t0\t1\t" + b"a" * size + b"\tGene\t1\n",
    "one-row-of-many-columns": lambda size: TEXT + b"1\t0\t1\ta\tGene\t1" + repeated(b"\tx", size) + b"\n",
    "empty-documents": lambda size: numbered(b"%d|t|\n\n", size),
    "tiny-documents": lambda size: numbered(b"%d|t|a\n%d|a|b\n\n", size),
    "one-id-for-all": lambda size: repeated(b"1|t|a\n1|a|b\n\n", size),
    "rows-without-text": lambda size: numbered(b"%d\t0\t1\ta\tGene\t1\n", size),
    "ids-in-turn": lambda size: numbered(b"%d\t0\t1\ta\tGene\t1\n", size, 2),
    "ids-of-200-bytes": lambda size: numbered(b"%0200d|t|a\n", size),
    "passages": lambda size: TEXT + repeated(b"1|x|y\n", size),
    "relations": lambda size: TEXT + repeated(b"1\tCID\tD1\tD2\n", size),
    "a-type-a-row": lambda size: TEXT + numbered(b"1\t0\t1\ta\tT%d\t1\n", size),
    "a-thousand-types": lambda size: TEXT + numbered(b"1\t0\t1\ta\tT%d\t1\n", size, 1000),
    "words": lambda size: repeated(b"word\n", size),
    "wrong-offsets": lambda size: TEXT + repeated(b"1\tx\t1\ta\tGene\t7157\n", size),
    "negative-offsets": lambda size: TEXT + numbered(b"1\t-%d\t1\ta\tGene\t1\n", size),
    "invalid-UTF-8": lambda size: numbered(b"%d|t|\xff\xfe\n\n", size),
    "invalid-UTF-8-in-one-line": lambda size: b"1|t|" + b"\xff" * size + b"\n",
    "tabs": lambda size: repeated(b"\t" * 50 + b"\n", size),
    "tabs-in-one-line": lambda size: b"\t" * size,
    "pipes": lambda size: repeated(b"|" * 50 + b"\n", size),
    "NULs": lambda size: b"1|t|" + b"\0" * size + b"\n",
    "ampersands": lambda size: b"1|t|" + b"&" * size + b"\n",
    "comments": lambda size: repeated(b"##comment\n", size),
}
