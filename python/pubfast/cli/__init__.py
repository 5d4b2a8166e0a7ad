"""The command `pubfast`, which makes the functions of the package available in a shell."""

from pubfast.cli._main import main

__all__ = ["main"]
