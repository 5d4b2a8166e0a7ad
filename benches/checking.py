"""How long `pubfast.check` takes, beside opening the dump and beside a script that slices and compares.

Usage::

    python benches/checking.py [--size 1GB] [--runs 7] [--seed 7] [--threads 2] [--script 50MB]

Makes a dump (once), runs both once a round, checks what they find, and prints ratios of the rounds. The
script reads a smaller dump of the same generator, of which its speed is taken: it looks for the same things,
as somebody would who knows the format. What it finds is what pubfast finds. A
wrong answer ends with exit status 1; a slow time is only reported.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

import pubfast
from inputs.answers import WrongAnswer, expect
from inputs.dump import Dump, bytes_of, cached
from measuring.timing import Engine, measure, ratio

HERE = Path(__file__).parent
OF_THE_SCRIPT = (
    "duplicate_annotation",
    "duplicate_document_id",
    "html_entity",
    "mixed_line_ends",
    "nul_byte",
    "padded_identifier",
    "relation_argument",
    "unrecognised_line",
    "unsorted_annotations",
)
ENTITY = re.compile("&(?:lt|gt|amp|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);")


def script(path: Path) -> tuple[Counter[str], int]:
    """What a careful script finds, and how many annotations it has seen."""
    found: Counter[str] = Counter()
    ids: set[str] = set()
    annotations = 0
    title: str = ""
    abstract: str | None = None
    rows: list[list[str]] = []
    relations: list[list[str]] = []
    is_mixed = False

    def end() -> None:
        nonlocal annotations
        text = title if abstract is None else f"{title} {abstract}"
        before, is_sorted, seen = -1, True, set()
        for row in rows:
            start, end = int(row[1]), int(row[2])
            if text[start:end] != row[3]:
                found["span"] += 1
            if start < before and is_sorted:
                is_sorted = False
                found["unsorted_annotations"] += 1
            before = start
            if len(row) > 5 and row[5].strip() != row[5]:
                found["padded_identifier"] += 1
            whole = tuple(row)
            if whole in seen:
                found["duplicate_annotation"] += 1
            seen.add(whole)
        if relations:
            carried = {part for row in rows if len(row) > 5 for part in (row[5], *re.split("[|,;+]", row[5]))}
            for relation in relations:
                if any(argument not in carried for argument in relation[2:4]):
                    found["relation_argument"] += 1
        annotations += len(rows)
        rows.clear()
        relations.clear()

    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if line.endswith("\r\n") and not is_mixed:
                is_mixed = True
                found["mixed_line_ends"] += 1
            if "\0" in line:
                found["nul_byte"] += 1
            line = line.rstrip("\r\n")
            if not line:
                end()
                title, abstract = "", None
            elif "|" in line and line.split("|", 1)[0].isdigit():
                document, tag, text = line.split("|", 2)
                if "&" in text and ENTITY.search(text):
                    found["html_entity"] += 1
                if tag == "t":
                    if document in ids:
                        found["duplicate_document_id"] += 1
                    ids.add(document)
                    title = text
                else:
                    abstract = text
            else:
                columns = line.split("\t")
                if len(columns) >= 5 and columns[1].isdigit() and columns[2].isdigit():
                    rows.append(columns)
                elif len(columns) in (4, 5):
                    relations.append(columns)
                else:
                    found["unrecognised_line"] += 1
    end()
    return found, annotations


def of_check(report: pubfast.Report) -> Counter[str]:
    """The same of a report."""
    found = Counter({code: report.counts.get(code, 0) for code in OF_THE_SCRIPT})
    found["span"] = sum(count for code, count in report.counts.items() if code.startswith("span_"))
    return +found


def compare(dump: Dump, small: Dump, runs: int, threads: int) -> None:
    """Run both in turn, and print medians."""

    def check_report(_: object, report: object) -> None:
        assert isinstance(report, pubfast.Report)
        expect("documents", report.documents, dump.statistics.documents)
        expect("annotations", report.annotations, dump.statistics.annotations)
        expect("relations", report.relations, dump.statistics.relations)
        expect("lines", report.lines, dump.statistics.lines)

    def check_corpus(_: object, corpus: object) -> None:
        assert isinstance(corpus, pubfast.Corpus)
        expect("annotations", len(corpus.annotations), dump.statistics.annotations)

    engines = [
        Engine(
            "open",
            lambda: dump.path,
            lambda path: pubfast.open(path, threads=threads, on_problem="ignore"),
            check_corpus,
        ),
        Engine(
            "check",
            lambda: dump.path,
            lambda path: pubfast.check(path, threads=threads),
            check_report,
            against=("open",),
        ),
    ]
    timings = measure(engines, runs)
    own = statistics.median(timings[1].seconds)
    print(f"{dump.statistics.bytes:,} bytes, {threads} threads, medians of {runs} runs")
    for timing in timings:
        seconds = statistics.median(timing.seconds)
        print(f"{timing.name:10}{seconds:8.3f} s{dump.statistics.bytes / seconds / 1e6:10,.0f} MB/s")
    print(f"check has {ratio(timings, 'check', 'open'):.2f} of the speed of open")

    begin = time.perf_counter()
    found, annotations = script(small.path)
    took = time.perf_counter() - begin
    expect("annotations of the script", annotations, small.statistics.annotations)
    expect("findings of the script", +found, of_check(pubfast.check(small.path, threads=threads)))
    speed = small.statistics.bytes / took
    print(f"{'script':10}{took:8.3f} s{speed / 1e6:10,.0f} MB/s, {small.statistics.bytes:,} bytes")
    print(f"check is {dump.statistics.bytes / own / speed:.0f} times as fast as the script")


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(description="Compare pubfast.check with open and with a script.")
    parser.add_argument("--size", default="1GB", help="of the dump (default: 1GB)")
    parser.add_argument("--script", default="50MB", help="of the script's dump (default: 50MB)")
    parser.add_argument("--runs", type=int, default=7, help="rounds (default: 7)")
    parser.add_argument("--seed", type=int, default=7, help="of the dumps (default: 7)")
    parser.add_argument("--threads", type=int, default=2, help="of pubfast (default: 2)")
    parser.add_argument("--folder", type=Path, default=HERE / "data", help="where the dumps are kept")
    options = parser.parse_args()
    dump, small = (
        cached(options.folder, bytes_of(size), options.seed) for size in (options.size, options.script)
    )
    try:
        compare(dump, small, options.runs, options.threads)
    except WrongAnswer as error:
        print(f"WrongAnswer: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
