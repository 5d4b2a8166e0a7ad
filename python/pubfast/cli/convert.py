"""`pubfast convert`: writes a dump as Parquet, Arrow IPC or lines of JSON."""

from __future__ import annotations

import argparse
import dataclasses
import json

import pubfast
from pubfast._core import visible
from pubfast.cli._arguments import Commands, add_input, add_json, add_reading, command, count
from pubfast.cli._excerpt import add_raw, extract
from pubfast.cli._status import CLEAN, FINDINGS
from pubfast.display.numbers import counted

_EXAMPLES = """\
  pubfast convert dump.pubtator.gz dump                   a folder of Parquet files
  pubfast convert dump.pubtator.gz genes.parquet --table annotations
  pubfast convert dump.pubtator.gz dump.jsonl.zst         a line a document
  pubfast convert dump.pubtator.gz - | jq .document_id    the same, to another program
"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "convert", "write a dump as Parquet, Arrow IPC or JSON Lines", _EXAMPLES)
    add_input(parser)
    parser.add_argument(
        "destination",
        metavar="OUT",
        help="a folder (no suffix), or a file: .parquet, .arrow, .jsonl, .jsonl.gz, .jsonl.zst; - writes "
        "lines of JSON to standard output",
    )
    parser.add_argument("--table", help="the table to write to a single file, such as annotations")
    parser.add_argument("--to", choices=("parquet", "arrow", "jsonl"), help="the format, whatever the suffix")
    parser.add_argument("--overwrite", action="store_true", help="replace an existing output")
    parser.add_argument("--compression", choices=("zstd", "gzip", "none"))
    parser.add_argument("--level", type=int, metavar="N", help="level of the compression")
    add_raw(parser)
    parser.add_argument("--row-group-size", type=count, default=1 << 20, metavar="ROWS")
    add_json(parser, "what was written")
    add_reading(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Convert the input; its problems are findings."""
    if given.destination == "-":
        return _to_standard_output(given)
    result = pubfast.convert(
        given.file,
        given.destination,
        table=given.table,
        format=given.to,
        overwrite=given.overwrite,
        compression=given.compression,
        level=given.level,
        row_group_size=given.row_group_size,
        source_format=given.format,
        threads=given.threads,
        max_record_bytes=given.max_record_bytes,
        progress=given.progress,
    )
    if given.json:
        print(json.dumps(dataclasses.asdict(result) | {"path": str(result.path)}))
    else:
        rows = ", ".join(counted(rows, table) for table, rows in result.rows.items())
        print(visible(f"{result.path}: {rows}; {counted(result.bytes, 'bytes')}"))
        for code, number in result.problems.items():
            print(f"  problem {code}: {number:,}")
    return FINDINGS if result.problems else CLEAN


def _to_standard_output(given: argparse.Namespace) -> int:
    if given.to not in (None, "jsonl") or given.table is not None or given.json:
        raise ValueError("only documents, or the rows of a table, as lines of JSON go to standard output")
    written = extract(argparse.Namespace(**vars(given) | {"output": None, "json": True}))
    return FINDINGS if written.has_problems else CLEAN
