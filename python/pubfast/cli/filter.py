"""`pubfast filter`: writes the documents or rows that meet conditions."""

from __future__ import annotations

import argparse

from pubfast.cli._arguments import Commands, add_input, command, whole
from pubfast.cli._excerpt import add_ids_from, add_output, extract, ids_from, words
from pubfast.cli._status import CLEAN

_EXAMPLES = """\
  pubfast filter dump.pubtator.gz --type Gene --identifier 7157 -o tp53.pubtator.gz
  pubfast filter dump.pubtator.gz --type Gene --rows            text and only these annotations
  pubfast filter dump.pubtator.gz --min-annotations 5 --ids-from pmids.txt
  pubfast filter bioconcepts2pubtator3.gz --type Species --identifier 9606 -o human.tsv.zst
"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(
        commands,
        "filter",
        "write the documents, or rows of a table, that meet all conditions",
        _EXAMPLES,
    )
    add_input(parser)
    conditions = parser.add_argument_group("conditions")
    conditions.add_argument(
        "--type",
        action="append",
        metavar="TYPE",
        help="keep documents with an annotation of this type; repeat the option to allow several types",
    )
    conditions.add_argument(
        "--identifier",
        action="append",
        metavar="ID",
        help="keep documents with an annotation that names this identifier, alone or among others; "
        "repeat the option to allow several identifiers",
    )
    add_ids_from(conditions, "keep documents whose id is in this file")
    conditions.add_argument(
        "--min-annotations",
        type=whole,
        metavar="N",
        help="keep documents with at least N matching annotations",
    )
    conditions.add_argument(
        "--max-annotations",
        type=whole,
        metavar="N",
        help="keep documents with at most N matching annotations",
    )
    parser.add_argument(
        "--rows",
        action="store_true",
        help="write only the text and the matching annotations of each document, without relations",
    )
    add_output(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write the selected documents or rows."""
    least, most = given.min_annotations, given.max_annotations
    if least is not None and most is not None and least > most:
        raise ValueError(f"no document has {least} annotations and more, and {most} and fewer")
    extract(
        given,
        types=words(given.type),
        identifiers=words(given.identifier),
        ids=ids_from(given),
        least=least,
        most=most,
        only_annotations=given.rows,
    )
    return CLEAN
