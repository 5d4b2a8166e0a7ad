"""What the documentation shows is what happens."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import pubfast

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "name", ["README.md", "docs/arrow.md", "docs/convert.md", "docs/identifiers.md", "docs/tables.md"]
)
def test_examples_of_the_documentation(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    outcome = doctest.testfile(str(ROOT / name), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_examples_of_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    outcome = doctest.testmod(pubfast)
    assert outcome.attempted > 0
    assert outcome.failed == 0
