"""What the documentation shows is what happens."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import pubfast

ROOT = Path(__file__).resolve().parents[2]


DOCUMENTS = (
    "README.md",
    "docs/arrow.md",
    "docs/check.md",
    "docs/command-line.md",
    "docs/convert.md",
    "docs/identifiers.md",
    "docs/notebook.md",
    "docs/offsets.md",
    "docs/scan.md",
    "docs/tables.md",
    "docs/writing.md",
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_examples_of_the_documentation(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    outcome = doctest.testfile(str(ROOT / name), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert outcome.attempted > 0
    assert outcome.failed == 0


RECIPES = re.split(r"(?m)^## ", (ROOT / "docs" / "cookbook.md").read_text("utf-8"))[1:]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.partition("\n")[0])
def test_recipes_of_the_cookbook(recipe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for library in re.findall(r"(?m)^>>> import (\w+)", recipe):
        pytest.importorskip(library)
    test = doctest.DocTestParser().get_doctest(recipe, {}, recipe.partition("\n")[0], None, None)
    assert test.examples
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test).failed == 0


def test_examples_of_the_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    outcome = doctest.testmod(pubfast)
    assert outcome.attempted > 0
    assert outcome.failed == 0
