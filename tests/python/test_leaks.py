"""Many turns of everything leave nothing behind."""

from __future__ import annotations

import os
import sys

import pytest

import leaks

# The whole is 1,000; so few show a leak of a descriptor or a thread all the same.
TURNS = int(os.environ.get("PUBFAST_TURNS", "12"))
# What allocators keep: they round, and each thread that ran may leave some.
MOST = 24 << 20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_nothing_is_left() -> None:
    for name, left in leaks.figures(TURNS, warm=6).items():
        assert (left.descriptors, left.threads, left.maps) == (0, 0, 0), (name, left)
        assert left.resident < MOST, (name, left)
