"""The time that tests wait for an event that must come.

No test measures speed. A limit only turns a process that hangs into a failure, so it is long enough for a
slow and busy machine.
"""

from __future__ import annotations

HANGS = 600.0
"""Seconds after which a process or a thread is taken to hang."""
