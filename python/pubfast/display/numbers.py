"""Readable numbers of things."""

from __future__ import annotations


def counted(count: int, things: str) -> str:
    """Return a count with its noun: ``1 document``, ``2,000 documents``."""
    if count == 1:
        things = "entity" if things == "entities" else things.removesuffix("s")
    return f"{count:,} {things}"
