"""`pubfast get`: writes documents or rows by id."""

from __future__ import annotations

import argparse
import sys

from pubfast._core import visible
from pubfast.cli._arguments import Commands, add_input, command
from pubfast.cli._excerpt import add_ids_from, add_output, extract, ids_from, words
from pubfast.cli._status import CLEAN, FINDINGS

_EXAMPLES = """\
  pubfast get dump.pubtator.gz 39820189
  pubfast get --first dump.pubtator.gz 39820189 39820190     stops when all are found
  pubfast get dump.pubtator.gz --ids-from pmids.txt -o mine.pubtator.gz
  pubfast get gene2pubtator3.gz 39820189                     the rows of a table
"""

# Number of missing ids that the message names.
_MOST = 10


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(
        commands, "get", "write the documents with these ids, in the order of the input", _EXAMPLES
    )
    add_input(parser)
    parser.add_argument("ids", metavar="ID", nargs="*", help="the id of a document, usually a PMID")
    add_ids_from(parser, "get the ids in this file")
    parser.add_argument(
        "--first",
        action="store_true",
        help="write only the first document of each id, and stop reading when all are found",
    )
    add_output(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write the documents; ids that are not found are findings."""
    ids = words(given.ids) + (ids_from(given) or [])
    if not ids:
        raise ValueError("there is nothing to get: name ids, or a file of them with --ids-from")
    written = extract(given, get=ids, is_first_enough=given.first)
    if not written.missing:
        return CLEAN
    named = ", ".join(visible(id) for id in written.missing[:_MOST])
    more = f" and {len(written.missing) - _MOST:,} more" if len(written.missing) > _MOST else ""
    print(f"pubfast: {visible(given.file)}: not found: {named}{more}", file=sys.stderr)
    return FINDINGS
