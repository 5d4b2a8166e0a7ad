"""Text of an input, as a terminal may have it."""

from __future__ import annotations


def escaped(text: str) -> str:
    """Write control characters as escapes, so that an input cannot garble a terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
