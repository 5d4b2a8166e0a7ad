"""`pubfast head`: writes the first documents or rows."""

from __future__ import annotations

import argparse

from pubfast.cli._arguments import Commands, add_input, command, whole
from pubfast.cli._excerpt import add_output, extract
from pubfast.cli._status import CLEAN

_EXAMPLES = """\
  pubfast head dump.pubtator.gz
  pubfast head -n 100 dump.pubtator.gz -o small.pubtator
  pubfast head -n 1 --json dump.pubtator.gz
"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "head", "write the first documents, or rows of a table", _EXAMPLES)
    add_input(parser)
    parser.add_argument("-n", type=whole, default=3, metavar="N", help="how many to write (default: 3)")
    add_output(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write the first documents or rows."""
    extract(given, first=given.n)
    return CLEAN
