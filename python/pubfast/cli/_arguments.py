"""Arguments that several commands share."""

from __future__ import annotations

import argparse
import sys
from typing import TypeAlias

from pubfast._input import MAX_RECORD_BYTES

# A string, because the class is generic for type checkers only.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(commands: Commands, name: str, summary: str, examples: str) -> argparse.ArgumentParser:
    """Add a command with its summary and examples."""
    return commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def add_input(parser: argparse.ArgumentParser) -> None:
    """Add the argument for the input."""
    parser.add_argument("file", metavar="FILE", help="the dump; - is standard input")


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add the options for reading the input."""
    reading = parser.add_argument_group("reading")
    reading.add_argument(
        "--format",
        choices=("pubtator", "entities", "relations"),
        help="read the input in this format, whatever it looks like",
    )
    reading.add_argument("--threads", type=count, metavar="N", help="number of threads (default: all cores)")
    reading.add_argument(
        "--max-record-bytes",
        type=count,
        default=MAX_RECORD_BYTES,
        metavar="N",
        help="refuse a document or row of more bytes of text (default: 1 GiB)",
    )
    reading.add_argument(
        "--no-progress", dest="progress", action="store_false", default=None, help="show no progress bar"
    )


def add_json(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the option --json."""
    parser.add_argument("--json", action="store_true", help=f"write {what} as JSON")


def count(word: str) -> int:
    """Read a whole number of at least 1."""
    number = whole(word)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {word}")
    return number


def whole(word: str) -> int:
    """Read a whole number of at least 0; numbers beyond `sys.maxsize` are read as that."""
    try:
        number = int(word)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number, not {word!r}") from None
    if number < 0:
        raise argparse.ArgumentTypeError(f"must not be negative, not {word}")
    return min(number, sys.maxsize)
