"""The command `pubfast`: what the functions of the package do, in a shell."""

from pubfast.cli._main import main

__all__ = ["main"]
