"""Numbers of things, as people write them."""

from __future__ import annotations


def counted(count: int, things: str) -> str:
    """Give a number and what it counts: ``1 document``, ``2,000 documents``."""
    if count == 1:
        things = "entity" if things == "entities" else things.removesuffix("s")
    return f"{count:,} {things}"
