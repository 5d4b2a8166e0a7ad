"""`pubfast sample`."""

from __future__ import annotations

from pubfast.cli._arguments import Commands


def add(commands: Commands) -> None:
    """Add the command."""
