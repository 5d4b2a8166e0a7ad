"""What is in a dump: `python examples/summary.py DUMP`."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Mapping
from pathlib import Path

import pubfast


def main(path: str) -> None:
    """Open a dump and print its summary."""
    warnings.simplefilter("ignore", pubfast.PubfastWarning)  # the summary counts the problems itself
    begin = time.perf_counter()
    corpus = pubfast.open(path)
    seconds = time.perf_counter() - begin
    size = Path(path).stat().st_size
    print(f"{path}: {size / 1e6:.3g} MB in {seconds * 1e3:.3g} ms, {size / 1e6 / seconds:.0f} MB/s\n")
    print(f"{len(corpus):>12,} documents")
    print_counts("annotations", corpus.annotations.type.counts())
    print_counts("relations", corpus.relations.type.counts())
    print(f"{len(corpus.passages):>12,} passages")
    print_counts("problems", corpus.problems.code.counts())
    for problem in corpus.problems[:5]:
        print(f"{path}:{problem.line}: {problem.message} [{problem.code}]")
    if len(corpus):
        print_document(corpus[0])


def print_counts(what: str, counts: Mapping[str, int]) -> None:
    """Print how many rows a table has, and how many of each kind."""
    print(f"{sum(counts.values()):>12,} {what}")
    for name, count in sorted(counts.items(), key=lambda item: -item[1]):
        print(f"{count:>16,} {name}")


def print_document(document: pubfast.Document) -> None:
    """Print a document with its first mentions, each taken from the text by its offsets."""
    print(f"\nThe first document, {document.document_id}: {document.title}")
    text = document.text
    for annotation in document.annotations[:5]:
        mention = text[annotation.start : annotation.end]
        print(
            f"{annotation.start:>8}-{annotation.end:<6}{mention:<28}{annotation.type:<12}{annotation.identifier}"
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        main(sys.argv[1])
    except pubfast.PubfastError as error:
        sys.exit(f"error: {error}")
