"""Comparing columns that are too long to be shown."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest


def same(what: str, got: Sequence[object], expected: Sequence[object]) -> None:
    """Fail with the first difference: a whole column is too long to read."""
    if list(got) == list(expected):
        return
    pairs = itertools.zip_longest(got, expected, fillvalue="nothing")
    at, (mine, theirs) = next((at, pair) for at, pair in enumerate(pairs) if pair[0] != pair[1])
    lengths = f"{len(got)} and {len(expected)} values"
    pytest.fail(f"{what}[{at}] is {mine!r:.300}, should be {theirs!r:.300}; {lengths}", pytrace=False)
