"""An extension of griffe, named in mkdocs.yml, that completes what griffe reads in the sources of pubfast.

The signatures of compiled classes stand in `_core.pyi` and their docstrings in the extension module; both are
brought together here. All public names get links between docstrings, and a sentence on operators.
"""

from __future__ import annotations

import copy
import importlib
import inspect
import re
from collections.abc import Collection, Iterator
from typing import Any

import griffe

OPERATORS = {
    "__len__": "`len()`",
    "__getitem__": "indexing",
    "__iter__": "iteration",
    "__contains__": "`in`",
    "__eq__": "`==`",
    "__hash__": "`hash()`",
    "__array__": "`numpy.asarray`",
    "__enter__": "`with`",
    "__arrow_c_stream__": "the Arrow PyCapsule protocol",
}
SECTION = re.compile(r"(?m)^\w[\w ]*\n-{3,}$")


class Reference(griffe.Extension):
    """Completes the package once griffe has read all of it."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Complete everything that `pkg` exports."""
        core = pkg["_core"]
        runtime = importlib.import_module(core.path)
        for cls in core.classes.values():
            if hasattr(runtime, cls.name):
                add_docstrings(cls, getattr(runtime, cls.name))
        public = {str(name): pkg[str(name)].final_target for name in pkg.exports or ()}
        for value in public.values():
            if isinstance(value, griffe.Class) and value.docstring:
                describe(value, value.docstring)
        documented = dict(entries(public))
        for value in documented.values():
            if value.docstring:
                add_links(value.docstring, documented.keys())
                correct_sections(value, value.docstring)


def add_docstrings(cls: griffe.Class, runtime: type) -> None:
    """Give a class of the stubs the members of its private bases, and the docstrings of `runtime`."""
    for base in cls.mro():
        for name, member in base.members.items():
            if name not in cls.members:
                cls.set_member(name, copy.copy(member))
    if "__new__" in cls.members:
        cls.set_member("__init__", cls.members["__new__"])
    cls.docstring = docstring_of(cls, runtime)
    public: dict[str, Any] = {name: value for name, value in cls.members.items() if not name.startswith("_")}
    for name, member in public.items():
        member.docstring = docstring_of(member, getattr(runtime, name))
        kind = member.returns if member.is_function else member.annotation
        for part in kind.iterate() if isinstance(kind, griffe.Expr) else ():
            if isinstance(part, griffe.ExprName) and part.name == "_Value":
                part.name = "str | None"  # the bound of a type variable that the reference does not show


def docstring_of(owner: griffe.Object, runtime: object) -> griffe.Docstring:
    """Read the docstring of a compiled object."""
    return griffe.Docstring(inspect.getdoc(runtime) or "", parent=owner, parser=griffe.Parser.numpy)


def describe(cls: griffe.Class, docstring: griffe.Docstring) -> None:
    """Say which operators a class has; leave out a constructor that users do not call."""
    text = docstring.value
    if "Parameters\n---" not in text:
        for owner in [cls, *cls.mro()]:
            owner.members.pop("__init__", None)
    operators = [words for name, words in OPERATORS.items() if name in {*cls.all_members, *cls.overloads}]
    if operators:
        section = SECTION.search(text)
        at = section.start() if section else len(text)
        docstring.value = f"{text[:at].rstrip()}\n\nSupports {', '.join(operators)}.\n\n{text[at:]}"


def entries(public: dict[str, griffe.Object]) -> Iterator[tuple[str, griffe.Object | griffe.Alias]]:
    """Every public name, and every public member of classes."""
    for name, value in public.items():
        yield name, value
        for member in value.all_members.values() if value.is_class else ():
            if not member.name.startswith("_"):
                yield f"{name}.{member.name}", member


def add_links(docstring: griffe.Docstring, names: Collection[str]) -> None:
    """Turn names of the reference in backticks into links to their entries."""

    def linked(match: re.Match[str]) -> str:
        name = match[1].removeprefix("pubfast.")
        return f"[{match[0]}][pubfast.{name}]" if name in names else match[0]

    docstring.value = re.sub(r"(?<![`\[])`([\w.]+)`(?![`\]])", linked, docstring.value)


def correct_sections(value: Any, docstring: griffe.Docstring) -> None:
    """Take defaults from the signature, where griffe takes the first choice; unwrap the choices.

    A result that has no description is left to the signature.
    """
    for section in list(docstring.parsed):
        items = section.value if isinstance(section.value, list) else []
        if section.kind is griffe.DocstringSectionKind.returns and not any(
            item.description for item in items
        ):
            docstring.parsed.remove(section)
        for item in items:
            if isinstance(getattr(item, "annotation", None), griffe.ExprTuple):
                item.annotation.implicit = True
            if section.kind is griffe.DocstringSectionKind.parameters:
                item.value = value.parameters[item.name].default
