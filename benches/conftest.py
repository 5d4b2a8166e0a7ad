"""What the benchmarks of one session share."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import pubfast
from inputs.answers import Answers
from inputs.dump import Dump, bytes_of, cached

# polars reads it when it is first imported, and the engines of tables want as many as they ask for: one.
os.environ.setdefault("POLARS_MAX_THREADS", "1")


@pytest.fixture(scope="session")
def dump() -> Dump:
    """A dump of `PUBFAST_BENCH_SIZE` bytes, such as 100MB, kept from session to session."""
    size = bytes_of(os.environ.get("PUBFAST_BENCH_SIZE", "2MB"))
    return cached(Path(tempfile.gettempdir()) / "pubfast-benches", size, seed=7)


@pytest.fixture(scope="session")
def data(dump: Dump) -> bytes:
    """The bytes of the dump, for readers that cannot open files."""
    return dump.path.read_bytes()


@pytest.fixture(scope="session")
def answers(dump: Dump, data: bytes) -> Answers:
    """What is true of the dump."""
    return Answers.of(dump, data)


@pytest.fixture
def corpus(dump: Dump) -> Iterator[pubfast.Corpus]:
    """The dump, freshly opened: no column of it is there yet."""
    with pubfast.open(dump.path) as corpus:
        yield corpus
