"""`pubfast check`: finds errors and oddities in a dump."""

from __future__ import annotations

import argparse
import sys

import pubfast
from pubfast._check import Report
from pubfast.cli._arguments import Commands, add_input, add_reading, command, whole
from pubfast.cli._color import add_color, is_colored
from pubfast.cli._status import CLEAN, FINDINGS
from pubfast.errors import InputError

_EXAMPLES = """\
  pubfast check corpus.txt                                what is wrong, with examples
  pubfast check corpus.txt --ignore note                  leave out what is harmless
  pubfast check corpus.txt --only 'span_*,bad_span'       offsets alone
  pubfast check dump.pubtator.gz -o findings.jsonl        all findings, a line of JSON each
  pubfast check corpus.txt --json | jq .document_id

exit status: 0 nothing is found, 1 something is (notes too: see --ignore), 3 the input cannot be read to
its end. The codes are those of pubfast.finding_codes; docs/check.md has a section for each."""

_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "check", "say what is wrong with a dump, and where", _EXAMPLES)
    add_input(parser)
    finding = parser.add_argument_group("findings")
    finding.add_argument(
        "--only",
        action="append",
        metavar="CODE,…",
        help="look for these codes only; also patterns (span_*) and severities (error, warning, note)",
    )
    finding.add_argument(
        "--ignore", action="append", metavar="CODE,…", help="leave out these codes, patterns and severities"
    )
    finding.add_argument(
        "--max",
        type=whole,
        metavar="N",
        help="list the first N findings of each code, in the summary (default: 3), in OUT and with --json "
        "(default: all); all findings are counted",
    )
    finding.add_argument(
        "-o", "--output", metavar="OUT", help="also write all findings to this file, .jsonl or .arrow"
    )
    finding.add_argument("--overwrite", action="store_true", help="replace an existing file")
    finding.add_argument("--json", action="store_true", help="write all findings as lines of JSON")
    add_color(parser)
    add_reading(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Check the input, and print the findings."""
    if given.json and given.output is not None:
        raise ValueError("--json writes all findings to standard output, --output to a file: choose one")
    has_colors = not given.json and is_colored(given.color, sys.stdout)
    try:
        report = pubfast.check(
            given.file,
            only=_words(given.only),
            ignore=_words(given.ignore),
            max=given.max,
            output=sys.stdout.buffer if given.json else given.output,
            overwrite=given.overwrite,
            format=given.format,
            threads=given.threads,
            max_record_bytes=given.max_record_bytes,
            progress=given.progress,
        )
    except InputError as error:
        # The findings before the fault are printed first, then the fault.
        if isinstance(error.report, Report) and not given.json:
            _tell(error.report, given.max, has_colors)
            sys.stdout.flush()
        raise
    if not given.json:
        _tell(report, given.max, has_colors)
    return CLEAN if report.ok else FINDINGS


def _words(given: list[str] | None) -> list[str] | None:
    """Split the values of an option at their commas."""
    if given is None:
        return None
    words = [word.strip() for words in given for word in words.split(",") if word.strip()]
    if not words:
        raise ValueError("--only and --ignore have to name codes, patterns or severities")
    return words


def _tell(report: Report, most: int | None, has_colors: bool) -> None:
    for severity, text in report._lines(3 if most is None else most):
        print(_painted(text, severity) if severity is not None and has_colors else text)


def _painted(text: str, severity: str) -> str:
    from rich.style import Style

    return Style.parse(_STYLES[severity]).render(severity) + text.removeprefix(severity)
