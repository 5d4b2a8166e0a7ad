"""`pubfast view`: shows documents in the terminal, with their mentions coloured."""

from __future__ import annotations

import argparse
import io
import shutil
import sys
from collections.abc import Iterator

import numpy as np

import pubfast
from pubfast._core import Document, visible
from pubfast.cli._arguments import Commands, add_input, add_reading, command, count
from pubfast.cli._color import add_color, has_rich, is_colored
from pubfast.cli._status import CLEAN, FINDINGS
from pubfast.display.lines import Lines, PlainLines
from pubfast.display.terminal import Page
from pubfast.errors import FormatError

_EXAMPLES = """\
  pubfast view dump.pubtator.gz 39820189
  pubfast view dump.pubtator.gz 39820189 --identifiers --color always | less -R
  pubfast head -n 3 dump.pubtator | pubfast view - 39820189
"""

# Small, so that a document near the beginning is shown at once.
_BATCH_BYTES = 4 << 20


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "view", "show documents with their mentions coloured", _EXAMPLES)
    add_input(parser)
    parser.add_argument("ids", metavar="ID", nargs="+", help="the id of a document")
    parser.add_argument(
        "--all",
        action="store_true",
        help="show every document with an id, not only the first; reads the whole input",
    )
    parser.add_argument("--identifiers", action="store_true", help="show identifiers beside the mentions")
    parser.add_argument("--width", type=count, metavar="COLUMNS", help="line width (default: the terminal's)")
    add_color(parser)
    add_reading(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Show the documents; ids that are not found are findings."""
    if given.format in ("entities", "relations"):
        raise ValueError("view shows documents of block text, and a table has none: leave out --format")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    width = given.width or shutil.get_terminal_size((80, 24)).columns
    page = Page(_lines(width, is_colored(given.color, sys.stdout)), given.identifiers)
    missing = dict.fromkeys(given.ids)
    is_first = True
    for document in _found(given, list(missing)):
        missing.pop(document.document_id, None)
        if not is_first:
            print()
        is_first = False
        for line in page.lines(document):
            print(line)
    sys.stdout.flush()
    for document_id in missing:
        print(visible(f"pubfast: no document {document_id!r} in {given.file}"), file=sys.stderr)
    return FINDINGS if missing else CLEAN


def _lines(width: int, is_colored: bool) -> Lines:
    if not has_rich():
        return PlainLines(width)
    from pubfast.display.rich_lines import RichLines

    return RichLines(width, is_colored)


def _found(given: argparse.Namespace, ids: list[str]) -> Iterator[Document]:
    """Yield the documents in the order of the input: the first of each id, or with --all every one."""
    wanted = set(ids)
    with _stream(given) as stream:
        for batch in stream:
            for row in np.flatnonzero(batch.documents.document_id.isin(ids)).tolist():
                document = batch[row]
                if given.all or document.document_id in wanted:
                    wanted.discard(document.document_id)
                    yield document
            if not wanted and not given.all:
                return


def _stream(given: argparse.Namespace) -> pubfast.Stream:
    try:
        return pubfast.stream(
            given.file,
            batch_bytes=_BATCH_BYTES,
            threads=given.threads,
            on_problem="ignore",
            progress=given.progress,
            columns=["documents.document_id"],
            format=given.format,
            max_record_bytes=given.max_record_bytes,
        )
    except FormatError as error:
        # The message names Python functions, which do not help in a shell.
        looks = str(error).partition(";")[0]
        advice = "give view a dump in block text, or --format pubtator to read this all the same"
        raise FormatError(f"{looks}; {advice}", error.path) from None
