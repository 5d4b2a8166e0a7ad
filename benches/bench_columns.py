"""How long it takes to get columns, and to select by them.

A column is made when it is first asked for, so each round of the first three has a corpus of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import pubfast
from engines.text import pubfast as engines
from inputs.answers import Answers, expect
from inputs.dump import Dump
from inputs.reference_reader import read_columns

ROUNDS = 20


def first(benchmark: BenchmarkFixture, dump: Dump, ask: Callable[[pubfast.Corpus], Any]) -> pubfast.Corpus:
    """Time the first question to each of some corpora; the last corpus."""
    corpora: list[pubfast.Corpus] = []

    def prepare() -> tuple[tuple[pubfast.Corpus], dict[str, Any]]:
        corpora[:] = [pubfast.open(dump.path)]
        return (corpora[0],), {}

    benchmark.pedantic(ask, setup=prepare, rounds=ROUNDS)  # type: ignore[no-untyped-call]
    return corpora[0]


def numbers(corpus: pubfast.Corpus) -> list[Any]:
    """The number columns."""
    documents, annotations = corpus.documents, corpus.annotations
    places = [documents.byte_start, documents.byte_end, documents.line]
    offsets = [documents.annotation_offsets, documents.relation_offsets]
    return [annotations.start, annotations.end, annotations.document, documents.pmid, *offsets, *places]


def strings(corpus: pubfast.Corpus) -> list[Any]:
    """The starts and lengths of the string columns."""
    documents, annotations = corpus.documents, corpus.annotations
    texts = [documents.document_id, documents.title, documents.abstract]
    values = [annotations.mention, annotations.identifier, annotations.extra]
    return [(column.starts, column.lengths) for column in texts + values]


@pytest.mark.benchmark(group="first access")
def test_numbers(benchmark: BenchmarkFixture, dump: Dump, answers: Answers) -> None:
    """Ask for the number columns."""
    answers.check_numbers(first(benchmark, dump, numbers))


@pytest.mark.benchmark(group="first access")
def test_strings(benchmark: BenchmarkFixture, dump: Dump, answers: Answers) -> None:
    """Ask for the string columns."""
    answers.check_strings(first(benchmark, dump, strings))


@pytest.mark.benchmark(group="first access")
def test_codes(benchmark: BenchmarkFixture, dump: Dump, answers: Answers) -> None:
    """Ask for the types."""
    corpus = first(benchmark, dump, lambda corpus: corpus.annotations.type.codes)
    answers.check_types(corpus.annotations.type.counts())


@pytest.mark.benchmark(group="first access")
def test_every_column(benchmark: BenchmarkFixture, dump: Dump, answers: Answers) -> None:
    """Ask for every column of every table."""
    corpus = first(benchmark, dump, engines.touch)
    answers.check_corpus(corpus)
    answers.check_strings(corpus)


@pytest.mark.benchmark(group="select")
def test_mask_by_type(benchmark: BenchmarkFixture, corpus: pubfast.Corpus, answers: Answers) -> None:
    """Say which annotations have a type."""
    mask = benchmark(lambda: corpus.annotations.type == "Gene")
    expect("genes", int(np.count_nonzero(mask)), answers.statistics.annotations_by_type["Gene"])


@pytest.mark.benchmark(group="select")
def test_rows_of_mask(benchmark: BenchmarkFixture, corpus: pubfast.Corpus, answers: Answers) -> None:
    """Select rows by a mask."""
    mask = corpus.annotations.type == "Gene"
    genes = benchmark(lambda: corpus.annotations[mask])
    expect("genes", genes.type.counts(), {"Gene": answers.statistics.annotations_by_type["Gene"]})


@pytest.mark.benchmark(group="select")
def test_empty_identifiers(benchmark: BenchmarkFixture, corpus: pubfast.Corpus, answers: Answers) -> None:
    """Say which annotations have no identifier."""
    mask = benchmark(lambda: corpus.annotations.identifier.isin([""]))
    expect("empty identifiers", int(np.count_nonzero(mask)), answers.statistics.empty_identifiers)


@pytest.mark.benchmark(group="select")
def test_many_identifiers(benchmark: BenchmarkFixture, corpus: pubfast.Corpus, data: bytes) -> None:
    """Say which annotations have one of a thousand identifiers."""
    identifiers = read_columns(data).identifiers
    wanted = set(identifiers[::7][:1000])
    values = [identifier.decode() for identifier in wanted]
    mask = benchmark(lambda: corpus.annotations.identifier.isin(values))
    expected = [identifier in wanted for identifier in identifiers]
    expect("rows of these identifiers", np.array_equal(mask, expected), True)
