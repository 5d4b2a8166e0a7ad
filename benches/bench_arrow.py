"""How long it takes to hand the annotations to polars, beside opening the dump.

The bar: all columns of a corpus that was just opened, in no more time than opening takes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import pubfast
from inputs.answers import expect
from inputs.dump import Dump

ROUNDS = 20


def timed(benchmark: BenchmarkFixture, dump: Dump, ask: Any) -> Any:
    """Ask each of some corpora once; the last corpus and its answer."""
    corpora: list[pubfast.Corpus] = []

    def prepare() -> tuple[tuple[pubfast.Corpus], dict[str, Any]]:
        corpora[:] = [pubfast.open(dump.path)]
        return (corpora[0],), {}

    found = benchmark.pedantic(ask, setup=prepare, rounds=ROUNDS)  # type: ignore[no-untyped-call]
    return corpora[0], found


@pytest.mark.benchmark(group="frames")
def test_open(benchmark: BenchmarkFixture, dump: Dump) -> None:
    """Open the dump and leave it."""
    benchmark.pedantic(pubfast.open, args=(dump.path,), rounds=ROUNDS)  # type: ignore[no-untyped-call]


@pytest.mark.benchmark(group="frames")
def test_annotations_to_polars(benchmark: BenchmarkFixture, dump: Dump) -> None:
    """All columns."""
    corpus, frame = timed(benchmark, dump, lambda corpus: pl.DataFrame(corpus.annotations))
    expect("rows", len(frame), len(corpus.annotations))
    expect("sum of starts", frame["start"].sum(), int(corpus.annotations.start.sum()))
    expect("mentions", frame["mention"][-1000:].to_list(), corpus.annotations.mention[-1000:].to_list())


@pytest.mark.benchmark(group="frames")
def test_some_annotations_to_polars(benchmark: BenchmarkFixture, dump: Dump) -> None:
    """All columns of two rows of five."""

    def ask(corpus: pubfast.Corpus) -> pl.DataFrame:
        return corpus.annotations[np.arange(len(corpus.annotations)) % 5 < 2].to_polars()

    corpus, frame = timed(benchmark, dump, ask)
    some = corpus.annotations[np.arange(len(corpus.annotations)) % 5 < 2]
    expect("sum of ends", frame["end"].sum(), int(some.end.sum()))
    expect("identifiers", frame["identifier"][-1000:].to_list(), some.identifier[-1000:].to_list())


@pytest.mark.benchmark(group="frames")
def test_nested_documents_to_polars(benchmark: BenchmarkFixture, dump: Dump) -> None:
    """Documents with lists of what belongs to them."""
    corpus, frame = timed(benchmark, dump, lambda corpus: corpus.documents.to_polars(nested=True))
    expect("annotations", frame["annotations"].list.len().sum(), len(corpus.annotations))
    expect("ids", frame["document_id"][-100:].to_list(), corpus.documents.document_id[-100:].to_list())


@pytest.mark.benchmark(group="frames")
def test_a_number_column_to_polars(benchmark: BenchmarkFixture, dump: Dump) -> None:
    """A column that is there already: nothing is copied."""
    corpus = pubfast.open(dump.path)
    expect("sum of starts", corpus.annotations.start.sum(), corpus.annotations.to_polars()["start"].sum())
    benchmark(lambda: corpus.annotations.to_polars(columns=["start"]))
