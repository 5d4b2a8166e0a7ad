"""Write PubTator dumps of any size: block text with the statistics of the real old dump, or tables.

Usage::

    python benches/generate.py OUT --size 1GB --seed 7 [--kind text|entities|relations] [--newline lf|crlf]
        [--statistics COUNTS.json]

The same size, seed and line end give the same bytes. How they are made is said in `inputs/text.py` and
`inputs/tables.py`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from inputs.dump import bytes_of
from inputs.table_pool import SHAPES
from inputs.table_statistics import TableStatistics
from inputs.tables import generate_table
from inputs.text import Statistics, generate


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write a PubTator dump like a real one.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", type=bytes_of, required=True, help="such as 500kB, 10MB, 5GB")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--kind", choices=("text", *SHAPES), default="text", help="block text or a table")
    parser.add_argument("--newline", choices=("lf", "crlf"), default="lf")
    parser.add_argument("--statistics", type=Path, help="also write the exact counts to this JSON file")
    options = parser.parse_args()
    how = options.seed, options.newline
    statistics: Statistics | TableStatistics
    if options.kind == "text":
        statistics = generate(options.out, options.size, *how)
    else:
        statistics = generate_table(options.out, options.size, options.kind, *how)
    counts = json.dumps(asdict(statistics), indent=1)
    if options.statistics:
        options.statistics.write_text(counts + "\n")
    print(f"{options.out}: {counts}\n{statistics.table()}")


if __name__ == "__main__":
    main()
