"""Arguments and output of the commands that write parts of a dump."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

from pubfast import _core
from pubfast._input import naming, record_limit, thread_count
from pubfast._progress import ProgressBar
from pubfast.cli._arguments import add_reading


class Written(NamedTuple):
    """Outcome of a command: the ids that were not found, and whether there were problems."""

    missing: list[str]
    has_problems: bool


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add the options for the output of an excerpt, and for reading the input."""
    output = parser.add_argument_group("output")
    output.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help="write to this file, compressed as its suffix says (.gz, .bgz, .zst); .jsonl is lines of JSON "
        "(default: standard output)",
    )
    output.add_argument(
        "--json", action="store_true", help="write lines of JSON instead of the lines of the input"
    )
    add_raw(output)
    output.add_argument("--overwrite", action="store_true", help="replace an existing file")
    add_reading(parser)


def add_raw(parser: argparse._ActionsContainer) -> None:
    """Add the option --raw."""
    parser.add_argument(
        "--raw",
        action="store_true",
        help="write to a terminal what the input has; by default its control characters are shown as signs",
    )


def words(arguments: list[str] | None) -> list[bytes]:
    """Return the values of arguments as the bytes that the input would have."""
    return [os.fsencode(word) for word in arguments or ()]


def add_ids_from(parser: argparse._ActionsContainer, help: str) -> None:
    """Add a file of ids."""
    parser.add_argument(
        "--ids-from", metavar="IDS", help=f"{help}, which has one id a line; - is standard input"
    )


def ids_from(given: argparse.Namespace) -> list[bytes] | None:
    """Read the ids from the file of --ids-from, one a line; blank lines are skipped."""
    if given.ids_from is None:
        return None
    if given.file == "-" and given.ids_from == "-":
        raise ValueError(
            "the dump and the ids cannot both come from standard input: name a file for one of them"
        )
    lines = sys.stdin.buffer.read() if given.ids_from == "-" else Path(given.ids_from).read_bytes()
    found = [line.strip() for line in lines.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    if not found:
        raise ValueError(
            f"{_core.visible(given.ids_from)}: there are no ids in it; it has to have one on each line"
        )
    return found


def extract(given: argparse.Namespace, **wanted: Any) -> Written:
    """Write the wanted part of the input, and report its problems on standard error."""
    nothing = dict.fromkeys(("first", "get", "sample", "ids", "least", "most"))
    none = {"is_first_enough": False, "types": [], "identifiers": [], "only_annotations": False}
    output = None if given.output in (None, "-") else given.output
    is_json = given.json or re.search(r"\.jsonl(\.\w+)?$", output or "", re.IGNORECASE) is not None
    bar = ProgressBar(False if output is None and sys.stdout.isatty() else given.progress)
    with naming(given.file), bar:
        _, _, missing, problems = _core.extract(
            given.file,
            output,
            wanted=nothing | none | wanted,
            json=is_json,
            overwrite=given.overwrite,
            kind=given.format,
            threads=thread_count(given.threads),
            max_record=record_limit(given.max_record_bytes),
            is_visible=output is None and sys.stdout.isatty() and not given.raw,
            tick=bar.tick,
        )
    if problems:
        counts = ", ".join(f"{count:,} {code}" for code, count in problems)
        told = f"pubfast: {given.file}: problems met on the way: {counts}; see pubfast check"
        print(_core.visible(told), file=sys.stderr)
    distinct = list(dict.fromkeys(wanted.get("get", ())))
    return Written([os.fsdecode(distinct[number]) for number in missing], bool(problems))
