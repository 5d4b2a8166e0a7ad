"""`pubfast info`: counts the content of a dump."""

from __future__ import annotations

import argparse
import json
import sys

import pubfast
from pubfast._core import visible
from pubfast._info import Info
from pubfast.cli._arguments import Commands, add_input, add_json, add_reading, command
from pubfast.cli._status import CLEAN, FINDINGS, UNREADABLE
from pubfast.display.numbers import counted

_EXAMPLES = """\
  pubfast info dump.pubtator.gz
  pubfast info gene2pubtator3.gz --json
"""

# Number of names of each list that are shown; --json has all.
_MOST = 15

# Largest width of the column of names; longer names push their numbers to the right.
_WIDEST = 40

# Bytes of text below which no rate is shown, since it would say little.
_WORTH_A_RATE = 1 << 20


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "info", "count the content of a dump", _EXAMPLES)
    add_input(parser)
    add_json(parser, "all counts")
    add_reading(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Count the content; problems of the input are findings."""
    found = pubfast.info(
        given.file,
        format=given.format,
        threads=given.threads,
        max_record_bytes=given.max_record_bytes,
        progress=given.progress,
    )
    if given.json:
        print(json.dumps(found.to_dict()))
    else:
        print("\n".join(_report(found)))
    if found.fault is not None:
        print(visible(f"pubfast: {found.fault}"), file=sys.stderr)
        return UNREADABLE
    return FINDINGS if found.problems else CLEAN


def _report(found: Info) -> list[str]:
    is_table = found.kind != "pubtator"
    unit = "rows" if is_table else "documents"
    facts = [
        ("file", visible(found.path)),
        ("kind", {"pubtator": "block text"}.get(found.kind, f"table of {found.kind}")),
        ("container", found.container),
        ("size", _size(found)),
        ("lines", f"{found.lines:,}"),
    ]
    if is_table:
        facts += [
            ("rows", f"{found.rows:,}"),
            ("documents", f"{counted(found.documents, 'runs')} of rows with one PMID"),
        ]
    else:
        of_documents = f"{found.pmids:,} with a numeric id, {found.titles:,} with title, "
        facts += [
            ("documents", f"{found.documents:,} ({of_documents}{found.abstracts:,} with abstract)"),
            ("annotations", f"{found.annotations:,}"),
            ("relations", f"{found.relations:,}"),
        ]
        if found.passages:
            facts += [("passages", f"{found.passages:,}")]
    total = found.rows if is_table else found.documents
    share = f"{found.non_ascii:,} of {total:,} {unit} ({_percent(found.non_ascii, total)})"
    facts += [("non-ASCII", f"{share}, {_percent(found.non_ascii_bytes, found.bytes)} of the bytes")]
    lines = [f"{name:<12} {value}" for name, value in facts]
    of_types = (
        "entities by type"
        if found.kind == "relations"
        else "rows by type"
        if is_table
        else "annotations by type"
    )
    lists = {
        of_types: found.types,
        "relations by type": found.relation_types,
        "identifiers by form": found.forms,
        "rows by resource": found.resources,
        "problems by code": found.problems,
    }
    width = max((len(visible(name)) for counts in lists.values() for name in list(counts)[:_MOST]), default=0)
    for title, counts in lists.items():
        if counts:
            lines += ["", title, *_counts(counts, min(width, _WIDEST))]
    if not found.problems:
        lines += ["", "no problems"]
    if found.bytes >= _WORTH_A_RATE:
        lines += ["", f"read in {found.seconds:.2f} s, {found.bytes / 1e6 / found.seconds:,.0f} MB/s of text"]
    return lines


def _counts(counts: dict[str, int], width: int) -> list[str]:
    total = sum(counts.values())
    lines = [
        f"  {visible(name) or '(others)':<{width}}  {count:>13,}  {_percent(count, total):>6}"
        for name, count in list(counts.items())[:_MOST]
    ]
    if len(counts) > _MOST:
        lines.append(f"  and {len(counts) - _MOST:,} more; --json has all")
    return lines


def _size(found: Info) -> str:
    text = f"{counted(found.bytes, 'bytes')} of text"
    return text if found.container == "plain" else f"{counted(found.input_bytes, 'bytes')}, {text}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "0.0%"
