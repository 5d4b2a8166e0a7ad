"""The reference in docs/api is what the docstrings say, and every public thing has one."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

import api_pages
import pubfast


def test_the_pages_are_up_to_date() -> None:
    made = api_pages.pages()
    there = {path.name: path.read_text("utf-8") for path in api_pages.FOLDER.glob("*.md")}
    stale = [name for name in made.keys() | there.keys() if made.get(name) != there.get(name)]
    assert stale == [], "run `make docs`"


def test_every_public_name_has_its_place() -> None:
    listed = [name for _, names in api_pages.PAGES.values() for name in names.split()]
    assert sorted(listed) == sorted(pubfast.__all__)


def public() -> Iterator[tuple[str, Any]]:
    """Everything that a user can call or read, by its name."""
    for name in pubfast.__all__:
        if name in api_pages.VALUES:
            continue
        value = getattr(pubfast, name)
        yield name, value
        if inspect.isclass(value):
            for member in api_pages.members_of(value):
                if not member.startswith("_"):
                    yield f"{name}.{member}", getattr(value, member)


PUBLIC = dict(public())


@pytest.mark.parametrize("name", PUBLIC)
def test_docstrings(name: str) -> None:
    text = inspect.getdoc(PUBLIC[name])
    assert text
    assert re.match(r"[^a-z\s]", text), "a docstring begins as a sentence does"


CALLED = {name: value for name, value in PUBLIC.items() if callable(value) and not inspect.isclass(value)}


@pytest.mark.parametrize("name", CALLED)
def test_every_argument_is_explained(name: str) -> None:
    function = CALLED[name]
    arguments = [argument for argument in inspect.signature(function).parameters if argument != "self"]
    section = re.search(r"(?ms)^Parameters\n-+\n(.*?)(?=^\w[^\n]*\n-{3,}|\Z)", inspect.getdoc(function) or "")
    heads = re.findall(r"(?m)^(\w.*?)(?: : .*)?$", section[1]) if section else []
    assert [argument for head in heads for argument in head.split(", ")] == arguments


def arrays() -> Iterator[tuple[str, str]]:
    """Every property that is an array, and the type of its values."""
    for name in pubfast.__all__:
        value = getattr(pubfast, name)
        for member, [node, *_] in api_pages.members_of(value).items() if inspect.isclass(value) else ():
            dtype = re.search(r"NDArray\[np\.(\w+)\]", api_pages.type_of(node.returns))
            if dtype and api_pages.is_property(node):
                yield f"{name}.{member}", dtype[1]


ARRAYS = dict(arrays())


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_say_their_type(name: str) -> None:
    assert ARRAYS[name] in (inspect.getdoc(PUBLIC[name]) or "")
