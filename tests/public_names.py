"""The public interface of pubfast: names, methods and properties, and the types that the stubs give them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pubfast
import pubfast._core

# Public names that are neither functions nor classes.
VALUES = {"finding_codes", "finding_severities", "problem_codes", "__version__"}


def members_of(cls: type) -> dict[str, Any]:
    """The public methods and properties of a class and of its bases in pubfast; fields are attributes."""
    own = [vars(base) for base in cls.__mro__ if base.__module__.startswith("pubfast")]
    return {
        name: getattr(cls, name)
        for members in own
        for name, value in members.items()
        if not name.startswith("_") and (inspect.isroutine(value) or inspect.isdatadescriptor(value))
        if name not in getattr(cls, "_fields", ())
    }


def _public() -> Iterator[tuple[str, Any]]:
    for name in sorted(set(pubfast.__all__) - VALUES):
        value = getattr(pubfast, name)
        yield name, value
        if inspect.isclass(value):
            for member, method in members_of(value).items():
                yield f"{name}.{member}", method


# Everything that a user can call or read, by its name. A compiled class does not list its members in the same
# order in every process, and processes that run tests side by side must have the same tests.
PUBLIC = dict(sorted(_public()))


def _stubs() -> Iterator[tuple[str, ast.FunctionDef]]:
    text = Path(pubfast._core.__file__).with_name("_core.pyi").read_text("utf-8")
    classes = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)}

    def members(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
        for generic in node.bases:
            base = generic.value if isinstance(generic, ast.Subscript) else generic
            if isinstance(base, ast.Name) and base.id in classes:
                yield from members(classes[base.id])
        yield from (item for item in node.body if isinstance(item, ast.FunctionDef))

    for name, node in classes.items():
        if getattr(pubfast, name, None) is getattr(pubfast._core, name, node):
            yield from ((f"{name}.{item.name}", item) for item in members(node))


# The methods and properties of compiled classes as the stubs write them.
STUBS = {name: node for name, node in _stubs() if name in PUBLIC}
