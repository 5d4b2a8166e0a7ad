"""How long it takes to go through a dump, and to look documents up."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import pubfast
from engines.text import pubfast as engines
from inputs.answers import Answers, expect
from inputs.dump import Dump
from inputs.reference_reader import iterate
from inputs.tally import Tally

LOOK_UPS = 1000


@pytest.mark.benchmark(group="iterate")
def test_iterate(benchmark: BenchmarkFixture, corpus: pubfast.Corpus, answers: Answers) -> None:
    """Read every field of every document and annotation."""
    answers.check_tally(benchmark(lambda: Tally.of(engines.views(corpus))))


@pytest.mark.benchmark(group="iterate")
def test_iterate_after_columns(benchmark: BenchmarkFixture, corpus: pubfast.Corpus, answers: Answers) -> None:
    """The same when the columns are there, which is where views then look."""
    engines.touch(corpus)
    answers.check_tally(benchmark(lambda: Tally.of(engines.views(corpus))))


@pytest.mark.benchmark(group="iterate")
def test_iterate_reference(benchmark: BenchmarkFixture, data: bytes, answers: Answers) -> None:
    """The same with the reference reader."""
    answers.check_tally(benchmark(lambda: Tally.of(iterate(data))))


@pytest.mark.benchmark(group="look up")
def test_documents_by_number(benchmark: BenchmarkFixture, corpus: pubfast.Corpus, answers: Answers) -> None:
    """Look a thousand documents up by their number."""
    places = answers.pick(LOOK_UPS)
    answers.check_documents(places, benchmark(engines.get_documents, corpus, places))


@pytest.mark.benchmark(group="look up")
def test_documents_by_id(benchmark: BenchmarkFixture, corpus: pubfast.Corpus, answers: Answers) -> None:
    """Find a thousand documents by their id."""
    places = answers.pick(LOOK_UPS)
    expect("documents of a missing id", corpus.find("no such id"), [])
    answers.check_found(places, benchmark(engines.find_documents, corpus, answers.ids(places)))


@pytest.mark.benchmark(group="look up")
def test_index(benchmark: BenchmarkFixture, dump: Dump, answers: Answers) -> None:
    """Find one document in a fresh corpus, which makes the index of its ids."""
    places = answers.pick(1)
    wanted = answers.ids(places)

    def prepare() -> tuple[tuple[pubfast.Corpus, list[str]], dict[str, object]]:
        return (pubfast.open(dump.path), wanted), {}

    found = benchmark.pedantic(engines.find_documents, setup=prepare, rounds=20)  # type: ignore[no-untyped-call]
    answers.check_found(places, found)
