"""Every public thing has a docstring that explains it, and stands on one page of docs/api."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

import pubfast
from public_names import PUBLIC, STUBS, VALUES

API = Path(__file__).resolve().parents[2] / "docs" / "api"


def names_by_page() -> dict[str, list[str]]:
    pages = {page.name: page.read_text("utf-8") for page in API.glob("*.md") if page.name != "README.md"}
    return {page: re.findall(r"(?m)^::: pubfast\.(\w+)$", text) for page, text in pages.items()}


def test_every_public_name_stands_on_one_page() -> None:
    assert sorted(name for names in names_by_page().values() for name in names) == sorted(pubfast.__all__)


def test_the_index_names_all_of_them() -> None:
    index = (API / "README.md").read_text("utf-8")
    listed = re.findall(r"\[`(\w+)`\]\((\w+\.md)#pubfast\.(\w+)\)", index)
    assert [name for name, _, _ in listed] == [anchor for _, _, anchor in listed]
    assert sorted((page, name) for name, page, _ in listed) == sorted(
        (page, name) for page, names in names_by_page().items() for name in names
    )


@pytest.mark.parametrize("name", PUBLIC)
def test_docstrings(name: str) -> None:
    text = inspect.getdoc(PUBLIC[name])
    assert text
    assert re.match(r"[^a-z\s]", text), "a docstring begins as a sentence does"


def test_values_have_docstrings_in_the_stubs() -> None:
    stubs = Path(pubfast._core.__file__).with_name("_core.pyi").read_text("utf-8")
    assert set(re.findall(r'(?m)^(\w+): .*\n"""[A-Z].+\."""$', stubs)) == VALUES


def explained(name: str, section: str) -> list[str]:
    """The arguments or attributes that a section of a docstring explains."""
    text = inspect.getdoc(PUBLIC[name]) or ""
    found = re.search(rf"(?ms)^{section}\n-+\n(.*?)(?=^\w[^\n]*\n-{{3,}}|\Z)", text)
    heads = re.findall(r"(?m)^(\w.*?)(?: : .*)?$", found[1]) if found else []
    return [argument for head in heads for argument in head.split(", ")]


@pytest.mark.parametrize("name", [name for name, value in PUBLIC.items() if inspect.isroutine(value)])
def test_every_argument_is_explained(name: str) -> None:
    arguments = [argument for argument in inspect.signature(PUBLIC[name]).parameters if argument != "self"]
    assert explained(name, "Parameters") == arguments


FIELDS = {
    name: [*getattr(value, "__dataclass_fields__", ()), *getattr(value, "_fields", ())]
    for name, value in PUBLIC.items()
}


@pytest.mark.parametrize("name", [name for name, fields in FIELDS.items() if fields])
def test_every_field_is_explained(name: str) -> None:
    assert sorted(explained(name, "Attributes")) == sorted(FIELDS[name])


ARRAYS = {
    name: found[1]
    for name, node in STUBS.items()
    if (found := re.match(r"@property(?s:.*)-> NDArray\[np\.(\w+)\]", ast.unparse(node)))
}


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_say_their_type(name: str) -> None:
    assert ARRAYS[name] in (inspect.getdoc(PUBLIC[name]) or "")
