"""`pubfast sample`: writes documents or rows at random."""

from __future__ import annotations

import argparse
import random

from pubfast.cli._arguments import Commands, add_input, command, whole
from pubfast.cli._excerpt import add_output, extract
from pubfast.cli._status import CLEAN

_EXAMPLES = """\
  pubfast sample -n 1000 --seed 7 dump.pubtator.gz -o sample.pubtator
  pubfast sample -n 5 --json dump.pubtator.gz
"""

_MOST = 2**64


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "sample", "write documents, or rows of a table, chosen at random", _EXAMPLES)
    add_input(parser)
    parser.add_argument("-n", type=whole, default=10, metavar="N", help="how many to write (default: 10)")
    parser.add_argument(
        "--seed",
        type=_seed,
        metavar="S",
        help="seed of the choice, which is the same for the same seed and input (default: at random)",
    )
    add_output(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write the chosen documents or rows, in the order of the input."""
    seed = random.randrange(_MOST) if given.seed is None else given.seed
    extract(given, sample=(given.n, seed))
    return CLEAN


def _seed(word: str) -> int:
    if not word.isdecimal() or int(word) >= _MOST:
        raise argparse.ArgumentTypeError(f"must be a number below 2 to the 64th, not {word!r}")
    return int(word)
