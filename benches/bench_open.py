"""How long it takes to read a whole dump."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import pubfast
from inputs import reference_reader
from inputs.answers import Answers
from inputs.dump import Dump

pytestmark = pytest.mark.benchmark(group="open")


@pytest.mark.parametrize("threads", [1, 2])
def test_open(benchmark: BenchmarkFixture, dump: Dump, answers: Answers, threads: int) -> None:
    """Open with pubfast."""
    corpus = benchmark(pubfast.open, dump.path, threads=threads)
    answers.check_corpus(corpus)
    answers.check_strings(corpus)


def test_reference_reader(benchmark: BenchmarkFixture, data: bytes, answers: Answers) -> None:
    """Read into columns with the reference reader."""
    answers.check_reference(benchmark(reference_reader.read_columns, data))


def test_split_only(benchmark: BenchmarkFixture, data: bytes, answers: Answers) -> None:
    """Split all lines and do nothing with them."""
    answers.check_lines(benchmark(reference_reader.split_only, data))


def test_newlines(benchmark: BenchmarkFixture, data: bytes, answers: Answers) -> None:
    """Count newlines: the least that a reader does."""
    answers.check_lines(benchmark(data.count, b"\n"))
